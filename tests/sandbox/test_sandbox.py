"""Workers as they really are: what they answer, survive, and are kept from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from commands import python
from processes import descendants, gone

from grader.errors import Fault
from grader.model import (
    Answer,
    Call,
    Isolation,
    Limits,
    Loaded,
    Outcome,
    Program,
    Raised,
    Refused,
    Reply,
    Stopped,
)
from grader.sandbox import LAYERS, Sandbox, Worker, libraries
from grader.sandbox.forkserver import ForkServer
from grader.values import wire

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
QUICK = Limits(cpu_s=0.3, memory_mib=256)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(QUICK) as box:
        yield box


@pytest.fixture(scope="module")
def portable() -> Iterator[Sandbox]:
    with Sandbox(QUICK, portable=True) as box:
        yield box


def program(source: str, parameters: tuple[str, ...] = ("x",), **fields: object) -> Program:
    return Program(
        "f",
        textwrap.dedent(source),
        {"f": "f"},
        "f",
        parameters,
        **fields,  # type: ignore[arg-type]
    )


def call(*args: object, function: str = "f") -> Call:
    return Call(function, wire.encode((args, {})))


def ask(box: Sandbox, source: str, *values: object, **fields: object) -> list[Reply]:
    with box.worker(program(source, **fields)) as worker:  # type: ignore[arg-type]
        assert isinstance(worker.loaded, Loaded), worker.loaded
        return worker.answer([call(value) for value in values])


def one(box: Sandbox, body: str) -> Reply:
    """The reply of a function with this body, asked once, and a sign that the next one is well."""
    source = "import os, sys, time, signal\ndef f(x):\n" + textwrap.indent(
        "if x: return 'well'\n" + textwrap.dedent(body), "    "
    )
    reply, after = ask(box, source, 0, 1)
    assert isinstance(after, Answer), after
    assert after.value == "well"
    return reply


def stopped(reply: Reply) -> Outcome:
    assert isinstance(reply, Stopped), reply
    assert reply.message
    return reply.outcome


def raised(reply: Reply) -> str:
    assert isinstance(reply, Raised), reply
    return reply.kind


class TestAnswers:
    def test_are_those_of_the_function(self, sandbox: Sandbox) -> None:
        replies = ask(sandbox, "def f(x): return x + 1", *range(700))
        assert [r.value for r in replies if isinstance(r, Answer)] == list(range(1, 701))

    def test_are_the_same_from_a_plain_process(self, portable: Sandbox) -> None:
        replies = ask(portable, "def f(x): return [x, 2.5, 'é', None]", 1, 2)
        assert replies == [Answer([1, 2.5, "é", None]), Answer([2, 2.5, "é", None])]

    def test_may_be_larger_than_a_pipe_both_ways(self, sandbox: Sandbox) -> None:
        big = np.arange(1_000_000.0)
        with sandbox.worker(program("def f(x): return x[::-1]"), Limits(cpu_s=5)) as worker:
            for reply in worker.answer([call(big)] * 3):
                assert isinstance(reply, Answer)
                assert np.array_equal(reply.value, big[::-1])

    def test_of_support_functions_come_too(self, sandbox: Sandbox) -> None:
        what = program("def f(x): return x + 1", support="def g(x): return f(f(x))")
        with sandbox.worker(what) as worker:
            assert worker.answer([call(1, function="g"), call(1)]) == [Answer(3), Answer(2)]

    def test_of_nothing_are_none(self, sandbox: Sandbox) -> None:
        with sandbox.worker(program("def f(x): pass")) as worker:
            assert worker.answer([]) == []

    def test_keep_their_observations(self, sandbox: Sandbox) -> None:
        (reply,) = ask(sandbox, "def f(x):\n    x[0] = 1\n    return x", np.zeros(3))
        assert isinstance(reply, Answer)
        assert reply.seen.changed == reply.seen.shares == ("x",)

    def test_observe_memory_that_was_given_before(self, sandbox: Sandbox) -> None:
        source = "import numpy as np\nkept = np.zeros(3)\ndef f(x):\n    return kept"
        first, again = ask(sandbox, source, 1, 2)
        assert isinstance(first, Answer)
        assert isinstance(again, Answer)
        assert (first.seen.again, again.seen.again) == (False, True)

    def test_know_neither_order_of_dicts_nor_seed(self, sandbox: Sandbox) -> None:
        source = "import random\ndef f(x): return hash('a'), random.random()"
        (first,), (second, third) = ask(sandbox, source, 1), ask(sandbox, source, 1, 1)
        assert isinstance(first, Answer)
        assert isinstance(second, Answer)
        assert isinstance(third, Answer)
        assert first.value == second.value == third.value
        assert first.seen.random

    def test_that_raise_say_what_and_where(self, sandbox: Sandbox) -> None:
        (reply,) = ask(sandbox, "def f(x):\n\n    raise ValueError('no')", 1)
        expected = ("ValueError", "Exception", "BaseException")
        assert reply == Raised("ValueError", expected, "no", 3)

    @pytest.mark.parametrize("kind", ["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
    def test_that_raise_to_leave_are_like_others(self, sandbox: Sandbox, kind: str) -> None:
        assert raised(one(sandbox, f"raise {kind}")) == kind


class TestPrograms:
    def test_with_an_error_are_refused_with_its_line(self, sandbox: Sandbox) -> None:
        with sandbox.worker(program("x = 1\nboom()\ndef f(x): pass")) as worker:
            assert isinstance(worker.loaded, Refused)
            assert (worker.loaded.outcome, worker.loaded.line) == (Outcome.ERRORED, 2)
            (reply,) = worker.answer([call(1)])
            assert stopped(reply) is Outcome.ERRORED

    @pytest.mark.parametrize(
        ("line", "outcome"),
        [
            ("while True: pass", Outcome.TIMED_OUT),
            ("import os; os._exit(0)", Outcome.CRASHED),
            ("x = bytearray(1 << 40)", Outcome.OUT_OF_MEMORY),
            ("raise SystemExit(0)", Outcome.ERRORED),
        ],
    )
    def test_that_do_not_load_are_refused(
        self, sandbox: Sandbox, line: str, outcome: Outcome
    ) -> None:
        with sandbox.worker(program(f"def f(x): pass\n{line}")) as worker:
            assert isinstance(worker.loaded, Refused)
            assert worker.loaded.outcome is outcome

    def test_that_strangle_the_parser_are_refused(self, sandbox: Sandbox) -> None:
        for source in ("-" * 200_000 + "1", "(" * 10_000, "x.a" + ".a" * 100_000):
            with sandbox.worker(program(source)) as worker:
                assert isinstance(worker.loaded, Refused)

    def test_print_and_are_heard_up_to_a_limit(self, sandbox: Sandbox) -> None:
        source = "import sys\nprint('one')\ndef f(x): print('two', file=sys.stderr)"
        with sandbox.worker(program(source)) as worker:
            worker.answer([call(1)])
            assert worker.output == "one\ntwo\n"

    def test_that_flood_their_output_do_not_disturb(self, sandbox: Sandbox) -> None:
        source = """
            import os
            def f(x):
                for _ in range(200):
                    os.write(1, b"::stop" * 174762)
                return 1
        """
        with sandbox.worker(program(source), Limits(cpu_s=5)) as worker:
            assert worker.answer([call(1)]) == [Answer(1)]
            assert len(worker.output) < 11_000


HOSTILE = [
    ("while True: pass", Outcome.TIMED_OUT),
    (
        "for s in set(range(1, 65)) - {9, 19, 32, 33}: signal.signal(s, 1)\nwhile True: pass",
        Outcome.TIMED_OUT,
    ),
    ("10 ** 10 ** 8", Outcome.TIMED_OUT),
    ("os._exit(0)", Outcome.CRASHED),
    ("os._exit(3)", Outcome.CRASHED),
    ("os.abort()", Outcome.CRASHED),
    ("os.kill(os.getpid(), signal.SIGKILL)", Outcome.CRASHED),
    ("import ctypes; ctypes.string_at(0)", Outcome.CRASHED),
    ("os.closerange(3, 64)", Outcome.CRASHED),
    ("return bytearray(1 << 40)", Outcome.OUT_OF_MEMORY),
    ("x = []\nwhile True: x.append(bytes(1 << 24))", Outcome.OUT_OF_MEMORY),
]


@LINUX
class TestHostileCalls:
    @pytest.mark.parametrize(("body", "outcome"), HOSTILE, ids=[body[:30] for body, _ in HOSTILE])
    def test_cost_only_themselves(self, sandbox: Sandbox, body: str, outcome: Outcome) -> None:
        assert stopped(one(sandbox, body)) is outcome

    @pytest.mark.parametrize("body", ["time.sleep(1e6)", "os.kill(os.getpid(), signal.SIGSTOP)"])
    def test_that_wait_are_told_so(self, sandbox: Sandbox, body: str) -> None:
        reply = one(sandbox, body)
        assert stopped(reply) is Outcome.TIMED_OUT
        assert isinstance(reply, Stopped)
        assert "waited" in reply.message

    def test_say_how_the_process_ended(self, sandbox: Sandbox) -> None:
        messages = [one(sandbox, body) for body in ("os._exit(7)", "os.abort()")]
        assert ["7" in str(messages[0]), "SIGABRT" in str(messages[1])] == [True, True]

    def test_without_end_recursion_is_survived(self, sandbox: Sandbox) -> None:
        body = "sys.setrecursionlimit(10**9)\ndef g(): return g()\nreturn g()"
        assert isinstance(one(sandbox, body), Stopped | Raised)

    def test_that_bomb_with_forks_raise(self, sandbox: Sandbox) -> None:
        assert raised(one(sandbox, "while True: os.fork()")) == "PermissionError"

    def test_that_bomb_with_threads_raise(self, sandbox: Sandbox) -> None:
        body = """
            import threading
            while True: threading.Thread(target=time.sleep, args=(99,)).start()
        """
        assert raised(one(sandbox, body)) == "RuntimeError"

    def test_are_given_up_after_three_more_lives(self, sandbox: Sandbox) -> None:
        replies = ask(sandbox, "import os\ndef f(x): os._exit(x)", *range(9))
        messages = [reply.message for reply in replies if isinstance(reply, Stopped)]
        assert len(messages) == 9
        assert [message.startswith("not tried") for message in messages] == [False] * 4 + [True] * 5

    def test_in_a_plain_process_cost_only_themselves(self, portable: Sandbox) -> None:
        assert stopped(one(portable, "while True: pass")) is Outcome.TIMED_OUT
        assert stopped(one(portable, "os._exit(0)")) is Outcome.CRASHED
        assert stopped(one(portable, "return bytearray(1 << 40)")) is Outcome.OUT_OF_MEMORY


@LINUX
class TestAnotherProgram:
    """A worker that goes on with another program, in the same process."""

    PID = "import os\ndef f(x): return os.getpid()"

    def test_remembers_nothing_of_the_first(self, sandbox: Sandbox) -> None:
        counting = "n = 0\ndef f(x):\n    global n\n    n += 1\n    return n"
        with sandbox.worker(program(counting)) as worker:
            assert worker.answer([call(1), call(1)]) == [Answer(1), Answer(2)]
            worker.load(program(counting))
            assert worker.answer([call(1)]) == [Answer(1)]
            worker.load(program("def f(x): return n"))
            (reply,) = worker.answer([call(1)])
            assert isinstance(reply, Raised)
            assert reply.kind == "NameError"

    def test_stays_in_its_process(self, sandbox: Sandbox) -> None:
        with sandbox.worker(program(self.PID)) as worker:
            (before,) = worker.answer([call(1)])
            worker.load(program(self.PID))
            assert worker.answer([call(1)]) == [before]

    @pytest.mark.parametrize("first", ["def f(x", "import os; os._exit(1)", "while True: pass"])
    def test_follows_one_that_could_not_be_loaded(self, sandbox: Sandbox, first: str) -> None:
        with sandbox.worker(program(first)) as worker:
            worker.load(program("def f(x): return 2 * x"))
            assert isinstance(worker.loaded, Loaded)
            assert worker.answer([call(4)]) == [Answer(8)]

    def test_follows_one_that_never_answered(self, sandbox: Sandbox) -> None:
        with sandbox.worker(program("def f(x):\n    while True: pass")) as worker:
            (reply,) = worker.answer([call(1)])
            assert isinstance(reply, Stopped)
            worker.load(program("def f(x): return 2 * x"))
            assert worker.answer([call(4)]) == [Answer(8)]


class TestOverlap:
    """Making a worker, and closing it, leave the judge free to do something else."""

    SLOW = (
        "import time\nstart = time.process_time()\nwhile time.process_time() - start < {}: pass\n"
    )

    def test_does_not_wait_for_the_program(self, sandbox: Sandbox) -> None:
        assert sandbox.isolation
        began = time.monotonic()
        worker = sandbox.worker(program(self.SLOW.format(0.2) + "def f(x): return x"))
        assert time.monotonic() - began < 0.1
        assert worker.answer([call(1)]) == [Answer(1)]
        assert isinstance(worker.loaded, Loaded)
        worker.close()

    def test_lets_others_work_while_nobody_listens(self, sandbox: Sandbox) -> None:
        flood = "import os\nwhile True: os.write(1, bytes(1 << 16))"
        waiting = [sandbox.worker(program(flood)) for _ in range(20)]
        assert ask(sandbox, "def f(x): return x", 5) == [Answer(5)]
        for worker in waiting:
            worker.close()

    def test_blames_nobody_for_a_judge_that_looks_late(self, sandbox: Sandbox) -> None:
        worker = sandbox.worker(program(self.SLOW.format(0.15) + "print(1)\ndef f(x): return x"))
        time.sleep(1.5)
        assert worker.output == "1\n"
        assert isinstance(worker.loaded, Loaded)
        worker.close()

    def test_counts_what_loading_took_however_late_the_judge_looks(self, sandbox: Sandbox) -> None:
        for wait in (0.0, 1.0):
            worker = sandbox.worker(program(self.SLOW.format(0.5) + "def f(x): return x"))
            time.sleep(wait)
            assert isinstance(worker.loaded, Refused)
            assert worker.loaded.outcome is Outcome.TIMED_OUT
            worker.close()

    def test_closes_without_waiting_and_leaves_no_zombie(self) -> None:
        with Sandbox(QUICK) as box:
            workers = [box.worker(program("def f(x): return x")) for _ in range(20)]
            assert workers[-1].answer([call(1)]) == [Answer(1)]
            server = _server_of(box)
            for worker in workers:
                worker.close()
            for _ in range(500):
                if not _children_of(server):
                    break
                time.sleep(0.01)
            assert not _children_of(server)


@LINUX
class TestBlocks:
    """Replies travel together, and yet blame falls on the call that earned it."""

    @pytest.mark.parametrize(
        ("body", "outcome"),
        [
            ("os._exit(0)", Outcome.CRASHED),
            ("while True: pass", Outcome.TIMED_OUT),
            ("10 ** 10 ** 8", Outcome.TIMED_OUT),
        ],
    )
    def test_blame_the_call_that_stopped(
        self, sandbox: Sandbox, body: str, outcome: Outcome
    ) -> None:
        source = f"import os\ndef f(x):\n    if x in (30, 60):\n        {body}\n    return x"
        replies = ask(sandbox, source, *range(100))
        assert [n for n, reply in enumerate(replies) if reply != Answer(n)] == [30, 60]
        assert stopped(replies[30]) is stopped(replies[60]) is outcome

    def test_give_each_call_its_own_time(self, sandbox: Sandbox) -> None:
        source = """
            import time
            def f(x):
                start = time.process_time()
                while time.process_time() - start < 0.08: pass
                return x
        """
        assert ask(sandbox, source, *range(8)) == [Answer(n) for n in range(8)]

    def test_end_with_the_last_call_whenever_the_alarm_goes_off(self, sandbox: Sandbox) -> None:
        source = "import time\ndef f(x):\n    time.sleep(x)\n    return x"
        with sandbox.worker(program(source)) as worker:
            for few in range(60):
                pause = 0.0098 + few * 1e-5
                assert worker.answer([call(0), call(pause)]) == [Answer(0), Answer(pause)]
                assert worker.answer([call(0)] * 200) == [Answer(0)] * 200

    def test_of_calls_that_take_long_are_told_in_time(self, sandbox: Sandbox) -> None:
        source = "import time\ndef f(x):\n    time.sleep(x)\n    return x"
        assert ask(sandbox, source, 0, 0.05, 0, 0.05) == [Answer(x) for x in (0, 0.05, 0, 0.05)]


FORGERIES = {
    "garbage": "os.write(fd, b'garbage' * 100)",
    "a 4 GB length": "os.write(fd, b'\\xff' * 100)",
    "a reply of its own nonce": "os.write(fd, frame(bytes(16), 0, ('answer', 42, None)))",
    "the same reply twice": (
        "n = nonce()\nfor _ in 'xx': os.write(fd, frame(n, 0, ('answer', 42, None)))"
    ),
    "a reply to a later call": "os.write(fd, frame(nonce(), 1, ('answer', 42, None)))",
    "no reply at all": "os.write(fd, frame(nonce(), 0, ('answer', 42)))",
    "an outcome of the judge's": "os.write(fd, frame(nonce(), 0, ('stopped', 'passed', '')))",
    "a description": (
        "from grader.values.wire import Packed\n"
        "os.write(fd, frame(nonce(), 0, ('answer', Packed('rng', 1), None)))"
    ),
    "observations of others": (
        "os.write(fd, frame(nonce(), 0, ('answer', 1, (('y',), (), False, {}, False))))"
    ),
    "a length that is not the reply's": (
        "os.write(fd, frame(nonce(), 0, ('answer', 42, None)).replace(b'A', b'AA', 1))"
    ),
    "a line that is none": "os.write(fd, frame(nonce(), 0, ('raised', 'E', (1,), '', 1)))",
}

FORGER = """
import os, sys, time
from grader.values import wire
fd = 4
def frame(nonce, index, value):
    if value[0] == "answer" and value[2:] == (None,):
        data = b"A" + wire.encode(value[1])
    elif value[0] == "answer":
        data = b"S" + b"".join(map(wire.encode, value[1:]))
    else:
        data = b"R" + wire.encode(value)
    ends = index.to_bytes(4, "little") + (1).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return (28 + len(data)).to_bytes(4, "little") + nonce + ends + data
