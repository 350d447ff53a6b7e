"""Grades many submissions, and goes on where it was stopped."""

from __future__ import annotations

import contextlib
import functools
import platform
import secrets
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from importlib import metadata
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader import interpreter, parallel
from grader.cache import engine, key
from grader.course import retrial
from grader.course.dealing import Deal
from grader.course.retrial import Ended, Work
from grader.errors import Fault, GraderError
from grader.escaping import printable
from grader.gradebook.database import Graded
from grader.gradebook.policy import Policy
from grader.gradebook.standing import Part as Counted
from grader.gradebook.standing import report_of
from grader.grading import prepared
from grader.grading.marking import goes_through, grade_submission
from grader.judge import budget, timer
from grader.judge.setting import Setting
from grader.model import Isolation, ProblemResult, Report
from grader.parallel import Failure
from grader.reports import record
from grader.sandbox import Sandbox
from grader.submission import Submission
from grader.submission.names import alike
from grader.version import __version__

if TYPE_CHECKING:
    from grader.course.results import Results
    from grader.course.rubric import Part, Rubric

Listener = Callable[[Report], object]
Judges = Callable[
    [Sequence[Work], "Plan"], Generator[tuple[Submission, Sequence[ProblemResult]], None, None]
]
"""Who judges pending work, and gives it back as it is finished."""

_SEED_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class Plan:
    """What to grade with: everything, submissions aside, that a report depends on."""

    rubric: Rubric
    seed: int
    isolation: Isolation
    missing: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy, hash=False)
    shortcuts: bool = True
    """Whether answers that were judged before are known by their bytes; reports are the same."""

    @property
    def problems(self) -> list[str]:
        """The names of the problems, in order."""
        return [part.name for part in self.rubric.parts]

    def described(self) -> dict[str, Any]:
        """The plan as plain data, for `run.json`."""
        return {
            "seed": self.seed,
            "isolation": str(self.isolation),
            "missing": list(self.missing),
            "versions": versions(),
            "banks": [str(root.problems.parent) for root in self.rubric.roots],
            "problems": [asdict(part) for part in self.rubric.parts],
            "policy": self.policy.described(),
        }

    def report(self, submission: Submission, results: Mapping[str, ProblemResult]) -> Report:
        """The report on a submission from the results of all problems, weighed and added up."""
        parts = [Counted(part.name, part.worth, part.bonus) for part in self.rubric.parts]
        return report_of(
            submission.name,
            *(results, parts),
            seed=self.seed,
            isolation=self.isolation,
            missing=self.missing,
            message=submission.error,
        )


class Arrival(NamedTuple):
    """Whose a submission is, and when it was handed in, if that is known."""

    student: str
    handed_in: datetime | None = None


NO_ARRIVALS: Final[Mapping[str, Arrival]] = MappingProxyType({})


class Bench:
    """What one process grades with, until it ends: a sandbox, and exercises that stay ready."""

    def __init__(self, plan: Plan, memory_bytes: int = budget.MEMORY_BYTES) -> None:
        budget.expendable(memory_bytes)
        interpreter.first_to_go(500)
        self.plan = plan
        self.sandbox = Sandbox()
        self.sandbox.start()
        self.exercises = {one.problem.name: one for one in plan.rubric.exercises()}
        self.settings = {
            name: Setting(exercise, plan.seed, shortcuts=plan.shortcuts)
            for name, exercise in self.exercises.items()
        }

    def grade(self, work: Work) -> tuple[ProblemResult, ...]:
        """The results of these problems; raises `Fault` where submissions are held back by less
        than the plan says.
        """
        report = grade_submission(
            replace(work.submission),  # a copy of what was read, which goes with it
            [self.exercises[name] for name in work.problems],
            sandbox=self.sandbox,
            seed=self.plan.seed,
            settings=self.settings,
            progress=lambda result, final: parallel.tell((result, final)),
        )
        if report.isolation is not self.plan.isolation:
            raise Fault(f"isolation became {report.isolation} while grading went on")
        return report.problems

    def rehearse(self, problem: str) -> None:
        """Judges the reference in conditions as any program's; raises `Fault` if that fails."""
        if not goes_through(self.settings[problem], self.sandbox):
            raise Fault("the judge died, and cannot judge the reference's own answers either")
        budget.rehearse()


