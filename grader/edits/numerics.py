"""The small changes that make a right program a little wrong in its numbers: a fudge constant, a
guard against overflow, a formula from a textbook, fewer rounds.

They are changes as those of `changes`, asked of every right answer. Any of them may be none at
all, as far as values go, so all are doubtful.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from grader.edits import syntax
from grader.edits.change import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Numeric = tuple[str, ast.expr]

FUDGES: Final = (1e-12, 1e-8, 1e-6)

FUDGED: Final = ("to what is divided by", "below the root", "before sqrt", "before log")

_ROOTS: Final = frozenset({"sqrt", "log", "log2", "log10", "reciprocal"})
_MEANS: Final = frozenset({"mean", "average"})
_LOOSE: Final = 1e-3
_ROUNDS: Final = 20


def numeric_changes(definition: ast.stmt, own: frozenset[str]) -> Iterator[Change]:
    """Every such change of a top-level definition."""
    del own
    for node in syntax.nodes(definition):
        replace = _EXPRESSIONS.get(type(node))
        for name, new in replace(node) if replace else ():
            yield Change(name, node, new, Kind.NUMBER, doubtful=())


def _binary(node: ast.BinOp) -> Iterator[Numeric]:
    if syntax.is_text(node.left) or syntax.is_text(node.right):
        return
    if isinstance(node.op, ast.Div) and syntax.number(node.right) is None:
        for fudge in FUDGES:
            divisor = ast.BinOp(node.right, ast.Add(), ast.Constant(fudge))
            yield f"adds {fudge:g} to what is divided by", ast.BinOp(node.left, ast.Div(), divisor)
    if isinstance(node.op, ast.Pow) and syntax.number(node.right) in (0.5, -0.5):
        for fudge in FUDGES:
            inside = ast.BinOp(node.left, ast.Add(), ast.Constant(fudge))
            yield f"adds {fudge:g} below the root", ast.BinOp(inside, ast.Pow(), node.right)


def _call(node: ast.Call) -> Iterator[Numeric]:
    called = syntax.called(node)
    if not node.args or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    first, rest = node.args[0], node.args[1:]
    if called in _ROOTS:
        for fudge in FUDGES:
            inside = ast.BinOp(first, ast.Add(), ast.Constant(fudge))
            yield f"adds {fudge:g} before {called}", _called(node, inside, *rest)
    if called == "exp":
        clipped = _np("clip", first, ast.Constant(-500), ast.Constant(500))
        yield "clips what exp is taken of to 500", _called(node, clipped, *rest)
    if called in {"log1p", "expm1"} and not rest and not node.keywords:
        yield f"writes {called} out", _written_out(called, first)
    if called == "divide" and len(node.args) == 2:
        for fudge in FUDGES:
            divisor = ast.BinOp(rest[0], ast.Add(), ast.Constant(fudge))
            yield f"adds {fudge:g} to what is divided by", _called(node, first, divisor)
    if called in {"var", "std"} and not any(k.arg in {"ddof", "mean"} for k in node.keywords):
        yield "takes the mean square less the squared mean", _textbook(node, called, first)
    if called in _MEANS and isinstance(first, ast.BinOp) and _is_square_of_difference(first):
        assert isinstance(first.left, ast.BinOp)
        x, mean = first.left.left, first.left.right
        new = ast.BinOp(_called(node, _square(x), *rest), ast.Sub(), _square(mean))
        yield "takes the mean square less the squared mean", new
    if called == "norm" and len(node.args) == 1 and not node.keywords:
        yield "writes the norm out", _np("sqrt", _np("sum", _square(first)))
    if called == "hypot" and len(node.args) == 2:
        total = ast.BinOp(_square(first), ast.Add(), _square(rest[0]))
        yield "writes the norm out", _np("sqrt", total)
    if called == "logaddexp" and len(node.args) == 2:
        total = ast.BinOp(_np("exp", first), ast.Add(), _np("exp", rest[0]))
        yield "writes logaddexp out", _np("log", total)


def _written_out(called: str, x: ast.expr) -> ast.expr:
    if called == "log1p":
        return _np("log", ast.BinOp(ast.Constant(1), ast.Add(), x))
    return ast.BinOp(_np("exp", x), ast.Sub(), ast.Constant(1))


def _textbook(node: ast.Call, called: str, x: ast.expr) -> ast.expr:
    mean = ast.Attribute(ast.Name("np", ast.Load()), "mean", ast.Load())
    rest = node.args[1:]
    square_mean = ast.Call(mean, [_square(x), *rest], [*node.keywords])
    variance = ast.BinOp(
        square_mean, ast.Sub(), _square(ast.Call(mean, [x, *rest], [*node.keywords]))
    )
    return variance if called == "var" else _np("sqrt", _np("abs", variance))


def _is_square_of_difference(node: ast.BinOp) -> bool:
    return (
        isinstance(node.op, ast.Pow)
        and syntax.number(node.right) == 2
        and isinstance(node.left, ast.BinOp)
        and isinstance(node.left.op, ast.Sub)
    )


def _compare(node: ast.Compare) -> Iterator[Numeric]:
    op = node.ops[0]
    if not isinstance(op, (ast.Eq, ast.NotEq)) or syntax.number(node.comparators[-1]) != 0.0:
        return
    near: ast.cmpop = ast.Lt() if isinstance(op, ast.Eq) else ast.GtE()
    small = ast.Compare(_np("abs", node.left), [near], [ast.Constant(1e-12)])
    yield "takes what is below 1e-12 for 0", small


def _constant(node: ast.Constant) -> Iterator[Numeric]:
    value = syntax.number(node)
    if isinstance(value, float) and 0 < value < _LOOSE:
        yield f"{value:g} is a thousand times as loose", ast.Constant(float(f"{1000 * value:g}"))
    if isinstance(value, int) and not isinstance(value, bool) and value >= _ROUNDS:
        yield f"{value} becomes a tenth of it", ast.Constant(value // 10)


def _np(name: str, *args: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [*args], [])


def _called(node: ast.Call, *args: ast.expr) -> ast.expr:
    return ast.Call(node.func, [*args], [*node.keywords])


def _square(x: ast.expr) -> ast.expr:
    return ast.BinOp(x, ast.Pow(), ast.Constant(2))


_EXPRESSIONS: Final[dict[type, Callable[..., Iterator[Numeric]]]] = {
    ast.BinOp: _binary,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
}
