"""Arguments that cross the border by description: functions by family, generators by seed.

A function argument is a `Function`: the name of a family and its parameters. Both sides build the
same function from them, so the judge knows its exact gradient and integral, and nothing executable
is ever sent. Laws may combine functions (`f + 2 * g`, `f.after(Q)`) into new ones, which cross the
same way. A random generator is an `Rng`: its seed; every call that receives one gets a fresh
`numpy.random.Generator`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from grader.values.wire import Packed, WireError

FloatArray = np.ndarray[Any, np.dtype[np.float64]]


class Family(NamedTuple):
    """Value, gradient (the derivative, where the argument is a number) and integral from a to b."""

    value: Callable[..., Any]
    grad: Callable[..., Any] | None = None
    integral: Callable[..., float] | None = None


@dataclass(frozen=True, eq=False)
class Function:
    """A callable known by its family and parameters.

    `polynomial` and `wave` take a number, or an array entry by entry; `quadratic` and `waves` take
    an array of any shape whose entries are their variables in order, and give a number;
    `affine_map` takes rows.
    """

    family: str
    parameters: Mapping[str, Any]

    def __call__(self, x: Any) -> Any:
        return FAMILIES[self.family].value(x, **self.parameters)

    def grad(self, x: Any) -> Any:
        """The exact gradient at x, of x's shape."""
        grad = FAMILIES[self.family].grad
        if grad is None:
            raise TypeError(f"the gradient of {self.family} is not known")
        return grad(x, **self.parameters)

    def integral(self, a: float, b: float) -> float:
        """The exact integral from a to b."""
        integral = FAMILIES[self.family].integral
        if integral is None:
            raise TypeError(f"the integral of {self.family} is not known")
        return integral(a, b, **self.parameters)

    def after(self, Q: Any) -> Function:
        """X ↦ f(Qx), for a matrix (or a number) Q."""
        return Function("composed", {"f": self, "Q": np.asarray(Q, dtype=float)})

    def __add__(self, other: Function) -> Function:
        return Function("combination", {"f": self, "g": other, "c": 1.0})

    def __sub__(self, other: Function) -> Function:
        return Function("combination", {"f": self, "g": other, "c": -1.0})

    def __rmul__(self, factor: float) -> Function:
        return Function("scaled", {"f": self, "c": float(factor)})

    def __neg__(self) -> Function:
        return -1.0 * self

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={_short(value)}" for name, value in self.parameters.items())
        return f"{self.family}({inside})"


@dataclass(frozen=True, eq=False)
class Named:
    """A function of the exercise's public support code, with some of its arguments fixed."""

    name: str
    fixed: Mapping[str, Any]
    function: Callable[..., Any]

    def __call__(self, *args: Any) -> Any:
        return self.function(*args, **self.fixed)

    def __repr__(self) -> str:
        inside = "".join(f", {name}={_short(value)}" for name, value in self.fixed.items())
        return f"partial({self.name}{inside})" if inside else self.name


@dataclass(frozen=True)
class Rng:
    """A random generator by its seed."""

    seed: int

    def fresh(self) -> np.random.Generator:
        """A generator at its start."""
        return np.random.default_rng(self.seed)

    def __repr__(self) -> str:
        return f"np.random.default_rng({self.seed})"


def _short(value: Any) -> str:
    return repr(value.tolist() if isinstance(value, np.ndarray) else value)


def pack(value: Any) -> Packed | None:
    """How to send `value`, or None if it is not one of these."""
    if isinstance(value, Function):
        parameters = {name: pack(part) or part for name, part in value.parameters.items()}
        return Packed("function", (value.family, parameters))
    if isinstance(value, Named):
        return Packed("named", (value.name, dict(value.fixed)))
    if isinstance(value, Rng):
        return Packed("rng", value.seed)
    return None


