"""Edits of operators: exchanged, turned around, left out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from grader.edits import syntax
from grader.edits.change import Kind, Replacement
from grader.edits.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
"""What an operator is mistaken for."""

SIGNS: Final = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
}
SIDED: Final = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
"""Operators whose sides are not alike."""

COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""Its neighbour, and its opposite."""


def binary(node: ast.BinOp) -> Iterator[Replacement]:
    """Another operator, one side alone, the sides exchanged, or one of them transposed."""
    kind = type(node.op)
    if kind not in OTHER or syntax.is_text(node.left) or syntax.is_text(node.right):
        return
    sign, other = SIGNS[kind], OTHER[kind]
    new = ast.BinOp(node.left, other(), node.right)
    yield Replacement(f"{sign} becomes {SIGNS[other]}", new, Kind.OPERATOR, sign)
    yield Replacement(f"drops what follows {sign}", node.left, Kind.SURPLUS, sign)
    if kind in (ast.Add, ast.Mult, ast.Sub):
        yield Replacement(f"drops what precedes {sign}", node.right, Kind.SURPLUS, sign)
    if kind in SIDED:
        swapped = ast.BinOp(node.right, node.op, node.left)
        yield Replacement(f"swaps the sides of {sign}", swapped, Kind.SIDES, sign)
    if kind is ast.MatMult:
        for side, part in (("left", node.left), ("right", node.right)):
            if not is_transpose(part) and isinstance(part, (ast.Name, ast.Attribute)):
                sides = {"left": node.left, "right": node.right, side: transpose(part)}
                new = ast.BinOp(sides["left"], node.op, sides["right"])
                yield Replacement(f"transposes the {side} of @", new, Kind.TRANSPOSE)


def is_transpose(node: ast.expr) -> bool:
    """Whether it is written as `x.T`."""
    return isinstance(node, ast.Attribute) and node.attr == "T"


def transpose(node: ast.expr) -> ast.expr:
    """The expression, transposed."""
    return ast.Attribute(node, "T", ast.Load())


def attribute(node: ast.Attribute) -> Iterator[Replacement]:
    """What was transposed, as it is."""
    if is_transpose(node) and isinstance(node.ctx, ast.Load):
        yield Replacement("does not transpose", node.value, Kind.TRANSPOSE)


def compare(node: ast.Compare) -> Iterator[Replacement]:
    """Another comparison."""
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            new = ast.Compare(node.left, ops, [*node.comparators])
            word = _word(op)
            yield Replacement(f"{word} becomes {_word(other())}", new, Kind.COMPARISON, word)


def _word(op: ast.cmpop) -> str:
    return ast.unparse(ast.Compare(ast.Name("a"), [op], [ast.Name("b")]))[2:-2]


def boolean(node: ast.BoolOp) -> Iterator[Replacement]:
    """The other junction, or one condition less."""
    is_and = isinstance(node.op, ast.And)
    word, other = ("and", "or") if is_and else ("or", "and")
    new: ast.expr = ast.BoolOp(ast.Or() if is_and else ast.And(), [*node.values])
    yield Replacement(f"{word} becomes {other}", new, Kind.CONDITION, word)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield Replacement(f"drops condition {place + 1} of {word}", new, Kind.CONDITION, word)


def unary(node: ast.UnaryOp) -> Iterator[Replacement]:
    """No sign, no negation; another number."""
    if syntax.number(node) is not None:
        yield from numbers(node)
    elif isinstance(node.op, ast.Not):
        yield Replacement("drops not", node.operand, Kind.CONDITION, "not")
    elif isinstance(node.op, ast.Invert):
        yield Replacement("drops ~", node.operand, Kind.CONDITION, "~")
    elif isinstance(node.op, ast.USub):
        yield Replacement("drops the sign", node.operand, Kind.SIGN)


def choice(node: ast.IfExp) -> Iterator[Replacement]:
    """No choice."""
    yield Replacement("always the first choice", node.body, Kind.CONDITION)
    yield Replacement("always the second choice", node.orelse, Kind.CONDITION)
