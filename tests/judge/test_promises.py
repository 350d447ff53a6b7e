"""Answers against what the entry promises: parts, kinds and shapes, before any law sees them."""

from __future__ import annotations

import tracemalloc
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from grader.domains import value_of
from grader.judge.promises import (
    LARGE,
    LARGER,
    check_shapes,
    describe,
    floats_for_integers,
    not_far_larger,
    parts_of,
    size_of,
)
from grader.law.calls import Broken
from grader.model import Answer
from grader.problem import Entry, Parameter, Problem
from grader.program import plain
from grader.values.wire import Packed


def problem(**returns: Any) -> Problem:
    return Problem(
        name="p",
        area="a",
        title="P",
        difficulty=1,
        statement="",
        hints=(),
        stub="",
        entry=Entry("f", (Parameter("z"),), tuple(returns)),
        asks=("f",),
        example={},
        given=(),
        returns={part: value_of(written) for part, written in returns.items()},
        checks=(),
    )


def accept(value: Any, written: Any, **names: Any) -> Any:
    """The one part `p` of an answer that keeps its promise."""
    made = problem(p=written)
    (part,) = parts_of(made, value)
    names = {"np": np, **names, "p": part}
    check_shapes(made, names)
    return names["p"]


def refuse(value: Any, written: Any, **names: Any) -> str:
    with pytest.raises(Broken) as broken:
        accept(value, written, **names)
    return str(broken.value)


REAL = "p is complex, where {} promised"


class TestArrays:
    @pytest.mark.parametrize(
        "value",
        [
            np.ones((2, 3)),
            np.ones((2, 3), np.float32),
            np.ones((2, 3), np.int64),
            np.ones((2, 3), np.uint8),
            np.ones((2, 3), bool),
            [[1, 1, 1], [1, 1, 1]],
            [[1.0, 1, True], [1, 1, 1]],
            ((1, 1, 1), (1, 1, 1)),
            [np.ones(3), np.ones(3)],
            np.asfortranarray(np.ones((2, 3))),
        ],
        ids=lambda v: f"{type(v).__name__} {getattr(v, 'dtype', '')}",
    )
    def test_any_real_numbers_will_do(self, value: Any) -> None:
        part = accept(value, {"reals": ["n", "k"]}, n=2, k=3)
        assert part.dtype.kind == "f"
        assert np.array_equal(part, np.ones((2, 3)))

    def test_half_precision_is_too_coarse(self) -> None:
        assert refuse(np.ones(2, np.float16), {"reals": [2]}) == (
            "p is an array of float16, too coarse to be judged; use float64"
        )

    def test_single_precision_stays_single(self) -> None:
        assert accept(np.ones(2, np.float32), {"reals": [2]}).dtype == np.float32

    def test_unless_a_dtype_is_demanded(self) -> None:
        demand = {"reals": [2], "dtype": "float64"}
        assert accept(np.ones(2), demand).dtype == np.float64
        assert refuse(np.ones(2, np.float32), demand) == "p is an array of float32, not of float64"
        demand = {"reals": [2], "dtype": "float32"}
        assert refuse(np.ones(2), demand) == "p is an array of float64, not of float32"
        assert accept(np.ones(2, np.float32), demand).dtype == np.float32

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (
                None,
                "p is None, not an array of numbers",
            ),
            (3.0, "p is a single number, not an array of shape (2,)"),
            ("abc", "p is text of length 3, not an array of numbers"),
            ({}, "p is a dict of length 0, not an array of numbers"),
            ({1, 2}, "p is a set of length 2, not an array of numbers"),
            (
                np.ones(2, complex),
                REAL.format("real numbers are"),
            ),
            (
                [1j, 2],
                REAL.format("real numbers are"),
            ),
            ([None, None], "p is a list that holds None, not numbers"),
            ([[1, 2], [3]], "p is a list whose rows differ in length, not an array"),
            (Packed("opaque", "torch.Tensor"), "p is a torch.Tensor, not an array of numbers"),
            (Packed("opaque", "numpy.ndarray of object"), None),
            ([10**400, 1], "p is a list with an integer too large for an array"),
            (10**400, "p is an integer too large for an array"),
            ([[2.0] * 2, [[[10**30]]]], "p is a list whose rows differ in length, not an array"),
        ],
    )
    def test_others_are_told_what_they_are(self, value: Any, text: str | None) -> None:
        told = refuse(value, {"reals": [2]})
        assert told == text or text is None

    @pytest.mark.parametrize("value", [["a", "b"], [b"a", b"b"], [1.0, "a"], [{}, {}]])
    def test_lists_of_what_is_no_number_are_refused(self, value: Any) -> None:
        assert "p is a list that holds" in refuse(value, {"reals": [2]})

    def test_lists_of_text_cannot_make_the_judge_spend_memory(self) -> None:
        tracemalloc.start()
        try:
            refuse(["x" * 100_000] + [""] * 500, {"reals": ["any"]})
            assert tracemalloc.get_traced_memory()[1] < 20_000_000
        finally:
            tracemalloc.stop()

    def test_opaque_items_are_refused(self) -> None:
        refuse([Packed("opaque", "Tensor"), 1.0], {"reals": [2]})
        refuse([Packed("opaque", "Tensor")] * 2, {"reals": ["any", "any"]})

    def test_integers(self) -> None:
        written = {"integers": [2]}
        assert accept([1, 2], written).dtype == np.int64
        assert accept(np.ones(2, np.uint8), written).dtype == np.uint8
        assert refuse([1.5, 2.0], written) == "p is an array of float64, not of integers"
        assert refuse([2**70, 2], written) == "p is a list with an integer too large for an array"
        assert refuse([1e300, 2], written) == "p is an array of float64, not of integers"
        assert refuse([True, False], written) == "p is an array of bool, not of integers"
        assert accept([], {"integers": [0]}).dtype.kind == "i"

    def test_booleans(self) -> None:
        written = {"booleans": [2]}
        assert accept([True, False], written).dtype == np.bool_
        assert refuse([1, 0], written) == "p is an array of int64, not of booleans"
        assert accept([], {"booleans": [0]}).dtype == np.bool_

    def test_empty_lists(self) -> None:
        assert accept([], {"reals": [0]}).dtype == np.float64
        assert accept([[], []], {"reals": [2, 0]}).shape == (2, 0)

    def test_scalars_of_numpy_are_arrays_without_axes(self) -> None:
        assert accept(np.float64(3), {"reals": []}).shape == ()
        assert accept(np.float32(3), {"reals": []}).dtype == np.float32
        assert accept(np.array(3.0), {"reals": []}) == 3
        assert accept(3.0, {"reals": []}) == 3
        assert (
            refuse(np.float64(3), {"reals": [1]})
            == "p is a single number, not an array of shape (1,)"
        )


