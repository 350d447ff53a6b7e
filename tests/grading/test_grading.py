"""Submissions put on trial in real workers: every outcome, and every way to earn what is not due."""

from __future__ import annotations

import json
import re
import sys
import textwrap
import warnings
from pathlib import Path
from typing import Any

import pytest
from exercises import SHARE, exercise_of
from places import DATA

import grader
from grader.exercise.bank import find_bank
from grader.grading.grading import check_source, try_program
from grader.grading.marking import grade_submission
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import CheckResult, Outcome, ProblemResult
from grader.problem import AGAIN, PROMISE, PURITY
from grader.reports import record
from grader.sandbox import Sandbox
from grader.submission import Source, read_submission
from grader.values.notation import from_plain


def exercise(name: str) -> Exercise:
    bank = find_bank([DATA / "bank"])
    return Exercise(bank.problem(name), bank.solution(name))


@pytest.fixture(scope="module")
def settings() -> dict[str, Setting]:
    """Each exercise made ready once."""
    return {name: Setting(exercise(name), 7) for name in ("share", "loose", "faulty")}


class Grade:
    """Grades sources for one exercise."""

    def __init__(self, setting: Setting, sandbox: Sandbox) -> None:
        self.setting = setting
        self.sandbox = sandbox

    def __call__(self, source: str, **more: Any) -> ProblemResult:
        program = program_of(self.setting.problem, textwrap.dedent(source))
        return try_program(self.setting, program, sandbox=self.sandbox, **more)

    def first(self, line: str, **more: Any) -> ProblemResult:
        """The right answer, but for a line at the start of the function."""
        return self(SHARE.replace("(w):\n", f"(w):\n    {line}\n"), **more)


@pytest.fixture
def grade(settings: dict[str, Setting], sandbox: Sandbox) -> Grade:
    return Grade(settings["share"], sandbox)


@pytest.fixture
def loosely(settings: dict[str, Setting], sandbox: Sandbox) -> Grade:
    return Grade(settings["loose"], sandbox)


def check(result: ProblemResult, name: str) -> CheckResult:
    (found,) = (check for check in result.checks if check.name == name)
    return found


def outcomes(result: ProblemResult) -> dict[str, str]:
    return {check.name: str(check.outcome) for check in result.checks}


CHECKS = (
    *(PROMISE, "adds up to one", "keeps the order", "a factor changes nothing"),
    *("refuses negative weights", "stands large weights", "agrees with the reference", PURITY),
)


