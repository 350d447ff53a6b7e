"""Rows of a gradebook from reports alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.gradebook import table
from grader.gradebook.database import Gradebook, Graded
from grader.gradebook.points import hundredths
from grader.gradebook.policy import Policy
from grader.gradebook.roster import Student
from grader.gradebook.standing import Attempt, Part, Standing, standing
from grader.model import Outcome, ProblemResult, Report


def row(report: Report, policy: Policy | None = None, **more: Any) -> Standing:
    """Where whoever handed this in alone stands."""
    parts = [Part(result.name, hundredths(result.max_score)) for result in report.problems]
    student = Student(report.submission)
    return standing(student, [Attempt(report, **more)], parts, policy or Policy())


def grades(reports: Iterable[Report], problems: Sequence[str] | None = None) -> str:
    """The table of these reports."""
    reports = sorted(reports, key=lambda report: report.submission)
    if problems is None:
        problems = list(dict.fromkeys(one.name for each in reports for one in each.problems))
    return table.render([row(report) for report in reports], problems)


MADE_OF: dict[str, Any] = {
    "seed": 5,
    "isolation": "strict",
    "missing": [],
    "versions": {"grader": "1", "engine": "e" * 64},
    "banks": [],
    "problems": [
        {"name": "one", "worth": 1000, "bonus": False, "problem": "p", "solution": "s"},
        {"name": "two", "worth": 2000, "bonus": False, "problem": "p", "solution": "s"},
    ],
    "policy": Policy().described(),
}
"""A run of two problems, the second worth twice as much."""


def result(name: str, score: float | None, **more: Any) -> ProblemResult:
    """A result of ten points."""
    outcome = Outcome.PASSED if score == 10 else None if score is None else Outcome.FAILED
    return ProblemResult(name, name.title(), outcome, score, 10.0, **more)


def book_of(
    path: Path,
    scores: Mapping[str, Sequence[float | None]],
    *,
    made_of: Mapping[str, Any] = MADE_OF,
    key: bytes | None = None,
    handed_in: Mapping[str, datetime] | None = None,
    students: Mapping[str, str] | None = None,
) -> Gradebook:
    """A gradebook in which those who handed in have these scores."""
    book = Gradebook(path / "gradebook.db", key=key or bytes(32), make=True)
    run = book.begin(made_of, list(scores))
    names = [problem["name"] for problem in made_of["problems"]]
    for name, found in scores.items():
        graded = Graded(
            name,
            (students or {}).get(name, name),
            (handed_in or {}).get(name),
            "",
            {
                problem: f"{ascii(name)[1:-1]} {problem} {score}"
                for problem, score in zip(names, found, strict=True)
            },
        )
        results = [result(problem, score) for problem, score in zip(names, found, strict=True)]
        book.keep(run, graded, results)
    return book
