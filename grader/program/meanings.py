"""What the statements of a program do to names: what they bind, read and change.

A call changes what its function changes, and a function changes what the calls within it do.
What is in doubt is taken for changed.
"""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from grader.program.effects import ANYTHING, CallSite, Function, Outer, outer, scope_of
from grader.program.parsing import Piece

SETTINGS: Final = frozenset(
    {
        *("sys.setrecursionlimit", "numpy.seterr", "numpy.errstate", "numpy.random.seed"),
        *("numpy.set_printoptions", "random.seed", "warnings.filterwarnings", "gc.disable"),
        *("warnings.simplefilter", "decimal.getcontext", "decimal.setcontext"),
    }
)
"""Calls that change how everything else is computed, whoever needs their names."""

CHANGING: Final = frozenset(
    {
        *("append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault"),
        *("pop", "popleft", "popitem", "remove", "discard", "clear", "sort", "reverse", "fill"),
        *("__setitem__", "__setattr__", "__delitem__", "rotate", "put", "itemset", "resize"),
        *("difference_update", "intersection_update", "symmetric_difference_update", "send"),
        *("move_to_end", "push", "setflags", "partition", "setfield", "byteswap", "register"),
    }
)
"""Methods of what Python and NumPy have that change their object."""

_SETTERS = frozenset({"setattr", "delattr", "next"})
BUILTIN: Final = frozenset(dir(builtins))


@dataclass(slots=True)
class Statement:
    """What one statement does."""

    piece: Piece
    binds: frozenset[str]
    firm: frozenset[str] = frozenset()
    """Names that mean something else from here on, whatever they meant before."""
    reads: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    alike: tuple[tuple[str, str], ...] = ()
    calls: bool = False
    changes: set[str] = field(default_factory=set)
    always: bool = False
    stars: tuple[str, ...] = ()


class Effect(NamedTuple):
    """The outer names, and the parameters, whose objects a function changes."""

    names: frozenset[str]
    parameters: frozenset[str]


