"""No answer makes a fault, and explaining can never fail a grade.

Every exercise of the bank is put on trial before programs that answer with anything that can cross
the border: nasty values, and right answers with one thing in them changed, for all calls, one call,
later calls or those of laws alone; some raise now and then, or tell lies of what was seen. Here it
is six trials an exercise, about 200 values, on other dice than those of
`python benchmarks/answers.py`, which makes two thousand trials of each, and grades more of them
from end to end. The hosted workflow makes two hundred for every change, and two thousand a night.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import textwrap
import weakref
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.exercise.bank import Bank, find_bank
from grader.exercise.hidden import load_solution
from grader.exercise.spec import parse_problem
from grader.grading import marking
from grader.grading.grading import try_program
from grader.judge.checks import shown_call
from grader.judge.promises import describe
from grader.judge.setting import Exercise, Setting, exercise_of, program_of
from grader.judge.trial import Trial
from grader.law.closeness import close, same
from grader.law.showing import MOST_CHARACTERS, exact, show
from grader.model import Answer, Call, Loaded, Outcome, Reply
from grader.sandbox import Sandbox
from grader.values import wire

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 6
WHOLE = ("softmax", "label_sets", "gradient_clipping", "svd_from_eigh", "bootstrap_ci")


def _answers() -> ModuleType:
    path = ROOT / "benchmarks" / "answers.py"
    spec = importlib.util.spec_from_file_location("answers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["answers"] = module
    spec.loader.exec_module(module)
    return module


answers: Any = _answers()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return find_bank([], ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("name", find_bank([], ROOT).names())
def test_any_answer_to_an_exercise_is_graded(bank: Bank, name: str) -> None:
    found = answers.Found()
    setting = answers.short_setting(bank, name)
    for number in range(TRIALS):
        seed = f"ci/{name}/{number}"
        answers.short_trial(setting, seed, found, rendering=number < 2)
    assert found.trials == TRIALS
    assert found.values > TRIALS
    assert not found.wrong, "\n".join(found.wrong)


@pytest.mark.parametrize("name", WHOLE)
def test_any_answer_is_graded_from_end_to_end(bank: Bank, name: str, sandbox: Sandbox) -> None:
    found = answers.Found()
    setting = Setting(exercise_of(bank, name), 0)
    answers.whole_trial(setting, f"ci/{name}/whole", found, sandbox)
    assert found.trials == 1
    assert not found.wrong, "\n".join(found.wrong)


# What single values do to single functions ---------------------------------------------------------

numbers = st.one_of(
    st.integers(-(2**70), 2**70),
    st.sampled_from([2**63 - 1, 2**63, -(2**63) - 1]),
    st.integers(4_300, 5_000).map(lambda digits: 10**digits),  # Python refuses to print it
    st.floats(),
    st.complex_numbers(),
    st.booleans(),
)
texts = st.text(st.characters(), max_size=20) | st.just("\ud800") | st.just("x" * 5_000)
leaves = st.one_of(
    numbers,
    texts,
    st.none(),
    st.binary(max_size=9),
    st.builds(lambda seed: answers.array(answers.Dice(seed)), st.integers(0, 10**6)),
    st.builds(lambda seed: answers.array(answers.Dice(seed), ())[()], st.integers(0, 10**6)),
    st.builds(wire.Packed, st.just("opaque"), texts),
)
keys = numbers | texts | st.tuples(numbers, texts) | st.frozensets(numbers, max_size=2)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=30),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(keys, inner, max_size=30),
        st.frozensets(keys, max_size=30),
        st.sets(keys, max_size=3),
    ),
    max_leaves=40,
)


def crossed(value: Any) -> Any:
    """The value as the judge gets it, or none where it never would."""
    try:
        return wire.decode(wire.encode(value))
    except wire.TooMuch:
        return None


@settings(max_examples=60, deadline=None)
@given(value=values.map(crossed), other=values.map(crossed))
def test_any_value_is_shown_in_few_characters(value: Any, other: Any) -> None:
    for text in (show(value, other), exact(value), describe(value)):
        assert 0 < len(text) <= MOST_CHARACTERS


@settings(max_examples=60, deadline=None)
@given(value=values.map(crossed), other=values.map(crossed))
def test_any_difference_is_told_in_few_characters(value: Any, other: Any) -> None:
    for compare in (close, same):
        try:
            verdict = compare(value, other)
        except (TypeError, ValueError):  # of an array and what is none: laws make no sense of it
            continue
        assert len(repr(verdict)) <= 1_000


def test_a_call_with_what_was_answered_is_shown(bank: Bank) -> None:
    arguments = wire.encode(((wire.Packed("opaque", "a generator"), {10**299}), {}))
    shown = shown_call(bank.problem("softmax"), Call("softmax", arguments), {})
    assert shown == "softmax(('opaque', 'a generator'), {an integer of 994 bits})"


# Memory -------------------------------------------------------------------------------------------


linux = pytest.mark.skipif(sys.platform != "linux", reason="address space is counted on Linux")


MANY = """\
title: Double
difficulty: 1
statement: |
  Multiply every entry by 2.

  **Example.** $x = (1, 2)$.
