"""Which portion of the answers is wrong: which of their parts, which of their entries, and whether
what is wrong is always too large or always too small.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import close, least_rtol
from grader.model import Answer, Reply
from grader.tutor.conditions import FEWEST, SURELY, exactly
from grader.tutor.features import MOST_SIZE

if TYPE_CHECKING:
    from grader.problem import Problem

Array = np.ndarray[Any, Any]

LITTLE: Final = 0.01
"""What is off by no more than this part of the largest entry is off by little."""

MOST_ENTRIES: Final = 100_000
"""So many entries of all answers together are looked at."""


class Answered(NamedTuple):
    """The arguments of an example by name, the answer to it, and the right one, by their parts."""

    arguments: Mapping[str, Any]
    given: Mapping[str, Any]
    right: Mapping[str, Any]


def answered(
    problem: Problem, arguments: Mapping[str, Any], given: Reply, right: Reply | None
) -> Answered | None:
    """An example with the parts of its answers, where both are answers of the promised parts."""
    if not isinstance(given, Answer) or not isinstance(right, Answer):
        return None
    try:
        both = [parts_of(problem, reply.value) for reply in (given, right)]
    except Broken:
        return None
    names = problem.entry.parts
    return Answered(arguments, *(dict(zip(names, parts, strict=True)) for parts in both))


class Portions:
    """What is wrong in these answers."""

    def __init__(self, problem: Problem, several: Sequence[Answered]) -> None:
        self._several = several
        self._rtol = problem.closeness
        names = [name for name in problem.entry.parts if name in problem.compared]
        self._bad = {
            name: np.array([not self._close(one.given[name], one.right[name]) for one in several])
            for name in names
        }
        self._wrong = [name for name in names if self._bad[name].any()]

    def _close(self, one: Any, other: Any) -> bool:
        try:
            return bool(close(one, other, max(self._rtol, least_rtol(one, other))))
        except (TypeError, ValueError, ArithmeticError):
            return False

    def parts(self) -> str:
        """Which parts are right in all examples, where others are not."""
        right = [name for name in self._bad if name not in self._wrong]
        if not right or not self._wrong or len(self._several) < SURELY:
            return ""
        are, others = ("is" if len(some) == 1 else "are" for some in (right, self._wrong))
        return f"{_listed(right)} {are} right in all examples, {_listed(self._wrong)} {others} not"

    def exchanged(self) -> str:
        """Which two parts stand in each other's place, in every wrong answer."""
        pairs = itertools.combinations(self._wrong, 2)
        return next((text for pair in pairs if (text := self._exchanged(*pair))), "")

    def _exchanged(self, one: str, other: str) -> str:
        wrong = [a for a, bad in zip(self._several, self._bad[one], strict=True) if bad]
        if len(wrong) >= FEWEST and all(
            self._close(a.given[one], a.right[other]) and self._close(a.given[other], a.right[one])
            for a in wrong
        ):
            return f"{one} and {other} have changed places"
        return ""

    def entries(self) -> str:
        """Which entries of a part are wrong, and none of the others."""
        return next((text for name in self._wrong if (text := self._entries(name))), "")

    def _entries(self, name: str) -> str:
        wrong: list[Array] = []
        tables: list[dict[str, Array]] = []
        size = 0
        for one in self._several:
            pair = _numbers(one.given[name], one.right[name])
            if pair is None:
                return ""
            given, right = pair
            if not 0 < right.size <= MOST_SIZE or right.ndim == 0:
                continue
            wrong.append(_off(given, right).ravel())
            tables.append({k: v.ravel() for k, v in _of_entries(right, one.arguments)})
            size += right.size
            if size > MOST_ENTRIES:
                break
        if sum(map(np.any, wrong)) < FEWEST:
            return ""
        texts = dict.fromkeys(text for table in tables for text in table)
        none = [np.zeros(one.size, bool) for one in wrong]
        table = {
            text: np.concatenate([t.get(text, n) for t, n in zip(tables, none, strict=True)])
            for text in texts
        }
        split = exactly(np.concatenate(wrong), table)
        if split is None:
            return ""
        word = "wrong" if split.bad else "right"
        other = "right" if split.bad else "wrong"
        where = f"the entries of {name} {split.text}"
        return f"{where} are {word}, in all examples, and all others are {other}"

    def side(self) -> str:
        """Whether what is wrong is always too large, or always too small."""
        for name in self._wrong:
            signs: set[float] = set()
            wrong = 0
            for one, bad in zip(self._several, self._bad[name], strict=True):
                if not bad:
                    continue
                pair = _numbers(one.given[name], one.right[name])
                if pair is None:
                    signs.clear()
                    break
                with np.errstate(all="ignore"):
                    signs |= {*np.sign(pair[0] - pair[1])[_off(*pair)].tolist()}
                wrong += 1
            if wrong >= SURELY and len(signs) == 1 and signs <= {-1.0, 1.0}:
                way = "large" if 1.0 in signs else "small"
                return f"wherever {name} is wrong, it is too {way} ({wrong} examples)"
        return ""

    def nearness(self) -> str:
        """How little everything that is wrong is off, if it is little."""
        for name in self._wrong:
            bad = zip(self._several, self._bad[name], strict=True)
            gaps = [_gap(one.given[name], one.right[name]) for one, wrong in bad if wrong]
            worst = max(gaps)
            if len(gaps) >= SURELY and 0 < worst <= LITTLE:
                bound = 100 * 10.0 ** math.ceil(math.log10(worst))
                several = any(np.ndim(one.right[name]) for one in self._several)
                of = " of its largest entry" if several else ""
                return f"wherever {name} is wrong, it is off by at most {bound:g} %{of}"
        return ""


