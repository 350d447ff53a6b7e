"""`gradebook.db`: all that is known of a class, kept so that no end of a process loses any of it.

Every change is one transaction, which is on the disk before it returns. What is judged is never
changed and never thrown away; how submissions came out is written after what was before. The book,
and each result, bears a mark that only the user's key makes, and is not taken up again without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook.connection import Connection, shown
from grader.gradebook.roster import Student
from grader.reports import record

if TYPE_CHECKING:
    from pathlib import Path

    from grader.model import ProblemResult

NAME: Final = "gradebook.db"
FILES: Final = tuple(NAME + end for end in ("", "-wal", "-shm", "-journal"))
"""What SQLite may write in its place."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the grader, or a trial of one where it was not applied."""

    id: int
    began: str
    applied: str | None
    made_of: Mapping[str, Any]
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """How a submission came out. `results` has the fingerprint that each problem's result has,
    `files` is the digest of what was written of it.
    """

    submission: str
    student: str
    handed_in: datetime | None
    message: str
    results: Mapping[str, str]
    at: str = ""
    files: str = ""


class Kept(NamedTuple):
    """A result as JSON text, and the mark that nobody else could have made for it."""

    body: str
    mark: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What an instructor added by hand: points to a problem or to all of them, or a word.

    kind is `add`, `set` or `say`; points are hundredths.
    """

    student: str
    kind: str
    points: int
    why: str
    who: str
    problem: str = ""
    at: str = ""
    id: int = 0
    withdrawn: bool = False


class Gradebook:
    """The database at `path`, opened, and made if `make` says so. Close it.

    Everything raises `UsageError` or `Fault` in one line. Without a key all that it holds can be
    read, and nothing of it is taken up again.
    """

    def __init__(self, path: Path, *, key: bytes | None = None, make: bool = False) -> None:
        self.path = path
        self._key = key
        if not make and not path.is_file():
            hint = "name the folder that grader grade wrote to"
            raise UsageError(f"{shown(path.parent)} holds no gradebook", hint)
        self._db = Connection(path, self._sign, make=make)

    def close(self) -> None:
        """Lets go of it."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_own(self) -> bool:
        """Whether the key's owner made it."""
        with self._db.speaking():
            rows = self._db.execute("SELECT id, mark FROM book").fetchall()
        return bool(rows) and all(
            hmac.compare_digest(self._sign(name), mark) for name, mark in rows
        )

    # Runs ------------------------------------------------------------------------------------

    def begin(
        self, made_of: Mapping[str, Any], submissions: Sequence[str], *, applied: bool = True
    ) -> Run:
        """A run made of this; the one before goes on where it was made of the same."""
        last = self.run()
        text, names = record.dumps(dict(made_of)), json.dumps(list(submissions))
        with self._db.changing():
            if applied and last is not None and record.dumps(dict(last.made_of)) == text:
                if last.submissions != tuple(submissions):
                    self._db.execute("UPDATE run SET submissions = ? WHERE id = ?", names, last.id)
                number = last.id
            else:
                now = _now()
                values = (now, now if applied else None, text, names)
                done = self._db.execute(
                    "INSERT INTO run (began, applied, made_of, submissions) VALUES (?, ?, ?, ?)",
                    *values,
                )
                number = done.lastrowid or 0
        found = self._runs("id = ?", number)
        return found[0]

    def run(self) -> Run | None:
        """The run that counts, the last that was applied."""
        found = self._runs("applied IS NOT NULL ORDER BY applied DESC, id DESC LIMIT 1")
        return found[0] if found else None

    def runs(self) -> list[Run]:
        """All runs, in order of time."""
        return self._runs("TRUE ORDER BY id")

    def apply(self, run: Run) -> Run:
        """Has a run count that was only tried."""
        with self._db.changing():
            self._db.execute("UPDATE run SET applied = ? WHERE id = ?", _now(), run.id)
        return self._runs("id = ?", run.id)[0]

    def _runs(self, condition: str, *values: Any) -> list[Run]:
        query = f"SELECT id, began, applied, made_of, submissions FROM run WHERE {condition}"  # noqa: S608
        with self._db.speaking():
            return [
                Run(number, began, applied, json.loads(made_of), tuple(json.loads(names)))
                for number, began, applied, made_of, names in self._db.execute(query, *values)
            ]

    # Results ---------------------------------------------------------------------------------

    def known(self, submission: str, prints: Mapping[str, str]) -> dict[str, ProblemResult]:
        """The results of that submission's problems that have these fingerprints, and our mark."""
        return read(self.kept(submission, prints))

    def kept(self, submission: str, prints: Mapping[str, str]) -> dict[str, Kept]:
        """The same as they are kept, also those of what the grader failed to judge."""
        name, wanted = _stored(submission), tuple(prints.values())
        query = (
            "SELECT problem, fingerprint, body, mark FROM result WHERE submission = ?"  # noqa: S608
            f" AND fingerprint IN ({', '.join('?' * len(wanted))})"
        )
        with self._db.speaking():
            rows = self._db.execute(query, name, *wanted).fetchall()
        return {
            problem: Kept(body, mark)
            for problem, fingerprint, body, mark in rows
            if prints.get(problem) == fingerprint
            and hmac.compare_digest(self._sign(name, problem, fingerprint, body), mark)
        }

    def keep(self, run: Run, graded: Graded, results: Sequence[ProblemResult]) -> None:
        """Keeps how a submission came out, and what was judged for it, in one transaction.

        A result that there is not, as the grader failed, is kept for the record and never known.
        """
        submission = _stored(graded.submission)
        before = self.last(run, graded.submission)
        new = []
        for result in results:
            fingerprint = graded.results[result.name]
            body = record.render_problem(result)
            sign = self._sign(submission, result.name, fingerprint, body)
            row = (submission, result.name, fingerprint, body, sign, _now())
            if self._body(*row[:3]) != (body, sign):
                new.append(row)
        if not new and before is not None and same(before, graded):
            return
        with self._db.changing():
            self._db.every(
                "INSERT OR REPLACE INTO result"
                " (submission, problem, fingerprint, body, mark, judged) VALUES (?, ?, ?, ?, ?, ?)",
                new,
            )
            self._db.execute(
                "INSERT INTO graded"
                " (run, submission, at, student, handed_in, message, results, files)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(run.id, submission, _now(), _stored(graded.student)),
                graded.handed_in.isoformat() if graded.handed_in else None,
                *(printable(graded.message), json.dumps(dict(graded.results)), graded.files),
            )

    def _body(self, submission: str, problem: str, fingerprint: str) -> tuple[str, str] | None:
        with self._db.speaking():
            row: tuple[str, str] | None = self._db.execute(
                "SELECT body, mark FROM result"
                " WHERE submission = ? AND problem = ? AND fingerprint = ?",
                *(submission, problem, fingerprint),
            ).fetchone()
        return row

    def graded(self, run: Run) -> dict[str, Graded]:
        """How the submissions of a run came out, by name."""
        return {one.submission: one for one in self.history(run)}

    def names(self, run: Run) -> set[str]:
        """The names of the submissions of a run of which it is known how they came out."""
        with self._db.speaking():
            query = "SELECT DISTINCT submission FROM graded WHERE run = ?"
            return {name for (name,) in self._db.execute(query, run.id)}

    def history(self, run: Run) -> list[Graded]:
        """All that was written of the submissions of a run, in order of time."""
        return self._rows("run = ? ORDER BY id", run.id)

    def last(self, run: Run, submission: str) -> Graded | None:
        """How a submission came out last in a run, if it did."""
        last = "run = ? AND submission = ? ORDER BY id DESC LIMIT 1"
        return next(iter(self._rows(last, run.id, _stored(submission))), None)

    def _rows(self, condition: str, *values: Any) -> list[Graded]:
        columns = "submission, student, handed_in, message, results, at, files"
        query = f"SELECT {columns} FROM graded WHERE {condition}"  # noqa: S608
        with self._db.speaking():
            rows = self._db.execute(query, *values).fetchall()
        return [
            Graded(
                submission,
                student,
                datetime.fromisoformat(handed_in) if handed_in else None,
                message,
                json.loads(results),
                at,
                files,
            )
            for submission, student, handed_in, message, results, at, files in rows
        ]

    def rows(self, run: Run) -> list[tuple[Any, ...]]:
        """All on which it hangs where everybody stands after a run, but for the results."""
        with self._db.speaking():
            return [
                row
                for query in _OF_A_RUN
                for row in self._db.execute(query, *[run.id] * query.count("?"))
            ]

    def result(self, submission: str, problem: str, fingerprint: str) -> ProblemResult:
        """What was judged, as it was kept."""
        body = self._body(_stored(submission), problem, fingerprint)
        if body is None:
            raise UsageError(f"{shown(self.path)} is damaged: a result is missing")
        try:
            return record.read_problem(body[0])
        except ValueError as error:
            raise UsageError(f"{shown(self.path)} is damaged: {error}") from None

    # By hand ---------------------------------------------------------------------------------

    def students(self) -> list[Student]:
        """Who takes part, by id; nobody, as long as no roster was read."""
        with self._db.speaking():
            rows = self._db.execute(
                "SELECT id, name, email, ids FROM student ORDER BY id"
            ).fetchall()
        return [Student(name, full, email, json.loads(ids)) for name, full, email, ids in rows]

    def enrol(self, students: Iterable[Student]) -> None:
        """Takes these for all who take part."""
        with self._db.changing():
            self._db.execute("DELETE FROM student")
            self._db.every(
                "INSERT INTO student (id, name, email, ids) VALUES (?, ?, ?, ?)",
                [(one.id, one.name, one.email, json.dumps(dict(one.ids))) for one in students],
            )

    def remarks(self, *, withdrawn: bool = False) -> list[Remark]:
        """What was added by hand, in order of time; also what was withdrawn, if that is asked."""
        with self._db.speaking():
            rows = self._db.execute(
                "SELECT student, kind, points, why, who, problem, at, id,"
                " withdrawn IS NOT NULL FROM remark ORDER BY id"
            ).fetchall()
        found = [Remark(*row) for row in rows]
        return [one for one in found if withdrawn or not one.withdrawn]

    def add(self, remark: Remark) -> int:
        """Adds a remark, and returns its number."""
        with self._db.changing():
            return (
                self._db.execute(
                    "INSERT INTO remark (student, kind, points, why, who, problem, at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(remark.student, remark.kind, remark.points, printable(remark.why)),
                    *(printable(remark.who), remark.problem, _now()),
                ).lastrowid
                or 0
            )

    def withdraw(self, number: int) -> None:
        """Withdraws a remark, which stays in the history."""
        with self._db.changing():
            done = self._db.execute(
                "UPDATE remark SET withdrawn = ? WHERE id = ? AND withdrawn IS NULL",
                *(_now(), number),
            )
            if not done.rowcount:
                raise UsageError(f"there is no adjustment {number}", "see grader gradebook show")

    def _sign(self, *parts: str) -> str:
        """The mark of these texts, which only this key makes."""
        sign = hmac.new(self._key or os.urandom(32), digestmod=hashlib.sha256)
        for part in parts:
            content = part.encode()
            sign.update(len(content).to_bytes(8, "little") + content)
        return sign.hexdigest()


_OF_A_RUN: Final = (
    "SELECT made_of, submissions FROM run WHERE id = ?",
    "SELECT * FROM student ORDER BY id",
    "SELECT * FROM remark ORDER BY id",
    "SELECT * FROM graded WHERE run = ? ORDER BY id",
)


def read(kept: Mapping[str, Kept]) -> dict[str, ProblemResult]:
    """These results, but for those that cannot be read and what the grader failed to judge."""
    found = {}
    for problem, one in kept.items():
        with contextlib.suppress(ValueError):
            found[problem] = record.read_problem(one.body)
    return {name: result for name, result in found.items() if result.score is not None}


def _stored(name: str) -> str:
    """A name as it is kept: every text that there is, and no two the same."""
    return printable(name)


def same(one: Graded, other: Graded) -> bool:
    """Whether what was read says of a submission what is to be written of it."""
    return (one.student, one.handed_in, one.message, dict(one.results), one.files) == (
        _stored(other.student),
        other.handed_in,
        printable(other.message),
        dict(other.results),
        other.files,
    )


def _now() -> str:
    return datetime.now(tz=UTC).isoformat(timespec="milliseconds")
