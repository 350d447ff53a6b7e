"""How far right answers may be off: where arguments are huge, and where functions are rounded."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest
from exercises import exercise_of

from grader.course.recorder import recorded
from grader.grading.grading import try_program
from grader.judge.motion import Inexact, Motion
from grader.judge.recording import parsed, written
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import Outcome
from grader.sandbox import Sandbox

PUBLIC: Final = """\
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
HIDDEN: Final = """\
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


SLOPE: Final = """\
title: Slopes
difficulty: 1
statement: The slope along an axis, by a central difference.
hints: [Subtract., Divide.]
stub: |
  def slope(f, x):
      raise NotImplementedError
entry: slope(f, x) -> s
sizes: {n: 2..4}
given:
  level: {f: {waves: n}, x: {reals: [n], between: [-3, 3]}, examples: 40}
  far: {f: {quadratic: n}, x: {reals: [n], between: [-9.0e+4, 9.0e+4]}, aside: true, examples: 40}
returns: {s: {real: any}}
checks:
  - {name: close to the slope, over: level, points: 8, holds: "close(s, f.grad(x)[0], rtol=1e-5)"}
  - {name: agrees with the reference, points: 1, agrees: {}}
"""
CENTRAL: Final = """\
import numpy as np


def slope(f, x):
    h = 1e-6
    e = np.eye(len(x))[0]
    return (f(x + h * e) - f(x - h * e)) / (2 * h)
"""
WAYS: Final = {
    "the reference": (CENTRAL, True),
    "a step that is a power of two": (CENTRAL.replace("1e-6", "2.0 ** -20"), True),
    "asked from elsewhere": (CENTRAL.replace("(x + h * e)", "((1 + h) * e + (x - e))"), True),
    "forwards": (CENTRAL.replace("f(x - h * e)", "f(x)").replace("(2 * h)", "h"), False),
    "a longer step": (CENTRAL.replace("1e-6", "1e-3"), False),
    "off by a millionth": (CENTRAL.replace("(2 * h)", "(2 * h) * (1 + 1e-6)"), False),
    "nothing far away": (
        CENTRAL.replace("    h =", "    if abs(x).max() > 9: return 0\n    h ="),
        False,
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("copy", [False, True], ids=["with the hidden half", "a copy"])
def test_what_is_left_of_a_function_s_digits_is_compared(
    way: str, copy: bool, tmp_path: Path, sandbox: Sandbox
) -> None:
    source, passes = WAYS[way]
    exercise = exercise_of(tmp_path, "slope", SLOPE, CENTRAL)
    setting = Setting(exercise, 0)
    if copy:
        recording = recorded(setting, sandbox)
        assert recording is not None
        told = parsed(written(recording), "")
        setting = Setting(Exercise(exercise.problem, recording=told), 0)
    result = try_program(setting, program_of(setting.problem, source), sandbox=sandbox)
    assert (result.outcome is Outcome.PASSED) is passes, result.checks


def test_functions_are_off_by_their_last_digits_each_time_alike() -> None:
    f = Inexact(lambda x: float(np.sum(x)), (0, 1))
    x = np.array([1e8, 1.0, -1e8])
    assert f(x) == f(x.copy()) == f([1e8, 1, -1e8])
    assert 0 < abs(f(x) - 1) < 1e-6
    assert Inexact(lambda x: x, (0, 2))(3) == pytest.approx(3, rel=1e-14)


def test_where_no_function_is_given_there_is_no_grain(tmp_path: Path) -> None:
    setting = Setting(exercise_of(tmp_path, "shares", PUBLIC, HIDDEN), 0)
    motion = Motion(setting.problem, setting.reference)
    for example in setting.examples.domains["small"]:
        names = example.names({}) | {"right": setting.checks.cases.right(example)}
        assert motion.grain(names) == ()
