"""What the judge needs of a worker's process, wherever it comes from."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from grader.sandbox.channels import Channel


class Process(Protocol):
    """A running worker, its pipes, and what is measured of it from outside."""

    requests: Channel
    replies: Channel
    output: Channel

    def cpu(self) -> float | None:
        """Seconds of CPU used so far, or None where that cannot be measured."""
        ...

    def resting(self) -> bool:
        """Whether it is known to sleep or to be stopped at this moment."""
        ...

    def end(self) -> int:
        """Kills it unless it is gone, closes the pipes; its exit status, negative for a signal.

        Raises `Fault` if what started it is gone, and it therefore too.
        """
        ...


class Start(Protocol):
    """Starts a fresh worker."""

    def __call__(self) -> Process: ...


def cpu_of(pid: int) -> float | None:
    """CPU seconds of all threads of another process, where the system can tell."""
    clock = getattr(time, "clock_gettime", None)
    if clock is None:
        return None
    try:
        # The kernel's clock id of another process: its complement, and "all its threads".
        return float(clock((~pid << 3) | 2))
    except (OSError, OverflowError):
        return None


def resting(pid: int) -> bool:
    """Whether the process sleeps or is stopped; false where the system does not tell."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in {b"S", b"T", b"t"}


class Forked:
    """A worker of the fork server, which kills and reaps it when asked."""

    def __init__(
        self, pid: int, channels: tuple[Channel, Channel, Channel], end: Callable[[int], int]
    ) -> None:
        self.requests, self.replies, self.output = channels
        self._pid = pid
        self._end = end
        self._status: int | None = None

    def cpu(self) -> float | None:
        return cpu_of(self._pid)

    def resting(self) -> bool:
        return resting(self._pid)

    def end(self) -> int:
        if self._status is None:
            for channel in (self.requests, self.replies, self.output):
                channel.close()
            self._status = self._end(self._pid)
        return self._status


def pipes() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Three fresh pipes: the judge's ends, then the worker's, as requests, replies, output."""
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()
    output_out, output_in = os.pipe()
    return (requests_in, replies_out, output_out), (requests_out, replies_in, output_in)
