"""Programs that are trusted, in this very process: at a fraction of what a worker costs."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Sequence
from typing import Any

from grader.errors import Fault
from grader.model import Call, Loaded, Outcome, Program, Raised, Refused, Reply, Stopped
from grader.program import Local


class InProcess:
    """The author's code as a worker has it, without a process of its own.

    With `cpu_s`, a call that takes more is stopped, where the system can and in the main thread.
    """

    def __init__(self, cpu_s: float | None = None) -> None:
        self.loaded: Loaded | Refused = Loaded()
        self._cpu_s = cpu_s if hasattr(signal, "setitimer") else None

    def load(self, program: Program) -> None:
        """Forgets what was loaded before."""
        self.loaded = Loaded()
        try:
            self._local = Local(program)
        except Fault as fault:
            self.loaded = Refused(Outcome.ERRORED, fault.message)

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        if isinstance(self.loaded, Refused):
            return [Stopped(self.loaded.outcome, self.loaded.message)] * len(calls)
        if self._cpu_s is None:
            return self._local.answer(calls)
        return [self._one(call, self._cpu_s) for call in calls]

    def _one(self, call: Call, cpu_s: float) -> Reply:
        try:
            with _limited(cpu_s):
                (reply,) = self._local.answer([call])
        except Fault as fault:  # an answer that cannot be written down
            return Stopped(Outcome.FAILED, fault.message)
        except _TimeUp:
            return _TIMED_OUT
        timed_out = isinstance(reply, Raised) and reply.kind == _TimeUp.__name__
        return _TIMED_OUT if timed_out else reply

    def close(self) -> None:
        """There is nothing to end."""


class _TimeUp(BaseException):
    """No `except Exception` of a program holds it up."""


_TIMED_OUT = Stopped(Outcome.TIMED_OUT, "the call took all of its CPU time")


@contextlib.contextmanager
def _limited(cpu_s: float) -> Iterator[None]:
    """Raises `_TimeUp` inside after so many seconds of CPU."""

    def stop(*_: Any) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
