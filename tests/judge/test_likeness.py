"""What a wrong program and a mistake must have in common before one is taken for the other."""

from __future__ import annotations

import numpy as np
import pytest
from places import DATA

from grader.exercise.bank import find_bank
from grader.judge.deviation import NONE, Deviation, explained
from grader.judge.likeness import akin
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
