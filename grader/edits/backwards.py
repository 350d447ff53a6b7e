"""Edits that may make a wrong program right: those that make a right one wrong, read backwards.

Most are their own way back. What was left out has to be thought of: a call around an expression, a
term, a keyword, another variable. Each has a rank, the likeliest first; what is common and small
comes before what is anything at all.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from grader.edits import calls, operators, syntax
from grader.edits.change import Change, Kind
from grader.edits.changes import changes
from grader.edits.reach import reached
from grader.edits.rebuilding import statement_edits
from grader.edits.surroundings import Surroundings, counted, loaded

MOST: Final = 6_000
"""So many edits of a program are thought of."""


class Edit(NamedTuple):
    """A change, and its rank."""

    rank: int
    change: Change


def edits(surroundings: Surroundings, asks: Sequence[str]) -> list[Edit]:
    """The edits of a program that may make it right, the likeliest first, each once."""
    tree = surroundings.tree
    names = frozenset(surroundings.own)
    found: list[Edit] = []
    seen = set[tuple[int, str]]()
    for place in sorted(reached(tree, [ask.partition(".")[0] for ask in asks])):
        node = tree.body[place]
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
            continue
        there = itertools.chain(
            (Edit(_rank_of(change), change) for change in changes(node, names)),
            itertools.starmap(Edit, statement_edits(surroundings, node)),
            _expressions(surroundings, node),
        )
        for edit in there:
            if edit.change.kind not in _UNIQUE:
                key = id(edit.change.node), _written(edit.change.new)
                if key in seen:
                    continue
                seen.add(key)
            found.append(edit)
    found.sort(key=lambda edit: edit.rank)
    return found[:MOST]


_UNIQUE: Final = frozenset({Kind.TERM, Kind.MISSING, Kind.EXPRESSION})
"""Of these kinds no edit is thought of twice."""


def _written(new: ast.expr | tuple[ast.stmt, ...]) -> str:
    return "\n".join(map(ast.dump, new)) if isinstance(new, tuple) else ast.dump(new)


def _rank_of(change: Change) -> int:
    return _LATE.get(change.kind, 0)


_LATE: Final = {Kind.STATEMENT: 1, Kind.SURPLUS: 1, Kind.RETURN: 2, Kind.REFUSAL: 2}


def _expressions(around: Surroundings, definition: ast.stmt) -> Iterator[Edit]:
    for node in loaded(around, syntax.nodes(definition)):
        for rank, change in itertools.chain(
            _exchanged(around, node),
            _in_calls(around, node),
            _wrapped(around, node),
            _renamed(around, node),
            _more(around, node),
        ):
            yield Edit(rank, change)


# Exchanged ----------------------------------------------------------------------------------------

_ARITHMETIC: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)
_ORDER: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _exchanged(around: Surroundings, node: ast.expr) -> Iterator[tuple[int, Change]]:
    """Any other operator, comparison or number; the sign of anything."""
    if isinstance(node, ast.BinOp) and type(node.op) in operators.SIGNS:
        sign = operators.SIGNS[type(node.op)]
        for kind in _ARITHMETIC:
            new: ast.expr = ast.BinOp(node.left, kind(), node.right)
            yield 1, Change(f"{sign} is another", node, new, Kind.OPERATOR, sign)
        if isinstance(node.op, ast.MatMult):
            for left, right in ((node.right, node.left),):
                for turned in (
                    ast.BinOp(operators.transpose(left), ast.MatMult(), right),
                    ast.BinOp(left, ast.MatMult(), operators.transpose(right)),
                ):
                    yield 2, Change("other sides of @", node, turned, Kind.SIDES, sign)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _ORDER):
        for order in _ORDER:
            new = ast.Compare(node.left, [order()], [*node.comparators])
            yield 1, Change("compares otherwise", node, new, Kind.COMPARISON)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for one, other in itertools.combinations(range(len(node.elts)), 2):
            parts = [*node.elts]
            parts[one], parts[other] = parts[other], parts[one]
            new = ast.Tuple(parts, ast.Load())
            yield 1, Change("swaps two parts", node, new, Kind.ARGUMENTS)
    value = syntax.number(node)
    if value is not None and not isinstance(around.parent(node), ast.UnaryOp):
        others = [2 * value, value / 2, 0, 1, 2, 0.5, 0.0, 1.0, value + 2, value - 2]
        others += [value * 10, value / 10, -1]
        others += [1 / value] if value else []
        for rank, other in enumerate(dict.fromkeys(map(_whole, others))):
            if other != value:
                new = ast.Constant(other) if other >= 0 else _negative(ast.Constant(-other))
                about = str(value)
                yield 1 + (rank > 5), Change("another number", node, new, Kind.NUMBER, about)
    elif not isinstance(node, (ast.Compare, ast.BoolOp, ast.Tuple, ast.List, ast.Lambda)):
        yield 1, Change("the other sign", node, _negative(node), Kind.SIGN)


def _negative(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), node)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) and abs(value) < 1e6 else value


# Calls --------------------------------------------------------------------------------------------

_REDUCING: Final = frozenset(
    {"sum", "mean", "max", "min", "var", "std", "argmax", "argmin", "prod", "cumsum", "any"}
    | {"all", "norm", "argsort", "sort", "median", "cumprod", "average"}
)
_SPREADING: Final = frozenset({"var", "std", "cov"})
_KIN: Final = (
    *(("sum", "max"), ("mean", "median"), ("log", "log2"), ("log", "log10"), ("exp", "sqrt")),
    *(("argsort", "sort"), ("dot", "outer"), ("eigh", "eig"), ("floor", "round"), ("tanh", "sinh")),
    *(
        ("ceil", "round"),
        ("append", "extend"),
        ("empty", "zeros"),
        ("full", "zeros"),
        ("cos", "tan"),
    ),
)


def _in_calls(around: Surroundings, node: ast.expr) -> Iterator[tuple[int, Change]]:
    if not isinstance(node, ast.Call):
        return
    called = syntax.called(node)
    starred = any(isinstance(arg, ast.Starred) for arg in node.args)
    if len(node.args) > 1 and not starred:
        for one, other in itertools.combinations(range(len(node.args)), 2):
            args = [*node.args]
            args[one], args[other] = args[other], args[one]
            new = ast.Call(node.func, args, node.keywords)
            yield 1, Change("swaps two arguments", node, new, Kind.ARGUMENTS, called)
    method = isinstance(node.func, ast.Attribute) and not _is_module(around, node.func.value)
    if called in _REDUCING and (isinstance(node.func, ast.Attribute)):
        yield from _keywords(node, called, given=len(node.args) + method)
    if isinstance(node.func, ast.Attribute):
        for pair in _KIN:
            if called in pair:
                func = ast.Attribute(node.func.value, pair[called == pair[0]], ast.Load())
                new = ast.Call(func, node.args, node.keywords)
                yield 1, Change("another function", node, new, Kind.FUNCTION, called)
    elif isinstance(node.func, ast.Name) and called in around.own:
        for name in counted(around.own, len(node.args)):
            if name != called:
                new = ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)
                yield 1, Change("another function", node, new, Kind.FUNCTION, called)
        own = around.own[called]
        passed = {keyword.arg for keyword in node.keywords}
        for parameter in own.parameters[len(node.args) :]:
            for name in around.names(node) if parameter not in passed else ():
                more = ast.keyword(parameter, ast.Name(name, ast.Load()))
                new = ast.Call(node.func, node.args, [*node.keywords, more])
                yield (
                    1 + (name != parameter),
                    Change("one argument more", node, new, Kind.ARGUMENTS, called),
                )
        if own.takes(len(node.args) - 1) and not starred:
            new = ast.Call(node.func, node.args[:-1], node.keywords)
            yield 1, Change("one argument less", node, new, Kind.ARGUMENTS, called)
    for keyword in node.keywords:
        if keyword.arg not in {None, "axis", "keepdims", "ddof"}:
            rest = [one for one in node.keywords if one is not keyword]
            new = ast.Call(node.func, node.args, rest)
            yield 1, Change("one keyword less", node, new, Kind.KEYWORD, keyword.arg or "")


def _keywords(node: ast.Call, called: str, *, given: int) -> Iterator[tuple[int, Change]]:
    """Axes, `keepdims` and `ddof` that are not there; an axis that is given by its place."""
    there = {keyword.arg for keyword in node.keywords}

    def with_keyword(name: str, value: object) -> ast.expr:
        more = ast.keyword(name, ast.Constant(value))
        return ast.Call(node.func, node.args, [*node.keywords, more])

    if (
        given == 2
        and called not in {"norm", "average"}
        and syntax.number(node.args[-1]) in (0, 1, -1)
    ):
        for axis in calls.AXES:
            new = ast.Call(node.func, [*node.args[:-1], ast.Constant(axis)], node.keywords)
            yield 0, Change("another axis", node, new, Kind.AXIS, called)
        bare = ast.Call(node.func, node.args[:-1], node.keywords)
        yield 0, Change("no axis", node, bare, Kind.AXIS, called)
    elif "axis" not in there and given == 1:
        for axis in (0, 1, -1):
            yield 0, Change("an axis", node, with_keyword("axis", axis), Kind.AXIS, called)
            both = ast.Call(
                node.func,
                node.args,
                [
                    *node.keywords,
                    ast.keyword("axis", ast.Constant(axis)),
                    ast.keyword("keepdims", ast.Constant(True)),
                ],
            )
            yield 1, Change("an axis", node, both, Kind.AXIS, called)
    if "keepdims" not in there and ("axis" in there or given == 2):
        yield 0, Change("keepdims", node, with_keyword("keepdims", True), Kind.KEYWORD, "keepdims")
    if called in _SPREADING and "ddof" not in there:
        yield 0, Change("ddof", node, with_keyword("ddof", 1), Kind.KEYWORD, "ddof")


def _is_module(around: Surroundings, node: ast.expr) -> bool:
    known = around.numpy
    name = known.id if isinstance(known, ast.Name) else "np"
    return isinstance(node, ast.Name) and node.id in {name, "math"}


# Wrapped ------------------------------------------------------------------------------------------

_LIKELY: Final = ("abs", "sqrt", "exp", "log", "square")
_POSSIBLE: Final = ("sum", "mean", "sort", "cumsum", "log1p", "expm1", "tanh", "sign", "max")


def _wrapped(around: Surroundings, node: ast.expr) -> Iterator[tuple[int, Change]]:
    """A function applied, a transpose, a reciprocal, a complement, a copy."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Lambda, ast.Dict)) or (
        isinstance(node, ast.Constant) and not isinstance(node.value, float)
    ):
        return
    large = 1 if _role(around, node) else 2

    def missing(new: ast.expr, about: str, rank: int) -> tuple[int, Change]:
        return rank, Change(f"misses {about}", node, new, Kind.MISSING, about)

    if around.numpy is not None:
        for names, rank in ((_LIKELY, large), (_POSSIBLE, large + 1)):
            for name in names:
                func = ast.Attribute(around.numpy, name, ast.Load())
                yield missing(ast.Call(func, [node], []), name, rank)
        func = ast.Attribute(around.numpy, "maximum", ast.Load())
        yield missing(ast.Call(func, [node, ast.Constant(0)], []), "maximum", large + 1)
    else:
        for name in ("abs", "sum", "sorted", "len", "float"):
            yield missing(ast.Call(ast.Name(name, ast.Load()), [node], []), name, large)
        yield missing(ast.BinOp(node, ast.Pow(), ast.Constant(0.5)), "sqrt", large)
        yield missing(ast.BinOp(node, ast.Pow(), ast.Constant(2)), "square", large)
    function = around.functions.get(id(node))
    for name in counted(around.own, 1):
        if function is None or name != function.name:
            call = ast.Call(ast.Name(name, ast.Load()), [node], [])
            yield missing(call, name, large)
    if not operators.is_transpose(node):
        new = operators.transpose(node)
        yield large, Change("misses a transpose", node, new, Kind.TRANSPOSE)
    one = ast.Constant(1)
    for new in (ast.BinOp(one, ast.Sub(), node), ast.BinOp(one, ast.Div(), node)):
        yield large + 1, Change("a complement", node, new, Kind.TERM)
    if isinstance(node, ast.Name) and isinstance(around.parent(node), (ast.Assign, ast.Return)):
        copy = ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])
        yield 1, Change("misses a copy", node, copy, Kind.COPY, node.id)
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple):
        yield large, Change("no index", node, node.value, Kind.INDEX)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        about = syntax.called(node)
        yield large, Change("no call", node, node.args[0], Kind.SURPLUS, about)


