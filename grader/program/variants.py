"""A program with edits of its own source: thought of, loaded one after the other, and called.

This runs where the program does, on its side of the border. What it says of an edit (a line, a
kind, a name, two texts) is no more to be believed than an answer.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import types
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from grader.edits.backwards import Edit, edits
from grader.edits.change import MOST_NAME, MOST_TEXT, Change, Kind
from grader.edits.schema import SWITCH, Schemata, located
from grader.edits.surroundings import Surroundings
from grader.edits.twins import Twins
from grader.model import Outcome, Refused
from grader.program import forbidding
from grader.program.loading import Functions, again, future, of_statement
from grader.program.loops import endless
from grader.program.parsing import parsed, pieces_of
from grader.program.slicing import Part
from grader.program.traits import Traits, traits

COLUMNS: Final = 6
"""Of each edit: the first and last line of its statement, where to look, its kind, its rank, and
the number of its twins, if it has any: the same edits of statements that are written alike.
"""

_KINDS: Final = {kind: number for number, kind in enumerate(Kind)}

TOGETHER: Final = 64
"""So many edits that follow each other are compiled at once, if that can be."""


Codes = Sequence[types.CodeType]
"""The code of each statement of a program."""


class _Made(NamedTuple):
    places: tuple[int, ...]
    functions: Functions | Refused


class Variants:
    """The edits of a loaded program, and the program with some of them made."""

    def __init__(self, functions: Functions) -> None:
        self._original = _with_unused(functions)
        self._file = functions.filename
        self._last: _Made | None = None
        self._several: dict[int, dict[int, types.CodeType]] = {}

    @cached_property
    def _tree(self) -> ast.Module:
        """The statements that count."""
        parts = self._original.parts
        if parts is not None:
            return ast.Module([part.node for part in parts], [])
        return parsed(self._original.program.source.removeprefix("\ufeff"))

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self._tree)

    @cached_property
    def _edits(self) -> list[Edit]:
        return self._thought(refusing=True)

    def _thought(self, *, refusing: bool) -> list[Edit]:
        asks = tuple(self._original.program.asks.values())
        with _all_kept():
            return edits(self._around, asks, refusing=refusing)

    @cached_property
    def _codes(self) -> list[types.CodeType]:
        """The code of each statement, in a program that is run statement by statement."""
        return [self._code(node) for node in self._tree.body]

    @cached_property
    def _flags(self) -> int:
        return future(self._tree.body)

    def _code(self, node: ast.stmt) -> types.CodeType:
        return of_statement(node, self._file, self._flags)

    def described(self, *, refusing: bool = True) -> np.ndarray[Any, Any]:
        """All edits, the likeliest first, a row each; those of refusals only if they are wanted."""
        self._edits = self._thought(refusing=refusing)
        self._several.clear()
        found = np.empty((len(self._edits), COLUMNS), np.int64)
        twins = Twins(self._around, self._tree)
        for row, (rank, change) in zip(found, self._edits, strict=True):
            statement = self._around.statement(change.node)
            assert statement is not None
            last, kind = _last_line(statement), _KINDS[change.kind]
            row[:] = statement.lineno, last, change.place, kind, rank, twins.of(change, statement)
        return found

    @property
    def settings(self) -> list[int]:
        """The lines at the top level that bind variables, and run before any call."""
        return [n.lineno for n in self._tree.body if isinstance(n, (ast.Assign, ast.AnnAssign))]

    def traits(self) -> Traits:
        """What can be read off the program."""
        return traits(self._tree, tuple(self._original.program.asks.values()))

    def endless(self, name: str, arguments: bytes) -> tuple[int, str]:
        """The line and the keyword of the loop that a call does not get out of."""
        return endless(self._original, self._tree, name, arguments)

    def written(self, places: Sequence[int]) -> list[tuple[bool, str, str, str]]:
        """Of each of these edits whether it is allowed, what it is about, what stands there, and
        what becomes of it.
        """
        return [self._written(self._edits[place].change) for place in places]

    def _written(self, change: Change) -> tuple[bool, str, str, str]:
        return self._allowed(change), change.about[:MOST_NAME], *texts_of(change)

    def is_made(self, places: tuple[int, ...]) -> bool:
        """Whether these were the last edits that were made."""
        return self._last is not None and self._last.places == places

    def functions(self, places: tuple[int, ...]) -> Functions | Refused:
        """The functions of the program with these edits made."""
        return self.loaded(places, self.compiled(places))

    def compiled(self, places: tuple[int, ...]) -> Codes | Refused:
        """The code of the program with these edits made, which takes longer the first time."""
        if self.is_made(places):
            return ()
        try:
            new = self._together(places) or self._alone(places)
        except (SyntaxError, ValueError, TypeError, RecursionError) as error:
            return Refused(Outcome.ERRORED, type(error).__name__)
        return [new.get(top, code) for top, code in enumerate(self._codes)]

    def loaded(self, places: tuple[int, ...], codes: Codes | Refused) -> Functions | Refused:
        """The functions of the program with these edits made, of which this is the code."""
        if self._last is None or not self.is_made(places):
            known = {SWITCH: places[0]} if places else {}
            made = codes if isinstance(codes, Refused) else again(self._original, codes, known)
            self._last = _Made(places, made)
        return self._last.functions

    def _alone(self, places: tuple[int, ...]) -> dict[int, types.CodeType]:
        """The code of the statements that these edits are in, with these made, by their place."""
        with self._made([self._edits[place].change for place in places]) as tops:
            return {top: self._code(self._tree.body[top]) for top in tops}

    def _together(self, places: tuple[int, ...]) -> dict[int, types.CodeType]:
        """The code of the statement that a single edit is in, where that and its neighbours are
        made by a switch; nothing where it cannot be.
        """
        if len(places) != 1:
            return {}
        change = self._edits[places[0]].change
        top = self._top(change.node)
        if not self._schemata.holds(change, self._tree.body[top]):
            return {}
        group = places[0] // TOGETHER
        if group not in self._several:
            self._several[group] = dict(self._compiled(group))
        return {top: code} if (code := self._several[group].get(top)) is not None else {}

    @cached_property
    def _schemata(self) -> Schemata:
        return Schemata(self._around)

    def _compiled(self, group: int) -> Iterator[tuple[int, types.CodeType]]:
        """Of each top-level statement the code that makes the edits of a group by a switch."""
        several: dict[int, dict[int, Change]] = {}
        start = group * TOGETHER
        for number, edit in enumerate(self._edits[start : start + TOGETHER], start):
            top = self._top(edit.change.node)
            if self._schemata.holds(edit.change, self._tree.body[top]):
                several.setdefault(top, {})[number] = edit.change
        for top, changes in several.items():
            # One that cannot be compiled spoils the others, which are made alone then.
            with contextlib.suppress(SyntaxError, ValueError, TypeError, RecursionError):
                yield top, self._code(self._schemata.of(self._tree.body[top], changes))

    def _allowed(self, change: Change) -> bool:
        """Whether the exercise forbids nothing in what would stand there."""
        forbid = self._original.program.forbid
        if not forbid:
            return True
        imports = [n for n in self._tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        with self._made([change]) as tops:
            module = ast.Module([*imports, *(self._tree.body[top] for top in tops)], [])
            return forbidding.find(module, forbid) is None

    @contextlib.contextmanager
    def _made(self, changes: Sequence[Change]) -> Iterator[list[int]]:
        """Inside, the tree has these changes; gives the places of the statements they are in."""
        places = [self._around.places[id(change.node)] for change in changes]
        try:
            for change, place in zip(changes, places, strict=True):
                place.put(_standing(change))
            yield sorted({self._top(change.node) for change in changes})
        finally:
            for change, place in zip(reversed(changes), reversed(places), strict=True):
                place.put(change.node)

    def _top(self, node: ast.AST) -> int:
        while (place := self._around.places[id(node)]).parent is not self._tree:
            node = place.parent
        return place.index


def texts_of(change: Change) -> tuple[str, str]:
    """What stands there, and what becomes of it, each cut after `MOST_TEXT` characters."""
    after = change.new if isinstance(change.new, tuple) else (change.new,)
    text = "; ".join(ast.unparse(ast.fix_missing_locations(one)) for one in after)
    return ast.unparse(change.node)[:MOST_TEXT], text[:MOST_TEXT]


def _with_unused(functions: Functions) -> Functions:
    """The same, with the functions that its author wrote and never uses."""
    program, parts = functions.program, functions.parts
    if parts is None:
        return functions
    known = {getattr(part.node, "name", "") for part in parts}
    pieces = pieces_of(program.source.removeprefix("\ufeff"), program.cells)
    unused = [
        Part(piece, piece.node, False)
        for piece in pieces
        if isinstance(piece.node, ast.FunctionDef) and piece.node.name not in known
    ]
    return replace(functions, parts=(*parts, *unused[:MOST_UNUSED]))


MOST_UNUSED: Final = 20


def _standing(change: Change) -> ast.AST:
    """The one node that stands in the old one's place."""
    new = change.new
    standing: ast.AST
    if not isinstance(new, tuple):
        standing = new
    elif len(new) == 1:
        standing = new[0]
    else:
        standing = ast.If(ast.Constant(True), [*new], [])
    return located(standing, change.node)


def _last_line(statement: ast.stmt) -> int:
    """The last line of a statement's own, without those of its body."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno


@contextlib.contextmanager
def _all_kept() -> Iterator[None]:
    """What is made inside stays, and is not looked through for garbage: that takes as long again
    as making it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
