"""An exercise as its reader meets it: statement, signature, what is not allowed, the drivers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

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
    if told := forbidden(problem):
        lines += [(), *filled([Word(text(word)) for word in told.split(" ")], width)]
    if problem.support:
        rows = problem.support.strip("\n").split("\n")
        lines += [(), (Piece("The checks call your code through:", "strong"),)]
        lines += map(code_line, rows if len(rows) <= MOST_SUPPORT else abridged(problem))
        if len(rows) > MOST_SUPPORT:
            told = f"All of it: grader start {problem.name} --open"
            lines += filled([Word(text(word), "dim") for word in told.split(" ")], width)
    return lines


MOST_SUPPORT: Final = 24
"""Code of the checks of more lines is abridged in a terminal."""

_WHOLE: Final = 3
"""What takes no more lines is not."""


def abridged(problem: Problem) -> Iterator[str]:
    """The code of the checks: the driver whole, of all else its name and what it is for."""
    rows = problem.support.split("\n")
    for number, node in enumerate(ast.parse(problem.support).body):
        own = rows[node.lineno - 1 : node.end_lineno]
        if number:
            yield ""
        if len(own) <= _WHOLE or getattr(node, "name", "") == problem.entry.name:
            yield from own
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            told = ast.get_docstring(node) is not None
            end = node.body[0].end_lineno if told else node.body[0].lineno - 1
            yield from rows[node.lineno - 1 : end]
            yield "    …"
        else:
            yield f"{own[0]} … {own[-1].strip()}"


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
    """One sentence on what may not be used, empty where the statement says it all."""
    unsaid = [name for name in problem.forbid if f"`{name}`" not in problem.statement]
    head = "Not allowed here" if len(unsaid) == len(problem.forbid) else "Not allowed either"
    return f"{head}: {', '.join(map(printable, unsaid))}." if unsaid else ""
