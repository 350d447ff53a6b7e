"""Edits that are made alike in what is written alike, as whoever errs does so twice: in statements,
in the parts of a tuple, or in the arguments of a call.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.edits.change import Change
    from grader.edits.surroundings import Surroundings


class Twins:
    """Numbers the edits of a program, so that twins have the same number and all others 0."""

    def __init__(self, around: Surroundings, tree: ast.Module) -> None:
        simple = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
        statements = [node for node in ast.walk(tree) if isinstance(node, simple)]
        nodes = [node for one in statements for node in ast.walk(one)]
        self._around = around
        self._parts = {id(part): (id(one), part) for one in nodes for part in _parts(one)}
        self._shapes = {id(node): (0, _shape(node)) for node in statements}
        self._shapes |= {id(part): (one, _shape(part)) for one, part in self._parts.values()}
        self._often = Counter(self._shapes.values())
        self._numbers: dict[Any, int] = {}
        self._ordinals: dict[tuple[int, int], int] = {}

    def of(self, change: Change, statement: ast.stmt) -> int:
        """The number of an edit in this statement."""
        for whole in (statement, self._part(change.node)):
            shape = self._shapes.get(id(whole))
            if whole is not None and shape is not None and self._often[shape] > 1:
                new = change.new if isinstance(change.new, tuple) else (change.new,)
                there = {n.id for n in ast.walk(change.node) if isinstance(n, ast.Name)}
                becomes = "; ".join(_shape(one, there) for one in new)
                key = shape, self._ordinal(change.node, whole), becomes
                return self._numbers.setdefault(key, len(self._numbers) + 1)
        return 0

    def _part(self, node: ast.AST) -> ast.AST | None:
        """The part of a tuple that the node belongs to."""
        up: ast.AST | None = node
        while up is not None and id(up) not in self._parts:
            up = None if isinstance(up, ast.stmt) else self._around.parent(up)
        return up

    def _ordinal(self, node: ast.AST, whole: ast.AST) -> int:
        if (id(whole), id(node)) not in self._ordinals:
            for number, inner in enumerate(ast.walk(whole)):
                self._ordinals[id(whole), id(inner)] = number
        return self._ordinals.get((id(whole), id(node)), 0)


def _parts(node: ast.AST) -> list[ast.expr]:
    """What stands side by side there."""
    if isinstance(node, ast.Call):
        return node.args if len(node.args) > 1 else []
    return node.elts if isinstance(node, ast.Tuple) else []


def _shape(node: ast.AST, there: Collection[str] | None = None) -> str:
    """What is written there, whatever the names of variables, or of those `there`."""
    if isinstance(node, ast.Name):
        return "_" if there is None or node.id in there else node.id
    parts = (_told(value, there) for _, value in ast.iter_fields(node))
    return f"{type(node).__name__}({','.join(parts)})"


def _told(value: Any, there: Collection[str] | None) -> str:
    if isinstance(value, list):
        return f"[{','.join(_told(one, there) for one in value)}]"
    return _shape(value, there) if isinstance(value, ast.AST) else repr(value)
