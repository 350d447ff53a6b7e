"""What a class's results tell of its checks and its mistakes: plain figures of plain rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.gradebook.standing import Standing
from grader.model import CheckResult, Outcome, ProblemResult
from grader.reports import wording


@dataclass(frozen=True, slots=True)
class Check:
    """How a check came out in a class; `discrimination` is None where there is none to tell."""

    problem: str
    name: str
    hidden: bool
    tried: int
    passed: int
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Students whose answers to a problem went wrong in the same way."""

    problem: str
    what: str
    message: str
    who: tuple[str, ...]


def results(rows: Iterable[Standing]) -> list[tuple[str, ProblemResult]]:
    """Every student's result of every problem."""
    return [
        (row.student.id, result)
        for row in rows
        if row.attempt is not None
        for result in row.attempt.report.problems
    ]


def checks(rows: Sequence[Standing]) -> list[Check]:
    """Each check of each problem: how many pass it, and whether those are the strong ones."""
    totals = {
        row.student.id: row.attempt.report.score or 0.0 for row in rows if row.attempt is not None
    }
    seen: dict[tuple[str, str, bool], list[tuple[float, float, bool]]] = defaultdict(list)
    for who, result in results(rows):
        for check in result.checks:
            if check.outcome not in wording.UNTRIED:
                share = check.earned / check.points if check.points else float(_passed(check))
                rest = totals[who] - check.earned
                key = (result.name, check.name, check.hidden)
                seen[key].append((share, rest, _passed(check)))
    order = {name: i for i, name in enumerate(dict.fromkeys(name for name, *_ in seen))}
    return [
        Check(
            *key,
            len(found),
            sum(passed for *_, passed in found),
            correlation([share for share, *_ in found], [rest for _, rest, _ in found]),
        )
        for key, found in sorted(seen.items(), key=lambda one: order[one[0][0]])
    ]


def _passed(check: CheckResult) -> bool:
    return check.outcome is Outcome.PASSED


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's, or None where one of them does not vary."""
    if len(xs) < 3:
        return None
    x, y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    both = math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    squares = math.fsum((a - x) ** 2 for a in xs) * math.fsum((b - y) ** 2 for b in ys)
    return None if squares < 1e-18 else max(-1.0, min(1.0, both / math.sqrt(squares)))


def mistakes(rows: Iterable[Standing]) -> list[tuple[str, str, list[str]]]:
    """The mistakes that were recognised, the most frequent first: problem, mistake, who."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for who, result in results(rows):
        if told := result.mistake or result.diagnosis:
            found[result.name, told].append(who)
    ranked = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return [(problem, told, who) for (problem, told), who in ranked]


def alike(rows: Iterable[Standing]) -> list[Alike]:
    """Groups of at least two that fail the same checks with the same words, the largest first."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
    for who, result in results(rows):
        failed = tuple((check.name, check.message) for check in wording.failures(result))
        if failed:
            found[result.name, failed].append(who)
    groups = [
        Alike(problem, ", ".join(name for name, _ in failed), failed[0][1], tuple(who))
        for (problem, failed), who in found.items()
        if len(who) > 1
    ]
    return sorted(groups, key=lambda group: (-len(group.who), group.problem, group.what))
