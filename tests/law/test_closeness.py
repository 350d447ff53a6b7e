"""When two answers are the same, and what is said when they are not."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.law.closeness import (
    COARSEST,
    RTOL,
    Difference,
    at_least,
    at_most,
    close,
    finite,
    largest,
    least_rtol,
    near,
    same,
)

LAW = settings(max_examples=40, deadline=None, database=None)
ANY_FLOAT = st.floats(width=64)
MATRICES = st.integers(0, 10**6).map(lambda s: np.random.default_rng(s).standard_normal((4, 3)))


def precision(*answers: Any) -> AbstractContextManager[None]:
    return at_least(least_rtol(*answers))


def text(verdict: Any) -> str:
    assert isinstance(verdict, Difference), verdict
    assert not verdict
    return verdict.text


class TestNear:
    """Closeness to a right answer follows its size, and that of what it was computed from."""

    @LAW
    @given(MATRICES, st.sampled_from([1e-200, 1e-6, 1.0, 1e6, 1e200]))
    def test_is_relative_to_the_right_answer(self, A: Any, unit: float) -> None:
        most = float(np.max(np.abs(A))) * unit
        assert near(unit * A + 0.9e-9 * most, unit * A, RTOL, 0.0)
        assert not near(unit * A + 1.1e-9 * most, unit * A, RTOL, 0.0)

    def test_grants_some_roundings_of_the_largest_input(self) -> None:
        assert near(5e-13, 0.0, RTOL, 10.0)
        assert not near(5e-13, 0.0, RTOL, 1.0)
        assert not near(1e-13, 0.0, RTOL, 1e-6)

    def test_grants_what_is_asked_for(self) -> None:
        assert near(1e-6, 0.0, RTOL, 1.0, 2e-6)

    def test_leaves_other_comparisons_as_they_are(self) -> None:
        near(1.0, 2.0, RTOL, 1.0)
        assert close(1e-10, 0.0)

    def test_in_single_precision_stays_as_wide_as_it_was(self) -> None:
        with precision(np.float32(1)):
            assert near(np.float32(1e-5), 0.0, RTOL, 1.0)


class TestLargest:
    @pytest.mark.parametrize(
        ("value", "size"),
        [
            ([np.array([1.0, -3.0]), {"a": 2}], 3.0),
            ((np.array([np.inf, 2.0, np.nan]), -np.inf), 2.0),
            (np.array([-128], dtype=np.int8), 128.0),
            (["word", None, True], 1.0),
            ([np.array([0.5]), 7], 0.5),  # seven of something
            ([7, 3], 7.0),
            ([], 1.0),
            (np.zeros(3), 1.0),
        ],
    )
    def test_is_the_size_of_the_largest_finite_number(self, value: Any, size: float) -> None:
        assert largest(value) == size


class TestClose:
    @LAW
    @given(ANY_FLOAT)
    def test_anything_is_close_to_itself(self, x: float) -> None:
        assert close(x, x)
        assert close(np.array([x, 1.0]), np.array([x, 1.0]))
        assert close([x, [x]], [x, [x]])

    @LAW
    @given(st.lists(ANY_FLOAT, min_size=1), st.lists(ANY_FLOAT, min_size=1))
    def test_is_symmetric(self, a: list[float], b: list[float]) -> None:
        if len(a) > 1 and len(b) > 1:
            assert bool(close(np.array(a), np.array(b))) == bool(close(np.array(b), np.array(a)))

    @LAW
    @given(st.floats(-1e200, 1e200), st.sampled_from([0.5, 2.0]))
    def test_draws_the_line_at_the_tolerance(self, x: float, factor: float) -> None:
        apart = factor * RTOL * max(1.0, abs(x))
        assert bool(close(x, x + apart)) == (factor < 1)

    def test_measures_with_the_scale_of_the_whole_array(self) -> None:
        assert close(np.array([1e6, 0.0]), np.array([1e6, 1e-4]))
        assert not close(np.array([1.0, 0.0]), np.array([1.0, 1e-4]))
        assert not close(np.array([1e6, 0.0]), np.array([1e6, 1e-4]), scale=1)
        assert not close(1e-12, 2e-12, scale=1e-12)
        assert close(1e-12, 2e-12)

    def test_takes_tolerances(self) -> None:
        assert close(1.0, 1.05, rtol=0.1)
        assert close(0.0, 0.05, atol=0.1)
        assert not close(0.0, 0.05)

    def test_never_broadcasts_but_for_a_scalar_on_the_right(self) -> None:
        assert close(np.ones((2, 3)), 1)
        assert close(np.ones((2, 3)), np.float64(1))
        assert close([1, 1], 1)
        assert text(close(1, np.ones(2))) == "the shape is (), not (2,)"
        assert text(close(np.ones((2, 1)), np.ones((2, 3)))) == "the shape is (2, 1), not (2, 3)"
        assert text(close(np.ones((1, 2)), np.ones(2))) == "the shape is (1, 2), not (2,)"
        assert not close(np.ones(1), np.ones((1, 1)))
        assert not close(np.empty(0), np.empty((0, 2)))
        assert close(np.empty((0, 2)), np.empty((0, 2)))

    def test_nan_equals_nan_and_inf_the_same_inf(self) -> None:
        nan, inf = math.nan, math.inf
        assert close(nan, nan)
        assert close([inf, -inf, nan, 1], [inf, -inf, nan, 1])
        for a, b in ((inf, -inf), (inf, 1.0), (nan, 1.0), (nan, inf), (inf, 1e308)):
            assert not close(a, b)
            assert not close(b, a)
        assert text(close(np.array([1.0, nan]), np.array([1.1, 1.0]))) == "at [1] nan is not 1.0"
        assert not close(np.array([inf, 2]), np.array([inf, 1]))
        assert not close(1e308, -1e308)

    def test_beside_an_inf_the_others_are_still_compared(self) -> None:
        verdict = close(np.array([math.inf, 2.0, 3.0]), np.array([math.inf, 1.0, 3.0]))
        assert text(verdict) == "at [1] 2.0 is not 1.0"

    def test_names_the_worst_place(self) -> None:
        a, b = np.zeros((2, 3)), np.zeros((2, 3))
        a[0, 1], a[1, 2] = 0.1, 0.5
        assert text(close(a, b)) == "at [1, 2] 0.5 is not 0.0"
        assert text(close(1.0, 2.0)) == "1.0 is not 2.0"
        assert text(close(a, 0)) == "at [1, 2] 0.5 is not 0.0"
        assert text(close([1, [2, 3], "x"], [1, [2, 4], "x"])) == "at [1]: at [1] 3.0 is not 4.0"
        assert text(close([1, "x"], [1, "y"])) == "at [1]: 'x' is not 'y'"
        assert text(close({"a": 1.0}, {"a": 2.0})) == "at ['a']: 1.0 is not 2.0"
        assert text(close({"a": 1}, {"b": 1})) == "the keys are ['a'], not ['b']"
        assert text(close(["x", 1], ["x"])) == "the length is 2, not 1"

    def test_compares_containers_item_by_item(self) -> None:
        assert close([np.ones(2), np.ones((2, 2))], [np.ones(2), np.ones((2, 2))])
        assert not close([np.ones(2), np.ones((2, 2))], [np.ones(2), 2 * np.ones((2, 2))])
        assert close({"a": [1.0, None], "b": "x"}, {"b": "x", "a": [1.0 + 1e-12, None]})
        assert close((1, 2), [1, 2])
        assert close({1, 2}, {2, 1})
        assert not close({1, 2}, {1, 3})
        assert not close("x", "y")
        assert not close(None, 0.0)
        assert not close(0.0, None)
        assert not close("1", 1)
        assert close(None, None)

    def test_compares_complex_numbers(self) -> None:
        assert close(1 + 2j, 1 + 2j + 1e-12)
        assert not close(1 + 2j, 1 - 2j)
        assert not close(np.array([1j]), np.array([2j]))
        assert not close([1j], [2j])

    def test_compares_complex_numbers_inside_lists_of_arrays(self) -> None:
        assert not close([np.array([1 + 1j])], [np.array([1 + 5j])])
        assert not close([np.complex128(1 + 1j)], [np.complex128(1 + 5j)])

    def test_text_is_no_number_inside_lists_either(self) -> None:
        assert not close(["1"], [1.0])
        assert not close([None], [math.nan])

    def test_compares_booleans_and_integers_exactly_enough(self) -> None:
        assert close(np.array([True, False]), np.array([1, 0]))
        assert not close(np.array([True]), np.array([False]))
        assert not close(10**30, 10**30 + 1)
        assert close(10**30, 10**30)

    def test_what_is_no_number_is_compared_for_equality(self) -> None:
        assert close(np.array(["a"]), np.array(["a"]))
        assert not close(np.array(["a"]), np.array(["b"]))

    def test_does_not_warn(self) -> None:
        close(np.array([1e308, math.inf]), np.array([-1e308, math.inf]))
        close(np.array([2**62], dtype=np.uint64), np.array([-1]))


class TestPrecision:
    @pytest.mark.parametrize(
        ("dtype", "least"), [(np.float32, 2e-4), (np.float16, 2e-2), (np.float64, RTOL)]
    )
    def test_follows_the_least_precise_answer(self, dtype: Any, least: float) -> None:
        answer = np.ones(3, dtype)
        with precision(np.ones(2), answer):
            assert close(1.0, 1.0 + 0.5 * least)
            assert not close(1.0, 1.0 + 2 * least)
        assert not close(1.0, 1.0 + 1e-6)

    def test_looks_into_containers_and_at_scalars(self) -> None:
        for answer in (np.float32(1), [1.0, (np.float32(1),)], {"a": np.ones(1, np.float32)}):
            with precision(answer):
                assert close(1.0, 1.0001)

    def test_complex_numbers_have_that_of_their_parts(self) -> None:
        with precision(np.ones(1, np.complex64)):
            assert close(1.0, 1.0001)
        with precision(np.ones(1, np.complex128)):
            assert not close(1.0, 1.0001)

    def test_integers_and_text_leave_it_alone(self) -> None:
        answers: list[Any] = [np.ones(1, np.int8), "x", None, 3, [], {}]
        for answer in answers:
            with precision(answer):
                assert not close(1.0, 1.0001)

    def test_no_answers_at_all(self) -> None:
        with precision():
            assert not close(1.0, 1.0001)

    def test_ends_with_an_exception(self) -> None:
        with pytest.raises(LookupError), precision(np.float16(1)):
            raise LookupError
        assert not close(1.0, 1.0001)

    def test_a_coarser_tolerance_stays(self) -> None:
        with precision(np.float32(1)):
            assert close(1.0, 1.05, rtol=0.1)

    def test_table(self) -> None:
        assert sorted(COARSEST.values(), reverse=True) == [COARSEST[2], COARSEST[4], COARSEST[8]]


class TestSame:
    def test_is_exact(self) -> None:
        assert same(1.0, 1.0)
        assert text(same(1.0, 1.0 + 1e-15)) == "1.0 is not 1.000000000000001"
        assert same(np.array([1, 2]), np.array([1.0, 2.0]))
        assert text(same(np.array([[1, 2]]), np.array([[1, 3]]))) == "at [0, 1] 2 is not 3"

    def test_nan_is_the_same_as_nan(self) -> None:
        assert same(math.nan, math.nan)
        assert same(np.array([math.nan]), np.array([math.nan]))
        assert not same(np.array([math.nan]), np.array([1.0]))

    def test_never_broadcasts_but_for_a_scalar_on_the_right(self) -> None:
        assert same(np.ones(3), 1)
        assert text(same(np.ones((2, 1)), np.ones(2))) == "the shape is (2, 1), not (2,)"
        assert text(same(1, np.ones(2))) == "the shape is (), not (2,)"

    def test_goes_into_lists(self) -> None:
        assert same([1, [2, np.ones(2)]], (1, [2, np.ones(2)]))
        assert text(same([1, [2, 3]], [1, [2, 4]])) == "at [1]: at [1]: 3 is not 4"
        assert text(same([1], [1, 2])) == "the length is 1, not 2"
        assert same({"a": 1}, {"a": 1})
        assert not same({"a": 1}, {"a": 2})
        assert not same([1], 1)
        assert not same("a", ["a"])

    def test_goes_into_dicts_that_hold_arrays(self) -> None:
        assert same({"a": np.ones(2)}, {"a": np.ones(2)})
        assert not same({"a": np.ones(2)}, {"a": np.zeros(2)})


class TestFinite:
    def test_says_where_it_ends(self) -> None:
        assert finite(np.ones((2, 2)))
        assert finite(3)
        assert finite([])
        assert text(finite(np.array([[1, math.nan], [math.inf, 1]]))) == "nan at [0, 1]"
        assert text(finite(math.inf)) == "inf"
        assert text(finite([1.0, -math.inf])) == "-inf at [1]"

    def test_looks_at_both_parts_of_complex_numbers(self) -> None:
        assert finite(np.array([1 + 2j]))
        assert not finite(np.array([complex(0, math.inf)]))


class TestFreedoms:
    @LAW
    @given(MATRICES)
    def test_sign(self, A: Any) -> None:
        assert close(A, A, up_to="sign")
        assert close(-A, A, up_to="sign")
        flipped = A * [1, -1, 1]
        assert not close(flipped, A, up_to="sign")
        assert isinstance(close(flipped, A, up_to="sign"), Difference)

    @LAW
    @given(MATRICES)
    def test_column_signs(self, A: Any) -> None:
        assert close(A * [1, -1, -1], A, up_to="column signs")
        assert not close(A * [[1], [-1], [1], [1]], A, up_to="column signs")
        assert text(close(A[:3], A, up_to="column signs")) == "the shape is (3, 3), not (4, 3)"

    @LAW
    @given(MATRICES, st.permutations(range(4)))
    def test_order(self, A: Any, order: list[int]) -> None:
        assert close(A[order], A, up_to="order")
        assert not close(A[order] + [[0], [0], [0], [0.1]], A, up_to="order")
        assert text(close(A[:3], A, up_to="order")) == "the shape is (3, 3), not (4, 3)"

    def test_order_of_many_rows_and_of_numbers(self) -> None:
        A = np.random.default_rng(0).standard_normal((30, 2))
        assert close(A[::-1], A, up_to="order")
        assert not close(A[::-1] + 0.1, A, up_to="order")
        assert close([3, 1, 2], [1, 2, 3], up_to="order")
        assert close(np.empty((0, 2)), np.empty((0, 2)), up_to="order")

    def test_order_of_rows_that_tie_to_rounding(self) -> None:
        A = np.array([[0.3, 1.0], [0.3, 2.0]])
        B = np.array([[0.1 + 0.2, 2.0], [0.3 - 1e-16, 1.0]])
        assert close(B, A, up_to="order")

    @LAW
    @given(MATRICES, st.floats(-100, 100).filter(lambda c: abs(c) > 1e-3))
    def test_scale(self, A: Any, factor: float) -> None:
        assert close(factor * A, A, up_to="scale")
        assert not close(factor * A + np.eye(4, 3), A, up_to="scale")

    def test_zero_is_no_factor(self) -> None:
        assert not close(np.zeros(3), np.ones(3), up_to="scale")
        assert not close(np.ones(3), np.zeros(3), up_to="scale")
        assert close(np.zeros(3), np.zeros(3), up_to="scale")

    @LAW
    @given(MATRICES, st.integers(0, 10**6))
    def test_basis(self, A: Any, seed: int) -> None:
        change = np.random.default_rng(seed).standard_normal((3, 3)) + 4 * np.eye(3)
        assert close(A @ change, A, up_to="basis")
        assert close(A @ np.diag([1, 1, 1]), A, up_to="basis")
        # No seed of MATRICES is a pair, so this is never A itself.
        other = np.random.default_rng([seed, 1]).standard_normal((4, 3))
        assert not close(other, A, up_to="basis")
        assert not close(A[:, :2], A, up_to="basis")

    def test_basis_of_vectors_of_another_length(self) -> None:
        verdict = close(np.eye(3, 2), np.eye(4, 2), up_to="basis")
        assert text(verdict) == "the columns have 3 entries, not 4"

    def test_basis_of_more_columns_than_can_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(np.linalg, "svd", lambda *_, **__: pytest.fail("it takes long"))
        verdict = close(np.ones((3, 100_000)), np.eye(3), up_to="basis")
        assert text(verdict) == "100000 columns are no basis: 3 would be many"

    @pytest.mark.parametrize("freedom", ["sign", "column signs", "order", "scale", "basis"])
    def test_bear_what_is_not_finite(self, freedom: str) -> None:
        bad = np.full((3, 3), math.nan)
        assert not close(bad, np.eye(3), up_to=freedom)

    def test_an_unknown_freedom_is_the_authors_mistake(self) -> None:
        with pytest.raises(KeyError):
            close(1, 1, up_to="luck")


class TestAtMost:
    def test_is_less_or_equal_but_for_rounding(self) -> None:
        assert at_most(1.0, 2.0)
        assert at_most([1.0, 2.0], [1.0, 2.0])
        assert at_most(1 + 1e-10, 1.0)
        assert at_most(1e6 + 1e-4, 1e6)
        assert text(at_most(np.array([1.0, 2.0, 3.5]), [1.0, 3.0, 3.0])) == (
            "at [2] 3.5 is greater than 3.0"
        )
        assert not at_most(1e6 + 1e-4, 1e6, rtol=0, atol=1e-9)

    def test_lets_shapes_broadcast(self) -> None:
        assert at_most(np.zeros((2, 3)), 0)
        assert at_most(0, np.ones(4))
        assert at_most([], 1.0)

    def test_takes_infinity_for_large_and_nan_for_nothing(self) -> None:
        assert at_most(-np.inf, 1.0)
        assert at_most(1.0, np.inf)
        assert not at_most(np.inf, 1.0)
        assert not at_most(np.nan, 1.0)
        assert not at_most(1.0, np.nan)

    def test_widens_with_the_answers_at_hand(self) -> None:
        assert not at_most(1 + 1e-5, 1.0)
        with precision(np.float32(1)):
            assert at_most(1 + 1e-5, 1.0)
            assert not at_most(1.01, 1.0)
