"""The command line: what it says, what it returns, and what it does not import."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import Result
from commands import grader as run_grader
from commands import invoke as run
from commands import python, shell
from small_bank import HALF_RIGHT, RIGHT, WRONG, write_bank

import grader
from grader.cli import cli
from grader.errors import Fault
from grader.exercise import trust
from grader.model import Isolation, Outcome
from grader.reports import record
from grader.sandbox import Sandbox

SCHEMA = json.loads(Path(record.__file__).with_name("report-v1.schema.json").read_text())
HEAVY = ("numpy", "rich", "yaml", "pydantic", "hypothesis", "nbformat", "watchfiles")


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's directory beside a bank that is trusted."""
    trust.give(write_bank(tmp_path))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def _one_fork_server(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """Every sandbox of a test makes its workers with the same fork server."""
    made = sandbox._made()
    monkeypatch.setattr(Sandbox, "start", lambda _: None)
    monkeypatch.setattr(Sandbox, "_made", lambda _: made)


def started(work: Path, source: str = RIGHT) -> Path:
    assert run("init", ".").exit_code == 0
    path = work / "calculus" / "double.py"
    path.write_text(source)
    return path


def error(result: Result, status: int) -> str:
    """What was said of what went wrong; no traceback, and nothing as a result."""
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


# The commands in general ---------------------------------------------------------------------


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["check", "--help"], ["nonsense"]])
def test_help_imports_next_to_nothing(args: list[str]) -> None:
    script = (
        "import sys; from grader.cli import main\n"
        "try: main()\n"
        f"finally: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = python("-c", script, *args)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("source", "loads"), [(RIGHT, "[]"), (WRONG, "['grader.tutor.repair']")])
def test_who_is_right_waits_for_no_tutor(work: Path, source: str, loads: str) -> None:
    """Nor for YAML, once the bank was read."""
    started(work, source)
    run("check", "double")
    script = (
        "import sys; from grader.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('yaml', 'grader.tutor.repair') if m in sys.modules])"
    )
    done = python("-c", script, "check", "double")
    assert done.stdout.splitlines()[-1] == loads, done.stdout + done.stderr


def test_it_runs_as_a_module() -> None:
    done = run_grader("--version")
    assert done.stdout == f"grader, version {grader.__version__}\n"


def test_every_command_explains_itself() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        assert len(command.get_short_help_str(80).rstrip(".")) < 70, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"


def test_an_unknown_command_has_a_neighbour() -> None:
    result = run("chek")
    assert result.exit_code == 2
    assert "did you mean check?" in result.stderr


def test_an_unknown_problem_has_a_neighbour() -> None:
    for command in ("check", "start", "hint", "reset", "solution"):
        assert error(run(command, "duble"), 2).splitlines() == [
            "Error: there is no problem 'duble'",
            "       did you mean double?",
        ]


def test_without_a_bank_it_says_so(tmp_path: Path) -> None:
    assert "holds no problems" in error(run("list", "--bank", str(tmp_path / "work")), 2)


def test_a_broken_exercise_is_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "problems" / "calculus" / "double.yaml").write_text("title: x\nnonsense: 1\n")
    assert "double.yaml:2: nonsense" in error(run("start", "double"), 2)


def test_our_own_mistakes_are_kept_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise KeyError("oops \x1b[31m")

    monkeypatch.setattr("grader.student.overview.list_problems", fail)
    said = error(run("list"), 3)
    assert "the grader failed: KeyError" in said
    assert "\x1b" not in said
    path = Path(said.split("the details are in ")[1].strip())
    assert "oops" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_names_of_strangers_are_escaped() -> None:
    said = error(run("check", "\x1b]0;x\x07"), 2)
    assert "\x1b" not in said
    assert "\\x1b" in said