def nonce():
    frame = sys._getframe()
    while "nonce" not in frame.f_locals or "fd_out" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["nonce"]
def f(x):
    if x: return "well"
"""


@LINUX
class TestForgedReplies:
    @pytest.mark.parametrize("name", FORGERIES)
    def test_fail_and_the_next_call_is_answered(self, sandbox: Sandbox, name: str) -> None:
        source = FORGER + textwrap.indent(FORGERIES[name], "    ") + "\n    time.sleep(9)\n"
        replies = ask(sandbox, source, 0, 1, 1)
        assert Outcome.FAILED in {r.outcome for r in replies if isinstance(r, Stopped)}
        assert replies[-1] == Answer("well")

    def test_are_worth_no_more_than_a_return_value(self, sandbox: Sandbox) -> None:
        forged = "    os.write(fd, frame(nonce(), 0, ('answer', 42, None)))\n    time.sleep(9)"
        assert ask(sandbox, FORGER + forged, 0) == [Answer(42)]

    def test_in_advance_are_noticed_at_the_next_question(self, sandbox: Sandbox) -> None:
        early = "    os.write(fd, frame(nonce(), 0, ('answer', 42, None)))\n    return 42"
        with sandbox.worker(program(FORGER + early)) as worker:
            assert worker.answer([call(0)]) == [Answer(42)]
            first, second = worker.answer([call(1), call(1)])
            assert stopped(first) is Outcome.FAILED
            assert second == Answer("well")


ESCAPES = {
    "landlock": [
        f"return open({__file__!r}).read(1)",
        "return open('/etc/passwd').read(1)",
        "return os.listdir('/')",
        "return os.listdir('/proc')",
        "return open('/proc/self/environ').read(1)",
        "return open('/tmp/grader-test', 'w').write('x')",
        "return open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    ],
    "seccomp": [
        "os.kill(os.getppid(), 0)",
        "os.fork()",
        "os.execv('/bin/sh', ['sh'])",
        "os.chmod('/tmp', 0o1777)",
        "os.utime('/tmp')",
        "os.truncate('/tmp/grader-test', 0)",
        "os.unlink('/tmp/grader-test')",
        "os.mkdir('/tmp/grader-test')",
        "os.memfd_create('x')",
        "os.setpriority(os.PRIO_PROCESS, 0, 5)",
        "os.sched_setaffinity(0, {0})",
        "os.pidfd_open(os.getppid())",
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.socketpair()",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1, 1))",
        "import subprocess; subprocess.run(['true'])",
        "import multiprocessing; multiprocessing.Process().start()",
    ],
}


ATTACKS = {
    "take more memory than allowed": (
        "limits",
        frozenset(),
        "import mmap; mmap.mmap(-1, 300 << 20).close(); return 'done'",
    ),
    "read somebody's file": (
        "landlock",
        frozenset(),
        "return 'done' if open('/etc/passwd').read(1) else ''",
    ),
    "talk to the network": (
        "seccomp",
        frozenset(),
        "import socket; socket.socket().close(); return 'done'",
    ),
    "use the server's own socket": (
        "files",
        frozenset(),
        """import stat
