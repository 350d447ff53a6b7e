"""The small library of mathematics that laws are written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from grader.law.calls import each
from grader.law.closeness import Verdict, close, widened

Array = np.ndarray[Any, Any]


def gram(X: Any) -> Array:
    """XXᵀ: the inner products of the rows, which signs and rotations leave alone."""
    X = np.asarray(X)
    return np.asarray(X @ X.T)


def orthonormal(Q: Any, rtol: float = 1e-7) -> Verdict:
    """Whether the columns of Q have length one and are perpendicular."""
    Q = np.asarray(Q)
    return close(Q.T @ Q, np.eye(Q.shape[1]), rtol)


def descending(s: Any, slack: float = 1e-9) -> bool:
    """Whether s never increases, but for rounding of its largest entry."""
    s = np.asarray(s, dtype=float)
    return bool(np.all(np.diff(s) <= widened(slack) * max(1.0, np.max(np.abs(s), initial=0.0))))


def numgrad(f: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Array:
    """The gradient of a scalar function at x by central differences, of x's shape.

    The error is O(h²) from truncation and O(ε/h) from rounding, near 1e-10 · |f| at h = 1e-5. Where
    answers are of single precision, h is at least a hundredth, and four points leave O(h⁴).
    """
    x = np.asarray(x, dtype=float)
    return np.array(_slopes(f, x, h), dtype=float).reshape(x.shape)


def numjac(f: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Array:
    """The Jacobian of an array-valued function at x, of shape f(x).shape + x.shape."""
    x = np.asarray(x, dtype=float)
    columns = _slopes(f, x, h)
    return np.stack(columns, axis=-1).reshape(columns[0].shape + x.shape)


def numhess(f: Callable[[Any], Any], x: Any, h: float = 1e-4) -> Array:
    """The Hessian of a scalar function at a vector x by central differences, (n, n).

    The error is O(h²) from truncation and O(ε/h²) from rounding, near 1e-8 · |f| at h = 1e-4.
    """
    x, h = np.asarray(x, dtype=float), _wide(h)
    steps = h * np.eye(x.size)
    corners = [
        x + (a * steps[i] + b * steps[j]).reshape(x.shape)
        for i in range(x.size)
        for j in range(x.size)
        for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    values = np.asarray(each(f, corners), dtype=float).reshape(x.size, x.size, 4)
    return np.asarray((values @ np.array([1.0, -1.0, -1.0, 1.0])) / (4 * h * h))


def _wide(h: float) -> float:
    """A step over which differences stand out of the rounding of the answers at hand."""
    return max(h, 0.01) if widened(0.0) else h


_TWO: Final = {1: 1 / 2, -1: -1 / 2}
_FOUR: Final = {1: 2 / 3, -1: -2 / 3, 2: -1 / 12, -2: 1 / 12}
"""Weights of central differences, by steps."""


def _slopes(f: Callable[[Any], Any], x: Array, h: float) -> list[Array]:
    """What f changes by with each entry of x, an array of f's shape for each."""
    wide = _wide(h)
    weights = _TWO if wide == h else _FOUR
    points = []
    for i in range(x.size):
        for step in weights:
            point = x.copy()
            point.flat[i] += step * wide
            points.append(point)
    values = [np.asarray(value, dtype=float) for value in each(f, points)]
    sums = [
        sum(weight * value for weight, value in zip(weights.values(), values[at:], strict=False))
        for at in range(0, len(values), len(weights))
    ]
    return [np.asarray(one) / wide for one in sums]


def normal_quantiles(n: int) -> Array:
    """N values that are spread as a standard normal sample should be: Φ⁻¹((i + ½)/n)."""
    from statistics import NormalDist  # few laws need it, and its import takes a while

    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / n) for i in range(n)])