def test_a_fault_exits_3(monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    started(work)

    def fail(*_: object, **__: object) -> int:
        raise Fault("the worker never started")

    monkeypatch.setattr("grader.grading.answering.check_source", fail)
    assert error(run("check", "double"), 3) == "Error: the worker never started\n"


def test_a_reader_that_went_away_is_no_crash() -> None:
    done = shell("grader list | true")
    assert done.stderr == ""


# Students ------------------------------------------------------------------------------------


def test_init_makes_a_workspace(work: Path) -> None:
    result = run("init", ".")
    assert result.exit_code == 0
    assert "2 stubs written" in result.stdout
    assert "Next: double" in result.stdout
    assert {p.name for p in (work / "calculus").iterdir()} == {"double.py", "triple.py"}
    assert (work / ".grader" / "progress.json").exists()


def test_init_leaves_work_alone(work: Path) -> None:
    path = started(work, "my work")
    (work / "calculus" / "triple.py").unlink()
    result = run("init", str(work))
    assert "1 stub written" in result.stdout
    assert "1 file stays as it is" in result.stdout
    assert path.read_text() == "my work"


def test_list_shows_problems_by_topic(work: Path) -> None:
    started(work)
    run("check", "double")
    lines = run("list").stdout.splitlines()
    assert lines[:2] == ["Arithmetic  calculus", "  Products"]
    assert lines[2].split() == ["✓", "double", "•", "Double"]
    assert lines[3].split() == ["triple", "•", "Triple"]
    assert lines[-1] == "Next: triple (grader start triple)"


def test_start_shows_the_statement_and_writes_the_stub(work: Path) -> None:
    started(work, "mine")
    (work / "calculus" / "double.py").unlink()
    result = run("start")
    assert "Multiply every entry by 2." in result.stdout
    assert "Written: calculus/double.py" in result.stdout
    assert "The stub is there: calculus/double.py" in run("start").stdout
    (work / "calculus" / "double.py").write_text("mine")
    assert "left as it is" in run("start", "double").stdout


def test_start_opens_the_statement_in_a_browser(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        return True

    started(work)
    monkeypatch.setattr("webbrowser.open", browser)
    assert run("start", "double", "--open").exit_code == 0
    page = work / ".grader" / "pages" / "double.html"
    assert opened == [page.as_uri()]
    assert "Multiply every entry by 2." in page.read_text("utf-8")
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    assert "the page is .grader/pages/double.html" in run("start", "double", "--open").stderr


def test_check_passes(work: Path) -> None:
    started(work)
    result = run("check", "double")
    assert result.exit_code == 0
    assert "✓ all checks passed, 10 of 10 points" in result.stdout
    assert "Next: triple" in result.stdout
    assert run("check").exit_code == 1
    assert "Triple" in run("check").stdout


def test_check_fails_with_the_smallest_example(work: Path) -> None:
    started(work, WRONG)
    result = run("check", "double")
    assert result.exit_code == 1
    assert "✗ is 2 times the input" in result.stdout
    assert "    double(np.array([1.0]))\n" in result.stdout
    assert "Every entry counts." in result.stdout
    assert "Stuck? grader hint double" in result.stdout
    replay = re.search(r"try this again: (.*)", result.stdout)
    assert replay is not None
    again = shell(replay[1])
    assert again.returncode == 1, again.stderr
    assert "✗ is 2 times the input" in again.stdout


def test_only_who_sees_less_is_told_how_to_see_all(work: Path) -> None:
    started(work, "def double(x):\n    x *= -3.0\n    return x\n")
    short = run("check", "double").stdout
    whole = run("check", "double", "--verbose").stdout
    assert short.count("✗") == whole.count("✗") >= 3
    assert "All that failed: --verbose" in short
    assert "--verbose" not in whole


def test_a_replayed_example_may_pass(work: Path) -> None:
    started(work, HALF_RIGHT)
    result = run("check", "double", "--example", '{"in": "numbers", "n": 1, "x": [2.0]}')
    assert result.exit_code == 0, result.output
    assert "✓ nothing fails on this example" in result.stdout
    assert (
        "solved" not in (work / ".grader" / "progress.json").read_text()
        or not json.loads((work / ".grader" / "progress.json").read_text())["solved"]
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ('{"x": [1.0]}', "no inputs like these"),
        ('{"in": "numbers", "x": [1.0]}', "lacks n"),
        ('{"in": "numbers", "x": [1.0], "n": 1, "w": 2}', "there is no w"),
        ('{"in": [1], "x": [1.0], "n": 1}', "no inputs like these"),
    ],
)
def test_an_example_that_is_none(work: Path, text: str, said: str) -> None:
    started(work)
    assert said in error(run("check", "double", "--example", text), 2)


def test_hidden_checks_are_told_by_name_and_verdict(work: Path) -> None:
    started(work, "def double(x):\n    return abs(x) * 2\n")
    result = run("check", "double", "--seed", "3")
    line, *_ = (row for row in result.stdout.splitlines() if "keeps the sign" in row)
    assert line.split() == ["✗", "keeps", "the", "sign", "0/4", "hidden"]
    data = json.loads(run("check", "double", "--seed", "3", "--json").stdout)
    (hidden,) = (check for check in data["problems"][0]["checks"] if check["hidden"])
    assert (hidden["example"], hidden["replay"], hidden["private"]) == (None, "", "")


def test_without_the_hidden_half_public_checks_pass(work: Path, tmp_path: Path) -> None:
    started(work)
    (tmp_path / "solutions" / "calculus" / "double.py").unlink()
    result = run("check", "double")
    assert result.exit_code == 0
    assert "public checks passed" in result.stdout
    assert "all checks" not in result.stdout
    assert "keeps the sign" in result.stdout


def test_check_as_json(work: Path) -> None:
    started(work, WRONG)
    result = run("check", "double", "--json")
    data = json.loads(result.stdout)
    jsonschema.validate(data, SCHEMA)
    assert result.exit_code == 1
    assert data["problems"][0]["outcome"] == "failed"
    assert data["seed"] is None


def test_an_untouched_stub_is_not_attempted(work: Path) -> None:
    run("init", ".")
    result = run("check")
    assert result.exit_code == 1
    assert "not attempted" in result.stdout
    assert "Write your solution in calculus/double.py" in result.stdout


def test_check_takes_files(work: Path) -> None:
    (work / "double.py").write_text(RIGHT)
    (work / "other.py").write_text(RIGHT)
    assert run("check", "double").exit_code == 0
    assert run("check", "double.py").exit_code == 0
    assert run("check", "double", "--file", "other.py").exit_code == 0
    assert run("check", "--file", "double.py").exit_code == 0
    assert "there is no file" in error(run("check", "double", "--file", "no.py"), 2)


def test_check_takes_a_notebook(work: Path) -> None:
    sources = ("import numpy", "def double(x):\n    return x[9]")
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    cells = [cell | {"execution_count": None, "source": source} for source in sources]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (work / "double.ipynb").write_text(json.dumps(notebook))
    result = run("check", "double")
    assert result.exit_code == 1
    assert "at double.ipynb, code cell 2, line 2" in result.stdout


def test_without_a_file_it_says_how_to_start(work: Path) -> None:
    assert "workspace" in error(run("check", "double"), 2)
    started(work).unlink()
    assert "grader start double" in error(run("check", "double"), 2)


def test_a_failure_takes_the_problem_back(work: Path) -> None:
    path = started(work)
    run("check", "double")
    path.write_text(WRONG)
    run("check", "double")
    assert "0/2" in run("progress").stdout


def test_what_code_prints_is_escaped(work: Path) -> None:
    started(work, 'def double(x):\n    print("\\x1b[2J")\n    return x\n')
    shown = run("check", "double").stdout
    assert "\x1b" not in shown
    assert "\\x1b[2J" in shown


def test_hints_come_one_by_one(work: Path) -> None:
    started(work)
    shown = [run("hint", "double").stdout for _ in range(3)]
    assert "hint 1 of 2" in shown[0]
    assert "What is the sum of x and x?" in shown[0]
    assert "hint 2 of 2" in shown[1]
    assert "hint 2 of 2" in shown[2]
    assert "the last one" in shown[2]


def test_reset_asks_and_keeps_the_work(work: Path) -> None:
    path = started(work, "my work")
    refused = run("reset", "double", input="n\n")
    assert refused.exit_code == 1
    assert path.read_text() == "my work"
    result = run("reset", "double", input="y\n")
    assert result.exit_code == 0
    assert "Your work is in .grader/backups/double-1.py" in result.stdout
    assert (work / ".grader" / "backups" / "double-1.py").read_text() == "my work"
    assert "NotImplementedError" in path.read_text()


def test_progress_shows_bars(work: Path) -> None:
    started(work)
    assert run("progress").exit_code == 1
    run("check", "double")
    shown = run("progress").stdout
    assert "1/2" in shown
    assert "█" in shown
    assert "Next: triple" in shown


def test_when_all_is_solved(work: Path) -> None:
    run("init", ".")
    state = work / ".grader" / "progress.json"
    state.write_text(json.dumps({"solved": ["double", "triple"]}))
    result = run("progress")
    assert result.exit_code == 0
    assert "Every problem is solved" in result.stdout
    done = run("check")
    assert done.exit_code == 0
    assert "Well done!" in done.stdout


def test_progress_survives_a_spoilt_state(work: Path) -> None:
    run("init", ".")
    (work / ".grader" / "progress.json").write_text("{")
    assert "0/2" in run("progress").stdout


def test_a_solution_is_for_those_who_have_solved_it(work: Path) -> None:
    started(work)
    assert "not solved yet" in error(run("solution", "double"), 2)
    run("check", "double")
    result = run("solution", "double")
    assert result.exit_code == 0
    assert "for comparison" in result.stdout
    code = result.stdout.split("comparison:\n\n")[1]
    assert code == "FACTOR = 2\n\n\ndef double(x):\n    # the plainest way\n    return FACTOR * x\n"


def test_giving_up_is_confirmed_and_remembered(work: Path) -> None:
    started(work)
    assert run("solution", "double", "--give-up", input="n\n").exit_code == 1
    result = run("solution", "double", "--give-up", input="y\n")
    assert "FACTOR * x" in result.stdout
    assert json.loads((work / ".grader" / "progress.json").read_text())["given_up"] == ["double"]


def test_a_students_copy_has_no_solutions(tmp_path: Path) -> None:
    (tmp_path / "solutions" / "calculus" / "double.py").unlink()
    assert "has no solution" in error(run("solution", "double", "--give-up"), 2)


# Instructors ---------------------------------------------------------------------------------


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "anna.py").write_text(RIGHT)
    (folder / "ben.py").write_text(HALF_RIGHT)
    (folder / "=cleo").mkdir()
    (folder / "=cleo" / "double.py").write_text("def double(x):\n    raise SystemExit\n")
    return folder


