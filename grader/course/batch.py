"""Grades many submissions, and goes on where it was stopped."""

from __future__ import annotations

import contextlib
import functools
import platform
import secrets
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader import parallel
from grader.cache import engine, key
from grader.course import gradebook
from grader.errors import Fault, SubmissionError
from grader.judge.marking import grade_submission
from grader.model import Isolation, ProblemResult, Report
from grader.parallel import Failure
from grader.problem import TOTAL_POINTS
from grader.sandbox import Sandbox
from grader.submission import intake
from grader.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course.results import Results
    from grader.course.rubric import Rubric
    from grader.judge.setting import Setting
    from grader.submission import Submission

Listener = Callable[[Report], None]

_SEED_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class Plan:
    """What to grade with: everything, submissions aside, that a report depends on."""

    rubric: Rubric
    seed: int
    isolation: Isolation
    missing: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """The plan as plain data, for `run.json`."""
        return {
            "seed": self.seed,
            "isolation": str(self.isolation),
            "missing": list(self.missing),
            "versions": versions(),
            "banks": [str(root.problems.parent) for root in self.rubric.roots],
            "problems": [asdict(part) for part in self.rubric.parts],
        }


class Bench:
    """What one process grades with: a sandbox, and exercises that stay ready. Close it."""

    def __init__(self, rubric: Rubric, seed: int) -> None:
        self.seed = seed
        self.sandbox = Sandbox()
        self.sandbox.start()
        self.exercises = rubric.exercises()
        self.settings: dict[str, Setting] = {}

    def grade(self, submission: Submission) -> Report:
        """The report on one submission."""
        return grade_submission(
            submission,
            self.exercises,
            sandbox=self.sandbox,
            seed=self.seed,
            settings=self.settings,
        )

    def close(self) -> None:
        """Ends the sandbox."""
        self.sandbox.close()


@functools.lru_cache(maxsize=1)  # for as long as the process lives
def _bench(rubric: Rubric, seed: int) -> Bench:
    return Bench(rubric, seed)


def _grade(rubric: Rubric, seed: int, submission: Submission) -> Report:
    return _bench(rubric, seed).grade(submission)


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
        "hypothesis": metadata.version("hypothesis"),
    }


def grade_all(
    submissions: Sequence[Submission],
    plan: Plan,
    *,
    jobs: int = 1,
    results: Results | None = None,
    listener: Listener | None = None,
) -> list[Report]:
    """The reports, in the order of the submissions; `listener` hears of each as it is finished.

    With `results` they are kept there as they are finished, and those that are there already,
    made of the same things, are not made again. However it ends, what was finished is kept, and
    the gradebook tells it.
    """
    prints = {one.name: fingerprint(one, plan) for one in submissions}
    done: dict[str, Report] = {}
    if results is not None:
        results.write_run(plan.described())
        kept = ((one.name, results.finished(one.name, prints[one.name])) for one in submissions)
        done |= {name: report for name, report in kept if report is not None}
    for report in done.values():
        _tell(listener, report)
    pending = [one for one in submissions if one.name not in done]
    graded = contextlib.closing(_graded(pending, plan, jobs))
    with _booked(results, done, plan), _stoppable(), graded as finished:
        for name, report in finished:
            if results is not None:
                results.keep(name, report, prints[name])
            done[name] = report
            _tell(listener, report)
    return [done[one.name] for one in submissions]


def _tell(listener: Listener | None, report: Report) -> None:
    if listener is not None:
        listener(report)


@contextlib.contextmanager
def _booked(results: Results | None, done: Mapping[str, Report], plan: Plan) -> Iterator[None]:
    """Writes the gradebook of what is done in the end, whatever the end is."""

    def write() -> None:
        if results is not None:
            names = [part.name for part in plan.rubric.parts]
            results.write_grades(gradebook.render(done.values(), names))

    try:
        yield
    except BaseException:
        # On a disk that is full the gradebook fails as the report before it did.
        with contextlib.suppress(Fault):
            write()
        raise
    write()


def _graded(
    pending: Sequence[Submission], plan: Plan, jobs: int
) -> Generator[tuple[str, Report], None, None]:
    for submission, report in _run(pending, plan, min(jobs, len(pending))):
        if isinstance(report, Failure):
            yield submission.name, ungraded(submission.name, plan, report.reason)
        else:
            yield submission.name, report


def _run(
    pending: Sequence[Submission], plan: Plan, jobs: int
) -> Generator[tuple[Submission, Report | Failure], None, None]:
    if jobs > 1:
        function = functools.partial(_grade, plan.rubric, plan.seed)
        yield from parallel.side_by_side(function, pending, jobs)
    elif pending:
        with contextlib.closing(Bench(plan.rubric, plan.seed)) as bench:
            yield from parallel.in_turn(bench.grade, pending)


def ungraded(name: str, plan: Plan, reason: str) -> Report:
    """The report on a submission that the grader failed to grade: no score, at no cost."""
    problems = tuple(
        ProblemResult(part.name, part.name, None, None, TOTAL_POINTS, fault=reason)
        for part in plan.rubric.parts
    )
    return Report(
        submission=name,
        seed=plan.seed,
        isolation=plan.isolation,
        score=None,
        max_score=sum(part.weight * TOTAL_POINTS for part in plan.rubric.parts),
        problems=problems,
        missing=plan.missing,
    )


def fingerprint(submission: Submission, plan: Plan) -> str:
    """Changes whenever something changes on which the submission's report depends."""
    parts = [submission.name, submission.error, *_contents(submission.path)]
    made_of = (plan.seed, plan.isolation, plan.rubric.parts, sorted(versions().items()))
    return key(*parts, repr(made_of))


def _contents(path: Path) -> Iterator[bytes | str]:
    try:
        for file in intake.files(path):
            yield file.name
            try:
                yield file.read()
            except SubmissionError as error:
                yield error.message
    except SubmissionError as error:
        yield error.message


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
