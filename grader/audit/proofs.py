"""Right answers pass and wrong ones fail: the programs that an exercise brings itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.audit import disguise
from grader.audit.dry_run import FEW, FEWEST, FINE, DryRun
from grader.audit.findings import WARNING, Item
from grader.audit.handed import Handed
from grader.audit.in_process import InProcess
from grader.audit.turned import Known
from grader.grading.grading import try_program
from grader.judge.credit import CREDIT
from grader.judge.setting import Setting, program_of
from grader.model import Answer, Outcome, ProblemResult, Program
from grader.problem import TOTAL_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.audit.halves import Halves
    from grader.exercise.solution import Solution
    from grader.sandbox import Sandbox, Worker

BUDGET_S: Final = 5.0
"""What one trial of a right answer may cost, in CPU seconds of judge and worker."""


@dataclass(frozen=True)
class Proofs:
    """One exercise, made ready for each seed, and a worker for what its author wrote."""

    settings: Sequence[Setting]
    sandbox: Sandbox
    halves: Halves
    worker: Worker

    @property
    def first(self) -> Setting:
        return self.settings[0]

    @property
    def solution(self) -> Solution:
        solution = self.first.exercise.solution
        assert solution is not None
        return solution

    @cached_property
    def caller(self) -> InProcess:
        """What right answers, and those made of them, run in: this very process."""
        return InProcess(self.first.limits.cpu_s)

    def dry_run(self, program: Program) -> DryRun:
        """One of the author's programs, under the first seed. Only one at a time is heard."""
        return DryRun(self.first, program, self.sandbox, lent=self.worker)

    def trusted(self, program: Program, **more: Any) -> DryRun:
        """As `dry_run`, for what does nothing that a right answer would not."""
        return DryRun(self.first, program, self.sandbox, lent=self.caller, **more)

    def tried(self, setting: Setting, program: Program) -> ProblemResult:
        """A whole trial, as a student's program gets it."""
        return try_program(setting, program, sandbox=self.sandbox)

    def rights(self) -> list[tuple[str, str, Program]]:
        """All right answers: who each is, where it stands, and the program."""
        others = [
            (f"the solution {one.name}", one.name, one.program) for one in self.solution.solutions
        ]
        return [("the reference", self._reference, self.solution.reference), *others]

    def stub(self) -> Iterator[Item]:
        """The stub is not attempted and earns nothing, also when nobody knows it for the stub."""
        program = program_of(self.first.problem, self.first.problem.stub)
        for one in (program, replace(program, stub="")):
            result = self.tried(self.first, one)
            if result.outcome is not Outcome.NOT_ATTEMPTED or result.score:
                reason = f"the stub is {result.outcome} with {result.score:g} points"
                yield self.halves.public(("stub",), f"{reason}; it must be not_attempted with 0")
                return

    def reference(self) -> tuple[float, list[Item]]:
        """The reference has full marks under every seed; and what CPU time a trial takes."""
        _ = self.first.examples, self.first.checks  # made ready once, not by every trial
        before = _cpu()
        result = self.tried(self.first, self.solution.reference)
        took = _cpu() - before
        items = [*self._full(self.solution.reference, result, "the reference", self._reference)]
        if took > BUDGET_S:
            text = f"one trial of the reference takes {took:.1f} s of CPU, more than {BUDGET_S:g}"
            items.append(self.halves.hidden(self._reference, text, level=WARNING))
        return took, items

    @property
    def _reference(self) -> str:
        return self.first.problem.asks[0]

    def alternatives(self) -> Iterator[Item]:
        """Other right answers have full marks under every seed."""
        for other in self.solution.solutions:
            result = self.tried(self.first, other.program)
            who = f"the solution {other.name}"
            yield from self._full(other.program, result, who, other.name, FEW)

    def _full(
        self, program: Program, first: ProblemResult, who: str, where: str, most: int | None = None
    ) -> Iterator[Item]:
        """What a right program lacks: in its `first` trial, and then on the first `most` examples,
        or all, of the other seeds.
        """
        yield from shortfall(self.halves, first, who, where, self.first.seed)
        with self.trusted(program) as dry:
            for setting in self.settings[1:]:
                dry.move(setting, most)
                if not dry.passed():
                    result = self.tried(setting, program)
                    yield from shortfall(self.halves, result, who, where, setting.seed)

    def lazy(self) -> Iterator[Item]:
        """Answers without a thought earn no more than what is hardly ever right."""
        programs = {
            f"answering {name} earns": disguise.lazy(self.first, answer)
            for name, answer in disguise.ANSWERS.items()
        }
        for error in disguise.raised(self.first):
            programs[f"always raising {error} earns"] = disguise.raising(self.first, error)
        earned = [(*self._earned(program), name) for name, program in programs.items()]
        score, passed, name = max(earned, key=lambda found: found[0])
        if score > CREDIT:
            text = f"{name} {score:g} of {TOTAL_POINTS} points, by {', '.join(map(repr, passed))}"
            yield self.halves.public(("checks",), text)

    def _earned(self, program: Program) -> tuple[float, list[str]]:
        """The points of a program, and for which checks; none if they are few enough."""
        with self.trusted(program) as dry:
            for most in (FEWEST, FEW, None):  # what fails on a few examples fails on all
                dry.narrowed(most)
                if not dry.earns_more_than(CREDIT):
                    return 0.0, []
            checks = self.first.problem.checks
            return dry.score(), [check.name for check in checks if dry.earns(check)]

    def rewritten(self) -> Iterator[Item]:
        """The reference answers alike whatever the layout of its arrays."""
        if not self._agrees(*disguise.LAYOUTS):
            for kind in disguise.LAYOUTS:
                if not self._agrees(kind):
                    yield self._differs(f"arrays {kind}")
        if "lists" in self.first.problem.accepts and not self._agrees(disguise.LISTS):
            yield self._differs("lists instead of arrays")

    def handed(self) -> Iterator[Item]:
        """Right answers are right in whatever form they come: in single precision, as lists. The
        reference's tell whether long ones are.
        """
        for who, where, program in self.rights():
            light = program is not self.solution.reference
            known = Known(program, self.first.limits.cpu_s)
            answers = self._answers(known)
            for kind in disguise.HANDED:
                names = disguise.outermost(self.first, program, kind)
                if names and not disguise.changes(kind, answers):
                    continue
                other = disguise.handed(self.first, program, kind)
                lent = Handed(known, other, names, disguise.handing(kind))
                with DryRun(self.first, other, self.sandbox, lent=lent) as dry:
                    dry.narrowed(FEW, light=light)
                    if broken := dry.broken():
                        reason = f"{who}, its answers {kind}, fails {broken!r}"
                        yield self.halves.hidden(where, reason)

    def _answers(self, known: Known) -> list[Any]:
        """What a right program answers first."""
        with DryRun(self.first, known.program, self.sandbox, lent=known) as dry:
            dry.narrowed(FEW)
            replies = [reply for name in self.first.domains for reply in dry.evidence(name).replies]
        return [reply.value for reply in replies if isinstance(reply, Answer)]

    def _differs(self, what: str) -> Item:
        reason = f"the reference does not agree with itself on {what}"
        return self.halves.hidden(self._reference, reason)

    def _agrees(self, *kinds: str) -> bool:
        program = disguise.rewriting(self.first, *kinds)
        checks = self.first.problem.checks
        agreement = [check for check in checks if check.kind == "agrees"] or checks
        with self.trusted(program) as dry:
            return not dry.refused and all(
                dry.outcome(check.name) is Outcome.PASSED for check in agreement
            )


def shortfall(
    halves: Halves, result: ProblemResult, who: str, where: str, seed: int
) -> Iterator[Item]:
    """What a right answer lacks to full marks."""
    if result.outcome is Outcome.PASSED and result.score == result.max_score:
        return
    broken = next((c for c in result.checks if c.outcome not in FINE), None)
    reason = f"{who} has {result.score or 0:g} of {result.max_score:g} points with seed {seed}"
    detail = ""
    if broken is not None:
        reason += f": {broken.outcome} {broken.name!r}"
        detail = broken.private or broken.message
    yield halves.hidden(where, reason, detail)


def _cpu() -> float:
    """CPU seconds of this process and of those that it started, as far as the system tells."""
    total = time.process_time()
    try:
        for children in Path("/proc/self/task").glob("*/children"):
            for pid in children.read_text().split():
                stat = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
                total += sum(map(int, stat[11:15])) / 100
    except (OSError, ValueError):
        pass
    return total
