"""What processes do in tests of processes: a module that takes no time to import."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def work(item: tuple[str, str]) -> str:
    """Returns what it is told, unless that is to fail."""
    what, note = item
    if what == "raise":
        raise LookupError(note)
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "die once" and not Path(note).exists():
        Path(note).touch()
        os._exit(3)
    return what


def whoami(_: int) -> int:
    """The process that does the work."""
    return os.getpid()
