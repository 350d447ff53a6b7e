"""Statements that may make a wrong program right: put elsewhere, added, updated otherwise."""

from __future__ import annotations

import ast
import builtins
import copy
import itertools
from collections.abc import Iterator
from typing import Final

from grader.edits import syntax
from grader.edits.change import Change, Kind


def statement_edits(definition: ast.stmt) -> Iterator[tuple[int, Change]]:
    """The statements of a definition, otherwise."""
    for function in ast.walk(definition):
        if isinstance(function, ast.FunctionDef):
            yield from _function(function)
            yield from _early(function)
    settings = _settings(definition)
    for node in ast.walk(definition):
        if isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from _one(node)
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(node, ast.stmt) and isinstance(block, list):
                yield from _block(node, name, block)
                if not isinstance(node, ast.ClassDef):
                    yield from _more(block, settings)


def _function(function: ast.FunctionDef) -> Iterator[tuple[int, Change]]:
    """A copy of a parameter that is written to; a value that is never returned."""
    first = next(
        (node for node in function.body if not syntax.is_docstring(node)),
        None,
    )
    if first is None:
        return
    written = _written_to(function)
    for argument in function.args.args:
        if argument.arg in written:
            name = ast.Name(argument.arg, ast.Load())
            copy = ast.Call(ast.Attribute(name, "copy", ast.Load()), [], [])
            target = ast.Name(argument.arg, ast.Store())
            new = (ast.Assign([target], copy), first)
            line = written[argument.arg]
            yield 0, Change("misses a copy", first, new, Kind.COPY, argument.arg, line=line)
    last = function.body[-1]
    name_ = syntax.target(last)
    if isinstance(last, ast.AugAssign) and isinstance(last.target, ast.Name):
        name_ = last.target.id
    if isinstance(last, (ast.For, ast.While, ast.If)):
        name_ = next(
            (
                n.id
                for n in ast.walk(last)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            ),
            None,
        )
    if name_ is not None:
        returned = ast.Return(ast.Name(name_, ast.Load()))
        yield 0, Change("misses a return", last, (last, returned), Kind.RETURN, name_)


def _early(function: ast.FunctionDef) -> Iterator[tuple[int, Change]]:
    """A value that is returned where it should get a name: one that is read, and bound nowhere, or
    bound in what comes after the return.
    """
    nodes = list(ast.walk(function))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    known = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(dir(builtins))
    known |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    unbound = [name for name in dict.fromkeys(node.id for node in names) if name not in known]
    for node in nodes:
        body = getattr(node, "body", None)
        block: list[ast.stmt] = body if isinstance(body, list) else []
        for place, one in enumerate(block[:-1]):
            if isinstance(one, ast.Return) and one.value is not None:
                rest = block[place + 1 : place + 1 + MOST_MOVED]
                later = (name for after in rest for name in _bound(after))
                for name in [*dict.fromkeys((*unbound, *later))][:MOST_UNBOUND]:
                    new = ast.Assign([ast.Name(name, ast.Store())], one.value)
                    yield 0, Change("returns too early", one, (new,), Kind.RETURN)
        if isinstance(node, ast.If):
            yield from _defaults(node)


