"""Kinds of differences: named where every wrong answer is of that kind, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.exercise.spec import parse_problem
from grader.judge.laws import Case, Ledger
from grader.judge.overflow import wrapped_around
from grader.judge.symptom import explained
from grader.law.calls import Sides
from grader.problem import Problem
from grader.values.families import pack

Array = np.ndarray[Any, Any]
Wrong = Callable[[Array], Array]

SPEC = """\
title: Twice
difficulty: 1
statement: "Twice, as in $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def twice(X):
      raise NotImplementedError
entry: twice(X) -> Y
sizes: {n: 1..6, k: 2..5}
given:
  rows: {X: {reals: [n, k]}}
returns: {Y: {reals: [n, k]}}
checks:
  - {name: agrees, points: 9, agrees: {}}
"""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return parse_problem(SPEC, Path("linear_algebra/twice.yaml"))


def cases(wrong: Wrong, lengths: Sequence[int] = (1, 3, 4, 5, 6)) -> list[Case]:
    """Right answers of these lengths, each beside what `wrong` makes of it."""
    rng, found = np.random.default_rng(0), []
    for n in lengths:
        right = rng.normal(size=(n, 3)) * 10 ** rng.uniform(-1, 1)
        names = {"Y": wrong(right), "right": SimpleNamespace(Y=right), "n": n, "k": 3}
        found.append(Case(names, Ledger(pack, lambda *_: None)))
    return found


def one_nan(right: Array) -> Array:
    return np.where(np.arange(right.size).reshape(right.shape) == 1, np.nan, right)


def first_row(right: Array) -> Array:
    return np.where(np.arange(len(right))[:, None] == 0, right, right + 1 / (1 + np.abs(right)))


@pytest.mark.parametrize(
    ("wrong", "lengths", "words"),
    [
        (one_nan, (1, 3, 4, 5), "Y is nan where a finite number was expected"),
        (lambda y: y * np.inf, (1, 3, 4, 5), "Y is infinite where a finite number was expected"),
        (lambda y: y * (1 + 3e-8), (1, 3, 4), "Y is right to about eight digits"),
        (lambda y: np.round(y, 6), (1, 3, 4), "Y is right to about six digits"),
        (lambda y: -y * (1 - 1e-12), (1, 3, 4), "Y has the opposite sign everywhere"),
        (lambda y: y.astype(int), (3, 4, 5), "the fractions of Y were cut off"),
        (lambda y: -y, (1, 3, 4), "Y has the opposite sign everywhere"),
        (lambda y: 2 * y, (1, 3, 4), "Y is 2 times what was expected, everywhere"),
        (lambda y: y / np.log(2), (1, 3, 4), "Y is 1.4427 times what was expected, everywhere"),
        (lambda y: y * len(y), (2, 3, 4), "Y is n times what was expected"),
        (lambda y: y / len(y), (2, 3, 4), "Y is 1 / n times what was expected"),
        (lambda y: y * (len(y) - 1) / len(y), (2, 3, 4), "Y is (n - 1) / n times what was"),
        (lambda y: y - 0.5, (1, 3, 4), "Y is 0.5 too small, everywhere"),
        (lambda y: y.T.copy(), (3, 3, 3), "Y is transposed"),
        (lambda y: np.roll(y, 1, axis=0), (3, 4, 5), "Y is late by one row"),
        (lambda y: np.roll(y, -1, axis=0), (3, 4, 5), "Y is early by one row"),
        (lambda y: y[::-1], (2, 3, 4), "Y has the right rows in the opposite order"),
        (lambda y: y[np.argsort(y[:, 0])], (5, 6, 7), "Y has the right rows in another order"),
        (first_row, (3, 4, 5), "only the first row of Y is right"),
        (lambda y: first_row(y[::-1])[::-1], (3, 4, 5), "only the last row of Y is right"),
        (
            lambda y: y if len(y) == 1 else np.cbrt(y),
            (1, 1, 1, 3, 4, 5),
            "Y is right only where it has a single row",
        ),
    ],
)
def test_names_the_kind(problem: Problem, wrong: Wrong, lengths: Sequence[int], words: str) -> None:
    (check,) = problem.checks
    assert explained(problem, check, cases(wrong, lengths)).startswith(words)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda y: y,
        np.cbrt,
        lambda y: np.where(y > 0, y, -y),
        lambda y: -y if len(y) == 3 else 2 * y,
        lambda y: y * np.array([1.0, 2.0, 3.0]),
        lambda y: np.cumsum(y, axis=1),
        lambda y: y[:1],
        lambda y: y + np.nan if len(y) == 3 else -y,
        lambda y: -y * (1 + 1e-7),
        lambda y: y[::-1] * (1 + 1e-7),
    ],
)
def test_claims_nothing_where_answers_differ_in_several_ways(
    problem: Problem, wrong: Wrong
) -> None:
    (check,) = problem.checks
    assert explained(problem, check, cases(wrong)) == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda y: -y, "Y has the opposite sign where it is wrong"),
        (lambda y: 2 * y, "Y is 2 times what was expected where it is wrong"),
        (lambda y: y - 0.5, "Y is 0.5 too small where it is wrong"),
        (lambda y: np.roll(y, 1, axis=0), "Y is late by one row where it is wrong"),
        (lambda y: y[::-1], "Y has the right rows in the opposite order where it is wrong"),
        (first_row, "only the first row of Y is right where it is wrong"),
    ],
)
def test_everywhere_is_not_said_where_some_answers_are_right(
    problem: Problem, wrong: Wrong, words: str
) -> None:
    (check,) = problem.checks
    told = explained(problem, check, cases(lambda y: wrong(y) if len(y) < 6 else y, (3, 4, 5, 6)))
    assert told == words


def test_what_is_the_same_in_all_rows_is_not_late(problem: Problem) -> None:
    (check,) = problem.checks
    few = cases(lambda y: y, (3, 4, 5))
    for case in few:
        right = np.ones(case.names["Y"].shape)
        case.names["right"].Y, case.names["Y"] = right, right.copy()
        case.names["Y"][0, 0] = 1.01
    assert explained(problem, check, few) == ""


NAN = "Y is nan where a finite number was expected"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("", NAN),
        ("y.py:3: RuntimeWarning: overflow encountered in exp", f"{NAN}: something overflows"),
        (
            "RuntimeWarning: invalid value encountered in divide",
            f"{NAN}: 0 is divided by 0",
        ),
        (
            "divide by zero encountered in log\ninvalid value encountered in multiply",
            f"{NAN}: a logarithm of 0 is taken",
        ),
    ],
)
def test_tells_only_of_what_numpy_warned(problem: Problem, printed: str, words: str) -> None:
    (check,) = problem.checks
    assert explained(problem, check, cases(one_nan, (3, 4, 5)), printed) == words


def test_zeros_have_decimals(problem: Problem) -> None:
    (check,) = problem.checks
    few = cases(lambda y: y, (3, 4, 5))
    for case in few:
        case.names["right"].Y = np.zeros(case.names["Y"].shape)
        case.names["Y"] = case.names["right"].Y - 1e-8
    assert explained(problem, check, few).startswith("Y is right to about eight digits")


def test_few_wrong_answers_prove_nothing(problem: Problem) -> None:
    (check,) = problem.checks
    assert explained(problem, check, cases(lambda y: -y, (1, 2))) == ""
    assert explained(problem, check, cases(lambda y: -y, (1, 2, 1))) != ""


BYTES = np.array([200, 100], np.uint8)
BEYOND = "uint8 goes from 0 to 255, and something that is computed from it goes beyond"


@pytest.mark.parametrize(
    ("arguments", "given", "wanted", "words"),
    [
        ([BYTES], 44, 300, f"s is 256 less than expected: {BEYOND}"),
        ([2, BYTES], 22.0, 150.0, f"s is 128 (256 / 2) less than expected: {BEYOND}"),
        ([BYTES], np.array([44, 7]), np.array([300.0, 7.0]), "s is 256 less than expected"),
        ([BYTES], np.array([44, 0]), np.array([300, 512]), "a multiple of 256 more or less than"),
        ([BYTES.astype(np.int8)], -112, 144, "int8 goes from -128 to 127"),
        ([BYTES.astype(np.int16)], 44, 300, ""),
        ([BYTES.astype(int)], 44, 300, ""),
        ([BYTES.astype(int)], -8.7e18, 2.5e23, "2.5e+23 does not fit into int64, which goes to 9"),
        ([BYTES.astype(int)], 2.4e23, 2.5e23, ""),
        ([BYTES.astype(int)], 1.0, np.inf, ""),
        ([BYTES.astype(float)], 44, 300, ""),
        ([BYTES], 45, 300, ""),
        (
            [[1]],
            np.array([44, 7], np.uint8),
            np.array([300, 7]),
            "256 less than expected: uint8 goes",
        ),
        ([[1]], np.array([44, 7], np.uint8), np.array([301, 7]), ""),
        ([np.ones(128, np.uint8)], 100, 128, ""),  # as is every even number, times 128
        ([BYTES], 300, 300, ""),
        ([BYTES], np.nan, 300, ""),
        ([BYTES], np.zeros(2), 300, ""),
        ([BYTES], "44", 300, ""),
    ],
)
def test_what_did_not_fit_into_small_integers(
    arguments: list[Any], given: Any, wanted: Any, words: str
) -> None:
    found = wrapped_around(arguments, Sides("s received", given, "expected", wanted))
    assert words in found
    assert bool(found) is bool(words)
