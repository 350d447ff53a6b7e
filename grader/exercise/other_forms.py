"""Reads in what other forms inputs may come: `forms`, of an exercise or of one domain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from grader.exercise.place import hinted, no_such
from grader.problem import Domain, Entry, Forms

if TYPE_CHECKING:
    from grader.exercise.place import Complain, Place

MOST: Final = 100_000
"""Neither sizes nor whole numbers are larger."""

KEYS: Final = tuple(field.name for field in fields(Forms))


def read_forms(raw: Any, place: Place, complain: Complain) -> Forms:
    """What `raw` says, or as much of it as makes sense."""
    if not isinstance(raw, Mapping):
        complain(place, "must be a mapping, such as {long: {n: 128}}")
        return Forms()
    for key in raw.keys() - {*KEYS}:
        complain((*place, key), hinted("unknown key", str(key), KEYS))
    return Forms(
        integers=_integers(raw.get("integers", {}), (*place, "integers"), complain),
        long=_lengths(raw.get("long", {}), (*place, "long"), complain),
        units=tuple(_units(raw.get("units", []), (*place, "units"), complain)),
    )


def _integers(raw: Any, place: Place, complain: Complain) -> dict[str, int]:
    names = [raw] if isinstance(raw, str) else raw
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return dict.fromkeys(names, 0)
    if isinstance(names, Mapping):
        return _lengths(names, place, complain, least=0)
    complain(place, "must be names, or a mapping such as {x: 100000}")
    return {}


def _lengths(raw: Any, place: Place, complain: Complain, *, least: int = 1) -> dict[str, int]:
    if not isinstance(raw, Mapping):
        complain(place, "must be a mapping, such as {n: 128}")
        return {}
    for name, most in raw.items():
        if type(most) is not int or not least <= most <= MOST:
            complain((*place, str(name)), f"must be a whole number from {least} to {MOST}")
    return {str(name): most for name, most in raw.items() if type(most) is int}


def _units(raw: Any, place: Place, complain: Complain) -> Iterable[dict[str, float]]:
    if not isinstance(raw, list) or not all(isinstance(unit, Mapping) and unit for unit in raw):
        complain(place, "must be a list of mappings, such as [{x: 1e-9}, {x: 1e6}]")
        return
    for i, unit in enumerate(raw):
        factors = {str(name): _number(factor) for name, factor in unit.items()}
        for name, factor in factors.items():
            if not factor or not math.isfinite(factor):
                complain((*place, i, name), "must be a number other than 0, such as 1e-9")
        yield factors


def _number(raw: Any) -> float:
    """What YAML takes for text is a number, too: 1e-9."""
    try:
        return float(raw) if type(raw) in (int, float, str) else math.nan
    except (ValueError, OverflowError):
        return math.nan


def check_forms(
    forms: Forms, entry: Entry, domains: Iterable[Domain], place: Place, complain: Complain
) -> None:
    """What may come as integers are arguments; sizes vary somewhere, units are of what is drawn."""
    domains = list(domains)
    inputs = [parameter.name for parameter in entry.parameters]
    for name in forms.integers:
        if name not in inputs:
            complain((*place, "integers", name), no_such("argument", name, inputs))
    sizes = {name: size for domain in domains for name, size in domain.sizes.items()}
    for name in forms.long:
        if name not in sizes:
            complain((*place, "long", name), no_such("size", name, sizes))
        elif not any(domain.varies(name) for domain in domains):
            complain((*place, "long", name), f"{name} is no range in any domain")
    drawn = {name for domain in domains for name in domain.values}
    for i, unit in enumerate(forms.units):
        for name in unit:
            if name not in drawn:
                complain((*place, "units", i, name), no_such("value", name, sorted(drawn)))
