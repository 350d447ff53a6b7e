"""Functions by family: their values, exact derivatives and integrals, and how they cross."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.values.families import FAMILIES, Function, Named, Rng, pack, restore, unpack
from grader.values.wire import Packed, WireError, decode, encode

LAW = settings(max_examples=25, deadline=None, database=None)
NUMBERS = st.floats(-2, 2)


def vectors(n: int) -> st.SearchStrategy[np.ndarray[Any, Any]]:
    return st.lists(NUMBERS, min_size=n, max_size=n).map(np.array)


POLYNOMIALS = st.lists(NUMBERS, min_size=1, max_size=5).map(
    lambda c: Function("polynomial", {"coefficients": np.array(c)})
)
WAVES = st.tuples(NUMBERS, st.floats(0.5, 2), NUMBERS).map(
    lambda p: Function("wave", {"amplitude": p[0], "frequency": p[1], "phase": p[2]})
)
SCALAR = POLYNOMIALS | WAVES
COMBINED = st.one_of(
    SCALAR,
    st.tuples(SCALAR, SCALAR, NUMBERS).map(lambda t: t[0] + t[2] * t[1]),
    st.tuples(SCALAR, SCALAR).map(lambda t: -(t[0] - t[1])),
)
QUADRATICS = st.tuples(vectors(9), vectors(3), NUMBERS).map(
    lambda p: Function("quadratic", {"A": p[0].reshape(3, 3), "b": p[1], "c": p[2]})
)
MANY_WAVES = st.tuples(vectors(3), vectors(3), vectors(3)).map(
    lambda p: Function("waves", {"amplitude": p[0], "frequency": p[1], "phase": p[2]})
)
FIELDS = st.one_of(
    QUADRATICS,
    MANY_WAVES,
    st.tuples(QUADRATICS, vectors(9)).map(lambda t: t[0].after(t[1].reshape(3, 3))),
    st.tuples(QUADRATICS, NUMBERS).map(lambda t: t[0].after(t[1])),
    st.tuples(QUADRATICS, MANY_WAVES, NUMBERS).map(lambda t: t[2] * t[0] - t[1]),
)


def slope(f: Callable[[Any], Any], x: float, h: float = 1e-5) -> float:
    return float(f(x + h) - f(x - h)) / (2 * h)


def simpson(f: Callable[[Any], Any], a: float, b: float, n: int = 400) -> float:
    x = np.linspace(a, b, n + 1)
    weights = np.where(np.arange(n + 1) % 2 == 1, 4.0, 2.0)
    weights[[0, -1]] = 1
    return float((b - a) / n / 3 * np.sum(weights * np.array([f(point) for point in x])))


class TestValues:
    def test_polynomial(self) -> None:
        f = Function("polynomial", {"coefficients": np.array([1.0, 2, 3])})
        assert f(2.0) == 17
        assert f(np.array([[0.0, 1]])).tolist() == [[1, 6]]
        assert f.grad(2.0) == 14
        assert f.integral(0, 1) == 3

    def test_constant_polynomial(self) -> None:
        f = Function("polynomial", {"coefficients": np.array([4.0])})
        assert f(np.zeros(3)).tolist() == [4, 4, 4]
        assert f.grad(np.zeros(3)).tolist() == [0, 0, 0]

    def test_wave(self) -> None:
        f = Function("wave", {"amplitude": 3.0, "frequency": 2.0, "phase": 0.5})
        assert f(0.0) == 3 * np.sin(0.5)

    def test_quadratic_takes_any_shape(self) -> None:
        f = Function("quadratic", {"A": np.eye(4), "b": np.ones(4), "c": 1.0})
        assert f(np.array([[1.0, 2], [3, 4]])) == 30 + 10 + 1
        assert f.grad(np.array([[1.0, 2], [3, 4]])).tolist() == [[3, 5], [7, 9]]

    def test_affine_map_takes_rows(self) -> None:
        f = Function("affine_map", {"W": np.array([[1.0, 2], [3, 4]]), "b": np.array([5.0, 6])})
        assert f(np.array([[1.0, 0], [0, 1]])).tolist() == [[6, 8], [8, 10]]

    @LAW
    @given(SCALAR, SCALAR, NUMBERS, NUMBERS)
    def test_combinations_are_what_they_say(
        self, f: Function, g: Function, c: float, x: float
    ) -> None:
        assert (f + g)(x) == f(x) + g(x)
        assert (f - g)(x) == f(x) - g(x)
        assert (c * f)(x) == c * f(x)
        assert (-f)(x) == -f(x)

    @LAW
    @given(QUADRATICS, vectors(9), vectors(3))
    def test_after_a_matrix(self, f: Function, Q: np.ndarray[Any, Any], x: Any) -> None:
        Q = Q.reshape(3, 3)
        assert f.after(Q)(x) == f(Q @ x)

    def test_what_is_not_known_is_said(self) -> None:
        f = Function("affine_map", {"W": np.eye(2), "b": np.zeros(2)})
        with pytest.raises(TypeError, match="gradient of affine_map"):
            f.grad(np.zeros(2))
        with pytest.raises(TypeError, match="integral of affine_map"):
            f.integral(0, 1)


class TestCalculus:
    @LAW
    @given(COMBINED, NUMBERS)
    def test_derivatives_of_functions_of_a_number(self, f: Function, x: float) -> None:
        assert f.grad(x) == pytest.approx(slope(f, x), rel=1e-6, abs=1e-6)

    @LAW
    @given(FIELDS, vectors(3))
    def test_gradients_of_functions_of_an_array(self, f: Function, x: Any) -> None:
        exact = f.grad(x)
        assert exact.shape == x.shape
        for i, unit in enumerate(np.eye(3)):
            along = slope(functools.partial(lambda unit, t: f(x + t * unit), unit), 0.0)
            assert exact[i] == pytest.approx(along, rel=1e-5, abs=1e-5)

    @LAW
    @given(FIELDS)
    def test_gradients_have_the_shape_of_the_argument(self, f: Function) -> None:
        column = np.arange(3.0).reshape(3, 1)
        assert f.grad(column).shape == (3, 1)
        assert np.array_equal(f.grad(column).ravel(), f.grad(np.arange(3.0)))

    @LAW
    @given(COMBINED, NUMBERS, NUMBERS)
    def test_integrals(self, f: Function, a: float, b: float) -> None:
        assert f.integral(a, b) == pytest.approx(simpson(f, a, b), rel=1e-6, abs=1e-6)
        assert f.integral(a, b) == pytest.approx(-f.integral(b, a), rel=1e-9, abs=1e-9)


class TestCrossing:
    @LAW
    @given(COMBINED | FIELDS)
    def test_a_description_comes_back_the_same(self, f: Function) -> None:
        data = encode(f, pack)
        again = decode(data, unpack=restore)
        assert isinstance(again, Function)
        assert encode(again, pack) == data
        assert repr(again) == repr(f)

    @LAW
    @given(COMBINED, NUMBERS)
    def test_a_student_gets_the_same_values(self, f: Function, x: float) -> None:
        (received,) = decode(encode((f,), pack), unpack=unpack)
        assert received(x) == f(x)

    @LAW
    @given(FIELDS, vectors(3))
    def test_a_student_gets_the_same_values_on_arrays(self, f: Function, x: Any) -> None:
        assert decode(encode(f, pack), unpack=unpack)(x) == f(x)

    @LAW
    @given(COMBINED | FIELDS)
    def test_a_student_gets_nothing_but_a_function(self, f: Function) -> None:
        received = decode(encode(f, pack), unpack=unpack)
        assert callable(received)
        for name in ("grad", "integral", "parameters", "family", "after"):
            assert not hasattr(received, name)
        assert "coefficients" not in repr(received)

    def test_a_named_function_is_found_in_the_support_code(self) -> None:
        def shifted(x: float, by: float) -> float:
            return x + by

        packed = pack(Named("shifted", {"by": 2.0}, shifted))
        assert packed is not None
        restored = restore(packed, {"shifted": shifted})
        assert (restored(1.0), restored.name) == (3.0, "shifted")
        assert unpack(packed, {"shifted": shifted})(1.0) == 3.0
        with pytest.raises(WireError):
            restore(packed, {})
        with pytest.raises(WireError):
            restore(packed)

    def test_a_generator_starts_afresh_each_time(self) -> None:
        packed = pack(Rng(7))
        assert packed is not None
        assert restore(packed) == Rng(7)
        drawn = [unpack(packed).random() for _ in range(2)]
        assert drawn[0] == drawn[1] == Rng(7).fresh().random()

    def test_nothing_else_is_packed(self) -> None:
        assert pack(len) is None
        assert pack(3) is None
        with pytest.raises(WireError):
            encode(len, pack)

    @pytest.mark.parametrize(
        "packed",
        [
            Packed("function", 5),
            Packed("function", ()),
            Packed("function", ("polynomial",)),
            Packed("function", ("no such", {})),
            Packed("function", (["polynomial"], {})),
            Packed("function", ("polynomial", 5)),
            Packed("function", ("polynomial", {}, 1)),
            Packed("named", ("f", {})),
            Packed("named", ([], {})),
            Packed("named", 5),
            Packed("rng", "seven"),
            Packed("rng", None),
            Packed("rng", float("nan")),
            Packed("rng", float("inf")),
            Packed("opaque", "a socket"),
            Packed("", None),
        ],
        ids=repr,
    )
    def test_what_describes_nothing_is_refused(self, packed: Packed) -> None:
        with pytest.raises(WireError):
            restore(packed, {})
        with pytest.raises(WireError):
            unpack(packed, {})

    def test_every_family_is_covered_above(self) -> None:
        assert set(FAMILIES) == {
            *("polynomial", "wave", "quadratic", "waves", "affine_map"),
            *("scaled", "combination", "composed"),
        }
