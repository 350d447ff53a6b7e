"""A program may keep the judge waiting for so long, all calls together; a busy machine costs it nothing."""

from __future__ import annotations

import multiprocessing
import sys
import textwrap
from dataclasses import dataclass, field

import pytest

from grader.model import Answer, Call, Limits, Outcome, Program, Reply, Stopped
from grader.sandbox import Sandbox
from grader.sandbox.allowance import Allowance
from grader.sandbox.watch import Watch
from grader.values import wire
from grader.values.bounds import Bounds


@dataclass
class Machine:
    """A process and a clock that do as they are told: in each second of waiting the process
    computes and is delayed for so long.
    """

    computes: float = 0.0
    delay: float = 0.0
    measured: bool = True
    sleeps: float = 0.0
    now: float = 0.0
    used: float = 0.0
    waited: float = 0.0
    said: list[bytes] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def receive(self, patience_s: float) -> bytes | None:
        self.now += patience_s + self.sleeps
        self.used += patience_s * self.computes
        self.waited += patience_s * self.delay
        return self.said.pop() if self.said else None

    def cpu(self) -> float | None:
        return self.used

    def delayed(self) -> float | None:
        return self.waited if self.measured else None

    def resting(self) -> bool:
        return not self.computes and not self.delay

    def send(self, data: bytes) -> None: ...
    def listen(self) -> None: ...
    def meet(self, pid: int) -> None: ...
    def close(self) -> None: ...
    def end(self) -> int:
        return 0


def watched(machine: Machine, *, seconds: float, calls: int = 1) -> Stopped | None:
    """Why the judge gave up within so many seconds of waiting, shared by so many calls."""
    watch = Watch(machine, Limits(cpu_s=2.0), Allowance(wait_s=5.0), machine.clock)
    watch.start(0.0)
    for _ in range(calls):
        watch.restart()
        end = machine.now + seconds / calls
        while machine.now < end:
            watch.receive()
            if (reason := watch.expired()) is not None:
                return reason
    return None


class TestWatch:
    def test_gives_up_on_calls_that_are_neither_idle_nor_busy(self) -> None:
        reason = watched(Machine(computes=0.015), seconds=60, calls=10)
        assert reason is not None
        assert reason.outcome is Outcome.TIMED_OUT
        assert "took more than 5 s on the clock, all calls together" in reason.message

    def test_lets_them_have_what_is_allowed(self) -> None:
        assert watched(Machine(computes=0.015), seconds=4.5, calls=3) is None

    @pytest.mark.parametrize("computes", [0.001, 0.015, 0.1])
    def test_holds_no_busy_machine_against_anybody(self, computes: float) -> None:
        """It has a hundredth of a CPU, and waits for it all the rest of the time."""
        machine = Machine(computes=computes, delay=1 - computes)
        assert watched(machine, seconds=600, calls=600) is None

    def test_counts_the_cpu_time_of_each_call_all_the_same(self) -> None:
        reason = watched(Machine(computes=0.1, delay=0.9), seconds=30)
        assert reason is not None
        assert "computed for more than 2 s" in reason.message

    def test_counts_nothing_that_it_cannot_measure(self) -> None:
        busy = Machine(computes=0.015, measured=False)
        assert watched(busy, seconds=600, calls=600) is None

    def test_counts_no_more_than_it_meant_to_wait(self) -> None:
        """The judge itself was stopped for an hour."""
        machine = Machine(computes=0.015, sleeps=3_600)
        allowance = Allowance(wait_s=5.0)
        watch = Watch(machine, Limits(cpu_s=2.0), allowance, machine.clock)
        watch.start(0.0)
        watch.receive()
        assert allowance.exhausted is None


def test_an_allowance_says_what_is_too_much() -> None:
    allowance = Allowance(bounds=Bounds(10, 100, 1))
    allowance.build(Bounds(10, 0, 1))
    allowance.receive(100)
    assert allowance.exhausted is None
    allowance.build(Bounds(1, 0, 0))
    assert allowance.exhausted is not None
    assert allowance.exhausted.outcome is Outcome.FAILED


# Real workers ------------------------------------------------------------------------------------

DRIPPING = """
    import time
    def f(x):
        end = time.monotonic() + x
        while time.monotonic() < end:
            busy = time.process_time() + 0.003
            while time.process_time() < busy: pass
            time.sleep(0.05)
        return x
"""


def program(source: str) -> Program:
    return Program("f", textwrap.dedent(source), {"f": "f"}, "f", ("x",))


def call(value: object) -> Call:
    return Call("f", wire.encode(((value,), {})))


def ask(sandbox: Sandbox, allowance: Allowance, source: str, *values: object) -> list[Reply]:
    with sandbox.worker(program(source), Limits(cpu_s=1.0), allowance) as worker:
        return worker.answer([call(value) for value in values])


