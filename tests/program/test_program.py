"""Programs: what reading them tells, what loading them gives, and what calls are seen to do."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

import numpy as np
import pytest
from commands import python

from grader import program
from grader.errors import Fault
from grader.model import Answer, Call, Loaded, Outcome, Program, Raised, Refused, Reply, Stopped
from grader.program import Functions, Local, inspect_source, plain, prepare
from grader.program.observing import MAX_RECORDED
from grader.values import families, wire
from grader.values.families import Function, Rng
from grader.values.wire import Packed


def make(source: str, name: str = "softmax", **fields: Any) -> Program:
    fields = {"asks": {name: name}, "entry": name, "parameters": ("z",), **fields}
    return Program(name, textwrap.dedent(source), **fields)


def refused(source: str, **fields: Any) -> Refused:
    found = inspect_source(make(source, **fields))
    assert isinstance(found, Refused), found
    return found


def call(*args: Any, function: str = "softmax", **kwargs: Any) -> Call:
    return Call(function, wire.encode((args, kwargs), families.pack))


def perform(source: str, *args: Any, support: str = "", **fields: Any) -> Reply:
    functions = prepare(make(source, support=textwrap.dedent(support), **fields))
    assert isinstance(functions, Functions), functions
    return program.perform(functions, call(*args))


@pytest.mark.parametrize("dtype", [">i4", ">f8", "<f8", ">c16"])
def test_the_order_of_bytes_in_an_array_is_nobodys_business(dtype: str) -> None:
    found = plain([np.array([1, 2], dtype)])
    assert found[0].dtype == np.dtype(dtype).newbyteorder("=")
    assert found[0].tolist() == [1, 2]


class TestInspection:
    def test_finds_nothing_wrong_with_a_good_source(self) -> None:
        assert inspect_source(make("import numpy\n\ndef softmax(z):\n    return z")) == Loaded(3)

    @pytest.mark.parametrize(
        ("source", "line"),
        [
            ("def softmax(z)\n  return z", 1),
            ("x = 1\ny = 'a\0b'", 2),
            ("x = 1\n\ny = '\ud800'", 3),
            ("def softmax(z):\n return z\n  x", 3),
            ("x = 08", 1),
            ("a\u00a0= 1", 1),
        ],
    )
    def test_gives_the_line_of_what_cannot_be_read(self, source: str, line: int) -> None:
        found = refused(source)
        assert (found.outcome, found.line) == (Outcome.ERRORED, line)
        assert found.message

    def test_bears_a_byte_order_mark_and_a_strange_coding(self) -> None:
        source = "\ufeff# -*- coding: klingon -*-\ndef softmax(z): return z"
        assert inspect_source(make(source)) == Loaded(2)
        assert isinstance(prepare(make(source)), Functions)

    def test_says_what_is_missing_and_what_was_meant(self) -> None:
        found = refused("def sofmax(z): return z")
        assert found == Refused(Outcome.ERRORED, "softmax is not defined; your code defines sofmax")
        deleted = "def softmax(z): return z\ndel softmax"
        told = inspect_source(make(deleted, cells=((1, False, 0),)))
        assert isinstance(told, Refused)
        assert told.message == "softmax is not defined in the end, though your code defines it"
        assert refused("x = 1").message == "softmax is not defined; your code defines x"
        assert refused("1").message == "softmax is not defined"

    @pytest.mark.parametrize(
        "source",
        [
            "softmax = lambda z: z",
            "if True:\n  def softmax(z): return z",
            "try:\n  import softmax\nexcept ImportError:\n  def softmax(z): return z",
            "from math import exp as softmax",
            "from math import *",
            "globals()['softmax'] = 1",
            "def helper():\n  global softmax\n  softmax = abs",
            "softmax, other = 1, 2",
            "for softmax in [abs]: pass",
            "(softmax := abs)",
        ],
    )
    def test_counts_whatever_may_define_a_name(self, source: str) -> None:
        assert isinstance(inspect_source(make(source)), Loaded)

    def test_follows_dotted_names_into_classes(self) -> None:
        asks = {"softmax": "Wrong.softmax"}
        source = "class Wrong:\n  class softmax:\n    pass"
        assert inspect_source(make(source, asks=asks)) == Loaded(2)
        source = "class Wrong:\n  def sofmax(z): pass"
        assert refused(source, asks=asks).message == (
            "Wrong.softmax is not defined; your code defines sofmax"
        )
        source = "class Base: pass\nclass Wrong(Base):\n  pass"
        assert isinstance(inspect_source(make(source, asks=asks)), Loaded)


STUB = '''
import numpy as np

def softmax(z):
    """Turn logits into probabilities."""
    raise NotImplementedError

class Model:
    """A model."""

    def fit(self, z):
        """Fit it."""
        raise NotImplementedError
'''


class TestStubs:
    @pytest.mark.parametrize(
        "source",
        [
            STUB,
            "def softmax(z):\n    raise NotImplementedError('later')",
            "def g(): pass\ndef softmax(z):\n    'mine'\n    # soon\n    raise NotImplementedError",
        ],
    )
    def test_that_nobody_touched_are_not_attempted(self, source: str) -> None:
        assert refused(source, stub=STUB).outcome is Outcome.NOT_ATTEMPTED

    def test_of_classes_are_known_too(self) -> None:
        source = STUB.replace("A model.", "My model.").replace('"""Fit it."""\n', "")
        fields: dict[str, Any] = {"asks": {"Model": "Model"}, "entry": "Model"}
        assert refused(source, stub=STUB, **fields).outcome is Outcome.NOT_ATTEMPTED
        begun = STUB.replace("def fit", "def __init__(self): pass\n    def fit")
        assert isinstance(inspect_source(make(begun, stub=STUB, **fields)), Loaded)

    def test_that_hold_work_to_be_corrected_count_by_their_shape(self) -> None:
        stub = "def softmax(z):\n    return z"
        assert refused(stub, stub=stub).outcome is Outcome.NOT_ATTEMPTED
        assert isinstance(inspect_source(make(stub + " * 1", stub=stub)), Loaded)

    def test_begun_in_one_of_two_places_are_attempted(self) -> None:
        source = STUB.replace("raise NotImplementedError", "return z", 1)
        asks = {"softmax": "softmax", "Model": "Model"}
        assert isinstance(inspect_source(make(source, stub=STUB, asks=asks)), Loaded)


class TestForbidden:
    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("np.linalg.svd", "import numpy as np\nnp.linalg.svd"),
            ("np.linalg.svd", "import numpy\nnumpy.linalg.svd"),
            ("np.linalg.svd", "from numpy.linalg import svd"),
            ("np.linalg.svd", "from numpy.linalg import svd as s"),
            ("np.linalg.svd", "import numpy.linalg as la\nla.svd"),
            ("np.linalg.svd", "from numpy import linalg\nlinalg.svd"),
            ("np.linalg.svd", "from numpy.linalg import *\nsvd"),
            ("np.linalg", "import numpy as np\nnp.linalg.norm"),
            ("np.linalg", "import numpy.linalg"),
            ("np.linalg", "from numpy.linalg import norm"),
            ("scipy", "import scipy"),
            ("scipy", "import scipy.stats as st"),
            ("scipy", "from scipy.special import softmax as s"),
            ("sorted", "x = [1]\nsorted(x)"),
            ("sorted", "import builtins\nbuiltins.sorted"),
            ("math.exp", "from math import exp"),
        ],
    )
    def test_names_are_found_through_aliases(self, name: str, line: str) -> None:
        source = f"{line}\ndef softmax(z): return z"
        found = refused(source, forbid=("torch", name))
        assert found.outcome is Outcome.FAILED
        assert found.message == f"{name} is not allowed in this exercise"
        assert found.line == line.count("\n") + 1

    @pytest.mark.parametrize(
        "line",
        [
            "import numpy as np\nnp.linalg.norm",
            "svd = 1\nsvd",
            "def sorted(z): return z\nsorted(1)",
            "class A:\n  linalg = 1\nA.linalg.svd if 0 else 0",
            "x = 'import scipy'",
            "from numpy import sort",
        ],
    )
    def test_names_are_not_seen_where_they_are_not(self, line: str) -> None:
        source = f"{line}\ndef softmax(z): return z"
        forbid = ("np.linalg.svd", "scipy", "sorted")
        assert isinstance(inspect_source(make(source, forbid=forbid)), Loaded)

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("return getattr(np.linalg, 'sv' + 'd')(z)", "np.linalg.svd"),
            ("return getattr(getattr(np.linalg, '_lin' + 'alg'), 'sv' + 'd')(z)", "np.linalg.svd"),
            ("return np.linalg.pinv(z)", "np.linalg.svd"),
            ("return list(map(vars(np.linalg)['svd'], [z]))", "np.linalg.svd"),
            ("return __import__('sci' + 'py')", "scipy"),
            ("import importlib; return importlib.import_module('sci' + 'py')", "scipy"),
            ("return eval('sort' + 'ed(z)')", "sorted"),
            ("return f(z)", ""),
            ("return helper(z)", ""),
            ("return np.linalg.norm(z), np.sort(z)[0, 0]", ""),
        ],
    )
    def test_names_are_refused_at_run_time(self, body: str, expected: str) -> None:
        script = f"""
            import numpy as np
            from grader import program
            from grader.values import wire
            from grader.model import *
            source = "import numpy as np\\ndef softmax(z, f, helper):\\n    " + {body!r}
            support = "def drive(z): return softmax(z, f, helper)\\n" \\
                "def f(z): return np.linalg.svd(z)[1].sum()\\n" \\
                "def helper(z): return sorted(np.linalg.pinv(z).ravel())[0]"
            it = Program("softmax", source, {{"softmax": "softmax"}}, "drive", ("z",), support,
                         ("np.linalg.svd", "scipy", "sorted"))
            functions = program.prepare(it, guard=True)
            assert isinstance(functions, program.Functions), functions
            call = Call("drive", wire.encode(((np.eye(2),), {{}})))
            reply = program.perform(functions, call)
            print(reply.message if isinstance(reply, Raised) else type(reply).__name__)
        """
        done = python("-c", textwrap.dedent(script))
        message = f"{expected} is not allowed in this exercise" if expected else "Answer"
        assert done.stdout.strip() == message, done.stderr


class TestLoading:
    def test_names_the_asked_and_the_support_code(self) -> None:
        source = "def softmax(z): return z + 1\nif __name__ == '__main__': raise SystemExit"
        support = "def twice(z): return softmax(softmax(z))\nclass K: pass\n_x = np.pi"
        functions = prepare(make(source, support=support))
        assert isinstance(functions, Functions)
        assert set(functions.named) == {"softmax", "twice", "K"}
        assert functions.named["twice"](0) == 2
        assert functions.loaded == Loaded(1)

    def test_keeps_source_and_support_apart(self) -> None:
        source = "def helper(z): return 'source'\ndef softmax(z): return helper(z)"
        support = "def helper(z): return softmax(z) + ' by support'"
        functions = prepare(make(source, support=support))
        assert isinstance(functions, Functions)
        assert functions.named["helper"](0) == "source by support"

    def test_prefers_the_support_code(self) -> None:
        support = "inner = softmax\ndef softmax(z): return inner(z) * 2"
        assert perform("def softmax(z): return z", 4, support=support) == Answer(8)

    def test_takes_functions_out_of_classes(self) -> None:
        source = "class Wrong:\n  def softmax(z): return -z"
        assert perform(source, 4, asks={"softmax": "Wrong.softmax"}) == Answer(-4)

    def test_bears_dataclasses_and_their_hints(self) -> None:
        source = """
            from __future__ import annotations
            import dataclasses, typing
            @dataclasses.dataclass
            class P:
                z: dataclasses.InitVar[int]
                total: typing.ClassVar[int] = 0
            def softmax(z): return P.total
        """
        assert perform(source, 4) == Answer(0)
        assert "softmax" not in sys.modules

    @pytest.mark.parametrize(
        ("source", "outcome", "line", "text"),
        [
            ("x = 1\nx = y", Outcome.ERRORED, 2, "NameError: name 'y' is not defined"),
            ("raise SystemExit(0)", Outcome.ERRORED, 1, "ended itself"),
            ("raise KeyboardInterrupt", Outcome.ERRORED, 1, "KeyboardInterrupt"),
            ("raise MemoryError", Outcome.OUT_OF_MEMORY, 0, "memory"),
            ("import nowhere", Outcome.ERRORED, 1, "No module named 'nowhere'"),
            ("def g():\n  return g()\ng()", Outcome.ERRORED, 2, "RecursionError"),
            ("return 1", Outcome.ERRORED, 1, "outside function"),
        ],
    )
    def test_says_what_went_wrong(
        self, source: str, outcome: Outcome, line: int, text: str
    ) -> None:
        got = prepare(make(f"{source}\ndef softmax(z): return z"))
        assert isinstance(got, Refused)
        assert (got.outcome, got.line) == (outcome, line)
        assert text in got.message

    def test_refuses_what_cannot_be_called(self) -> None:
        got = prepare(make("softmax = 3"))
        told = "softmax is not a function in the end: it is of type int"
        assert got == Refused(Outcome.ERRORED, told)
        got = prepare(make("from math import *"))
        assert isinstance(got, Refused)
        assert got.message.startswith("softmax is not defined")
        got = prepare(make("A = object()", asks={"softmax": "A.softmax"}))
        assert isinstance(got, Refused)
        assert "A.softmax is not defined" in got.message


class TestCalls:
    def test_may_write_to_their_arguments_and_are_seen_to(self) -> None:
        z = np.zeros(3)
        source = "def softmax(z, y, w):\n  z[0] = 1\n  y.append(1)\n  return w[1:]"
        reply = perform(source, z, [], np.ones(2), parameters=("z", "y", "w"))
        assert isinstance(reply, Answer)
        assert (reply.seen.changed, reply.seen.shares) == (("z", "y"), ("w",))
        assert z[0] == 0

    @pytest.mark.parametrize(
        "answer", ["z", "z[:2]", "z.T", "(1, z)", "{'a': [z]}", "np.asarray(memoryview(z))"]
    )
    def test_that_share_memory_are_seen_to(self, answer: str) -> None:
        reply = perform(f"import numpy as np\ndef softmax(z): return {answer}", np.zeros(3))
        assert isinstance(reply, Answer)
        assert reply.seen.shares == ("z",)

    def test_that_share_memory_with_an_array_in_a_list_are_seen_to(self) -> None:
        for answer in ("z[0]", "z[1][:1]", "[a for a in z]"):
            reply = perform(f"def softmax(z): return {answer}", [np.zeros(3), np.ones(2)])
            assert isinstance(reply, Answer)
            assert reply.seen.shares == ("z",)

    def test_of_text_in_arrays_are_lists(self) -> None:
        assert plain(np.array(["a", "bc"])) == ["a", "bc"]
        assert type(plain(np.str_("a"))) is str

    def test_that_do_not_share_are_not(self) -> None:
        reply = perform("def softmax(z): return z[1:].copy(), z + 1, 3, 'a'", np.zeros(3))
        assert isinstance(reply, Answer)
        assert reply.seen.shares == ()

    @pytest.mark.parametrize(
        ("body", "again"),
        [
            ("kept[0] += z; return kept", True),
            ("kept[0] += z; return kept[1:]", True),
            ("kept[0] += z; return kept.reshape(3, 1)", True),
            ("kept[0] += z; return [1, {'a': kept}]", True),
            ("kept[0] += z; return kept.copy()", False),
            ("return kept[:0]", False),
            ("return (z, z)", False),
            ("one = np.zeros(3); return one[:2], one[1:], one", False),
            ("return 2.0", False),
            ("return np.zeros(100_000)", False),
            ("large[:3] = z; return large[:3]", True),
            ("large[:3] = z; return large[4:6], large[:3].reshape(3, 1)", True),
            ("large[:3] = z; return large[:3].copy()", False),
            ("return np.zeros(100_000)[:3]", False),
        ],
    )
    def test_that_give_memory_a_second_time_are_seen_to(self, body: str, again: bool) -> None:
        source = f"import numpy as np\nkept = np.zeros(3)\nlarge = np.zeros(500_000)\ndef softmax(z): {body}"
        functions = prepare(make(source))
        assert isinstance(functions, Functions)
        replies = [program.perform(functions, call(1.0)) for _ in "xxx"]
        assert [reply.seen.again for reply in replies if isinstance(reply, Answer)] == [
            *(False, again, again)
        ]

    def test_see_keywords_under_their_names(self) -> None:
        functions = prepare(make("def softmax(*, y):\n  y[0] = 1", parameters=("y",)))
        assert isinstance(functions, Functions)
        reply = program.perform(functions, call(y=np.zeros(2)))
        assert isinstance(reply, Answer)
        assert reply.seen.changed == ("y",)

    @pytest.mark.parametrize("value", [np.zeros(2), [np.zeros(2)], {"a": np.zeros(2)}])
    def test_by_name_share_memory_as_others_do(self, value: Any) -> None:
        functions = prepare(make("def softmax(z, y): return (y, 1)", parameters=("z", "y")))
        assert isinstance(functions, Functions)
        reply = program.perform(functions, call([1.0], y=value))
        assert isinstance(reply, Answer)
        assert reply.seen.shares == ("y",)

    def test_of_other_functions_are_not_observed(self) -> None:
        functions = prepare(make("def softmax(z): z[0] = 1", support="def g(z): softmax(z)"))
        assert isinstance(functions, Functions)
        assert program.perform(functions, call(np.zeros(2), function="g")) == Answer(None)

    def test_record_what_functions_are_called_with(self) -> None:
        f = Function("polynomial", {"coefficients": np.array([1.0, 2.0])})
        source = "def softmax(z, f):\n  z[0] = f(3.0)\n  f(z)\n  z[0] = 9\n  return f.__name__"
        reply = perform(source, np.zeros(2), f, parameters=("z", "f"))
        assert isinstance(reply, Answer)
        assert reply.seen.changed == ("z",)
        first, second = reply.seen.arguments["f"]
        assert first == 3.0
        assert second.tolist() == [7.0, 0.0]

    @pytest.mark.parametrize(
        ("body", "changed"), [("f(1.0)", ()), ("f.__wrapped__ = abs", ("f",)), ("z[1] = 1", ("z",))]
    )
    def test_with_functions_are_seen_to_change(self, body: str, changed: tuple[str, ...]) -> None:
        f = Function("polynomial", {"coefficients": np.array([1.0, 2.0])})
        reply = perform(f"def softmax(f, z): {body}", f, np.zeros(2), parameters=("f", "z"))
        assert isinstance(reply, Answer)
        assert reply.seen.changed == changed

    def test_record_no_more_than_a_thousand(self) -> None:
        f = Function("polynomial", {"coefficients": np.array([1.0])})
        reply = perform("def softmax(f):\n  for i in range(5000): f(i)", f, parameters=("f",))
        assert isinstance(reply, Answer)
        assert len(reply.seen.arguments["f"]) == MAX_RECORDED

    def test_get_fresh_generators(self) -> None:
        source = "def softmax(r): return r.random(), r.random()"
        first, second = (perform(source, Rng(3), parameters=("r",)) for _ in "xx")
        assert first == second
        assert isinstance(first, Answer)
        assert first.seen.changed == ()

    def test_that_run_out_of_memory_are_stopped(self) -> None:
        reply = perform("def softmax(z): raise MemoryError", 1)
        assert isinstance(reply, Stopped)
        assert reply.outcome is Outcome.OUT_OF_MEMORY

    def test_of_nothing_known_raise(self) -> None:
        functions = prepare(make("def softmax(z): pass"))
        assert isinstance(functions, Functions)
        assert isinstance(program.perform(functions, call(1, function="g")), Raised)

    @pytest.mark.parametrize(
        "text",
        [
            "'x' * 10**7",
            "[][0]",
            "1",
            "S('x')",
            "'\\ud800'",
            "exit()",
        ],
    )
    def test_bear_exceptions_that_fight(self, text: str) -> None:
        source = f"""
            class S(str):
                def __getitem__(self, i): raise OSError
                def __len__(self): raise OSError
            class M(type):
                @property
                def __mro__(cls): raise OSError
                @property
                def __name__(cls): raise OSError
            class Evil(Exception, metaclass=M):
                def __str__(self): return {text}
                @property
                def __traceback__(self): raise OSError
                __class__ = int
            def softmax(z):
                raise Evil
        """
        reply = perform(source, 1)
        assert isinstance(reply, Raised)
        assert reply.kind == "Evil"
        assert reply.ancestry == ("Evil", "Exception", "BaseException")
        assert len(reply.message) <= 2_000
        reply.message.encode()
        assert reply.line == 16


class Liar(float):
    """Claims to equal everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class TestPlainness:
    @pytest.mark.parametrize(
        ("value", "what"),
        [
            ((n for n in "a"), "generator"),
            (np.ma.masked_array([1], [True]), "numpy.ma.MaskedArray with masked entries"),
            (np.array([object()]), "numpy.ndarray of object"),
            (np.array([b"a"]), "numpy.ndarray of bytes8"),
            (Liar(1), f"{__name__}.Liar"),
            (len, "builtin_function_or_method"),
            (Packed("rng", 1), "grader.values.wire.Packed"),
        ],
    )
    def test_names_what_it_cannot_send(self, value: Any, what: str) -> None:
        assert plain(value) == Packed("opaque", what)
        inside = plain([1, (value,), {"a": value}])
        assert inside == [1, (Packed("opaque", what),), {"a": Packed("opaque", what)}]
        wire.encode(inside)

    def test_keeps_what_is_plain(self) -> None:
        value = [1, "a", (2.5, None, {3, frozenset({4})}), {"k": b"x"}, 1j, np.float32(2)]
        assert plain(value) == value
        array = np.zeros(2)
        assert plain(array) is array

    def test_makes_tuples_of_named_ones(self) -> None:
        assert plain(np.linalg.svd(np.eye(2)))[1].tolist() == [1, 1]
        assert type(plain(np.linalg.svd(np.eye(2)))) is tuple

    def test_ends(self) -> None:
        loop: list[Any] = []
        loop += [loop, loop]
        assert plain(loop) in {
            Packed("opaque", "data nested more than 100 deep"),
            Packed("opaque", "more than 400,000 values"),
        }
        assert plain([0] * 10**6) == Packed("opaque", "more than 400,000 values")


class TestLocal:
    def test_answers_in_process(self) -> None:
        local = Local(make("import numpy as np\ndef softmax(z): return np.linalg.svd(z)"))
        (reply,) = local.answer([call(np.eye(2))])
        assert isinstance(reply, Answer)
        assert type(reply.value) is tuple

    def test_faults_where_it_cannot(self) -> None:
        with pytest.raises(Fault, match="boom"):
            Local(make("boom()\ndef softmax(z): pass"))


def test_a_variable_that_a_branch_alone_assigns_is_told_as_such() -> None:
    reply = perform("def softmax(z):\n  if z:\n    y = 1\n  return y", 0)
    assert isinstance(reply, Raised)
    assert reply.message.endswith("it is assigned only in a branch, or a loop, that did not run")
    assert reply.line == 4
