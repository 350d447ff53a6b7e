"""Right answers pass and wrong ones fail: the programs that an exercise brings itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.auditing import wrapping
from grader.auditing.findings import WARNING, Item
from grader.auditing.hearing import FEW, FINE, Hearing
from grader.grading import try_program
from grader.judge.setting import Setting, program_of
from grader.model import Outcome, ProblemResult, Program
from grader.problem import AGAIN, TOTAL_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.auditing.site import Site
    from grader.exercise.solution import Mistake, Solution
    from grader.sandbox import Sandbox

BUDGET_S: Final = 5.0
"""What one trial of a right answer may cost, in CPU seconds of judge and worker."""

LAZY_SHARE: Final = 0.2
"""Answers without a thought may earn this share of the points."""


@dataclass(frozen=True)
class Proofs:
    """One exercise, made ready for each seed."""

    settings: Sequence[Setting]
    sandbox: Sandbox
    site: Site

    @property
    def first(self) -> Setting:
        return self.settings[0]

    @property
    def solution(self) -> Solution:
        solution = self.first.exercise.solution
        assert solution is not None
        return solution

    def tried(self, setting: Setting, program: Program) -> ProblemResult:
        """A whole trial, as a student's program gets it."""
        return try_program(setting, program, sandbox=self.sandbox)

    def stub(self) -> Iterator[Item]:
        """The stub is not attempted and earns nothing, also when nobody knows it for the stub."""
        program = program_of(self.first.problem, self.first.problem.stub)
        for one in (program, replace(program, stub="")):
            result = self.tried(self.first, one)
            if result.outcome is not Outcome.NOT_ATTEMPTED or result.score:
                reason = f"the stub is {result.outcome} with {result.score:g} points"
                yield self.site.public(("stub",), f"{reason}; it must be not_attempted with 0")
                return

    def reference(self) -> Iterator[Item]:
        """The reference has full marks under every seed."""
        for setting in self.settings:
            result = self.tried(setting, self.solution.reference)
            yield from self._short(result, "the reference", self._reference, setting.seed)

    @property
    def _reference(self) -> str:
        return self.first.problem.asks[0]

    def cost(self) -> tuple[float, list[Item]]:
        """What a trial of the reference takes, and whether that is too much."""
        before = _cpu()
        self.tried(self.first, self.solution.reference)
        took = _cpu() - before
        if took <= BUDGET_S:
            return took, []
        reason = f"one trial of the reference takes {took:.1f} s of CPU, more than {BUDGET_S:g}"
        return took, [self.site.hidden(self._reference, reason, level=WARNING)]

    def alternatives(self) -> Iterator[Item]:
        """Other right answers have full marks under every seed."""
        for other in self.solution.solutions:
            for setting in self.settings:
                result = self.tried(setting, other.program)
                who = f"the solution {other.name}"
                yield from self._short(result, who, other.name, setting.seed)

    def _short(self, result: ProblemResult, who: str, where: str, seed: int) -> Iterator[Item]:
        if result.outcome is Outcome.PASSED and result.score == result.max_score:
            return
        broken = next((c for c in result.checks if c.outcome not in FINE), None)
        reason = f"{who} has {result.score or 0:g} of {result.max_score:g} points with seed {seed}"
        detail = ""
        if broken is not None:
            reason += f": {broken.outcome} {broken.name!r}"
            detail = broken.private or broken.message
        yield self.site.hidden(where, reason, detail)

    def mistakes(self) -> Iterator[Item]:
        """Every mistake loses points by the check that it names, under every seed."""
        for mistake in self.solution.mistakes:
            escapes = [s for s in self.settings if not self._caught(mistake, s)]
            if escapes:
                seeds = ", ".join(str(setting.seed) for setting in escapes)
                reason = f"{mistake.name} is not caught by {mistake.caught_by!r} with seed {seeds}"
                yield self.site.hidden(
                    mistake.name, reason, self._fate(mistake.program, escapes[0])
                )

    def _caught(self, mistake: Mistake, setting: Setting) -> bool:
        if mistake.caught_by == AGAIN:
            checks = self.tried(setting, mistake.program).checks
            return any(c.name == AGAIN and c.outcome not in FINE for c in checks)
        with Hearing(setting, mistake.program, self.sandbox) as hearing:
            if hearing.refused:
                return True
            if setting is not self.first:  # where all examples count, a few of another seed do
                hearing.narrowed(FEW)
                if hearing.outcome(mistake.caught_by) not in FINE:
                    return True
                hearing.narrowed(None)
            return hearing.outcome(mistake.caught_by) not in FINE

    def _fate(self, program: Program, setting: Setting) -> str:
        """By which checks a program fails instead."""
        checks = self.tried(setting, program).checks
        found = [c.name for c in checks if c.outcome not in FINE]
        names = ", ".join(map(repr, found))
        return f"it fails {names} instead" if found else "it passes everything"

    def lazy(self) -> Iterator[Item]:
        """Answers without a thought earn next to nothing."""
        programs = {
            f"answering {name} earns": wrapping.lazy(self.first, answer)
            for name, answer in wrapping.ANSWERS.items()
        }
        for error in wrapping.raised(self.first):
            programs[f"always raising {error} earns"] = wrapping.raising(self.first, error)
        worst, words = 0.0, ""
        for name, program in programs.items():
            with Hearing(self.first, program, self.sandbox) as hearing:
                # What fails on a few examples fails on all.
                hearing.narrowed(FEW)
                if hearing.score() <= LAZY_SHARE * TOTAL_POINTS:
                    continue
                hearing.narrowed(None)
                score = hearing.score()
                if score > worst:
                    passed = [
                        check.name for check in self.first.problem.checks if hearing.earns(check)
                    ]
                    worst, words = score, f"{name} {score:g} of {TOTAL_POINTS} points"
                    words += f", by {', '.join(map(repr, passed))}"
        if worst > LAZY_SHARE * TOTAL_POINTS:
            yield self.site.public(("checks",), words)

    def rewritten(self) -> Iterator[Item]:
        """The reference answers alike whatever the layout of its arrays."""
        if not self._agrees(*wrapping.LAYOUTS):
            for kind in wrapping.LAYOUTS:
                if not self._agrees(kind):
                    yield self._differs(f"arrays {kind}")
        if "lists" in self.first.problem.accepts and not self._agrees(wrapping.LISTS):
            yield self._differs("lists instead of arrays")

    def _differs(self, what: str) -> Item:
        reason = f"the reference does not agree with itself on {what}"
        return self.site.hidden(self._reference, reason)

    def _agrees(self, *kinds: str) -> bool:
        program = wrapping.rewriting(self.first, *kinds)
        checks = self.first.problem.checks
        agreement = [check for check in checks if check.kind == "agrees"] or checks
        with Hearing(self.first, program, self.sandbox) as hearing:
            return not hearing.refused and all(
                hearing.outcome(check.name) is Outcome.PASSED for check in agreement
            )


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
