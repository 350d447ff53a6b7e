"""The small changes that make a right program wrong: an operator exchanged, a term dropped, an axis
mistaken, a loop cut short.

A change names the node that it replaces and what by: an expression, or statements, built around
the old one's own parts. Nothing here knows of text positions or of files.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from grader.edits import calls, numbers, operators, statements, syntax
from grader.edits.change import Change, Replacement
from grader.edits.parity import signless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def changes(definition: ast.stmt, own: frozenset[str]) -> Iterator[Change]:
    """Every change of a top-level definition; `own` names the program's own functions."""
    free = signless(definition)
    for node in syntax.nodes(definition):
        if isinstance(node, ast.stmt):
            change_statement = _STATEMENTS.get(type(node))
            yield from change_statement(node) if change_statement else ()
        replace = _EXPRESSIONS.get(type(node))
        for one in replace(node) if replace else ():
            if one.name not in _NEGATING or node not in free:
                doubtful = _doubtful(one.name, node)
                yield Change(one.name, node, one.new, one.kind, one.about, doubtful)
        if isinstance(node, ast.Call) and not (syntax.called(node) == "subtract" and node in free):
            for one in calls.swapped(node, own):
                yield Change(one.name, node, one.new, one.kind, one.about)
    yield from statements.bodies(definition)


_NEGATING: Final = frozenset({"swaps the sides of -", "drops the sign"})


def _doubtful(name: str, node: ast.expr | ast.stmt) -> tuple[ast.expr, ...] | None:
    if name.startswith(("transposes", "swaps the sides of @", "axis becomes", "index")):
        return ()
    if name in _BOUNDARIES and isinstance(node, ast.Compare) and len(node.ops) == 1:
        return (node.left, *node.comparators)
    return None


_BOUNDARIES: Final = ("< becomes <=", "<= becomes <", "> becomes >=", ">= becomes >")

_EXPRESSIONS: Final[dict[type, Callable[[Any], Iterator[Replacement]]]] = {
    ast.BinOp: operators.binary,
    ast.Attribute: operators.attribute,
    ast.Compare: operators.compare,
    ast.BoolOp: operators.boolean,
    ast.UnaryOp: operators.unary,
    ast.IfExp: operators.choice,
    ast.Constant: numbers.constant,
    ast.Subscript: numbers.subscript,
    ast.Call: calls.call,
}
_STATEMENTS: Final[dict[type, Callable[[Any], Iterator[Change]]]] = {
    ast.If: statements.branch,
    ast.For: statements.loop,
    ast.While: statements.loop,
    ast.Return: statements.returned,
    ast.AugAssign: statements.augmented,
    ast.Break: statements.leave,
    ast.Continue: statements.leave,
}
