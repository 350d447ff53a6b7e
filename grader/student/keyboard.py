"""Single keys from whoever sits at the terminal, without waiting for a line."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def keyboard() -> Iterator[Keyboard]:
    """Inside, keys come one by one and are not shown; afterwards the terminal is as it was."""
    with contextlib.ExitStack() as stack:
        if sys.stdin is not None and sys.stdin.isatty():
            with contextlib.suppress(ImportError):
                stack.enter_context(_unbuffered(sys.stdin.fileno()))
        yield Keyboard()


@contextlib.contextmanager
def _unbuffered(terminal: int) -> Iterator[None]:
    import termios
    import tty

    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


class Keyboard:
    """Standard input, read a key at a time; where there is none, nobody presses any."""

    def __init__(self) -> None:
        self._open = sys.stdin is not None

    def key(self, seconds: float) -> str:
        """The next key, if one is pressed within so many seconds."""
        if not self._open:
            _sleep(seconds)
            return ""
        try:
            ready, _, _ = select.select([sys.stdin], [], [], seconds)
        except (OSError, ValueError):  # not a stream that can be waited for
            self._open = False
            return ""
        if not ready:
            return ""
        pressed = os.read(sys.stdin.fileno(), 1).decode(errors="replace")
        self._open = bool(pressed)
        return pressed


def _sleep(seconds: float) -> None:
    import time

    time.sleep(seconds)
