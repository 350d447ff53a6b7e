"""What reading a submission's source tells, before any of it runs."""

from __future__ import annotations

import ast
import functools
import importlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final

from grader.model import Loaded, Note, Outcome, Program, Refused
from grader.program import forbidding
from grader.program.importing import RESERVED
from grader.program.meanings import Statement
from grader.program.naming import not_defined
from grader.program.parsing import (
    MOST_STATEMENTS,
    Piece,
    TooMany,
    first_line,
    parsed,
    pieces_of,
    pointed,
    said,
)
from grader.program.slicing import Part, Slice, slice_of

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

MOST_TOLD: Final = 10
"""So many notes are made of one program."""

CONFLICT: Final = "<<<<<<< "

_TOO_DEEP = "the source is nested too deeply to be read"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A program that there is no reason yet to refuse, and what of it counts: `parts` of a slice,
    or all of it.
    """

    program: Program
    loaded: Loaded
    parts: tuple[Part, ...] | None = None
    pieces: tuple[Piece, ...] = ()


def inspect_source(program: Program) -> Loaded | Refused:
    """Whether the source can be read, was begun, defines what is asked and forbids nothing.

    `Loaded` only promises that there is no reason yet to refuse it; nothing was run.
    """
    found = inspected(program)
    return found if isinstance(found, Refused) else found.loaded


def inspected(program: Program) -> Inspected | Refused:
    """As `inspect_source`, with what counts of the program."""
    if program.cells:
        try:
            return _sliced(program)
        except (RecursionError, MemoryError):
            return Refused(Outcome.ERRORED, _TOO_DEEP)
        except TooMany:
            most = f"{MOST_STATEMENTS:,}"
            return Refused(Outcome.ERRORED, f"the source holds more than {most} statements")
    tree = _parse(program.source)
    if isinstance(tree, Refused):
        return tree
    found = _judged(program, tree)
    return found if isinstance(found, Refused) else Inspected(program, found)


def _sliced(program: Program) -> Inspected | Refused:
    unreadable = _unreadable(program.source)
    if unreadable is not None:
        return unreadable
    pieces = pieces_of(program.source.removeprefix("\ufeff"), program.cells)
    roots = {name.partition(".")[0] for name in program.asks.values()}
    modules = {PurePosixPath(part).stem for path in program.modules for part in path.split("/")}
    found = slice_of(
        pieces, roots, stands=_standing(program), stars=_names_in, modules={"", *modules}
    )
    tree = ast.Module([part.node for part in found.kept], [])
    kept = tuple((first_line(n), n.end_lineno or n.lineno) for n in tree.body)
    missed = ((piece.line, piece.why) for piece in found.missed)
    left = (
        (one.line, f"left out: {one.why}" if one.broken else one.why)
        for one in pieces
        if one.told and one not in found.missed
    )
    notes = (*_conflicts(program.source, pieces), *left, *missed)[:MOST_TOLD]
    judged = _judged(program, tree, _own_names(pieces))
    if isinstance(judged, Loaded) or judged.outcome is Outcome.ERRORED:
        judged = _lacking(roots, pieces, found) or judged
    if isinstance(judged, Refused):
        own = [note for note in notes if note[0] != judged.line]
        return replace(judged, kept=kept, notes=tuple(own))
    return Inspected(program, replace(judged, kept=kept, notes=notes), found.kept, tuple(pieces))


def _conflicts(source: str, pieces: Sequence[Piece]) -> Iterator[Note]:
    """Marks that a merge left where no string holds them, and so two versions of something."""
    broken = {piece.line for piece in pieces if piece.broken}
    if broken and CONFLICT in source:
        for number, line in enumerate(source.split("\n"), 1):
            if number in broken and line.startswith(CONFLICT):
                yield number, "a merge left its marks here, and both versions: keep one of them"


def _own_names(pieces: Sequence[Piece]) -> list[str]:
    """The names that are defined, rather than imported, definitions first."""
    nodes = [n for n in (piece.node for piece in pieces) if not isinstance(n, _IMPORTS) and n]
    nodes.sort(key=lambda node: not isinstance(node, DEFINITIONS))
    return list(dict.fromkeys(_bound(nodes)))


_IMPORTS = (ast.Import, ast.ImportFrom)


def _lacking(roots: AbstractSet[str], pieces: Sequence[Piece], found: Slice) -> Refused | None:
    """Why something that is needed is nowhere to be had, if so."""
    there = {name for part in found.kept for name in _bound([part.node])}
    for piece in found.missed:
        if piece.names & roots and not piece.names & there:
            return Refused(Outcome.ERRORED, piece.why + piece.mark, piece.line)
    for piece in found.missed:
        if piece.broken and not piece.names & there:
            return Refused(Outcome.ERRORED, piece.why + piece.mark, piece.line)
    if not roots & there:
        for piece in pieces:
            if piece.broken:
                return Refused(Outcome.ERRORED, piece.why + piece.mark, piece.line)
    return None


def _standing(program: Program) -> Any:
    """How a definition of an asked name stands: whether it was begun, and was meant for this."""
    stub = _parse(program.stub)
    body = stub.body if isinstance(stub, ast.Module) else []

    def stands(statement: Statement, name: str) -> tuple[bool, bool]:
        node = statement.piece.node
        begun = not isinstance(node, DEFINITIONS) or not (
            _unwritten(node) or _same(node, _resolve(body, [name]))
        )
        return begun, program.cells[statement.piece.cell][1]

    return stands


@functools.lru_cache(maxsize=32)
def _names_in(module: str) -> frozenset[str] | None:
    """The names that a star imports of the standard library or NumPy, or None of other modules."""
    if module.partition(".")[0] not in RESERVED:
        return None
    try:
        there = importlib.import_module(module)
    except Exception:  # noqa: BLE001 - the import itself will say so
        return frozenset()
    public = getattr(there, "__all__", None) or [n for n in vars(there) if not n.startswith("_")]
    return frozenset(name for name in public if isinstance(name, str))


def _judged(program: Program, tree: ast.Module, known: Sequence[str] = ()) -> Loaded | Refused:
    """What the statements that count tell, where these names are defined at all."""
    wanted = [_resolve(tree.body, name.split(".")) for name in program.asks.values()]
    if _untouched(program, wanted):
        return Refused(Outcome.NOT_ATTEMPTED, "still the starting point", _line(wanted))
    found = forbidding.find(tree, program.forbid)
    if found is not None:
        name, line = found
        return Refused(Outcome.FAILED, forbidding.refusal(name), line)
    if None in wanted and not _binds_by_other_means(tree):
        for name in program.asks.values():
            missing = _missing(tree, name, known)
            if missing is not None:
                return missing
    return Loaded(_line(wanted))


@functools.lru_cache(maxsize=8)  # one author's programs share their source
def _parse(source: str) -> ast.Module | Refused:
    unreadable = _unreadable(source)
    if unreadable is not None:
        return unreadable
    try:
        return parsed(source.removeprefix("\ufeff"))
    except SyntaxError as error:
        return Refused(Outcome.ERRORED, f"{said(error)}{pointed(error)}", error.lineno or 0)
    except (RecursionError, MemoryError):
        return Refused(Outcome.ERRORED, _TOO_DEEP)
    except (ValueError, OverflowError) as error:
        return Refused(Outcome.ERRORED, f"the source cannot be read: {error}"[:500])


def _unreadable(source: str) -> Refused | None:
    """Characters that no program holds."""
    if source.isascii() and "\0" not in source:
        return None
    for line, content in enumerate(source.split("\n"), 1):
        if "\0" in content:
            return Refused(Outcome.ERRORED, "the source contains a NUL character", line)
        if not content.isascii() and any("\ud800" <= c <= "\udfff" for c in content):
            message = "the source contains a character that is not valid Unicode"
            return Refused(Outcome.ERRORED, message, line)
    return None


def _missing(tree: ast.Module, name: str, others: Sequence[str]) -> Refused | None:
    """Why the dotted `name` cannot come out of this source; only what is certain counts."""
    body, known = tree.body, ""
    for part in name.split("."):
        defined = list(_bound(body))
        if part not in defined:
            return Refused(Outcome.ERRORED, known + not_defined(part, others or defined))
        inner = _resolve(body, [part])
        if not isinstance(inner, ast.ClassDef) or inner.bases or inner.keywords:
            return None
        body, known = inner.body, f"{known}{part}."
    return None


def _resolve(body: Sequence[ast.stmt], path: Sequence[str]) -> Definition | None:
    """The last definition of a dotted name, through class bodies."""
    found: Definition | None = None
    for node in _statements(body):
        if isinstance(node, DEFINITIONS) and node.name == path[0]:
            found = node
    if found is None or len(path) == 1:
        return found
    return _resolve(found.body, path[1:]) if isinstance(found, ast.ClassDef) else None


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run in this scope, those inside if, try, with, for included."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, DEFINITIONS):
            continue
        inner: list[Any] = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                inner.append(child)
            elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                inner.extend(child.body)
        waiting.extend(reversed(inner))


def _bound(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in _statements(body):
        if isinstance(node, DEFINITIONS):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        else:
            for inner in _expressions(node):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id


def _expressions(node: ast.stmt) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [
        child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)
    ]
    while waiting:
        inner = waiting.pop()
        yield inner
        waiting.extend(ast.iter_child_nodes(inner))


def _binds_by_other_means(tree: ast.Module) -> bool:
    """Whether names may appear that no statement shows: a star import, exec, globals()."""
    return any(
        (isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names))
        or (isinstance(node, ast.Name) and node.id in {"globals", "exec", "vars", "locals"})
        or isinstance(node, ast.Global)
        for node in ast.walk(tree)
    )


def _line(wanted: Sequence[Definition | None]) -> int:
    return next((node.lineno for node in wanted if node is not None), 0)


def _untouched(program: Program, wanted: Sequence[Definition | None]) -> bool:
    """Whether every asked definition is the stub's own, or only says that it is not written."""
    # A stub raises NotImplementedError somewhere; to read it costs more than to look for the word.
    if not wanted or ("NotImpl" in program.stub and "NotImpl" not in program.source):
        return False
    stub = _parse(program.stub)
    body = stub.body if isinstance(stub, ast.Module) else []
    for asked, node in zip(program.asks, wanted, strict=True):
        if node is None:
            return False
        if not _unwritten(node) and not _same(node, _resolve(body, asked.split("."))):
            return False
    return True


def _unwritten(node: Definition) -> bool:
    body = _without_docstring(node.body)
    return len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImpl" in ast.dump(body[0])


def _same(node: Definition, other: Definition | None) -> bool:
    """Whether both say the same, docstrings and places aside."""
    if other is None or len(_written(node)) != len(_written(other)):
        return False  # which is seen without reading them
    shape = _shape(node)
    return bool(shape) and shape == _shape(other)


def _written(node: Definition) -> Sequence[ast.stmt]:
    return _without_docstring(node.body) or [ast.Pass()]


def _shape(node: Definition) -> str:
    """The definition as text; empty where it is too deep for that."""
    try:
        copy = ast.parse(ast.unparse(node))
    except (RecursionError, MemoryError, ValueError, SyntaxError):
        return ""
    for inner in ast.walk(copy):
        if isinstance(inner, DEFINITIONS):
            inner.body = [*_written(inner)]
    return ast.dump(copy)


def _without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return list(body[1:])
    return list(body)
