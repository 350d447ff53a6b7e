"""A program's functions, ready to be called."""

from __future__ import annotations
import __future__

import ast
import functools
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from grader.model import Loaded, Note, Outcome, Program, Refused, Stopped
from grader.program import forbidding, guarding, inspection
from grader.program.earlier import Earlier
from grader.program.effects import scope_of
from grader.program.forbidding import NotAllowed
from grader.program.importing import Modules, StandIn, stand_in_for
from grader.program.inspection import MOST_TOLD
from grader.program.naming import not_defined
from grader.program.parsing import pieces_of
from grader.program.plainness import Unavailable, message_of, raised, type_name
from grader.program.slicing import Part


class Spaces(NamedTuple):
    """The namespaces of the source and of the support code, and what each held at first."""

    source: dict[str, Any]
    support: dict[str, Any]
    first: tuple[dict[str, Any], dict[str, Any]]

    def clear(self) -> None:
        """Puts both back to what they were before anything ran."""
        for space, first in zip(self[:2], self.first, strict=True):
            space.clear()
            space.update(first)


@dataclass(frozen=True, slots=True)
class Functions:
    """What may be called: every asked name, and every function of the support code.

    `support` is the support code's namespace, from which function arguments are taken by name;
    `parts` are the statements that count, where these are not all; `earlier` knows what they
    answered.
    """

    program: Program
    loaded: Loaded
    named: Mapping[str, Callable[..., Any]]
    support: Mapping[str, Any]
    parts: tuple[Part, ...] | None
    spaces: Spaces
    earlier: Earlier = field(default_factory=Earlier, compare=False)

    @property
    def filename(self) -> str:
        """The name under which the source appears in tracebacks."""
        return filename(self.program)


def filename(program: Program) -> str:
    """The name under which a program's source appears in tracebacks."""
    return f"{program.name}.py"


def prepare(program: Program, *, guard: bool = False) -> Functions | Refused:
    """Inspects the program, runs what counts of its source and its support code, and finds what is
    asked.

    The source runs under the program's own name, so main guards stay quiet. With `guard`,
    forbidden names are refused at run time too, which changes this process for good: only a
    worker may ask for it. Whatever the source raises becomes `Refused`.
    """
    inspected = inspection.inspected(program)
    if isinstance(inspected, Refused):
        return inspected
    program, loaded = inspected.program, inspected.loaded
    source, support = _namespace(program.name), _namespace(f"support of {program.name}")
    if len(program.cells) == 1:  # a script, which knows its name; a notebook has none
        source["__file__"] = f"{program.name}.py"
    strangers = {id(source)}
    if guard:
        source["__builtins__"] = guarding.own_builtins(program.forbid)
        guarding.enforce(program.forbid, strangers, support)
    notes = list(loaded.notes)
    if inspected.parts is not None and program.modules:
        _serve_modules(program, source, strangers, notes)
    spaces = Spaces(source, support, (dict(source), dict(support)))
    file = filename(program)
    if inspected.parts is None:
        text = program.source.removeprefix("\ufeff")
        run = lambda: _run([_compiled(text, file)], source)
    else:
        parts, flags = inspected.parts, future(piece.node for piece in inspected.pieces)
        run = lambda: _run_parts(parts, file, source, flags, notes)
    return _filled(program, loaded, inspected.parts, spaces, run, notes)


def again(
    functions: Functions, codes: Sequence[types.CodeType], known: Mapping[str, Any]
) -> Functions | Refused:
    """The functions anew, with `codes` in place of their statements, which know these variables;
    those before are no more.
    """
    spaces, notes = functions.spaces, list[Note]()
    spaces.clear()
    spaces.source.update(known)
    parts, file = functions.parts, functions.filename
    if parts is None:
        run = lambda: _run(codes, spaces.source)
    else:
        run = lambda: _run_parts(parts, file, spaces.source, 0, notes, codes)
    return _filled(functions.program, functions.loaded, parts, spaces, run, notes)


def _filled(
    program: Program,
    loaded: Loaded,
    parts: tuple[Part, ...] | None,
    spaces: Spaces,
    run: Callable[[], None],
    notes: list[Note],
) -> Functions | Refused:
    """What the namespaces hold once everything has run in them."""
    source, support, _ = spaces
    try:
        run()
        asked = {name: _find(source, path) for name, path in program.asks.items()}
        support |= {"np": np, "numpy": np} | asked
        given = dict(support)
        _run([_compiled(program.support, f"support of {filename(program)}")], support)
    except _Missing as error:
        line = _last_to_bind(parts or (), error.name)
        return Refused(Outcome.ERRORED, str(error), line, loaded.kept, tuple(notes))
    except BaseException as error:  # noqa: BLE001 - SystemExit too is a student's mistake
        refused = _refused(error, filename(program))
        return replace(refused, kept=loaded.kept, notes=tuple(notes))
    own = {
        name: value
        for name, value in support.items()
        if callable(value) and given.get(name) is not value and not name.startswith("_")
    }
    loaded = replace(loaded, notes=tuple(notes[:MOST_TOLD]))
    return Functions(program, loaded, {**asked, **own}, support, parts, spaces)


class _Missing(Exception):
    """An asked name that the source does not define; or one that it binds last, by that `name`, to
    what cannot be called.
    """

    def __init__(self, told: str, name: str = "") -> None:
        super().__init__(told)
        self.name = name


def _last_to_bind(parts: Sequence[Part], name: str) -> int:
    """The line of the last statement that binds a name, or 0."""
    lines = (part.node.lineno for part in reversed(parts) if name in scope_of([part.node]).bound)
    return next(lines, 0)


def _namespace(name: str) -> dict[str, Any]:
    """A module's namespace; the module is held by it, and known while its code is run."""
    module = types.ModuleType(name)
    namespace = vars(module)
    namespace["__self__"] = module
    return namespace


