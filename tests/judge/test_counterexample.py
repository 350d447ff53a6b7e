"""The examples that failures are shown on: small, of few digits, and such that they fail again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import numpy as np
import pytest
from exercises import exercise_of

from grader.course.recorder import recorded
from grader.grading.grading import check_source
from grader.judge.counterexample import AFTER
from grader.judge.recording import parsed, written
from grader.judge.replay import read_example
from grader.judge.setting import Exercise, Setting
from grader.model import Call, CheckResult, Outcome, ProblemResult, Reply, Stopped
from grader.problem import AGAIN, PROMISE
from grader.reports.wording import failures
from grader.sandbox import Sandbox

PUBLIC = """\
title: Totals
difficulty: 1
statement: The weighted sums of the rows of X.
hints: [Multiply., Add.]
stub: |
  def totals(X, w):
      raise NotImplementedError
entry: totals(X, w) -> t
sizes: {n: 1..5, d: 1..5}
given:
  turned:
    angle: {real: [0.5, 1.5]}
    X: {is: "np.cos(angle) * np.ones((n, d))"}
    w: {reals: [d], between: [0.1, 300], log: true}
  tables: {X: {reals: [n, d]}, w: {reals: [d], between: [0.1, 300], log: true}}
returns: {t: {reals: [n]}}
checks:
  - {name: twice as much, over: [turned, tables], points: 4, holds: "close(totals(2 * X, w), 2 * t)"}
  - {name: never two by two, over: tables, points: 2, holds: "close(t, X @ w) and X.shape != (2, 2)"}
  - {name: agrees with the reference, over: [turned, tables], points: 3, agrees: {}}
"""
HIDDEN = """\
import numpy as np


def totals(X, w):
    return np.asarray(X) @ w
