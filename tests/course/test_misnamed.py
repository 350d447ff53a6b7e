"""A function under another name counts as the assignment says, by default in full."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_bank import RIGHT, write_bank

from grader.cli import cli

MINE = RIGHT.replace("double", "my_double")
TOLD = "double is not defined; my_double is taken for it"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_this_process: None) -> Path:
    write_bank(tmp_path)
    (tmp_path / "in" / "anna").mkdir(parents=True)
    (tmp_path / "in" / "anna" / "homework.py").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def graded(problems: str = "[double, triple]", misnamed: str = "") -> tuple[dict[str, str], Any]:
    """Anna's row of the gradebook, and her result on `double`."""
    Path("week.yaml").write_text(f"title: Week\nproblems: {problems}\n{misnamed}\n")
    arguments = ["grade", "in", "--out", "out", "--bank", ".", "--jobs", "1", "--seed", "5"]
    done = CliRunner().invoke(cli, [*arguments, "--assignment", "week.yaml"])
    assert done.exit_code in (0, 1), done.output
    with Path("out/grades.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    return row, json.loads(Path("out/private/anna.json").read_text())["problems"][0]


@pytest.mark.parametrize("misnamed", ["", "misnamed: note"])
def test_it_costs_nothing_but_a_note(misnamed: str) -> None:
    row, result = graded(misnamed=misnamed)
    assert (row["double"], row["triple"], row["outcome"]) == ("10", "0", "partly handed in")
    assert row["notes"].startswith(f"double: homework.py:1: {TOLD}; triple: not attempted")
    assert (result["outcome"], result["message"]) == ("passed", f"homework.py:1: {TOLD}")


def test_it_counts_as_missing() -> None:
    row, result = graded(misnamed="misnamed: missing")
    assert (row["double"], row["outcome"]) == ("0", "not attempted")
    told = "nothing found for double (homework.py defines my_double, not double)"
    assert result["message"] == told


@pytest.mark.parametrize(
    ("problems", "cost", "score", "words"),
    [
        ("[double]", "25%", "7.5", "25% of its points"),
        ("[double]", "1 point", "9", "1 point"),
        ("[{name: double, points: 4}]", "0.5 points", "3.5", "0.5 points"),
        ("[{name: double, points: 4}]", "10%", "3.6", "10% of its points"),
        ("[double]", "100 points", "0", "100 points"),
    ],
)
def test_it_costs_a_share_or_points(problems: str, cost: str, score: str, words: str) -> None:
    row, result = graded(problems, f"misnamed: {cost}")
    assert row["double"] == score
    assert sum(check["earned"] for check in result["checks"]) == result["score"] == float(score)
    assert result["checks"][-1]["name"] == "has the name that was asked for"
    assert result["checks"][-1]["message"].endswith(f"; that costs {words}")
    assert TOLD in result["message"]


def test_any_name_will_do_where_nothing_else_is_asked(work: Path) -> None:
    (work / "in" / "anna" / "homework.py").write_text(RIGHT.replace("double", "mine"))
    assert graded("[double]")[0]["double"] == "10"
    assert graded("[double]", "misnamed: 1 point")[0]["double"] == "9"
    assert graded("[double]", "misnamed: missing")[0]["double"] == "0"


def test_it_may_be_any_of_several(work: Path) -> None:
    (work / "in" / "anna" / "homework.py").write_text(RIGHT.replace("double", "mine"))
    assert graded()[0]["double"] == "0"
