"""`grades.csv`: one row a submission, for a spreadsheet or a school's system.

Every cell is quoted. A cell that a spreadsheet would take for a formula gets an apostrophe before
it, since names come from whoever handed something in. A score that there is not, because the
grader failed, is an empty cell and never a zero.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from grader.escaping import cut, printable
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.reports import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA: Final = tuple("=+-@|%\t\r\n＝＋－＠")
_DIGITS: Final = 6
_LONGEST: Final = 2_000
"""Of notes; a spreadsheet takes no cell of more than 32,767 characters."""


def render(reports: Iterable[Report], problems: Sequence[str] | None = None) -> str:
    """The gradebook as CSV text, its rows by submission, its columns by problem in that order."""
    rows = sorted(reports, key=lambda report: report.submission)
    if problems is None:
        problems = list(dict.fromkeys(result.name for row in rows for result in row.problems))
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    head = ("submission", "score", "max_score", *problems, "outcome", "notes", "isolation")
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(text) for text in _row(report, problems)] for report in rows)
    return out.getvalue()


def cell(text: str) -> str:
    """The text of a cell, harmless to a terminal and to a spreadsheet."""
    harmless = printable(text)
    formula = harmless.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA)
    return f"'{harmless}" if formula else harmless


def _row(report: Report, problems: Sequence[str]) -> list[str]:
    by_name = {result.name: result for result in report.problems}
    scores = [_score(by_name[name].score) if name in by_name else "" for name in problems]
    return [
        report.submission,
        _score(report.score),
        _score(report.max_score),
        *scores,
        outcome(report),
        cut("; ".join(_notes(report)), _LONGEST),
        str(report.isolation),
    ]


def outcome(report: Report) -> str:
    """passed, failed, not attempted, or not graded where the grader failed."""
    if report.score is None:
        return wording.word(None)
    found = {result.outcome for result in report.problems}
    if found and found <= wording.UNTRIED:
        return wording.word(Outcome.NOT_ATTEMPTED)
    return wording.word(Outcome.PASSED if found == {Outcome.PASSED} else Outcome.FAILED)


def _notes(report: Report) -> Iterable[str]:
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
    if result.outcome in (Outcome.PASSED, Outcome.FAILED):
        return ""
    word = wording.word(result.outcome)
    first = result.message.split("\n")[0]
    return f"{word} ({first})" if first else word


def _score(value: float | None) -> str:
    return wording.points(value, _DIGITS)
