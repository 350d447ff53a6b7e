"""Edits of statements: left out, cut short, updated otherwise."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.edits import syntax
from grader.edits.change import Change, Kind
from grader.edits.operators import OTHER, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator


def branch(node: ast.If) -> Iterator[Change]:
    """No branch, or the other."""
    yield Change("drops the if", node, (ast.Pass(),), Kind.CONDITION)
    if not isinstance(node.test, ast.Compare) or len(node.test.ops) > 1:
        new = ast.UnaryOp(ast.Not(), node.test)
        yield Change("negates the condition", node.test, new, Kind.CONDITION)


def loop(node: ast.For | ast.While) -> Iterator[Change]:
    """No loop, or one round."""
    yield Change("drops the loop", node, (ast.Pass(),), Kind.STATEMENT)
    if isinstance(node, ast.For):
        last = node.body[-1]
        yield Change("runs the loop once", last, (last, ast.Break()), Kind.RANGE)


def returned(node: ast.Return) -> Iterator[Change]:
    """The other sign of what is returned, or of a part of it."""
    parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for part in parts:
        if part is not None and not isinstance(part, (ast.Constant, ast.Starred)):
            yield Change("flips the sign", part, ast.UnaryOp(ast.USub(), part), Kind.SIGN)


def augmented(node: ast.AugAssign) -> Iterator[Change]:
    """No update, by another operator, or an assignment."""
    about = node.target.id if isinstance(node.target, ast.Name) else ""
    yield Change("drops the update", node, (ast.Pass(),), Kind.UPDATE, about)
    if type(node.op) in OTHER:
        other, sign = OTHER[type(node.op)], SIGNS[type(node.op)]
        new: ast.stmt = ast.AugAssign(node.target, other(), node.value)
        yield Change(f"{sign}= becomes {SIGNS[other]}=", node, (new,), Kind.OPERATOR, f"{sign}=")
        new = ast.Assign([node.target], node.value)
        yield Change(f"{sign}= becomes =", node, (new,), Kind.UPDATE, about)


def leave(node: ast.Break | ast.Continue) -> Iterator[Change]:
    """The other way to leave a round."""
    is_break = isinstance(node, ast.Break)
    word, other = ("break", "continue") if is_break else ("continue", "break")
    new = ast.Continue() if is_break else ast.Break()
    yield Change(f"{word} becomes {other}", node, (new,), Kind.STATEMENT, word)


def bodies(definition: ast.stmt) -> Iterator[Change]:
    """Statements whose removal, or an early return, still leaves a program that can be run."""
    for function in ast.walk(definition):
        if not isinstance(function, ast.FunctionDef):
            continue
        seen = {argument.arg for argument in function.args.args}
        for node in syntax.statements(function):
            name = syntax.target(node)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                yield Change("drops the statement", node, (ast.Pass(),), Kind.STATEMENT)
            elif isinstance(node, ast.Assign) and (name is None or name in seen):
                if not isinstance(node.targets[0], ast.Tuple) and not _converts(node.value):
                    yield Change("drops the statement", node, (ast.Pass(),), Kind.STATEMENT)
            elif isinstance(node, ast.Raise):
                yield Change("does not raise", node, (ast.Pass(),), Kind.REFUSAL)
            if isinstance(node, ast.Assign) and name is not None and function.name != "__init__":
                yield Change("returns early", node, (ast.Return(node.value),), Kind.RETURN)
            if name is not None:
                seen.add(name)


def _converts(value: ast.expr) -> bool:
    """Whether a value is only made an array: without it, most inputs are arrays already."""
    return isinstance(value, ast.Call) and syntax.called(value) in {"asarray", "float", "int"}
