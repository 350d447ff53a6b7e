"""Other forms of an example's inputs: as integers, as narrow ones, long, in other units, column by
column.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from grader.domains.sizes import had_sizes
from grader.domains.source import Source, Style
from grader.problem import Domain
from grader.values.families import Function

NARROW: Final = 127
"""Narrow integers reach as far as their type, where they may be so large."""

_LOOSE: Final = frozenset({"reals", "integers"})
_TIED: Final = frozenset({"constant", "distinct"})
"""Kinds whose entries have nothing to do with each other, and options by which they have."""

_WIDEST: Final = 2.0**62

_UNSIGNED: Final = (0, 1, 0)
"""What hangs on the numbers is drawn so often, and whether narrow integers then have no sign."""


def plan(domain: Domain) -> tuple[tuple[int, ...], ...]:
    """The first choices of each example of a domain in other forms, which tell its form: its style,
    and where there are several, which size is long, or which unit it is in. Each form comes once
    before any comes again.
    """
    first, *again = (_round(domain, unsigned) for unsigned in _UNSIGNED)
    wide = [(int(Style.WIDE),)] if any(_integers(domain).values()) else []
    long = _each(Style.LONG, len(long_sizes(domain)))
    units = _each(Style.UNIT, len(_units(domain)))
    return (*first, *wide, *long, *units, *itertools.chain(*again))


def _round(domain: Domain, unsigned: int) -> list[tuple[int, ...]]:
    """What hangs on the numbers drawn."""
    whole = [(int(Style.WHOLE),), (int(Style.NARROW), unsigned)] if _integers(domain) else []
    return [*whole, (int(Style.FORTRAN),)]


def _each(style: Style, count: int) -> list[tuple[int, ...]]:
    return [(int(style), i) for i in range(count)] if count != 1 else [(int(style),)]


class Form(NamedTuple):
    """How one example is handed."""

    style: Style
    long: Mapping[str, int]
    unit: Mapping[str, float]
    integers: Mapping[str, int]
    loose: frozenset[str] = frozenset()
    unsigned: bool = False

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
            whole = _integer(drawn)
            if self.style is Style.NARROW and name in self.loose:
                return _to_the_ends(whole, self.unsigned)
            return _as_large(whole, self._reach(name))
        if self.style is Style.FORTRAN and isinstance(drawn, np.ndarray) and drawn.ndim > 1:
            return np.asfortranarray(drawn)
        return drawn

    def _reach(self, name: str) -> int:
        reach = self.integers[name] if self.style is not Style.WHOLE else 0
        return min(reach, NARROW) if self.style is Style.NARROW else reach

    def narrowed(self, example: Mapping[str, Any]) -> dict[str, Any]:
        """The example with its integers in the fewest bytes, where the style says so, and where it
        is long: what counts them, or adds them up, outgrows those bytes.
        """
        narrow = self.style in (Style.NARROW, Style.LONG)
        names = self.integers.keys() & example.keys() if narrow else ()
        return {name: _narrow(x) if name in names else x for name, x in example.items()}


def form_of(domain: Domain, source: Source, style: Style) -> Form:
    """How an example of that style is handed; which size is long, and which unit, is drawn."""
    long, units = long_sizes(domain), _units(domain)
    chosen: Mapping[str, int] = {}
    unit: Mapping[str, float] = {}
    if style is Style.LONG and long:
        name = [*long][source.integer(0, len(long) - 1)]
        chosen = {name: long[name]}
    if style is Style.UNIT and units:
        unit = units[source.integer(0, len(units) - 1)]
    unsigned = style is Style.NARROW and bool(source.integer(0, 1))
    return Form(style, chosen, unit, _integers(domain), _loose(domain), unsigned)


def _integers(domain: Domain) -> Mapping[str, int]:
    named = domain.forms.integers if domain.forms else {}
    return {name: reach for name, reach in named.items() if name in domain.values}


def _loose(domain: Domain) -> frozenset[str]:
    """The integers that may be anything, each entry by itself."""
    return frozenset(
        name
        for name, reach in _integers(domain).items()
        if (value := domain.values[name]).kind in _LOOSE
        and reach >= NARROW
        and not value.options.keys() & _TIED
    )


def long_sizes(domain: Domain) -> Mapping[str, int]:
    """The sizes that vary here and that some value has, each as long as it may be."""
    named = domain.forms.long if domain.forms else {}
    had = had_sizes(domain)
    return {name: n for name, n in named.items() if name in had and domain.varies(name)}


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


def _to_the_ends(value: Any, unsigned: bool) -> Any:  # noqa: FBT001
    """Integers times as much as a byte holds, the least (without signs the largest) at its end."""
    if not (isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.any()):
        return value
    value = np.abs(value) if unsigned and value.max() > 0 else value
    ends = np.iinfo(np.int8 if value.min() < 0 else np.uint8)
    scaled = np.asarray(value * max(1, int(ends.max) // int(np.max(np.abs(value)))))
    if ends.min < 0:
        return np.where(scaled == scaled.min(), ends.min, scaled)
    return np.where(scaled == scaled.max(), ends.max, scaled)


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