def scores(out: Path) -> dict[str, str]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["submission"]: row["score"] for row in csv.DictReader(stream)}


def test_grade(handed_in: Path, work: Path) -> None:
    out = work / "out"
    args = ("grade", str(handed_in), "--out", str(out), "--problems", "double", "--jobs", "2")
    result = run(*args)
    assert result.exit_code == 1, result.output
    assert scores(out)["anna"] == "10"
    assert float(scores(out)["ben"]) < 10
    assert float(scores(out)["'=cleo"]) == 0
    assert re.search(r"anna +10 of 10 +passed", result.stdout)
    assert f"Next: open {out / 'grades.csv'}" == result.stdout.splitlines()[-1]
    seed = json.loads((out / "run.json").read_text())["seed"]
    for path in out.glob("private/*.json"):
        data = json.loads(path.read_text())
        jsonschema.validate(data, SCHEMA)
        assert data["seed"] == seed
        student = json.loads((out / path.name).read_text())
        jsonschema.validate(student, SCHEMA)
        hidden = [c for c in student["problems"][0]["checks"] if c["hidden"]]
        assert len(hidden) == 1
        assert all(c["private"] == c["replay"] == "" and not c["example"] for c in hidden)
    again = run(*args)
    assert again.stdout == result.stdout


def test_what_a_class_got_wrong_becomes_a_mistake(tmp_path: Path, work: Path) -> None:
    folder = tmp_path / "handed in"
    folder.mkdir()
    written = {
        "ben": 'def double(x):\n    """Ben\'s."""\n    return 3 * x  # by Ben\n',
        "cleo": "def double(x):\n    y = 3\n    return x * y\n",
        "dora": "def double(x):\n    return 5 * x\n",
        "emma": RIGHT,
    }
    for name, text in written.items():
        (folder / f"{name}.py").write_text(text)
    out = ("--out", "out", "--problems", "double", "--bank", str(tmp_path))
    run("grade", str(folder), *out, "--jobs", "1", "--seed", "3")
    private = json.loads((work / "out" / "private" / "ben.json").read_text())["problems"][0]
    assert private["clue"]["edit"] == "3 → 2"
    student = json.loads((work / "out" / "ben.json").read_text())["problems"][0]
    assert student["clue"]["look"] == "look at the number 3"
    assert student["clue"]["edit"] == student["clue"]["change"] == ""
    shown = run("mistakes", str(folder), *out)
    assert shown.exit_code == 0, shown.output
    assert "double, group 1: 2 students  cleo, ben" in shown.stdout
    assert "double, group 2: 1 student  dora" in shown.stdout
    assert "line 2: look at the number 3" in shown.stdout
    adopted = run("mistakes", str(folder), *out, "--adopt", "triples", "--yes")
    assert adopted.exit_code == 0, adopted.output
    hidden = (tmp_path / "solutions" / "calculus" / "double.py").read_text()
    assert "def triples(x):" in hidden
    assert "Ben" not in hidden
    assert "TODO: say what goes wrong" in hidden
    run("grade", str(folder), *out, "--jobs", "1", "--seed", "3")
    again = json.loads((work / "out" / "private" / "cleo.json").read_text())["problems"][0]
    assert again["mistake"] == "triples"
    assert again["clue"] is None
    twice = run("mistakes", str(folder), *out, "--adopt", "triples", "--yes")
    assert "has a triples already" in error(twice, 2)


