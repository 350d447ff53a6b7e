"""What counts of a program: the slice that an answer is, whoever wrote whatever around it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from grader import program
from grader.model import Answer, Call, Outcome, Program, Refused
from grader.program import Functions, prepare
from grader.values import wire


@pytest.fixture(autouse=True)
def without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not there, as in a worker, whatever is installed beside the tests."""
    monkeypatch.setitem(sys.modules, "pandas", None)


@pytest.fixture(autouse=True)
def recursion_limit() -> Iterator[None]:
    """What programs set here is put back."""
    before = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(before)


def of_cells(*cells: str, tagged: int = -1, **fields: Any) -> Program:
    places, line = [], 1
    texts = [textwrap.dedent(cell).strip("\n") for cell in cells]
    for number, text in enumerate(texts):
        places.append((line, number == tagged, 0))
        line += text.count("\n") + 1
    fields = {"asks": {"f": "f"}, "entry": "f", "parameters": ("x",), **fields}
    return Program("p", "\n".join(texts), cells=tuple(places), **fields)


def loaded(*cells: str, **fields: Any) -> Functions:
    functions = prepare(of_cells(*cells, **fields))
    assert isinstance(functions, Functions), functions
    return functions


def refused(*cells: str, **fields: Any) -> Refused:
    found = prepare(of_cells(*cells, **fields))
    assert isinstance(found, Refused), found
    return found


def asked(functions: Functions, *arguments: Any, function: str = "f") -> Any:
    reply = program.perform(functions, Call(function, wire.encode((arguments, {}))))
    assert isinstance(reply, Answer), reply
    return reply.value


def kept(functions: Functions) -> list[str]:
    """The first lines of the statements that count."""
    lines = functions.program.source.split("\n")
    return [lines[first - 1] for first, _ in functions.loaded.kept]


# Definitions over several cells ------------------------------------------------------------------

