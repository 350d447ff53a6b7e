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
may read them. What is read again bears a mark that only the user's key makes
(`grader.cache.secret`): a seed or a result that somebody else put there is not believed, and a
directory that holds nothing else is left alone.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from grader import atomic
from grader.cache import directory, secret
from grader.course import runfile
from grader.course.folder import Folder, Foreign
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.gradebook import database, table, tabled
from grader.gradebook.brief import Brief, brief_of
from grader.gradebook.database import FILES, Gradebook, Graded, Kept, Run, same
from grader.gradebook.standing import parts_of, standing_by_standing
from grader.gradebook.tabled import Tabled
from grader.reports import RENDERERS, record
from grader.submission.intake import safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from grader.gradebook.standing import Standing
    from grader.model import ProblemResult, Report
    from grader.reports import Renderer

GRADES: Final = "grades.csv"
BEFORE: Final = "before-"
OTHERS: Final = "other submissions"
_TAKEN: Final = frozenset({"run", "grades", "private", "result"})


class Results:
    """The directory of a run, made ready to be written to by this process alone.

    Raises `UsageError` if it cannot be, or holds what no run of this user wrote, and `Fault` when
    writing to it fails later. `remarks` collects what the user should hear of in the end; `moved`
    counts the scores that are not what was judged, once the gradebook was written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.remarks: list[str] = []
        self.moved = 0
        self._marks: dict[str, tuple[str, ...]] = {}
        self._begun: int | None = None
        key = secret()
        if key is None:
            place = _shown(directory())
            self.remarks.append(f"{place} keeps no key, so these results cannot be taken up again")
        self._key = key or os.urandom(32)
        self._lock: int | None = None
        with contextlib.ExitStack() as opened:
            try:
                self._folder = opened.enter_context(Folder(root))
                self._look()  # before anything is made in what may be somebody else's
                self._lock = _locked(self._folder)
                opened.callback(self._unlock)
                self._look()
                self._private = opened.enter_context(self._own_private())
                self._sweep()
                self._book = self._open_book()
                opened.callback(self._close_book)
            except BlockingIOError:
                raise UsageError(f"another grading run is writing to {_shown(root)}") from None
            except OSError as error:
                if error.errno == errno.ENOSPC:
                    raise _fault(root, error) from None
                reason = error.strerror or str(error)
                hint = error.hint if isinstance(error, Foreign) else ""
                raise UsageError(f"cannot write to {_shown(root)}: {reason}", hint) from None
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Lets others write to the directory."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _close_book(self) -> None:
        self._book.close()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _look(self) -> None:
        """Learns what the last run tells; refuses a directory where there was none."""
        self._last = runfile.read(self._folder.read(runfile.NAME) or b"", self._key) or {}
        self.earlier = runfile.earlier(self._last)
        kept = _visible(self._folder)
        if database.NAME in kept:
            with contextlib.closing(self._open_book(make=False)) as book:
                if not book.is_own():
                    raise _foreign()
                run = book.run()
            kept = [name for name in kept if name not in FILES]
            if self.earlier is None and run is not None:
                self.earlier = runfile.earlier(run.made_of)
        if self.earlier is None and "private" in kept:
            with Folder(self.root / "private", self._folder) as private:
                kept = kept if _visible(private) else [n for n in kept if n != "private"]
        if kept and self.earlier is None:
            raise _foreign()

    def _open_book(self, *, make: bool = True) -> Gradebook:
        """The database, no name of which leads anywhere else."""
        for name in FILES:
            if self._folder.holds(name):
                os.close(self._folder.open(name))
        return Gradebook(self.root / database.NAME, key=self._key, make=make)

    def _own_private(self) -> Folder:
        private = Folder(self.root / "private", self._folder)
        private.keep_from_others()
        return private

    def _sweep(self) -> None:
        """Removes what was left half written."""
        for folder in (self._folder, self._private):
            for name in folder.names():
                if name.startswith(atomic.NEW):
                    folder.remove(name)

    # The run ---------------------------------------------------------------------------------

    def seed(self) -> int | None:
        """The seed of the run so far, from `run.json` or, should that be lost, the gradebook."""
        return self.earlier.seed if self.earlier is not None else None

    def other(self, seed: int, problems: Iterable[str], submissions: Iterable[str]) -> str:
        """In what another run's results differ from those of this seed, these problems and these
        submissions: what would be lost. Nothing where this only goes on, or nothing is there.
        """
        names = self._graded()
        if self.earlier is None or not (self._folder.holds(GRADES) or names):
            return ""
        if self.earlier.problems != set(problems):
            return f"other problems ({', '.join(sorted(self.earlier.problems))})"
        if self.earlier.seed != seed:
            return f"another seed ({self.earlier.seed})"
        return OTHERS if names and names.isdisjoint(map(printable, submissions)) else ""

    def _graded(self) -> set[str]:
        run = self._book.run()
        return set() if run is None else self._book.names(run)

    def set_aside(self, *, same_class: bool) -> Path:
        """Moves all that is there into a directory of its own, whose path this is.

        What is known of the same class stays in the gradebook, too: who it is, what was set by
        hand, and its history.
        """
        day = f"{BEFORE}{datetime.now(tz=UTC).date().isoformat()}"
        aside = self.root / self._free(lambda n: day if n == 1 else f"{day}-{n}")
        self._book.close()  # which leaves one file
        with self._writing(aside), Folder(aside, self._folder) as kept:
            # The run's own file goes last: while it is there, the directory is known as the user's.
            for name in sorted(_visible(self._folder), key=lambda name: name == runfile.NAME):
                self._folder.move(name, kept)
            if same_class and kept.holds(database.NAME):
                shutil.copyfile(kept.path / database.NAME, self.root / database.NAME)
                (self.root / database.NAME).chmod(0o600)
            self._private.close()
            self._private = self._opened.enter_context(self._own_private())
        self._book = self._open_book()
        self._last, self.earlier = {}, None
        return aside

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

    def write_run(self, run: Mapping[str, Any]) -> None:
        """Keeps what the run was made of."""
        books = {"gradebook": self._last["gradebook"]} if "gradebook" in self._last else {}
        self._write_run({"schema": runfile.SCHEMA, **run, **books})

    def _write_run(self, run: Mapping[str, Any]) -> None:
        self._last = dict(run)
        self._write(self._folder, runfile.NAME, runfile.written(run, self._key))
        self.earlier = runfile.earlier(self._last)

    @property
    def book(self) -> Gradebook:
        """The gradebook."""
        return self._book

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

    def _write_views(self, report: Report, views: Iterable[bytes]) -> None:
        """Writes both, and anew what was written of the submission in another format."""
        name = _file(report.submission)
        for folder, content in zip((self._private, self._folder), views, strict=True):
            self._write_bytes(folder, name, content)
        for renderer in RENDERERS.values() if report.score is not None else ():
            other = _rendered(report, renderer)
            if other != name and self._folder.holds(other):
                self.write_rendered(report, renderer)

    # Files -----------------------------------------------------------------------------------

    def _write(self, folder: Folder, name: str, text: str) -> None:
        self._write_bytes(folder, name, text.encode())

    def _write_bytes(self, folder: Folder, name: str, content: bytes) -> None:
        if folder.read(name) != content:
            with self._writing(folder.path / name):
                folder.write(name, content)

    def _free(self, name: Callable[[int], str]) -> str:
        """The first name that nothing has."""
        return next(name(n) for n in itertools.count(1) if not self._folder.holds(name(n)))

    @contextlib.contextmanager
    def _writing(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _fault(path, error) from None


def _foreign() -> Foreign:
    return Foreign(
        "it holds files that no grading run of yours has written",
        "name another folder, with --seed to draw the inputs of a known seed again",
    )


def _visible(folder: Folder) -> list[str]:
    """What a run, or somebody else, has put there; earlier runs stay out of sight."""
    return [name for name in folder.names() if not name.startswith((".", BEFORE))]


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


def _locked(folder: Folder) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None
    descriptor = folder.open(".lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        # A file system without locks, as some networks have, is no reason not to grade.
        os.close(descriptor)
        return None
    return descriptor


def _fault(path: Path, error: OSError) -> Fault:
    reason = error.strerror or str(error)
    hint = "what is finished is kept: run the same command again once there is room"
    return Fault(f"cannot write {_shown(path)}: {reason}", hint)


def _shown(path: Path) -> str:
    return printable(str(path))
