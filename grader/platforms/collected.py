"""`collected.csv`: whose each collected folder is, what came with it and when, and what did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook import table
from grader.platforms import sheet

NAME: Final = "collected.csv"
_HEAD: Final = (
    *("folder", "student", "name", "attempt", "handed_in", "late_by", "files", "left_out"),
    "source",
)
_LATE: Final = "late"
"""Said of work that the platform calls late, and not by how much."""
_UNKNOWN: Final = "unknown"
"""Said of work of which nobody knows whether it was late."""


@dataclass(frozen=True, slots=True)
class Row:
    """An attempt of a student's, or a student who handed in nothing and has no folder.

    It is `flagged` where the platform says that it was late, and not by how much, and `untimed`
    where nobody says when it came.
    """

    folder: str
    student: str
    name: str = ""
    attempt: int = 1
    handed_in: datetime | None = None
    late: timedelta | None = None
    flagged: bool = False
    untimed: bool = False
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    source: str = ""


def rendered(rows: Iterable[Row]) -> bytes:
    """The table as a file, for a spreadsheet and to be read again."""
    cells = [
        (
            row.folder,
            row.student,
            row.name,
            str(row.attempt) if row.folder else "",
            row.handed_in.isoformat(sep=" ", timespec="seconds") if row.handed_in else "",
            said(row.late) if row.late else _said_of(row),
            "; ".join(row.files),
            "; ".join(row.left_out) or ("" if row.folder else "handed in nothing"),
            row.source,
        )
        for row in rows
    ]
    return table.csv_text([_HEAD, *cells]).encode(table.ENCODING)


def _said_of(row: Row) -> str:
    return _LATE if row.flagged else _UNKNOWN if row.untimed else ""


def said(late: timedelta) -> str:
    """How late something is: `1 d 03:20`."""
    minutes = int(late.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    clock = f"{rest // 60:02}:{rest % 60:02}"
    return f"{days} d {clock}" if days else clock


def read(folder: Path) -> dict[str, Row]:
    """The rows of the folders beside the table, by folder; none where there is no table.

    Raises `UsageError` where it was changed to what makes no sense.
    """
    path = folder / NAME
    if not path.is_file() or path.is_symlink():
        return {}
    found = sheet.read(path)
    missing = [name for name in ("folder", "student") if found.place(name) is None]
    if missing:
        raise UsageError(f"{NAME} has no column {missing[0]}", "collect once more")
    columns = (
        found.column("folder"),
        found.column("student"),
        found.column("attempt"),
        found.column("handed_in"),
        found.column("source"),
        found.column("late_by"),
    )
    rows: dict[str, Row] = {}
    for number, (folder_cell, student_cell, attempt, moment, source, late_by) in enumerate(
        zip(*columns, strict=True), 2
    ):
        # What a spreadsheet would compute has an apostrophe before it.
        name, student = folder_cell.removeprefix("'"), student_cell.removeprefix("'")
        if not name:
            continue
        try:
            handed_in = datetime.fromisoformat(moment) if moment else None
            if handed_in is not None and handed_in.tzinfo is None:
                raise ValueError
        except ValueError:
            raise UsageError(
                f"{NAME}, row {number}: {printable(moment)} is no time with its offset",
                "write it as 2026-10-05 23:59:00+02:00",
            ) from None
        if name in rows:
            raise UsageError(f"{NAME}, row {number}: {printable(name)} is there twice")
        rows[name] = Row(
            name, student or name, attempt=int(attempt) if attempt.isdigit() else 1,
            handed_in=handed_in, flagged=handed_in is None and late_by.strip() == _LATE,
            untimed=handed_in is None and late_by.strip() == _UNKNOWN, source=source,
        )  # fmt: skip
    return rows