for fd in range(5, 256):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode): return 'done'
    except OSError: pass
""",
    ),
    # Landlock and seccomp stop this too, and uids where the judge is root: without all of them,
    # it is the layer that is left.
    "look into a neighbour": (
        "undumpable",
        frozenset({"landlock", "seccomp", "uid"}),
        "return 'done' if open(f'/proc/{n}/environ', 'rb').read(1) else ''",
    ),
}
"""What is tried, the layer that stops it, and what else would."""


def attack(box: Sandbox, body: str) -> bool:
    """Whether an attack succeeds that may look at a neighbour `n`."""
    with box.worker(program("import os\ndef f(x): return os.getpid()")) as neighbour:
        (pid,) = neighbour.answer([call(0)])
        assert isinstance(pid, Answer)
        source = f"import os\nn = {pid.value}\ndef f(x):\n" + textwrap.indent(body, "    ")
        with box.worker(program(source)) as worker:
            return worker.answer([call(0)]) == [Answer("done")]


@LINUX
class TestContainment:
    def test_is_strict_here(self, sandbox: Sandbox) -> None:
        assert (sandbox.isolation, sandbox.missing) == (Isolation.STRICT, ())

    @pytest.mark.parametrize("layer", ESCAPES)
    def test_holds_against_what_was_tried(self, sandbox: Sandbox, layer: str) -> None:
        bodies = ESCAPES[layer]
        tries = "".join(f"    def t{n}():\n        {body}\n" for n, body in enumerate(bodies))
        source = (
            f"import os\ndef f(x):\n{tries}"
            "    try: locals()[f't{x}']()\n"
            "    except (OSError, ImportError, ValueError) as error: return type(error).__name__\n"
            "    return 'escaped'\n"
        )
        replies = ask(sandbox, source, *range(len(bodies)))
        assert all(isinstance(reply, Answer) for reply in replies), replies
        escaped = [
            body
            for body, reply in zip(bodies, replies, strict=True)
            if isinstance(reply, Answer) and reply.value == "escaped"
        ]
        assert not escaped

    def test_leaves_nothing_of_the_judge_to_be_found(self, sandbox: Sandbox) -> None:
        body = """
            import gc
            fds = []
            for fd in range(64):
                try: os.fstat(fd)
                except OSError: continue
                fds.append(fd)
            secret = [o for o in gc.get_objects() if type(o) is dict and "HOSTILE" in o]
            return sorted(os.environ), fds, len(secret), os.getuid() == 0, "pytest" in sys.modules
        """
        reply = one(sandbox, body)
        assert isinstance(reply, Answer)
        environment, fds, *rest = reply.value
        assert not [
            name
            for name in environment
            if not name.endswith("_THREADS") and name not in {"LC_ALL", "PYTHONHASHSEED"}
        ]
        # Python's own library has a place among them where there is no way to it.
        assert [fd for fd in fds if fd not in libraries.PLACES] == [0, 1, 2, 3, 4]
        assert rest == [0, False, False]

    def test_still_lets_the_standard_library_and_numpy_be_imported(self, sandbox: Sandbox) -> None:
        assert one(sandbox, "import statistics, fractions, numpy.ma; return 1") == Answer(1)
        if _anybody_may_read(Path(np.__file__)) and _anybody_may_read(Path(os.__file__)):
            assert one(sandbox, "import netrc, numpy.lib.recfunctions; return 1") == Answer(1)

    @pytest.mark.parametrize("layer", LAYERS)
    def test_misses_each_layer_that_is_switched_off(self, layer: str) -> None:
        with Sandbox(QUICK, without=frozenset({layer})) as box:
            assert any(text.startswith(layer) for text in box.missing)
            assert box.isolation is not Isolation.STRICT
            assert ask(box, "def f(x): return x", 5) == [Answer(5)]

    @pytest.mark.parametrize("name", ATTACKS)
    def test_needs_each_layer(self, sandbox: Sandbox, name: str) -> None:
        layer, others, body = ATTACKS[name]
        assert not attack(sandbox, body)
        with Sandbox(QUICK, without=others | {layer}) as box:
            assert attack(box, body)
        if others:
            with Sandbox(QUICK, without=others) as box:
                assert not attack(box, body)

    def test_leaves_no_capability(self) -> None:
        look = """
            rows = dict(line.split(":") for line in open("/proc/self/status") if "Cap" in line)
            return [int(rows[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")]
        """
        off = frozenset({"landlock", "seccomp"})
        # Root that stays root is the hardest case: it keeps what the uid would have cost it.
        for without in (off, off | {"uid"}):
            with Sandbox(QUICK, without=without) as box:
                assert one(box, look) == Answer([0, 0, 0, 0])
        if os.geteuid() == 0:
            with Sandbox(QUICK, without=off | {"uid", "privileges"}) as box:
                reply = one(box, look)
                assert isinstance(reply, Answer)
                assert any(reply.value)

    def test_without_any_is_a_mere_process(self) -> None:
        with Sandbox(QUICK, without=frozenset(LAYERS)) as box:
            assert box.isolation is Isolation.PROCESS_ONLY
            assert ask(box, "def f(x): return x", 5) == [Answer(5)]

    def test_in_a_plain_process_claims_nothing(self, portable: Sandbox) -> None:
        assert portable.isolation is Isolation.PROCESS_ONLY
        assert len(portable.missing) == len(LAYERS)

    def test_knows_its_layers(self) -> None:
        with pytest.raises(ValueError, match="ramparts"):
            Sandbox(without=frozenset({"ramparts"}))


def _anybody_may_read(path: Path) -> bool:
    """Whether a worker that gave up root still reaches this file."""
    return os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in path.parents)


@LINUX
class TestLives:
    def test_end_with_the_sandbox_and_leave_nothing_open(self) -> None:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for portable in (False, True):
            others = descendants(os.getpid())
            box = Sandbox(QUICK, portable=portable)
            workers = [box.worker(program("def f(x): return x")) for _ in range(2)]
            assert workers[0].answer([call(1)]) == [Answer(1)]
            started = descendants(os.getpid()) - others
            assert started
            for worker in workers:
                worker.close()
                worker.close()
            box.close()
            box.close()
            assert gone(started)
        assert len(list(Path("/proc/self/fd").iterdir())) == before

    def test_end_with_the_judge(self) -> None:
        script = """
            import sys, time
            from grader.model import Program, Call
            from grader.sandbox import Sandbox
            from grader.values import wire
            loop = Program("f", "def f():\\n    while True: pass", {"f": "f"}, "f")
            box = Sandbox()
            worker = box.worker(loop)
            assert worker.loaded
            print("up", flush=True)
            worker.answer([Call("f", wire.encode(((), {})))])
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE
        ) as judge:
            assert judge.stdout is not None
            assert judge.stdout.readline() == b"up\n"
            started = descendants(judge.pid)
            assert len(started) == 2
            judge.send_signal(signal.SIGKILL)
        assert gone(started)

    def test_of_a_closed_worker_are_over(self, sandbox: Sandbox) -> None:
        worker = sandbox.worker(program("def f(x): return x"))
        worker.close()
        with pytest.raises(Fault):
            worker.answer([call(1)])

    def test_of_many_workers_do_not_mix(self, sandbox: Sandbox) -> None:
        workers = [sandbox.worker(program(f"def f(x): return {n}")) for n in range(8)]
        assert [worker.answer([call(0)]) for worker in workers] == [[Answer(n)] for n in range(8)]
        for worker in workers:
            worker.close()

    def test_go_on_in_a_fork_of_the_judge(self, sandbox: Sandbox) -> None:
        script = """
            import os, sys
            from grader.model import Program, Call, Answer
            from grader.sandbox import Sandbox
            from grader.values import wire
            one = Program("f", "def f(): return 1", {"f": "f"}, "f")
            def works(box):
                with box.worker(one) as worker:
                    return worker.answer([Call("f", wire.encode(((), {})))]) == [Answer(1)]
            with Sandbox() as box:
                assert works(box)
                child = os.fork()
                if child == 0:
                    os._exit(0 if works(box) else 1)
                assert os.waitpid(child, 0)[1] == 0
                assert works(box)
        """
        done = python("-c", textwrap.dedent(script))
        assert done.returncode == 0, done.stderr

    def test_outlive_a_fork_of_the_judge_that_ends_its_sandbox(self) -> None:
        script = """
            import os
            from grader.model import Program, Call, Answer
            from grader.sandbox import Sandbox
            from grader.values import wire
            one = Program("f", "def f(): return 1", {"f": "f"}, "f")
            with Sandbox() as box, box.worker(one) as worker:
                _ = worker.loaded
                child = os.fork()
                if child == 0:
                    box._maker._connection.settimeout(1)
                    try:
                        box._maker.close()
                    finally:
                        os._exit(0)
                os.waitpid(child, 0)
                assert worker.answer([Call("f", wire.encode(((), {})))]) == [Answer(1)]
                with box.worker(one) as other:
                    assert other.answer([Call("f", wire.encode(((), {})))]) == [Answer(1)]
        """
        done = python("-c", textwrap.dedent(script))
        assert done.returncode == 0, done.stderr

    def test_collect_their_garbage(self, sandbox: Sandbox, portable: Sandbox) -> None:
        source = "import gc\ndef f(x): return gc.isenabled()"
        for box in (sandbox, portable):
            assert ask(box, source, 1) == [Answer(True)]

    def test_that_never_began_are_a_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("grader.interpreter._BOOTSTRAP", "raise SystemExit('no wonder')")
        with Sandbox(portable=True) as box:
            worker = box.worker(program("def f(x): return x"))
            for _ in range(2):
                with pytest.raises(Fault, match="no wonder"):
                    _ = worker.loaded

    def test_may_be_closed_after_their_sandbox(self) -> None:
        with Sandbox(QUICK) as box:
            worker = box.worker(program("def f(x): return x"))
        for _ in range(2):
            with pytest.raises(Fault):
                worker.answer([call(1)])
        worker.close()


def _children_of(pid: int) -> list[int]:
    """Its children, zombies included."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _parent(entry) == pid
    ]


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _server_of(box: Sandbox) -> int:
    assert isinstance(box._maker, ForkServer)
    return box._maker._server.pid


def test_a_worker_is_a_caller(sandbox: Sandbox) -> None:
    from grader.model import Caller

    worker: Caller = sandbox.worker(program("def f(x): return x"))
    assert isinstance(worker, Worker)
    assert worker.answer([call(4)]) == [Answer(4)]
    worker.close()


class TestPortability:
    """A plain process asks for nothing that only Linux has."""

    def test_needs_nothing_of_linux(self) -> None:
        script = """
            import sys
            # What the standard library itself takes from the system, it has taken by then.
            import ctypes, os, platform, queue, select, selectors, signal, socket, subprocess
            import tempfile, threading, numpy
            from grader.values import wire
            from grader.model import Answer, Call, Outcome, Program, Stopped, Limits

            class Missing:
                def find_spec(self, name, path=None, target=None):
                    if name in ("resource", "fcntl", "pwd", "grp", "termios"):
                        raise ModuleNotFoundError(name)
            for name in ("resource", "fcntl", "pwd", "grp", "termios"):
                sys.modules.pop(name, None)
            sys.meta_path.insert(0, Missing())
            for module, names in (
                (select, "poll epoll"), (selectors, "PollSelector EpollSelector"),
                (socket, "AF_UNIX socketpair send_fds recv_fds"),
                (os, "fork killpg set_blocking pidfd_open setsid getuid geteuid getppid pipe2 "
                     "sysconf sched_getaffinity WNOHANG waitstatus_to_exitcode"),
                (signal, "SIGALRM setitimer pthread_sigmask"),
            ):
                for name in names.split():
                    if hasattr(module, name):
                        delattr(module, name)
            sys.platform, platform.system = "win32", lambda: "Windows"
            opened = []
            sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else 0)

            from grader.sandbox import Sandbox
            source = "import os\\ndef f(x):\\n    if x == 3: os._exit(7)\\n    return [x, x]"
            it = Program("f", source, {"f": "f"}, "f", ("x",))
            calls = [Call("f", wire.encode(((n,), {}))) for n in range(6)]
            with Sandbox(Limits(cpu_s=0.2)) as box:
                assert str(box.isolation) == "process-only", box.isolation
                with box.worker(it) as worker:
                    replies = worker.answer(calls)
                assert [r == Answer([n, n]) for n, r in enumerate(replies)] == [
                    True, True, True, False, True, True]
                assert replies[3].outcome is Outcome.CRASHED
                loop = Program("f", "def f(x):\\n    while x: pass", {"f": "f"}, "f", ("x",))
                with box.worker(loop) as worker:
                    ended, late = worker.answer(calls[:2])
                assert (ended, late.outcome) == (Answer(None), Outcome.TIMED_OUT)
            assert not [p for p in opened if str(p).startswith("/proc")]
        """
        done = python("-c", textwrap.dedent(script))
        assert done.returncode == 0, done.stderr

    def test_keeps_what_was_printed_and_large_answers(self, portable: Sandbox) -> None:
        source = "def f(x):\n    print('here')\n    return x + 1"
        big = np.arange(300_000.0)
        with portable.worker(program(source), Limits(cpu_s=5)) as worker:
            for reply in worker.answer([call(big)] * 3):
                assert isinstance(reply, Answer)
                assert np.array_equal(reply.value, big + 1)
        with portable.worker(program("print('loaded')\ndef f(x): pass")) as worker:
            assert isinstance(worker.loaded, Loaded)
            _within_a_second(lambda: worker.output == "loaded\n")

    def test_ends_what_is_closed_unheard(self) -> None:
        before = set(threading.enumerate())
        with Sandbox(QUICK, portable=True) as box:
            for _ in range(3):
                box.worker(program("while True: print('x' * 10_000)")).close()
        _within_a_second(lambda: set(threading.enumerate()) <= before)


def _within_a_second(holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        time.sleep(0.01)
    assert holds()


WIDE = """
import math
import numpy as np

def f(x):
    rng = np.random.default_rng(7)
    a, b = rng.normal(size=(6, 6)), rng.normal(size=6)
    s = a @ a.T + 6 * np.eye(6)
    big = rng.normal(size=(300, 300))
    words = np.array(["gradient", "loss", "softmax"])
    legacy = np.random.RandomState(3)
    draws = [rng.integers(0, 9, 20), rng.choice(50, 9, replace=False), rng.permutation(20),
             rng.poisson(3, 9), rng.gamma(2.0, size=5), rng.multivariate_normal(b, s),
             rng.dirichlet(np.ones(4)), np.random.Generator(np.random.MT19937(5)).random(4),
             np.random.Generator(np.random.Philox(5)).random(4), legacy.normal(size=4)]
    algebra = [np.linalg.solve(a, b), np.linalg.inv(a), np.linalg.det(a), np.linalg.eigvalsh(s),
               np.linalg.svd(a)[1], np.abs(np.linalg.eigvals(a)), np.linalg.cholesky(s),
               np.linalg.lstsq(a[:, :3], b, rcond=None)[0], np.linalg.pinv(a[:, :2]),
               np.linalg.matrix_rank(a), np.linalg.norm(a, 2), np.linalg.matrix_power(a, 5),
               np.linalg.qr(a)[1], np.linalg.cond(a), np.kron(a, s), np.outer(b, b)]
    waves = [np.fft.fft(b), np.fft.irfft(np.fft.rfft(b)), np.fft.fft2(a), np.fft.fftshift(b),
             np.fft.fft(rng.normal(size=1009)), np.convolve(b, b), np.correlate(b, b, "full")]
    order = [np.sort(big, axis=None, kind=k)[::999] for k in ("quicksort", "mergesort", "heapsort")]
    order += [np.argsort(b), np.partition(b, 3), np.searchsorted(np.sort(b), 0.1),
              np.unique(draws[0]), np.lexsort((a[0], a[1])), np.bincount(draws[0]),
              np.histogram(big, 20)[0],
              np.percentile(big, [5, 50, 95]), np.median(big, axis=0)]
    sums = [np.einsum("ij,jk,k->i", a, s, b), np.einsum("ii", a), np.tensordot(a, s), big @ big,
            np.cumsum(big, 0)[-1], (big.astype("f4") @ big.astype("f4")).shape, np.var(big),
            np.einsum("ij,kj->ik", big, big, optimize=True)[::50, ::50], np.gradient(b),
            np.trapezoid(b), np.interp(0.3, [0, 1], [2, 3]), np.logaddexp.reduce(b)]
    p = np.polynomial.Polynomial([1.0, -3.0, 2.0])
    curves = [p.roots(), np.polyfit(np.arange(6.0), b, 2), p.deriv().coef, np.polyval([1, 2], b),
              np.polynomial.chebyshev.chebfit(np.arange(6.0), b, 3), p.integ()(2.0)]
    texts = [np.char.upper(words).tolist(), np.char.add(words, "!").tolist(), str(a.round(3)),
             np.array2string(b, precision=3), np.sort(words).tolist(), f"{math.pi:.9f}",
             str(np.datetime64("2024-02-29") + np.timedelta64(366, "D")), str(np.ma.masked_less(b, 0)),
             np.genfromtxt(["1 2", "3 4"]).tolist()]
    masks = [np.where(a > 0, a, 0), np.isnan(a).any(), np.ma.masked_less(b, 0).sum(),
             np.apply_along_axis(np.ptp, 1, a), np.vectorize(math.gamma)(np.abs(b) + 1),
             np.lib.stride_tricks.sliding_window_view(b, 3), np.meshgrid(b, b)[0], np.tri(4)]
    return [draws, algebra, waves, order, sums, curves, texts, masks]
"""


def test_a_wide_workload_runs_as_it_does_outside(sandbox: Sandbox) -> None:
    """Fails where a newer NumPy, Python or libc needs a system call that workers may not make."""
    space: dict[str, Any] = {}
    exec(WIDE, space)
    with sandbox.worker(program(WIDE), Limits(cpu_s=20, memory_mib=512)) as worker:
        assert isinstance(worker.loaded, Loaded), worker.loaded
        (reply,) = worker.answer([call(0)])
        assert isinstance(reply, Answer), reply
        groups = list(zip(reply.value, space["f"](0), strict=True))
        assert len(groups) == 8
        for inside, outside in groups:
            for ours, theirs in zip(inside, outside, strict=True):
                if isinstance(theirs, str | list):
                    assert ours == theirs
                else:
                    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
        assert not worker.output
