"""A grading run on disk: what is finished stays finished, whatever happens next.

    DIR/<submission>.json           the student's view of a report
    DIR/private/<submission>.json   the instructor's; its presence says that the report is complete
    DIR/run.json                    the seed, and what was graded with what
    DIR/grades.csv                  the gradebook
    DIR/result.json                 the one result, where a classroom asked for it

Files appear whole or not at all, and only the user may read them.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from grader import atomic
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.reports import record
from grader.submission.intake import safe_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.model import Report
    from grader.reports import Renderer

RUN_SCHEMA: Final = "grader/run/v1"
_TAKEN: Final = frozenset({"run", "grades", "private", "result"})


class Results:
    """The directory of a run, made ready to be written to by this process alone.

    Raises `UsageError` if it cannot be, and `Fault` when writing to it fails later.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.private = root / "private"
        try:
            root.mkdir(parents=True, exist_ok=True)
            self.private.mkdir(mode=0o700, exist_ok=True)
            self._lock = _locked(root / ".lock")
            for left in (*root.glob(f"{atomic.NEW}*"), *self.private.glob(f"{atomic.NEW}*")):
                left.unlink()
        except BlockingIOError:
            raise UsageError(f"another grading run is writing to {_shown(root)}") from None
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise _fault(root, error) from None
            reason = error.strerror or str(error)
            raise UsageError(f"cannot write to {_shown(root)}: {reason}") from None

    def close(self) -> None:
        """Lets others write to the directory."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The run ---------------------------------------------------------------------------------

    def seed(self) -> int | None:
        """The seed of the run so far, from `run.json` or, should that be lost, from a report."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads((self.root / "run.json").read_bytes())["seed"]
            if type(found) is int and found >= 0:
                return found
        for path in sorted(self.private.glob("*.json")):
            with contextlib.suppress(OSError, ValueError):
                return record.read(path.read_bytes()).seed
        return None

    def write_run(self, run: Mapping[str, Any]) -> None:
        """Keeps what the run was made of."""
        _write(self.root / "run.json", record.dumps({"schema": RUN_SCHEMA, **run}))

    def write_grades(self, text: str) -> None:
        """Keeps the gradebook."""
        _write(self.root / "grades.csv", text)

    def write_rendered(self, report: Report, renderer: Renderer) -> None:
        """Keeps the student's view of a report in one more format."""
        path = (self.root / _file(report.submission)).with_suffix(renderer.suffix)
        _write(path, renderer.render(report))

    def write_result(self, text: str) -> None:
        """Keeps the one file that a classroom's workflow reads."""
        _write(self.root / "result.json", text)

    # Reports ---------------------------------------------------------------------------------

    def finished(self, name: str, fingerprint: str) -> Report | None:
        """The finished report on that submission, if it was made of the same things."""
        try:
            data = json.loads((self.private / _file(name)).read_bytes())
            report = record.read(data)
            same = data.get("fingerprint") == fingerprint
        except (OSError, ValueError, RecursionError):
            return None
        if not same or report.score is None or report.submission != printable(name):
            return None
        student = record.render(report)
        path = self.root / _file(name)
        if _content(path) != student.encode():
            _write(path, student)
        return report

    def keep(self, name: str, report: Report, fingerprint: str) -> None:
        """Keeps both views of a report, the one that counts last."""
        _write(self.root / _file(name), record.render(report))
        private = record.instructor(report) | {"fingerprint": fingerprint}
        _write(self.private / _file(name), record.dumps(private))


def _file(name: str) -> str:
    safe = safe_name(name)
    return f"{safe}~.json" if safe.casefold() in _TAKEN else f"{safe}.json"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, text: str) -> None:
    try:
        atomic.write(path, text.encode(), durable=True)
    except OSError as error:
        raise _fault(path, error) from None


def _locked(path: Path) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
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
