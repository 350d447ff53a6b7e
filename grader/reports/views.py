"""What a student may see of a report.

A hidden check keeps its name, its points, whether it was passed, and its author's fixed advice.
How it failed, on what, and what the code did there would tell the hidden input, so they stay with
the instructor; and so do the seed, from which inputs could be drawn again, and the workings of a
fault.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.model import CheckResult, Clue, Feedback, Outcome, ProblemResult, Report
from grader.problem import PROMISE

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHHELD: Final = -1
"""The seed of a report that does not tell it; in JSON it is null."""

FAULT: Final = "the grader failed here, not you: this costs you nothing, and will be graded again"

_SKIPPED: Final = frozenset({Outcome.SKIPPED})
_UNTRIED: Final = _SKIPPED | {Outcome.NOT_ATTEMPTED}


def student(report: Report) -> Report:
    """The report without anything that hidden checks, or the grader's own workings, would tell."""
    return replace(
        report,
        seed=WITHHELD,
        missing=(),
        problems=tuple(student_result(result) for result in report.problems),
    )


def student_result(result: ProblemResult) -> ProblemResult:
    """One problem of a student's report."""
    public = [check for check in result.checks if not check.hidden]
    # Code may say of itself, on a hidden input, that it is still to be written.
    begun = result.outcome is not Outcome.NOT_ATTEMPTED
    nothing = _SKIPPED if begun else _UNTRIED
    untried = all(check.outcome in nothing for check in result.checks if check.name != PROMISE)
    failing = any(check.outcome is not Outcome.PASSED for check in public)
    return replace(
        result,
        outcome=_outcome(result, public),
        checks=tuple(_check(check, untried=untried) for check in result.checks),
        # What no public check has caught can only have been diagnosed on hidden inputs.
        diagnosis=result.diagnosis if failing else "",
        mistake="",
        clue=_clue(result.clue) if failing else None,
        fault=FAULT if result.score is None else "",
    )


def _clue(clue: Clue | None) -> Clue | None:
    """As much of a clue as the teacher wants told."""
    if clue is None or clue.feedback is Feedback.EXAMPLE:
        return None
    return replace(clue, change="", edit=clue.edit if clue.feedback is Feedback.EDIT else "")


def _check(check: CheckResult, *, untried: bool) -> CheckResult:
    if not check.hidden:
        return replace(check, private="")
    outcome = check.outcome
    if outcome is not Outcome.PASSED and not untried:
        outcome = Outcome.FAILED
    # The message of a hidden check is its author's fixed text, the same whatever the input was.
    return CheckResult(check.name, True, check.points, check.earned, outcome, check.message)


def _outcome(result: ProblemResult, public: Sequence[CheckResult]) -> Outcome | None:
    """The outcome, unless only a hidden check came out so."""
    if result.outcome is None or result.outcome is Outcome.PASSED or result.outcome in _UNTRIED:
        return result.outcome
    hidden = {check.outcome for check in result.checks if check.hidden}
    shown = {check.outcome for check in public}
    return Outcome.FAILED if result.outcome in hidden - shown else result.outcome
