"""Mutants before the checks of an exercise: which are rejected, and which survive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from grader.audit.dry_run import FEW, DryRun
from grader.audit.equivalence import agreeing
from grader.audit.findings import WARNING, Item
from grader.audit.mutants import Mutant, mutants_of
from grader.grading.grading import try_program
from grader.model import Answer, Limits, Outcome, Program
from grader.values.expressions import expression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.audit.idle import Idle
    from grader.audit.proofs import Proofs
    from grader.exercise.solution import Solution
    from grader.judge.setting import Setting
    from grader.sandbox import Worker

CPU_FACTOR: Final = 10
LEAST_CPU_S: Final = 0.2
"""A call of a mutant may take ten times the reference's slowest, and at least this."""

ONE_IN: Final = 10
"""At most one mutant in so many may be declared equivalent (one in any case)."""


REACHED: Final = """

def _probe(*_):
    raise SystemError("reached")
"""
DIFFERS: Final = """

def _probe(old, new, *sides):
    import numpy as np

    value, sides = old(), [np.asarray(side()) for side in sides]
    try:
        other = new()
        size = np.max(np.abs(value), initial=0)
        same = np.shape(value) == np.shape(other) and np.allclose(
            value, other, rtol=0, atol=1e-9 * size, equal_nan=True
        )
    except Exception:
        same = False
    # Whole numbers should have been equal somewhere.
    if not same or (sides and not any(side.dtype.kind == "f" for side in sides)):
        raise SystemError("differs")
    return value
"""


def few_seconds(setting: Setting, slowest_s: float = 0.0) -> Limits:
    """The limits of a wrong program: one that loops need not loop for long. A call of a right one
    takes up to `slowest_s`, or as long as the reference's.
    """
    cpu = max(LEAST_CPU_S, CPU_FACTOR * max(setting.examples.slowest_s, slowest_s))
    return replace(setting.limits, cpu_s=min(cpu, setting.limits.cpu_s))


@dataclass
class MutationTest:
    """The mutants of one exercise on their way; `idle` checks are tried on each."""

    proofs: Proofs
    idle: Idle
    survivors: list[Mutant] = field(default_factory=list)
    lucky: list[tuple[Mutant, list[int]]] = field(default_factory=list)

    @property
    def setting(self) -> Setting:
        return self.proofs.first

    @property
    def solution(self) -> Solution:
        return self.proofs.solution

    def mutants(self) -> tuple[Mutant, ...]:
        """All mutants of the reference."""
        return mutants_of(self.solution.source, self.setting.problem.asks, self._first())

    def _first(self) -> Mapping[str, str]:
        """What the reference answers first, where it can be written down."""
        for name in self.setting.problem.given:
            for example in self.setting.examples.domains[name.name][FEW:]:
                if isinstance(example.right, Answer):
                    return {self.setting.problem.entry.name: expression(example.right.value)}
        return {}

    def program(self, mutant: Mutant) -> Program:
        """The mutant as a program."""
        return replace(self.solution.reference, source=mutant.source)

    def real(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """The mutants but for survivors that change no value anywhere: those are no changes."""
        idle = {m.id for m in self.survivors if m.probe and self._changes_nothing(m)}
        self.survivors = [mutant for mutant in self.survivors if mutant.id not in idle]
        return [mutant for mutant in mutants if mutant.id not in idle]

    def _changes_nothing(self, mutant: Mutant) -> bool:
        reached = self._probed(mutant, REACHED)
        return reached and not self._probed(mutant, DIFFERS)

    def _probed(self, mutant: Mutant, probe: str) -> bool:
        """Whether the probe speaks up on some example."""
        program = replace(self.solution.reference, source=mutant.probe + probe)
        with self.proofs.dry_run(program) as dry:
            return dry.speaks_up()

    def run(self, mutants: Sequence[Mutant], heard: Callable[[], None] = lambda: None) -> int:
        """Judges the mutants; how many are rejected."""
        killed = 0
        reference = self.solution.reference
        limits = few_seconds(self.setting, self.proofs.caller.slowest_s)
        with self.proofs.sandbox.worker(reference, limits) as worker:
            for mutant in mutants:
                program = self.program(mutant)
                rejected = self._rejected(program, worker) or self._fails_on_trial(program)
                killed += rejected or self._rejected_by_luck(mutant)
                heard()
        return killed

    def _rejected(self, program: Program, worker: Worker) -> bool:
        with DryRun(self.setting, program, self.proofs.sandbox, lent=worker) as dry:
            rejected = bool(dry.rejected())
            if rejected and not dry.refused and self.idle.checks:
                dry.narrowed(FEW)
                self.idle.meet(dry)
            return rejected

    def _rejected_by_luck(self, mutant: Mutant) -> bool:
        """Whether other seeds show what the first did not."""
        seeds = []
        for setting in self.proofs.settings[1:]:
            with DryRun(setting, self.program(mutant), self.proofs.sandbox) as dry:
                seeds += [setting.seed] if dry.rejected() else []
        if seeds:
            self.lucky.append((mutant, seeds))
        else:
            self.survivors.append(mutant)
        return bool(seeds)

    def _fails_on_trial(self, program: Program) -> bool:
        """The last word is that of a trial as a student gets it."""
        result = try_program(self.setting, program, sandbox=self.proofs.sandbox)
        return result.outcome is not Outcome.PASSED

    # Survivors -------------------------------------------------------------------------------

    def verdicts(self, mutants: Sequence[Mutant]) -> tuple[int, list[Item]]:
        """How many survivors are excused, and what is wrong with the others and the excuses."""
        halves, items = self.proofs.halves, list[Item]()
        declared = {one.mutant: one for one in self.solution.equivalents}
        surviving = {mutant.id: mutant for mutant in self.survivors}
        for mutant in self.survivors:
            if mutant.id not in declared:
                reason = f"the mutant {mutant.id} survives: {mutant.name}"
                items.append(halves.hidden(mutant.line, reason, mutant.diff))
        for mutant, seeds in self.lucky:
            if mutant.id not in declared:
                shown = ", ".join(map(str, seeds))
                reason = f"the mutant {mutant.id} is rejected by luck, with seed {shown} only"
                words = f"{reason}: {mutant.name}"
                items.append(halves.hidden(mutant.line, words, mutant.diff, WARNING))
        known = {mutant.id for mutant in mutants}
        for one in declared.values():
            if one.mutant not in surviving:
                what = "is rejected by the checks" if one.mutant in known else "does not exist"
                reason = f"equivalent({one.mutant!r}) is stale: the mutant {what}"
                items.append(halves.hidden(one.line, reason))
        excused = [surviving[name] for name in declared if name in surviving]
        differ = agreeing(self.proofs, [(m.id, self.program(m)) for m in excused])
        for name, where in differ.items():
            reason = f"equivalent({name!r}) is false: the mutant differs from the reference"
            items.append(halves.hidden(declared[name].line, f"{reason} {where}"))
        most = max(1, len(mutants) // ONE_IN)
        if len(excused) > most:
            reason = f"{len(excused)} of {len(mutants)} mutants are declared equivalent"
            line = max(one.line for one in declared.values())
            items.append(halves.hidden(line, f"{reason}; at most {most} may be"))
        return len(excused) - len(differ), items
