"""Two values side by side: what differs is marked, with as many digits as tell it apart."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from grader.law.calls import Sides
from grader.law.showing import show

WIDE: Final = 72
"""A line holds so many characters."""

MOST_ROWS: Final = 6
MOST_LISTED: Final = 4
"""Of a table that is longer, and so many of the numbers that differ in a larger array."""

MARK: Final = "*"
INDENT: Final = "  "
_DIGITS: Final = (6, 9, 12, 17)
_SLIGHT: Final = 1e-6
"""Beside the largest difference, one so many times smaller is not marked."""

Array = np.ndarray[Any, Any]


def beside(sides: Sides) -> list[str]:
    """Both sides in indented lines; none where a line of text says as much."""
    given, wanted = _numbers(sides.given), _numbers(sides.wanted)
    if given is None or wanted is None or wanted.shape not in (given.shape, ()):
        return _words(sides)
    if given.size < 2:
        return []
    constant = not wanted.ndim
    wanted = np.broadcast_to(wanted, given.shape)
    wrong = _wrong(given, wanted)
    left, right = _texts(given, wanted, wrong)
    if given.ndim > 2 or len(_rows(left)) > MOST_ROWS or given.size > MOST_ROWS**2:
        return _listed(sides, left, right, wrong)
    marked = np.where(wrong, np.char.add(left, MARK), np.char.add(left, " "))
    first, second = _table(marked), _table(right)
    name = f"{sides.left} ({MARK} {'wrong' if 'received' in sides.left else 'differs'})"
    if constant:
        name = f"{sides.left} should be {_constant(sides)} ({MARK} is not)"
        rows = [name, *first]
    else:
        width = max(len(name), *map(len, first)) + 2
        rows = [f"{name.ljust(width)}  {sides.right}"]
        rows += [f"{a.ljust(width)}  {b}" for a, b in zip(first, second, strict=True)]
        if max(map(len, rows)) > WIDE:
            rows = [name, *_in(first), sides.right, *_in(second)]
    if max(map(len, rows)) > WIDE:
        return _listed(sides, left, right, wrong)
    return _in(row.rstrip() for row in rows)


def _numbers(value: Any) -> Array | None:
    """The value as an array of real numbers, if it is one, or a number, or lists of them."""
    if not isinstance(value, (np.ndarray, np.generic, list, tuple, int, float)):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        return None
    return array if array.dtype.kind in "biuf" and array.size else None


def _wrong(given: Array, wanted: Array) -> Array:
    """Which entries differ by more than rounding, and more than a trifle of the largest gap."""
    with np.errstate(all="ignore"):
        one, other = given.astype(float), wanted.astype(float)
        gap = np.abs(one - other)
        alike = (one == other) | (np.isnan(one) & np.isnan(other))
        gap = np.where(alike, 0.0, np.where(np.isfinite(gap), gap, np.inf))
        finite = gap[np.isfinite(gap)]
        largest = finite.max(initial=0.0)
        size = np.where(np.isfinite(other), np.abs(other), 0.0)
    found: Array = gap > np.maximum(_SLIGHT * largest, 1e-9 * size)
    return found if found.any() else gap == gap.max()


def _texts(given: Array, wanted: Array, wrong: Array) -> tuple[Array, Array]:
    """Each number as text; those that differ, differ as text as well, where they can."""
    left = right = np.empty(0)
    for digits in _DIGITS:
        left, right = (_text(side, digits) for side in (given, wanted))
        if not np.any((left == right) & wrong):
            break
    return left, right


def _text(side: Array, digits: int) -> Array:
    flat = [_number(value, digits) for value in side.ravel().tolist()]
    return np.array(flat, dtype=str).reshape(side.shape)


def _number(value: Any, digits: int) -> str:
    return repr(float(f"{value:.{digits}g}")) if isinstance(value, float) else str(value)


def _rows(table: Array) -> Array:
    return table.reshape(1, -1) if table.ndim < 2 else table


def _table(texts: Array) -> list[str]:
    rows = _rows(texts).tolist()
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        for row in rows
    ]


def _listed(sides: Sides, left: Array, right: Array, wrong: Array) -> list[str]:
    """The first of the entries that differ, one a line."""
    places = [tuple(map(int, place)) for place in np.argwhere(wrong)]
    shown = places[:MOST_LISTED]
    head = ["at", sides.left, sides.right]
    rows = [[f"[{', '.join(map(str, at))}]", str(left[at]), str(right[at])] for at in shown]
    if max(map(len, head)) > WIDE // 3:
        rows = [[at, f"{sides.left} = {one}", f"{sides.right} = {two}"] for at, one, two in rows]
        lines = [part for at, one, two in rows for part in (f"at {at}: {one}", f"  but {two}")]
    else:
        lines = [line.rstrip() for line in _table(np.array([head, *rows]))]
    count = f"{len(places)} of {wrong.size} numbers differ"
    return _in([f"{count}{', the first of them:' if len(places) > len(shown) else ':'}", *lines])


def _words(sides: Sides) -> list[str]:
    """Both as text, one under the other, where that is long."""
    left, right = show(sides.given, sides.wanted), show(sides.wanted, sides.given)
    width = max(len(sides.left), len(sides.right)) + 2
    if len(left) + len(right) + 2 * width < WIDE or width > WIDE // 2:
        return []
    return _in([f"{sides.left.ljust(width)}{left}", f"{sides.right.ljust(width)}{right}"])


def _constant(sides: Sides) -> str:
    shown = show(sides.wanted)
    try:
        literal = ast.literal_eval(sides.right) == sides.wanted
    except (ValueError, SyntaxError):
        literal = False
    return sides.right if literal else f"{sides.right} = {shown}"


def _in(rows: Iterable[str]) -> list[str]:
    return [INDENT + row for row in rows]
