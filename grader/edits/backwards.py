"""Edits that may make a wrong program right: those that make a right one wrong, read backwards.

Most are their own way back. What was left out has to be thought of: a call around an expression, a
term, a keyword, another variable, a refusal. Each has a rank, the likeliest first; what is common
and small comes before what is anything at all, and the function that is asked for before those that
help it.
"""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from grader.edits import syntax
from grader.edits.adding import more, renamed, wrapped
from grader.edits.borrowing import borrowed
from grader.edits.calling import called_otherwise
from grader.edits.change import Change, Kind
from grader.edits.changes import changes
from grader.edits.exchanging import exchanged
from grader.edits.grouping import regrouped
from grader.edits.reach import reached
from grader.edits.rebuilding import statement_edits
from grader.edits.refusing import refusals
from grader.edits.surroundings import Surroundings, loaded

MOST: Final = 6_000
"""So many edits of a program are thought of."""

REFUSING: Final = 7
"""The rank of what should perhaps be refused, for those who know that something should; it is one
more outside of what is asked for, but for a function that does nothing yet.
"""
MOST_REFUSING: Final = 500


FEW: Final = 40
"""Of one rank, what there are so few of comes before what there are many of."""


class Edit(NamedTuple):
    """A change, and its rank."""

    rank: int
    change: Change


def edits(surroundings: Surroundings, asks: Sequence[str], *, refusing: bool = True) -> list[Edit]:
    """The edits of a program that may make it right, the likeliest first, each once; with those
    that are `refusing` something more, or without.
    """
    tree = surroundings.tree
    names = frozenset(surroundings.own)
    found: list[Edit] = []
    more_refused: list[Edit] = []
    seen = set[tuple[int, str]]()
    written = _Written(surroundings)
    asked = [ask.partition(".")[0] for ask in asks]
    places = sorted(reached(tree, asked))
    there = [(place, getattr(tree.body[place], "name", "") not in asked) for place in places]
    for place, later in sorted(there, key=lambda one: one[1]):
        node = tree.body[place]
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
            continue
        for rank, change in itertools.chain(
            ((_rank_of(change), change) for change in changes(node, names)),
            statement_edits(node),
            _expressions(surroundings, node),
        ):
            if change.kind not in _UNIQUE:
                key = id(change.node), written.text(change.new)
                if key in seen:
                    continue
                seen.add(key)
            found.append(Edit(rank + later, change))
        if refusing:
            far = later and not _does_nothing(node)
            more_refused += (Edit(REFUSING + far, one) for one in refusals(surroundings, node))
    often = Counter(edit.change.name for edit in found)
    found.sort(key=lambda edit: (edit.rank, often[edit.change.name] > FEW))
    more_refused.sort(key=lambda edit: edit.rank)
    return [*found[: MOST - MOST_REFUSING], *more_refused[:MOST_REFUSING]]


def _does_nothing(node: ast.stmt) -> bool:
    """Whether it is a function without a statement that does anything."""
    body = node.body if isinstance(node, ast.FunctionDef) else []
    return bool(body) and all(isinstance(n, ast.Pass) or syntax.is_docstring(n) for n in body)


_UNIQUE: Final = frozenset({Kind.TERM, Kind.MISSING, Kind.EXPRESSION, Kind.PLACE})
"""Of these kinds no edit is thought of twice."""


class _Written:
    """What nodes say, whatever their formatting; the program's own are read once."""

    def __init__(self, around: Surroundings) -> None:
        self._own = around.places
        self._known: dict[int, str] = {}

    def text(self, node: object) -> str:
        """The same for nodes that say the same, and for no others."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, (list, tuple)):
            return f"[{','.join(map(self.text, node))}]"
        if not isinstance(node, ast.AST):
            return repr(node)
        found = self._known.get(id(node))
        if found is None:
            fields = (self.text(getattr(node, name, None)) for name in node._fields)
            found = f"{type(node).__name__}({','.join(fields)})"
            if id(node) in self._own:
                self._known[id(node)] = found
        return found


def _rank_of(change: Change) -> int:
    return _LATE.get(change.kind, 0)


_LATE: Final = {Kind.STATEMENT: 1, Kind.SURPLUS: 1, Kind.RETURN: 2, Kind.REFUSAL: 2}


_WAYS: Final = (exchanged, regrouped, called_otherwise, wrapped, borrowed, renamed, more)


def _expressions(around: Surroundings, definition: ast.stmt) -> Iterator[tuple[int, Change]]:
    for node in loaded(around, syntax.nodes(definition)):
        for way in _WAYS:
            yield from way(around, node)
