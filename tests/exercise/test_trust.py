"""Trust in a bank is given, not found: by its name, or once and for what it holds just then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from small_bank import RIGHT, write_bank

import grader
from grader.cli import cli
from grader.errors import SpecError, UsageError
from grader.exercise import trust
from grader.exercise.bank import Bank, find_bank
from grader.judge.setting import exercise_of

ROOT = Path(__file__).resolve().parents[2]
DOUBT = "and its code would run here"


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank that somebody stands in."""
    monkeypatch.chdir(write_bank(tmp_path / "bank"))
    return tmp_path / "bank"


@pytest.fixture
def owned(bank: Path, tmp_path: Path) -> Path:
    """What is there once the bank's hidden code has run."""
    mark = tmp_path / "owned"
    file = bank / "solutions/calculus/double.py"
    file.write_text(f"open({str(mark)!r}, 'w').close()\n{file.read_text()}")
    return mark


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    (tmp_path / "handed in/anna").mkdir(parents=True)
    (tmp_path / "handed in/anna/double.py").write_text(RIGHT)
    return tmp_path / "handed in"


def run(*command: str) -> Result:
    return CliRunner().invoke(cli, command)


# Whose code may run --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ["grade", "../handed in", "--out", "../out", "--problems", "double"],
        ["audit"],
        ["release", "../handout"],
    ],
    ids=lambda command: command[0],
)
def test_a_bank_that_was_found_is_asked_after(
    owned: Path, handed_in: Path, command: list[str]
) -> None:
    done = run(*command)
    assert done.exit_code == 2
    assert done.output.splitlines() == [
        f"Error: the bank in problems was found, not named, {DOUBT}",
        "       if you trust it, name it with --bank ., or say so once: grader trust .",
    ]
    assert not owned.exists()
    assert run(*command, "--bank", ".").exit_code in (0, 1)
    assert owned.exists()


def test_once_trusted_it_need_not_be_named(owned: Path, handed_in: Path) -> None:
    assert run("trust", ".", "--yes").exit_code == 0
    assert not owned.exists()
    done = run("grade", "../handed in", "--out", "../out", "--problems", "double")
    assert done.exit_code == 0, done.output
    assert owned.exists()


def test_from_python_too(owned: Path, handed_in: Path) -> None:
    with pytest.raises(UsageError, match=DOUBT):
        grader.grade(handed_in, problems=["double"])
    assert grader.check("double", handed_in / "anna/double.py").score == 6
    assert not owned.exists()
    assert grader.check("double", handed_in / "anna/double.py", bank=".").score == 10


def test_nothing_of_it_becomes_an_exercise(bank: Path) -> None:
    found = find_bank()
    assert found.problem("double").title == "Double"
    with pytest.raises(UsageError, match=DOUBT):
        exercise_of(found, "double")
    with pytest.raises(UsageError, match=DOUBT):
        found.solution("double")


def test_it_is_found_from_below(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bank / "problems/calculus")
    done = run("audit")
    assert f"--bank {bank}, or say so once: grader trust {bank}" in done.output


@pytest.mark.parametrize(
    "command", [["list"], ["start", "double"], ["hint", "double"], ["new", "calculus/half"]]
)
def test_what_only_reads_or_writes_asks_nothing(owned: Path, command: list[str]) -> None:
    done = run(*command)
    assert done.exit_code == 0, done.output
    assert not owned.exists()


def test_the_checkout_that_runs_is_its_own_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (ROOT, ROOT / "docs" / "class"):
        monkeypatch.chdir(folder)
        assert find_bank().doubt == ""


def test_a_link_to_the_checkout_is_no_other_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(ROOT)
    monkeypatch.chdir(tmp_path / "link")
    assert find_bank().doubt == ""


# What was handed in is no bank ----------------------------------------------------------------------


