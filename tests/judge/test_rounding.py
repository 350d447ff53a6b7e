"""Examples in rounder numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.exercise.spec import parse_problem
from grader.judge.drawing import Drawing
from grader.judge.rounding import digits, rounded

SPEC = """\
title: Twice
difficulty: 1
statement: "Twice, as in $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def twice(x, n, lr, y):
      raise NotImplementedError
entry: twice(x, n, lr, y) -> z
sizes: {m: 1..6}
given:
  numbers:
    x: {reals: [m], between: [-5000, 5000]}
    n: {integers: [m], between: [1, m + 20]}
    lr: {real: [1.0e-6, 0.5], log: true}
    y: {is: "2 * x"}
    ranks: {reals: [m], distinct: true}
returns: {z: {reals: [m]}}
checks:
  - {name: agrees, points: 9, agrees: {}}
"""
Fails = Callable[[Mapping[str, Any]], bool]


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    problem = parse_problem(SPEC, Path("linear_algebra/twice.yaml"))
    return Drawing(problem.domain("numbers"), {"np": np}, {})


def values(**more: Any) -> dict[str, Any]:
    x = np.array([1001.25, -1e-13])
    known = {"m": 2, "x": x, "n": np.array([17, 3]), "lr": 0.000126, "y": 2 * x}
    return {**known, "ranks": np.array([1.31, 2.77]), **more}


@pytest.mark.parametrize(
    ("fails", "name", "wanted"),
    [
        (lambda v: True, "x", [0.0, 0.0]),
        (lambda v: v["x"][0] > 1001, "x", [2000.0, 0.0]),
        (lambda v: v["x"][1] < 0, "x", [-1.0, -1.0]),
        (lambda v: v["y"][0] > 4, "x", [10.0, 10.0]),
        (lambda v: v["n"][0] > 15, "n", [20, 3]),
        (lambda v: v["lr"] < 0.2, "lr", 0.1),
        (lambda v: v["lr"] < 0.0002, "lr", 0.0001),
        (lambda v: v["lr"] == 0.000126, "lr", 0.000126),
    ],
)
def test_numbers_get_fewer_digits_as_long_as_it_fails(
    drawing: Drawing, fails: Fails, name: str, wanted: Any
) -> None:
    found = rounded(drawing, values(), fails)
    assert fails(found)
    assert np.array_equal(found[name], wanted)
    assert np.array_equal(found["y"], 2 * found["x"])
    assert type(found[name]) is type(values()[name])
    assert np.asarray(found["n"]).dtype == np.int64


def test_what_hangs_on_others_or_leaves_its_range_stays(drawing: Drawing) -> None:
    found = rounded(drawing, values(), lambda v: v["lr"] > 0)
    assert np.array_equal(found["ranks"], [1.31, 2.77])
    assert 1e-6 <= found["lr"] <= 0.5
    assert found["n"].min() >= 1


def test_it_is_tried_so_often_and_no_more(drawing: Drawing) -> None:
    tried: list[Mapping[str, Any]] = []
    known = values(x=np.array([1.23, 4.56, 7.89, 1.11, 2.22, 3.33]), m=6)

    def fails(tries: Mapping[str, Any]) -> bool:
        tried.append(tries)
        return False

    assert rounded(drawing, known, fails) is known
    assert len(tried) == 40


@pytest.mark.parametrize(
    ("value", "many"),
    [(0, 1), (3.0, 1), (1001, 4), (1000, 1), (0.5, 1), ([1.5, 2], 3), (np.nan, 0)],
)
def test_digits(value: Any, many: int) -> None:
    assert digits(value) == many


def test_a_power_of_ten_takes_digits_too() -> None:
    assert digits(1e-13) > digits(0.1)
    assert digits(3e7) > digits(2000)
