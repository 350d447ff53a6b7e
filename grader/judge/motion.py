"""How far a right answer moves when what it is computed from does.

What is computed from numbers of 1e200 may be off by roundings of these, if they cancel; or, like a
cosine or a share, by no more than its own. The reference tells, asked again with arguments that are
off by as many roundings as are granted.

A function among the arguments is rounded, too, and not everywhere alike: another processor adds its
terms in another order, another right program asks it elsewhere. A difference quotient divides that
by its step, so that of nine digits of a slope three may be left. The reference tells this as well,
asked with functions that are off by some roundings; a copy without one goes by what was recorded.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.budget import paused
from grader.judge.examples import call_arguments
from grader.judge.promises import parts_of
from grader.judge.recording import Grain, digest
from grader.judge.shaking import shaken
from grader.law.calls import Broken
from grader.law.closeness import ROUNDINGS, largest_whole
from grader.model import Answer
from grader.values.families import Function, pack
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.judge.reference import Reference
    from grader.problem import Problem

DRAWS: Final = 3
"""So often the reference is asked; the furthest counts."""

MARGIN: Final = 8.0
"""Another right answer may move so many times as far."""

LAST_DIGITS: Final = 1e-15
"""What a function is off by, relative to what it is given and what it gives: about nine halves of
a unit in the last place of a double, as for a sum of a few terms."""


@dataclass(frozen=True)
class Motion:
    """Of the answers of an exercise; without a reference it is known where it was `recorded`."""

    problem: Problem
    reference: Reference
    recorded: Grain = field(default_factory=dict)

    def size(self, names: Mapping[str, Any], part: str, most: float) -> float:
        """The size of what is left of these arguments in that part of the answer, at most `most`,
        which counts where it cannot be told. Whole numbers are exact, and may cancel all the same.
        """
        if not self.reference.known:
            return most
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

    def grain(self, names: Mapping[str, Any]) -> tuple[float, ...]:
        """How far each part of the answer may be off, since functions among these arguments are
        rounded; nothing where there are none, or where it cannot be told.
        """
        inputs = [one.name for one in self.problem.entry.parameters if one.name in names]
        if not any(isinstance(names[name], Function) for name in inputs):
            return ()
        arguments = encode(call_arguments(self.problem, names), pack)
        if not self.reference.known:
            return self.recorded.get(digest(arguments), ())
        right, seed = names["right"], zlib.crc32(arguments)
        gaps = [[0.0] * len(right)]
        for draw in range(DRAWS):
            inexact = partial(Inexact, seed=(seed, draw))
            with paused(), np.errstate(all="ignore"), contextlib.suppress(Exception):
                parts = parts_of(self.problem, self.reference.given(arguments, inexact))
                gaps.append([_gap(one, other) for one, other in zip(parts, right, strict=True)])
        return tuple(MARGIN * max(several) for several in zip(*gaps, strict=True))


@dataclass(frozen=True)
class Inexact:
    """A function that is off by its last digits, each time alike for the same arguments."""

    function: Callable[..., Any]
    seed: tuple[int, int]

    def __call__(self, *args: Any) -> Any:
        """What the function gives for arguments close to these, not quite."""
        floats = [_floats(value) for value in args]
        told = zlib.crc32(b"".join(np.asarray(value).tobytes() for value in floats))
        rng = np.random.default_rng([*self.seed, told])
        moved = [shaken(value, rng, LAST_DIGITS, numbers=True) for value in floats]
        return shaken(self.function(*moved), rng, LAST_DIGITS, numbers=True)


def _floats(value: Any) -> Any:
    """A number as a float, and an array or a list as an array of floats."""
    return float(value) if isinstance(value, (int, float)) else np.asarray(value, dtype=float)


def _gap(one: Any, other: Any) -> float:
    """How far the furthest of two numbers are apart that are finite."""
    with np.errstate(all="ignore"):
        gaps = np.abs(np.asarray(one, complex) - np.asarray(other, complex))
    return float(np.max(gaps, initial=0.0, where=np.isfinite(gaps)))
