"""Kinds of functions, and generators."""

from __future__ import annotations

import math

import numpy as np

from grader.domains.numbers import fill
from grader.domains.source import Array, Draw
from grader.values.families import Function, Rng


def polynomial(draw: Draw) -> Function:
    low, high = draw.between(-3.0, 3.0)
    return Function("polynomial", {"coefficients": fill(draw, int(draw.of) + 1, low, high)})


def _wave_parameters(draw: Draw, n: int) -> tuple[Array, Array, Array]:
    amplitude, frequency, phase = fill(draw, 3 * n, -2.0, 2.0).reshape(3, n)
    return amplitude + 1.0, np.abs(frequency) + 0.5, phase


def wave(draw: Draw) -> Function:
    amplitude, frequency, phase = (float(part[0]) for part in _wave_parameters(draw, 1))
    return Function("wave", {"amplitude": amplitude, "frequency": frequency, "phase": phase})


def waves(draw: Draw) -> Function:
    amplitude, frequency, phase = _wave_parameters(draw, math.prod(draw.shape))
    return Function("waves", {"amplitude": amplitude, "frequency": frequency, "phase": phase})


def quadratic(draw: Draw) -> Function:
    n = math.prod(draw.shape)
    numbers = fill(draw, n * n + n + 1, -3.0, 3.0)
    A, b, c = numbers[: n * n].reshape(n, n), numbers[n * n : -1], float(numbers[-1])
    return Function("quadratic", {"A": A, "b": b, "c": c})


def affine_map(draw: Draw) -> Function:
    inputs, outputs = draw.shape
    numbers = fill(draw, (inputs + 1) * outputs, -3.0, 3.0)
    W, b = numbers[: inputs * outputs].reshape(inputs, outputs), numbers[inputs * outputs :]
    return Function("affine_map", {"W": W, "b": b})


def rng(draw: Draw) -> Rng:
    low, high = draw.of
    return Rng(draw.source.integer(int(low), int(high)))
