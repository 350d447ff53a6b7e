"""Ends this process once this thread has computed for so long, whatever it does just then.

Python hears a signal between two of its instructions, and one may take for ever: a set made of what
was answered, a sort, a power. The kernel needs nobody to hear it. Linux only; elsewhere nothing is
set.
"""

from __future__ import annotations

import ctypes
import signal
import struct
import sys
from typing import Final

from grader.sandbox import syscalls

if sys.platform == "linux":
    NUMBER: Final = signal.SIGVTALRM
    STATUS: Final = -int(NUMBER)
else:
    STATUS = -26
"""The exit status of a process that was ended so."""

_THREAD_CPU: Final = 3
_SIGNAL: Final = 0


class Timer:
    """Of the thread that makes it. Set it anew as often as wanted, and close it."""

    def __init__(self) -> None:
        self._timer: ctypes.c_int | None = None
        if sys.platform != "linux":
            return
        signal.signal(NUMBER, signal.SIG_DFL)
        timer = ctypes.c_int()
        event = ctypes.create_string_buffer(struct.pack("<Qii", 0, NUMBER, _SIGNAL), 64)
        try:
            syscalls.call("timer_create", _THREAD_CPU, event, ctypes.byref(timer))
        except OSError:
            return
        self._timer = timer

    def set(self, seconds: float) -> None:
        """Ends the process after so much more CPU time; 0 is never."""
        if self._timer is not None:
            times = struct.pack("<qqqq", 0, 0, int(seconds), int(seconds % 1 * 1e9))
            spec = ctypes.create_string_buffer(times, len(times))
            syscalls.call("timer_settime", self._timer.value, 0, spec, None)

    def close(self) -> None:
        """Lets go of it."""
        if self._timer is not None:
            syscalls.call("timer_delete", self._timer.value)
            self._timer = None
