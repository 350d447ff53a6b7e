"""Workers as they really are: what they answer, survive, and are kept from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader import wire
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
from grader.sandbox import LAYERS, Sandbox, Worker

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
        "from grader.wire import Packed\n"
        "os.write(fd, frame(nonce(), 0, ('answer', Packed('rng', 1), None)))"
    ),
    "observations of others": (
        "os.write(fd, frame(nonce(), 0, ('answer', 1, (('y',), (), False, {}))))"
    ),
    "a line that is none": "os.write(fd, frame(nonce(), 0, ('raised', 'E', (1,), '', 1)))",
}

FORGER = """
import os, sys, time
from grader import wire
fd = 4
def frame(nonce, index, value):
    if value[0] == "answer" and value[2:] == (None,):
        data = b"A" + wire.encode(value[1])
    elif value[0] == "answer":
        data = b"S" + b"".join(map(wire.encode, value[1:]))
    else:
        data = b"R" + wire.encode(value)
    ends = index.to_bytes(4, "little") + (1).to_bytes(4, "little")
    return (24 + len(data)).to_bytes(4, "little") + nonce + ends + data
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
        assert fds == [0, 1, 2, 3, 4]
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

    @pytest.mark.parametrize(
        ("layer", "body"),
        [
            ("landlock", "return len(open('/etc/passwd').read(1))"),
            ("seccomp", "import socket; socket.socket().close(); return 1"),
            ("limits", "import mmap; mmap.mmap(-1, 300 << 20).close(); return 1"),
        ],
    )
    def test_needs_each_layer(self, layer: str, body: str) -> None:
        with Sandbox(QUICK, without=frozenset({layer})) as box:
            assert one(box, body) == Answer(1)

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


def children(pid: int) -> set[int]:
    """The descendants of a process that are alive."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except (OSError, ValueError):
                continue
            if state != "Z":
                parents[int(entry.name)] = int(parent)
    found, more = {pid}, True
    while more:
        new = {child for child, parent in parents.items() if parent in found} - found
        found, more = found | new, bool(new)
    return found - {pid}


def gone(pids: set[int]) -> bool:
    """Whether they all end within some seconds."""
    for _ in range(500):
        alive = set()
        for pid in pids:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if state != "Z":
                alive.add(pid)
        if not alive:
            return True
        time.sleep(0.01)
    return False


@LINUX
class TestLives:
    def test_end_with_the_sandbox_and_leave_nothing_open(self) -> None:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for portable in (False, True):
            others = children(os.getpid())
            box = Sandbox(QUICK, portable=portable)
            workers = [box.worker(program("def f(x): return x")) for _ in range(2)]
            assert workers[0].answer([call(1)]) == [Answer(1)]
            started = children(os.getpid()) - others
            assert started
            for worker in workers:
                worker.close()
                worker.close()
            box.close()
            box.close()
            assert gone(started)
        assert len(list(Path("/proc/self/fd").iterdir())) == before

    def test_end_with_the_judge(self) -> None:
        script = f"""
            import sys, time
            sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
            from grader.model import Program, Call
            from grader.sandbox import Sandbox
            from grader import wire
            loop = Program("f", "def f():\\n    while True: pass", {{"f": "f"}}, "f")
            box = Sandbox()
            worker = box.worker(loop)
            assert worker.loaded
            print("up", flush=True)
            worker.answer([Call("f", wire.encode(((), {{}})))])
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE
        ) as judge:
            assert judge.stdout is not None
            assert judge.stdout.readline() == b"up\n"
            started = children(judge.pid)
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
        script = f"""
            import os, sys
            sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
            from grader.model import Program, Call, Answer
            from grader.sandbox import Sandbox
            from grader import wire
            one = Program("f", "def f(): return 1", {{"f": "f"}}, "f")
            def works(box):
                with box.worker(one) as worker:
                    return worker.answer([Call("f", wire.encode(((), {{}})))]) == [Answer(1)]
            with Sandbox() as box:
                assert works(box)
                child = os.fork()
                if child == 0:
                    os._exit(0 if works(box) else 1)
                assert os.waitpid(child, 0)[1] == 0
                assert works(box)
        """
        subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=60)

    def test_that_never_began_are_a_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        failing = [sys.executable, "-c", "raise SystemExit('no wonder')"]
        monkeypatch.setattr("grader.sandbox.portable.command", lambda *_: failing)
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

    def test_of_a_dead_server_are_a_fault(self) -> None:
        with Sandbox(QUICK) as box:
            assert box.isolation
            server = next(iter(children(os.getpid()) & _servers()))
            os.kill(server, signal.SIGKILL)
            with pytest.raises(Fault):
                _ = box.worker(program("def f(x): return x")).loaded


def _servers() -> set[int]:
    """Fork servers without workers, the youngest among them the test's own."""
    found = {
        pid
        for pid in children(os.getpid())
        if b"server.run()" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }
    return {max(found)}


def test_a_worker_is_a_caller(sandbox: Sandbox) -> None:
    from grader.model import Caller

    worker: Caller = sandbox.worker(program("def f(x): return x"))
    assert isinstance(worker, Worker)
    assert worker.answer([call(4)]) == [Answer(4)]
    worker.close()
