"""The report as `results.json`, from which Gradescope reads a score.

A hidden check is shown by its name, with what a student may know of it. A submission that could not
be graded says so and has a score of nothing, as Gradescope has no word for that; its instructor
reads the same in the output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grader.escaping import printable
from grader.model import CheckResult, Outcome, ProblemResult, Report
from grader.reports import views, wording
from grader.reports.record import dumps

if TYPE_CHECKING:
    from collections.abc import Iterator

_HUNDREDTHS: Final = 2


def render(report: Report, *, private: bool = False) -> str:
    """The results of a submission."""
    seen = report if private else views.student(report)
    graded = seen.score is not None
    tests = [test for i, one in enumerate(seen.problems, 1) for test in _tests(one, i)]
    results: dict[str, Any] = {
        "score": round(seen.score or 0.0, _HUNDREDTHS),
        "output": _text("\n".join(_said(seen))),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests if graded else [],
        "extra_data": {"graded": graded, "max_score": round(seen.max_score, _HUNDREDTHS)},
    }
    return dumps(results)


def _said(report: Report) -> Iterator[str]:
    if report.score is None:
        yield "Not graded: the autograder failed, not you. Your instructor can run it again."
    else:
        yield wording.of_points(report.score, report.max_score)
    if report.message:
        yield report.message
    for result in report.problems:
        look = "" if result.clue is None else wording.clue(result.clue, "line {}".format)
        for text in (result.fault, result.message, result.diagnosis, look):
            if text:
                yield f"{result.title}: {text}"


def _tests(result: ProblemResult, number: int) -> Iterator[dict[str, Any]]:
    for i, check in enumerate(result.checks, 1):
        if check.points or check.outcome is not Outcome.PASSED:
            yield {
                "name": printable(f"{result.title}: {check.name}"),
                "number": f"{number}.{i}",
                "score": round(check.earned, _HUNDREDTHS),
                "max_score": round(check.points, _HUNDREDTHS),
                "status": "passed" if check.outcome is Outcome.PASSED else "failed",
                "output": _text(_told(check)),
                "output_format": "text",
                "visibility": "visible",
            }
    if not result.checks and result.score is not None:
        yield {
            "name": printable(result.title),
            "number": str(number),
            "score": round(result.score, _HUNDREDTHS),
            "max_score": round(result.max_score, _HUNDREDTHS),
            "status": "passed" if result.outcome is Outcome.PASSED else "failed",
            "output": _text(result.message),
            "output_format": "text",
            "visibility": "visible",
        }


def _told(check: CheckResult) -> str:
    if check.outcome is Outcome.PASSED:
        return ""
    hidden = ["a hidden check"] if check.hidden else []
    return "\n".join(
        filter(None, (*hidden, wording.word(check.outcome), check.message, check.private))
    )


def _text(text: str) -> str:
    return printable(text, lines=True)
