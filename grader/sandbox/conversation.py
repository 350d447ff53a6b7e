"""One conversation with one process: requests out, replies in, and how long to wait.

Whoever answers may be hostile. Replies are taken in order, each with the request's own nonce; the
first that is not exactly what is due ends the conversation.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from grader.errors import Fault
from grader.model import Limits, Outcome, Stopped
from grader.sandbox.process import Output, Process
from grader.sandbox.untrusted import HEAD, MAX_BLOCK, READY
from grader.sandbox.watch import Watch
from grader.values import wire

MAX_REPLIES_BYTES: Final = 128 << 20
"""What all replies may take together until they are settled."""

T = TypeVar("T")


class Conversation:
    """Requests to one process, until it stops."""

    def __init__(self, process: Process, limits: Limits, output: Output) -> None:
        self._process = process
        self._output = output
        self._buffer = bytearray()
        self._watch = Watch(process, limits)
        self._nonce = b""
        self._ready = False
        self._received = 0
        self._named = False
        self.certain = False
        """Whether the call that was not answered is surely the one that the process stopped at."""

    def say(self, what: str, content: Any) -> None:
        """Sends a request, and does not wait."""
        self._nonce = os.urandom(16)
        frame = wire.encode((what, self._nonce, content))
        self._named = False
        self._watch.restart()
        self._process.send(wire.LENGTH.pack(len(frame)) + frame)

    def hear(self, count: int, read: Callable[[wire.Reader], T]) -> tuple[list[T], Stopped | None]:
        """The replies to the last request, and why no more came if there are fewer than `count`.

        `read` makes a reply of what came; a `wire.WireError` of its says that it is none. Raises
        `Fault` if the process ends before it was ready to read anything.
        """
        replies: list[T] = []
        self.certain = False
        reason = self._hear(count, read, replies)
        self.certain = self.certain or self._named or len(replies) == count - 1
        return replies, reason

    def _hear(
        self, count: int, read: Callable[[wire.Reader], T], replies: list[T]
    ) -> Stopped | None:
        self._watch.look_up()
        while len(replies) < count:
            data = self._process.receive(self._watch.patience())
            if data is None:
                if (reason := self._watch.expired()) is not None:
                    self._blame(reason)
                    return reason
                continue
            self._received += len(data)
            self._buffer += data
            before = len(replies)
            try:
                self._take(count, replies, read)
            except wire.WireError as error:
                self.certain = True  # in any case it was not an accident
                return Stopped(Outcome.FAILED, f"{_MALFORMED} ({error})")
            if self._received > MAX_REPLIES_BYTES and len(replies) < count:
                return Stopped(Outcome.FAILED, "your answers are too large")
            if not data and len(replies) < count:
                return self._hung_up()
            if before < len(replies) < count:
                self._watch.restart()
        return None

    def hear_one(self, read: Callable[[wire.Reader], T]) -> T | Stopped:
        """The only reply, unless it cost too much: when the judge looked makes no difference."""
        replies, reason = self.hear(1, read)
        reason = reason or self._watch.overspent()
        return reason if reason is not None else replies[0]

    def close(self) -> None:
        """Has the process ended, without waiting for it. May be called again."""
        self._process.listen()
        self._process.close()

    def settle(self) -> None:
        """Forgets how much was received."""
        self._received = 0

    def listen(self) -> None:
        """Hears what was printed meanwhile."""
        self._process.listen()

    def _take(self, count: int, replies: list[T], read: Callable[[wire.Reader], T]) -> None:
        buffer, at = self._buffer, 0
        if not self._ready and len(buffer) >= READY.size:
            pid, cpu_s = READY.unpack_from(buffer)
            self._process.meet(pid)
            self._watch.start(cpu_s)
            self._ready, at = True, READY.size
        # What comes beyond the last reply stays: it cannot bear the next question's nonce.
        while self._ready and len(replies) < count and len(buffer) - at >= HEAD.size:
            size, marked, index, number = HEAD.unpack_from(buffer, at)
            if not HEAD.size - 4 <= size <= MAX_BLOCK:
                raise wire.WireError("the length of no block of replies")
            if marked != self._nonce or index != len(replies) or number > count - index:
                raise wire.WireError("a reply to another question")
            end = at + 4 + size
            if end > len(buffer):
                break
            reader = wire.Reader(bytes(memoryview(buffer)[at + HEAD.size : end]), _admit)
            block = [read(reader) for _ in range(number)]
            if reader.at != reader.size:
                raise wire.WireError("a block with more than its replies")
            replies += block
            self._named = number == 0
            at = end
        del buffer[:at]

    def _hung_up(self) -> Stopped:
        reason = died(self._process.end())
        self._blame(reason)
        return reason

    def _blame(self, reason: Stopped) -> None:
        """Nobody but the grader is to blame for a process that never was ready."""
        if not self._ready:
            text = self._output.text.strip() or reason.message
            raise Fault(f"a worker could not be started: {text}")


_MALFORMED: Final = "your code disturbed the conversation with the grader"


def _admit(packed: wire.Packed) -> wire.Packed:
    """Only one thing is described rather than sent by a worker: what could not be sent."""
    if packed.kind != "opaque" or type(packed.data) is not str:
        raise wire.WireError("a description that no worker gives")
    return wire.Packed("opaque", packed.data[:200])


def died(status: int) -> Stopped:
    """What became of a process that ended with this status, negative for a signal."""
    if status >= 0:
        return Stopped(Outcome.CRASHED, f"your code ended the process (exit status {status})")
    name = _signal_name(-status)
    if name == "SIGXCPU":
        return Stopped(Outcome.TIMED_OUT, "your code used all its computing time")
    if name == "SIGKILL":
        return Stopped(Outcome.CRASHED, "your code's process was killed, or hung up on the grader")
    return Stopped(Outcome.CRASHED, f"your code's process was killed by {name}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def chunks(sizes: Sequence[int], most: int) -> list[range]:
    """Consecutive ranges whose sizes add up to about `most` at most, none empty."""
    found, start, total = [], 0, 0
    for index, size in enumerate(sizes):
        if total and total + size > most:
            found.append(range(start, index))
            start, total = index, 0
        total += size
    if start < len(sizes):
        found.append(range(start, len(sizes)))
    return found
