"""Every exercise of the bank keeps its word.

Right answers score full marks, an untouched stub scores nothing, and each typical mistake is caught
by the check that it names, all of it through real workers. The audit proves much more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from places import ROOT

from grader.exercise.bank import find_bank
from grader.grading.grading import try_program
from grader.judge.drawing import Drawing
from grader.judge.setting import Exercise, Setting, exercise_of, program_of
from grader.model import Outcome, ProblemResult
from grader.problem import AUTOMATIC, TOTAL_POINTS
from grader.tutor import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.exercise.solution import Mistake
    from grader.sandbox import Sandbox

BANK = find_bank([ROOT])
SEED = 0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a check fails matters here, not on how small an example, nor by which mistake."""
    monkeypatch.setattr(Drawing, "shrunk", lambda *_: None)
    monkeypatch.setattr(diagnosis, "diagnose", lambda *_: None)


def test_calls_of_functions_are_kept_where_laws_read_them() -> None:
    kept = {name for name in BANK.names() if Setting(exercise_of(BANK, name), SEED).records}
    files = [*(ROOT / "problems").rglob("*.yaml"), *(ROOT / "solutions").rglob("*.py")]
    read = {path.stem for path in files if "seen.arguments" in path.read_text(encoding="utf-8")}
    assert read <= kept
    assert "interval_probability" not in kept  # it takes a function, and no law asks


@pytest.mark.parametrize("name", BANK.names())
def test_exercise(name: str, sandbox: Sandbox) -> None:
    problem, solution = BANK.problem(name), BANK.solution(name)
    assert solution is not None, f"{name} has no hidden half"
    assert solution.solutions, f"{name} has no second solution"
    assert solution.mistakes, f"{name} has no mistakes"
    setting = Setting(Exercise(problem, solution), SEED)
    wrong: list[str] = []
    right = {"reference": solution.reference} | {s.name: s.program for s in solution.solutions}
    for who, program in right.items():
        result = try_program(setting, program, sandbox=sandbox)
        if result.score != TOTAL_POINTS or result.outcome is not Outcome.PASSED:
            wrong.append(f"{who} earns {told(result)}")
    for mistake in solution.mistakes:
        wrong += survives(mistake, setting, sandbox)
    result = try_program(setting, program_of(problem, problem.stub), sandbox=sandbox)
    if (result.score, result.outcome) != (0.0, Outcome.NOT_ATTEMPTED):
        wrong.append(f"the stub earns {told(result)}")
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
