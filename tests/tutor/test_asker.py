"""Families at work: what they answer is asked once, whoever it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exercises import exercise_of

from grader.grading.grading import try_program
from grader.judge.setting import Setting, program_of
from grader.model import Answer, Limits, Program, Reply, Stopped
from grader.sandbox import Sandbox, Worker
from grader.tutor.asker import Asker
from grader.tutor.family import Family, Query
from grader.tutor.telling import Telling, by_weight

SPEC = """\
title: Half
difficulty: 1
statement: "Half, as in $x / 2$."
hints: ["What is it divided by?", "Divide x by two."]
stub: |
  def half(x):
      raise NotImplementedError
entry: half(x) -> y
forms: {long: {n: 1300}}
sizes: {n: 2..4}
given:
  positive: {x: {reals: [n], between: [1, 9]}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: is even, points: 3, holds: "close(half(-x), -y)"}
  - {name: agrees, points: 6, agrees: {}}
"""
SOLUTION = """\
import numpy as np

from grader.author import mistake


def half(x):
    return np.asarray(x) / 2


@mistake(caught_by="agrees")
def takes_a_third(x):
    \"\"\"You divided by three.\"\"\"
    return np.asarray(x) / 3
"""
TIMES = Program(
    "half",
    "by = 1.0\ndef set_by(c):\n    global by\n    by = c\n"
    "def half(x):\n    if by == 7:\n        while True: pass\n    return x * by\n",
    {"half": "half", "set_by": "set_by"},
    "half",
    ("x",),
)


class Counting:
    """A sandbox whose workers are counted."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.begun = sandbox, 0

    def worker(self, program: Program, limits: Limits, *more: object) -> Worker:
        self.begun += 1
        return self.sandbox.worker(program, replace(limits, cpu_s=0.2), *more)  # type: ignore[arg-type]


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(exercise_of(tmp_path, "half", SPEC, SOLUTION), 0)


@pytest.fixture
def counting(sandbox: Sandbox) -> Counting:
    return Counting(sandbox)


def asked(setting: Setting, counting: Counting, constants: tuple[float, ...]) -> list[Reply]:
    family = Family("times", str, TIMES, constants, "set_by")
    example = setting.examples.domains["positive"][0]
    with Asker(setting, counting) as asker:  # type: ignore[arg-type]
        return asker.replies([Query(family, constant, example) for constant in constants])


def numbers(replies: list[Reply]) -> Iterator[float]:
    for reply in replies:
        assert isinstance(reply, Answer)
        yield float(reply.value[0])


def test_what_was_asked_for_one_submission_is_known_for_the_next(
    setting: Setting, counting: Counting
) -> None:
    first = asked(setting, counting, (1.0, 2.0))
    assert counting.begun == 1
    assert asked(setting, counting, (2.0, 1.0)) == first[::-1]
    assert counting.begun == 1
    once, thrice = numbers(asked(setting, counting, (1.0, 3.0)))
    assert thrice == pytest.approx(3 * once)
    assert counting.begun == 2


def test_without_shortcuts_all_is_asked_anew(setting: Setting, counting: Counting) -> None:
    setting.shortcuts = False
    first, again = (asked(setting, counting, (2.0,)) for _ in range(2))
    assert [*numbers(first)] == [*numbers(again)]
    assert counting.begun == 2
    assert not setting.families


def test_what_took_too_long_is_not_kept(setting: Setting, counting: Counting) -> None:
    (endless,) = asked(setting, counting, (7.0,))
    assert isinstance(endless, Stopped)
    assert not setting.families


@pytest.mark.parametrize("body", ["np.maximum(x, 4) / 2", "x / 2 + 1e-3", "x / 3", "x ** 2"])
def test_a_class_is_told_what_each_would_be_told_alone(
    setting: Setting, sandbox: Sandbox, body: str
) -> None:
    source = f"import numpy as np\n\ndef half(x):\n    return {body}\n"
    before = "import numpy as np\n\ndef half(x):\n    return np.minimum(x, 5) / 2\n"
    alone = replace(setting, shortcuts=False, families={})
    for known in (before, source):
        result = try_program(setting, program_of(setting.problem, known), sandbox=sandbox)
    program = program_of(setting.problem, source)
    assert result == try_program(alone, program, sandbox=sandbox)


def wrong(setting: Setting, factor: float) -> list[Telling]:
    """All examples, answered with so many times the right answer."""
    several = [example for some in setting.examples.domains.values() for example in some]
    found = []
    for example in several:
        assert isinstance(example.right, Answer)
        found.append(Telling(example, Answer(np.multiply(example.right.value, factor))))
    return found


def test_long_examples_are_not_asked_where_short_ones_tell(setting: Setting) -> None:
    telling = wrong(setting, 3.0)
    longest = max(len(one.example.arguments) for one in telling)
    chosen = by_weight(telling)
    assert longest > 10_000
    assert max(len(one.example.arguments) for one in chosen) < 1_000
    (alone,) = by_weight([one for one in telling if len(one.example.arguments) == longest])
    assert len(alone.example.arguments) == longest


def test_programs_that_are_as_wrong_are_asked_about_the_same_examples(setting: Setting) -> None:
    one, other = ([t.example for t in by_weight(wrong(setting, by))] for by in (3.0, 5.0))
    assert one == other
