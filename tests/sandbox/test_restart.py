"""What starts workers may end by accident: it is started again, and the program tried once more."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import python

from grader.errors import Fault
from grader.model import Answer, Call, Isolation, Limits, Program
from grader.sandbox import Sandbox, box
from grader.sandbox.forked import Forked
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.process import Output, Process
from grader.values import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the fork server")
ECHO = Program("f", "def f(x): return x", {"f": "f"}, "f", ("x",))


def call(value: object) -> Call:
    return Call("f", wire.encode(((value,), {})))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(cpu_s=1.0, memory_mib=256)) as made:
        assert made.isolation is Isolation.STRICT
        yield made


def kill(sandbox: Sandbox) -> int:
    """Ends the fork server as the kernel would that has no memory left."""
    maker = sandbox._maker
    assert isinstance(maker, ForkServer)
    os.kill(maker._server.pid, signal.SIGKILL)
    maker._server.wait()
    return maker._server.pid


def test_a_worker_under_way_goes_on(sandbox: Sandbox) -> None:
    with sandbox.worker(ECHO) as worker:
        assert worker.answer([call(1)]) == [Answer(1)]
        kill(sandbox)
        assert worker.answer([call(2), call(3)]) == [Answer(2), Answer(3)]
    assert sandbox.isolation is Isolation.STRICT


def test_a_worker_that_only_began_is_begun_again(sandbox: Sandbox) -> None:
    worker = sandbox.worker(ECHO)
    kill(sandbox)
    assert worker.answer([call(1)]) == [Answer(1)]
    worker.close()


def test_whoever_comes_next_is_served(sandbox: Sandbox) -> None:
    for number in range(3):
        kill(sandbox)
        with sandbox.worker(ECHO) as worker:
            assert worker.answer([call(number)]) == [Answer(number)]


def test_where_memory_runs_out_a_worker_goes_before_its_judge(sandbox: Sandbox) -> None:
    with sandbox.worker(ECHO) as worker:
        assert worker.answer([call(1)]) == [Answer(1)]
        assert worker._conversation is not None
        process = worker._conversation._process
        assert isinstance(process, Forked)
        score = Path(f"/proc/{process._pid}/oom_score_adj").read_text()
    assert int(score) == 1000


def test_a_second_accident_of_one_program_is_a_fault(sandbox: Sandbox) -> None:
    with sandbox.worker(ECHO) as worker:
        for number in range(2):
            assert worker.answer([call(number)]) == [Answer(number)]
            kill(sandbox)
        with pytest.raises(Fault, match="fork server"):
            worker.answer([call(2)])
    with sandbox.worker(ECHO) as worker:
        assert worker.answer([call(3)]) == [Answer(3)]


def test_it_is_not_started_for_ever(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "MOST_STARTS", 1)
    kill(sandbox)
    with sandbox.worker(ECHO) as worker:
        assert worker.answer([call(1)]) == [Answer(1)]
    kill(sandbox)
    with pytest.raises(Fault, match="fork server"):
        sandbox.worker(ECHO)


def test_it_comes_back_with_all_its_layers_or_not_at_all(sandbox: Sandbox) -> None:
    kill(sandbox)
    sandbox._without = frozenset({"landlock"})
    with pytest.raises(Fault, match=r"lacks: .*landlock"):
        sandbox.worker(ECHO)


def test_a_worker_that_cannot_be_started_is_tried_once_more(sandbox: Sandbox) -> None:
    starts: list[object] = []
    real = sandbox._start_process

    def start(limits: Limits, output: Output) -> Process:
        process = real(limits, output)
        starts.append(process)
        if len(starts) == 1:
            process.end()  # before it was ready

            def hung_up(patience_s: float) -> bytes:
                return b""

            process.receive = hung_up  # type: ignore[method-assign]
        return process

    sandbox._start_process = start  # type: ignore[method-assign]
    with sandbox.worker(ECHO) as worker:
        assert worker.answer([call(1)]) == [Answer(1)]
    assert len(starts) == 2


LIMITED = """
import resource, sys
from grader.errors import Fault
from grader.sandbox import Sandbox
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
try:
    with Sandbox() as sandbox:
        print(sandbox.isolation, sandbox.missing)
except Fault as fault:
    print(fault.message, fault.hint)
"""


def test_where_few_files_may_be_open_nothing_is_said_to_be_missing() -> None:
    told = python("-c", LIMITED, "24", "24")
    assert told.stdout == (
        "only 24 files may be open at once here, and 256 are needed"
        " raise the limit, as with ulimit -n 256\n"
    )
    assert python("-c", LIMITED, "24", "256").stdout == "strict ()\n"


def test_a_self_test_that_says_nothing_is_a_fault_and_no_missing_layer() -> None:
    """Or the advice would be to do without."""
    script = """
from grader.sandbox import lockdown, server
def none(*_):
    raise OSError("no")
lockdown.lock_down = none
class Quiet(server.Server):
    def __init__(self):
        import os
        self.null, self.materials = os.open(os.devnull, os.O_RDWR), None
Quiet().test(frozenset(server.LAYERS))
"""
    done = python("-c", script)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["the self-test of a worker ended with status 256"]


def test_nobody_is_given_workers_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that runs a stranger's exercise may ask the fork server for whatever it likes."""
    from grader.sandbox import server

    forked: list[int] = []

    def fork() -> int:
        forked.append(1)
        return 12_345

    monkeypatch.setattr(os, "fork", fork)
    own = server.Server.__new__(server.Server)
    for most in (server.MOST_WORKERS, 2 * server.MOST_WORKERS):
        own.workers = {}
        forked.clear()
        monkeypatch.setattr(server, "MOST_WORKERS", most)
        for number in range(most + 3):
            files = [os.open(os.devnull, os.O_RDWR) for _ in range(3)]
            own.fork((number, 1.0, 64, 100), files)
        assert len(forked) == len(own.workers) == most
