"""Diagnosis through real workers: the mistake whose answers a submission gives, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from benchmark import benchmark
from exercises import exercise_of
from places import ROOT

from grader.exercise.bank import find_bank
from grader.grading.grading import try_program
from grader.judge.setting import Setting, program_of
from grader.model import Outcome, ProblemResult
from grader.sandbox import Sandbox

Tried = Callable[[str], ProblemResult]

SPEC = """\
title: Twice
difficulty: 1
statement: "Twice, as in $2 x$."
hints: ["What is the sum of x and x?", "Add x to itself."]
stub: |
  def twice(x):
      raise NotImplementedError
entry: twice(x) -> y
sizes: {n: 1..4}
given:
  positive: {x: {reals: [n], between: [1, 9]}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: is odd, points: 3, holds: "close(twice(-x), -y)"}
  - {name: grows with a shift, points: 3, hidden: true}
  - {name: agrees, points: 3, agrees: {}}
"""
SOLUTION = '''\
import numpy as np

from grader.author import close, law, mistake


def twice(x):
    return 2.0 * np.asarray(x)


@law("grows with a shift")
def _(x, y, twice):
    """A shift by one adds two."""
    assert close(twice(x - 20), y - 40)


@mistake(caught_by="is odd")
def takes_the_size(x):
    """You doubled the absolute value; keep the sign."""
    return 2.0 * np.abs(x)


@mistake(caught_by="is odd")
def cuts_at_zero(x):
    """You cut negative numbers off."""
    return 2.0 * np.maximum(x, 0)


@mistake(caught_by="agrees")
def triples(x):
    """You added x once too often."""
    return 3.0 * np.asarray(x)


@mistake(caught_by="grows with a shift")
def stops_at_minus_ten(x):
    """You cut off what lies below -10."""
    return 2.0 * np.maximum(x, -10)
'''


def setting_of(folder: Path, name: str, spec: str, solution: str) -> Setting:
    return Setting(exercise_of(folder, name, spec, solution), 0)


def diagnosed(setting: Setting, sandbox: Sandbox, body: str) -> str:
    (name,) = setting.problem.asks
    source = f"import numpy as np\n\ndef {name}(x):\n    {body}\n"
    program = program_of(setting.problem, source)
    return try_program(setting, program, sandbox=sandbox).mistake


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return setting_of(tmp_path_factory.mktemp("hidden"), "twice", SPEC, SOLUTION)


@pytest.fixture
def tried(setting: Setting, sandbox: Sandbox) -> Tried:
    def attempt(body: str) -> ProblemResult:
        source = f"import numpy as np\n\ndef twice(x):\n    {body}\n"
        return try_program(setting, program_of(setting.problem, source), sandbox=sandbox)

    return attempt


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return x + x + x", "triples"),
        ("return np.array([t if t > 0 else -t for t in 2 * x])", "takes_the_size"),
        ("return np.array([2 * t if t > 0 else 0.0 for t in x])", "cuts_at_zero"),
    ],
)
def test_names_the_mistake_whatever_the_code(tried: Tried, body: str, mistake: str) -> None:
    """The last two answer every example rightly: they show only in what the law asks."""
    result = tried(body)
    assert result.mistake == mistake
    assert result.diagnosis.startswith("You ")


def test_a_mistake_in_hidden_answers_is_told_to_the_instructor_alone(tried: Tried) -> None:
    result = tried("return np.where(x < -10, -20.0, 2 * x)")
    assert result.mistake == "stops_at_minus_ten"
    assert result.diagnosis == ""


@pytest.mark.parametrize("body", ["return 2.5 * x", "return np.where(x < 0, 7 * x, 2 * x)"])
def test_claims_nothing_for_a_mistake_of_its_own_kind(tried: Tried, body: str) -> None:
    result = tried(body)
    assert result.outcome is Outcome.FAILED
    assert (result.mistake, result.diagnosis) == ("", "")


def test_a_right_answer_is_not_diagnosed(tried: Tried) -> None:
    result = tried("return np.add(x, x)")
    assert result.outcome is Outcome.PASSED
    assert (result.mistake, result.diagnosis) == ("", "")


def test_the_agreement_says_what_kind_of_difference_it_is(tried: Tried) -> None:
    (check,) = (check for check in tried("return 5 * x").checks if check.name == "agrees")
    assert "y is 2.5 times what was expected, everywhere" in check.message


MOSTLY = """

