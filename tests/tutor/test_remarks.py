"""What is said of a wrong program in which no line was found."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exercises import exercise_of

from grader.grading.grading import check_source
from grader.judge.setting import Exercise
from grader.model import Answer, Clue, Outcome
from grader.sandbox import Sandbox
from grader.tutor.portions import Portions, answered

Array = np.ndarray[Any, Any]

PUBLIC = """
title: Line
difficulty: 1
statement: |
  A line $k x + b$ at every entry of x, and the sum of its values. A negative k raises ValueError.

  **Example.** $x = (1, 2)$, $k = 2$ and $b = 1$ give $(3, 5)$ and $8$.
hints:
  - What is the line at 0?
  - Multiply, then add.
stub: |
  def line(x, k, b):
      raise NotImplementedError
entry: line(x, k, b) -> y, total
example: {x: [1, 2], k: 2, b: 1, y: [3, 5], total: 8}
sizes: {n: 1..4}
given:
  lines: {x: {reals: [n], between: [-9, 9]}, k: {real: [0.5, 4]}, b: {real: [1, 4]}, examples: 20}
  falling: {x: {reals: [n]}, k: {real: [-4, -1]}, b: {real: [1, 4]}, examples: 6}
returns: {y: {reals: [n]}, total: {real: null}}
checks:
  - {name: a negative factor is refused, points: 3, over: falling, raises: ValueError}
  - {name: agrees with the reference, points: 6, agrees: {}, over: lines}
"""

HIDDEN = '''
import numpy as np

from grader.author import mistake, solution


def line(x, k, b):
    if k < 0:
        raise ValueError("k")
    y = k * np.asarray(x, dtype=float) + b
    return y, y.sum()


@mistake(caught_by="agrees with the reference")
def nothing(x, k, b):
    """You returned nothing but zeros."""
    return np.zeros(len(x)), 0.0
'''


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    folder: Path = tmp_path_factory.mktemp("line")
    return exercise_of(folder, "line", PUBLIC, HIDDEN)


def clue_or_none(exercise: Exercise, body: str, sandbox: Sandbox) -> Clue | None:
    indented = textwrap.indent(textwrap.dedent(body), "    ")
    source = f"import numpy as np\n\n\ndef line(x, k, b):\n{indented}\n"
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.outcome is not Outcome.PASSED
    assert not result.diagnosis
    return result.clue


def clue(exercise: Exercise, body: str, sandbox: Sandbox) -> Clue:
    found = clue_or_none(exercise, body, sandbox)
    assert found is not None
    return found


def test_nothing_is_refused(exercise: Exercise, sandbox: Sandbox) -> None:
    found = clue(exercise, "y = k * x + b\nreturn y, y.sum()", sandbox)
    assert found.look == (
        "nothing in your code raises ValueError, which is promised; your answers are wrong in all 7"
        " public examples where k is negative, and right in the other 23"
    )
    assert found.lines == (5,)


REFUSES = "if k < 0:\n    raise ValueError\n"


def test_a_parameter_that_is_never_read(exercise: Exercise, sandbox: Sandbox) -> None:
    found = clue(exercise, f"{REFUSES}y = k * x + np.sin(x) + 7\nreturn y, 3 * y.sum()", sandbox)
    assert found.look == "b is never read, and the answer should change with it"
    assert found.lines == (4,)


def test_a_parameter_without_influence(exercise: Exercise, sandbox: Sandbox) -> None:
    body = "c = b - b\ny = k * x + np.sin(x) + c + 7\nreturn y, 3 * y.sum()"
    found = clue(exercise, REFUSES + body, sandbox)
    assert found.look == "your answers do not change with b, and they should"
    assert found.lines == ()


def test_a_parameter_whose_influence_is_hidden_by_what_is_kept_has_some(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    source = (
        "import numpy as np\n\nknown = {}\n\n\ndef line(x, k, b):\n    if k < 0:\n"
        "        raise ValueError\n    y = np.exp(k * x / 9) * (x + 3) + np.cos(b) + 7\n"
        "    return known.setdefault(len(x), (y, y.sum() ** 2))\n"
    )
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.outcome is not Outcome.PASSED
    assert result.clue is None or "do not change with" not in result.clue.look


def test_what_is_wrong_in_the_call_shown_is_not_said_to_be_right_in_all(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    """Both numbers are whole in small examples alone."""
    body = (
        "y = k * x + b + 5 * (b == round(b)) * (k == round(k))\nreturn y, np.cos(y).sum() ** 3 + 7"
    )
    found = clue_or_none(exercise, REFUSES + body, sandbox)
    assert found is None or "y is right in all examples" not in found.look


def test_items_that_are_one_and_the_same(tmp_path: Path, sandbox: Sandbox) -> None:
    hidden = "import numpy as np\n\n\ndef table(x):\n    return np.diag(x)\n"
    exercise = exercise_of(tmp_path, "table", TABLE, hidden)
    source = (
        "def table(x):\n    A = [[0] * len(x)] * len(x)\n"
        "    for i, one in enumerate(x.tolist()):\n        A[i][i] = one\n    return A\n"
    )
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.clue is not None
    assert result.clue.lines == (2,)
    assert result.clue.look == (
        "items of A are one and the same: what is done to one of them is done to all"
    )


TABLE = """
title: Diagonals
difficulty: 1
statement: |
  A table with x on its diagonal.

  **Example.** $x = (1, 2)$ gives $1$ and $2$ on the diagonal.
