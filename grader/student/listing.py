"""The program that is judged of an answer, with where each of its lines stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.escaping import printable
from grader.grading.grading import noted
from grader.judge.setting import program_of
from grader.model import Refused
from grader.reports.terminal import Line, Piece

if TYPE_CHECKING:
    from grader.problem import Problem
    from grader.sandbox import Sandbox
    from grader.submission import Source


def listing(source: Source, problem: Problem, sandbox: Sandbox) -> list[Line]:
    """The lines that count, as a worker tells them, and what is to be said of the rest."""
    with sandbox.worker(program_of(problem, source), problem.limits) as worker:
        loaded = worker.loaded
    told = [*source.notes, *noted(loaded, source.where)]
    if isinstance(loaded, Refused):
        place = f"{source.where(loaded.line)}: " if loaded.line else ""
        told = [place + loaded.message, *told]
    modules = [f"with {name}" for name in source.modules]
    said = [line for text in (*modules, *told) for line in text.splitlines()]
    return [
        (Piece(printable(source.file), "strong"),),
        *_code(source, loaded.kept),
        *((Piece(printable(text), "dim"),) for text in said),
    ]


def _code(source: Source, kept: tuple[tuple[int, int], ...]) -> Iterator[Line]:
    lines = source.text.split("\n")
    numbers = dict.fromkeys(n for first, last in kept for n in range(first, last + 1))
    origins = {n: _origin(source, n) for n in numbers if 0 < n <= len(lines)}
    width = max(map(len, origins.values()), default=0)
    for number, origin in origins.items():
        code = printable(lines[number - 1])
        yield Piece(f"{origin:>{width}}  ", "dim"), Piece(code, "code")


def _origin(source: Source, line: int) -> str:
    """`12`, or `cell 3, line 2`."""
    if not source.cells:
        return str(line)
    cell, inside = source.place(line)
    return f"cell {cell}, line {inside}"