@functools.lru_cache(maxsize=1)  # for as long as the process lives
def _bench(plan: Plan, memory_bytes: int = budget.MEMORY_BYTES) -> Bench:
    return Bench(plan, memory_bytes)


def _grade(plan: Plan, work: Work) -> tuple[ProblemResult, ...]:
    return _bench(plan).grade(work)


def _grade_again(plan: Plan, work: Work) -> tuple[ProblemResult, ...]:
    bench = _bench(plan, retrial.MEMORY_BYTES)
    for problem in work.problems:
        bench.rehearse(problem)
    parallel.tell(retrial.READY)
    return bench.grade(work)


def _prepare(plan: Plan, problem: str) -> dict[str, bytes]:
    bench = _bench(plan)
    return prepared.entries(bench.settings[problem], bench.sandbox)


def prepare(plan: Plan, problem: str) -> dict[str, bytes]:
    """What judging that problem rests on, for other machines; nothing where it cannot be made here,
    which each submission is told when it is judged.
    """
    make = functools.partial(_prepare, plan)
    ((_, found),) = parallel.side_by_side(make, [problem], 1, final=parallel.ANY)
    return {} if isinstance(found, Failure) else found


def fresh_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(_SEED_BITS)


def versions() -> dict[str, str]:
    """The versions of all that decides how answers are judged."""
    return {
        "grader": __version__,
        "engine": engine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "hypothesis": _installed("hypothesis"),
    }


@functools.cache
def _installed(name: str) -> str:
    return metadata.version(name)


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
) -> None:
    """Grades them; `listener` hears of each report as it is finished, and nothing is kept of it.

    With `results` they are kept there as they are finished, and a problem of a submission that was
    judged already, made of the same things, is not judged again. However it ends, what was finished
    is kept, and the gradebook tells it. Raises `Fault` if two submissions are called alike.
    """
    judges = judges or functools.partial(graded, jobs=jobs)
    names = [one.name for one in submissions]
    if clashing := alike(names):
        raise Fault(f"two submissions are called {printable(names[clashing[0]])}")
    prints = {one.name: fingerprints(one, plan) for one in submissions}

    def known(name: str) -> dict[str, ProblemResult]:
        return {} if results is None else results.known(name, prints[name])

    def finish(
        submission: Submission,
        before: Mapping[str, ProblemResult],
        found: Sequence[ProblemResult] = (),
    ) -> None:
        name = submission.name
        report = plan.report(submission, {**before, **{one.name: one for one in found}})
        if results is not None:
            arrival = arrivals.get(name, Arrival(name))
            kept = Graded(name, arrival.student, arrival.handed_in, submission.error, prints[name])
            results.keep(kept, found, report)
        listener(report)

    if results is not None:
        results.begin(plan.described(), names, applied=applied)
    pending: list[Work] = []
    with _booked(results), _stoppable():
        for one in submissions:
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
            judge = functools.partial(_grade_again, plan)
            yield from heard(work, [retrial.retried(judge, work)])
        pending = left


def _run(
    pending: Sequence[Work], plan: Plan, jobs: int
) -> Generator[tuple[Work, Sequence[ProblemResult] | Failure], None, None]:
    """One process, too, is not this one: what ends it is to end nothing else."""
    judge = functools.partial(_grade, plan)
    deal = Deal(pending, jobs)
    yield from parallel.side_by_side(judge, deal, min(jobs, len(deal)), final={timer.STATUS})


def fingerprints(submission: Submission, plan: Plan) -> dict[str, str]:
    """For each problem what changes whenever something does on which its result depends.

    What it weighs is not among that: points are weighed when results are added up.
    """
    contents = key(submission.path.name, submission.error, *replace(submission).fingerprint())
    ours = (plan.seed, plan.isolation, sorted(versions().items()))

    def of(part: Part) -> str:
        what = part.name, part.problem, part.solution, str(part.feedback), part.misnamed
        return key(contents, repr((*what, ours)))

    return {part.name: of(part) for part in plan.rubric.parts}


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
