"""Judges checks: what the student's code answered on a domain, against what must hold there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.judge.cases import Cases
from grader.judge.laws import (
    HOLDS,
    NO_SENSE,
    Case,
    Known,
    Law,
    Verdict,
    law_of_claims,
    law_of_function,
    raised,
    run,
    stopped,
)
from grader.judge.motion import Motion
from grader.judge.promises import describe, floats_for_integers, not_far_larger
from grader.judge.recording import Grain
from grader.judge.single import Closeness, SinglePrecision, agreement
from grader.law.calls import Broken
from grader.law.closeness import at_least, close, least_rtol
from grader.law.showing import written
from grader.model import Answer, Call, Caller, Outcome, Raised, Reply, Stopped
from grader.values.families import restore
from grader.values.wire import Packed, WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Solution
    from grader.judge.examples import Example
    from grader.judge.reference import Reference
    from grader.problem import Check, Domain, Problem


class Finding(NamedTuple):
    """How a check came out, and on which example of which domain if it did not pass."""

    verdict: Verdict
    domain: str = ""
    place: int = -1


PASSED = Finding(HOLDS)

NEVER_ANSWERED: Final = frozenset({Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY})
"""How a call comes out that took all of its time or memory."""


@dataclass
class Evidence:
    """The replies of the student's code on a domain's examples."""

    domain: Domain
    examples: Sequence[Example]
    replies: Sequence[Reply]
    cases: Cases
    memo: Known | None = None

    @cached_property
    def _judged(self) -> tuple[list[Case], Finding]:
        found: list[Case] = []
        for index, (example, reply) in enumerate(zip(self.examples, self.replies, strict=True)):
            verdict = HOLDS
            if isinstance(reply, Raised):
                verdict = raised(reply)
            elif isinstance(reply, Stopped):
                verdict = stopped(reply)
            else:
                try:
                    not_far_larger(reply, example.right)
                    found.append(self._case(example, reply))
                except Broken as broken:
                    verdict = Verdict(Outcome.FAILED, str(broken), told=broken.told)
                except MemoryError:
                    raise
                except Exception as error:  # noqa: BLE001 - an answer may be anything
                    verdict = Verdict(Outcome.FAILED, NO_SENSE, 0, error)
            if verdict is not HOLDS:
                return found, Finding(verdict, self.domain.name, index)
        return found, PASSED

    def _case(self, example: Example, reply: Answer) -> Case:
        if self.memo is None:
            return self.cases.case(example, reply)
        return self.memo.case(example, reply, lambda at: self.cases.case(example, reply, at))

    @property
    def promise(self) -> Finding:
        """Whether every answer has the promised parts, kinds and shapes."""
        return self._judged[1]

    @property
    def ready(self) -> list[Case]:
        """The cases up to the first broken promise."""
        return self._judged[0]

    @property
    def attempted(self) -> bool:
        """Whether any reply is more than a NotImplementedError."""
        return any(
            not (isinstance(reply, Raised) and "NotImplementedError" in reply.ancestry)
            for reply in self.replies
        )


@dataclass
class Checks:
    """The checks of one exercise, compiled."""

    problem: Problem
    solution: Solution | None
    reference: Reference
    recorded: Closeness = field(default_factory=dict)
    memo: Known | None = None
    grain: Grain = field(default_factory=dict)
    cases: Cases = field(init=False)
    single: SinglePrecision = field(init=False)
    _laws: dict[str, Law] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.cases = Cases(self.problem, self.reference)
        self.single = SinglePrecision(self.cases, self.recorded)

    def over(self, check: Check) -> tuple[str, ...]:
        """The domains that `check` is tried on."""
        if check.kind == "python" and self.solution is not None:
            return tuple(self.solution.laws[check.name].over)
        return check.over

    def law(self, check: Check) -> Law:
        """The law of a check that is judged case by case."""
        if check.name not in self._laws:
            self._laws[check.name] = self._compiled(check)
        return self._laws[check.name]

    def _compiled(self, check: Check) -> Law:
        if check.kind == "holds":
            return law_of_claims(check.name, check.law)
        if check.kind == "agrees":
            return self._agreement(check)
        if self.solution is None:
            raise LookupError(f"{check.name} is hidden from this copy")
        return law_of_function(
            check.name, self.solution.laws[check.name].function, self.solution.source
        )

    def _agreement(self, check: Check) -> Law:
        rtol = self.problem.tolerance if check.rtol is None else check.rtol
        motion = Motion(self.problem, self.reference, self.grain)
        return agreement(self.problem, check.name, check.only, rtol, check.atol, motion)

    def ask(self, domain: Domain, examples: Sequence[Example], caller: Caller) -> Evidence:
        """The student's replies on these examples; if the first takes all of its time, or of its
        memory, it stands for the others too.
        """
        entry = self.problem.entry.name
        calls = [Call(entry, example.arguments) for example in examples]
        replies = caller.answer(calls[:1])
        first = replies[0] if replies else None
        if isinstance(first, Stopped) and first.outcome in NEVER_ANSWERED:
            replies *= len(calls)
        else:
            replies += caller.answer(calls[1:])
        return Evidence(domain, examples, replies, self.cases, self.memo)

    def judge(self, check: Check, evidence: Sequence[Evidence], caller: Caller) -> Finding:
        """The first way in which `check` fails on this evidence, or `PASSED`."""
        for one in evidence:
            finding = self._raises(check, one) if check.kind == "raises" else PASSED
            if check.kind != "raises":
                finding = one.promise
                verdicts = self.verdicts(check, one, caller)
                if verdicts and verdicts[-1] is not HOLDS:
                    finding = Finding(verdicts[-1], one.domain.name, len(verdicts) - 1)
            if finding is not PASSED:
                return finding
        return PASSED

    def verdicts(
        self, check: Check, evidence: Evidence, caller: Caller, *, alone: bool = False
    ) -> list[Verdict]:
        """The verdict of each ready case, up to and including the first that is not passed; that of
        the law `alone` without what is asked of every answer.
        """
        law = self.law(check)
        cases = self.single.fitted(law, evidence.examples, evidence.ready)
        if alone:
            return run(law, [replace(case, astray={}) for case in cases], caller)
        return run(law, cases, caller, self.memo)

    def _raises(self, check: Check, evidence: Evidence) -> Finding:
        for index, reply in enumerate(evidence.replies):
            verdict = HOLDS
            if isinstance(reply, Stopped):
                verdict = stopped(reply)
            elif isinstance(reply, Answer):
                text = f"{describe(reply.value)} was returned, but {check.law} should be raised"
                verdict = Verdict(Outcome.FAILED, text)
            elif "NotImplementedError" in reply.ancestry:
                verdict = raised(reply)
            elif check.law not in reply.ancestry:
                text = f"{reply.kind} was raised, but {check.law} was expected: {reply.message}"
                verdict = Verdict(Outcome.FAILED, text, reply.line)
            if verdict is not HOLDS:
                return Finding(verdict, evidence.domain.name, index)
        return PASSED

    def purity(self, evidence: Sequence[Evidence]) -> Finding:
        """Whether inputs, their memory and global random state were left alone, as far as seen."""
        for one in evidence:
            for index, reply in enumerate(one.replies):
                if isinstance(reply, Answer) and (text := _impurity(reply)):
                    return Finding(Verdict(Outcome.FAILED, text), one.domain.name, index)
        return PASSED

    def whole(self, evidence: Sequence[Evidence]) -> str:
        """What is told of whole floats where integers were promised, empty if there are none."""
        for one in evidence:
            for reply in one.replies:
                if isinstance(reply, Answer):
                    name = floats_for_integers(self.problem, reply.value)
                    if name:
                        return f"{name} holds whole numbers as floats, where integers are asked"
        return ""


def _impurity(reply: Answer) -> str:
    seen = reply.seen
    if seen.changed:
        return f"your code changed its {_inputs(seen.changed)}; work on a copy"
    if seen.shares:
        return (
            f"the answer shares memory with the {_inputs(seen.shares)}, so changing one changes the"
            " other; return a copy"
        )
    if seen.again:
        return (
            "the answer shares memory with one that your code gave before, so changing one changes"
            " the other; make a new array for each answer"
        )
    if seen.random:
        return (
            "your inputs are as they were, but your code drew from, or seeded, the global random"
            " state, which all code shares: draw from a generator that is given, or from one of"
            " your own"
        )
    return ""


def _inputs(names: Sequence[str]) -> str:
    *most, last = names
    return f"inputs {', '.join(most)} and {last}" if most else f"input {last}"


def answers_differ(first: Reply, again: Reply) -> bool:
    """Whether two replies to the same call differ by more than rounding."""
    if isinstance(first, Answer) and isinstance(again, Answer):
        with at_least(least_rtol(first.value, again.value)):
            try:
                return not close(again.value, first.value)
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - what cannot be compared may still be the same
                return _written(first.value) != _written(again.value)
    if isinstance(first, Raised) and isinstance(again, Raised):
        return first.kind != again.kind
    return type(first) is not type(again)


def _written(value: Any) -> object:
    """What is equal for equal values of any kind, and for no others."""
    try:
        return encode(value)
    except WireError:
        return object()


def shown_call(problem: Problem, asked: Example | Call, support: Mapping[str, Any]) -> str:
    """The call, or that of the entry on this example, as a person would write it."""
    function = asked.function if isinstance(asked, Call) else problem.entry.name
    return written(function, *arguments_of(asked, support))


def arguments_of(
    asked: Example | Call, support: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call, with the functions that are described among them."""

    def unpack(packed: Packed) -> Any:
        try:
            return restore(packed, support)
        except WireError:  # a law may call with what it was answered
            return packed

    args, kwargs = decode(asked.arguments, unpack=unpack)
    return args, kwargs
