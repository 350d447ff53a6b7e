"""Who judges what: each process the same problems of all submissions, as far as that is fair.

What a process learned of a problem, its examples, answers that it saw before, what they were wrong
by, serves it again with the next submission and serves no other process. So problems are dealt out,
not submissions. A process that gets ahead of another by some submissions takes over from it, so
none is idle, and few submissions are begun and not finished whenever all of it is stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from grader.course.retrial import Work

LEAD: Final = 8
"""By so many submissions the problems of one process may be ahead of those of another."""


class Deal:
    """Work as it is given to so many processes, which are known by their numbers."""

    def __init__(self, works: Sequence[Work], processes: int) -> None:
        most = max((len(work.problems) for work in works), default=1)
        groups = max(1, min(processes, most))
        self._waiting: list[deque[Work]] = [deque() for _ in range(groups)]
        names = dict.fromkeys(name for work in works for name in work.problems)
        group_of = {name: number % groups for number, name in enumerate(names)}
        for work in works:
            for number, waiting in enumerate(self._waiting):
                if own := tuple(name for name in work.problems if group_of[name] == number):
                    waiting.append(Work(work.submission, own))

    def __len__(self) -> int:
        return sum(map(len, self._waiting))

    def take(self, process: int) -> Work | None:
        """What this process is to do next, if anything is left."""
        own = self._waiting[process % len(self._waiting)]
        most = max(self._waiting, key=len)
        some = own if own and len(most) - len(own) <= LEAD else most
        return some.popleft() if some else None

    def __iter__(self) -> Iterator[Work]:
        """All of it, for one process that does everything."""
        while (work := self.take(0)) is not None:
            yield work
