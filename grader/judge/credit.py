"""Points in proportion: what passed checks are worth to a program that is hardly ever right, and
what failed ones cost one that nearly always is.

Many laws hold for zeros, for constants and for whatever does not depend on the input. They say
something of a program that is right now and then; one that is not earns little by them. A single
slip, at an edge or in the ninth digit, can fail every check that meets it; it is one slip.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from grader.judge.checks import Evidence
from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import close
from grader.model import Answer, CheckResult, Misnamed, Outcome, ProblemResult, Reply
from grader.problem import NAMED, Problem

CREDIT: Final = 3
"""So many points are earned at most by a program that is hardly ever right."""

OFTEN_ENOUGH: Final = 0.1
"""The share of examples on which an answer must be right, or near it, for all points to count. Many
a constant is right on the few with which each domain begins, of zeros, ones and ties.
"""

NEAR: Final = 0.1
"""How far a part may be from the right one to be near it, by the size of its largest entry."""

MOSTLY: Final = 0.75
"""The share of examples on which all of an answer must be right, or off by at most `SLIGHT`, for
failed checks to cost no more than half of the points. Sizes begin at one, so that a slip in a
single row, or in ties, is met by up to a quarter of the examples.
"""

SLIGHT: Final = 1e-3
"""How far a part may be from the right one for a slip, by the size of its largest entry."""

HARDLY: Final = (
    "hardly any of your answers is right, or even near it; as long as that is so, all checks"
    f" together give {CREDIT} points at most"
)

SPARED: Final = (
    "your answers are right, or off by less than a thousandth, for most inputs; all failed checks"
    " together cost no more than half of the points"
)


def hardly_right(problem: Problem, evidence: Sequence[Evidence]) -> bool:
    """Whether on less than the share `OFTEN_ENOUGH` of these examples some part of the answer is
    near the reference's. Those count that the exercise compares with it; where it compares none,
    as right answers differ, or in a copy that has no right answers, nobody is hardly right.
    """
    found = [any(near) for near in _nearness(problem, evidence, NEAR)]
    return bool(found) and sum(found) < OFTEN_ENOUGH * len(found)


def mostly_right(problem: Problem, evidence: Sequence[Evidence]) -> bool:
    """Whether on at least the share `MOSTLY` of these examples every part of the answer is the
    reference's, or slightly off. Those count that the exercise compares with it.
    """
    found = [all(near) for near in _nearness(problem, evidence, SLIGHT)]
    return bool(found) and sum(found) >= MOSTLY * len(found)


def nowhere_far(problem: Problem, evidence: Sequence[Evidence]) -> bool:
    """Whether on all of these examples every part of the answer is near the reference's, as far as
    the exercise compares it.
    """
    return all(map(all, _nearness(problem, evidence, NEAR)))


def credited(rows: Sequence[CheckResult]) -> list[CheckResult]:
    """The rows with no more points than `CREDIT` together, the first ones first."""
    left, given = float(CREDIT), list[CheckResult]()
    for row in rows:
        given.append(replace(row, earned=min(row.earned, left)))
        left -= given[-1].earned
    return given


def spared(rows: Sequence[CheckResult]) -> list[CheckResult]:
    """The rows with no less than half of all points together: every failure costs the same share of
    its points, to a quarter, and the first ones the rest.
    """
    most, due = sum(row.points for row in rows) / 2, [row.points - row.earned for row in rows]
    share = most / sum(due) if sum(due) > most else 1.0
    costs = [min(one, math.floor(4 * share * one) / 4) for one in due]
    left, charged = min(most, sum(due)) - sum(costs), list[CheckResult]()
    for row, one, cost in zip(rows, due, costs, strict=True):
        rest = min(left, one - cost)
        charged.append(replace(row, earned=row.points - cost - rest))
        left -= rest
    return charged


def docked(rows: Sequence[CheckResult], points: float) -> list[CheckResult]:
    """The rows with so many points less, the last ones first."""
    due, left = points, list[CheckResult]()
    for row in reversed(rows):
        left.append(replace(row, earned=max(row.earned - due, 0.0)))
        due -= row.earned - left[-1].earned
    return left[::-1]


def misnamed(result: ProblemResult, cost: Misnamed) -> ProblemResult:
    """The result of an answer with another name, less what that costs."""
    due = cost.points + (result.score or 0.0) * cost.percent / 100
    if not due or not result.score:
        return result
    told = f"a function has another name than was asked for; that costs {cost.cost}"
    row = CheckResult(NAMED, False, 0.0, 0.0, Outcome.FAILED, told)
    rows = (*docked(result.checks, due), row)
    return replace(
        result,
        outcome=Outcome.FAILED if result.outcome is Outcome.PASSED else result.outcome,
        score=sum(one.earned for one in rows),
        checks=rows,
    )


def _compared(problem: Problem) -> Mapping[str, frozenset[str]]:
    """The parts that are compared with the reference's, for each domain where any are."""
    found: dict[str, frozenset[str]] = {}
    for check in problem.checks:
        if check.kind == "agrees":
            parts = frozenset(check.only or problem.entry.parts)
            for name in check.over:
                found[name] = found.get(name, frozenset()) | parts
    return found


def _nearness(problem: Problem, evidence: Sequence[Evidence], share: float) -> Iterator[list[bool]]:
    """For each example whose right answer is known, which of the parts that are compared are so
    near to it.
    """
    compared = _compared(problem)
    for one in evidence:
        parts = compared.get(one.domain.name, frozenset())
        for example, reply in zip(one.examples, one.replies, strict=True):
            if parts and isinstance(example.right, Answer):
                given, right = (_parts(problem, side) for side in (reply, example.right))
                yield [
                    name in given and roughly_right(given[name], right[name], share)
                    for name in parts
                ]


def _parts(problem: Problem, reply: Reply) -> dict[str, Any]:
    if not isinstance(reply, Answer):
        return {}
    try:
        return dict(zip(problem.entry.parts, parts_of(problem, reply.value), strict=True))
    except Broken:
        return {}


def roughly_right(given: Any, right: Any, share: float = NEAR) -> bool:
    """Whether a part of an answer is right but for such a share of its size."""
    try:
        if not isinstance(right, (np.ndarray, np.generic, int, float)):
            return bool(close(given, right, share))
        sizes = np.abs(np.asarray(right, dtype=float))
        size = float(np.max(sizes, where=np.isfinite(sizes), initial=0.0))
        return bool(close(np.asarray(given), np.asarray(right), share, 1e-9, scale=size))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - an answer may be anything
        return False