CELLS: dict[str, tuple[str, ...]] = {
    "a class that extends itself": (
        "class M:\n    def one(self): return 1",
        "class M(M):\n    def two(self): return 2",
        "def f(x): m = M(); return x + m.one() + m.two()",
    ),
    "a method that a decorator adds": (
        "class M: pass",
        "def method(cls):\n    def add(g):\n        setattr(cls, g.__name__, g)\n        return g\n    return add",
        "@method(M)\ndef one(self): return 3",
        "def f(x): return x + M().one()",
    ),
    "an attribute that is set": (
        "class M: pass",
        "M.k = 3\nM.g = lambda self: self.k",
        "def f(x): return x + M().g()",
    ),
    "setattr": ("class M: pass", "setattr(M, 'k', 3)", "def f(x): return x + M.k"),
    "setattr of a function that needs another": (
        "class M: pass",
        "setattr(M, 'g', lambda self: helper())\ndef helper(): return 3",
        "def f(x): return x + M().g()",
    ),
    "an alias kept before a redefinition": (
        "def f(x): return x + 1",
        "plain = f",
        "def f(x): return plain(x) + 2",
    ),
    "a wrapper around itself": (
        "def twice(g): return lambda x: g(x) + 2",
        "def f(x): return x + 1",
        "f = twice(f)",
    ),
    "targets": ("(a, b), *c = (1, 1), 1", "def f(x): return x + a + b + c[0]"),
    "chained targets": ("a = b = 1\nb += 1", "def f(x): return x + a + b"),
    "an augmented list": ("t = [1]\nt += [2]", "def f(x): return x + sum(t)"),
    "an augmented alias": ("t = [1]\nu = t\nu += [2]", "def f(x): return x + sum(t)"),
    "calls that fill": (
        "t = []\nt.append(1)\nt.extend([1, 1])", "def f(x): return x + sum(t)"),
    "a call that fills": (
        "t = {}\ndef fill(into):\n    into['k'] = 3", "fill(t)", "def f(x): return x + t['k']"),
    "a call that fills by name": (
        "t = {}\ndef fill(*, into):\n    into['k'] = 3",
        "fill(into=t)", "def f(x): return x + t['k']"),
    "a call of a call that fills": (
        "t = {}\ndef fill(into):\n    put(into)\ndef put(a):\n    a.update(k=3)",
        "print(fill(t))", "def f(x): return x + t['k']"),
    "a call that prepares a global": (
        "def prepare():\n    global t\n    t = 3", "prepare()", "def f(x): return x + t"),
    "a call that fills a global": (
        "t = {}\ndef prepare():\n    t['k'] = 3", "_ = prepare()", "def f(x): return x + t['k']"),
    "a loop that fills": (
        "t = {}\nfor i in range(3):\n    t[i] = 1", "def f(x): return x + sum(t.values())"),
    "a loop over parts": (
        "t = [[0], [1]]\nfor row in t:\n    row[0] += 1", "def f(x): return x + t[0][0] + t[1][0]"),
    "a library that fills": (
        "import numpy as np\nt = np.zeros(3)\nnp.put(t, [0, 1, 2], 1)", "def f(x): return x + t.sum()"),
    "a view that is written": (
        "import numpy as np\nt = np.zeros((3, 1))\nv = t.reshape(3)\nv[:] = 1",
        "def f(x): return x + t.sum()"),
    "a register": (
        "t = {}\ndef register(g):\n    t[g.__name__] = g\n    return g",
        "@register\ndef three(): return 3", "def f(x): return x + t['three']()"),
    "a function of another name that sets a global": (
        "def g(x):\n    global a\n    a = x\nh = g\na = 0\nh(3)", "def f(x): return x + a"),
    "a class that registers": (
        "class R:\n    def __init__(self): self.t = []\n    def add(self, g):\n        self.t.append(g)",
        "r = R()", "r.add(3)", "def f(x): return x + r.t[0]"),
    "singledispatch": (
        "import functools\n@functools.singledispatch\ndef g(x): return 0",
        "@g.register\ndef _(x: float): return x + 3", "def f(x): return g(x)"),
    "try": ("try:\n    import gone\n    def f(x): return 0\nexcept ImportError:\n    def f(x): return x + 3",),
    "if": ("if 1 < 2:\n    def f(x): return x + 3\nelse:\n    def f(x): return 0",),
    "with": ("import contextlib\nwith contextlib.suppress(ValueError):\n    def f(x): return x + 3",),
    "a deleted name": ("t = 3\nu = t\ndel t", "def f(x): return x + u"),
    "an item that is deleted": ("t = [9, 3]\ndel t[0]", "def f(x): return x + t[0]"),
    "a walrus": ("print(t := 3)", "def f(x): return x + t"),
    "match": ("match [3]:\n    case [t]: pass", "def f(x): return x + t"),
    "globals": ("globals()['t'] = 3", "def f(x): return x + t"),
    "exec": ("exec('t = 3')", "def f(x): return x + t"),
    "a star": ("from math import *", "def f(x): return x + floor(3.5)"),
    "a star over a builtin": ("from operator import *", "def f(x): return x + abs(-3) if pow(2, 3) == 8 else 0"),
    "a default": ("t = 3\ndef g(x, t=t): return x + t\nt = 0", "def f(x): return g(x)"),
    "a default that calls another": (
        "def k(): return 3\ndef add(x): return x + k()", "def f(x, g=add): return g(x)"),
    "a default that is computed": (
        "import math\ndef k(): return math.floor(3.5)", "def f(x, k=k()): return x + k"),
    "a dataclass": (
        "from dataclasses import dataclass, field\n@dataclass\nclass M:\n    k: int = 3",
        "def f(x): return x + M().k"),
    "annotations of the future": (
        "from __future__ import annotations\nimport pandas as pd\ndef f(x: pd.DataFrame) -> gone: return x + 3",),
    "an annotation": ("import pandas as pd\ndef f(x: pd.DataFrame | None) -> pd.Series['x']: return x + 3",),
    "an unused import": ("import numpy as np, pandas as pd\nfrom torch import nn", "def f(x): return x + 3"),
    "an import that only an unused method needs": (
        "import matplotlib.pyplot as plt\nclass M:\n    def plot(self): plt.figure()\n    k = 3",
        "def f(x): return x + M.k"),
    "a recursion limit": (
        "import sys\nsys.setrecursionlimit(4321)", "def f(x): import sys; return x + sys.getrecursionlimit() - 4318"),
    "a context": (
        "from decimal import Decimal, getcontext\ngetcontext().prec = 3",
        "def f(x): return x + 3 if str(Decimal(1) / 3) == '0.333' else 0"),
    "a memo": (
        "memo = {}\ndef f(x):\n    if x not in memo: memo[x] = x + 3\n    return memo[x]", "f(2)"),
    "mutual recursion": (
        "def f(x): return x if x > 3.5 else g(x)", "def g(x): return f(x + 1)"),
    "lambda": ("k = 3\nf = lambda x: helper(x)", "helper = lambda x: x + k"),
    "a partial": (
        "import functools\nt = []\nput = functools.partial(list.append, t)\nput(3)", "def f(x): return x + t[0]"),
    "an old version that cannot be run": ("def f(x): return gone(", "@gone\ndef f(x): return 0", "def f(x): return x + 3"),
}  # fmt: skip

