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


def akin(problem: Problem, right: Reply, a: Reply, b: Reply, *, entry: bool = True) -> bool:
    """Whether two wrong replies may come of one mistake.

    Whether memory is shared, what else was changed and which exception it came to depend on how it
    was written; so does what is answered where the right reply is an exception, and what is drawn
    from the global random state. Of several parts, those count that both have wrong.
    """
    if isinstance(a, Answer) and isinstance(b, Answer):
        if isinstance(right, Raised) or (a.seen.random and b.seen.random):
            return True
        one, other = set(a.seen.changed), set(b.seen.changed)
        return bool(one & other or one == other) and _wrong_alike(problem, right, a, b, entry)
    if isinstance(a, Raised) and isinstance(b, Raised):
        return a.kind == b.kind or _UNWRITTEN.isdisjoint({*a.ancestry, *b.ancestry})
    return alike(problem, a, b)


def _wrong_alike(problem: Problem, right: Reply, a: Answer, b: Answer, entry: bool) -> bool:  # noqa: FBT001
    try:
        if not (entry and isinstance(right, Answer)):
            return _equal(problem, a, b, entry=entry)
        parts = [parts_of(problem, reply.value) for reply in (right, a, b)]
    except Broken:
        return _equal(problem, a, b, entry=entry)
    names = problem.entry.parts
    wrong = {
        name: (one, other)
        for name, known, one, other in zip(names, *parts, strict=True)
        if not _close(problem, one, known) and not _close(problem, other, known)
    }
    telling = (wrong.keys() & problem.compared) or wrong.keys()
    if not telling:
        return _equal(problem, a, b, entry=entry)
    return all(_close(problem, *wrong[name]) for name in telling)


def _equal(problem: Problem, a: Answer, b: Answer, *, entry: bool) -> bool:
    one, other = (_parts(problem, reply) if entry else reply.value for reply in (a, b))
    return _close(problem, one, other)


def _close(problem: Problem, one: object, other: object) -> bool:
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
