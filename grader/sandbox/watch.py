"""How long a worker may take before the judge gives up on it."""

from __future__ import annotations

import time
from typing import Final

from grader.model import Limits, Outcome, Stopped
from grader.sandbox.process import Process

_PATIENCE_S: Final = 0.25
_START_S: Final = 60.0


class Watch:
    """How long the call at hand may still take.

    What counts is the CPU time of the worker's own process, so neither a busy machine nor a judge
    that looks late is held against it; a wall clock stands behind, for workers that only wait.
    """

    def __init__(self, process: Process, limits: Limits) -> None:
        self._process = process
        self._cpu_s = limits.cpu_s
        self._wall_s = 20 * limits.cpu_s + 30
        self._idle_s = max(1.0, limits.cpu_s)
        self._started = False
        self._cpu_began: float | None = None
        self._cpu_seen: float | None = None
        self.restart()

    def start(self, cpu_s: float) -> None:
        """The process is ready for its first request, and used so much to get there."""
        self._started = True
        self.restart()
        if self._cpu_began is not None:
            self._cpu_began = cpu_s

    def restart(self) -> None:
        """A new call begins; or, before anything was asked, the wait for the process to start."""
        self._began = self._looked = time.monotonic()
        self._cpu_began = self._cpu_seen = self._process.cpu()
        self._idle = 0.0

    def look_up(self) -> None:
        """The judge begins to wait only now: the wall clock starts anew, the CPU clock does not."""
        self._began = self._looked = time.monotonic()
        self._idle = 0.0

    def patience(self) -> float:
        """How long to wait before it is worth looking again."""
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
        now = time.monotonic()
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
        if now - self._began > self._wall_s:
            return _stopped("took more than", self._wall_s)
        return None


def _stopped(verb: str, seconds: float) -> Stopped:
    return Stopped(Outcome.TIMED_OUT, f"your code {verb} {seconds:g} s")