EXTRA = {"mutual recursion": 1.0, "a memo": 1.0}


@pytest.mark.parametrize("kind", CELLS)
def test_definitions_come_along(kind: str) -> None:
    assert asked(loaded(*CELLS[kind]), 1.0) == 4.0


@pytest.mark.parametrize("kind", CELLS)
def test_as_one_file_too(kind: str) -> None:
    if "broken" not in kind and "cannot be run" not in kind:
        assert asked(loaded("\n".join(CELLS[kind])), 1.0) == 4.0


# Demonstration -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "demonstration",
    [
        "print(f(1.0))",
        "import matplotlib.pyplot as plt\nplt.plot([f(1.0)])\nplt.show()",
        "data = open('/nowhere/data.csv').read()\nprint(data)",
        "n = int(input())",
        "assert f(1.0) == 99",
        "while True: pass",
        "raise SystemExit",
        "exit()",
        "if __name__ == '__main__':\n    import pandas\n    f = None",
        "import unittest\nclass T(unittest.TestCase):\n    def test(self): assert f(1) == gone\nunittest.main()",
        "for i in range(10**12): f(i)",
        "results = [f(gone) for _ in range(3)]",
        "t[0] = f(1)",
        "def show():\n    print(f(1))\nshow()",
        "import doctest; doctest.testmod()",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "get_ipython().system('pip install numpy')",
        "x = get_ipython().getoutput('ls')",
        "!pip install it's",
        "%matplotlib inline",
        "files = !ls",
        "f?",
        "?f",
        "%%bash\nf() { echo; }",
        "1 +",
        "x = (",
        "pip install numpy",
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_demonstration_costs_nothing(demonstration: str, together: bool) -> None:
    if together and demonstration.startswith("%%"):
        demonstration = ""
    answer = "def f(x):\n    return x + 3"
    cells = [f"{answer}\n{demonstration}"] if together else [answer, demonstration]
    functions = loaded(*cells)
    assert kept(functions) == ["def f(x):"]
    assert asked(functions, 1.0) == 4.0


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "\n%%prun -s x", "%%memit"])
def test_a_cell_magic_over_python(magic: str) -> None:
    functions = loaded(f"{magic}\ndef f(x):\n    return x + 3")
    assert asked(functions, 1.0) == 4.0


@pytest.mark.parametrize(
    "cell",
    [
        ">>> def f(x):\n...     return x + 3\n...\n>>> f(1)\n4",
        "In [1]: k = 3\n\nIn [2]: def f(x):\n   ...:     return x + k\n   ...: \n\nIn [3]: f(1)\nOut[3]: 4",
        "# In[3]:\n\n\ndef f(x):\n    return x + 3\n\n\n# In[4]:\n\nget_ipython().run_cell_magic('time', '', 'f(1)\\n')",
        "get_ipython().run_cell_magic('time', '', 'def f(x):\\n    return x + 3\\n')",
        "%time k = 3\ndef f(x):\n    %time y = x + k\n    return y",
        "get_ipython().run_line_magic('time', 'k = 3')\ndef f(x): return x + k",
        "s = '''\n!not a command\n%nor this\n'''\n!ls\ndef f(x): return x + 3 if s.count('n') == 3 else 0",
        "import numpy as np; k = 3; print(k)\ndef f(x): return x + k",
        "\ufeffdef f(x): return x + 3",
    ],
)
def test_what_a_notebook_or_a_prompt_left_behind(cell: str) -> None:
    assert asked(loaded(cell), 1.0) == 4.0


