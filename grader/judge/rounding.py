"""An example in rounder numbers: the smallest that was found may have many digits all the same."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.domains import Style, draw_value, evaluate
from grader.judge.sources import Small

if TYPE_CHECKING:
    from grader.judge.drawing import Drawing
    from grader.problem import Value

ROUNDER_CALLS: Final = 40
"""How often a rounder one is tried."""

MOST_ENTRIES: Final = 6
"""Of so many the entries of an array are made rounder one by one."""

ROUND: Final = (0.0, 1.0, 2.0, -1.0, 0.5, 0.1, 10.0)
FEW: Final = 2
"""Numbers of so many digits are round."""

_USUAL: Final = (1e-3, 1e4)
"""What is smaller, or larger, takes digits to write as well."""

_KINDS: Final = frozenset({"real", "reals", "integers"})
"""The kinds whose numbers are free, but for their range."""

_RANGE: Final = (-10.0, 10.0)
"""Which is that where none is given."""

_TIED: Final = frozenset({"distinct", "constant", "dtype"})


def rounded(
    drawing: Drawing, values: Mapping[str, Any], fails: Callable[[Mapping[str, Any]], bool]
) -> Mapping[str, Any]:
    """The values of an example that fails, in numbers of fewer digits as long as it does."""
    found, left = values, ROUNDER_CALLS
    if drawing.domain.forms is not None:
        return found
    for name, value in drawing.domain.values.items():
        if value.kind not in _KINDS or value.options.keys() & _TIED:
            continue
        for change in _changes(found[name]):
            new = change(found[name])
            if digits(new) >= digits(found[name]) or not _within(
                new, value, {**drawing.names, **found}
            ):
                continue
            if not left:
                return found
            left -= 1
            tried = _again(drawing, {**found, name: new})
            if tried is not None and fails(tried):
                found = tried
    return found


def digits(value: Any) -> int:
    """How many digits the numbers in a value take, those of a power of ten among them."""
    numbers = np.ravel(np.asarray(value, dtype=float))
    return sum(map(_digits, np.abs(numbers[np.isfinite(numbers)]).tolist()))


def _digits(number: float) -> int:
    mantissa, _, power = repr(number).partition("e")
    own = len(mantissa.replace(".", "").strip("0")) or 1
    return own if not number or _USUAL[0] <= number < _USUAL[1] else own + max(len(power), 2)


def _changes(value: Any) -> Iterator[Callable[[Any], Any]]:
    """What may make a number, or all entries of an array or one of them, rounder."""
    turns = (*map(_constant, ROUND), _nearest, _away)
    yield from (partial(_everywhere, turn) for turn in turns)
    if np.ndim(value) and np.size(value) <= MOST_ENTRIES:
        several = itertools.product(range(np.size(value)), turns)
        yield from (partial(_at, turn, place) for place, turn in several)


def _constant(number: float) -> Callable[[Any], Any]:
    """Turns those into this number that are not round already."""
    return lambda old: np.where([_digits(abs(x)) <= FEW for x in old.tolist()], old, number)


def _nearest(old: Any) -> Any:
    return np.array([float(f"{x:.0e}") for x in old.tolist()])


def _away(old: Any) -> Any:
    """Away from zero, to one digit."""
    return np.array([_up(x) for x in old.tolist()])


def _up(number: float) -> float:
    if not number or not math.isfinite(number):
        return number
    unit = 10.0 ** math.floor(math.log10(abs(number)))
    return math.copysign(float(f"{math.ceil(abs(number) / unit) * unit:.0e}"), number)


def _everywhere(turn: Callable[[Any], Any], old: Any) -> Any:
    return _as(old, turn(np.ravel(np.asarray(old, dtype=float))))


def _at(turn: Callable[[Any], Any], place: int, old: Any) -> Any:
    flat = np.array(old, dtype=float).ravel()
    flat[place : place + 1] = turn(flat[place : place + 1])
    return _as(old, flat)


def _as(old: Any, flat: Any) -> Any:
    """These numbers in the form of the old ones: their type, shape and order in memory."""
    if not isinstance(old, np.ndarray):
        return type(old)(flat[0])
    new = np.empty_like(old)
    new[...] = flat.reshape(old.shape)
    return new


def _within(new: Any, value: Value, names: Mapping[str, Any]) -> bool:
    """Whether these numbers lie in the range that the domain gives for them."""
    given = value.of if value.kind == "real" else value.options.get("between")
    low, high = evaluate(given, names) if isinstance(given, (list, str)) else _RANGE
    return bool(np.all((np.asarray(new) >= low) & (np.asarray(new) <= high)))


def _again(drawing: Drawing, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """These values, and anew what is computed from them; None if that does not go."""
    found: dict[str, Any] = dict(values)
    try:
        for name, value in drawing.domain.values.items():
            if value.kind == "is":
                seen = {**drawing.names, **found}
                found[name] = draw_value(value, Small((0,)), Style.PLAIN, seen, drawing.functions)
    except Exception:  # noqa: BLE001 - whatever an author's expression raises of such numbers
        return None
    return found
