"""An exercise made ready to be graded: its reference, its examples, its compiled checks."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grader.judge.checks import Checks
from grader.judge.examples import Examples, example_of, fresh_examples, key_of, load_examples
from grader.judge.laws import Known
from grader.judge.precedent import Precedents
from grader.judge.recording import Recording
from grader.judge.recording import beside as recorded_beside
from grader.judge.reference import Reference
from grader.judge.replay import EARLIER
from grader.judge.single import Closeness
from grader.judge.small import SmallExamples
from grader.model import (
    FOR_NOTHING,
    Call,
    Feedback,
    Limits,
    Misnamed,
    ProblemResult,
    Program,
    Reply,
)
from grader.submission import Naming, Source

if TYPE_CHECKING:
    from grader.exercise.bank import Bank
    from grader.exercise.solution import Solution
    from grader.judge.deviation import Deviations
    from grader.judge.pattern import Pattern
    from grader.problem import Check, Domain, Problem

CPU_FACTOR: Final = 50
"""A call may take this many times the reference's slowest, if that is more than the limit."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What to grade: both halves of an exercise, or the public one where a copy has no other, with
    what was recorded of the hidden one. `naming` says how its names are found among others, and
    `misnamed` what another name costs.
    """

    problem: Problem
    solution: Solution | None = None
    recording: Recording | None = None
    feedback: Feedback = Feedback.LINE
    naming: Naming | None = None
    misnamed: Misnamed = FOR_NOTHING


def exercise_of(bank: Bank, name: str, feedback: Feedback = Feedback.LINE) -> Exercise:
    """The exercise as a bank has it, with what was recorded where its hidden half is missing.

    `UsageError` if nobody vouches for the bank: an exercise is code.
    """
    bank.vouch()
    problem, solution = bank.problem(name), bank.solution(name)
    recording = recorded_beside(bank.path(name)) if solution is None else None
    return Exercise(problem, solution, recording, feedback)


def program_of(problem: Problem, source: Source | str) -> Program:
    """A submission's source as the program that this exercise asks for."""
    if isinstance(source, str):
        source = Source(source)
    cells = tuple((cell.start, cell.wanted, cell.until) for cell in source.cells)
    return Program(
        name=problem.name,
        source=source.text,
        asks={name: source.names.get(name, name) for name in problem.asks},
        entry=problem.entry.name,
        parameters=tuple(p.name for p in problem.entry.parameters),
        support=problem.support,
        forbid=problem.forbid,
        stub=problem.stub,
        cells=cells or ((1, False, 0),),
        modules=source.modules,
        folder=source.folder,
    )


@dataclass
class Setting:
    """An exercise made ready to grade for one seed; serves any number of submissions."""

    exercise: Exercise
    seed: int
    given: Mapping[str, Any] | None = None
    mistaken: dict[str, Mapping[str, Sequence[Reply]]] = field(default_factory=dict)
    deviations: dict[str, Deviations] = field(default_factory=dict)
    patterns: dict[str, Pattern] = field(default_factory=dict)
    families: dict[tuple[str, tuple[Call, ...]], Reply] = field(default_factory=dict)
    """What families of mistakes answered, by the source that was asked and the calls."""
    most: int | None = None
    """Of each domain so many examples count, which are then drawn for this setting alone."""
    sound: bool | None = None
    """Whether the reference's own answers can be judged, once that was tried."""
    known: dict[Hashable, ProblemResult] = field(default_factory=dict)
    """What came of programs that were judged, by all that it hangs on."""
    precedents: Precedents = field(default_factory=Precedents)
    """How the trials of programs went."""
    shortcuts: bool = True
    """Whether what was judged before is not judged again."""
    alone: bool = False
    """Whether one program is judged, for whom somebody waits: mistakes are then asked no more than
    it takes to explain its public answers."""

    def prepare(self) -> None:
        """Makes ready what every program needs, whichever it is."""
        _ = self.checks, self.examples, self.limits, self.domains

    @property
    def problem(self) -> Problem:
        return self.exercise.problem

    @cached_property
    def reference(self) -> Reference:
        return Reference(self.problem, self.exercise.solution)

    @cached_property
    def checks(self) -> Checks:
        what = self.problem, self.exercise.solution, self.reference, self._closeness()
        grain = self.recording.grain if self.recording is not None else {}
        return Checks(*what, self.memo, grain)

    @cached_property
    def memo(self) -> Known | None:
        """What is known of answers, where many programs are asked the same."""
        if not self.shortcuts or self.given is not None or self.most is not None:
            return None
        return Known(itertools.chain.from_iterable(self.examples.domains.values()))

    def _closeness(self) -> Closeness:
        """What was recorded of single precision; of an example that was given, which need be none
        of those recorded, only how wide each check was.
        """
        drawn = self.examples.domains if self.given is None else {}
        found: dict[tuple[str, bytes], float] = {}
        for check, domains in self.recording.closeness.items() if self.recording else ():
            for name, some in domains.items():
                for place, rtol in enumerate(some):
                    which = drawn[name][place].values if name in drawn else b"%d" % place
                    found[check, which] = rtol
        return found

    @cached_property
    def examples(self) -> Examples:
        recording = self.recording
        if self.given is None:
            solution = self.exercise.solution
            what = self.problem, solution, self.reference, self.seed
            drawn = load_examples(*what) if self.most is None else fresh_examples(*what, self.most)
            return (
                replace(drawn, domains={**drawn.domains, **recording.domains})
                if recording
                else drawn
            )
        values = dict(self.given)
        domain, earlier = values.pop("in"), values.pop(EARLIER, None)
        several = [values] if earlier is None else [earlier, values]
        given = [example_of(self.problem, one, self.reference) for one in several]
        return Examples({domain: tuple(map(recording.answered, given) if recording else given)})

    @cached_property
    def small(self) -> SmallExamples:
        """The small examples of the domains, drawn where they are asked for."""
        recorded = self.recording.small if self.recording is not None else {}
        return SmallExamples(self.problem, self.reference, recorded)

    @cached_property
    def recording(self) -> Recording | None:
        """The recorded answers, where there is no reference and they fit this setting."""
        found = self.exercise.recording
        fits = found is not None and (found.digest, found.seed) == (self.problem.digest, self.seed)
        return found if fits and not self.reference.known else None

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

    @property
    def records(self) -> bool:
        """Whether a law may ask what functions among the arguments were called with."""
        solution = self.exercise.solution
        return self.problem.records if solution is None else solution.reference.recorded

    def possible(self, check: Check) -> bool:
        """Whether this copy can judge the check: hidden ones need the hidden half, and agreeing
        ones its answers.
        """
        if check.kind == "python" and not self.reference.known:
            return False
        if self.given is not None and (
            check.hidden or not any(name in self.examples.domains for name in check.over)
        ):
            return False
        return check.kind != "agrees" or all(
            example.right is not None
            for name in check.over
            for example in self.examples.domains.get(name, ())
        )
