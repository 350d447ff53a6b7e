"""How far a right answer moves when its arguments do, where these are huge.

What is computed from numbers of 1e200 may be off by roundings of these, if they cancel; or, like a
cosine or a share, by no more than its own. The reference tells, asked again with arguments that are
off by as many roundings as are granted.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.budget import paused
from grader.judge.examples import call_arguments
from grader.judge.promises import parts_of
from grader.judge.shaking import shaken
from grader.law.calls import Broken
from grader.law.closeness import ROUNDINGS, largest_whole
from grader.model import Answer
from grader.values.families import pack
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.judge.reference import Reference
    from grader.problem import Problem

DRAWS: Final = 3
"""So often the reference is asked; the furthest counts."""

MARGIN: Final = 8.0
"""Another right answer may move so many times as far."""


@dataclass(frozen=True)
class Motion:
    """Of the answers of an exercise whose reference is known."""

    problem: Problem
    reference: Reference

    def size(self, names: Mapping[str, Any], part: str, most: float) -> float:
        """The size of what is left of these arguments in that part of the answer, at most `most`,
        which counts where it cannot be told. Whole numbers are exact, and may cancel all the same.
        """
        inputs = [one.name for one in self.problem.entry.parameters if one.name in names]
        whole = largest_whole([names[name] for name in inputs])
        right, at = getattr(names["right"], part), self.problem.entry.parts.index(part)
        try:
            arguments = encode(call_arguments(self.problem, names), pack)
            gaps = [_gap(self._moved(arguments, draw)[at], right) for draw in range(DRAWS)]
        except (Broken, WireError, TypeError, ValueError, ArithmeticError):
            return most
        return min(most, max(1.0, whole, MARGIN * max(gaps) / ROUNDINGS))

    def _moved(self, arguments: bytes, draw: int) -> tuple[Any, ...]:
        """The parts of the answer to these arguments, shaken; raises `Broken` if there is none."""
        rng = np.random.default_rng([zlib.crc32(arguments), draw])
        other = encode(shaken(decode(arguments), rng, ROUNDINGS, numbers=True))
        with paused():
            reply = self.reference.answer(other)
        if not isinstance(reply, Answer):
            raise Broken("what is shaken may not be legal")
        return parts_of(self.problem, reply.value)


def _gap(one: Any, other: Any) -> float:
    """How far the furthest of two numbers are apart that are finite."""
    with np.errstate(all="ignore"):
        gaps = np.abs(np.asarray(one, complex) - np.asarray(other, complex))
    return float(np.max(gaps, initial=0.0, where=np.isfinite(gaps)))
