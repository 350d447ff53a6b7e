"""Why a claim is false: its first false part, with both sides and where they differ.

A claim is a Python expression of a law. When it does not hold, it is taken apart again with the
names that it saw: `close(a, b)` and comparisons show both sides, `all(… for …)` shows its first
false element, `… and …` its first false conjunct.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from grader.law.calls import Asked, Sides, StudentRaised, StudentStopped, Told, hearing
from grader.law.closeness import Difference
from grader.law.showing import show

_NOT = {
    ast.NotEq: "is equal to",
    ast.Lt: "is not less than",
    ast.LtE: "is greater than",
    ast.Gt: "is not greater than",
    ast.GtE: "is less than",
    ast.In: "is not in",
    ast.NotIn: "is in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_MIRRORED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
"""What is said of a constant on the left is better said of what stands on the right."""

_ANSWER: Final = frozenset({"answer", "seen"})


def holds(value: Any) -> bool:
    """Whether a claim's value counts as true; an array does when all of its entries do."""
    return bool(value.all()) if isinstance(value, np.ndarray) else bool(value)


@dataclass(frozen=True)
class Intermediate:
    """A statement of a law that names what it computes: the names that it `made`, those that it
    read, and the function if it is `name = f(…)` and no more.
    """

    made: tuple[str, ...]
    read: frozenset[str]
    called: str

    @classmethod
    def of(cls, statement: ast.stmt) -> Intermediate:
        """What is to be known of this statement, whatever its names hold."""
        found = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        made = tuple(node.id for node in found if isinstance(node.ctx, ast.Store))
        read = frozenset(node.id for node in found if isinstance(node.ctx, ast.Load))
        value = statement.value if isinstance(statement, ast.Assign) else None
        return cls(made, read, ast.unparse(value.func) if isinstance(value, ast.Call) else "")


@dataclass(frozen=True)
class Origins:
    """Where the names of a law come from: the answer itself, and what was asked for each."""

    answer: frozenset[str] = _ANSWER
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Mapping[str, Any]) -> Origins:
        """Before anything was computed of the names that an example has."""
        return cls(_ANSWER.union(getattr(names.get("answer"), "_fields", ())))

    def add(self, intermediate: Intermediate, heard: Sequence[Asked]) -> None:
        """After a statement that made these calls."""
        if (
            len(heard) == len(intermediate.made) == 1
            and intermediate.called == heard[0].call.function
        ):
            heard = [heard[0]._replace(name=intermediate.made[0])]
        for name in intermediate.made:
            self.reads[name] = self.closure(intermediate.read)
            self.asked[name] = [*self.behind(intermediate.read), *heard]

    def closure(self, names: Iterable[str]) -> set[str]:
        """These names, and all that they were computed from."""
        return {one for name in names for one in (name, *self.reads.get(name, ()))}

    def behind(self, names: Iterable[str]) -> list[Asked]:
        """The calls that these names come from."""
        return _once(one for name in sorted(names) for one in self.asked.get(name, ()))


def _once(asked: Iterable[Asked]) -> list[Asked]:
    """Each call once, by the name that a law gave it if any did."""
    found: dict[Any, Asked] = {}
    for one in asked:
        if one.call not in found or one.name:
            found[one.call] = one
    return list(found.values())


