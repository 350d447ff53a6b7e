"""The report as workflow commands of GitHub Actions: notes on the lines of the student's files.

A note stands on the line at which the program failed, or else on the one that a search found, or on
the function's first.

A line of output that starts with `::` is a command to the runner, so texts are escaped as GitHub's
own toolkit does: `%`, and what ends a line; in properties also `:` and `,`. The runner shows ten of
a kind for a step, so the costliest come first, and one note counts the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from grader.escaping import printable
from grader.model import Outcome, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST: Final = 10
_LONGEST: Final = 2_000


class Note(NamedTuple):
    """One annotation, and how many points it is about."""

    lost: float
    level: str
    file: str
    line: int
    title: str
    text: str


def render(report: Report, *, private: bool = False) -> str:
    """The commands for one report."""
    return commands([(report, "")], private=private)


def commands(placed: Sequence[tuple[Report, str]], *, private: bool = False) -> str:
    """The commands for several reports, each with the path below which its files lie."""
    notes = [
        note
        for report, base in placed
        for result in (report if private else views.student(report)).problems
        for note in notes_of(result, base)
    ]
    notes.sort(key=lambda note: -note.lost)
    lines = [_command(note) for note in notes[:MOST]]
    if len(notes) > MOST:
        lines.append(f"::notice::{len(notes) - MOST} more checks are not passed")
    return "".join(f"{line}\n" for line in lines)


def notes_of(result: ProblemResult, base: str = "") -> Iterator[Note]:
    """The notes on a problem, whose file lies below `base`."""
    file = "/".join(filter(None, (base, result.file)))
    found = result.clue.lines[0] if result.clue is not None and result.clue.lines else 0
    line = found or result.line
    if result.score is None:
        yield Note(result.max_score, "warning", file, line, result.title, views.FAULT)
    for check in wording.failures(result):
        lost = check.points - check.earned
        title = f"{result.title}: {check.name}"
        text = "\n".join(filter(None, (check.message, check.private)))
        yield Note(lost, "error", file, check.line or line, title, text)
    lost = result.max_score - (result.score or 0)
    if result.outcome is Outcome.FAILED and result.message and not wording.failures(result):
        yield Note(lost, "error", file, line, result.title, result.message)
    if result.clue is not None:
        text = wording.clue(result.clue, lambda line: f"line {line}")
        yield Note(lost, "error", file, line, result.title, text)
    if result.outcome is Outcome.FAILED and result.diagnosis:
        yield Note(lost, "error", file, line, result.title, result.diagnosis)


def _command(note: Note) -> str:
    properties = {"file": note.file, "line": str(note.line or 1), "title": note.title}
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{note.level} {given}::{data(note.text)}"


def data(text: str) -> str:
    """Text as a command of the runner may hold it."""
    shown = printable(text[:_LONGEST], lines=True).replace("\t", "    ")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(printable(text)).replace(":", "%3A").replace(",", "%2C")
