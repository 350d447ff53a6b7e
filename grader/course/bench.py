"""What one process of several grades with, and what it has the others know."""

from __future__ import annotations

import functools
from collections.abc import Container, Hashable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from grader import interpreter, parallel
from grader.course import retrial
from grader.errors import Fault
from grader.grading import prepared
from grader.grading.kept import learn
from grader.grading.marking import goes_through, grade_submission
from grader.judge import budget
from grader.judge.setting import Setting
from grader.parallel import Failure
from grader.sandbox import Sandbox

if TYPE_CHECKING:
    from grader.course.plan import Plan
    from grader.course.retrial import Work
    from grader.grading.kept import Known
    from grader.model import ProblemResult


class Done(NamedTuple):
    """What came of work: results, and what is known of programs that was not, by problem."""

    results: tuple[ProblemResult, ...]
    learned: Mapping[str, Known]


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

    def grade(self, work: Work) -> Done:
        """The results of these problems; raises `Fault` where submissions are held back by less
        than the plan says.
        """
        for name, some in work.known:
            learn(self.settings[name].known, some)
        before = {name: set(self.settings[name].known) for name in work.problems}
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
        return Done(report.problems, dict(self._learned(before)))

    def _learned(self, before: Mapping[str, Container[Hashable]]) -> Iterator[tuple[str, Known]]:
        for name, known in before.items():
            all_known = self.settings[name].known
            if more := {key: all_known[key] for key in all_known if key not in known}:
                yield name, more

    def rehearse(self, problem: str) -> None:
        """Judges the reference in conditions as any program's; raises `Fault` if that fails."""
        if not goes_through(self.settings[problem], self.sandbox):
            raise Fault("the judge died, and cannot judge the reference's own answers either")
        budget.rehearse()


@functools.lru_cache(maxsize=1)  # for as long as the process lives
def _bench(plan: Plan, memory_bytes: int = budget.MEMORY_BYTES) -> Bench:
    return Bench(plan, memory_bytes)


def grade(plan: Plan, work: Work) -> Done:
    """What comes of work in this process."""
    return _bench(plan).grade(work)


def grade_again(plan: Plan, work: Work) -> tuple[ProblemResult, ...]:
    """The results of work in the middle of which a judge died, as `retrial` asks for them."""
    bench = _bench(plan, retrial.MEMORY_BYTES)
    for problem in work.problems:
        bench.rehearse(problem)
    parallel.tell(retrial.READY)
    return bench.grade(work).results


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
