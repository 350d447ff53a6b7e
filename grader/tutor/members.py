"""Families of wrong programs with a free constant, and which member answers as a submission does.

The constant is looked for on one example where the submission is wrong: among round numbers first,
then between two of them where the answer passes the submission's. It must explain a few more
examples before it is believed. Where several numbers do, it is told no more closely than that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.law.showing import number
from grader.model import Call, Caller, Reply
from grader.tutor.telling import Telling, by_weight, telling_number
from grader.values.wire import encode

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.model import Program
    from grader.problem import Problem

ROUND: Final = (
    *(1e-300, 1e-200, 1e-100, 1e-50, 1e-30, 1e-20),
    *(float(f"1e{power}") for power in range(-18, 1)),
    *(0.01 * 2, 0.05, 0.2, 0.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0),
    *(1e3, 1e4, 1e5, 1e6, 1e9, 1e12),
)
"""Constants that people write."""

WHOLE: Final = (*range(33), 40, 50, 64, 100, 128, 200, 256, 300, 500, 512, 1000, 1024)

NEAR: Final = 0.01
"""A constant is told as a number if it is known as well as this."""
EXACT: Final = 1e-9
"""A constant is the one that is written if it is as close to it as this."""
ROUNDS: Final = 14
STEPS: Final = 6
"""How often the gap between two numbers is cut into how many."""


def _same(arguments: bytes, constant: float) -> bytes:  # noqa: ARG001
    return arguments


def _as_is(reply: Reply, constant: float) -> Reply:  # noqa: ARG001
    return reply


@dataclass(frozen=True)
class Family:
    """Wrong programs that differ in one number, tried among `constants`: `program`, made ready by
    the call of `setter` with what `settings` gives, asked with `bent` arguments, whose reply is
    `turned`. `words` say what a submission does that answers as they do; `{0}` is the number.
    """

    name: str
    words: Callable[[str], str]
    program: Program
    constants: Sequence[float] = ()
    setter: str = ""
    settings: Callable[[float], tuple[Any, ...]] = lambda constant: (constant,)
    bent: Callable[[bytes, float], bytes] = _same
    turned: Callable[[Reply, float], Reply] = _as_is

    @classmethod
    def of(cls, name: str, program: Program, setter: str, usual: float) -> Family:
        """The family of a program whose constant `setter` sets, and usually is this."""
        constants = sorted({*(WHOLE if isinstance(usual, int) else ROUND), usual})
        return cls(name, str, program, constants, setter)

    @property
    def whole(self) -> bool:
        """Whether only integers are tried."""
        return all(isinstance(constant, int) for constant in self.constants)


class Query(NamedTuple):
    """What the member of a family with this constant answers to an example."""

    family: Family
    constant: float
    example: Example


class Member(NamedTuple):
    """A family's member, and its constant in words."""

    family: Family
    constant: float
    shown: str

    @property
    def written(self) -> bool:
        """Whether the constant is one that people write: none of more than three digits, which
        comes of another formula.
        """
        return math.isclose(float(f"{self.constant:.3g}"), self.constant, rel_tol=EXACT)


def ask(problem: Problem, queries: Sequence[Query], worker: Caller) -> list[Reply]:
    """The replies to these queries, all sent at once; their families share one program."""
    asked: dict[tuple[Call, ...], int] = {}
    calls: list[Call] = []
    places: list[int] = []
    for family, constant, example in queries:
        call = Call(problem.entry.name, family.bent(example.arguments, constant))
        setting = (
            (Call(family.setter, encode((family.settings(constant), {}))),) if family.setter else ()
        )
        both = (*setting, call)
        if both not in asked:  # most constants change nothing in most examples
            calls += both
            asked[both] = len(calls) - 1
        places.append(asked[both])
    replies = worker.answer(calls)
    return [
        family.turned(replies[place], constant)
        for (family, constant, _), place in zip(queries, places, strict=True)
    ]