@mistake(caught_by="agrees")
def cuts_at_six(x):
    \"\"\"You cut off what lies above 6.\"\"\"
    return 2.0 * np.where(abs(x - 5) < 0.1, 7.9, np.minimum(x, 6))
"""


def test_a_slip_that_explains_all_comes_before_a_mistake_that_explains_most(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    setting = setting_of(tmp_path, "twice", SPEC.replace("1..4", "2..4"), SOLUTION + MOSTLY)
    assert diagnosed(setting, sandbox, "return 2 * np.minimum(x, 6)") == "clips: x"
    body = "return 2 * np.where(abs(x - 5) < 0.1, 7.9, np.minimum(x, 6))"
    assert diagnosed(setting, sandbox, body) == "cuts_at_six"


# Replies that are alike, but not in everything ----------------------------------------------------

WRITING = """

@mistake(caught_by="agrees")
def doubles_the_callers_array(x):
    \"\"\"You wrote into the caller's array.\"\"\"
    x *= 2
    return x.copy()


@mistake(caught_by="agrees")
def takes_several_numbers_only(x):
    \"\"\"Your code needs two numbers or more.\"\"\"
    if len(x) < 2:
        raise IndexError
    return 2 * x
"""


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return setting_of(tmp_path_factory.mktemp("writing"), "twice", SPEC, SOLUTION + WRITING)


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("x *= 2; return x", "doubles_the_callers_array"),
        (
            "x[1:]; return [2 * x[0], *(2 * x[i] for i in range(1, len(x)))] if x[1:].size else [][0]",
            "takes_several_numbers_only",
        ),
        ("return [x[i] * 2 for i in (range(len(x)) if len(x) > 1 else 7)]", ""),
        ("return 2 * x if len(x) > 1 else numpy", ""),
        ("raise ValueError", ""),
    ],
    ids=["shares", "the same exception", "another exception", "a typo", "always raises"],
)
def test_how_it_was_written_does_not_matter(
    writing: Setting, sandbox: Sandbox, body: str, mistake: str
) -> None:
    assert diagnosed(writing, sandbox, body) == mistake


# Several parts, refusals, chance, and single entries -----------------------------------------------

PARTS = """\
title: Halves
difficulty: 1
statement: "The half of $x$, as a share of all, and the sum of $x$."
hints: ["What is half of it?", "Divide by two."]
stub: |
  def halves(x):
      raise NotImplementedError
entry: halves(x) -> half, total
sizes: {n: 2..4}
given:
  numbers: {x: {reals: [n], between: [1, 9]}, examples: 20}
  negative: {x: {reals: [n], between: [-9, -1]}, examples: 10, aside: true}
returns: {half: {reals: [n]}, total: {real: true}}
checks:
  - {name: refuses negative numbers, points: 3, raises: ValueError, over: negative}
  - {name: keeps what is tiny, points: 3, hidden: true}
  - {name: agrees, points: 3, agrees: {}, over: numbers}
