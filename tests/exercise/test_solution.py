"""The hidden half: what it marks becomes data, and what is wrong with it has a line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands import python

from grader.errors import SpecError
from grader.exercise.hidden import load_solution
from grader.exercise.solution import Solution
from grader.exercise.spec import parse_problem
from grader.problem import Problem, Value, plain
from grader.values import wire

SOFTMAX = """\
title: Softmax
difficulty: 2
statement: Turn logits into probabilities.
hints: [Subtract something first., Which axis adds up to one?]
stub: "def softmax(z, axis=-1): ..."
support: "def rows(z): return len(z)"
entry: softmax(z, axis=-1) -> p
sizes: {n: 1..6, k: 2..5}
given:
  logits: {z: {reals: [n, k]}, c: {real: [-9, 9]}}
returns: {p: {reals: [n, k]}}
checks:
  - {name: sums to one, holds: "close(p.sum(axis=-1), 1)", points: 4}
  - {name: stays finite, hidden: true, points: 5}
"""

HIDDEN = '''\
import numpy as np

from grader.author import close, finite, given, law, mistake, solution

given("large", like="logits", z={"reals": ["n", "k"], "between": [700, 1000]})


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@law("stays finite", over=("large", "logits"))
def _(z, n, axis, p, c, answer, softmax, rows, seen, reference, right):
    """exp overflows: subtract the maximum."""
    assert finite(p)


@mistake(caught_by="sums to one", public=True)
def normalises_everything(z, axis=-1):
    """Each row is a distribution

    of its own.
    """
    return np.exp(z) / np.exp(z).sum()


@mistake(caught_by="returns what it promises")
class Forgets:
    """You return nothing."""

    def softmax(z, axis=-1):
        return None


@solution
def loops(z, axis=-1):
    """Row by row."""
    return softmax(z, axis)
'''

LSA = """\
title: Two things
difficulty: 2
statement: Two names are asked for.
hints: [One., Two.]
stub: |
  class Model: ...
  def fit(model): ...
asks: [Model, fit]
support: |
  def run(k):
      return fit(Model(k))
entry: run(k) -> y
given: {all: {k: {integer: [0, 3]}}}
returns: {y: {integer: null}}
checks:
  - {name: right, agrees: {}, points: 9}
"""

TWO = '''\
from grader.author import mistake


class Model:
    def __init__(self, k):
        self.k = k


def fit(model):
    return model.k


@mistake(caught_by="right")
class FitsWrongly:
    """One of the two is wrong."""

    def fit(model):
        return -model.k
'''


def problem(content: str = SOFTMAX) -> Problem:
    return parse_problem(content, Path("problems/probability/softmax.yaml"))


def load(tmp_path: Path, source: str, content: str = SOFTMAX) -> Solution:
    path = tmp_path / "softmax.py"
    path.write_text(source)
    return load_solution(path, problem(content))


def errors(tmp_path: Path, source: str, content: str = SOFTMAX) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load(tmp_path, source, content)
    return [line.removeprefix(f"{tmp_path / 'softmax.py'}:") for line in caught.value.problems]


def changed(tmp_path: Path, old: str, new: str) -> list[str]:
    assert old in HIDDEN
    return errors(tmp_path, HIDDEN.replace(old, new, 1))


def test_what_is_marked_becomes_data(tmp_path: Path) -> None:
    found = load(tmp_path, HIDDEN)
    assert found.source == HIDDEN
    assert found.reference.asks == {"softmax": "softmax"}
    assert found.reference.parameters == ("z", "axis")
    assert found.reference.support == "def rows(z): return len(z)"
    (domain,) = found.domains
    assert (domain.name, domain.hidden, domain.sizes) == ("large", True, {"n": (1, 6), "k": (2, 5)})
    assert domain.values["z"] == Value("reals", ["n", "k"], {"between": [700, 1000]})
    assert domain.values["c"] == Value("real", [-9, 9])
    law = found.laws["stays finite"]
    assert (law.over, law.why) == (("large", "logits"), "exp overflows: subtract the maximum.")
    first, second = found.mistakes
    assert (first.name, first.caught_by, first.public) == (
        *("normalises_everything", "sums to one"),
        True,
    )
    assert first.why == "Each row is a distribution\n\nof its own."
    assert first.program.asks == {"softmax": "normalises_everything"}
    assert first.program.source == HIDDEN
    assert second.program.asks == {"softmax": "Forgets.softmax"}
    assert second.public
    (other,) = found.solutions
    assert (other.name, other.why, other.program.asks) == (
        "loops",
        "Row by row.",
        {"softmax": "loops"},
    )


def test_a_class_may_hold_some_of_the_asked_names(tmp_path: Path) -> None:
    (mistake,) = load(tmp_path, TWO, LSA).mistakes
    assert mistake.program.asks == {"Model": "Model", "fit": "FitsWrongly.fit"}


def test_a_function_cannot_stand_for_two_names(tmp_path: Path) -> None:
    source = TWO.replace("class FitsWrongly:", "def fits_wrongly(model):")
    source = source.replace("    def fit(model):\n        return -model.k", "    return -model.k")
    assert errors(tmp_path, source, LSA) == [
        (
            "14: fits_wrongly must be a class that holds Model or fit: the exercise asks for more"
            " than one name"
        )
    ]


def test_laws_keep_their_assertions_under_O(tmp_path: Path) -> None:
    (tmp_path / "softmax.py").write_text(HIDDEN)
    (tmp_path / "problem").write_bytes(wire.encode(plain(problem())))
    code = f"""
