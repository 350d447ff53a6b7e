"""One changed thing has judged again what depends on it, and the results are those of grading anew."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_bank import HALF_RIGHT, RIGHT, WRONG, write_bank

from grader.cli import cli
from grader.course import bench, retrial
from grader.course.bench import Bench, Done
from grader.course.retrial import Work

TRIPLE = "def triple(x):\n    return 3 * x\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_bank(tmp_path)
    for name, source in (("anna", RIGHT), ("ben", HALF_RIGHT), ("cleo", WRONG)):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "double.py").write_text(source)
        (tmp_path / "in" / name / "triple.py").write_text(TRIPLE)
    assignment(tmp_path, 1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def judged(in_this_process: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was judged, as `submission/problem`."""
    asked: list[str] = []

    class Noting(Bench):
        def grade(self, work: Work) -> Done:
            asked.extend(f"{work.submission.name}/{name}" for name in work.problems)
            return super().grade(work)

    monkeypatch.setattr(bench, "Bench", Noting)
    return asked


def assignment(work: Path, weight: float) -> None:
    text = f"title: Week\nproblems: [double, {{name: triple, weight: {weight}}}]\n"
    (work / "week.yaml").write_text(text)


def run(out: str = "out") -> int:
    arguments = ["grade", "in", "--out", out, "--bank", ".", "--jobs", "1", "--seed", "5"]
    done = CliRunner().invoke(
        cli, [*arguments, "--assignment", "week.yaml", "--format", "markdown"]
    )
    assert done.exit_code in (0, 1, 3), done.output
    return done.exit_code


def state(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    told = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    told.pop("gradebook.db")  # which holds times, and history
    run = json.loads(told.pop("run.json"))
    del run["gradebook"], run["mark"]
    return told | {"run": json.dumps(run).encode()}


def same_as_anew(work: Path, judged: list[str]) -> list[str]:
    """Has the class graded on, and anew; what was judged when it went on."""
    judged.clear()
    run()
    found = list(judged)
    run("anew")
    assert state(work / "out") == state(work / "anew")
    return found


def test_one_exercise_changed(work: Path, judged: list[str]) -> None:
    run()
    assert len(judged) == 6
    path = work / "solutions/calculus/triple.py"
    path.write_text(path.read_text() + "\n# said better\n")
    expected = ["anna/triple", "ben/triple", "cleo/triple"]
    assert same_as_anew(work, judged) == expected


def test_one_public_half_changed(work: Path, judged: list[str]) -> None:
    run()
    path = work / "problems/calculus/double.yaml"
    path.write_text(path.read_text().replace("title: Double", "title: Twice"))
    assert same_as_anew(work, judged) == ["anna/double", "ben/double", "cleo/double"]
    assert "Twice" in (work / "out/ben.md").read_text()


def test_one_submission_changed(work: Path, judged: list[str]) -> None:
    run()
    (work / "in/ben/double.py").write_text(RIGHT)
    assert same_as_anew(work, judged) == ["ben/double", "ben/triple"]


def test_other_weights_judge_nothing(work: Path, judged: list[str]) -> None:
    run()
    assignment(work, 2.3)
    assert same_as_anew(work, judged) == []
    assert json.loads((work / "out/anna.json").read_text())["max_score"] == 33


def test_nothing_changed_judges_nothing(work: Path, judged: list[str]) -> None:
    run()
    assert same_as_anew(work, judged) == []


def test_what_the_grader_failed_is_tried_anew_and_nothing_else(
    work: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = Bench.grade

    def failing(self: Bench, work: Work) -> Done:
        if work.submission.name == "ben" and "triple" in work.problems:
            work = work._replace(problems=("double",))
            lost = retrial.ungraded("triple", "MemoryError: the machine was full")
            return Done((*fine(self, work).results, lost), {})
        return fine(self, work)

    with monkeypatch.context() as patch:
        patch.setattr(Bench, "grade", failing)
        assert run() == 3
    assert json.loads((work / "out/ben.json").read_text())["score"] is None
    assert same_as_anew(work, judged) == ["ben/triple"]


def test_what_is_spoilt_is_judged_again(work: Path, judged: list[str]) -> None:
    run()
    with closing(sqlite3.connect(work / "out/gradebook.db", isolation_level=None)) as book:
        book.execute("UPDATE result SET body = '{}' WHERE submission = 'ben'")
    assert same_as_anew(work, judged) == ["ben/double", "ben/triple"]
    shutil.rmtree(work / "out/private")
    assert same_as_anew(work, judged) == []
    (work / "out/gradebook.db").unlink()
    assert len(same_as_anew(work, judged)) == 6


def test_what_is_said_and_written_is_the_same_again(work: Path, judged: list[str]) -> None:
    (work / "in/dora").mkdir()
    (work / "in/dora/notes.py").write_text("x = 1\n")
    arguments = ["grade", "in", "--out", "out", "--bank", ".", "--jobs", "1", "--seed", "5"]
    command = [*arguments, "--assignment", "week.yaml"]
    first, again = (CliRunner().invoke(cli, command) for _ in range(2))
    assert (again.exit_code, again.output) == (first.exit_code, first.output)
    assert "nothing found for double" in again.output
    before = state(work / "out")
    CliRunner().invoke(cli, [*command, "--format", "markdown"])
    more = {f"{name}.md" for name in ("anna", "ben", "cleo", "dora")}
    assert state(work / "out").keys() == before.keys() | more
    assert len(judged) == 8
