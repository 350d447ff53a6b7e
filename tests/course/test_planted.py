"""A directory for results that somebody else has prepared: refused, or never believed."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from small_bank import RIGHT, WRONG, write_bank

from grader.cache import directory, secret
from grader.cli import cli
from grader.course import results as module
from grader.course import runfile
from grader.course.plan import Plan
from grader.course.results import Results
from grader.course.rubric import Part, Rubric
from grader.errors import UsageError
from grader.gradebook.database import Gradebook, Graded, Remark
from grader.model import Isolation, Outcome, ProblemResult
from grader.reports import record
from grader.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and owners")

PLAN = Plan(Rubric((), (Part("double", 1000, "d1", "d2"),)), 5, Isolation.STRICT)
SEED = 1234


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o755)
    return folder


def keep(results: Results, name: str, score: float) -> None:
    result = ProblemResult("double", "Double", Outcome.PASSED, score, 10.0)
    report = PLAN.report(Submission(name, Path("x")), {"double": result})
    results.keep(Graded(name, name, None, "", {"double": "print"}), [result], report)


def written(out: Path) -> None:
    """What a run of ours leaves."""
    with Results(out) as results:
        results.begin(PLAN.described(), ["anna"])
        keep(results, "anna", 3.0)
        results.write_book()


def plant(out: Path, key: bytes | None = None) -> None:
    """What a planter writes, with the right fingerprint and a seed of his own; perhaps marked."""
    (out / "private").mkdir(parents=True)
    run: Mapping[str, Any] = {**PLAN.described(), "seed": SEED}
    badge = {"schema": runfile.SCHEMA, **run}
    text = record.dumps(badge) if key is None else runfile.written(badge, key)
    (out / "run.json").write_text(text)
    with Gradebook(out / "gradebook.db", key=key, make=True) as book:
        result = ProblemResult("double", "Double", Outcome.PASSED, 10.0, 10.0)
        graded = Graded("mallory", "mallory", None, "", {"double": "print"})
        book.keep(book.begin(run, ["mallory"]), graded, [result])
        book.add(Remark("mallory", "set", 1000, "well done", "you"))


def refused(out: Path) -> str:
    with pytest.raises(UsageError) as caught:
        Results(out)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_what_we_wrote_is_believed(out: Path) -> None:
    written(out)
    with Results(out) as results:
        assert results.seed() == 5
        assert results.known("anna", {"double": "print"})["double"].score == 3.0


@pytest.mark.parametrize("key", [None, bytes(32)], ids=["no mark", "another's mark"])
def test_what_somebody_else_wrote_is_refused(out: Path, key: bytes | None) -> None:
    plant(out, key)
    before = sorted(path.name for path in out.rglob("*"))
    assert "no grading run of yours" in refused(out)
    assert sorted(path.name for path in out.rglob("*")) == before


def test_without_marks_the_planter_chooses_seed_and_score(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runfile, "read", lambda content, _: json.loads(content or b"null"))
    monkeypatch.setattr(Gradebook, "_sign", lambda *_: "")
    plant(out)
    with Results(out) as results:
        assert results.seed() == SEED
        assert results.known("mallory", {"double": "print"})["double"].score == 10.0


def test_results_put_among_ours_are_not_believed(out: Path, tmp_path: Path) -> None:
    written(out)
    plant(tmp_path / "his", bytes(32))
    with closing(sqlite3.connect(out / "gradebook.db", isolation_level=None)) as book:
        book.execute("ATTACH ? AS his", [str(tmp_path / "his/gradebook.db")])
        book.execute("INSERT INTO result SELECT * FROM his.result")
        book.execute(
            "UPDATE result SET body = replace(body, '\"score\": 3', '\"score\": 10')"
            " WHERE submission = 'anna'"
        )
    with Results(out) as results:
        assert results.known("mallory", {"double": "print"}) == {}
        assert results.known("anna", {"double": "print"}) == {}


def test_another_s_gradebook_in_the_place_of_ours_is_not_believed(
    out: Path, tmp_path: Path
) -> None:
    written(out)
    plant(tmp_path / "his", bytes(32))
    (tmp_path / "his/gradebook.db").replace(out / "gradebook.db")
    assert "no grading run of yours" in refused(out)


def test_a_result_of_ours_under_another_s_name_is_not_believed(out: Path) -> None:
    written(out)
    with closing(sqlite3.connect(out / "gradebook.db", isolation_level=None)) as book:
        book.execute("UPDATE result SET submission = 'ben'")
    with Results(out) as results:
        assert results.known("ben", {"double": "print"}) == {}


@pytest.mark.parametrize("target", ["full", "empty", "gone"])
def test_a_link_is_no_directory(out: Path, elsewhere: Path, target: str) -> None:
    if target == "full":
        written(elsewhere / "full")
    elif target == "empty":
        (elsewhere / "empty").mkdir()
    out.symlink_to(elsewhere / target)
    before = sorted(elsewhere.rglob("*"))
    assert "symbolic link" in refused(out)
    assert sorted(elsewhere.rglob("*")) == before


def test_a_linked_private_directory_is_refused(out: Path, elsewhere: Path) -> None:
    written(out)
    (out / "private").rename(elsewhere / "private")
    (out / "private").symlink_to(elsewhere / "private")
    assert "symbolic link" in refused(out)


@pytest.mark.parametrize("name", ["run.json", "grades.csv", "anna.json", "private/anna.json"])
def test_a_linked_file_is_neither_read_nor_written_through(
    out: Path, elsewhere: Path, name: str
) -> None:
    written(out)
    aim = elsewhere / "aim"
    aim.write_bytes((out / name).read_bytes())
    before = aim.read_bytes()
    (out / name).unlink()
    (out / name).symlink_to(aim)
    with Results(out) as results:
        assert results.seed() == 5
        assert results.known("anna", {"double": "print"})
        results.begin({**PLAN.described(), "seed": 6}, ["anna"])
        keep(results, "anna", 4.0)
        results.write_book()
    assert aim.read_bytes() == before
    assert not (out / name).is_symlink()


@pytest.mark.parametrize("name", ["gradebook.db", "gradebook.db-wal"])
def test_a_linked_gradebook_is_refused(out: Path, elsewhere: Path, name: str) -> None:
    written(out)
    if name == "gradebook.db":
        (out / name).rename(elsewhere / name)
    (out / name).symlink_to(elsewhere / name)
    before = sorted(elsewhere.rglob("*"))
    assert "cannot write to" in refused(out)
    assert sorted(elsewhere.rglob("*")) == before


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_a_planted_lock_is_refused(out: Path, elsewhere: Path, kind: str) -> None:
    out.mkdir(mode=0o755)
    if kind == "link":
        (out / ".lock").symlink_to(elsewhere / "made")
    else:
        os.mkfifo(out / ".lock")
    assert "cannot write to" in refused(out)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o1777])
def test_what_others_may_write_to_is_refused_or_closed_to_them(out: Path, mode: int) -> None:
    out.mkdir()
    out.chmod(mode)
    Results(out).close()
    assert stat.S_IMODE(out.stat().st_mode) & 0o022 == 0
    written(out)
    out.chmod(mode)
    assert "others may write" in refused(out)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_what_another_user_owns_is_refused(out: Path) -> None:
    out.mkdir()
    os.chown(out, 12345, 12345)
    assert "another user" in refused(out)
    os.chown(out, 0, 0)
    written(out)
    os.chown(out / "private", 12345, 12345)
    assert "another user" in refused(out)


def test_the_instructor_s_directory_is_closed(out: Path) -> None:
    written(out)
    (out / "private").chmod(0o755)
    Results(out).close()
    assert stat.S_IMODE((out / "private").stat().st_mode) == 0o700


def test_the_key_is_the_user_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    key = secret()
    path = directory() / "secret"
    assert secret() == key == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert secret() != key
    (tmp_path / "known").write_bytes(bytes(32))
    path.unlink()
    path.symlink_to(tmp_path / "known")
    assert secret() != bytes(32)
    assert (tmp_path / "known").read_bytes() == bytes(32)
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "known"))
    assert secret() is None
    with Results(tmp_path / "out") as results:
        assert "cannot be taken up again" in results.remarks[0]


# The command -----------------------------------------------------------------------------------


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_bank(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/anna.py").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*more: str) -> Result:
    arguments = ["grade", "in", "--bank", ".", "--jobs", "1", *more]
    return CliRunner().invoke(cli, arguments)


def test_a_submission_named_as_the_results_is_not_taken_for_them(work: Path) -> None:
    plant(work / "in/grades")
    (work / "in/grades/double.py").write_text(WRONG)
    done = run("--out", "in/grades", "--problems", "double")
    assert done.exit_code == 2
    assert "no grading run of yours" in done.output
    assert str(SEED) not in done.output


def test_the_results_of_another_run_are_no_submission(work: Path) -> None:
    """But what only looks like results is: nobody is to be left out, or to leave himself out."""
    plant(work / "in/ben")
    (work / "in/ben/double.py").write_text(WRONG)
    assert run("--out", "in/grades", "--problems", "double").exit_code == 1
    assert run("--out", "other", "--problems", "double").exit_code == 1
    names = {path.name for path in (work / "other").glob("*.json")}
    assert names == {"run.json", "anna.json", "ben.json"}


def test_results_do_not_lie_in_a_submission(work: Path) -> None:
    (work / "in/ben").mkdir()
    (work / "in/ben/double.py").write_text(RIGHT)
    done = run("--out", "in/ben/grades", "--problems", "double")
    assert done.exit_code == 2
    assert "must not lie in a submission" in done.output
    assert not (work / "in/ben/grades").exists()


def test_results_among_the_submissions_are_none(work: Path) -> None:
    (work / "in/x.py").symlink_to("/")
    for _ in range(2):
        done = run("--out", "in/grades", "--problems", "double")
        assert done.exit_code == 1, done.output
        assert "2 submissions graded" in done.output


def test_nobody_widens_what_is_graded(work: Path) -> None:
    (work / "in/mallory").mkdir()
    for name in ("double", "triple"):
        (work / f"in/mallory/{name}.py").write_text(RIGHT.replace("double", name))
    done = run("--out", "out")
    assert done.exit_code == 2
    said = done.output.splitlines()
    assert said[0] == "Error: what is to be graded? double, triple were handed in"
    assert "--problems double,triple" in said[1]
    assert not (work / "out").exists()
    done = run("--out", "out", "--problems", "double")
    assert "anna         10 of 10  passed" in done.output


@pytest.mark.parametrize("held", [True, False], ids=["bounded", "unbounded"])
def test_a_large_file_named_like_a_run_s_is_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, held: bool
) -> None:
    """Each submission is looked at so; of 240 MB of empty lists six GB would become."""
    (tmp_path / "run.json").write_text("[" + "[]," * 400_000 + "[]]")
    parsed: list[int] = []
    real = json.loads

    def loads(text: Any) -> Any:
        parsed.append(len(text))
        return real(text)

    monkeypatch.setattr(json, "loads", loads)
    if not held:
        monkeypatch.setattr(runfile, "_MOST", 1 << 30)
    assert not runfile.holds_results(tmp_path)
    assert bool(parsed) != held


@pytest.mark.parametrize("held", [True, False], ids=["spelt otherwise", "as it is"])
def test_nobody_s_report_passes_for_an_earlier_run(
    out: Path, monkeypatch: pytest.MonkeyPatch, *, held: bool
) -> None:
    """It would stay where it is when all others are moved aside."""
    if not held:
        monkeypatch.setattr(module, "_stem", str)
    with Results(out) as results:
        results.begin(PLAN.described(), ["before-noon"])
        keep(results, "before-noon", 3.0)
        aside = results.set_aside(same_class=True)
    left = [path.name for path in out.glob("*noon*")]
    assert left == ([] if held else ["before-noon.json"])
    assert (aside / "run.json").exists()
