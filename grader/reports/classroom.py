"""The report as `classroom50/result/v1`, the file from which Classroom 50 reads a score.

Points are whole numbers there, so each check is counted in hundredths of a point. Who handed in
what is known to the workflow alone, which tells it in its environment; see `Identity`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from grader.escaping import printable
from grader.model import Outcome, Report
from grader.reports import views
from grader.reports.record import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA: Final = "classroom50/result/v1"
HUNDREDTHS: Final = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """What the workflow knows of a submission."""

    classroom: str = ""
    assignment: str = ""
    assignment_type: str = "individual"
    owner: str = ""
    submission: str = ""
    commit: str = ""
    release: str = ""
    review: str = ""
    datetime: str = ""


_VARIABLES: Final = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
    "datetime": "SUBMITTED_AT",
}


def identity(environment: Mapping[str, str]) -> Identity:
    """What the environment tells."""
    known = {name: environment.get(variable) for name, variable in _VARIABLES.items()}
    return Identity(**{name: printable(value) for name, value in known.items() if value})


def render(report: Report, *, private: bool = False) -> str:
    """The result, of whoever it is."""
    return result(report, Identity(submission=report.submission), private=private)


def result(report: Report, who: Identity, *, private: bool = False) -> str:
    """The result of a submission. One that was not graded has a null score, and no tests."""
    seen = report if private else views.student(report)
    graded = seen.score is not None
    tests: list[dict[str, Any]] = []
    for problem in seen.problems if graded else ():
        for check in problem.checks:
            if not check.points and check.outcome is Outcome.PASSED:
                continue
            tests.append(
                {
                    "test-name": printable(f"{problem.name}: {check.name}"),
                    "passed": check.outcome is Outcome.PASSED,
                    "score": round(check.earned * HUNDREDTHS),
                    "max-score": round(check.points * HUNDREDTHS),
                }
            )
    named = {name: printable(value) for name, value in asdict(who).items()}
    # A score beyond what can be had, as bonus problems make it, is not read there.
    most = round(seen.max_score * HUNDREDTHS)
    scores = {
        "score": None if seen.score is None else min(round(seen.score * HUNDREDTHS), most),
        "max-score": most,
    }
    return dumps({"schema": SCHEMA, **named, **scores, "tests": tests})
