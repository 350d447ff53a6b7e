"""What an exercise forbids goes with all that does the same, and leaves no way back."""

from __future__ import annotations

import ast
import sys
import textwrap
import types

import numpy as np
import pytest
from commands import python

from grader.program import forbidding, guarding
from grader.program.ways import WAYS, Forbidden, canonical, to_be_said

MATMUL = ("np.matmul", "np.dot")


def told(source: str, *forbid: str) -> str | None:
    found = forbidding.find(ast.parse(textwrap.dedent(source)), forbid)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("forbid", "source", "expected"),
    [
        (MATMUL, "def f(A, B): return A @ B", "the operator @"),
        (MATMUL, "def f(A, B):\n    A @= B\n    return A", "the operator @"),
        (MATMUL, "def f(A, B): return A.dot(B)", "the method .dot"),
        (MATMUL, "def f(A, B):\n    g = A.T.dot\n    return g(B)", "the method .dot"),
        (MATMUL, "def f(A, B): return A.__matmul__(B)", "the method .__matmul__"),
        (MATMUL, "import operator\ndef f(A, B): return operator.matmul(A, B)", "operator.matmul"),
        (MATMUL, "import numpy as np\ndef f(A, B): return np.ndarray.dot(A, B)", "the method .dot"),
        (MATMUL, "import numpy as np\ndef f(A, B): return np.matrix(A) * B", "np.matrix"),
        (MATMUL, "import numpy as np\ndef f(A, B): return np.ma.dot(A, B)", "np.ma.dot"),
        (("np.var",), "def f(x): return x.var()", "the method .var"),
        (("np.std", "np.var"), "def f(x): return x.ravel().std(ddof=1)", "the method .std"),
        (
            ("np.linalg.inv",),
            "import numpy as np\ndef f(A): return np.linalg._umath_linalg.inv(A)",
            "np.linalg._umath_linalg",
        ),
        (
            ("np.linalg.inv",),
            "from numpy.linalg import _umath_linalg as u\ndef f(A): return u.inv(A)",
            "np.linalg._umath_linalg",
        ),
        (
            ("np.dot",),
            "import numpy._core.multiarray as m\ndef f(A): return m.dot(A, A)",
            "np._core",
        ),
        (("np.dot",), "import numpy as np\nnp.core.multiarray.dot", "np.core"),
    ],
)
def test_what_does_the_same_is_found(forbid: tuple[str, ...], source: str, expected: str) -> None:
    assert told(source, *forbid) == expected


def test_why_matrices_are_not_allowed_is_told() -> None:
    why = "as its * is the product of matrices and its .I their inverse"
    assert forbidding.refusal("np.matrix") == f"np.matrix is not allowed in this exercise, {why}"
    assert forbidding.refusal("np.dot") == "np.dot is not allowed in this exercise"


@pytest.mark.parametrize(
    ("forbid", "source"),
    [
        (("np.linalg.inv",), "def f(A, B): return A @ B"),
        (("np.var",), "class A:\n  def var(self): return 1\ndef f(x): return A().var()"),
        (("np.var",), "class A:\n  def __init__(self): self.var = 1\ndef f(x): return A().var"),
        (("np.var",), "import statistics\ndef f(x): return statistics.mean(x)"),
        (("np.dot",), "def f(x, y): return (x * y).sum()"),
        (("np.median",), "import numpy as np\ndef f(x): return np.__version__"),
        (("scipy",), "import numpy as np\ndef f(x): return np._core, x.dot(x)"),
        (("scipy",), "class A:\n  _own = 1\ndef f(x): return A._own"),
    ],
)
def test_what_does_something_else_is_not(forbid: tuple[str, ...], source: str) -> None:
    assert told(source, *forbid) is None


def test_the_table_names_what_there_is() -> None:
    for name, ways in WAYS.items():
        assert name == canonical(name)
        for way in ways:
            if way.startswith(".") and not way.startswith("._"):
                assert hasattr(np.ndarray, way[1:]), way


def test_a_statement_must_name_what_is_at_hand() -> None:
    assert to_be_said(["scipy", "np.var", "statistics", "sorted"]) == [
        *("np.var", "statistics", "sorted", ".var"),
    ]
    assert to_be_said(["np.matmul"]) == ["np.matmul", ".dot", "@"]


def test_everything_in_a_package_closes_its_private_modules() -> None:
    assert Forbidden(["np.linalg.inv"]).match("numpy.lib._function_base_impl.cov")
    assert Forbidden(["scipy"]).match("numpy.lib._function_base_impl.cov") is None