def test_an_adopted_mistake_is_proved_and_told(tmp_path: Path, work: Path) -> None:
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "ben.py").write_text("def double(x):\n    return 2.0\n")
    (folder / "cleo.py").write_text("TWO = 2\n\ndef double(x):\n    return float(TWO)\n")
    out = ("--out", "out", "--problems", "double", "--bank", str(tmp_path))
    run("grade", str(folder), *out, "--jobs", "1", "--seed", "3")
    run("mistakes", str(folder), *out, "--adopt", "a_number", "--yes")
    hidden = tmp_path / "solutions" / "calculus" / "double.py"
    # Its other checks were never tried, so none of them caught it.
    assert '@mistake(caught_by="returns what it promises")\ndef a_number' in hidden.read_text()
    audited = ("audit", "double", "--bank", str(tmp_path), "--seeds", "1")
    unwritten = run(*audited)
    assert re.search(r"double\.py:\d+: still to be written", unwritten.stdout)
    said = "Answer with an array."
    text = hidden.read_text()
    hidden.write_text(re.sub('TODO: say what goes wrong.*?(?=""")', said, text))
    proved = run(*audited)
    assert "2 mistakes" in proved.stdout
    assert "still to be written" not in proved.stdout
    assert "a_number" not in proved.stdout
    again = run("regrade", str(folder), *out, "--jobs", "1", "--yes")
    assert "the exercise was changed" in again.stdout
    for name in ("ben", "cleo"):
        told = json.loads((work / "out" / f"{name}.json").read_text())["problems"][0]
        assert told["diagnosis"] == said