@functools.lru_cache(maxsize=8)
def _compiled(source: str, file: str) -> types.CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(source, file, "exec", dont_inherit=True, optimize=0)


def _run(codes: Iterable[types.CodeType], namespace: dict[str, Any]) -> None:
    # Dataclasses and type hints look their module up by its name.
    module: types.ModuleType = namespace["__self__"]
    known = module.__name__ in sys.modules
    sys.modules.setdefault(module.__name__, module)
    try:
        for code in codes:
            exec(code, namespace)  # noqa: S102 - in a worker, or our own
    finally:
        if not known:
            sys.modules.pop(module.__name__, None)


def _run_parts(
    parts: Sequence[Part],
    file: str,
    namespace: dict[str, Any],
    flags: int,
    notes: list[Note],
    codes: Sequence[types.CodeType] = (),
) -> None:
    """Runs the statements of a slice, one by one, or `codes` in their place; those that need not
    succeed leave a note.
    """
    for place, part in enumerate(parts):
        node = part.node
        try:
            _run([codes[place] if codes else of_statement(node, file, flags)], namespace)
        except (MemoryError, NotAllowed):
            raise
        except BaseException as error:
            if isinstance(error, ImportError) and (name := _imported(node)):
                namespace[name] = _stand_in(node, error, file)
            elif part.needed:
                raise
            elif not (isinstance(node, ast.Delete) or _asks_the_grader(error)):
                told = _refused(error, file)
                notes.append((told.line or node.lineno, f"left out, as it failed: {told.message}"))


def _asks_the_grader(error: BaseException) -> bool:
    """Whether a cell asked the grader, which is no part of an answer, and not here."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    return isinstance(name, str) and name.partition(".")[0] == "grader"


def of_statement(node: ast.stmt, file: str, flags: int) -> types.CodeType:
    """The code of one statement at the top level."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        tree = ast.Module([node], [])
        code: types.CodeType = compile(tree, file, "exec", flags, dont_inherit=True, optimize=0)
        return code


def future(nodes: Iterable[ast.stmt | None]) -> int:
    """The compiler's flags for what is imported from the future."""
    flags = 0
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _imported(node: ast.stmt) -> str:
    """The one name that an import binds, if it is one."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)) or node.names[0].name == "*":
        return ""
    return node.names[0].asname or node.names[0].name.partition(".")[0]


def _stand_in(node: ast.stmt, error: ImportError, file: str) -> StandIn:
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return stand_in_for(error, module, node.names[0].name, file, node.lineno)
    assert isinstance(node, ast.Import)
    return stand_in_for(error, node.names[0].name, "", file, node.lineno)


def _serve_modules(
    program: Program, source: dict[str, Any], strangers: set[int], notes: list[Note]
) -> None:
    """Has the modules that were handed in found by whoever imports them."""

    def run(path: str, text: str, namespace: dict[str, Any]) -> None:
        if "__builtins__" in source:
            namespace["__builtins__"] = source["__builtins__"]
        strangers.add(id(namespace))
        pieces = pieces_of(text, ((1, False, 0),))
        tree = ast.Module([piece.node for piece in pieces if piece.node is not None], [])
        if (found := forbidding.find(tree, program.forbid)) is not None:
            raise NotAllowed(f"{forbidding.refusal(found[0])} ({path}, line {found[1]})")
        for piece in pieces:
            if piece.broken:
                raise Unavailable(f"{path} cannot be read: line {piece.line}: {piece.why}")
        parts = [Part(piece, piece.node, _binds(piece.node)) for piece in pieces if piece.node]
        own: list[Note] = []
        namespace["__self__"] = sys.modules[namespace["__name__"]]
        _run_parts(parts, path, namespace, future(tree.body), own)
        notes.extend((0, f"{path}, line {line}: {text}") for line, text in own)

    modules = Modules(program.modules, program.folder, run)
    source["__package__"] = modules.package
    sys.meta_path.insert(0, modules)


def _binds(node: ast.stmt) -> bool:
    return isinstance(node, _BINDING)


_BINDING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.ImportFrom)


def _find(namespace: Mapping[Any, Any], path: str) -> Callable[..., Any]:
    first, *rest = path.split(".")
    if first not in namespace:
        raise _Missing(not_defined(path, [name for name in namespace if isinstance(name, str)]))
    found = namespace[first]
    for part in rest:
        if not hasattr(found, part):
            raise _Missing(not_defined(path, [f"{first}.{name}" for name in dir(found)]))
        found = getattr(found, part)
    if not callable(found):
        kind = type_name(type(found))
        raise _Missing(f"{path} is not a function in the end: it is of type {kind}", first)
    return found  # type: ignore[no-any-return]


def _refused(error: BaseException, name: str) -> Refused:
    reply = raised(error, name)
    if isinstance(reply, Stopped):
        return Refused(reply.outcome, f"{reply.message} while it was loaded")
    if isinstance(error, NotAllowed):
        return Refused(Outcome.FAILED, message_of(error), reply.line)
    if isinstance(error, Unavailable):
        return Refused(Outcome.ERRORED, message_of(error), reply.line)
    if isinstance(error, SystemExit):
        return Refused(
            Outcome.ERRORED, "your code ended itself while it was loaded (SystemExit)", reply.line
        )
    if isinstance(error, SyntaxError) and error.filename == name:
        # Such as a return outside of a function: the parser lets it pass, the compiler does not.
        return Refused(Outcome.ERRORED, f"{reply.kind}: {error.msg}", error.lineno or 0)
    text = f"{reply.kind}: {reply.message}" if reply.message else reply.kind
    return Refused(Outcome.ERRORED, f"{text} (while it was loaded)", reply.line)
