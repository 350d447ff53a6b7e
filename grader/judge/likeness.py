"""When two replies to one call are the same answer, or went wrong the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.calls import Broken
from grader.closeness import at_least, close, least_rtol
from grader.judge.promises import parts_of
from grader.model import Answer, Raised, Reply

if TYPE_CHECKING:
    from grader.problem import Problem

_UNWRITTEN: Final = frozenset({"NameError", "NotImplementedError", "MemoryError"})
"""What code raises wherever it was mistyped, is missing or runs away: this tells of no mistake."""


def alike(problem: Problem, a: Reply, b: Reply, *, entry: bool = True) -> bool:
    """Whether two replies, of the entry or of another function, are the same answer, what was seen
    beside it included, or the same exception.
    """
    if isinstance(a, Answer) and isinstance(b, Answer):
        beside = (a.seen.changed, a.seen.shares) == (b.seen.changed, b.seen.shares)
        return beside and _equal(problem, a, b, entry=entry)
    if isinstance(a, Raised) and isinstance(b, Raised):
        return a.kind == b.kind
    return type(a) is type(b) and not isinstance(a, Answer)


def akin(problem: Problem, a: Reply, b: Reply, *, entry: bool = True) -> bool:
    """Whether two wrong replies may come of one mistake: `alike`, but whether memory is
    shared, what else was changed and which exception it came to depend on how it was written.
    """
    if isinstance(a, Answer) and isinstance(b, Answer):
        one, other = set(a.seen.changed), set(b.seen.changed)
        return bool(one & other or one == other) and _equal(problem, a, b, entry=entry)
    if isinstance(a, Raised) and isinstance(b, Raised):
        return a.kind == b.kind or _UNWRITTEN.isdisjoint({*a.ancestry, *b.ancestry})
    return alike(problem, a, b)


def _equal(problem: Problem, a: Answer, b: Answer, *, entry: bool) -> bool:
    one, other = (_parts(problem, reply) if entry else reply.value for reply in (a, b))
    with at_least(max(problem.tolerance, least_rtol(one, other))):
        try:
            return bool(close(one, other))
        except (TypeError, ValueError, ArithmeticError, RecursionError):
            return False


def _parts(problem: Problem, reply: Answer) -> object:
    try:
        return parts_of(problem, reply.value)
    except Broken:
        return reply.value