class TestOutcomes:
    def test_right_answers_pass(self, grade: Grade) -> None:
        result = grade(SHARE, file="share.py")
        assert (result.outcome, result.score, result.max_score) == (Outcome.PASSED, 10, 10)
        assert outcomes(result) == dict.fromkeys(CHECKS, "passed")
        assert all(not check.message and not check.private for check in result.checks)
        assert result.file == "share.py"

    def test_single_precision_passes(self, grade: Grade) -> None:
        result = grade(SHARE.replace("w / w.sum()", "(w / w.sum()).astype(np.float32)"))
        assert result.score == 10, outcomes(result)

    def test_failed_with_the_smallest_counterexample(self, grade: Grade) -> None:
        result = grade(SHARE.replace("w / w.sum()", "w / w.max()"))
        assert result.outcome is Outcome.FAILED
        failed = check(result, "adds up to one")
        assert (failed.outcome, failed.earned) == (Outcome.FAILED, 0)
        assert failed.message.splitlines() == [
            "share(np.array([1.0, 1.0]))",
            "  → [1.0, 1.0]",
            "p.sum() should be 1, but is 2.0",
            "Divide by the sum.",
        ]
        assert [shown.code for shown in failed.calls] == ["share(np.array([1.0, 1.0]))"]
        assert failed.example == {"in": "weights", "n": 2, "w": [1.0, 1.0]}
        assert "--example" in failed.replay
        assert check(result, "keeps the order").outcome is Outcome.SKIPPED
        assert "adds up to one" in check(result, "keeps the order").message
        assert check(result, "a factor changes nothing").outcome is Outcome.PASSED
        agreement = check(result, "agrees with the reference")
        assert agreement.message.splitlines()[:3] == [
            "share(np.array([1.0, 1.0]))",
            "  received (* wrong)    expected",
            "  1.0*  1.0*            0.5  0.5",
        ]

    def test_errored(self, grade: Grade) -> None:
        result = grade.first("w[0] > 5 and 1 / 0")
        assert result.outcome is Outcome.ERRORED
        first = check(result, PROMISE)
        assert first.outcome is Outcome.ERRORED
        assert first.kind == ""
        assert first.message == (
            "share(np.array([9.0]))\nyour code raised ZeroDivisionError: division by zero"
        )
        assert first.line == 5
        assert check(result, "adds up to one").outcome is Outcome.SKIPPED
        # What raises for good weights may still know the bad ones, but nothing shows that it does.
        assert check(result, "refuses negative weights").earned == 0

    def test_parameters_of_other_names_are_told_as_that(self, grade: Grade) -> None:
        result = grade("def share(w, *, by): return w / by")
        told = check(result, PROMISE).message.splitlines()
        assert told[1].startswith("your code raised TypeError: share() missing 1 required keyword")
        assert "keep its parameters, with their names and in their order" in told[2]
        inside = grade("def share(w): return (lambda x: x)()")
        assert "missing 1 required positional argument" in check(inside, PROMISE).message
        assert "keep its parameters" not in check(inside, PROMISE).message

    def test_what_an_exception_says_means_nothing_of_ours(self, grade: Grade) -> None:
        result = grade.first("w[0] > 5 and int('n')")
        told = check(result, PROMISE).message.splitlines()
        assert told[1].startswith("your code raised ValueError: invalid literal for int()")
        assert not [line for line in told if "where n" in line]

    @pytest.mark.parametrize(
        ("line", "outcome"),
        [
            ("__import__('os')._exit(3)", Outcome.CRASHED),
            ("bytearray(10**10)", Outcome.OUT_OF_MEMORY),
            ("len(w) > 4 and __import__('os')._exit(3)", Outcome.CRASHED),
        ],
    )
    def test_workers_that_die(self, grade: Grade, line: str, outcome: Outcome) -> None:
        result = grade.first(line)
        assert result.outcome is outcome
        assert check(result, PROMISE).outcome is outcome
        assert check(result, PROMISE).message

    def test_timed_out_and_not_for_ever(self, grade: Grade) -> None:
        loads = 0
        worker = Sandbox._start_process

        def counted(*args: Any, **more: Any) -> Any:
            nonlocal loads
            loads += 1
            return worker(*args, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sandbox, "_start_process", counted)
            result = grade.first("while True: pass")
        assert result.outcome is Outcome.TIMED_OUT
        assert check(result, PROMISE).outcome is Outcome.TIMED_OUT
        # Each process that is started anew has spent a call's whole CPU limit before.
        assert loads <= 20

    def test_not_attempted(self, grade: Grade) -> None:
        stub = grade.setting.problem.stub
        for source in (stub, stub.replace("raise", "w = 1\n    raise")):
            result = grade(source)
            assert result.outcome is Outcome.NOT_ATTEMPTED
            assert result.score == 0
            assert result.message
            assert set(outcomes(result).values()) == {"not_attempted"}

    def test_half_written(self, grade: Grade) -> None:
        result = grade.first("if len(w) > 1: raise NotImplementedError")
        assert result.outcome is Outcome.NOT_ATTEMPTED
        assert result.score == 0

    def test_syntax_error(self, grade: Grade) -> None:
        result = grade("def share(w)\n    return w")
        assert (result.outcome, result.score, result.max_score) == (Outcome.ERRORED, 0, 10)
        assert check(result, PROMISE).line == 1
        assert check(result, PROMISE).message
        assert {check.outcome for check in result.checks[1:]} == {Outcome.SKIPPED}

    def test_forbidden(self, grade: Grade) -> None:
        result = grade("import scipy\n" + SHARE.replace("    ", "    scipy\n    ", 1))
        assert (result.outcome, result.score) == (Outcome.FAILED, 0)
        assert "scipy" in result.message

    @pytest.mark.parametrize(
        ("answer", "text"),
        [
            ("None", "p is None, not an array of numbers\nshare gives None: it ends without"),
            (
                "w[:, None]",
                "p has shape (2, 1), not (2,) (an axis of length one too many)\np is a matrix with one column",
            ),
            ("w + 1j", "p is complex, where real numbers are promised\nWhere only rounding"),
            ("{10**5000: w}", "your code returned an integer of more than 300 digits"),
            ("(x for x in w)", "p is a generator, not an array of numbers"),
        ],
    )
    def test_broken_promises(self, grade: Grade, answer: str, text: str) -> None:
        result = grade.first(f"return {answer}")
        promised = check(result, PROMISE)
        assert promised.outcome is Outcome.FAILED
        call, said = promised.message.split("\n", 1)
        assert call in ("share(np.array([1.0]))", "share(np.array([1.0, 1.0]))")
        assert said.startswith(text)
        assert result.score == 0
        assert check(result, "adds up to one").outcome is Outcome.SKIPPED

    def test_output_is_that_of_public_checks(self, grade: Grade) -> None:
        result = grade.first("print(w[0] < 100)")
        assert "True" in result.output
        assert "False" not in result.output


