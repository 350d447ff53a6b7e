"""Whatever is weighed and rounded, what stands beside a sum adds up to it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.points import hundredths, shares, weighed, written
from grader.model import CheckResult, Outcome, ProblemResult

WEIGHTS = st.lists(st.floats(0, 100), max_size=12)


@pytest.mark.parametrize(
    ("points", "expected"),
    [(0.005, 1), (0.0049, 0), (1 / 3, 33), (2.675, 268), (-0.005, -1), (10.0, 1000)],
)
def test_halves_go_away_from_zero(points: float, expected: int) -> None:
    assert hundredths(points) == expected


@pytest.mark.parametrize(
    ("points", "text"), [(None, ""), (0, "0"), (-5, "-0.05"), (1230, "12.3"), (100, "1")]
)
def test_no_needless_zeros(points: int | None, text: str) -> None:
    assert written(points) == text


@given(st.integers(0, 10**6), WEIGHTS)
def test_shares_add_up(total: int, weights: list[float]) -> None:
    found = shares(total, tuple(weights))
    whole = math.fsum(weights)
    assert sum(found) == (total if whole else 0)
    for share, weight in zip(found, weights, strict=True):
        assert not whole or abs(share - total * weight / whole) < 1 + 1e-6


CHECKS = st.lists(st.tuples(st.integers(1, 5), st.floats(0, 1)), min_size=1, max_size=8)


@given(CHECKS, st.integers(1, 10**5))
def test_checks_add_up_to_their_problem(checks: list[tuple[int, float]], worth: int) -> None:
    rows = tuple(
        CheckResult(str(i), False, float(points), points * part, Outcome.FAILED)
        for i, (points, part) in enumerate(checks)
    )
    score, most = sum(row.earned for row in rows), sum(row.points for row in rows)
    found = weighed(ProblemResult("p", "P", Outcome.FAILED, score, most, rows), worth)
    assert sum(hundredths(row.points) for row in found.checks) == hundredths(found.max_score)
    assert found.max_score == worth / 100
    assert found.score is not None
    assert sum(hundredths(row.earned) for row in found.checks) == hundredths(found.score)
    assert all(row.earned <= row.points for row in found.checks)
    assert abs(found.score - score / most * worth / 100) <= 0.015 * len(rows) + 0.005


def test_what_was_not_graded_stays_so() -> None:
    lost = ProblemResult("p", "P", None, None, 10.0, fault="x")
    found = weighed(lost, 2000, bonus=True)
    assert (found.score, found.max_score, found.title) == (None, 20.0, "P (bonus)")


def test_without_checks_the_score_is_weighed() -> None:
    assert weighed(ProblemResult("p", "P", Outcome.TOO_COSTLY, 5.0, 10.0), 300).score == 1.5
