"""Processes that work side by side, one thing at a time each.

A process that dies, killed for its memory perhaps, costs only what it was doing, and that is tried
once more in a fresh one before it is given up. When the parent goes, however it goes, its
processes find their pipe closed and go too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class Failure(NamedTuple):
    """Why there is no result."""

    reason: str


def in_turn(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Generator[tuple[Item, Result | Failure], None, None]:
    """Each item and its result, all in this process."""
    for item in items:
        yield item, attempt(function, item)


def side_by_side(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Generator[tuple[Item, Result | Failure], None, None]:
    """Each item and its result, as they come, from `jobs` processes.

    `function` and what it takes and gives are sent between processes. Whoever stops listening
    ends the processes.
    """
    waiting = iter(items)
    lanes: dict[Connection, _Lane] = {}
    idle: list[_Lane] = []
    try:
        while True:
            while len(lanes) < jobs and (item := next(waiting, _END)) is not _END:
                lane = idle.pop() if idle else _Lane(function)
                lane.begin(item)
                lanes[lane.connection] = lane
            if not lanes:
                return
            for connection in wait(list(lanes)):
                assert isinstance(connection, Connection)
                lane = lanes.pop(connection)
                result = lane.result()
                if result is None:
                    lane = _Lane(function).begin(lane.item)
                    lane.last = True
                    lanes[lane.connection] = lane
                    continue
                if lane.process.is_alive() and not lane.broken:
                    idle.append(lane)
                yield lane.item, result
    finally:
        for lane in (*lanes.values(), *idle):
            lane.end()


_END: Any = object()


def attempt(function: Callable[[Item], Result], item: Item) -> Result | Failure:
    """The result, or why there is none."""
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001 - one item's failure must not stop the others
        return Failure(f"{type(error).__name__}: {error}")


class _Lane:
    """One process, and the item that it is busy with."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, function), daemon=True)
        self.process.start()
        theirs.close()
        self.item: Any = None
        self.last = False
        self.broken = False

    def begin(self, item: Any) -> _Lane:
        self.item = item
        self.last = False
        # A process that is gone already is noticed when its answer is awaited.
        with contextlib.suppress(OSError):
            self.connection.send(item)
        return self

    def result(self) -> Any:
        """What came back; None if the process died and the item may be tried once more."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            self.end()
            self.broken = True
            status = self.process.exitcode
            return Failure(f"the grading process died (status {status})") if self.last else None

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _work(connection: Connection, function: Callable[[Any], Any]) -> None:
    # Ctrl-C reaches every process of the terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            item = connection.recv()
        except (EOFError, OSError):
            return
        result = attempt(function, item)
        try:
            connection.send(result)
        except OSError:
            return
