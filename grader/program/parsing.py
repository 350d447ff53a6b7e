"""What was handed in as the statements at its top level, with what had to be left out.

Cells are parsed one by one where they cannot be together, and a cell that is no Python as a whole
statement by statement, so that what is broken costs no more than itself.
"""

from __future__ import annotations

import ast
import bisect
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grader.program import transcript
from grader.program.effects import scope_of

Cell = tuple[int, bool, int]
"""The line at which a cell starts, whether it is meant for the answer, and the line at which it
stopped with an error when it was run (0: it did not)."""

MOST_STATEMENTS: Final = 20_000
"""At the top level of a program."""

MOST_BROKEN: Final = 100
"""So many statements of a cell may be broken; beyond that it is taken to be no Python."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement, or what stands in the place of one (`node` is None) for the reason `why`, with
    the names that it seems to bind. Lines count from 1; `cell` is its place among the cells.
    """

    node: ast.stmt | None
    cell: int
    line: int
    names: frozenset[str] = frozenset()
    why: str = ""
    broken: bool = False
    """Whether that is since it cannot be read."""
    told: bool = False
    """Whether that is told in any case."""
    mark: str = ""
    """Where it cannot be, as `pointed` shows it."""


class TooMany(Exception):
    """More statements than are looked at."""


def parsed(text: str) -> ast.Module:
    """The text as Python; raises as `ast.parse` does, and warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def pieces_of(text: str, cells: Sequence[Cell]) -> list[Piece]:
    """The statements of a text that these cells make up, in order.

    Raises `RecursionError` or `MemoryError` for what is nested too deeply, and `TooMany`.
    """
    most = MOST_STATEMENTS
    if text.count("\n") + text.count(";") > most and transcript.statements(text) > most:
        raise TooMany
    starts = [cell[0] for cell in cells]
    found = _together(text, starts)
    if found is None:
        lines = text.split("\n")
        ends = [*(start - 1 for start in starts[1:]), len(lines)]
        found = []
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            found += _cell("\n".join(lines[start - 1 : end]), place, start - 1)
    if len(found) > MOST_STATEMENTS:
        raise TooMany
    return [piece for one in found for piece in _refined(one, cells)]


def _together(text: str, starts: Sequence[int]) -> list[Piece] | None:
    """All cells at once, if all of them are Python and none goes on in the next."""
    if transcript.prompted(text):
        return None
    try:
        body = parsed(text).body
    except (SyntaxError, ValueError):
        return None
    found = []
    for node in body:
        place = bisect.bisect_right(starts, first_line(node)) - 1
        last = node.end_lineno or node.lineno
        if place + 1 < len(starts) and last >= starts[place + 1]:
            return None
        found.append(Piece(node, place, first_line(node)))
    return found


def _cell(text: str, place: int, above: int) -> list[Piece]:
    try:
        if not transcript.prompted(text):
            return _pieces(parsed(text), place, above)
    except (SyntaxError, ValueError):
        pass
    python = transcript.cleaned(text)
    found = [
        Piece(None, place, above + one.line, one.names, one.why, told=one.told)
        for one in python.omitted
    ]
    try:
        found += _pieces(parsed(python.text), place, above)
    except SyntaxError as error:
        found += _recovered(python.text, place, above, error)
    return sorted(found, key=lambda piece: piece.line)


def _pieces(tree: ast.Module, place: int, above: int) -> list[Piece]:
    if above:
        for node in tree.body:
            ast.increment_lineno(node, above)
    return [Piece(node, place, first_line(node)) for node in tree.body]


def _recovered(text: str, place: int, above: int, first: SyntaxError) -> Iterator[Piece]:
    """The statements of a text that is no Python as a whole; `first` is what is wrong with it."""
    lines = text.split("\n")
    starts = sorted({0, *transcript.starts(text)})
    broken = 0
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        chunk = "\n".join(lines[start:end])
        error: Exception = first
        try:
            if broken < MOST_BROKEN:
                yield from _pieces(parsed(chunk), place, above + start)
                continue
        except (SyntaxError, ValueError) as caught:
            error = caught
        broken += 1
        offset = error.lineno or 1 if isinstance(error, SyntaxError) else 1
        inside = 0 if error is first else start
        line, mark = above + inside + offset, pointed(error)
        names = transcript.defined(chunk)
        yield Piece(None, place, line, names, said(error), broken=True, told=True, mark=mark)
    if not broken:
        # What is wrong stands between statements, such as a bracket that nothing opens.
        line, mark = above + (first.lineno or 1), pointed(first)
        yield Piece(None, place, line, why=said(first), broken=True, mark=mark)


def said(error: Exception) -> str:
    """What is wrong with a text, in one line."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {text}"[:500]


