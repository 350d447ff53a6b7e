"""How a check came out, as it is kept, and what is told and shown of a failure."""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from grader.errors import Fault, words_of
from grader.judge.budget import TooCostly, share
from grader.judge.checks import arguments_of
from grader.judge.counterexample import AFTER, DEPENDS, Counterexample
from grader.judge.inside import asked_by, misled
from grader.judge.laws import HOLDS, Verdict
from grader.judge.overflow import wrapped_around
from grader.judge.replay import EARLIER
from grader.judge.shown import Calls, calls_of, made_by, where
from grader.law.beside import beside
from grader.law.calls import Asked, Sides, Told
from grader.model import Answer, Call, Caller, CheckResult, Outcome
from grader.problem import PROMISE, PURITY, Check
from grader.values import notation

if TYPE_CHECKING:
    from grader.judge.setting import Setting


ENDED: Final = frozenset({Outcome.FAILED, Outcome.ERRORED})
"""How a check fails whose calls came to an end."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A public check that failed on a counterexample; `caller` is the program."""

    setting: Setting
    caller: Caller
    check: Check
    found: Counterexample

    def result(self, kind: str = "") -> CheckResult:
        """As a result: message, what `kind` of difference it is where that is known, or else a
        tutor's tip, example and how to see it again.
        """
        problem, check, found = self.setting.problem, self.check, self.found
        verdict, told = found.verdict, found.verdict.told
        names = found.example.names(self.setting.reference.support)
        plain = {"in": found.domain, **{n: notation.to_plain(value) for n, value in names.items()}}
        again = f"grader check {problem.name} --example"
        if found.earlier is not None:
            before = found.earlier.example.names(self.setting.reference.support)
            plain[EARLIER] = notation.to_plain(before)
        block, calls = list[str](), Calls((), [])
        with explaining():
            block = beside(told.sides) if told.sides is not None else []
        with explaining():
            calls = self._calls(gave=not block and check.name != PROMISE)
        labels = _labels(told.sides)
        if check.name == PROMISE and verdict.outcome in ENDED:
            with explaining():
                told = self._behind() or told
        if verdict.outcome is Outcome.ERRORED and not told.text:
            with explaining():
                told = told._replace(text=self._by_the_driver())
        lines = calls.lines
        text = told.text or verdict.message
        lines += block or [text]
        ours = labels if block else _ours(text) if verdict.outcome is Outcome.ERRORED else text
        if named := where(problem, names, ours):
            lines.append(f"  where {named}")
        if not any(problem.entry.name in line for line in calls.lines):
            lines += made_by(problem, ours)
        kind = told.tip or kind or self._wrapped(told.sides)
        if not found.alone and check.name != PURITY:
            kind = DEPENDS if found.earlier is None else AFTER
        lines += [text for text in (kind, check.advice(told.claim).strip()) if text]
        flag = f"the law raised {words_of(verdict.fault)}" if verdict.fault is not None else ""
        return replace(
            result_of(check.name, check.points, verdict),
            message="\n".join(lines),
            example=plain,
            replay=f"{again} {shlex.quote(json.dumps(plain))}" if found.again else "",
            private=flag,
            calls=calls.shown,
            kind=kind,
        )

    def _calls(self, *, gave: bool) -> Calls:
        """The calls that it is about."""
        verdict, reply = self.found.verdict, self.found.reply
        asked = self.setting.problem, self.setting.reference.support, Asked(self._call, reply)
        if verdict.outcome not in ENDED:
            return calls_of(*asked, verdict, gave=False)
        gave = gave and isinstance(reply, Answer) and verdict.outcome is Outcome.FAILED
        right = getattr(self.found.example.right, "value", None)
        calls = calls_of(*asked, verdict, gave=gave, inside=self._inside, right=right)
        if self.found.earlier is None:
            return calls
        example, answer, _ = self.found.earlier
        first = Asked(Call(self.setting.problem.entry.name, example.arguments), answer)
        before = calls_of(*asked[:2], first, HOLDS, gave=True)
        return Calls((*before.shown, *calls.shown), [*before.lines, *calls.lines])

    @property
    def _call(self) -> Call:
        return Call(self.setting.problem.entry.name, self.found.example.arguments)

    def _inside(self, call: Call) -> tuple[Asked, ...]:
        """The calls of the student's own functions behind a driver's."""
        support = self.setting.reference.support
        return asked_by(self.setting.problem, call, support, self.caller)

    def _by_the_driver(self) -> str:
        """What is said of an exception that a driver raised, who was answered whatever it asked."""
        inside = self._inside(self._call)
        if not inside or not all(isinstance(one.reply, Answer) for one in inside):
            return ""
        driver = self.setting.problem.entry.name
        return self.found.verdict.message.replace("your code raised", f"{driver} raised", 1)

    def _wrapped(self, sides: Sides | None) -> str:
        """What is said where small integers overflowed."""
        if sides is None or self.check.kind != "agrees":
            return ""
        with explaining():
            args, kwargs = arguments_of(self._call, self.setting.reference.support)
            return wrapped_around([*args, *kwargs.values()], sides)
        return ""

    def _behind(self) -> Told | None:
        """What is wrong with the student's own answer, where the promise is that of a driver."""
        local = self.setting.reference.local
        return misled(self._inside(self._call), local) if local is not None else None


def _ours(text: str) -> str:
    """What is said of an exception without what it says itself, in words that mean other things."""
    before, raised, _ = text.partition(" raised ")
    return before if raised else text


def _labels(sides: Sides | None) -> str:
    return f"{sides.left} {sides.right}" if sides is not None else ""


@contextlib.contextmanager
def explaining() -> Iterator[None]:
    """What goes wrong inside, or takes too long, leaves a verdict with less said about it."""
    try:
        with share():
            yield
    except Fault:
        raise
    except (Exception, TooCostly):  # noqa: BLE001 - answers are hostile, and explaining is extra
        return


def needing(unmet: Sequence[str]) -> str:
    """Why a check was not tried, which needs these."""
    return f"not tried, since it needs: {', '.join(unmet)}"


def automatic(name: str, points: float) -> Check:
    """A check that every exercise has."""
    return Check(name, "holds", points, ())


def result_of(name: str, points: float, verdict: Verdict, *, hidden: bool = False) -> CheckResult:
    """What is kept of a verdict."""
    earned = float(points) if verdict.outcome is Outcome.PASSED else 0.0
    return CheckResult(
        name, hidden, float(points), earned, verdict.outcome, verdict.message, line=verdict.line
    )
