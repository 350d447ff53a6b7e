"""What is known of a wrong program in which no line was found: that nothing refuses what must be
refused, in which line a value first goes wrong, which parameter has no influence, on which inputs
the answers are wrong, what kind of slip gives the same ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.checks import NEVER_ANSWERED, PASSED, Evidence, arguments_of
from grader.judge.deviation import finite
from grader.judge.likeness import equal
from grader.model import Answer, Call, Clue, Outcome, Raised, Reply, Stopped
from grader.problem import AGAIN, PROMISE, PURITY
from grader.tutor import hinting
from grader.tutor.conditions import Conditions, Judged, domain_label
from grader.tutor.edited import Bench
from grader.tutor.influence import without_influence
from grader.tutor.kindred import kindred
from grader.tutor.portions import Portions, answered
from grader.tutor.telling import form
from grader.values.wire import encode

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.trial import Failing, Trial
    from grader.tutor.edited import Traced, Traits

MOST_JUDGED: Final = 400
"""So many examples are judged each by itself."""

MOST_PICTURED: Final = 6
"""So many examples are looked through for one that is written in no more than these characters."""
SHORT: Final = 80


@dataclass
class Remarks:
    """What is said of the program on a bench, whose counterexample is that of a `failing` check."""

    trial: Trial
    bench: Bench
    failing: Failing
    traced: Traced
    kindred_s: float
    spent_s: float = 0.0

    def clue(self) -> Clue | None:
        """The first thing that is known."""
        return next(self._known(), None)

    def _known(self) -> Iterator[Clue]:
        unrefused = self.unrefused()
        if unrefused and any(isinstance(one.right, Raised) for _, one, _ in self._all):
            yield self._clue(unrefused)  # and nothing else is wrong
        if found := self.shared():
            yield found
        if found := self.impure():
            yield found
            return
        if found := self.first_wrong():
            yield found
        if found := self.idle():
            yield found
        parts, portions = self.portions.parts(), self.portions
        finds = [portions.exchanged, self.conditions.exact, portions.entries]
        finds += [self.conditions.tendency, *[portions.side] * bool(parts)]
        where = next(filter(None, (find() for find in finds)), "")
        if text := "; ".join(filter(None, (parts, self._pictured(where)))):
            yield self._clue(text)
        off = "; ".join(filter(None, (portions.side(), portions.nearness())))
        if text := self.kindred() or off or unrefused:
            yield self._clue(text)

    def kindred(self) -> str:
        """What kind of slip in a right program gives the same answers."""
        text, spent_s = kindred(self.trial, self.kindred_s)
        self.spent_s += spent_s
        return text

    def _clue(self, text: str, *lines: int) -> Clue:
        return Clue(text, lines, feedback=self.trial.setting.exercise.feedback)

    @cached_property
    def traits(self) -> Traits:
        return self.bench.traits()

    # What is not refused ---------------------------------------------------------------------

    def unrefused(self) -> str:
        """That the program refuses nothing at all, where it should."""
        raising = [one.check for one in self.trial.failing if one.check.kind == "raises"]
        if not raising or self.trial.program.modules or self.traits.raises:
            return ""
        where = self._pictured(self.conditions.exact())
        return f"nothing in your code raises {raising[0].law}, which is promised" + (
            f"; {where}" if where else ""
        )

    def shared(self) -> Clue | None:
        """Where the global random state is used, if a call was seen to use it."""
        replies = (reply for one in self.trial.evidence.values() for reply in one.replies)
        if not any(isinstance(reply, Answer) and reply.seen.random for reply in replies):
            return None
        line, name = self.traits.shared
        return self._clue(hinting.shared(name), line) if line else None

    def impure(self) -> Clue | None:
        """What was done beside answering, where nothing else is wrong with the answers."""
        alone = all(one.check.name == PURITY for one in self.trial.failing)
        right = alone or not any(wrong for _, _, wrong in self._all)
        return self._clue(self._impure) if self._impure and right else None

    # The first wrong value -------------------------------------------------------------------

    @cached_property
    def call(self) -> Call:
        return Call(self.trial.setting.problem.entry.name, self.failing.example.arguments)

    def first_wrong(self) -> Clue | None:
        """The line in which a value first goes wrong in a way that the answer shows."""
        return self._happened({"nan", "infinite", "shape"})

    def certain(self) -> Clue | None:
        """The line from which on the answer holds integers, where fractions belong, or one and the
        same row several times: what would make it right again says less.
        """
        return self._happened({"whole", "one"})

    def _happened(self, kinds: Container[str]) -> Clue | None:
        for line, what, name in self.traced.happenings:
            shows = line and what in kinds and _shows(what, self.own, self.failing.example.right)
            if shows:
                return self._clue(hinting.happened(what, name), line)
        return None

    @cached_property
    def own(self) -> Reply:
        """The program's reply to the counterexample."""
        return self.bench.replies(self.call, [()])[0]

    # What has no influence -------------------------------------------------------------------

    def idle(self) -> Clue | None:
        """A parameter that changes the right answers, and none of the program's."""
        setting = self.trial.setting
        solution = setting.exercise.solution
        if solution is None or self.failing.check.name == PROMISE:
            return None
        answered = [each for each in self._all if isinstance(each[1].right, Answer)]
        sides = [[each[:2] for each in answered if each[2] is bad] for bad in (True, False)]
        mixed = [one for both in itertools.zip_longest(*sides) for one in both if one is not None]
        # What nobody drew may take the reference long, so it is asked where limits hold.
        right = Bench(self.trial, self.kindred_s, solution.reference)
        try:
            asked = self.bench.asking(()), right.asking(())
            name = without_influence(setting.problem, mixed, *asked, Alone(self.trial))
        finally:
            right.worker.close()
            self.spent_s += right.spent_s
        if not name:
            return None
        line = next((line for line, unread in self.traits.unread if unread == name), 0)
        if line:
            return self._clue(f"{name} is never read, and the answer should change with it", line)
        return self._clue(f"your answers do not change with {name}, and they should")

    def _pictured(self, text: str) -> str:
        """The text, with a short example of each kind of input that it names: what an author calls
        one need not tell a student anything.
        """
        for name, one in self.trial.evidence.items():
            label = domain_label(name)
            if label in text:
                calls = (self.trial.shown(example) for example in one.examples[:MOST_PICTURED])
                shortest = min(calls, key=len)
                if len(shortest) <= SHORT and "\n" not in shortest:
                    text = text.replace(label, f"{label} (such as {shortest})")
        return text

    # On which inputs -------------------------------------------------------------------------

    @cached_property
    def conditions(self) -> Conditions:
        """What the public examples have in common that were answered wrongly."""
        if AGAIN in self.trial.results:  # they hang on what was asked before
            return Conditions(())
        # A law may be blind to what is wrong, and what it lets pass is not right for that.
        several = [Judged(self._arguments(one), domain, bad) for domain, one, bad in self._compared]
        return Conditions(several)

    def _arguments(self, example: Example) -> dict[str, Any]:
        support = self.trial.setting.reference.support
        names = [one.name for one in self.trial.setting.problem.entry.parameters]
        args, kwargs = arguments_of(example, support)
        return {**dict(zip(names, args, strict=False)), **kwargs}

    @cached_property
    def portions(self) -> Portions:
        """Which portion of the answers to them is wrong."""
        problem = self.trial.setting.problem
        found = (
            answered(problem, self._arguments(example), reply, example.right)
            for _, example, reply in self._replies
        )
        return Portions(problem, [one for one in found if one is not None])

    @cached_property
    def _replies(self) -> list[tuple[str, Example, Reply]]:
        """The public examples, each beside the name of its domain, and the replies to them; those
        that failures are shown on among them, or what is said of all might be false of these.
        """
        found = [
            (name, example, reply)
            for name, one in self.trial.evidence.items()
            for example, reply in zip(one.examples, one.replies, strict=True)
        ]
        known = {example.arguments for _, example, _ in found}
        for one in self.trial.failing:
            if one.example.arguments not in known:
                known.add(one.example.arguments)
                call = Call(self.trial.setting.problem.entry.name, one.example.arguments)
                found.append((one.domain, one.example, self.bench.replies(call, [()])[0]))
        return found

    @cached_property
    def _all(self) -> list[tuple[str, Example, bool]]:
        """The public examples, each beside the name of its domain, and whether it is answered
        wrongly, as far as the law tells that failed, where they are not compared.
        """
        # What is broken beside right answers is so because of what was seen beside them.
        return self._compared or ([] if self._comparable and self._impure else [*self._by_law()])

    @property
    def _comparable(self) -> bool:
        """Whether an answer is wrong if and only if it is another than the reference's."""
        problem = self.trial.setting.problem
        return problem.compared.issuperset(problem.entry.parts)

    @cached_property
    def _compared(self) -> list[tuple[str, Example, bool]]:
        """Those that are compared with the reference's answers, if any is another."""
        problem = self.trial.setting.problem
        compared = [
            (name, example, not equal(problem, reply, example.right))
            for name, example, reply in self._replies
            if self._comparable and example.right is not None
        ]
        return _of_one_kind(compared) if any(wrong for _, _, wrong in compared) else []

    @cached_property
    def _impure(self) -> str:
        """What was done to inputs, or to what all code shares, beside answering."""
        several = [one for one in self.trial.evidence.values() if one.promise is PASSED]
        return self.trial.setting.checks.purity(several).verdict.message

    def _by_law(self) -> Iterator[tuple[str, Example, bool]]:
        """What the law says that failed, of each example by itself."""
        setting, caller = self.trial.setting, self.bench.asking(())
        for name in self.failing.check.over or (self.failing.domain,):
            one = self.trial.evidence[name]
            pairs = zip(one.examples, one.replies, strict=True)
            for example, reply in list(pairs)[:MOST_JUDGED]:
                alone = Evidence(one.domain, [example], [reply], setting.checks.cases)
                verdict = self.failing.judge(alone, caller).verdict
                yield name, example, verdict.outcome is not Outcome.PASSED


