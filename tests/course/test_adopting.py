"""A student's program as a mistake: nothing of it runs when the hidden half is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import DATA

from grader.course.adopting import adopted
from grader.errors import UsageError
from grader.exercise.bank import find_bank
from grader.problem import Problem

BANK = DATA / "small_bank"
HIDDEN = (BANK / "solutions" / "calculus" / "double.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def problem() -> Problem:
    return find_bank([Path(BANK)]).problem("double")


def test_helpers_and_constants_go_inside(problem: Problem) -> None:
    source = (
        "import math\nTHREE = 3\n\ndef unused():\n    pass\n\ndef by(n: int) -> int:\n    return n\n\n"
        "def double(x: 'array' = 1):\n    return by(THREE) * double if x is None else x\n"
    )
    text, code = adopted(HIDDEN, source, problem, "triples", "is 2 times the input")
    assert text.startswith(HIDDEN.rstrip())
    assert text.rstrip().endswith(code)
    compile(text, "double.py", "exec")
    assert "unused" not in code
    assert "array" not in code
    assert "by(THREE) * triples" in code


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("@print\ndef double(x):\n    return x\n", "no plain function"),
        ("def double(x=print('here')):\n    return x\n", "no plain values"),
        ("double = lambda x: x\n", "no plain function"),
        ("def double(x:\n", "cannot be read"),
    ],
)
def test_what_would_run_is_refused(source: str, reason: str, problem: Problem) -> None:
    with pytest.raises(UsageError, match=reason):
        adopted(HIDDEN, source, problem, "triples", "is 2 times the input")


@pytest.mark.parametrize("name", ["no name", "class", "double"])
def test_a_name_must_be_free(name: str, problem: Problem) -> None:
    with pytest.raises(UsageError):
        adopted(HIDDEN, "def double(x):\n    return x\n", problem, name, "is 2 times the input")
