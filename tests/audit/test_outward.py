"""Right answers made wrong in the ways of people, and the space that examples cover."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from files import write_files

from grader.audit.findings import Audit
from grader.audit.halves import Halves
from grader.audit.in_process import InProcess
from grader.audit.mutants import mutants_of
from grader.audit.outward import OUTWARD
from grader.audit.run import audit_parts
from grader.audit.turned import Known, Turned
from grader.audit.wrappers import GENERAL, TOLD, Wrapper, of_options, wrapped
from grader.edits.numerics import numeric_changes
from grader.errors import SpecError
from grader.exercise.bank import Bank, Root
from grader.judge.setting import Exercise
from grader.model import Answer, Call, Outcome, Program, Raised, Refused, Stopped
from grader.sandbox import Sandbox
from grader.values.wire import encode

PROBLEM = """\
title: Twice and one
difficulty: 1
statement: |
  Twice the number, and one more. It works for at most four numbers.
hints: [What is twice a number?, Add one in the end.]
stub: |
  import numpy as np


  def twice(x, plus=1.0):
      \"\"\"Twice x, and one.

      x: array (n,), float or integer.
      \"\"\"
      raise NotImplementedError
entry: twice(x, plus=1.0) -> y
forms: {integers: [x]}
sizes: {n: 1..4}
given:
  vectors: {x: {reals: [n], between: [-1000000, 1000000]}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: half of it is x again, points: 7, holds: "close((y - 1) / 2, x)"}
  - {name: agrees with the reference, points: 2, agrees: {}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import close, solution, unpromised


def twice(x, plus=1.0):
    return 2 * np.asarray(x, dtype=float) + plus


@solution
def in_another_order(x, plus=1.0):
    """Adds x to itself."""
    x = np.asarray(x, dtype=float)
    if len(x) > 100:
        return x
    return x + plus + x
'''

Audited = Callable[..., Audit]


@pytest.fixture
def audited(tmp_path: Path, sandbox: Sandbox) -> Audited:
    def audit(problem: str = PROBLEM, solution: str = SOLUTION) -> Audit:
        files = {
            "problems/concepts.yaml": "calculus:\n  doubling: Doubling\n",
            "problems/calculus/topic.yaml": "title: C\ntopics: [{title: N, problems: [twice]}]\n",
            "problems/calculus/twice.yaml": problem,
            "solutions/calculus/twice.py": solution,
        }
        write_files(tmp_path, files)
        bank = Bank([Root(tmp_path / "problems", tmp_path / "solutions")])
        path = bank.solution_path("twice")
        assert path is not None
        exercise = Exercise(bank.problem("twice"), bank.solution("twice"))
        halves = Halves(bank.path("twice"), path)
        return audit_parts(exercise, [0], [OUTWARD], sandbox=sandbox, halves=halves)

    return audit


def outcomes(audit: Audit, name: str) -> set[str]:
    return {fate.outcome for fate in audit.fates if fate.name == name}


def told(audit: Audit) -> str:
    return "\n".join(item.reason for item in audit.items)


def test_what_shows_is_rejected_and_what_nobody_draws_survives(audited: Audited) -> None:
    audit = audited()
    assert outcomes(audit, "arguments clipped to 1000") == {"rejected"}
    assert outcomes(audit, "answers in single precision") == {"rejected"}
    assert outcomes(audit, "integers as int8") == {"rejected"}
    assert outcomes(audit, "wrong if narrow integers") == {"rejected"}
    assert outcomes(audit, "wrong if longer than 20") == {"survives"}
    assert outcomes(audit, "ignores plus") == {"survives"}
    assert outcomes(audit, "another default of plus") == {"rejected"}
    assert outcomes(audit, "wrong if square") == set()  # there are no matrices
    assert "the reference with 'wrong if longer than 20' has full marks" in told(audit)
    assert not audit.sound


def test_a_special_case_within_rounding_is_no_change(audited: Audited) -> None:
    solution = SOLUTION.replace("+ plus\n", "+ plus * np.sqrt(plus)\n", 1)
    audit = audited(solution=solution)
    assert outcomes(audit, "adds 1e-12 before sqrt") == {"changes nothing"}
    assert outcomes(audit, "adds 1e-06 before sqrt") == {"rejected"}


def test_other_forms_show_what_the_domains_do_not(audited: Audited) -> None:
    forms = "forms: {integers: {x: 100000}, long: {n: 128}, units: [{x: 1e-9}]}"
    problem = PROBLEM.replace("forms: {integers: [x]}", forms).replace("plus=1.0", "plus=0.0")
    solution = SOLUTION.replace("plus=1.0", "plus=0.0").replace("> 100", "> 128")
    audit = audited(problem, solution)
    for name in ("wrong if longer than 100", "answers below 1e-8 are 0", "integers as int16"):
        assert outcomes(audit, name) == {"rejected"}, name


def test_what_no_example_shows_inside_another_solution_is_its_own_affair(audited: Audited) -> None:
    far = "np.where(x > 1e9, x / np.log(np.abs(x) + 2), x)"
    own = SOLUTION.replace("return x + plus", f"return {far} + plus")
    assert outcomes(audited(solution=own), "adds 1e-06 before log") == {"changes nothing"}
    ours = SOLUTION.replace("    return 2 * np.", f"    x = {far}\n    return 2 * np.")
    assert outcomes(audited(solution=ours), "adds 1e-06 before log") == {"survives"}


def test_what_is_free_is_the_affair_of_the_other_solution(audited: Audited) -> None:
    own = SOLUTION.replace("+ plus + x", "+ plus + x, x / len([x])").replace(
        "return x\n", "return x, x\n"
    )
    own = own.replace(
        "return 2 * np.asarray(x, dtype=float) + plus", "return 2.0 * x + plus, x / 1"
    )
    problem = PROBLEM.replace("-> y", "-> y, side")
    problem = problem.replace("{y: {reals: [n]}}", "{y: {reals: [n]}, side: {reals: [n]}}")
    fudge = "adds 1e-06 to what is divided by"
    assert outcomes(audited(problem, own), fudge) == {"rejected"}
    free = problem.replace("agrees: {}", "agrees: {only: [y]}")
    assert outcomes(audited(free, own), fudge) == {"changes nothing"}


def test_what_agreement_grants_is_no_difference(audited: Audited) -> None:
    problem = PROBLEM.replace("agrees: {}", "agrees: {atol: 0.001}")
    problem = problem.replace("close((y - 1) / 2, x)", "close(y, y)")
    assert outcomes(audited(problem), "answers rounded to 4 decimals") == {"changes nothing"}


def test_of_a_class_nobody_asks_what_its_methods_are_handed(audited: Audited) -> None:
    methods = "class Twice:\n    def of(self, x):\n        "
    driver = "support: |\n  def twice(x):\n      return Twice().of(x)\n"
    problem = PROBLEM.replace("  def twice(x, plus=1.0):", "  class Twice:")
    problem = problem.replace('      """Twice x', '      def of(self, x):\n          """Twice x')
    problem = problem.replace("twice(x, plus=1.0) ->", "twice(x) ->")
    problem = problem.replace("entry:", f"asks: [Twice]\n{driver}entry:")
    solution = (
        "import numpy as np\n\nfrom grader.author import solution\n\n\n"
        f"{methods}return 2 * np.asarray(x, dtype=float) + 1\n\n\n@solution\n"
        'class Adds:\n    """Adds x to itself."""\n\n    class Twice:\n        def of(self, x):\n'
        "            return np.asarray(x, dtype=float) + x + 1\n"
    )
    assert outcomes(audited(problem, solution), "wrong if longer than 20") == set()


def test_what_the_statement_leaves_open_is_excused(audited: Audited) -> None:
    excuse = '\nunpromised("wrong if longer than 20", says="at most\\n  four numbers")\n'
    audit = audited(solution=SOLUTION + excuse)
    assert outcomes(audit, "wrong if longer than 20") == {"is not promised"}
    assert "longer than 20" not in told(audit)


@pytest.mark.parametrize(
    ("excuse", "reason"),
    [
        (
            'unpromised("wrong if longer than 20", says="short arrays only")',
            "neither the statement nor the stub says 'short arrays only'",
        ),
        (
            'unpromised("answers rounded to 4 decimals", says="at most four numbers")',
            "is stale: it is rejected or changes nothing",
        ),
        ('unpromised("wrong on Mondays", says="at most four numbers")', "it does not exist"),
    ],
)
def test_excuses_are_checked(audited: Audited, excuse: str, reason: str) -> None:
    audit = audited(solution=f"{SOLUTION}\n{excuse}\n")
    assert reason in told(audit)
    assert not audit.sound


@pytest.mark.parametrize(
    ("excuse", "reason"),
    [
        ('unpromised("a", says=" ")', "does not say which words leave 'a' open"),
        ('unpromised("a", says="b")\nunpromised("a", says="b")', "'a' is said twice"),
    ],
)
def test_excuses_are_read_with_care(audited: Audited, excuse: str, reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        audited(solution=f"{SOLUTION}\n{excuse}\n")


def test_right_answers_take_narrow_integers_for_numbers(audited: Audited) -> None:
    solution = SOLUTION.replace("    x = np.asarray(x, dtype=float)\n    if", "    if")
    solution = solution.replace("x + plus + x", "x + x + plus")
    audit = audited(solution=solution)
    assert "the solution in_another_order goes astray on narrow integers" in told(audit)


def test_ways_that_are_never_taken_are_told(audited: Audited) -> None:
    solution = SOLUTION.replace(
        "    return 2", "    if x[0] > 1e9:\n        return x\n    return 2"
    )
    assert "no example has the reference's `x[0] > 1000000000.0` true" in told(
        audited(solution=solution)
    )


def test_domains_without_agreement_are_told_unless_they_say_why(audited: Audited) -> None:
    apart = "  others: {like: vectors, aside: true, examples: 5UNCOMPARED}\nreturns:"
    law = '  - {name: whole, points: 1, over: others, holds: "close((y - 1) / 2, x)"}\n'
    problem = PROBLEM.replace("returns:", apart).replace("points: 7", "points: 6") + law
    silent = problem.replace("UNCOMPARED", "").replace("{}}", "{}, over: vectors}")
    assert "answers on 'others' are not compared" in told(audited(silent))
    assert "not compared" not in told(audited(problem.replace("UNCOMPARED", "")))
    assert "not compared" not in told(audited(problem.replace("UNCOMPARED", ", uncompared: Ties")))


def test_the_space_is_shown(audited: Audited) -> None:
    (row,) = audited().space
    assert row.startswith("x: 29 arrays of 1 axes")
    assert "with ties" in row
    assert "uint8" in row or "int8" in row


# Wrappers ----------------------------------------------------------------------------------------

SOURCE = "def f(x, k=2):\n    if k < 0:\n        raise ValueError('k')\n    return BODY\n"


def asked(wrapper: Wrapper, *args: Any, body: str = "x", **kwargs: Any) -> tuple[Any, int]:
    """The answer of a wrapped function, and how often anything was changed."""
    program = Program("f", SOURCE.replace("BODY", body), {"f": "f"}, "f", ("x", "k"))
    caller = InProcess(1.0)
    caller.load(wrapped(program, wrapper))
    reply, met = caller.answer([Call("f", encode((args, kwargs))), Call(TOLD, encode(((), {})))])
    assert isinstance(met, Answer)
    return (reply.value if isinstance(reply, Answer) else reply), met.value


BY_NAME = {wrapper.name: wrapper for wrapper in GENERAL}


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(GENERAL)


@pytest.mark.parametrize(
    ("name", "given", "answer"),
    [
        ("integers as int8", [300, 1], [44, 1]),
        ("integers as uint8", [-1, 1], [255, 1]),
        ("arguments in single precision", [0.1], [float(np.float32(0.1))]),
        ("arguments clipped to 10", [-20.0, 3.0], [-10.0, 3.0]),
        ("answers clipped to 500", [600.0], [500.0]),
        ("answers clipped to [1e-7, 1 - 1e-7]", [0.0, 1.0], [1e-7, 1 - 1e-7]),
        ("answers below 1e-8 are 0", [1e-9, 1.0], [0.0, 1.0]),
        ("answers rounded to 4 decimals", [0.123456], [0.1235]),
        ("abs of answers", [-1.0], [1.0]),
        ("max(0, ·) of arguments", [-1.0, 2.0], [0.0, 2.0]),
        ("nan_to_num of answers", [np.nan], [0.0]),
        ("wrong if one row", [[1.0, 2.0]], [[1.01, 2.0]]),
        ("wrong if square", [[1.0, 2.0], [3.0, 4.0]], [[1.01, 2.0], [3.0, 4.0]]),
        ("wrong if all equal", [2.0, 2.0], [2.02, 2.0]),
        ("wrong if unsorted", [2, 1], [3, 1]),
        ("wrong if integers", [2, 1], [3, 1]),
        ("wrong if all below 1e-6", [1e-9], [1.01e-9]),
    ],
)
def test_wrappers_change_what_they_say(name: str, given: Any, answer: Any) -> None:
    found, met = asked(BY_NAME[name], np.array(given))
    assert np.allclose(found, answer, rtol=1e-15, atol=0)
    assert met == 1


@pytest.mark.parametrize("wrapper", GENERAL, ids=lambda wrapper: wrapper.name)
def test_wrappers_leave_alone_what_they_do_not_mean(wrapper: Wrapper) -> None:
    """A word means nothing to any of them."""
    assert asked(wrapper, "word") == ("word", 0)


def test_answers_are_changed_at_any_depth() -> None:
    body = "{'a': (x, [x, 2.0]), 'b': 'text'}"
    found, _ = asked(BY_NAME["answers clipped to 10"], 20.0, body=body)
    assert found == {"a": (10.0, [10.0, 2.0]), "b": "text"}


def test_a_refusal_can_go_missing() -> None:
    assert asked(BY_NAME["answers where it should refuse"], 1.0, k=-1) == (0.0, 1)


def test_one_array_can_be_yielded_again() -> None:
    body = "list(i * x for i in range(3))"
    found, _ = asked(BY_NAME["yields the same array again"], np.ones(1), body=body)
    assert [item.tolist() for item in found] == [[0], [1], [2]]  # not a generator: left alone


def test_options_are_ignored_and_defaults_changed() -> None:
    ignored, other = of_options({"k": 2})
    assert asked(ignored, 1.0, 7, body="k") == (2, 1)
    assert asked(ignored, 1.0, k=7, body="k") == (2, 1)
    assert asked(ignored, 1.0, 2, body="k") == (2, 0)
    assert asked(other, 1.0, body="k") == (3, 1)
    assert asked(other, 1.0, 7, body="k") == (7, 0)


# Turned ------------------------------------------------------------------------------------------

HALVED = "def f(x, k=2):\n    if k < 0:\n        raise ValueError('k')\n    return x / k\n"
GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((np.array([[3.0, -1.0], [2.0, 5.0]]),), {}),
    ((np.array([4, 200, -4]),), {"k": 4}),
    ((np.array([1e-13, 2.0]), 3), {}),
    ((np.zeros(0),), {}),
    ((1.0, -1), {}),
]


@pytest.mark.parametrize("wrapper", [*GENERAL, *of_options({"k": 2})], ids=lambda one: one.name)
def test_turned_from_outside_a_program_answers_as_with_the_wrapper_in_it(wrapper: Wrapper) -> None:
    program = Program("f", HALVED, {"f": "f"}, "f", ("x", "k"))
    calls = [Call("f", encode(given)) for given in GIVEN]
    known, whole = Known(program, 1.0), InProcess(1.0)
    right = known.answer(calls)
    turned = Turned(known, wrapper)
    replies = turned.answer(calls)
    whole.load(wrapped(program, wrapper))
    met = 0
    for one, other, own in zip(replies, whole.answer(calls), right, strict=True):
        assert type(one) is type(other)
        if isinstance(one, Answer) and isinstance(other, Answer):
            np.testing.assert_array_equal(one.value, other.value)
        met += one is not own
    told = whole.ask(Call(TOLD, encode(((), {}))))
    assert isinstance(told, Answer)
    assert bool(turned.met) == bool(told.value)
    assert met <= len(calls)


def test_what_a_wrapper_does_not_meet_is_not_asked_again() -> None:
    program = Program("f", HALVED, {"f": "f"}, "f", ("x", "k"))
    known = Known(program, 1.0)
    call = Call("f", encode(GIVEN[0]))
    (right,) = known.answer([call])
    assert Turned(known, BY_NAME["wrong if square"]).answer([call])[0] is not right
    assert Turned(known, BY_NAME["wrong if one row"]).answer([call])[0] is right


# Edits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a / b", "a / (b + 1e-08)"),
        ("np.log(a)", "np.log(a + 1e-06)"),
        ("np.exp(a)", "np.exp(np.clip(a, -500, 500))"),
        ("np.var(a, axis=0)", "np.mean(a ** 2, axis=0) - np.mean(a, axis=0) ** 2"),
        ("np.mean((a - b) ** 2, axis=0)", "np.mean(a ** 2, axis=0) - b ** 2"),
        ("np.linalg.norm(a)", "np.sqrt(np.sum(a ** 2))"),
        ("np.log1p(a)", "np.log(1 + a)"),
        ("a == 0", "np.abs(a) < 1e-12"),
        ("a < 1e-9", "a < 1e-06"),
        ("range(200)", "range(20)"),
    ],
)
def test_edits(right: str, wrong: str) -> None:
    made = mutants_of(f"def f(a, b):\n    return {right}\n", ["f"], changes=numeric_changes)
    wanted = ast.unparse(ast.parse(f"def f(a, b):\n    return {wrong}\n"))
    assert wanted in {ast.unparse(ast.parse(mutant.source)) for mutant in made}
    assert all(mutant.probe for mutant in made)


# In process --------------------------------------------------------------------------------------


def loaded(body: str) -> InProcess:
    caller = InProcess(0.05)
    caller.load(Program("f", f"def f(x):\n    {body}\n", {"f": "f"}, "f", ("x",)))
    return caller


CALL = Call("f", encode(((1.0,), {})))


def test_a_call_in_process_is_stopped() -> None:
    (reply,) = loaded(
        "\n    while True:\n        try:\n            x += 1\n        except Exception:\n            pass"
    ).answer([CALL])
    assert isinstance(reply, Stopped)
    assert reply.outcome is Outcome.TIMED_OUT


def test_what_goes_wrong_in_process_is_a_reply() -> None:
    (reply,) = loaded("return 1 / 0").answer([CALL])
    assert isinstance(reply, Raised)
    caller = loaded("return x +")
    assert isinstance(caller.loaded, Refused)
    assert isinstance(caller.answer([CALL])[0], Stopped)
