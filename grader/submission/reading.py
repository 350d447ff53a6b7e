"""What reading one submission may cost: all of its files, looked into for all problems, together.

Each file is bounded by itself; this is for many of them, and for those that every problem looks
into. What is done with one text takes time in proportion to its length, so it is enough to look at
the clock between one and the next.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from grader.errors import CostlySubmissionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.submission.intake import File

CPU_S: Final = 20.0
"""Of the thread that reads. All references of the bank in one notebook take half a second."""
MOST_BYTES: Final = 64 << 20
MOST_KEPT: Final = 64 << 20
"""Bytes of memory, roughly, that are kept until the last problem was looked for."""

_NAME, _CHARACTER = 120, 4


class Reading:
    """Counts what one submission has cost so far; raises `CostlySubmissionError` beyond its bounds.

    What is done inside `with` takes time.
    """

    def __init__(self) -> None:
        self._spent_s = 0.0
        self._since: float | None = None
        self._read: set[File] = set()
        self._bytes = 0
        self._kept = 0

    def __enter__(self) -> Self:
        self._since = time.thread_time()
        self._look()
        return self

    def __exit__(self, *_: object) -> None:
        self._spent_s, self._since = self._cpu_s(), None

    def read(self, file: File) -> bytes:
        """What a file holds. It is counted once, however often it is read."""
        self._look()
        content = file.read()
        if file not in self._read:
            self._read.add(file)
            self._bytes += len(content)
        if self._bytes > MOST_BYTES:
            most = f"{MOST_BYTES >> 20} MB"
            raise CostlySubmissionError(f"its Python files and notebooks hold more than {most}")
        return content

    def keep(self, names: Iterable[str], texts: Iterable[str] = ()) -> None:
        """Counts what is about to be kept."""
        self._kept += _NAME * len(list(names))
        for text in texts:
            self._kept += _NAME + _CHARACTER * len(text)
        if self._kept > MOST_KEPT:
            raise CostlySubmissionError("it defines too much to be gone through: hand in less")

    def _look(self) -> None:
        if self._cpu_s() > CPU_S:
            raise CostlySubmissionError("it takes too long to read: hand in less")

    def _cpu_s(self) -> float:
        return self._spent_s + (0.0 if self._since is None else time.thread_time() - self._since)
