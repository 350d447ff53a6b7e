"""When two answers are the same, and if not, where they differ.

Every comparison answers True, or a `Difference`: falsy, and able to say what it found. Shapes must
agree (a scalar on the right spreads), nan equals only nan, and inf only the same inf.

Tolerance. |a - b| ≤ atol + rtol · scale, where the scale is that of the whole array,
max(1, |a|, |b|), since the entries of one result share their rounding errors; for `near` it is
max(|a|, |b|), so that small answers are compared as closely as large ones. The default rtol of
1e-9 leaves about 10⁶ units in the last place for a sum taken in another order. Where the
answers at hand are of single or half precision (see `least_rtol`), rtol is at least 2e-4 or 2e-2,
about a thousand units in the last place of those types, unless the judge knows better what they
cost (see `grader.judge.single`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from itertools import permutations
from typing import Any, Final

import numpy as np

from grader.escaping import cut
from grader.law.showing import exact

MOST_TOLD: Final = 1_000
"""Characters in which a difference is told: nested answers have long places."""

RTOL: Final = 1e-9
ROUNDINGS: Final = 1e-13
"""About five hundred units in the last place of a double."""
COARSEST: Final = {2: 2e-2, 4: 2e-4, 8: 0.0}
"""The least rtol for floats of so many bytes."""


_least: ContextVar[float] = ContextVar("least rtol", default=0.0)
_unit: ContextVar[float] = ContextVar("least scale", default=1.0)


class Difference:
    """False, and why: a text, or what writes it for whoever asks, as most do not."""

    __slots__ = ("_why",)

    def __init__(self, why: str | Callable[[], str]) -> None:
        self._why = why

    def __bool__(self) -> bool:
        return False

    @property
    def text(self) -> str:
        """Why."""
        return cut(self._why if isinstance(self._why, str) else self._why(), MOST_TOLD)

    def __repr__(self) -> str:
        return self.text


Verdict = bool | Difference


def least_rtol(*answers: Any) -> float:
    """The finest relative tolerance that the least precise float array among `answers` allows."""
    return COARSEST[min(map(_float_size, answers), default=8)]


def widened(rtol: float) -> float:
    """This relative tolerance, or the larger one that answers in single precision need here."""
    return max(rtol, _least.get())


@contextlib.contextmanager
def at_least(rtol: float) -> Iterator[None]:
    """Compare inside with no smaller relative tolerance."""
    token = _least.set(rtol)
    try:
        yield
    finally:
        _least.reset(token)


def near(a: Any, b: Any, rtol: float, largest: float, atol: float = 0.0) -> Verdict:
    """Whether a equals the right answer b, however small it is: the scale is that of the answer
    alone.

    `largest` is the size of what the answers were computed from: some roundings of it are granted,
    since a right answer may be what is left where larger terms cancel; `atol` grants more.
    """
    token = _unit.set(0.0)
    try:
        coarse = _least.get() * min(1.0, largest)  # in single precision, as much as ever
        return close(a, b, rtol, max(ROUNDINGS * largest, coarse, atol))
    finally:
        _unit.reset(token)


def largest(value: Any) -> float:
    """The size of the largest finite number in arrays, lists, tuples, dicts or numbers; 1 if there
    is none. Whole numbers outside of arrays, which mostly count something, matter only alone.
    """
    return max(_sizes(value, float), default=0.0) or max(_sizes(value, int), default=0.0) or 1.0


def largest_whole(values: Sequence[Any]) -> float:
    """The size of the largest whole number in arrays, lists, tuples or dicts among these, 0 if
    there is none; what stands alone counts something.
    """
    held = [value for value in values if not isinstance(value, int)]
    return max(_sizes(held, int, "iu"), default=0.0)


def _sizes(value: Any, bare: type[float], kinds: str = "iufc") -> Iterator[float]:
    """The sizes in `value`, in arrays of these kinds, and outside of numbers of the type `bare`."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _sizes(item, bare, kinds)
    elif isinstance(value, bare):
        yield abs(value) if abs(value) < np.inf else 0.0
    elif isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in kinds:
        size = np.abs(value.astype(complex if value.dtype.kind == "c" else float))
        yield float(np.max(size, initial=0.0, where=np.isfinite(size)))


_FLOAT64: Final = np.dtype(float)


