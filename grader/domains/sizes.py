"""Sizes: how long the axes of an example are."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from grader.domains.kinds import evaluate, expressions
from grader.domains.source import Source, Style
from grader.problem import Domain

MOST_SIZES: Final = 5000
"""Domains with more combinations of sizes than this draw each size by itself."""

MOST_SMALL: Final = 12
"""So many sizes are tried of small examples, and two more."""

_NAME: Final = re.compile(r"[^\W\d]\w*")

_SEVERAL: Final = frozenset({Style.FORTRAN, Style.LONG, Style.UNIT})
"""Styles of which a single row, or a single entry, shows nothing."""


def draw_sizes(
    sizes: Mapping[str, tuple[int, int] | str],
    source: Source,
    style: Style,
    long: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, int]:
    """One size for each name; those with a range differ from each other where they can, but in
    small examples. Those that are `long` have that size. In the styles `_SEVERAL` none is less than
    2, where it need not be.
    """
    ranges = {name: size for name, size in sizes.items() if not isinstance(size, str)}
    if source.small:
        chosen = {name: source.integer(low, high) for name, (low, high) in ranges.items()}
    elif style is Style.SMALLEST:
        chosen = {name: low for name, (low, _) in ranges.items()}
    elif style is Style.EQUAL and ranges:
        chosen = _equal(ranges, source)
    elif math.prod(high - low + 1 for low, high in ranges.values()) > MOST_SIZES:
        chosen = {name: source.integer(low, high) for name, (low, high) in ranges.items()}
    else:
        choices = _choices(tuple(ranges.items()), style in _SEVERAL)
        index = source.integer(0, len(choices) - 1) if len(choices) > 1 else 0
        chosen = dict(choices[index])
    chosen |= long
    for name, size in sizes.items():
        if isinstance(size, str):
            chosen[name] = int(evaluate(size, chosen))
    return {name: chosen[name] for name in sizes}


def _equal(ranges: Mapping[str, tuple[int, int]], source: Source) -> dict[str, int]:
    """The same size for all, more than one if it can be; each as near to it as its range lets."""
    varying = [size for size in ranges.values() if size[0] < size[1]] or [*ranges.values()]
    low, high = sorted((max(low for low, _ in varying), min(high for _, high in varying)))
    size = source.integer(min(max(low, 2), high), high)
    return {name: min(max(size, low), high) for name, (low, high) in ranges.items()}


@functools.lru_cache(maxsize=256)
def _choices(
    ranges: tuple[tuple[str, tuple[int, int]], ...],
    several: bool,  # noqa: FBT001 - of a cached function
) -> list[dict[str, int]]:
    choices = size_choices(dict(ranges))
    if not several:
        return choices
    many = [c for c in choices if all(c[name] >= min(2, high) for name, (_, high) in ranges)]
    return many or size_choices({n: (max(low, min(2, high)), high) for n, (low, high) in ranges})


def size_choices(ranges: Mapping[str, tuple[int, int]]) -> list[dict[str, int]]:
    """All choices in which no two sizes are equal (all there are, if none is so), small first."""
    varying = [name for name, (low, high) in ranges.items() if low != high]
    every = itertools.product(*(range(low, high + 1) for low, high in ranges.values()))
    choices = [dict(zip(ranges, tuple_, strict=True)) for tuple_ in every]
    different = [c for c in choices if len({c[name] for name in varying}) == len(varying)]
    return sorted(different or choices, key=lambda choice: sum(choice.values()))


def small_sizes(domain: Domain) -> list[tuple[int, ...]]:
    """The sizes of small examples, smallest first: of those that vary, each a little more than it
    must be, and no more where no value has it.
    """
    had, ends = had_sizes(domain), list[tuple[int, int]]()
    for name, size in domain.sizes.items():
        if not isinstance(size, str) and domain.varies(name):
            low, high = size
            ends.append((low, min(high, low + 2) if name in had else low))
    every = itertools.product(*(range(low, top + 1) for low, top in ends))
    least = sorted(itertools.islice(every, MOST_SIZES), key=lambda one: (sum(one), one))
    even = [tuple(min(low + more, top) for low, top in ends) for more in (1, 2)]
    return list(dict.fromkeys((*least[:MOST_SMALL], *even)))


def had_sizes(domain: Domain) -> set[str]:
    """The names in all that is computed of a domain's sizes: the sizes that some value has."""
    written = [size for size in domain.sizes.values() if isinstance(size, str)]
    written += [text for value in domain.values.values() for text in expressions(value)]
    return {name for text in written for name in _NAME.findall(text)}