def _gap(given: Any, right: Any) -> float:
    """The largest difference of two answers, relative to the largest number of the right one."""
    pair = _numbers(given, right)
    if pair is None or not pair[1].size or not np.isfinite(pair[1]).all():
        return math.inf
    with np.errstate(all="ignore"):
        gap = float(np.max(np.abs(pair[0] - pair[1])) / np.max(np.abs(pair[1])))
    return gap if math.isfinite(gap) else math.inf


def _numbers(given: Any, right: Any) -> tuple[Array, Array] | None:
    """Both as arrays of floats; None where they are no numbers, or not as many."""
    try:
        one, other = np.asarray(given), np.asarray(right)
    except ValueError:
        return None
    if one.shape != other.shape or {one.dtype.kind, other.dtype.kind} - set("biuf"):
        return None
    return one.astype(float), other.astype(float)


def _off(given: Array, right: Array) -> Array:
    """Which entries are wrong."""
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(right), where=np.isfinite(right), initial=0.0) or 1.0
        return ~np.isclose(given, right, rtol=1e-6, atol=1e-9 * scale, equal_nan=True)


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _of_entries(right: Array, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
    """What can be said of the entries of one answer: where they stand, and what belongs there."""
    places = np.indices(right.shape)
    lines = ("row", "column") if right.ndim == 2 else ("entry",)
    if right.ndim <= 2:
        for axis, word in enumerate(lines):
            at, most = places[axis], right.shape[axis] - 1
            yield f"in the first {word}" if right.ndim == 2 else "that come first", at == 0
            yield f"in the last {word}" if right.ndim == 2 else "that come last", at == most
    if right.ndim == 2:
        row, column = places
        yield "on the diagonal", np.equal(row, column)
        yield "above the diagonal", np.less(row, column)
        yield "below the diagonal", np.greater(row, column)
    yield from _of_values("that should be", right)
    for argument, value in arguments.items():
        same = isinstance(value, np.ndarray) and value.shape == right.shape
        if same and value.dtype.kind in "biuf":
            yield from _of_values(f"where {argument} is", value)


def _of_values(words: str, values: Array) -> Iterator[tuple[str, Array]]:
    numbers = values.astype(float)
    with np.errstate(all="ignore"):
        yield f"{words} 0", numbers == 0
        yield f"{words} negative", numbers < 0
        yield f"{words} positive", numbers > 0
        yield f"{words} more than 1", numbers > 1
        yield f"{words} larger than 1 in size", np.abs(numbers) > 1
        yield f"{words} nan or infinite", ~np.isfinite(numbers)
        if numbers.size:
            yield f"{words} largest", numbers == numbers.max()
            yield f"{words} smallest", numbers == numbers.min()
