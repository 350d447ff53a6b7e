"""What one program may cost the judge in one exercise, all calls and all its workers together."""

from __future__ import annotations

from typing import Final

from grader.model import Outcome, Stopped
from grader.values.bounds import TRIAL, Bounds

WAIT_S: Final = 30.0
"""How long the judge waits, in all, while a program neither computes nor is kept from it."""


COMPUTE_S: Final = 60.0
"""CPU seconds of all calls together; a right answer of the bank takes less than five."""


class Allowance:
    """What is left of it. Give the same one to each worker of a trial."""

    def __init__(
        self, wait_s: float = WAIT_S, bounds: Bounds = TRIAL, compute_s: float = COMPUTE_S
    ) -> None:
        self._compute_s = self._compute_left_s = compute_s
        self._wait_s = self._wait_left_s = wait_s
        self._values, self._size, self._arrays = bounds

    def wait(self, seconds: float) -> None:
        """The judge waited so long, and nothing else accounts for it."""
        self._wait_left_s -= seconds

    def compute(self, seconds: float) -> None:
        """The program computed so long."""
        self._compute_left_s -= seconds

    def receive(self, size: int) -> None:
        """So many bytes came."""
        self._size -= size

    def build(self, spent: Bounds) -> None:
        """So much was made of what came."""
        self._values -= spent.values
        self._arrays -= spent.arrays

    @property
    def computed_s(self) -> float:
        """What all calls computed so far."""
        return self._compute_s - self._compute_left_s

    @property
    def exhausted(self) -> Stopped | None:
        """Why nothing more is asked, if so."""
        if self._compute_left_s < 0:
            text = f"your code computed for more than {self._compute_s:.3g} s, all calls together"
            return Stopped(Outcome.TIMED_OUT, text)
        if self._wait_left_s < 0:
            text = f"took more than {self._wait_s:.3g} s on the clock, all calls together, while it"
            return Stopped(Outcome.TIMED_OUT, f"your code {text} computed little")
        if min(self._values, self._size, self._arrays) < 0:
            text = "your code's answers are too large, all calls together"
            return Stopped(Outcome.FAILED, text)
        return None
