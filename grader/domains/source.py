"""What kinds draw from: two primitives, and the style of the example."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

import numpy as np

Array = np.ndarray[Any, Any]


class Source(Protocol):
    """Where draws come from; both shrink towards zero."""

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
