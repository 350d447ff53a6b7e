"""Rows of numbers of one type, on the wire as item by item, but written and read at once."""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from typing import Any, Final

FEWEST: Final = 4
"""Of fewer items it is sooner to write each."""

_PIECE: Final = 256
SIZE: Final = 9
"""What a number takes: its tag, and eight bytes."""

_TAGS: Final = {float: (b"f", "cd"), int: (b"i", "cq")}
_FORMS: Final = {ord("f"): "xd", ord("i"): "xq"}


@functools.lru_cache(maxsize=1 << 10)
def _row(form: str, count: int) -> struct.Struct:
    return struct.Struct("<" + form * count)


def write(out: bytearray, items: Sequence[Any]) -> bool:
    """Writes the items; if they are no numbers of one type, or one is too long, nothing."""
    kinds = set(map(type, items))
    known = _TAGS.get(kinds.pop())
    if known is None or kinds:
        return False
    tag, form = known
    start = len(out)
    for at in range(0, len(items), _PIECE):
        piece = items[at : at + _PIECE]
        fields: list[Any] = [tag] * (2 * len(piece))
        fields[1::2] = piece
        try:
            out += _row(form, len(piece)).pack(*fields)
        except struct.error:  # of an integer that takes more than eight bytes
            del out[start:]
            return False
    return True


def read(data: bytes, at: int, count: int) -> list[Any] | None:
    """So many items that start here, if they are numbers of one type."""
    form = _FORMS.get(data[at])
    end = at + SIZE * count
    if form is None or end > len(data) or data[at:end:SIZE].count(data[at]) < count:
        return None
    found: list[Any] = []
    for start in range(at, end, SIZE * _PIECE):
        number = min(_PIECE, (end - start) // SIZE)
        found += _row(form, number).unpack_from(data, start)
    return found
