"""Another function, other arguments, keywords that are missing."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Final

from grader.edits import calls, syntax
from grader.edits.change import Change, Kind
from grader.edits.surroundings import Surroundings, counted

Ranked = tuple[int, Change]
"""A change, and its rank: the lower, the likelier."""


_REDUCING: Final = frozenset(
    {"sum", "mean", "max", "min", "var", "std", "argmax", "argmin", "prod", "cumsum", "any"}
    | {"all", "norm", "argsort", "sort", "median", "cumprod", "average"}
)
_SPREADING: Final = frozenset({"var", "std", "cov"})
_KIN: Final = (
    *(("sum", "max"), ("mean", "median"), ("log", "log2"), ("log", "log10"), ("exp", "sqrt")),
    *(("argsort", "sort"), ("dot", "outer"), ("eigh", "eig"), ("floor", "round")),
    *(
        ("ceil", "round"),
        ("append", "extend"),
        ("empty", "zeros"),
        ("full", "zeros"),
        ("cos", "tan"),
    ),
)


def called_otherwise(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """What a call may have been meant to be."""
    if not isinstance(node, ast.Call):
        return
    called = syntax.called(node)
    starred = any(isinstance(arg, ast.Starred) for arg in node.args)
    if not starred:
        for one, other in itertools.combinations(range(len(node.args)), 2):
            args = [*node.args]
            args[one], args[other] = args[other], args[one]
            new = ast.Call(node.func, args, node.keywords)
            yield 1, Change("swaps two arguments", node, new, Kind.ARGUMENTS, called)
    if isinstance(node.func, ast.Attribute):
        if called in _REDUCING:
            method = not around.is_module(node.func.value)
            yield from _keywords(node, called, given=len(node.args) + method)
        for pair in _KIN:
            if called in pair:
                func = ast.Attribute(node.func.value, pair[called == pair[0]], ast.Load())
                new = ast.Call(func, node.args, node.keywords)
                yield 1, Change("another function", node, new, Kind.FUNCTION, called)
    elif called in around.own and not starred:
        yield from _own_calls(around, node, called)
    elif called == "sum" and len(node.args) == 1 and not starred:
        length = ast.Call(ast.Name("len", ast.Load()), [node.args[0]], [])
        mean = ast.BinOp(node, ast.Div(), length)
        yield 0, Change("sums up", node, mean, Kind.FUNCTION, called)
    for place, keyword in enumerate(node.keywords):
        if keyword.arg in around.names(node) and syntax.number(keyword.value) is not None:
            same = ast.keyword(keyword.arg, ast.Name(str(keyword.arg), ast.Load()))
            keywords = [*node.keywords[:place], same, *node.keywords[place + 1 :]]
            new = ast.Call(node.func, node.args, keywords)
            yield 0, Change("not the variable", node, new, Kind.KEYWORD, str(keyword.arg))
        if keyword.arg not in {None, "axis", "keepdims", "ddof"}:
            rest = [one for one in node.keywords if one is not keyword]
            new = ast.Call(node.func, node.args, rest)
            yield 1, Change("one keyword less", node, new, Kind.KEYWORD, keyword.arg or "")


def _own_calls(around: Surroundings, node: ast.Call, called: str) -> Iterator[Ranked]:
    """Another function of the program, one argument more or less."""
    for name in counted(around.own, len(node.args)):
        if name != called:
            new = ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)
            yield 1, Change("another function", node, new, Kind.FUNCTION, called)
    own = around.own[called]
    passed = {keyword.arg for keyword in node.keywords}
    for parameter in own.parameters[len(node.args) :]:
        for name in around.names(node) if parameter not in passed else ():
            more = ast.keyword(parameter, ast.Name(name, ast.Load()))
            new = ast.Call(node.func, node.args, [*node.keywords, more])
            rank = 1 if name == parameter else 2
            yield rank, Change("one argument more", node, new, Kind.ARGUMENTS, called)
    if own.takes(len(node.args) - 1):
        new = ast.Call(node.func, node.args[:-1], node.keywords)
        yield 1, Change("one argument less", node, new, Kind.ARGUMENTS, called)


def _keywords(node: ast.Call, called: str, *, given: int) -> Iterator[Ranked]:
    """Axes, `keepdims` and `ddof` that are not there; an axis that is given by its place."""
    there = {keyword.arg for keyword in node.keywords}

    def having(**more: bool | int) -> ast.expr:
        added = [ast.keyword(name, ast.Constant(value)) for name, value in more.items()]
        return ast.Call(node.func, node.args, [*node.keywords, *added])

    placed = given == 2 and called not in {"norm", "average"}
    if placed and syntax.number(node.args[-1]) in (0, 1, -1):
        for axis in calls.AXES:
            new = ast.Call(node.func, [*node.args[:-1], ast.Constant(axis)], node.keywords)
            yield 0, Change("another axis", node, new, Kind.AXIS, called)
        bare = ast.Call(node.func, node.args[:-1], node.keywords)
        yield 0, Change("no axis", node, bare, Kind.AXIS, called)
    elif "axis" not in there and given == 1:
        for axis in (0, 1, -1):
            yield 0, Change("an axis", node, having(axis=axis), Kind.AXIS, called)
            both = having(axis=axis, keepdims=True)
            yield 1, Change("an axis", node, both, Kind.AXIS, called)
    if "keepdims" not in there and ("axis" in there or given == 2):
        yield 0, Change("keepdims", node, having(keepdims=True), Kind.KEYWORD, "keepdims")
    if called in _SPREADING and "ddof" not in there:
        yield 0, Change("ddof", node, having(ddof=1), Kind.KEYWORD, "ddof")