def restore(packed: Packed, namespace: Mapping[str, Any] | None = None) -> Any:
    """The description itself, which packs again; `namespace` is the support code's.

    Raises `WireError` for a description that is none.
    """
    kind, data = packed
    try:
        if kind == "function":
            family, parameters = data
            if family in FAMILIES:
                return Function(family, dict(parameters))
        elif kind == "named":
            name, fixed = data
            return Named(name, dict(fixed), (namespace or {})[name])
        elif kind == "rng":
            return Rng(int(data))
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    raise WireError(f"no {kind} is described by these data")


def unpack(packed: Packed, namespace: Mapping[str, Any] | None = None) -> Any:
    """What a submission receives: a function that can only be called, or a fresh generator."""
    described = restore(packed, namespace)
    if isinstance(described, Rng):
        return described.fresh()
    return lambda *args: described(*args)  # noqa: PLW0108 - hides what it knows of itself


def _flat(x: Any) -> FloatArray:
    return np.asarray(x, dtype=float).ravel()


def _shaped(gradient: FloatArray, x: Any) -> Any:
    return gradient.reshape(np.shape(x))


def _polynomial(x: Any, coefficients: FloatArray) -> Any:
    return functools.reduce(lambda total, c: total * x + c, coefficients[::-1], 0.0 * x)


def _derivative(coefficients: FloatArray) -> FloatArray:
    return coefficients[1:] * np.arange(1.0, len(coefficients))


def _polynomial_integral(a: float, b: float, coefficients: FloatArray) -> float:
    primitive = np.concatenate([[0.0], coefficients / np.arange(1.0, len(coefficients) + 1)])
    return float(_polynomial(b, primitive) - _polynomial(a, primitive))


def _wave_integral(a: float, b: float, amplitude: float, frequency: float, phase: float) -> float:
    ends = np.cos(frequency * np.array([a, b]) + phase)
    return float(amplitude / frequency * (ends[0] - ends[1]))


def _quadratic(x: Any, A: FloatArray, b: FloatArray, c: float) -> float:
    flat = _flat(x)
    return float(flat @ A @ flat + b @ flat + c)


def _waves(x: Any, amplitude: FloatArray, frequency: FloatArray, phase: FloatArray) -> float:
    return float(amplitude @ np.sin(frequency * _flat(x) + phase))


FAMILIES: Final[Mapping[str, Family]] = {
    # Σ c_k x^k
    "polynomial": Family(
        _polynomial,
        lambda x, coefficients: _polynomial(x, _derivative(coefficients)),
        _polynomial_integral,
    ),
    # a sin(ωx + φ)
    "wave": Family(
        lambda x, amplitude, frequency, phase: amplitude * np.sin(frequency * x + phase),
        lambda x, amplitude, frequency, phase: (
            amplitude * frequency * np.cos(frequency * x + phase)
        ),
        _wave_integral,
    ),
    # xᵀAx + bᵀx + c
    "quadratic": Family(
        _quadratic,
        lambda x, A, b, c: _shaped((A + A.T) @ _flat(x) + b, x),  # noqa: ARG005
    ),
    # Σ a_i sin(ω_i x_i + φ_i)
    "waves": Family(
        _waves,
        lambda x, amplitude, frequency, phase: _shaped(
            amplitude * frequency * np.cos(frequency * _flat(x) + phase), x
        ),
    ),
    # xW + b
    "affine_map": Family(lambda x, W, b: x @ W + b),
    "scaled": Family(
        lambda x, f, c: c * f(x),
        lambda x, f, c: c * f.grad(x),
        lambda a, b, f, c: c * f.integral(a, b),
    ),
    "combination": Family(
        lambda x, f, g, c: f(x) + c * g(x),
        lambda x, f, g, c: f.grad(x) + c * g.grad(x),
        lambda a, b, f, g, c: f.integral(a, b) + c * g.integral(a, b),
    ),
    "composed": Family(
        lambda x, f, Q: f(_through(Q, x)),
        lambda x, f, Q: _through(Q.T, f.grad(_through(Q, x))),
    ),
}


def _through(Q: FloatArray, x: Any) -> Any:
    return Q * x if Q.ndim == 0 else _shaped(Q @ _flat(x), x)
