"""Points in hundredths: whole numbers, so that what stands beside a sum adds up to it."""

from __future__ import annotations

import functools
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.model import ProblemResult

HUNDREDTHS: Final = 100


@functools.lru_cache(maxsize=4096)
def hundredths(points: float) -> int:
    """Points as hundredths, halves away from zero."""
    exact = Fraction(repr(float(points))) * HUNDREDTHS
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def written(points: int | None) -> str:
    """Hundredths as a number without needless zeros; nothing for points that there are not."""
    if points is None:
        return ""
    whole, rest = divmod(abs(points), HUNDREDTHS)
    sign = "-" if points < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")


@functools.lru_cache(maxsize=1024)
def shares(total: int, weights: tuple[float, ...]) -> tuple[int, ...]:
    """A total dealt out by weight, to the last hundredth: what is left over by rounding goes to
    those who lost most by it, earlier ones first.
    """
    exact = [Fraction(repr(float(weight))) for weight in weights]
    if not (whole := sum(exact)):
        return (0,) * len(weights)
    due = [share * total / whole for share in exact]
    dealt = [int(share) for share in due]
    order = sorted(range(len(due)), key=lambda i: (dealt[i] - due[i], i))
    for i in order[: total - sum(dealt)]:
        dealt[i] += 1
    return tuple(dealt)


def weighed(result: ProblemResult, worth: int, *, bonus: bool = False) -> ProblemResult:
    """The result as it counts where its problem is worth so many hundredths.

    Its checks have their shares of that, and it has what they add up to.
    """
    parts = shares(worth, tuple(check.points for check in result.checks))
    checks = []
    total = 0
    for check, part in zip(result.checks, parts, strict=True):
        earned = hundredths(check.earned / check.points * part / HUNDREDTHS) if part else 0
        total += earned
        counts = part / HUNDREDTHS, earned / HUNDREDTHS
        if counts == (check.points, check.earned):
            checks.append(check)
        else:
            checks.append(replace(check, points=counts[0], earned=counts[1]))
    score = result.score
    if score is not None:
        if not any(parts):
            total = hundredths(score / result.max_score * worth / HUNDREDTHS)
        score = total / HUNDREDTHS
    title = f"{result.title} (bonus)" if bonus else result.title
    return replace(
        result, title=title, score=score, max_score=worth / HUNDREDTHS, checks=tuple(checks)
    )
