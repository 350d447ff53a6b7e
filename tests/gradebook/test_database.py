"""The database: whole whatever happens, older ones brought up to date, others refused in a line."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from books import MADE_OF, book_of, result

from grader.errors import Fault, GraderError, UsageError
from grader.gradebook import connection, schema
from grader.gradebook.database import Gradebook, Graded, Remark
from grader.gradebook.roster import Student
from grader.gradebook.standing import standings

KEY = bytes(32)
ANNA = Graded("anna", "anna", None, "", {"one": "f1", "two": "f2"})


def test_what_was_kept_is_known_again(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}):
        pass
    with Gradebook(tmp_path / "gradebook.db", key=KEY) as book:
        known = book.known("anna", {"one": "anna one 10.0", "two": "another"})
        assert {name: found.score for name, found in known.items()} == {"one": 10.0}
        (row,) = standings(book)
        assert (row.score, row.max_score, dict(row.points)) == (
            2000,
            3000,
            {"one": 1000, "two": 1000},
        )


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}):
        for path in tmp_path.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_without_its_key_nothing_is_taken_up_again(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}):
        pass
    for key in (None, bytes(31) + b"x"):
        with Gradebook(tmp_path / "gradebook.db", key=key) as book:
            assert not book.is_own()
            assert book.known("anna", {"one": "anna one 10.0"}) == {}
            assert standings(book)[0].score == 2000  # but all of it can be read


def test_what_was_before_stays_in_the_history(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}) as book:
        run = book.begin(MADE_OF, ["anna"])
        book.keep(run, ANNA, [result("one", 1.0), result("two", 1.0)])
        book.keep(run, ANNA, [result("one", 1.0), result("two", 1.0)])
        assert len(book.runs()) == 1
        assert [min(one.results.values()) for one in book.history(run)] == [
            "anna one 10.0",
            "f1",
        ]
        assert standings(book)[0].score == 300


def test_another_plan_is_another_run(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}) as book:
        other = book.begin({**MADE_OF, "seed": 6}, ["anna"])
        assert [run.made_of["seed"] for run in book.runs()] == [5, 6]
        assert standings(book) == []
        tried = book.begin({**MADE_OF, "seed": 7}, ["anna"], applied=False)
        book.keep(tried, ANNA, [result("one", 10.0), result("two", 10.0)])
        assert book.run() == other
        book.apply(tried)
        assert [row.score for row in standings(book)] == [3000]


def test_by_hand_survives_every_run(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}) as book:
        number = book.add(Remark("anna", "add", 150, "explained it well", "me"))
        assert standings(book)[0].score == 2150
        run = book.begin({**MADE_OF, "seed": 6}, ["anna"])
        book.keep(run, ANNA, [result("one", 1.0), result("two", 1.0)])
        assert standings(book)[0].score == 450
        book.withdraw(number)
        assert standings(book)[0].score == 300
        assert [one.withdrawn for one in book.remarks(withdrawn=True)] == [True]
        with pytest.raises(UsageError, match="there is no adjustment"):
            book.withdraw(number)


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
from pathlib import Path
from books import MADE_OF, result
from grader.gradebook.database import Gradebook, Graded
with Gradebook(Path({book!r}), key=bytes(32), make=True) as book:
    run = book.begin(MADE_OF, ["0", "1", "2", "3"])
    for number in range(4):
        if number == 3:
            book._db.execute = lambda *_: os.kill(os.getpid(), signal.SIGKILL) if "graded" in _[0] else real(*_)
        graded = Graded(str(number), str(number), None, "", {{"one": "a", "two": "b"}})
        real = book._db.__class__.execute.__get__(book._db)
        book.keep(run, graded, [result("one", 1.0), result("two", 2.0)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_in_a_transaction_it_has_all_that_was_finished(tmp_path: Path) -> None:
    text = KILLED.format(path=sys.path, book=str(tmp_path / "gradebook.db"))
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with Gradebook(tmp_path / "gradebook.db", key=KEY) as book:
        run = book.run()
        assert run is not None
        assert sorted(book.graded(run)) == ["0", "1", "2"]
        assert book.known("3", {"one": "a", "two": "b"}) == {}
        assert len(book.known("2", {"one": "a", "two": "b"})) == 2
        assert [row.score for row in standings(book)] == [500, 500, 500]


# What is wrong with it ----------------------------------------------------------------------


def refused(path: Path, **more: Any) -> GraderError:
    with pytest.raises(GraderError) as caught:
        Gradebook(path / "gradebook.db", **more)
    assert "\n" not in caught.value.message
    return caught.value


def test_a_newer_one_is_refused(tmp_path: Path) -> None:
    book_of(tmp_path, {}).close()
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as raw:
        raw.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    error = refused(tmp_path)
    assert "was written by a newer grader" in error.message
    assert error.hint == "update the grader"


def test_an_older_one_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book_of(tmp_path, {"anna": [10.0, 5.0]}).close()
    more = (*schema.STEPS, "CREATE TABLE more (a TEXT)", "ALTER TABLE more ADD COLUMN b TEXT")
    monkeypatch.setattr(schema, "STEPS", more)
    with Gradebook(tmp_path / "gradebook.db", key=KEY) as book:
        assert book.is_own()
        assert standings(book)[0].score == 2000
        assert book._db.execute("SELECT a, b FROM more").fetchall() == []
        assert book._db.execute("PRAGMA user_version").fetchone() == (len(more),)


def test_a_step_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book_of(tmp_path, {"anna": [10.0, 5.0]}).close()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (*schema.STEPS, "CREATE TABLE more (a); SELECT nothing"))
        refused(tmp_path)
    with Gradebook(tmp_path / "gradebook.db", key=KEY) as book:
        assert standings(book)[0].score == 2000


@pytest.mark.parametrize("content", [b"not a database at all, but text that is long" * 40])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gradebook.db").write_bytes(content)
    assert "is no gradebook, or is damaged" in refused(tmp_path).message


def test_another_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as raw:
        raw.execute("CREATE TABLE photos (a)")
    assert "is no gradebook" in refused(tmp_path, make=True).message


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    book_of(tmp_path, {"anna": [10.0, 5.0]}).close()
    path = tmp_path / "gradebook.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(UsageError, match="damaged"), Gradebook(path, key=KEY) as book:
        standings(book)


def test_none_at_all_is_told(tmp_path: Path) -> None:
    assert "holds no gradebook" in refused(tmp_path).message
    assert "cannot open" in refused(tmp_path / "nowhere", make=True).message


def test_a_locked_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT_S", 0.0)
    with (
        book_of(tmp_path, {"anna": [10.0, 5.0]}) as book,
        closing(sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)) as raw,
        Gradebook(tmp_path / "gradebook.db", key=KEY) as other,
    ):
        raw.execute("BEGIN IMMEDIATE")
        assert standings(book)[0].score == 2000
        with pytest.raises(UsageError, match="is in use by another program"):
            other.add(Remark("anna", "say", 0, "hm", "me"))
        raw.execute("ROLLBACK")
        assert book.remarks() == []


def test_a_full_disk_is_a_line_and_loses_nothing(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}) as book:
        (pages,) = book._db.execute("PRAGMA page_count").fetchone()
        book._db.execute(f"PRAGMA max_page_count = {pages}")
        long = [result("one", 1.0, message="x" * 4000, output="y" * 12000), result("two", 1.0)]
        run = book.run()
        assert run is not None
        with pytest.raises(Fault, match=r"gradebook\.db: No space left on device"):
            book.keep(run, ANNA, long)
        assert standings(book)[0].score == 2000
        book._db.execute("PRAGMA max_page_count = 10000")
        book.keep(run, ANNA, long)
        assert standings(book)[0].score == 300


def test_names_are_kept_whatever_they_are(tmp_path: Path) -> None:
    name = "Robert'); DROP TABLE result;--\u202e\ud800"
    with book_of(tmp_path, {name: [10.0, 5.0]}) as book:
        (row,) = standings(book)
        assert row.score == 2000
        assert "\u202e" not in row.student.id
        assert book.known(name, {"one": f"{ascii(name)[1:-1]} one 10.0"})
        book.enrol([Student("x", name="'; --")])
        assert [one.name for one in book.students()] == ["'; --"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").symlink_to(tmp_path / "elsewhere")
    refused(tmp_path, make=True)
    assert not (tmp_path / "elsewhere").exists()


def test_a_result_that_went_missing_is_told(tmp_path: Path) -> None:
    with book_of(tmp_path, {"anna": [10.0, 5.0]}) as book:
        run = book.run()
        assert run is not None
        book.keep(run, replace(ANNA, results={"one": "gone", "two": "gone"}), [])
        with pytest.raises(UsageError, match="a result is missing"):
            standings(book)
