"""The usual arguments, built in less time than a small function takes to use them."""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np

from grader.values import wire

_ALL: Final = b"t\x02\0\0\0t"
_NO_KEYWORDS: Final = wire.encode({})
_ARRAY, _REAL, _WHOLE = b"afi"
_FIRST: Final = 10
_NUMBER_BYTES: Final = 9
_COUNT = struct.Struct("<I")
_FLOAT = struct.Struct("<d")
_INT = struct.Struct("<q")

Copied = list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]


def flat(encoded: bytes) -> tuple[tuple[Any, ...], Copied] | None:
    """Arguments that are all arrays and plain numbers given by position; None for others.

    With them, each array beside its read-only original. What is encoded comes from the judge, so
    nothing is checked.
    """
    if encoded[:6] != _ALL or encoded[-5:] != _NO_KEYWORDS:
        return None
    values: list[Any] = []
    copied: Copied = []
    at = _FIRST
    for _ in range(_COUNT.unpack_from(encoded, 6)[0]):
        tag = encoded[at]
        if tag == _ARRAY:
            dtype, shape, count, start, flags = wire.head(encoded, at + 1)
            if flags or not count:
                return None
            original = np.frombuffer(encoded, dtype, count, start)
            if len(shape) != 1:
                original = original.reshape(shape)
            copy = original.copy()
            values.append(copy)
            copied.append((copy, original))
            at = start + copy.nbytes
        elif tag == _REAL:
            values.append(_FLOAT.unpack_from(encoded, at + 1)[0])
            at += _NUMBER_BYTES
        elif tag == _WHOLE:
            values.append(_INT.unpack_from(encoded, at + 1)[0])
            at += _NUMBER_BYTES
        else:
            return None
    return (tuple(values), copied) if at + 5 == len(encoded) else None
