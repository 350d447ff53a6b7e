"""Guards over what an exercise forbids, in the process that runs the submission.

They catch what reading the source does not: `getattr`, aliases, and library functions that are
built on what is forbidden. All of it is a fence for honest students and not a wall: code that owns
its process can climb over, and finds nothing there but NumPy. What a guard stands for is, at least,
in no attribute, closure or traceback of it.
"""

from __future__ import annotations

import builtins
import functools
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from grader.program.forbidding import NotAllowed, refusal
from grader.program.ways import Forbidden, canonical

Namespace = Mapping[str, Any]

_HARMLESS: Final = frozenset({"__name__", "__qualname__", "__module__", "__doc__"})


def enforce(forbid: Sequence[str], submission: Collection[int], support: Namespace) -> None:
    """Guards every forbidden name of loaded packages, wherever the same object is bound.

    Who asks is the nearest frame that belongs to the `submission`, whose namespaces are told by
    their identities, or to the exercise's `support` code, so neither NumPy's own use of a function
    nor a driver's is disturbed. For the worker alone: it changes the process for good. Classes are
    left to reading the source, since others test for them with isinstance.
    """
    forbidden = Forbidden(forbid).names
    sys.meta_path.insert(0, _Blocker([name for name in forbidden if "." not in name]))
    loaded = surveyed()
    trusted = loaded.ours | {id(support)}
    for full, name in forbidden.items():
        head, *rest = full.split(".")
        inner: Any = sys.modules.get(head)
        for part in rest:
            # What a module would only import when asked for is left alone.
            inner = vars(inner).get(part) if isinstance(inner, types.ModuleType) else None
        if rest and inner is not None and not isinstance(inner, type):
            stand_in = guard(inner, name, submission, trusted)
            for namespace, attribute in loaded.bound(head, inner):
                namespace[attribute] = stand_in


class Survey:
    """Which of the modules that are loaded are ours, and where each package binds what.

    To look through all of them touches the memory of them all, and a worker that does so has to
    copy it first; so whoever forks workers does it for them.
    """

    def __init__(self) -> None:
        self.ours: frozenset[int]
        self._packages: dict[str, list[dict[str, Any]]] = {}
        self._places: dict[str, dict[int, list[tuple[dict[str, Any], str]]]] = {}
        for name, module in list(sys.modules.items()):
            if isinstance(module, types.ModuleType):
                self._packages.setdefault(name.partition(".")[0], []).append(vars(module))
        self.ours = frozenset(map(id, self._packages.get("grader", ())))

    def bound(self, package: str, value: Any) -> list[tuple[dict[str, Any], str]]:
        """The namespaces of a package's modules, and the names, that this very object has there."""
        places = self._places.get(package)
        if places is None:
            places = self._places[package] = {}
            for namespace in self._packages.get(package, ()):
                for attribute, one in namespace.items():
                    places.setdefault(id(one), []).append((namespace, attribute))
        known = places.get(id(value), [])
        return [(where, name) for where, name in known if where.get(name) is value]


def surveyed() -> Survey:
    """The survey of what is loaded now, made anew where modules were loaded since the last one."""
    return _survey(len(sys.modules))


@functools.lru_cache(maxsize=1)
def _survey(_: int) -> Survey:
    return Survey()


def guard(inner: Any, name: str, submission: Collection[int], trusted: frozenset[int]) -> Any:
    """Stands in for `inner`: refuses the submission, serves everybody else.

    Python asks the properties below what to call, and calls that itself. So no frame that is still
    there when a refusal is raised knows `inner`.
    """

    def allowed() -> bool:
        frame: types.FrameType | None = sys._getframe(2)  # noqa: SLF001
        while frame is not None:
            if id(frame.f_globals) in submission:
                return False
            if id(frame.f_globals) in trusted:
                return True
            frame = frame.f_back
        return True

    def call(_: object) -> Any:
        return inner if allowed() else refuser(name)

    def attribute(_: object) -> Callable[[str], Any]:
        return functools.partial(getattr, inner) if allowed() else refused_attribute

    def refused_attribute(wanted: str) -> Any:
        if wanted in _HARMLESS:
            return told[wanted]
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        raise NotAllowed(refusal(name))

    told = {wanted: getattr(inner, wanted, None) for wanted in _HARMLESS}
    properties = {"__call__": property(_sealed(call)), "__getattr__": property(_sealed(attribute))}
    return type("Guard", (), {"__slots__": (), **properties})()


def _sealed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with no attribute that leads to what it is made of."""
    sealed = functools.lru_cache(maxsize=0)(function)
    vars(sealed).clear()
    return sealed


def refuser(name: str) -> Callable[..., Any]:
    """A function that says that `name` is not allowed."""

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise NotAllowed(refusal(name))

    return refuse


def own_builtins(forbid: Sequence[str]) -> dict[str, Any]:
    """Builtins for a submission alone, without what is forbidden, and with a careful import."""
    forbidden = Forbidden(forbid)
    names = dict(vars(builtins))
    for path, name in forbidden.names.items():
        if path in names:
            names[path] = refuser(name)
    original = builtins.__import__

    def careful(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - the names that callers may use
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        # A library in C imports in its caller's name, with an empty list: `x.max()` is enough.
        theirs = level or (isinstance(fromlist, list) and globals is locals)
        wanted = [] if theirs else [name, *(f"{name}.{part}" for part in fromlist or ())]
        for path in wanted:
            if (told := forbidden.match(canonical(path))) is not None:
                raise NotAllowed(refusal(told))
        try:
            return original(name, globals, locals, fromlist or (), level)
        except OSError:
            # A library that a worker may not read: to Python it is there, and to us it is not.
            raise ModuleNotFoundError(absent(name), name=name) from None
        except ModuleNotFoundError as error:
            if type(error) is not ModuleNotFoundError or error.name != name.partition(".")[0]:
                raise
            raise ModuleNotFoundError(absent(name), name=name) from None

    names["__import__"] = _sealed(careful)
    names["input"] = _sealed(nobody)
    names["breakpoint"] = _sealed(lambda *_args, **_kwargs: None)
    return names


def absent(name: str) -> str:
    """What a student is told of a module that cannot be imported."""
    return (
        f"the module {name} is not there: only Python's own library, NumPy and modules handed in"
        " with the answer can be used"
    )


def nobody(*_: object) -> str:
    """Stands for `input`."""
    raise EOFError("input() gets no answer here: nobody is there to type one")


class _Blocker(importlib.abc.MetaPathFinder):
    """Refuses to import whole packages that are not loaded yet."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = {name for name in packages if name not in sys.modules}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the interface
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in self.packages:
            raise NotAllowed(refusal(fullname.partition(".")[0]))
        return None