@pytest.mark.skipif(sys.platform != "linux", reason="needs what Linux tells of processes")
class TestWorkers:
    def test_share_one_allowance(self, sandbox: Sandbox) -> None:
        allowance = Allowance(wait_s=0.6)
        assert ask(sandbox, allowance, DRIPPING, 0.1) == [Answer(0.1)]
        replies = ask(sandbox, allowance, DRIPPING, *[0.4] * 9)
        assert isinstance(replies[-1], Stopped)
        assert "on the clock" in replies[-1].message
        # Nothing is asked any more, of whomever.
        assert ask(sandbox, allowance, "def f(x): return x", 1) == [replies[-1]]
        assert ask(sandbox, Allowance(), "def f(x): return x", 1) == [Answer(1)]

    def test_that_compute_all_the_time_need_none_on_a_busy_machine(self, sandbox: Sandbox) -> None:
        crowd = [multiprocessing.get_context("spawn").Process(target=_spin) for _ in range(6)]
        for process in crowd:
            process.start()
        try:
            source = "def f(x): return sum(i * i for i in range(300_000)) and x"
            replies = ask(sandbox, Allowance(wait_s=1.5), source, *range(8))
        finally:
            for process in crowd:
                process.kill()
                process.join()
        assert replies == [Answer(n) for n in range(8)]

    def test_cannot_name_a_call_for_ever_nor_send_a_reply_bit_by_bit(
        self, sandbox: Sandbox
    ) -> None:
        forge = """
            import sys, os, time
            def nonce():
                frame = sys._getframe()
                while "nonce" not in frame.f_locals or "fd_out" not in frame.f_locals:
                    frame = frame.f_back
                return frame.f_locals["nonce"]
            def f(x):
                if x == 2:
                    return "well"
                if x == 0:
                    block = (24).to_bytes(4, "little") + nonce() + bytes(8)
                    while True:
                        os.write(4, block * 100)
                for byte in (1000).to_bytes(4, "little") + nonce() + bytes(4) + b"\\1\\0\\0\\0":
                    os.write(4, bytes([byte]))
                while True:
                    os.write(4, b"N")
                    time.sleep(0.05)
        """
        named, dripped, after = ask(sandbox, Allowance(wait_s=2.0), forge, 0, 1, 2)
        assert isinstance(named, Stopped)
        assert "disturbed the conversation" in named.message
        assert isinstance(dripped, Stopped)
        assert after in (Answer("well"), dripped)

    def test_are_told_what_there_is_too_much_of(self, sandbox: Sandbox) -> None:
        source = """
            import numpy as np
            def f(x):
                return (
                    [None] * 900_000, np.zeros(60 << 20, np.int8), 10 ** 5000,
                    [np.zeros(0)] * 20_000, {"x" * 10**7: [1]}, dict.fromkeys(range(5_000)), [[]],
                )[x]
        """
        replies = ask(sandbox, Allowance(), source, *range(7))
        told = [reply.message for reply in replies[:5] if isinstance(reply, Stopped)]
        assert told == [
            "your code returned more than 400,000 values",
            "your code returned more than 16 MB of data",
            "your code returned an integer of more than 300 digits",
            "your code returned more than 10,000 arrays",
            "your code returned a text of more than 10,000 bytes",
        ]
        assert replies[5:] == [Answer(wire.Packed("opaque", "dict of length 5000")), Answer([[]])]

    def test_may_not_return_too_much_in_many_calls(self, sandbox: Sandbox) -> None:
        replies = ask(sandbox, Allowance(), "def f(x): return [x] * 300_000", *range(8))
        assert isinstance(replies[0], Answer)
        assert any(isinstance(r, Stopped) and "calls together" in r.message for r in replies)
        few = Allowance(bounds=Bounds(1_000, 1 << 30, 10))
        with sandbox.worker(program("def f(x): return [x] * 600"), allowance=few) as worker:
            assert worker.answer([call(1)]) == [Answer([1] * 600)]
            assert worker.answer([call(2)]) == [Answer([2] * 600)]
            (last,) = worker.answer([call(3)])
        assert isinstance(last, Stopped)
        assert "too large, all calls together" in last.message


def _spin() -> None:
    while True:
        pass


class TestComputing:
    def test_all_calls_together_may_compute_so_long(self, sandbox: Sandbox) -> None:
        """Each call stays below its own limit; without an end to it all they would take hours."""
        source = (
            "import time\n"
            "def f(x):\n"
            "    start = time.process_time()\n"
            "    while time.process_time() - start < 0.2:\n"
            "        pass\n"
            "    return x\n"
        )
        few = Allowance(compute_s=1.0)
        *first, last = ask(sandbox, few, source, *range(30))
        assert isinstance(last, Stopped)
        assert last.outcome is Outcome.TIMED_OUT
        assert "computed for more than 1 s, all calls together" in last.message
        assert 1 <= sum(isinstance(reply, Answer) for reply in first) <= 10
