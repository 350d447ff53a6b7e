"""Names that an exercise forbids: found in the source, and refused when they are used.

Reading the source gives the line and a clear word before anything runs; guards at run time catch
`getattr`, aliases and library functions that are built on what is forbidden. Both are a fence for
honest students, not a wall: code that owns its process can climb over, and finds nothing there.
"""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Mapping, Sequence
from typing import Any

_SHORT = {"np": "numpy", "plt": "matplotlib.pyplot", "sp": "scipy", "builtins": ""}


class NotAllowed(RuntimeError):
    """A forbidden name was used."""


def refusal(name: str) -> str:
    """What a student is told, with the name as the exercise spells it."""
    return f"{name} is not allowed in this exercise"


def canonical(name: str) -> str:
    """The full dotted name: `np.linalg.svd` is `numpy.linalg.svd`, `builtins.sum` is `sum`."""
    head, dot, rest = name.partition(".")
    full = _SHORT.get(head, head)
    return full + dot + rest if full else rest


def find(tree: ast.Module, forbid: Sequence[str]) -> tuple[str, int] | None:
    """The first forbidden name in the source, as the exercise spells it, and its line."""
    if not forbid:
        return None
    forbidden = {canonical(name): name for name in forbid}
    names = _Names(tree, forbidden)
    found = [
        (line, forbidden[match])
        for node in ast.walk(tree)
        for path, line in names.paths(node)
        if (match := _match(path, forbidden)) is not None
    ]
    return min(((name, line) for line, name in found), key=lambda hit: hit[1], default=None)


def _match(path: str, forbidden: Mapping[str, str]) -> str | None:
    """The forbidden name that `path` is, or lies in."""
    while path:
        if path in forbidden:
            return path
        path = path.rpartition(".")[0]
    return None


class _Names:
    """What the names of a module stand for."""

    def __init__(self, tree: ast.Module, forbidden: Mapping[str, str]) -> None:
        self.imported: dict[str, str] = {}
        self.bound: set[str] = set()
        for node in ast.walk(tree):
            self.learn(node, forbidden)

    def learn(self, node: ast.AST, forbidden: Mapping[str, str]) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.partition(".")[0]
                self.imported[alias.asname or head] = alias.name if alias.asname else head
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                if alias.name != "*":
                    self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    continue
                for name in forbidden:
                    parent, _, last = name.rpartition(".")
                    if parent == node.module:
                        self.imported[last] = name
        elif (own := _bound(node)) is not None:
            self.bound.add(own)

    def paths(self, node: ast.AST) -> list[tuple[str, int]]:
        """The dotted paths that this one node names, with its line."""
        if isinstance(node, ast.Import):
            return [(canonical(alias.name), node.lineno) for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            return [(canonical(f"{node.module}.{a.name}"), node.lineno) for a in node.names]
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            path = self.path(node)
            return [(path, node.lineno)] if path else []
        return []

    def path(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            root = self.path(node.value)
            return canonical(f"{root}.{node.attr}") if root else ""
        if not isinstance(node, ast.Name):
            return ""
        if node.id in self.imported:
            return self.imported[node.id]
        return node.id if hasattr(builtins, node.id) and node.id not in self.bound else ""


def _bound(node: ast.AST) -> str | None:
    """The name that a definition, parameter or assignment gives a meaning of its own."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return name
    return None


class Guard:
    """Stands in for something forbidden: refuses the submission, serves everybody else.

    Who asks is the nearest frame that belongs to the submission or to the exercise's support
    code, so neither NumPy's own use of a function nor a driver's is disturbed.
    """

    def __init__(self, inner: Any, name: str, guarded: Mapping[str, Any]) -> None:
        self.__inner, self.__name, self.__guarded = inner, name, guarded

    def __check(self) -> None:
        frame: types.FrameType | None = sys._getframe(2)  # noqa: SLF001
        while frame is not None:
            module = frame.f_globals
            if module is self.__guarded:
                raise NotAllowed(refusal(self.__name))
            if str(module.get("__name__")).startswith((SUPPORT, "grader.")):
                return
            frame = frame.f_back

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.__check()
        return self.__inner(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            self.__check()
        return getattr(self.__inner, name)


SUPPORT = "support of "
"""How the module name of support code starts."""


def enforce(forbid: Sequence[str], guarded: Mapping[str, Any]) -> None:
    """Guards every forbidden name of loaded packages, wherever the same object is bound.

    For the worker alone: it changes the process for good. Classes are left to `find`, since
    others test for them with isinstance.
    """
    packages = [name for name in map(canonical, forbid) if "." not in name and name not in _BUILTIN]
    sys.meta_path.insert(0, _Blocker(packages))
    for name in forbid:
        head, *rest = canonical(name).split(".")
        inner: Any = sys.modules.get(head)
        for part in rest:
            inner = getattr(inner, part, None)
        if rest and inner is not None and not isinstance(inner, type):
            _replace(head, inner, Guard(inner, name, guarded))


_BUILTIN = frozenset(dir(builtins))


def _replace(package: str, old: Any, new: Guard) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == package and isinstance(module, types.ModuleType):
            for attribute, value in list(vars(module).items()):
                if value is old:
                    setattr(module, attribute, new)


def own_builtins(forbid: Sequence[str]) -> dict[str, Any]:
    """Builtins for a submission alone, without what is forbidden, and with a careful import."""
    forbidden = {canonical(name): name for name in forbid}
    names = dict(vars(builtins))
    for path, name in forbidden.items():
        if path in names:
            names[path] = _refuser(name)
    original = builtins.__import__

    def careful(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - the names that callers may use
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        wanted = [name, *(f"{name}.{part}" for part in fromlist or ())] if not level else []
        for path in wanted:
            if (match := _match(path, forbidden)) is not None:
                raise NotAllowed(refusal(forbidden[match]))
        return original(name, globals, locals, fromlist or (), level)

    names["__import__"] = careful
    return names


def _refuser(name: str) -> Any:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise NotAllowed(refusal(name))

    return refuse


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
