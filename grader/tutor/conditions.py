"""On which inputs a program is wrong: what those that it answers wrongly have in common, and none,
or hardly any, of the others has.

What is said is a fact of the public examples, and counted out: it is said only if both sides have
several members, and nothing is guessed of other inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from grader.tutor.features import Said, features, measures

FEWEST: Final = 3
"""So many examples at least must be on either side."""

PURE: Final = 0.75
"""Where some of one side are right none the less, so large a part of it must be wrong."""

SURELY: Final = 6
"""And so many examples must be on either side then."""

MOST_LISTED: Final = 3
"""So many inputs, or kinds of them, are listed."""

NEARLY: Final = 0.05
"""What is so for a share that is smaller by this fits as well."""

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
    others; which arguments that is about, and a mark of each example, which has it or has it not.
    """

    text: str
    inside: int
    bad: int
    outside: int
    bad_outside: int
    about: tuple[str, ...] = ()
    marks: tuple[bool, ...] = ()


def domain_label(name: str) -> str:
    """How a domain is named in what is said."""
    return f"“{name}”"


@dataclass(frozen=True)
class Conditions:
    """What can be said of these examples, and of which of them it is so."""

    several: Sequence[Judged]

    def exact(self) -> str:
        """On exactly which examples the answers are wrong, empty where that is not known."""
        found = [split for split in self._alone if _exactly(split)]
        told = _agreed(found)
        return "" if told is None else _exactly(told)

    def tendency(self) -> str:
        """On which examples alone they are wrong, or right, if not on all of those."""
        shares = [max((share for share, _ in _nearly(one)), default=0.0) for one in self._alone]
        most = max(shares, default=0.0)
        pairs = [
            (s, one) for s, one in zip(shares, self._alone, strict=True) if s and s >= most - NEARLY
        ]
        pairs.sort(key=lambda pair: -pair[0])
        told = _agreed([one for _, one in pairs])
        return "" if told is None else max(_nearly(told))[1]

    @cached_property
    def _wrong(self) -> Array:
        return np.array([one.wrong for one in self.several], bool)

    @property
    def _telling(self) -> bool:
        return bool(FEWEST <= self._wrong.sum() <= self._wrong.size - FEWEST)

    @cached_property
    def _table(self) -> dict[Said, Array]:
        """What may be said, the plainest first, and of which examples it is so."""
        described = [dict(features(one.arguments)) for one in self.several]
        several = dict.fromkeys(said for one in described for said in one)
        return {said: np.array([one.get(said, False) for one in described]) for said in several}

    @cached_property
    def _alone(self) -> list[Split]:
        if not self._telling:
            return []
        domains = list(dict.fromkeys(one.domain for one in self.several))
        splits = [self._split(said, inside) for said, inside in self._table.items()]
        splits += _thresholds([dict(measures(one.arguments)) for one in self.several], self._wrong)
        for names in [[name] for name in domains] + [self._bad_domains(domains)]:
            inside = np.array([one.domain in names for one in self.several])
            told = " or ".join(map(domain_label, names))
            splits.append(self._split(Said(f"the input is one of {told}"), inside))
        return splits

    def _bad_domains(self, domains: Sequence[str]) -> Sequence[str]:
        """Those in which everything is wrong, if they are few."""
        several = zip(self.several, self._wrong, strict=True)
        right = {one.domain for one, bad in several if not bad}
        found = [name for name in domains if name not in right]
        return found if len(found) <= MOST_LISTED else []

    def _split(self, said: Said, inside: Array) -> Split:
        many, bad = int(inside.sum()), int((inside & self._wrong).sum())
        sides = many, bad, inside.size - many, int(self._wrong.sum()) - bad
        return Split(said.text, *sides, said.about, tuple(inside.tolist()))


def _agreed(several: Sequence[Split]) -> Split | None:
    """What is told of those that fit equally well, the best first: nothing of one argument where
    another would do, but of all of them if they coincide, or else of the kind of input.
    """
    if not several:
        return None
    first = several[0]
    others = [one for one in several if one.about and not {*first.about} <= {*one.about}]
    if not others or not first.about:
        return first
    same = [one for one in several if one.marks == first.marks]
    alone = {one.about: one.text for one in reversed(same) if len(one.about) == 1}
    named = {name for about in alone for name in about}
    if len(alone) <= MOST_LISTED and named >= {name for one in others for name in one.about}:
        return first._replace(text=_joined([(name, alone[name,]) for name in sorted(named)]))
    return next((one for one in several if not one.about), None)


def _joined(several: Sequence[tuple[str, str]]) -> str:
    """What is said of several arguments, in one clause where it is the same."""
    rests = {text.removeprefix(f"{name} ") for name, text in several}
    verb, _, rest = min(rests).partition(" ")
    if len(rests) > 1 or verb not in _PLURAL:
        return ", and ".join(text for _, text in several)
    *names, last = (name for name, _ in several)
    return f"{', '.join(names)} and {last} {_PLURAL[verb]} {rest}"


_PLURAL: Final = {"has": "have", "holds": "hold", "is": "are"}


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
    text, inside, bad, outside, bad_outside, *_ = split
    if min(inside, outside) < FEWEST:
        return ""
    if bad == inside and not bad_outside:
        return (
            f"your answers are wrong in all {inside} public examples where {text}, and right in the"
            f" other {outside}"
        )
    if not bad and bad_outside == outside:
        return (
            f"your answers are right in all {inside} public examples where {text}, and wrong in the"
            f" other {outside}"
        )
    return ""


def _nearly(split: Split) -> Iterator[tuple[float, str]]:
    """What is so on one side without an exception, and on the other for such a share."""
    text, inside, bad, outside, far, *_ = split
    if min(inside, outside) < SURELY:
        return
    right, far_right = inside - bad, outside - far
    there = f"public examples where {text}"
    forms = (
        (not far, bad, inside, f"wrong in {bad} of the {inside} {there}, and in none"),
        (not far_right, right, inside, f"right in {right} of the {inside} {there}, and in none"),
        (not bad, far, outside, f"right in all {inside} {there}, and wrong in {far}"),
        (not right, far_right, outside, f"wrong in all {inside} {there}, and right in {far_right}"),
    )
    for clear, some, of, words in forms:
        if clear and PURE * of <= some:
            yield some / of, f"your answers are {words} of the other {outside}"


def _thresholds(measured: Sequence[Mapping[Said, float]], wrong: Array) -> list[Split]:
    """What is large, or small, in all wrong examples and in no other."""
    found: list[Split] = []
    for said in dict.fromkeys(name for one in measured for name in one):
        known = [(one[said], bad) for one, bad in zip(measured, wrong, strict=True) if said in one]
        if len(known) < len(wrong):
            continue
        bad = [value for value, is_bad in known if is_bad]
        good = [value for value, is_bad in known if not is_bad]
        sides = len(bad), len(bad), len(good), 0, said.about, tuple(wrong.tolist())
        if max(good) < min(bad):
            words = said.text.format(f"{min(bad):.6g} or more")
            found.append(Split(f"{words} (and elsewhere {max(good):.6g} or less)", *sides))
        elif max(bad) < min(good):
            words = said.text.format(f"{max(bad):.6g} or less")
            found.append(Split(f"{words} (and elsewhere {min(good):.6g} or more)", *sides))
    return found
