"""Graded again after something changed: shown first, applied on a yes, and only what changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_bank import HALF_RIGHT, RIGHT, write_bank

from grader.cli import cli
from grader.course import bench
from grader.course.bench import Bench, Done
from grader.course.retrial import Work


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_this_process: None) -> Path:
    write_bank(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/anna.py").write_text(RIGHT)
    (tmp_path / "in/ben.py").write_text(HALF_RIGHT)
    (tmp_path / "week.yaml").write_text("title: W\nproblems: [double]\n")
    monkeypatch.chdir(tmp_path)
    bench._bench.cache_clear()
    return tmp_path


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    real = Bench.grade

    def noted(self: Bench, work: Work) -> Done:
        names.append(work.submission.name)
        return real(self, work)

    monkeypatch.setattr(Bench, "grade", noted)
    return names


def run(command: str, *more: str) -> Result:
    fixed = ("--out", "out", "--bank", ".", "--jobs", "1", "--assignment", "week.yaml")
    return CliRunner().invoke(cli, [command, "in", *fixed, *more])


def score(name: str) -> float:
    found = json.loads(Path("out", f"{name}.json").read_text())["score"]
    assert isinstance(found, (int, float))
    return found


def test_another_policy_judges_nothing_and_asks(work: Path, judged: list[str]) -> None:
    assert run("grade").exit_code == 1
    judged.clear()
    before = (work / "out/grades.csv").read_bytes()
    (work / "week.yaml").write_text("title: W\nproblems: [{name: double, points: 30}]\n")
    done = run("regrade")
    assert done.exit_code == 1, done.output
    assert "double is worth 30, not 10" in done.output
    assert "anna                     10 → 30" in done.output
    assert "Nothing was changed" in done.output
    assert (work / "out/grades.csv").read_bytes() == before
    assert score("anna") == 10
    done = run("regrade", "--yes")
    assert done.exit_code == 0, done.output
    assert "2 scores changed" in done.output
    assert judged == []
    assert score("anna") == 30
    history = CliRunner().invoke(cli, ["gradebook", "history", "out"]).output
    assert history.count("tried, not applied") == 1
    assert "No score of 2 changes" in run("regrade").output


def test_only_what_changed_is_judged_and_by_hand_stays(work: Path, judged: list[str]) -> None:
    run("grade")
    adjusted = CliRunner().invoke(
        cli, ["gradebook", "adjust", "out", "ben", "1", "--why", "neat", "--who", "me"]
    )
    assert adjusted.exit_code == 0, adjusted.output
    before = score("ben")
    judged.clear()
    (work / "in/ben.py").write_text(RIGHT)
    done = run("regrade", "--yes")
    assert judged == ["ben"]
    assert f"ben                      {before + 1:g} → 11" in done.output
    assert "handed in anew" in done.output
    table = (work / "out/grades.csv").read_text("utf-8-sig")
    assert '"ben","11","10","10","0","1","passed","adjusted by +1: neat (me)","strict"' in table


def test_an_exercise_that_changed_is_named(work: Path) -> None:
    run("grade")
    path = next(work.glob("problems/*/double.yaml"))
    path.write_text(path.read_text().replace("title: Double", "title: Twice"))
    done = run("regrade")
    assert "double: the exercise was changed" in done.output
    assert "No score of 2 changes" in done.output


def test_nothing_to_regrade_is_told(work: Path) -> None:
    done = run("regrade")
    assert done.exit_code == 2
    assert "out holds no gradebook" in done.output
    assert not (work / "out").exists()


def test_what_was_written_in_other_formats_is_written_anew(work: Path) -> None:
    run("grade", "--format", "markdown", "--format", "gradescope")
    (work / "in/ben.py").write_text(RIGHT)
    assert run("regrade", "--yes").exit_code == 0
    assert "10 of 10" in (work / "out/ben.md").read_text("utf-8")
    assert json.loads((work / "out/ben.gradescope.json").read_text())["score"] == 10
