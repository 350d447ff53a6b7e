"""Whether a hidden check was passed is all that a student reads of it.

A submission could otherwise choose among as many words as there are ways to fail, and spell a
hidden input with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from exercises import exercise_of

from grader.grading.grading import try_program
from grader.judge.budget import TooCostly
from grader.judge.checks import Checks
from grader.judge.precedent import Precedents
from grader.judge.setting import Setting, program_of
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.reports import RENDERERS, views

if TYPE_CHECKING:
    from grader.sandbox import Sandbox

PROBLEM: Final = """\
title: Scale
difficulty: 1
statement: Multiply a vector by a whole number.
hints: [Multiply., Multiply every entry.]
stub: |
  def scale(x, n):
      raise NotImplementedError
entry: scale(x, n) -> y
sizes: {k: 1..4}
limits: {cpu: 0.1, memory: 200}
given:
  vectors: {x: {reals: [k], between: [1, 9]}, n: {integer: [1, 9]}, examples: 24}
returns: {y: {reals: [k]}}
checks:
  - {name: nothing stays nothing, holds: "close(scale(0 * x, n), 0 * x)", points: 4}
  - {name: agrees with the reference, agrees: {}, points: 2}
  - {name: stands large factors, hidden: true, points: 2}
  - {name: a sign comes through, hidden: true, needs: stands large factors}
