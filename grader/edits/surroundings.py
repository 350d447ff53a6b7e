"""What stands around an expression: where it hangs in the tree, and what could be written there."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from grader.edits import reading, syntax

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

    def is_module(self, node: ast.expr) -> bool:
        """Whether it is the library, or a part of it."""
        while isinstance(node, ast.Attribute):
            node = node.value
        name = self.numpy.id if isinstance(self.numpy, ast.Name) else "np"
        return isinstance(node, ast.Name) and node.id in {name, "math"}

    @cached_property
    def unused(self) -> list[str]:
        """The functions of its own that the program nowhere names."""
        named = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        return [name for name in self.own if name not in named]

    def owners(self, attribute: str) -> list[str]:
        """The variables that have an attribute of this name."""
        return self._owners.get(attribute, [])

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                several = found.setdefault(node.attr, [])
                if node.value.id not in several and not self.is_module(node.value):
                    several.append(node.value.id)
        return found

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

    def names(self, node: ast.AST) -> dict[str, bool]:
        """The variables that could be read there, and whether each is a parameter: parameters
        first, those never read foremost.
        """
        function = self.functions.get(id(node))
        if function is None or self._is_default(node):
            return {}
        line = getattr(node, "lineno", 0)
        known = self._names_of(function).items()
        inner = dict.fromkeys(self._inner(node), False)
        return {name: not first for name, first in known if first < line} | inner

    def _inner(self, node: ast.AST) -> Iterator[str]:
        """The variables of the lambdas and comprehensions around."""
        up = self.parent(node)
        while up is not None and not isinstance(up, ast.stmt):
            if isinstance(up, ast.Lambda):
                yield from (one.arg for one in reading.arguments(up.args))
            for one in getattr(up, "generators", ()):
                yield from (n.id for n in ast.walk(one.target) if isinstance(n, ast.Name))
            up = self.parent(up)

    @cached_property
    def sets(self) -> bool:
        """Whether the program makes sets."""
        made = (ast.Set, ast.SetComp)
        return any(
            isinstance(node, made)
            or (isinstance(node, ast.Name) and node.id in {"set", "frozenset"})
            for node in ast.walk(self.tree)
        )

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
        parameters = [
            one.arg for one in reading.arguments(function.args) if one.arg not in reading.SELVES
        ]
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
        """The parameters of the function around that nothing in it reads, but to refuse them."""
        function = self.functions.get(id(node))
        if function is None:
            return frozenset()
        if id(function) not in self._unread:
            self._unread[id(function)] = reading.unread(function)
        return self._unread[id(function)]

    @cached_property
    def _unread(self) -> dict[int, frozenset[str]]:
        return {}

    def exponents(self, node: ast.AST) -> list[str]:
        """The variables to whose power the function around raises anything."""
        function = self.functions.get(id(node))
        if function is None:
            return []
        if id(function) not in self._exponents:
            known = self._names_of(function)
            self._exponents[id(function)] = [n for n in reading.exponents(function) if n in known]
        return self._exponents[id(function)]

    @cached_property
    def _exponents(self) -> dict[int, list[str]]:
        return {}

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