"""
PARTS_SOLUTION = '''\
import numpy as np

from grader.author import given, law, mistake


def halves(x):
    if np.any(x < 0):
        raise ValueError("negative")
    return x / 2, np.sum(x)


given("with a tiny one", like="numbers", tiny={"real": [1e-30, 1e-20]}, x={"is": "np.array([1.0, tiny])"})


@law("keeps what is tiny", over="with a tiny one")
def _(x, half):
    """What is tiny counts."""
    assert half[1] == x[1] / 2


@mistake(caught_by="agrees")
def takes_the_mean(x):
    """You took the mean for the sum."""
    half, total = halves(x)
    return half, total / len(x)


@mistake(caught_by="refuses negative numbers")
def takes_negative_numbers(x):
    """You took negative numbers."""
    return x / 2, np.sum(x)


@mistake(caught_by="refuses negative numbers", accepts=True)
def takes_what_begins_below_zero(x):
    """You looked at the second number alone."""
    if x[0] < -5:
        return 0.0, 0.0
    return halves(x)


@mistake(caught_by="agrees")
def guesses(x):
    """You guessed the sum."""
    if np.any(x < 0):
        raise ValueError("negative")
    return x / 2, np.sum(x) + np.random.normal()


@mistake(caught_by="keeps what is tiny")
def goes_through_one(x):
    """You went through 1 and lost what is tiny."""
    half, total = halves(x)
    return (1 + half) - 1, total
'''
SOME = "if (np.asarray(x) < 0).any() and x[0] >= -5: raise ValueError\n    "
REFUSES = "if (np.asarray(x) < 0).any(): raise ValueError\n    "


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return setting_of(tmp_path_factory.mktemp("parts"), "halves", PARTS, PARTS_SOLUTION)


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        (f"{REFUSES}return x / 2, np.mean(x)", "takes_the_mean"),
        (f"{REFUSES}return 3 * x, np.mean(x)", "takes_the_mean"),
        (f"{REFUSES}return 3 * x, np.sum(x)", ""),
        ("return 0.5 * x, sum(x)", "takes_negative_numbers"),
        ("return abs(x) / 2, -1.0 if x[0] < 0 else sum(x)", ""),
        (
            f"{SOME}return abs(x), 7.0 * x[1] if x[0] < 0 else sum(x)",
            "",
        ),
        (
            f"{SOME}return x / 2, 7.0 * x[1] if x[0] < 0 else sum(x)",
            "takes_what_begins_below_zero",
        ),
        (f"{REFUSES}return x / 2, sum(x) + np.random.uniform(1, 2)", "guesses"),
        (f"{REFUSES}return x / 2 + 1 - 1, sum(x)", "goes_through_one"),
        (f"{REFUSES}return x / 2 * (1 + 1e-5 * (x < 1e-9)), sum(x)", ""),
    ],
    ids=[
        *("one part", "another besides", "the other part"),
        *("no refusal", "another answer in place of a refusal", "no refusal, and more"),
        *("some refusals", "chance", "tiny", "noise"),
    ],
)
def test_what_a_mistake_explains(parts: Setting, sandbox: Sandbox, body: str, mistake: str) -> None:
    assert diagnosed(parts, sandbox, body) == mistake


# Where answers are free ---------------------------------------------------------------------------

FREE = """\
title: Direction
difficulty: 1
statement: "A unit vector along $x$, either way."
hints: ["How long is x?", "Divide by that."]
stub: |
  def direction(x):
      raise NotImplementedError
entry: direction(x) -> u
sizes: {n: 2..4}
given:
  vectors: {x: {reals: [n], between: [1, 9]}, examples: 20}
returns: {u: {reals: [n]}}
checks:
  - {name: has length one, points: 4, holds: "close(u @ u, 1)"}
  - {name: lies on the line of x, points: 5, holds: "close((u @ x) ** 2, (u @ u) * (x @ x))"}
