"""A program with edits of its own source: thought of, loaded one after the other, and called.

This runs where the program does, on its side of the border. What it says of an edit (a line, a
kind, a name, two texts) is no more to be believed than an answer.
"""

from __future__ import annotations

import ast
import contextlib
import signal
import types
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from grader.edits.backwards import Edit, edits
from grader.edits.change import Change, Kind
from grader.edits.surroundings import Surroundings
from grader.edits.twins import Twins
from grader.model import Outcome, Refused
from grader.program import forbidding
from grader.program.loading import Functions, again, future, of_statement
from grader.program.loops import endless
from grader.program.parsing import parsed
from grader.program.traits import Traits, traits

MOST_TEXT: Final = 200
MOST_ABOUT: Final = 40

COLUMNS: Final = 6
"""Of each edit: the first and last line of its statement, where to look, its kind, its rank, and
the number of its twins, if it has any: the same edits of statements that are written alike.
"""

_KINDS: Final = {kind: number for number, kind in enumerate(Kind)}


class Late(BaseException):
    """A variant took longer than it may."""


class _Made(NamedTuple):
    places: tuple[int, ...]
    functions: Functions | Refused


class Variants:
    """The edits of a loaded program, and the program with some of them made."""

    def __init__(self, functions: Functions) -> None:
        self._original = functions
        self._file = functions.filename
        self._last: _Made | None = None

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
        return edits(self._around, tuple(self._original.program.asks.values()))

    @cached_property
    def _codes(self) -> list[types.CodeType]:
        """The code of each statement, in a program that is run statement by statement."""
        return [self._code(node) for node in self._tree.body]

    @cached_property
    def _flags(self) -> int:
        return future(self._tree.body)

    def _code(self, node: ast.stmt) -> types.CodeType:
        return of_statement(node, self._file, self._flags)

    def described(self) -> np.ndarray[Any, Any]:
        """All edits, the likeliest first, a row each."""
        found = np.empty((len(self._edits), COLUMNS), np.int64)
        twins = Twins(self._around, self._tree)
        for row, (rank, change) in zip(found, self._edits, strict=True):
            statement = self._around.statement(change.node)
            assert statement is not None
            last, kind = _last_line(statement), _KINDS[change.kind]
            row[:] = statement.lineno, last, change.place, kind, rank, twins.of(change, statement)
        return found

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
        after = change.new if isinstance(change.new, tuple) else (change.new,)
        text = "; ".join(ast.unparse(ast.fix_missing_locations(one)) for one in after)
        before = ast.unparse(change.node)
        about = change.about[:MOST_ABOUT]
        return self._allowed(change), about, before[:MOST_TEXT], text[:MOST_TEXT]

    def functions(self, places: tuple[int, ...]) -> Functions | Refused:
        """The functions of the program with these edits made."""
        if self._last is None or self._last.places != places:
            self._last = _Made(places, self._loaded(places))
        return self._last.functions

    def _loaded(self, places: tuple[int, ...]) -> Functions | Refused:
        codes = [*self._codes]
        try:
            with self._made([self._edits[place].change for place in places]) as tops:
                for top in tops:
                    codes[top] = self._code(self._tree.body[top])
        except (SyntaxError, ValueError, TypeError, RecursionError) as error:
            return Refused(Outcome.ERRORED, type(error).__name__)
        return again(self._original, codes)

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
    return ast.fix_missing_locations(ast.copy_location(standing, change.node))


def _last_line(statement: ast.stmt) -> int:
    """The last line of a statement's own, without those of its body."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno


@contextlib.contextmanager
def briefly(seconds: float) -> Iterator[None]:
    """Inside, Python code that computes for longer is interrupted by `Late`, again and again."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    armed = True

    def late(*_: object) -> None:
        if armed:
            raise Late

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
