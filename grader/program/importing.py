"""The modules that were handed in beside an answer, and what stands for those that are not there.

They are sources in the load message, served from memory. None can take the place of the standard
library, of NumPy or of this package.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from grader.program.guarding import absent
from grader.program.plainness import Unavailable

PACKAGE: Final = "handed_in"
"""The package that all files of a submission lie in, for relative imports."""

RESERVED: Final = frozenset({*sys.stdlib_module_names, "numpy", "grader"})


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and runs them. `run` is handed a module's path, its source and its namespace."""

    def __init__(
        self,
        sources: Mapping[str, str],
        folder: str,
        run: Callable[[str, str, dict[str, Any]], None],
    ) -> None:
        self._sources = {_importable(path): source for path, source in sources.items()}
        self._home = _folder(folder)
        self._run = run

    @property
    def package(self) -> str:
        """The package in which the answer itself lies."""
        return ".".join((PACKAGE, *self._home))

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the interface
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        head, *rest = fullname.split(".")
        if head in RESERVED:
            return None
        for place in self._places(head, rest):
            base = "/".join(place)
            package = f"{base}/__init__.py".lstrip("/")
            if package in self._sources or not place:
                return self._spec(fullname, package, is_package=True)
            if f"{base}.py" in self._sources:
                return self._spec(fullname, f"{base}.py", is_package=False)
            if any(known.startswith(f"{base}/") for known in self._sources):
                return self._spec(fullname, package, is_package=True)
        return None

    def _places(self, head: str, rest: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Where a module may lie: beside the answer, at the top, or, as `sys.path` may say, in the
        one folder that has it.
        """
        if head == PACKAGE:
            yield tuple(rest)
            return
        yield (*self._home, head, *rest)
        yield (head, *rest)
        above = {
            tuple(parts[:depth])
            for parts in (known.removesuffix(".py").split("/") for known in self._sources)
            for depth in range(1, len(parts))
            if parts[depth] == head
        }
        if len(above) == 1:
            yield (*above.pop(), head, *rest)

    def _spec(
        self, fullname: str, path: str, *, is_package: bool
    ) -> importlib.machinery.ModuleSpec:
        return importlib.machinery.ModuleSpec(
            fullname, self, origin=path, is_package=is_package, loader_state=path
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:  # noqa: ARG002
        """The usual kind of module."""
        return

    def exec_module(self, module: types.ModuleType) -> None:
        """Runs a module's source."""
        assert module.__spec__ is not None
        path = module.__spec__.loader_state
        # Relative imports work, whether it was found as part of a package or by its name alone.
        module.__package__ = ".".join((PACKAGE, *PurePosixPath(path).parent.parts))
        self._run(path, self._sources.get(path, ""), vars(module))


def _importable(path: str) -> str:
    """A path with folders as they may stand in a dotted name."""
    *folders, name = PurePosixPath(path).parts
    return "/".join((*_folder("/".join(folders)), name))


def _folder(folder: str) -> tuple[str, ...]:
    return tuple(part.replace(".", "_") for part in PurePosixPath(folder).parts)


class StandIn:
    """Stands for a module that is not there, or for what would be in it; says so when it is used.

    Whoever only mentions it, as an annotation does, is not disturbed.
    """

    __slots__ = ("_told",)

    def __init__(self, sentence: str, file: str = "", line: int = 0) -> None:
        object.__setattr__(self, "_told", (sentence, file, line))

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __instancecheck__(self, _: object) -> bool:
        return False  # as nothing can be of a kind that is not there

    def __or__(self, _: object) -> StandIn:
        return self

    __ror__ = __getitem__ = __or__


def _refuse(stand_in: StandIn, *_: object, **__: object) -> Any:
    raise Unavailable(*object.__getattribute__(stand_in, "_told"))


for _operator in (
    *("call", "mro_entries", "iter", "next", "len", "contains", "bool", "int", "float", "index"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "matmul", "rmatmul", "truediv", "rtruediv"),
    *("floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow", "neg", "pos", "abs", "invert"),
    *("lt", "le", "gt", "ge", "setitem", "delitem", "setattr", "enter", "exit", "array"),
):
    setattr(StandIn, f"__{_operator}__", _refuse)


def stand_in_for(
    error: ImportError, module: str, name: str = "", file: str = "", line: int = 0
) -> StandIn:
    """What an import that failed, at that line of a file, binds: the module, or its `name`."""
    if isinstance(error, Unavailable):
        sentence = str(error)
    elif isinstance(error, ModuleNotFoundError) or not name:
        sentence = absent(error.name or module)
    else:
        sentence = f"{module} has nothing that is called {name}"
    return StandIn(sentence, file, line)
