"""The typical mistakes before the checks: each is caught by the check that it names, and no two are
twins, with the same wrong answers, since then nobody can tell which of them was made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.audit.dry_run import FEW, FINE, LIGHT_BYTES, DryRun
from grader.audit.findings import WARNING, Item
from grader.grading.grading import try_program
from grader.judge.likeness import alike
from grader.problem import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.audit.halves import Halves
    from grader.audit.idle import Idle
    from grader.audit.proofs import Proofs
    from grader.exercise.solution import Mistake
    from grader.judge.deviation import Replies
    from grader.judge.setting import Setting
    from grader.model import Reply
    from grader.sandbox import Sandbox


@dataclass
class Mistakes:
    """The mistakes of one exercise; `idle` checks are tried on each."""

    proofs: Proofs
    idle: Idle
    earlier: list[tuple[Mistake, Replies]] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """What is wrong with the mistakes, each of which is asked but once."""
        first, *others = self.proofs.settings
        for mistake in self.proofs.solution.mistakes:
            with self.proofs.dry_run(mistake.program) as dry:
                escapes = [] if caught(mistake, dry) else [first]
                if not dry.refused:
                    self.idle.meet(dry, mistake.caught_by)
                    yield from self._twin(mistake, dry)
                for setting in others:
                    dry.move(setting, FEW)  # what fails on a few examples fails on all
                    if not caught(mistake, dry):
                        dry.move(setting)
                        escapes += [] if caught(mistake, dry) else [setting]
            if escapes:
                yield escaped(mistake, escapes, self.proofs.sandbox, self.proofs.halves)

    def rest(self) -> None:
        """Tries checks that are idle still on every mistake, whatever it names."""
        for mistake in self.proofs.solution.mistakes:
            if self.idle.checks:
                with self.proofs.dry_run(mistake.program) as dry:
                    self.idle.meet(dry)

    def _twin(self, mistake: Mistake, dry: DryRun) -> Iterator[Item]:
        """An earlier mistake with the same answers: a few tell most apart."""
        few = _replies(dry, FEW, LIGHT_BYTES)
        suspects = [other for other, told in self.earlier if _same(dry.setting, few, told)]
        right = {
            name: [example.right for example in some]
            for name, some in dry.setting.examples.domains.items()
        }
        self.earlier.append((mistake, few))
        if not suspects and not _same(dry.setting, few, right):
            return
        replies = _replies(dry)
        if _same(dry.setting, replies, right):
            self.earlier.pop()  # it shows only in what laws ask
            return
        for other in suspects:
            with DryRun(dry.setting, other.program, self.proofs.sandbox) as earlier:
                if _same(dry.setting, replies, _replies(earlier)):
                    reason = (
                        f"{mistake.name} answers every example as {other.name} does, so it is"
                        " never diagnosed; merge the two, or draw examples that tell them apart"
                    )
                    yield self.proofs.halves.hidden(mistake.name, reason, level=WARNING)
                    return


def caught(mistake: Mistake, dry: DryRun) -> bool:
    """Whether the check that a mistake names rejects it."""
    if mistake.caught_by == AGAIN:
        checks = try_program(dry.setting, mistake.program, sandbox=dry.sandbox).checks
        return any(c.name == AGAIN and c.outcome not in FINE for c in checks)
    return dry.refused or dry.outcome(mistake.caught_by) not in FINE


def escaped(
    mistake: Mistake, settings: Sequence[Setting], sandbox: Sandbox, halves: Halves
) -> Item:
    """A mistake that its check does not catch in these settings, and what becomes of it there."""
    seeds = ", ".join(str(setting.seed) for setting in settings)
    reason = f"{mistake.name} is not caught by {mistake.caught_by!r} with seed {seeds}"
    checks = try_program(settings[0], mistake.program, sandbox=sandbox).checks
    names = ", ".join(repr(c.name) for c in checks if c.outcome not in FINE)
    fate = f"it fails {names} instead" if names else "it passes everything"
    return halves.hidden(mistake.name, reason, fate)


def _replies(dry: DryRun, most: int | None = None, light: float = math.inf) -> Replies:
    """The replies to the first examples of domains whose inputs take at most `light` bytes."""
    dry.narrowed(most)
    return {
        name: dry.evidence(name).replies
        for name, examples in dry.setting.examples.domains.items()
        if max(len(example.arguments) for example in examples) <= light
    }


def _same(setting: Setting, one: Replies, other: Mapping[str, Sequence[Reply | None]]) -> bool:
    """Whether replies are alike, as far as there are any of both."""
    return all(
        b is None or alike(setting.problem, a, b)
        for name, replies in one.items()
        for a, b in zip(replies, other.get(name, ()), strict=False)
    )
