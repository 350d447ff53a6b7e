"""Single precision: what is right to what it can hold passes, and what is further off does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exercises import exercise_of

from grader.audit.dry_run import DryRun
from grader.audit.in_process import InProcess
from grader.course.recorder import recorded
from grader.judge.recording import parsed, written
from grader.judge.setting import Exercise, Setting, program_of
from grader.judge.single import NONE, RUNGS
from grader.model import Outcome
from grader.sandbox import Sandbox

PUBLIC = """\
title: Squares
difficulty: 1
statement: Half the sum of squares, and its gradient.
hints: [Square., Halve.]
stub: |
  def squares(x):
      raise NotImplementedError
entry: squares(x) -> value, slope
sizes: {n: 2..4}
given:
  vectors: {x: {reals: [n], between: [-9, 9]}, move: {reals: [n], between: [-1, 1]}, examples: 30}
  huge: {sizes: {n: 2}, x: {is: "np.array([1e30, -1e30])"}, aside: true, examples: 3}
returns: {value: {real: any}, slope: {reals: [n]}}
checks:
  - {name: the slope is that of the value, over: vectors, points: 2, holds: "close(slope, numgrad(lambda v: squares(v).value, x), rtol=1e-6)"}
  - {name: never below its tangent, over: vectors, points: 2, holds: "at_most(value + slope @ move, squares(x + move).value)"}
  - {name: the slope is x again, over: vectors, points: 1, holds: "same(slope, x)"}
  - {name: stands huge entries, over: huge, points: 2, holds: "close(value / 1e60, 1)"}
  - {name: agrees with the reference, over: vectors, points: 2, agrees: {}}
"""
HIDDEN = '''\
import numpy as np

from grader.author import mistake, solution


def squares(x):
    x = np.asarray(x, dtype=float)
    return float(x @ x) / 2, 1.0 * x


@solution
def entry_by_entry(x):
    """A sum of its own."""
    return sum(v * v for v in x.tolist()) / 2, 1.0 * x


@mistake(caught_by="agrees with the reference")
def forgets_the_half(x):
    """Halve it."""
    return float(x @ x), 2.0 * x
'''

Outcomes = Callable[..., dict[str, Outcome]]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    folder: Path = tmp_path_factory.mktemp("squares")
    return exercise_of(folder, "squares", PUBLIC, HIDDEN)


@pytest.fixture
def failed(exercise: Exercise, sandbox: Sandbox) -> Callable[..., list[str]]:
    def judged(body: str, setting: Setting | None = None) -> list[str]:
        quiet = 'with np.errstate(all="ignore"):'
        source = f"import numpy as np\n\n\ndef squares(x):\n    {quiet}\n        {body}\n"
        setting = setting or Setting(exercise, 5)
        program = program_of(setting.problem, source)
        with DryRun(setting, program, sandbox, lent=InProcess()) as dry:
            checks = [check for check in setting.problem.checks if setting.possible(check)]
            return [c.name for c in checks if dry.outcome(c.name) is not Outcome.PASSED]

    return judged


ROUNDED = "return np.float32(x @ x / 2), x.astype(np.float32)"
WHOLLY = "x = x.astype(np.float32); return x @ x / np.float32(2), x"


@pytest.mark.parametrize("body", [ROUNDED, WHOLLY])
def test_right_answers_in_single_precision_break_no_law(
    failed: Callable[..., list[str]], body: str
) -> None:
    assert failed(body) == []


def test_the_same_in_double_precision_is_held_to_its_laws(
    failed: Callable[..., list[str]],
) -> None:
    """As 4e-8 more than rounding of double precision is no rounding."""
    off = failed("return float(np.float32(x @ x / 2)), x.astype(np.float32).astype(float)")
    assert "agrees with the reference" in off
    assert "the slope is x again" in off


@pytest.mark.parametrize("off", ["1 + 4e-5", "1 + 4e-5 * (-1) ** np.arange(len(x))"])
def test_what_is_further_off_than_rounding_fails(
    failed: Callable[..., list[str]], off: str
) -> None:
    broken = failed(f"return np.float32(x @ x / 2), (x * ({off})).astype(np.float32)")
    assert "agrees with the reference" in broken
    assert "the slope is x again" in broken  # it is compared with the right one in place of the law


def test_what_single_precision_cannot_hold_is_not_asked_of_it(
    failed: Callable[..., list[str]],
) -> None:
    assert "stands huge entries" not in failed(ROUNDED)
    overflows = "x = x * 1e130; return float(x @ x / 2 / 1e260), x / 1e130"
    assert "stands huge entries" in failed(overflows)


def test_closeness_follows_what_it_costs_the_reference(exercise: Exercise) -> None:
    setting = Setting(exercise, 5)
    checks = {check.name: check for check in setting.problem.checks}
    examples = setting.examples.domains["vectors"]

    def widths(name: str) -> tuple[float, ...]:
        return setting.checks.single.of(setting.checks.law(checks[name]), examples)

    assert max(widths("agrees with the reference")) <= RUNGS[1]
    assert (
        max(widths("the slope is that of the value")) > RUNGS[1]
    )  # a difference of rounded values
    assert NONE in widths("the slope is x again")


def test_a_copy_without_the_reference_judges_alike(
    exercise: Exercise, failed: Callable[..., list[str]], sandbox: Sandbox
) -> None:
    recording = recorded(Setting(exercise, 5), sandbox)
    assert recording is not None
    kept = parsed(written(recording), "here")
    assert kept.closeness == recording.closeness
    copy = replace(exercise, solution=None, recording=kept)
    assert failed(ROUNDED, Setting(copy, 5)) == []
    wrong = "return np.float32(x @ x / 2 * (1 + 4e-5)), x.astype(np.float32)"
    assert "agrees with the reference" in failed(wrong, Setting(copy, 5))


def test_an_example_of_ones_own_is_asked_as_widely_as_any(
    exercise: Exercise, failed: Callable[..., list[str]], sandbox: Sandbox
) -> None:
    recording = recorded(Setting(exercise, 5), sandbox)
    given = {"in": "vectors", "n": 2, "x": np.array([0.1, 0.7]), "move": np.array([0.3, -0.2])}
    copy = replace(exercise, solution=None, recording=recording)
    setting = Setting(copy, 5, given)
    one = replace(setting.problem, checks=tuple(c for c in setting.problem.checks[:2]))
    assert failed(ROUNDED, Setting(replace(copy, problem=one), 5, given)) == []