def pointed(error: Exception) -> str:
    """The line that is no Python, and a caret under the place, as two lines more."""
    if not isinstance(error, SyntaxError):
        return ""
    line = (error.text or "").rstrip("\n")
    if not line.strip() or not error.offset or len(line) > _LONGEST_LINE:
        return ""
    indent = len(line) - len(line.lstrip())
    place = max(min(error.offset - 1, len(line)) - indent, 0)
    return f"\n  {line.strip()}\n  {' ' * place}^"


_LONGEST_LINE: Final = 200


def first_line(node: ast.stmt) -> int:
    """The line where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _refined(piece: Piece, cells: Sequence[Cell]) -> Iterator[Piece]:
    """A statement as it counts: names are imported one by one, what is for a notebook is left."""
    node, until = piece.node, cells[piece.cell][2]
    if node is None:
        yield piece
    elif until and (node.end_lineno or node.lineno) >= until:
        why = f"this cell stopped with an error in its line {until - cells[piece.cell][0] + 1}"
        yield _left(piece, node, why)
    elif isinstance(node, (ast.Import, ast.ImportFrom)) and len(node.names) > 1:
        for alias in node.names:
            single = (
                ast.Import([alias])
                if isinstance(node, ast.Import)
                else ast.ImportFrom(node.module, [alias], node.level)
            )
            yield Piece(ast.copy_location(single, node), piece.cell, piece.line)
    elif isinstance(node, ast.If) and _asks_for_main(node.test):
        yield _left(piece, node, "what stands below `if __name__` is left out")
    else:
        yield from _exported(piece, node)


def _left(piece: Piece, node: ast.stmt, why: str) -> Piece:
    return Piece(None, piece.cell, piece.line, frozenset(scope_of([node]).bound), why)


def _asks_for_main(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _exported(piece: Piece, node: ast.stmt) -> Iterator[Piece]:
    """What a notebook becomes when it is saved as a script: magics as calls of `get_ipython()`."""
    if not _of_shell(node):
        yield piece
        return
    body = _body_of_magic(node)
    if body is None:
        magic, text = _command(node)
        left = _left(piece, node, f"{text} is left out")
        yield replace(left, told=magic in transcript.BRINGING)
        return
    try:
        for inner in parsed(transcript.cleaned(body).text).body:
            for part in ast.walk(inner):
                if isinstance(part, (ast.stmt, ast.expr, ast.ExceptHandler, ast.arg, ast.alias)):
                    part.lineno = part.end_lineno = node.lineno
            yield Piece(inner, piece.cell, piece.line)
    except SyntaxError as error:
        names = transcript.defined(body)
        yield Piece(None, piece.cell, piece.line, names, said(error), broken=True)


def _of_shell(node: ast.stmt) -> bool:
    if not isinstance(node, (ast.Expr, ast.Assign)):
        return False
    return any(isinstance(part, ast.Name) and part.id == "get_ipython" for part in ast.walk(node))


def _command(node: ast.stmt) -> tuple[str, str]:
    """The magic that a notebook's command was, and how it was written."""
    for part in ast.walk(node):
        match part:
            case ast.Call(
                func=ast.Attribute(attr="run_line_magic" | "run_cell_magic" as how),
                args=[ast.Constant(value=str(magic)), ast.Constant(value=str(rest)), *_],
            ):
                sign = "%%" if how == "run_cell_magic" else "%"
                return magic, transcript.shortened(f"{sign}{magic} {rest}".strip())
    return "", "a notebook's command"


def _body_of_magic(node: ast.stmt) -> str | None:
    """The Python that a magic was given to run, as text."""
    match node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(attr="run_cell_magic"),
                args=[
                    ast.Constant(value=str(magic)),
                    ast.Constant(),
                    ast.Constant(value=str(body)),
                ],
            )
        ) if magic not in transcript.FOREIGN:
            return body
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(attr="run_line_magic" | "magic"),
                args=[ast.Constant(value="time"), ast.Constant(value=str(body))],
            )
        ):
            return body
    return None
