"""What counts as plain data: types, the limits of a frame, and how what is none is refused."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

MAX_FRAME: Final = 64 << 20
MAX_DEPTH: Final = 100
MAX_DIMENSIONS: Final = 32
MAX_ITEMS: Final = 1 << 21
"""How many items all containers of one value may hold together."""
LENGTH: Final = struct.Struct("<I")
INT: Final = struct.Struct("<q")
FLOAT: Final = struct.Struct("<d")
COMPLEX: Final = struct.Struct("<dd")

DTYPES: Final = tuple(
    np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
)
CODES: Final = {dtype: code for code, dtype in enumerate(DTYPES)}
# Two C types may share a dtype, such as long and long long: `sctypeDict` knows both.
SCALARS: Final = frozenset(kind for kind in np.sctypeDict.values() if np.dtype(kind) in CODES)

TOO_LARGE: Final = f"more than {MAX_FRAME >> 20} MB of data"
TOO_DEEP: Final = f"data nested more than {MAX_DEPTH} deep"
TOO_LONG: Final = "an integer of more than 300 digits"


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