HUNT = """
import sys
import numpy as np
from grader import program
from grader.values import wire
from grader.model import *

right = np.linalg.matrix_rank
source = '''
import types
import numpy as np

def around(thing):
    for owner in (thing, type(thing)):
        for name in ("__self__", "__func__", "__wrapped__", "__dict__", "__call__", "__getattr__",
                     "__closure__", "__reduce__", "fget", "func", "args", "cell_contents", "inner",
                     "_Guard__inner", "__slots__", "__code__", "__defaults__", "__kwdefaults__"):
            try: yield getattr(owner, name)
            except BaseException as error: yield error
    if isinstance(thing, (tuple, list)): yield from thing
    if isinstance(thing, (dict, types.MappingProxyType)): yield from thing.values()
    if isinstance(thing, BaseException):
        trace = thing.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals is not globals(): yield from trace.tb_frame.f_locals.values()
            trace = trace.tb_next

def reach(*things):
    waiting, seen = list(things), {}
    while waiting and len(seen) < 3000:
        thing = waiting.pop(0)
        if id(thing) not in seen and not isinstance(thing, (str, int, types.ModuleType)):
            seen[id(thing)] = thing
            waiting += around(thing)
    return list(seen.values())

def ranks(A):
    guard = getattr(np.linalg, "matrix" + "_rank")
    errors = []
    for use in (lambda: guard(A), lambda: guard.anything):
        try: use()
        except RuntimeError as error: errors.append(error)
    found = reach(guard, *errors)
    return len(found), any(type(f).__name__ == "_ArrayFunctionDispatcher" for f in found)
'''
it = Program("p", source, {"ranks": "ranks"}, "ranks", ("A",), "", ("np.linalg.matrix_rank",))
functions = program.prepare(it, guard=True)
assert isinstance(functions, program.Functions), functions
reply = program.perform(functions, Call("ranks", wire.encode(((np.eye(2),), {}))))
reach = functions.named["ranks"].__globals__["reach"]
print((*reply.value, any(found is right for found in reach(np.linalg.norm, [right]))))
assert type(right).__name__ == "_ArrayFunctionDispatcher"
"""


def test_nothing_that_a_guard_is_made_of_leads_to_what_it_guards() -> None:
    """Attributes, those of its type, closures, and the frames of its refusals are followed."""
    done = python("-c", HUNT)
    assert done.returncode == 0, done.stderr
    count, found, would_be_found = ast.literal_eval(done.stdout.strip())
    assert count > 20
    assert would_be_found
    assert not found


FAKED = """
import numpy as np
from grader import program
from grader.values import wire
from grader.model import *
source = '''
import numpy as np
def ranks(A):
    names = {"np": np, "__name__": "grader.trusted", "A": A}
    exec("r = np.linalg.matrix" + "_rank(A)", names)
    return names["r"]
'''
it = Program("p", source, {"ranks": "ranks"}, "ranks", ("A",), "", ("np.linalg.matrix_rank",))
functions = program.prepare(it, guard=True)
print(program.perform(functions, Call("ranks", wire.encode(((np.eye(2),), {})))).message)
"""


def test_who_asks_is_not_told_by_a_name() -> None:
    done = python("-c", FAKED)
    assert done.stdout.strip() == "np.linalg.matrix_rank is not allowed in this exercise"


LAZY = """
from grader import program
from grader.values import wire
from grader.model import *
source = '''
import numpy as np
def used(x):
    print(x)
    return [x.max(), x.min(), x.sum(), x.prod(), x.mean(), x.var(), x.std(), x.any(), x.all(),
            x.clip(0, 1), repr(x), str(x), np.isclose(x, 1), x.argmax(), np.median(x)]
'''
it = Program("p", source, {"used": "used"}, "used", ("x",), "", ("np.linalg.norm",))
functions = program.prepare(it, guard=True)
import numpy as np
reply = program.perform(functions, Call("used", wire.encode(((np.ones(3),), {}))))
print(getattr(reply, "message", len(getattr(reply, "value", ""))))
"""


def test_what_numpy_itself_imports_when_it_is_first_needed_is_not_the_submission_s() -> None:
    done = python("-c", LAZY)
    assert done.stdout.splitlines() == ["[1. 1. 1.]", "15"], done.stderr


def test_a_survey_is_made_anew_where_modules_came() -> None:
    before = guarding.surveyed()
    assert guarding.surveyed() is before
    module = types.ModuleType("a_package_of_a_test.inner")
    module.thing = thing = object()  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    try:
        places = guarding.surveyed().bound("a_package_of_a_test", thing)
        assert places == [(vars(module), "thing")]
        del module.thing
        assert guarding.surveyed().bound("a_package_of_a_test", thing) == []
    finally:
        del sys.modules[module.__name__]