def test_submissions_named_like_a_bank_are_none(
    owned: Path, bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (["grade", ".", "--out", "../out"], ["grade", "..", "--out", "../out"]):
        done = run(*command)
        assert done.exit_code == 2
        assert "submissions could be taken for exercises" in done.output
        assert not owned.exists()


def test_nor_are_exercises_submissions(bank: Path) -> None:
    (bank / "problems/class/anna").mkdir(parents=True)
    (bank / "problems/class/anna/double.py").write_text(RIGHT)
    done = run("grade", "problems/class", "--bank", ".", "--out", "../out")
    assert done.exit_code == 2
    assert "problems/class is inside problems: " in done.output


def test_a_link_hides_nothing(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class/anna.py").write_text(RIGHT)
    (bank / "problems").rename(tmp_path / "class/problems")
    (bank / "problems").symlink_to(tmp_path / "class/problems")
    done = run("grade", "../class", "--bank", ".", "--out", "../out")
    assert "submissions could be taken for exercises" in done.output


# Giving it, and taking it back ----------------------------------------------------------------------


def test_it_is_said_what_will_run(bank: Path) -> None:
    file = bank / "problems/calculus/double.yaml"
    file.write_text(file.read_text().replace("returns:", "support: 'C = 2'\nreturns:"))
    done = CliRunner().invoke(cli, ["trust", "."], input="n\n")
    assert done.exit_code == 1
    assert "the laws and expressions of 2 problems" in done.output
    assert "the support code of problems/calculus/double.yaml" in done.output
    assert "solutions/calculus/triple.py" in done.output
    assert find_bank().doubt
    assert CliRunner().invoke(cli, ["trust", "."], input="y\n").exit_code == 0
    assert not find_bank().doubt


@pytest.mark.parametrize(
    "change",
    [
        lambda bank: (bank / "solutions/calculus/double.py").write_text("x = 1"),
        lambda bank: (bank / "problems/calculus/double.yaml").write_text("title: Other"),
        lambda bank: (bank / "solutions/calculus/triple.py").unlink(),
        lambda bank: (bank / "solutions/calculus/more.py").touch(),
        lambda bank: (bank / "problems/calculus/triple.yaml").rename(
            bank / "problems/calculus/more.yaml"
        ),
    ],
)
def test_it_ends_when_something_changes(bank: Path, change: object) -> None:
    trust.give(bank)
    assert find_bank().doubt == ""
    change(bank)  # type: ignore[operator]
    assert find_bank().doubt == "has changed since it was trusted"


def test_it_is_given_to_a_path(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust.give(bank)
    write_bank(tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    assert find_bank().doubt


def test_it_can_be_taken_back(bank: Path) -> None:
    trust.give(bank)
    assert run("trust", "--list").output == f"{bank}\n"
    assert run("trust", ".", "--remove").exit_code == 0
    assert "No bank is trusted" in run("trust", "--list").output
    assert run("trust", ".", "--remove").exit_code == 2
    assert find_bank().doubt


def test_it_is_kept_where_no_bank_can_write(bank: Path, tmp_path: Path) -> None:
    trust.give(bank)
    file = tmp_path / "settings/grader/trusted.json"
    assert trust.file() == file
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["banks"].keys() == {str(bank)}
    file.chmod(0o666)
    assert trust.known() == {}, "anybody may have written it"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other", "banks": {}}', "[" * 100_000])
def test_a_file_that_makes_no_sense_trusts_nothing(bank: Path, text: str) -> None:
    trust.give(bank)
    trust.file().write_text(text)
    assert trust.known() == {}


def test_what_is_no_bank_cannot_be_trusted(tmp_path: Path) -> None:
    done = run("trust", str(tmp_path))
    assert done.exit_code == 2
    assert "is not a bank" in done.output


def test_processes_of_ours_take_the_parent_s_word(bank: Path, handed_in: Path) -> None:
    """They are told absolute paths, and find nothing by themselves."""
    (handed_in / "ben.py").write_text(RIGHT)
    command = ["grade", "../handed in", "--out", "../out", "--bank", ".", "--jobs", "2"]
    command += ["--problems", "double"]
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command], cwd=bank, capture_output=True, text=True,
        check=False, env={**os.environ, "GRADER_CACHE": "../cache"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Bank(find_bank(["."]).roots).doubt == ""  # type: ignore[list-item]
    assert not Path("/cache").exists()


def test_in_a_notebook_an_exercise_that_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    """IPython would otherwise show where in the grader that was found."""
    from IPython.core.interactiveshell import InteractiveShell

    broken = write_bank(tmp_path / "bank") / "problems/calculus/double.yaml"
    broken.write_text("a: [\x1b")
    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    shell.run_cell("import grader\ndef double(x): return 2 * x")
    done = shell.run_cell(f"grader.check('double', double, bank={str(tmp_path / 'bank')!r})")
    assert isinstance(done.error_in_exec, SpecError)
    (line,) = done.error_in_exec._render_traceback_()
    assert line.startswith(f"Error: {broken}")
    assert "\x1b" not in line


def test_a_file_that_is_too_long_to_run_is_not_read_to_its_end(bank: Path) -> None:
    trust.give(bank)
    assert not trust.standing(bank)
    long = bank / "solutions/calculus/double.py"
    with long.open("ab") as file:
        file.truncate(1 << 40)  # a hole, which takes up no room
    assert trust.standing(bank) == "has changed since it was trusted"