"""

PLUS_ONE = "X @ w + 1"
SWAPPED = "X[:, ::-1] @ w"
ONLY_SQUARE = "X @ w if len(X) != 2 or len(w) != 2 else np.zeros(2)"


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return exercise_of(tmp_path_factory.mktemp("totals"), "totals", PUBLIC, HIDDEN)


def source(answer: str, before: str = "") -> str:
    return f"import numpy as np\n\n{before}\n\ndef totals(X, w):\n    return {answer}\n"


def judged(
    exercise: Exercise, sandbox: Sandbox, text: str, example: str | None = None
) -> ProblemResult:
    given = None if example is None else read_example(example, exercise.problem)
    return check_source(exercise, text, sandbox=sandbox, seed=0, example=given)


def failure(result: ProblemResult, name: str) -> CheckResult:
    return next(one for one in result.checks if one.name == name)


def call(result: ProblemResult, name: str) -> str:
    return failure(result, name).calls[0].code


def test_sizes_may_be_equal_and_numbers_have_few_digits(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    result = judged(exercise, sandbox, source(PLUS_ONE))
    assert call(result, "twice as much").startswith("totals(np.array([[")
    assert call(result, "agrees with the reference") == "totals(np.array([[0.0]]), np.array([1.0]))"


def test_of_several_domains_the_plainest_is_shown(exercise: Exercise, sandbox: Sandbox) -> None:
    """Those of the first hold cosines."""
    result = judged(exercise, sandbox, source(PLUS_ONE))
    shown = failure(result, "twice as much")
    assert shown.example is not None
    assert shown.example["in"] == "tables"
    assert "0.5403" not in shown.message


def test_what_fails_at_one_size_alone_is_found_there(exercise: Exercise, sandbox: Sandbox) -> None:
    shown = failure(judged(exercise, sandbox, source(ONLY_SQUARE)), "agrees with the reference")
    assert shown.example is not None
    assert (shown.example["n"], shown.example["d"]) == (2, 2)
    assert len(shown.calls[0].code) < 70


def test_what_needs_two_columns_gets_two_and_one_row(exercise: Exercise, sandbox: Sandbox) -> None:
    shown = failure(judged(exercise, sandbox, source(SWAPPED)), "agrees with the reference")
    assert shown.example is not None
    assert (shown.example["n"], shown.example["d"]) == (1, 2)


def test_what_the_reference_fails_on_is_not_shown(exercise: Exercise, sandbox: Sandbox) -> None:
    """The law is false of a size that is not drawn for this seed."""
    right = judged(exercise, sandbox, source("X @ w"))
    assert right.score == right.max_score
    wrong = source("X @ w + (len(X) > 1 and len(w) > 1)")
    shown = failure(judged(exercise, sandbox, wrong), "never two by two")
    assert shown.example is not None
    assert (shown.example["n"], shown.example["d"]) == (2, 3)


def test_a_copy_without_the_reference_shows_small_ones_too(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    content = written(recorded(Setting(exercise, 0), sandbox))  # type: ignore[arg-type]
    handout = Exercise(exercise.problem, recording=parsed(content, ""))
    result = judged(handout, sandbox, source(SWAPPED))
    shown = failure(result, "agrees with the reference")
    assert shown.example is not None
    assert (shown.example["n"], shown.example["d"]) == (1, 2)


def test_a_wrong_shape_is_shown_where_it_can_be_told_what_is_wrong(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    shown = failure(judged(exercise, sandbox, source("(X @ w)[:, None]")), PROMISE)
    assert "t is a matrix with one column" in shown.message
    assert shown.example is not None
    assert shown.example["n"] == 2


def test_an_answer_that_changes_is_shown_on_the_plainest_call(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    text = source("(calls.append(1), X @ w + len(calls))[1]", "calls = []")
    shown = failure(judged(exercise, sandbox, text), AGAIN)
    *lines, told = shown.message.splitlines()
    assert "asked again in another order" in told
    assert max(map(len, lines)) <= 72
    assert len(lines) <= 6


def test_memory_that_runs_out_stands_for_the_domain(exercise: Exercise) -> None:
    setting = Setting(exercise, 0)
    setting.prepare()

    class Hog:
        asked = 0

        def answer(self, calls: Sequence[Call]) -> list[Reply]:
            self.asked += len(calls)
            return [Stopped(Outcome.OUT_OF_MEMORY, "no memory")] * len(calls)

    hog, name = Hog(), "tables"
    found = setting.checks.ask(setting.domains[name], setting.examples.domains[name], hog)
    assert hog.asked == 1
    assert len(found.replies) == len(setting.examples.domains[name])


class TestState:
    KEPT = "known = {}"
    ANSWER = "known.setdefault(X.shape, X @ w)"

    def test_both_calls_are_shown_where_the_first_spoils_the_second(
        self, exercise: Exercise, sandbox: Sandbox
    ) -> None:
        result = judged(exercise, sandbox, source(self.ANSWER, self.KEPT))
        shown = failure(result, "agrees with the reference")
        assert len(shown.calls) == 2
        assert shown.kind == AFTER
        assert AFTER in shown.message
        namespace: dict[str, object] = {"np": np}
        exec(source(self.ANSWER, self.KEPT), namespace)
        gave = [repr(eval(one.code, namespace)) for one in shown.calls]
        assert gave[0] == gave[1]

    def test_both_are_tried_again(self, exercise: Exercise, sandbox: Sandbox) -> None:
        text = source(self.ANSWER, self.KEPT)
        shown = failure(judged(exercise, sandbox, text), "agrees with the reference")
        example = shlex.split(shown.replay)[-1]
        again = failure(judged(exercise, sandbox, text, example), "agrees with the reference")
        assert again.message == shown.message
        right = judged(exercise, sandbox, source("X @ w"), example)
        assert right.score == right.max_score

    def test_what_no_pair_shows_is_said_to_hang_on_others_and_not_to_be_tried_again(
        self, exercise: Exercise, sandbox: Sandbox
    ) -> None:
        text = source("(calls.append(1), X @ w + (len(calls) > 150))[1]", "calls = []")
        shown = failure(judged(exercise, sandbox, text), "agrees with the reference")
        assert "fails only after other calls" in shown.message
        assert not shown.replay

    def test_what_another_domain_spoils_is_shown_after_it(
        self, exercise: Exercise, sandbox: Sandbox
    ) -> None:
        """Only the first domain has rows of equal numbers."""
        text = source(
            "known.get('w', w) * X[:, 0] if known.get('w') is not None else"
            " (np.all(X == X[0, 0]) and X.size > 3 and known.update(w=7.5), X @ w)[1]",
            "known = {}",
        )
        shown = failure(judged(exercise, sandbox, text), "agrees with the reference")
        assert AFTER in shown.message
        first, second = shown.calls
        namespace: dict[str, object] = {"np": np}
        exec(text, namespace)
        alone = eval(second.code, namespace)
        eval(first.code, namespace)
        assert not np.allclose(eval(second.code, namespace), alone)

    @pytest.mark.parametrize(
        ("answer", "before"),
        [
            ("(X @ w) * known.setdefault(X.shape, w[0]) / w[0]", "known = {}"),
            ("(calls.append(1), X @ w + 0.5 * (len(calls) > 1))[1]", "calls = []"),
        ],
    )
    def test_an_answer_that_changes_is_shown_with_the_call_that_changes_it(
        self, exercise: Exercise, sandbox: Sandbox, answer: str, before: str
    ) -> None:
        text = source(answer, before)
        result = judged(exercise, sandbox, text)
        alone, gave, earlier, again, then, *_ = failure(result, AGAIN).message.splitlines()
        assert again == alone
        assert gave.endswith(", as the first call of all")
        namespace: dict[str, object] = {"np": np}
        exec(text, namespace)
        eval(earlier, namespace)
        late = np.array(eval(again, namespace))
        assert np.allclose(eval(then.removeprefix("  → ")), late, rtol=1e-5)
        assert gave != f"{then}, as the first call of all"
        first, *_ = failures(result)
        assert first.name == AGAIN
