"""Other forms of an example's inputs: as integers, as narrow ones, long, in other units, column by
column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from grader.domains.source import Source, Style
from grader.problem import Domain
from grader.values.families import Function

NARROW: Final = 127
"""Narrow integers are as large as that, where they are free."""

_WIDEST: Final = 2.0**62

_ROUNDS: Final = 3
"""How often what hangs on the numbers is drawn."""


def plan(domain: Domain) -> tuple[tuple[int, ...], ...]:
    """The first choices of each example of a domain in other forms, which tell its form: its style,
    and where there are several, which size is long, or which unit it is in. Each form comes once
    before any comes again.
    """
    whole = [Style.WHOLE, Style.NARROW] if _integers(domain) else []
    again = [(int(style),) for style in (*whole, Style.FORTRAN)]
    wide = [(int(Style.WIDE),)] if any(_integers(domain).values()) else []
    long = _each(Style.LONG, len(_long(domain)))
    units = _each(Style.UNIT, len(_units(domain)))
    return (*again, *wide, *long, *units, *again * (_ROUNDS - 1))


def _each(style: Style, count: int) -> list[tuple[int, ...]]:
    return [(int(style), i) for i in range(count)] if count != 1 else [(int(style),)]


class Form(NamedTuple):
    """How one example is handed."""

    style: Style
    long: Mapping[str, int]
    unit: Mapping[str, float]
    integers: Mapping[str, int]

    def drawn_in(self, name: str) -> Style:
        """The style in which that value is drawn."""
        return self.style.of_numbers if self.whole(name) or not self.style.whole else Style.PLAIN

    def whole(self, name: str) -> bool:
        """Whether that value comes in integers."""
        return self.style.whole and name in self.integers

    def handed(self, name: str, drawn: Any) -> Any:
        """What was drawn, as it is handed."""
        if self.style is Style.UNIT and name in self.unit:
            return _times(drawn, self.unit[name])
        if self.whole(name):
            return _as_large(_integer(drawn), self._reach(name))
        if self.style is Style.FORTRAN and isinstance(drawn, np.ndarray) and drawn.ndim > 1:
            return np.asfortranarray(drawn)
        return drawn

    def _reach(self, name: str) -> int:
        reach = self.integers[name] if self.style is not Style.WHOLE else 0
        return min(reach, NARROW) if self.style is Style.NARROW else reach

    def narrowed(self, example: Mapping[str, Any]) -> dict[str, Any]:
        """The example with its integers in the fewest bytes, where the style says so."""
        names = self.integers.keys() & example.keys() if self.style is Style.NARROW else ()
        return {name: _narrow(x) if name in names else x for name, x in example.items()}


def form_of(domain: Domain, source: Source, style: Style) -> Form:
    """How an example of that style is handed; which size is long, and which unit, is drawn."""
    long, units = _long(domain), _units(domain)
    chosen: Mapping[str, int] = {}
    unit: Mapping[str, float] = {}
    if style is Style.LONG and long:
        name = [*long][source.integer(0, len(long) - 1)]
        chosen = {name: long[name]}
    if style is Style.UNIT and units:
        unit = units[source.integer(0, len(units) - 1)]
    return Form(style, chosen, unit, _integers(domain))


def _integers(domain: Domain) -> Mapping[str, int]:
    named = domain.forms.integers if domain.forms else {}
    return {name: reach for name, reach in named.items() if name in domain.values}


def _long(domain: Domain) -> Mapping[str, int]:
    """The sizes that vary here, and may be so long."""
    named = domain.forms.long if domain.forms else {}
    ranges = {name: size for name, size in domain.sizes.items() if not isinstance(size, str)}
    return {name: n for name, n in named.items() if len({*ranges.get(name, ())}) > 1}


def _units(domain: Domain) -> tuple[Mapping[str, float], ...]:
    units = domain.forms.units if domain.forms else ()
    return tuple(unit for unit in units if unit.keys() & domain.values.keys())


def _integer(drawn: Any) -> Any:
    if type(drawn) is float and drawn.is_integer():
        return int(drawn)
    if not (isinstance(drawn, np.ndarray) and drawn.size and drawn.dtype.kind in "biuf"):
        return drawn
    fits = np.all((np.rint(drawn) == drawn) & (np.abs(drawn) < _WIDEST))
    return drawn.astype(np.int64) if fits else drawn


def _as_large(value: Any, reach: int) -> Any:
    """Integers times as much as makes the largest about `reach`."""
    if not (type(value) is int or (isinstance(value, np.ndarray) and value.dtype.kind in "iu")):
        return value
    largest = int(np.max(np.abs(value), initial=0))
    scaled = value * max(1, reach // largest if largest else 1)
    return np.asarray(scaled) if isinstance(value, np.ndarray) else scaled


def _times(value: Any, factor: float) -> Any:
    """The numbers in `value`, or a function, times `factor`; integers stay as they are."""
    if isinstance(value, (list, tuple)):
        return type(value)(_times(item, factor) for item in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.asarray(value * factor)
    return factor * value if type(value) in (float, Function) else value


def _narrow(value: Any) -> Any:
    """An array of integers in the fewest bytes that hold them."""
    if not (isinstance(value, np.ndarray) and value.size and value.dtype.kind in "iu"):
        return value
    least, most = value.min(), value.max()
    kinds = (kind for kind in (np.uint8, np.int8, np.int16, np.int32) if _holds(kind, least, most))
    return value.astype(next(kinds, value.dtype))


def _holds(kind: Any, least: int, most: int) -> bool:
    return bool(np.iinfo(kind).min <= least and most <= np.iinfo(kind).max)