def _defaults(node: ast.If) -> Iterator[tuple[int, Change]]:
    """A value that is returned where a variable that the condition looks at should get it: `p = 1`
    for `return 1` where `p is None`.
    """
    last = node.body[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        names = dict.fromkeys(n.id for n in ast.walk(node.test) if isinstance(n, ast.Name))
        for name in itertools.islice(names, MOST_UNBOUND):
            new = ast.Assign([ast.Name(name, ast.Store())], last.value)
            yield 1, Change("returns a default", last, (new,), Kind.RETURN)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, or one inside of it."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


MOST_UNBOUND: Final = 8
MOST_SETTINGS: Final = 6


def _settings(definition: ast.stmt) -> list[ast.stmt]:
    """Statements that set something to a constant, or move it by one, each once."""
    found: dict[str, ast.stmt] = {}
    for node in ast.walk(definition):
        if isinstance(node, (ast.Assign, ast.AugAssign)) and isinstance(node.value, ast.Constant):
            found.setdefault(ast.dump(node), node)
    return [*found.values()][:MOST_SETTINGS]


def _more(block: list[ast.stmt], settings: list[ast.stmt]) -> Iterator[tuple[int, Change]]:
    """A statement that stands elsewhere already, at the end of a block, or in front."""
    for setting in settings:
        if not block or setting in block:
            continue
        first, last = block[0], block[-1]
        yield 2, Change("misses a statement", first, (setting, first), Kind.STATEMENT)
        if not isinstance(last, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
            yield 2, Change("misses a statement", last, (last, setting), Kind.STATEMENT)


def _written_to(function: ast.FunctionDef) -> dict[str, int]:
    """The variables that are written to in place, and in which line first."""
    found: dict[str, int] = {}
    for node in ast.walk(function):
        target = node.target if isinstance(node, ast.AugAssign) else node
        if isinstance(node, ast.AugAssign) and isinstance(target, ast.Name):
            found[target.id] = min(node.lineno, found.get(target.id, node.lineno))
        owner = target.value if isinstance(target, ast.Subscript) else None
        if isinstance(target, ast.Subscript) and not isinstance(target.ctx, ast.Store):
            owner = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value if node.func.attr in _IN_PLACE else None
        if isinstance(owner, ast.Name):
            found[owner.id] = min(owner.lineno, found.get(owner.id, owner.lineno))
    return found


_IN_PLACE = frozenset({"sort", "reverse", "append", "pop", "fill", "extend", "insert", "remove"})


def _one(node: ast.stmt) -> Iterator[tuple[int, Change]]:
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        name = node.target.id
        value = ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value)
        new: ast.stmt = ast.Assign([node.target], value)
        yield 0, Change("updates a copy", node, (new,), Kind.COPY, name)
    if isinstance(node, ast.AugAssign):
        for op in (ast.Add(), ast.Sub(), ast.Mult(), ast.Div()):
            new = ast.AugAssign(node.target, op, node.value)
            yield 1, Change("updates otherwise", node, (new,), Kind.UPDATE)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, (ast.Name, ast.Subscript)):
            about = target.id if isinstance(target, ast.Name) else ""
            for op in (ast.Add(), ast.Sub(), ast.Mult()):
                new = ast.AugAssign(target, op, node.value)
                yield 1, Change("adds up", node, (new,), Kind.UPDATE, about)
    if isinstance(node, ast.If):
        yield 1, Change("whatever the condition", node, tuple(node.body), Kind.CONDITION)
        if node.orelse:
            yield 1, Change("never", node, tuple(node.orelse), Kind.CONDITION)
            other = ast.If(node.test, node.orelse, node.body)
            yield 1, Change("the other way round", node, (other,), Kind.CONDITION)
    if isinstance(node, (ast.Break, ast.Continue)):
        yield 1, Change("goes on", node, (ast.Pass(),), Kind.STATEMENT)
    if isinstance(node, (ast.Return, ast.AugAssign, ast.Assign, ast.Expr)):
        yield 2, Change("no such statement", node, (ast.Pass(),), Kind.STATEMENT)
    if isinstance(node, ast.For):
        yield from _loop(node)


def _loop(node: ast.For) -> Iterator[tuple[int, Change]]:
    def over(new: ast.expr, name: str) -> Change:
        return Change(name, node.iter, new, Kind.RANGE)

    items = node.iter
    reverse = ast.Call(ast.Name("reversed", ast.Load()), [items], [])
    yield 1, over(reverse, "backwards")
    if isinstance(items, ast.Call) and syntax.called(items) == "reversed" and items.args:
        yield 1, over(items.args[0], "forwards")
    if isinstance(items, ast.Call) and syntax.called(items) == "range":
        start, *rest = items.args
        if rest and syntax.number(start) is not None:
            for first in (0, 1, 2):
                args: list[ast.expr] = [ast.Constant(first), *rest]
                yield 0, over(ast.Call(items.func, args, []), "another start")
        elif not rest:
            args = [ast.Constant(1), start]
            yield 0, over(ast.Call(items.func, args, []), "another start")
            more: ast.expr = ast.BinOp(start, ast.Add(), ast.Constant(1))
            args = [ast.Constant(1), more]
            yield 1, over(ast.Call(items.func, args, []), "another start")
    slice_ = ast.Slice(ast.Constant(1), None, None)
    yield 2, over(ast.Subscript(items, slice_, ast.Load()), "without the first")


def _block(parent: ast.stmt, name: str, block: list[ast.stmt]) -> Iterator[tuple[int, Change]]:
    """Two statements exchanged; the last of a loop put behind it, the first put before it."""

    def rebuilt(body: list[ast.stmt], what: str, at: ast.stmt) -> Change:
        new = copy.copy(parent)
        setattr(new, name, body)
        return Change(what, parent, (new,), Kind.PLACE, line=at.lineno)

    for place, (one, other) in enumerate(itertools.pairwise(block)):
        if _simple(one) and _simple(other):
            body = [*block[:place], other, one, *block[place + 2 :]]
            yield 1, rebuilt(body, "exchanged", one)
    for place, one in enumerate(block if len(block) <= MOST_MOVED else ()):
        rest = [*block[:place], *block[place + 1 :]]
        for where in range(len(rest) + 1) if _simple(one) else ():
            jumped = rest[min(place, where) : max(place, where)]
            if len(jumped) > 1 and not isinstance(jumped[-1], ast.Return):
                yield 2, rebuilt([*rest[:where], one, *rest[where:]], "moved", one)
    if isinstance(parent, (ast.For, ast.While)) and name == "body" and len(block) > 1:
        for part, what in ((block[:-1], "behind the loop"), (block[1:], "before the loop")):
            shorter = copy.copy(parent)
            shorter.body = part
            moved = block[-1] if part[0] is block[0] else block[0]
            both = (shorter, moved) if moved is block[-1] else (moved, shorter)
            yield 1, Change(what, parent, both, Kind.PLACE, line=moved.lineno)


MOST_MOVED: Final = 10
"""In a block of so many statements, each is tried at every place."""


def _simple(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr))
