"""What goes wrong in any exercise inside a right program: one small thing at one place of it.

A right program is written down once more with a switch at every place where people slip: where
something is divided, where a logarithm or a root is taken, where numbers are summed up. Setting one
switch makes one wrong program, so all of them are loaded together.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.tutor.family import ROUND, Family

if TYPE_CHECKING:
    from grader.model import Program

_SETTER: Final = "_set_slip"
_SWITCH: Final = "_slip"
_RUNTIME: Final = f"""
_slipping = (-1, "", None)
def {_SETTER}(*slip):
    global _slipping
    _slipping = slip
def {_SWITCH}(place, value):
    at, action, by = _slipping
    if at != place:
        return value
    if action == "adds":
        return value + by
    if action == "floors":
        import numpy
        return numpy.maximum(value, by)
    return by
"""


class Slip(NamedTuple):
    """What happens to the value at a place, with which constants or what instead; `words` go on
    from "what comes out if".
    """

    action: str
    words: str
    constants: Sequence[float] = ()
    instead: Any = None


_ADDED: Final = tuple(constant for constant in ROUND if constant <= 10)
_ROOTS: Final = {"sqrt": "a root"}
_LOGS: Final = {"log": "a logarithm", "log2": "a logarithm", "log10": "a logarithm"}
_SUMS: Final = {"mean": "sum", "sum": "mean"}
_SPREADS: Final = {"var", "std"}

_DIVISOR: Final = (
    Slip("is", "a division is left out", instead=1),
    Slip("adds", "{0} is added to a divisor", _ADDED),
    Slip("floors", "a divisor is never taken for less than {0}", _ADDED),
)
_DEGREE: Final = (Slip("is", "a root is left out", instead=1), *_DIVISOR[1:])
"""What happens to p where something is raised to 1/p."""

_TWO: Final = 2


def slips(program: Program) -> list[Family]:
    """All families of this right program; they share a program of their own."""
    names = frozenset(path.partition(".")[0] for path in program.asks.values())
    source, found = _switched(program.source, names)
    slipping = replace(program, source=source, asks={**program.asks, _SETTER: _SETTER})
    return [
        Family(
            f"{slip.action} at {place}",
            _sentence(slip.words),
            slipping,
            slip.constants,
            _SETTER,
            _settings(place, slip),
        )
        for place, slip in found
    ]


@functools.lru_cache(maxsize=32)  # asked for every wrong answer to an exercise
def _switched(source: str, names: frozenset[str]) -> tuple[str, Sequence[tuple[int, Slip]]]:
    """The source with a switch at every place that these names reach, and the slips made there."""
    tree = ast.parse(source)
    kept = _reached(tree, names)
    switches = _Switches()
    for node in tree.body:
        if getattr(node, "name", None) in kept:
            switches.visit(node)
    first = next((i for i, node in enumerate(tree.body) if not _opening(node)), len(tree.body))
    tree.body[first:first] = ast.parse(_RUNTIME).body
    return ast.unparse(ast.fix_missing_locations(tree)), switches.found


def _sentence(words: str) -> Callable[[str], str]:
    return lambda shown: f"Your answers are what comes out if {words.format(shown)}."


def _settings(place: int, slip: Slip) -> Callable[[float], tuple[Any, ...]]:
    return lambda constant: (place, slip.action, constant if slip.constants else slip.instead)


def _opening(node: ast.stmt) -> bool:
    """Whether the statement must stand before all others."""
    return isinstance(node, ast.Expr) or (
        isinstance(node, ast.ImportFrom) and node.module == "__future__"
    )


def _reached(tree: ast.Module, names: frozenset[str]) -> set[str]:
    """The definitions at the top level that these names lead to."""
    bodies = {
        node.name: node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name != "_"
    }
    found: set[str] = set()
    waiting = set(names & bodies.keys())
    while waiting:
        found |= waiting
        used = {
            node.id
            for name in waiting
            for node in ast.walk(bodies[name])
            if isinstance(node, ast.Name)
        }
        waiting = (used & bodies.keys()) - found
    return found


class _Switches(ast.NodeTransformer):
    """Puts a switch at every place, and remembers which slips are made there."""

    def __init__(self) -> None:
        self.found: list[tuple[int, Slip]] = []
        self.places = 0
        self.roots: set[int] = set()

    def switch(self, value: ast.expr, several: Sequence[Slip]) -> ast.expr:
        place = self.places
        self.places += 1
        self.found += [(place, slip) for slip in several]
        return ast.Call(ast.Name(_SWITCH, ast.Load()), [ast.Constant(place), value], [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        root = node.right if isinstance(node.op, ast.Pow) else None
        if isinstance(root, ast.BinOp) and _literal(root.left) == 1:
            self.roots.add(id(root))
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            node.right = self.switch(node.right, _DEGREE if id(node) in self.roots else _DIVISOR)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            node.value = self.switch(node.value, _DIVISOR)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if what := (_LOGS | _ROOTS).get(name):
            if node.args:
                node.args[0] = self.switch(node.args[0], list(_inside(what)))
        elif name == "divide" and len(node.args) >= _TWO:
            node.args[1] = self.switch(node.args[1], _DIVISOR)
        self._axis(node)
        self._sum(node, name)
        return node

    def _axis(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg == "axis" and isinstance(axis := _literal(keyword.value), int):
                others = [other for other in (0, 1, None) if other not in (axis, axis % _TWO)]
                words = "something is done along another axis, {}"
                keyword.value = self.switch(
                    keyword.value,
                    [
                        Slip("is", words.format(_along(axis, other)), instead=other)
                        for other in others
                    ],
                )

    def _sum(self, node: ast.Call, name: str) -> None:
        if name in _SUMS and isinstance(node.func, ast.Attribute):
            words = f"a {_SUMS[name]} is taken where a {name} belongs"
            slip = Slip("is", words, instead=_SUMS[name])
            attribute = self.switch(ast.Constant(name), [slip])
            node.func = ast.Call(ast.Name("getattr", ast.Load()), [node.func.value, attribute], [])
        elif name in _SPREADS:
            given = next((k for k in node.keywords if k.arg == "ddof"), None)
            if given is None:
                given = ast.keyword("ddof", ast.Constant(0))
                node.keywords.append(given)
            what = "variance" if name == "var" else "standard deviation"
            words = "a {} divides by one {} than it should"
            given.value = self.switch(
                given.value,
                [
                    Slip("adds", words.format(what, "less"), (1,)),
                    Slip("adds", words.format(what, "more"), (-1,)),
                ],
            )


def _inside(what: str) -> Iterator[Slip]:
    yield Slip("adds", f"{{0}} is added to what {what} is taken of", _ADDED)
    yield Slip("floors", f"what {what} is taken of is never taken for less than {{0}}", _ADDED)


def _along(axis: int, other: int | None) -> str:
    if other is None:
        return f"over all entries and not along axis {axis}"
    return f"axis {other} in place of {axis}"


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
