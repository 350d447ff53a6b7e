"""The reference out of a hidden half: what was asked for and what it needs, nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def excerpt(source: str, asks: Collection[str]) -> str:
    """The top-level statements of `source` that define `asks`, and those that they need."""
    statements = [node for node in ast.parse(source).body if not _marked(node)]
    kept: set[int] = set()
    wanted, known = set(asks), set[str]()
    while wanted:
        known |= wanted
        fresh = {i for i, node in enumerate(statements) if wanted & set(_bound(node))} - kept
        kept |= fresh
        wanted = {name for i in fresh for name in _used(statements[i])} - known
    lines = source.splitlines()
    blocks = [_block(lines, statements[i], known) for i in sorted(kept)]
    imports = [b for i, b in zip(sorted(kept), blocks, strict=True) if _imports(statements[i])]
    rest = [b for i, b in zip(sorted(kept), blocks, strict=True) if not _imports(statements[i])]
    return "\n\n\n".join(["\n".join(imports), *rest] if imports else rest) + "\n"


def _marked(node: ast.stmt) -> bool:
    """Whether it is a law, a mistake or another solution, or brings in what marks them."""
    decorators = getattr(node, "decorator_list", [])
    names = {ast.unparse(d).partition("(")[0].rpartition(".")[2] for d in decorators}
    return bool(names & {"law", "mistake", "solution", "given"})


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    else:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id


def _used(node: ast.stmt) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id


def _imports(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _block(lines: list[str], node: ast.stmt, known: Collection[str]) -> str:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in known]
        shortened = type(node)(**{**dict(ast.iter_fields(node)), "names": names})
        return ast.unparse(shortened)
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return "\n".join(lines[first - 1 : node.end_lineno])
