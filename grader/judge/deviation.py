"""Where replies are not the reference's, and how alike those of a submission and a mistake are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from grader.judge.likeness import akin, alike, identical
from grader.model import Answer, Raised, Reply

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.problem import Problem

M = TypeVar("M")

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

AGREEMENT: Final = 0.9
"""The share of telling examples on which a submission and a mistake must agree. Measured with
mistakes that were rewritten from their explanations: with less, strangers are taken for them.
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

    Where the mistake `accepts` what should be refused, so does the submission: what it answers then
    does not matter. Code that never `answered` may be wrong in any way: it has to raise the very same.
    """
    entry = problem.entry.name
    both = theirs.keys() & wrong.keys()
    telling = len(theirs.keys() | wrong.keys())
    least = max(1, agreement * telling)
    if len(both) < least:
        return NONE
    pairs = [(theirs[key], wrong[key].reply) for key in both]
    agreed = exact = 0
    for one, other in pairs:
        known = one.function == entry
        same = identical(problem, one.right, one.reply, other, entry=known)
        same = same or (accepts and _accepted(one, other))
        exact += same
        agreed += same or (answered and akin(problem, one.right, one.reply, other, entry=known))
    return (2 * agreed - telling, exact) if agreed >= least else NONE


def _accepted(one: Deviation, other: Reply) -> bool:
    return (
        isinstance(one.right, Raised)
        and isinstance(one.reply, Answer)
        and isinstance(other, Answer)
    )


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
    return {
        (domain, place): Deviation(reply, example.right, problem.entry.name)
        for domain, replies in given.items()
        for place, (example, reply) in enumerate(zip(examples[domain], replies, strict=True))
        if example.right is not None and not alike(problem, reply, example.right)
    }