def _float_size(answer: Any) -> int:
    dtype = getattr(answer, "dtype", None)
    if dtype is _FLOAT64:
        return 8
    if dtype is not None and dtype.kind in "fc":
        return min(8, int(dtype.itemsize) // (2 if dtype.kind == "c" else 1))
    if isinstance(answer, (list, tuple)):
        return min(map(_float_size, answer), default=8)
    if isinstance(answer, dict):
        return min(map(_float_size, answer.values()), default=8)
    return 8


def close(
    a: Any,
    b: Any,
    rtol: float = RTOL,
    atol: float = 0.0,
    *,
    scale: float | None = None,
    up_to: str = "",
) -> Verdict:
    """Whether a equals b to rounding; lists, tuples and dicts are compared item by item.

    `up_to` grants a freedom: "sign" (of the whole), "column signs", "order" (of the rows),
    "scale" (any non-zero factor) or "basis" (the columns span the same space).
    """
    if up_to:
        return _FREEDOMS[up_to](a, b, rtol, atol)
    # The common case first, and cheaply: laws compare floats by the thousand.
    if type(a) is float and type(b) is float and a == b:
        return True
    if isinstance(a, (dict, list, tuple, set, str)) or a is None:
        return _close_items(a, b, rtol, atol)
    return _close_arrays(np.asarray(a), np.asarray(b), widened(rtol), atol, scale)


def _close_items(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return Difference(f"the keys are {exact(list(a))}, not {exact(list(b))}")
        pairs = [(key, a[key], b[key]) for key in a]
    elif isinstance(a, (list, tuple)) and not isinstance(b, (str, dict, set)):
        if _real(a) and _real(b):
            with contextlib.suppress(ValueError, OverflowError):
                a_array, b_array = (np.asarray(side, dtype=float) for side in (a, b))
                return _close_arrays(a_array, b_array, widened(rtol), atol)
        if len(a) != len(b):
            return Difference(f"the length is {len(a)}, not {len(b)}")
        pairs = [(i, x, y) for i, (x, y) in enumerate(zip(a, b, strict=True))]
    else:
        return same(a, b)
    for place, x, y in pairs:
        verdict = close(x, y, rtol, atol)
        if not verdict:
            return _inside(place, verdict)
    return True


def _inside(place: Any, verdict: Verdict) -> Difference:
    return Difference(lambda: f"at [{exact(place)}]: {verdict!r}")


def _real(value: Any) -> bool:
    """Whether a list holds real numbers alone; NumPy would also read text, and drop i."""
    if isinstance(value, (list, tuple)):
        return all(map(_real, value))
    return type(value) in (bool, int, float) or getattr(value, "dtype", _TEXT).kind in "biuf"


_TEXT = np.dtype(str)


def _close_arrays(
    a: np.ndarray[Any, Any],
    b: np.ndarray[Any, Any],
    rtol: float,
    atol: float,
    scale: float | None = None,
) -> Verdict:
    if b.shape not in (a.shape, ()):
        return Difference(f"the shape is {a.shape}, not {b.shape}")
    if a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return same(a, b)
    if not a.size:
        return True
    with np.errstate(all="ignore"):
        if a.dtype is not _FLOAT64 or b.dtype is not _FLOAT64:
            wide = np.result_type(a, b, np.float64)
            a, b = a.astype(wide, copy=False), b.astype(wide, copy=False)
        gap = np.abs(a - b)
        largest = float(np.maximum.reduce(gap, axis=None))
        if largest == 0.0 or (scale is None and largest <= atol + rtol * _unit.get()):
            return True
        if not np.isfinite(largest):
            equal = (a == b) | (np.isnan(a) & np.isnan(b))
            finite = np.isfinite(a) & np.isfinite(b)
            if not np.all(equal | finite):
                # The worst place is one where only one side is finite.
                return _at(a, b, int(np.argmax(~(equal | finite))))
            gap = np.where(finite, gap, 0.0)
            magnitudes = np.where(finite, np.maximum(np.abs(a), np.abs(b)), 0.0)
            largest = float(gap.max())
        else:
            magnitudes = np.maximum(np.abs(a), np.abs(b))
        size = max(_unit.get(), float(magnitudes.max())) if scale is None else scale
        if largest <= atol + rtol * size:
            return True
    return _at(a, b, int(gap.argmax()))


def _at(
    a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], flat: int, words: str = "is not"
) -> Difference:
    shape = a.shape
    x, y = a.flat[flat], b.flat[flat if b.shape == shape else 0]

    def why() -> str:
        one, other = (v.item() if isinstance(v, np.generic) else v for v in (x, y))
        told = f"{exact(one)} {words} {exact(other)}"
        place = ", ".join(str(int(i)) for i in np.unravel_index(flat, shape))
        return f"at [{place}] {told}" if shape else told

    return Difference(why)


def same(a: Any, b: Any) -> Verdict:
    """Whether a equals b exactly: shape and every entry of arrays, plain equality otherwise."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        a, b = np.asarray(a), np.asarray(b)
        if b.shape not in (a.shape, ()):
            return Difference(f"the shape is {a.shape}, not {b.shape}")
        unequal = ~((a == b) | ((a != a) & (b != b)))
        return _at(a, b, int(np.argmax(unequal))) if np.any(unequal) else True
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        if len(a) != len(b):
            return Difference(f"the length is {len(a)}, not {len(b)}")
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            if not (verdict := same(x, y)):
                return _inside(i, verdict)
        return True
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        verdicts = ((key, same(a[key], b[key])) for key in a)
        return next((_inside(key, verdict) for key, verdict in verdicts if not verdict), True)
    return True if a == b or (a != a and b != b) else Difference(f"{exact(a)} is not {exact(b)}")


def at_most(a: Any, b: Any, rtol: float = RTOL, atol: float = 0.0) -> Verdict:
    """Whether a ≤ b in every entry but for rounding, by the size of both; shapes may broadcast."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    if not a.size:
        return True
    with np.errstate(all="ignore"):
        sizes = np.abs(np.stack([a, b]))
        size = max(1.0, float(np.max(sizes, where=np.isfinite(sizes), initial=0.0)))
        fine = (a <= b) | (a - b <= atol + widened(rtol) * size)
        if fine.all():
            return True
        excess = np.where(fine, -np.inf, a - b)
        return _at(a, b, int(np.argmax(excess)), "is greater than")


def finite(a: Any) -> Verdict:
    """Whether every entry is a finite number."""
    a = np.asarray(a)
    a = a if a.dtype.kind == "c" else a.astype(float)
    if np.all(np.isfinite(a)):
        return True
    flat = int(np.argmax(~np.isfinite(a)))
    place = ", ".join(str(int(i)) for i in np.unravel_index(flat, a.shape))
    return Difference(f"{a.flat[flat].item()}" + (f" at [{place}]" if place else ""))


def _up_to_sign(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    verdict = close(a, b, rtol, atol)
    return verdict or (close(np.negative(a), b, rtol, atol) and True) or verdict


def _up_to_column_signs(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return Difference(f"the shape is {a.shape}, not {b.shape}")
    signs = np.where(np.sum(a * b, axis=0) < 0, -1.0, 1.0)
    return close(a * signs, b, rtol, atol)


def _up_to_order(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return Difference(f"the shape is {a.shape}, not {b.shape}")
    if len(a) <= 6:  # sorting can separate rows that tie to rounding
        orders: Sequence[Any] = [list(order) for order in permutations(range(len(a)))]
        if any(close(a[order], b, rtol, atol) for order in orders):
            return True
    return close(_sorted_rows(a), _sorted_rows(b), rtol, atol)


def _sorted_rows(a: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return a[np.lexsort(a.reshape(len(a), -1).T[::-1])] if a.size else a


def _up_to_scale(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        return Difference(f"the shape is {a.shape}, not {b.shape}")
    size_a, size_b = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    if size_a == 0 or size_b == 0:
        return close(a, b, rtol, atol)
    return _up_to_sign(a / size_a, b / size_b, rtol, atol)


def _up_to_basis(a: Any, b: Any, rtol: float, atol: float) -> Verdict:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape[0] != b.shape[0]:
        return Difference(f"the columns have {a.shape[0]} entries, not {b.shape[0]}")
    if a.shape[1] > max(b.shape):  # some of them depend on others, and to see which takes long
        return Difference(f"{a.shape[1]} columns are no basis: {max(b.shape)} would be many")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return finite(a) and finite(b)
    return close(_projector(a), _projector(b), max(rtol, 1e-7), atol)


def _projector(a: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    U, s, _ = np.linalg.svd(a, full_matrices=False)
    U = U[:, s > 1e-9 * max(1e-300, s.max(initial=0.0))]
    return np.asarray(U @ U.T)


_FREEDOMS = {
    "sign": _up_to_sign,
    "column signs": _up_to_column_signs,
    "order": _up_to_order,
    "scale": _up_to_scale,
    "basis": _up_to_basis,
}
