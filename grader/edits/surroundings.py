"""What stands around an expression: where it hangs in the tree, and what could be written there."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from grader.edits import syntax

MOST_SHARED: Final = 8
"""An expression of so many nodes at most may be taken from elsewhere in the function."""

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Place:
    """Where a node hangs: a field of its parent, and which item of it if that is a list."""

    parent: ast.AST
    field: str
    index: int = -1

    def put(self, new: ast.AST | list[ast.stmt]) -> None:
        """Hangs something else there."""
        if self.index < 0:
            setattr(self.parent, self.field, new)
        elif isinstance(new, list):
            getattr(self.parent, self.field)[self.index : self.index + 1] = new
        else:
            getattr(self.parent, self.field)[self.index] = new


@dataclass(frozen=True)
class Own:
    """A function of the program's own: which parameters it has, and how many it needs."""

    parameters: tuple[str, ...]
    needed: int

    @classmethod
    def of(cls, node: ast.FunctionDef) -> Own:
        """That of a definition."""
        names = tuple(one.arg for one in (*node.args.posonlyargs, *node.args.args))
        return cls(names, len(names) - len(node.args.defaults))

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return self.needed <= count <= len(self.parameters)


@dataclass
class Surroundings:
    """A program's definitions, seen from each of its nodes."""

    tree: ast.Module
    places: dict[int, Place] = field(default_factory=dict)
    functions: dict[int, ast.FunctionDef | None] = field(default_factory=dict)
    own: dict[str, Own] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef):
                self.own[node.name] = Own.of(node)
        self._walk(self.tree, None)

    def _walk(self, node: ast.AST, function: ast.FunctionDef | None) -> None:
        self.functions[id(node)] = function
        inside = node if isinstance(node, ast.FunctionDef) else function
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                self.places[id(value)] = Place(node, name)
                self._walk(value, inside)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        self.places[id(item)] = Place(node, name, index)
                        self._walk(item, inside)

    @cached_property
    def numpy(self) -> ast.expr | None:
        """The name under which the program has NumPy, if it does."""
        for node in self.tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == "numpy":
                        return ast.Name(alias.asname or "numpy", ast.Load())
        return None

    def parent(self, node: ast.AST) -> ast.AST | None:
        """What the node hangs on."""
        place = self.places.get(id(node))
        return place.parent if place is not None else None

    def field(self, node: ast.AST) -> str:
        """The field of its parent where the node hangs."""
        place = self.places.get(id(node))
        return place.field if place is not None else ""

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that the node belongs to."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self.parent(found)
        return found

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether one node is the other, or a part of it."""
        found: ast.AST | None = node
        while found is not None and found is not outer:
            found = self.parent(found)
        return found is outer

    def names(self, node: ast.AST) -> tuple[str, ...]:
        """The variables that could be read there, parameters first, those never read foremost."""
        function = self.functions.get(id(node))
        if function is None or self._is_default(node):
            return ()
        line = getattr(node, "lineno", 0)
        return tuple(n for n, first in self._names_of(function).items() if first < line)

    def _is_default(self, node: ast.AST) -> bool:
        """Whether it stands among a function's parameters, where nothing is known yet."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, (ast.arguments, ast.stmt)):
            found = self.parent(found)
        return isinstance(found, ast.arguments) and not isinstance(self.parent(found), ast.Lambda)

    def _names_of(self, function: ast.FunctionDef) -> dict[str, int]:
        """The variables of a function, and those around it, and where each is first known."""
        known = self._known.get(id(function))
        if known is None:
            known = self._known[id(function)] = dict(self._find_names(function))
        return known

    @cached_property
    def _known(self) -> dict[int, dict[str, int]]:
        return {}

    def _find_names(self, function: ast.FunctionDef) -> Iterator[tuple[str, int]]:
        read, bound = set[str](), dict[str, int]()
        for node in ast.walk(function):
            if not isinstance(node, ast.Name):
                continue
            if isinstance(node.ctx, ast.Load):
                read.add(node.id)
            elif self._lasts(node):
                bound[node.id] = min(node.lineno, bound.get(node.id, node.lineno))
        parameters = [one.arg for one in _arguments(function.args) if one.arg not in _SELVES]
        parameters.sort(key=read.__contains__)
        yield from ((name, 0) for name in parameters)
        yield from ((name, line) for name, line in bound.items() if name not in parameters)
        outer = self.functions.get(id(function))
        if outer is not None:
            mine = {*parameters, *bound}
            yield from (one for one in self._names_of(outer).items() if one[0] not in mine)

    def _lasts(self, node: ast.Name) -> bool:
        """Whether the name is bound for the whole function, and not in a comprehension alone."""
        up: ast.AST | None = node
        while up is not None and not isinstance(up, (ast.comprehension, ast.stmt)):
            up = self.parent(up)
        return isinstance(up, ast.stmt)

    def unread(self, node: ast.AST) -> frozenset[str]:
        """The parameters of the function around that nothing in it reads."""
        function = self.functions.get(id(node))
        if function is None:
            return frozenset()
        if id(function) not in self._unread:
            self._unread[id(function)] = self._find_unread(function)
        return self._unread[id(function)]

    @cached_property
    def _unread(self) -> dict[int, frozenset[str]]:
        return {}

    def _find_unread(self, function: ast.FunctionDef) -> frozenset[str]:
        read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
        return frozenset(a.arg for a in _arguments(function.args)) - read - _SELVES

    def shared(self, node: ast.expr) -> Iterator[ast.expr]:
        """Small expressions from elsewhere in the function around."""
        function = self.functions.get(id(node))
        if function is None or self._is_default(node):
            return
        yield from (
            copy.deepcopy(other) if self.inside(node, other) else other
            for other in self._small(function)
            if not self.inside(other, node) and other.lineno <= node.lineno
        )

    def _small(self, function: ast.FunctionDef) -> list[ast.expr]:
        if id(function) not in self._shared:
            self._shared[id(function)] = list(self._find_small(function))
        return self._shared[id(function)]

    @cached_property
    def _shared(self) -> dict[int, list[ast.expr]]:
        return {}

    def _find_small(self, function: ast.FunctionDef) -> Iterator[ast.expr]:
        seen = set[str]()
        for other in ast.walk(function):
            if not isinstance(other, (ast.Call, ast.Subscript, ast.Attribute, ast.BinOp)):
                continue
            if isinstance(getattr(other, "ctx", ast.Load()), ast.Store) or (
                isinstance(self.parent(other), ast.Call) and self.field(other) == "func"
            ):
                continue
            if sum(1 for _ in ast.walk(other)) > 2 * MOST_SHARED:
                continue
            text = ast.dump(other)
            if text not in seen:
                seen.add(text)
                yield other


_SELVES: Final = frozenset({"self", "cls"})


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def loaded(surroundings: Surroundings, nodes: Iterator[ast.expr | ast.stmt]) -> Iterator[ast.expr]:
    """The expressions among the nodes whose value is used, but for functions that are called and
    the library's own name.
    """
    for node in nodes:
        if not isinstance(node, ast.expr) or isinstance(node, (ast.Slice, ast.Starred)):
            continue
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            continue
        parent, where = surroundings.parent(node), surroundings.field(node)
        if (isinstance(parent, ast.Call) and where == "func") or isinstance(parent, ast.Expr):
            continue
        if isinstance(node, ast.Name) and isinstance(parent, ast.Attribute):
            module = surroundings.numpy
            if (isinstance(module, ast.Name) and node.id == module.id) or node.id == "math":
                continue
        if syntax.is_text(node):
            continue
        yield node


def counted(mapping: Mapping[str, Own], count: int) -> Iterator[str]:
    """The functions that can be called with so many arguments."""
    return (name for name, own in mapping.items() if own.takes(count))
