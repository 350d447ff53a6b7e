"""The words and figures that all formats for people share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.model import CheckResult, Clue, Outcome, ProblemResult, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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

UNTRIED: Final = frozenset({Outcome.SKIPPED, Outcome.NOT_ATTEMPTED})


def mark(outcome: Outcome | None) -> str:
    """✓, ✗, or – for what was not tried; ! for a fault."""
    if outcome is None:
        return "!"
    return "✓" if outcome is Outcome.PASSED else "–" if outcome in UNTRIED else "✗"


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
    """The checks that were tried and not passed and that have something to say."""
    return [
        check
        for check in result.checks
        if check.outcome is not Outcome.PASSED
        and check.outcome not in UNTRIED
        and (check.message or check.private)
    ]


def telling(result: ProblemResult, where: Callable[[int], str]) -> list[tuple[str, str]]:
    """What explains most of a result, each under a heading or none: the mistake, the line to look
    at, and how all of the answers differ.
    """
    found = [(LOOKS_LIKE, result.diagnosis)] if result.diagnosis else []
    if result.clue is not None:
        found.append((LOOK_THERE, clue(result.clue, where)))
    kind = next((check.kind for check in failures(result) if check.kind), "")
    return [*found, ("", kind)] if kind else found


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
