"""Replies that came before, byte for byte, with what was made of them.

Most students of a class give the same answers. What a reply says follows from its bytes alone, so
one that came twice is kept, and is not read again when it comes once more, whoever sends it: it is
then the same object, and whoever judges it may know it by its number. It counts against the limits
on replies as if it had been read.

A reply is kept at its second sight, so what is never repeated takes no room. When all that is kept
takes too much memory, everything is forgotten.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from grader.values.bounds import Bounds

T = TypeVar("T")

MOST_BYTES: Final = 16 << 20
"""All that is kept may take about so much memory."""

MOST_SIGHTS: Final = 200_000
"""So many replies that came once are told apart from others."""

_OVERHEAD: Final = 500


class Counted(NamedTuple, Generic[T]):
    """A reply, and what it takes of all that is to be kept."""

    reply: T
    spent: Bounds


class Interned(Generic[T]):
    """The replies to the questions of one exercise, from whomever they came."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: dict[bytes, Counted[T]] = {}
        self._tokens: dict[int, int] = {}
        self._numbers = itertools.count()
        self._sights: set[int] = set()

    def get(self, content: bytes) -> Counted[T] | None:
        """What was made of these bytes, if they are kept."""
        return self._kept.get(content)

    def put(self, content: bytes, made: Counted[T]) -> None:
        """Keeps what was made of these bytes, if they came before."""
        sight = hash(content)  # keyed, so that nobody can foresee it
        if sight not in self._sights:
            if len(self._sights) >= MOST_SIGHTS:
                self._sights.clear()
            self._sights.add(sight)
            return
        size = _OVERHEAD + len(content) + made.spent.size
        if self._size + size > self._most:
            self.forget()
        if size <= self._most:
            self._size += size
            # An alarm may go off anywhere here: no number without what it stands for.
            self._kept[content] = made
            self._tokens[id(made.reply)] = next(self._numbers)

    def token(self, reply: object) -> int | None:
        """A number for this very reply, if it is kept; no other ever has the same."""
        return self._tokens.get(id(reply))

    def forget(self) -> None:
        """Forgets everything."""
        self._tokens.clear()
        self._kept.clear()
        self._size = 0
