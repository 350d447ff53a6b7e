"""On which inputs a program is wrong: what those that it answers wrongly have in common, and none,
or hardly any, of the others has.

What is said is a fact of the public examples, and counted out: it is said only if both sides have
several members, and nothing is guessed of other inputs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

FEWEST: Final = 3
"""So many examples at least must be on either side."""

PURE: Final = 0.6
"""Where some of one side are right none the less, so large a part of it must be wrong."""

SURELY: Final = 6
"""And so many examples must be on either side then."""

MOST_DOMAINS: Final = 3
"""So many kinds of input are listed."""

MOST_SIZE: Final = 100_000
"""Arrays of more entries are described by their shapes alone."""

Array = np.ndarray[Any, Any]


class Judged(NamedTuple):
    """The arguments of an example by name, the name of its domain, and whether it was answered
    wrongly.
    """

    arguments: Mapping[str, Any]
    domain: str
    wrong: bool


class Split(NamedTuple):
    """What some have in common, how many they are, how many of them are wrong, and the same of all
    others.
    """

    text: str
    inside: int
    bad: int
    outside: int
    bad_outside: int


@dataclass(frozen=True)
class Conditions:
    """What can be said of these examples, and of which of them it is so."""

    several: Sequence[Judged]

    def exact(self) -> str:
        """On exactly which examples the answers are wrong, empty where that is not known."""
        splits = itertools.chain(self._alone, self._together())
        return next(filter(None, map(_exactly, splits)), "")

    def tendency(self) -> str:
        """On which examples alone they are wrong, or right, if not on all of those."""
        told = (one for split in self._alone for one in _nearly(split))
        return max(told, key=lambda one: one[0], default=(0.0, ""))[1]

    @cached_property
    def _wrong(self) -> Array:
        return np.array([one.wrong for one in self.several], bool)

    @property
    def _telling(self) -> bool:
        return bool(FEWEST <= self._wrong.sum() <= self._wrong.size - FEWEST)

    @cached_property
    def _table(self) -> dict[str, Array]:
        """What may be said, the plainest first, and of which examples it is so."""
        described = [dict(features(one.arguments)) for one in self.several]
        texts = dict.fromkeys(text for one in described for text in one)
        return {text: np.array([one.get(text, False) for one in described]) for text in texts}

    @cached_property
    def _alone(self) -> list[Split]:
        if not self._telling:
            return []
        domains = list(dict.fromkeys(one.domain for one in self.several))
        splits = [self._split(text, inside) for text, inside in self._table.items()]
        splits += _thresholds([dict(measures(one.arguments)) for one in self.several], self._wrong)
        for names in [[name] for name in domains] + [self._bad_domains(domains)]:
            inside = np.array([one.domain in names for one in self.several])
            told = " or ".join(f"“{name}”" for name in names)
            splits.append(self._split(f"the input is one of {told}", inside))
        return splits

    def _bad_domains(self, domains: Sequence[str]) -> Sequence[str]:
        """Those in which everything is wrong, if they are few."""
        several = zip(self.several, self._wrong, strict=True)
        right = {one.domain for one, bad in several if not bad}
        found = [name for name in domains if name not in right]
        return found if len(found) <= MOST_DOMAINS else []

    def _split(self, text: str, inside: Array) -> Split:
        many, bad = int(inside.sum()), int((inside & self._wrong).sum())
        return Split(text, many, bad, inside.size - many, int(self._wrong.sum()) - bad)

    def _together(self) -> Iterator[Split]:
        """What is said of exactly the wrong examples by two features, or by one without another."""
        if not SURELY <= self._wrong.sum() <= self._wrong.size - SURELY:
            return
        texts, table = list(self._table), np.array(list(self._table.values()))
        for one, own in zip(texts, table, strict=True):
            for word, others in (("and", table), ("but not where", ~table)):
                for place in np.flatnonzero(((own & others) == self._wrong).all(axis=1)):
                    yield self._split(f"{one}, {word} {texts[place]}", self._wrong)


def exactly(wrong: Array, table: Mapping[str, Array]) -> Split | None:
    """What is said of exactly those that are wrong, or exactly of the others."""
    for text, inside in table.items():
        many, bad = int(inside.sum()), int((inside & wrong).sum())
        split = Split(text, many, bad, inside.size - many, int(wrong.sum()) - bad)
        if min(many, split.outside) >= FEWEST and (
            (bad == many and not split.bad_outside)
            or (not bad and split.bad_outside == split.outside)
        ):
            return split
    return None


def _exactly(split: Split) -> str:
    text, inside, bad, outside, bad_outside = split
    if min(inside, outside) < FEWEST:
        return ""
    if bad == inside and not bad_outside:
        return (
            f"your answers are wrong where {text} (all {inside} examples), and right elsewhere"
            f" ({outside})"
        )
    if not bad and bad_outside == outside:
        return (
            f"your answers are right where {text} ({inside} examples), and wrong everywhere else"
            f" ({outside})"
        )
    return ""


def _nearly(split: Split) -> Iterator[tuple[float, str]]:
    """What is so on one side without an exception, and on the other for such a share."""
    text, inside, bad, outside, bad_outside = split
    if min(inside, outside) < SURELY:
        return
    right, right_outside = inside - bad, outside - bad_outside
    forms = (
        (
            not bad_outside,
            bad,
            inside,
            f"wrong only where {{}}: in {{}} of {{}} examples, and in none of the other {outside}",
        ),
        (
            not right_outside,
            right,
            inside,
            f"right only where {{}}: in {{}} of {{}} examples, and in none of the other {outside}",
        ),
        (
            not bad,
            bad_outside,
            outside,
            f"right where {{}} (all {inside} examples), and wrong in {{}} of the other {{}}",
        ),
        (
            not right,
            right_outside,
            outside,
            f"wrong where {{}} (all {inside} examples), and right in {{}} of the other {{}}",
        ),
    )
    for clear, some, of, words in forms:
        if clear and PURE * of <= some:
            yield some / of, "your answers are " + words.format(text, some, of)


def _thresholds(measured: Sequence[Mapping[str, float]], wrong: Array) -> list[Split]:
    """What is large, or small, in all wrong examples and in no other."""
    found: list[Split] = []
    for text in dict.fromkeys(name for one in measured for name in one):
        known = [(one[text], bad) for one, bad in zip(measured, wrong, strict=True) if text in one]
        if len(known) < len(wrong):
            continue
        bad = [value for value, is_bad in known if is_bad]
        good = [value for value, is_bad in known if not is_bad]
        sides = len(bad), len(bad), len(good), 0
        if max(good) < min(bad):
            words = text.format(f"{min(bad):.6g} or more")
            found.append(Split(f"{words} (and elsewhere {max(good):.6g} or less)", *sides))
        elif max(bad) < min(good):
            words = text.format(f"{max(bad):.6g} or less")
            found.append(Split(f"{words} (and elsewhere {min(good):.6g} or more)", *sides))
    return found


# What can be said of inputs -----------------------------------------------------------------------


def features(arguments: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What is so, or not, of these arguments: of each alone, then of two together."""
    for name, value in arguments.items():
        yield from _of_one(name, value)
    for (one, a), (other, b) in itertools.combinations(arguments.items(), 2):
        yield from _of_two(one, a, other, b)


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


def measures(arguments: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """What can be large or small in these arguments; `{}` is how large."""
    for name, value in arguments.items():
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
