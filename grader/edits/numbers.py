"""Edits of numbers that are written down: values, indices, the ends of slices."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from grader.edits import syntax
from grader.edits.change import Kind, Replacement

if TYPE_CHECKING:
    from collections.abc import Iterator

_TINY: Final = 1e-3
_LARGE: Final = 20


def numbers(node: ast.expr) -> Iterator[Replacement]:
    """One more or less, the other sign, nothing."""
    value = syntax.number(node)
    if value is None:
        return
    others: list[Any] = [value + 1, -value, value - 1]
    if isinstance(value, float):
        # A tiny number is there for its size; one more or less of a large one is hardly another.
        others = [value + 1, 0.0] if abs(value) < _TINY else [value + 1, -value, 0.0]
    elif abs(value) >= _LARGE:
        others = [1, -value]
    for other in dict.fromkeys(others):
        if other != value:
            new = ast.Constant(other)
            yield Replacement(f"{value} becomes {other}", new, Kind.NUMBER, str(value))


def constant(node: ast.Constant) -> Iterator[Replacement]:
    """The other truth value, or another number."""
    if isinstance(node.value, bool):
        new = ast.Constant(not node.value)
        name = f"{node.value} becomes {not node.value}"
        yield Replacement(name, new, Kind.CONDITION, str(node.value))
    else:
        yield from numbers(node)


def subscript(node: ast.Subscript) -> Iterator[Replacement]:
    """Another place, or another end."""
    for other, name in _indices(node.slice):
        new = ast.Subscript(node.value, other, node.ctx)
        yield Replacement(f"index {name}", new, Kind.INDEX)


def _indices(index: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    place = syntax.number(index)
    if place is not None:
        for number in dict.fromkeys((place + 1, place - 1, -place)):
            if number != place:
                yield ast.Constant(number), f"{place} becomes {number}"
    elif isinstance(index, ast.Slice):
        for side in ("lower", "upper"):
            bound = getattr(index, side)
            for other, name in _bounds(bound) if bound is not None else ():
                lower, upper = (other, index.upper) if side == "lower" else (index.lower, other)
                yield ast.Slice(lower, upper, index.step), f"{side} end {name}"


def _bounds(bound: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    if syntax.number(bound) is not None:
        yield from _indices(bound)
        return
    for sign, op in (("+", ast.Add()), ("-", ast.Sub())):
        yield ast.BinOp(bound, op, ast.Constant(1)), f"{sign} 1"
