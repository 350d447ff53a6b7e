"""Laws that would hand the reference's answer to the code that it judges.

What a law asks of the student's functions goes to the student's process. An answer of the
reference among the arguments would be there for the taking, so a law that hands one over is
refused. Names are followed, not values: a name that is given what mentions the answer counts as the
answer.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from grader.exercise.scope import functions

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS: Final = frozenset({"right", "reference"})
"""What laws may take to compare with."""


def handed(
    law: ast.FunctionDef, asked: frozenset[str], own: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    """Calls of `asked` functions, or of what is given one to call, with an answer among their
    arguments: line, function and name.

    `own` are the names of the law's file that give the reference's answers.
    """
    parameters = {argument.arg for argument in (*law.args.args, *law.args.kwonlyargs)}
    known = (ANSWERS & parameters) | (own - parameters)
    while more := {name for name in _told(law, known) if name not in known}:
        known |= more
    for node in ast.walk(law):
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            called = [part.id for part in (node.func, *given) if isinstance(part, ast.Name)]
            for function in [name for name in called if name in asked & parameters][:1]:
                for name in sorted({name for part in given for name in _names(part)} & known):
                    yield node.lineno, function, name


def reaching(tree: ast.Module, names: frozenset[str]) -> frozenset[str]:
    """`names`, and the functions of `tree` that use any of them, directly or by another."""
    found = names
    while True:
        more = {
            name
            for name, node in functions(tree).items()
            if name not in found and found & _names(node)
        }
        if not more:
            return found
        found |= more


def _told(law: ast.FunctionDef, known: frozenset[str]) -> Iterator[str]:
    """The names that are given what mentions a known one."""
    for node in ast.walk(law):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            source: ast.AST | None = node.value
        elif isinstance(node, (ast.For, ast.comprehension)):
            targets, source = [node.target], node.iter
        else:
            continue
        if source is not None and known & _names(source):
            for target in targets:
                yield from _names(target)


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