hints: [What is the sum of x and x?, Add x to itself.]
stub: |
  def double(x):
      raise NotImplementedError
entry: double(x) -> y
example: {x: [1, 2], y: [2, 4]}
sizes: {n: 1..3}
given:
  some: {x: {reals: [n], between: [-9, 9]}, examples: 4}
  others: {x: {reals: [n], between: [-9, 9]}, examples: 4}
returns: {y: {reals: [n]}}
checks:
  - {name: is twice the input, points: 5, over: some, holds: "close(y, 2 * x)"}
  - name: is linear in what is long
    points: 4
    over: others
    holds: close(np.resize(y, 2_000_000), 2 * np.resize(x, 2_000_000))
"""


class Hoarder:
    """Answers rightly, but for one answer that takes up all memory that there is but a little."""

    loaded = Loaded(1)
    output = ""

    def __init__(self, setting: Setting) -> None:
        self.local: Any = setting.reference.local
        self.hoard: list[bytearray] = []

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = self.local.answer(calls)
        if not self.hoard:
            with contextlib.suppress(MemoryError):
                while len(self.hoard) < 1_000:
                    self.hoard.append(bytearray(1 << 20))
            del self.hoard[-4:]
            replies[0] = Answer(self.hoard)
        return replies

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class OnlyHoarders:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def worker(self, *_: Any) -> Any:
        return Hoarder(self.setting)


@linux
def test_answers_that_take_up_all_memory_are_a_failure(tmp_path: Path) -> None:
    """A law that comes to nothing for want of memory would on the reference's answers, too."""
    problem = parse_problem(MANY, Path("calculus/double.yaml"))
    (tmp_path / "double.py").write_text("def double(x):\n    return 2 * x\n")
    solution = load_solution(tmp_path / "double.py", problem)
    setting = Setting(Exercise(problem, solution), 0)
    sandbox: Any = OnlyHoarders(setting)
    result = try_program(setting, program_of(problem, ""), sandbox=sandbox)
    assert result.score == 0
    assert Outcome.TOO_COSTLY in {check.outcome for check in result.checks}


def test_answers_go_when_their_problem_is_over(bank: Bank, monkeypatch: Any) -> None:
    """Each may take up memory, and there may be many."""
    trials: list[weakref.ref[Trial]] = []

    class Watched(Trial):
        def __post_init__(self) -> None:
            super().__post_init__()
            trials.append(weakref.ref(self))

    def alive(*_: object) -> None:
        assert sum(trial() is not None for trial in trials) < marking.ABREAST

    monkeypatch.setattr(marking, "Trial", Watched)
    setting = answers.short_setting(bank, "softmax")
    handed = answers.HandedIn()
    made = answers.Answers(setting, "ci/gone")
    stage = answers.Stage(made, program_of(setting.problem, handed.text))
    report = marking.grade_submission(
        handed,
        [setting.exercise] * 6,
        sandbox=stage,
        seed=0,
        settings={"softmax": setting},
        progress=alive,
    )
    assert len(trials) == len(report.problems) == 6


@linux
def test_the_judge_outlives_want_of_memory_in_linear_algebra() -> None:
    """OpenBLAS ends the process where it finds none; `grader` has it ask before, and for little."""
    script = """
        import contextlib, sys
        import numpy as np
        from grader.judge import budget
        if sys.argv[1] == "unprepared":
            budget._warm_up = lambda: None
        square, out, hoard = np.ones((300, 300)), np.empty((300, 300)), []
        with budget.budget():
            for size in (1 << 20, 1 << 16, 1 << 12):
                with contextlib.suppress(MemoryError):
                    while True:
                        hoard.append(bytearray(size))
            with contextlib.suppress(MemoryError):
                np.matmul(square, square, out=out)
            hoard.clear()
        print("alive")
    """
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    said = [
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), how],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for how in ("prepared", "unprepared")
    ]
    assert said == ["alive\n", ""]
