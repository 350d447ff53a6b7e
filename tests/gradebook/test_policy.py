"""Late by the clocks of the course, as its assignment says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from grader.gradebook.policy import Late, Policy, counting, policy_of

DUE = datetime(2026, 10, 24, 23, 59)  # noqa: DTZ001 - of the clocks in that zone
POLICY = Policy(
    DUE,
    "Europe/Berlin",
    timedelta(minutes=15),
    Late(10.0, 25.0, 1),
    extensions={"ben": timedelta(days=2), "cleo": datetime(2026, 10, 26, 12)},  # noqa: DTZ001
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handed_in", "days"),
    [
        (at(24, 21, 59), 0),
        (at(24, 22, 14), 0),  # within the grace
        (at(24, 22, 15), 1),
        (at(25, 22, 59), 1),  # 25 hours later: clocks were put back
        (at(25, 23, 0), 2),
        (at(29, 12), 5),
        (None, 0),
    ],
)
def test_a_day_ends_when_clocks_show_the_same_again(handed_in: datetime | None, days: int) -> None:
    assert POLICY.days_late("anna", handed_in) == days


def test_who_has_more_time_has_it() -> None:
    assert POLICY.days_late("ben", at(26, 22, 59)) == 0
    assert POLICY.days_late("ben", at(27, 12)) == 1
    assert POLICY.days_late("cleo", at(26, 11)) == 0
    assert POLICY.days_late("cleo", at(26, 12)) == 1


@pytest.mark.parametrize(
    ("day", "share"), [(24, 0), (25, 0), (26, 10), (27, 20), (28, 25), (31, 25)]
)
def test_days_cost_up_to_the_cap_after_those_that_are_free(day: int, share: int) -> None:
    assert POLICY.penalty("anna", at(day, 12)) == Fraction(share, 100)


def test_an_hour_that_comes_twice_ends_with_the_second() -> None:
    policy = Policy(datetime(2026, 10, 25, 2, 30), "Europe/Berlin", late=Late(10.0))  # noqa: DTZ001
    assert policy.days_late("anna", at(25, 1, 30)) == 0
    assert policy.days_late("anna", at(25, 1, 31)) == 1


def test_without_a_due_date_nobody_is_late() -> None:
    assert Policy(late=Late(10.0)).penalty("anna", at(31, 1)) == 0


@pytest.mark.parametrize(
    ("attempts", "totals", "places"),
    [
        ("last", [5, 9, 7], [2]),
        ("last", [5, None], [1]),
        ("best", [5, 9, 7], [1]),
        ("best", [9, None, 9], [2]),
        ("mean", [5, None, 7], [0, 2]),
        ("mean", [None, None], [1]),
    ],
)
def test_which_attempts_count(attempts: str, totals: list[int | None], places: list[int]) -> None:
    assert list(counting(attempts, totals)) == places


def test_free_days_that_were_used_elsewhere_are_gone() -> None:
    policy = replace(POLICY, late=Late(10.0, 100.0, 3), used={"anna": 2, "ben": 5})
    assert [policy.days_free(who, at(27, 12)) for who in ("anna", "ben", "dora")] == [1, 0, 3]
    assert policy.days_free("anna", at(24, 12)) == 0
    assert policy.penalty("anna", at(27, 12)) == Fraction(20, 100)
    assert policy.penalty("dora", at(27, 12)) == 0
    assert policy_of(policy.described()) == policy
    old = {k: v for k, v in policy.described().items() if k != "free days used elsewhere"}
    assert policy_of(old).used == {}
