"""Grades as platforms take them in: each format a function of the rows, and of the platform's own
sheet where it wants that back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook import table
from grader.gradebook.points import written
from grader.gradebook.roster import Roster
from grader.gradebook.standing import Standing
from grader.platforms import identity
from grader.platforms.identity import Kind
from grader.platforms.sheet import Sheet

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """An export, who of the sheet has no score in it, and who of the gradebook is not in it."""

    content: bytes
    missing: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported beside the rows: the platform's sheet, which of its columns, the title."""

    sheet: Sheet | None = None
    column: str = ""
    title: str = "assignment"
    due: str = ""
    scale: bool = False


# Without a sheet ----------------------------------------------------------------------------------


def plain(rows: Sequence[Standing], wanted: Wanted) -> Written:  # noqa: ARG001
    """`grades.csv`."""
    problems = [part.name for part in rows[0].parts] if rows else []
    return Written(table.render(rows, problems).encode(table.ENCODING))


def json_lines(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """A JSON object for each student, in points."""
    lines = (json.dumps(_object(row, wanted), ensure_ascii=True, allow_nan=False) for row in rows)
    return Written("".join(f"{line}\n" for line in lines).encode())


def _object(row: Standing, wanted: Wanted) -> dict[str, Any]:
    def points(value: int | None) -> float | None:
        return None if value is None else value / 100

    return {
        "assignment": wanted.title,
        "student": printable(row.student.id),
        "name": printable(row.student.name),
        "email": printable(row.student.email),
        "score": points(row.score),
        "max_score": points(row.max_score),
        "problems": {name: points(value) for name, value in row.points.items()},
        "late": points(row.late),
        "adjustment": points(row.adjustment),
        "days_late": row.attempt.days_late if row.attempt else None,
        "handed_in": _iso(row),
        "outcome": table.outcome(row.attempt.report) if row.attempt else None,
        "notes": printable(table.notes(row)),
    }


def _iso(row: Standing) -> str | None:
    moment = row.attempt.handed_in if row.attempt else None
    return moment.isoformat() if moment else None


_NBGRADER: Final = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def nbgrader(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """The columns of nbgrader's own export."""
    cells = []
    for row in rows:
        first, _, last = row.student.name.rpartition(" ")
        raw = None if row.score is None else row.score - row.late
        cells.append(
            (
                *(wanted.title, wanted.due, _iso(row) or "", row.student.id, last, first),
                *(row.student.email, written(raw), written(-row.late), written(row.score)),
                written(row.max_score),
            )
        )
    return Written(table.csv_text([_NBGRADER, *cells]).encode())


# Into a platform's sheet --------------------------------------------------------------------------


def canvas(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """Canvas's own columns, that of the assignment, and the row of the points to be had."""
    sheet = _sheet(wanted, Kind.CANVAS)
    fixed = ("Student", "ID", "SIS User ID", "SIS Login ID", "Root Account", "Section")
    candidates = [title for title in sheet.header if re.search(r" \(\d+\)$", title)]
    column = _column(sheet, wanted, candidates)
    possible = next((row for row in sheet.rows if row[0].strip() == "Points Possible"), None)
    place = sheet.header.index(column)
    if possible is None:
        raise UsageError(f"{sheet.name} has no row Points Possible", "export the gradebook anew")
    filled = _filled(sheet, rows, place, _most(possible[place]), wanted)
    kept = [i for i, title in enumerate(sheet.header) if title in fixed] + [place]
    people = set(identity.person_rows(sheet))
    return _only(
        filled, kept, [i for i, row in enumerate(sheet.rows) if i in people or row is possible]
    )


def moodle(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """Moodle's worksheet, its headers in whichever language, with the grades filled in."""
    sheet = _sheet(wanted, Kind.MOODLE)
    places = reversed(range(4, len(sheet.header)))
    most = next((i for i in places if _same_number(sheet, i)), None)
    if most is None:
        raise UsageError(
            f"{sheet.name} has no column with the maximum grade",
            "download the grading worksheet of an assignment that is graded by points",
        )
    return _filled(sheet, rows, most - 1, _most(sheet.rows[0][most]), wanted).written


def blackboard(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """Blackboard's columns of who is who, and that of the assignment."""
    sheet = _sheet(wanted, Kind.BLACKBOARD)
    candidates = [title for title in sheet.header if re.search(r"\|\s*\d+\s*$", title)]
    column = _column(sheet, wanted, candidates)
    place = sheet.header.index(column)
    found = re.search(r"Total Pts:\s*([\d.,]+)", column)
    filled = _filled(sheet, rows, place, _most(found[1]) if found else None, wanted)
    fixed = ("Last Name", "First Name", "Username", "Student ID")
    kept = [i for i, title in enumerate(sheet.header) if title in fixed] + [place]
    return _only(filled, kept, list(range(len(sheet.rows))))


def brightspace(rows: Sequence[Standing], wanted: Wanted) -> Written:
    """Brightspace's columns of who is who, that of the item, and the mark at the line's end."""
    sheet = _sheet(wanted, Kind.BRIGHTSPACE)
    candidates = [title for title in sheet.header if " Points Grade" in title]
    column = _column(sheet, wanted, candidates)
    place = sheet.header.index(column)
    found = re.search(r"MaxPoints:\s*([\d.,]+)", column)
    filled = _filled(sheet, rows, place, _most(found[1]) if found else None, wanted)
    end = sheet.place("End-of-Line Indicator")
    fixed = ("OrgDefinedId", "Username")
    kept = [i for i, title in enumerate(sheet.header) if title in fixed] + [place]
    if end is None:
        raise UsageError(f"{sheet.name} has no End-of-Line Indicator", "export the grades anew")
    return _only(filled, [*kept, end], list(range(len(sheet.rows))))


@dataclass(frozen=True, slots=True)
class _Filled:
    sheet: Sheet
    missing: tuple[str, ...]
    strangers: tuple[str, ...]

    @property
    def written(self) -> Written:
        return Written(self.sheet.encoded(), self.missing, self.strangers)


def _sheet(wanted: Wanted, kind: Kind) -> Sheet:
    if wanted.sheet is None:
        raise UsageError(f"{kind} takes its own export back, filled in", "name it with --using")
    found = identity.kind(wanted.sheet)
    if found is not kind:
        other = f", but one of {found}'s" if found is not Kind.PLAIN else ""
        raise UsageError(
            f"{wanted.sheet.name} is no export of {kind}'s gradebook{other}",
            "export it there anew, and leave its headers as they are",
        )
    return wanted.sheet


def _column(sheet: Sheet, wanted: Wanted, candidates: Sequence[str]) -> str:
    """The column that is meant, by its name or the start of it."""
    if wanted.column:
        asked = wanted.column.casefold()
        found = [title for title in candidates if title.casefold() == asked]
        found = found or [title for title in candidates if title.casefold().startswith(asked)]
    else:
        found = list(candidates)
    if len(found) == 1:
        return found[0]
    if not candidates:
        raise UsageError(f"{sheet.name} has no column for an assignment's points")
    reason = "several columns may be meant" if found else f"no column is called {wanted.column}"
    raise UsageError(
        f"{sheet.name}: {printable(reason)}",
        f"name one with --column: {identity.joined(found or candidates)}",
    )


def _filled(
    sheet: Sheet, rows: Sequence[Standing], place: int, most: Fraction | None, wanted: Wanted
) -> _Filled:
    """The sheet with the scores in that column, in its own way to write numbers."""
    ours = Fraction(rows[0].max_score, 100) if rows else Fraction(0)
    if most is not None and rows and most != ours and not wanted.scale:
        raise UsageError(
            f"{sheet.name} is out of {float(most):g} points, the gradebook of {float(ours):g}",
            f"give the assignment points: {float(most):g}, or add --scale",
        )
    factor = most / ours if wanted.scale and most is not None and ours else Fraction(1)
    comma = any(re.fullmatch(r"\d+,\d+", text) for row in sheet.rows for text in row[3:])
    people = identity.person_rows(sheet)
    students = identity.students(sheet)
    scores: dict[int, str] = {}
    missing = list[str]()
    met: set[str] = set()
    by_row = dict(zip(people, students, strict=True))
    roster = Roster(students)
    owners: dict[str, Standing] = {}
    for row in rows:
        found = roster.find(row.student.id) or next(
            (s for text in _known(row) if (s := roster.find(text)) is not None), None
        )
        if found is not None:
            owners[found.id] = row
            met.add(row.student.id)
    for i, student in by_row.items():
        score = owners[student.id].score if student.id in owners else None
        if score is None:
            missing.append(student.id)
            continue
        text = written(int(Fraction(score) * factor + Fraction(1, 2)))
        scores[i] = text.replace(".", ",") if comma else text
    values = [scores.get(i, row[place]) for i, row in enumerate(sheet.rows)]
    strangers = tuple(
        row.student.id for row in rows if row.student.id not in met and row.attempt is not None
    )
    return _Filled(sheet.with_column(place, values), tuple(missing), strangers)


def _known(row: Standing) -> Iterator[str]:
    yield from (row.student.email, row.student.name, *row.student.ids.values())


def _only(filled: _Filled, columns: Sequence[int], lines: Sequence[int]) -> Written:
    sheet = filled.sheet
    smaller = replace(
        sheet,
        header=tuple(sheet.header[i] for i in columns),
        rows=tuple(tuple(sheet.rows[j][i] for i in columns) for j in lines),
    )
    return replace(filled, sheet=smaller).written


def _most(text: str) -> Fraction | None:
    found = _NUMBER.fullmatch(text.strip())
    return Fraction(found[0].replace(",", ".")) if found else None


def _same_number(sheet: Sheet, place: int) -> bool:
    """Whether a column holds one number above nothing, over and over."""
    found = {row[place].strip() for row in sheet.rows}
    return len(found) == 1 and (_most(found.pop()) or 0) > 0


FORMATS: Final[Mapping[str, Callable[[Sequence[Standing], Wanted], Written]]] = MappingProxyType(
    {
        "csv": plain,
        "jsonl": json_lines,
        "nbgrader": nbgrader,
        "canvas": canvas,
        "moodle": moodle,
        "blackboard": blackboard,
        "brightspace": brightspace,
    }
)