"""

SOLUTION: Final = '''\
from grader.author import close, given, law

given("vault", x={"reals": ["k"], "between": [1, 9]}, n={"integer": [2**40, 2**41]}, examples=12)


def scale(x, n):
    return n * x


@law("stands large factors", over="vault")
def _(x, n, y, scale):
    """Factors may be large."""
    assert close(scale(2 * x, n), 2 * y)
    assert close(y, n * x)


@law("a sign comes through", over="vault")
def _(x, n, y, scale):
    """A sign is a factor too."""
    assert close(scale(-x, n), -y)
'''

HEAD: Final = """\
import os, signal, sys, time
import numpy as np
calls = 0
"""

FAILING: Final = {
    "wrong": "return n + x",
    "nothing": "return None",
    "not finite": "return x * np.nan",
    "text": "return 'no'",
    "texts of many lengths": "return ['a' * 10_000_000, *['b'] * 100_000]",
    "an integer of many digits": "return [10 ** 5000] * len(x)",
    "rows of many lengths": "return [[1.0], [1.0, 2.0]]",
    "keys of many digits": "return {10 ** 5000: {10 ** 5000}}",
    "raised": "raise ValueError(n)",
    "unwritten": "raise NotImplementedError",
    "exit": "sys.exit(0)",
    "died": "os._exit(0)",
    "killed": "os.kill(os.getpid(), signal.SIGSEGV)",
    "memory": "raise MemoryError",
    "allocated": "np.ones(1 << 40)",
    "loop": "while True: pass",
    "sleep": "time.sleep(60)",
    "deep": "return scale(x, n)",
    "unsteady": "return n * x * (1 + time.monotonic_ns() % 1009)",
    "steady but for one": "global calls; calls += 1; return n * x * (1 + (calls == 7))",
    "later another": "global calls; calls += 1; return n * x if calls < 20 else None",
    "impure and wrong": "x[0] = 0; return n * x",
    "random": "return n * np.random.random(len(x))",
}
"""What is done once a hidden input is seen."""

PASSING: Final = {
    "right": "return n * x",
    "slowly": "time.sleep(0.02); return n * x",
    "aloud": "print(n); return n * x",
    "impurely": "y = n * x; x[0] = n; return y",
    "by chance": "np.random.seed(n % 7); return n * x",
}


def source(hidden: str, public: str = "return n * x") -> str:
    return f"{HEAD}def scale(x, n):\n    if n > 1 << 32:\n        {hidden}\n    {public}\n"


def view(result: ProblemResult) -> Report:
    return Report("anna", 7, Isolation.STRICT, result.score, result.max_score, (result,))


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(exercise_of(tmp_path_factory.mktemp("bank"), "scale", PROBLEM, SOLUTION), 7)


def tried(setting: Setting, sandbox: Sandbox, text: str) -> ProblemResult:
    return try_program(setting, program_of(setting.problem, text), sandbox=sandbox, file="scale.py")


@pytest.fixture(scope="module")
def failing(setting: Setting) -> dict[str, ProblemResult]:
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        return {name: tried(setting, sandbox, source(what)) for name, what in FAILING.items()}


@pytest.mark.parametrize("form", RENDERERS)
def test_all_ways_to_fail_a_hidden_check_read_the_same(
    failing: dict[str, ProblemResult], form: str
) -> None:
    texts = {name: RENDERERS[form].render(view(result)) for name, result in failing.items()}
    expected = texts["wrong"]
    assert {name for name, text in texts.items() if text != expected} == set()


def test_they_would_read_differently_without_the_students_view(
    failing: dict[str, ProblemResult],
) -> None:
    """The instructor is told the reasons, so there are many words to choose among."""
    told = {RENDERERS["json"].render(view(result), private=True) for result in failing.values()}
    assert len(told) > 12
    assert not any("digits" in check.private for check in failing["raised"].checks)


def test_what_is_done_beside_a_right_answer_reads_as_passed(
    setting: Setting, sandbox: Sandbox
) -> None:
    results = {name: tried(setting, sandbox, source(what)) for name, what in PASSING.items()}
    for form, renderer in RENDERERS.items():
        assert len({renderer.render(view(result)) for result in results.values()}) == 1, form
    assert results["right"].outcome is Outcome.PASSED


def test_passed_failed_and_unsteady_are_two_symbols(setting: Setting, sandbox: Sandbox) -> None:
    """Three, where steadiness is told beside."""
    words = ("return n * x", "return n + x", "return n * x * (1 + time.monotonic_ns() % 1009)")
    results = [tried(setting, sandbox, source(word)) for word in words]
    assert len({repr(views.student_result(result)) for result in results}) == 2
    assert len({repr(result) for result in results}) == 3


def test_a_judge_that_is_ended_on_hidden_answers_reads_as_failed(
    setting: Setting, sandbox: Sandbox, failing: dict[str, ProblemResult]
) -> None:
    """What it told before is all that is left of it, in as many bytes as any other failure."""
    left: list[ProblemResult] = []
    program = program_of(setting.problem, source("return n * x"))
    whole = try_program(setting, program, sandbox=sandbox, file="scale.py", progress=left.append)
    assert whole.outcome is Outcome.PASSED
    for form, renderer in RENDERERS.items():
        assert renderer.render(view(left[0])) == renderer.render(view(failing["wrong"])), form


@pytest.mark.parametrize("public", ["return [1.0] * 9", "return n + x", "raise ValueError"])
def test_what_goes_wrong_in_public_opens_no_other_way(
    setting: Setting, sandbox: Sandbox, public: str
) -> None:
    """Where no public check was tried, "not written yet" on a hidden input is no third word."""
    told = {
        repr(views.student_result(tried(setting, sandbox, source(FAILING[name], public))))
        for name in ("wrong", "unwritten", "raised", "loop", "died", "unsteady")
    }
    assert len(told) == 1


@pytest.mark.parametrize("error", [TooCostly, MemoryError, ValueError, RecursionError])
@pytest.mark.parametrize("name", ["stands large factors", "a sign comes through"])
def test_a_hidden_check_that_cannot_be_judged_is_not_passed(
    setting: Setting, sandbox: Sandbox, monkeypatch: Any, error: type[BaseException], name: str
) -> None:
    """Nothing that the judge meets on hidden answers is told, and a budget buys no way around
    being asked again.
    """
    judge = Checks.judge

    def judged(checks: Checks, check: Any, *rest: Any) -> Any:
        if check.name == name and rest[1] is not setting.reference.local:
            raise error
        return judge(checks, check, *rest)

    wrong = "return (n if x[0] > 0 else 1) * x" if name != "stands large factors" else "return n"
    usual = views.student_result(tried(setting, sandbox, source(wrong)))
    monkeypatch.setattr(Checks, "judge", judged)
    monkeypatch.setattr(setting, "precedents", Precedents())  # or it is judged as others were
    found = views.student_result(tried(setting, sandbox, source("return n * x")))
    hidden = {check.name: check for check in found.checks if check.hidden}
    assert hidden[name] == next(check for check in usual.checks if check.name == name)
    if error is TooCostly:
        assert not any(check.outcome is Outcome.PASSED for check in hidden.values())


def test_how_long_a_hidden_call_took_is_written_nowhere(setting: Setting, sandbox: Sandbox) -> None:
    """Whoever watches a clock can still see it; what is handed out does not tell."""
    quick = tried(setting, sandbox, source("return n * x"))
    slow = tried(setting, sandbox, source("time.sleep(0.05); return n * x"))
    assert repr(quick) == repr(slow)
    fields = {*Report.__dataclass_fields__, *ProblemResult.__dataclass_fields__}
    assert not [name for name in fields if "time" in name or name.endswith("_s")]
