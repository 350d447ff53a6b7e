"""Where replies are not the reference's, and how alike those of a submission and a mistake are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np

from grader.judge.likeness import alike, identical, kinship
from grader.model import Answer, Raised, Reply

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.problem import Problem

M = TypeVar("M")
K = TypeVar("K")

Replies = Mapping[str, Sequence[Reply]]
"""Replies by domain, one for each example."""


class Deviation(NamedTuple):
    """A reply that is not the reference's, the reference's, and the function that was called."""

    reply: Reply
    right: Reply
    function: str


Deviations = Mapping[Any, Deviation]
"""By what tells one call from all others."""

Likeness = tuple[int, int]
"""On how many calls more a submission and a mistake deviate alike than not; and on how many exactly
alike.
"""

NONE: Final = (0, 0)

AGREEMENT: Final = 0.85
"""The share of telling examples on which a submission and a mistake must agree. Measured with
mistakes that were rewritten from their explanations: with less, strangers are taken for them.
"""

LEAST: Final = 0.7
"""The same with those counted where both are wrong and one has no finite number: where something
overflows, or nothing is left but rounding, what comes out depends on how it was written.
"""


def explained(
    problem: Problem,
    theirs: Deviations,
    wrong: Deviations,
    *,
    answered: bool = True,
    accepts: bool = False,
    agreement: float = AGREEMENT,
) -> Likeness:
    """How alike both deviate; `NONE` unless they do on most calls where either deviates.

    Where the mistake `accepts` what should be refused, so does the submission, at least once: what
    it answers then does not matter. Code that never `answered` may be wrong in any way: it has to
    raise the very same. Where they are alike in nothing but exceptions, which have few names, or in
    0, nan and inf, which come of anything, they are throughout.
    """
    both = theirs.keys() & wrong.keys()
    telling = len(theirs.keys() | wrong.keys())
    least = max(1, telling * (agreement if agreement >= 1 else LEAST))
    if len(both) < least:
        return NONE
    if accepts and not any(isinstance(theirs[key].right, Raised) for key in both):
        return NONE
    agreed = exact = 0
    alike: list[Reply] = []
    settled, left = telling - len(both), len(both)
    for key in both:
        found = _compared(problem, theirs[key], wrong[key], answered, accepts)
        exact += found.exact
        agreed += found.alike
        settled += found.settled
        alike += [theirs[key].reply] if found.alike else []
        left -= 1
        most = agreed + left
        if most < least or most < agreement * (settled + left):
            return NONE  # whatever the others are
    if agreed < telling and not any(map(_tells, alike)):
        return NONE
    return 2 * agreed - telling, exact


def _tells(reply: Reply) -> bool:
    """Whether it is an answer with any number but 0, nan and inf."""
    if not isinstance(reply, Answer):
        return False
    numbers = numbers_of(reply.value)
    return numbers is None or bool(np.any(np.isfinite(numbers) & (numbers != 0)))


def various(replies: Iterable[Reply]) -> bool:
    """Whether there is more in these answers than one finite number, again and again: a constant
    comes of anything.
    """
    found: set[float] = set()
    for reply in replies:
        if isinstance(reply, Answer):
            numbers = numbers_of(reply.value)
            if numbers is None:
                return True
            found.update(np.unique(numbers[np.isfinite(numbers)])[:2].tolist())
            if len(found) > 1:
                return True
    return False


def numbers_of(value: Any) -> np.ndarray[Any, Any] | None:
    """All numbers of an answer in a row; None if there is anything else."""
    if isinstance(value, (list, tuple)):
        parts = [numbers_of(part) for part in value]
        known = [part for part in parts if part is not None]
        return np.concatenate(known) if parts and len(known) == len(parts) else None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array.astype(float).ravel() if array.dtype.kind in "biuf" else None


@dataclass
class Doubt:
    """Whether a mistake that is asked call by call can be what explains their deviations."""

    problem: Problem
    theirs: Deviations
    answered: bool
    accepts: bool
    missed: int = 0
    settled: int = 0
    """So many of these count whatever was answered."""

    def hears(self, key: Any, reply: Reply) -> bool:
        """Whether it cannot, now that this is its reply to one more call, whatever it replies to
        the others.
        """
        one = self.theirs[key]
        other = one._replace(reply=reply)
        found = _compared(self.problem, one, other, self.answered, self.accepts)
        # Where it is right it explains nothing; which is asked only where that makes a difference.
        if (found.alike or not found.settled) and alike(self.problem, reply, one.right):
            found = _compared(self.problem, one, None, self.answered, self.accepts)
        self.missed += not found.alike
        self.settled += not found.alike and found.settled
        most = len(self.theirs) - self.missed
        least = max(1, len(self.theirs) * LEAST)
        return most < least or most < AGREEMENT * (most + self.settled)


class _Compared(NamedTuple):
    """Whether two deviations on one call are exactly alike, or alike, and whether that is settled:
    it is not where one has no finite number.
    """

    exact: bool
    alike: bool
    settled: bool


def _compared(
    problem: Problem,
    one: Deviation | None,
    other: Deviation | None,
    answered: bool,  # noqa: FBT001
    accepts: bool,  # noqa: FBT001
) -> _Compared:
    if one is None or other is None:
        return _Compared(False, False, True)
    entry = one.function == problem.entry.name
    what = problem, one.right, one.reply, other.reply
    if answered:
        may_be, same = kinship(*what, entry=entry)
    else:
        may_be, same = False, identical(*what, entry=entry)
    exact = same or (accepts and _accepted(one, other))
    alike = exact or may_be
    return _Compared(exact, alike, alike or (finite(one.reply) and finite(other.reply)))


def finite(reply: Reply) -> bool:
    """Whether it is an answer without nan and inf."""
    return isinstance(reply, Answer) and _all_finite(reply.value)


def _all_finite(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_all_finite, value))
    array = np.asarray(value)
    return array.dtype.kind not in "fc" or bool(np.all(np.isfinite(array)))


def _accepted(one: Deviation, other: Deviation) -> bool:
    answered = isinstance(one.reply, Answer) and isinstance(other.reply, Answer)
    return isinstance(one.right, Raised) and answered


def most_like(ranked: Iterable[tuple[Likeness, M]]) -> M | None:
    """What is most alike, the first if several are; None if nothing is."""
    likeness, best = max(ranked, key=lambda pair: pair[0], default=(NONE, None))
    return best if likeness > NONE else None


def deviations(
    problem: Problem, examples: Mapping[str, Sequence[Example]], given: Replies
) -> Deviations:
    """Where these replies to the examples of each domain are not the reference's, by domain and
    place.
    """
    places = {(d, place): e for d in given for place, e in enumerate(examples[d])}
    return deviating(problem, places, itertools.chain.from_iterable(given.values()))


def deviating(
    problem: Problem, examples: Mapping[K, Example], replies: Iterable[Reply]
) -> dict[K, Deviation]:
    """Where the replies to these examples, in their order, are not the reference's."""
    return {
        key: Deviation(reply, example.right, problem.entry.name)
        for (key, example), reply in zip(examples.items(), replies, strict=True)
        if example.right is not None and not alike(problem, reply, example.right)
    }
