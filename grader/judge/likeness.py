"""When two replies to one call are the same answer, or went wrong the same way."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import close, least_rtol
from grader.model import Answer, Raised, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.problem import Problem

SHARE: Final = 0.02
"""What is left unexplained of a wrong answer may be so large a part of what is wrong with it."""


def alike(problem: Problem, a: Reply, b: Reply, *, entry: bool = True) -> bool:
    """Whether two replies, of the entry or of another function, are the same answer, what was seen
    beside it included, or the same exception, of which the first may be of a kind of its own.
    """
    if isinstance(a, Answer) and isinstance(b, Answer):
        return _seen_alike(a, b) and _equal(problem, a, b, entry=entry)
    if isinstance(a, Raised) and isinstance(b, Raised):
        return a.kind == b.kind or b.kind in a.ancestry
    return type(a) is type(b) and not isinstance(a, Answer)


def equal(problem: Problem, a: Reply, b: Reply) -> bool:
    """Whether two replies of the entry are the same answer, whatever was seen beside it."""
    if isinstance(a, Answer) and isinstance(b, Answer):
        return _equal(problem, a, b, entry=True)
    return alike(problem, a, b)


def _seen_alike(a: Answer, b: Answer) -> bool:
    one, other = ((x.seen.changed, x.seen.shares, x.seen.again) for x in (a, b))
    return one == other


def identical(
    problem: Problem, right: Reply, given: Reply, known: Reply, *, entry: bool = True
) -> bool:
    """Whether a wrong reply that was `given` is the one that is `known`, closely enough to tell it
    from the right one, and from replies that are wrong by a little more or less.
    """
    if isinstance(given, Answer) and isinstance(known, Answer):
        return _seen_alike(given, known) and _equal(
            problem, given, known, entry=entry, right=right if isinstance(right, Answer) else None
        )
    return alike(problem, given, known, entry=entry)


def akin(problem: Problem, right: Reply, given: Reply, known: Reply, *, entry: bool = True) -> bool:
    """Whether a wrong reply that was `given` may come of the mistake whose wrong reply is `known`.

    Whether memory is shared and what else was changed depend on how it was written, and so does
    what is drawn from the global random state; but what the mistake changes must be changed. Of
    several parts, those count that the mistake has wrong: others may be wrong besides.
    """
    if isinstance(given, Answer) and isinstance(known, Answer):
        if given.seen.random and known.seen.random:
            return True
        return _changes(given, known) and _explained(problem, right, given, known, entry)
    return alike(problem, given, known)


class Kinship(NamedTuple):
    """Whether two wrong replies are `akin`, and whether they are `identical`."""

    akin: bool
    identical: bool


def kinship(
    problem: Problem, right: Reply, given: Reply, known: Reply, *, entry: bool = True
) -> Kinship:
    """Both at once, for less than each by itself takes; what is not akin is not identical."""
    replies = right, given, known
    if entry and len(problem.entry.parts) == 1 and all(isinstance(r, Answer) for r in replies):
        found = _kinship(problem, right, given, known)  # type: ignore[arg-type]
        if found is not None:
            return found
    if not akin(problem, right, given, known, entry=entry):
        return Kinship(False, False)
    return Kinship(True, identical(problem, right, given, known, entry=entry))


def _kinship(problem: Problem, right: Answer, given: Answer, known: Answer) -> Kinship | None:
    """The kinship of answers of one part that are all as promised; None for others."""
    if given.seen.random and known.seen.random:
        return None
    if not _changes(given, known):
        return Kinship(False, False)
    try:
        (theirs,), (bad,) = (parts_of(problem, reply.value) for reply in (given, known))
        if not _close(problem, theirs, bad):
            return Kinship(False, False)  # whatever is right
        (good,) = parts_of(problem, right.value)
    except Broken:
        return None
    if _close(problem, bad, good):
        return None
    same = _close(problem, theirs, bad, good)
    return Kinship(same, same and _seen_alike(given, known))


def _changes(given: Answer, known: Answer) -> bool:
    one, other = given.seen.changed, known.seen.changed
    return {*one} >= {*other} if other else not one


def _explained(problem: Problem, right: Reply, given: Answer, known: Answer, entry: bool) -> bool:  # noqa: FBT001
    if not isinstance(right, Answer):
        return _equal(problem, given, known, entry=entry)
    if not entry:
        return _equal(problem, given, known, entry=entry, right=right)
    try:
        replies = [parts_of(problem, reply.value) for reply in (right, given, known)]
    except Broken:
        return _equal(problem, given, known, entry=entry, right=right)
    parts = dict(zip(problem.entry.parts, zip(*replies, strict=True), strict=True))
    wrong = {name for name, (good, _, bad) in parts.items() if not _close(problem, bad, good)}
    telling = (wrong & problem.compared) or wrong
    if not telling:
        return _equal(problem, given, known, entry=entry)
    return all(
        _close(problem, theirs, bad, good) for good, theirs, bad in map(parts.__getitem__, telling)
    )


def _equal(
    problem: Problem, a: Answer, b: Answer, *, entry: bool, right: Answer | None = None
) -> bool:
    one, other = (_parts(problem, reply) if entry else reply.value for reply in (a, b))
    if right is None:
        return _close(problem, one, other)
    good = _parts(problem, right) if entry else right.value
    if isinstance(one, tuple) and isinstance(other, tuple) and isinstance(good, tuple):
        # A part that is right to the last digit must not lend its closeness to another.
        several = list(zip(one, other, good, strict=False))
        if len(several) == len(one) == len(other):
            return all(_close(problem, *each) for each in several)
    return _close(problem, one, other, good)


_entry_by_entry: ContextVar[bool] = ContextVar("_entry_by_entry", default=False)

FINE: Final = 1e-6
"""So much two entries may differ, relative to themselves, that are compared closely."""

FINEST: Final = 1e-14
"""Differences that are smaller still are rounding."""

MOST_HALVED: Final = 48
"""So often a tolerance is halved until it is no more than rounding."""


@contextlib.contextmanager
def entry_by_entry() -> Iterator[None]:
    """Compare inside without regard to the size of other entries: a law may look that closely."""
    token = _entry_by_entry.set(True)
    try:
        yield
    finally:
        _entry_by_entry.reset(token)


_UNKNOWN: Final = object()


def _close(problem: Problem, one: Any, other: Any, right: Any = _UNKNOWN) -> bool:
    """Whether both are the same to rounding; where the `right` value is given, and `one` is not
    that, also whether hardly anything of the difference is left over.
    """
    if _entry_by_entry.get():
        near, rtol = _close_everywhere, FINE
    else:
        near, rtol = _close_to, max(problem.closeness, least_rtol(one, other))
    same = near(one, other, rtol)
    if right is _UNKNOWN or not same:
        return same
    # Of those that are close, most are as close as can be.
    return near(one, other, min(rtol, FINEST)) or near(one, other, _finer(near, rtol, one, right))


def _finer(near: Callable[[Any, Any, float], bool], rtol: float, one: Any, right: Any) -> float:
    """`rtol`, or so much less that what is wrong with `one` shows clearly."""
    if not near(one, right, rtol / SHARE):
        return rtol
    halved, never = 0, 1  # so often the gap may be halved, and so often not any more
    while never < MOST_HALVED and near(one, right, rtol / SHARE / 2.0**never):
        halved, never = never, 2 * never
    never = min(never, MOST_HALVED)
    while never - halved > 1:
        middle = (halved + never) // 2
        if near(one, right, rtol / SHARE / 2.0**middle):
            halved = middle
        else:
            never = middle
    return min(rtol, max(rtol / 2.0**halved, FINEST))


def _close_to(one: Any, other: Any, rtol: float) -> bool:
    try:
        return bool(close(one, other, rtol))
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return False


def _close_everywhere(one: Any, other: Any, rtol: float) -> bool:
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(
            _close_everywhere(a, b, rtol) for a, b in zip(one, other, strict=True)
        )
    try:
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
            with np.errstate(all="ignore"):
                return a.shape == b.shape and np.allclose(a, b, rtol, 0.0, equal_nan=True)
        return bool(close(one, other))
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return False


def _parts(problem: Problem, reply: Answer) -> object:
    try:
        return parts_of(problem, reply.value)
    except Broken:
        return reply.value
