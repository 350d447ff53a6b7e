"""What judging one program may cost the judge, whatever the program answered.

Replies are bounded before they are built, and a law takes no time on what is bounded; behind that
stands this fence: so much CPU time and so much memory, after which judging stops with `TooCostly`.
What does not depend on the program (drawing examples, asking an author's mistakes) is not counted,
so that who comes first pays no more than who comes last.

CPU time is counted, so a busy machine changes nothing, and that of the judging thread alone: BLAS
keeps threads of its own, which compute while they wait for work. The fence stands in the main
thread of a POSIX process, and memory is counted on Linux; elsewhere the bounds on replies have to
do. A process that is `expendable` is ended where the alarm is not heard in time.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from grader.judge.timer import Timer

if TYPE_CHECKING:
    from collections.abc import Iterator

CPU_S: Final = 20.0
"""A right answer takes about a tenth of a second, the dearest wrong one of the bank a few."""
EXPLAINING_CPU_S: Final = 8.0
"""What one explanation may take of it: the smallest example, or the mistake that was made."""
SEARCH_S: Final = 1.0
"""About so much, the worker's and the judge's, is searched for the line while a student waits."""
MEMORY_BYTES: Final = 300 << 20
GRACE_S: Final = 2.0
"""CPU time in which the alarm should have been heard."""

_AGAIN_S: Final = 0.05
"""An interruption that something swallowed comes again after so much CPU time."""


class TooCostly(BaseException):
    """Judging would take more than it may. Not an `Exception`: no law's `except` is to catch it."""


@dataclass
class _Fence:
    """`spent_s` is what the thread had computed when it rose, and what was not counted since."""

    most_s: float
    memory_bytes: int
    spent_s: float
    up: bool = False
    end: Timer | None = None
    _limits: tuple[int, int] | None = None
    _ceiling: int = 0

    def raise_up(self) -> None:
        self.up = True
        if sys.platform == "linux":
            import resource

            self._limits = resource.getrlimit(resource.RLIMIT_AS)
            soft, hard = self._limits
            wanted = self._ceiling = _address_space() + self.memory_bytes
            if hard == resource.RLIM_INFINITY or wanted < hard:
                soft = wanted if soft == resource.RLIM_INFINITY else min(soft, wanted)
                resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        self.arm()

    def take_down(self, *, for_now: bool = False) -> None:
        self.up = False
        if for_now and self._ceiling:
            self.memory_bytes = max(0, self._ceiling - _address_space())
        signal.setitimer(signal.ITIMER_PROF, 0)
        if self.end is not None:
            self.end.set(0)
        if sys.platform == "linux" and self._limits is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, self._limits)

    def arm(self) -> None:
        left = self.most_s - self.counted_s()
        signal.setitimer(signal.ITIMER_PROF, max(left, _AGAIN_S), _AGAIN_S)
        if self.end is not None:
            self.end.set(max(left, _AGAIN_S) + GRACE_S)

    def counted_s(self) -> float:
        return time.thread_time() - self.spent_s

    def over(self, *_: object) -> None:
        # An alarm may have been on its way already when the fence came down.
        if self.up and self.counted_s() >= self.most_s:
            raise TooCostly


_standing: list[_Fence] = []
"""The one fence of this process, if it stands."""


class _Process:
    """What is known of this process."""

    expendable = False
    memory_bytes = MEMORY_BYTES


def expendable(memory_bytes: int = MEMORY_BYTES) -> None:
    """Whoever started this process goes on without it: from now on it is ended, with the status
    `grader.judge.timer.STATUS`, where judging takes too long and hears no alarm. Judging may take
    so much memory in it.
    """
    _Process.expendable = True
    _Process.memory_bytes = memory_bytes


def rehearse() -> None:
    """Takes all the memory that judging may take here, for a moment: the machine has it."""
    bytearray(b"\1") * _Process.memory_bytes


@contextlib.contextmanager
def budget(cpu_s: float = CPU_S, memory_bytes: int | None = None) -> Iterator[None]:
    """Inside, judging one program raises `TooCostly`, or `MemoryError`, beyond these bounds."""
    if memory_bytes is None:
        memory_bytes = _Process.memory_bytes
    main = threading.current_thread() is threading.main_thread()
    if _standing or not main or not hasattr(signal, "setitimer"):
        yield
        return
    _warm_up()
    fence = _Fence(cpu_s, memory_bytes, time.thread_time())
    fence.end = Timer() if _Process.expendable else None
    before = signal.signal(signal.SIGPROF, fence.over)
    _standing.append(fence)
    try:
        fence.raise_up()
        yield
    finally:
        fence.up = False  # before any call: an alarm that is due would interrupt the next
        _standing.clear()
        fence.take_down()
        if fence.end is not None:
            fence.end.close()
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """What is done inside would be the same for every program, and is not counted."""
    if not _standing or not _standing[0].up:
        yield
        return
    fence = _standing[0]
    before = fence.counted_s()
    fence.take_down(for_now=True)
    try:
        yield
    finally:
        fence.spent_s = time.thread_time() - before
        fence.raise_up()


@contextlib.contextmanager
def share(cpu_s: float = EXPLAINING_CPU_S) -> Iterator[None]:
    """What is done inside may take so much of the budget, and no more."""
    if not _standing:
        yield
        return
    fence = _standing[0]
    whole = fence.most_s
    fence.most_s = min(whole, fence.counted_s() + cpu_s)
    fence.arm()
    try:
        yield
    finally:
        fence.most_s = whole
        fence.arm()


@functools.cache
def _warm_up() -> None:
    """Has NumPy's BLAS take its buffers, as it ends the process where it cannot have them."""
    square = np.ones((64, 64))
    np.linalg.svd(square @ square)


def _address_space() -> int:
    """Bytes of address space that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
