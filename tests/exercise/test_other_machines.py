"""Right answers are right on another processor than that on which the reference answered.

`python benchmarks/elsewhere.py` tries the whole bank; here are those exercises of which whole digits
hang on that.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from benchmark import benchmark
from places import ROOT

from grader.exercise.bank import find_bank
from grader.sandbox import Sandbox

ELSEWHERE = benchmark("elsewhere")
BANK = find_bank([ROOT])
NAMES = (
    *("difference_quotients", "directional_derivative", "expected_loss_monte_carlo"),
    *("gradient_check", "jensen_gap", "numerical_gradient", "numerical_hessian"),
    *("partial_derivative", "predictive_uncertainty", "simpson_rule"),
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Sandbox]:
    with ELSEWHERE.elsewhere() as box:
        yield box


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_are_right_elsewhere(name: str, elsewhere: Sandbox) -> None:
    assert list(ELSEWHERE.failing(BANK, name, 0, elsewhere)) == []