NOISY = """
    import asyncio, inspect, logging, sys, traceback, warnings
    async def never(): pass
    def noise(w):
        try:
            np.linalg.inv(np.zeros((2, 2)))
        except Exception:
            traceback.print_exc()
            logging.exception("failed")
        never()
        warnings.warn("mind this", stacklevel=3)
        warnings.warn("and that")
        traceback.print_stack()
        print(np.__file__, traceback.__file__, sys.path, sys.prefix, sys.executable, sys.modules["numpy"])
        print(inspect.getsourcefile(traceback), repr(sys._getframe(1)), warnings)
"""


class TestPrinted:
    """What was printed says where in the answer, and nothing of this machine."""

    def noise(self, name: str, setting: Setting, sandbox: Sandbox, line: str = "") -> ProblemResult:
        answer = SHARE.replace("(w):\n", f"(w):\n    noise(w)\n    {line}\n")
        source = f"import numpy as np\n{textwrap.dedent(NOISY)}\n{answer}"
        return check_source(setting.exercise, Source(source, name), sandbox=sandbox, seed=7)

    def test_no_place_of_this_machine(self, settings: dict[str, Setting], sandbox: Sandbox) -> None:
        setting = settings["share"]
        for line in ("", "return np.__file__", "raise ValueError(np.__file__)"):
            result = self.noise("answer.py", setting, sandbox, line)
            text = record.dumps(record.problem(result))
            assert "numpy/linalg/_linalg.py" in text
            for place in (sys.prefix, sys.base_prefix, str(Path(grader.__file__).parents[1])):
                assert place not in text

    def test_places_are_those_of_the_file(
        self, settings: dict[str, Setting], sandbox: Sandbox
    ) -> None:
        output = self.noise("my answer.py", settings["share"], sandbox).output
        assert "\nmy answer.py:13: UserWarning: and that\n" in output
        assert "\n  my answer.py:7, in noise\n" in output
        assert "\nUserWarning: mind this\n" in output
        assert "my answer.py:11: RuntimeWarning: coroutine 'never' was never awaited" in output
        assert not re.search(r'share\.py(:|",)', output)


