"""What kinds draw from: two primitives, and the style of the example."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

Array = np.ndarray[Any, Any]


class Source(Protocol):
    """Where draws come from; both shrink towards zero."""

    @property
    def small(self) -> float:
        """Where small examples are wanted, of any sizes and in numbers of few digits, the step in
        which these come; 0 elsewhere.
        """
        ...

    def integer(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        ...

    def data(self, size: int) -> bytes:
        """That many bytes."""
        ...


class Style(IntEnum):
    """How the entries of an example are chosen; the first is the one to shrink to."""

    PLAIN = 0
    ZEROS = 1
    ONES = 2
    TIES = 3
    EXTREMES = 4
    SMALLEST = 5
    EQUAL = 6
    """Plain numbers, and sizes that are all the same where they can be."""
    WHOLE = 7
    """Whole numbers, in arrays of integers where those are as good as floats."""
    NARROW = 8
    """The same, in integers of the fewest bytes that hold them."""
    FORTRAN = 9
    """Plain numbers, in matrices that are stored column by column."""
    WIDE = 10
    """Whole numbers that are as large as they may be."""
    LONG = 11
    """Plain numbers, and one size that is as large as it may be."""
    UNIT = 12
    """Plain numbers, multiplied by one of the units in which they may come."""

    @property
    def whole(self) -> bool:
        """Whether integers are handed where they may be."""
        return self in (Style.WHOLE, Style.NARROW, Style.WIDE)

    @property
    def of_numbers(self) -> Style:
        """The style in which numbers are drawn."""
        plain = (Style.EQUAL, Style.FORTRAN, Style.LONG, Style.UNIT)
        return Style.PLAIN if self in plain else self


STYLED: Final = tuple(int(style) for style in Style if Style.PLAIN < style <= Style.EQUAL)
"""The styles in which the first examples of every domain are drawn."""


class Draw(NamedTuple):
    """What a kind is given to draw with; its `of` and `options` are evaluated."""

    source: Source
    style: Style
    of: Any
    options: Mapping[str, Any]

    @property
    def shape(self) -> tuple[int, ...]:
        of = self.of if isinstance(self.of, (list, tuple)) else [self.of]
        return tuple(int(length) for length in of)

    def between(self, low: float, high: float) -> tuple[float, float]:
        low, high = self.options.get("between", (low, high))
        return low, high
