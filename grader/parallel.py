"""Processes that work side by side, one thing at a time each.

A process that dies, killed for its memory perhaps, costs only what it was doing, and that is tried
once more in a fresh one before it is given up. When the parent goes, however it goes, its
processes find their pipe closed and go too.

Only what this package wrote itself is pickled: nothing that a worker returned, unless a frozen
value of ours carries it as text.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import threading
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from grader import interpreter

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Generator, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")
Dealable = TypeVar("Dealable", covariant=True)  # noqa: PLC0105 - what is dealt

_LOOK_S: Final = 1.0
"""How long a process may take to end; and how often waiting is interrupted, for Ctrl-C."""


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


ANY: Final = range(-255, 256)
"""Every status that a process can end with."""


class Failure(NamedTuple):
    """Why there is no result; of a process that died also its exit status, and what it `tell`s."""

    reason: str
    status: int = 0
    told: tuple[Any, ...] = ()


def in_turn(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Generator[tuple[Item, Result | Failure], None, None]:
    """Each item and its result, all in this process."""
    for item in items:
        yield item, attempt(function, item)


class Dealt(Protocol[Dealable]):
    """Items of which each process is given some of its own, by its number."""

    def take(self, process: int) -> Dealable | None:
        """The next one for this process, if any is left."""
        ...


def side_by_side(
    function: Callable[[Item], Result],
    items: Iterable[Item] | Dealt[Item],
    jobs: int,
    *,
    final: Container[int] = (),
) -> Generator[tuple[Item, Result | Failure], None, None]:
    """Each item and its result, as they come, from `jobs` processes.

    `function` and what it takes and gives are sent between processes, which can import this package
    and what it stands on, and nothing else. Paths must be absolute: the processes stand elsewhere.
    Whoever stops listening ends the processes. Where one dies with a status that is `final`, what
    it did is not tried again.
    """
    take = items.take if hasattr(items, "take") else _taking(items)
    arrived: _Arrived = queue.SimpleQueue()
    busy: dict[int, _Lane] = {}
    idle: dict[int, _Lane] = {}
    try:
        while True:
            for number in sorted(set(range(jobs)) - busy.keys(), key=lambda n: (n not in idle, n)):
                if (item := take(number)) is None:
                    continue
                resting = number in idle
                busy[number] = idle.pop(number) if resting else _Lane(function, arrived, number)
                busy[number].begin(item)
            if not busy:
                return
            lane, result = _next(arrived)
            if result is not _DIED:
                idle[lane.number] = busy.pop(lane.number)
                yield lane.item, result
            elif busy.get(lane.number) is lane:
                del busy[lane.number]
                status = lane.died()
                if lane.last or status in final:
                    reason = f"the grading process died (status {status})"
                    yield lane.item, Failure(reason, status, tuple(lane.told))
                else:
                    busy[lane.number] = _Lane(function, arrived, lane.number)
                    busy[lane.number].begin(lane.item, last=True)
            else:
                if idle.get(lane.number) is lane:
                    del idle[lane.number]
                lane.died()
    finally:
        for lane in (*busy.values(), *idle.values()):
            lane.end()


def _taking(items: Iterable[Item]) -> Callable[[int], Item | None]:
    """Whoever asks is given the next."""
    waiting = iter(items)
    return lambda _: next(waiting, None)


class _Told(NamedTuple):
    """What a process says before it has a result."""

    what: Any


_parents: list[int] = []
"""The pipe to whoever started this process to work side by side, if somebody did."""


def tell(what: Any) -> None:
    """Has the parent of such a process know something, should the process die."""
    for given in _parents:
        _put(given, _Told(what))


def _put(given: int, content: Any) -> None:
    data = memoryview(pickle.dumps(content))
    while data:
        data = data[os.write(given, data) :]


_DIED: Final[Any] = object()


def attempt(function: Callable[[Item], Result], item: Item) -> Result | Failure:
    """The result, or why there is none."""
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001 - one item's failure must not stop the others
        return Failure(f"{type(error).__name__}: {error}")


class _Lane:
    """One process, by its number among those at work, and the item that it is busy with."""

    def __init__(self, function: Callable[[Any], Any], arrived: _Arrived, number: int) -> None:
        self._process = interpreter.start(__name__, environment=interpreter.inherited())
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._items = self._process.stdin
        self._listener = threading.Thread(
            target=self._listen, args=(self._process.stdout, arrived), daemon=True
        )
        self._listener.start()
        self.number = number
        self.item: Any = None
        self.told: list[Any] = []
        self.last = False
        self._send(function)

    def begin(self, item: Any, *, last: bool = False) -> None:
        """Sets it to work; `last` says that the item was tried before."""
        self.item = item
        self.told = []
        self.last = last
        self._send(item)

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.terminate()
        self.died()

    def died(self) -> int:
        """The exit status of a process that is ending, negative for a signal."""
        with contextlib.suppress(OSError):
            self._items.close()
        try:
            status = self._process.wait(_LOOK_S)
        except interpreter.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._listener.join()
        return status

    def _send(self, content: Any) -> None:
        data = pickle.dumps(content)
        # A process that is gone already is noticed when its answer is awaited.
        with contextlib.suppress(OSError):
            self._items.write(data)
            self._items.flush()

    def _listen(self, results: IO[bytes], arrived: _Arrived) -> None:
        with results:
            while True:
                try:
                    result = pickle.load(results)  # noqa: S301 - from a process of ours
                except Exception:  # noqa: BLE001 - it ended, in the middle of a word perhaps
                    arrived.put((self, _DIED))
                    return
                if isinstance(result, _Told):
                    self.told.append(result.what)
                else:
                    arrived.put((self, result))


_Arrived = queue.SimpleQueue[tuple[_Lane, Any]]


def _next(arrived: _Arrived) -> tuple[_Lane, Any]:
    while True:
        with contextlib.suppress(queue.Empty):
            return arrived.get(timeout=_LOOK_S)


def run() -> None:
    """What such a process does, until its parent hangs up."""
    # Ctrl-C may reach every process of a terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken, given = interpreter.pipes()
    _parents.append(given)
    with contextlib.suppress(EOFError, OSError), os.fdopen(taken, "rb") as items:
        function = pickle.load(items)  # noqa: S301 - from the parent
        while True:
            _put(given, attempt(function, pickle.load(items)))  # noqa: S301 - from the parent
