"""Where the checks call through code of their own, what is told is of the student's own functions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasting import failures

from grader.exercise.bank import Bank, Root
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import CheckResult
from grader.sandbox import Sandbox

ROOT = Path(__file__).parents[2]


def first(name: str, source: str, sandbox: Sandbox) -> CheckResult:
    """The first public check that this answer fails."""
    bank = Bank([Root(ROOT / "problems", ROOT / "solutions")])
    setting = Setting(exercise_of(bank, name), 0)
    return failures(setting, program_of(setting.problem, source), sandbox)[0]


COLUMN = """
import numpy as np

def eigenvalues_2x2(A):
    return np.zeros((2, 1))
"""


def test_the_shape_named_is_that_of_the_answer_that_was_returned(sandbox: Sandbox) -> None:
    failed = first("eigenvalues_2x2", COLUMN, sandbox)
    call, gave, text, tip = failed.message.splitlines()
    assert call.startswith("eigenvalues_2x2(np.")
    assert gave == "  → [[0.0], [0.0]]"
    assert "an array of shape (2, 1) was returned" in text
    assert "an array of shape (2,) was expected" in text
    assert failed.kind == tip
    assert "one column" in tip


def test_a_driver_is_named_where_what_it_makes_is_spoken_of(sandbox: Sandbox) -> None:
    """And not under calls that do not name it."""
    failed = first("eigenvalues_2x2", COLUMN.replace("(2, 1)", "2"), sandbox)
    call, gave, *rest = failed.message.splitlines()
    assert call.startswith("eigenvalues_2x2(np.")
    told = next(line for line in rest if "grader start" in line)
    assert told.endswith("what real_and_imaginary makes of it, see grader start eigenvalues_2x2)")
    assert not gave.endswith(")")


def test_of_several_functions_the_one_that_gives_none_is_named(sandbox: Sandbox) -> None:
    source = (
        "def forward_diff(f, x, h):\n    return 0.0 * x\ndef central_diff(f, x, h):\n    pass\n"
    )
    failed = first("difference_quotients", source, sandbox)
    assert failed.kind.startswith("central_diff gives None")


def test_what_the_drivers_own_code_raises_is_not_said_of_the_answer(sandbox: Sandbox) -> None:
    source = """
import numpy as np

def loss_and_grads(Ws, bs, X, y):
    return 0.0, [np.zeros((7, 7)) for _ in Ws], [np.zeros(7) for _ in bs]
"""
    failed = first("mlp_gradient_check", source, sandbox)
    assert "whole raised ValueError" in failed.message
    assert "your code raised" not in failed.message


def test_several_calls_stand_for_a_driver(sandbox: Sandbox) -> None:
    source = (
        "def forward_diff(f, x, h):\n    return 0.0\ndef central_diff(f, x, h):\n    return 0.0\n"
    )
    failed = first("difference_quotients", source, sandbox)
    assert [shown.code.partition("(")[0] for shown in failed.calls] == [
        "forward_diff",
        "central_diff",
    ]
    assert [shown.gave for shown in failed.calls] == ["0.0", "0.0"]


@pytest.mark.parametrize(
    ("name", "driver", "source"),
    [
        ("lr_on_plateau", "rates", "class PlateauLR:\n    def __init__(self, *_): pass\n    def step(self, loss): return 1.0\n"),
        ("chain_rule_composition", "along", "def compose_derivative(fs, ds, x):\n    return x, 1.0\n"),
    ],
)  # fmt: skip
def test_a_driver_that_only_its_own_code_can_call_stands_itself(
    sandbox: Sandbox, name: str, driver: str, source: str
) -> None:
    failed = first(name, source, sandbox)
    assert any(shown.code.startswith(f"{driver}(") for shown in failed.calls)
    assert f"  ({driver}: see grader start {name})" in failed.message.splitlines()
