"""The values that travel through the house: calls and replies, outcomes and reports.

Standard library and `grader.escaping` only. Everything here is frozen; functions elsewhere turn one
into the next: a `Call` is answered by a `Reply`, replies are judged into a `CheckResult`, those add
up to a `ProblemResult`, and those to the `Report` of one submission. The texts of these three are
cut, made printable and cleared of places on this machine as they are put in, whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from grader.escaping import told, unplaced

MOST_NAME: Final = 300
MOST_TEXT: Final = 4_000
MOST_OUTPUT: Final = 12_000
MOST_CODE: Final = 20_000
"""How many characters a report holds of a name, of a message, of what was printed, of a call."""


class Outcome(StrEnum):
    """How a check, or a whole problem, came out. A fault of the grader is none of these."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    TOO_COSTLY = "too_costly"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not_attempted"


class Isolation(StrEnum):
    """What the system can hold back, as found by a self-test."""

    STRICT = "strict"
    REDUCED = "reduced"
    PROCESS_ONLY = "process-only"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a named function; `arguments` is `wire.encode((args, kwargs))`."""

    function: str
    arguments: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What the worker saw beside the answer. The suspect's own testimony.

    `changed` and `shares` name the parameters that were modified, or that share memory with the
    answer; `random` says that global random state was touched; `arguments` maps a function
    parameter to the arguments that it was called with, in order; `again` says that the answer
    shares memory with one that was given before.
    """

    changed: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    random: bool = False
    arguments: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    again: bool = False


NOTHING_SEEN = Seen()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned, as plain data."""

    value: Any
    seen: Seen = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Raised:
    """A call that raised: the exception's name, its ancestors' names (itself first), its text,
    and the line of the submission where it happened (0 where unknown).
    """

    kind: str
    ancestry: tuple[str, ...]
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Stopped:
    """A call that never answered; `outcome` is timed_out, out_of_memory, crashed or failed
    (a reply that was missing or malformed).
    """

    outcome: Outcome
    message: str


Reply = Answer | Raised | Stopped


class Caller(Protocol):
    """Answers calls: a sandboxed worker, an in-process reference, or a test's fake.

    A law never knows which of them it faces.
    """

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Program:
    """Code to run in a worker, and how to call it.

    `source` is untrusted; `support` is the exercise's own public code, run in a namespace of its
    own beside it. `asks` maps each name that the exercise asks for to the (possibly dotted) name
    that `source` gives it. `forbid` lists dotted names that `source` may not use. `stub` is the
    exercise's starting point, so that an untouched one is recognised. `parameters` names the
    arguments of the entry, for observations; unless it is `recorded`, nothing is told of what
    functions among them are called with.

    Of what was handed in only the slice that the asked names need is run. `cells` are then its
    parts: the line of `source` at which each starts, whether it is meant for this exercise, and the
    line at which it stopped with an error when it was run (0: it did not). Without any, all of
    `source` is run. `modules` are other files handed in, by their paths, and `folder` is where
    `source` lies among them.
    """

    name: str
    source: str
    asks: Mapping[str, str]
    entry: str
    parameters: tuple[str, ...] = ()
    support: str = ""
    forbid: tuple[str, ...] = ()
    stub: str = ""
    cells: tuple[tuple[int, bool, int], ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use: CPU seconds for one call, memory, and bytes of output kept."""

    cpu_s: float = 2.0
    memory_mib: int = 512
    output_bytes: int = 10_000