def test_a_hint_after_a_check_says_what_kind_of_change(work: Path) -> None:
    run("init", ".")
    (work / "calculus" / "double.py").write_text("def double(x):\n    return 3 * x\n")
    checked = run("check", "double")
    assert "line 2 of calculus/double.py: look at the number 3" in checked.stdout
    assert "another number" not in checked.stdout
    assert "another number is needed" in run("hint", "double").stdout
    assert "another number is needed" not in run("hint", "double").stdout


def test_a_hint_after_a_check_without_a_line_says_where_to_begin(work: Path) -> None:
    run("init", ".")
    body = "    x[0] = 9.0\n    return np.cosh(x) + 40 * np.exp(x / 3)\n"
    source = f"import numpy as np\n\n\ndef double(x):\n{body}"
    (work / "calculus" / "double.py").write_text(source)
    assert "Where to look: line" not in run("check", "double").stdout
    assert "begin with “is 2 times the input”" in run("hint", "double").stdout
    assert "hint 1 of 2" in run("hint", "double").stdout


def test_grade_where_all_passed(handed_in: Path, work: Path) -> None:
    for path in handed_in.iterdir():
        if path.name != "anna.py":
            path.rename(work / path.name)
    result = run("grade", str(handed_in), "--out", "out", "--problems", "double", "--seed", "4")
    assert result.exit_code == 0, result.output
    assert "1 submission graded on double, seed 4" in result.stdout


