"""An end to what computes for too long, as far as Python code can be interrupted."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


class Late(BaseException):
    """It took longer than it may."""


class Alarm:
    """An alarm that interrupts Python code which computes for too long with `Late`, again and
    again.
    """

    def __init__(self) -> None:
        self.late = False
        """Whether it went off."""
        self._armed = False
        self._set = getattr(signal, "setitimer", None)
        if self._set is not None:
            signal.signal(signal.SIGPROF, self._late)

    def _late(self, *_: object) -> None:
        if self._armed:
            self.late = True
            raise Late

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Inside, it goes off after so much CPU time, where there are alarms."""
        if self._set is None:
            yield
            return
        self._armed = True
        self._set(signal.ITIMER_PROF, seconds, seconds)
        try:
            yield
        finally:
            self._armed = False
            self._set(signal.ITIMER_PROF, 0)
