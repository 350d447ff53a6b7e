"""A program's functions, ready to be called."""

from __future__ import annotations

import functools
import sys
import types
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from grader.model import Loaded, Outcome, Program, Refused, Stopped
from grader.program import guarding
from grader.program.forbidding import NotAllowed
from grader.program.inspection import inspect_source, not_defined
from grader.program.plainness import message_of, raised, type_name


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

    `support` is the support code's namespace, from which function arguments are taken by name.
    """

    program: Program
    loaded: Loaded
    named: Mapping[str, Callable[..., Any]]
    support: Mapping[str, Any]
    spaces: Spaces

    @property
    def filename(self) -> str:
        """The name under which the source appears in tracebacks."""
        return filename(self.program)


def filename(program: Program) -> str:
    """The name under which a program's source appears in tracebacks."""
    return f"{program.name}.py"


def prepare(program: Program, *, guard: bool = False) -> Functions | Refused:
    """Inspects the program, runs its source and its support code, and finds what is asked.

    The source runs under the program's own name, so main guards stay quiet. With `guard`,
    forbidden names are refused at run time too, which changes this process for good: only a
    worker may ask for it. Whatever the source raises becomes `Refused`.
    """
    inspected = inspect_source(program)
    if isinstance(inspected, Refused):
        return inspected
    source, support = _namespace(program.name), _namespace(f"support of {program.name}")
    if guard:
        source["__builtins__"] = guarding.own_builtins(program.forbid)
        guarding.enforce(program.forbid, source, support)
    spaces = Spaces(source, support, (dict(source), dict(support)))
    code = functools.partial(_compiled, program.source.removeprefix("\ufeff"), filename(program))
    return _filled(program, inspected, spaces, lambda: [code()])


def again(functions: Functions, codes: Sequence[types.CodeType]) -> Functions | Refused:
    """The functions anew, with `codes` in place of the source; those from before are of no use."""
    functions.spaces.clear()
    return _filled(functions.program, functions.loaded, functions.spaces, lambda: codes)


def _filled(
    program: Program,
    inspected: Loaded,
    spaces: Spaces,
    codes: Callable[[], Sequence[types.CodeType]],
) -> Functions | Refused:
    """What the namespaces hold once everything has run in them."""
    source, support, _ = spaces
    try:
        _run(codes, source)
        asked = {name: _find(source, path) for name, path in program.asks.items()}
        support |= {"np": np, "numpy": np} | asked
        given = dict(support)
        _run(lambda: [_compiled(program.support, f"support of {filename(program)}")], support)
    except _Missing as error:
        return Refused(Outcome.ERRORED, str(error))
    except BaseException as error:  # noqa: BLE001 - SystemExit too is a student's mistake
        return _refused(error, filename(program))
    own = {
        name: value
        for name, value in support.items()
        if callable(value) and given.get(name) is not value and not name.startswith("_")
    }
    return Functions(program, inspected, {**asked, **own}, support, spaces)


class _Missing(Exception):
    """An asked name that the source does not define, or that cannot be called."""


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


def _run(codes: Callable[[], Sequence[types.CodeType]], namespace: dict[str, Any]) -> None:
    run = codes()
    # Dataclasses and type hints look their module up by its name.
    module: types.ModuleType = namespace["__self__"]
    known = sys.modules.setdefault(module.__name__, module) is not module
    try:
        for code in run:
            exec(code, namespace)  # noqa: S102 - in a worker, or our own
    finally:
        if not known:
            sys.modules.pop(module.__name__, None)


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
        raise _Missing(f"{path} is not a function: it is of type {type_name(type(found))}")
    return found  # type: ignore[no-any-return]


def _refused(error: BaseException, name: str) -> Refused:
    reply = raised(error, name)
    if isinstance(reply, Stopped):
        return Refused(reply.outcome, f"{reply.message} while it was loaded")
    if isinstance(error, NotAllowed):
        return Refused(Outcome.FAILED, message_of(error), reply.line)
    if isinstance(error, SystemExit):
        return Refused(
            Outcome.ERRORED, "your code ended itself while it was loaded (SystemExit)", reply.line
        )
    if isinstance(error, SyntaxError) and error.filename == name:
        # Such as a return outside of a function: the parser lets it pass, the compiler does not.
        return Refused(Outcome.ERRORED, f"{reply.kind}: {error.msg}", error.lineno or 0)
    text = f"{reply.kind}: {reply.message}" if reply.message else reply.kind
    return Refused(Outcome.ERRORED, f"{text} (while it was loaded)", reply.line)