def _role(around: Surroundings, node: ast.expr) -> bool:
    """Whether it is a whole value that is assigned, returned, or handed over."""
    parent = around.parent(node)
    return isinstance(parent, (ast.Assign, ast.Return, ast.AugAssign, ast.Call, ast.keyword))


# Other names, and more ----------------------------------------------------------------------------


def _renamed(around: Surroundings, node: ast.expr) -> Iterator[tuple[int, Change]]:
    """Another variable, or another expression of the function, in place of this one."""
    if isinstance(node, (ast.Tuple, ast.Lambda)):
        return
    unread = around.unread(node)
    plain = isinstance(node, ast.Name)
    for name in around.names(node):
        if not (isinstance(node, ast.Name) and node.id == name):
            new = ast.Name(name, ast.Load())
            about = node.id if isinstance(node, ast.Name) else ""
            kind = Kind.NAME if plain else Kind.EXPRESSION
            rank = 0 if name in unread else 1 if plain else 2
            yield rank, Change("another variable", node, new, kind, about)
    if plain or isinstance(node, (ast.Constant, ast.Subscript, ast.Call, ast.Attribute)):
        for other in around.shared(node):
            yield 3, Change("another expression", node, other, Kind.EXPRESSION)


_SCALARS: Final = (1, 2, 0.5)


def _more(around: Surroundings, node: ast.expr) -> Iterator[tuple[int, Change]]:
    """A term or a factor more."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Lambda, ast.Compare, ast.BoolOp, ast.Dict)):
        return
    unread = around.unread(node)
    large = 0 if _role(around, node) else 1
    own = node.id if isinstance(node, ast.Name) else ""
    terms: list[tuple[int, ast.expr]] = [(2, ast.Constant(value)) for value in _SCALARS]
    for name in around.names(node):
        variable = ast.Name(name, ast.Load())
        if name != own:
            terms.append((0 if name in unread else 2, variable))
        if name in unread or around.numpy is not None:
            length = ast.Call(ast.Name("len", ast.Load()), [variable], [])
            terms.append((3, length))
    if not isinstance(node, ast.Constant):
        terms.append((2, node))  # its square
    for rank, term in terms:
        for kind in (ast.Mult, ast.Div, ast.Add, ast.Sub, *((ast.Pow,) if rank else ())):
            new = ast.BinOp(node, kind(), term)
            yield rank + large, Change("one term more", node, new, Kind.TERM)
