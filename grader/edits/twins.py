"""Edits that are made alike in statements that are written alike, as whoever errs does so twice."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.edits.change import Change
    from grader.edits.surroundings import Surroundings


class Twins:
    """Numbers the edits of a program, so that twins have the same number and all others 0."""

    def __init__(self, around: Surroundings, tree: ast.Module) -> None:
        simple = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
        statements = [node for node in ast.walk(tree) if isinstance(node, simple)]
        self._around = around
        self._shapes = {id(node): _shape(node) for node in statements}
        self._often = Counter(self._shapes.values())
        self._numbers: dict[tuple[str, int, str], int] = {}
        self._ordinals: dict[int, int] = {}

    def of(self, change: Change, statement: ast.stmt) -> int:
        """The number of an edit in this statement."""
        shape = self._shapes.get(id(statement), "")
        if self._often[shape] < 2:
            return 0
        new = change.new if isinstance(change.new, tuple) else (change.new,)
        key = shape, self._ordinal(change.node, statement), "; ".join(map(_shape, new))
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _ordinal(self, node: ast.AST, statement: ast.stmt) -> int:
        if id(statement) not in self._ordinals:
            for number, inner in enumerate(ast.walk(statement)):
                self._ordinals[id(inner)] = number
        return self._ordinals.get(id(node), 0)


def _shape(node: ast.AST) -> str:
    """What is written there, whatever the names of variables."""
    if isinstance(node, ast.Name):
        return "_"
    parts = (_told(value) for _, value in ast.iter_fields(node))
    return f"{type(node).__name__}({','.join(parts)})"


def _told(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_told, value))}]"
    return _shape(value) if isinstance(value, ast.AST) else repr(value)
