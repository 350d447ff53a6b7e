"""Results are not overwritten by accident: another run's stay, and so does what was written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_bank import HALF_RIGHT, RIGHT, write_bank

import grader
from grader.cli import cli
from grader.course import grade as module


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_bank(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/anna.py").write_text(RIGHT)
    (tmp_path / "in/ben.py").write_text(HALF_RIGHT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*more: str, problems: str = "double") -> Result:
    fixed = ("--out", "out", "--bank", ".", "--jobs", "1", "--problems", problems)
    return CliRunner().invoke(cli, ["grade", "in", *fixed, *more])


def state(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in (".lock", "gradebook.db")
    }


OTHERS = {
    "more": ("double,triple", (), "of other problems (double)"),
    "other": ("triple", (), "of other problems (double)"),
    "seed": ("double", ("--seed", "6"), "of another seed (5)"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_run_is_refused(work: Path, other: str) -> None:
    problems, more, said = OTHERS[other]
    run("--seed", "5")
    before = state(work / "out")
    done = run(*more, problems=problems)
    assert done.exit_code == 2
    assert f"Error: out holds a gradebook {said}" in done.output.splitlines()
    assert "--replace" in done.output
    assert state(work / "out") == before


@pytest.mark.parametrize("other", OTHERS)
def test_a_run_that_is_replaced_is_kept(work: Path, other: str) -> None:
    problems, more, _ = OTHERS[other]
    run("--seed", "5")
    before = state(work / "out")
    done = run("--replace", *more, problems=problems)
    (kept,) = (work / "out").glob("before-*")
    assert f"what was there before is kept in out/{kept.name}" in done.output
    assert state(kept) == before
    rows = (work / "out/grades.csv").read_text()
    assert all(name in rows.splitlines()[0] for name in problems.split(","))
    run("--replace", "--seed", "9")
    assert len(list((work / "out").glob("before-*"))) == 2
    assert state(kept) == before


def test_the_same_run_goes_on(work: Path) -> None:
    run("--seed", "5", problems="double,triple")
    before = state(work / "out")
    for more in ((), ("--seed", "5"), ("--replace",)):
        assert run(*more, problems="triple,double").exit_code == 1
        assert not list((work / "out").glob("before-*"))
    for _ in range(2):  # until the order of the columns is no news
        run(problems="double,triple")
    assert state(work / "out") == before


def test_at_a_terminal_one_is_asked(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("--seed", "5")
    asked: list[str] = []
    answer = [False]

    def confirmed(question: str) -> bool:
        asked.append(question)
        return answer[0]

    monkeypatch.setattr(module, "confirmed", confirmed)
    assert run("--seed", "6").exit_code == 2
    answer[0] = True
    assert run("--seed", "6").exit_code == 1
    assert asked == ["out holds a gradebook of another seed (5). Replace it?"] * 2
    assert json.loads((work / "out/run.json").read_text())["seed"] == 6


def test_from_python_too(work: Path) -> None:
    grader.grade("in", "out", problems=["double"], seed=5, bank=".")
    with pytest.raises(grader.UsageError, match="another seed"):
        grader.grade("in", "out", problems=["double"], seed=6, bank=".")
    grader.grade("in", "out", problems=["double"], seed=6, bank=".", replace=True)
    with pytest.raises(grader.UsageError, match="what is to be graded"):
        grader.grade("in", bank=".")


def test_what_was_changed_by_hand_is_kept(work: Path) -> None:
    run("--seed", "5")
    book = work / "out/grades.csv"
    written = book.read_text("utf-8-sig")
    for number in (1, 2):
        book.write_text(f"{written}# {number} point for a good try\n")
        done = run()
        assert f"grades.csv was changed by hand; it is kept as grades.edited-{number}.csv" in (
            done.output
        )
        assert book.read_text("utf-8-sig") == written
    for number in (1, 2):
        kept = (work / f"out/grades.edited-{number}.csv").read_text()
        assert kept == f"{written}# {number} point for a good try\n"
    assert "by hand" not in run().output


def test_what_a_run_itself_wrote_is_not_taken_for_that(work: Path) -> None:
    run("--seed", "5")
    for text in (HALF_RIGHT, RIGHT):
        (work / "in/anna.py").write_text(text)
        assert "by hand" not in run().output
    assert not list((work / "out").glob("grades.edited-*"))


def test_another_class_is_refused(work: Path) -> None:
    run("--seed", "5")
    before = state(work / "out")
    (work / "in/ben.py").rename(work / "in/carla.py")
    assert run().exit_code == 1  # somebody comes, somebody goes
    (work / "in/anna.py").rename(work / "in/dora.py")
    (work / "in/carla.py").unlink()
    done = run()
    assert done.exit_code == 2
    assert "Error: out holds a gradebook of other submissions" in done.output.splitlines()
    assert run("--replace").exit_code == 0
    (kept,) = (work / "out").glob("before-*")
    assert before.keys() < state(kept).keys()


def test_whose_reports_stay_without_a_submission_is_said(work: Path) -> None:
    run("--seed", "5")
    (work / "in/ben.py").rename(work / "in/carl.py")
    told = "No longer handed in, so not in the gradebook; their reports stay: ben."
    assert told in " ".join(run().output.split())
    assert "ben" not in (work / "out/grades.csv").read_text()
    (work / "in/carl.py").rename(work / "in/ben.py")
    assert "reports stay: carl." in " ".join(run().output.split())