class TestShapes:
    def test_never_by_broadcasting(self) -> None:
        assert refuse(np.ones((1, 3)), {"reals": ["n", "k"]}, n=2, k=3) == (
            "p has shape (1, 3), not (2, 3)"
        )
        assert refuse(np.ones(3), {"reals": [1, 3]}) == "p has shape (3,), not (1, 3)"

    def test_hints(self) -> None:
        assert refuse(np.ones((3, 2)), {"reals": [2, 3]}) == (
            "p has shape (3, 2), not (2, 3) (transposed?)"
        )
        assert refuse(np.ones((3, 1)), {"reals": [3]}) == (
            "p has shape (3, 1), not (3,) (an axis of length one too many)"
        )
        assert refuse(np.ones((1, 1)), {"reals": []}) == (
            "p has shape (1, 1), not () (an axis of length one too many)"
        )

    @pytest.mark.parametrize(
        ("value", "promise", "words"),
        [
            (np.ones((3, 1)), {"reals": [3]}, ("one column", "keepdims", "[:, 0]")),
            (np.ones((1, 3)), {"reals": [3]}, ("one row", "[0]")),
            (np.ones((1, 1)), {"reals": [1]}, ()),
            (np.ones((2, 1, 3)), {"reals": [2, 3]}, ("keepdims",)),
            (None, {"reals": [3]}, ("`return`",)),
            (None, {"real": None}, ("`return`",)),
            (None, {"text": None}, ("f gives None",)),
            (np.ones(1), {"real": None}, ("number itself", "[0]", "an array")),
            (np.ones((1, 1), int), {"integer": None}, ("number itself", "[0, 0]")),
            (np.ones((1, 1)), {"reals": []}, ("number itself", "[0, 0]")),
            ([3.0], {"real": None}, ("number itself", "[0]", "a list")),
            (np.ones(2), {"real": None}, ()),
            (1j, {"real": None}, (".real",)),
            (1j * np.ones(3), {"reals": [3]}, (".real",)),
            (np.ones(2), {"reals": [3]}, ()),
            ([None], {"list": "any", "each": {"real": None}}, ("None is what", "`return`")),
            ([[1.0], [None]], {"reals": [2, 1]}, ("None is what", "`return`")),
            (["a"], {"reals": [1]}, ()),
        ],
    )
    def test_a_tutor_adds_a_sentence(
        self, value: Any, promise: dict[str, Any], words: tuple[str, ...]
    ) -> None:
        with pytest.raises(Broken) as broken:
            accept(value, promise)
        tip = broken.value.told.tip
        assert bool(tip) is bool(words)
        assert all(word in tip for word in words)

    def test_expressions(self) -> None:
        assert accept(np.ones((2, 3)), {"reals": "z.shape"}, z=np.zeros((2, 3))).shape == (2, 3)
        assert accept(np.ones(4), {"reals": ["n + 1"]}, n=3).shape == (4,)
        assert accept(np.ones(4), {"reals": "n"}, n=4).shape == (4,)
        assert refuse(np.ones(4), {"reals": "n"}, n=3) == "p has shape (4,), not (3,)"

    def test_any_length(self) -> None:
        assert accept(np.ones((5, 2)), {"reals": ["any", 2]}).shape == (5, 2)
        assert accept(np.ones(7), {"reals": "any"}).shape == (7,)
        assert accept(np.ones(0), {"reals": ["any"]}).shape == (0,)
        assert refuse(np.ones((5, 2)), {"reals": ["any", 3]}) == "p has shape (5, 2), not (5, 3)"
        refuse(np.ones(5), {"reals": ["any", "any"]})
        refuse(np.ones((5, 5)), {"reals": "any"})

    def test_the_length_of_a_list(self) -> None:
        written = {"list": "n", "each": {"integer": None}}
        assert accept([1, 2], written, n=2) == [1, 2]
        assert "3" in refuse([1, 2, 3], written, n=2)
        assert accept([1, 2, 3], {"list": "any", "each": {"integer": None}}) == [1, 2, 3]