class TestUnearned:
    @pytest.mark.parametrize("error", ["ValueError", "Exception", "TypeError"])
    def test_always_raising_earns_nothing(self, grade: Grade, error: str) -> None:
        result = grade(f"def share(w):\n    raise {error}('no')")
        assert result.score == 0
        assert result.outcome is Outcome.ERRORED

    def test_never_raising_does_not_earn_the_raising(self, grade: Grade) -> None:
        result = grade("def share(w):\n    return w / w.sum()")
        failed = check(result, "refuses negative weights")
        assert (failed.outcome, result.score) == (Outcome.FAILED, 8)
        assert failed.message == (
            "share(np.array([-1.0]))\n  → [1.0]\n"
            "an array of shape (1,) was returned, but ValueError should be raised"
        )

    def test_another_exception_will_not_do(self, grade: Grade) -> None:
        result = grade(SHARE.replace("ValueError", "KeyError"))
        failed = check(result, "refuses negative weights")
        assert "KeyError was raised, but ValueError was expected: 'negative'" in failed.message
        assert failed.line == 7

    @pytest.mark.parametrize("error", ["class E(ValueError): pass"])
    def test_a_descendant_will(self, grade: Grade, error: str) -> None:
        result = grade(f"{error}\n" + SHARE.replace("raise ValueError", "raise E"))
        assert result.score == 10

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            ("w /= w.sum(); return w.copy()", "changed its input w"),
            ("p = w / w.sum(); w[:] = p; return w", "the input w"),
            (
                "np.random.seed(0); return w / w.sum()",
                "your inputs are as they were, but your code drew from, or seeded, the global random state",
            ),
        ],
    )
    def test_impurity_costs_its_points(self, grade: Grade, body: str, text: str) -> None:
        source = (
            f"import numpy as np\ndef share(w):\n  if (w < 0).any(): raise ValueError\n  {body}"
        )
        result = grade(source)
        failed = check(result, PURITY)
        assert failed.outcome is Outcome.FAILED
        assert text in failed.message
        assert result.score == 9
        assert result.outcome is Outcome.FAILED

    def test_sharing_memory_costs_the_same(self, loosely: Grade) -> None:
        result = loosely("def loose(x): return x")
        assert "shares memory with the input x" in check(result, PURITY).message
        assert result.score == 9

    def test_an_array_for_all_answers_costs_the_same(self, loosely: Grade) -> None:
        source = """
            import numpy as np
            rooms = {}
            def loose(x):
                room = rooms.setdefault(np.shape(x), np.empty(np.shape(x)))
                room[...] = x
                return room
        """
        result = loosely(textwrap.dedent(source))
        failed = check(result, PURITY)
        assert "shares memory with one that your code gave before" in failed.message
        assert "arguments alone" not in failed.message
        assert len(failed.calls) == 2
        assert result.score == 9


STATEFUL = {
    "counts its calls": "n = 0\ndef loose(x):\n  global n\n  n += 1\n  return x + n",
    "remembers its first call": (
        "first = []\ndef loose(x):\n  first.append(x.sum())\n  return x + first[0]"
    ),
    "remembers its last call": (
        "last = [0.0]\ndef loose(x):\n  y = x + last[0]\n  last[0] = x.sum()\n  return y"
    ),
    "looks at the clock": "import time\ndef loose(x): return x + time.monotonic_ns() % 10**9",
    "knows its process": "import os\ndef loose(x): return x + os.getpid()",
    "raises now and then": (
        "n = 0\ndef loose(x):\n  global n\n  n += 1\n  if n == 1: raise ValueError\n  return 1 * x"
    ),
}


