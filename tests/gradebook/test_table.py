"""The gradebook: quoted, harmless to spreadsheets, and the same for the same reports."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from books import grades
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.gradebook import table
from grader.model import CheckResult, Isolation, Outcome, ProblemResult, Report

RIGHT = ProblemResult("matmul", "Matrix product", Outcome.PASSED, 10.0, 10.0)
HALF = ProblemResult("softmax", "Softmax", Outcome.FAILED, 10 / 3, 10.0)
LOST = ProblemResult("softmax", "Softmax", None, None, 10.0, fault="KeyError: 'x'")
LEFT = ProblemResult(
    "softmax", "Softmax", Outcome.NOT_ATTEMPTED, 0.0, 10.0, message="still the starting point"
)


def report(name: str, *problems: ProblemResult, **more: Any) -> Report:
    scores = [problem.score for problem in problems]
    score = None if None in scores else sum(s or 0.0 for s in scores)
    return Report(name, 1, Isolation.STRICT, score, 10.0 * len(problems), problems, **more)


def rows(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(grades(reports))))


def test_a_row_a_submission_in_order() -> None:
    found = rows(report("zoe", RIGHT, HALF), report("anna", RIGHT, LEFT))
    assert [row["submission"] for row in found] == ["anna", "zoe"]
    assert found[1] == {
        "submission": "zoe",
        "score": "13.33",
        "max_score": "20",
        "matmul": "10",
        "softmax": "3.33",
        "late": "0",
        "adjustment": "0",
        "outcome": "failed",
        "notes": "",
        "isolation": "strict",
    }


def test_a_fault_is_an_empty_cell_and_never_a_zero() -> None:
    (row,) = rows(report("anna", RIGHT, LOST))
    assert (row["score"], row["matmul"], row["softmax"]) == ("", "10", "")
    assert row["outcome"] == "not graded"
    assert "KeyError" in row["notes"]


def test_notes_say_what_to_look_at() -> None:
    flagged = CheckResult("odd", False, 1, 0, Outcome.FAILED, private="the law raised")
    hidden = CheckResult("secret", True, 1, 0, Outcome.FAILED, private="why")
    (row,) = rows(report("anna", replace(HALF, checks=(flagged, hidden))))
    assert row["notes"] == "softmax: have a look at: odd"
    (row,) = rows(report("anna", replace(HALF, mistake="forgets_the_bias")))
    assert row["notes"] == "softmax: forgets_the_bias"
    (row,) = rows(report("anna", replace(HALF, message="np.linalg.inv is not allowed here")))
    assert row["notes"] == "softmax: np.linalg.inv is not allowed here"
    (row,) = rows(report("anna", LEFT))
    assert row["notes"] == "softmax: not attempted (still the starting point)"
    assert row["outcome"] == "not attempted"


def test_reduced_isolation_is_told() -> None:
    (row,) = rows(replace(report("anna", RIGHT), isolation=Isolation.REDUCED))
    assert row["isolation"] == "reduced"
    assert "reduced isolation" in row["notes"]


def test_an_unreadable_submission_says_so_once() -> None:
    reason = "anna.zip is not a sound zip archive"
    (row,) = rows(report("anna", replace(LEFT, message=reason), message=reason))
    assert row["notes"] == reason


def test_problems_may_be_given_in_an_order() -> None:
    text = grades([report("anna", RIGHT)], ["softmax", "matmul"])
    (row,) = csv.DictReader(io.StringIO(text))
    assert list(row)[3:5] == ["softmax", "matmul"]
    assert row["softmax"] == ""


def test_every_cell_is_quoted() -> None:
    text = grades([report('a,b"c', RIGHT)])
    assert text.splitlines()[1].startswith('"a,b""c","10","10"')


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+1",
        "-",
        "-.",
        "--1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "|x",
        "%x",
    ],
    ids=ascii,
)
def test_formulas_are_neutralised(text: str) -> None:
    assert table.cell(text).startswith("'")


@given(st.text(st.characters(), max_size=8), st.text(st.characters(), max_size=8))
@settings(deadline=None)
def test_whatever_it_is_called_a_row_is_a_row(name: str, message: str) -> None:
    text = grades([report(name, replace(LEFT, message=message), message=message)])
    assert text.count("\n") == 2
    text.encode()
    head, row = csv.reader(io.StringIO(text))
    assert len(head) == len(row)
    assert all(not cell.lstrip().startswith(tuple("=+@")) for cell in row)
    assert all(re.fullmatch(r"-[0-9.]+", cell) for cell in row if cell.lstrip().startswith("-"))


@pytest.mark.parametrize("number", ["-1", "0", "12.5", "-0.01"])
def test_a_number_stays_one(number: str) -> None:
    assert table.cell(number) == number
