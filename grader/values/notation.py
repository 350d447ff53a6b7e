"""Inputs as JSON and back, exactly; as Python they are written by `grader.values.expressions`.

An array of float64, int64 or bool is its nested list, its entries written so that the dtype shows:
`[[0.0, 710.0]]`. Numbers, text, true, false and null are themselves. Whatever JSON cannot tell
apart is an object that says what it is:

    {"array": [1.0], "dtype": "float32", "shape": [1]}     any other array; "order": "F" if so
    {"scalar": 1.0, "dtype": "float32"}                    a NumPy scalar
    {"list": […]}, {"tuple": […]}, {"set": […]}, {"frozenset": […]}, {"dict": [[key, value], …]}
    {"float": "nan"}, {"complex": [re, im]}, {"int": "0x…"}, {"bytes": "hex"}, {"text": [code, …]}
    {"function": [family, {…}]}, {"named": [name, {…}]}, {"rng": seed}

What is written is strict JSON: no NaN, no integer beyond 2⁵³, no unpaired surrogate. All that is
lost is the payload of a NaN.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

import numpy as np

from grader.errors import UsageError
from grader.values.families import FAMILIES, Function, Named, Rng
from grader.values.wire import DTYPES, MAX_DEPTH, MAX_DIMENSIONS, SCALARS

LARGEST_INT: Final = 2**53
"""Beyond it, readers that know only doubles would round."""

MOST_ENTRIES: Final = 1 << 21

PLAIN_DTYPES: Final = tuple(np.dtype(kind) for kind in (bool, np.int64, np.float64))
"""The dtypes that nested lists show."""

_LEAVES: Final = {bool: np.dtype(bool), int: np.dtype(np.int64), float: np.dtype(np.float64)}
_NAMES: Final = {dtype.name: dtype for dtype in DTYPES}

Namespace = Mapping[str, Any]


def dumps(example: Mapping[str, Any]) -> str:
    """The JSON text of an example's values by name."""
    plain = {name: to_plain(value) for name, value in example.items()}
    return json.dumps(plain, allow_nan=False)


