"""The small library of mathematics that laws are written in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.law.calls import Unanswered, each
from grader.law.closeness import at_least
from grader.law.mathematics import (
    descending,
    gram,
    normal_quantiles,
    numgrad,
    numhess,
    numjac,
    orthonormal,
)

LAW = settings(max_examples=25, deadline=None, database=None)
RNGS = st.integers(0, 10**6).map(np.random.default_rng)


class TestDifferences:
    @LAW
    @given(RNGS)
    def test_gradient(self, rng: np.random.Generator) -> None:
        A, x = rng.standard_normal((6, 6)), rng.standard_normal((2, 3))
        grad = numgrad(lambda x: np.ravel(x) @ A @ np.ravel(x) + np.sin(x).sum(), x)
        exact = ((A + A.T) @ x.ravel()).reshape(2, 3) + np.cos(x)
        assert grad.shape == (2, 3)
        np.testing.assert_allclose(grad, exact, atol=1e-8)

    def test_wide_steps_of_single_precision_leave_little(self) -> None:
        x = np.array([0.3, 1.2])
        with at_least(2e-4):
            gradient = numgrad(lambda x: np.exp(2 * x).sum(), x)
            jacobian = numjac(lambda x: np.exp(2 * x), x)
        np.testing.assert_allclose(gradient, 2 * np.exp(2 * x), rtol=1e-7)
        np.testing.assert_allclose(jacobian, np.diag(2 * np.exp(2 * x)), rtol=1e-7, atol=1e-12)

    @LAW
    @given(RNGS)
    def test_jacobian(self, rng: np.random.Generator) -> None:
        A, x = rng.standard_normal((4, 3)), rng.standard_normal(3)
        np.testing.assert_allclose(numjac(lambda x: A @ x, x), A, atol=1e-8)
        jacobian = numjac(lambda X: X * X, np.arange(6.0).reshape(2, 3))
        assert jacobian.shape == (2, 3, 2, 3)
        exact = np.diag(2 * np.arange(6.0)).reshape(2, 3, 2, 3)
        np.testing.assert_allclose(jacobian, exact, atol=1e-8)

    @LAW
    @given(RNGS)
    def test_hessian(self, rng: np.random.Generator) -> None:
        A, x = rng.standard_normal((3, 3)), rng.standard_normal(3)
        hessian = numhess(lambda x: x @ A @ x + np.exp(x).sum(), x)
        np.testing.assert_allclose(hessian, A + A.T + np.diag(np.exp(x)), atol=1e-5)

    def test_of_a_number(self) -> None:
        assert numgrad(lambda x: float(x) ** 2, 3.0) == pytest.approx(6)
        assert numgrad(lambda x: x**2, 3.0).shape == ()
        assert numjac(lambda x: x**2, 3.0) == pytest.approx(6)

    def test_leave_the_point_alone(self) -> None:
        x = np.array([1, 2])
        x.flags.writeable = False
        numgrad(lambda x: x.sum(), x)
        numjac(lambda x: x, x)
        numhess(lambda x: x @ x, x)
        assert x.tolist() == [1, 2]

    def test_of_an_array_without_entries(self) -> None:
        assert numgrad(lambda x: x.sum(), np.empty((0, 2))).shape == (0, 2)

    @pytest.mark.parametrize(("take", "calls"), [(numgrad, 6), (numjac, 6), (numhess, 36)])
    def test_ask_everything_before_they_wait(self, take: Any, calls: int) -> None:
        asked = []

        def unanswered(x: Any) -> Any:
            asked.append(x)
            raise Unanswered

        with pytest.raises(Unanswered):
            take(unanswered, np.ones(3))
        assert len(asked) == calls

    def test_each_keeps_the_order(self) -> None:
        assert each(lambda x: x * 2, range(3)) == [0, 2, 4]


class TestMatrices:
    @LAW
    @given(RNGS)
    def test_gram_forgets_rotations(self, rng: np.random.Generator) -> None:
        X = rng.standard_normal((4, 3))
        Q, _ = np.linalg.qr(rng.standard_normal((3, 3)))
        np.testing.assert_allclose(gram(X @ Q), gram(X), atol=1e-12)
        assert gram(X)[1, 2] == pytest.approx(X[1] @ X[2])

    @LAW
    @given(RNGS)
    def test_orthonormal(self, rng: np.random.Generator) -> None:
        Q, _ = np.linalg.qr(rng.standard_normal((5, 3)))
        assert orthonormal(Q)
        assert not orthonormal(2 * Q)
        assert not orthonormal(Q + 0.01)
        assert not orthonormal(Q.T)

    def test_descending(self) -> None:
        assert descending([3, 2, 2, 0])
        assert descending([])
        assert descending([1])
        assert not descending([1, 2])
        assert descending([1.0, 1.0 + 1e-12])
        assert descending([1e6, 0.0, 1e-5])
        assert not descending([1.0, 0.0, 1e-5])

    def test_normal_quantiles(self) -> None:
        z = normal_quantiles(1000)
        np.testing.assert_allclose(z, -z[::-1], atol=1e-9)
        assert np.all(np.diff(z) > 0)
        assert z.std() == pytest.approx(1, abs=0.01)
        assert normal_quantiles(1).tolist() == [0]
        assert normal_quantiles(2)[1] == pytest.approx(0.6744897501960817)


def test_differences_of_single_precision_take_a_wider_step() -> None:
    def rounded(x: np.ndarray[Any, Any]) -> np.float32:
        return np.float32(np.sin(x).sum())

    x = np.array([0.3, -1.2])
    assert np.abs(numgrad(rounded, x) - np.cos(x)).max() > 1e-3
    with at_least(2e-4):
        np.testing.assert_allclose(numgrad(rounded, x), np.cos(x), atol=1e-4)