def test_grade_by_assignment(handed_in: Path, work: Path) -> None:
    (work / "week.yaml").write_text("title: Week\nproblems: [{name: double, weight: 2}, triple]\n")
    result = run(
        *("grade", str(handed_in), "--out", "out", "--assignment", "week.yaml", "--jobs", "1")
    )
    assert result.exit_code == 1, result.output
    assert re.search(r"anna +20 of 30 +partly handed in", result.stdout)


@pytest.mark.usefixtures("in_this_process")
def test_a_fault_of_the_grader_costs_nothing_and_exits_3(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(submission: Any, *_: object, **__: object) -> None:
        raise ZeroDivisionError("in a law")

    monkeypatch.setattr("grader.course.bench.grade_submission", fail)
    result = run("grade", str(handed_in), "--out", "out", "--problems", "double", "--jobs", "1")
    assert result.exit_code == 3
    assert "3 could not be graded" in result.stdout
    assert set(scores(Path("out")).values()) == {""}


@pytest.mark.usefixtures("in_this_process")
def test_an_interruption_says_how_to_go_on(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.course.bench.grade_submission", stop)
    result = run("grade", str(handed_in), "--out", "out", "--problems", "double", "--jobs", "1")
    assert result.exit_code == 1
    assert "Stopped with 0 of 3 graded" in result.stderr
    assert "Run the same command again" in result.stderr


@pytest.mark.usefixtures("in_this_process")
def test_reduced_isolation_is_refused_unless_allowed(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox, "isolation", Isolation.REDUCED)
    monkeypatch.setattr(Sandbox, "missing", ("seccomp: not in this kernel",))
    args = ("grade", str(handed_in), "--out", "out", "--problems", "double", "--jobs", "1")
    said = error(run(*args), 3)
    assert "isolation is reduced (missing: seccomp: not in this kernel)" in said
    assert "--allow-reduced-isolation" in said
    assert not Path("out").exists()
    result = run(*args, "--allow-reduced-isolation")
    assert result.exit_code == 1
    for path in Path("out").rglob("*.json"):
        assert json.loads(path.read_text())["isolation"] == "reduced"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere", "--out", "out"], "there is no folder nowhere"),
        (["empty", "--out", "out"], "there are no submissions in empty"),
        (["file", "--out", "out"], "is not a folder"),
        (["subs", "--out", "subs"], "another folder"),
        (["subs", "--out", "out", "--jobs", "0"], "--jobs must be at least 1"),
        (["subs", "--out", "file", "--problems", "double"], "cannot write to file"),
        (["subs", "--out", "file/below", "--problems", "double"], "cannot write to file/below"),
        (["subs", "--out", "out", "--problems", "duble"], "there is no problem 'duble'"),
        (["subs", "--out", "out", "--assignment", "no.yaml"], "no.yaml"),
        (["subs", "--out", "out", "--assignment", "x", "--problems", "double"], "not both"),
        (["others", "--out", "out"], "no submission holds a problem"),
        (["subs", "--out", "out"], "what is to be graded? double was handed in"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_graded_is_one_line(work: Path, args: list[str], said: str) -> None:
    for name in ("empty", "subs", "others"):
        (work / name).mkdir()
    (work / "subs" / "anna.py").write_text(RIGHT)
    (work / "others" / "anna.py").write_text("x = 1\n")
    (work / "file").write_text("")
    lines = error(run("grade", *args), 2).splitlines()
    assert said in lines[0]
    assert len(lines) <= 2


def test_grading_needs_the_hidden_half(handed_in: Path, tmp_path: Path) -> None:
    (tmp_path / "solutions" / "calculus" / "double.py").unlink()
    trust.give(tmp_path)
    said = error(run("grade", str(handed_in), "--out", "out", "--problems", "double"), 2)
    assert "there is no solution for double" in said


# From Python ---------------------------------------------------------------------------------


def double(x: Any) -> Any:
    return 2 * x


def raising(x: Any) -> Any:
    return x + 1 / 0


def test_the_public_names() -> None:
    assert set(dir(grader)) == set(grader.__all__)
    for name in grader.__all__:
        assert getattr(grader, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = grader.nonsense


def test_check_from_python(work: Path) -> None:
    (work / "double.py").write_text(WRONG)
    assert grader.check(double).outcome is Outcome.PASSED
    assert grader.check("double", double).score == 10.0
    assert grader.check("double.py").outcome is Outcome.FAILED
    assert grader.check("double", "double.py").outcome is Outcome.FAILED
    line = raising.__code__.co_firstlineno + 1
    shown = json.dumps(grader.check("double", raising)._repr_html_())
    assert f"at line {line}" in shown
    replay = next(one.replay for one in grader.check("double.py").checks if one.replay)
    assert re.fullmatch(r"grader\.check\('double\.py', replay='\w+'\)", replay)
    again = eval(replay)
    assert [one.example for one in again.checks if one.example]
    assert again.unseen == ()
    (work / "first_line.py").write_text("def double(x):\n    return x + 1 / 0\n")
    space: dict[str, Any] = {}
    exec(compile((work / "first_line.py").read_text(), str(work / "first_line.py"), "exec"), space)
    begins_on_line_1 = grader.check(space["double"])
    assert [one.line for one in begins_on_line_1.checks if one.line] == [2]
    with pytest.raises(grader.UsageError, match="what is to be checked"):
        grader.check("double")
    with pytest.raises(grader.UsageError, match="lambda"):
        grader.check("double", lambda x: 2 * x)


def test_grade_from_python(handed_in: Path, work: Path) -> None:
    reports = grader.grade(handed_in, problems=["double"], seed=1)
    assert [report.submission for report in reports] == ["=cleo", "anna", "ben"]
    assert reports[1].score == 10.0
    assert list(work.iterdir()) == []
    kept = grader.grade(handed_in, work / "out", problems=["double"], seed=1)
    assert [report.score for report in kept] == [report.score for report in reports]


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&-"])
def test_what_is_closed_is_no_fault(closed: str) -> None:
    """As a daemon starts its commands."""
    done = shell(f"grader list --bank .. {closed}")
    assert (done.returncode, done.stderr) == (0, "")
