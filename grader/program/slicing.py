"""The slice of a program that an answer is: what defines the asked names, and what that needs.

A backward slice (Weiser, 1981) over the statements at the top level. A statement counts if it
binds a name that is needed from there on, or changes what such a name stands for: an item or an
attribute that is set, a method that is called, a function that does either to its arguments or to
globals. What replaces a name ends the need for what it meant before. What is in doubt is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grader.program.meanings import BUILTIN, Meanings, Statement
from grader.program.parsing import Piece


class Slice(NamedTuple):
    """What counts of a program, in order, and what may be missing from it: pieces that could not be
    kept though they seem to bind what is needed.
    """

    kept: tuple[Part, ...]
    missed: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that counts. Where it is not `needed` it changes something that is, and may fail
    as it may in a notebook.
    """

    piece: Piece
    node: ast.stmt
    needed: bool


def slice_of(
    pieces: Sequence[Piece],
    asks: Iterable[str],
    *,
    stands: Callable[[Statement, str], tuple[bool, bool]],
    stars: Callable[[str], Collection[str] | None] = lambda _: None,
    modules: Collection[str] = (),
) -> Slice:
    """The slice for these names.

    Of the definitions of an asked name the last counts that `stands` highest. `stars` names what a
    module holds, or nothing where that is not known. Of `modules`, as of any relative import, the
    functions may do anything.
    """
    asked = frozenset(asks)
    meanings = Meanings(pieces, stars, frozenset(modules))
    statements = _without_lesser(meanings.statements, asked, stands)
    return _sliced(meanings, statements, asked)


def _without_lesser(
    statements: Sequence[Statement],
    asked: frozenset[str],
    stands: Callable[[Statement, str], tuple[bool, bool]],
) -> list[Statement]:
    """All statements but definitions of asked names that stand behind an earlier one."""
    last: dict[str, int] = {}
    for name in asked:
        places = [i for i, one in enumerate(statements) if name in one.firm]
        if len(places) > 1:
            ranks = {place: (stands(statements[place], name), place) for place in places}
            last[name] = max(places, key=ranks.__getitem__)
    return [
        one
        for place, one in enumerate(statements)
        if not any(place > last[n] and n not in one.reads for n in one.firm & last.keys())
    ]


def _sliced(meanings: Meanings, statements: Sequence[Statement], asked: frozenset[str]) -> Slice:
    """The backward slice, made again until what functions read later is known in full."""
    later: dict[str, set[str]] = {}
    while True:
        kept, missed = _pass(meanings, statements, asked, later)
        before = sum(map(len, later.values()))
        for one, _ in kept:
            for name in one.binds | one.changes:
                later.setdefault(name, set()).update(one.later)
            for name, other in one.alike:
                later.setdefault(name, set()).update(later.get(other, ()))
        if sum(map(len, later.values())) == before:
            break
    parts = tuple(
        Part(one.piece, one.piece.node, needed)
        for one, needed in reversed(kept)
        if one.piece.node is not None
    )
    return Slice(parts, tuple(reversed(missed)))


def _pass(
    meanings: Meanings,
    statements: Sequence[Statement],
    asked: frozenset[str],
    later: Mapping[str, set[str]],
) -> tuple[list[tuple[Statement, bool]], list[Piece]]:
    """What is kept, from the last statement to the first, and what is missed."""
    every = frozenset(name for one in statements for name in one.binds)
    live = _closed(asked, later)
    kept: list[tuple[Statement, bool]] = []
    missed: list[Piece] = []
    for one in reversed(statements):
        binds = not live.isdisjoint(one.binds)
        if one.piece.node is None:
            if binds:
                missed.append(one.piece)
            continue
        if isinstance(one.piece.node, ast.Delete) and not one.changes:
            # What it deletes is not needed from here on, and need not be there.
            kept += [(one, False)] if binds else []
            live -= one.firm
            continue
        changes = not live.isdisjoint(meanings.all_alike(one.changes))
        unknown = bool(one.stars) and not live <= every | BUILTIN
        if not (binds or changes or one.always or unknown):
            continue
        kept.append((one, not live.isdisjoint(one.firm)))
        live -= one.firm
        live |= _closed(one.reads, later) if one.calls else one.reads
    return kept, missed


def _closed(names: Iterable[str], later: Mapping[str, set[str]]) -> set[str]:
    """The names, and all that is read when what they stand for is called."""
    found = set(names)
    waiting = list(found)
    while waiting:
        fresh = later.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found
