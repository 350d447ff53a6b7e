"""Laws over many examples: what they ask for, how often, and what comes of what goes wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest

from grader.author import LIBRARY
from grader.judge.laws import (
    HOLDS,
    Case,
    Law,
    Ledger,
    Verdict,
    law_of_claims,
    law_of_function,
    raised,
    run,
)
from grader.law.calls import Broken, StudentRaised, StudentStopped
from grader.model import Answer, Call, Outcome, Raised, Reply, Stopped
from grader.values.families import pack
from grader.values.wire import decode


class Fake:
    """A caller that answers in process and keeps the batches that it was sent."""

    def __init__(self, **functions: Callable[..., Any]) -> None:
        self.functions = functions
        self.batches: list[list[str]] = []

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        self.batches.append([call.function for call in calls])
        return [self.one(call) for call in calls]

    def one(self, call: Call) -> Reply:
        args, kwargs = decode(call.arguments)
        try:
            value = self.functions[call.function](*args, **kwargs)
        except Exception as error:
            ancestry = tuple(kind.__name__ for kind in type(error).__mro__)
            return Raised(type(error).__name__, ancestry, str(error), 7)
        return value if isinstance(value, Stopped) else Answer(value)


def read(function: str, reply: Reply) -> Any:
    if isinstance(reply, Raised):
        raise StudentRaised(reply)
    if isinstance(reply, Stopped):
        raise StudentStopped(reply)
    return reply.value


def cases(*examples: dict[str, Any], functions: Sequence[str] = ("f",)) -> list[Case]:
    made = []
    for example in examples:
        ledger = Ledger(pack, read)
        names = {"np": np, **LIBRARY, **example}
        names |= {name: partial(ledger.call, name) for name in functions}
        made.append(Case(names, ledger))
    return made


def judge(law: Law | str, caller: Fake, *examples: dict[str, Any]) -> list[Verdict]:
    law = law_of_claims("a law", law) if isinstance(law, str) else law
    return run(law, cases(*examples, functions=tuple(caller.functions)), caller)


def numbers(n: int) -> list[dict[str, Any]]:
    return [{"x": float(i)} for i in range(n)]


class TestBatches:
    def test_no_calls_no_batches(self) -> None:
        fake = Fake(f=lambda x: x)
        assert judge("x >= 0", fake, *numbers(5)) == [HOLDS] * 5
        assert fake.batches == []

    def test_all_examples_travel_together(self) -> None:
        fake = Fake(f=lambda x: x)
        assert judge("close(f(x), x)", fake, *numbers(50)) == [HOLDS] * 50
        assert [len(batch) for batch in fake.batches] == [50]

    def test_nested_and_later_calls_take_one_batch_each(self) -> None:
        fake = Fake(f=lambda x: x + 1)
        assert (
            judge("close(f(f(x)), x + 2)\nclose(f(x), x + 1)", fake, *numbers(20)) == [HOLDS] * 20
        )
        assert [len(batch) for batch in fake.batches] == [20, 20, 20]

    def test_examples_that_need_more_do_not_hold_up_the_others(self) -> None:
        def countdown(names: Any) -> None:
            x = names["x"]
            while x > 0:
                x = names["f"](x)

        fake = Fake(f=lambda x: x - 1)
        assert judge(Law("countdown", countdown), fake, *numbers(5)) == [HOLDS] * 5
        assert [len(batch) for batch in fake.batches] == [4, 3, 2, 1]

    def test_each_sends_one_batch(self) -> None:
        fake = Fake(f=lambda x: x * 2)
        law = "same(each(f, [x, x + 1, x + 2]), [2 * x, 2 * x + 2, 2 * x + 4])"
        assert judge(law, fake, *numbers(10)) == [HOLDS] * 10
        assert [len(batch) for batch in fake.batches] == [30]

    def test_numerical_derivatives_send_one_batch(self) -> None:
        fake = Fake(f=lambda x: float(x @ x))
        points = [{"x": np.full(3, float(i))} for i in range(4)]
        assert judge("close(numgrad(f, x), 2 * x, 1e-6)", fake, *points) == [HOLDS] * 4
        assert [len(batch) for batch in fake.batches] == [24]
        fake.batches.clear()
        assert judge("close(numhess(f, x), 2 * np.eye(3), 1e-5)", fake, *points) == [HOLDS] * 4
        assert [len(batch) for batch in fake.batches] == [4 * 36]

    def test_calls_of_several_functions_share_a_batch(self) -> None:
        fake = Fake(f=lambda x: x, g=lambda x: -x)
        law = "close(sum(each(lambda h: h(x), [f, g])), 0)"
        assert judge(law, fake, *numbers(3)) == [HOLDS] * 3
        assert fake.batches == [["f", "g"] * 3]

    def test_arguments_and_keywords_arrive(self) -> None:
        fake = Fake(f=lambda z, axis=0: z.sum(axis=axis))
        law = "close(f(z, axis=1), z.sum(axis=1))"
        assert judge(law, fake, {"z": np.ones((2, 3))}) == [HOLDS]

    def test_cases_may_be_judged_again_by_another_law(self) -> None:
        fake = Fake(f=lambda x: x)
        shared = cases(*numbers(3))
        for _ in range(2):
            assert run(law_of_claims("same", "same(f(x), x)"), shared, fake) == [HOLDS] * 3
        assert [len(batch) for batch in fake.batches] == [3, 3]


class TestVerdicts:
    def test_stop_at_the_first_that_is_not_passed(self) -> None:
        verdicts = judge("close(f(x), x)", Fake(f=lambda x: min(x, 2.0)), *numbers(9))
        assert [v.outcome for v in verdicts] == [Outcome.PASSED] * 3 + [Outcome.FAILED]
        assert verdicts[-1].message == "f(x) should be x = 3.0, but is 2.0"
        assert verdicts[-1].fault is None

    def test_an_earlier_example_that_fails_later_comes_first(self) -> None:
        law = "x == 0 or x < 3\nx > 0 or f(x) > 0"
        verdicts = judge(law, Fake(f=lambda x: x), *numbers(5))
        assert [v.message for v in verdicts] == ["x > 0 or f(x) > 0 is false"]

    def test_what_the_student_raised(self) -> None:
        def f(x: float) -> float:
            raise ZeroDivisionError("by nothing")

        (verdict,) = judge("close(f(x), x)", Fake(f=f), *numbers(3))
        assert verdict.outcome is Outcome.ERRORED
        told = "the check also asks f(0.0): your code raised ZeroDivisionError: by nothing"
        assert verdict.message == told
        assert verdict.line == 7

    @pytest.mark.parametrize(
        ("error", "outcome"),
        [
            (NotImplementedError(), Outcome.NOT_ATTEMPTED),
            (MemoryError(), Outcome.OUT_OF_MEMORY),
            (ValueError(), Outcome.ERRORED),
        ],
    )
    def test_some_exceptions_say_more(self, error: Exception, outcome: Outcome) -> None:
        def f(x: float) -> float:
            raise error

        assert judge("f(x) == x", Fake(f=f), *numbers(1))[0].outcome is outcome

    @pytest.mark.parametrize("outcome", [Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.OUT_OF_MEMORY])
    def test_what_never_answered(self, outcome: Outcome) -> None:
        fake = Fake(f=lambda x: Stopped(outcome, "it is gone"))
        told = (outcome, "the check also asks f(0.0): it is gone")
        assert [v[:2] for v in judge("f(x) == x", fake, *numbers(2))] == [told]
        raises = judge("raises('ValueError', lambda: f(x))", fake, *numbers(2))
        assert [v[:2] for v in raises] == [told]

    def test_raises_inside_a_law(self) -> None:
        def f(x: float) -> float:
            if x > 1:
                raise KeyError(x)
            return x

        fake = Fake(f=f)
        law = "raises('KeyError', lambda: f(x + 5))\nraises('LookupError', lambda: f(x + 6))"
        assert judge(law, fake, *numbers(3)) == [HOLDS] * 3
        assert [len(batch) for batch in fake.batches] == [3, 3]
        (verdict,) = judge("raises('KeyError', lambda: f(-x))", fake, *numbers(2))
        assert verdict[:2] == (Outcome.FAILED, "f(-x) does not raise KeyError")
        (verdict,) = judge("raises('ValueError', lambda: f(9.0))", fake, *numbers(2))
        assert verdict.outcome is Outcome.FAILED

    def test_a_law_cannot_swallow_a_call_that_waits(self) -> None:
        def careless(names: Any) -> None:
            try:
                value = names["f"](names["x"])
            except Exception:
                value = 0
            if value != names["x"] + 1:
                raise Broken("swallowed")

        fake = Fake(f=lambda x: x + 1)
        assert judge(Law("careless", careless), fake, *numbers(4)) == [HOLDS] * 4

    def test_a_law_that_goes_wrong_is_flagged(self) -> None:
        (verdict,) = judge("f(x)[0] == 1", Fake(f=lambda x: x), *numbers(2))
        assert verdict.outcome is Outcome.FAILED
        assert isinstance(verdict.fault, TypeError)
        assert "TypeError" not in verdict.message

    def test_laws_neither_warn_nor_see_warnings_as_errors(self) -> None:
        law = "np.all(np.isnan(np.log(np.array([-1.0])))) and np.isinf(np.float64(1) / x)"
        assert judge(law, Fake(f=abs), {"x": np.float64(0)}) == [HOLDS]

    def test_precision_of_the_answer_widens_the_tolerance(self) -> None:
        law, fake = law_of_claims("near", "close(x, 1)"), Fake(f=abs)
        case = cases({"x": 1.00001})[0]
        assert run(law, [case], fake)[0].outcome is Outcome.FAILED
        case.rtol = 2e-4
        assert run(law, [case], fake) == [HOLDS]


class TestClaims:
    def test_statements_name_intermediates(self) -> None:
        law = "total = sum(x * w for w in (1, 2))\nclose(total, 3 * x)\ntotal > 100"
        (verdict,) = judge(law, Fake(f=abs), {"x": 2.0})
        assert verdict.message == "total = 6.0 is not greater than 100"

    def test_comprehensions_see_all_names(self) -> None:
        law = "all(close(f(x + i), f(x) + i) for i in range(3))"
        assert judge(law, Fake(f=lambda x: x), *numbers(4)) == [HOLDS] * 4

    def test_each_example_starts_afresh(self) -> None:
        law = "'kept' not in globals() or True\nkept = x\nsame(kept, x)"
        assert judge(law, Fake(f=abs), *numbers(3)) == [HOLDS] * 3

    def test_an_explanation_may_ask_again(self) -> None:
        fake = Fake(f=lambda x: x + 1)
        verdicts = judge("all(close(f(x + i), x + i) for i in range(2))", fake, *numbers(3))
        assert [v.message for v in verdicts] == [
            "for i = 0: f(x + i) should be x + i = 0.0, but is 1.0"
        ]


def python(source: str) -> Law:
    """The law that the function `check` in `source` is."""
    source = textwrap.dedent(source)
    names: dict[str, Any] = {"np": np, **LIBRARY}
    exec(compile(source, "hidden.py", "exec", optimize=0), names)
    return law_of_function("python", names["check"], source)


class TestPython:
    def test_takes_what_it_names(self) -> None:
        law = python("def check(x, f):\n    assert close(f(x), x)")
        assert judge(law, Fake(f=lambda x: x), *numbers(3)) == [HOLDS] * 3

    def test_asserts_are_explained(self) -> None:
        law = python(
            """
            def check(x, f):
                y = f(x)
                assert close(
                    y,
                    2 * x,
                )
            """
        )
        verdicts = judge(law, Fake(f=lambda x: x), *numbers(2))
        assert verdicts[-1][:2] == (Outcome.FAILED, "y should be 2 * x = 2.0, but is 1.0")

    def test_asserts_in_helpers_are_explained(self) -> None:
        law = python(
            """
            def positive(value):
                assert value > 0

            def check(x):
                positive(x - 1)
            """
        )
        (verdict,) = judge(law, Fake(f=abs), {"x": 1.0})
        assert verdict.message == "value = 0.0 is not greater than 0"

    def test_messages_of_asserts_are_taken_as_they_are(self) -> None:
        law = python("def check(x):\n    assert x > 0, f'{x} is too small'")
        assert judge(law, Fake(f=abs), {"x": 0.0})[0].message == "0.0 is too small"

    def test_asserts_of_libraries_are_not_mixed_up_with_its_own(self) -> None:
        elsewhere: dict[str, Any] = {}
        exec(compile("\n\ndef strict(x):\n    assert x", "other.py", "exec", optimize=0), elsewhere)
        source = "def check(x, strict):\n    strict(x)\n    y = 1\n    assert y == 2\n"
        names: dict[str, Any] = {}
        exec(compile(source, "hidden.py", "exec", optimize=0), names)
        law = law_of_function("python", names["check"], source)
        (verdict,) = judge(law, Fake(f=abs), {"x": 0.0, "strict": elsewhere["strict"]})
        assert verdict[:2] == (Outcome.FAILED, "an assertion of the law fails")

    def test_assertions_about_arrays(self) -> None:
        law = python("def check(p):\n    assert np.all(p >= 0)")
        (verdict,) = judge(law, Fake(f=abs), {"p": np.array([1.0, -1.0])})
        assert verdict[:2] == (Outcome.FAILED, "p[1] = -1.0 is less than 0")

    def test_what_else_it_raises_is_flagged(self) -> None:
        (verdict,) = judge(python("def check(x):\n    x.nothing"), Fake(f=abs), {"x": 1.0})
        assert verdict.outcome is Outcome.FAILED
        assert isinstance(verdict.fault, AttributeError)

    def test_a_name_that_is_not_there_is_flagged(self) -> None:
        (verdict,) = judge(python("def check(nothing):\n    pass"), Fake(f=abs), {"x": 1.0})
        assert isinstance(verdict.fault, KeyError)

    def test_calls_are_batched_too(self) -> None:
        law = python("def check(x, f):\n    assert f(f(x)) == x + 2")
        fake = Fake(f=lambda x: x + 1)
        assert judge(law, fake, *numbers(6)) == [HOLDS] * 6
        assert [len(batch) for batch in fake.batches] == [6, 6]


@pytest.mark.parametrize(
    ("kind", "message", "tip"),
    [
        ("AttributeError", "'NoneType' object has no attribute 'value'", "without a `return`"),
        ("TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'", "`return`"),
        ("ValueError", "The truth value of an array with more than one element is", "np.where"),
        ("AttributeError", "'list' object has no attribute 'value'", ""),
        ("UnboundLocalError", "cannot access local variable 'y'", ""),
    ],
)
def test_what_a_tutor_adds_to_an_exception(kind: str, message: str, tip: str) -> None:
    found = raised(Raised(kind, (kind, "Exception"), message)).told.tip
    assert tip in found
    assert bool(found) is bool(tip)
