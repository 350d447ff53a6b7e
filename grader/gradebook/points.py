"""Points in hundredths: whole numbers, so that what stands beside a sum adds up to it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
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


def counted(
    score: float | None, most: float, checks: Sequence[tuple[float, float]], worth: int
) -> tuple[float | None, list[tuple[float, float]]]:
    """What a score counts where its problem is worth so many hundredths, and what each of the
    checks does, of which these are the points and how many were earned.
    """
    parts = shares(worth, tuple(points for points, _ in checks))
    earned = [
        hundredths(got / points * part / HUNDREDTHS) if part else 0
        for (points, got), part in zip(checks, parts, strict=True)
    ]
    counts = [
        (part / HUNDREDTHS, got / HUNDREDTHS) for part, got in zip(parts, earned, strict=True)
    ]
    if score is None:
        return None, counts
    total = sum(earned) if any(parts) else hundredths(score / most * worth / HUNDREDTHS)
    return total / HUNDREDTHS, counts


def weighed(result: ProblemResult, worth: int, *, bonus: bool = False) -> ProblemResult:
    """The result as it counts where its problem is worth so many hundredths.

    Its checks have their shares of that, and it has what they add up to.
    """
    of_checks = tuple((check.points, check.earned) for check in result.checks)
    score, counts = counted(result.score, result.max_score, of_checks, worth)
    checks = [
        check if (points, earned) == of else replace(check, points=points, earned=earned)
        for check, of, (points, earned) in zip(result.checks, of_checks, counts, strict=True)
    ]
    title = f"{result.title} (bonus)" if bonus else result.title
    return replace(
        result, title=title, score=score, max_score=worth / HUNDREDTHS, checks=tuple(checks)
    )
