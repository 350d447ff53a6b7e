"""What a statement does to names: which it binds, reads, and whose objects it changes.

Scopes are Python's own. What a function reads is read later, when it is called; what a class body
or a comprehension reads is read at once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_CHAINS = (ast.Attribute, ast.Subscript, ast.Starred)
_DISPLAYS = (ast.Tuple, ast.List, ast.Set)

ANYTHING: Final = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__", "compile"})
"""Whoever names one of these may bind or change whatever there is."""


class CallSite(NamedTuple):
    """A call: the name that it begins with, the attributes behind that, and the names of objects
    that are handed over, by place or by keyword. `bare` says that nobody takes the result.
    """

    root: str
    path: tuple[str, ...]
    arguments: tuple[tuple[int | str, str], ...]
    bare: bool


@dataclass(slots=True)
class Scope:
    """What a piece of code does to names, functions within it aside."""

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    """Names that are `global` or `nonlocal` there."""
    changed: set[str] = field(default_factory=set)
    """Names whose objects are changed: an item or an attribute is set or deleted."""
    calls: list[CallSite] = field(default_factory=list)
    inner: list[Function] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of names that may stand for one object, or for parts of one."""
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names are imported."""


class Outer(NamedTuple):
    """What a function does to names that are not its own."""

    read: frozenset[str]
    bound: frozenset[str]
    changed: frozenset[str]
    calls: tuple[CallSite, ...]
    parameters: tuple[str, ...]
    own: frozenset[str]


def scope_of(nodes: Iterable[ast.AST]) -> Scope:
    """What these nodes do where they stand."""
    scope = Scope()
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in nodes]
    while waiting:
        node, bare = waiting.pop()
        waiting.extend(_look(node, scope, bare=bare))
    return scope


def outer(function: Function) -> Outer:
    """What a function, and those within it, do to names of the code around it."""
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    scope = scope_of(body)
    parameters = tuple(argument.arg for argument in _arguments(function.args))
    own = (scope.bound | {*parameters}) - scope.declared
    read, changed, calls = set(scope.read), set(scope.changed), list(scope.calls)
    bound = scope.bound & scope.declared
    for inner in map(outer, scope.inner):
        read |= inner.read
        bound |= inner.bound - own
        changed |= inner.changed
        calls += inner.calls
    return Outer(
        frozenset(read - own | scope.declared),
        frozenset(bound),
        frozenset(changed),
        tuple(calls),
        parameters,
        frozenset(own),
    )


def root_of(node: ast.AST | None) -> str:
    """The name at the start of `name.attribute[item]…`, or of what is called so; else nothing."""
    while True:
        if isinstance(node, _CHAINS):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def _look(node: ast.AST, scope: Scope, *, bare: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Notes what one node does; gives those below it that are still to be looked at."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            scope.read.add(name)
        case ast.Name(id=name):
            scope.bound.add(name)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            scope.bound.add(node.name)
            scope.inner.append(node)
            scope.calls += _decorations(node)
            yield from _plain((*node.decorator_list, *_signature(node), node.returns))
        case ast.Lambda():
            scope.inner.append(node)
            yield from _plain(_signature(node))
        case ast.ClassDef():
            scope.calls += _decorations(node)
            yield from _plain((*node.decorator_list, *node.bases))
            yield from _plain(keyword.value for keyword in node.keywords)
            _look_into(node, scope)
            scope.bound.add(node.name)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield node.generators[0].iter, False
            _comprehend(node, scope)
        case ast.Expr():
            yield node.value, True
        case ast.Await():
            yield node.value, bare
        case ast.AnnAssign(target=ast.Name(), value=None):
            yield node.annotation, False  # it binds nothing
        case _:
            _note(node, scope, bare=bare)
            yield from _plain(ast.iter_child_nodes(node))


def _plain(nodes: Iterable[ast.AST | None]) -> Iterator[tuple[ast.AST, bool]]:
    return ((node, False) for node in nodes if node is not None)


def _note(node: ast.AST, scope: Scope, *, bare: bool) -> None:
    """Notes what a node does that is all of one scope."""
    match node:
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del())
        ):
            scope.changed.add(root_of(node))
        case ast.Call():
            scope.calls.append(_site(node, bare=bare))
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                if alias.name == "*":
                    scope.stars.append(_home(node))
                else:
                    scope.bound.add(alias.asname or alias.name.partition(".")[0])
        case ast.Global() | ast.Nonlocal():
            scope.declared.update(node.names)
        case ast.AugAssign(target=ast.Name(id=name)):
            scope.read.add(name)
            scope.changed.add(name)
        case _:
            for target, value in _given(node):
                scope.alike += _alike(target, value)
            # Of a handler, or a pattern.
            bound = getattr(node, "name", None) or getattr(node, "rest", None)
            scope.bound |= {bound} if isinstance(bound, str) else set()


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What gets what: targets and values."""
    match node:
        case ast.Assign():
            yield from ((target, node.value) for target in node.targets)
        case ast.AnnAssign() | ast.NamedExpr() if node.value is not None:
            yield node.target, node.value
        case ast.For() | ast.AsyncFor():
            yield node.target, node.iter
        case ast.withitem() if node.optional_vars is not None:
            yield node.optional_vars, node.context_expr