hints:
  - Where does the first number go?
  - Begin with zeros.
stub: |
  def table(x):
      raise NotImplementedError
entry: table(x) -> A
example: {x: [1, 2], A: [[1, 0], [0, 2]]}
sizes: {n: 1..4}
given:
  numbers: {x: {integers: [n], between: [1, 9]}, examples: 20}
returns: {A: {integers: [n, n]}}
checks:
  - {name: agrees with the reference, points: 9, agrees: {}}
"""


def test_of_what_cannot_be_compared_no_influence_is_told(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    body = f"{REFUSES}y = k * x + b\nreturn type('Pair', (), {{'y': y, 'total': y.sum()}})()"
    indented = textwrap.indent(body, "    ")
    source = f"def line(x, k, b):\n{indented}\n"
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.outcome is not Outcome.PASSED
    assert result.clue is None or "do not change with" not in result.clue.look


def test_an_exception_of_a_kind_of_its_own_refuses(exercise: Exercise, sandbox: Sandbox) -> None:
    refuses = "class Negative(ValueError):\n    pass\nif k < 0:\n    raise Negative\n"
    found = clue(exercise, refuses + "y = k * x + b\nreturn y, np.exp(y / 9).sum()", sandbox)
    assert "falling" not in found.look
    assert "negative" not in found.look


def test_answers_of_another_kind_have_influence_all_the_same(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    body = f"{REFUSES}y = k * x + b\nreturn y, np.array([3 * y.sum()])"
    found = clue_or_none(exercise, body, sandbox)
    assert found is None or "do not change" not in found.look


def test_parts_that_are_right(exercise: Exercise, sandbox: Sandbox) -> None:
    body = "y = k * x + b\nreturn y, np.cos(y).sum() ** 3 + np.exp(y / 9).sum() + 400"
    found = clue(exercise, REFUSES + body, sandbox)
    assert found.look.startswith("y is right in all examples, total is not")
    assert "too large" in found.look


def portions(exercise: Exercise, wrong: Callable[[Array], Array]) -> Portions:
    """Those of a program whose y is changed like that."""
    rng = np.random.default_rng(0)
    several = []
    for n in range(1, 20):
        x = rng.normal(size=n)
        y = 2 * x + 1
        found = answered(
            exercise.problem,
            {"x": x, "k": 2.0, "b": 1.0},
            Answer((wrong(y), y.sum())),
            Answer((y, y.sum())),
        )
        assert found is not None
        several.append(found)
    return Portions(exercise.problem, several)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda y: np.where(y < 0, y - 1, y), "y that should be negative are wrong"),
        (lambda y: np.where(np.arange(len(y)) == 0, y, 0 * y), "y that come first are right"),
        (lambda y: y + np.sin(y) * (np.arange(len(y)) % 3 == 1), ""),
    ],
)
def test_entries_that_are_wrong(
    wrong: Callable[[Array], Array], said: str, exercise: Exercise
) -> None:
    found = portions(exercise, wrong)
    assert found.parts() == "total is right in all examples, y is not"
    assert said in found.entries()
    assert bool(found.entries()) == bool(said)


def test_what_is_always_too_large(exercise: Exercise) -> None:
    assert portions(exercise, lambda y: y + np.exp(y)).side() == (
        "wherever y is wrong, it is too large (19 examples)"
    )
    assert portions(exercise, lambda y: y + np.sin(9 * y)).side() == ""


def test_what_is_off_by_little(exercise: Exercise) -> None:
    assert portions(exercise, lambda y: y + 2e-6 * abs(y).max()).nearness() == (
        "wherever y is wrong, it is off by at most 0.001 % of its largest entry"
    )
    assert portions(exercise, lambda y: 1.02 * y).nearness() == ""
    assert portions(exercise, lambda y: y).nearness() == ""


def test_a_right_program_that_is_wrong_in_the_same_way(
    exercise: Exercise, sandbox: Sandbox
) -> None:
    body = "y = np.interp(x, [-10, 10], [-10 * k - b, 10 * k - b])\nreturn y, y.sum()"
    found = clue(exercise, REFUSES + body, sandbox)
    assert found.look.startswith("your answers are those of a right program in which")
    assert "operator" in found.look


@pytest.mark.parametrize(
    ("loop", "line"),
    [
        ("while k > 0:\n    for _ in range(3):\n        b = b + 1", 7),
        ("for _ in range(3):\n    while True:\n        b = b + 1", 8),
    ],
)
def test_a_loop_that_does_not_end(
    loop: str, line: int, exercise: Exercise, sandbox: Sandbox
) -> None:
    found = clue(exercise, f"{REFUSES}{loop}\nreturn x, 1.0", sandbox)
    assert found.lines == (line,)
    assert found.look == "your code does not get out of this while loop in time"


WHOLE = """
title: Halves
difficulty: 1
statement: |
  Half of every entry of x, floats or integers.

  **Example.** $x = (1, 2)$ gives $(0.5, 1)$.
