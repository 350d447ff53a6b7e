"""What `grader gradebook` does: shows, adjusts, exports and explains what is kept of a class."""

from __future__ import annotations

import getpass
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import atomic
from grader.cache import secret
from grader.course.results import Results
from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook import database, table
from grader.gradebook.database import Gradebook, Remark
from grader.gradebook.points import hundredths, written
from grader.gradebook.roster import Roster
from grader.gradebook.standing import Standing, described, standings
from grader.platforms import identity, sheet
from grader.platforms.exports import FORMATS, Wanted
from grader.reports.console import put, say
from grader.reports.terminal import Line, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def opened(out: Path, *, make: bool = False) -> Gradebook:
    """The gradebook in that folder; to be closed."""
    return Gradebook(out / database.NAME, key=secret(), make=make)


def rows_of(book: Gradebook) -> list[Standing]:
    """The rows of the gradebook; raises `UsageError` if nothing was graded yet."""
    if book.run() is None:
        raise UsageError("nothing was graded yet", "grader grade SUBMISSIONS --out FOLDER")
    return standings(book)


def show(out: Path, student: str = "") -> int:
    """Shows where everybody stands, or one student with all that made the score."""
    with opened(out) as book:
        rows = rows_of(book)
        put([line for row in _wanted(rows, student) for line in _told(row, whole=bool(student))])
    missing = sum(row.attempt is None for row in rows)
    if not student:
        say()
        known = [row.score for row in rows if row.score is not None]
        mean = f", mean {written(round(sum(known) / len(known)))}" if known else ""
        absent = f", {missing} handed in nothing" if missing else ""
        say(f"{len(rows)} students{mean}{absent}")
    return 0


def adjust(
    out: Path,
    student: str,
    points: float | None,
    *,
    why: str,
    who: str = "",
    problem: str = "",
    sets: bool = False,
) -> int:
    """Adds points to a student's score, sets it, or says a word about it; kept for good."""
    if not why.strip():
        raise UsageError("an adjustment needs its reason", 'add --why "…"')
    with opened(out) as book:
        rows = rows_of(book)
        (row,) = _wanted(rows, student)
        names = [part.name for part in row.parts]
        if problem and problem not in names:
            raise UsageError(f"{printable(problem)} is not graded", f"it is {', '.join(names)}")
        if points is not None and sets and points < 0:
            raise UsageError("a score cannot be less than 0")
        kind = "say" if points is None else "set" if sets else "add"
        worth = 0 if points is None else hundredths(points)
        author = who.strip() or _user()
        number = book.add(Remark(row.student.id, kind, worth, why, author, problem))
        (after,) = _wanted(standings(book), row.student.id)
    _tell_moved(row, after)
    if (after.score or 0) > after.max_score:
        say(f"that is more than the {written(after.max_score)} that can be had", "bad")
    back = f"grader gradebook adjust {printable(str(out))} --withdraw {number}"
    say(f"kept as {number}; {back} takes it back", "dim")
    return _rewritten(out)


def withdraw(out: Path, number: int, student: str = "") -> int:
    """Takes an adjustment back, the student's if one is named; it stays in the history."""
    with opened(out) as book:
        rows = rows_of(book)
        # By the remarks of rows: a roster that came later may have given whose it is another id.
        whose = [row for row in rows if any(one.id == number for one in row.remarks)]
        if student and whose and _wanted(rows, student)[0] is not whose[0]:
            raise UsageError(
                f"adjustment {number} is of {printable(whose[0].student.id)},"
                f" not of {printable(student)}",
                f"see grader gradebook show {printable(str(out))} {printable(student)}",
            )
        book.withdraw(number)
        moved = [(row, *_wanted(standings(book), row.student.id)) for row in whose]
    say(f"{number} is withdrawn")
    for before, after in moved:
        _tell_moved(before, after)
    return _rewritten(out)


def _tell_moved(before: Standing, after: Standing) -> None:
    scores = (written(one.score) or "no score" for one in (before, after))
    say(f"{printable(before.student.id)}: {' → '.join(scores)}")


def import_roster(out: Path, file: Path) -> int:
    """Takes who takes part from a platform's export, or a plain table."""
    found = identity.read_students(file)
    if not out.is_dir():
        raise UsageError(f"there is no folder {printable(str(out))}", "grade first")
    with opened(out) as book:
        book.enrol(found)
        rows = standings(book)
    roster = Roster(found)
    say(f"{len(found)} students")
    strangers = [row.student.id for row in rows if roster.find(row.student.id) is None]
    if strangers:
        say(f"not on the roster, graded nevertheless: {identity.joined(strangers)}", "bad")
    if absent := [row.student.id for row in rows if row.attempt is None]:
        say(f"handed in nothing: {identity.joined(absent)}")
    return _rewritten(out)


