"""A submission's program with edits of its own source, asked in the sandbox."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.edits.change import MOST_NAME, MOST_TEXT, Kind
from grader.model import Call, Reply
from grader.sandbox.allowance import Allowance
from grader.sandbox.interning import Interned
from grader.values.wire import WireError

if TYPE_CHECKING:
    from grader.judge.trial import Trial
    from grader.model import Program
    from grader.sandbox import Worker

CALL_S: Final = 0.3
"""What one call of an edited program may compute before its process is ended."""

EDITS_PER_S: Final = 2_000
"""So many edits are tried for each second that a search may take: a second is about what they cost.
They are counted, so that what is found is the same on every machine, however busy it is."""

AT_MOST: Final = 3
"""So many times the seconds may go by in the worker, where a program is slow, and then it ends."""

MOST_EDITS: Final = 10_000
MOST_LINES: Final = 2_000
MOST_HAPPENINGS: Final = 20
MOST_UNREAD: Final = 20

Places = tuple[int, ...]
"""Which edits are made."""


class Edit(NamedTuple):
    """An edit, as the worker describes it: the lines of its statement, where to look, what kind it
    is, its rank, and the number that it shares with its twins, if it has any.
    """

    first: int
    last: int
    line: int
    kind: Kind
    rank: int
    twins: int


class Written(NamedTuple):
    """An edit as text: whether the exercise allows it, what it is about, what stands there, and
    what becomes of it.
    """

    allowed: bool
    about: str
    before: str
    after: str


class Happening(NamedTuple):
    """What first happened in which line to which variable."""

    line: int
    what: str
    name: str


class Traits(NamedTuple):
    """Whether a program refuses anything; which parameters it never reads, with their lines; the
    line and the name of what uses the global random state.
    """

    raises: bool = True
    unread: tuple[tuple[int, str], ...] = ()
    shared: tuple[int, str] = (0, "")


class Traced(NamedTuple):
    """The lines that a call ran, and what happened in them."""

    lines: frozenset[int]
    happenings: tuple[Happening, ...]


@dataclass
class Bench:
    """A worker for one program and its edits, in about so much CPU time of its and the judge's."""

    trial: Trial
    cpu_s: float
    program: Program | None = None
    """Whose edits are tried, if they are not those of the program on trial."""
    allowance: Allowance = field(init=False)
    worker: Worker = field(init=False)
    _began: float = field(init=False)
    asked: int = 0
    _known: Interned[Reply] = field(init=False, default_factory=Interned)

    def __post_init__(self) -> None:
        limits = self.trial.setting.limits
        limits = replace(limits, cpu_s=min(limits.cpu_s, CALL_S))
        self.allowance = Allowance(wait_s=5.0, compute_s=AT_MOST * self.cpu_s)
        program = self.program or self.trial.program
        self.worker = self.trial.sandbox.worker(program, limits, self.allowance, self._known)
        self._began = time.thread_time()

    @property
    def over(self) -> bool:
        """Whether no more edits are tried."""
        return self.asked > EDITS_PER_S * self.cpu_s or self.exhausted

    @property
    def exhausted(self) -> bool:
        """Whether the time is used up."""
        return self.allowance.exhausted is not None

    @property
    def spent_s(self) -> float:
        """What was used so far. To ask costs about as much as an edit."""
        return time.thread_time() - self._began + self.allowance.computed_s

    def edits(self, *, refusing: bool) -> list[Edit]:
        """The edits that the program could have, the likeliest first; those that are `refusing`
        something more only if they are wanted.
        """
        return self.worker.inquire("edits", refusing, _read_edits) or []

    def traced(self, call: Call) -> Traced:
        """What one call of the program runs through."""
        content = call.function, call.arguments
        return self.worker.inquire("traced", content, _read_traced) or Traced(frozenset(), ())

    def endless(self, call: Call) -> tuple[int, str]:
        """The line and the keyword of the loop that a call does not get out of, or 0."""
        content = call.function, call.arguments
        return self.worker.inquire("endless", content, _read_endless) or (0, "")

    def traits(self) -> Traits:
        """What can be read off the program."""
        return self.worker.inquire("traits", None, _read_traits) or Traits()

    def written(self, places: Sequence[int]) -> list[Written]:
        """These edits as text."""
        return self.worker.inquire("written", list(places), _read_written) or []

    def replies(self, call: Call, several: Sequence[Places]) -> list[Reply]:
        """What the program with each of these edits answers to one call."""
        self.asked += len(several)
        return self.worker.answer([call] * len(several), several)

    def token(self, reply: Reply) -> int | None:
        """A number for a reply that came several times."""
        return self._known.token(reply)

    def asking(self, places: Places) -> Edited:
        """Who answers for the program with these edits."""
        return Edited(self.worker, places)


@dataclass(frozen=True)
class Edited:
    """A `Caller`: a program with edits."""

    worker: Worker
    places: Places

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return self.worker.answer(calls, [self.places] * len(calls)) if calls else []


def _read_edits(value: Any) -> list[Edit]:
    match value:
        case (str(form), np.ndarray() as table) if (
            form == "edits"
            and table.dtype == np.int64
            and table.ndim == 2
            and table.shape[1] == len(Edit._fields)
            and len(table) <= MOST_EDITS
        ):
            rows = np.clip(table, 0, 1 << 31).tolist()
            return [
                Edit(first, last, line, _KINDS[kind], rank, twins)
                for first, last, line, kind, rank, twins in rows
                if kind < len(_KINDS)
            ]
    raise WireError("no edits")


_KINDS: Final = tuple(Kind)
_WHAT: Final = frozenset({"nan", "infinite", "shape", "whole", "one"})


def _read_traced(value: Any) -> Traced:
    match value:
        case (str(form), list(lines), list(happenings)) if form == "traced":
            found = (_read_happening(one) for one in happenings[:MOST_HAPPENINGS])
            return Traced(frozenset(_lines(lines[:MOST_LINES])), tuple(found))
    raise WireError("nothing that was traced")


def _read_happening(value: Any) -> Happening:
    match value:
        case (int(line), str(what), str(name)) if what in _WHAT:
            return Happening(_line(line), what, name[:MOST_NAME])
    raise WireError("nothing that happened")


def _read_endless(value: Any) -> tuple[int, str]:
    match value:
        case (str(form), int(line), str(word)) if form == "endless" and word in _LOOPS:
            return _line(line), word
    raise WireError("no loop")


_LOOPS: Final = frozenset({"", "while", "for"})


def _read_traits(value: Any) -> Traits:
    match value:
        case (str(form), bool(raises), list(unread), shared) if form == "traits":
            return Traits(
                raises, tuple(map(_read_named, unread[:MOST_UNREAD])), _read_named(shared)
            )
    raise WireError("no traits")


def _read_named(value: Any) -> tuple[int, str]:
    match value:
        case (int(line), str(name)):
            return _line(line), name[:MOST_NAME]
    raise WireError("no name of a line")


def _read_written(value: Any) -> list[Written]:
    match value:
        case (str(form), list(several)) if form == "written":
            return [_read_text(one) for one in several]
    raise WireError("no texts of edits")


def _read_text(value: Any) -> Written:
    match value:
        case (bool(allowed), str(about), str(before), str(after)):
            return Written(allowed, about[:MOST_NAME], before[:MOST_TEXT], after[:MOST_TEXT])
    raise WireError("no text of an edit")


def _lines(lines: Iterable[Any]) -> Iterable[int]:
    for line in lines:
        if type(line) is not int:
            raise WireError("no line")
        yield _line(line)


def _line(line: int) -> int:
    return line if 0 < line < 1 << 31 else 0
