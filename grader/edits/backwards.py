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

from grader.edits import syntax
from grader.edits.adding import more, renamed, wrapped
from grader.edits.calling import called_otherwise
from grader.edits.change import Change, Kind
from grader.edits.changes import changes
from grader.edits.exchanging import exchanged
from grader.edits.reach import reached
from grader.edits.rebuilding import statement_edits
from grader.edits.surroundings import Surroundings, loaded

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
            itertools.starmap(Edit, statement_edits(node)),
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
            exchanged(around, node),
            called_otherwise(around, node),
            wrapped(around, node),
            renamed(around, node),
            more(around, node),
        ):
            yield Edit(rank, change)
