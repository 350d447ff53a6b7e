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
    if isinstance(node, ast.Name) and isinstance(around.parent(node), (ast.Assign, ast.Return)):
        copy = ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])
        yield 1, Change("misses a copy", node, copy, Kind.COPY, node.id)
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple):
        yield large, Change("no index", node, node.value, Kind.INDEX)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        about = syntax.called(node)
        yield large, Change("no call", node, node.args[0], Kind.SURPLUS, about)


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
    else:
        for name in ("abs", "sum", "sorted", "len", "float"):
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
    for name in around.names(node):
        if not (isinstance(node, ast.Name) and node.id == name):
            new = ast.Name(name, ast.Load())
            about = node.id if isinstance(node, ast.Name) else ""
            kind = Kind.NAME if plain else Kind.EXPRESSION
            rank = 0 if name in unread else 1 if plain else 2
            yield rank, Change("another variable", node, new, kind, about)
    if plain or isinstance(node, (ast.Constant, ast.Subscript, ast.Call, ast.Attribute)):
        for other in around.shared(node):
            yield 3, Change("another expression", node, other, Kind.EXPRESSION)


_SCALARS: Final = (1, 2, 0.5)


def more(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """A term or a factor more."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Lambda, ast.Compare, ast.BoolOp, ast.Dict)):
        return
    unread = around.unread(node)
    large = 0 if _is_whole(around, node) else 1
    own = node.id if isinstance(node, ast.Name) else ""
    terms: list[tuple[int, ast.expr]] = [(2, ast.Constant(value)) for value in _SCALARS]
    for name in around.names(node):
        variable = ast.Name(name, ast.Load())
        if name != own:
            terms.append((0 if name in unread else 2, variable))
        if name in unread or around.numpy is not None:
            length = ast.Call(ast.Name("len", ast.Load()), [variable], [])
            terms.append((3, length))
    if not isinstance(node, ast.Constant):
        terms.append((2, node))  # its square
    for rank, term in terms:
        for kind in (ast.Mult, ast.Div, ast.Add, ast.Sub, *((ast.Pow,) if rank else ())):
            new = ast.BinOp(node, kind(), term)
            yield rank + large, Change("one term more", node, new, Kind.TERM)
