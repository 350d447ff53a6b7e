"""A trial that goes as another went comes out as that did.

All that a trial knows of a program is what its workers answer and print. So where a program gives
the very bytes that another gave, to the same questions in the same order, asked in as many workers,
its result is the other's, down to the smallest example and the reason; and nothing needs to be
read, judged, made smaller or explained again. The calls themselves are all made.

What is kept is a tree: what is asked first, and, for each answer that was given to it, what is
asked next, down to results. A trial that leaves the tree goes on by itself, from what was answered
until there. Only what hangs on that alone is kept: nothing of a program that was read for a clue,
or that some limit stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from grader.model import ProblemResult
from grader.sandbox.exchange import Question

MOST_BYTES: Final = 8 << 20
"""All that is kept of one exercise may take about so much memory."""

MOST_WORKERS: Final = 16
"""A trial that takes more workers than these is not kept: all of them live until its end."""

_NODE: Final = 600
_RESULT: Final = 8_000


class Asked(NamedTuple):
    """A question to one of the workers, and the digest of its replies and of what was printed."""

    worker: int
    question: Question
    told: bytes


class Begun(NamedTuple):
    """A worker was begun."""

    worker: int
    told: bytes = b""


class Halfway(NamedTuple):
    """Somebody heard of the result as it will be if nothing hidden is passed."""

    result: ProblemResult
    told: bytes = b""


Step = Asked | Begun | Halfway


@dataclass
class Record:
    """The steps of a trial, as long as they may stand for those of others."""

    steps: list[Step] = field(default_factory=list)
    whole: bool = True

    def add(self, step: Step) -> None:
        """The next one."""
        if self.whole:
            self.steps.append(step)

    def asked(self, worker: int, question: Question, told: bytes | None) -> None:
        """A question was answered, or not as any other could be."""
        if told is None:
            self.spoil()
        else:
            self.add(Asked(worker, question, told))

    def spoil(self) -> None:
        """From here on, it hangs on something else as well."""
        self.whole = False
        self.steps.clear()


class Follower(Protocol):
    """A trial that does what another did."""

    def begin(self, worker: int) -> object:
        """Begins its next worker, which has this number, unless it did."""
        ...

    def overhear(self, worker: int, question: Question) -> bytes | None:
        """The digest of a worker's replies, if they are as any other's could be."""
        ...


@dataclass(slots=True)
class _Node:
    """What is done next, and where that leads by what is told; or how it comes out."""

    step: Step | None = None
    next: dict[bytes, _Node] = field(default_factory=dict)
    result: ProblemResult | None = None


class Precedents:
    """How trials of one exercise went; `key` is all else that a result hangs on."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._roots: dict[Hashable, _Node] = {}
        self._questions: dict[bytes, bytes] = {}

    def follow(
        self, key: Hashable, trial: Follower, halfway: Callable[[ProblemResult], object]
    ) -> ProblemResult | None:
        """The result, if the trial goes as another did to its end."""
        node = self._roots.get(key)
        while node is not None and node.result is None:
            told: bytes | None = b""
            match node.step:
                case Asked(worker, question):
                    told = trial.overhear(worker, question)
                case Begun(worker):
                    trial.begin(worker)
                case Halfway(result):
                    halfway(result)
            node = node.next.get(told) if told is not None else None
        return node.result if node is not None else None

    def keep(self, key: Hashable, record: Record, result: ProblemResult) -> None:
        """From now on a trial that goes so comes out so."""
        workers = sum(isinstance(step, Begun) for step in record.steps)
        if not record.whole or workers > MOST_WORKERS:
            return
        if self._size > self._most:
            self._roots.clear()
            self._questions.clear()
            self._size = 0
        node = self._roots.setdefault(key, _Node())
        for step in self._interned(record.steps):
            if node.step is None:
                node.step = step
            if node.result is not None or node.step[:-1] != step[:-1]:
                return  # what was asked hangs on something else, as on how fast this machine is
            node = node.next.setdefault(step.told, _Node())
        if node.step is None:
            node.result = result
            self._size += _RESULT

    def _interned(self, steps: list[Step]) -> Iterator[Step]:
        """The steps, no two questions of the same content kept apart."""
        for step in steps:
            self._size += _NODE
            if not isinstance(step, Asked):
                yield step
                continue
            content = step.question.content
            if content not in self._questions:
                self._questions[content] = content
                self._size += len(content)
            question = step.question._replace(content=self._questions[content])
            yield step._replace(question=question)
