"""Which programs are the same but for their layout and the names of their own."""

from __future__ import annotations

import ast
import itertools
import random
import re
import textwrap
import tokenize
from typing import TYPE_CHECKING, Any

import pytest
from places import ROOT

from grader.exercise.bank import find_bank
from grader.exercise.excerpt import excerpt
from grader.grading.kept import Identity
from grader.submission import Source
from grader.submission.normal import MOST_TEXT, normal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BANK = find_bank([ROOT])
KEPT = ("softmax", "z")

PROGRAM = """
import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()
"""


def same(one: str, other: str, kept: Iterable[str] = KEPT) -> bool:
    first, second = (normal(textwrap.dedent(text), tuple(kept)) for text in (one, other))
    return first is not None and second is not None and first.digest == second.digest


@pytest.mark.parametrize(
    "other",
    [
        PROGRAM.replace("e ", "shifted ").replace(" e", " shifted").replace("e.s", "shifted.s"),
        PROGRAM.replace("    ", "  "),
        PROGRAM.replace("(z - z", "(\n        z  -  # the maximum\n        z"),
        PROGRAM.replace(":\n", ':\n    """Weights that add up to one."""\n'),
        '"""Mine."""\n# By me.\n' + PROGRAM.replace("\n\n", "\n\n\n\n"),
        PROGRAM.rstrip(),
    ],
    ids=["names", "indentation", "a comment", "a docstring", "a header", "no end of line"],
)
def test_layout_comments_and_names_make_no_difference(other: str) -> None:
    assert other != PROGRAM
    assert same(PROGRAM, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1\nb = 2\nc = a", "a = 1\nb = 2\nc = b"),
        ("a = 1\nb = a", "a = 1\na = a"),
        ("def softmax(z, axis): return z", "def softmax(z, along): return z"),
        ("def softmax(z): return z", "def softmix(z): return z"),
        ("def softmax(z): return sum(z)", "def softmax(z): return max(z)"),
        ("def softmax(z): return z.min()", "def softmax(z): return z.max()"),
        ("import numpy as np\nnp.e", "import numpy as mp\nmp.e"),
        ("from math import sin\nsin(0)", "from math import cos\ncos(0)"),
        ("def f(k): pass\nf(k=1)", "def f(j): pass\nf(k=1)"),
        ("def f(k): pass\nf(**{'k': 1})", "def f(j): pass\nf(**{'k': 1})"),
        ("total = 1\nf'{total}'", "x = 1\nf'{total}'"),
        ("a = 1; f'{print(a)}'", "a = 1; f'{print(2)}'"),
        ("class A:\n  x = 1", "class A:\n  y = 1"),
        ("class A: x = 1", "class A: y = 1"),
        ("class A:\n  def f(self): pass\n  g = 1", "class A:\n  def f(self): pass\n  h = 1"),
        ("class A:\n  def f(self, x): pass", "class A:\n  def f(self, y): pass"),
        ("a = 1.0", "a = 1"),
        ("a = 1e3", "a = 1000"),
        ("a = 1j", "a = 1"),
        ("a = 0x1e2", "a = 0x1e3"),
        ("a = b'x'", "a = 'x'"),
        ("a = r'\\n'", "a = '\\n'"),
        ("a = 'x'", "a = 'y'"),
        ("if a:\n  b = 1\nc = 2", "if a:\n  b = 1\n  c = 2"),
        ("def f(k=1): return k\nf(k=2)", "def f(j=1): return j\nf(k=2)"),
        ("g = lambda k=3: k\ng(k=1)", "g = lambda j=3: j\ng(k=1)"),
        ("a = 1\nprint", "a = 1\nprimt"),
        ("match = 1", "batch = 1"),
        ("def h(a): return 1", "def h(b): return 1"),
        ("def h(a): return 1", "def g(a): return 1"),
        ("def h(\n  a\n): return 1", "def h(\n  b\n): return 1"),
    ],
)
def test_what_means_something_else_is_another(one: str, other: str) -> None:
    assert same(one, one)
    assert same(other, other)
    assert not same(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "x = locals()",
        "exec('a = 1')",
        "import sys",
        "import numpy, sys",
        "from utils import helper",
        "from . import numpy",
        "from numpy import *",
        "if 1: import inspect",
        "f.__code__",
        "__import__('sys')",
        "%matplotlib inline",
        "!pip install numpy",
        ">>> a = 1",
        "In [3]: a = 1",
        "a = ?",
        "a = 'b",
        "a = (1",
        "if a:\n\tb = 1",
        "ﬁ = 1",
        "a\u00a0= 1",
        "if a:\n    b = 1\n  c = 1",
        "#" * (MOST_TEXT + 1),
    ],
)
def test_what_is_not_certain_has_no_normal_form(text: str) -> None:
    assert normal(text, KEPT) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("a = 1.", "a = 1.0"), ("a = 1e-3", "a = .001"), ("a = 'x'", 'a = "x"')],
)
def test_numbers_and_texts_may_be_written_in_several_ways(one: str, other: str) -> None:
    assert same(one, other)


