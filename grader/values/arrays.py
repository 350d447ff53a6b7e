"""Arrays on the wire: a head of a few packed bytes, and their entries.

A head rather than `.npy`'s text, which takes longer to parse than a small call takes to answer.
"""

from __future__ import annotations

import math
import struct
from typing import Any, Final, Literal

import numpy as np

from grader.values.plain import (
    CODES,
    DTYPES,
    MAX_DIMENSIONS,
    MAX_FRAME,
    TOO_LARGE,
    TooMuch,
    WireError,
)

FORTRAN: Final = 1
SCALAR: Final = 2

_ARRAY = struct.Struct("<BBB")
_DIMENSIONS = tuple(struct.Struct(f"<{n}Q") for n in range(MAX_DIMENSIONS + 1))
_AXES = f"an array of more than {MAX_DIMENSIONS} axes"
_EXTENT = f"an array with an axis longer than {MAX_FRAME:,}"
"""An empty one may claim any other extent."""


def write(out: bytearray, array: np.ndarray[Any, Any], flags: int) -> None:
    """Writes an array behind its tag; raises `TooMuch`."""
    if array.nbytes > MAX_FRAME:
        raise TooMuch(TOO_LARGE)
    layout = array.flags
    if layout.f_contiguous and not layout.c_contiguous:
        flags |= FORTRAN
    dimensions = array.ndim
    if dimensions > MAX_DIMENSIONS:
        raise TooMuch(_AXES)
    if not array.nbytes and any(length > MAX_FRAME for length in array.shape):
        raise TooMuch(_EXTENT)
    out += b"a" + _ARRAY.pack(CODES[array.dtype], flags, dimensions)
    out += _DIMENSIONS[dimensions].pack(*array.shape)
    out += array.tobytes("F" if flags & FORTRAN else "C")


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
    if code >= len(DTYPES) or flags > 3:
        raise WireError("not the header of an array")
    if dimensions > MAX_DIMENSIONS:
        raise TooMuch(_AXES)
    if flags & SCALAR and dimensions:
        raise WireError("a scalar with a shape")
    shape = _DIMENSIONS[dimensions].unpack_from(text, _ARRAY.size)
    if any(length > MAX_FRAME for length in shape):
        raise TooMuch(_EXTENT)
    return DTYPES[code], shape, math.prod(shape), flags


_MOST_HEADS: Final = 1 << 10
_HEADS: Final[dict[bytes, tuple[np.dtype[Any], tuple[int, ...], int, int]]] = {}
"""Heads that were met before: most arrays of a batch have one of a few."""


def unusual(
    shape: tuple[int, ...], dtype: np.dtype[Any], flags: int, data: bytes, at: int
) -> np.ndarray[Any, Any]:
    """An array that is empty, or not in the order of C."""
    order: Literal["F", "C"] = "F" if flags & FORTRAN else "C"
    try:
        return np.ndarray(shape, dtype, data, at, None, order)
    except ValueError:
        raise WireError("an array of an impossible shape") from None
