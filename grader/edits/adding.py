"""What was left out: a call around an expression, another variable, a term, a factor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from grader.edits import operators, syntax
from grader.edits.change import Change, Kind
from grader.edits.surroundings import Surroundings, counted

Ranked = tuple[int, Change]
"""A change, and its rank: the lower, the likelier."""


_LIKELY: Final = ("abs", "sqrt", "exp", "log", "square")
_POSSIBLE: Final = ("sum", "mean", "sort", "cumsum", "log1p", "expm1", "tanh", "sign", "max")


def wrapped(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """A function applied, a transpose, a reciprocal, a complement, a copy; or one less."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Lambda, ast.Dict)) or (
        isinstance(node, ast.Constant) and not isinstance(node.value, float)
    ):
        return
    large = 1 if _is_whole(around, node) else 2
    yield from _applied(around, node, large)
    if not operators.is_transpose(node):
        new = operators.transpose(node)
        yield large, Change("misses a transpose", node, new, Kind.TRANSPOSE)
    for op in (ast.Sub(), ast.Div()):
        new = ast.BinOp(ast.Constant(1), op, node)
        yield large + 1, Change("a complement", node, new, Kind.TERM)
    if isinstance(node, (ast.Name, ast.Subscript)) and _is_kept(around, node):
        copy = ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])
        about = node.id if isinstance(node, ast.Name) else ""
        yield 0, Change("misses a copy", node, copy, Kind.COPY, about)
    yield from _reshaped(around, node)
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple):
        yield large, Change("no index", node, node.value, Kind.INDEX)
    if isinstance(node, ast.Call):
        about = syntax.called(node)
        for argument in node.args[:MOST_ARGUMENTS]:
            if not isinstance(argument, (ast.Starred, ast.Constant)):
                yield large, Change("no call", node, argument, Kind.SURPLUS, about)
            if isinstance(argument, ast.Call) and len(argument.args) == 1:
                inner = argument.args[0]
                yield large + 1, Change("no calls", node, inner, Kind.SURPLUS, about)


