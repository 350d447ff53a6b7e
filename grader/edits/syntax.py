"""Which parts of a program may be changed, and what they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def nodes(definition: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Every expression and statement that counts, in the order of the text.

    Words are left out (docstrings, texts, the messages of what is raised, annotations), and so are
    decorators and the handling of floating-point warnings.
    """
    if isinstance(definition, (ast.expr, ast.stmt)):
        yield definition
    for child in _children(definition):
        yield from nodes(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.JoinedStr, ast.Raise)):
        return
    if isinstance(node, ast.UnaryOp) and number(node) is not None:
        return  # -1 is one number
    if isinstance(node, ast.Call) and called(node) == "errstate":
        return
    if isinstance(node, ast.keyword) and node.arg == "axis" and number(node.value) is not None:
        return  # changed with its call
    if isinstance(node, (ast.Subscript, ast.Slice)):
        # Indices are changed with what they are taken of.
        parts = [child for child in ast.iter_child_nodes(node) if number(child) is None]
        yield from parts
        return
    skipped = {"decorator_list", "annotation", "returns", "type_params", "msg"}
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        items = value if isinstance(value, list) else [value]
        for item in items:
            if isinstance(item, ast.AST) and not is_docstring(item):
                yield item


def is_docstring(node: ast.AST) -> bool:
    """Whether it is a text, or another constant, that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def statements(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """The statements of a function at any depth, those of functions inside it left out."""
    waiting: list[ast.stmt] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            continue
        if not is_docstring(node):
            yield node
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
        waiting.extend(reversed(inner))


def number(node: ast.AST) -> int | float | None:
    """The number that is written there, with its sign; None if it is none."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand) if isinstance(node.operand, ast.Constant) else None
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value_: Any = node.value
        return value_  # type: ignore[no-any-return]
    return None


def is_text(node: ast.AST) -> bool:
    """Whether a text is written there."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def called(node: ast.Call) -> str:
    """The last name of what is called: `sum` for `x.sum()` and `np.sum(x)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def target(node: ast.stmt) -> str | None:
    """The single name that an assignment binds."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        first = node.targets[0]
        return first.id if isinstance(first, ast.Name) else None
    return None
