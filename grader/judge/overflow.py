"""Whether an answer is wrong by what integers lose that do not fit into their type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from grader.law.calls import Sides

WORD: Final = 8
"""The bytes of the widest integers."""

LEFT: Final = 2.0**53
"""What is left of a number that did not fit into these is hardly ever smaller."""

CHANCE: Final = 16
"""Of so many whole numbers one at most is off by chance as if it had overflowed."""

Array = np.ndarray[Any, Any]


def wrapped_around(arguments: Sequence[Any], sides: Sides) -> str:
    """That what was received is off by exactly as much as integers lose that do not fit into its
    own type, or into that of an argument, or by that divided by how many numbers there are; empty
    if it is not.
    """
    given, right = (np.asarray(side) for side in (sides.given, sides.wanted))
    if given.shape != right.shape or {given.dtype.kind, right.dtype.kind} - set("biuf"):
        return ""
    gaps = np.unique(given.astype(float) - right.astype(float))
    gaps = gaps[gaps != 0]
    if not gaps.size or not np.all(np.isfinite(gaps)):
        return ""
    what = sides.left.removesuffix("received").strip() or "the answer"
    if given.dtype.kind in "iu" and given.itemsize < WORD:
        lost = 2.0 ** (8 * given.itemsize)
        if _tells(1, gaps, int(lost)):
            return f"{what} is {_offs(gaps, lost, 1)} than expected: {_goes(given.dtype)}"
    arrays = [one for one in arguments if isinstance(one, np.ndarray) and one.dtype.kind in "iu"]
    for array in sorted(arrays, key=lambda one: one.itemsize):
        lost = 2.0 ** (8 * array.itemsize)
        shares = [n for n in (1, 2, *array.shape) if n and _tells(n, gaps, int(lost))]
        if array.itemsize < WORD and shares:
            by = _offs(gaps, lost, shares[0])
            beyond = "and something that is computed from it goes beyond"
            return f"{what} is {by} than expected: {_goes(array.dtype)}, {beyond}"
    return _beyond(arrays, given, right)


def _goes(dtype: np.dtype[Any]) -> str:
    """How far integers of a type go."""
    ends = np.iinfo(dtype)
    return f"{dtype} goes from {ends.min} to {ends.max}"


def _tells(share: int, gaps: Array, lost: int) -> bool:
    """Whether so many of these make what is lost several times, which hardly happens by chance, as
    it does to every other number where there are 128 of them and 256 are lost.
    """
    return CHANCE * math.gcd(share, lost) <= lost and not np.any(gaps * share % lost)


def _beyond(arrays: Sequence[Array], given: Array, right: Array) -> str:
    """That the right answer is larger than the integers of an argument can be, and the one received
    as large as what is left of such a number.
    """
    largest, own = (float(np.max(np.abs(side.astype(float)))) for side in (right, given))
    for dtype in dict.fromkeys(array.dtype for array in arrays if array.itemsize == WORD):
        most = float(np.iinfo(dtype).max)
        if LEFT <= own <= most < largest < np.inf:
            return f"{largest:.6g} does not fit into {dtype}, which goes to {most:.3g}"
    return ""


def _offs(gaps: Array, lost: float, share: int) -> str:
    """How far these are off, in words."""
    if len(gaps) > 1:
        return f"a multiple of {lost:.0f}{f' / {share}' * (share > 1)} more or less"
    size = f"{abs(gaps[0]):.6g}"
    of = f" ({abs(gaps[0]) * share:.0f} / {share})" if share > 1 else ""
    return f"{size}{of} {'more' if gaps[0] > 0 else 'less'}"
