"""A hostile answer is shown in a line, and no more of it is written out than is shown."""

from __future__ import annotations

from typing import Any

import pytest

from grader.judge.promises import describe
from grader.law.claims import explain
from grader.law.closeness import MOST_TOLD, Difference, close, same
from grader.law.showing import MOST_CHARACTERS, show, unheard

MARKS = "\u202e" * 300_000


class Loud(str):
    """Says when all of it is written out."""

    __slots__ = ()

    def __repr__(self) -> str:
        raise AssertionError("all of it was written out")


@pytest.mark.parametrize(
    "value",
    [
        {MARKS: 1},
        [MARKS],
        MARKS,
        MARKS.encode("utf-16"),
        {MARKS},
        frozenset({MARKS}),
        {(MARKS, MARKS): [MARKS]},
        dict.fromkeys(range(1_000_000)),
        [[[[[0.0] * 20] * 20] * 20] * 20] * 20,
        10**5000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_shown_in_a_line(value: Any) -> None:
    assert len(show(value)) <= MOST_CHARACTERS
    assert len(show(value, value)) <= MOST_CHARACTERS


def test_what_is_not_shown_is_not_written_out() -> None:
    class Endless(dict[Any, Any]):
        def items(self) -> Any:
            yield from (("key", i) for i in range(1000))
            raise AssertionError("all of it was written out")

    assert show(Endless()).endswith("…")
    assert show([0.5] * 24 + [Loud()]) == "a list of length 25"


@pytest.mark.parametrize(("compare"), [close, same])
def test_a_difference_is_told_in_a_line(compare: Any) -> None:
    nested: Any = 1.0
    for _ in range(20):
        nested = {MARKS: nested}
    for other in ({MARKS: 2.0}, {"a": 1}, 2.0, MARKS):
        found = compare(nested, other)
        assert isinstance(found, Difference)
        assert len(repr(found)) <= MOST_TOLD


def test_a_claim_is_explained_in_a_line() -> None:
    import ast

    claim = ast.parse("close(y, x)", mode="eval").body
    told, _ = explain(claim, {"close": close, "y": {MARKS: 1.0}, "x": {MARKS: 2.0}})
    assert len(told) < 3 * MOST_TOLD


def test_ordinary_values_are_shown_whole() -> None:
    assert show({"a": [1.5, (2,)], 3: {2}}) == "{'a': [1.5, (2,)], 3: {2}}"
    assert show([set(), frozenset(), frozenset({1})]) == "[set(), frozenset(), frozenset({1})]"
    assert show((1, 2)) == "(1, 2)"
    assert repr(close({"a": 1.0}, {"a": 2.0})) == "at ['a']: 1.0 is not 2.0"
    assert repr(close({(1, 2): 1.0}, {(1, 2): 2.0})) == "at [(1, 2)]: 1.0 is not 2.0"
    assert describe({1: 2}) == "a dict of length 1"


def test_what_nobody_hears_is_not_written_out() -> None:
    with unheard():
        assert show([1.0, 2.0], [1.0, 3.0]) == ""
    assert show([1.0, 2.0]) == "[1.0, 2.0]"
