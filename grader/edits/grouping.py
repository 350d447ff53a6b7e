"""What belongs together: brackets set otherwise, what is done inside of a call or outside of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from grader.edits import syntax
from grader.edits.change import Change, Kind
from grader.edits.surroundings import Surroundings

Ranked = tuple[int, Change]
"""A change, and its rank: the lower, the likelier."""

_LIKE: Final = frozenset(
    {
        *((ast.Add, ast.Add), (ast.Add, ast.Sub)),
        *((ast.Mult, ast.Mult), (ast.Mult, ast.Div), (ast.MatMult, ast.MatMult)),
    }
)
"""Operators that give the same wherever the brackets are."""

_PLAIN: Final = frozenset(
    {"float", "int", "bool", "list", "tuple", "set", "array", "asarray", "copy", "len", "range"}
    | {"zip", "enumerate", "zeros", "ones", "empty", "append"}
)
"""What takes anything for what it is, or makes another thing of it."""


class _Applied(NamedTuple):
    """What a call is applied to, and how the call is applied to something else."""

    inner: ast.expr
    to: Callable[[ast.expr], ast.expr]


def regrouped(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """The same parts, grouped otherwise; or one of them alone."""
    if isinstance(node, ast.BinOp):
        for new in (*_brackets(node), *_inside(around, node)):
            yield 1, Change("other brackets", node, new, Kind.GROUPING)
        for side in (node.left, node.right):
            if isinstance(side, ast.BinOp):
                for part in (side.left, side.right):
                    sign = type(side.op).__name__
                    yield 2, Change(f"without {sign}", node, part, Kind.SURPLUS)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.BinOp):
        inner = node.operand
        if isinstance(node.op, ast.USub) and isinstance(inner.op, ast.Pow):
            power = ast.BinOp(ast.UnaryOp(node.op, inner.left), inner.op, inner.right)
            yield 1, Change("other brackets", node, power, Kind.GROUPING)
    elif (applied := _applied(around, node)) is not None:
        for new in _outside(applied):
            yield 1, Change("out of the call", node, new, Kind.GROUPING)
        within = _applied(around, applied.inner)
        if within is not None:
            new = within.to(applied.to(within.inner))
            yield 1, Change("the other call first", node, new, Kind.GROUPING)


def _brackets(node: ast.BinOp) -> Iterator[ast.expr]:
    left, op, right = node.left, node.op, node.right
    if isinstance(left, ast.BinOp) and (type(left.op), type(op)) not in _LIKE:
        yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
    if isinstance(right, ast.BinOp) and (type(op), type(right.op)) not in _LIKE:
        yield ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)


def _inside(around: Surroundings, node: ast.BinOp) -> Iterator[ast.expr]:
    """What stands beside a call, inside of it."""
    left, right = _applied(around, node.left), _applied(around, node.right)
    if left is not None:
        yield left.to(ast.BinOp(left.inner, node.op, node.right))
    if right is not None:
        yield right.to(ast.BinOp(node.left, node.op, right.inner))


def _outside(applied: _Applied) -> Iterator[ast.expr]:
    """One side of what a call is applied to, outside of it."""
    inner = applied.inner
    if isinstance(inner, ast.BinOp):
        yield ast.BinOp(applied.to(inner.left), inner.op, inner.right)
        yield ast.BinOp(inner.left, inner.op, applied.to(inner.right))


def _applied(around: Surroundings, node: ast.expr) -> _Applied | None:
    """A call of a function on its first argument, or of a method."""
    if not isinstance(node, ast.Call) or syntax.called(node) in _PLAIN:
        return None
    func, args, keywords = node.func, node.args, node.keywords
    if isinstance(func, ast.Attribute) and not around.is_module(func.value):
        attribute = func.attr

        def method(new: ast.expr) -> ast.expr:
            return ast.Call(ast.Attribute(new, attribute, ast.Load()), args, keywords)

        return _Applied(func.value, method)
    if not args or isinstance(args[0], ast.Starred):
        return None
    first, rest = args[0], args[1:]
    return _Applied(first, lambda new: ast.Call(func, [new, *rest], keywords))
