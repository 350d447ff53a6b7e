"""The smallest example on which a check fails, confirmed in a fresh worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from grader.domains import Style
from grader.judge.checks import PASSED, Checks, Evidence, Finding, shown_call
from grader.judge.examples import Example, drawing_of, example_of
from grader.judge.laws import Verdict
from grader.model import Caller, Outcome, Reply

if TYPE_CHECKING:
    from grader.problem import Domain

NEVER_ANSWERED: Final = frozenset({Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY})
PLAIN_TRIES: Final = 8
"""How many plain examples are tried as a start when a styled one failed first."""

Judge = Callable[[Evidence, Caller], Finding]
"""How a check is judged on evidence: `Checks.judge`, the promise, or purity."""

DEPENDS = (
    "this fails only after other calls of your function: its answers must depend on the"
    " arguments alone"
)


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

    `alone` is false when it fails only after other calls; `printed` is what was printed meanwhile.
    """

    example: Example
    verdict: Verdict
    alone: bool
    reply: Reply
    printed: str = ""


def smallest(
    checks: Checks,
    judge: Judge,
    evidence: Evidence,
    finding: Finding,
    live: Caller,
    fresh: Callable[[], Printing],
    *,
    drawn_alone: bool = False,
) -> Counterexample:
    """Shrinks a failing example against the live worker, keeping the outcome, and confirms it.

    A call that never answers is too dear to shrink: there the smallest example drawn is tried.
    With `drawn_alone` nothing but the drawn examples can be judged: the smallest that fails is it.
    """
    domain, wanted = evidence.domain, finding.verdict.outcome
    start, first = evidence.examples[finding.place], evidence.replies[finding.place]

    def fails(example: Example, caller: Caller) -> Verdict | None:
        verdict = judge(checks.ask(domain, [example], caller), caller).verdict
        return verdict if verdict.outcome is wanted else None

    if drawn_alone:
        by_size = sorted(evidence.examples, key=lambda example: plainness(checks, example))
        candidates = [next((one for one in by_size if fails(one, live) is not None), start)]
    elif wanted in NEVER_ANSWERED:
        candidates = [min(evidence.examples, key=lambda one: plainness(checks, one)), start]
    else:
        good = _good_start(checks, evidence, start, lambda one: fails(one, live) is not None)
        found = _shrunk(checks, domain, good, lambda example: fails(example, live) is not None)
        candidates = [start] if found is None else [found, start]
    for candidate in candidates:
        evidence = checks.ask(domain, [candidate], caller := fresh())
        verdict = judge(evidence, caller).verdict
        if verdict.outcome is wanted:
            (reply,) = evidence.replies
            return Counterexample(candidate, verdict, True, reply, caller.output)
        if verdict.outcome in NEVER_ANSWERED:  # says nothing of what answers hang on
            return Counterexample(start, finding.verdict, True, first, caller.output)
    if wanted in NEVER_ANSWERED:
        message = f"{finding.verdict.message}\n{NEAR_LIMIT}"
        return Counterexample(start, finding.verdict._replace(message=message), True, first)
    return Counterexample(start, finding.verdict, False, first)


def plainness(checks: Checks, example: Example) -> tuple[int, int]:
    """What grows with the size of an example's arguments, and with the digits of its numbers."""
    text = shown_call(checks.problem, example, checks.reference.support)
    numbers = re.findall(r"\d[\d.e]*", text)
    return len(numbers), sum(map(len, numbers))


def _good_start(
    checks: Checks, evidence: Evidence, start: Example, fails: Callable[[Example], bool]
) -> Example:
    """The plainest example that fails of the plainest few, or else one drawn in no style, which has
    more ways to become small: a size shrinks badly, since all that is drawn after it hangs on it.
    """
    drawn = [example for example in evidence.examples if example.choices and start.choices]
    by_size = sorted(drawn, key=lambda example: plainness(checks, example))
    plain = [example for example in drawn if example.choices[0] == Style.PLAIN]
    for example in (*by_size[:PLAIN_TRIES], *plain[:PLAIN_TRIES]):
        if example is start or fails(example):
            return example
    return start


def _shrunk(
    checks: Checks, domain: Domain, start: Example, fails: Callable[[Example], bool]
) -> Example | None:
    if not start.choices:
        return None

    def attempt(values: Mapping[str, Any]) -> bool:
        return fails(example_of(checks.problem, values, checks.reference))

    values = drawing_of(domain, checks.reference).shrunk(start.choices, attempt)
    return None if values is None else example_of(checks.problem, values, checks.reference)


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
