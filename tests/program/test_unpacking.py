"""Arguments, built as the reader that checks would build them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_values import VALUES, alike

from grader.program.unpacking import Unpacking
from grader.values import families, wire
from grader.values.families import Function, Rng


def built(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Unpacking:
    return Unpacking(wire.encode((args, kwargs), families.pack), {})


def described(value: Any) -> bool:
    """Whether something in it is a description."""
    if isinstance(value, list | tuple):
        return isinstance(value, wire.Packed) or any(map(described, value))
    return isinstance(value, dict) and any(map(described, (*value.keys(), *value.values())))


@given(
    st.lists(VALUES.filter(lambda value: not described(value)), max_size=6).map(tuple),
    st.dictionaries(st.text(max_size=3), VALUES.filter(lambda v: not described(v)), max_size=3),
)
def test_are_what_was_written(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    encoded = wire.encode((args, kwargs))
    found = Unpacking(encoded, {})
    assert alike((found.args, found.kwargs), wire.decode(encoded))
    assert wire.encode((found.args, found.kwargs)) == encoded


def test_each_array_is_writable_and_lies_beside_what_it_was() -> None:
    one, two = np.arange(3.0), np.asfortranarray(np.arange(6.0).reshape(2, 3))
    found = built((one, [two, np.zeros((0, 2))], 3), {"w": np.float32(2)})
    assert [copy.tolist() for copy, _ in found.copied] == [[0, 1, 2], two.tolist(), []]
    for copy, original in found.copied:
        copy[...] = 7
        assert not original.flags.writeable
    assert [original.tolist() for _, original in found.copied[:2]] == [[0, 1, 2], two.tolist()]


@pytest.mark.parametrize(
    ("value", "open_"),
    [
        *((1, False), (2.0, False), ("text", False), (None, False), (True, False)),
        *((np.zeros(2), False), (Rng(3), False), ([1, 2], True), ((), True), ({}, True)),
        (Function("polynomial", {"coefficients": np.array([1.0])}), False),
        ({1, 2}, True),
    ],
)
def test_what_may_change_otherwise_is_told(value: Any, open_: bool) -> None:
    assert built((value,), {}).open is open_
    assert built((), {"name": value}).open is open_


def test_functions_and_generators_are_built_from_their_descriptions() -> None:
    f = Function("polynomial", {"coefficients": np.array([1.0, 2.0])})
    found = built((f + 2 * f, np.ones(2)), {"rng": Rng(3)})
    assert found.args[0](2.0) == 15.0
    assert found.kwargs["rng"].random() == np.random.default_rng(3).random()
    assert found.args[0] in [value for value, _ in found.described]
    assert len(found.copied) == 1  # what describes a function is no argument