class TestScalars:
    @pytest.mark.parametrize(
        "value", [3, 3.0, np.int32(3), np.float64(3), np.array(3), np.array(3.0)], ids=repr
    )
    def test_real(self, value: Any) -> None:
        part = accept(value, {"real": None})
        assert isinstance(part, float)
        assert part == 3

    def test_real_of_single_precision_stays_single(self) -> None:
        assert type(accept(np.float32(3), {"real": None})) is np.float32
        assert type(accept(np.array(3, np.float32), {"real": None})) is np.float32

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (True, "p is a bool, not a number"),
            (None, "p is None, not a number"),
            ("3", "p is text of length 1, not a number"),
            (
                3j,
                REAL.format("a real number is"),
            ),
            ([3.0], "p is a list of length 1, not a number"),
            (np.array([3.0]), "p is an array of shape (1,), not a number"),
        ],
    )
    def test_not_real(self, value: Any, text: str) -> None:
        assert refuse(value, {"real": None}) == text

    def test_integer(self) -> None:
        whole: list[Any] = [3, np.int8(3), np.array(3)]
        for value in whole:
            part = accept(value, {"integer": None})
            assert type(part) is int
            assert part == 3
        assert accept(10**50, {"integer": None}) == 10**50
        for value in [3.0, np.float64(3), np.float32(3), np.array(3.0)]:
            assert type(accept(value, {"integer": None})) is int
        assert refuse(3.5, {"integer": None}) == "p is a float, not an integer"
        assert refuse(float("nan"), {"integer": None}) == "p is a float, not an integer"
        assert refuse(True, {"integer": None}) == "p is a bool, not an integer"
        refuse(np.bool_(True), {"integer": None})

    def test_boolean(self) -> None:
        for value in (True, np.bool_(True)):
            assert accept(value, {"boolean": None}) is True
        assert refuse(1, {"boolean": None}) == "p is an int, not True or False"

    def test_boolean_without_axes(self) -> None:
        assert accept(np.array(True), {"boolean": None}) is True

    def test_text(self) -> None:
        assert accept("x", {"text": None}) == "x"
        assert refuse(3, {"text": None}) == "p is an int, not text"


