"""How `gradebook.db` is laid out, and how an older one becomes a newer one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION: Final = 0x6C61_7767
"""Tells a gradebook from any other database: `lawg`."""

STEPS: Final = (
    """
    -- Whose it is: a mark that only the key of its owner makes.
    CREATE TABLE book (id TEXT NOT NULL, mark TEXT NOT NULL) STRICT;
    -- Who takes part; `ids` are what platforms know a student by, as JSON.
    CREATE TABLE student (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, ids TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- A run of the grader: what it was made of, and which submissions it was about. One that was
    -- only tried has not been applied.
    CREATE TABLE run (
        id INTEGER PRIMARY KEY, began TEXT NOT NULL, applied TEXT,
        made_of TEXT NOT NULL, submissions TEXT NOT NULL
    ) STRICT;
    -- What was judged, by all that it depends on. Never changed.
    CREATE TABLE result (
        submission TEXT NOT NULL, problem TEXT NOT NULL, fingerprint TEXT NOT NULL,
        judged TEXT NOT NULL, body TEXT NOT NULL, mark TEXT NOT NULL,
        PRIMARY KEY (submission, problem, fingerprint)
    ) STRICT, WITHOUT ROWID;
    -- How a submission came out in a run; the last one counts, those before it are history.
    CREATE TABLE graded (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (id),
        submission TEXT NOT NULL, at TEXT NOT NULL,
        student TEXT NOT NULL, handed_in TEXT, message TEXT NOT NULL, results TEXT NOT NULL
    ) STRICT;
    CREATE INDEX graded_of ON graded (run, submission, id);
    -- What an instructor added by hand: points, or a word.
    CREATE TABLE remark (
        id INTEGER PRIMARY KEY, student TEXT NOT NULL, problem TEXT NOT NULL, kind TEXT NOT NULL
            CHECK (kind IN ('add', 'set', 'say')),
        points INTEGER NOT NULL, why TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
        withdrawn TEXT
    ) STRICT;
    """,
    """
    -- The digest of the reports that were written then; none of an older one is known.
    ALTER TABLE graded ADD COLUMN files TEXT NOT NULL DEFAULT '';
    """,
)
"""What leads from each version to the next; an empty database has version 0."""


def migrate(connection: sqlite3.Connection, name: str, sign: Callable[[str], str]) -> None:
    """Brings the database up to date, a version a transaction; refuses what is newer, or none.

    A new one is marked with what `sign` makes of its id.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if (version or tables) and application != APPLICATION:
        raise UsageError(f"{name} is no gradebook", "name the folder that grader grade wrote to")
    if version > len(STEPS):
        raise UsageError(
            f"{name} was written by a newer grader (form {version}, this one knows {len(STEPS)})",
            "update the grader",
        )
    book = secrets.token_hex(16)
    marked = f"INSERT INTO book VALUES ('{book}', '{sign(book)}')"  # noqa: S608 - both are digits
    for number, step in enumerate(STEPS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {step}; {marked if number == 1 else ''};"
            f" PRAGMA application_id = {APPLICATION};"
            f" PRAGMA user_version = {number}; COMMIT;"
        )
