"""Frames of plain data: all that crosses the border between the judge and a worker.

A value is a tag byte and its content, little-endian. Only exact plain types are written: none,
bool, int, float, complex, str, bytes, list, tuple, dict, set, arrays and array scalars of an
allow-listed dtype, and `Packed`, a description by kind and data of something that each side builds
for itself. Nothing is ever unpickled. The only error that reading raises is `WireError`.

What is plain stands in `grader.values.plain`, reading in `grader.values.reader`, and both ways of
arrays in `grader.values.arrays`; writing is here.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np

from grader.values import arrays, rows
from grader.values.arrays import SCALAR, head
from grader.values.bounds import INTEGER_BYTES
from grader.values.plain import (
    CODES,
    COMPLEX,
    DTYPES,
    FLOAT,
    INT,
    LENGTH,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_FRAME,
    MAX_ITEMS,
    SCALARS,
    TOO_DEEP,
    TOO_LARGE,
    TOO_LONG,
    Pack,
    Packed,
    TooMuch,
    Unpack,
    WireError,
)
from grader.values.reader import Reader

__all__ = [
    "DTYPES",
    "LENGTH",
    "MAX_DEPTH",
    "MAX_DIMENSIONS",
    "MAX_FRAME",
    "MAX_ITEMS",
    "SCALARS",
    "Pack",
    "Packed",
    "Reader",
    "TooMuch",
    "Unpack",
    "WireError",
    "decode",
    "encode",
    "head",
]


def encode(value: Any, pack: Pack | None = None) -> bytes:
    """The bytes of `value`; equal values give equal bytes.

    `pack` may describe a value of another type; one that it does not know raises `WireError`, as
    does a value nested more than `MAX_DEPTH` deep or longer than `MAX_FRAME`.
    """
    out = bytearray()
    _write(out, value, pack, 0)
    if len(out) > MAX_FRAME:
        raise TooMuch(TOO_LARGE)
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


def _write(out: bytearray, value: Any, pack: Pack | None, depth: int) -> None:
    kind = type(value)
    if kind is np.ndarray and value.dtype in CODES:
        arrays.write(out, value, 0)
    elif kind is tuple and depth < MAX_DEPTH:
        out += b"t" + _length(out, value)
        _write_items(out, value, pack, depth + 1)
    elif kind is float:
        out += b"f" + FLOAT.pack(value)
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
        out += b"c" + COMPLEX.pack(value.real, value.imag)
    elif kind in SCALARS:
        arrays.write(out, np.asarray(value), SCALAR)
    elif depth >= MAX_DEPTH:
        raise TooMuch(TOO_DEEP)
    else:
        _write_compound(out, value, pack, depth + 1)


def _write_compound(out: bytearray, value: Any, pack: Pack | None, depth: int) -> None:
    kind = type(value)
    if kind is list:
        out += b"l" + _length(out, value)
        _write_items(out, value, pack, depth)
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


def _write_items(out: bytearray, items: Sequence[Any], pack: Pack | None, depth: int) -> None:
    if len(items) < rows.FEWEST or not rows.write(out, items):
        for item in items:
            _write(out, item, pack, depth)


def _length(out: bytearray, value: Sized) -> bytes:
    if len(out) > MAX_FRAME:
        raise TooMuch(TOO_LARGE)
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
        out += b"i" + INT.pack(value)
        return
    size = value.bit_length() // 8 + 1
    if size > INTEGER_BYTES:
        raise TooMuch(TOO_LONG)
    out += b"I" + LENGTH.pack(size) + value.to_bytes(size, "little", signed=True)
