"""How closely a check can be asked of answers in single precision: by what they cost the reference.

A right answer in float32 is off by its rounding, and, where it was computed in float32 as well, by
that of the arguments, which an ill-conditioned example makes larger. So the reference is asked what
the check asks, with its arguments and answers shaken by several roundings, and the check widens by
as much as it takes to bear with that on this very example. Where nothing is wide enough, as in
a law that counts steps or compares exactly, the right answer takes the place of the law.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.budget import paused
from grader.judge.laws import HOLDS, Case, Law, run
from grader.judge.shaking import inside, shaken
from grader.law.calls import Broken, Sides, Told
from grader.law.closeness import COARSEST, at_least, largest, near
from grader.law.showing import show
from grader.model import Answer, Call, Caller, Reply
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.judge.cases import Cases
    from grader.judge.examples import Example
    from grader.judge.motion import Motion
    from grader.problem import Problem

SHAKEN: Final = 16 * 2.0**-24
"""Sixteen roundings, relative to each number. Of the bank's right answers, run wholly in float32,
nearly all stay below eight."""

DRAWS: Final = 3
"""So often the reference is shaken; the widest counts."""

RUNGS: Final = tuple(4e-6 * 4.0**i for i in range(10))
"""The relative tolerances that are tried, up to 1."""

NONE: Final = -1.0
"""Instead of a tolerance: with none does the law hold."""

HUGE: Final = 1e9
"""Beyond that, roundings of the largest argument are so large that nearly every answer agrees."""

Closeness = Mapping[tuple[str, bytes], float]
"""By the name of a check and the values of an example: a rung, or `NONE`."""


@dataclass
class SinglePrecision:
    """What single precision costs each check of an exercise on each example.

    A copy without a reference knows what was recorded, and goes by the widest of that elsewhere.
    """

    cases: Cases
    recorded: Closeness = field(default_factory=dict)
    _known: dict[tuple[str, bytes], float] = field(default_factory=dict)

    def fitted(self, law: Law, examples: Sequence[Example], cases: Sequence[Case]) -> list[Case]:
        """The cases, those of single precision with the closeness that they can be asked for."""
        return [
            self._fitted(law, example, case) if case.rtol == COARSEST[4] else case
            for example, case in zip(examples, cases, strict=False)
        ]

    def _fitted(self, law: Law, example: Example, case: Case) -> Case:
        rtol = self.closeness(law, example)
        if rtol != NONE:
            # Of right answers that differ, another may need a little more.
            return replace(case, rtol=rtol if self._compared else 4 * rtol)
        if "right" not in case.names:  # in a copy, whose student is judged again elsewhere
            return replace(case, instead=Law(law.name, lambda _: None))
        parts = [part for part in self.cases.problem.entry.parts if part in self._compared]
        place = agreement(self.cases.problem, "", parts, 0.0)
        rtol = self.closeness(place, example)
        return replace(case, instead=_either(law, place, RUNGS[-1] if rtol == NONE else rtol))

    @property
    def _compared(self) -> frozenset[str]:
        return self.cases.problem.compared

    def of(self, law: Law, examples: Sequence[Example]) -> tuple[float, ...]:
        """The closeness of the law on each of these."""
        return tuple(self.closeness(law, example) for example in examples)

    def closeness(self, law: Law, example: Example) -> float:
        """The least rung with which the law holds for the reference when shaken, or `NONE`."""
        key = law.name, example.values
        if key not in self._known:
            local = self.cases.reference.local
            if local is None:
                named = [rtol for (name, _), rtol in self.recorded.items() if name == law.name]
                widest = max(named, default=COARSEST[4])
                return self.recorded.get(key, widest)
            with paused():
                self._known[key] = self._measured(law, example, local)
        return self._known[key]

    def _measured(self, law: Law, example: Example, local: Caller) -> float:
        """With arguments shaken, too, if the law can bear that: some ask for the very arguments."""
        found = self._borne(law, example, [_Shaken(local, i) for i in range(DRAWS)])
        if found == NONE:
            answers = [_Shaken(local, i, arguments=False) for i in range(DRAWS)]
            found = self._borne(law, example, answers)
        return found

    def _borne(self, law: Law, example: Example, callers: Sequence[Caller]) -> float:
        """The least rung with which the law holds for the answers of all of these, or `NONE`."""
        place = 0
        call = Call(self.cases.problem.entry.name, example.arguments)
        for caller in callers:
            (reply,) = caller.answer([call])
            if not isinstance(reply, Answer):
                return NONE
            try:
                case = self.cases.case(example, reply)
            except Broken:
                return NONE
            while run(law, [replace(case, rtol=RUNGS[place])], caller)[-1] is not HOLDS:
                place += 1
                if place == len(RUNGS):
                    return NONE
        return RUNGS[place]


def agreement(
    problem: Problem,
    name: str,
    parts: Sequence[str],
    rtol: float,
    atol: float = 0.0,
    motion: Motion | None = None,
) -> Law:
    """That these parts, or all, are the reference's, however small, rounded as the answer is. Where
    arguments are huge, or functions, `motion` says how much that leaves of each part.
    """
    inputs = [parameter.name for parameter in problem.entry.parameters]

    def agree(names: Mapping[str, Any]) -> None:
        size = largest([names[name] for name in inputs if name in names])
        for part in parts or problem.entry.parts:
            given, right = names[part], getattr(names["right"], part)
            pair = _in_range(given, right)
            verdict = near(*pair, rtol, size, atol)
            if verdict and size > HUGE and motion and not near(*pair, rtol, 1.0, atol):
                verdict = near(*pair, rtol, motion.size(names, part, size), atol)
            if not verdict and motion and (grain := motion.grain(names)):
                off = grain[problem.entry.parts.index(part)]
                verdict = near(*pair, rtol, size, max(atol, off))
            if not verdict:
                text = f"{part} = {show(given, right)}, but {show(right, given)} was expected"
                several = len(problem.entry.parts) > 1
                received = f"{part} received" if several else "received"
                sides = Sides(received, given, "expected", right)
                raise Broken(f"{text} ({verdict!r})", Told(sides=sides, text=_plain(text, verdict)))

    return Law(name, agree)


def _plain(text: str, verdict: object) -> str:
    """The text, with the difference where that says more than two numbers side by side."""
    return f"{text} ({verdict!r})" if "[" in text or "(" in text else text


def _either(law: Law, place: Law, rtol: float) -> Law:
    """The law, or in its place another within this tolerance."""

    def assess(names: Mapping[str, Any]) -> None:
        try:
            law.assess(names)
        except (Broken, ArithmeticError, TypeError, ValueError):
            with at_least(rtol):
                place.assess(names)

    return Law(law.name, assess)


def _in_range(given: Any, right: Any) -> tuple[Any, Any]:
    """Both, without the entries whose right value is too large for the single precision given."""
    if isinstance(given, list) and isinstance(right, list) and len(given) == len(right):
        pairs = [_in_range(one, other) for one, other in zip(given, right, strict=True)]
        return [one for one, _ in pairs], [other for _, other in pairs]
    if getattr(given, "dtype", None) != np.float32 or np.shape(given) != np.shape(right):
        return given, right
    with np.errstate(over="ignore"):
        lost = np.isfinite(right) & ~np.isfinite(np.asarray(right).astype(np.float32))
    return np.where(lost, 0, given), np.where(lost, 0, right)


@dataclass(frozen=True)
class _Shaken:
    """A `Caller` that answers as another does, but for some roundings of single precision."""

    caller: Caller
    draw: int
    arguments: bool = True

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        return [self._one(call) for call in calls]

    def _one(self, call: Call) -> Reply:
        (reply,) = self.caller.answer([call])
        if not isinstance(reply, Answer):
            return reply
        rng = np.random.default_rng([zlib.crc32(call.arguments), self.draw])
        other: Reply = reply
        try:
            arguments = encode(shaken(decode(call.arguments), rng, SHAKEN, numbers=False))
            if self.arguments:
                (other,) = self.caller.answer([Call(call.function, arguments)])
        except WireError:
            other = reply
        kept = other if isinstance(other, Answer) else reply  # what is shaken may not be legal
        with np.errstate(all="ignore"):
            moved = shaken(kept.value, rng, SHAKEN, numbers=True)
            return replace(kept, value=_single(moved))


def _single(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32)
    if isinstance(value, (float, np.floating)):
        return np.float32(value)
    return inside(value, _single)
