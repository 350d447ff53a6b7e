"""Which parameters of a program have no influence on its answers, where they should have one: found
by asking once more with the value that another example has for it.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeGuard

import numpy as np

from grader.judge.checks import answers_differ
from grader.judge.likeness import alike
from grader.model import Answer, Call, Caller, Reply
from grader.values.wire import Packed, WireError, decode, encode

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.problem import Problem

FEWEST: Final = 3
"""So many answers must stay where the right ones change."""

MOST: Final = 16
"""So many are asked of each parameter."""

MOST_COMPARED: Final = 50
"""Among so many others another value is looked for."""


class _Bound(NamedTuple):
    domain: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def without_influence(
    problem: Problem,
    several: Sequence[tuple[str, Example]],
    program: Caller,
    reference: Caller,
    alone: Caller,
) -> str:
    """The first parameter that changes the reference's answers to these examples, each beside the
    name of its domain, and none of the program's; empty if there is none.

    What was kept of an earlier call may hide an influence, so a few are asked `alone` as well.
    """
    bound = [_bound(domain, example) for domain, example in several]
    for place, parameter in enumerate(problem.entry.parameters):
        calls = list(_exchanged(problem, bound, place, parameter.name))
        if len(calls) < FEWEST:
            continue
        before, after = ([pair[side] for pair in calls] for side in (0, 1))
        rights = zip(reference.answer(before), reference.answer(after), strict=True)
        telling = [
            number
            for number, (one, other) in enumerate(rights)
            if isinstance(one, Answer)
            and isinstance(other, Answer)
            and not alike(problem, one, other)
        ]
        if len(telling) < FEWEST:
            continue
        told = [(before[number], after[number]) for number in telling]
        if _same(program, told) and _same(alone, told[:FEWEST]):
            return parameter.name
    return ""


def _same(program: Caller, calls: Sequence[tuple[Call, Call]]) -> bool:
    """Whether the program answers both calls of each pair the same."""
    sides = (program.answer([pair[side] for pair in calls]) for side in (0, 1))
    # Of answers that are all wrong in kind, none is like another: the values themselves count.
    return all(
        _comparable(one) and isinstance(other, Answer) and not answers_differ(one, other)
        for one, other in zip(*sides, strict=True)
    )


def _comparable(reply: Reply) -> TypeGuard[Answer]:
    """Whether it is an answer of which all is known, and not what some object is called."""
    return isinstance(reply, Answer) and not _opaque(reply.value)


def _opaque(value: Any) -> bool:
    if isinstance(value, Packed):
        return bool(value.kind == "opaque")
    return isinstance(value, (list, tuple)) and any(map(_opaque, value))


def _bound(domain: str, example: Example) -> _Bound:
    args, kwargs = decode(example.arguments, unpack=lambda packed: packed)
    return _Bound(domain, tuple(args), dict(kwargs))


def _exchanged(
    problem: Problem, bound: Sequence[_Bound], place: int, name: str
) -> Iterator[tuple[Call, Call]]:
    """Calls before and after one parameter got the value of the next example that has another."""
    found = 0
    there: dict[str, deque[_Bound]] = {}
    for one in bound:
        there.setdefault(one.domain, deque()).append(one)
    for one in bound:
        others = there[one.domain]
        others.rotate(-1)  # those that follow it come first
        several = itertools.islice(others, MOST_COMPARED)
        new = next((other for other in several if _differs(one, other, place, name)), None)
        if new is None:
            continue
        value = _value(new, place, name)
        args = tuple(value if i == place else old for i, old in enumerate(one.args))
        kwargs = {key: value if key == name else old for key, old in one.kwargs.items()}
        try:
            calls = [
                Call(problem.entry.name, encode(each))
                for each in ((one.args, one.kwargs), (args, kwargs))
            ]
        except WireError:
            continue
        yield calls[0], calls[1]
        found += 1
        if found == MOST:
            return


def _value(bound: _Bound, place: int, name: str) -> Any:
    return bound.args[place] if place < len(bound.args) else bound.kwargs.get(name, _MISSING)


_MISSING: Final = object()


def _differs(one: _Bound, other: _Bound, place: int, name: str) -> bool:
    """Whether both, of one domain, have this parameter, of one kind and shape, and not the same
    value.
    """
    a, b = _value(one, place, name), _value(other, place, name)
    if one.domain != other.domain or a is _MISSING or type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and not np.array_equal(a, b)
    if isinstance(a, Packed):
        return bool(a.kind == b.kind and encode(a.data) != encode(b.data))
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and encode(a) != encode(b)
    return bool(a != b)
