"""When two replies to one call are the same answer, or went wrong the same way."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import at_least, close, least_rtol
from grader.model import Answer, Raised, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def akin(problem: Problem, right: Reply, given: Reply, known: Reply, *, entry: bool = True) -> bool:
    """Whether a wrong reply that was `given` may come of the mistake whose wrong reply is `known`.

    Whether memory is shared, what else was changed and which exception it came to depend on how it
    was written; so does what is answered where the right reply is an exception, and what is drawn
    from the global random state. Of several parts, those count that the mistake has wrong: others
    may be wrong besides.
    """
    if isinstance(given, Answer) and isinstance(known, Answer):
        if isinstance(right, Raised) or (given.seen.random and known.seen.random):
            return True
        one, other = set(given.seen.changed), set(known.seen.changed)
        return bool(one & other or one == other) and _explained(problem, right, given, known, entry)
    if isinstance(given, Raised) and isinstance(known, Raised):
        return given.kind == known.kind or _UNWRITTEN.isdisjoint({*given.ancestry, *known.ancestry})
    return alike(problem, given, known)


def _explained(problem: Problem, right: Reply, given: Answer, known: Answer, entry: bool) -> bool:  # noqa: FBT001
    try:
        if not (entry and isinstance(right, Answer)):
            return _equal(problem, given, known, entry=entry)
        replies = [parts_of(problem, reply.value) for reply in (right, given, known)]
    except Broken:
        return _equal(problem, given, known, entry=entry)
    parts = dict(zip(problem.entry.parts, zip(*replies, strict=True), strict=True))
    wrong = {name for name, (good, _, bad) in parts.items() if not _close(problem, bad, good)}
    telling = (wrong & problem.compared) or wrong
    if not telling:
        return _equal(problem, given, known, entry=entry)
    return all(_close(problem, theirs, bad) for _, theirs, bad in map(parts.__getitem__, telling))


def _equal(problem: Problem, a: Answer, b: Answer, *, entry: bool) -> bool:
    one, other = (_parts(problem, reply) if entry else reply.value for reply in (a, b))
    return _close(problem, one, other)


_entry_by_entry: ContextVar[bool] = ContextVar("_entry_by_entry", default=False)

FINE: Final = 1e-6
"""So much two entries may differ, relative to themselves, that are compared closely."""


@contextlib.contextmanager
def entry_by_entry() -> Iterator[None]:
    """Compare inside without regard to the size of other entries: a law may look that closely."""
    token = _entry_by_entry.set(True)
    try:
        yield
    finally:
        _entry_by_entry.reset(token)


def _close(problem: Problem, one: Any, other: Any) -> bool:
    if _entry_by_entry.get():
        return _close_everywhere(one, other)
    with at_least(max(problem.closeness, least_rtol(one, other))):
        try:
            return bool(close(one, other))
        except (TypeError, ValueError, ArithmeticError, RecursionError):
            return False


def _close_everywhere(one: Any, other: Any) -> bool:
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(_close_everywhere, one, other))
    try:
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
            with np.errstate(all="ignore"):
                return a.shape == b.shape and np.allclose(a, b, FINE, 0.0, equal_nan=True)
        return bool(close(one, other))
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return False


def _parts(problem: Problem, reply: Answer) -> object:
    try:
        return parts_of(problem, reply.value)
    except Broken:
        return reply.value
