"""A definition under another name stands for an asked one only where there is no doubt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.exercise.spec import parse_problem
from grader.submission import Naming, Submission, among
from grader.submission.glance import MOST_HEADS, Signature, signatures
from grader.submission.naming import stand_ins

if TYPE_CHECKING:
    from grader.problem import Problem

ONE = "def {}(x): return x"


def problem(name: str = "soft_sign", asks: str = "sign", parameters: str = "x") -> Problem:
    return parse_problem(
        f"title: T\ndifficulty: 1\nstatement: S.\nhints: [One., Two.]\nasks: [{asks}]\n"
        f"stub: |\n  def {asks}({parameters}):\n      raise NotImplementedError\n"
        f"entry: {asks}(x) -> p\ngiven: {{all: {{x: {{reals: [3]}}}}}}\n"
        "returns: {p: {reals: [3]}}\nchecks:\n  - {name: right, agrees: {}, points: 9}\n",
        Path(f"problems/area/{name}.yaml"),
    )


def taken(text: str, naming: Naming | None = None, *, meant: bool = True) -> list[tuple[str, int]]:
    found = stand_ins(problem(), text, naming or Naming(), meant=meant)
    assert all(one.asked == "sign" for one in found)
    return [(one.name, one.line) for one in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("def Sign(x): return x + 3", "Sign"),
        ("def _sign_(x): return 0\ndef sign_(x): return x + 3", "sign_"),
        ("def SoftSign(x): return x + 3\ndef other(x): return 0", "SoftSign"),
        ("def my_sign(x): return x + 3\ndef other(x): return 0", "my_sign"),
        ("def shift(z, k): return z + k\ndef mine(z): return shift(z, 3)", "mine"),
        ("def mine(x): return x + 3\ndef other(z): return z", "mine"),
        ("def mine(x, k=(1, 2)): return x + k\ndef two(a, b): return a", "mine"),
        ("def mine(\n    x,  # the input, not k\n    *,\n    k=3,\n): return x\ndef sum(*x): pass", "mine"),
        (">>> def mine(x):\n...     return x", "mine"),
        ("'''\n  def sign(x): as in the text\n'''\nmine = 3\ndef mine(x): return x", "mine"),
    ],
)  # fmt: skip
def test_what_can_only_be_meant_is_taken(text: str, name: str) -> None:
    ((found, line),) = taken(text)
    assert found == name
    assert f"def {name}" in text.split("\n")[line - 1]


@pytest.mark.parametrize(
    "text",
    [
        "def sign(x): return x\ndef mine(x): return x",
        "def one(z): return z\ndef two(z): return z",
        "def my_sign(x): return x\ndef your_sign(x): return x",
        "def two(a, b): return a",
        "def mine(x, *, k): return x",
        "def mine(*x): return x",
        "class mine:\n    def __init__(self, x): pass",
        "def mine(x): return x\nsign = mine",
        "def mine(x): return x\nfor sign in (mine,): pass",
        "def mine(x): return x\nwith mine(3) as sign: pass",
        "def mine(x): return x\nprint(sign := mine)",
        "def mine(x): return x\nglobals()['sign'] = mine",
        "from answers import *\ndef mine(x): return x",
        "def mine(x",
    ],
)
def test_what_is_in_doubt_is_not(text: str) -> None:
    assert not taken(text)


def test_other_problems_have_names_of_their_own() -> None:
    naming = among("soft_sign", {"soft_sign": ("sign",), "relu": ("relu",), "hard": ("hard_sign",)})
    assert naming.elsewhere == {"relu", "hard", "hard_sign"}
    assert not taken(ONE.format("my_relu"), naming)
    assert not taken(ONE.format("my_hard_sign"), naming)
    assert taken(ONE.format("my_sign"), naming, meant=False) == [("my_sign", 1)]
    assert taken(ONE.format("mine"), naming) == [("mine", 1)]
    assert not taken(ONE.format("mine"), naming, meant=False)
    assert not taken(ONE.format("my_sign"), Naming(taken=False))


def test_how_something_is_called_shows_at_a_glance() -> None:
    text = (
        '@wraps("def g(")\nasync def f(a, b: Dict[str, int] = {"x": (1, 2)}, /, c=3, *d, e=4):\n'
        "    def h(q): pass\nclass A(B):\n    x = 1\n    def __init__(self, p, q=1): pass\n"
        "class Empty: pass\n"
    )
    assert signatures(text) == {
        "f": Signature(2, ("a", "b", "c"), 1),
        "A": Signature(4, ("p", "q"), 1, is_class=True),
        "Empty": Signature(7, is_class=True),
    }


def test_a_file_is_found_by_what_stands_in_for_the_name(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_text(ONE.format("mine"))
    (tmp_path / "notes.py").write_text("k = 1")
    source = Submission("anna", tmp_path).source(problem(), naming=Naming())
    assert (source.file, source.names) == ("hw.py", {"sign": "mine"})
    assert source.notes == ("hw.py:1: sign is not defined; mine is taken for it",)


def test_definitions_without_end_are_looked_at_no_further_than_a_bound() -> None:
    known = signatures("def g(x, y): ...\n" + "def f(\n" * MOST_HEADS + "def h(z): ...\n")
    assert known == {"g": Signature(1, ("x", "y"), 2)}
