"""What can be read off a program: whether it refuses anything, which parameters it never reads, and
where it uses the global random state.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from grader.edits.reach import reached

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Traits(NamedTuple):
    """Whether any statement raises; the parameters of the asked functions that nothing reads, with
    the lines of their functions; the line and the name of what uses the global random state.
    """

    raises: bool
    unread: tuple[tuple[int, str], ...]
    shared: tuple[int, str]


def traits(tree: ast.Module, asks: Sequence[str]) -> Traits:
    """Those of what the asked names need."""
    heads = [ask.partition(".")[0] for ask in asks]
    needed = [tree.body[place] for place in sorted(reached(tree, heads))]
    nodes = [node for one in needed for node in ast.walk(one)]
    raises = any(isinstance(node, (ast.Raise, ast.Assert)) for node in ast.walk(tree))
    asked = {ask.rpartition(".")[2] for ask in asks}
    functions = (n for n in nodes if isinstance(n, _FUNCTIONS) and n.name in asked)
    unread = tuple(one for function in functions for one in _unread(function))
    return Traits(raises, unread, min(_shared(nodes), default=(0, "")))


_RANDOM: Final = frozenset({"np.random", "numpy.random", "random"})
_OWN: Final = frozenset({"default_rng", "Generator", "SeedSequence", "RandomState", "PCG64"})


def _shared(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in _OWN and (owner := _random(node.func.value)):
            yield node.lineno, f"{owner}.{node.func.attr}"


def _random(node: ast.expr) -> str:
    """The name under which a module of random numbers is meant, if one is."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name = f"{node.value.id}.{node.attr}"
        return name if name in _RANDOM else ""
    return node.id if isinstance(node, ast.Name) and node.id in _RANDOM else ""


def _unread(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    read = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    if {"locals", "eval", "vars"} & read:
        return
    arguments = function.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if one.arg not in read:
            yield function.lineno, one.arg