class TestAskedAgain:
    @pytest.mark.parametrize("source", STATEFUL.values(), ids=STATEFUL)
    def test_answers_that_depend_on_more_than_the_arguments_earn_nothing(
        self, loosely: Grade, source: str
    ) -> None:
        result = loosely(source)
        assert result.outcome is not Outcome.PASSED
        assert check(result, "is finite").earned == 0, outcomes(result)

    def test_the_student_is_told(self, loosely: Grade) -> None:
        result = loosely(STATEFUL["counts its calls"])
        again = check(result, AGAIN)
        assert (again.outcome, again.points) == (Outcome.FAILED, 0)
        assert "asked again in another order" in again.message
        assert again.message.startswith("loose(np.array([")
        assert result.outcome is Outcome.FAILED

    def test_changing_numbers_that_do_not_fit_an_array_are_no_fault(self, grade: Grade) -> None:
        result = grade.first("return time.monotonic_ns() * 10**20 if w[0] < 100 else 0")
        assert result.outcome is Outcome.ERRORED  # time is not imported
        source = "import time\n" + SHARE.replace(
            "return w / w.sum()", "return time.time_ns() << 99"
        )
        assert grade(source).score == 0

    def test_caching_by_arguments_is_fine(self, loosely: Grade) -> None:
        source = """
        known = {}
        def loose(x):
            return known.setdefault(x.tobytes(), x + 1).copy()
        """
        assert loosely(source).score == 10

    def test_a_counterexample_that_needs_other_calls_says_so(self, grade: Grade) -> None:
        result = grade.first("seen.append(1); w = w * (1 + (len(seen) > 10))")
        assert result.outcome is not Outcome.PASSED
        source = "seen = []\n" + SHARE.replace(
            "return w / w.sum()", "seen.append(1); return w / w.sum() * (1 + (len(seen) > 10))"
        )
        result = grade(source)
        failed = check(result, "adds up to one")
        assert failed.outcome is Outcome.FAILED
        assert "this fails only after other calls of your function" in failed.message

    def test_a_counterexample_is_confirmed_in_a_fresh_worker(self, grade: Grade) -> None:
        result = grade(SHARE.replace("w / w.sum()", "w"))
        assert "only after other calls" not in check(result, "adds up to one").message


class TestHidden:
    def test_failing_tells_the_authors_words_alone(self, grade: Grade) -> None:
        result = grade.first("w[0] > 500 and print('SECRET'); w = w + (w > 500)")
        failed = check(result, "stands large weights")
        assert (failed.outcome, failed.hidden, failed.earned) == (Outcome.FAILED, True, 0)
        assert failed.message == "Weights may be large."
        assert failed.example is None
        assert failed.replay == ""
        assert "share([" in failed.private
        assert "SECRET" not in result.output
        assert result.score == 8

    def test_an_exception_tells_nothing_either(self, grade: Grade) -> None:
        line = "if w.max() > 500: raise KeyError(w.tolist())"
        failed = check(grade.first(line), "stands large weights")
        assert failed.message == "Weights may be large."
        assert failed.line == 0
        assert "KeyError" in failed.private

    def test_changing_answers_to_hidden_inputs_tell_nothing(self, grade: Grade) -> None:
        # Right each time by the law, yet another answer each time by a little.
        source = "import time\n" + SHARE.replace(
            "return w / w.sum()",
            "p = w / w.sum()\n"
            "    if w[0] > 500 and len(w) > 1:\n"
            "        p = np.roll(p, time.monotonic_ns() % len(w))\n"
            "    return p",
        )
        result = grade(source)
        failed = check(result, "stands large weights")
        assert failed.earned == 0
        assert failed.message in ("", "Weights may be large.")
        for row in result.checks:
            assert not row.hidden or "share(" not in row.message

    def test_public_checks_are_over_before_a_hidden_input_is_sent(self, grade: Grade) -> None:
        # It prints whatever it has seen in every public call, a failing check's shrinking included.
        source = """
        seen = []
        def share(w):
            seen.append(float(w.max()))
            print(max(seen) > 500, end=" ")
            return w
        """
        stages: list[ProblemResult] = []
        result = grade(source, progress=stages.append)
        (halfway,) = stages
        assert halfway.output == result.output
        assert "False" in result.output
        assert "True" not in result.output
        for row in result.checks:
            assert row.hidden or "500" not in row.message

    def test_what_was_recorded_cannot_be_told_by_another_public_message(self, grade: Grade) -> None:
        source = """
        seen = []
        def share(w):
            seen.append(float(w.max()))
            if max(seen) > 500:
                raise RuntimeError(f"I have seen {max(seen)}")
            return w
        """
        result = grade(source)
        for row in result.checks:
            assert "I have seen" not in row.message
        assert "I have seen" in check(result, "stands large weights").private

    def test_without_the_hidden_half_only_what_can_be_judged_counts(
        self, grade: Grade, sandbox: Sandbox
    ) -> None:
        public = Exercise(grade.setting.problem)
        result = check_source(public, SHARE, sandbox=sandbox, seed=7)
        assert result.outcome is Outcome.PASSED
        assert result.score == result.max_score == 6
        assert "stands large weights" not in outcomes(result)


