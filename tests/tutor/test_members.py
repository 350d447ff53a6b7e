"""Families of mistakes, and slips of any exercise, through real workers: any constant is found, and
what is said of it is so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from exercises import exercise_of

from grader.errors import SpecError
from grader.grading.grading import try_program
from grader.judge.setting import Setting, program_of
from grader.model import Program
from grader.sandbox import Sandbox
from grader.tutor.slips import slips

Told = Callable[[str], str]

SPEC = """\
title: Surprise
difficulty: 1
statement: "The mean of $-\\\\log p$, times $c$."
hints: ["What is a mean?", "Sum and divide."]
stub: |
  def surprise(p, c=1.0):
      raise NotImplementedError
entry: surprise(p, c=1.0) -> s
sizes: {n: 2..5}
given:
  shares: {p: {reals: [n], between: [1.0e-6, 1]}, c: {real: [1, 3]}, examples: 20}
  usual: {p: {reals: [n], between: [1.0e-6, 1]}, examples: 10}
returns: {s: {real: true}}
checks:
  - {name: agrees, points: 9, agrees: {}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import mistake, solution


def surprise(p, c=1.0):
    return float(c * -np.mean(np.log(p)))


@solution
def by_sums(p, c=1.0):
    """A sum, divided."""
    total = 0.0
    for x in p:
        total -= np.log(x)
    return float(c * total / len(p))


@mistake(caught_by="agrees", free="least")
def cuts_off(p, c=1.0, *, least=1e-3):
    """You raised p to {least}."""
    return surprise(np.maximum(p, least), c)


@mistake(caught_by="agrees", free="above")
class LeavesOut:
    """You left out what is below {above}."""

    above = 0.5

    def surprise(p, c=1.0):
        return surprise(np.where(p < LeavesOut.above, 1.0, p), c)
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Told:
    exercise = exercise_of(tmp_path_factory.mktemp("families"), "surprise", SPEC, SOLUTION)
    setting = Setting(exercise, 0)

    def diagnosed(body: str) -> str:
        source = f"import numpy as np\n\ndef surprise(p, c=1.0):\n    {body}\n"
        program = program_of(setting.problem, source)
        return try_program(setting, program, sandbox=sandbox).diagnosis

    return diagnosed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return c * -np.mean(np.log(np.maximum(p, 1e-3)))", "You raised p to 0.001."),
        ("return c * -np.mean(np.log(np.maximum(p, 0.4321)))", "You raised p to 0.432."),
        ("return c * -np.mean(np.log(np.clip(p, 7e-2, None)))", "You raised p to 0.07."),
        ("return c * -np.sum(np.log(p[p >= 0.1])) / len(p)", "You left out what is below some num"),
    ],
)
def test_the_constant_of_a_family_is_found(told: Told, body: str, words: str) -> None:
    assert told(body).startswith(words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "return c * -np.mean(np.log(p + 3.2e-5))",
            "3.2e-5 is added to `p`",
        ),
        ("return c * -np.sum(np.log(p)) / (len(p) + 1e-4)", "1e-4 is added to a divisor"),
        ("return c * -np.sum(np.log(p))", "a sum is taken where a mean belongs"),
        ("return np.round(c * -np.mean(np.log(p)), 3)", "`s` is rounded to 3 decimals"),
        ("return min(c * -np.mean(np.log(p)), 1.5)", "`s` is clipped to ±1.5"),
        ("return -np.mean(np.log(p))", "`c` is always taken for 1"),
        ("return 2.6 * -np.mean(np.log(p))", "`c` is always taken for 2.6"),
        (
            "return c * -np.mean(np.log(p.astype(np.float32).astype(float)))",
            "`p` passes through single precision",
        ),
    ],
)
def test_slips_of_any_exercise_are_known(told: Told, body: str, words: str) -> None:
    assert words in told(body)


def test_a_root_that_is_left_out_is_no_division() -> None:
    told = {
        body: [family.words("0") for family in slips(_program(body))]
        for body in ("sum(x ** p) ** (1 / p)", "sum(x ** p) ** (p / 2)")
    }
    root, division = (f"what comes out if a {what} is left out." for what in ("root", "division"))
    assert [any(root in words for words in several) for several in told.values()] == [True, False]
    assert [any(division in words for words in several) for several in told.values()] == [
        False,
        True,
    ]


def _program(body: str) -> Program:
    return Program("f", f"def f(x, p):\n    return {body}\n", {"f": "f"}, "f", ("x", "p"))


@pytest.mark.parametrize(
    "body",
    [
        "return c * -np.mean(np.log(p))",
        "return c * -np.mean(np.log10(p)) + p[0]",
        "return c * -np.mean(np.log(np.where(p < 0.3, 0.31, np.minimum(p, 0.6))))",
        "return c * -np.mean(np.log(p + 1e-5)) * (1 + 1e-3 * p[0])",
        "return c * -np.median(np.log(p))",
        "return np.e / 2 * -np.mean(np.log(p))",
        "return np.nan",
    ],
)
def test_nothing_is_said_of_what_is_something_else(told: Told, body: str) -> None:
    assert told(body) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [("*, least=1e-3", "least=1e-3"), ("above = 0.5", "other = 0.5"), ("=1e-3", '="small"')],
)
def test_a_family_without_its_constant_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(SpecError, match="keyword-only parameter, or attribute, with a number"):
        exercise_of(tmp_path, "surprise", SPEC, SOLUTION.replace(old, new))