@dataclass(frozen=True)
class Alone:
    """A `Caller`: the program on trial, which is asked each call as if it were the first."""

    trial: Trial

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return [self.trial.alone(call) for call in calls]


def _of_one_kind(several: list[tuple[str, Example, bool]]) -> list[tuple[str, Example, bool]]:
    """Those that are to be answered, unless nothing is wrong but what is not refused."""
    answered = [each for each in several if isinstance(each[1].right, Answer)]
    return answered if any(bad for _, _, bad in answered) else several


def endless(trial: Trial, bench: Bench) -> Clue | None:
    """The loop that a program does not get out of, where it never answered."""
    stopped = [one for one in trial.failing if _timed_out(trial, one)]
    for failing in stopped[:1]:
        call = Call(trial.setting.problem.entry.name, failing.example.arguments)
        line, word = bench.endless(call)
        if line:
            text = f"your code does not get out of this {word} loop in time"
            return Clue(text, (line,), feedback=trial.setting.exercise.feedback)
    return None


def _timed_out(trial: Trial, failing: Failing) -> bool:
    replies = trial.evidence[failing.domain].replies if failing.domain in trial.evidence else ()
    return any(isinstance(r, Stopped) and r.outcome in NEVER_ANSWERED for r in replies)


def _alike(value: Any) -> bool:
    """Whether these are several items, which are all the same."""
    if isinstance(value, np.ndarray):
        value = [*value] if value.ndim else ()
    if not isinstance(value, (list, tuple)) or len(value) < 2:
        return False
    return len({encode(item) for item in value}) == 1


def _kind(answer: Answer) -> str:
    """The kind of the numbers of an array; a blank for anything else."""
    return answer.value.dtype.kind if isinstance(answer.value, np.ndarray) else " "


def _fractions(answer: Answer) -> bool:
    """Whether an array holds a number that is not whole."""
    if _kind(answer) != "f":
        return False
    numbers = answer.value[np.isfinite(answer.value)]
    return bool(np.any(numbers != np.trunc(numbers)))


def _shows(what: str, reply: Reply, right: Reply | None) -> bool:
    if not isinstance(reply, Answer) or (right is not None and not isinstance(right, Answer)):
        return False
    if what == "shape":
        return right is not None and form(reply.value) != form(right.value)
    if what == "one":
        return isinstance(right, Answer) and _alike(reply.value) and not _alike(right.value)
    if what == "whole":
        return right is not None and _kind(reply) in "iu" and _fractions(right)
    return not finite(reply) and (right is None or finite(right))