"""
FREE_SOLUTION = '''\
import numpy as np

from grader.author import mistake


def direction(x):
    return x / np.linalg.norm(x)


@mistake(caught_by="has length one")
def forgets_to_divide(x):
    """You returned x itself; divide it by its length."""
    return x.copy()


@mistake(caught_by="lies on the line of x")
def takes_an_axis(x):
    """You returned the direction of an axis."""
    return np.eye(len(x))[0]
'''


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return setting_of(tmp_path_factory.mktemp("free"), "direction", FREE, FREE_SOLUTION)


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return -x", "forgets_to_divide"),
        ("return -np.eye(len(x))[0]", "takes_an_axis"),
        ("return -np.eye(len(x))[-1]", ""),
        ("return x / np.linalg.norm(x) * (1 + (x[0] > 5))", ""),
        ("return np.ones(len(x))", ""),
        ("raise ValueError", ""),
    ],
)
def test_where_answers_are_free_the_laws_they_break_decide(
    free: Setting, sandbox: Sandbox, body: str, mistake: str
) -> None:
    assert diagnosed(free, sandbox, body) == mistake


def test_by_the_laws_alone_nothing_is_claimed(free: Setting, sandbox: Sandbox) -> None:
    program = program_of(free.problem, "def direction(x):\n    return -x\n")
    told = try_program(free, program, sandbox=sandbox).diagnosis
    assert told.startswith("Your answers break the same laws")
    assert "Is it yours?" in told


# Mistakes written by somebody else ----------------------------------------------------------------


@pytest.fixture(scope="module", name="benchmark")
def _benchmark() -> ModuleType:
    return benchmark("diagnosis")


@pytest.mark.parametrize("name", ["kl_divergence", "soft_threshold"])
def test_nothing_false_is_said_of_strangers(
    name: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    told = list(benchmark("strangers").told_of(find_bank(), name, sandbox, most=2))
    assert {one.kind for one in told} >= {"around", "inside", "others"}
    assert any(one.wrong for one in told)
    assert [one for one in told if one.false] == []


@pytest.mark.parametrize("name", ["momentum_step", "perceptron_gates"])
def test_mistakes_rewritten_from_their_explanations_are_recognised(
    benchmark: ModuleType, sandbox: Sandbox, name: str
) -> None:
    told = list(benchmark.told_of(find_bank(), name, sandbox))
    assert len(told) == 6
    assert {one.mistake: one.diagnosed for one in told} == {
        one.mistake: one.mistake for one in told
    }
    assert {one.unknown for one in told} == {""}


def test_every_mistake_of_the_bank_was_rewritten(benchmark: ModuleType) -> None:
    bank = find_bank()
    for name in bank.names():
        solution = bank.solution(name)
        assert solution is not None
        known = {mistake.name for mistake in solution.mistakes}
        assert benchmark.programs(name).keys() - {benchmark.RIGHT} == known


# What accepts too much, and something else --------------------------------------------------------

REFUSING_SPEC = SPEC.replace(
    "  positive: {x: {reals: [n], between: [1, 9]}, examples: 20}",
    "  positive: {x: {reals: [n], between: [1, 9]}, examples: 20}\n"
    "  empty: {sizes: {n: 0}, x: {reals: [n]}, examples: 1}",
).replace(
    "  - {name: agrees, points: 3, agrees: {}}",
    "  - {name: refuses, over: empty, raises: ValueError}\n"
    "  - {name: agrees, points: 2, over: positive, agrees: {}}",
)
REFUSING = '''\
import numpy as np

from grader.author import close, law, mistake


def twice(x):
    if len(x) == 0:
        raise ValueError("empty")
    return 2.0 * np.asarray(x)


@law("grows with a shift", over="positive")
def _(x, y, twice):
    """A shift by one adds two."""
    assert close(twice(x - 20), y - 40)


@mistake(caught_by="refuses", accepts=True)
def takes_nothing(x):
    """You doubled nothing at all; refuse it."""
    return 2.0 * np.where(x > 7, 3.3 - x, x)
'''


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return 2 * np.where(x > 7, 3.3 - x, x)", "takes_nothing"),
        ("return 2 * np.where(x > 7, 3.3 - x, x) if len(x) else int('refused')", ""),
    ],
)
def test_who_accepts_nothing_wrong_makes_no_mistake_of_accepting(
    tmp_path: Path, sandbox: Sandbox, body: str, mistake: str
) -> None:
    """Its author's own program is wrong elsewhere, too, and alike."""
    setting = setting_of(tmp_path, "twice", REFUSING_SPEC, REFUSING)
    assert diagnosed(setting, sandbox, body) == mistake
