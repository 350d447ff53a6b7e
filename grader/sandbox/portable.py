"""Workers on systems without a fork server: a plain process each, promising little.

The student's code still shares no process with the judge, and is stopped in time; it can read and
write what the person who runs it can. Honest about that: the level is process-only.

Nothing here goes beyond what Python offers on every system: threads wait on the pipes, since not
all systems can wait on several, and the clock on the wall limits a call, since not all tell how
long another process has computed.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO, Final

from grader import interpreter
from grader.model import Limits
from grader.sandbox.layers import LAYERS
from grader.sandbox.process import Output, Process

_MOST: Final = 1 << 18
_BASE: Final = 1 << 30
"""Address space that the interpreter and NumPy take before any program is read, at most."""


class PlainProcesses:
    """Starts a process for each worker."""

    def __init__(self) -> None:
        self.missing = dict.fromkeys(LAYERS, "a plain process, without the layers of Linux")
        self._started: list[Plain] = []

    def start(self, limits: Limits, output: Output) -> Process:
        """A fresh worker; it takes its time to import what it needs."""
        child = interpreter.start(
            "grader.sandbox.portable",
            str(limits.memory_mib),
            environment=interpreter.BARE,
            stderr=interpreter.PIPE,
        )
        plain = Plain(child, output)
        self._started = [*(one for one in self._started if one.alive()), plain]
        return plain

    def close(self) -> None:
        """Ends them all."""
        for plain in self._started:
            plain.end()
        self._started = []


class Plain:
    """A worker that is a child of the judge; threads wait on its pipes, and close them."""

    def __init__(self, child: interpreter.Running, output: Output) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        self._child = child
        self._owner = os.getpid()
        self._requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        work = (
            (_write, child.stdin, self._requests.get),
            (_read, child.stdout, self._replies.put),
            (_read, child.stderr, output.add),
        )
        self._threads = [
            threading.Thread(target=target, args=rest, daemon=True) for target, *rest in work
        ]
        for thread in self._threads:
            thread.start()

    def send(self, data: bytes) -> None:
        self._requests.put(data)

    def receive(self, patience_s: float) -> bytes | None:
        try:
            data = self._replies.get(timeout=patience_s)
        except queue.Empty:
            return None
        if not data:
            self._replies.put(data)  # it stays the last word
        return data

    def listen(self) -> None:
        """There is nothing to do: a thread listens all the time."""

    def meet(self, pid: int) -> None:
        """There is nothing to learn: a launcher may stand between, and ends with its child."""

    def cpu(self) -> float | None:
        return None

    def delayed(self) -> float | None:
        return None

    def resting(self) -> bool:
        return False

    def alive(self) -> bool:
        """Whether it was not seen to end."""
        return self._child.poll() is None

    def close(self) -> None:
        if os.getpid() == self._owner and self.alive():
            _kill(self._child)
        self._requests.put(b"")

    def end(self) -> int:
        self.close()
        status = self._child.wait()
        for thread in self._threads:
            # Only what the worker started itself, and hid, could still hold the other ends.
            thread.join(timeout=1)
        return status


def _kill(child: interpreter.Running) -> None:
    """What it started itself goes too, where there are sessions and as far as it stayed in its."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()


def _write(stream: IO[bytes], get: Callable[[], bytes]) -> None:
    with contextlib.suppress(OSError):
        while data := get():
            stream.write(data)
            stream.flush()
    with contextlib.suppress(OSError):
        stream.close()


def _read(stream: IO[bytes], put: Callable[[bytes], None]) -> None:
    """Puts all that comes, and no bytes after the last."""
    data = b"more"
    with stream:
        while data:
            try:
                data = os.read(stream.fileno(), _MOST)
            except OSError:
                data = b""
            put(data)


def run() -> None:
    """The worker: moves its pipes out of the way of the standard streams, and serves."""
    from grader.sandbox import untrusted  # here, so that the judge need not load it

    requests, replies = interpreter.pipes()
    _limit(int(sys.argv[1]))
    untrusted.open_streams()
    os.write(replies, untrusted.ready())
    untrusted.serve(requests, replies)
    os._exit(0)


def _limit(memory_mib: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _BASE + (memory_mib << 20)),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
