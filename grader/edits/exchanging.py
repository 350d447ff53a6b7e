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
_WHOLE: Final = {ast.FloorDiv: (ast.Mod,), ast.Mod: (ast.FloorDiv,), ast.Div: (ast.FloorDiv,)}
"""What an operator may be besides, where whole numbers are divided."""

_ORDER: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def exchanged(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """What the expression may have been mistaken for."""
    if isinstance(node, ast.BinOp) and type(node.op) in operators.SIGNS:
        yield from _operator(node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ORDER):
        for order in _ORDER:
            compared = ast.Compare(node.left, [order()], [*node.comparators])
            yield 1, Change("compares otherwise", node, compared, Kind.COMPARISON)
        yield from _thresholds(node)
        yield from _relative(around, node)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for one, other in itertools.combinations(range(len(node.elts)), 2):
            parts = [*node.elts]
            parts[one], parts[other] = parts[other], parts[one]
            swapped = ast.Tuple(parts, ast.Load())
            kind = _TUPLES.get(type(around.parent(node)), Kind.ARGUMENTS)
            yield 1, Change("swaps two parts", node, swapped, kind)
    elif isinstance(node, ast.Subscript):
        yield from _ends(node)
    if (of := _counted(node)) is not None:
        yield from _counts(node, of)
    if isinstance(node, _INSIDE):
        yield from _names(around, node)
    if syntax.number(node) is not None and not isinstance(around.parent(node), ast.UnaryOp):
        yield from _number(node)
    elif not isinstance(node, (ast.Compare, ast.BoolOp, ast.Tuple, ast.List, ast.Lambda)):
        yield 1, Change("the other sign", node, _negative(node), Kind.SIGN)


def _ends(node: ast.Subscript) -> Iterator[Ranked]:
    """The other end of what is sliced, or all but that; the next item, or the one before."""
    index = node.slice
    others: list[ast.expr] = []
    if isinstance(index, ast.Slice) and index.step is None:
        lower, upper = index.lower, index.upper
        bound = lower or upper
        if bound is not None and (lower is None or upper is None):
            minus = bound.operand if isinstance(bound, ast.UnaryOp) else _negative(bound)
            slices = [(bound, None), (minus, None), (None, bound), (None, minus)]
            others = [ast.Slice(*ends) for ends in slices if ends != (lower, upper)]
    elif isinstance(index, (ast.Name, ast.BinOp)):
        one = ast.Constant(1)
        others = [ast.BinOp(index, op, one) for op in (ast.Add(), ast.Sub())]
    for other in others:
        new = ast.Subscript(node.value, other, ast.Load())
        yield 1, Change("another end", node, new, Kind.INDEX)


def _counted(node: ast.expr) -> ast.expr | None:
    """What is counted where something is, along an axis or as a whole."""
    if isinstance(node, ast.Subscript) and syntax.number(node.slice) is not None:
        node = node.value
        return node.value if isinstance(node, ast.Attribute) and node.attr == "shape" else None
    if isinstance(node, ast.Call) and len(node.args) == 1 and syntax.called(node) == "len":
        return node.args[0]
    return node.value if isinstance(node, ast.Attribute) and node.attr == "size" else None


def _counts(node: ast.expr, of: ast.expr) -> Iterator[Ranked]:
    """Something else that is counted of the same."""
    shape = ast.Attribute(of, "shape", ast.Load())
    others: list[ast.expr] = [ast.Attribute(of, "size", ast.Load())]
    others += [ast.Subscript(shape, ast.Constant(axis), ast.Load()) for axis in (0, 1, -1)]
    for new in others:
        yield 1, Change("counts otherwise", node, new, Kind.EXPRESSION)


def _thresholds(node: ast.Compare) -> Iterator[Ranked]:
    """Another comparison with another whole number."""
    value = syntax.number(node.comparators[0])
    if not isinstance(value, int):
        return
    for other in dict.fromkeys((0, value - 1, value + 1)):
        for order in (*_ORDER, ast.Eq, ast.NotEq) if other != value else (ast.Eq, ast.NotEq):
            compared = ast.Compare(node.left, [order()], [ast.Constant(other)])
            yield 2, Change("compares otherwise", node, compared, Kind.COMPARISON)


def _relative(around: Surroundings, node: ast.Compare) -> Iterator[Ranked]:
    """A bound that grows with what is compared."""
    base: ast.expr = node.left
    while isinstance(base, (ast.Subscript, ast.Call)):
        base = base.value if isinstance(base, ast.Subscript) else (*base.args, base.func)[0]
    if isinstance(base, ast.Name) and around.numpy is not None:
        for name in ("max", "sum"):
            func = ast.Attribute(around.numpy, name, ast.Load())
            bound = ast.BinOp(node.comparators[0], ast.Mult(), ast.Call(func, [base], []))
            compared = ast.Compare(node.left, [*node.ops], [bound])
            yield 1, Change("an absolute bound", node, compared, Kind.COMPARISON)


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
    for kind in (*_ARITHMETIC, *_WHOLE.get(type(node.op), ())):
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
    others += [1 / value] if value else [*_TOLERANCES]
    if isinstance(value, float):
        others += [round(value - 1, 9), value * 1000, value / 1000]
    for place, other in enumerate(dict.fromkeys(map(_whole, others))):
        if other != value:
            new = ast.Constant(other) if other >= 0 else _negative(ast.Constant(-other))
            rank = 1 if place < _USUAL else 2
            yield rank, Change("another number", node, new, Kind.NUMBER, str(value))


_USUAL: Final = 6
_TOLERANCES: Final = (1e-12, 1e-10, 1e-8)


def _negative(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), node)


def _whole(value: float) -> float:
    return int(value) if value == int(value) and abs(value) < 1e6 else value
