"""Agreement where arguments are huge: what cancels may be off by their roundings, a share may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from exercises import exercise_of

from grader.grading.grading import try_program
from grader.judge.setting import Setting, program_of
from grader.model import Outcome
from grader.sandbox import Sandbox

PUBLIC = """\
title: Shares
difficulty: 1
statement: Shares of the whole, and what is beyond the mean.
hints: [Divide., Subtract.]
stub: |
  def shares(x):
      raise NotImplementedError
entry: shares(x) -> share, rest
sizes: {n: 2..4}
given:
  small: {x: {reals: [n], between: [1, 9]}, examples: 10}
  huge: {x: {reals: [n], between: [1.0e+50, 9.0e+50]}, aside: true, examples: 10}
  huge and all the same: {v: {real: [1.0e+50, 9.0e+50]}, x: {is: "np.full(n, v)"}, aside: true, examples: 10}
returns: {share: {reals: [n]}, rest: {reals: [n]}}
checks:
  - {name: shares add up, over: small, points: 8, holds: "close(share.sum(), 1)"}
  - {name: agrees with the reference, points: 1, agrees: {}}
"""
HIDDEN = """\
import numpy as np


def shares(x):
    return x / x.sum(), x - x.mean()
"""


@pytest.mark.parametrize(
    ("share", "rest", "passes"),
    [
        ("x / np.sum(x)", "x - np.mean(x)", True),
        ("(x / np.max(x)) / np.sum(x / np.max(x))", "-(np.mean(x) - x)", True),
        ("np.exp(np.log(x) - np.log(np.sum(x)))", "x - np.sum(x / len(x))", True),
        ("x / np.sum(x)", "(len(x) * x - np.sum(x)) / len(x)", True),
        ("x / np.sum(x) * (1 + 1e-3 * (x > 1e9))", "x - np.mean(x)", False),
        ("np.where(x > 1e9, 1 / len(x), x / np.sum(x))", "x - np.mean(x)", False),
        ("x / np.sum(x)", "(x - np.mean(x)) * (1 + 1e-3 * (x > 1e9))", False),
    ],
)
def test_a_share_of_huge_numbers_is_compared_as_closely_as_any(
    share: str, rest: str, passes: bool, tmp_path: Path, sandbox: Sandbox
) -> None:
    setting = Setting(exercise_of(tmp_path, "shares", PUBLIC, HIDDEN), 0)
    source = f"import numpy as np\ndef shares(x):\n    return {share}, {rest}\n"
    result = try_program(setting, program_of(setting.problem, source), sandbox=sandbox)
    assert (result.outcome is Outcome.PASSED) is passes, result.checks
