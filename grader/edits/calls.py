"""Edits of calls: another function, none, other keywords, another order."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from grader.edits import syntax
from grader.edits.change import Kind, Replacement

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS: Final = (
    *(("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("nanmin", "nanmax")),
    *(("sum", "mean"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("any", "all")),
    *(("floor", "ceil"), ("std", "var"), ("sin", "cos"), ("triu", "tril"), ("cumsum", "cumprod")),
    *(("hstack", "vstack"), ("logical_and", "logical_or"), ("exp", "expm1"), ("log", "log1p")),
)
COUNTERPART: Final = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
    "prod": "sum",
    "median": "mean",
}
"""What a function is mistaken for."""

UNWRAPPED: Final = frozenset(
    {"abs", "sqrt", "exp", "log", "square", "sorted", "sort", "transpose", "conj", "tanh", "sign"}
)
"""Functions of one argument that are easily left out."""

ORDERED: Final = frozenset(
    {"subtract", "divide", "power", "dot", "matmul", "outer", "cross", "arctan2", "where", "solve"}
)
"""Functions whose arguments are not alike."""

AXES: Final = (0, 1, -1, 2)
_DROPPED: Final = frozenset({"axis", "keepdims", "ddof"})
_BUILTIN: Final = frozenset({"min", "max", "sum", "any", "all"})


def call(node: ast.Call) -> Iterator[Replacement]:
    """The counterpart of what is called, its argument alone, other keywords, another range."""
    called = syntax.called(node)
    if called in COUNTERPART and not (called in {"sum", "min", "max"} and _is_plain_sum(node)):
        other = COUNTERPART[called]
        func = (
            ast.Attribute(node.func.value, other, ast.Load())
            if isinstance(node.func, ast.Attribute)
            else ast.Name(other, ast.Load())
        )
        if isinstance(node.func, ast.Attribute) or other in _BUILTIN:
            new: ast.expr = ast.Call(func, [*node.args], [*node.keywords])
            yield Replacement(f"{called} becomes {other}", new, Kind.FUNCTION, called)
    if called in UNWRAPPED and len(node.args) == 1 and not node.keywords:
        yield Replacement(f"drops {called}", node.args[0], Kind.SURPLUS, called)
    for place, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
        if keyword.arg in _DROPPED:
            new = ast.Call(node.func, [*node.args], rest)
            kind = Kind.AXIS if keyword.arg == "axis" else Kind.KEYWORD
            about = called if keyword.arg == "axis" else keyword.arg
            yield Replacement(f"drops {keyword.arg}", new, kind, about)
        if keyword.arg == "axis" and syntax.number(keyword.value) in (0, 1, -1):
            for axis in AXES:
                value = ast.keyword("axis", ast.Constant(axis))
                keywords = [*node.keywords[:place], value, *node.keywords[place + 1 :]]
                new = ast.Call(node.func, [*node.args], keywords)
                yield Replacement(f"axis becomes {axis}", new, Kind.AXIS, called)
    if called == "range":
        yield from _range(node)


def _is_plain_sum(node: ast.Call) -> bool:
    """The built-in sum has no built-in counterpart."""
    return isinstance(node.func, ast.Name) and node.func.id == "sum"


def _range(node: ast.Call) -> Iterator[Replacement]:
    for place, bound in enumerate(node.args[:2]):
        if syntax.number(bound) is not None:
            continue
        for sign, op in (("+", ast.Add()), ("-", ast.Sub())):
            moved = ast.BinOp(bound, op, ast.Constant(1))
            args = [*node.args[:place], moved, *node.args[place + 1 :]]
            yield Replacement(f"ranges {sign} 1", ast.Call(node.func, args, []), Kind.RANGE)


def swapped(node: ast.Call, own: frozenset[str]) -> Iterator[Replacement]:
    """Two neighbouring arguments of a function exchanged, where their order matters."""
    called = syntax.called(node)
    if called not in own and called not in ORDERED:
        return
    start = 1 if called == "where" else 0
    if len(node.args) < start + 2 or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    for place in range(start, len(node.args) - 1):
        args = [*node.args]
        args[place], args[place + 1] = args[place + 1], args[place]
        name = f"swaps arguments {place + 1} and {place + 2} of {called}"
        new = ast.Call(node.func, args, [*node.keywords])
        yield Replacement(name, new, Kind.ARGUMENTS, called)
