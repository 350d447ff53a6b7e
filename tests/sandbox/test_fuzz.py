"""The border under fire: frames that were tampered with, and answers that are hard to take.

`python benchmarks/fuzz.py` tries a million frames; here it is a tenth of them, from another seed.
"""

from __future__ import annotations

import math
import sys
import textwrap
from typing import Any

import numpy as np
import pytest
from commands import python
from places import ROOT

from grader.judge.checks import answers_differ
from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import close
from grader.model import Answer, Call, Limits, Loaded, Outcome, Program, Raised, Reply, Stopped
from grader.problem import Entry, Problem, Value
from grader.sandbox import Sandbox
from grader.values import wire

FUZZ = ROOT / "benchmarks" / "fuzz.py"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory")
def test_hostile_frames_raise_nothing_but_their_own_error() -> None:
    """In a process that may take no more than 64 MiB, whatever a frame claims."""
    done = python(str(FUZZ), "100000", "--seed", "1")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("100000 frames")


# Answers through a real worker -------------------------------------------------------------------

QUICK = Limits(cpu_s=0.5, memory_mib=300)


def ask(sandbox: Sandbox, source: str, *values: Any) -> list[Reply]:
    """The replies of `f`, and always those of one more call of a sound worker afterwards."""
    program = Program("f", textwrap.dedent(source), {"f": "f"}, "f", ("x",))
    with sandbox.worker(program, QUICK) as worker:
        assert isinstance(worker.loaded, Loaded), worker.loaded
        calls = [Call("f", wire.encode(((value,), {}))) for value in values]
        replies = worker.answer(calls)
        assert len(replies) == len(calls)
    well = Program("f", "def f(x): return x", {"f": "f"}, "f", ("x",))
    with sandbox.worker(well, QUICK) as worker:
        assert worker.answer([Call("f", wire.encode(((7,), {})))]) == [Answer(7)]
    return replies


def value(reply: Reply) -> Any:
    assert isinstance(reply, Answer), reply
    return reply.value


def described(reply: Reply) -> str:
    found = value(reply)
    assert isinstance(found, wire.Packed)
    assert found.kind == "opaque"
    assert isinstance(found.data, str)
    return found.data


class TestAnswers:
    @pytest.mark.parametrize(
        ("expression", "what"),
        [
            ("(i for i in range(x))", "generator"),
            ("(i for i in iter(int, 1))", "generator"),
            ("map(str, [x])", "map"),
            ("zip([x])", "zip"),
            ("iter([x])", "list_iterator"),
            ("np.nditer([x])", "nditer"),
            ("(lambda: x)", "function"),
        ],
    )
    def test_that_are_evaluated_later_are_not_evaluated(
        self, sandbox: Sandbox, expression: str, what: str
    ) -> None:
        (reply,) = ask(sandbox, f"import numpy as np\ndef f(x): return {expression}", 3)
        assert what in described(reply)

    def test_that_compute_when_looked_at_are_not_looked_at(self, sandbox: Sandbox) -> None:
        source = """
            class Lazy:
                def __getattr__(self, name):
                    while True: pass
                __len__ = __iter__ = __array__ = __repr__ = __eq__ = __hash__ = __getattr__
            def f(x): return Lazy() if x else [1, Lazy()]
        """
        first, second = ask(sandbox, source, 1, 0)
        assert "Lazy" in described(first)
        assert value(second)[0] == 1

    def test_keep_every_bit_of_a_nan(self, sandbox: Sandbox) -> None:
        payloads = np.array([0x7FF8DEADBEEF0001, 0xFFF0000000000001], np.uint64).view(np.float64)
        replies = ask(sandbox, "def f(x): return [x, float(x[0]), x[1]]", payloads)
        array, plain, scalar = value(replies[0])
        assert array.tobytes() == payloads.tobytes()
        assert math.isnan(plain)
        assert np.isnan(scalar)

    def test_keep_the_smallest_numbers(self, sandbox: Sandbox) -> None:
        small = np.array([5e-324, -5e-324, 2.2e-308, -0.0])
        (reply,) = ask(sandbox, "def f(x): return [x, *x.tolist(), 1e-320 / 2]", small)
        array, *rest = value(reply)
        assert array.tobytes() == small.tobytes()
        assert np.array(rest).tobytes() == np.array([*small, 1e-320 / 2]).tobytes()

    @pytest.mark.parametrize(
        "make",
        [
            "a = []; a.append(a)",
            "a = {}; a[1] = a",
            "b = []; a = (b,); b.append(a)",
            "a = np.empty(1, object); a[0] = a",
            "a = []\n    for _ in range(100_000): a = [a]",
            "a = [0]\n    for _ in range(60): a = [a, a]",
        ],
        ids=["list", "dict", "tuple", "array", "deep", "wide"],
    )
    def test_that_hold_themselves_end(self, sandbox: Sandbox, make: str) -> None:
        reply, after = ask(
            sandbox,
            f"import numpy as np\ndef f(x):\n    if x: return x\n    {make}\n    return a",
            0,
            5,
        )
        assert not (isinstance(reply, Answer) and isinstance(reply.value, (int, float)))
        assert value(after) == 5

    def test_of_threads_that_outlive_the_call_change_nothing(self, sandbox: Sandbox) -> None:
        source = """
            import threading, _thread, time
            box = []
            def later():
                while True:
                    for array in box:
                        array[:] = 9
            def f(x):
                for start in (lambda: threading.Thread(target=later, daemon=True).start(),
                              lambda: _thread.start_new_thread(later, ())):
                    try: start()
                    except Exception: pass
                box.append(x)
                return x * 2
        """
        replies = ask(sandbox, source, *[np.arange(3.0)] * 20)
        for reply in replies:
            if isinstance(reply, Answer):
                assert reply.value.tolist() == [0, 2, 4]
            else:
                assert isinstance(reply, (Raised, Stopped))


