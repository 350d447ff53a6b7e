"""Arguments that the judge sent, built in less time than a small function takes to use them.

What is encoded comes from the judge, so nothing is checked; what is unusual is left to the reader
that would check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from grader.values import families, rows, wire
from grader.values.plain import FLOAT, INT
from grader.values.wire import Packed

_LENGTH = wire.LENGTH.unpack_from
_FLOAT = FLOAT.unpack_from
_INT = INT.unpack_from
_ARRAY, _REAL, _WHOLE, _TEXT, _ROW, _LIST, _TABLE, _PACKED, _NONE, _TRUE = b"afistldPNT"
_TRUTHS: Final = b"TF"
_NUMBER_BYTES: Final = 9
_HEAD_BYTES: Final = 5


class Unpacking:
    """One call's arguments: `args` and `kwargs`, and what is to be known of them.

    `copied` holds each array beside its read-only original, `described` what was built from a
    description beside that; `open` says whether something has items that are not numbers of an
    array.
    """

    __slots__ = ("_data", "_support", "args", "copied", "described", "kwargs", "open")

    def __init__(self, data: bytes, support: Mapping[str, Any]) -> None:
        self._data = data
        self._support = support
        self.copied: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
        self.described: list[tuple[Any, Packed]] = []
        self.open = False
        self.args: tuple[Any, ...]
        self.kwargs: dict[str, Any]
        args, at = self._items(2 * _HEAD_BYTES, _LENGTH(data, _HEAD_BYTES + 1)[0])
        self.args = tuple(args)
        keywords = _LENGTH(data, at + 1)[0]
        self.kwargs = self._table(at + _HEAD_BYTES, keywords)[0] if keywords else {}

    def _items(self, at: int, count: int) -> tuple[list[Any], int]:
        if count >= rows.FEWEST and (row := rows.read(self._data, at, count)) is not None:
            return row, at + rows.SIZE * count
        found = []
        for _ in range(count):
            value, at = self._value(at)
            found.append(value)
        return found, at

    def _table(self, at: int, count: int) -> tuple[dict[Any, Any], int]:
        found = {}
        for _ in range(count):
            key, at = self._value(at)
            found[key], at = self._value(at)
        return found, at

    def _value(self, at: int) -> tuple[Any, int]:
        data = self._data
        tag = data[at]
        if tag == _ARRAY:
            return self._array(at)
        if tag == _REAL:
            return _FLOAT(data, at + 1)[0], at + _NUMBER_BYTES
        if tag == _WHOLE:
            return _INT(data, at + 1)[0], at + _NUMBER_BYTES
        if tag == _NONE:
            return None, at + 1
        if tag in _TRUTHS:
            return tag == _TRUE, at + 1
        if tag == _PACKED:
            return self._described(at)
        start = at + _HEAD_BYTES
        if tag == _TEXT:
            end = start + _LENGTH(data, at + 1)[0]
            return data[start:end].decode("utf-8", "surrogatepass"), end
        self.open = True
        if tag == _LIST:
            return self._items(start, _LENGTH(data, at + 1)[0])
        if tag == _ROW:
            items, end = self._items(start, _LENGTH(data, at + 1)[0])
            return tuple(items), end
        if tag == _TABLE:
            return self._table(start, _LENGTH(data, at + 1)[0])
        return self._unusual(at)

    def _array(self, at: int) -> tuple[Any, int]:
        dtype, shape, count, start, flags = wire.head(self._data, at + 1)
        if flags or not count:
            return self._unusual(at)
        original = np.frombuffer(self._data, dtype, count, start)
        if len(shape) != 1:
            original = original.reshape(shape)
        copy = original.copy()
        self.copied.append((copy, original))
        return copy, start + copy.nbytes

    def _described(self, at: int) -> tuple[Any, int]:
        copied, was_open = len(self.copied), self.open
        kind, at = self._value(at + 1)
        content, at = self._value(at)
        # What a description holds is no argument, and nobody's to change.
        del self.copied[copied:]
        self.open = was_open
        packed = Packed(kind, content)
        value = families.unpack(packed, self._support)
        self.described.append((value, packed))
        return value, at

    def _unusual(self, at: int) -> tuple[Any, int]:
        reader = wire.Reader(self._data, writable=True)
        reader.at = at
        value = reader.next()
        self.copied += reader.copied
        return value, reader.at
