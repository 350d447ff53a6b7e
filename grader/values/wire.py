"""Frames of plain data: all that crosses the border between the judge and a worker.

A value is a tag byte and its content, little-endian. Only exact plain types are written: none,
bool, int, float, complex, str, bytes, list, tuple, dict, set, arrays and array scalars of an
allow-listed dtype, and `Packed`, a description by kind and data of something that each side builds
for itself. Nothing is ever unpickled. A decoder checks every count and shape against the bytes
that are left before it allocates; what a stranger sends is held against `Bounds` as well, before it
is built, and no table is made of keys that may collide. The only error it raises is `WireError`.

Array headers are a few packed bytes rather than `.npy`'s text, which takes longer to parse than a
small call takes to answer.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Callable, Sized
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from grader.values.bounds import INTEGER_BYTES, KEY_BYTES, KEYS, TEXT_BYTES, Bounds

MAX_FRAME: Final = 64 << 20
MAX_DEPTH: Final = 100
MAX_DIMENSIONS: Final = 32
MAX_ITEMS: Final = 1 << 21
"""How many items all containers of one value may hold together."""
LENGTH: Final = struct.Struct("<I")

_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_ARRAY = struct.Struct("<BBB")

_FORTRAN, _SCALAR = 1, 2

DTYPES: Final = tuple(
    np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
)
_CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
# Two C types may share a dtype, such as long and long long: `sctypeDict` knows both.
SCALARS = frozenset(kind for kind in np.sctypeDict.values() if np.dtype(kind) in _CODES)
_LARGE = f"more than {MAX_FRAME >> 20} MB of data"
_DEEP = f"data nested more than {MAX_DEPTH} deep"
_LONG = "an integer of more than 300 digits"
_DIMENSIONS = tuple(struct.Struct(f"<{n}Q") for n in range(MAX_DIMENSIONS + 1))


class WireError(Exception):
    """A value that cannot be written, or bytes that are not a value."""


class TooMuch(WireError):
    """A value beyond its bounds; the text says what there is too much of, as in "returned …"."""


class Packed(NamedTuple):
    """Something described rather than sent, such as a function by its family and parameters."""

    kind: str
    data: Any


Pack = Callable[[Any], Packed | None]
Unpack = Callable[[Packed], Any]


def encode(value: Any, pack: Pack | None = None) -> bytes:
    """The bytes of `value`; equal values give equal bytes.

    `pack` may describe a value of another type; one that it does not know raises `WireError`, as
    does a value nested more than `MAX_DEPTH` deep or longer than `MAX_FRAME`.
    """
    out = bytearray()
    _write(out, value, pack, 0)
    if len(out) > MAX_FRAME:
        raise TooMuch(_LARGE)
    return bytes(out)


def decode(data: bytes, *, unpack: Unpack | None = None, writable: bool = False) -> Any:
    """The value in `data`, all of it.

    Arrays are read-only views of `data` unless `writable`. Without `unpack`, packed values stay
    `Packed`. Raises `WireError`, and nothing else, for bytes that are not exactly one value.
    """
    reader = Reader(data, unpack, writable=writable)
    value = reader.next()
    if reader.at != len(data):
        raise WireError(f"{len(data) - reader.at} bytes too many")
    return value


def _write(  # noqa: PLR0912 - a table of types, the frequent ones first
    out: bytearray, value: Any, pack: Pack | None, depth: int
) -> None:
    kind = type(value)
    if kind is np.ndarray and value.dtype in _CODES:
        _write_array(out, value, 0)
    elif kind is tuple and depth < MAX_DEPTH:
        out += b"t" + _length(out, value)
        for item in value:
            _write(out, item, pack, depth + 1)
    elif kind is float:
        out += b"f" + _FLOAT.pack(value)
    elif kind is int:
        _write_int(out, value)
    elif kind is str:
        text = value.encode("utf-8", "surrogatepass")
        out += b"s" + LENGTH.pack(len(text)) + text
    elif kind is bool:
        out += b"T" if value else b"F"
    elif value is None:
        out += b"N"
    elif kind is bytes:
        out += b"b" + LENGTH.pack(len(value)) + value
    elif kind is complex:
        out += b"c" + _COMPLEX.pack(value.real, value.imag)
    elif kind in SCALARS:
        _write_array(out, np.asarray(value), _SCALAR)
    elif depth >= MAX_DEPTH:
        raise TooMuch(_DEEP)
    else:
        _write_compound(out, value, pack, depth + 1)


def _write_compound(out: bytearray, value: Any, pack: Pack | None, depth: int) -> None:
    kind = type(value)
    if kind is list:
        out += b"l" + _length(out, value)
        for item in value:
            _write(out, item, pack, depth)
    elif kind is dict:
        out += b"d" + _length(out, value)
        for key, item in value.items():
            _write(out, key, pack, depth)
            _write(out, item, pack, depth)
    elif kind is set or kind is frozenset:
        out += (b"S" if kind is set else b"Z") + _length(out, value)
        out += b"".join(sorted(_encoded(item, pack, depth) for item in value))
    else:
        packed = value if kind is Packed else pack(value) if pack else None
        if packed is None:
            what = f"an array of {value.dtype}" if kind is np.ndarray else _name(kind)
            raise WireError(f"{what} is not plain data")
        out += b"P"
        _write(out, packed.kind, pack, depth)
        _write(out, packed.data, pack, depth)


def _length(out: bytearray, value: Sized) -> bytes:
    if len(out) > MAX_FRAME:
        raise TooMuch(_LARGE)
    if len(value) > MAX_ITEMS:
        raise TooMuch(f"more than {MAX_ITEMS:,} values")
    return LENGTH.pack(len(value))


def _name(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _encoded(value: Any, pack: Pack | None, depth: int) -> bytes:
    out = bytearray()
    _write(out, value, pack, depth)
    return bytes(out)


def _write_int(out: bytearray, value: int) -> None:
    if -(1 << 63) <= value < 1 << 63:
        out += b"i" + _INT.pack(value)
        return
    size = value.bit_length() // 8 + 1
    if size > INTEGER_BYTES:
        raise TooMuch(_LONG)
    out += b"I" + LENGTH.pack(size) + value.to_bytes(size, "little", signed=True)


def _write_array(out: bytearray, array: np.ndarray[Any, Any], flags: int) -> None:
    if array.nbytes > MAX_FRAME:
        raise TooMuch(_LARGE)
    layout = array.flags
    if layout.f_contiguous and not layout.c_contiguous:
        flags |= _FORTRAN
    dimensions = array.ndim
    if dimensions > MAX_DIMENSIONS:
        raise WireError(f"an array of {dimensions} dimensions is not plain data")
    out += b"a" + _ARRAY.pack(_CODES[array.dtype], flags, dimensions)
    out += _DIMENSIONS[dimensions].pack(*array.shape)
    out += array.tobytes("F" if flags & _FORTRAN else "C")


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
        *("left", "room", "size", "unpack", "writable"),
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
        return _FLOAT.unpack_from(self.data, at)[0]

    def imaginary(self, _: int) -> Any:
        at = self.at
        self.at = at + 16
        return complex(*_COMPLEX.unpack_from(self.data, at))

    def integer(self, _: int) -> Any:
        at = self.at
        self.at = at + 8
        return _INT.unpack_from(self.data, at)[0]

    def big(self, _: int) -> Any:
        count = self.count()
        if count > INTEGER_BYTES:
            raise TooMuch(_LONG)
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
            raise TooMuch(_DEEP)
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
            raise TooMuch(_DEEP)
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
        if flags & _SCALAR:
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
            array = _unusual(shape, dtype, flags, data, at)
        if not self.writable:
            return array
        copy = array.copy("K")
        self.copied.append((copy, array))
        return copy


def head(data: bytes, at: int) -> tuple[np.dtype[Any], tuple[int, ...], int, int, int]:
    """An array's dtype, shape, number of items, where those start, and its flags.

    `at` is behind its tag. Raises `WireError`, or the errors of data that end too early.
    """
    start = at + 3 + 8 * data[at + 2]
    text = data[at:start]
    known = _HEADS.get(text)
    if known is None:
        if len(_HEADS) >= _MOST_HEADS:
            _HEADS.clear()
        known = _HEADS[text] = _parse_head(text)
    dtype, shape, count, flags = known
    return dtype, shape, count, start, flags


def _parse_head(text: bytes) -> tuple[np.dtype[Any], tuple[int, ...], int, int]:
    code, flags, dimensions = _ARRAY.unpack_from(text)
    if code >= len(DTYPES) or flags > 3 or dimensions > MAX_DIMENSIONS:
        raise WireError("not the header of an array")
    if flags & _SCALAR and dimensions:
        raise WireError("a scalar with a shape")
    shape = _DIMENSIONS[dimensions].unpack_from(text, _ARRAY.size)
    if any(length > MAX_FRAME for length in shape):  # an empty array may claim any other extent
        raise WireError("an array of an impossible shape")
    return DTYPES[code], shape, math.prod(shape), flags


_MOST_HEADS: Final = 1 << 10
_HEADS: Final[dict[bytes, tuple[np.dtype[Any], tuple[int, ...], int, int]]] = {}
"""Heads that were met before: most arrays of a batch have one of a few."""


def _unusual(
    shape: tuple[int, ...], dtype: np.dtype[Any], flags: int, data: bytes, at: int
) -> np.ndarray[Any, Any]:
    order: Literal["F", "C"] = "F" if flags & _FORTRAN else "C"
    try:
        return np.ndarray(shape, dtype, data, at, None, order)
    except ValueError:
        raise WireError("an array of an impossible shape") from None


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