from pathlib import Path
import numpy as np
from grader.values import wire
from grader.problem import from_plain
from grader.exercise.hidden import load_solution
here = Path({str(tmp_path)!r})
problem = from_plain(wire.decode((here / "problem").read_bytes()))
law = load_solution(here / "softmax.py", problem).laws["stays finite"]
names = "z n axis c answer softmax rows seen reference right".split()
try:
    law.function(p=np.inf, **dict.fromkeys(names))
except AssertionError:
    print("kept")
"""
    run = python("-OO", "-c", code)
    assert (run.stdout, run.stderr) == ("kept\n", "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    return np.exp(z) / np.exp(z).sum()",
            "    return (",
            "25: does not parse: '(' was never closed",
        ),
        (
            "import numpy",
            "import nunpy",
            "1: raises ModuleNotFoundError when it is loaded: No module named 'nunpy'",
        ),
        (
            "import numpy as np\n",
            "import numpy as np; exit(3)\n",
            "1: raises SystemExit when it is loaded: 3",
        ),
        (
            "def softmax(z, axis=-1):\n    e",
            "def soft_max(z, axis=-1):\n    e",
            "1: defines no softmax, which the exercise asks for",
        ),
        (
            'law("stays finite"',
            'law("stays infinite"',
            "13: there is no hidden check 'stays infinite'; did you mean stays finite?",
        ),
        (
            'law("stays finite"',
            'law("sums to one"',
            "13: the check 'sums to one' is not hidden: it has its law already",
        ),
        (
            'over=("large", "logits")',
            'over=("large", "logit")',
            "13: there is no domain 'logit'; did you mean logits?",
        ),
        (
            "def _(z, n,",
            "def _(z, m, refrence,",
            "13: the law of 'stays finite' takes 'm', which is not known",
        ),
        (
            '    """exp overflows: subtract the maximum."""\n',
            "",
            "13: the law of 'stays finite' has no docstring to tell a student why",
        ),
        (
            'caught_by="sums to one"',
            'caught_by="sums to two"',
            "20: normalises_everything: there is no check 'sums to two'; did you mean sums to one?",
        ),
        ('    """Row by row."""\n', "", "37: loops has no docstring to tell a student why"),
        (
            "    def softmax(z, axis=-1):\n        return None",
            "    def soft(z, axis=-1):\n        return None",
            "29: Forgets holds no softmax",
        ),
        ("def loops(", "def Forgets(", "37: Forgets is defined twice"),
        (
            "def loops(",
            "def softmax(",
            "37: softmax is the reference; call its stand-in something else",
        ),
        ('given("large", like', 'given("logits", like', "5: the domain 'logits' is given twice"),
        (
            'like="logits"',
            'like="logit"',
            "5: given.large.like: there is no domain 'logit'; did you mean logits?",
        ),
        (
            '{"reals": ["n", "k"]',
            '{"reals": ["n", "kk"]',
            "5: given.large.z: name 'kk' is not known; did you mean k?",
        ),
        (
            'z={"reals"',
            'z={"reels"',
            "5: given.large.z: names no kind of value; did you mean reals or real?",
        ),
        ('over=("large", "logits")', 'over="logits"', "5: no law is tried on the domain 'large'"),
        (
            'given("large", like="logits", z={"reals": ["n", "k"]',
            'given("large", y={"reals": ["n", "k"]',
            "5: given.large: draws no z, which has no default",
        ),
    ],
)
def test_what_is_wrong_has_a_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = changed(tmp_path, old, new)
    assert any(line.startswith(told) for line in found), found


@pytest.mark.parametrize(
    "asked",
    [
        "softmax(right.p)",
        "softmax(z, axis=reference(z).p)",
        "softmax(np.log(mine(z)))",
        "[softmax(row) for row in right.p]",
        "twice(z + right.p)",
        "each(softmax, right.p)",
        "each(over=reference(z), ask=softmax)",
    ],
)
def test_no_law_hands_the_references_answer_over(tmp_path: Path, asked: str) -> None:
    law = f"    assert finite({asked})\n\n\ndef mine(z):\n    return softmax(z)\n"
    names = "p, twice, softmax, reference, right"
    public = SOFTMAX.replace(
        '"def rows(z): return len(z)"', '"def twice(z): return softmax(softmax(z))"'
    )
    hidden = HIDDEN.replace("    assert finite(p)\n", law)
    hidden = hidden.replace(
        "z, n, axis, p, c, answer, softmax, rows, seen, reference, right", f"z, {names}"
    )
    path = tmp_path / "softmax.py"
    path.write_text(hidden)
    with pytest.raises(
        SpecError, match=r"hands '(right|reference|mine|row)', the reference's answer"
    ):
        load_solution(path, parse_problem(public, Path("probability/softmax.yaml")))


@pytest.mark.parametrize(
    "compared",
    ["close(softmax(z), right.p)", "close(softmax(z + c), reference(z).p)", "finite(softmax(p))"],
)
def test_laws_may_compare_with_it(tmp_path: Path, compared: str) -> None:
    hidden = HIDDEN.replace("assert finite(p)", f"assert {compared}")
    path = tmp_path / "softmax.py"
    path.write_text(hidden)
    assert load_solution(path, parse_problem(SOFTMAX, Path("probability/softmax.yaml"))).laws


def test_a_hidden_check_needs_a_law(tmp_path: Path) -> None:
    source = "def softmax(z, axis=-1): ..."
    assert errors(tmp_path, source) == ["1: the hidden check 'stays finite' has no law"]


def test_two_laws_for_one_check(tmp_path: Path) -> None:
    source = HIDDEN + '\n\n@law("stays finite")\ndef _(p):\n    """Why."""\n'
    assert errors(tmp_path, source) == ["42: the check 'stays finite' has two laws"]


def test_the_answer_is_described_on_hidden_domains_too(tmp_path: Path) -> None:
    content = SOFTMAX.replace(
        "returns: {p: {reals: [n, k]}}", "returns: {p: {reals: [n, k + 0 * c]}}"
    )
    source = HIDDEN.replace('like="logits", ', "")
    source = source.replace(" p, c,", " p,")
    assert errors(tmp_path, source, content) == ["5: given.large: returns.p: name 'c' is not known"]


def test_errors_come_all_at_once(tmp_path: Path) -> None:
    source = HIDDEN.replace('caught_by="sums to one"', 'caught_by="x"').replace(
        "def _(z, n,", "def _(q,"
    )
    assert len(errors(tmp_path, source)) == 2


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "softmax.py").write_bytes(b"\xff")
    with pytest.raises(SpecError, match=r"softmax.py:1: the file is not UTF-8 text$"):
        load_solution(tmp_path / "softmax.py", problem())


def test_dataclasses_find_their_module(tmp_path: Path) -> None:
    source = "from __future__ import annotations\nfrom dataclasses import dataclass\n\n\n"
    source += "@dataclass\nclass Node:\n    x: float\n\n\n"
    load(tmp_path, source + HIDDEN)
    assert not any(name.startswith("solutions") for name in sys.modules)
