"""Kinds of matrices."""

from __future__ import annotations

import numpy as np

from grader.domains.numbers import fill, zigzag
from grader.domains.source import Array, Draw, Source


def orthogonal_of(source: Source, n: int) -> Array:
    """A product of reflections, the identity when all bytes are zero."""
    Q = np.eye(n)
    vectors = zigzag(np.frombuffer(source.data(n * n), np.uint8).astype(np.int64) % 7)
    for v in vectors.reshape(n, n).astype(float):
        if squared := v @ v:
            Q -= np.outer(2.0 / squared * v, v @ Q)
    return Q


def orthogonal(draw: Draw) -> Array:
    return orthogonal_of(draw.source, int(draw.of))


def orthonormal(draw: Draw) -> Array:
    m, n = draw.shape
    return orthogonal_of(draw.source, m)[:, :n].copy()


def low_rank(draw: Draw) -> Array:
    m, n = draw.shape
    rank = int(draw.options["rank"])
    low, high = draw.between(-3.0, 3.0)
    factors = fill(draw, (m + n) * rank, low, high)
    return np.asarray(factors[: m * rank].reshape(m, rank) @ factors[m * rank :].reshape(rank, n))


def symmetric(draw: Draw) -> Array:
    n = int(draw.of)
    low, high = draw.between(-10.0, 10.0)
    upper = fill(draw, n * n, low, high).reshape(n, n)
    return np.triu(upper) + np.triu(upper, 1).T


def positive_definite(draw: Draw) -> Array:
    """An orthogonal change of basis of a diagonal with entries in `between`."""
    n = int(draw.of)
    low, high = draw.between(0.5, 5.0)
    Q = orthogonal_of(draw.source, n)
    A = (Q * fill(draw, n, low, high)) @ Q.T
    return np.asarray((A + A.T) / 2)
