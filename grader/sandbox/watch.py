"""How long a worker may take before the judge gives up on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from grader.model import Limits, Outcome, Stopped
from grader.sandbox.allowance import Allowance
from grader.sandbox.process import Process

_PATIENCE_S: Final = 0.25
_START_S: Final = 60.0


class Watch:
    """How long the call at hand may still take, and what all calls take of their allowance.

    What counts is the CPU time of the worker's own process, so neither a busy machine nor a judge
    that looks late is held against it. Of the time that the judge waits in vain, what the process
    computed and what it waited for a CPU is taken off; what is left then it spent on nothing.
    """

    def __init__(
        self,
        process: Process,
        limits: Limits,
        allowance: Allowance,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._process = process
        self._allowance = allowance
        self._clock = clock
        self._cpu_s = limits.cpu_s
        self._idle_s = max(1.0, limits.cpu_s)
        self._started = False
        self._cpu_began: float | None = None
        self._cpu_seen: float | None = None
        self._waited = 0.0
        self._occupied = 0.0
        self._computed = 0.0
        self.restart()

    def start(self, cpu_s: float) -> None:
        """The process is ready for its first request, and used so much to get there."""
        self._started = True
        self.restart()
        if self._cpu_began is not None:
            self._cpu_began = cpu_s
        self._waited = 0.0
        self._occupied = self._busy() or 0.0
        self._computed = self._process.cpu() or 0.0

    def restart(self) -> None:
        """A new call begins; or, before anything was asked, the wait for the process to start."""
        self._began = self._looked = self._clock()
        self._cpu_began = self._cpu_seen = self._process.cpu()
        self._idle = 0.0

    def look_up(self) -> None:
        """The judge begins to wait only now: the wall clock starts anew, the CPU clock does not."""
        self._began = self._looked = self._clock()
        self._idle = 0.0

    def receive(self) -> bytes | None:
        """What the process says within the time after which it is worth looking at it again."""
        before = self._clock()
        data = self._process.receive(self._patience())
        # The judge itself may have been asleep: count no more than it meant to wait.
        self._waited += min(self._clock() - before, 2 * _PATIENCE_S)
        if self._waited > _PATIENCE_S / 2:
            self.settle()
        return data

    def settle(self) -> None:
        """Charges the allowance for what was computed, and what was waited, so far."""
        waited, self._waited = self._waited, 0.0
        cpu = self._process.cpu()
        if not self._started or cpu is None:
            return
        self._allowance.compute(max(0.0, cpu - self._computed))
        self._computed = cpu
        busy = self._busy()
        if busy is not None:
            waited -= busy - self._occupied
            self._occupied = busy
        elif not self._process.resting():
            return
        self._allowance.wait(max(0.0, waited))

    def _busy(self) -> float | None:
        """Seconds that the process computed or would have, if all of that is known."""
        cpu, delayed = self._process.cpu(), self._process.delayed()
        return None if cpu is None or delayed is None else cpu + delayed

    def _patience(self) -> float:
        if self._cpu_began is None:
            return _PATIENCE_S
        used = (self._cpu_seen or 0.0) - self._cpu_began
        return min(_PATIENCE_S, max(0.001, self._cpu_s - used))

    def overspent(self) -> Stopped | None:
        """Why the call at hand took too much, if it did, whether or not it is over."""
        cpu = self._process.cpu()
        if cpu is None or self._cpu_began is None or cpu - self._cpu_began <= self._cpu_s:
            return None
        return _stopped("computed for more than", self._cpu_s)

    def expired(self) -> Stopped | None:
        """Why it is too late, if it is; a process that is still starting gets more time."""
        now = self._clock()
        if not self._started:
            return _stopped("took more than", _START_S) if now - self._began > _START_S else None
        cpu = self._process.cpu()
        if cpu is None or self._cpu_began is None:
            # Nothing but the clock on the wall: be twice as generous.
            late = now - self._began > 2 * self._cpu_s + 1
            return _stopped("took more than", 2 * self._cpu_s + 1) if late else None
        if cpu - self._cpu_began > self._cpu_s:
            return _stopped("computed for more than", self._cpu_s)
        waited = now - self._looked
        if waited >= _PATIENCE_S / 2:
            idle = cpu - (self._cpu_seen or 0.0) < 0.001 and self._process.resting()
            # The judge itself may have been asleep: count no more than it meant to wait.
            self._idle = self._idle + min(waited, 2 * _PATIENCE_S) if idle else 0.0
            self._looked = now
            self._cpu_seen = cpu
        if self._idle > self._idle_s:
            return Stopped(
                Outcome.TIMED_OUT,
                f"your code waited for more than {self._idle_s:g} s without computing anything",
            )
        return self._allowance.exhausted


def _stopped(verb: str, seconds: float) -> Stopped:
    return Stopped(Outcome.TIMED_OUT, f"your code {verb} {seconds:.3g} s")