def _reshaped(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """An axis more where an operator stands, or one less."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        if any(isinstance(p, ast.Constant) and p.value is None for p in node.slice.elts):
            yield 1, Change("no new axis", node, node.value, Kind.SHAPE)
    elif (
        around.numpy is not None
        and isinstance(node, (ast.Name, ast.Call, ast.Attribute))
        and isinstance(around.parent(node), (ast.BinOp, ast.Compare))
    ):
        index = ast.Tuple([ast.Slice(), ast.Constant(None)], ast.Load())
        column = ast.Subscript(node, index, ast.Load())
        yield 1, Change("misses an axis", node, column, Kind.SHAPE)


def _is_kept(around: Surroundings, node: ast.expr) -> bool:
    """Whether it is assigned or returned as it is, alone or among others."""
    parent = around.parent(node)
    if isinstance(parent, ast.Tuple):
        parent = around.parent(parent)
    return isinstance(parent, (ast.Assign, ast.Return))


MOST_ARGUMENTS: Final = 3
"""So many arguments of a call are tried in its place."""


def _applied(around: Surroundings, node: ast.expr, large: int) -> Iterator[Ranked]:
    def missing(new: ast.expr, about: str, rank: int) -> Ranked:
        return rank, Change(f"misses {about}", node, new, Kind.MISSING, about)

    def plain(name: str) -> ast.expr:
        return ast.Call(ast.Name(name, ast.Load()), [node], [])

    if around.numpy is not None:
        for names, rank in ((_LIKELY, large), (_POSSIBLE, large + 1)):
            for name in names:
                func = ast.Attribute(around.numpy, name, ast.Load())
                yield missing(ast.Call(func, [node], []), name, rank)
        func = ast.Attribute(around.numpy, "maximum", ast.Load())
        yield missing(ast.Call(func, [node, ast.Constant(0)], []), "maximum", large + 1)
        yield missing(plain("sorted"), "sorted", large)
    else:
        for name in ("abs", "sum", "sorted", "len", "float", "set"):
            yield missing(plain(name), name, large)
        yield missing(ast.BinOp(node, ast.Pow(), ast.Constant(0.5)), "sqrt", large)
        yield missing(ast.BinOp(node, ast.Pow(), ast.Constant(2)), "square", large)
    function = around.functions.get(id(node))
    for name in counted(around.own, 1):
        if function is None or name != function.name:
            yield missing(plain(name), name, large)


def _is_whole(around: Surroundings, node: ast.expr) -> bool:
    """Whether it is a whole value that is assigned, returned, or handed over."""
    parent = around.parent(node)
    return isinstance(parent, (ast.Assign, ast.Return, ast.AugAssign, ast.Call, ast.keyword))


def renamed(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """Another variable, or another expression of the function, in place of this one."""
    if isinstance(node, (ast.Tuple, ast.Lambda)):
        return
    unread = around.unread(node)
    plain = isinstance(node, ast.Name)
    likely = plain or (isinstance(node, ast.Call) and syntax.called(node) in around.own)
    constant = isinstance(node, ast.Constant)
    for name, is_parameter in around.names(node).items():
        if not (isinstance(node, ast.Name) and node.id == name):
            new = ast.Name(name, ast.Load())
            about = node.id if isinstance(node, ast.Name) else ""
            kind = Kind.NAME if plain else Kind.EXPRESSION
            rank = 0 if name in unread else 1 if likely or (constant and is_parameter) else 2
            yield rank, Change("another variable", node, new, kind, about)
        if name in unread and _is_whole(around, node):
            given = ast.Compare(ast.Name(name, ast.Load()), [ast.IsNot()], [ast.Constant(None)])
            either = ast.IfExp(given, ast.Name(name, ast.Load()), node)
            yield 0, Change("never the parameter", node, either, Kind.EXPRESSION)
    if plain or isinstance(node, (ast.Constant, ast.Subscript, ast.Call, ast.Attribute)):
        for other in around.shared(node):
            yield 3, Change("another expression", node, other, Kind.EXPRESSION)


_TERMS: Final = (ast.Mult, ast.Div, ast.Add, ast.Sub)
_PRODUCTS: Final = (ast.Mult, ast.Div)
_SETS: Final = (ast.BitOr, ast.BitAnd)

_SCALARS: Final = (
    *((ast.Mult, 2, 1), (ast.Div, 2, 1), (ast.Add, 1, 2), (ast.Sub, 1, 2)),
    *((ast.Pow, 2, 2), (ast.Pow, 0.5, 2), (ast.Add, 2, 3), (ast.Sub, 2, 3)),
)
"""What a number may be left out of, with its rank."""


def more(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """A term or a factor more."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Lambda, ast.Compare, ast.BoolOp, ast.Dict)):
        return
    unread = around.unread(node)
    large = 0 if _is_whole(around, node) else 1
    own = node.id if isinstance(node, ast.Name) else ""

    def added(op: ast.operator, term: ast.expr, rank: int) -> Ranked:
        return rank + large, Change("one term more", node, ast.BinOp(node, op, term), Kind.TERM)

    parent = around.parent(node)
    product = isinstance(parent, ast.BinOp) and isinstance(parent.op, _PRODUCTS)
    for op, value, rank in _SCALARS:
        # What a product lacks is thought of as its own factor, not as one of each of its parts.
        likely = large and value == 2 and op in _PRODUCTS and not product
        yield added(op(), ast.Constant(value), rank - 1 if likely else rank)
    for name in around.names(node):
        variable = ast.Name(name, ast.Load())
        rank = 0 if name in unread else 2
        others = (*_TERMS, *((ast.Pow,) if rank else ()), *(_SETS if around.sets else ()))
        for other in others if name != own else ():
            yield added(other(), variable, rank)
        if name in unread or around.numpy is not None:
            length = ast.Call(ast.Name("len", ast.Load()), [variable], [])
            for part in (ast.Mult, ast.Div):
                yield added(part(), length, 2)
    for name in around.exponents(node):
        root = ast.BinOp(ast.Constant(1), ast.Div(), ast.Name(name, ast.Load()))
        yield added(ast.Pow(), root, 1)
    if not isinstance(node, ast.Constant):
        yield added(ast.Mult(), node, 2)  # its square