Note = tuple[int, str]
"""Something to be said of a line of a program (0: of no line)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The program stands ready. `line` tells where its first asked name is defined (0: unknown),
    `kept` the first and last lines of the statements that count, and `notes` what of the rest
    might matter.
    """

    line: int = 0
    kept: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A program that cannot be run: `outcome` is errored (a syntax error, an error while it was
    loaded, a missing name), failed (a forbidden name), not_attempted (still the stub), timed_out,
    out_of_memory or crashed. `kept` and `notes` are as of `Loaded`.
    """

    outcome: Outcome
    message: str
    line: int = 0
    kept: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A call that a failure is about: as Python to paste (empty where that would be too long), what
    it gave in a few words, and the name that the message has for the answer, if any.
    """

    code: str
    gave: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        _tell(self, MOST_CODE, "code", lines=True)
        _tell(self, MOST_NAME, "gave", "name")

    @property
    def statement(self) -> str:
        """The call, with the name that the answer has."""
        return f"{self.name} = {self.code}" if self.name else self.code


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one problem.

    `message` is for the student, Markdown-free plain text: first the `calls` that it is about; a
    line that begins with a space is laid out, and stays as it is. `kind` says in a sentence how all
    of the answers differ, where that is certain, or what most often leads there. `example` maps
    names to inputs in the notation of `grader.values.notation`; `replay` is the command that shows
    it again. `private` is for the instructor alone, and empty on public checks.
    """

    name: str
    hidden: bool
    points: float
    earned: float
    outcome: Outcome
    message: str = ""
    example: Mapping[str, Any] | None = None
    replay: str = ""
    private: str = ""
    line: int = 0
    calls: tuple[Shown, ...] = ()
    kind: str = ""

    def __post_init__(self) -> None:
        _tell(self, MOST_NAME, "name", "kind")
        _tell(self, MOST_TEXT, "message", "private", lines=True)


class Feedback(StrEnum):
    """How much students are told of where their program is wrong: an example of it, the line and
    what to look at there, or the edit that would do.
    """

    EXAMPLE = "example"
    LINE = "line"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Misnamed:
    """What another name than the asked one costs: nothing, a percentage of what was earned, or
    points, and that in words. If it is not even `taken`, the answer counts as missing.
    """

    taken: bool = True
    percent: float = 0.0
    points: float = 0.0
    cost: str = ""


FOR_NOTHING: Final = Misnamed()


@dataclass(frozen=True, slots=True)
class Clue:
    """Where a program seems to be wrong.

    `lines` are where to look, in `both` or in one of them, `place` says so where they are none of
    the file, and `look` what to look at. `change` tells what kind of change is needed, for whoever
    asks for a hint; `edit` the one after which no public check failed, for the instructor, or for
    all if `feedback` says so.
    """

    look: str
    lines: tuple[int, ...] = ()
    both: bool = False
    place: str = ""
    change: str = ""
    edit: str = ""
    feedback: Feedback = Feedback.LINE

    def __post_init__(self) -> None:
        _tell(self, MOST_NAME, "look", "place", "change")
        _tell(self, MOST_TEXT, "edit", lines=True)


@dataclass(frozen=True, slots=True)
class ProblemResult:
    """One problem of one submission. `score` is None when the grader failed; `fault` says why.

    `output` is what the student's code printed during public checks, capped. `file` is the
    submission's file that was graded, relative to the submission, and `line` where it defines the
    function, if that is known. `diagnosis` explains the typical
    mistake that the public answers show; `mistake` names the one that all answers show, for the
    instructor alone. Where no mistake explains it, `clue` says where to look.
    """

    name: str
    title: str
    outcome: Outcome | None
    score: float | None
    max_score: float
    checks: tuple[CheckResult, ...] = ()
    message: str = ""
    output: str = ""
    diagnosis: str = ""
    mistake: str = ""
    file: str = ""
    fault: str = ""
    clue: Clue | None = None
    line: int = 0

    def __post_init__(self) -> None:
        _tell(self, MOST_NAME, "name", "title", "file")
        _tell(self, MOST_TEXT, "mistake")
        _tell(self, MOST_TEXT, "message", "diagnosis", "fault", lines=True)
        _tell(self, MOST_OUTPUT, "output", lines=True)


@dataclass(frozen=True, slots=True)
class Report:
    """One submission. `missing` names the layers of isolation that this system lacks."""

    submission: str
    seed: int
    isolation: Isolation
    score: float | None
    max_score: float
    problems: tuple[ProblemResult, ...] = ()
    missing: tuple[str, ...] = ()
    message: str = ""

    def __post_init__(self) -> None:
        _tell(self, MOST_NAME, "submission")
        _tell(self, MOST_TEXT, "message", lines=True)


def _tell(result: object, most: int, *names: str, lines: bool = False) -> None:
    """Has these texts of a frozen result cut, printable, and without places on this machine."""
    for name in names:
        text = getattr(result, name)
        if text:
            object.__setattr__(result, name, told(unplaced(text), most, lines=lines))