class TestReplay:
    def test_grades_that_example_alone(self, grade: Grade, sandbox: Sandbox) -> None:
        wrong = SHARE.replace("w / w.sum()", "w / w.max()")
        failed = check(grade(wrong), "adds up to one")
        assert failed.example is not None
        words = json.loads(json.dumps(failed.example))
        source = wrong + "\n" + "print('loaded')\n"
        values = {n: v if n == "in" else from_plain(v) for n, v in words.items()}
        result = check_source(
            grade.setting.exercise, source, sandbox=sandbox, seed=3, example=values
        )
        assert check(result, "adds up to one").message == failed.message
        assert "refuses negative weights" not in outcomes(result)
        assert not any(row.hidden for row in result.checks)
        right = check_source(grade.setting.exercise, SHARE, sandbox=sandbox, seed=3, example=values)
        assert right.outcome is Outcome.PASSED


class TestFaults:
    SOURCE = "def faulty(x): return 1 * x\ndef loose(x): return 1 * x\n"

    def test_a_law_that_goes_wrong_costs_nobody_anything(
        self, settings: dict[str, Setting], sandbox: Sandbox, tmp_path: Path
    ) -> None:
        (tmp_path / "work.py").write_text(self.SOURCE)
        report = grade_submission(
            read_submission(tmp_path / "work.py"),
            [exercise("faulty"), exercise("loose"), exercise("share")],
            sandbox=sandbox,
            seed=7,
            settings=dict(settings),
        )
        faulty, loose, share = report.problems
        assert (faulty.score, faulty.outcome) == (None, None)
        assert "is beyond reach" in faulty.fault
        assert "IndexError" in faulty.fault
        assert (loose.score, loose.fault) == (10, "")
        assert share.outcome is Outcome.NOT_ATTEMPTED
        assert share.score == 0
        assert report.score is None
        assert report.max_score == 30
        assert report.seed == 7

    def test_points_add_up(
        self, settings: dict[str, Setting], sandbox: Sandbox, tmp_path: Path
    ) -> None:
        (tmp_path / "work.py").write_text(self.SOURCE + SHARE)
        report = grade_submission(
            read_submission(tmp_path / "work.py"),
            [exercise("loose"), exercise("share")],
            sandbox=sandbox,
            seed=7,
            settings=dict(settings),
        )
        assert (report.score, report.max_score) == (20, 20)
        assert report.isolation == sandbox.isolation


class TestLimits:
    def test_cpu_time_follows_the_reference(self, settings: dict[str, Setting]) -> None:
        # The reference of `loose` adds up a million numbers; its own limit is a tenth of a second.
        assert settings["loose"].limits.cpu_s > settings["loose"].problem.limits.cpu_s

    def test_so_slower_code_is_still_in_time(self, loosely: Grade) -> None:
        result = loosely(
            "def loose(x):\n  for _ in range(2): sum(range(1_000_000))\n  return 1 * x"
        )
        assert result.score == 10, outcomes(result)


# What is nobody's business -------------------------------------------------------------------------

STEEP = """
title: Steep
difficulty: 1
statement: |
  The root of the square of a number, entry by entry.

  **Example.** $2$ gives $2$.
hints: [Which numbers have such a square?, "All that are positive, themselves."]
stub: |
  def steep(x):
      raise NotImplementedError
entry: steep(x) -> y
example: {x: [2], y: [2]}
sizes: {n: 1..3}
given: {numbers: {x: {reals: [n], between: [1, 9]}, examples: 6}}
returns: {y: {reals: [n]}}
checks: [{name: agrees with the reference, agrees: {}, points: 9}]
"""
OVERFLOWING = "def steep(x):\n    y = x**2.0\n    y**500.0\n    return y**0.5\n"


def test_what_a_reference_is_warned_of_while_examples_are_drawn_is_said_to_nobody(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        made = exercise_of(tmp_path, "steep", STEEP, OVERFLOWING)
        result = check_source(made, OVERFLOWING, sandbox=sandbox, seed=0)
    assert result.outcome is Outcome.PASSED
    assert heard == []
