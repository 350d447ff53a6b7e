"""The small changes that make a right program wrong: an operator exchanged, a term dropped, an axis
mistaken, a loop cut short.

A change names the node that it replaces and what by: an expression built around the old one's own
parts, which keep the form in which they were written, or the text of a statement. Nothing here
knows of text positions or of files.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.audit import mutable
from grader.audit.parity import signless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Replacement = tuple[str, ast.expr]


class Change(NamedTuple):
    """What is done, to which node, and what then stands there: an expression, or a text.

    A change may be none at all, as far as values go: `v.T` of a vector, the last axis of a matrix.
    Then `doubtful` holds expressions: empty, or both sides of a comparison, which differs from its
    neighbour only where they are equal.
    """

    name: str
    node: ast.expr | ast.stmt
    new: ast.expr | str
    doubtful: tuple[ast.expr, ...] | None = None


def changes(definition: ast.stmt, own: frozenset[str]) -> Iterator[Change]:
    """Every change of a top-level definition; `own` names the program's own functions."""
    free = signless(definition)
    for node in mutable.nodes(definition):
        if isinstance(node, ast.stmt):
            change_statement = _STATEMENTS.get(type(node))
            yield from change_statement(node) if change_statement else ()
        replace = _EXPRESSIONS.get(type(node))
        for name, new in replace(node) if replace else ():
            if name not in _NEGATING or node not in free:
                yield Change(name, node, new, _doubtful(name, node))
        if isinstance(node, ast.Call) and not (mutable.called(node) == "subtract" and node in free):
            for name, new in _swapped(node, own):
                yield Change(name, node, new)
    yield from _bodies(definition)


_NEGATING: Final = frozenset({"swaps the sides of -", "drops the sign"})


def _doubtful(name: str, node: ast.expr | ast.stmt) -> tuple[ast.expr, ...] | None:
    if name.startswith(("transposes", "swaps the sides of @", "axis becomes", "index")):
        return ()
    if name in _BOUNDARIES and isinstance(node, ast.Compare) and len(node.ops) == 1:
        return (node.left, *node.comparators)
    return None


_BOUNDARIES: Final = ("< becomes <=", "<= becomes <", "> becomes >=", ">= becomes >")


# Operators ---------------------------------------------------------------------------------------

_OTHER: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_SIGNS: Final = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
}
_SWAPPED: Final = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def _binary(node: ast.BinOp) -> Iterator[Replacement]:
    kind = type(node.op)
    if kind not in _OTHER or mutable.is_text(node.left) or mutable.is_text(node.right):
        return
    sign, other = _SIGNS[kind], _OTHER[kind]
    yield f"{sign} becomes {_SIGNS[other]}", ast.BinOp(node.left, other(), node.right)
    yield f"drops what follows {sign}", node.left
    if kind in (ast.Add, ast.Mult, ast.Sub):
        yield f"drops what precedes {sign}", node.right
    if kind in _SWAPPED:
        yield f"swaps the sides of {sign}", ast.BinOp(node.right, node.op, node.left)
    if kind is ast.MatMult:
        for side, part in (("left", node.left), ("right", node.right)):
            if not _is_transpose(part) and isinstance(part, (ast.Name, ast.Attribute)):
                new = {"left": node.left, "right": node.right, side: _transpose(part)}
                yield f"transposes the {side} of @", ast.BinOp(new["left"], node.op, new["right"])


