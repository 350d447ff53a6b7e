"""Points are for mathematics: what constants and nan earn, and what is partly right keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from exercises import exercise_of
from hypothesis import given
from hypothesis import strategies as st

from grader.audit.dry_run import DryRun
from grader.audit.in_process import InProcess
from grader.grading.grading import check_source
from grader.judge.credit import CREDIT, HARDLY, SPARED, roughly_right, spared
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import CheckResult, Outcome, ProblemResult
from grader.problem import RIGHT
from grader.sandbox import Sandbox

PUBLIC = """\
title: Shares
difficulty: 1
statement: Every row divided by its sum.
hints: [Divide., Keep the axis.]
stub: |
  def shares(w, axis=-1):
      raise NotImplementedError
entry: shares(w, axis=-1) -> p
sizes: {n: 2..4, k: 2..5}
given:
  rows: {w: {reals: [n, k], between: [1, 9]}, c: {real: [1, 5]}, examples: 40}
  columns: {w: {reals: [n, k], between: [1, 9]}, axis: 0, examples: 20}
returns: {p: {reals: w.shape}}
checks:
  - {name: rows sum to one, over: rows, points: 3, holds: "close(p.sum(axis=-1), 1)"}
  - {name: a factor changes nothing, over: rows, points: 3, holds: "close(shares(c * w), p)"}
  - {name: columns too, over: columns, points: 1, holds: "close(p.sum(axis=0), 1)"}
  - {name: also a hidden factor, points: 1, hidden: true}
  - {name: agrees with the reference, over: [rows, columns], points: 1, agrees: {}}
"""
HIDDEN = '''\
import numpy as np

from grader.author import close, law, mistake, solution


def shares(w, axis=-1):
    w = np.asarray(w)
    return w / w.sum(axis=axis, keepdims=True)


@law("also a hidden factor", over="rows")
def _(w, p, shares):
    """A factor changes nothing."""
    assert close(shares(2 * w), p)


@solution
def with_the_reference(w, axis=-1):
    """The same."""
    return shares(w, axis)


@mistake(caught_by="columns too")
def always_rows(w, axis=-1):
    """The axis was left aside."""
    return shares(w)
'''

Grade = Callable[[str], ProblemResult]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    folder: Path = tmp_path_factory.mktemp("shares")
    return exercise_of(folder, "shares", PUBLIC, HIDDEN)


@pytest.fixture
def grade(exercise: Exercise, sandbox: Sandbox) -> Grade:
    def graded(answer: str) -> ProblemResult:
        source = f"import numpy as np\n\n\ndef shares(w, axis=-1):\n    return {answer}\n"
        return check_source(exercise, source, sandbox=sandbox, seed=3)

    return graded


CONSTANT = "np.full(w.shape, 1 / w.shape[-1])"


def test_what_is_hardly_ever_right_earns_little_whatever_laws_it_keeps(grade: Grade) -> None:
    result = grade(CONSTANT)
    passed = [check.name for check in result.checks if str(check.outcome) == "passed"]
    assert {"rows sum to one", "a factor changes nothing", "also a hidden factor"} <= set(passed)
    assert result.score == CREDIT == sum(check.earned for check in result.checks)
    assert result.checks[-1].name == RIGHT
    assert result.checks[-1].message == HARDLY
    assert result.max_score == 10


def test_what_is_right_but_for_an_axis_keeps_its_points(grade: Grade) -> None:
    result = grade("w / w.sum(axis=-1, keepdims=True)")
    assert result.score == 8
    assert RIGHT not in [check.name for check in result.checks]


@pytest.mark.parametrize(
    "answer",
    [
        "w / (w.sum(axis=axis, keepdims=True) + 1e-5)",
        "np.nan * w if w.shape == (2, 2) else w / w.sum(axis=axis, keepdims=True)",
        "w / w.sum(axis=axis, keepdims=True) if w.shape != (2, 2) else w[5]",
    ],
    ids=["a little off", "wrong at one size", "raises at one size"],
)
def test_a_single_slip_costs_half_however_many_checks_meet_it(grade: Grade, answer: str) -> None:
    result = grade(answer)
    assert result.score == 5 == sum(check.earned for check in result.checks)
    assert SPARED in result.message
    assert all(0 <= check.earned <= check.points for check in result.checks)


@pytest.mark.parametrize(
    "answer",
    ["w / (w.sum(axis=axis, keepdims=True) + 0.1)", "w / (1e-9 if len(w) > 2 else w.sum())"],
    ids=["off by more than a thousandth", "wrong at most sizes"],
)
def test_what_is_wrong_at_large_is_not_spared(grade: Grade, answer: str) -> None:
    result = grade(answer)
    assert result.score is not None
    assert result.score < 5
    assert SPARED not in result.message


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_sparing_takes_nothing_and_leaves_half(points: list[tuple[int, int]]) -> None:
    rows = [
        CheckResult(str(i), False, max(pair), float(min(pair)), Outcome.FAILED)
        for i, pair in enumerate(points)
    ]
    left = spared(rows)
    assert all(a.earned >= b.earned for a, b in zip(left, rows, strict=True))
    before, total = sum(row.earned for row in rows), sum(row.points for row in rows)
    assert sum(row.earned for row in left) == max(before, total / 2)


def test_every_failure_costs_something_where_most_is_spared() -> None:
    rows = [CheckResult(str(i), False, n, 0.0, Outcome.FAILED) for i, n in enumerate((3, 3, 1, 1))]
    rows += [CheckResult("passed", False, 1, 1.0, Outcome.PASSED)]
    left = spared(rows)
    assert sum(row.earned for row in left) == 4.5
    assert all(row.earned < row.points for row in left[:-1])
    assert left[-1].earned == 1


def test_what_earns_no_more_anyway_is_told_nothing(grade: Grade) -> None:
    result = grade("2.0 * w")
    assert result.score == 1
    assert RIGHT not in [check.name for check in result.checks]


@pytest.mark.parametrize("text", ["nan", "inf"])
def test_no_law_holds_of_what_is_not_finite_where_the_right_answer_is(
    grade: Grade, text: str
) -> None:
    result = grade(f"np.full(w.shape, np.{text})")
    failed = {check.name: check.message for check in result.checks if not check.earned}
    assert (
        f"p has {text} at [0, 0], where a finite number belongs"
        in (failed["a factor changes nothing"])
    )
    assert result.score == 1


def test_a_dry_run_counts_alike(exercise: Exercise, sandbox: Sandbox) -> None:
    setting = Setting(exercise, 3)
    source = f"import numpy as np\n\n\ndef shares(w, axis=-1):\n    return {CONSTANT}\n"
    with DryRun(setting, program_of(exercise.problem, source), sandbox, lent=InProcess()) as dry:
        assert dry.score() == CREDIT


def test_near_is_measured_by_the_size_of_the_right_one() -> None:
    assert roughly_right([1.0, 2.0], 1.0) is False
    assert roughly_right(1.05e-9, 1e-9)
    assert not roughly_right(3e-3, 1e-3)
    assert not roughly_right(float("nan"), 1.0)
    assert roughly_right(float("nan"), float("nan"))
    assert roughly_right("a", "a")
    assert not roughly_right(None, 1.0)
    assert roughly_right([1, [2.0]], [1, [2.05]])