# What is said ------------------------------------------------------------------------------------


def test_what_changes_an_answer_and_fails_is_told() -> None:
    functions = loaded(
        "t = [3]", "for row in gone:\n    t.append(row)", "def f(x): return x + t[0]"
    )
    assert asked(functions, 1.0) == 4.0
    assert functions.loaded.notes == (
        (2, "left out, as it failed: NameError: name 'gone' is not defined (while it was loaded)"),
    )


def test_what_seems_to_define_it_and_was_left_out_is_told() -> None:
    functions = loaded("def f(x): return x + 3", "%%bash\nf = 3", "def f(x):\n    return (")
    assert asked(functions, 1.0) == 4.0
    assert functions.loaded.notes == (
        (2, "a cell that begins with %%bash is left out"),
        (5, "SyntaxError: '(' was never closed"),
    )


def test_a_broken_answer_is_told_with_its_line() -> None:
    found = refused("k = 1\n\n\ndef f(x)\n    return x\n\nprint(k)")
    assert (found.outcome, found.message, found.line) == (
        Outcome.ERRORED, "SyntaxError: expected ':'\n  def f(x)\n          ^", 4,
    )  # fmt: skip
    found = refused("def f(x): return g(x)", "k = 1\ndef g(x):\n    return (x\n")
    assert found.message == "SyntaxError: '(' was never closed\n  return (x\n         ^"
    assert found.line == 4


def test_a_module_that_is_not_there_is_one_true_sentence() -> None:
    found = refused(
        "import numpy as np\nimport pandas as pd\nt = pd.DataFrame()\ndef f(x): return t"
    )
    assert found.line == 2
    assert found.message == (
        "the module pandas is not there: only Python's own library, NumPy and modules handed in"
        " with the answer can be used"
    )
    functions = loaded("from pandas import concat\ndef f(x): return concat(x)")
    reply = program.perform(functions, Call("f", wire.encode(((1,), {}))))
    assert "the module pandas is not there" in str(reply)


NAMED_STUB = "def f(x):\n    raise NotImplementedError"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def one(z): return z\ndef two(z): return z", "your code defines one, two"),
        ("import math\nk = 1\ndef two(a, b): return a", "your code defines two, k"),
        ("class mine:\n    def __init__(self, x): pass", "your code defines mine"),
        ("\n".join(f"def f{i}(z, k): return z" for i in range(9)), "your code defines f0, f1, f2, f3, f4, …"),
    ],
)  # fmt: skip
def test_what_is_defined_instead_is_told(source: str, told: str) -> None:
    assert refused(source, stub=NAMED_STUB).message == f"f is not defined; {told}"


def test_what_overwrites_the_function_is_told() -> None:
    found = refused("def f(x): return x + 3", "p = f(1)\nf = p\nprint(f)")
    assert found.message == "f is not a function in the end: it is of type int"
    assert found.line == 3
    functions = loaded("def mine(x): return x + 3\nglobals()['f'] = mine")
    assert asked(functions, 1.0) == 4.0
    assert not functions.loaded.notes


def test_what_may_bring_something_is_told_when_it_is_left_out() -> None:
    cells = (
        "%matplotlib inline\n!pip install numpy\n%run helpers.py",
        "%%writefile helper.py\ndef helper(x):\n    return x",
        "%load other.py",
        "%%bash\nls",
        "get_ipython().run_line_magic('run', 'more.py')\nget_ipython().system('ls')",
        "get_ipython().run_cell_magic('writefile', 'last.py', 'k = 1')",
        "def f(x): return x + 3",
    )
    assert loaded(*cells).loaded.notes == (
        (3, "%run helpers.py is left out"),
        (4, "a cell that begins with %%writefile helper.py is left out"),
        (7, "%load other.py is left out"),
        (10, "%run more.py is left out"),
        (12, "%%writefile last.py is left out"),
    )


