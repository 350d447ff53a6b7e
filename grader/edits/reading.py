"""Which variables a function reads, and what for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from grader.edits import syntax

SELVES: Final = frozenset({"self", "cls"})
"""What an object is called in its own methods."""


def arguments(node: ast.arguments) -> list[ast.arg]:
    """All that have a name of their own."""
    return [*node.posonlyargs, *node.args, *node.kwonlyargs]


def unread(function: ast.FunctionDef) -> frozenset[str]:
    """The parameters that nothing in the function reads, but to refuse them."""
    guards = [one for one in ast.walk(function) if _only_refuses(one)]
    refused = {id(n) for one in guards for n in ast.walk(one)}
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    read = {n.id for n in names if id(n) not in refused}
    return frozenset(a.arg for a in arguments(function.args)) - read - SELVES


def exponents(function: ast.FunctionDef) -> list[str]:
    """The variables to whose power the function raises anything."""
    powers = (power for node in ast.walk(function) for power in _powers(node))
    return [*dict.fromkeys(power.id for power in powers if isinstance(power, ast.Name))]


def _powers(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield node.right
    elif isinstance(node, ast.Call) and syntax.called(node) == "power" and len(node.args) > 1:
        yield node.args[1]


def _only_refuses(node: ast.AST) -> bool:
    """Whether it is a statement that can do nothing but raise: a branch that does, or the call of a
    function whose answer nobody takes.
    """
    if isinstance(node, ast.If):
        return isinstance(node.body[-1], ast.Raise) and not node.orelse
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return isinstance(node.value.func, ast.Name)
    return False
