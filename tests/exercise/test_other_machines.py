"""Right answers are right on another processor than that on which the reference answered.

A release holds answers of the reference, a class is graded elsewhere than it was checked, and each
NumPy adds in the order that suits its processor. All exercises were tried; those stay here of which
whole digits hang on that.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from places import ROOT
from processors import OLDER

from grader import interpreter
from grader.exercise.bank import find_bank
from grader.grading.grading import try_program
from grader.judge.setting import Setting, exercise_of
from grader.model import Outcome
from grader.sandbox import Sandbox

BANK = find_bank([ROOT])
NAMES = (
    *("difference_quotients", "directional_derivative", "expected_loss_monte_carlo"),
    *("gradient_check", "jensen_gap", "numerical_gradient", "numerical_hessian"),
    *("partial_derivative", "simpson_rule"),
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Sandbox]:
    """Workers on an older processor than this one."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in OLDER.items():
            patch.setitem(interpreter.BARE, name, value)
        with Sandbox() as box:
            box.start()
            yield box


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_are_right_elsewhere(name: str, elsewhere: Sandbox) -> None:
    setting = Setting(exercise_of(BANK, name), 0)
    solution = setting.exercise.solution
    assert solution is not None
    for program in (solution.reference, *(one.program for one in solution.solutions)):
        result = try_program(setting, program, sandbox=elsewhere)
        assert result.outcome is Outcome.PASSED, result.checks
