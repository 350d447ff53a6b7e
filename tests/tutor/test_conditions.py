"""On which inputs a program is wrong: only what is so, and only where there is enough of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.tutor.conditions import Conditions, Judged


def judged(wrong: Callable[[dict[str, Any]], object], count: int = 60) -> Conditions:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(count):
        n, m = (int(k) for k in rng.integers(1, 5, 2))
        arguments = {
            "X": rng.integers(-9, 9, (n, m)).astype(float),
            "k": int(rng.integers(1, 9)),
            "last": bool(rng.integers(2)),
        }
        found.append(Judged(arguments, "tables", bool(wrong(arguments))))
    return Conditions(found)


@pytest.mark.parametrize(
    ("wrong", "how", "said"),
    [
        (lambda a: len(a["X"]) == 1, "wrong", "where X has a single row"),
        (lambda a: len(a["X"]) > 1, "right", "where X has a single row"),
        (lambda a: len(set(a["X"].shape)) == 1, "wrong", "where X is square"),
        (lambda a: a["k"] >= 6, "wrong", "where k is 6 or more (and elsewhere 5 or less)"),
        (lambda a: a["last"], "wrong", "where last is "),
        (lambda a: a["k"] == len(a["X"]), "wrong", "where k is the length of X"),
        (lambda a: np.any(a["X"] == 0), "wrong", "where X has an entry that is 0"),
    ],
)
def test_what_wrong_examples_have_in_common(
    wrong: Callable[[dict[str, Any]], object], how: str, said: str
) -> None:
    found = judged(wrong).exact()
    assert found.startswith(f"your answers are {how} in all ")
    assert f"public examples {said}" in found


def test_where_nothing_is_in_common_nothing_is_said() -> None:
    chance = np.random.default_rng(1)
    several = judged(lambda _: chance.random() < 0.5)
    assert several.exact() == several.tendency() == ""


def test_what_is_wrong_only_somewhere() -> None:
    chance = np.random.default_rng(1)
    several = judged(lambda a: len(a["X"]) == 1 and chance.random() < 0.8)
    assert several.exact() == ""
    found = several.tendency()
    assert found.startswith("your answers are wrong in ")
    assert " public examples where X has a single row, and in none of the other " in found


def test_two_examples_are_too_few() -> None:
    marked = iter([True, True])
    several = judged(lambda _: next(marked, False))
    assert several.exact() == several.tendency() == ""


def test_several_kinds_of_input() -> None:
    kinds = [("a", True)] * 4 + [("b", True)] * 4 + [("c", False)] * 4
    kinds += [("d", False)] * 4
    several = Conditions([Judged({}, name, wrong) for name, wrong in kinds])
    assert "the input is one of “a” or “b”" in several.exact()


def drawn_together(wrong: Callable[[Any, Any], object]) -> Conditions:
    """Two arrays that hold integers in the same examples."""
    rng = np.random.default_rng(0)
    found = []
    for whole in [True] * 20 + [False] * 30:
        arrays = [rng.uniform(-9, 9, (3, 2)), rng.uniform(-9, 9, (2, 4))]
        X, W = (a.astype(int) if whole else a for a in arrays)
        found.append(Judged({"X": X, "W": W}, "tables", bool(wrong(X, W))))
    return Conditions(found)


def test_of_inputs_that_coincide_all_are_named() -> None:
    said = drawn_together(lambda _, W: W.dtype.kind == "i").exact()
    assert "wrong in all 20 public examples where W and X hold integers" in said


def test_a_tendency_names_all_inputs_that_coincide() -> None:
    chance = np.random.default_rng(1)
    several = drawn_together(lambda _, W: W.dtype.kind == "i" and chance.random() < 0.8)
    found = several.tendency()
    assert "wrong in 17 of the 20 public examples where W and X hold integers" in found


def test_of_two_that_fit_nearly_as_well_none_is_named() -> None:
    found = []
    for place in range(200):
        one, other = place < 100, 1 <= place < 101
        arguments = {"left": one, "right": other}
        found.append(Judged(arguments, "switches", other and place % 5 > 0))
    assert Conditions(found).tendency() == ""
