"""What was asked, and how it was answered, as bytes: enough to ask the same of another program, and
to know whether it answers the same, without reading it.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from typing import Final, NamedTuple

from grader.model import Stopped


class Question(NamedTuple):
    """A request for the replies to so many calls, as it is sent."""

    content: bytes
    number: int


class Block(NamedTuple):
    """So many replies as they came: their lengths, and then as many pieces."""

    content: bytes
    number: int


class Heard(NamedTuple):
    """What came in reply to a question, unread, and why no more came if it is not all."""

    blocks: list[Block]
    reason: Stopped | None = None
    certain: bool = False

    @property
    def size(self) -> int:
        """Bytes that came."""
        return sum(len(block.content) for block in self.blocks)


MOST_BYTES: Final = 4 << 20
"""What comes in reply to one question may take so much to be known again."""


class Tape:
    """What came in reply to a question, as far as it does not take too much."""

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._blocks: list[Block] = []
        self._left = MOST_BYTES
        for block in blocks:
            self.add(block)

    def add(self, block: Block) -> None:
        """One more block."""
        self._left -= len(block.content)
        if self._left < 0:
            self._blocks.clear()
        else:
            self._blocks.append(block)

    def digest(self, printed: str = "") -> bytes | None:
        """The same for the same replies, in whatever blocks they come, and the same text that was
        `printed`, and for no others; none where they took too much.
        """
        if self._left < 0:
            return None
        text = printed.encode("utf-8", "surrogatepass")
        hashed = hashlib.blake2b(_LENGTH.pack(len(text)) + text, digest_size=_DIGEST_BYTES)
        for content, number in self._blocks:
            hashed.update(memoryview(content)[: 4 * number])
        for content, number in self._blocks:
            hashed.update(memoryview(content)[4 * number :])
        return hashed.digest()


_DIGEST_BYTES: Final = 32
_LENGTH = struct.Struct("<Q")
