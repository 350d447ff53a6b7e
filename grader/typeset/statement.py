"""An exercise as its reader meets it: statement, signature, what is not allowed, the drivers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.escaping import printable
from grader.reports.terminal import Line, Piece
from grader.typeset.block import text
from grader.typeset.markdown import INDENT, lines_of
from grader.typeset.words import Word, filled

if TYPE_CHECKING:
    from grader.problem import Problem


def statement_lines(problem: Problem, width: int) -> list[Line]:
    """The whole of it, for a terminal of that width."""
    title = [Word(text(word), "strong") for word in printable(problem.title).split(" ")]
    lines: list[Line] = [*filled(title, width), ()]
    lines += lines_of(problem.statement, width)
    lines += [(), *(code_line(row) for row in signatures(problem))]
    if problem.forbid:
        lines += [(), *filled([Word(text(word)) for word in forbidden(problem).split(" ")], width)]
    if problem.support:
        lines += [(), (Piece("The checks call your code through:", "strong"),)]
        lines += [code_line(row) for row in problem.support.strip("\n").split("\n")]
    return lines


def code_line(row: str) -> Line:
    """A line of code as it stands: what is pasted must not be broken."""
    return (Piece(" " * INDENT + printable(row), "code"),) if row.strip() else ()


def signatures(problem: Problem) -> Iterator[str]:
    """What the stub asks for, without the bodies: `def softmax(z, axis=-1)`, `class Dual` …"""
    for node in ast.parse(problem.stub).body:
        if getattr(node, "name", None) not in problem.asks:
            continue
        if isinstance(node, ast.FunctionDef):
            yield _signature(node)
        elif isinstance(node, ast.ClassDef):
            yield f"class {node.name}"
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield "    " + _signature(inner)


def _signature(node: ast.FunctionDef) -> str:
    return f"def {node.name}({ast.unparse(node.args)})"


def forbidden(problem: Problem) -> str:
    """One sentence on what may not be used."""
    return f"Not allowed here: {', '.join(map(printable, problem.forbid))}."
