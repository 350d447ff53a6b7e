"""Kinds of numbers, and of arrays of them."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from grader.domains.source import Array, Draw, Source, Style

BYTE: Final = 256
"""So many classes a byte tells apart."""


def zigzag(byte: Array) -> Array:
    """0, 1, 2, 3, 4, … ↦ 0, 1, -1, 2, -2, …"""
    return np.where(byte % 2 == 1, (byte + 1) // 2, -(byte // 2))


def fill(draw: Draw, count: int, low: float, high: float) -> Array:
    """`count` floats from low to high in the example's style."""
    if draw.style is Style.ZEROS:
        return np.full(count, min(max(0.0, low), high), dtype=float)
    if draw.style is Style.ONES:
        return np.full(count, min(max(1.0, low), high), dtype=float)
    if draw.style in (Style.TIES, Style.EXTREMES):
        first, second = (low, high) if draw.style is Style.EXTREMES else _two(low, high)
        bits = np.frombuffer(draw.source.data(count), np.uint8) & 1
        return np.where(bits == 1, float(second), float(first))
    if draw.source.small and not draw.style.whole:
        return _tidy(draw.source.small * zigzag(_bytes(draw, count)), low, high)
    block = _bytes(draw, 2 * count)
    if draw.style.whole and math.ceil(low) < math.floor(high):
        unit = 1 if draw.style is Style.NARROW else _unit(high - low)
        numbers = int(max(unit, 1)) * zigzag(block[count:])
        return _whole(numbers, math.ceil(low), math.floor(high)).astype(float)
    # 251 rather than 256: fractions that are not dyadic, so that sums are rounded.
    # Fractions stand first: an example without any is smaller than one with small numbers.
    numbers = block[:count] / 251 + zigzag(block[count:])
    return _folded(numbers, low, high)


def _bytes(draw: Draw, count: int) -> Array:
    return np.frombuffer(draw.source.data(count), np.uint8).astype(np.int64)


def _tidy(numbers: Array, low: float, high: float) -> Array:
    """Whole numbers near zero, or halves, moved into the range: as they are where it holds several,
    and otherwise as multiples of a tenth, or less, that are written so.
    """
    first, last = math.ceil(low), math.floor(high)
    unit = _unit(high - low) if high > low else 1.0
    if last - first > 1:
        return np.clip(_whole(int(max(unit, 1)) * numbers, first, last), first, last)
    places = max(0, -round(math.log10(unit))) + 1
    return np.asarray(np.clip(np.round(_folded(numbers, low, high), places), low, high))


def _powers(draw: Draw, count: int, low: float, high: float) -> Array:
    """As small examples have them, 1, 2, 5, 10 and so on, moved into the range."""
    least, most = math.log10(low), math.log10(high)
    thirds = min(max(0.0, least), most) + zigzag(_bytes(draw, count)) / 3
    outside = (thirds < least) | (thirds > most)
    moved = least + np.mod(thirds - least, max(most - least, 1 / 3))
    powers = 10.0 ** np.where(outside, moved, thirds)
    return np.clip([float(f"{power:.0e}") for power in powers], low, high)


def _two(low: float, high: float) -> tuple[float, float]:
    first = min(max(0.0, low), high)
    second = first + 1.0 if first + 1.0 <= high else (low + high) / 2
    return first, second


def _folded(numbers: Array, low: float, high: float) -> Array:
    """Numbers near zero moved into the range: counted from zero, or from the end nearest to it."""
    span = high - low
    if span <= 0:
        return np.full(len(numbers), float(low))
    values = min(max(0.0, low), high) + _unit(span) * numbers
    outside = (values < low) | (values > high)
    return np.where(outside, low + np.mod(values - low, span), values)


def _whole(numbers: Array, low: int, high: int) -> Array:
    """Whole numbers near zero moved into the range."""
    values = min(max(0, low), high) + numbers
    outside = (values < low) | (values > high)
    return np.where(outside, low + np.mod(values - low, high - low + 1), values)


def _unit(span: float) -> float:
    """A power of ten of which some hundred fit into the span, one where that is about right."""
    if span < 8:
        return 10.0 ** math.floor(math.log10(span / 8))
    return 10.0 ** math.ceil(math.log10(span / 256)) if span > 256 else 1.0


