"""A SQLite file, opened with care: transactions that are whole, errors of one line."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.gradebook import schema

if TYPE_CHECKING:
    from pathlib import Path

_MAKING: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)

WAIT_S: Final = 5.0
"""How long another program may keep it locked."""


class Connection:
    """The file at `path`, brought up to the schema, and made if `make` says so. Close it.

    `sign` marks what is made. Everything raises `UsageError` or `Fault` in one line.
    """

    def __init__(self, path: Path, sign: Callable[..., str], *, make: bool) -> None:
        self.path = path
        with self.speaking():
            if make:
                # SQLite gives its other files the rights of this one.
                os.close(os.open(path, _MAKING, 0o600))
            self._connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        try:
            with self.speaking():
                self.execute("PRAGMA trusted_schema = OFF")
                self.execute("PRAGMA foreign_keys = ON")
                self.execute("PRAGMA journal_mode = WAL")
                self.execute("PRAGMA synchronous = FULL")
                schema.migrate(self._connection, shown(path), sign)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Lets go of it."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        """The answer to a query with these parameters, within `speaking`."""
        return self._connection.execute(query, values)

    def every(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """A query for each of these rows, within `changing`."""
        self._connection.executemany(query, rows)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction: all of it, or nothing."""
        with self.speaking():
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def speaking(self) -> Iterator[None]:
        """Says in one line what is wrong with the database."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise self._told(error) from None

    def _told(self, error: Exception) -> Fault | UsageError:
        name, kind = shown(self.path), getattr(error, "sqlite_errorname", "")
        if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return UsageError(f"{name} is in use by another program", "close it, and try again")
        if kind.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            reason = "No space left on device" if self._full(kind) else str(error)
            hint = "what is finished is kept: run the same command again once there is room"
            return Fault(f"cannot write {name}: {reason}", hint)
        if kind.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return UsageError(f"cannot write {name}: {error}", "make the folder writable")
        if isinstance(error, OSError):
            return UsageError(f"cannot open {name}: {error.strerror or error}")
        hint = "put a copy of it in its place, or move it away to have everything judged anew"
        return UsageError(f"{name} is no gradebook, or is damaged: {error}", hint)

    def _full(self, kind: str) -> bool:
        if kind.startswith("SQLITE_FULL"):
            return True
        with contextlib.suppress(OSError, AttributeError):
            space = os.statvfs(self.path.parent)
            return space.f_bavail * space.f_frsize < 1 << 16
        return False


def shown(path: Path) -> str:
    """A path as it is written in messages."""
    return printable(str(path))
