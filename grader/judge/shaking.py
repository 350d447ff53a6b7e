"""Values that are off by some roundings, as they are where something was computed with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def shaken(value: Any, rng: np.random.Generator, by: float, *, numbers: bool) -> Any:
    """The value with its arrays of floats, and single `numbers`, off by at most so much, relative
    to each.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        moved = value * (1 + by * rng.uniform(-1, 1, value.shape))
        return np.asarray(moved, value.dtype)
    if numbers and isinstance(value, (float, np.floating)):
        return float(value) * (1 + by * rng.uniform(-1, 1))
    return inside(value, lambda item: shaken(item, rng, by, numbers=numbers))


def inside(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with each of its items changed."""
    if type(value) in (list, tuple):
        return type(value)(map(change, value))
    if type(value) is dict:
        return {key: change(item) for key, item in value.items()}
    return value