def explain(
    claim: ast.expr, names: Mapping[str, Any], origins: Origins | None = None
) -> tuple[str, Told]:
    """Why `claim` is false for these names, in one line, and what that was read from; that it is,
    where no more can be told.
    """
    explainer = _Explainer(dict(names), origins or Origins(), (), [])
    try:
        text = explainer.why(claim)
    except (StudentRaised, StudentStopped, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - an answer may be anything, and the claim is false anyway
        return f"{ast.unparse(claim)} is false", Told()
    return text, explainer.found[-1] if explainer.found else Told()


class _Explainer:
    """Takes a claim apart, inside the `outer` generators; what it reads goes to `found`."""

    def __init__(
        self,
        names: dict[str, Any],
        origins: Origins,
        outer: tuple[ast.AST, ...],
        found: list[Told],
    ) -> None:
        self.names = names
        self.origins = origins
        self.outer = outer
        self.found = found

    def value(self, node: ast.expr) -> Any:
        expression = ast.Expression(node)
        ast.fix_missing_locations(expression)
        return eval(compile(expression, "<claim>", "eval"), self.names)  # noqa: S307

    def read(self, *nodes: ast.expr) -> list[Any]:
        """The values of these, which the claim is false for."""
        with hearing() as heard:
            values = [self.value(node) for node in nodes]
        self.note(nodes, heard)
        return values

    def note(self, nodes: Sequence[ast.AST], heard: Sequence[Asked]) -> None:
        inside = (node for outer in (*self.outer, *nodes) for node in ast.walk(outer))
        found = {node.id for node in inside if isinstance(node, ast.Name)}
        asked = _once([*self.origins.behind(found), *heard])
        own = bool(self.origins.answer & self.origins.closure(found)) or not asked
        self.found.append(Told(tuple(asked), own))

    def sides(self, left: ast.expr, a: Any, right: ast.expr, b: Any) -> None:
        names = [_source(node) for node in (left, right)]
        self.found[-1] = self.found[-1]._replace(sides=Sides(names[0], a, names[1], b))

    def why(self, node: ast.expr) -> str:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return self.why(
                next((p for p in node.values if not holds(self.value(p))), node.values[-1])
            )
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.read(node.operand)
            return f"{ast.unparse(node.operand)} holds, but should not"
        return self.plain(node)

    def call(self, node: ast.Call) -> str:
        name = ast.unparse(node.func)
        if name in ("all", "np.all") and len(node.args) == 1:
            (inner,) = node.args
            if isinstance(inner, (ast.GeneratorExp, ast.ListComp)):
                return self.element(inner)
            return self.why(inner)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "all" and not node.args:
            return self.why(node.func.value)
        if name in ("close", "same") and len(node.args) >= 2:
            left, right = node.args[:2]
            verdict = self.value(node)
            place = f" ({verdict!r})" if isinstance(verdict, Difference) else ""
            a, b = self.read(left, right)
            freedom = _freedom(node)
            if not freedom:
                self.sides(left, a, right, b)
            return f"{_should(left, a, right, b, freedom)}{_if_needed(place, a, b)}"
        if name == "at_most" and len(node.args) >= 2:
            left, right = node.args[:2]
            place = f" ({self.value(node)!r})"
            a, b = self.read(left, right)
            sides = f"{_side(left, a, b)} is greater than {_side(right, b, a)}"
            return f"{sides}{_if_needed(place, a, b)}"
        if name == "finite" and node.args:
            (verdict,) = self.read(node)
            return f"{ast.unparse(node.args[0])} has {verdict!r}"
        if name == "raises" and len(node.args) == 2:
            kind, thunk = node.args
            called = thunk.body if isinstance(thunk, ast.Lambda) else thunk
            with hearing() as heard:
                self.value(node)
            self.note((node,), heard)
            return f"{ast.unparse(called)} does not raise {self.value(kind)}"
        return self.plain(node)

    def element(self, node: ast.GeneratorExp | ast.ListComp) -> str:
        several = [one.target for one in node.generators]
        targets = list(
            dict.fromkeys(n.id for one in several for n in ast.walk(one) if isinstance(n, ast.Name))
        )
        bound = ast.Tuple([ast.Name(name, ast.Load()) for name in targets], ast.Load())
        for values in self.value(ast.ListComp(bound, node.generators)):
            seen = {**self.names, **dict(zip(targets, values, strict=True))}
            outer = (*self.outer, *(one.iter for one in node.generators))
            inside = _Explainer(seen, self.origins, outer, self.found)
            if not holds(inside.value(node.elt)):
                where = ", ".join(f"{n} = {show(v)}" for n, v in zip(targets, values, strict=True))
                return f"for {where}: {inside.why(node.elt)}"
        return self.plain(node)

    def comparison(self, node: ast.Compare) -> str:
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            part = ast.Compare(left, [operator], [right])
            verdict = self.value(part)
            if holds(verdict):
                continue
            a, b = self.read(left, right)
            if isinstance(verdict, np.ndarray) and verdict.ndim:
                at = tuple(int(i) for i in np.argwhere(~verdict.astype(bool))[0])
                a, b = (_entry(side, at, verdict.shape) for side in (a, b))
                place = "[" + ", ".join(map(str, at)) + "]"
            else:
                place = ""
            kind = type(operator)
            if kind is ast.Eq:
                return _should(left, a, right, b, place=place)
            said = _side(left, a, b, place), _side(right, b, a, place)
            if kind in _MIRRORED and any(isinstance(n, float) and n != n for n in (a, b)):
                nan, other = said if a != a else said[::-1]
                return f"{nan} cannot be compared with {other}"
            if kind in _MIRRORED and _constant(left) and not _constant(right):
                kind, said = _MIRRORED[kind], said[::-1]
            return f" {_NOT[kind]} ".join(said)
        return self.plain(node)

    def plain(self, node: ast.expr) -> str:
        (verdict,) = self.read(node)
        why = f" ({verdict!r})" if isinstance(verdict, Difference) else ""
        return f"{ast.unparse(node)} is false{why}"


def _entry(side: Any, at: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(side, shape)[at].item()


def _freedom(node: ast.Call) -> str:
    """In what two sides may differ entry by entry and be the same to this comparison."""
    given = (keyword.value for keyword in node.keywords if keyword.arg == "up_to")
    return next((ast.unparse(value).strip("'") for value in given), "")


def _source(node: ast.expr) -> str:
    text = ast.unparse(node)
    whole = isinstance(node, (ast.Lambda, ast.IfExp, ast.Compare, ast.BoolOp))
    return f"({text})" if whole else text


def _side(node: ast.expr, value: Any, other: Any, place: str = "") -> str:
    text, shown = _source(node), show(value, other)
    return text if text in (shown, show(value)) else f"{text}{place} = {shown}"


def _should(
    left: ast.expr, a: Any, right: ast.expr, b: Any, freedom: str = "", place: str = ""
) -> str:
    """What one side should be and what it is; a constant is what the other side should be."""
    if _constant(left) and not _constant(right):
        left, a, right, b = right, b, left, a
    if isinstance(b, (int, float, np.number)) and isinstance(a, np.ndarray) and a.size == 1:
        a = a.item()  # a single number is not told from another by its brackets
    but = f", up to {freedom}" if freedom else ""
    wanted = _side(right, b, a, place)
    return f"{_source(left)}{place} should be {wanted}{but}, but is {show(a, b)}"


def _constant(node: ast.expr) -> bool:
    """Whether the expression reads nothing of the example, or of the answer."""
    return not any(isinstance(inner, (ast.Name, ast.Call)) for inner in ast.walk(node))


def _if_needed(place: str, a: Any, b: Any) -> str:
    """Small values speak for themselves; the place helps once there is more to look through."""
    small = all(np.size(side) <= 1 for side in (a, b) if isinstance(side, (np.ndarray, float, int)))
    return "" if small and isinstance(a, (np.ndarray, float, int, np.generic)) else place
