"""How alike a submission and a mistake deviate, found out with no more comparing than it takes."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.judge import deviation
from grader.judge.deviation import (
    AGREEMENT,
    LEAST,
    NONE,
    Deviation,
    Doubt,
    explained,
    various,
)
from grader.model import Answer, Raised

PROBLEM: Any = None
KINDS = {
    "exactly": deviation._Compared(True, True, True),
    "alike": deviation._Compared(False, True, True),
    "otherwise": deviation._Compared(False, False, True),
    "without a number": deviation._Compared(False, False, False),
}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The answers say themselves how they compare; notes each that was."""
    seen: list[str] = []

    def comparing(_: object, one: Deviation, __: Deviation, *___: bool) -> deviation._Compared:
        kind = one.reply.message if isinstance(one.reply, Raised) else one.reply.value  # type: ignore[union-attr]
        seen.append(kind)
        return KINDS[kind]

    monkeypatch.setattr(deviation, "_compared", comparing)
    return seen


def deviating(kind: str, *, raised: bool) -> Deviation:
    reply = Raised("E", ("E",), kind) if raised else Answer(kind)
    return Deviation(reply, Answer(None), "f")


def counted(
    theirs: dict[int, Deviation], wrong: dict[int, Deviation], agreement: float
) -> deviation.Likeness:
    """The same, with everything compared."""
    telling = theirs.keys() | wrong.keys()
    least = max(1, len(telling) * (agreement if agreement >= 1 else LEAST))
    if len(theirs.keys() & wrong.keys()) < least:
        return NONE
    agreed = exact = settled = answers = 0
    for key in telling:
        found = KINDS["otherwise"]
        if key in theirs and key in wrong:
            found = deviation._compared(PROBLEM, theirs[key], wrong[key], True, False)
        exact, agreed = exact + found.exact, agreed + found.alike
        settled += found.settled
        answers += found.alike and isinstance(theirs[key].reply, Answer)
    least = least if answers else len(telling)
    if agreed < least or agreed < agreement * settled:
        return NONE
    return 2 * agreed - len(telling), exact


@pytest.mark.parametrize("agreement", [AGREEMENT, 1.0])
@pytest.mark.parametrize("raised", [0.0, 0.5, 1.0])
@pytest.mark.usefixtures("compared")
def test_it_is_what_comparing_everything_tells(agreement: float, raised: float) -> None:
    chance, told = random.Random(3), set[deviation.Likeness]()
    for _ in range(2000):
        kinds = chance.choices([*KINDS], [chance.random() ** 4 for _ in KINDS], k=20)
        drawn = {
            i: deviating(kind, raised=chance.random() < raised) for i, kind in enumerate(kinds)
        }
        least = chance.choice([1.0, 0.95, 0.8])
        theirs, wrong = (
            {i: one for i, one in drawn.items() if chance.random() <= least} for _ in range(2)
        )
        found = explained(PROBLEM, theirs, wrong, agreement=agreement)
        assert found == counted(theirs, wrong, agreement)
        told.add(found)
    assert NONE in told
    assert len(told) > 3


def test_a_stranger_is_known_after_a_few(compared: list[str]) -> None:
    theirs = {i: deviating("otherwise", raised=False) for i in range(100)}
    assert explained(PROBLEM, theirs, theirs) == NONE
    assert len(compared) < 20


@pytest.mark.parametrize(
    ("values", "several"),
    [
        ([0.0, np.zeros((2, 2)), np.nan, np.inf], False),
        ([np.full(3, 0.5), 0.5], False),
        ([np.array([0.5, 0.25])], True),
        ([0, 1], True),
        (["no number"], True),
        ([[0.0, [np.zeros(1)]]], False),
        ([], False),
    ],
)
def test_one_number_again_and_again_is_a_constant(values: list[Any], several: bool) -> None:
    assert various([*map(Answer, values), Raised("E", ("E",), "")]) is several


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_who_is_alike_in_nothing_but_zeros_is_throughout(known: bool, value: float) -> None:
    problem = ONE_NUMBER
    theirs = {i: Deviation(Answer(value), Answer(1.0 + i), "f") for i in range(20)}
    wrong = {key: one for key, one in theirs.items() if known or key}
    assert (explained(problem, theirs, wrong) > NONE) is known
    one = {2: Deviation(Answer(7.0), Answer(3.0), "f")}
    assert explained(problem, theirs | one, wrong | one) > NONE


ONE_NUMBER: Any = SimpleNamespace(
    entry=SimpleNamespace(name="f", parts=("y",)),
    returns={},
    closeness=1e-9,
    compared=frozenset({"y"}),
)


@pytest.mark.parametrize("answered", [True, False])
def test_who_is_given_up_explains_nothing_whatever_else_is_answered(answered: bool) -> None:
    chance, given_up, kept = random.Random(5), 0, 0
    for _ in range(500):
        theirs = {i: Deviation(Answer(100.0 + i), Answer(1.0 + i), "f") for i in range(20)}
        like = chance.random() ** 0.25
        replies: dict[int, Answer] = {}
        for i, one in theirs.items():
            others = [Answer(-7.0), Answer(np.nan), one.right]
            replies[i] = one.reply if chance.random() < like else chance.choice(others)  # type: ignore[assignment]
        doubt = Doubt(ONE_NUMBER, theirs, answered, accepts=False)
        hopeless = [doubt.hears(i, reply) for i, reply in replies.items()]
        examples: Any = {i: SimpleNamespace(right=one.right) for i, one in theirs.items()}
        wrong = deviation.deviating(ONE_NUMBER, examples, replies.values())
        found = explained(ONE_NUMBER, theirs, wrong, answered=answered)
        assert hopeless == sorted(hopeless), "once and for all"
        assert hopeless[-1] is (found == NONE)
        given_up, kept = given_up + hopeless[9], kept + (found != NONE)
    assert given_up > 50
    assert kept > 50