@dataclass
class Search:
    """Looks for the members of families that share one program, in its `worker`, which answer some
    `telling` examples as a submission did.
    """

    problem: Problem
    worker: Caller
    telling: Sequence[Telling]
    fits: Callable[[Problem, Reply, Reply, Reply], bool]
    """Whether a reply explains a wrong one: `akin`, or another of `grader.judge.likeness`."""

    def members(self, families: Sequence[Family]) -> Iterator[Member]:
        """One member at most of each family."""
        first, *others = by_weight(self.telling)
        queries = [
            Query(family, constant, first.example)
            for family in families
            for constant in family.constants or (0.0,)
        ]
        answers = ask(self.problem, queries, self.worker)
        same = {id(reply): reply for reply in answers}  # most constants change nothing
        fits = {at: self._fits(first, reply) for at, reply in same.items()}
        replies = iter(answers)
        for family in families:
            tried = {constant: next(replies) for constant in family.constants or (0.0,)}
            found = [c for c, reply in tried.items() if fits[id(reply)]]
            if not found and family.constants:
                found = self._between(family, tried, first)
            good = self._good(family, found, others)
            if found and not good and family.constants:
                # A range of numbers gives this answer, which other examples narrow down.
                more = [constant for one in others for constant in self._again(family, one)]
                good = self._good(family, sorted({*more}), [first, *others])
            if not good:
                continue
            middle = good[len(good) // 2]
            near = [c for c in good if abs(c - middle) <= NEAR * abs(middle)]
            best = min(near, key=lambda c: len(f"{c:.17g}"))
            if shown := self._shown(family, good, best):
                yield Member(family, best, shown)

    def _good(
        self, family: Family, constants: Sequence[float], several: Sequence[Telling]
    ) -> list[float]:
        """Those of the constants that explain several examples."""
        good = list(constants)
        for telling in several:
            if good:
                good = self._narrowed(family, good, telling)
        return good

    def _again(self, family: Family, telling: Telling) -> list[float]:
        queries = [Query(family, constant, telling.example) for constant in family.constants]
        replies = ask(self.problem, queries, self.worker)
        return self._between(family, dict(zip(family.constants, replies, strict=True)), telling)

    def _fits(self, telling: Telling, reply: Reply) -> bool:
        example, given = telling
        return example.right is not None and self.fits(self.problem, example.right, given, reply)

    def _narrowed(
        self, family: Family, constants: Sequence[float], telling: Telling
    ) -> list[float]:
        queries = [Query(family, constant, telling.example) for constant in constants]
        replies = ask(self.problem, queries, self.worker)
        return [
            constant
            for constant, reply in zip(constants, replies, strict=True)
            if self._fits(telling, reply)
        ]

    def _between(self, family: Family, tried: dict[float, Reply], telling: Telling) -> list[float]:
        """A constant between two that were tried, where the number that tells most of the answer
        passes that of the submission.
        """
        number_of = telling_number(telling)
        if number_of is None:
            return []
        gaps = [(constant, number_of(reply)) for constant, reply in tried.items()]
        for (low, below), (high, above) in pairwise(gaps):
            if below * above < 0 and (found := self._root(family, low, high, telling, number_of)):
                return found
        return []

    def _root(
        self,
        family: Family,
        low: float,
        high: float,
        telling: Telling,
        number_of: Callable[[Reply], float],
    ) -> list[float]:
        for _ in range(ROUNDS):
            points = [float(p) for p in np.geomspace(low, high, STEPS)] if low > 0 else []
            points = points or [float(p) for p in np.linspace(low, high, STEPS)]
            points = sorted({*map(round, points)}) if family.whole else points
            queries = [Query(family, point, telling.example) for point in points]
            replies = ask(self.problem, queries, self.worker)
            gaps = [number_of(reply) for reply in replies]
            change = next((i for i in range(1, len(gaps)) if gaps[i - 1] * gaps[i] <= 0), 0)
            if not change or not all(map(math.isfinite, gaps)):
                return []
            low, high = points[change - 1], points[change]
            if high - low <= 1e-12 * abs(high) or len(points) < 3:
                break
        exact = low if abs(gaps[change - 1]) <= abs(gaps[change]) else high
        written = [exact, *(float(f"{exact:.{digits}e}") for digits in range(3))]
        candidates = sorted({*map(round, written)} if family.whole else {*written})
        return self._narrowed(family, candidates, telling)

    def _shown(self, family: Family, fits: Sequence[float], best: float) -> str:
        """The constant as a number where the examples tell it from its neighbours, otherwise
        between which numbers it lies; empty where it has no bounds, so that it is no constant.
        """
        if not family.constants:
            return "nothing"
        if family.whole:
            return number(best) if len(fits) == 1 else f"{number(fits[0])} to {number(fits[-1])}"
        if fits[-1] - fits[0] <= NEAR * abs(best) and not any(
            self._near(family, best * (1 + step)) for step in (-NEAR, NEAR) if best
        ):
            return number(best)
        below = [number(c) for c in family.constants if c < fits[0]]
        above = [number(c) for c in family.constants if c > fits[-1]]
        return f"some number between {below[-1]} and {above[0]}" if below and above else ""

    def _near(self, family: Family, constant: float) -> bool:
        return bool(self._good(family, [constant], by_weight(self.telling)))
