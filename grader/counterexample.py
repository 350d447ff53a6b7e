"""The smallest example on which a check fails, confirmed in a fresh worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.checks import PASSED, Checks, Evidence, Finding
from grader.examples import Example, drawing_of, example_of
from grader.laws import Verdict
from grader.model import Caller, Outcome

if TYPE_CHECKING:
    from grader.problem import Domain

MOST_STOPPED: Final = 5
"""How many attempts at a smaller example may take all of their time or memory."""

Judge = Callable[[Evidence, Caller], Finding]
"""How a check is judged on evidence: `Checks.judge`, the promise, or purity."""

DEPENDS = (
    "this fails only after other calls of your function: its answers must depend on the"
    " arguments alone"
)


class Counterexample(NamedTuple):
    """An example, and the verdict on it in a fresh worker.

    `alone` is false when it fails only after other calls.
    """

    example: Example
    verdict: Verdict
    alone: bool


def smallest(
    checks: Checks,
    judge: Judge,
    domain: Domain,
    start: Example,
    verdict: Verdict,
    live: Caller,
    fresh: Callable[[], Caller],
) -> Counterexample:
    """Shrinks `start` against the live worker, keeping the outcome, and confirms what is found."""

    def attempt(example: Example, caller: Caller) -> Verdict:
        return judge(checks.ask(domain, [example], caller), caller).verdict

    stopped = 0

    def fails(example: Example) -> bool:
        nonlocal stopped
        if stopped == MOST_STOPPED:
            return False
        outcome = attempt(example, live).outcome
        stopped += outcome in (Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY)
        return outcome is verdict.outcome

    candidates = [start]
    found = _shrunk(checks, domain, start, fails)
    if found is not None:
        candidates.insert(0, found)
    for candidate in candidates:
        confirmed = attempt(candidate, fresh())
        if confirmed.outcome is verdict.outcome:
            return Counterexample(candidate, confirmed, alone=True)
    return Counterexample(start, verdict, alone=False)


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


def instructive(evidence: Sequence[Evidence], finding: Finding) -> Example:
    """The example that a finding is about."""
    one = next(e for e in evidence if e.domain.name == finding.domain)
    return one.examples[finding.index]
