"""What the vocabulary of `given` draws: every kind keeps the promise of its words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.domains import (
    KINDS,
    Style,
    draw_example,
    draw_sizes,
    draw_value,
    evaluate,
    expressions,
    long_sizes,
    plan,
    size_choices,
    value_of,
)
from grader.errors import Fault
from grader.problem import Domain, Forms, Value
from grader.values.families import Function, Named, Rng

LAW = settings(max_examples=25, deadline=None, database=None)
STYLES = st.sampled_from(list(Style))
SEEDS = st.integers(0, 10**6)


class Seeded:
    """A source from a seed; `ends` draws nothing but the ends of what may be drawn."""

    small = 0.0

    def __init__(self, seed: int, *, ends: bool = False) -> None:
        self.random = Random(seed)
        self.ends = ends

    def integer(self, low: int, high: int) -> int:
        assert low <= high
        return self.random.choice([low, high]) if self.ends else self.random.randint(low, high)

    def data(self, size: int) -> bytes:
        if self.ends:
            return bytes(self.random.choice([0, 1, 250, 251, 254, 255]) for _ in range(size))
        return self.random.randbytes(size)


class Zero:
    """The source to which everything shrinks."""

    small = 0.0

    def integer(self, low: int, high: int) -> int:
        return low

    def data(self, size: int) -> bytes:
        return bytes(size)


def draw(
    written: Any,
    seed: int = 0,
    style: Style = Style.PLAIN,
    names: Mapping[str, Any] | None = None,
    *,
    ends: bool = False,
) -> Any:
    source = Seeded(seed, ends=ends)
    return draw_value(value_of(written), source, style, {"np": np, **(names or {})}, {})


def least(written: Any) -> Any:
    return draw_value(value_of(written), Zero(), Style.PLAIN, {}, {})


def inside(values: Any, low: float, high: float) -> bool:
    values = np.asarray(values, dtype=float)
    return bool(np.all((values >= low) & (values <= high)))


FINITE = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-9)
RANGES = st.one_of(
    st.sampled_from(
        [
            (-10, 10),
            (0, 1),
            (0, 1e-6),
            (1e-3, 2e-3),
            (700, 1000),
            (-1000, -700),
            (-0.3, 0.1),
            (0.1, 0.3),
            (-10_000, 10_000),
            (-1e9, 1e9),
            (5, 5),
            (0, 0),
            (-2, -1),
            (1e15, 1e15 + 8),
        ]
    ),
    st.tuples(FINITE, FINITE).map(sorted).map(tuple),
)


class TestReals:
    @LAW
    @given(RANGES, STYLES, SEEDS, st.booleans())
    def test_stay_between_their_ends(
        self, ends: tuple[float, float], style: Style, seed: int, extreme: bool
    ) -> None:
        drawn = draw({"reals": [3, 4], "between": list(ends)}, seed, style, ends=extreme)
        assert drawn.shape == (3, 4)
        assert drawn.dtype == np.float64
        assert inside(drawn, *ends), (drawn, ends)

    @LAW
    @given(
        st.sampled_from([(1e-6, 1e6), (1e-3, 1), (0.2, 5), (0.3, 0.7), (1e-300, 1e300), (3, 3)]),
        STYLES,
        SEEDS,
        st.booleans(),
    )
    def test_may_be_spread_over_magnitudes(
        self, ends: tuple[float, float], style: Style, seed: int, extreme: bool
    ) -> None:
        drawn = draw({"reals": [20], "between": list(ends), "log": True}, seed, style, ends=extreme)
        assert inside(drawn, *ends), (drawn.min(), drawn.max())
        number = draw({"real": list(ends), "log": True}, seed, style, ends=extreme)
        assert type(number) is float
        assert inside(number, *ends)

    def test_reach_every_magnitude(self) -> None:
        drawn = draw({"reals": [400], "between": [1e-6, 1e6], "log": True})
        assert drawn.min() < 1e-4
        assert drawn.max() > 1e4

    def test_are_whole_and_small_before_they_are_anything_else(self) -> None:
        assert least({"reals": [2, 2]}).tolist() == [[0, 0], [0, 0]]
        assert least({"reals": [2], "between": [700, 1000]}).tolist() == [700, 700]
        assert least({"reals": [2], "between": [-1000, -700]}).tolist() == [-700, -700]
        assert least({"real": [-3, 3]}) == 0

    def test_are_between_minus_ten_and_ten_unless_told(self) -> None:
        drawn = draw({"reals": [500]})
        assert inside(drawn, -10, 10)
        assert drawn.min() < -8
        assert drawn.max() > 8

    def test_are_seldom_exact_binary_fractions(self) -> None:
        drawn = draw({"reals": [100]})
        assert np.mean(drawn * 1024 == np.rint(drawn * 1024)) < 0.1

    @LAW
    @given(st.sampled_from([(-10, 10), (0, 1), (5, 300), (-3, -1)]), STYLES, SEEDS, st.booleans())
    def test_are_distinct_on_demand(
        self, ends: tuple[float, float], style: Style, seed: int, extreme: bool
    ) -> None:
        drawn = draw(
            {"reals": [3, 5], "between": list(ends), "distinct": True}, seed, style, ends=extreme
        )
        assert inside(drawn, *ends)
        gaps = np.diff(np.sort(drawn, axis=None))
        assert gaps.min() > 0.15 * min(1, (ends[1] - ends[0]) / 15)

    def test_that_are_distinct_come_in_any_order(self) -> None:
        drawn = draw({"reals": [30], "distinct": True})
        assert np.any(np.diff(drawn) < 0)
        assert np.any(np.diff(drawn) > 0)

    @LAW
    @given(SEEDS)
    def test_hold_a_constant_line_on_demand(self, seed: int) -> None:
        rows = draw({"reals": [3, 4], "constant": "row"}, seed)
        assert np.any(np.ptp(rows, axis=1) == 0)
        columns = draw({"reals": [3, 4], "constant": "column"}, seed)
        assert np.any(np.ptp(columns, axis=0) == 0)

    def test_fit_any_shape(self) -> None:
        assert draw({"reals": []}).shape == ()
        assert draw({"reals": 3}).shape == (3,)
        assert draw({"reals": [0, 2]}).shape == (0, 2)
        assert draw({"reals": [2, 3, 4]}).shape == (2, 3, 4)
        assert draw({"reals": [0], "constant": "row"}).shape == (0,)

    def test_take_the_demanded_dtype_and_order(self) -> None:
        drawn = draw({"reals": [3, 4], "dtype": "float32", "order": "F"})
        assert drawn.dtype == np.float32
        assert drawn.flags.f_contiguous
        assert not drawn.flags.c_contiguous


class TestStyles:
    def test_zeros(self) -> None:
        assert not draw({"reals": [3]}, style=Style.ZEROS).any()
        assert draw({"reals": [2], "between": [3, 4]}, style=Style.ZEROS).tolist() == [3, 3]

    def test_ones(self) -> None:
        assert draw({"reals": [2]}, style=Style.ONES).tolist() == [1, 1]
        assert draw({"reals": [2], "between": [-4, -3]}, style=Style.ONES).tolist() == [-3, -3]

    def test_ties(self) -> None:
        assert set(draw({"reals": [50]}, style=Style.TIES)) == {0.0, 1.0}
        assert len(set(draw({"reals": [50], "between": [3, 3.5]}, style=Style.TIES))) == 2

    def test_extremes(self) -> None:
        drawn = draw({"reals": [50], "between": [-7, 300]}, style=Style.EXTREMES)
        assert set(drawn) == {-7.0, 300.0}

    def test_integers_have_them_too(self) -> None:
        written = {"integers": [50], "between": [-3, 5]}
        assert set(draw(written, style=Style.ZEROS)) == {0}
        assert set(draw(written, style=Style.ONES)) == {1}
        assert set(draw(written, style=Style.TIES)) == {0, 1}
        assert set(draw(written, style=Style.EXTREMES)) == {-3, 5}

    def test_booleans_have_them_too(self) -> None:
        assert not draw({"booleans": [5]}, style=Style.ZEROS).any()
        assert draw({"booleans": [5]}, style=Style.ONES).all()


class TestWholeNumbers:
    @LAW
    @given(
        st.sampled_from(
            [(-10, 10), (0, 1), (3, 3), (-5, -2), (100, 200), (0, 10**6), (-(10**9), 5)]
        ),
        STYLES,
        SEEDS,
        st.booleans(),
    )
    def test_stay_between_their_ends(
        self, ends: tuple[int, int], style: Style, seed: int, extreme: bool
    ) -> None:
        drawn = draw({"integers": [4, 5], "between": list(ends)}, seed, style, ends=extreme)
        assert drawn.dtype == np.int64
        assert inside(drawn, *ends)
        number = draw({"integer": list(ends)}, seed, style, ends=extreme)
        assert type(number) is int
        assert inside(number, *ends)

    def test_reach_both_ends(self) -> None:
        assert set(draw({"integers": [200], "between": [-2, 2]})) == {-2, -1, 0, 1, 2}
        wide = draw({"integers": [400], "between": [0, 10**6]})
        assert wide.max() > 900_000

    def test_shrink_to_the_least(self) -> None:
        assert least({"integers": [2]}).tolist() == [0, 0]
        assert least({"integers": [2], "between": [5, 9]}).tolist() == [5, 5]

    def test_take_the_demanded_dtype(self) -> None:
        assert draw({"integers": [2], "dtype": "int32"}).dtype == np.int32

    @LAW
    @given(st.integers(1, 20), SEEDS, STYLES)
    def test_labels_are_classes(self, classes: int, seed: int, style: Style) -> None:
        drawn = draw({"labels": [30], "classes": classes}, seed, style)
        assert drawn.dtype == np.int64
        assert inside(drawn, 0, classes - 1)

    @LAW
    @given(st.integers(257, 9999), st.integers(1, 4), SEEDS)
    def test_few_labels_of_many_classes_reach_beyond_a_byte(
        self, classes: int, n: int, seed: int
    ) -> None:
        drawn = draw({"labels": [n], "classes": classes}, seed)
        assert drawn.max() == classes - 1
        assert drawn.min() >= 0

    def test_labels_reach_every_class(self) -> None:
        assert set(draw({"labels": [100], "classes": "k"}, names={"k": 3})) == {0, 1, 2}

    @LAW
    @given(st.integers(0, 12), SEEDS)
    def test_permutations_hold_each_index_once(self, n: int, seed: int) -> None:
        assert sorted(draw({"permutation": n}, seed)) == list(range(n))

    def test_the_least_permutation_changes_nothing(self) -> None:
        assert least({"permutation": 4}).tolist() == [0, 1, 2, 3]

    def test_booleans(self) -> None:
        drawn = draw({"booleans": [4, 5]})
        assert drawn.dtype == np.bool_
        assert drawn.shape == (4, 5)
        assert drawn.any()
        assert not drawn.all()
        assert {draw({"boolean": None}, seed) for seed in range(20)} == {True, False}


class TestSimplex:
    @LAW
    @given(STYLES, SEEDS, st.booleans())
    def test_rows_are_positive_and_sum_to_one(self, style: Style, seed: int, extreme: bool) -> None:
        drawn = draw({"simplex": [4, 3]}, seed, style, ends=extreme)
        assert np.all(drawn > 0)
        np.testing.assert_allclose(drawn.sum(axis=-1), 1, rtol=1e-14)

    @LAW
    @given(STYLES, SEEDS)
    def test_may_hold_zeros(self, style: Style, seed: int) -> None:
        drawn = draw({"simplex": [2, 3, 4], "zeros": True}, seed, style)
        assert np.all(drawn >= 0)
        np.testing.assert_allclose(drawn.sum(axis=-1), 1, rtol=1e-14)

    def test_does_hold_zeros_then(self) -> None:
        assert np.any(draw({"simplex": [20, 3], "zeros": True}, style=Style.TIES) == 0)


class TestMatrices:
    @LAW
    @given(st.integers(1, 6), SEEDS, st.booleans())
    def test_orthogonal_columns_have_length_one_and_are_perpendicular(
        self, n: int, seed: int, extreme: bool
    ) -> None:
        Q = draw({"orthogonal": n}, seed, ends=extreme)
        np.testing.assert_allclose(Q.T @ Q, np.eye(n), atol=1e-13)
        Q = draw({"orthonormal": [n + 2, n]}, seed, ends=extreme)
        assert Q.shape == (n + 2, n)
        np.testing.assert_allclose(Q.T @ Q, np.eye(n), atol=1e-13)

    def test_the_least_orthogonal_matrix_is_the_identity(self) -> None:
        assert least({"orthogonal": 3}).tolist() == np.eye(3).tolist()

    def test_orthogonal_matrices_are_seldom_the_identity(self) -> None:
        assert not np.allclose(draw({"orthogonal": 4}), np.eye(4))

    @LAW
    @given(STYLES, SEEDS)
    def test_symmetric(self, style: Style, seed: int) -> None:
        A = draw({"symmetric": 4, "between": [-2, 5]}, seed, style)
        assert np.array_equal(A, A.T)
        assert inside(A, -2, 5)

    @LAW
    @given(STYLES, SEEDS)
    def test_positive_definite_matrices_have_their_spectrum_in_the_range(
        self, style: Style, seed: int
    ) -> None:
        A = draw({"positive_definite": 4, "between": [0.25, 3]}, seed, style)
        assert np.array_equal(A, A.T)
        assert inside(np.linalg.eigvalsh(A), 0.25 - 1e-12, 3 + 1e-12)

    @LAW
    @given(st.integers(0, 3), STYLES, SEEDS)
    def test_low_rank(self, rank: int, style: Style, seed: int) -> None:
        A = draw({"low_rank": [5, 4], "rank": rank}, seed, style)
        assert A.shape == (5, 4)
        assert np.linalg.matrix_rank(A) <= rank

    def test_low_rank_is_usually_full_in_its_rank(self) -> None:
        ranks = [np.linalg.matrix_rank(draw({"low_rank": [5, 4], "rank": 2}, s)) for s in range(9)]
        assert max(ranks) == 2

    def test_come_in_fortran_order_on_demand(self) -> None:
        for written in ({"symmetric": 3}, {"low_rank": [3, 4], "rank": 2}):
            assert draw({**written, "order": "F"}).flags.f_contiguous


def has_cycle(edges: list[tuple[int, int]]) -> bool:
    after: dict[int, set[int]] = {}
    for i, j in edges:
        after.setdefault(j, set()).add(i)
    try:
        list(TopologicalSorter(after).static_order())
    except CycleError:
        return True
    return False


class TestGraphs:
    @LAW
    @given(st.integers(1, 7), SEEDS)
    def test_dag_has_no_cycle(self, n: int, seed: int) -> None:
        edges = draw({"dag": n}, seed)
        assert all(0 <= i < n and 0 <= j < n for i, j in edges)
        assert not has_cycle(edges)
        assert len(set(edges)) == len(edges)

    def test_dag_has_edges_in_both_directions(self) -> None:
        edges = [edge for seed in range(10) for edge in draw({"dag": 5}, seed)]
        assert any(i < j for i, j in edges)
        assert any(i > j for i, j in edges)

    @LAW
    @given(SEEDS)
    def test_repeats_one_edge_on_demand(self, seed: int) -> None:
        edges = draw({"dag": 6, "repeats": True}, seed)
        assert len(set(edges)) == max(0, len(edges) - 1)
        assert not has_cycle(edges)

    @LAW
    @given(st.integers(1, 7), SEEDS, st.booleans())
    def test_cyclic_has_a_cycle(self, n: int, seed: int, extreme: bool) -> None:
        edges = draw({"cyclic": n}, seed, ends=extreme)
        assert all(0 <= i < n and 0 <= j < n for i, j in edges)
        assert has_cycle(edges)

    @LAW
    @given(st.integers(0, 7), SEEDS)
    def test_graph_names_each_pair_once_the_smaller_first(self, n: int, seed: int) -> None:
        edges = draw({"graph": n}, seed)
        assert set(edges) <= set(itertools.combinations(range(n), 2))
        assert len(set(edges)) == len(edges)
        assert all(type(i) is int for edge in edges for i in edge)

    def test_the_least_graph_has_no_edge(self) -> None:
        assert least({"graph": 4}) == []
        assert least({"dag": 4}) == []

    @LAW
    @given(st.integers(2, 9), SEEDS, STYLES)
    def test_expression_graph_refers_backwards_only(self, n: int, seed: int, style: Style) -> None:
        ops = {"add": 2, "exp": 1}
        nodes = draw({"expression_graph": n, "ops": ops, "between": [-1, 3]}, seed, style)
        assert len(nodes) == n
        for index, (kind, *operands) in enumerate(nodes):
            if kind == "leaf":
                assert inside(operands, -1, 3)
                assert type(operands[0]) is float
            else:
                assert len(operands) == ops[kind]
                assert all(0 <= operand < index for operand in operands)


class TestFunctions:
    @LAW
    @given(SEEDS, STYLES)
    def test_each_family_can_be_called(self, seed: int, style: Style) -> None:
        polynomial = draw({"polynomial": 3, "between": [-1, 1]}, seed, style)
        assert len(polynomial.parameters["coefficients"]) == 4
        assert inside(polynomial.parameters["coefficients"], -1, 1)
        wave = draw({"wave": None}, seed, style)
        assert wave.parameters["frequency"] > 0
        for function in (polynomial, wave):
            assert np.isfinite(function(0.5))
        assert np.isfinite(draw({"waves": [2, 3]}, seed, style)(np.ones((2, 3))))
        assert np.isfinite(draw({"quadratic": [3]}, seed, style)(np.ones(3)))
        rows = draw({"affine_map": [3, 2]}, seed, style)(np.ones((5, 3)))
        assert rows.shape == (5, 2)

    def test_polynomials_are_functions_by_family(self) -> None:
        assert isinstance(draw({"polynomial": 0}), Function)

    def test_named_functions_come_from_the_support_code(self) -> None:
        support = {"scale": lambda x, by: x * by}
        value = value_of({"function": "scale", "with": {"by": "2 * n"}})
        function = draw_value(value, Zero(), Style.PLAIN, {"n": 3}, support)
        assert isinstance(function, Named)
        assert function(7) == 42

    def test_rng(self) -> None:
        drawn = draw({"rng": [5, 9]})
        assert isinstance(drawn, Rng)
        assert 5 <= drawn.seed <= 9


class TestPlainValues:
    def test_literals_are_themselves(self) -> None:
        assert draw(2) == 2
        assert draw([1, "n"]) == [1, "n"]
        assert draw({"literal": "n + 1"}, names={"n": 1}) == "n + 1"

    def test_is_evaluates(self) -> None:
        assert draw({"is": "n + 1"}, names={"n": 1}) == 2
        assert draw({"is": ["n", 3]}, names={"n": 1}) == [1, 3]
        drawn = draw({"is": "np.eye(n)", "dtype": "float32"}, names={"n": 2})
        assert drawn.dtype == np.float32
        assert drawn.shape == (2, 2)

    def test_array(self) -> None:
        drawn = draw({"array": [[1, 2], [3, 4]], "dtype": "float64", "order": "F"})
        assert drawn.tolist() == [[1, 2], [3, 4]]
        assert drawn.dtype == np.float64
        assert drawn.flags.f_contiguous

    def test_choice(self) -> None:
        drawn = {draw({"choice": ["relu", "n", 3]}, seed) for seed in range(30)}
        assert drawn == {"relu", "n", 3}
        assert least({"choice": ["relu", "n"]}) == "relu"

    def test_list_of_each(self) -> None:
        drawn = draw({"list": "n", "each": {"reals": ["n", 2]}}, names={"n": 3})
        assert [item.shape for item in drawn] == [(3, 2)] * 3
        assert not np.array_equal(drawn[0], drawn[1])
        nested = draw({"list": 2, "each": {"list": 3, "each": {"integer": [4, 4]}}})
        assert nested == [[4, 4, 4], [4, 4, 4]]

    @pytest.mark.parametrize("kind", ["text", "data"])
    def test_some_kinds_describe_answers_alone(self, kind: str) -> None:
        assert not KINDS[kind].draws
        with pytest.raises(ValueError, match="cannot be drawn"):
            draw({kind: None})

    def test_a_value_is_of_exactly_one_kind(self) -> None:
        with pytest.raises(ValueError, match="exactly one kind"):
            value_of({"reals": [2], "integers": [2]})
        with pytest.raises(ValueError, match="exactly one kind"):
            value_of({"between": [2, 3]})


class TestExpressions:
    def test_are_evaluated_wherever_they_stand(self) -> None:
        assert evaluate(["n", 2, {"a": "n * 2"}], {"n": 3}) == [3, 2, {"a": 6}]
        assert evaluate("[i * n for i in range(2)]", {"n": 3}) == [0, 3]
        assert evaluate(None, {}) is None

    @pytest.mark.parametrize("written", ["n // 0", "n.shape", "n + 'a'", "[i for i in n]"])
    def test_that_go_wrong_are_named(self, written: str) -> None:
        with pytest.raises(Fault, match=f"the expression .{re.escape(written)}. cannot be"):
            evaluate([2, {"a": written}], {"n": 3})

    def test_in_options_and_shapes(self) -> None:
        drawn = draw(
            {"reals": "z.shape", "between": ["-n", "n"]}, names={"z": np.ones((2, 3)), "n": 4}
        )
        assert drawn.shape == (2, 3)
        assert inside(drawn, -4, 4)

    def test_are_listed_but_not_the_texts_beside_them(self) -> None:
        value = value_of(
            {"reals": ["n", 2], "between": ["-a", 3], "dtype": "float32", "order": "F"}
        )
        assert set(expressions(value)) == {"n", "-a"}
        assert set(expressions(value_of({"list": "n", "each": {"reals": ["k"]}}))) == {"n", "k"}
        assert expressions(value_of({"choice": ["relu"]})) == ()
        assert set(expressions(value_of({"function": "f", "with": {"x": "n"}}))) == {"n"}

    def test_see_what_was_drawn_before(self) -> None:
        domain = Domain(
            "d",
            {"n": (2, 4), "m": "n + 1"},
            {"z": Value("reals", ["n", "m"]), "w": Value("is", "z.sum() + shift(m)")},
        )
        names = {"shift": lambda m: m}
        example = draw_example(domain, Seeded(3), names, {})
        assert example["z"].shape == (example["n"], example["n"] + 1)
        assert example["w"] == example["z"].sum() + example["m"]
        assert list(example) == ["n", "m", "z", "w"]


SIZES = st.dictionaries(
    st.sampled_from("nkmh"), st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted).map(tuple)
)


class TestForms:
    DOMAIN = Domain(
        "d",
        {"n": (2, 4), "m": "n + 1", "k": (3, 3)},
        {
            "A": Value("reals", ["n", "m"], {"between": [-100, 100]}),
            "b": Value("list", 2, {"each": {"reals": ["n"]}}),
            "total": Value("is", "A.sum()"),
        },
        forms=Forms(
            integers={"A": 100_000}, long={"n": 128, "k": 99}, units=({"A": 1e-9}, {"b": 1e6})
        ),
    )

    def drawn(self, style: Style, seed: int, domain: Domain = DOMAIN) -> dict[str, Any]:
        class Styled(Seeded):
            def integer(self, low: int, high: int) -> int:
                return style if (low, high) == (0, len(Style) - 1) else super().integer(low, high)

        return draw_example(domain, Styled(seed), {}, {})

    @LAW
    @given(SEEDS)
    def test_whole_numbers_come_as_integers_where_they_may(self, seed: int) -> None:
        example = self.drawn(Style.WHOLE, seed)
        assert (example["A"].dtype, example["b"][0].dtype) == (np.int64, np.float64)

    @LAW
    @given(SEEDS)
    def test_narrow_ones_take_the_fewest_bytes(self, seed: int) -> None:
        narrow = self.drawn(Style.NARROW, seed)["A"]
        assert narrow.dtype.itemsize == 1
        ends = narrow.min(), narrow.max()
        assert not narrow.any() or (ends[0] == -128 if ends[0] < 0 else ends[1] == 255)

    def test_of_narrow_ones_some_have_a_sign_and_some_have_none(self) -> None:
        kinds = {self.drawn(Style.NARROW, seed)["A"].dtype for seed in range(9)}
        assert kinds == {np.dtype(np.int8), np.dtype(np.uint8)}

    def test_a_size_that_no_value_has_is_never_long(self) -> None:
        idle = replace(self.DOMAIN, sizes={**self.DOMAIN.sizes, "idle": (1, 9)})
        forms = Forms(long={"n": 128, "idle": 128})
        assert long_sizes(replace(idle, forms=forms)) == {"n": 128}

    @LAW
    @given(SEEDS)
    def test_wide_ones_are_as_large_as_they_may_be(self, seed: int) -> None:
        example = self.drawn(Style.WIDE, seed)
        assert example["A"].dtype == np.int64
        assert not example["A"].any() or 50_000 < np.max(np.abs(example["A"])) <= 100_000
        assert example["total"] == example["A"].sum()

    def test_a_size_may_be_long_and_others_follow(self) -> None:
        example = self.drawn(Style.LONG, 1)
        assert (example["n"], example["m"], example["k"]) == (128, 129, 3)
        assert example["A"].shape == (128, 129)

    def test_long_ones_of_integers_are_narrow(self) -> None:
        labels = {"y": Value("labels", "n", {"classes": 3})}
        forms = Forms(integers={"y": 0}, long={"n": 300})
        y = self.drawn(Style.LONG, 1, replace(self.DOMAIN, values=labels, forms=forms))["y"]
        assert (y.shape, y.dtype) == ((300,), np.uint8)

    @LAW
    @given(SEEDS)
    def test_units_multiply_what_they_name(self, seed: int) -> None:
        example = self.drawn(Style.UNIT, seed)
        small = np.max(np.abs(example["A"])) <= 1e-7
        large = any(np.max(np.abs(x)) > 1e4 for x in example["b"] if x.any())
        assert small != large or not (example["A"].any() and example["b"][0].any())
        assert example["total"] == example["A"].sum()

    def test_each_is_planned_once_before_any_comes_again(self) -> None:
        planned = [Style(style) for style, *_ in plan(self.DOMAIN)]
        assert planned[:7] == [
            *(Style.WHOLE, Style.NARROW, Style.FORTRAN, Style.WIDE),
            *(Style.LONG, Style.UNIT, Style.UNIT),
        ]
        assert {style for style, *_ in plan(self.DOMAIN)} == {int(style) for style in planned}
        assert set(planned[7:]) == {Style.WHOLE, Style.NARROW, Style.FORTRAN}

    def test_none_is_planned_but_fortran_order_without_them(self) -> None:
        plain = replace(self.DOMAIN, forms=Forms(integers={"z": 9}, units=({"z": 2.0},)))
        assert {style for style, *_ in plan(plain)} == {Style.FORTRAN}

    def test_matrices_are_stored_by_columns(self) -> None:
        plain, turned = (self.drawn(style, 3)["A"] for style in (Style.PLAIN, Style.FORTRAN))
        assert np.array_equal(plain, turned)
        assert turned.flags.f_contiguous
        assert not turned.flags.c_contiguous


class TestSizes:
    @LAW
    @given(SIZES, STYLES, SEEDS)
    def test_lie_in_their_ranges_and_differ_where_they_can(
        self, sizes: dict[str, tuple[int, int]], style: Style, seed: int
    ) -> None:
        drawn = draw_sizes(sizes, Seeded(seed), style)
        assert list(drawn) == list(sizes)
        assert all(low <= drawn[name] <= high for name, (low, high) in sizes.items())
        varying = [name for name, (low, high) in sizes.items() if low != high]
        least = (
            2 if style in (Style.FORTRAN, Style.LONG, Style.UNIT) else 0
        )  # where a range allows it
        ranges = [
            (max(low, min(least, high)), high) for low, high in (sizes[name] for name in varying)
        ]
        every = itertools.product(*(range(low, high + 1) for low, high in ranges))
        possible = any(len(set(choice)) == len(choice) for choice in every)
        if possible and style not in (Style.SMALLEST, Style.EQUAL):
            assert len({drawn[name] for name in varying}) == len(varying)

    @LAW
    @given(SIZES)
    def test_smallest_are_all_at_their_least(self, sizes: dict[str, tuple[int, int]]) -> None:
        drawn = draw_sizes(sizes, Seeded(0), Style.SMALLEST)
        assert drawn == {name: low for name, (low, _) in sizes.items()}

    @LAW
    @given(SIZES, SEEDS)
    def test_of_what_is_stored_column_by_column_there_are_several(
        self, sizes: dict[str, tuple[int, int]], seed: int
    ) -> None:
        wide = {name: (low, high + 3) for name, (low, high) in sizes.items()}
        drawn = draw_sizes(wide, Seeded(seed), Style.FORTRAN)
        assert all(drawn[name] >= min(2, high) for name, (_, high) in wide.items())

    def test_grow(self) -> None:
        totals = [sum(choice.values()) for choice in size_choices({"n": (1, 4), "k": (2, 5)})]
        assert totals == sorted(totals)
        assert totals[0] == 3

    def test_may_be_too_many_to_list(self) -> None:
        sizes = dict.fromkeys("abcd", (1, 100))
        drawn = draw_sizes(sizes, Seeded(1), Style.PLAIN)
        assert all(1 <= size <= 100 for size in drawn.values())

    def test_may_follow_from_others(self) -> None:
        drawn = draw_sizes({"m": "2 * n", "n": (3, 3)}, Seeded(0), Style.PLAIN)
        assert drawn == {"m": 6, "n": 3}

    @LAW
    @given(SIZES, SEEDS)
    def test_equal_ones_are_the_same_where_their_ranges_meet(
        self, sizes: dict[str, tuple[int, int]], seed: int
    ) -> None:
        drawn = draw_sizes(sizes, Seeded(seed), Style.EQUAL)
        varying = {name: size for name, size in sizes.items() if size[0] < size[1]}
        low = max((low for low, _ in varying.values()), default=0)
        high = min((high for _, high in varying.values()), default=0)
        if varying and low <= high:
            assert len({drawn[name] for name in varying}) == 1
            assert all(drawn[name] >= min(2, high) for name in varying)

    @LAW
    @given(st.integers(0, len(Style) - 1))
    def test_styles_are_drawn_first(self, style: int) -> None:
        class Styled(Zero):
            def integer(self, low: int, high: int) -> int:
                return style if (low, high) == (0, len(Style) - 1) else low

        domain = Domain("d", {"n": (2, 4)}, {"z": Value("reals", ["n"])})
        example = draw_example(domain, Styled(), {}, {})
        expected = {Style.ONES: 1.0, Style.EXTREMES: -10.0}.get(Style(style), 0.0)
        assert example["z"].tolist() == [expected] * 2