def loads(text: str, namespace: Namespace | None = None) -> dict[str, Any]:
    """The values by name in JSON text; `UsageError` says what is wrong with it."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the example is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise UsageError("the example is not a JSON object of values by name")
    return {name: from_plain(value, namespace) for name, value in data.items()}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f'{name} is not JSON; write {{"float": "{name.lower()}"}}')


# Writing -----------------------------------------------------------------------------------------


def to_plain(value: Any) -> Any:
    """The value as data for strict JSON; `from_plain` is its exact inverse.

    Raises `TypeError` for a value that is no plain data, and for one nested without end.
    """
    return _plain(value, 0)


def _plain(value: Any, depth: int) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is int:
        return value if abs(value) <= LARGEST_INT else {"int": hex(value)}
    if kind is str:
        return value if _encodable(value) else {"text": [ord(letter) for letter in value]}
    if kind is bytes:
        return {"bytes": value.hex()}
    if kind is complex:
        return {"complex": [_plain(value.real, depth), _plain(value.imag, depth)]}
    if kind is np.ndarray:
        return _plain_array(value)
    if kind in SCALARS:
        return {"scalar": _plain(value.item(), depth), "dtype": value.dtype.name}
    if kind is Rng:
        return {"rng": _plain(value.seed, depth)}
    if depth >= MAX_DEPTH:
        raise TypeError(f"nested more than {MAX_DEPTH} deep")
    return _plain_compound(value, depth + 1)


def _plain_compound(value: Any, depth: int) -> dict[str, Any]:
    kind = type(value)
    if kind is list or kind is tuple:
        return {kind.__name__: [_plain(item, depth) for item in value]}
    if kind is set or kind is frozenset:
        return {kind.__name__: sorted((_plain(item, depth) for item in value), key=json.dumps)}
    if kind is dict:
        return {"dict": [[_plain(k, depth), _plain(v, depth)] for k, v in value.items()]}
    if kind is Function:
        return {"function": [value.family, _plain_values(value.parameters, depth)]}
    if kind is Named:
        return {"named": [value.name, _plain_values(value.fixed, depth)]}
    raise TypeError(f"{kind.__name__} is not plain data")


def _plain_values(values: Mapping[str, Any], depth: int) -> dict[str, Any]:
    return {name: _plain(value, depth) for name, value in values.items()}


def _plain_array(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype not in DTYPES:
        raise TypeError(f"an array of {array.dtype} is not plain data")
    entries = _nested(array.tolist())
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    if array.dtype in PLAIN_DTYPES and array.ndim and array.size and not fortran:
        return entries
    told = {"array": entries, "dtype": array.dtype.name, "shape": list(array.shape)}
    return told | {"order": "F"} if fortran else told


def _nested(entries: Any) -> Any:
    return [_nested(e) for e in entries] if isinstance(entries, list) else _plain(entries, 0)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# Reading -----------------------------------------------------------------------------------------


def from_plain(data: Any, namespace: Namespace | None = None) -> Any:
    """The value that `to_plain` wrote as `data`; `UsageError` if it never writes such.

    `namespace` is the support code's, where named functions are found; without it they can be
    shown but not called.
    """
    try:
        return _Reader(namespace).value(data, 0)
    except UsageError:
        raise
    except (TypeError, ValueError, OverflowError, KeyError, RecursionError):
        shown = json.dumps(data, default=str)
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        raise UsageError(f"not the notation of an input: {shown}") from None


class _Reader:
    def __init__(self, namespace: Namespace | None) -> None:
        self.namespace = namespace

    def value(self, data: Any, depth: int) -> Any:
        if data is None or isinstance(data, (bool, int, float, str)):
            return data
        if depth > MAX_DEPTH:
            raise UsageError(f"the input is nested more than {MAX_DEPTH} deep")
        if isinstance(data, list):
            return self.bare(data)
        if isinstance(data, dict):
            for kind, read in _READERS.items():
                if kind in data and (len(data) == 1 or kind in ("array", "scalar")):
                    return read(self, data, depth + 1)
        raise ValueError("no notation")

    def bare(self, data: list[Any]) -> Any:
        leaves: list[Any] = []
        shape = self.flatten(data, leaves)
        kinds = {type(leaf) for leaf in leaves}
        # A person may write [0, 0.5]; nothing but floats can be meant.
        kind = float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 else None
        if kind not in _LEAVES:
            raise UsageError("a list must hold numbers, or true and false, to be an array")
        return np.array(leaves, _LEAVES[kind]).reshape(shape)

    def flatten(self, data: Any, leaves: list[Any], level: int = 0) -> tuple[int, ...]:
        """Adds the entries of nested lists to `leaves`, and returns their common shape."""
        if level > MAX_DIMENSIONS:
            raise UsageError("the array has too many dimensions")
        if not isinstance(data, list):
            leaves.append(self.value(data, 0))
            if len(leaves) > MOST_ENTRIES:
                raise UsageError("the array is too large")
            return ()
        shapes = {self.flatten(item, leaves, level + 1) for item in data}
        if len(shapes) > 1:
            raise UsageError("the rows of an array differ in length")
        return (len(data), *(shapes.pop() if shapes else ()))

    def array(self, data: dict[str, Any], _: int) -> Any:
        leaves: list[Any] = []
        entries, dtype = data["array"], _NAMES[data["dtype"]]
        shape = tuple(int(length) for length in data["shape"])
        if set(data) - {"array", "dtype", "shape", "order"}:
            raise ValueError("unknown keys")
        self.flatten(entries, leaves)
        return np.array(leaves, dtype).reshape(shape).copy(order=data.get("order", "C"))

    def scalar(self, data: dict[str, Any], depth: int) -> Any:
        return _NAMES[data["dtype"]].type(self.value(data["scalar"], depth))

    def imaginary(self, data: dict[str, Any], depth: int) -> complex:
        real, imag = self.items(data["complex"], depth)
        return complex(float(real), float(imag))

    def items(self, data: Any, depth: int) -> list[Any]:
        if not isinstance(data, list):
            raise TypeError("no list")
        return [self.value(item, depth) for item in data]

    def mapping(self, data: dict[str, Any], depth: int) -> dict[Any, Any]:
        pairs = [self.items(pair, depth) for pair in data["dict"]]
        return dict(pairs)

    def values(self, data: Any, depth: int) -> dict[str, Any]:
        return {str(name): self.value(value, depth) for name, value in data.items()}

    def function(self, data: dict[str, Any], depth: int) -> Function:
        family, parameters = data["function"]
        if family not in FAMILIES:
            raise UsageError(f"there is no family of functions called {family}")
        return Function(family, self.values(parameters, depth))

    def named(self, data: dict[str, Any], depth: int) -> Named:
        name, fixed = data["named"]
        if self.namespace is None:
            return Named(name, self.values(fixed, depth), _not_here)
        if not callable(self.namespace.get(name)):
            raise UsageError(f"the exercise has no function {name}")
        return Named(name, self.values(fixed, depth), self.namespace[name])


def _not_here(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("this function can be shown, but not called")


def _float(text: str) -> float:
    if text not in ("nan", "inf", "-inf"):
        raise ValueError("no such float")
    return float(text)


_READERS: Final[Mapping[str, Callable[[_Reader, dict[str, Any], int], Any]]] = {
    "array": _Reader.array,
    "scalar": _Reader.scalar,
    "list": lambda reader, data, depth: reader.items(data["list"], depth),
    "tuple": lambda reader, data, depth: tuple(reader.items(data["tuple"], depth)),
    "set": lambda reader, data, depth: set(reader.items(data["set"], depth)),
    "frozenset": lambda reader, data, depth: frozenset(reader.items(data["frozenset"], depth)),
    "dict": _Reader.mapping,
    "float": lambda _, data, __: _float(data["float"]),
    "int": lambda _, data, __: int(data["int"], 16),
    "complex": _Reader.imaginary,
    "bytes": lambda _, data, __: bytes.fromhex(data["bytes"]),
    "text": lambda _, data, __: "".join(map(chr, data["text"])),
    "function": _Reader.function,
    "named": _Reader.named,
    "rng": lambda reader, data, depth: Rng(int(reader.value(data["rng"], depth))),
}
