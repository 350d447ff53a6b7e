"""Many edits of one statement in a single piece of code, each behind a switch, so that what is made
one by one is compiled once: a mutant schema (Untch, Offutt and Harrold 1993).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence
from typing import Final

from grader.edits.change import Change
from grader.edits.surroundings import Surroundings

SWITCH: Final = "the edit"
"""The global variable that says which edit is made: no name that a program can have."""

_BINDING: Final = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await, ast.Match)
"""Where one of these stands, what is written and never run counts as well."""

_PARTS: Final = (ast.Slice, ast.Tuple)


class Schemata:
    """The schemata of a program's statements."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._plain: dict[int, bool] = {}

    def holds(self, change: Change, statement: ast.stmt) -> bool:
        """Whether a schema of the statement can hold the edit, which is in it: whether the edit
        does nothing but compute one value in place of another.
        """
        node, new = change.node, change.new
        if not isinstance(node, ast.expr) or not isinstance(new, ast.expr):
            return False
        if not isinstance(getattr(node, "ctx", _LOAD), ast.Load):
            return False
        if self._around.field(node) == "slice" and isinstance(node, _PARTS):
            return False  # `a:b` stands nowhere but in brackets
        if id(statement) not in self._plain:
            nodes = ast.walk(statement)
            self._plain[id(statement)] = not any(isinstance(n, _BINDING) for n in nodes)
        return self._plain[id(statement)]

    def of(self, statement: ast.stmt, several: Mapping[int, Change]) -> ast.stmt:
        """The statement with all of these edits, by the number that makes `SWITCH` choose each; any
        other number chooses none. The statement itself stays as it is.
        """
        chosen: dict[int, list[tuple[int, ast.expr]]] = {}
        above = set[int]()
        for number, change in several.items():
            assert isinstance(change.new, ast.expr)
            chosen.setdefault(id(change.node), []).append((number, change.new))
            node: ast.AST | None = change.node
            while node is not None and id(node) not in above:
                above.add(id(node))
                node = None if node is statement else self._around.parent(node)

        def rebuilt(node: ast.AST) -> ast.AST:
            if id(node) not in above:
                return node
            new = copy.copy(node)
            for name, value in ast.iter_fields(node):
                if isinstance(value, ast.AST):
                    setattr(new, name, rebuilt(value))
                elif isinstance(value, list):
                    items = [rebuilt(one) if isinstance(one, ast.AST) else one for one in value]
                    setattr(new, name, items)
            if isinstance(node, ast.expr) and isinstance(new, ast.expr) and id(node) in chosen:
                return located(_switched(new, chosen[id(node)]), node)
            return new

        new = rebuilt(statement)
        assert isinstance(new, ast.stmt)
        return new


def _switched(node: ast.expr, several: Sequence[tuple[int, ast.expr]]) -> ast.expr:
    """The expression, unless the switch chooses one of those beside their numbers."""
    (_, found), *others = several
    for number, new in others:
        found = ast.IfExp(ast.Compare(_NUMBER, [_EQ], [ast.Constant(number)]), new, found)
    numbers = ast.Set([ast.Constant(number) for number, _ in several])
    return ast.IfExp(ast.Compare(_NUMBER, [_IN], [numbers]), found, node)


_LOAD: Final = ast.Load()
_EQ: Final = ast.Eq()
_IN: Final = ast.In()
_NUMBER: Final = ast.Name(SWITCH, _LOAD, lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)


def located(new: ast.AST, old: ast.expr | ast.stmt) -> ast.AST:
    """What is new, as if it stood where something old does; parts that have a place keep it."""
    place = {name: getattr(old, name) for name in _PLACE}
    waiting = [new]
    while waiting:
        node = waiting.pop()
        if node._fields and not hasattr(node, "lineno"):
            vars(node).update(place)
            waiting.extend(ast.iter_child_nodes(node))
    return new


_PLACE: Final = ("lineno", "col_offset", "end_lineno", "end_col_offset")
