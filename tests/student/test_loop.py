"""The learner's loop: what is checked, what is kept, what is said, and that nothing lies about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from commands import invoke as run
from commands import python
from small_bank import RIGHT, WRONG, write_bank

from grader.exercise import trust
from grader.exercise.bank import Bank
from grader.judge.workers import Workers
from grader.reports import console
from grader.reports.terminal import broken
from grader.sandbox import Sandbox
from grader.student import commands, overview, repro
from grader.student.workspace import Progress, Workspace, next_pending

TRIPLE = RIGHT.replace("double", "triple").replace("2", "3")


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace beside a bank that is trusted."""
    trust.give(write_bank(tmp_path))
    folder = tmp_path / "work"
    monkeypatch.chdir(tmp_path)
    assert run("init", "work").exit_code == 0
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def _one_fork_server(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    made = sandbox._made()
    monkeypatch.setattr(Sandbox, "start", lambda _: None)
    monkeypatch.setattr(Sandbox, "_made", lambda _: made)


def answer(work: Path, source: str = RIGHT, name: str = "double") -> Path:
    path = work / "calculus" / f"{name}.py"
    path.write_text(source)
    return path


def error(result: Result) -> str:
    assert result.exit_code == 2, result.output
    return result.stderr


# What is checked -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["calculus"], ["double", "triple"], ["calculus/"], ["."]])
def test_check_takes_areas_names_and_folders(work: Path, words: list[str]) -> None:
    answer(work)
    answer(work, RIGHT.replace("double", "triple"), "triple")
    done = run("check", *words)
    assert done.exit_code == 1, done.output
    assert "1 of 2 problems passed" in done.stdout
    told = json.loads(run("check", *words, "--json").stdout)
    assert [problem["name"] for problem in told["problems"]] == ["double", "triple"]


@pytest.mark.parametrize("word", ["check", "test", "run"])
def test_other_words_for_check(work: Path, word: str) -> None:
    answer(work)
    assert run(word, "double").exit_code == 0


def test_next_starts_the_next_problem() -> None:
    assert "Multiply every entry by 2." in run("next").stdout


def test_what_cannot_be_meant_has_a_neighbour() -> None:
    assert "did you mean calculus?" in error(run("check", "calclus", "double"))


# Failures again ------------------------------------------------------------------------------


def test_a_failure_is_tried_again_by_a_short_name(work: Path) -> None:
    answer(work, WRONG)
    shown = run("check", "double").stdout
    replay = shown.split("try this again: ")[1].splitlines()[0]
    name = replay.split()[-1]
    assert replay == f"grader check double --replay {name}"
    assert 4 <= len(name) <= 6
    again = run(*replay.split()[1:])
    assert again.exit_code == 1
    assert "✗ is 2 times the input" in again.stdout
    answer(work)
    assert "nothing fails on this example" in run(*replay.split()[1:]).stdout
    assert "is an input of double, not of triple" in error(run("check", "triple", "--replay", name))
    assert "there is no input ffff" in error(run("check", "double", "--replay", "ffff"))


def test_the_failing_call_is_put_down_as_a_file(work: Path) -> None:
    answer(work, WRONG)
    assert "Written: repro.py" in run("check", "double", "--write").stdout
    done = python("repro.py", cwd=work)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[3.]\n"
    ruff = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", "repro.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ruff.returncode == 0, ruff.stdout
    (work / repro.NAME).write_text("mine")
    assert "is a file of your own" in error(run("check", "double", "--write"))


def test_an_endless_loop_is_told_of_before_all_is_tried(work: Path) -> None:
    answer(work, "def double(x):\n    while True:\n        pass\n")
    done = run("check", "double")
    assert done.exit_code == 1
    assert "looking why …" in " ".join(done.stderr.split())
    assert max(map(len, done.stderr.splitlines())) <= 80
    assert done.stderr.startswith("double(")
    assert "took too long" in done.stdout
    assert "– not tried, since a call took all of its time or memory" in done.stdout


def test_the_call_that_does_not_end_is_made_once_where_somebody_waits(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, fresh = list[Workers](), Workers.fresh

    def counted(self: Workers) -> Any:
        begun.append(self)
        return fresh(self)

    monkeypatch.setattr(Workers, "fresh", counted)
    answer(work, "def double(x):\n    while True:\n        pass\n")
    assert run("check", "double").exit_code == 1
    assert len(begun) <= 2, "the second is begun in advance, and asked nothing"


# Where one works -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["start", "hint", "check", "reset", "undo", "watch"])
def test_outside_of_a_workspace_nothing_is_written(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "double.py").write_text(RIGHT)
    monkeypatch.chdir(elsewhere)
    done = run(command, *(["double", "--yes"] if command == "reset" else ["double"]))
    assert [path.name for path in elsewhere.iterdir()] == ["double.py"]
    assert f"your workspace is {work}" in " ".join(done.output.split())


def test_init_without_a_name_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "which folder?" in error(run("init"))
    assert not (tmp_path / "exercises").exists()


def test_undo_brings_a_reset_back(work: Path) -> None:
    path = answer(work, "mine")
    run("reset", "double", "--yes")
    assert "NotImplementedError" in path.read_text()
    assert run("undo", "double").exit_code == 0
    assert path.read_text() == "mine"
    assert "nothing of double was put aside" in error(run("undo", "double"))


def test_undo_keeps_what_was_written_meanwhile(work: Path) -> None:
    path = answer(work, "mine")
    run("reset", "double", "--yes")
    answer(work, "newer")
    told = run("undo", "double").stdout
    assert path.read_text() == "mine"
    aside = told.split("is in ")[1].strip().rstrip(".")
    assert (work / aside).read_text() == "newer"


def test_every_command_that_writes_answers_in_json(work: Path, tmp_path: Path) -> None:
    made = json.loads(run("init", str(tmp_path / "other"), "--json").stdout)
    assert [Path(file).name for file in made["written"]] == ["double.py", "triple.py"]
    assert all(Path(file).is_file() for file in made["written"])
    answer(work, "mine")
    backup = json.loads(run("reset", "double", "--yes", "--json").stdout)["backup"]
    assert (work / backup).read_text() == "mine"
    assert json.loads(run("undo", "double", "--json").stdout)["backup"] is None
    first, again = (json.loads(run("notebook", "--json").stdout) for _ in range(2))
    assert set(first.values()) == {"written"}
    assert set(again.values()) == {"there"}
    assert all((work / file).is_file() for file in first)


def test_another_users_workspace_is_not_named(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert str(work) in error(run("watch"))
    monkeypatch.setattr(commands, "_own", lambda _: False)
    assert str(work) not in error(run("watch"))


# What is said --------------------------------------------------------------------------------


def test_after_a_pass_comes_what_was_learned_and_what_is_next(work: Path) -> None:
    answer(work)
    said = run("check", "double").stdout
    assert "Learned: " in said
    assert "1/2" in said
    assert "Next: triple" in said


def test_what_was_learned_is_broken_between_words(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "learned", lambda *_: ["a concept of many words"] * 8)
    answer(work)
    said = run("check", "double").stdout
    assert ", ".join(["a concept of many words"] * 8) in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80


def test_every_command_names_the_same_problem_next(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = Bank([])
    monkeypatch.setattr(Bank, "names", lambda _: ["first", "double", "triple"])
    monkeypatch.setattr(Bank, "prerequisites", lambda _: {})
    progress = Progress().passed("double")
    assert overview.pending(bank, progress) == "triple"
    Workspace(work).keep(progress)
    assert overview.pending(bank, Workspace(work).progress()) == "triple"


def test_the_next_problem_is_one_after_this_one() -> None:
    solved = Progress(frozenset("c"))
    assert next_pending("abcd", {}, solved, "c") == "d"
    assert next_pending("abcd", {}, solved, "d") == "a"
    assert next_pending("abcd", {"d": ("a",)}, solved, "c") == "a"


def test_list_by_area_and_what_is_to_do(work: Path) -> None:
    answer(work)
    run("check", "double")
    names = [one["name"] for one in json.loads(run("list", "--todo", "--json").stdout)]
    assert names == ["triple"]
    assert "double" not in run("list", "--todo", "--area", "calculus").stdout
    assert "there is no area 'calclus'" in error(run("list", "--area", "calclus"))


@pytest.mark.parametrize(
    "command", ["list", "start", "hint", "progress", "doctor", "solution", "check"]
)
def test_every_command_that_answers_answers_in_json(work: Path, command: str) -> None:
    answer(work)
    run("check", "double")
    named = ["double"] if command in ("start", "hint", "solution", "check") else []
    json.loads(run(command, *named, "--json").stdout)


def test_a_copy_that_nobody_grades_promises_nothing(work: Path, tmp_path: Path) -> None:
    answer(work)
    (tmp_path / "solutions" / "calculus" / "double.py").unlink()
    assert "not in this copy" in run("check", "double").stdout
    (work / ".grader" / "release.json").write_text("{}")
    assert "tried when it is graded" in run("check", "double").stdout


def test_doctor_names_what_holds_answers_back() -> None:
    said = run("doctor").stdout
    assert "isolation" in said
    assert "2 problems, 2 with their hidden half" in said


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_knows_commands_and_problems(name: str) -> None:
    assert "_GRADER_COMPLETE" in run("completion", name).stdout
    words = {
        "COMP_WORDS": "grader check dou",
        "COMP_CWORD": "2",
        "_GRADER_COMPLETE": "bash_complete",
    }
    done = python("-m", "grader", env=words)
    if name == "bash":
        assert "plain,double" in done.stdout, done.stderr


def test_a_spinner_turns_only_on_a_terminal_and_after_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    with console.busy("checking …"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with console.busy("checking …"):
        time.sleep(0.15)
    shown = capsys.readouterr().err
    assert "⠋ checking …" in shown
    assert shown.endswith("\r\x1b[2K")


def test_after_a_while_a_spinner_says_what_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    monkeypatch.setattr(console, "LONG", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with console.busy("checking …") as tell:
        tell("what came first")
        tell("what came last\x1b[31m")
        shown = ""
        while "last" not in shown:
            time.sleep(0.05)
            shown += capsys.readouterr().err
    assert "checking … what came last" in shown
    assert "first" not in shown
    assert "\x1b[31m" not in shown


def test_a_silence_ends_with_the_first_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with console.silence("working …"):
        time.sleep(0.15)
        console.say("said")
        time.sleep(0.15)
    out, shown = capsys.readouterr()
    assert out == "said\n"
    assert "⠋ working …" in shown
    assert shown.endswith("\r\x1b[2K")


def test_long_lines_are_broken_between_words_and_keep_their_place() -> None:
    row = "  → " + "[1.0, 2.0, 3.0], " * 8
    lines = broken(row, 40)
    assert all(len(line) <= 40 for line in lines)
    assert all(line.startswith(("    [", "  → [")) for line in lines)
    assert " ".join("".join(lines).split()).replace(" ", "") == row.replace(" ", "")


# Watching ------------------------------------------------------------------------------------


class Watching:
    """`grader watch` in a process of its own, with keys on its standard input."""

    def __init__(self, work: Path) -> None:
        self.read, write = os.pipe()
        os.set_blocking(self.read, False)
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "grader", "watch"],
            cwd=work,
            stdin=subprocess.PIPE,
            stdout=write,
            stderr=subprocess.STDOUT,
        )
        os.close(write)
        self.said = ""

    def press(self, key: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(key.encode())
        self.process.stdin.flush()

    def until(self, text: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.said:
            assert time.monotonic() < end, self.said
            try:
                self.said += os.read(self.read, 1 << 16).decode()
            except BlockingIOError:
                time.sleep(0.02)
        self.said = self.said.split(text, 1)[1]

    def close(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        status = self.process.wait(60)
        os.close(self.read)
        return status


def test_watch_checks_on_save_and_goes_on_to_the_next(work: Path) -> None:
    watching = Watching(work)
    try:
        watching.until("q quit")
        watching.press("h")
        watching.until("hint 1 of 2")
        answer(work, WRONG)
        watching.until("✗ is 2 times the input")
        watching.until("q quit")
        beside = work / "calculus" / "double.py.new"
        beside.write_text(RIGHT)
        beside.replace(work / "calculus" / "double.py")  # as some editors save
        watching.until("all checks passed")
        watching.until("Watching calculus/triple.py")
        watching.press("l")
        watching.until("✓ double")
        answer(work, TRIPLE, "triple")
        watching.until("Every problem is solved")
    finally:
        status = watching.close()
    assert status == 0


def test_watch_ends_when_asked(work: Path) -> None:
    watching = Watching(work)
    watching.until("q quit")
    watching.press("q")
    watching.process.wait(60)
    assert watching.close() == 1
