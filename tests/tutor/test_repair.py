"""Where a program is wrong: what is found, what is told of it, and what it may never cost or tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from places import DATA

from grader.exercise.bank import find_bank
from grader.grading.grading import check_source
from grader.judge.budget import SEARCH_S
from grader.judge.setting import Exercise
from grader.model import Call, Clue, Outcome, ProblemResult, Reply
from grader.sandbox import Sandbox
from grader.tutor import edited
from grader.tutor.edited import Bench, Places

PLENTY_S = 20.0
"""Time that no busy machine uses up."""


def exercise(*, mistakes: bool = False) -> Exercise:
    bank = find_bank([DATA / "small_bank"])
    solution = bank.solution("double")
    assert solution is not None
    if not mistakes:
        solution = replace(solution, mistakes=())
    return Exercise(bank.problem("double"), solution)


def judged(source: str, sandbox: Sandbox, **more: object) -> ProblemResult:
    what = {"sandbox": sandbox, "seed": 0, "search_s": PLENTY_S, **more}
    return check_source(exercise(), source, **what)  # type: ignore[arg-type]


def clue(source: str, sandbox: Sandbox) -> Clue:
    result = judged(source, sandbox)
    assert result.outcome is not Outcome.PASSED
    assert result.clue is not None
    return result.clue


def test_the_line_and_what_to_look_at(sandbox: Sandbox) -> None:
    found = clue("def double(x):\n    y = 3\n    return y * x\n", sandbox)
    assert found.lines == (2,)
    assert found.look == "look at the number 3"
    assert found.edit == "3 → 2"
    assert "2" not in found.change


def test_a_wrong_sign_in_one_of_two_lines(sandbox: Sandbox) -> None:
    found = clue("def double(x):\n    y = -x\n    return 2 * y\n", sandbox)
    assert found.lines == (2, 3)
    assert not found.both
    assert found.look == "look at this line"


def test_the_same_slip_twice(sandbox: Sandbox) -> None:
    body = "    a = np.exp(x)\n    b = np.exp(x)\n    return a + b\n"
    found = clue(f"import numpy as np\n\n\ndef double(x):\n{body}", sandbox)
    assert found.lines == (5, 6)
    assert found.both


def test_a_default_that_is_returned_where_it_should_be_set(sandbox: Sandbox) -> None:
    source = "def double(x, k=None):\n    if k is None:\n        return 2\n    return k * x\n"
    found = clue(source, sandbox)
    assert found.lines == (3,)
    assert found.look == "look at what is returned, and when"
    assert found.edit == "return 2 → k = 2"


def test_a_wrong_default_and_a_wrong_constant_run_before_the_call(sandbox: Sandbox) -> None:
    found = clue("def double(x, k=3):\n    return k * x\n", sandbox)
    assert found.lines == (1,)
    assert found.edit == "3 → 2"
    found = clue("K = 3\n\n\ndef double(x):\n    y = K\n    return y * x\n", sandbox)
    assert found.lines == (1,)


def test_rows_that_are_exchanged_as_views_are_no_matter_of_signs(sandbox: Sandbox) -> None:
    source = (
        "import numpy as np\n\n\ndef double(x):\n    y = np.array([x, 2 * x])\n"
        "    y[0], y[1] = y[1], y[0]\n    return y[0] + abs(y[1]) - abs(x)\n"
    )
    found = clue(source, sandbox)
    assert found.lines == (6,)
    assert found.look == "look at what is changed in place"
    assert found.change == "it has to work on a copy"
    assert found.edit == "y[0] → y[0].copy()"


def test_an_input_that_is_changed(sandbox: Sandbox) -> None:
    found = clue("def double(x):\n    x *= 2\n    return x\n", sandbox)
    assert found.lines == (2,)
    assert found.look == "look at what is changed in place"


def test_where_nan_appears_when_no_edit_would_do(sandbox: Sandbox) -> None:
    source = (
        "import numpy as np\n\n\ndef double(x):\n    a = np.exp(np.abs(x) * 0 + 1e9)\n"
        "    b = np.exp(np.abs(x) * 0 + 2e9)\n    c = a / b\n    return c + np.cos(x) * c\n"
    )
    found = clue(source, sandbox)
    assert found.lines == (5,)
    assert found.look == "a becomes infinite here"
    assert not found.edit


def test_no_line_is_said_where_too_many_would_do(sandbox: Sandbox) -> None:
    source = "def double(x):\n    a = -x\n    b = 1 * a\n    c = 1 * b\n    return 2 * c\n"
    found = clue(source, sandbox)
    assert found.lines == ()
    assert "one sign is the other one" in found.look


def test_a_known_mistake_needs_no_search(sandbox: Sandbox) -> None:
    source = "def double(x):\n    return x.copy()\n"
    result = check_source(
        exercise(mistakes=True), source, sandbox=sandbox, seed=0, search_s=PLENTY_S
    )
    assert result.diagnosis
    assert result.clue is None


def test_without_time_nothing_is_looked_for(sandbox: Sandbox) -> None:
    assert judged("def double(x):\n    return 3 * x\n", sandbox, search_s=0.0).clue is None


def test_what_is_right_is_not_searched(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "edits", lambda _: pytest.fail("it was searched"))
    assert judged("def double(x):\n    return 2 * x\n", sandbox).outcome is Outcome.PASSED


def test_nothing_hidden_is_asked(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    ask = Bench.replies

    def listening(self: Bench, call: Call, several: Sequence[Places]) -> list[Reply]:
        asked.append(call.arguments)
        return ask(self, call, several)

    answer = edited.Edited.answer

    def hearing(self: edited.Edited, calls: Sequence[Call]) -> list[Reply]:
        asked.extend(call.arguments for call in calls)
        return answer(self, calls)

    monkeypatch.setattr(Bench, "replies", listening)
    monkeypatch.setattr(edited.Edited, "answer", hearing)
    judged("def double(x):\n    return 3 * x\n", sandbox)
    from grader.judge.setting import Setting

    setting = Setting(exercise(), 0)
    solution = setting.exercise.solution
    assert solution is not None
    hidden = {one.name for one in solution.domains}
    secret = {e.arguments for name in hidden for e in setting.examples.domains[name]}
    assert asked
    assert not secret & set(asked)


FORGED = {
    "garbage": "b'R' + wire.encode('x')",
    "other columns": "b'R' + wire.encode(('edits', np.zeros((9, 2), np.int64)))",
    "floats": "b'R' + wire.encode(('edits', np.zeros((9, 6))))",
    "kinds": "b'R' + wire.encode(('edits', np.full((9, 6), 1 << 40, np.int64)))",
    "many": "b'R' + wire.encode(('edits', np.ones((300_000, 6), np.int64)))",
    "nothing": "b''",
    "an exit": "sys.exit()",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_worker_that_lies_costs_a_line_and_nothing_else(forged: str, sandbox: Sandbox) -> None:
    source = (
        "import sys\nimport numpy as np\nfrom grader.values import wire\n\n\ndef double(x):\n"
        "    shop = sys.modules['grader.program.workshop'].Workshop\n"
        f"    shop.told = lambda *_: {FORGED[forged]}\n    return 3 * x\n"
    )
    result = judged(source, sandbox)
    assert result.outcome is Outcome.FAILED
    assert result.clue is None or not result.clue.lines
    honest = judged("def double(x):\n    return 3 * x\n", sandbox, search_s=0.0)
    assert result.score == honest.score


ENDLESS = {
    "gives nothing up": "while True:\n        try:\n            x = x\n        except BaseException:"
    "\n            pass",
    "is not watched": "while True:\n        sys.settrace(None)",
    "ends when it is watched": "while sys.gettrace() is None:\n        pass",
    "leaves when it is watched": "while True:\n        sys.gettrace() and sys.exit()",
}


@pytest.mark.parametrize("how", ENDLESS)
def test_a_loop_that_knows_of_being_watched_hides_nothing_but_itself(
    how: str, sandbox: Sandbox
) -> None:
    source = f"import sys\n\n\ndef double(x):\n    {ENDLESS[how]}\n    return 2 * x\n"
    result = judged(source, sandbox)
    assert result.outcome is Outcome.TIMED_OUT
    assert result.score == 0
    assert result.clue is None or result.clue.lines == (5,)


def test_edits_that_never_end_cost_no_more_than_their_time(sandbox: Sandbox) -> None:
    loops = "".join(
        f"    while {i} > 1:\n        {i} -= 1\n".replace(str(i), f"n{i}") for i in range(9)
    )
    starts = "".join(f"    n{i} = 3\n" for i in range(9))
    result = judged(
        f"def double(x):\n{starts}{loops}    return 3 * x\n", sandbox, search_s=SEARCH_S
    )
    assert result.outcome is Outcome.FAILED
    assert result.score is not None