FORGED = {
    "an array for a word": "b'R' + wire.encode((np.zeros(0), 'E', ('E',), 'no', 1))",
    "words in an array": "b'R' + wire.encode((np.zeros(3), np.zeros(3), 'no'))",
    "a reply and a byte": "b'A' + wire.encode(1) + b'!'",
    "two for one": "(b'A' + wire.encode(1)) * 2",
    "a line that is none": "b'R' + wire.encode(('raised', 'E', ('E',), 'no', -(10**30)))",
    "ancestors that are none": "b'R' + wire.encode(('raised', 'E', (1, None, []), 'no', 1))",
    "observations that are none": "b'S' + wire.encode(1) + wire.encode((('y',), (), True, {}))",
    "a surrogate": "b'R' + wire.encode(('raised', '\\ud800', ('E',), '\\udfff\\0', 1))",
    "an unknown description": "b'A' + wire.encode(wire.Packed('function', ('evil', {})))",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_reply_is_a_reply_or_a_failure(sandbox: Sandbox, name: str) -> None:
    """The worker's own loop is the attacker; there is exactly one reply for each call, no fault."""
    source = f"""
        import gc, os, sys
        import numpy as np
        from grader.sandbox import untrusted
        from grader.values import wire
        def f(x):
            frame = {FORGED[name]}
            untrusted._encoded = lambda reply: frame
            for module in gc.get_objects():
                if type(module) is dict and module.get("__name__") == "grader.sandbox.untrusted":
                    module["_encoded"] = lambda reply: frame
            return x
    """
    program = Program("f", textwrap.dedent(source), {"f": "f"}, "f", ("x",))
    with sandbox.worker(program, QUICK) as worker:
        replies = worker.answer([Call("f", wire.encode(((k,), {}))) for k in range(3)])
    assert len(replies) == 3
    for reply in replies:
        if isinstance(reply, Stopped):
            assert reply.outcome in (Outcome.FAILED, Outcome.ERRORED, Outcome.CRASHED)


REAL = Problem(
    *("f", "calculus", "F", 1, "", (), "", Entry("f", (), ("y",)), ("f",), {}, ()),
    returns={"y": Value("real", None)},
    checks=(),
)


@pytest.mark.parametrize(
    "answer", ["10 ** 400", "[10 ** 400]", "[10 ** 400, 1.0]", "-(10 ** 5000)"]
)
def test_numbers_beyond_all_floats_are_no_fault(answer: str) -> None:
    """A fault would cost the student nothing."""
    first = Answer(eval(answer))
    assert answers_differ(first, Answer(1.0))
    assert not close([10**400], [1.0])
    with pytest.raises(Broken, match="too large"):
        parts_of(REAL, 10**400)
