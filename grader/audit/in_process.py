"""Programs that are trusted, in this very process: at a fraction of what a worker costs."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator, Sequence
from typing import Any

from grader.errors import Fault
from grader.model import Call, Loaded, Outcome, Program, Raised, Refused, Reply, Stopped
from grader.program import Local
from grader.program.loading import Functions


class InProcess:
    """The author's code as a worker has it, without a process of its own. Since it is the author's,
    it answers the same call alike, and is asked it once.

    With `cpu_s`, a call that takes more is stopped, where the system can and in the main thread.
    """

    def __init__(self, cpu_s: float | None = None) -> None:
        self.loaded: Loaded | Refused = Loaded()
        self.slowest_s = 0.0
        self._program: Program | None = None
        self._known: dict[Call, Reply] = {}
        self._cpu_s = cpu_s if hasattr(signal, "setitimer") else None

    def load(self, program: Program) -> None:
        """Forgets what was loaded before, unless it is that."""
        if program == self._program:
            return
        self.loaded, self._program = Loaded(), program
        self._known = {}
        try:
            self._local = Local(program)
        except Fault as fault:
            self.loaded = Refused(Outcome.ERRORED, fault.message)

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        for call in calls:
            if call not in self._known:
                self._known[call] = self.ask(call)
        return [self._known[call] for call in calls]

    def ask(self, call: Call) -> Reply:
        """The reply to a call, whether or not it was made before."""
        began = time.process_time()
        try:
            return self._asked(call)
        finally:
            self.slowest_s = max(self.slowest_s, time.process_time() - began)

    def _asked(self, call: Call) -> Reply:
        if isinstance(self.loaded, Refused):
            return Stopped(self.loaded.outcome, self.loaded.message)
        if self._cpu_s is None:
            return self._local.answer([call])[0]
        try:
            with _limited(self._cpu_s):
                (reply,) = self._local.answer([call])
        except Fault as fault:  # an answer that cannot be written down
            return Stopped(Outcome.FAILED, fault.message)
        except _TimeUp:
            return _TIMED_OUT
        timed_out = isinstance(reply, Raised) and reply.kind == _TimeUp.__name__
        return _TIMED_OUT if timed_out else reply

    @property
    def functions(self) -> Functions:
        """What was loaded; raises `AttributeError` if that failed."""
        return self._local.functions

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
    # Again and again, since what is raised in a callback of the garbage collector is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_s, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