class TestLists:
    def test_each_item_keeps_the_promise(self) -> None:
        written = {"list": "any", "each": {"reals": ["any"]}}
        part = accept([[1, 2], np.ones(3, np.float32)], written)
        assert [item.dtype for item in part] == [np.float64, np.float32]
        assert refuse([[1], None], written) == "p[1] is None, not an array of numbers"
        assert [row.tolist() for row in accept(np.ones((2, 1)), written)] == [[1.0], [1.0]]
        assert refuse(np.array(3.0), written) == "p is an array of shape (), not a list"
        assert accept(((1, 2),), written)[0].tolist() == [1, 2]

    def test_nested(self) -> None:
        written = {"list": "any", "each": {"list": "any", "each": {"integer": None}}}
        assert accept([[1], [2, 3], []], written) == [[1], [2, 3], []]
        assert refuse([[1], [2, "x"]], written) == "p[1][1] is text of length 1, not an integer"

    def test_without_each_any_plain_data(self) -> None:
        assert accept([1, "x", None], {"list": "any"}) == [1, "x", None]
        assert refuse([1, Packed("opaque", "set_iterator")], {"list": "any"}) == (
            "p[1] is a set_iterator, not plain data"
        )

    def test_data_is_anything_plain(self) -> None:
        value = {"a": [1, (2, {3})], "b": np.ones(2)}
        assert accept(value, {"data": None}) is value
        assert refuse({"a": [Packed("opaque", "Thing")]}, {"data": None}) == (
            "p['a'][0] is a Thing, not plain data"
        )

    def test_keys_may_be_whatever_a_student_thinks_of(self) -> None:
        accept({10**5000: 1, None: 2, (1, 2): 3}, {"data": None})


class TestParts:
    RETURNS: dict[str, Any] = {"U": {"reals": [2, 2]}, "s": {"reals": [2]}, "ok": {"boolean": None}}

    def test_are_named_in_order(self) -> None:
        for kind in (tuple, list):
            parts = parts_of(problem(**self.RETURNS), kind([np.eye(2), [1, 2], True]))
            assert [type(part).__name__ for part in parts] == ["ndarray", "ndarray", "bool"]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ((1, 2), "a tuple of length 2 was returned, not three values: U, s, ok"),
            (
                None,
                "None was returned, not three values: U, s, ok",
            ),
            (np.ones(3), "an array of shape (3,) was returned, not three values: U, s, ok"),
            ({}, "a dict of length 0 was returned, not three values: U, s, ok"),
            ("abc", "text of length 3 was returned, not three values: U, s, ok"),
            (Packed("opaque", "generator"), "a generator was returned, not three values: U, s, ok"),
        ],
    )
    def test_must_be_as_many_as_promised(self, value: Any, text: str) -> None:
        with pytest.raises(Broken) as broken:
            parts_of(problem(**self.RETURNS), value)
        assert str(broken.value) == text

    def test_many_parts_are_counted_in_digits(self) -> None:
        returns = {name: {"real": None} for name in "abcdef"}
        with pytest.raises(Broken, match="not 6 values: a, b, c, d, e, f"):
            parts_of(problem(**returns), ())

    @pytest.mark.parametrize(
        ("kind", "value"),
        [({"real": None}, np.array([1.5, 2.5])), ({"reals": ["n"]}, np.array([[1.5], [2.5]]))],
    )
    def test_several_parts_may_come_as_one_array(self, kind: Any, value: Any) -> None:
        parts = parts_of(problem(lo=kind, hi=kind), value)
        np.testing.assert_array_equal(parts, value)

    def test_an_opaque_value_is_not_taken_for_two_parts(self) -> None:
        with pytest.raises(Broken, match="a generator was returned, not two values"):
            parts_of(problem(a={"text": None}, b={"text": None}), Packed("opaque", "generator"))


class TestDescribe:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "None"),
            (3, "an int"),
            (3.0, "a float"),
            ("", "text of length 0"),
            ([1], "a list of length 1"),
            (np.ones((2, 1)), "an array of shape (2, 1)"),
            (np.float32(1), "a float32"),
            (np.int64(1), "an int64"),
            (Packed("opaque", "Thing"), "a Thing"),
            (Packed("function", ()), "a function"),
        ],
    )
    def test_reads(self, value: Any, text: str) -> None:
        assert describe(value) == text


class TestSize:
    def test_is_that_of_all_there_is(self) -> None:
        assert size_of(np.zeros((3, 4))) == 12
        assert size_of([1, (2.0, "three"), {4: [5, 6]}]) == 3 + 1 + (2 + 2) + (2 + 1 + (2 + 2))

    def test_of_an_answer_may_be_wrong_but_not_boundless(self) -> None:
        right = Answer(np.zeros(2_000))
        not_far_larger(Answer(np.zeros(LARGE + LARGER * 2_000)), right)
        not_far_larger(Answer(list(range(1_000_000))), None)  # nothing to compare with
        with pytest.raises(Broken, match=r"holds 52,001 values, far more than 2,000"):
            not_far_larger(Answer(np.zeros(LARGE + LARGER * 2_000 + 1)), right)


