"""Reads plain data off the wire, and believes nothing that the bytes say of themselves.

Every count and shape is checked against the bytes that are left before anything is allocated; what
a stranger sends is held against `Bounds` as well, before it is built, and no table is made of keys
that may collide.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from grader.values import rows
from grader.values.arrays import SCALAR, head, unusual
from grader.values.bounds import (
    INTEGER_BYTES,
    KEY_BYTES,
    KEYS,
    LONG_INTEGERS,
    TEXT_BYTES,
    Bounds,
)
from grader.values.plain import (
    COMPLEX,
    FLOAT,
    INT,
    LENGTH,
    MAX_DEPTH,
    MAX_ITEMS,
    TOO_DEEP,
    TOO_LONG,
    Packed,
    TooMuch,
    Unpack,
    WireError,
)

_OWN: Final = Bounds(MAX_ITEMS, 1 << 62, MAX_ITEMS)
"""What the grader's own data may hold."""

_ITEM, _LIST, _TABLE, _SLOT, _TEXT, _HEAD = 40, 72, 240, 64, 64, 320
"""Bytes of memory, at most: a value in a container, empty containers, an entry of a table, and what
texts and arrays take beside their content."""


class Reader:
    """Reads one value after another from `data`.

    `bounds` are for data of strangers, and for all that is read until `renew`. `copied` holds each
    writable array it made beside the read-only original.
    """

    __slots__ = (
        *("arrays", "at", "bounds", "copied", "data"),
        *("left", "long", "room", "size", "unpack", "writable"),
    )

    def __init__(
        self,
        data: bytes,
        unpack: Unpack | None = None,
        *,
        writable: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        self.data = data
        self.size = len(data)
        self.at = 0
        self.unpack = unpack
        self.writable = writable
        self.bounds = bounds
        self.copied: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
        self.renew()

    def renew(self) -> None:
        """What is read from here on has all its bounds to itself."""
        self.left, self.room, self.arrays = self.bounds or _OWN
        self.long = LONG_INTEGERS

    @property
    def spent(self) -> Bounds:
        """What was built since the last `renew`, or would have been."""
        values, size, arrays = self.bounds or _OWN
        return Bounds(values - self.left, size - self.room, arrays - self.arrays)

    def next(self) -> Any:
        """The next value. Raises `WireError`, and nothing else, where none begins."""
        try:
            return self.value(0)
        except (struct.error, IndexError):
            raise WireError("the data end too early") from None

    def charge(self, size: int) -> None:
        """Counts bytes of memory that are about to be taken."""
        self.room -= size
        if self.room < 0:
            most = (self.bounds or _OWN).size
            raise TooMuch(f"more than {most >> 20} MB of data")

    def tag(self) -> int:
        """The next byte, which says what is to follow."""
        at = self.at
        if at >= self.size:
            raise WireError("the data end too early")
        self.at = at + 1
        return self.data[at]

    def take(self, size: int) -> bytes:
        start = self.at
        self.at = start + size
        if self.at > self.size:
            raise WireError("the data end too early")
        return self.data[start : self.at]

    def count(self) -> int:
        at = self.at
        self.at = at + 4
        count: int = LENGTH.unpack_from(self.data, at)[0]
        if count > self.size - self.at:
            raise WireError("a length exceeds the data that are left")
        return count

    def value(self, depth: int) -> Any:
        at = self.at
        self.at = at + 1
        read = _READERS.get(self.data[at])
        if read is None:
            raise WireError(f"no value starts with {self.data[at : at + 1]!r}")
        return read(self, depth)

    def none(self, _: int) -> None:
        return None

    def true(self, _: int) -> bool:
        return True

    def false(self, _: int) -> bool:
        return False

    def real(self, _: int) -> Any:
        at = self.at
        self.at = at + 8
        return FLOAT.unpack_from(self.data, at)[0]

    def imaginary(self, _: int) -> Any:
        at = self.at
        self.at = at + 16
        return complex(*COMPLEX.unpack_from(self.data, at))

    def integer(self, _: int) -> Any:
        at = self.at
        self.at = at + 8
        return INT.unpack_from(self.data, at)[0]

    def big(self, _: int) -> Any:
        count = self.count()
        if count > INTEGER_BYTES:
            raise TooMuch(TOO_LONG)
        self.long -= 1
        if self.long < 0 and self.bounds is not None:
            raise TooMuch(f"more than {LONG_INTEGERS} integers of more than 64 bits")
        return int.from_bytes(self.take(count), "little", signed=True)

    def piece(self) -> bytes:
        """The bytes of a text, if they are not too many."""
        count = self.count()
        if self.bounds is not None:
            if count > TEXT_BYTES:
                raise TooMuch(f"a text of more than {TEXT_BYTES:,} bytes")
            self.charge(_TEXT + 4 * count)
        return self.take(count)

    def raw(self, _: int) -> Any:
        return self.piece()

    def text(self, _: int) -> str:
        try:
            return self.piece().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("text that is not UTF-8") from None

    def items(self, depth: int, each: int = 1, container: int = _LIST) -> list[Any]:
        count = self.count() * each
        self.left -= count
        if self.left < 0:
            most = (self.bounds or _OWN).values
            raise TooMuch(f"more than {most:,} values")
        self.charge(container + _ITEM * count)
        if not count:
            return []
        if depth >= MAX_DEPTH:
            raise TooMuch(TOO_DEEP)
        if count >= rows.FEWEST and (row := rows.read(self.data, self.at, count)) is not None:
            self.at += rows.SIZE * count
            return row
        value = self.value
        depth += 1
        return [value(depth) for _ in range(count)]

    def row(self, depth: int) -> Any:
        return tuple(self.items(depth))

    def mapping(self, depth: int) -> Any:
        items = self.items(depth, 2, _TABLE)
        if not items:
            return {}
        keys = items[::2]
        if self.untold(keys):
            return Packed("opaque", f"dict of length {len(keys)}")
        try:
            return dict(zip(_spread(keys), items[1::2], strict=True))
        except TypeError:
            raise WireError("a key that cannot be one") from None

    def members(self, depth: int) -> Any:
        items = self.items(depth, 1, _TABLE)
        if self.untold(items):
            return Packed("opaque", f"set of length {len(items)}")
        try:
            return set(_spread(items))
        except TypeError:
            raise WireError("a set element that cannot be one") from None

    def frozen(self, depth: int) -> Any:
        members = self.members(depth)
        return frozenset(members) if type(members) is set else members

    def untold(self, keys: list[Any]) -> bool:
        """Whether a stranger's keys are too many to be put in a table."""
        if self.bounds is None:
            return False
        if any(map(_weighs, keys)):
            raise TooMuch(f"a key of more than {KEY_BYTES:,} bytes")
        self.charge(_SLOT * len(keys))
        return len(keys) > KEYS and not (_KEYED and {*map(type, keys)} <= _TEXTS)

    def packed(self, depth: int) -> Any:
        if depth >= MAX_DEPTH:
            raise TooMuch(TOO_DEEP)
        kind = self.value(depth + 1)
        packed = Packed(kind, self.value(depth + 1))
        if type(kind) is not str:
            raise WireError("a packed value without a kind")
        return self.unpack(packed) if self.unpack else packed

    def array(self, _: int) -> Any:
        data = self.data
        dtype, shape, count, at, flags = head(data, self.at)
        self.at = at + count * dtype.itemsize
        if self.at > self.size:
            raise WireError("an array exceeds the data that are left")
        if flags & SCALAR:
            return np.frombuffer(data, dtype, 1, at)[0]
        if self.bounds is not None:
            self.arrays -= 1
            if self.arrays < 0:
                raise TooMuch(f"more than {self.bounds.arrays:,} arrays")
            self.charge(_HEAD + count * max(8, dtype.itemsize))
        if count and not flags:  # the usual, and faster so
            array = np.frombuffer(data, dtype, count, at)
            if len(shape) != 1:
                array = array.reshape(shape)
        else:
            array = unusual(shape, dtype, flags, data, at)
        if not self.writable:
            return array
        copy = array.copy("K")
        self.copied.append((copy, array))
        return copy


def _spread(keys: list[Any]) -> list[Any]:
    """The keys, unless so many share a hash that a table of them would take for ever."""
    if len(keys) > _COLLISIONS and len(keys) - len(set(map(hash, keys))) > _COLLISIONS:
        raise WireError("too many keys that collide")
    return keys


def _weighs(key: Any) -> bool:
    """Whether this key is too long to be one: each table that holds it hashes it anew."""
    kind = type(key)
    if kind in _TEXTS:
        return len(key) > KEY_BYTES
    return kind in {tuple, frozenset} and _weight(key) > KEY_BYTES


def _weight(key: Any) -> int:
    if type(key) in {tuple, frozenset}:
        return 8 + sum(map(_weight, key))
    return 8 + (len(key) if type(key) in _TEXTS else 0)


_COLLISIONS = 64
_TEXTS = frozenset({str, bytes})
_KEYED = bool(sys.flags.hash_randomization)
"""Whether nobody can foresee the hash of a text."""

_READERS: Final[dict[int, Callable[[Reader, int], Any]]] = {
    ord("a"): Reader.array,
    ord("f"): Reader.real,
    ord("i"): Reader.integer,
    ord("I"): Reader.big,
    ord("s"): Reader.text,
    ord("t"): Reader.row,
    ord("l"): Reader.items,
    ord("d"): Reader.mapping,
    ord("N"): Reader.none,
    ord("T"): Reader.true,
    ord("F"): Reader.false,
    ord("b"): Reader.raw,
    ord("c"): Reader.imaginary,
    ord("S"): Reader.members,
    ord("Z"): Reader.frozen,
    ord("P"): Reader.packed,
}
