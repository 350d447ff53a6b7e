"""The smallest example on which a check fails, confirmed in a fresh worker."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from grader.domains import Style
from grader.judge.budget import paused
from grader.judge.checks import NEVER_ANSWERED, PASSED, Checks, Evidence, Finding
from grader.judge.earlier import Earlier, culprits
from grader.judge.examples import Example, drawing_of, example_of
from grader.judge.laws import Verdict
from grader.judge.plainness import draws, is_plain, plainness
from grader.judge.rounding import rounded
from grader.model import Caller, Outcome, Reply

if TYPE_CHECKING:
    from grader.judge.small import SmallExamples
    from grader.problem import Domain

PLAIN_TRIES: Final = 8
"""How many plain examples are tried as a start when a styled one failed first."""

Judge = Callable[[Evidence, Caller], Finding]
"""How a check is judged on evidence: `Checks.judge`, the promise, or purity."""

ASKED_TOGETHER: Final = 8
FEW_BEFORE: Final = 4
"""So many examples are tried before another, where answers hang on earlier calls."""

DEPENDS: Final = (
    "this fails only after other calls of your function: its answers must depend on the"
    " arguments alone"
)
AFTER: Final = "a call fails only after another: answers must depend on the arguments alone"

NEAR_LIMIT = (
    "another try of the same call came to an end: your code needs about as much as it may, so find"
    " a way that takes less"
)


class Printing(Caller, Protocol):
    """A caller that knows what was printed meanwhile."""

    @property
    def output(self) -> str:
        """All of it, from the start."""
        ...


class Counterexample(NamedTuple):
    """An example, the verdict on it in a fresh worker, and the reply to it there.

    `alone` is false when it fails only after other calls, such as that on an `earlier` example with
    its reply, where one is known; `printed` is what was printed meanwhile, as far as that is known.
    """

    example: Example
    verdict: Verdict
    alone: bool
    reply: Reply
    domain: str
    printed: str = ""
    earlier: Earlier | None = None

    @property
    def again(self) -> bool:
        """Whether it fails again when no other domain is asked."""
        return self.alone or (self.earlier is not None and self.earlier.domain == self.domain)


@dataclass(frozen=True)
class Search:
    """For the smallest example on which a check fails as it does in a finding on this evidence.

    The program is asked by the `live` worker, which was asked the domains `before`, and what
    comes out is confirmed by a `fresh` one; no more than one of these is needed at a time.
    Where it is `recorded`, nothing but examples whose answers are known can be judged. Where it is
    `late`, a call that took all of its time or memory is not made again.
    """

    checks: Checks
    small: SmallExamples
    judge: Judge
    evidence: Sequence[Evidence]
    finding: Finding
    live: Caller
    fresh: Callable[[], Printing]
    recorded: bool = False
    late: bool = False
    before: Sequence[Evidence] = ()

    def smallest(self) -> Counterexample:
        """The smallest example that was found; its outcome is that of the finding."""
        if self.late and self._wanted in NEVER_ANSWERED:
            return self._as_found(alone=True)
        smaller = self._smaller()
        for domain, example in (self._rounder(*smaller), (self._about.domain.name, self._start)):
            evidence = self.checks.ask(self._domain(domain), [example], caller := self.fresh())
            verdict = self.judge(evidence, caller).verdict
            if verdict.outcome is self._wanted:
                (reply,) = evidence.replies
                return Counterexample(example, verdict, True, reply, domain, caller.output)
            if verdict.outcome in NEVER_ANSWERED:  # says nothing of what answers hang on
                return self._as_found(alone=True)._replace(printed=caller.output)
        if self._wanted in NEVER_ANSWERED:
            message = f"{self.finding.verdict.message}\n{NEAR_LIMIT}"
            verdict = self.finding.verdict._replace(message=message)
            return self._as_found(alone=True)._replace(verdict=verdict)
        return self._after_another() or self._as_found(alone=False)

    def _as_found(self, *, alone: bool) -> Counterexample:
        reply = self._about.replies[self.finding.place]
        return Counterexample(
            self._start, self.finding.verdict, alone, reply, self._about.domain.name
        )

    @property
    def _about(self) -> Evidence:
        return of(self.evidence, self.finding)

    @property
    def _start(self) -> Example:
        return self._about.examples[self.finding.place]

    @property
    def _wanted(self) -> Outcome:
        return self.finding.verdict.outcome

    def _domain(self, name: str) -> Domain:
        return next(one.domain for one in self.evidence if one.domain.name == name)

    def _smaller(self) -> tuple[str, Example]:
        """The smallest example that the live worker fails on, and its domain. A call that never
        answers is too dear to look for others: there it is the smallest that was drawn.
        """
        about, start = self._about, self._start
        domain = about.domain
        if self._wanted in NEVER_ANSWERED:
            return domain.name, min(about.examples, key=self._plainness)
        if not start.choices:
            return domain.name, start
        if self.recorded:
            known = [one for one in self.small.of(domain) if one.right is not None]
            by_size = sorted((*known, *about.examples), key=self._plainness)
            return domain.name, self._first(domain, by_size) or start
        found = domain.name, self._small(domain, start) or self._shrunk(about, start) or start
        for other in self.evidence:
            domain = self._domain(found[0])
            dear = not is_plain(self.checks, found[1]) or (
                draws(domain) and not draws(other.domain)
            )
            if other is about or other.domain.forms is not None or not dear:
                continue
            if (example := self._small(other.domain)) is not None:
                both = found, (other.domain.name, example)
                found = min(both, key=lambda one: self._plainness(one[1]))
        return found

    def _rounder(self, name: str, example: Example) -> tuple[str, Example]:
        """An example of a domain in rounder numbers, as long as it fails; where nobody could tell
        that the reference does not, it stays.
        """
        if self.checks.reference.local is None or self._wanted in NEVER_ANSWERED:
            return name, example
        problem, reference, domain = self.checks.problem, self.checks.reference, self._domain(name)

        def fails(values: Mapping[str, Any]) -> bool:
            return self._fails(domain, example_of(problem, values, reference))

        drawing, values = drawing_of(domain, reference), example.names(reference.support)
        found = rounded(drawing, values, fails)
        return name, example if found is values else example_of(problem, found, reference)

    def _small(self, domain: Domain, start: Example | None = None) -> Example | None:
        """A small example of a domain on which it fails, with numbers as simple as can be."""
        small = self.small.of(domain, start)
        # A broken promise is told best where there is a tip, as of a matrix with one column.
        for telling in (True, False) if self.judge is promise else (False,):
            found = self._first(domain, small, telling=telling)
            if found is not None:
                fails = partial(self._fails, domain, telling=telling)
                return self.small.simplest(domain, found, fails)
        return None

    def _shrunk(self, about: Evidence, start: Example) -> Example | None:
        """What the engine makes of a drawn example."""
        problem, reference, domain = self.checks.problem, self.checks.reference, about.domain

        def attempt(values: Mapping[str, Any]) -> bool:
            return self._fails(domain, example_of(problem, values, reference))

        choices = self._good_start(about, start).choices
        values = drawing_of(domain, reference).shrunk(choices, attempt)
        return None if values is None else example_of(problem, values, reference)

    def _good_start(self, about: Evidence, start: Example) -> Example:
        """The plainest example that fails of the plainest few, or else one drawn in no style, which
        has more ways to become small: a size shrinks badly, since all that is drawn after it hangs
        on it.
        """
        drawn = [example for example in about.examples if example.choices]
        by_size = sorted(drawn, key=self._plainness)
        plain = [example for example in drawn if example.choices[0] == Style.PLAIN]
        for example in (*by_size[:PLAIN_TRIES], *plain[:PLAIN_TRIES]):
            if example is start or self._fails(about.domain, example):
                return example
        return start

    def _fails(self, domain: Domain, example: Example, *, telling: bool = False) -> bool:
        return self._first(domain, [example], telling=telling) is not None

    def _first(
        self, domain: Domain, examples: Sequence[Example], *, telling: bool = False
    ) -> Example | None:
        """The first of these on which it fails, and the reference does not; if `telling`, with a
        tip.
        """
        left = list(examples)
        while left:
            some = left[:ASKED_TOGETHER]
            finding = self.judge(self.checks.ask(domain, some, self.live), self.live)
            outcome = finding.verdict.outcome
            if finding is PASSED:
                left = left[len(some) :]
                continue
            if outcome in NEVER_ANSWERED and outcome is not self._wanted:
                return None
            example = some[finding.place]
            tells = bool(finding.verdict.told.tip) or not telling
            if outcome is self._wanted and tells and self._is_sound(domain, example):
                return example
            left = left[finding.place + 1 :]
        return None

    def _is_sound(self, domain: Domain, example: Example) -> bool:
        """Whether the reference passes there: examples that nobody drew may be none of a law's."""
        local = self.checks.reference.local
        if local is None:
            return True
        with paused():  # or what the answers take up could make the reference's fail
            own = self.checks.ask(domain, [example], local)
            return self.judge(own, local).verdict.outcome is Outcome.PASSED

    def _after_another(self) -> Counterexample | None:
        """An example that fails after one other, and not by itself."""
        domain, start = self._about.domain, self._start
        small = self.small.of(domain) if start.choices and not self.recorded else ()
        before = self._about.examples[: self.finding.place]
        few = sorted(before, key=self._plainness)[:FEW_BEFORE]
        pairs = [(domain, one, start) for one in (*few, *before[-1:])]
        if small:
            finding = self.judge(self.checks.ask(domain, small, caller := self.fresh()), caller)
            if finding.verdict.outcome is self._wanted and finding.place > 0:
                example = small[finding.place]
                latest = small[max(finding.place - FEW_BEFORE, 0) : finding.place]
                pairs = [*((domain, one, example) for one in latest[::-1]), *pairs]
        return self._first_pair(pairs) or self._first_pair(self._with_culprit())

    def _first_pair(
        self, pairs: Iterable[tuple[Domain, Example, Example]]
    ) -> Counterexample | None:
        """The first of these of which the second fails after the first, and does so again."""
        for other, earlier, example in pairs:
            found = self._pair(other, earlier, example)
            if found is not None and self._pair(other, earlier, example) is not None:
                return found
        return None

    def _with_culprit(self) -> Iterator[tuple[Domain, Example, Example]]:
        """What spoils the example, of all that was asked before it, with the example; small ones
        that are as good first.
        """
        asked = [(one.domain, e) for one in self.before for e in one.examples]
        asked += [(self._about.domain, e) for e in self._about.examples[: self.finding.place]]
        found = culprits(asked, self._spoil)
        if len(found) != 1:
            return
        ((other, earlier),) = found
        if not self.recorded:
            several = self.small.of(other), self.small.of(self._about.domain)
            for one, example in itertools.product(*(some[:FEW_BEFORE] for some in several)):
                yield other, one, example
        yield other, earlier, self._start

    def _spoil(self, several: Sequence[tuple[Domain, Example]]) -> bool:
        """Whether the example fails after these."""
        caller = self.fresh()
        for domain, some in itertools.groupby(several, key=lambda pair: pair[0]):
            self.checks.ask(domain, [example for _, example in some], caller)
        evidence = self.checks.ask(self._about.domain, [self._start], caller)
        return self.judge(evidence, caller).verdict.outcome is self._wanted

    def _pair(self, other: Domain, earlier: Example, example: Example) -> Counterexample | None:
        domain, caller = self._about.domain, self.fresh()
        (first,) = self.checks.ask(other, [earlier], caller).replies
        evidence = self.checks.ask(domain, [example], caller)
        verdict = self.judge(evidence, caller).verdict
        if verdict.outcome is not self._wanted:
            return None
        told = evidence.replies[0], domain.name, caller.output
        return Counterexample(example, verdict, False, *told, Earlier(earlier, first, other.name))

    def _plainness(self, example: Example) -> tuple[int, int]:
        return plainness(self.checks, example)


def judge_of(checks: Checks, check: Any) -> Judge:
    """How `check` is judged on the evidence of one domain."""
    return lambda evidence, caller: checks.judge(check, [evidence], caller)


def promise(evidence: Evidence, caller: Caller) -> Finding:  # noqa: ARG001
    """The automatic check of the promise, as a `Judge`."""
    return evidence.promise


def purity_of(checks: Checks) -> Judge:
    """The automatic check of purity, as a `Judge`."""

    def judge(evidence: Evidence, caller: Caller) -> Finding:  # noqa: ARG001
        return checks.purity([evidence]) if evidence.promise is PASSED else PASSED

    return judge


def of(evidence: Sequence[Evidence], finding: Finding) -> Evidence:
    """The evidence that a finding is about."""
    return next(one for one in evidence if one.domain.name == finding.domain)


def instructive(evidence: Sequence[Evidence], finding: Finding) -> Example:
    """The example that a finding is about."""
    return of(evidence, finding).examples[finding.place]