class Meanings:
    """All statements of a program, and what its functions do."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        stars: Callable[[str], Collection[str] | None],
        modules: frozenset[str],
    ) -> None:
        self.functions: dict[str, list[Outer]] = {}
        self.methods: dict[str, list[Outer]] = {}
        self.classes: set[str] = set()
        self.imported: dict[str, str] = {}
        self.assigned: set[str] = set()
        self._effects: dict[int, Effect] = {}
        self._likes: list[tuple[str, str]] = []
        self._sites: list[list[CallSite]] = []
        self.statements = [self._statement(piece, stars) for piece in pieces]
        self.groups = self._grouped()
        plain = self.imported.keys() - self.assigned
        self.theirs = {name for name in plain if self.imported[name].split(".")[0] in modules}
        libraries = {"", *plain} - self.theirs
        for statement, sites in zip(self.statements, self._sites, strict=True):
            for site in sites:
                statement.changes |= self._changed(site, frozenset()) - libraries
                statement.always = statement.always or self._path(site) in SETTINGS

    def _statement(self, piece: Piece, stars: Callable[[str], Collection[str] | None]) -> Statement:
        node = piece.node
        if node is None:
            self._sites.append([])
            return Statement(piece, piece.names)
        scope = scope_of([node])
        binds, firm = frozenset(scope.bound), _firm(node)
        inner = [outer(function) for function in scope.inner]
        self._learn(node, inner, scope.inner)
        known = [stars(module) for module in scope.stars]
        binds |= {name for names in known for name in names or ()}
        anything = bool(scope.read & ANYTHING)
        later = frozenset(name for one in inner for name in one.read)
        later |= frozenset(_defaults(scope.inner)) & scope.read  # they may be called, too
        # A function without a name may be called where it stands.
        unnamed = (isinstance(function, ast.Lambda) for function in scope.inner)
        at_once = {name for one in itertools.compress(inner, unnamed) for name in one.read}
        self._sites.append(scope.calls)
        self._likes += scope.alike
        return Statement(
            piece,
            binds,
            firm,
            frozenset(scope.read | at_once),
            later,
            tuple(scope.alike),
            calls=not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            or bool(node.decorator_list or scope.calls),
            changes=set(scope.changed),
            always=anything or None in known,
            stars=tuple(scope.stars),
        )

    def _learn(self, node: ast.stmt, inner: Sequence[Outer], functions: Sequence[Function]) -> None:
        """What names stand for: modules, functions, classes and their methods, or anything."""
        of = {id(function): one for function, one in zip(functions, inner, strict=True)}
        for part in [node, *_nested(node)]:
            if isinstance(part, (ast.Import, ast.ImportFrom)):
                self.imported |= dict(_homes(part))
            elif isinstance(part, ast.ClassDef):
                self.classes.add(part.name)
                self._define(self.methods, part.body, of)
            elif isinstance(part, ast.Assign):
                names = {target.id for target in part.targets if isinstance(target, ast.Name)}
                if id(part.value) in of:
                    for name in names:
                        self.functions.setdefault(name, []).append(of[id(part.value)])
                else:
                    self.assigned |= names
            else:
                self._define(self.functions, [part], of)

    @staticmethod
    def _define(
        table: dict[str, list[Outer]], body: Sequence[ast.stmt], of: Mapping[int, Outer]
    ) -> None:
        for part in body:
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)) and id(part) in of:
                table.setdefault(part.name, []).append(of[id(part)])

    def _path(self, site: CallSite) -> str:
        """The full name of a function of a library."""
        home = self.imported.get(site.root)
        return ".".join((home.lstrip("."), *site.path)) if home else ""

    def _grouped(self) -> Mapping[str, frozenset[str]]:
        """By name, all names that may stand for the same object, or for parts of it."""
        plain = self.imported.keys() - self.assigned
        near: dict[str, set[str]] = {}
        for one, other in self._likes:
            if not plain & {one, other} and not BUILTIN & {one, other}:
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
        groups: dict[str, frozenset[str]] = {}
        for name in near:
            if name in groups:
                continue
            found, waiting = {name}, [name]
            while waiting:
                fresh = near[waiting.pop()] - found
                found |= fresh
                waiting.extend(fresh)
            whole = frozenset(found)
            groups |= dict.fromkeys(whole, whole)
        return groups

    # What calls change ---------------------------------------------------------------------------

    def _changed(self, site: CallSite, seen: frozenset[int]) -> set[str]:
        """The names whose objects a call may change."""
        given = {name for _, name in site.arguments}
        root, path = site.root, site.path
        if path:
            own = self.methods.get(path[-1])
            if root in self.imported and root not in self.assigned:
                return self._of_library(site, given)
            if own is not None:
                return self._of_functions(own, site, root, seen)
            return {root} if site.bare or path[-1] in CHANGING else set()
        others = self.groups.get(root, (root,)) if root in self.assigned else (root,)
        functions = [one for name in others for one in self.functions.get(name, ())]
        if functions:
            return self._of_functions(functions, site, "", seen)
        if root in self.classes:
            return self._of_functions(self.methods.get("__init__", ()), site, "", seen) | given
        if root in self.imported:
            return self._of_library(site, given)
        if root in BUILTIN or not root:
            return {name for place, name in site.arguments if place == 0 and root in _SETTERS}
        return {root, *given} if site.bare else given

    def _of_library(self, site: CallSite, given: set[str]) -> set[str]:
        if site.root in self.theirs and site.bare:
            home = self.imported[site.root].rpartition(".")[0]
            others = {n for n in self.theirs if self.imported[n].rpartition(".")[0] == home}
            return {site.root, *others, *given}
        return given if site.bare else set()

    def _of_functions(
        self, functions: Iterable[Outer], site: CallSite, of: str, seen: frozenset[int]
    ) -> set[str]:
        """What a call changes of one of these functions, methods of an object called `of`."""
        found: set[str] = set()
        for function in functions:
            names, parameters = self._effect(function, seen)
            found |= names
            own = bool(of or site.root in self.classes)
            for place, name in site.arguments:
                inside: int | str = place
                if isinstance(place, int):
                    inside = next(iter(function.parameters[place + own :]), "")
                if not inside or inside in parameters:
                    found.add(name)
            if of and function.parameters and function.parameters[0] in parameters:
                found.add(of)
        return found

    def _effect(self, function: Outer, seen: frozenset[int]) -> Effect:
        """What a function changes."""
        key = id(function)
        if key in self._effects:
            return self._effects[key]
        if key in seen:
            return Effect(frozenset(), frozenset())
        changed = set(function.changed)
        for site in function.calls:
            changed |= self._changed(site, seen | {key})
        parameters = frozenset(changed & {*function.parameters})
        effect = Effect(frozenset(changed - function.own | function.bound), parameters)
        if not seen:
            self._effects[key] = effect
        return effect

    def all_alike(self, names: set[str]) -> Iterator[str]:
        """These names, and all others that may stand for the same objects."""
        for name in names:
            yield from self.groups.get(name, (name,))


def _homes(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import binds, and where what they stand for is at home."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            path = f"{'.' * node.level}{node.module or ''}.{alias.name}"
            yield alias.asname or alias.name, path
        else:
            head = alias.name.partition(".")[0]
            yield alias.asname or head, alias.name if alias.asname else head


def _defaults(functions: Iterable[Function]) -> Iterator[str]:
    """The names that the defaults of functions are made of."""
    for function in functions:
        for default in (*function.args.defaults, *function.args.kw_defaults):
            if default is not None:
                yield from (n.id for n in ast.walk(default) if isinstance(n, ast.Name))


def _firm(node: ast.stmt) -> frozenset[str]:
    """The names that the statement certainly gives another meaning."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            return frozenset(name for target in targets for name in _plain_names(target))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return frozenset({name})
        case ast.Import(names=names) if all("." in a.name and not a.asname for a in names):
            return frozenset()  # it puts a module beside others of the same package
        case ast.Import() | ast.ImportFrom():
            return frozenset(scope_of([node]).bound)
    return frozenset()


def _plain_names(target: ast.expr) -> Iterator[str]:
    """The names among the targets of an assignment."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, (ast.Tuple, ast.List)):
            waiting.extend(node.elts)
        elif isinstance(node, ast.Starred):
            waiting.append(node.value)


def _nested(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements within a block, functions and classes not looked into."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    waiting: list[ast.AST] = [node]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if isinstance(child, ast.stmt):
                yield child
            if isinstance(child, (ast.ExceptHandler, ast.match_case)) or (
                isinstance(child, ast.stmt)
                and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            ):
                waiting.append(child)
