"""What a wrong program and a mistake must have in common before one is taken for the other."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from places import DATA

from grader.exercise.bank import find_bank
from grader.judge import likeness
from grader.judge.deviation import NONE, Deviation, explained
from grader.judge.likeness import akin, alike, entry_by_entry
from grader.law.closeness import least_rtol
from grader.model import Answer, Raised, Seen
from grader.problem import Problem

RIGHT = Answer(np.array([2.0]))
TYPE = Raised("TypeError", ("TypeError", "Exception"), "one argument is missing")
VALUE = Raised("ValueError", ("ValueError", "Exception"), "no")


@pytest.fixture(scope="module")
def problem() -> Problem:
    return find_bank([DATA / "small_bank"]).problem("double")


@pytest.mark.parametrize(
    ("given", "known", "like"),
    [
        (("x",), ("x",), True),
        (("x", "y"), ("x",), True),
        (("x",), ("x", "y"), False),
        ((), ("x",), False),
        (("x",), (), False),
    ],
)
def test_what_a_mistake_changes_must_be_changed(
    given: tuple[str, ...], known: tuple[str, ...], like: bool, problem: Problem
) -> None:
    replies = (Answer(np.array([3.0]), Seen(changed=names)) for names in (given, known))
    assert akin(problem, RIGHT, *replies) is like


def test_an_exception_may_be_of_a_kind_of_its_own(problem: Problem) -> None:
    own = Raised("TooFew", ("TooFew", "ValueError", "Exception"), "two")
    assert alike(problem, own, VALUE)
    assert not alike(problem, VALUE, own)
    assert not alike(problem, own, TYPE)


@pytest.mark.parametrize(("other", "known"), [(TYPE, True), (VALUE, False)])
def test_exceptions_alone_must_come_throughout(
    other: Raised, known: bool, problem: Problem
) -> None:
    theirs = {place: Deviation(TYPE, RIGHT, "double") for place in range(10)}
    wrong = {**theirs, 9: Deviation(other, RIGHT, "double")}
    assert (explained(problem, theirs, wrong) > NONE) is known


def test_an_answer_among_exceptions_tells_more(problem: Problem) -> None:
    answer = Answer(np.array([3.0]))
    theirs = {place: Deviation(TYPE, RIGHT, "double") for place in range(20)}
    theirs[0] = Deviation(answer, RIGHT, "double")
    wrong = {**theirs, 9: Deviation(VALUE, RIGHT, "double")}
    assert explained(problem, theirs, wrong) > NONE


@pytest.mark.parametrize("closely", [False, True])
def test_how_closely_hangs_on_how_far_from_right(problem: Problem, closely: bool) -> None:
    """What is found without looking how far away the right value is, is what looking finds."""
    chance, told = np.random.default_rng(3), set[bool]()
    for _ in range(600):
        right = chance.normal(size=3)
        one = right * (1 + chance.choice([0, 1]) * 10.0 ** -chance.uniform(0, 18))
        other = one * (1 + chance.choice([0, 1]) * 10.0 ** -chance.uniform(0, 18))
        with entry_by_entry() if closely else contextlib.nullcontext():
            found = likeness._close(problem, one, other, right)
        near, rtol = likeness._close_to, max(problem.closeness, least_rtol(one, other))
        if closely:
            near, rtol = likeness._close_everywhere, likeness.FINE
        assert found == near(one, other, likeness._finer(near, rtol, one, right))
        told.add(found)
    assert told == {False, True}
