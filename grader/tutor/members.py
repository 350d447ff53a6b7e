"""Which member of a family of wrong programs answers as a submission does.

The constant is looked for on one example where the submission is wrong: among round numbers first,
then between two of them where the answer passes the submission's. It must explain a few more
examples before it is believed. Where several numbers do, it is told no more closely than that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from grader.law.showing import number
from grader.tutor.family import Family, Query
from grader.tutor.telling import Telling, by_weight, telling_number

if TYPE_CHECKING:
    from grader.model import Reply
    from grader.problem import Problem
    from grader.tutor.asker import Asker

NEAR: Final = 0.01
"""A constant is told as a number if it is known as well as this."""
EXACT: Final = 1e-9
"""A constant is the one that is written if it is as close to it as this."""
ROUNDS: Final = 14
STEPS: Final = 6
"""How often the gap between two numbers is cut into how many."""


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


@dataclass
class Search:
    """Looks for the members of families that share one program which answer some `telling` examples
    as a submission did.
    """

    problem: Problem
    asker: Asker
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
        answers = self.asker.replies(queries)
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
        replies = self.asker.replies(queries)
        return self._between(family, dict(zip(family.constants, replies, strict=True)), telling)

    def _fits(self, telling: Telling, reply: Reply) -> bool:
        example, given = telling
        return example.right is not None and self.fits(self.problem, example.right, given, reply)

    def _narrowed(
        self, family: Family, constants: Sequence[float], telling: Telling
    ) -> list[float]:
        queries = [Query(family, constant, telling.example) for constant in constants]
        replies = self.asker.replies(queries)
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
            replies = self.asker.replies(queries)
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
