"""Reads what an exercise draws: sizes, values, and the domains that they make up.

Both halves of an exercise use it, the public one for its YAML and the hidden one for its `given`
calls, so nothing here depends on where the data come from: a complaint names a place in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

from grader.author import LIBRARY
from grader.domains import KINDS, expressions
from grader.errors import did_you_mean
from grader.exercise import scope
from grader.exercise.other_forms import read_forms
from grader.exercise.place import hinted, no_such
from grader.problem import Domain, Value

if TYPE_CHECKING:
    from grader.exercise.place import Complain, Place

Size = tuple[int, int] | str

RESERVED: Final = ("sizes", "like", "examples", "aside", "uncompared", "forms")
MAX_EXAMPLES: Final = 10_000
TAKEN: Final = frozenset({"np", "answer", "seen", "reference", "right", *LIBRARY})
"""Names that laws see and that an exercise may not use for something else."""

_RANGE = re.compile(r"\s*([0-9]{1,6})\s*\.\.\s*([0-9]{1,6})\s*")
_PLACE: Final = ("given",)
_NOWHERE = Value("literal", None)  # stands in for a value that was complained about


def read_sizes(data: Any, place: Place, complain: Complain) -> dict[str, Size]:
    """Sizes as ranges or expressions of other sizes."""
    if not isinstance(data, Mapping):
        complain(place, "must be a mapping, such as {n: 1..6}")
        return {}
    sizes: dict[str, Size] = {}
    for name, given in data.items():
        if not scope.is_name(name) or name in TAKEN:
            complain((*place, name), f"{name!r} cannot name a size")
            continue
        sizes[name] = (1, 1)
        if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
            sizes[name] = (given, given)
        elif not isinstance(given, str):
            complain((*place, name), "must be a range such as 1..6, a number or an expression")
        elif not (bounds := _RANGE.fullmatch(given)):
            sizes[name] = given
        elif int(bounds[1]) > int(bounds[2]):
            complain((*place, name), f"the range {given} is empty")
        else:
            sizes[name] = (int(bounds[1]), int(bounds[2]))
    return sizes


def order_sizes(sizes: Mapping[str, Size], place: Place, complain: Complain) -> dict[str, Size]:
    """The sizes, each after those that its expression uses."""
    visible = {*sizes, *scope.BUILTINS}
    needs: dict[str, set[str]] = {name: set() for name in sizes}
    for name, size in sizes.items():
        if isinstance(size, str):
            needs[name] = known_names(size, visible, (*place, name), complain) & sizes.keys()
    order = in_order(needs, lambda name, why: complain((*place, name), why))
    return {name: sizes[name] for name in order} or dict.fromkeys(sizes, (1, 1))


def read_value(raw: Any, place: Place, complain: Complain, *, answer: bool = False) -> Value:
    """What is drawn, or what a part of the answer must be."""
    if not isinstance(raw, Mapping):
        if not _is_literal(raw):
            complain(place, "must be a kind of value, a number, text or a list of those")
            return _NOWHERE
        if answer:
            complain(place, "must name a kind of value, such as {reals: [n, k]}")
        return Value("literal", raw)
    kinds = [key for key in raw if key in KINDS]
    if not kinds:
        hint = next(filter(None, (did_you_mean(str(key), KINDS) for key in raw)), "")
        complain(place, f"names no kind of value; {hint or 'such as reals or integer'}")
        return _NOWHERE
    if len(kinds) > 1:
        complain(place, f"names {' and '.join(kinds)}; a value is of one kind")
        return _NOWHERE
    kind = kinds[0]
    for option in raw.keys() - {kind} - KINDS[kind].options:
        options = KINDS[kind].options
        complain((*place, option), hinted(f"{kind} has no such option", option, options))
    if answer and not KINDS[kind].returns:
        complain(place, f"{kind} does not describe an answer")
    if not answer and not KINDS[kind].draws:
        complain(place, f"{kind} cannot be drawn")
    if "each" in raw:
        read_value(raw["each"], (*place, "each"), complain, answer=answer)
    return Value(kind, raw[kind], {key: raw[key] for key in raw if key != kind})


def _is_literal(raw: Any) -> bool:
    if isinstance(raw, list | tuple):
        return all(_is_literal(item) for item in raw)
    return raw is None or isinstance(raw, bool | int | float | str)


def read_domains(
    data: Mapping[str, Any],
    sizes: Mapping[str, Size],
    complain: Complain,
    *,
    known: Iterable[Domain] = (),
    hidden: bool = False,
) -> tuple[Domain, ...]:
    """The domains in `data`; their `like` may also name one that is `known`."""
    others = {domain.name: domain for domain in known}
    likes: dict[str, set[str]] = {}
    for name, body in data.items():
        like = body.get("like")
        likes[name] = {like} & data.keys() if isinstance(like, str) else set()
        if like is not None and not likes[name] and str(like) not in others:
            complain((*_PLACE, name, "like"), no_such("domain", str(like), [*data, *others]))
    domains: dict[str, Domain] = {}
    order = in_order(likes, lambda name, why: complain((*_PLACE, name, "like"), why))
    for name in order or data:
        plain = Domain(name, sizes, {}, hidden=hidden)
        base = {**others, **domains}.get(str(data[name].get("like")), plain)
        base = replace(plain, sizes=base.sizes, values=base.values)
        domains[name] = _domain(base, data[name], (*_PLACE, name), complain)
    return tuple(domains[name] for name in data)


def _domain(base: Domain, body: Mapping[str, Any], place: Place, complain: Complain) -> Domain:
    """The domain that `body` makes of `base`."""

    def of_own(at: Place, reason: str, _row: int | None = None) -> None:
        if len(at) <= len(place) or at[len(place)] in body:  # what is inherited was told before
            complain(at, reason)

    own = read_sizes(body.get("sizes", {}), (*place, "sizes"), complain)
    sizes = order_sizes({**base.sizes, **own}, (*place, "sizes"), of_own)
    examples = body.get("examples", 100)
    if type(examples) is not int or not 0 < examples <= MAX_EXAMPLES:
        complain((*place, "examples"), f"must be a whole number from 1 to {MAX_EXAMPLES}")
        examples = 1
    aside = body.get("aside", False)
    if not isinstance(aside, bool):
        complain((*place, "aside"), "must be true or false")
    uncompared = body.get("uncompared", "")
    if not isinstance(uncompared, str) or (not uncompared.strip() and "uncompared" in body):
        complain((*place, "uncompared"), "must say why its answers are not the reference's")
        uncompared = ""
    forms = read_forms(body["forms"], (*place, "forms"), complain) if "forms" in body else None
    values = dict(base.values)
    for key, raw in body.items():
        if key in RESERVED:
            continue
        if not scope.is_name(key) or key in TAKEN:
            complain((*place, key), f"{key!r} cannot name an input")
        elif key in sizes:
            complain((*place, key), f"{key} is a size already")
        else:
            values[key] = read_value(raw, (*place, key), complain)
    values = _in_order(values, sizes, place, of_own)
    return replace(
        base,
        sizes=sizes,
        values=values,
        examples=examples,
        aside=aside is True,
        uncompared=uncompared.strip(),
        forms=forms,
    )


def _in_order(
    values: Mapping[str, Value], sizes: Mapping[str, Size], place: Place, complain: Complain
) -> dict[str, Value]:
    visible = {*values, *sizes, *LIBRARY, *scope.BUILTINS, "np"}
    needs: dict[str, set[str]] = {}
    for name, value in values.items():
        needs[name] = set()
        for expression in value_expressions(value):
            needs[name] |= known_names(expression, visible, (*place, name), complain)
    needs = {name: used & values.keys() for name, used in needs.items()}
    order = in_order(needs, lambda name, why: complain((*place, name), why))
    return {name: values[name] for name in order} or dict.fromkeys(values, _NOWHERE)


def value_expressions(value: Value) -> tuple[str, ...]:
    """The expressions in a value; none in one that was complained about already."""
    try:
        return expressions(value)
    except ValueError:
        return ()


def known_names(
    expression: str, visible: Iterable[str], place: Place, complain: Complain
) -> set[str]:
    """The names that `expression` uses; complains of those that are not visible."""
    visible = set(visible)
    try:
        used = scope.expression_uses(expression)
    except scope.NotPythonError as error:
        complain(place, f"{expression!r} is not an expression: {error.reason}")
        return set()
    for use in used:
        if use.name not in visible:
            complain(place, unknown_name(use.name, visible))
    return {use.name for use in used} & visible


def unknown_name(name: str, visible: Iterable[str]) -> str:
    """`name 'zz' is not known; did you mean z?`"""
    return hinted(f"name {name!r} is not known", name, visible)


def in_order(
    needs: Mapping[str, Iterable[str]], complain: Callable[[str, str], None]
) -> tuple[str, ...]:
    """Every name after those that it needs, else as they are written; of a cycle it complains by a
    name, and orders none.
    """
    place = {name: i for i, name in enumerate(needs)}  # no order of a set, which hangs on hashes
    graph = {
        name: sorted(used, key=lambda one: (place.get(one, -1), one))
        for name, used in needs.items()
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = list(reversed(error.args[1]))
        complain(cycle[0], f"a cycle: {' -> '.join(cycle)}")
        return ()
