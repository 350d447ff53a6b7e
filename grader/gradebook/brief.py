"""How a submission came out, in a line.

A class that is graded again is for the most part as it was, and of what was kept of it no more is
read than such a line takes.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from grader.escaping import printable
from grader.gradebook.points import HUNDREDTHS, counted, hundredths
from grader.gradebook.table import outcome, verdict
from grader.model import Outcome, Report
from grader.reports import record, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.gradebook.standing import Part


class Brief(NamedTuple):
    """What the line says; `why` tells why nothing was judged, if nothing was."""

    name: str
    score: float | None
    max_score: float
    passed: bool
    verdict: str
    why: str = ""


def brief(report: Report) -> Brief:
    """The line on a report."""
    return Brief(
        printable(report.submission),
        report.score,
        report.max_score,
        wording.passed(report),
        outcome(report),
        _why(report),
    )


def brief_of(name: str, results: Mapping[str, str], parts: Sequence[Part]) -> Brief | None:
    """The line on the report that would come of these results, which are JSON text, by problem.

    There is none where the grader failed, where a result is missing, or where nothing was judged,
    and the line has to tell why.
    """
    try:
        found = [_counted(results[part.name], part.worth) for part in parts]
    except (KeyError, ValueError):
        return None
    scores = [score for _, score in found if score is not None]
    outcomes = {outcome for outcome, _ in found}
    if len(scores) < len(found) or outcomes <= {Outcome.NOT_ATTEMPTED}:
        return None
    score = sum(map(hundredths, scores)) / HUNDREDTHS
    most = sum(part.worth for part in parts if not part.bonus) / HUNDREDTHS
    passed = outcomes <= {Outcome.PASSED}
    return Brief(printable(name), score, most, passed, verdict(score, outcomes))


@functools.lru_cache(maxsize=128)  # of a class most results are the same; some are long
def _counted(result: str, worth: int) -> tuple[Outcome | None, float | None]:
    """How a problem came out, and what it counts."""
    found = record.read_scored(result)
    score, _ = counted(found.score, found.max_score, found.checks, worth)
    return found.outcome, score


def _why(report: Report) -> str:
    told = [report.message, *(one.message for one in report.problems)]
    nothing = all(one.outcome is Outcome.NOT_ATTEMPTED for one in report.problems)
    reason = next(filter(None, told), "") if nothing else ""
    return f": {reason.splitlines()[0]}" if reason else ""
