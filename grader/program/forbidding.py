"""What an exercise forbids, found in the source, with its line, before anything runs.

Operators and methods are found here alone: NumPy's arrays are what they are at run time.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence

from grader.program.ways import MATRIX, Forbidden, canonical


class NotAllowed(RuntimeError):
    """A forbidden name was used."""


def refusal(name: str) -> str:
    """What a student is told, with the name as the exercise spells it."""
    matrices = canonical(name) in MATRIX
    why = ", as its * is the product of matrices and its .I their inverse" if matrices else ""
    return f"{name} is not allowed in this exercise{why}"


def find(tree: ast.Module, forbid: Sequence[str]) -> tuple[str, int] | None:
    """The first that is forbidden in the source, as a student is told of it, and its line."""
    if not forbid:
        return None
    forbidden = Forbidden(forbid)
    names = _Names(tree, forbidden.names)
    found = [hit for node in ast.walk(tree) for hit in _hits(node, names, forbidden)]
    return min(found, key=lambda hit: hit[1], default=None)


def _hits(node: ast.AST, names: _Names, forbidden: Forbidden) -> Iterator[tuple[str, int]]:
    for path, line in names.paths(node):
        if (told := forbidden.match(path)) is not None:
            yield told, line
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
        if "@" in forbidden.operators:
            yield "the operator @", node.lineno
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        told = forbidden.methods.get(node.attr)
        # A method of the student's own class may bear the name, and so may a module's function.
        if told is not None and node.attr not in names.own and not names.path(node):
            yield told, node.lineno


class _Names:
    """What the names of a module stand for."""

    def __init__(self, tree: ast.Module, forbidden: Mapping[str, str]) -> None:
        self.imported: dict[str, str] = {}
        self.bound: set[str] = set()
        self.own: set[str] = set()
        for node in ast.walk(tree):
            self.learn(node, forbidden)

    def learn(self, node: ast.AST, forbidden: Mapping[str, str]) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.partition(".")[0]
                self.imported[alias.asname or head] = alias.name if alias.asname else head
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                if alias.name != "*":
                    self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    continue
                for name in forbidden:
                    parent, _, last = name.rpartition(".")
                    if parent == node.module:
                        self.imported[last] = name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            self.own.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            self.bound.add(node.name)
            self.own.update(n.name for n in node.body if isinstance(n, ast.FunctionDef))
        elif (own := _bound(node)) is not None:
            self.bound.add(own)

    def paths(self, node: ast.AST) -> list[tuple[str, int]]:
        """The dotted paths that this one node names, with its line."""
        if isinstance(node, ast.Import):
            return [(canonical(alias.name), node.lineno) for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            return [(canonical(f"{node.module}.{a.name}"), node.lineno) for a in node.names]
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            path = self.path(node)
            return [(path, node.lineno)] if path else []
        return []

    def path(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            root = self.path(node.value)
            return canonical(f"{root}.{node.attr}") if root else ""
        if not isinstance(node, ast.Name):
            return ""
        if node.id in self.imported:
            return self.imported[node.id]
        return node.id if hasattr(builtins, node.id) and node.id not in self.bound else ""


def _bound(node: ast.AST) -> str | None:
    """The name that a definition, parameter or assignment gives a meaning of its own."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return name
    return None
