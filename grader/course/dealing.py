"""Who judges what: each process the same problems of all submissions, as far as that is fair.

What a process learned of a problem, its examples, answers that it saw before, what they were wrong
by, serves it again with the next submission and serves no other process. So problems are dealt out,
not submissions. A process that gets ahead of another by some submissions takes over one of its
problems for good, or in the end what is next, so none is idle, and few submissions are begun and
not finished whenever all of it is stopped.
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
        number = process % len(self._waiting)
        own, most = self._waiting[number], max(self._waiting, key=len)
        if (own and len(most) - len(own) <= LEAD) or self._takes_over(number, most):
            return self._waiting[number].popleft()
        return most.popleft() if most else None

    def _takes_over(self, number: int, most: deque[Work]) -> bool:
        """Gives one problem of those who are behind to who is ahead, if they have several."""
        names = list(dict.fromkeys(name for work in most for name in work.problems))
        if len(names) < 2 or len(most) <= LEAD:
            return False
        moved = names[-1]
        left: dict[str, Work] = {}
        taken: dict[str, Work] = {}
        for work in most:
            others = tuple(name for name in work.problems if name != moved)
            if others:
                left[work.submission.name] = Work(work.submission, others)
            if len(others) < len(work.problems):
                taken[work.submission.name] = Work(work.submission, (moved,))
        for work in self._waiting[number]:
            alone = taken.get(work.submission.name, Work(work.submission, ()))
            taken[work.submission.name] = Work(work.submission, (*work.problems, *alone.problems))
        most.clear()
        most.extend(left.values())
        self._waiting[number] = deque(taken.values())
        return True

    def __iter__(self) -> Iterator[Work]:
        """All of it, for one process that does everything."""
        while (work := self.take(0)) is not None:
            yield work
