"""The pattern of failed laws: which law a program breaks on which example, and how.

Where an answer is not unique, the same mistake gives other answers in other hands: other signs,
another order, other luck. Laws know these freedoms, so what they say of the answers does not, nor
do the numbers that they find.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from grader.judge.checks import Checks, Evidence
from grader.judge.laws import HOLDS, Case, run
from grader.law.calls import Broken
from grader.law.showing import number, show
from grader.model import Answer, Caller, Stopped
from grader.problem import PROMISE, PURITY, Check

EXAMPLES: Final = 20
"""So many examples of each domain are looked at."""


class Mark(NamedTuple):
    """What went wrong on one example of a domain: which check failed there, and how."""

    check: str
    domain: str
    place: int
    how: str


Pattern = frozenset[Mark]


def pattern_of(
    checks: Checks, tried: Collection[Check], evidence: Mapping[str, Evidence], caller: Caller
) -> Pattern:
    """All marks of the answers that are the evidence, as far as its domains reach."""
    marks: set[Mark] = set()
    for check in tried:
        for name in checks.over(check):
            if name in evidence:
                marks.update(_marks(checks, check, evidence[name], caller))
    return frozenset(marks)


def likeness(one: Pattern, other: Pattern) -> float:
    """The share of marks that two patterns have in common; 0 if there are none."""
    return len(one & other) / max(1, len(one | other))


def _marks(checks: Checks, check: Check, evidence: Evidence, caller: Caller) -> Iterator[Mark]:
    domain = evidence.domain.name
    pairs = zip(evidence.examples[:EXAMPLES], evidence.replies, strict=False)
    for place, (example, reply) in enumerate(pairs):
        if check.kind == "raises":
            if isinstance(reply, Stopped):
                yield Mark(check.name, domain, place, str(reply.outcome))
            elif isinstance(reply, Answer):
                yield Mark(check.name, domain, place, _coarse(show(reply.value)))
            elif check.law not in reply.ancestry:
                yield Mark(check.name, domain, place, "raised another")
        elif isinstance(reply, Answer):
            if reply.seen.changed or reply.seen.random:
                yield Mark(PURITY, domain, place, "impure")
            try:
                case = evidence.cases.case(example, reply)
            except Broken as broken:
                yield Mark(PROMISE, domain, place, str(broken))
            else:
                yield from _broken(checks, check, Mark(check.name, domain, place, ""), case, caller)
        else:
            how = str(reply.outcome) if isinstance(reply, Stopped) else reply.kind
            yield Mark(PROMISE, domain, place, how)


def _broken(
    checks: Checks, check: Check, where: Mark, case: Case, caller: Caller
) -> Iterator[Mark]:
    (verdict,) = run(checks.law(check), [case], caller)
    if verdict is not HOLDS:
        yield where._replace(how=f"{verdict.outcome}: {_coarse(verdict.message)}")


def _coarse(message: str) -> str:
    """What a law says, its numbers to three digits."""
    return _NUMBER.sub(lambda found: number(float(found[0])), message)


_NUMBER: Final = re.compile(r"-?\d+(?:\.\d*)?(?:e[+-]?\d+)?")
