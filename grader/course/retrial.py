"""What becomes of a problem in the middle of which its judge died.

Was it the machine, or the submission? Nobody can tell from a death alone. So the problem is judged
once more when nothing else is, in processes that first judge the reference's own answers and take
as much memory as they will need. Where that goes through and the judge dies all the same, and
again, what it judged is to blame. Where it does not, the machine is, and nobody pays for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from grader import parallel
from grader.grading import grading
from grader.grading.marking import UNJUDGED, flagged
from grader.judge import timer
from grader.model import CheckResult, Outcome, ProblemResult
from grader.parallel import Failure
from grader.problem import PROMISE, TOTAL_POINTS

if TYPE_CHECKING:
    from grader.grading.kept import Known
    from grader.submission import Submission

ATTEMPTS: Final = 2
MEMORY_BYTES: Final = 100 << 20
"""What judging may take then, a third of what it may otherwise. Where the reference needs more, it
is no submission's fault."""
READY: Final = "ready"
"""What a process tells that has judged the reference, and has the memory."""

_BLAME: Final = (
    "its judge died each time, in the end alone and with the reference's own answers judged just"
    " before: {0}"
)


class Work(NamedTuple):
    """A submission, the problems of it that are still to be judged, and what came of programs that
    other processes judged, by problem.
    """

    submission: Submission
    problems: tuple[str, ...]
    known: tuple[tuple[str, Known], ...] = ()


class Ended(NamedTuple):
    """What there is of work whose process failed: results, the problem that its judge died of, if
    it did, and the problems that were not begun.
    """

    results: list[ProblemResult]
    died: str = ""
    rest: tuple[str, ...] = ()


def ended(work: Work, failure: Failure) -> Ended:
    """What is to be done about a process that failed."""
    if not failure.status:
        return Ended([ungraded(name, failure.reason) for name in work.problems])
    done = {result.name: result for result, final in _told(failure) if final}
    number = len(done)
    results = [done[name] for name in work.problems[:number]]
    rest = work.problems[number + 1 :]
    if number == len(work.problems):
        return Ended(results)
    if failure.status == timer.STATUS:
        return Ended([*results, _costly(work.problems[number], failure)], rest=rest)
    return Ended(results, work.problems[number], rest)


def retried(judge: Callable[[Work], Sequence[ProblemResult]], work: Work) -> ProblemResult:
    """The result of one problem. `judge` is all that runs now, and tells when it is `READY`."""
    (name,) = work.problems
    failure = Failure("")
    for _ in range(ATTEMPTS):
        ((_, found),) = parallel.side_by_side(judge, [work], 1, final=parallel.ANY)
        if not isinstance(found, Failure):
            return found[0]
        failure = found
        if failure.status == timer.STATUS:
            return _costly(name, failure)
        if READY not in failure.told:
            return ungraded(name, failure.reason)
    return _blamed(name, failure)


def ungraded(problem: str, reason: str) -> ProblemResult:
    """The result of a problem that the grader failed to grade: no score, at no cost."""
    return ProblemResult(problem, problem, None, None, TOTAL_POINTS, fault=reason)


def _costly(problem: str, failure: Failure) -> ProblemResult:
    """The result of a problem that the kernel ended: none, or what was passed in public."""
    return _halfway(problem, failure) or ProblemResult(
        problem, problem, Outcome.TOO_COSTLY, 0.0, TOTAL_POINTS, message=grading.TOO_COSTLY
    )


def _blamed(problem: str, failure: Failure) -> ProblemResult:
    """The same where its judge died, with a flag on it."""
    unjudged = CheckResult(PROMISE, False, 0.0, 0.0, Outcome.ERRORED, UNJUDGED)
    result = _halfway(problem, failure) or ProblemResult(
        problem, problem, Outcome.ERRORED, 0.0, TOTAL_POINTS, (unjudged,), message=UNJUDGED
    )
    return flagged(result, _BLAME.format(failure.reason))


def _halfway(problem: str, failure: Failure) -> ProblemResult | None:
    """The result as it was when hidden checks began, if they had."""
    return {result.name: result for result, _ in _told(failure)}.get(problem)


def _told(failure: Failure) -> list[tuple[ProblemResult, bool]]:
    return [one for one in failure.told if one != READY]
