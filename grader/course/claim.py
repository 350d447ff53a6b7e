"""The directory that a grading run writes to, made ready for this process alone.

What is read again bears a mark that only the user's key makes (`grader.cache.secret`): a seed or a
result that somebody else put there is not believed, and a directory that holds nothing else is left
alone.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from grader import atomic
from grader.cache import directory, secret
from grader.course import runfile
from grader.course.folder import Folder, Foreign
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.gradebook import database
from grader.gradebook.database import FILES, Gradebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

GRADES: Final = "grades.csv"
BEFORE: Final = "before-"
OTHERS: Final = "other submissions"


class Claim:
    """The directory, and what the last run of this user's tells there.

    Raises `UsageError` if it cannot be written to, or holds what no run of this user wrote, and
    `Fault` when writing to it fails later. `remarks` collects what the user should hear of in the
    end.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.remarks: list[str] = []
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
