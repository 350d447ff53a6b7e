"""The typical mistakes before the checks: each is caught by the check that it names, and no two are
twins, with the same wrong answers, since then nobody can tell which of them was made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.auditing.findings import WARNING, Item
from grader.auditing.hearing import FEW, FINE, Hearing
from grader.judge.likeness import alike
from grader.problem import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.auditing.idle import Idle
    from grader.auditing.proofs import Proofs
    from grader.exercise.solution import Mistake
    from grader.judge.deviation import Replies
    from grader.judge.setting import Setting
    from grader.model import Program, Reply


@dataclass
class Mistaken:
    """The mistakes of one exercise; `idle` checks are tried on each."""

    proofs: Proofs
    idle: Idle
    earlier: list[tuple[Mistake, Replies]] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """What is wrong with the mistakes, each of which is asked but once."""
        first, *others = self.proofs.settings
        for mistake in self.proofs.solution.mistakes:
            with Hearing(first, mistake.program, self.proofs.sandbox) as hearing:
                if not hearing.refused:
                    self.idle.meet(hearing, mistake.caught_by)
                    yield from self._twin(mistake, hearing)
                escapes = [] if self._caught(mistake, hearing) else [first]
                for setting in others:
                    hearing.move(setting, FEW)  # what fails on a few examples fails on all
                    if not self._caught(mistake, hearing):
                        hearing.move(setting)
                        escapes += [] if self._caught(mistake, hearing) else [setting]
            if escapes:
                seeds = ", ".join(str(setting.seed) for setting in escapes)
                reason = f"{mistake.name} is not caught by {mistake.caught_by!r} with seed {seeds}"
                fate = self._fate(mistake.program, escapes[0])
                yield self.proofs.site.hidden(mistake.name, reason, fate)

    def rest(self) -> None:
        """Tries checks that are idle still on every mistake, whatever it names."""
        for mistake in self.proofs.solution.mistakes:
            if self.idle.checks:
                with Hearing(self.proofs.first, mistake.program, self.proofs.sandbox) as hearing:
                    self.idle.meet(hearing)

    def _caught(self, mistake: Mistake, hearing: Hearing) -> bool:
        if mistake.caught_by == AGAIN:
            checks = self.proofs.tried(hearing.setting, mistake.program).checks
            return any(c.name == AGAIN and c.outcome not in FINE for c in checks)
        return hearing.refused or hearing.outcome(mistake.caught_by) not in FINE

    def _fate(self, program: Program, setting: Setting) -> str:
        """By which checks a program fails instead."""
        checks = self.proofs.tried(setting, program).checks
        found = [c.name for c in checks if c.outcome not in FINE]
        names = ", ".join(map(repr, found))
        return f"it fails {names} instead" if found else "it passes everything"

    def _twin(self, mistake: Mistake, hearing: Hearing) -> Iterator[Item]:
        setting = hearing.setting
        domains = setting.examples.domains
        right = {name: [example.right for example in some] for name, some in domains.items()}
        replies = {name: hearing.evidence(name).replies for name in domains}
        if _same(setting, replies, right):
            return  # it shows only in what laws ask
        twin = next((other for other, told in self.earlier if _same(setting, replies, told)), None)
        if twin is not None:
            reason = (
                f"{mistake.name} answers every example as {twin.name} does, so it is never"
                " diagnosed; merge the two, or draw examples that tell them apart"
            )
            yield self.proofs.site.hidden(mistake.name, reason, level=WARNING)
        self.earlier.append((mistake, replies))


def _same(setting: Setting, one: Replies, other: Mapping[str, Sequence[Reply | None]]) -> bool:
    return all(
        b is None or alike(setting.problem, a, b)
        for name, replies in one.items()
        for a, b in zip(replies, other[name], strict=True)
    )
