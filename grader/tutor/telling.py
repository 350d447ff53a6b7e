"""Examples that a submission answered wrongly, and which of their numbers tell most."""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.judge.deviation import numbers_of
from grader.model import Answer, Reply

if TYPE_CHECKING:
    from grader.judge.examples import Example

Array = np.ndarray[Any, Any]

PROBES: Final = 6
"""A constant must explain so many examples before all are asked."""

LONG: Final = 8
"""An example so many times as long as the shortest takes long to ask about every constant, and
shows nothing that a shorter one does not."""


class Telling(NamedTuple):
    """An example with the wrong reply of a submission."""

    example: Example
    reply: Reply


def by_weight(telling: Sequence[Telling]) -> list[Telling]:
    """Some of these examples, none of them long, from the most wrong one to the least. Of those
    that are as wrong the same come first for every submission, since what families answer to them
    is known then.
    """
    most = LONG * min((len(one.example.arguments) for one in telling), default=0)
    short = [one for one in telling if len(one.example.arguments) <= most]
    ranked = sorted(short, key=lambda one: (-_magnitude(one), zlib.crc32(one.example.arguments)))
    places = np.linspace(0, len(ranked) - 1, min(PROBES, len(ranked)))
    return [ranked[round(float(place))] for place in places]


def _magnitude(telling: Telling) -> int:
    """Of how far it is off the order of magnitude; whatever is off by more than its own size is
    nothing but wrong.
    """
    weight = _weight(telling)
    return math.floor(math.log10(min(weight, 1.0))) if weight > 0 else -sys.maxsize


def _weight(telling: Telling) -> float:
    """How far the most telling number is off, relative to its size."""
    numbers = _wrong_numbers(telling)
    return float(numbers[2][int(np.argmax(numbers[2]))]) if numbers is not None else 0.0


def _wrong_numbers(telling: Telling) -> tuple[Array, Array, Array] | None:
    """The numbers of the right answer and of the one given, and how far these are off; None where
    one of them has no numbers, or others in number.
    """
    right, given = telling.example.right, telling.reply
    if not (isinstance(right, Answer) and isinstance(given, Answer)):
        return None
    good, bad = numbers_of(right.value), numbers_of(given.value)
    if good is None or bad is None or good.shape != bad.shape or not good.size:
        return None
    with np.errstate(all="ignore"):
        sizes = np.abs(np.where(np.isfinite(good), good, 0.0))
        gap = np.abs(bad - good) / (sizes + 1e-6 * sizes.max() + 1e-300)
    return good, bad, np.where(np.isfinite(gap), gap, 0.0)


def telling_number(telling: Telling) -> Callable[[Reply], float] | None:
    """How far a reply is above the submission's in the one number that is most wrong there; nan
    where a reply has no such number.
    """
    numbers = _wrong_numbers(telling)
    if numbers is None or not np.any(numbers[2]):
        return None
    _, bad, gap = numbers
    place = int(np.argmax(gap))
    size, wanted = bad.size, float(bad[place])

    def above(reply: Reply) -> float:
        found = numbers_of(reply.value) if isinstance(reply, Answer) else None
        if found is None or found.size != size:
            return math.nan
        return float(found[place]) - wanted

    return above


def form(value: Any) -> Any:
    """The shape of an answer, or those of its parts."""
    if isinstance(value, tuple):
        return [form(part) for part in value]
    return value.shape if isinstance(value, np.ndarray) else ()


def share_right(reply: Reply, right: Reply) -> float:
    """Which share of an answer's numbers are the right ones; 0 where they are not as many."""
    if not (isinstance(reply, Answer) and isinstance(right, Answer)):
        return 0.0
    given, good = numbers_of(reply.value), numbers_of(right.value)
    if given is None or good is None or given.shape != good.shape or not good.size:
        return 0.0
    with np.errstate(all="ignore"):
        return float(np.mean(np.isclose(given, good, rtol=1e-9, atol=0, equal_nan=True)))
