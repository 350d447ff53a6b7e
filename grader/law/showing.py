"""Values in few characters, whatever they are: no answer makes a message long, or fails it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final

import numpy as np

from grader.escaping import cut

MOST_NUMBERS: Final = 24
MOST_CHARACTERS: Final = 300

_MOST_DEPTH: Final = 8
_MOST_BITS: Final = 200
_ALL: Final = 17
"""Digits that tell any two doubles apart."""


_unheard: ContextVar[bool] = ContextVar("unheard", default=False)


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Inside, nobody reads what is said of values, so that it is not written out."""
    token = _unheard.set(True)
    try:
        yield
    finally:
        _unheard.reset(token)


def show(value: Any, beside: Any = None) -> str:
    """A value in at most `MOST_CHARACTERS`: six digits, or all where fewer would look the same as
    `beside`.
    """
    text = _text(value, 6)
    if beside is not None and text.removesuffix(".0") == _text(beside, 6).removesuffix(".0"):
        text = _text(value, _ALL)
    return text


def exact(value: Any) -> str:
    """A value with all of its digits, in at most `MOST_CHARACTERS`."""
    return _text(value, _ALL)


def _text(value: Any, digits: int, depth: int = 0) -> str:
    """No more of the value is written out than is shown, since it may be a stranger's."""
    if _unheard.get():
        return ""
    text = ""
    for piece in _pieces(value, digits, depth):
        text += piece
        if len(text) > MOST_CHARACTERS:
            break
    return cut(text, MOST_CHARACTERS)


def _pieces(value: Any, digits: int, depth: int) -> Iterator[str]:
    if isinstance(value, np.ndarray):
        if max(value.size, *value.shape, 0) > MOST_NUMBERS:
            yield f"an array of shape {value.shape}"
        else:
            yield from _pieces(value.tolist(), digits, depth)
    elif isinstance(value, np.generic):
        plain = value.item()
        if isinstance(plain, np.generic):  # wider than Python's own
            yield repr(plain)
        else:
            yield from _pieces(plain, digits, depth)
    elif isinstance(value, float):
        yield repr(float(f"{value:.{digits}g}")) if math.isfinite(value) else repr(value)
    elif isinstance(value, int) and value.bit_length() > _MOST_BITS:
        yield f"an integer of {value.bit_length()} bits"
    elif isinstance(value, (str, bytes)):
        yield repr(value[:MOST_CHARACTERS])
    elif isinstance(value, (list, tuple, set, frozenset, dict)):
        yield from _items(value, digits, depth + 1)
    else:
        yield repr(value)


def _items(value: Any, digits: int, depth: int) -> Iterator[str]:
    if len(value) > MOST_NUMBERS or depth > _MOST_DEPTH:
        yield f"a {type(value).__name__} of length {len(value)}"
    elif isinstance(value, dict):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield ", " if i else ""
            yield from _pieces(key, digits, depth)
            yield ": "
            yield from _pieces(item, digits, depth)
        yield "}"
    elif isinstance(value, (set, frozenset)):
        # In an order that does not hang on hashes.
        inside = ", ".join(sorted(_text(item, digits, depth) for item in value))
        shown = f"{{{inside}}}" if value else ""
        yield shown if value and isinstance(value, set) else f"{type(value).__name__}({shown})"
    else:
        left, right = "[]" if isinstance(value, list) else "()"
        yield left
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item, digits, depth)
        yield "," + right if len(value) == 1 and right == ")" else right


def written(function: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """A call as a person would write it."""
    inside = [show(arg) for arg in args] + [f"{k}={show(v)}" for k, v in kwargs.items()]
    return f"{function}({', '.join(inside)})"


def number(value: float) -> str:
    """A constant as a person would write it, to three digits: 0.05, 1e-7, 100000."""
    if float(value).is_integer() and abs(value) < 1e6:
        return str(int(value))
    digits, e, power = f"{value:.2e}".partition("e")
    if abs(value) < 1e-3 or abs(value) >= 1e6:
        return (
            f"{digits.rstrip('0').rstrip('.')}{e}{int(power)}" if math.isfinite(value) else digits
        )
    return f"{value:.3g}"
