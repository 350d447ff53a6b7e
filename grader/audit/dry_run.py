"""A program before the checks of an exercise: judged as on trial, but nothing is shrunk or told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, Self

from grader.judge.checks import PASSED, Evidence
from grader.judge.credit import CREDIT, hardly_right, mostly_right
from grader.judge.laws import HOLDS
from grader.judge.promises import size_of
from grader.model import (
    Answer,
    Call,
    Limits,
    Loaded,
    Outcome,
    Program,
    Raised,
    Refused,
    Reply,
    Stopped,
)
from grader.problem import PROMISE, PURITY, PURITY_POINTS, TOTAL_POINTS, WHOLE, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox

FEWEST: Final = 3
FEW: Final = 12
"""With so many examples of each domain many wrong programs are found out, and then most."""

LIGHT_BYTES: Final = 20_000
"""Inputs, or answers, beyond this are looked at only where it matters."""

FINE: Final = frozenset({Outcome.PASSED, Outcome.SKIPPED})


def ordered(setting: Setting) -> list[Check]:
    """The checks, the one that tells most for the least work first: agreement, public, hidden."""
    return sorted(setting.problem.checks, key=lambda check: (check.kind != "agrees", check.hidden))


def ordinary(setting: Setting) -> list[str]:
    """The domains whose answers must keep the promise before hidden checks are tried."""
    public = [check for check in setting.problem.checks if not check.hidden]
    raising = {name for check in public if check.kind == "raises" for name in check.over}
    names = (name for check in public if check.kind != "raises" for name in check.over)
    return list(dict.fromkeys(name for name in names if name not in raising))


def _light(example: Example) -> bool:
    """Whether neither what is asked nor what is answered is long."""
    size = 8 * size_of(example.right.value) if isinstance(example.right, Answer) else 0
    return max(len(example.arguments), size) <= LIGHT_BYTES


class Lent(Protocol):
    """What a program runs in: a worker, or this process where the program is trusted."""

    @property
    def loaded(self) -> Loaded | Refused:
        """What became of the program."""
        ...

    def load(self, program: Program) -> None:
        """Loads another program instead."""
        ...

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


@dataclass
class DryRun:
    """Asks lazily, domain by domain, and remembers what came out. A worker that is `lent` loads the
    program, and stays open.
    """

    setting: Setting
    program: Program
    sandbox: Sandbox
    limits: Limits | None = None
    examples: Mapping[str, Sequence[Example]] | None = None
    lent: Lent | None = None
    _evidence: dict[str, Evidence] = field(default_factory=dict)
    _outcomes: dict[str, Outcome] = field(default_factory=dict)

    worker: Lent = field(init=False)

    def __enter__(self) -> Self:
        if self.lent is None:
            self.worker = self.sandbox.worker(self.program, self.limits or self.setting.limits)
        else:
            self.worker = self.lent
            self.worker.load(self.program)
        return self

    def __exit__(self, *_: object) -> None:
        if self.worker is not self.lent:
            self.worker.close()

    @property
    def refused(self) -> bool:
        """Whether the program cannot be run at all."""
        return isinstance(self.worker.loaded, Refused)

    def move(self, setting: Setting, most: int | None = None) -> None:
        """From now on examples of another setting of the exercise count, the first `most` of each
        domain or all; the program is loaded anew, so that it remembers nothing.
        """
        self.setting = setting
        self.worker.load(self.program)
        self.narrowed(most)

    def narrowed(self, most: int | None, *, light: bool = False) -> None:
        """From now on only the first `most` examples of each domain count, all without it, and of
        these perhaps only the `light` ones. The very fewest are none of a domain in other forms,
        whose examples are long.
        """
        domains = self.setting.examples.domains
        left_out = {n for n, one in self.setting.domains.items() if one.forms and most == FEWEST}
        self.examples = {
            name: () if name in left_out else some[:most] for name, some in domains.items()
        }
        if light:
            self.examples = {n: [*filter(_light, some)] for n, some in self.examples.items()}
        self._evidence.clear()
        self._outcomes.clear()

    def evidence(self, name: str) -> Evidence:
        """The replies on a domain, which is asked once."""
        if name not in self._evidence:
            setting = self.setting
            examples = (self.examples or setting.examples.domains)[name]
            domain = setting.domains[name]
            self._evidence[name] = setting.checks.ask(domain, examples, self.worker)
        return self._evidence[name]

    def over(self, check: Check) -> list[Evidence]:
        """The replies that `check` is judged on."""
        return [self.evidence(name) for name in self.setting.checks.over(check)]

    def promise(self) -> bool:
        """Whether all answers are what was promised."""
        return all(self.evidence(name).promise is PASSED for name in ordinary(self.setting))

    def pure(self) -> bool:
        """Whether inputs were left alone, as far as seen."""
        sound = self._sound()
        return bool(sound) and self.setting.checks.purity(sound) is PASSED

    def whole(self) -> bool:
        """Whether integers are integers, and no floats."""
        return not self.setting.checks.whole(self._sound())

    def _sound(self) -> list[Evidence]:
        return [one for one in map(self.evidence, ordinary(self.setting)) if one.promise is PASSED]

    def outcome(self, name: str) -> Outcome:
        """How a check comes out, the automatic ones included."""
        if name not in self._outcomes:
            self._outcomes[name] = self._judged(name)
        return self._outcomes[name]

    def _judged(self, name: str) -> Outcome:
        if name == PROMISE:
            return Outcome.PASSED if self.promise() else Outcome.FAILED
        if name == PURITY:
            return Outcome.PASSED if self.pure() else Outcome.FAILED
        if name == WHOLE:
            return Outcome.PASSED if self.whole() else Outcome.FAILED
        check = next(check for check in self.setting.problem.checks if check.name == name)
        if any(self.outcome(need) is not Outcome.PASSED for need in check.needs):
            return Outcome.SKIPPED
        evidence = self.over(check)
        if check.kind == "raises":
            answers = map(self.evidence, ordinary(self.setting))
            if not any(one.promise is PASSED for one in answers):
                return Outcome.SKIPPED
        elif not check.hidden and any(one.promise is not PASSED for one in evidence):
            return Outcome.SKIPPED
        return self.setting.checks.judge(check, evidence, self.worker).verdict.outcome

    def earns(self, check: Check) -> float:
        """The points of a check, if it passes."""
        return check.points if self.outcome(check.name) is Outcome.PASSED else 0.0

    def score(self) -> float:
        """All points, those for purity included, as far as they count."""
        if self.refused:
            return 0.0
        points = sum(self.earns(check) for check in self.setting.problem.checks)
        points += PURITY_POINTS if self.pure() else 0.0
        problem = self.setting.problem
        evidence = [self.evidence(name) for name in ordinary(self.setting)]
        if points > CREDIT and hardly_right(problem, evidence):
            return CREDIT
        if points < TOTAL_POINTS / 2 and mostly_right(problem, evidence):
            return TOTAL_POINTS / 2
        return points

    def earns_more_than(self, points: float) -> bool:
        """Whether the score is higher; asks no more than it takes to know."""
        if self.refused:
            return False
        within_reach = TOTAL_POINTS - (0.0 if self.pure() else PURITY_POINTS)
        for check in ordered(self.setting):
            within_reach -= check.points - self.earns(check)
            if within_reach <= points:
                return False
        return True

    def passed(self) -> bool:
        """Whether nothing is found wrong."""
        return not self.broken()

    def broken(self) -> str:
        """The first check that does not pass, the automatic ones first; empty if all do."""
        if self.refused:
            return PROMISE
        names = [PROMISE, PURITY, WHOLE, *(check.name for check in self.setting.problem.checks)]
        return next((name for name in names if self.outcome(name) is not Outcome.PASSED), "")

    def convicts(self, check: Check) -> bool:
        """Whether the law of `check` itself, broken promises aside, is broken here."""
        if check.kind == "raises":
            evidence = self.over(check)
            return self.setting.checks.judge(check, evidence, self.worker) is not PASSED
        for one in self.over(check):
            verdicts = self.setting.checks.verdicts(check, one, self.worker, alone=True)
            if verdicts and verdicts[-1] is not HOLDS:
                return True
        return False

    def rejected(self) -> str:
        """The first check that does not pass, empty if none: a few examples first, then all."""
        if self.refused or self._hangs():
            return PROMISE
        for most in (FEWEST, FEW, None):
            self.narrowed(most)
            if name := self.fails():
                return name
        return ""

    def fails(self) -> str:
        """The first check that does not pass on the examples that count, empty if none."""
        for check in ordered(self.setting):
            if self.outcome(check.name) is not Outcome.PASSED:
                return check.name
        if not self.promise():
            return PROMISE
        if not self.whole():
            return WHOLE
        return "" if self.pure() else PURITY

    def speaks_up(self) -> bool:
        """Whether a probe that raises `SystemError` does so on some example: a few first."""
        return self.refused or any(
            isinstance(reply, Raised) and reply.kind == "SystemError"
            for most in (FEWEST, None)
            for reply in self._replies(most)
        )

    def _replies(self, most: int | None) -> Iterator[Reply]:
        self.narrowed(most)
        for name in self.setting.domains:
            yield from self.evidence(name).replies

    def _hangs(self) -> bool:
        self.narrowed(1)
        (first, *_) = self.setting.problem.given
        return any(isinstance(reply, Stopped) for reply in self.evidence(first.name).replies)
