"""Workers on systems without a fork server: a plain process each, promising little.

The student's code still shares no process with the judge, and is stopped in time; it can read and
write what the person who runs it can. Honest about that: the level is process-only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from grader.model import Limits
from grader.sandbox.channels import Channel
from grader.sandbox.forkserver import ENVIRONMENT, command
from grader.sandbox.layers import LAYERS
from grader.sandbox.process import Process, cpu_of, resting

MISSING: Final = dict.fromkeys(LAYERS, "a plain process, without the layers of Linux")


def start(limits: Limits) -> Process:
    """A fresh worker in a process of its own."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter
        command("portable", str(limits.memory_mib)),
        env=ENVIRONMENT | _needed(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=os.name == "posix",
    )
    return Plain(child)


def _needed() -> dict[str, str]:
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


class Plain:
    """A worker that is a child of the judge."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        self._child = child
        streams = child.stdin, child.stdout, child.stderr
        self.requests, self.replies, self.output = (Channel(os.dup(s.fileno())) for s in streams)
        for stream in streams:
            stream.close()

    def cpu(self) -> float | None:
        return cpu_of(self._child.pid)

    def resting(self) -> bool:
        return resting(self._child.pid)

    def end(self) -> int:
        with contextlib.suppress(OSError):
            # What it started itself goes too, as far as it stayed in its session.
            if os.name == "posix" and self._child.returncode is None:
                os.killpg(self._child.pid, signal.SIGKILL)
        self._child.kill()
        status = self._child.wait()
        for channel in (self.requests, self.replies, self.output):
            channel.close()
        return status


def run() -> None:
    """The worker: moves its pipes out of the way of the standard streams, and serves."""
    from grader import worker  # here, so that the judge need not load it

    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    _limit(int(sys.argv[3]))
    worker.open_streams()
    os.write(replies, worker.READY)
    worker.serve(requests, replies)
    os._exit(0)


def _limit(memory_mib: int) -> None:
    try:
        import resource
    except ImportError:
        return
    most_memory = _base() + (memory_mib << 20)
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, most_memory)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _base() -> int:
    try:
        text = Path("/proc/self/statm").read_text()
        return int(text.split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 30
