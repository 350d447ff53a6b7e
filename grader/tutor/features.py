"""What can be said of the inputs of an example: what is so of them, and how large they are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

MOST_SIZE: Final = 100_000
"""Arrays of more entries are described by their shapes alone."""

Array = np.ndarray[Any, Any]


class Said(NamedTuple):
    """What is said, and of which arguments."""

    text: str
    about: tuple[str, ...] = ()


def features(arguments: Mapping[str, Any]) -> Iterator[tuple[Said, bool]]:
    """What is so, or not, of these arguments: of each alone, then of two together."""
    for name, value in arguments.items():
        for text, so in _of_one(name, value):
            yield Said(text, (name,)), so
    for (one, a), (other, b) in itertools.combinations(arguments.items(), 2):
        for text, so in _of_two(one, a, other, b):
            yield Said(text, (one, other)), so


def _of_one(name: str, value: Any) -> Iterator[tuple[str, bool]]:
    if value is None or isinstance(value, (bool, np.bool_, str)):
        yield f"{name} is {value!r}", True
    elif _is_number(value):
        number = float(value)
        for low in (0, 1):
            yield f"{name} is {low}", number == low
        yield f"{name} is negative", number < 0
        yield f"{name} is not whole", not number.is_integer()
        yield f"{name} is more than 1", number > 1
        yield f"{name} is odd", number % 2 == 1
    elif isinstance(value, np.ndarray):
        yield from _of_array(name, value)
    elif isinstance(value, (list, tuple, str)):
        yield f"{name} is empty", not value
        yield f"{name} has a single item", len(value) == 1
        if _plain(value):
            yield f"{name} holds something twice", len(set(value)) < len(value)
            yield f"{name} is in order", list(value) == sorted(value)


def _plain(value: Sequence[Any]) -> bool:
    return bool(value) and len({type(one) for one in value} & {int, float, str}) == 1


def _of_array(name: str, array: Array) -> Iterator[tuple[str, bool]]:
    kind = array.dtype.kind
    yield f"{name} is empty", not array.size
    for axes in range(4):
        word = "axis" if axes == 1 else "axes"
        yield f"{name} has {axes} {word}", array.ndim == axes
    if array.ndim == 1:
        yield f"{name} has a single entry", len(array) == 1
    if array.ndim > 1:
        yield f"{name} has a single row", array.shape[-2] == 1
        yield f"{name} has a single column", array.shape[-1] == 1
        yield f"{name} is square", array.shape[-1] == array.shape[-2]
        yield f"{name} has more rows than columns", array.shape[-2] > array.shape[-1]
    yield f"{name} holds integers", kind in "iu"
    yield f"{name} holds narrow integers", kind in "iu" and array.dtype.itemsize < 8
    if kind in "biuf" and 0 < array.size <= MOST_SIZE:
        yield from _of_entries(name, array.astype(float))


def _of_entries(name: str, array: Array) -> Iterator[tuple[str, bool]]:
    yield f"{name} has negative entries", bool(np.any(array < 0))
    yield f"{name} has positive entries", bool(np.any(array > 0))
    yield f"{name} has an entry that is 0", bool(np.any(array == 0))
    yield f"{name} holds nothing but 0", not np.any(array)
    yield f"all entries of {name} are the same", bool(np.all(array == array.flat[0]))
    yield f"{name} has an entry that is more than 1", bool(np.any(array > 1))
    yield f"{name} has fractions", bool(np.any(array != np.floor(array)))
    yield f"{name} has two entries that are the same", np.unique(array).size < array.size
    if array.ndim == 1:
        yield f"{name} is in order", bool(np.all(np.diff(array) >= 0))
    if array.ndim > 1:
        yield f"{name} has a row of nothing but 0", bool(np.any(~np.any(array, axis=-1)))
        yield f"{name} has a column of nothing but 0", bool(np.any(~np.any(array, axis=-2)))
        yield f"{name} has a row of one number", bool(np.any(np.ptp(array, axis=-1) == 0))
        yield f"{name} has a column of one number", bool(np.any(np.ptp(array, axis=-2) == 0))
        yield f"{name} is symmetric", _symmetric(array)


def _symmetric(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1] and np.array_equal(array, array.T)


def _of_two(one: str, a: Any, other: str, b: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        yield f"{one} and {other} have the same shape", a.shape == b.shape
        yield f"{one} and {other} are the same", np.array_equal(a, b)
        if a.ndim and b.ndim:
            yield f"{one} and {other} are equally long", len(a) == len(b)
            yield f"{one} is longer than {other}", len(a) > len(b)
            yield f"{other} is longer than {one}", len(b) > len(a)
        if a.shape != b.shape and a.ndim and b.ndim:
            yield f"{one} has more axes than {other}", a.ndim > b.ndim
            yield f"{other} has more axes than {one}", b.ndim > a.ndim
    elif _is_number(a) and _is_number(b):
        yield from _compared(one, float(a), other, float(b))
    elif _is_number(a) or _is_number(b):
        number, name, of, long = (a, one, other, b) if _is_number(a) else (b, other, one, a)
        if isinstance(long, np.ndarray) and long.ndim:
            yield from _compared(name, float(number), f"the length of {of}", float(len(long)))
            if long.ndim > 1:
                columns = f"the number of columns of {of}"
                yield from _compared(name, float(number), columns, float(long.shape[-1]))
        elif isinstance(long, (list, tuple)):
            yield from _compared(name, float(number), f"the length of {of}", float(len(long)))


def _compared(one: str, a: float, other: str, b: float) -> Iterator[tuple[str, bool]]:
    yield f"{one} is {other}", a == b
    yield f"{one} is more than {other}", a > b
    yield f"{one} is less than {other}", a < b
    if a.is_integer() and b.is_integer():
        yield f"{one} is a multiple of {other}", b != 0 and a % b == 0
        yield f"{other} is a multiple of {one}", a != 0 and b % a == 0


def measures(arguments: Mapping[str, Any]) -> Iterator[tuple[Said, float]]:
    """What can be large or small in these arguments; `{}` is how large."""
    for name, value in arguments.items():
        for text, size in _sizes(name, value):
            yield Said(text, (name,)), size


def _sizes(name: str, value: Any) -> Iterator[tuple[str, float]]:
    if _is_number(value):
        yield f"{name} is {{}}", float(value)
    elif isinstance(value, np.ndarray) and value.ndim:
        yield f"{name} has a length of {{}}", float(len(value))
        if value.ndim > 1:
            yield f"{name} has as many columns as {{}}", float(value.shape[-1])
        if value.dtype.kind in "iuf" and 0 < value.size <= MOST_SIZE:
            sizes = np.abs(value.astype(float))
            yield f"the largest entry of {name} has a size of {{}}", float(np.max(sizes))
            yield f"the smallest entry of {name} has a size of {{}}", float(np.min(sizes))
    elif isinstance(value, (list, tuple)):
        yield f"{name} has a length of {{}}", float(len(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