def test_a_cell_that_was_meant_for_it_comes_before_later_ones() -> None:
    cells = ("def f(x): return x + 3", "def f(x): return 0")
    assert asked(loaded(*cells, tagged=0), 1.0) == 4.0
    assert asked(loaded(*cells, tagged=1), 1.0) == 0
    assert asked(loaded(*cells), 1.0) == 0


def test_a_stub_behind_an_answer_gives_way() -> None:
    stub = "def f(x):\n    raise NotImplementedError"
    assert asked(loaded("def f(x): return x + 3", stub, stub=stub), 1.0) == 4.0
    assert refused(stub, stub=stub).outcome is Outcome.NOT_ATTEMPTED


def test_what_stopped_with_an_error_did_not_happen() -> None:
    made = of_cells("k = 3\nk = gone\nk = 5", "def f(x): return x + k")
    places = ((1, False, 2), (4, False, 0))
    functions = prepare(
        Program(**{name: getattr(made, name) for name in made.__slots__} | {"cells": places})
    )
    assert isinstance(functions, Functions)
    assert asked(functions, 1.0) == 4.0


def test_what_is_forbidden_counts_where_it_counts() -> None:
    functions = loaded(
        "import numpy as np\nprint(np.linalg.inv(np.eye(2)))\ndef f(x): return x + 3",
        forbid=("np.linalg.inv",),
    )
    assert asked(functions, 1.0) == 4.0
    found = refused(
        "import numpy as np\ndef g(x): return np.linalg.inv(x)\ndef f(x): return g(x)",
        forbid=("np.linalg.inv",),
    )
    assert (found.outcome, found.line) == (Outcome.FAILED, 2)


def test_statements_are_counted() -> None:
    for text in (
        "x=1;" * 30_000,
        "x=1\n" * 30_000,
        "\n".join(["x=1"] * 10_001 + ["y=1;"] * 10_001),
    ):
        assert refused(text).message == "the source holds more than 20,000 statements"
    assert asked(loaded(";" * 100_000, "def f(x): return x + 3"), 1.0) == 4.0
    data = "s = '''\n" + "1;2\n" * 30_000 + "'''\ndef f(x): return x + len(s)"
    assert asked(loaded(data), 1.0) == 120_002


def test_marks_of_a_merge_are_told() -> None:
    text = "<<<<<<< HEAD\ndef f(x): return x + 3\n=======\ndef f(x): return x + 4\n>>>>>>> other\n"
    ((line, told),) = [note for note in loaded(text).loaded.notes if "merge" in note[1]]
    assert (line, told.partition(",")[0]) == (1, "a merge left its marks here")
    harmless = loaded('s = """\n<<<<<<< HEAD\n"""\ndef f(x): return x + 3')
    assert not harmless.loaded.notes


@pytest.mark.parametrize(
    "docstring",
    [
        '"""Adds.\n\n    >>> f(1)\n    4\n    """',
        "'''\n>>> f(1)\n4\n'''",
        '"""\n    In [1]: f(1)\n    """',
        '"""Adds.\n\n    Examples\n    --------\n    >>> f(1)\n    4\n    """',
    ],
)
@pytest.mark.parametrize("head", ["", '"""\n>>> 1 + 1\n2\n"""\n', "%matplotlib inline\n"])
def test_examples_in_a_docstring_are_text(docstring: str, head: str) -> None:
    assert asked(loaded(f"{head}def f(x):\n    {docstring}\n    return x + 3"), 1.0) == 4.0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import\u00a0numpy as np\ndef f(x):\n    return np.sum(x) + 3", 1),
        (" import numpy as np\ndef f(x):\n    return np.sum(x) + 3", 1),
        ("def f(x):\n    return x + 3\nimprot math\nprint f(1)", 3),
    ],
    ids=["a blank that is none", "an indented first line", "beside the answer"],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int) -> None:
    functions = loaded(text)
    told = [said for at, said in functions.loaded.notes if at == line]
    assert any("Error: " in said for said in told), functions.loaded.notes
