"""A grading run on disk: what is finished stays finished, whatever happens next.

    DIR/gradebook.db                all that is known: results, runs, what was set by hand
    DIR/<submission>.json           the student's view of a report
    DIR/private/<submission>.json   the instructor's
    DIR/run.json                    the seed, and what was graded with what
    DIR/grades.csv                  the gradebook as a table
    DIR/grades.edited-<n>.csv       one that somebody changed, kept when it was written anew
    DIR/result.json                 the one result, where a classroom asked for it
    DIR/before-<date>/              all of an earlier run that was replaced

Everything but the database is written from it. Files appear whole or not at all, and only the user
may read them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from grader.course.claim import BEFORE, GRADES, Claim
from grader.escaping import printable
from grader.gradebook import database, table, tabled
from grader.gradebook.brief import Brief, brief_of
from grader.gradebook.database import Graded, Kept, Run, same
from grader.gradebook.standing import parts_of, standing_by_standing
from grader.gradebook.tabled import Tabled
from grader.reports import RENDERERS, record
from grader.submission.intake import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from grader.gradebook.standing import Standing
    from grader.model import ProblemResult, Report
    from grader.reports import Renderer

_TAKEN: Final = frozenset({"run", "grades", "private", "result"})


class Results(Claim):
    """What a run writes to the directory that is its own.

    `moved` counts the scores that are not what was judged, once the gradebook was written.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.moved = 0
        self._marks: dict[str, tuple[str, ...]] = {}
        self._begun: int | None = None

    def begin(
        self, made_of: Mapping[str, Any], submissions: Sequence[str], *, applied: bool = True
    ) -> None:
        """Begins a run, or goes on with the one that was made of the same. One that is not applied
        writes no file.
        """
        self._run = self._book.begin(made_of, list(map(printable, submissions)), applied=applied)
        self._marks, self._begun = {}, self._run.id
        if applied:
            self.write_run(made_of)

    def apply(self) -> None:
        """Has a run count that was only tried."""
        self._run = self._book.apply(self._run)
        self.write_run(self._run.made_of)

    @property
    def run(self) -> Run:
        """The run that was begun."""
        return self._run

    def write_book(self) -> None:
        """Writes the gradebook as a table, as of the run that counts.

        It is not made again where it is there, and all is as it was when it was made.
        """
        run = self._book.run()
        if run is None:
            return
        stamp = tabled.stamp(self._book, run, self._marks) if run.id == self._begun else ""
        before = tabled.known(stamp)
        if before is not None and before.digest == self._table_there():
            self._know_tables(before.digest)
            self.moved = before.moved
            return
        problems = [problem["name"] for problem in run.made_of["problems"]]
        text = table.render(self._rows(run), problems)
        self.write_grades(text)
        tabled.keep(stamp, Tabled(_digest(text.encode(table.ENCODING)), self.moved))

    def _rows(self, run: Run) -> Iterator[Standing]:
        self.moved = 0
        for row in standing_by_standing(self._book, run):
            self.moved += bool(row.late or row.adjustment)
            yield row

    def write_grades(self, text: str) -> None:
        """Keeps the table. One that somebody changed since it was written is kept beside it."""
        encoded = text.encode(table.ENCODING)
        there = self._table_there()
        if self._folder.holds(GRADES) and not there:
            free = self._free("grades.edited-{}.csv".format)
            with self._writing(self.root / GRADES):
                self._folder.move(GRADES, self._folder, free)
            self.remarks.append(f"{GRADES} was changed by hand; it is kept as {free}")
        # Known before it is there, so that none of ours is ever taken for one that was changed.
        self._know_tables(there, _digest(encoded))
        self._write_bytes(self._folder, GRADES, encoded)

    def _table_there(self) -> str:
        """The digest of the table, if it is one of ours."""
        content = self._folder.read(GRADES)
        found = "" if content is None else _digest(content)
        return found if found in self._last.get("gradebook", ()) else ""

    def _know_tables(self, *digests: str) -> None:
        books = [digest for digest in dict.fromkeys(digests) if digest]
        if self._last.get("gradebook") != books:
            self._write_run({**self._last, "gradebook": books})

    def write_rendered(self, report: Report, renderer: Renderer) -> None:
        """Keeps the student's view of a report in one more format."""
        self._write(self._folder, _rendered(report, renderer), renderer.render(report))

    def write_result(self, text: str) -> None:
        """Keeps the one file that a classroom's workflow reads."""
        self._write(self._folder, "result.json", text)

    # Reports ---------------------------------------------------------------------------------

    def known(self, name: str, prints: Mapping[str, str]) -> dict[str, ProblemResult]:
        """The results of that submission's problems that were made of the same things before.

        `prints` are the fingerprints that theirs must be. What was not graded is not among them.
        """
        return database.read(self._kept(name, prints))

    def _kept(self, name: str, prints: Mapping[str, str]) -> dict[str, Kept]:
        """The same as they are kept; their marks are noted, unless one is missing."""
        kept = self._book.kept(name, prints)
        self._marks.pop(printable(name), None)
        if kept.keys() == prints.keys():
            self._marks[printable(name)] = tuple(one.mark for one in kept.values())
        return kept

    def unchanged(self, graded: Graded) -> Brief | None:
        """The line on a submission that came out so before and of which all that was written is
        there, if its results, too, are as they were kept.
        """
        if not self._stands(graded):
            return None
        kept = self._kept(graded.submission, graded.results)
        results = {name: one.body for name, one in kept.items()}
        return brief_of(graded.submission, results, parts_of(self._run.made_of))

    def keep(self, graded: Graded, results: Sequence[ProblemResult], report: Report) -> None:
        """Keeps how a submission came out, with those of its results that are new, and then both
        views of the report on it; what is there already stays, and is not worked out again.
        """
        if not results and self._stands(graded):
            return
        views = _views(report)
        self._book.keep(self._run, replace(graded, files=_digest_of(views)), results)
        self._kept(graded.submission, graded.results)
        if self._run.applied is not None:
            self._write_views(report, views)

    def _stands(self, graded: Graded) -> bool:
        """Whether it came out so before, and all that was written of it is there."""
        name = _file(graded.submission)
        before = self._book.last(self._run, graded.submission)
        there = [folder.read(name) for folder in (self._private, self._folder)]
        return (
            before is not None
            and same(before, replace(graded, files=before.files))
            and before.files == _digest_of(content or b"" for content in there)
        )

    def write_report(self, report: Report) -> None:
        """Writes both views of a report."""
        self._write_views(report, _views(report))

    def left(self, submissions: Iterable[str]) -> list[str]:
        """Whose reports are there that are none of these submissions."""
        names = (name for name in self._private.names() if name.endswith(".json"))
        return sorted({name.removesuffix(".json") for name in names} - {*map(_stem, submissions)})

    def _write_views(self, report: Report, views: Iterable[bytes]) -> None:
        """Writes both, and anew what was written of the submission in another format."""
        name = _file(report.submission)
        for folder, content in zip((self._private, self._folder), views, strict=True):
            self._write_bytes(folder, name, content)
        for renderer in RENDERERS.values() if report.score is not None else ():
            other = _rendered(report, renderer)
            if other != name and self._folder.holds(other):
                self.write_rendered(report, renderer)


def _views(report: Report) -> tuple[bytes, bytes]:
    """A report as the instructor reads it, and as the student does."""
    return record.render(report, private=True).encode(), record.render(report).encode()


def _digest_of(views: Iterable[bytes]) -> str:
    return _digest(b"".join(map(_digest_bytes, views)))


def _digest_bytes(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stem(name: str) -> str:
    safe = safe_name(name)
    if safe.casefold().startswith(BEFORE):
        return f"~{safe}"
    return f"{safe}~" if safe.casefold() in _TAKEN else safe


def _rendered(report: Report, renderer: Renderer) -> str:
    return f"{_stem(report.submission)}{renderer.suffix}"


def _file(name: str) -> str:
    return f"{_stem(name)}.json"
