"""Who takes part, read from what a platform exports of a course, or from a plain table."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook.roster import Student, distinct
from grader.platforms import stamps
from grader.platforms.sheet import Sheet, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Kind(StrEnum):
    """Whose export a table is."""

    CANVAS = "Canvas"
    MOODLE = "Moodle"
    BLACKBOARD = "Blackboard"
    BRIGHTSPACE = "Brightspace"
    PLAIN = "plain"


_PARTICIPANT: Final = re.compile(r"(\D*[^\d\s])\s*(\d+)")
_IDS: Final = (
    *("id", "student id", "student_id", "student", "submission", "sid", "login", "username"),
    *("user", "identifier", "github", "github_username", "orgdefinedid", "number", "email"),
)
_OWN: Final = ("canvas", "moodle", "sis", "number")
"""The numbers by which a platform tells people apart."""
_TIMES: Final = (
    *("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M"),
    *("%d %B %Y, %I:%M %p", "%B %d, %Y, %I:%M %p", "%d %B %Y, %H:%M"),
    *("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"),
)
_EMAILS: Final = ("email", "email address", "e-mail", "mail")


def kind(sheet: Sheet) -> Kind:
    """Whose export that table is, as its columns tell."""
    if sheet.header[0].strip() == "Student" and {"ID", "Section"} <= set(sheet.header):
        return Kind.CANVAS
    if sheet.place("OrgDefinedId") is not None or sheet.place("End-of-Line Indicator") is not None:
        return Kind.BRIGHTSPACE
    if None not in (sheet.place("Username"), sheet.place("Last Name"), sheet.place("First Name")):
        return Kind.BLACKBOARD
    return Kind.MOODLE if _participants(sheet) else Kind.PLAIN


def _participants(sheet: Sheet) -> bool:
    """Whether the first column holds `Participant 12`, in whichever language."""
    found = [_PARTICIPANT.fullmatch(row[0].strip()) for row in sheet.rows]
    words = {one[1] for one in found if one}
    return len(sheet.header) > 5 and bool(found) and all(found) and len(words) == 1


def students(sheet: Sheet) -> list[Student]:
    """Who is in that table; `UsageError` if somebody has no id, or two have one."""
    found = _READERS[kind(sheet)](sheet)
    if not found:
        raise UsageError(f"{sheet.name} names nobody")
    distinct(found, sheet.name)
    for title in _OWN:
        numbered = [(number, one) for one in found if (number := one.ids.get(title))]
        known: dict[str, Student] = {}
        for number, one in numbered if kind(sheet) is not Kind.PLAIN else ():
            if known.setdefault(number, one) is not one:
                names = f"{printable(known[number].name)} and {printable(one.name)}"
                raise UsageError(f"{sheet.name}: {names} have the same number {printable(number)}")
    return found


def read_students(path: Path) -> list[Student]:
    """Who is in the table in that file."""
    return students(read(path))


def person_rows(sheet: Sheet) -> list[int]:
    """The rows that are somebody's: Canvas has others before and after them."""
    if kind(sheet) is not Kind.CANVAS:
        return list(range(len(sheet.rows)))
    return [
        i
        for i, (name, number) in enumerate(
            zip(sheet.column("Student"), sheet.column("ID"), strict=True)
        )
        if number and name != "Points Possible"
    ]


def _canvas(sheet: Sheet) -> list[Student]:
    logins, numbers = sheet.column("SIS Login ID"), sheet.column("ID")
    names, sis = sheet.column("Student"), sheet.column("SIS User ID")
    return [
        Student(
            logins[i] or numbers[i],
            _turned(names[i]),
            logins[i] if "@" in logins[i] else "",
            _filled({"canvas": numbers[i], "sis": sis[i], "login": logins[i], "sorted": names[i]}),
        )
        for i in person_rows(sheet)
    ]


def _turned(name: str) -> str:
    """`Doe, Jane` as one says it."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _moodle(sheet: Sheet) -> list[Student]:
    names = {title: i for i, title in enumerate(sheet.header)}
    mail = next((i for i in names.values() if any("@" in row[i] for row in sheet.rows)), None)
    return [
        Student(
            (row[mail].strip() if mail is not None else "") or row[0].strip(),
            row[1].strip(),
            row[mail].strip() if mail is not None else "",
            {"moodle": (re.search(r"\d+", row[0]) or [""])[0], "identifier": row[0].strip()},
        )
        for row in sheet.rows
    ]


def times(sheet: Sheet) -> dict[str, datetime]:
    """When each handed in, as the clocks of Moodle showed it and its worksheet tells, by id."""
    if kind(sheet) is not Kind.MOODLE:
        return {}
    shown = zip(_moodle(sheet), sheet.column("Last modified (submission)"), strict=True)
    read = ((one.id, stamps.shown(" ".join(text.split()), _TIMES)) for one, text in shown)
    return {who: time for who, time in read if time is not None}


def _blackboard(sheet: Sheet) -> list[Student]:
    columns = (sheet.column("Username"), sheet.column("Student ID"), *_names(sheet))
    return [
        Student(user, f"{first} {last}".strip(), "", _filled({"number": number}))
        for user, number, first, last in zip(*columns, strict=True)
    ]


def _brightspace(sheet: Sheet) -> list[Student]:
    columns = (
        sheet.column("Username"),
        sheet.column("OrgDefinedId"),
        sheet.column("Email"),
        *_names(sheet),
    )
    return [
        Student(
            user.lstrip("#") or number.lstrip("#"),
            f"{first} {last}".strip(),
            mail,
            _filled({"number": number.lstrip("#")}),
        )
        for user, number, mail, first, last in zip(*columns, strict=True)
    ]


def _names(sheet: Sheet) -> tuple[list[str], list[str]]:
    return sheet.column("First Name"), sheet.column("Last Name")


def _plain(sheet: Sheet) -> list[Student]:
    place = sheet.place(*_IDS, *_EMAILS)
    if place is None:
        headers = ", ".join(printable(title) for title in sheet.header[:8])
        raise UsageError(
            f"{sheet.name} has no column that says who is who, only {headers}",
            "name one id, and others name and email, or give your platform's export",
        )
    names, mails = sheet.column("name", "full name"), sheet.column(*_EMAILS)
    split = zip(*_names(sheet), strict=True)
    full = [name or " ".join(part).strip() for name, part in zip(names, split, strict=True)]
    return [
        Student(
            row[place].strip(),
            full[i],
            mails[i],
            _filled(
                {
                    title.strip().casefold(): text.strip()
                    for title, text in zip(sheet.header, row, strict=True)
                    if title.strip()
                }
            ),
        )
        for i, row in enumerate(sheet.rows)
    ]


def _filled(ids: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in ids.items() if text}


_READERS: Final = {
    Kind.CANVAS: _canvas,
    Kind.MOODLE: _moodle,
    Kind.BLACKBOARD: _blackboard,
    Kind.BRIGHTSPACE: _brightspace,
    Kind.PLAIN: _plain,
}


def joined(names: Sequence[str]) -> str:
    """Names in a line, the first few of them."""
    shown = ", ".join(printable(name) for name in names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown
