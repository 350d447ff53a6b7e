"""Another operator, comparison, number or sign."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from typing import Final

from grader.edits import operators, syntax
from grader.edits.change import Change, Kind
from grader.edits.surroundings import Surroundings

Ranked = tuple[int, Change]
"""A change, and its rank: the lower, the likelier."""


_ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)
_ORDER: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def exchanged(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """What the expression may have been mistaken for."""
    if isinstance(node, ast.BinOp) and type(node.op) in operators.SIGNS:
        yield from _operator(node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ORDER):
        for order in _ORDER:
            compared = ast.Compare(node.left, [order()], [*node.comparators])
            yield 1, Change("compares otherwise", node, compared, Kind.COMPARISON)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for one, other in itertools.combinations(range(len(node.elts)), 2):
            parts = [*node.elts]
            parts[one], parts[other] = parts[other], parts[one]
            swapped = ast.Tuple(parts, ast.Load())
            kind = _TUPLES.get(type(around.parent(node)), Kind.ARGUMENTS)
            yield 1, Change("swaps two parts", node, swapped, kind)
    if isinstance(node, _INSIDE):
        yield from _names(around, node)
    if syntax.number(node) is not None and not isinstance(around.parent(node), ast.UnaryOp):
        yield from _number(node)
    elif not isinstance(node, (ast.Compare, ast.BoolOp, ast.Tuple, ast.List, ast.Lambda)):
        yield 1, Change("the other sign", node, _negative(node), Kind.SIGN)


_TUPLES: Final = {ast.Subscript: Kind.INDEX, ast.Return: Kind.RETURN}
"""What a tuple is that does not stand in a call."""

_INSIDE: Final = (ast.GeneratorExp, ast.ListComp, ast.Call, ast.BinOp, ast.Compare, ast.Subscript)
MOST_NAMES: Final = 6


def _names(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """Two variables, each in the place of the other, wherever they stand in the expression."""
    known = set(around.names(node))
    there = dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name))
    names = [name for name in there if name in known][:MOST_NAMES]
    for one, other in itertools.combinations(names, 2):
        new = copy.deepcopy(node)
        for inner in ast.walk(new):
            if isinstance(inner, ast.Name) and inner.id in {one, other}:
                inner.id = other if inner.id == one else one
        yield 1, Change("exchanges two variables", node, new, Kind.NAME)


def _operator(node: ast.BinOp) -> Iterator[Ranked]:
    sign = operators.SIGNS[type(node.op)]
    for kind in _ARITHMETIC:
        new = ast.BinOp(node.left, kind(), node.right)
        yield 1, Change(f"{sign} is another", node, new, Kind.OPERATOR, sign)
    if isinstance(node.op, ast.MatMult):
        left, right = node.right, node.left
        for sides in ((operators.transpose(left), right), (left, operators.transpose(right))):
            new = ast.BinOp(sides[0], ast.MatMult(), sides[1])
            yield 2, Change("other sides of @", node, new, Kind.SIDES, sign)


def _number(node: ast.expr) -> Iterator[Ranked]:
    value: float | None = syntax.number(node)
    assert value is not None
    others: list[float] = [2 * value, value / 2, 0, 1, 2, 0.5, 0.0, 1.0, value + 2, value - 2]
    others += [value * 10, value / 10, -1]
    others += [1 / value] if value else []
    for place, other in enumerate(dict.fromkeys(map(_whole, others))):
        if other != value:
            new = ast.Constant(other) if other >= 0 else _negative(ast.Constant(-other))
            rank = 1 if place < _USUAL else 2
            yield rank, Change("another number", node, new, Kind.NUMBER, str(value))


_USUAL: Final = 6


def _negative(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), node)


def _whole(value: float) -> float:
    return int(value) if value == int(value) and abs(value) < 1e6 else value
