"""Which expressions may change their sign without changing what a function computes: `a - b` in
`(a - b) ** 2`, and in `d = a - b` if all that is ever done with `d` is to square it, or to multiply
it by itself.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import Final

from grader.edits import syntax

_EVEN: Final = frozenset({"abs", "absolute", "fabs", "square", "norm"})


def signless(definition: ast.stmt) -> set[ast.expr]:
    """The expressions in `definition` whose sign does not matter."""
    found: set[ast.expr] = set()
    for node in ast.walk(definition):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            if (syntax.number(node.right) or 1) % 2 == 0:
                found.update(_factors(node.left))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.MatMult)):
            left, right = _name(node.left), _name(node.right)
            if left is not None and right is not None and left.id == right.id:
                found.update((left, right))
        elif isinstance(node, ast.Call) and syntax.called(node) in _EVEN and node.args:
            found.update(_factors(node.args[0]))
    functions = [node for node in ast.walk(definition) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for assigned in _assigned_once(function):
            uses = [
                node
                for node in ast.walk(function)
                if isinstance(node, ast.Name)
                and node.id == syntax.target(assigned)
                and isinstance(node.ctx, ast.Load)
            ]
            if uses and found.issuperset(uses):
                found.update(_factors(assigned.value))
    return found


def _name(node: ast.expr) -> ast.Name | None:
    """The name that is written there, transposed or not."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        node = node.value
    return node if isinstance(node, ast.Name) else None


def _factors(node: ast.expr) -> list[ast.expr]:
    """The expression, and its factors: a sign before any of them is a sign before the whole."""
    inside: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        inside = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inside = [node.operand]
    return [node, *(factor for part in inside for factor in _factors(part))]


def _assigned_once(function: ast.FunctionDef) -> list[ast.Assign]:
    """Assignments to a name that nothing else in the function binds, the last ones first."""
    bound = Counter(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    )
    assigned = [node for node in syntax.statements(function) if isinstance(node, ast.Assign)]
    return [node for node in reversed(assigned) if bound[syntax.target(node) or ""] == 1]
