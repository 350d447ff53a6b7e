"""The words and figures that all formats for people share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.model import CheckResult, Clue, Outcome, ProblemResult, Report
from grader.problem import AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WORDS: Final = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERRORED: "raised an error",
    Outcome.TIMED_OUT: "took too long",
    Outcome.OUT_OF_MEMORY: "ran out of memory",
    Outcome.CRASHED: "crashed",
    Outcome.TOO_COSTLY: "too costly to judge",
    Outcome.SKIPPED: "not tried",
    Outcome.NOT_ATTEMPTED: "not attempted",
}

LATER: Final = "tried when it is graded"
"""What becomes of a check that this copy cannot try, where somebody grades."""

NEVER: Final = "not in this copy"
"""What becomes of it where nobody does."""

LOOK_THERE: Final = "Where to look:"
LOOKS_LIKE: Final = "This looks like a typical mistake:"

MOST_REASONS: Final = 3
"""So many reasons are told for which checks were not tried."""

UNTRIED: Final = frozenset({Outcome.SKIPPED, Outcome.NOT_ATTEMPTED})


def mark(outcome: Outcome | None) -> str:
    """✓, ✗, or – for what was not tried; ! for a fault."""
    if outcome is None:
        return "!"
    return "✓" if outcome is Outcome.PASSED else "–" if outcome in UNTRIED else "✗"


def sign(check: CheckResult) -> str:
    """The mark of a check among all: ✓ for all of its points, and ~ where it holds and they do not
    all count, or does not and some do.
    """
    if check.outcome is Outcome.PASSED:
        return mark(check.outcome) if check.earned >= check.points else PARTLY
    return PARTLY if check.earned else mark(check.outcome)


def note(check: CheckResult) -> str:
    """What stands beside its points: how it came out, where the sign does not say it."""
    if check.outcome is Outcome.PASSED:
        return "" if check.earned >= check.points else HOLDS
    told = "" if check.outcome is Outcome.FAILED else word(check.outcome)
    return f"{told}, {COUNTS}" if told and check.earned else told


PARTLY: Final = "~"
HOLDS: Final = "holds, see below"
COUNTS: Final = "see below"
"""Where the points say something else than the check; a sentence on all of them tells why."""


def word(outcome: Outcome | None) -> str:
    """An outcome in a word or two."""
    return "not graded" if outcome is None else WORDS[outcome]


def points(value: float | None, digits: int = 2) -> str:
    """Points without needless zeros: 3, 2.5; nothing for a score that there is not."""
    return "" if value is None else f"{value:.{digits}f}".rstrip("0").rstrip(".")


def of_points(score: float | None, most: float) -> str:
    """3 of 10 points."""
    if score is None:
        return "no score"
    return f"{points(score)} of {points(most)} {'point' if most == 1 else 'points'}"


def failures(result: ProblemResult) -> list[CheckResult]:
    """The checks that were tried and not passed and that have something to say; first that answers
    change when asked again, which may be why others failed, and then no others that only repeat it.
    """
    failed = [
        check
        for check in result.checks
        if check.outcome is not Outcome.PASSED
        and check.outcome not in UNTRIED
        and (check.message or check.private)
    ]
    failed.sort(key=lambda check: check.name != AGAIN)
    told = {line for check in failed[:1] if check.name == AGAIN for line in _lines(check)}
    rest = (check for check in failed[1:] if check.private or not told.issuperset(_lines(check)))
    return [*failed[:1], *rest]


def distinct(failed: Sequence[CheckResult]) -> list[CheckResult]:
    """These without those in which the same line raised the same as in one before."""
    found: dict[object, CheckResult] = {}
    for check in failed:
        raised = [line for line in _lines(check) if line.startswith(RAISED)]
        found.setdefault((check.line, raised[0]) if raised and check.line else check.name, check)
    return list(found.values())


RAISED: Final = "your code raised "


def _lines(check: CheckResult) -> list[str]:
    return check.message.splitlines()


def untried(checks: Sequence[CheckResult]) -> list[str]:
    """Why checks were not tried, each reason once, the first few."""
    reasons = (one.message for one in checks if one.outcome is Outcome.SKIPPED and one.message)
    return list(dict.fromkeys(reasons))[:MOST_REASONS]


def telling(result: ProblemResult, where: Callable[[int], str]) -> list[tuple[str, str]]:
    """What explains most of a result, each under a heading or none: the mistake, the line to look
    at, and how all of the answers differ.
    """
    found = [(LOOKS_LIKE, result.diagnosis)] if result.diagnosis else []
    if result.clue is not None:
        found.append((LOOK_THERE, clue(result.clue, where)))
    kind = next((check.kind for check in failures(result) if check.kind), "")
    return [*found, ("", kind)] if kind else found


def beginning(result: ProblemResult) -> str:
    """With which of several checks that failed in the open to begin, where nothing explains them;
    empty where that is clear.
    """
    if result.diagnosis:
        return ""
    failed = [check for check in failures(result) if not check.hidden]
    if len(failed) < 2:
        return ""
    first, *others = failed
    rest = "the other one that failed" if len(others) == 1 else f"the other {len(others)}"
    return f"begin with “{first.name}”, on its smallest input: {rest} may come of the same"


def further(
    failed: Sequence[CheckResult], said: Sequence[tuple[str, str]]
) -> Iterator[CheckResult]:
    """These failures without what was said of the whole result."""
    known = {text for _, text in said}
    for check in failed:
        lines = [line for line in check.message.split("\n") if line not in known]
        yield replace(check, message="\n".join(lines))


def stopped(result: ProblemResult) -> bool:
    """Whether what went wrong first kept all else that is public from being tried."""
    rest = [check for check in result.checks if not check.hidden][1:]
    untried = bool(rest) and all(check.outcome in UNTRIED for check in rest)
    return untried and bool(failures(result))


def verdict(result: ProblemResult, unseen: Sequence[str] = ()) -> str:
    """One sentence on a problem; it never says "all" while hidden checks remain untried."""
    if result.score is None:
        return "not graded"
    if result.outcome is not Outcome.PASSED:
        return of_points(result.score, result.max_score)
    which = "public checks passed" if unseen else "all checks passed"
    return f"{which}, {of_points(result.score, result.max_score)}"


def clue(found: Clue, where: Callable[[int], str]) -> str:
    """Where to look, and at what; then the edit, if it is told."""
    joined = " and " if found.both else " or "
    place = found.place or joined.join(map(where, found.lines))
    text = f"{place}: {found.look}" if place else found.look
    if found.change:
        text += f"\nwhat it needs: {found.change}"
    return f"{text}\nthis would do: {found.edit}" if found.edit else text


def passed(report: Report) -> bool:
    """Whether every problem of the report was passed."""
    return all(result.outcome is Outcome.PASSED for result in report.problems)
