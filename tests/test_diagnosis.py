"""Diagnosis through real workers: the mistake whose answers a submission gives, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.exercise.solution import load_solution
from grader.exercise.spec import parse_problem
from grader.grading import try_program
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import Outcome, ProblemResult
from grader.sandbox import Sandbox

Tried = Callable[[str], ProblemResult]

SPEC = """\
title: Twice
difficulty: 1
statement: "Twice, as in $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def twice(x):
      raise NotImplementedError
entry: twice(x) -> y
sizes: {n: 1..4}
given:
  positive: {x: {reals: [n], between: [1, 9]}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: is odd, points: 3, holds: "close(twice(-x), -y)"}
  - {name: grows with a shift, points: 3, hidden: true}
  - {name: agrees, points: 3, agrees: {}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import close, law, mistake


def twice(x):
    return 2.0 * np.asarray(x)


@law("grows with a shift")
def _(x, y, twice):
    """A shift by one adds two."""
    assert close(twice(x - 20), y - 40)


@mistake(caught_by="is odd")
def takes_the_size(x):
    """You doubled the absolute value; keep the sign."""
    return 2.0 * np.abs(x)


@mistake(caught_by="is odd")
def cuts_at_zero(x):
    """You cut negative numbers off."""
    return 2.0 * np.maximum(x, 0)


@mistake(caught_by="agrees")
def triples(x):
    """You added x once too often."""
    return 3.0 * np.asarray(x)


@mistake(caught_by="grows with a shift")
def stops_at_minus_ten(x):
    """You cut off what lies below -10."""
    return 2.0 * np.maximum(x, -10)
'''


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    problem = parse_problem(SPEC, Path("calculus/twice.yaml"))
    file = tmp_path_factory.mktemp("hidden") / "twice.py"
    file.write_text(SOLUTION)
    return Setting(Exercise(problem, load_solution(file, problem)), 0)


@pytest.fixture
def tried(setting: Setting, sandbox: Sandbox) -> Tried:
    def attempt(body: str) -> ProblemResult:
        source = f"import numpy as np\n\ndef twice(x):\n    {body}\n"
        return try_program(setting, program_of(setting.problem, source), sandbox=sandbox)

    return attempt


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return x + x + x", "triples"),
        ("return np.array([t if t > 0 else -t for t in 2 * x])", "takes_the_size"),
        ("return np.array([2 * t if t > 0 else 0.0 for t in x])", "cuts_at_zero"),
    ],
)
def test_names_the_mistake_whatever_the_code(tried: Tried, body: str, mistake: str) -> None:
    """The last two answer every example rightly: they show only in what the law asks."""
    result = tried(body)
    assert result.mistake == mistake
    assert result.diagnosis.startswith("You ")


def test_a_mistake_in_hidden_answers_is_told_to_the_instructor_alone(tried: Tried) -> None:
    result = tried("return np.where(x < -10, -20.0, 2 * x)")
    assert result.mistake == "stops_at_minus_ten"
    assert result.diagnosis == ""


@pytest.mark.parametrize("body", ["return 2.5 * x", "return np.where(x < 0, 7 * x, 2 * x)"])
def test_claims_nothing_for_a_mistake_of_its_own_kind(tried: Tried, body: str) -> None:
    result = tried(body)
    assert result.outcome is Outcome.FAILED
    assert (result.mistake, result.diagnosis) == ("", "")


def test_a_right_answer_is_not_diagnosed(tried: Tried) -> None:
    result = tried("return np.add(x, x)")
    assert result.outcome is Outcome.PASSED
    assert (result.mistake, result.diagnosis) == ("", "")


def test_the_agreement_says_what_kind_of_difference_it_is(tried: Tried) -> None:
    (check,) = (check for check in tried("return 5 * x").checks if check.name == "agrees")
    assert "y is 2.5 times what was expected, everywhere" in check.message