def test_names_within_methods_are_free() -> None:
    method = "class A:\n    def __init__(self):\n        {0} = 1\n        self.b = {0}\n{1} = A()\n"
    assert same(method.format("a", "c"), method.format("x", "y"))
    assert not same(method.format("a", "a"), method.format("a", "y"))


def test_what_python_says_of_names_is_known() -> None:
    for text in ("name 'abc' is not defined", "abc() takes 1 argument", "abc.<locals>.f() takes"):
        assert "abc" in quoted(text)
    assert quoted("the entries add up to 1 (not 2)") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "try:\n  a\nexcept NameError as error:\n  b = len(str(error))",
        "getattr(a, '__do' + 'c__')",
        "g.gi_frame.f_lineno",
        "a.tb_lineno",
        "class A:\n  def __exit__(self, a, b, c): self.n = c.tb_lineno",
        "g.gi_frame = 1",
        "import collections as c\nc._sys._getframe()",
        "import statistics\nstatistics.sys",
        "import numpy as np\nnp.bmat('a')",
        "import numpy as np\nnp.testing = 1",
        "f(a.lineno, k=1)",
        "import numpy as np\nnp.testing.suppress_warnings()",
        "from operator import attrgetter",
        "import operator\noperator.methodcaller('x')",
        "import typing\ntyping.get_type_hints(f)",
        "f'{g.gi_frame.f_lineno}'",
        "f'{locals()}'",
        "'{0.gi_frame.f_lineno}'.format(g)",
        "'{0.__doc__}'.format(g)",
    ],
)
def test_what_looks_at_its_own_names_or_lines_has_no_normal_form(text: str) -> None:
    assert normal(text, KEPT) is None


def test_what_would_be_looked_through_again_and_again_is_given_up() -> None:
    scanned = []
    with pytest.MonkeyPatch.context() as patch:
        usual = tokenize.generate_tokens

        def generate(readline: Any) -> Iterator[tokenize.TokenInfo]:
            for token in usual(readline):
                scanned.append(token)
                yield token

        patch.setattr(tokenize, "generate_tokens", generate)
        assert normal("'\\" * (MOST_TEXT // 2 - 1), KEPT) is None
    assert len(scanned) == 1


def test_a_guard_is_certain() -> None:
    assert same("if __name__ == '__main__':\n  a = 1", "if __name__ == '__main__':\n  b = 1")


@pytest.mark.parametrize("name", BANK.names()[::4])
def test_right_answers_of_the_bank_are_the_same_in_other_words(name: str) -> None:
    path = BANK.solution_path(name)
    assert path is not None
    problem = BANK.problem(name)
    source = excerpt(path.read_text(encoding="utf-8"), problem.asks)
    first = Identity(problem, Source(source)).normal
    other = Identity(problem, Source(in_other_words(source, problem.asks))).normal
    if first is None:
        assert "class" in source or "__" in source or "import" in source
    else:
        assert other is not None
        assert other.digest == first.digest


def in_other_words(source: str, asks: Iterable[str]) -> str:
    """The program with other names of its own, without comments, and indented otherwise."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    meant = {n.arg for n in nodes if isinstance(n, ast.arg | ast.keyword)} | {*asks}
    meant |= {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {"_"}
    classes = [n for n in nodes if isinstance(n, ast.ClassDef)]
    meant |= {
        n.id
        for one in classes
        for part in one.body
        for n in ast.walk(part)
        if isinstance(n, ast.Name)
    }
    shown = itertools.chain.from_iterable(
        ast.walk(n) for n in nodes if isinstance(n, ast.JoinedStr)
    )
    meant |= {n.id for n in shown if isinstance(n, ast.Name)}
    said = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    chance = random.Random(1)
    for name in sorted(bound - meant - {word for text in said for word in text.split()}):
        source = re.sub(rf"\b{name}\b", f"own_{chance.randrange(10**6)}", source)
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
    wider = (" " * (len(line) - len(line.lstrip())) + line for line in lines)
    return "# Mine.\n" + "\n".join(wider) + "\n\n\n"
