"""What a student reads when a claim is false, to the letter."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from grader.author import LIBRARY
from grader.law.calls import StudentRaised
from grader.law.claims import explain, holds
from grader.law.showing import MOST_CHARACTERS, show
from grader.model import Raised
from grader.values.families import Function


def why(claim: str, **names: Any) -> str:
    """The explanation of a claim that is false indeed."""
    node = ast.parse(claim, mode="eval").body
    seen = {"np": np, **LIBRARY, **names}
    assert not holds(eval(claim, seen))
    text, _ = explain(node, seen)
    assert "\n" not in text
    return text


P = np.array([[0.5, 0.5], [0.25, 0.5]])
PAIR = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([1.0, 2.5, 3.0])}
GOLDEN: list[tuple[str, dict[str, Any], str]] = [
    # close and same
    ("close(p.sum(axis=-1), 1)", {"p": P}, "p.sum(axis=-1) should be 1, but is [1.0, 0.75] (at [1] 0.75 is not 1.0)"),
    ("close(a, b)", PAIR, "a should be b = [1.0, 2.5, 3.0], but is [1.0, 2.0, 3.0] (at [1] 2.0 is not 2.5)"),
    ("close(x, 2 * y)", {"x": 1.0, "y": 3.0}, "x should be 2 * y = 6.0, but is 1.0"),
    ("close(x, 2)", {"x": 1.0}, "x should be 2, but is 1.0"),
    ("close(a, 0)", {"a": np.ones((2, 1))}, "a should be 0, but is [[1.0], [1.0]] (at [0, 0] 1.0 is not 0.0)"),
    ("close(a, b)", {"a": np.ones((1, 2)), "b": np.ones(2)},
     "a should be b = [1.0, 1.0], but is [[1.0, 1.0]] (the shape is (1, 2), not (2,))"),
    ("close(a, b)", {"a": np.float64(1), "b": 2}, "a should be b = 2, but is 1.0"),
    ("close(a, b, rtol=0.1)", {"a": 1.0, "b": 2.0}, "a should be b = 2.0, but is 1.0"),
    ("close(a, b, up_to='sign')", PAIR | {"a": np.zeros(3)},
     "a should be b = [1.0, 2.5, 3.0], up to sign, but is [0.0, 0.0, 0.0] (at [2] 0.0 is not 3.0)"),
    ("same(z, w)", {"z": [1, 2], "w": [1, 3]}, "z should be w = [1, 3], but is [1, 2] (at [1]: 2 is not 3)"),
    ("same(z.argsort(), [1, 0])", {"z": np.array([1, 2])},
     "z.argsort() should be [1, 0], but is [0, 1] (at [0] 0 is not 1)"),
    ("same(kind, 'relu')", {"kind": "tanh"}, "kind should be 'relu', but is 'tanh' ('tanh' is not 'relu')"),
    # comparisons
    ("x == 3", {"x": 2}, "x should be 3, but is 2"),
    ("close(1, p.sum(axis=-1))", {"p": np.array([[0.5, 1.5]])}, "p.sum(axis=-1) should be 1, but is 2.0"),
    ("close(p, 1)", {"p": np.array([[1.0000001]])}, "p should be 1, but is 1.0000001"),
    ("x != y", {"x": 2, "y": 2}, "x = 2 is equal to y = 2"),
    ("x < 1", {"x": 2}, "x = 2 is not less than 1"),
    ("x <= 1", {"x": 2}, "x = 2 is greater than 1"),
    ("x > 3", {"x": 2.0}, "x = 2.0 is not greater than 3"),
    ("x >= 3", {"x": 2}, "x = 2 is less than 3"),
    ("x in [1, 3]", {"x": 2}, "x = 2 is not in [1, 3]"),
    ("x not in y", {"x": 2, "y": [2]}, "x = 2 is in y = [2]"),
    ("x is None", {"x": 2}, "x = 2 is not None"),
    ("x is not None", {"x": None}, "x = None is None"),
    ("0 <= x <= 1", {"x": 2}, "x = 2 is greater than 1"),
    ("0 <= x <= 1", {"x": -1}, "x = -1 is less than 0"),
    ("np.nan == x", {"x": 1.0}, "np.nan should be x = 1.0, but is nan"),
    ("p >= 0", {"p": np.array([[1.0, 2.0], [3.0, -4.0]])}, "p[1, 1] = -4.0 is less than 0"),
    ("a == b", PAIR, "a[1] should be b[1] = 2.5, but is 2.0"),
    ("np.diff(a) > 1", {"a": np.array([0, 2, 3])}, "np.diff(a)[1] = 1 is not greater than 1"),
    ("len(a) == len(b) + 1", PAIR, "len(a) should be len(b) + 1 = 4, but is 3"),
    # all, and, not
    ("np.all(p >= 0)", {"p": np.array([1.0, -2.0])}, "p[1] = -2.0 is less than 0"),
    ("(p >= 0).all()", {"p": np.array([1.0, -2.0])}, "p[1] = -2.0 is less than 0"),
    ("x > 0 and close(x, y)", {"x": 1.0, "y": 2.0}, "x should be y = 2.0, but is 1.0"),
    ("x > 0 and close(x, y)", {"x": -1.0, "y": 2.0}, "x = -1.0 is not greater than 0"),
    ("all(i < 3 for i in a)", {"a": [1, 2, 5]}, "for i = 5: i = 5 is not less than 3"),
    ("all(close(u, v) for u, v in zip(a, b))", PAIR,
     "for u = 2.0, v = 2.5: u should be v = 2.5, but is 2.0"),
    ("all(x < y for i, (x, y) in enumerate(e) if i)", {"e": [(2, 1), (1, 2), (4, 3)]},
     "for i = 2, x = 4, y = 3: x = 4 is not less than y = 3"),
    ("all([q > lo for q in a])", {"a": [1], "lo": 1}, "for q = 1: q = 1 is not greater than lo = 1"),
    ("all(i < j for i in a for j in b)", {"a": [0, 1], "b": [1]},
     "for i = 1, j = 1: i = 1 is not less than j = 1"),
    ("all(i < j for i in range(n) for j in range(n) if i != j)", {"n": 2},
     "for i = 1, j = 0: i = 1 is not less than j = 0"),
    ("all((i > 0) == (i in b) for i in a)", {"a": [1], "b": [2]},
     "for i = 1: (i > 0) should be (i in b) = False, but is True"),
    ("not x", {"x": True}, "x holds, but should not"),
    ("not np.any(a > 2)", PAIR, "np.any(a > 2) holds, but should not"),
    ("a.any() or b", {"a": np.zeros(2), "b": False}, "a.any() or b is false"),
    # the library
    ("finite(p)", {"p": np.array([[1.0, np.nan]])}, "p has nan at [0, 1]"),
    ("finite(x / y)", {"x": np.float64(np.inf), "y": 1.0}, "x / y has inf"),
    ("raises('ValueError', lambda: f(0))", {"f": lambda x: x}, "f(0) does not raise ValueError"),
    ("orthonormal(Q)", {"Q": 2 * np.eye(1)}, "orthonormal(Q) is false (at [0, 0] 4.0 is not 1.0)"),
    ("descending(s)", {"s": [1, 2]}, "descending(s) is false"),
    ("f(3)", {"f": lambda x: x > 3}, "f(3) is false"),
    ("x", {"x": False}, "x is false"),
    ("x", {"x": np.array([True, False])}, "x is false"),
]  # fmt: skip


class TestExplanations:
    @pytest.mark.parametrize(("claim", "names", "text"), GOLDEN, ids=[g[0] for g in GOLDEN])
    def test_reads(self, claim: str, names: dict[str, Any], text: str) -> None:
        assert why(claim, **names) == text

    def test_shows_all_digits_where_six_look_alike(self) -> None:
        text = why("close(x, y)", x=1.0, y=1.0000001)
        assert text == "x should be y = 1.0000001, but is 1.0"
        text = why("close(x, y)", x=1 / 3, y=1 / 3 + 1e-7)
        assert text == "x should be y = 0.3333334333333333, but is 0.3333333333333333"
        assert why("x <= 1", x=float("nan")) == "x = nan cannot be compared with 1"
        assert why("0 < x", x=float("nan")) == "x = nan cannot be compared with 0"
        assert why("close(x, 1)", x=1.0000001) == "x should be 1, but is 1.0000001"

    def test_comparisons_of_nearly_equal_numbers_show_what_differs(self) -> None:
        assert why("x <= y", x=1.0000001, y=1.0) == "x = 1.0000001 is greater than y = 1.0"

    def test_describes_huge_arrays(self) -> None:
        text = why("close(a, b)", a=np.zeros((100, 100)), b=np.ones((100, 100)))
        assert text == (
            "a should be b = an array of shape (100, 100), but is an array of shape (100, 100)"
            " (at [0, 0] 0.0 is not 1.0)"
        )

    def test_says_where_large_arrays_break_a_comparison(self) -> None:
        a = np.zeros((50, 50))
        a[7, 9] = -1
        assert why("np.all(a >= 0)", a=a) == "a[7, 9] = -1.0 is less than 0"

    def test_an_error_inside_comes_through(self) -> None:
        def f(x: Any) -> Any:
            raise StudentRaised(Raised("ValueError", ("ValueError",), "no"))

        node = ast.parse("close(f(1), 2)", mode="eval").body
        with pytest.raises(StudentRaised):
            explain(node, {**LIBRARY, "f": f})


class TestHolds:
    def test_arrays_hold_if_all_entries_do(self) -> None:
        assert holds(np.array([True, True]))
        assert not holds(np.array([True, False]))
        assert holds(np.bool_(1))
        assert holds(3)
        assert not holds([])


class TestShow:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (1 / 3, "0.333333"),
            (1e-20, "1e-20"),
            (123456789.0, "123457000.0"),
            (2.0, "2.0"),
            (float("nan"), "nan"),
            (-float("inf"), "-inf"),
            (np.float32(0.1), "0.1"),
            (np.int8(3), "3"),
            (np.bool_(True), "True"),
            (True, "True"),
            (None, "None"),
            ("x'", '"x\'"'),
            ([1, 2.5], "[1, 2.5]"),
            ((1,), "(1,)"),
            ((1, 2), "(1, 2)"),
            ((), "()"),
            ({"a": 1 / 3}, "{'a': 0.333333}"),
            (np.array(5), "5"),
            (np.eye(2), "[[1.0, 0.0], [0.0, 1.0]]"),
            (np.empty((0, 2)), "[]"),
            (list(range(25)), "a list of length 25"),
            (np.zeros(25), "an array of shape (25,)"),
            (10**100, "an integer of 333 bits"),
            (Function("polynomial", {"coefficients": np.ones(2)}),
             "polynomial(coefficients=[1.0, 1.0])"),
        ],
    )  # fmt: skip
    def test_reads(self, value: Any, text: str) -> None:
        assert show(value) == text

    def test_is_never_long(self) -> None:
        for value in ("x" * 10_000, [["y" * 100] * 20] * 20, dict.fromkeys(range(20), "z" * 99)):
            text = show(value)
            assert len(text) == MOST_CHARACTERS
            assert text.endswith("…")

    def test_takes_integers_that_python_refuses_to_print(self) -> None:
        assert show(10**5000) == "an integer of 16610 bits"
        assert show([10**5000]) == "[an integer of 16610 bits]"
        assert show({10**5000: 1})
