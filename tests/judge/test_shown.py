"""What a failure shows: calls that can be pasted, and screens to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasting import Pasted, failures, pasted, said, same
from places import DATA

from grader.exercise.bank import Bank, Root
from grader.grading.grading import quiet
from grader.judge.plainness import plainness
from grader.judge.setting import Setting, exercise_of
from grader.model import CheckResult, Outcome, ProblemResult, Program
from grader.reports import views
from grader.reports.terminal import plain, result_lines
from grader.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
SCREENS = DATA / "golden" / "screens"

SAMPLE = {
    "softmax": ("does_not_subtract_the_maximum", "subtracts_the_maximum_so_far"),
    "dot_product": (),
    "topological_sort": ("counts_repeats_on_one_side",),
    "eigenvalues_2x2": (),
    "numerical_gradient": (),
    "categorical_sampling": (),
    "lp_norm": (),
}
"""Mistakes of these names, or the first of the problem: arrays, lists, drivers, functions, generators."""

Found = dict[tuple[str, str], list[CheckResult]]


@pytest.fixture(scope="module")
def settings() -> dict[str, Setting]:
    bank = Bank([Root(ROOT / "problems", ROOT / "solutions")])
    return {name: Setting(exercise_of(bank, name), 0) for name in SAMPLE}


@pytest.fixture(scope="module")
def found(settings: dict[str, Setting], sandbox: Sandbox) -> Found:
    """What each mistake of the sample fails."""
    results: Found = {}
    with quiet():
        for name, setting in settings.items():
            assert setting.exercise.solution is not None
            mistakes = setting.exercise.solution.mistakes
            for one in [m for m in mistakes if m.name in SAMPLE[name]] or mistakes[:1]:
                results[name, one.name] = failures(setting, one.program, sandbox)
    return results


def test_the_calls_shown_give_what_was_said_when_they_are_pasted(
    settings: dict[str, Setting], found: Found
) -> None:
    asked: list[Pasted] = []
    for (name, mistake), results in found.items():
        asked += pasted(settings[name], mistake, program_of(settings[name], mistake), results)
    assert len({one.problem for one in asked}) == len(SAMPLE)
    paste(asked)


NAMES = Bank([Root(ROOT / "problems", ROOT / "solutions")]).names()
EVERY = 15


@pytest.mark.parametrize(
    ("first", "most"),
    [(0, 1), *(pytest.param(n, None, marks=pytest.mark.slow) for n in range(EVERY))],
)
def test_so_do_those_of_mistakes_all_over_the_bank(
    sandbox: Sandbox, first: int, most: int | None
) -> None:
    """One mistake of every so manieth exercise, each at another place of its list; or all."""
    bank = Bank([Root(ROOT / "problems", ROOT / "solutions")])
    asked: list[Pasted] = []
    for place, name in enumerate(NAMES[first::EVERY]):
        setting = Setting(exercise_of(bank, name), 0)
        assert setting.exercise.solution is not None
        mistakes = setting.exercise.solution.mistakes
        chosen = mistakes if most is None else [mistakes[place % len(mistakes)]]
        with quiet():
            results = {one.name: failures(setting, one.program, sandbox) for one in chosen}
        for mistake, failed in results.items():
            asked += pasted(setting, mistake, program_of(setting, mistake), failed)
            assert height(failed) <= MOST_LINES, (name, mistake)
    assert asked
    paste(asked)


def program_of(setting: Setting, mistake: str) -> Program:
    assert setting.exercise.solution is not None
    return next(one.program for one in setting.exercise.solution.mistakes if one.name == mistake)


def paste(asked: list[Pasted]) -> None:
    for one, now in zip(asked, said(asked), strict=True):
        for statement, gave, again in zip(one.statements, one.gave, now, strict=True):
            assert same(gave, again), (one.problem, one.mistake, statement, gave, again)


MOST_LINES = 40


def height(results: list[CheckResult]) -> int:
    """How many lines the two failures that are shown take."""
    result = ProblemResult("x", "X", Outcome.FAILED, 0.0, 10.0, checks=tuple(results))
    return len(result_lines(result)) - len(result_lines(result, most=0))


def test_the_plainest_example_is_none_that_is_only_written_short(
    settings: dict[str, Setting],
) -> None:
    setting = settings["softmax"]
    some = sorted(setting.examples.domains["logits"], key=lambda one: len(one.arguments))
    assert len(some[-1].arguments) > 2 * len(some[0].arguments)
    plain = min(some, key=lambda one: plainness(setting.checks, one))
    assert some.index(plain) < len(some) / 4


def test_a_result_with_two_failures_fits_on_a_screen(found: Found) -> None:
    for key, results in found.items():
        result = ProblemResult("x", "X", Outcome.FAILED, 0.0, 10.0, checks=tuple(results))
        assert len(result_lines(result)) <= MOST_LINES, key


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize(
    "key",
    [
        ("softmax", "does_not_subtract_the_maximum"),
        ("softmax", "subtracts_the_maximum_so_far"),
        ("topological_sort", "counts_repeats_on_one_side"),
    ],
    ids="-".join,
)
def test_screen(found: Found, key: tuple[str, str], width: int, *, renew: bool) -> None:
    problem, mistake = key
    result = ProblemResult(
        *(problem, problem, Outcome.FAILED, 0.0, 10.0),
        checks=tuple(found[key]),
        diagnosis="What a tutor says of it, in a sentence that is longer than a line of a narrow screen.",
        file=f"{problem}.py",
    )
    text = plain(result_lines(views.student_result(result), width=width))
    path = SCREENS / f"{problem}-{mistake}.{width}.txt"
    if renew:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