def _is_transpose(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


def _transpose(node: ast.expr) -> ast.expr:
    return ast.Attribute(node, "T", ast.Load())


def _attribute(node: ast.Attribute) -> Iterator[Replacement]:
    if _is_transpose(node) and isinstance(node.ctx, ast.Load):
        yield "does not transpose", node.value


_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
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


def _compare(node: ast.Compare) -> Iterator[Replacement]:
    for place, op in enumerate(node.ops):
        for other in _COMPARISONS[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            new = ast.Compare(node.left, ops, [*node.comparators])
            yield f"{_word(op)} becomes {_word(other())}", new


def _word(op: ast.cmpop) -> str:
    return ast.unparse(ast.Compare(ast.Name("a"), [op], [ast.Name("b")]))[2:-2]


def _boolean(node: ast.BoolOp) -> Iterator[Replacement]:
    is_and = isinstance(node.op, ast.And)
    word, other = ("and", "or") if is_and else ("or", "and")
    yield f"{word} becomes {other}", ast.BoolOp(ast.Or() if is_and else ast.And(), [*node.values])
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield f"drops condition {place + 1} of {word}", new


def _unary(node: ast.UnaryOp) -> Iterator[Replacement]:
    if mutable.number(node) is not None:
        yield from _number(node)
    elif isinstance(node.op, ast.Not):
        yield "drops not", node.operand
    elif isinstance(node.op, ast.Invert):
        yield "drops ~", node.operand
    elif isinstance(node.op, ast.USub):
        yield "drops the sign", node.operand


def _choice(node: ast.IfExp) -> Iterator[Replacement]:
    yield "always the first choice", node.body
    yield "always the second choice", node.orelse


# Constants ---------------------------------------------------------------------------------------


_TINY: Final = 1e-3
_LARGE: Final = 20


def _number(node: ast.expr) -> Iterator[Replacement]:
    value = mutable.number(node)
    if value is None:
        return
    others: list[Any] = [value + 1, -value, value - 1]
    if isinstance(value, float):
        # A tiny number is there for its size; one more or less of a large one is hardly another.
        others = [value + 1, 0.0] if abs(value) < _TINY else [value + 1, -value, 0.0]
    elif abs(value) >= _LARGE:
        others = [1, -value]
    for other in dict.fromkeys(others):
        if other != value:
            yield f"{value} becomes {other}", ast.Constant(other)


def _constant(node: ast.Constant) -> Iterator[Replacement]:
    if isinstance(node.value, bool):
        yield f"{node.value} becomes {not node.value}", ast.Constant(not node.value)
    else:
        yield from _number(node)


def _subscript(node: ast.Subscript) -> Iterator[Replacement]:
    for other, name in _indices(node.slice):
        yield f"index {name}", ast.Subscript(node.value, other, node.ctx)


def _indices(index: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    place = mutable.number(index)
    if place is not None:
        for number in dict.fromkeys((place + 1, place - 1, -place)):
            if number != place:
                yield ast.Constant(number), f"{place} becomes {number}"
    elif isinstance(index, ast.Slice):
        for side in ("lower", "upper"):
            bound = getattr(index, side)
            for other, name in _bounds(bound) if bound is not None else ():
                lower, upper = (other, index.upper) if side == "lower" else (index.lower, other)
                yield ast.Slice(lower, upper, index.step), f"{side} end {name}"


def _bounds(bound: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    if mutable.number(bound) is not None:
        yield from _indices(bound)
        return
    for sign, op in (("+", ast.Add()), ("-", ast.Sub())):
        yield ast.BinOp(bound, op, ast.Constant(1)), f"{sign} 1"


# Calls -------------------------------------------------------------------------------------------

_PAIRS: Final = (
    *(("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("nanmin", "nanmax")),
    *(("sum", "mean"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("any", "all")),
    *(("floor", "ceil"), ("std", "var"), ("sin", "cos"), ("triu", "tril"), ("cumsum", "cumprod")),
    *(("hstack", "vstack"), ("logical_and", "logical_or"), ("exp", "expm1"), ("log", "log1p")),
)
_COUNTERPART: Final = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
    "prod": "sum",
    "median": "mean",
}
_UNWRAPPED: Final = frozenset(
    {"abs", "sqrt", "exp", "log", "square", "sorted", "sort", "transpose", "conj", "tanh", "sign"}
)
_ORDERED: Final = frozenset(
    {"subtract", "divide", "power", "dot", "matmul", "outer", "cross", "arctan2", "where", "solve"}
)
_DROPPED: Final = frozenset({"axis", "keepdims", "ddof"})


def _call(node: ast.Call) -> Iterator[Replacement]:
    called = mutable.called(node)
    if called in _COUNTERPART and not (called in {"sum", "min", "max"} and _is_plain_sum(node)):
        other = _COUNTERPART[called]
        func = (
            ast.Attribute(node.func.value, other, ast.Load())
            if isinstance(node.func, ast.Attribute)
            else ast.Name(other, ast.Load())
        )
        if isinstance(node.func, ast.Attribute) or other in _BUILTIN:
            yield f"{called} becomes {other}", ast.Call(func, [*node.args], [*node.keywords])
    if called in _UNWRAPPED and len(node.args) == 1 and not node.keywords:
        yield f"drops {called}", node.args[0]
    for place, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
        if keyword.arg in _DROPPED:
            yield f"drops {keyword.arg}", ast.Call(node.func, [*node.args], rest)
        if keyword.arg == "axis" and mutable.number(keyword.value) in (0, 1, -1):
            for axis in (0, 1, -1, 2):
                new = ast.keyword("axis", ast.Constant(axis))
                keywords = [*node.keywords[:place], new, *node.keywords[place + 1 :]]
                yield f"axis becomes {axis}", ast.Call(node.func, [*node.args], keywords)
    if called == "range":
        yield from _range(node)


_BUILTIN: Final = frozenset({"min", "max", "sum", "any", "all"})


def _is_plain_sum(node: ast.Call) -> bool:
    """The built-in sum has no built-in counterpart."""
    return isinstance(node.func, ast.Name) and node.func.id == "sum"


def _range(node: ast.Call) -> Iterator[Replacement]:
    for place, bound in enumerate(node.args[:2]):
        if mutable.number(bound) is not None:
            continue
        for sign, op in (("+", ast.Add()), ("-", ast.Sub())):
            moved = ast.BinOp(bound, op, ast.Constant(1))
            args = [*node.args[:place], moved, *node.args[place + 1 :]]
            yield f"ranges {sign} 1", ast.Call(node.func, args, [])


def _swapped(node: ast.Call, own: frozenset[str]) -> Iterator[Replacement]:
    called = mutable.called(node)
    if called not in own and called not in _ORDERED:
        return
    start = 1 if called == "where" else 0
    if len(node.args) < start + 2 or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    for place in range(start, len(node.args) - 1):
        args = [*node.args]
        args[place], args[place + 1] = args[place + 1], args[place]
        name = f"swaps arguments {place + 1} and {place + 2} of {called}"
        yield name, ast.Call(node.func, args, [*node.keywords])


# Statements --------------------------------------------------------------------------------------


def _if(node: ast.If) -> Iterator[Change]:
    yield Change("drops the if", node, "pass")
    if not isinstance(node.test, ast.Compare) or len(node.test.ops) > 1:
        yield Change("negates the condition", node.test, ast.UnaryOp(ast.Not(), node.test))


def _loop(node: ast.For | ast.While) -> Iterator[Change]:
    yield Change("drops the loop", node, "pass")
    if isinstance(node, ast.For):
        yield Change("runs the loop once", node.body[-1], f"{mutable.SELF}\n{mutable.INDENT}break")


def _return(node: ast.Return) -> Iterator[Change]:
    parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for part in parts:
        if part is not None and not isinstance(part, (ast.Constant, ast.Starred)):
            yield Change("flips the sign", part, ast.UnaryOp(ast.USub(), part))


def _augmented(node: ast.AugAssign) -> Iterator[Change]:
    yield Change("drops the update", node, "pass")
    if type(node.op) in _OTHER:
        target, value = (mutable.Slot(part) for part in (node.target, node.value))
        other = _SIGNS[_OTHER[type(node.op)]]
        sign = _SIGNS[type(node.op)]
        yield Change(f"{sign}= becomes {other}=", node, f"{target} {other}= {value}")
        yield Change(f"{sign}= becomes =", node, f"{target} = {value}")


def _leave(node: ast.Break | ast.Continue) -> Iterator[Change]:
    word, other = ("break", "continue") if isinstance(node, ast.Break) else ("continue", "break")
    yield Change(f"{word} becomes {other}", node, other)


def _bodies(definition: ast.stmt) -> Iterator[Change]:
    """Statements whose removal, or an early return, still leaves a program that can be dry."""
    for function in ast.walk(definition):
        if not isinstance(function, ast.FunctionDef):
            continue
        seen = {argument.arg for argument in function.args.args}
        for node in mutable.statements(function):
            name = mutable.target(node)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                yield Change("drops the statement", node, "pass")
            elif isinstance(node, ast.Assign) and (name is None or name in seen):
                if not isinstance(node.targets[0], ast.Tuple) and not _converts(node.value):
                    yield Change("drops the statement", node, "pass")
            elif isinstance(node, ast.Raise):
                yield Change("does not raise", node, "pass")
            if isinstance(node, ast.Assign) and name is not None and function.name != "__init__":
                yield Change("returns early", node, f"return {mutable.Slot(node.value)}")
            if name is not None:
                seen.add(name)


def _converts(value: ast.expr) -> bool:
    """Whether a value is only made an array: without it, most inputs are arrays already."""
    return isinstance(value, ast.Call) and mutable.called(value) in {"asarray", "float", "int"}


_EXPRESSIONS: Final[dict[type, Callable[[Any], Iterator[Replacement]]]] = {
    ast.BinOp: _binary,
    ast.Attribute: _attribute,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.Constant: _constant,
    ast.Subscript: _subscript,
    ast.Call: _call,
}
_STATEMENTS: Final[dict[type, Callable[[Any], Iterator[Change]]]] = {
    ast.If: _if,
    ast.For: _loop,
    ast.While: _loop,
    ast.Return: _return,
    ast.AugAssign: _augmented,
    ast.Break: _leave,
    ast.Continue: _leave,
}