def reals(draw: Draw) -> Array:
    low, high = draw.between(-10.0, 10.0)
    shape = draw.shape
    count = math.prod(shape)
    if draw.options.get("log") and draw.source.small:
        values = _powers(draw, count, low, high)
    elif draw.options.get("log"):
        values = np.clip(10.0 ** fill(draw, count, math.log10(low), math.log10(high)), low, high)
    elif draw.options.get("distinct"):
        values = _distinct(draw, count, low, high)
    else:
        values = fill(draw, count, low, high)
    return _with_constant(draw, values.reshape(shape))


def _distinct(draw: Draw, count: int, low: float, high: float) -> Array:
    """No two entries closer than a fifth of the mean distance."""
    fractions = np.zeros(count) if draw.source.small else _bytes(draw, count) / 251
    if count <= high - low:
        start = min(max(0.0, low), high - count)
        grid = start + np.arange(count) + 0.8 * fractions
    else:
        grid = low + (high - low) * (np.arange(count) + 0.8 * fractions) / max(count, 1)
    return grid[permutation_of(draw.source, count)]


def _with_constant(draw: Draw, array: Array) -> Array:
    axis = {"row": 0, "column": 1}.get(draw.options.get("constant", ""))
    if axis is None or not array.size:
        return array
    chosen = draw.source.integer(0, array.shape[axis] - 1)
    lines = array if axis == 0 else array.T
    lines[chosen] = lines[chosen].flat[0]
    return array


def real(draw: Draw) -> float:
    low, high = draw.of if isinstance(draw.of, list) else (-10.0, 10.0)
    if draw.options.get("log") and draw.source.small:
        return float(_powers(draw, 1, low, high)[0])
    if draw.options.get("log"):
        power = fill(draw, 1, math.log10(low), math.log10(high))[0]
        return float(min(max(10.0**power, low), high))
    return float(fill(draw, 1, low, high)[0])


def integers(draw: Draw) -> Array:
    low, high = (int(end) for end in draw.between(-10, 10))
    count = math.prod(draw.shape)
    if draw.style.whole or draw.style in (Style.PLAIN, Style.SMALLEST):
        wide = np.uint8 if high - low < 250 or draw.source.small else np.dtype("<u4")
        block = np.frombuffer(draw.source.data(count * np.dtype(wide).itemsize), wide)
        values = _whole(zigzag(block.astype(np.int64)), low, high)
    else:
        values = np.clip(np.rint(fill(draw, count, low, high)), low, high)
    return values.astype(np.int64).reshape(draw.shape)


def integer(draw: Draw) -> int:
    low, high = draw.of
    return draw.source.integer(int(low), int(high))


def labels(draw: Draw) -> Array:
    classes = int(draw.options["classes"])
    wide = np.dtype(np.uint8 if classes <= BYTE else "<u2")
    block = np.frombuffer(draw.source.data(math.prod(draw.shape) * wide.itemsize), wide)
    labels = (block % classes).astype(np.int64)
    if classes > BYTE:
        labels[-1:] = classes - 1  # few labels of many classes need not hold any beyond a byte
    return labels.reshape(draw.shape)


def booleans(draw: Draw) -> Array:
    bits = np.frombuffer(draw.source.data(math.prod(draw.shape)), np.uint8) & 1
    if draw.style in (Style.ZEROS, Style.ONES):
        bits = np.full_like(bits, draw.style is Style.ONES)
    return bits.astype(bool).reshape(draw.shape)


def boolean(draw: Draw) -> bool:
    return bool(draw.source.integer(0, 1))


def choice(draw: Draw) -> Any:
    return draw.of[draw.source.integer(0, len(draw.of) - 1)]


def permutation_of(source: Source, n: int) -> Array:
    keys = np.frombuffer(source.data(2 * n), np.dtype("<u2"))
    return np.argsort(keys, kind="stable")


def permutation(draw: Draw) -> Array:
    return permutation_of(draw.source, int(draw.of))


def simplex(draw: Draw) -> Array:
    """Non-negative, and summing to one along the last axis; `zeros` allows entries of exactly 0."""
    shape = draw.shape
    plain = draw._replace(style=Style.PLAIN if draw.style is Style.ZEROS else draw.style)
    least = 1.0 if draw.source.small and not draw.options.get("zeros") else 0.0
    weights = fill(plain, math.prod(shape), least, 10.0).reshape(shape)
    if not (least or draw.options.get("zeros")):
        weights = weights + 0.1
    weights[..., 0] += ~weights.any(axis=-1)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
