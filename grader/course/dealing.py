"""Who judges what: each process the same problems of all submissions, as far as that is fair.

What a process learned of a problem, its examples, answers that it saw before, what they were wrong
by, serves it again with the next submission and serves no other process. So problems are dealt out,
not submissions. A process that gets ahead of another by some submissions takes over one of its
problems for good, or in the end what is next, so none is idle, and few submissions are begun and
not finished whenever all of it is stopped. What came of programs goes with the problem: whoever
judges it from then on is told what the others know.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from grader.course.retrial import Work
from grader.grading.kept import MOST, Known

if TYPE_CHECKING:
    from grader.model import ProblemResult

LEAD: Final = 8
"""By so many submissions the problems of one process may be ahead of those of another."""


class Deal:
    """Work as it is given to so many processes, which are known by their numbers."""

    def __init__(self, works: Sequence[Work], processes: int) -> None:
        most = max((len(work.problems) for work in works), default=1)
        groups = max(1, min(processes, most))
        self._waiting: list[deque[Work]] = [deque() for _ in range(groups)]
        self._lessons: defaultdict[str, _Lessons] = defaultdict(_Lessons)
        self._given: dict[int, Work] = {}
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
        if (work := self._next(process)) is None:
            return None
        told = ((name, self._lessons[name].told(process)) for name in work.problems)
        self._given[process] = work._replace(
            known=tuple((name, some) for name, some in told if some)
        )
        return self._given[process]

    def learn(self, work: Work, learned: Mapping[str, Known]) -> None:
        """Has others know, when they take over, what whoever was given this work learned by it."""
        process = next(number for number, given in self._given.items() if given is work)
        for name, some in learned.items():
            self._lessons[name].add(process, some)

    def _next(self, process: int) -> Work | None:
        number = process % len(self._waiting)
        own, most = self._waiting[number], max(self._waiting, key=len)
        if (own and len(most) - len(own) <= LEAD) or self._takes_over(process, most):
            return self._waiting[number].popleft()
        return most.popleft() if most else None

    def _takes_over(self, process: int, most: deque[Work]) -> bool:
        """Gives one problem of those who are behind to who is ahead, if they have several; one that
        it had before, if it did.
        """
        names = list(dict.fromkeys(name for work in most for name in work.problems))
        if len(names) < 2 or len(most) <= LEAD:
            return False
        number = process % len(self._waiting)
        moved = max(names, key=lambda name: (self._lessons[name].knows(process), names.index(name)))
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


class _Lessons:
    """What came of programs of one problem, and how much of it each process knows."""

    def __init__(self) -> None:
        self._last: deque[tuple[Hashable, ProblemResult]] = deque(maxlen=MOST)
        self._count = 0
        self._known_to: dict[int, int] = {}

    def knows(self, process: int) -> bool:
        """Whether this process has judged the problem before."""
        return process in self._known_to

    def told(self, process: int) -> Known:
        """What this process does not know, and knows from now on."""
        more = self._count - self._known_to.get(process, 0)
        self._known_to[process] = self._count
        return dict(list(self._last)[-more:]) if more else {}

    def add(self, process: int, some: Known) -> None:
        """What this process found out."""
        current = self._known_to.get(process) == self._count
        self._last.extend(some.items())
        self._count += len(some)
        if current:
            self._known_to[process] = self._count
