"""Grades many submissions, and goes on where it was stopped."""

from __future__ import annotations

import contextlib
import functools
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from grader import parallel
from grader.course import bench, retrial
from grader.course.dealing import Deal
from grader.course.plan import fingerprints
from grader.course.retrial import Ended, Work
from grader.errors import Fault, GraderError
from grader.escaping import printable
from grader.gradebook.brief import Brief
from grader.gradebook.database import Graded
from grader.judge import timer
from grader.model import ProblemResult, Report
from grader.parallel import Failure
from grader.reports import record
from grader.submission import Submission
from grader.submission.names import alike

if TYPE_CHECKING:
    from grader.course.plan import Plan
    from grader.course.results import Results

Listener = Callable[[Report], object]
Teller = Callable[[Brief], object]
Judges = Callable[
    [Sequence[Work], "Plan"], Generator[tuple[Submission, Sequence[ProblemResult]], None, None]
]
"""Who judges pending work, and gives it back as it is finished."""


class Arrival(NamedTuple):
    """Whose a submission is, and when it was handed in, if that is known."""

    student: str
    handed_in: datetime | None = None


NO_ARRIVALS: Final[Mapping[str, Arrival]] = MappingProxyType({})


def grade_all(
    submissions: Sequence[Submission],
    plan: Plan,
    listener: Listener,
    *,
    jobs: int = 1,
    results: Results | None = None,
    arrivals: Mapping[str, Arrival] = NO_ARRIVALS,
    applied: bool = True,
    judges: Judges | None = None,
    unchanged: Teller | None = None,
) -> None:
    """Grades them; `listener` hears of each report as it is finished, and nothing is kept of it.
    Where a submission is found as it was left, `unchanged`, if it is given, hears the line on it
    instead, and no report is put together.

    With `results` they are kept there as they are finished, and a problem of a submission that was
    judged already, made of the same things, is not judged again. However it ends, what was finished
    is kept, and the gradebook tells it. Raises `Fault` if two submissions are called alike.
    """
    judges = judges or functools.partial(graded, jobs=jobs)
    names = [one.name for one in submissions]
    if clashing := alike(names):
        raise Fault(f"two submissions are called {printable(names[clashing[0]])}")
    prints = fingerprints(submissions, plan)

    def graded_as(one: Submission) -> Graded:
        arrival = arrivals.get(one.name, Arrival(one.name))
        return Graded(one.name, arrival.student, arrival.handed_in, one.error, prints[one.name])

    def known(name: str) -> dict[str, ProblemResult]:
        return {} if results is None else results.known(name, prints[name])

    def finish(
        submission: Submission,
        before: Mapping[str, ProblemResult],
        found: Sequence[ProblemResult] = (),
    ) -> None:
        report = plan.report(submission, {**before, **{one.name: one for one in found}})
        if results is not None:
            results.keep(graded_as(submission), found, report)
        listener(report)

    if results is not None:
        results.begin(plan.described(), names, applied=applied)
    pending: list[Work] = []
    with _booked(results), _stoppable():
        for one in submissions:
            if results is not None and unchanged is not None:
                line = results.unchanged(graded_as(one))
                if line is not None:
                    unchanged(line)
                    continue
            before = known(one.name)
            if left := tuple(part for part in prints[one.name] if part not in before):
                pending.append(Work(one, left))
            else:
                finish(one, before)
        with contextlib.closing(judges(pending, plan)) as found_of:
            for submission, found in found_of:
                finish(submission, known(submission.name), found)


@contextlib.contextmanager
def _booked(results: Results | None) -> Iterator[None]:
    """Writes the gradebook of what is done in the end, whatever the end is."""

    def write() -> None:
        if results is not None:
            results.write_book()

    try:
        yield
    except BaseException:
        # On a disk that is full the gradebook fails as the report before it did.
        with contextlib.suppress(GraderError):
            write()
        raise
    write()


def graded(
    pending: Sequence[Work], plan: Plan, jobs: int
) -> Generator[tuple[Submission, Sequence[ProblemResult]], None, None]:
    """What was pending, graded, as it is read again once it was written.

    A problem that ends the process that judges it is told as that, or judged again when all others
    were; what comes after it goes on in a fresh one.
    """
    found_of: dict[str, list[ProblemResult]] = {work.submission.name: [] for work in pending}
    due = {work.submission.name: len(work.problems) for work in pending}

    def heard(
        work: Work, results: Sequence[ProblemResult]
    ) -> Iterator[tuple[Submission, Sequence[ProblemResult]]]:
        """The submission, once all of its problems were heard of."""
        name = work.submission.name
        found_of[name] += results
        if len(found_of[name]) == due[name]:
            yield work.submission, list(map(record.settled, found_of.pop(name)))

    while pending:
        left: list[Work] = []
        died: list[Work] = []
        for work, found in _run(pending, plan, jobs):
            ended = retrial.ended(work, found) if isinstance(found, Failure) else Ended([*found])
            if ended.died:
                died.append(Work(work.submission, (ended.died,)))
            if ended.rest:
                left.append(Work(work.submission, ended.rest))
            yield from heard(work, ended.results)
        for work in died:  # now that nothing else runs
            judge = functools.partial(bench.grade_again, plan)
            yield from heard(work, [retrial.retried(judge, work)])
        pending = left


def _run(
    pending: Sequence[Work], plan: Plan, jobs: int
) -> Generator[tuple[Work, Sequence[ProblemResult] | Failure], None, None]:
    """One process, too, is not this one: what ends it is to end nothing else."""
    judge = functools.partial(bench.grade, plan)
    deal = Deal(pending, jobs)
    jobs = min(jobs, len(deal))
    for work, found in parallel.side_by_side(judge, deal, jobs, final={timer.STATUS}):
        if isinstance(found, Failure):
            yield work, found
        else:
            deal.learn(work, found.learned)
            yield work, found.results


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Lets a polite request to end, or a closed terminal, do what Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