class TestWhatIsTaken:
    """Numbers of all kinds that NumPy and Python have, as a worker sends them."""

    @pytest.mark.parametrize(
        "value",
        [
            np.ones(2, ">f8"),
            np.ones(2, ">i2"),
            np.ones(2, np.longdouble),
            np.array([1.0, 1], object),
            np.array([Fraction(1), Decimal(1)], object),
            [Fraction(2, 2), Decimal("1.0")],
            [np.longdouble(1), 1],
            np.ma.masked_array([1.0, 1.0]),
            np.ma.masked_array([1.0, 1.0], [False, False]),
            range(1, 3),
            deque([1.0, 1]),
            array("d", [1, 1]),
        ],
        ids=repr,
    )
    def test_real_numbers(self, value: Any) -> None:
        part = accept(plain(value), {"reals": [2]})
        assert part.dtype == np.float64
        assert part[0] == 1

    def test_a_matrix_is_an_array(self) -> None:
        assert accept(plain(np.eye(2).view(np.matrix)), {"reals": [2, 2]}).tolist() == [
            [1, 0],
            [0, 1],
        ]

    def test_integers_beyond_64_bits_are_real_numbers(self) -> None:
        assert accept([10**30, 1], {"reals": [2]}).tolist() == [1e30, 1]
        assert accept(10**30, {"reals": []}) == 1e30

    @pytest.mark.parametrize("value", [np.longdouble("0.5"), Fraction(1, 2), Decimal("0.5")])
    def test_one_number(self, value: Any) -> None:
        assert accept(plain(value), {"real": None}) == 0.5

    @pytest.mark.parametrize("value", [Fraction(3), Decimal(3), np.longdouble(3)])
    def test_one_integer(self, value: Any) -> None:
        assert accept(plain(value), {"integer": None}) == 3

    @pytest.mark.parametrize("value", [Fraction(6, 2), Decimal("3.0"), Decimal("3E0")])
    def test_what_is_exactly_whole_is_an_integer(self, value: Any) -> None:
        assert plain(value) == 3
        assert type(plain(value)) is int

    @pytest.mark.parametrize(
        "value",
        [Fraction(7, 2), Decimal("0.1"), Decimal("1E400"), Decimal("nan"), Decimal(1 << 60)],
    )
    def test_what_is_not_stays_a_number(self, value: Any) -> None:
        assert type(plain(value)) is float

    @pytest.mark.parametrize(
        "value", [[], (), np.array([]), np.zeros(0, int), np.zeros(0, bool), np.zeros(0, object)]
    )
    @pytest.mark.parametrize("kind", ["reals", "integers", "booleans"])
    def test_what_is_empty_fits_every_kind(self, value: Any, kind: str) -> None:
        assert accept(plain(value), {kind: [0]}).shape == (0,)
        assert accept(plain(value), {kind: ["n", 3]}, n=0).shape == (0, 3)
        assert accept(plain(value), {kind: [0], "dtype": "int8"}).dtype == np.int8

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (np.ma.masked_array([1.0, 2], [True, False]), "MaskedArray with masked entries"),
            (np.array([1, None], object), "holds None, not numbers"),
            (np.array([1, object()], object), "numpy.ndarray of object"),
            (np.array(["2020"], "M8[Y]"), "numpy.ndarray of datetime64[Y]"),
            (Fraction(10**400), "a Fraction"),
        ],
    )
    def test_what_is_not_is_told_as_what_it_is(self, value: Any, text: str) -> None:
        assert text.rpartition(" ")[2] in refuse(plain(value), {"reals": ["any"]})

    @pytest.mark.parametrize(
        ("value", "written", "told"),
        [
            (np.array([1.0, 2.0]), {"integers": [2]}, "p"),
            ([1, 2.0], {"integers": [2]}, "p"),
            (np.array([1, 2]), {"integers": [2]}, ""),
            (np.zeros(0), {"integers": [0]}, ""),
            (3.0, {"integer": None}, "p"),
            (3, {"integer": None}, ""),
            ([1.0, 2], {"list": [2], "each": {"integer": None}}, "p"),
            ([1, 2], {"list": [2], "each": {"integer": None}}, ""),
            (np.array([1.0]), {"reals": [1]}, ""),
        ],
    )
    def test_floats_that_stand_for_integers_are_seen(
        self, value: Any, written: Any, told: str
    ) -> None:
        accept(value, written)
        assert floats_for_integers(problem(p=written), value) == told
