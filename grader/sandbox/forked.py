"""A worker of the fork server, seen from the judge: three pipes and a process of somebody else."""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from grader.sandbox.process import Output

_MOST: Final = 1 << 18
_READS: Final = 16


class Forked:
    """Talks through pipes without ever blocking on them; the server kills and reaps.

    `end` has the worker killed, and tells its status if it is asked to wait for that.
    """

    def __init__(
        self, pipes: tuple[int, int, int], output: Output, end: Callable[[bool], int]
    ) -> None:
        self._requests, self._replies, self._printed = pipes
        for fd in pipes:
            os.set_blocking(fd, False)
        self._output = output
        self._end = end
        self._left = memoryview(b"")
        self._pid: int | None = None
        self._poll = select.poll()
        self._poll.register(self._replies, select.POLLIN)
        self._poll.register(self._printed, select.POLLIN)
        self._open = True

    def send(self, data: bytes) -> None:
        self._left = memoryview(bytes(self._left) + data if self._left else data)
        self._push()
        if self._left:
            self._poll.register(self._requests, select.POLLOUT)

    def receive(self, patience_s: float) -> bytes | None:
        data: bytes | None = None
        for fd, _ in self._poll.poll(patience_s * 1000):
            if fd == self._replies:
                data = _read(fd)
            elif fd == self._printed:
                if not self._drain():
                    self._poll.unregister(fd)
            else:
                self._push()
                if not self._left:
                    self._poll.unregister(fd)
        return data

    def listen(self) -> None:
        if self._open:
            self._drain()

    def meet(self, pid: int) -> None:
        self._pid = pid

    def cpu(self) -> float | None:
        return None if self._pid is None else cpu_of(self._pid)

    def delayed(self) -> float | None:
        return None if self._pid is None else delay_of(self._pid)

    def resting(self) -> bool:
        return self._pid is not None and resting(self._pid)

    def close(self) -> None:
        if self._hang_up():
            self._end(False)

    def end(self) -> int:
        self.listen()
        return self._end(True) if self._hang_up() else 0

    def _hang_up(self) -> bool:
        """Whether this was not done before."""
        if not self._open:
            return False
        self._open = False
        for fd in (self._requests, self._replies, self._printed):
            os.close(fd)
        return True

    def _push(self) -> None:
        try:
            self._left = self._left[os.write(self._requests, self._left) :]
        except BlockingIOError:
            return
        except OSError:
            # Nobody reads any more, and the replies will end too.
            self._left = self._left[:0]

    def _drain(self) -> bool:
        """Takes what was printed, a little at a time; false once the other end is closed."""
        for _ in range(_READS):
            data = _read(self._printed)
            if not data:
                return data is None
            self._output.add(data)
        return True


def _read(fd: int) -> bytes | None:
    try:
        return os.read(fd, _MOST)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def cpu_of(pid: int) -> float | None:
    """CPU seconds of all threads of another process, where the system can tell."""
    with contextlib.suppress(OSError, OverflowError):
        # The kernel's clock id of another process: its complement, and "all its threads".
        return time.clock_gettime((~pid << 3) | 2)
    return None


def delay_of(pid: int) -> float | None:
    """Seconds that another process waited for a CPU, and whoever asks did beside it."""
    try:
        both = [Path(f"/proc/{who}/schedstat").read_bytes() for who in (pid, "thread-self")]
        return sum(int(text.split()[1]) for text in both) / 1e9
    except (OSError, IndexError, ValueError):
        return None


def resting(pid: int) -> bool:
    """Whether the process sleeps or is stopped; false where the system does not tell."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in {b"S", b"T", b"t"}
