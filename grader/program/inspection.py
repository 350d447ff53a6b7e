"""What reading a submission's source tells, before any of it runs."""

from __future__ import annotations

import ast
import functools
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final

from grader.errors import did_you_mean
from grader.model import Loaded, Outcome, Program, Refused
from grader.program import forbidding

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def inspect_source(program: Program) -> Loaded | Refused:
    """Whether the source can be read, was begun, defines what is asked and forbids nothing.

    `Loaded` only promises that there is no reason yet to refuse it; nothing was run.
    """
    tree = _parse(program.source)
    if isinstance(tree, Refused):
        return tree
    wanted = [_resolve(tree.body, name.split(".")) for name in program.asks.values()]
    if _untouched(program, wanted):
        return Refused(Outcome.NOT_ATTEMPTED, "still the starting point", _line(wanted))
    found = forbidding.find(tree, program.forbid)
    if found is not None:
        name, line = found
        return Refused(Outcome.FAILED, forbidding.refusal(name), line)
    if None in wanted and not _binds_by_other_means(tree):
        for name in program.asks.values():
            missing = _missing(tree, name)
            if missing is not None:
                return missing
    return Loaded(_line(wanted))


def not_defined(name: str, defined: Sequence[str]) -> str:
    """What a student is told whose source lacks `name`."""
    hint = did_you_mean(name, [known for known in defined if not known.startswith("_")])
    return f"{name} is not defined" + (f"; {hint}" if hint else "")


@functools.lru_cache(maxsize=8)  # one author's programs share their source
def _parse(source: str) -> ast.Module | Refused:
    text = source.removeprefix("\ufeff")
    for line, content in enumerate(text.split("\n"), 1):
        if "\0" in content:
            return _unreadable("the source contains a NUL character", line)
        if not content.isascii() and any("\ud800" <= c <= "\udfff" for c in content):
            return _unreadable("the source contains a character that is not valid Unicode", line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        shown = f"{type(error).__name__}: {error.msg}{_pointed(error)}"
        return _unreadable(shown, error.lineno or 0)
    except (RecursionError, MemoryError):
        return _unreadable("the source is nested too deeply to be read", 0)
    except (ValueError, OverflowError) as error:
        return _unreadable(f"the source cannot be read: {error}", 0)


def _pointed(error: SyntaxError) -> str:
    """The line of the error, and a caret under the place, as two lines more."""
    line = (error.text or "").rstrip("\n")
    if not line.strip() or not error.offset or len(line) > _LONGEST_LINE:
        return ""
    indent = len(line) - len(line.lstrip())
    place = max(min(error.offset - 1, len(line)) - indent, 0)
    return f"\n  {line.strip()}\n  {' ' * place}^"


_LONGEST_LINE: Final = 200


def _unreadable(message: str, line: int) -> Refused:
    return Refused(Outcome.ERRORED, message[:500], line)


def _missing(tree: ast.Module, name: str) -> Refused | None:
    """Why the dotted `name` cannot come out of this source; only what is certain counts."""
    body, known = tree.body, ""
    for part in name.split("."):
        defined = list(_bound(body))
        if part not in defined:
            return Refused(Outcome.ERRORED, known + not_defined(part, defined))
        inner = _resolve(body, [part])
        if not isinstance(inner, ast.ClassDef) or inner.bases or inner.keywords:
            return None
        body, known = inner.body, f"{known}{part}."
    return None


def _resolve(body: Sequence[ast.stmt], path: Sequence[str]) -> Definition | None:
    """The last definition of a dotted name, through class bodies."""
    found: Definition | None = None
    for node in _statements(body):
        if isinstance(node, _DEFINITIONS) and node.name == path[0]:
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
        if isinstance(node, _DEFINITIONS):
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
        if isinstance(node, _DEFINITIONS):
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
        if not _unwritten(node) and _shape(node) != _shape(_resolve(body, asked.split("."))):
            return False
    return True


def _unwritten(node: Definition) -> bool:
    body = _without_docstring(node.body)
    return len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImpl" in ast.dump(body[0])


def _shape(node: Definition | None) -> str:
    """The definition as text, its docstrings and places left out."""
    if node is None:
        return ""
    try:
        copy = ast.parse(ast.unparse(node))
    except (RecursionError, MemoryError, ValueError, SyntaxError):
        return ""
    for inner in ast.walk(copy):
        if isinstance(inner, _DEFINITIONS):
            inner.body = _without_docstring(inner.body) or [ast.Pass()]
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
