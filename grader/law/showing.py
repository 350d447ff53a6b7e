"""Values in few characters, whatever they are: no answer makes a message long, or fails it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

MOST_NUMBERS: Final = 24
MOST_CHARACTERS: Final = 300

_MOST_DEPTH: Final = 8
_MOST_BITS: Final = 200
_ALL: Final = 17
"""Digits that tell any two doubles apart."""


def show(value: Any, beside: Any = None) -> str:
    """A value in at most `MOST_CHARACTERS`: six digits, or all where fewer would look the same as
    `beside`.
    """
    text = _short(value, 6)
    if beside is not None and text.removesuffix(".0") == _short(beside, 6).removesuffix(".0"):
        text = _short(value, _ALL)
    return cut(text)


def exact(value: Any) -> str:
    """A value with all of its digits, in at most `MOST_CHARACTERS`."""
    return cut(_short(value, _ALL))


def cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text in at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _short(value: Any, digits: int, depth: int = 0) -> str:
    if isinstance(value, np.ndarray):
        if max(value.size, *value.shape, 0) > MOST_NUMBERS:
            return f"an array of shape {value.shape}"
        return _short(value.tolist(), digits, depth)
    if isinstance(value, np.generic):
        plain = value.item()
        return repr(plain) if isinstance(plain, np.generic) else _short(plain, digits, depth)
    if isinstance(value, float):
        return repr(float(f"{value:.{digits}g}")) if math.isfinite(value) else repr(value)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, (str, bytes)):
        return repr(value[:MOST_CHARACTERS])
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return _items(value, digits, depth + 1)
    return repr(value)


def _items(value: Any, digits: int, depth: int) -> str:
    kind = type(value)
    if len(value) > MOST_NUMBERS or depth > _MOST_DEPTH:
        return f"a {kind.__name__} of length {len(value)}"
    if isinstance(value, dict):
        pairs = value.items()
        inside = ", ".join(
            f"{_short(k, digits, depth)}: {_short(v, digits, depth)}" for k, v in pairs
        )
        return f"{{{inside}}}"
    inside = ", ".join(_short(item, digits, depth) for item in value)
    if isinstance(value, list):
        return f"[{inside}]"
    if isinstance(value, tuple):
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    shown = f"{{{inside}}}" if value else "set()"
    return f"frozenset({shown if value else ''})" if isinstance(value, frozenset) else shown
