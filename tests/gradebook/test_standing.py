"""Rows add up: whatever was judged, late or set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import MADE_OF, book_of, result
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.database import Remark
from grader.gradebook.points import hundredths
from grader.gradebook.policy import Late, Policy
from grader.gradebook.roster import Student
from grader.gradebook.standing import Attempt, Part, Standing, report_of, standing, standings
from grader.model import Isolation

DUE = datetime(2026, 10, 5, 12)  # noqa: DTZ001 - of the clocks in that zone
PARTS = (Part("one", 1000), Part("two", 333), Part("more", 500, bonus=True))


def attempt(*scores: float | None, late: float = 0.0) -> Attempt:
    results = {p.name: result(p.name, score) for p, score in zip(PARTS, scores, strict=True)}
    report = report_of("x", results, PARTS, seed=1, isolation=Isolation.STRICT, missing=())
    return Attempt(report, datetime(2026, 10, 5, 12, tzinfo=UTC) + timedelta(days=late))


def row(*attempts: Attempt, remarks: list[Remark] | None = None, **policy: Any) -> Standing:
    known = Policy(DUE, "UTC", late=Late(10.0, 50.0), **policy)
    return standing(Student("anna"), attempts, PARTS, known, remarks or [])


def remark(kind: str, points: int = 0, problem: str = "") -> Remark:
    return Remark("anna", kind, points, "why", "me", problem)


SCORES = st.one_of(st.none(), st.floats(0, 10))
ATTEMPTS = st.lists(
    st.builds(attempt, SCORES, SCORES, SCORES, late=st.floats(-3, 9)), min_size=0, max_size=4
)
REMARKS = st.lists(
    st.builds(
        remark,
        st.sampled_from(["add", "set", "say"]),
        st.integers(0, 3000),
        st.sampled_from(["", "one", "more"]),
    ),
    max_size=4,
)


@given(ATTEMPTS, REMARKS, st.sampled_from(["last", "best", "mean"]))
def test_every_column_adds_up_to_the_score(
    attempts: list[Attempt], remarks: list[Remark], which: str
) -> None:
    found = row(*attempts, remarks=remarks, attempts=which)
    if found.score is not None:
        known = [points for points in found.points.values() if points is not None]
        assert sum(known) + found.late + found.adjustment == found.score >= 0
    for one in attempts:
        score = one.report.score
        parts = [p.score for p in one.report.problems]
        assert score is None or sum(hundredths(p or 0) for p in parts) == hundredths(score)


def test_a_bonus_is_on_top() -> None:
    found = row(attempt(10, 10, 10))
    assert (found.score, found.max_score) == (1833, 1333)


def test_late_days_cost_their_share_and_no_more_than_the_cap() -> None:
    assert [row(attempt(10, 0, 0, late=days)).score for days in (0, 0.1, 2, 40)] == [
        1000,
        900,
        800,
        500,
    ]


def test_attempts_count_as_the_assignment_says() -> None:
    three = (attempt(10, 0, 0, late=-2), attempt(0, 10, 0, late=-1), attempt(5, 0, 0))
    assert row(*three).points == {"one": 500, "two": 0, "more": 0}
    assert row(*three, attempts="best").points == {"one": 1000, "two": 0, "more": 0}
    assert row(*three, attempts="mean").points == {"one": 500, "two": 111, "more": 0}
    assert "3 attempts" in list(row(*three).notes)


def test_being_late_may_make_an_earlier_attempt_the_best() -> None:
    found = row(attempt(8, 0, 0), attempt(10, 0, 0, late=4), attempts="best")
    assert (found.score, found.late) == (800, 0)


@pytest.mark.parametrize(
    ("remarks", "score"),
    [
        ([remark("add", 50)], 550),
        ([remark("add", -900)], 0),
        ([remark("set", 700)], 700),
        ([remark("set", 700), remark("add", 10)], 700),
        ([remark("set", 900, "one")], 900),
        ([remark("set", 900, "one"), remark("add", 10, "one")], 910),
        ([remark("say")], 500),
    ],
)
def test_by_hand(remarks: list[Remark], score: int) -> None:
    assert row(attempt(5, 0, 0), remarks=remarks).score == score


def test_what_the_grader_failed_has_a_score_once_it_is_set() -> None:
    lost = attempt(None, 5, 0)
    assert row(lost).score is None
    assert row(lost, remarks=[remark("add", 50)]).score is None
    assert row(lost, remarks=[remark("set", 500, "one")]).score == 667
    assert row(lost, remarks=[remark("set", 900)]).score == 900


def test_who_handed_in_nothing_has_no_score_until_one_is_set() -> None:
    assert (row().score, row().points) == (None, {"one": None, "two": None, "more": None})
    assert row(remarks=[remark("say")]).score is None
    assert row(remarks=[remark("add", 50)]).score == 50


def test_the_roster_says_who_is_meant(tmp_path: Path) -> None:
    policy = Policy(DUE, "UTC", late=Late(10.0), extensions={"Anna Doe": timedelta(days=9)})
    when = datetime(2026, 10, 7, tzinfo=UTC)
    with book_of(
        tmp_path,
        {"doe, anna": [10.0, 5.0], "zoe": [1.0, 1.0]},
        made_of={**MADE_OF, "policy": policy.described()},
        handed_in={"doe, anna": when, "zoe": when},
        students={"doe, anna": "anna@example.org"},
    ) as book:
        book.add(Remark("anna@example.org", "add", 100, "why", "me"))
        book.enrol([Student("a1", "Anna Doe", "anna@example.org"), Student("b2", "Ben")])
        rows = {one.student.id: one for one in standings(book)}
    assert list(rows) == ["a1", "b2", "zoe"]
    assert (rows["a1"].late, rows["a1"].score) == (0, 2100)
    assert (rows["b2"].attempt, rows["b2"].score) == (None, None)
    assert (rows["zoe"].late, rows["zoe"].score) == (-60, 240)
