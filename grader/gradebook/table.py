"""`grades.csv`: one row a student, for a spreadsheet or a school's system.

The columns of the problems, of being late and of what was set by hand add up to the score. Every
cell is quoted. A cell that a spreadsheet would take for a formula gets an apostrophe before it,
since names come from whoever handed something in. A score that there is not, because the grader
failed or nothing came, is an empty cell and never a zero.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from grader.escaping import cut, printable
from grader.gradebook.points import written
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.reports import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from grader.gradebook.standing import Standing

ENCODING: Final = "utf-8-sig"
"""Without the mark at its start Excel takes UTF-8 for something else."""

PARTLY: Final = "partly handed in"

_FORMULA: Final = tuple("=+-@|%\t\r\n＝＋－＠")
_LONGEST: Final = 2_000
"""Of notes; a spreadsheet takes no cell of more than 32,767 characters."""


def render(rows: Iterable[Standing], problems: Sequence[str]) -> str:
    """The gradebook as CSV text: its rows as they come, its columns by problem in that order.

    No row is kept: a whole class with all of its reports need not fit into memory.
    """
    found = [(_who(row), tuple(_cells(row, problems))) for row in rows]
    named = any(name or email for (_, name, email), _ in found)
    who = ("submission", "name", "email") if named else ("submission",)
    head = (*who, "score", "max_score", *problems, "late", "adjustment")
    table = [(*head, "outcome", "notes", "isolation")]
    table += [(*names[: len(who)], *cells) for names, cells in found]
    return csv_text(table)


def csv_text(table: Iterable[Iterable[str]]) -> str:
    """Rows of text as CSV, all of it harmless."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([cell(text) for text in row] for row in table)
    return out.getvalue()


def cell(text: str) -> str:
    """The text of a cell, harmless to a terminal and to a spreadsheet. A number stays one."""
    harmless = printable(text)
    if _is_number(text):
        return text
    formula = harmless.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA)
    return f"'{harmless}" if formula else harmless


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return len(text) < 20 and text.isascii() and digits.replace(".", "", 1).isdigit()


def _who(row: Standing) -> tuple[str, str, str]:
    return row.student.id, row.student.name, row.student.email


def _cells(row: Standing, problems: Sequence[str]) -> Iterator[str]:
    yield written(row.score)
    yield written(row.max_score)
    for name in problems:
        yield written(row.points.get(name))
    yield written(row.late)
    yield written(row.adjustment)
    report = row.attempt.report if row.attempt else None
    yield outcome(report) if report else "nothing handed in"
    yield notes(row)
    yield str(report.isolation) if report else ""


def outcome(report: Report) -> str:
    """passed, failed, not attempted, partly handed in where that was passed, or not graded where
    the grader failed.
    """
    return verdict(report.score, {result.outcome for result in report.problems})


def verdict(score: float | None, found: AbstractSet[Outcome | None]) -> str:
    """The same of a score, and of how the problems came out."""
    if score is None:
        return wording.word(None)
    if found and found <= wording.UNTRIED:
        return wording.word(Outcome.NOT_ATTEMPTED)
    if found - wording.UNTRIED == {Outcome.PASSED}:
        return wording.word(Outcome.PASSED) if found == {Outcome.PASSED} else PARTLY
    return wording.word(Outcome.FAILED)


def notes(row: Standing) -> str:
    """All that there is to say of a row, as one line."""
    judged = () if row.attempt is None else _notes(row.attempt.report)
    return cut("; ".join((*row.notes, *judged)), _LONGEST)


def _notes(report: Report) -> Iterator[str]:
    if report.message:
        yield report.message
    for result in report.problems:
        note = _note(result)
        if note and not (report.message and report.message in note):
            yield f"{result.name}: {note}"
    if report.isolation is not Isolation.STRICT:
        yield f"graded with {report.isolation} isolation"


def _note(result: ProblemResult) -> str:
    if result.score is None:
        return f"not graded: {result.fault}"
    flagged = [check.name for check in result.checks if check.private and not check.hidden]
    if flagged:
        return f"have a look at: {', '.join(flagged)}"
    if result.mistake:
        return result.mistake
    first = result.message.split("\n", maxsplit=1)[0]
    if result.outcome in (Outcome.PASSED, Outcome.FAILED):
        # How it was read, or why all of it failed, such as an import that is forbidden.
        return first
    word = wording.word(result.outcome)
    return f"{word} ({first})" if first else word