hints:
  - What is half of 1?
  - Divide by two.
stub: |
  def halves(x):
      raise NotImplementedError
entry: halves(x) -> y
example: {x: [1, 2], y: [0.5, 1]}
sizes: {n: 1..4}
given:
  numbers: {x: {integers: [n], between: [-9, 9]}, examples: 20}
returns: {y: {reals: [n]}}
checks:
  - {name: agrees with the reference, points: 9, agrees: {}}
"""


def test_where_fractions_are_cut_off(tmp_path: Path, sandbox: Sandbox) -> None:
    hidden = "import numpy as np\n\n\ndef halves(x):\n    return np.asarray(x) / 2\n"
    exercise = exercise_of(tmp_path, "halves", WHOLE, hidden)
    source = (
        "import numpy as np\n\n\ndef halves(x):\n    y = np.empty_like(x)\n"
        "    for i in range(len(x)):\n        y[i] = x[i] / 2\n    return y\n"
    )
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.clue is not None
    assert result.clue.lines == (5,)
    assert result.clue.look == "y holds integers from here on: fractions are cut off"


def test_nothing_is_cut_off_where_the_right_answer_is_whole(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    text = WHOLE.replace("halves", "squares").replace("between: [-9, 9]", "between: [7, 9]")
    text = text.replace("y: [0.5, 1]", "y: [1, 4]")
    hidden = "import numpy as np\n\n\ndef squares(x):\n    return np.asarray(x) ** 2.0\n"
    exercise = exercise_of(tmp_path, "squares", text, hidden)
    source = (
        "import numpy as np\n\n\ndef squares(x):\n    y = np.zeros_like(x)\n"
        "    for i in range(len(x)):\n        y[i] = min(x[i], 8) * x[i]\n    return y\n"
    )
    result = check_source(exercise, source, sandbox=sandbox, seed=0, search_s=1.0)
    assert result.clue is None or "fractions" not in result.clue.look


def test_right_values_beside_changed_inputs(exercise: Exercise, sandbox: Sandbox) -> None:
    body = "y = k * np.array(x) + b\nnp.copyto(x, y)\nnp.put(x, 0, k)\nreturn y, y.sum()"
    found = clue(exercise, REFUSES + body, sandbox)
    assert found.look == "your code changed its input x; work on a copy"