def export(
    out: Path,
    file: Path,
    *,
    to: str,
    using: Path | None = None,
    column: str = "",
    title: str = "",
    scale: bool = False,
) -> int:
    """Writes the grades in a format, and says who is missing on either side."""
    with opened(out) as book:
        rows = rows_of(book)
        run = book.run()
    due = run.made_of["policy"]["due"] if run is not None else None
    filled = None if using is None else sheet.read(using)
    wanted = Wanted(filled, column, title or out.name, due or "", scale)
    done = FORMATS[to](rows, wanted)
    write(file, done.content)
    say(f"{len(rows)} students written to {printable(str(file))}")
    if done.missing:
        say(f"without a score there: {identity.joined(done.missing)}")
    if done.strangers:
        say(f"not in {filled.name if filled else to}: {identity.joined(done.strangers)}", "bad")
    return 1 if done.strangers else 0


def write(file: Path, content: bytes) -> None:
    """Writes a file, all of it or nothing."""
    try:
        atomic.write(file, content)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"cannot write {printable(str(file))}: {reason}") from None


def history(out: Path, student: str = "") -> int:
    """Tells every run, or all that ever happened to one student's score."""
    with opened(out) as book:
        if not student:
            put([line for run in book.runs() for line in _run(run)])
            return 0
        rows = rows_of(book)
        wanted = _wanted(rows, student)[0].student.id
        lines: list[tuple[str, Line]] = []
        for run in book.runs():
            mark = "" if run.applied else "  (tried, not applied)"
            for row in standings(book, run):
                if row.student.id == wanted and row.attempt is not None:
                    seed = run.made_of["seed"]
                    text = f"run {run.id}, seed {seed}: {_judged(row)}{mark}"
                    lines.append((run.began, (Piece(f"{run.began[:16]}  {text}"),)))
            lines += [
                (one.at, (Piece(f"{one.at[:16]}  judged {', '.join(one.results)}", "dim"),))
                for one in book.history(run)
                if one.student == wanted
            ]
        remarks = [one for one in book.remarks(withdrawn=True) if one.student == wanted]
        lines += [
            (one.at, (Piece(f"{one.at[:16]}  {described(one)}{_withdrawn(one)}"),))
            for one in remarks
        ]
        put([line for _, line in sorted(lines, key=lambda one: one[0])])
    return 0


def _withdrawn(remark: Remark) -> str:
    return " (withdrawn)" if remark.withdrawn else ""


def _run(run: database.Run) -> Iterator[Line]:
    made = run.made_of
    problems = ", ".join(problem["name"] for problem in made["problems"])
    versions = ", ".join(f"{k} {v[:12]}" for k, v in sorted(made["versions"].items()))
    state = "" if run.applied else "  (tried, not applied)"
    many = f"{len(run.submissions)} submissions"
    yield (Piece(f"run {run.id}", "strong"), Piece(f"  {run.began[:16]}  {many}{state}"))
    yield (Piece(f"  {problems}; seed {made['seed']}, isolation {made['isolation']}"),)
    yield (Piece(f"  {versions}", "dim"),)


def _wanted(rows: Sequence[Standing], student: str) -> Sequence[Standing]:
    if not student:
        return rows
    found = Roster(row.student for row in rows).one(student)
    return [row for row in rows if row.student is found]


def _share(row: Standing) -> str:
    return f"{written(row.score) or '–'} of {written(row.max_score)}"


def _judged(row: Standing) -> str:
    """What it came to before anybody adjusted it."""
    return _share(row if row.score is None else replace(row, score=row.score - row.adjustment))


def _told(row: Standing, *, whole: bool) -> Iterator[Line]:
    notes = table.notes(row)
    name = printable(row.student.id)
    shown = notes if whole or len(notes) < 50 else f"{notes[:49]}…"
    yield (Piece(f"  {name:<24} ", "strong" if whole else ""),
           Piece(f"{_share(row):>16}  "), Piece(printable(shown), "dim"))  # fmt: skip
    if not whole:
        return
    for part in row.parts:
        of = f"{written(part.worth)}{' (bonus)' if part.bonus else ''}"
        yield (Piece(f"    {part.name:<24} {written(row.points[part.name]) or '–':>8} of {of}"),)
    for title, value in (("late", row.late), ("adjustment", row.adjustment)):
        if value:
            yield (Piece(f"    {title:<24} {written(value):>8}"),)
    for remark in row.remarks:
        yield (Piece(f"    {remark.id}: {described(remark)}, {remark.at[:16]}"),)


def _user() -> str:
    with suppress(Exception):  # where a user has no name, whatever says so
        return getpass.getuser()
    return "an instructor"


def _rewritten(out: Path) -> int:
    """Writes the table anew, as the gradebook is another."""
    with Results(out) as results:
        results.write_book()
        for remark in results.remarks:
            say(remark)
    return 0
