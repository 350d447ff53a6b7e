"""Which statements of a program the functions that are asked for need."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def reached(tree: ast.Module, asks: Sequence[str]) -> frozenset[int]:
    """The places of the top-level statements that the asked names need."""
    binds: dict[str, set[int]] = {}
    for place, node in enumerate(tree.body):
        if _is_marked(node) and getattr(node, "name", "") not in asks:
            continue
        for name in _bound(node):
            binds.setdefault(name, set()).add(place)
    wanted, kept = set(asks), set[int]()
    while wanted:
        name = wanted.pop()
        for place in binds.get(name, set()) - kept:
            kept.add(place)
            wanted |= {node.id for node in ast.walk(tree.body[place]) if isinstance(node, ast.Name)}
    return frozenset(kept)


def _is_marked(node: ast.stmt) -> bool:
    """Whether it is a law, a mistake or another solution."""
    names = {
        ast.unparse(d.func if isinstance(d, ast.Call) else d).rpartition(".")[2]
        for d in getattr(node, "decorator_list", ())
    }
    return bool(names & {"law", "mistake", "solution"})


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {
        inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
    } | {
        # `table["a"] = 1` and `table.append(1)` complete what was bound before.
        inner.value.id
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Subscript, ast.Attribute))
        and isinstance(inner.value, ast.Name)
        and (isinstance(node, ast.Expr) or not isinstance(inner.ctx, ast.Load))
    }
