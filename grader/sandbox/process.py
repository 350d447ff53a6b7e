"""What the judge needs of a worker's process, wherever it comes from."""

from __future__ import annotations

import threading
from typing import Protocol

from grader.errors import Fault
from grader.model import Limits


class Lost(Fault):
    """What starts workers is gone, and its workers with it."""


class Output:
    """What a worker printed: the first bytes are kept, the rest is thrown away."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._bytes = bytearray()
        self._lost = False
        self._lock = threading.Lock()

    def add(self, data: bytes) -> None:
        """Takes what was printed, as far as there is room."""
        with self._lock:
            room = self._keep - len(self._bytes)
            self._bytes += data[:room]
            self._lost = self._lost or len(data) > room

    @property
    def text(self) -> str:
        kept = self._bytes.decode("utf-8", "replace")
        if not self._lost:
            return kept
        whole, _, part = kept.rpartition("\n")
        return f"{whole or part}\n[the rest of the output was cut]\n"


class Process(Protocol):
    """A running worker: what is said to it and by it, and what is measured of it from outside."""

    def send(self, data: bytes) -> None:
        """Says this after all that was said before, without waiting until it is heard."""
        ...

    def receive(self, patience_s: float) -> bytes | None:
        """What came in reply, `None` if nothing did in that time, no bytes once it hung up.

        Sends meanwhile what is still to be sent, and hears what is printed.
        """
        ...

    def listen(self) -> None:
        """Hears what was printed so far, without waiting."""
        ...

    def meet(self, pid: int) -> None:
        """Learns from the worker, before it has read anything, which process it is."""
        ...

    def cpu(self) -> float | None:
        """Seconds of CPU used so far, or None where that cannot be measured."""
        ...

    def delayed(self) -> float | None:
        """Seconds that it was ready to compute and had no CPU, or None where nobody can tell."""
        ...

    def resting(self) -> bool:
        """Whether it is known to sleep or to be stopped at this moment."""
        ...

    def close(self) -> None:
        """Hangs up and has it killed, without waiting for its end. May be called again."""
        ...

    def end(self) -> int:
        """Kills it unless it is gone; its exit status, negative for a signal. Then it is closed.

        Raises `Lost` if what started it is gone, and it therefore too.
        """
        ...


class Maker(Protocol):
    """What starts workers."""

    @property
    def missing(self) -> dict[str, str]:
        """The layers that its workers lack, and why. Raises `Fault` if it cannot serve."""
        ...

    def start(self, limits: Limits, output: Output) -> Process:
        """A fresh worker, perhaps still on its way; what it prints goes to `output`.

        Raises `Lost` if this maker makes no more.
        """
        ...

    def close(self) -> None:
        """Ends all its workers, and waits until they are gone."""
        ...
