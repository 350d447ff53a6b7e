"""Every exercise of the bank keeps its word.

Right answers score full marks, an untouched stub scores nothing, each typical mistake is caught by
the check that it names, answers without a thought in them earn next to nothing, and the worked
example is what the reference answers. All of it through real workers.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grader import grading
from grader.bank import find_bank
from grader.closeness import close
from grader.families import Rng
from grader.grading import try_program
from grader.judge.drawing import Drawing
from grader.judge.examples import example_of
from grader.judge.promises import parts_of
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import Answer, Outcome, ProblemResult, Program
from grader.problem import AUTOMATIC, TOTAL_POINTS, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.exercise.solution import Mistake, Solution
    from grader.sandbox import Sandbox

BANK = find_bank([Path(__file__).parents[1]])
SEEDS = (0, 1)
LITTLE = 2
"""The most points that an answer without a thought in it may earn."""

LAZY = """

import numpy as _np


def _spread(value, number):
    if isinstance(value, _np.ndarray):
        return _np.full(value.shape, number, value.dtype)
    if isinstance(value, (tuple, list)):
        return [_spread(item, number) for item in value]
    if isinstance(value, dict):
        return {key: _spread(item, number) for key, item in value.items()}
    return type(value)(number) if isinstance(value, (bool, int, float, _np.generic)) else value


def _lazily(right, number):
    def answer(*args, **kwargs):
        try:
            return _spread(right(*args, **kwargs), number)
        except Exception:
            return number

    return answer


def _echoing(parts):
    def answer(*args, **kwargs):
        first = [*args, *kwargs.values()][0]
        copies = [_np.array(first) if isinstance(first, _np.ndarray) else first] * parts
        return copies[0] if parts == 1 else tuple(copies)

    return answer


def _raising(*args, **kwargs):
    raise ValueError("always")

"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a check fails matters here, not on how small an example, nor by which mistake."""
    monkeypatch.setattr(Drawing, "shrunk", lambda *_: None)
    monkeypatch.setattr(grading, "diagnose", lambda *_: None)


@pytest.mark.parametrize("name", BANK.names())
def test_exercise(name: str, sandbox: Sandbox) -> None:
    problem, solution = BANK.problem(name), BANK.solution(name)
    assert solution is not None, f"{name} has no hidden half"
    assert solution.solutions, f"{name} has no second solution"
    assert solution.mistakes, f"{name} has no mistakes"
    reference_answers_the_worked_example(problem, solution)
    wrong: list[str] = []
    for seed in SEEDS:
        setting = Setting(Exercise(problem, solution), seed)
        right = {"reference": solution.reference} | {s.name: s.program for s in solution.solutions}
        for who, program in right.items():
            result = try_program(setting, program, sandbox=sandbox)
            if result.score != TOTAL_POINTS or result.outcome is not Outcome.PASSED:
                wrong.append(f"seed {seed}: {who} earns {told(result)}")
        for mistake in solution.mistakes:
            wrong += (f"seed {seed}: {text}" for text in survives(mistake, setting, sandbox))
    setting = Setting(Exercise(problem, solution), SEEDS[0])
    result = try_program(setting, program_of(problem, problem.stub), sandbox=sandbox)
    if (result.score, result.outcome) != (0.0, Outcome.NOT_ATTEMPTED):
        wrong.append(f"the stub earns {told(result)}")
    for who, program in lazy(problem, solution):
        result = try_program(setting, program, sandbox=sandbox)
        if result.score is None or result.score > LITTLE:
            wrong.append(f"an answer of {who} earns {told(result)}")
    assert not wrong, "\n".join(wrong)


def survives(mistake: Mistake, setting: Setting, sandbox: Sandbox) -> Iterator[str]:
    """What is wrong with how this mistake comes out."""
    narrow = setting
    if mistake.caught_by not in AUTOMATIC:
        # The check that it names, alone with those that must pass before it.
        problem, wanted = setting.problem, {mistake.caught_by}
        for check in reversed(problem.checks):
            wanted |= set(check.needs) if check.name in wanted else set()
        checks = tuple(check for check in problem.checks if check.name in wanted)
        exercise = replace(setting.exercise, problem=replace(problem, checks=checks))
        narrow = Setting(exercise, setting.seed)
        narrow.reference, narrow.examples = setting.reference, setting.examples
    result = try_program(narrow, mistake.program, sandbox=sandbox)
    if result.score is None or result.score >= result.max_score:
        yield f"{mistake.name} loses nothing"
    if mistake.caught_by not in failed(result):
        yield f"{mistake.name} is not caught by {mistake.caught_by!r}, but {told(result)}"


def failed(result: ProblemResult) -> set[str]:
    fine = (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED)
    return {check.name for check in result.checks if check.outcome not in fine}


def told(result: ProblemResult) -> str:
    passed = [c.name for c in result.checks if c.outcome is Outcome.PASSED]
    others = [check for check in result.checks if check.outcome is not Outcome.PASSED]
    lines = [f"{check.outcome} {check.name}: {check.message} {check.private}" for check in others]
    return "\n    ".join([f"{result.score} ({result.outcome}; passed: {passed})", *lines])


def lazy(problem: Problem, solution: Solution) -> Iterator[tuple[str, Program]]:
    """Programs that give the same answer whatever they are asked."""
    classes = {n.name for n in ast.parse(solution.source).body if isinstance(n, ast.ClassDef)}
    parts = len(problem.entry.parts)
    answers = {"nothing but ValueError": "_raising", "its first argument": f"_echoing({parts})"}
    answers |= {f"{n}s": f"_lazily({{name}}, {n})" for n in (0, 1)}
    for who, made in answers.items():
        if made != "_raising" and classes & set(problem.asks):
            continue  # what a class should answer is not for a test to guess
        lines = [f"_lazy_{name} = {made.format(name=name)}\n" for name in problem.asks]
        source = solution.source + LAZY + "".join(lines)
        asks = {name: f"_lazy_{name}" for name in problem.asks}
        yield who, replace(solution.reference, source=source, asks=asks)


def reference_answers_the_worked_example(problem: Problem, solution: Solution) -> None:
    if not problem.example:
        return
    setting = Setting(Exercise(problem, solution), SEEDS[0])
    drawn: dict[str, Any] = {}
    for examples in setting.examples.domains.values():
        for example in examples:
            drawn = {**example.names(setting.reference.support), **drawn}
    inputs = {p.name for p in problem.entry.parameters}
    values = {n: like(v, drawn.get(n)) for n, v in problem.example.items() if n in inputs}
    reply = example_of(problem, values, setting.reference).right
    assert isinstance(reply, Answer), f"the reference says {reply} to the worked example"
    parts = dict(zip(problem.entry.parts, parts_of(problem, reply.value), strict=True))
    for part, right in parts.items():
        written = like(problem.example[part], right)
        verdict = close(right, written, rtol=1e-6)
        assert verdict, f"the worked example says {part} = {written}, the reference {right}"


def like(written: Any, value: Any) -> Any:
    """What the YAML writes, as the type of `value`."""
    if isinstance(value, np.ndarray):
        return np.array(written, dtype=value.dtype)
    if isinstance(value, Rng):
        return Rng(written)
    if isinstance(value, float):
        return float(written)
    if isinstance(value, (tuple, list)) and isinstance(written, list) and value:
        return type(value)(like(item, value[0]) for item in written)
    return written