def _home(node: ast.Import | ast.ImportFrom) -> str:
    """The module that names are imported from, as it is written."""
    return "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""


def _look_into(node: ast.ClassDef, scope: Scope) -> None:
    """A class body: its names are its own, and what it reads before binding it is of outside."""
    own: set[str] = set()
    for statement in node.body:
        inner = scope_of([statement])
        scope.read |= inner.read - own
        scope.changed |= inner.changed - own
        scope.bound |= inner.bound & inner.declared
        scope.calls += inner.calls
        scope.inner += inner.inner
        own |= inner.bound - inner.declared


def _comprehend(node: ast.AST, scope: Scope) -> None:
    assert isinstance(node, _COMPREHENSIONS)
    first = node.generators[0].iter
    inner = scope_of(child for child in ast.iter_child_nodes(node) if child is not first)
    targets = {
        name.id
        for generator in node.generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name)
    }
    inner.read |= scope_of([first]).read if inner.bound - targets else set()
    scope.read |= inner.read - targets
    scope.bound |= inner.bound - targets
    scope.changed |= inner.changed - targets
    scope.calls += inner.calls
    scope.inner += inner.inner
    for generator in node.generators:
        scope.alike += _alike(generator.target, generator.iter)


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def _signature(function: Function) -> Iterator[ast.AST | None]:
    """What is evaluated when the function is defined: defaults and annotations."""
    yield from function.args.defaults
    yield from function.args.kw_defaults
    for argument in _arguments(function.args):
        yield argument.annotation


def _decorations(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[CallSite]:
    """Decorators that are handed what is defined, as the calls that they are."""
    found = []
    for decorator in node.decorator_list:
        root, path = _callee(decorator)
        found.append(CallSite(root, path, ((0, node.name),), bare=True))
    return found


def _site(call: ast.Call, *, bare: bool) -> CallSite:
    root, path = _callee(call.func)
    given: list[tuple[int | str, str]] = []
    for place, argument in enumerate(call.args):
        given += [(place, name) for name in _names(argument)]
    for keyword in call.keywords:
        given += [(keyword.arg or "", name) for name in _names(keyword.value)]
    return CallSite(root, path, tuple(given), bare=bare)


def _callee(function: ast.expr) -> tuple[str, tuple[str, ...]]:
    path: list[str] = []
    node = function
    while isinstance(node, (*_CHAINS, ast.Call)):
        if isinstance(node, ast.Attribute):
            path.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    root = node.id if isinstance(node, ast.Name) else ""
    return root, tuple(reversed(path))


def _names(value: ast.expr) -> Iterator[str]:
    """The names of objects that a value is, is part of, or holds."""
    waiting: list[ast.AST | None] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _DISPLAYS):
            waiting.extend(node.elts)
        elif isinstance(node, ast.Dict):
            waiting.extend(node.values)
        elif isinstance(node, ast.IfExp):
            waiting.extend((node.body, node.orelse))
        elif isinstance(node, (ast.Name, *_CHAINS)) and (name := _unless_called(node)):
            yield name


def _unless_called(node: ast.AST) -> str:
    while isinstance(node, _CHAINS):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _alike(target: ast.expr, value: ast.expr) -> list[tuple[str, str]]:
    """The names of a target, each beside those that what it gets may be part of."""
    names = [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
    others = set(_names(value))
    if isinstance(value, ast.Call):
        # What a call gives may hold what it was handed, and a method's a part of its object.
        root, path = _callee(value.func)
        others |= {root} if path else set()
        others |= {name for argument in value.args for name in _names(argument)}
    return [(name, other) for name in names for other in others if name != other]
