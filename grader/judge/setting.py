"""An exercise made ready to be graded: its reference, its examples, its compiled checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grader.judge.checks import Checks
from grader.judge.examples import Examples, example_of, key_of, load_examples
from grader.judge.reference import Reference
from grader.model import Limits, Program, Reply

if TYPE_CHECKING:
    from grader.exercise.solution import Solution
    from grader.problem import Check, Domain, Problem

CPU_FACTOR: Final = 50
"""A call may take this many times the reference's slowest, if that is more than the limit."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What to grade: both halves of an exercise, or the public one where a copy has no other."""

    problem: Problem
    solution: Solution | None = None
    weight: float = 1.0


def program_of(problem: Problem, source: str) -> Program:
    """A submission's source as the program that this exercise asks for."""
    return Program(
        name=problem.name,
        source=source,
        asks={name: name for name in problem.asks},
        entry=problem.entry.name,
        parameters=tuple(p.name for p in problem.entry.parameters),
        support=problem.support,
        forbid=problem.forbid,
        stub=problem.stub,
    )


@dataclass
class Setting:
    """An exercise made ready to grade for one seed; serves any number of submissions."""

    exercise: Exercise
    seed: int
    given: Mapping[str, Any] | None = None
    mistaken: dict[str, Mapping[str, Sequence[Reply]]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        return self.exercise.problem

    @cached_property
    def reference(self) -> Reference:
        return Reference(self.problem, self.exercise.solution)

    @cached_property
    def checks(self) -> Checks:
        return Checks(self.problem, self.exercise.solution, self.reference)

    @cached_property
    def examples(self) -> Examples:
        if self.given is None:
            return load_examples(self.problem, self.exercise.solution, self.reference, self.seed)
        values = dict(self.given)
        domain = values.pop("in")
        return Examples({domain: (example_of(self.problem, values, self.reference),)})

    @cached_property
    def limits(self) -> Limits:
        limits = self.problem.limits
        return replace(limits, cpu_s=max(limits.cpu_s, CPU_FACTOR * self.examples.slowest_s))

    @cached_property
    def domains(self) -> dict[str, Domain]:
        hidden = self.exercise.solution.domains if self.exercise.solution is not None else ()
        return {domain.name: domain for domain in (*self.problem.given, *hidden)}

    def key(self, *what: str) -> str:
        """The name in the cache of something that follows from this setting."""
        return key_of(self.problem, self.exercise.solution, self.seed, *what)

    def possible(self, check: Check) -> bool:
        """Whether this copy can judge the check: hidden and agreeing ones need the hidden half."""
        if check.kind in ("agrees", "python") and not self.reference.known:
            return False
        return self.given is None or (
            not check.hidden and any(name in self.examples.domains for name in check.over)
        )
