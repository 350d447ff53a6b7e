"""Refusals that may be missing: nothing that looks at an argument, a condition that lets too much
through, an answer where an error belongs.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from grader.edits import syntax
from grader.edits.change import Change, Kind

if TYPE_CHECKING:
    from grader.edits.surroundings import Surroundings

MOST_PARAMETERS: Final = 6
MOST_TOGETHER: Final = 3

ALONE: Final = (
    *("{0} < 0", "{0} <= 0", "{0} < 2", "{0} % 2", "{0} % 2 == 0", "len({0}) == 0"),
    *("len({0}) != len({0}[0])", "{0} is None", "np.any(np.less({0}, 0))"),
    *("np.any(np.less_equal({0}, 0))", "np.any(np.greater({0}, 1))", "np.ndim({0}) != 1"),
    *("np.ndim({0}) != 2", "not np.all(np.isfinite({0}))", "np.any(np.equal({0}, 0))"),
)
"""What is wrong with an argument."""

TOGETHER: Final = (
    *("len({0}) != len({1})", "np.shape({0}) != np.shape({1})", "{0} < {1}", "{0} <= {1}"),
    *("{0} > {1}", "{0} >= {1}", "np.shape({0})[-1:] != np.shape({1})[:1]", "{0} not in {1}"),
    "not all(0 <= one < {1} for some in {0} for one in some)",
)
"""What is wrong with one beside another."""

EITHER: Final = ("{0} <= 0 or {1} <= 0", "{0} < 0 or {1} < 0")
"""What is wrong with two alike."""


def refusals(around: Surroundings, definition: ast.stmt) -> Iterator[Change]:
    """What the functions of a definition may have to refuse."""
    for function in ast.walk(definition):
        if not isinstance(function, ast.FunctionDef):
            continue
        errors = _errors(function)
        body = [node for node in function.body if not syntax.is_docstring(node)]
        guards = _guards(function, around.numpy)
        for guard in guards:
            check = ast.If(guard, [_raise(errors[0])], [])
            for node in (*body[:1], *_stray(body)):
                kept = () if isinstance(node, ast.Pass) else (node,)
                yield Change("refuses nothing", node, (check, *kept), Kind.REFUSAL)
        for node in syntax.statements(function):
            yield from _too_few(node, guards)
            yield from _answered(node, errors)


def _errors(function: ast.FunctionDef) -> list[str]:
    """What may be raised: a ValueError, or what the function raises elsewhere."""
    raised = [n.exc for n in ast.walk(function) if isinstance(n, ast.Raise) and n.exc is not None]
    names = [n.func if isinstance(n, ast.Call) else n for n in raised]
    own = [n.id for n in names if isinstance(n, ast.Name)]
    return [*dict.fromkeys(("ValueError", *own))]


def _raise(error: str) -> ast.stmt:
    return ast.Raise(ast.Call(ast.Name(error, ast.Load()), [], []), None)


def _guards(function: ast.FunctionDef, numpy: ast.expr | None) -> list[ast.expr]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    names = [name for name in names if name not in {"self", "cls"}][:MOST_PARAMETERS]
    texts = [one.format(name) for name in names for one in ALONE]
    pairs = (*itertools.permutations(names[:MOST_TOGETHER], 2),)
    texts += [one.format(*both) for both in pairs for one in TOGETHER]
    texts += [one.format(*both) for both in itertools.combinations(names, 2) for one in EITHER]
    known = f"{numpy.id}." if isinstance(numpy, ast.Name) else ""
    return [_bare(text.replace("np.", known)) for text in texts if known or "np." not in text]


def _bare(text: str) -> ast.expr:
    """The expression, which stands nowhere yet."""
    node = ast.parse(text, mode="eval").body
    for inner in ast.walk(node):
        for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(inner, name):
                delattr(inner, name)
    return node


def _stray(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Where nothing is done among other statements."""
    if len(body) > 1:
        yield from (node for node in body[1:] if isinstance(node, ast.Pass))


def _too_few(node: ast.stmt, guards: list[ast.expr]) -> Iterator[Change]:
    """A condition under which something is raised, widened."""
    if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise):
        for guard in guards:
            wider = ast.BoolOp(ast.Or(), [node.test, guard])
            yield Change("refuses too little", node.test, wider, Kind.REFUSAL)


def _answered(node: ast.stmt, errors: list[str]) -> Iterator[Change]:
    """An answer, or nothing, in a branch or a handler that should raise."""
    inside = [*node.body, *node.orelse] if isinstance(node, ast.If) else []
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            inside += handler.body
            last = handler.body[-1]
            yield Change("swallows", last, (ast.Raise(None, None),), Kind.REFUSAL)
    for inner in inside:
        if isinstance(inner, (ast.Return, ast.Pass)):
            for error in errors:
                yield Change("answers", inner, (_raise(error),), Kind.REFUSAL)
