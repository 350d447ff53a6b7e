"""One conversation with one process: requests out, replies in, and how long to wait.

Whoever answers may be hostile. Replies are taken in order, each with the request's own nonce; the
first that is not exactly what is due ends the conversation.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import struct
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from grader import wire
from grader.errors import Fault
from grader.model import Limits, Outcome, Stopped
from grader.sandbox.channels import Output
from grader.sandbox.process import Process

_HEAD: Final = struct.Struct("<I16sI")
_PATIENCE_S: Final = 0.25
_START_S: Final = 60.0
_FAST_S, _FEW, _DOZE_S = 200e-6, 8, 1e-3
MAX_REPLIES_BYTES: Final = 128 << 20
"""What all replies may take together until they are settled."""

T = TypeVar("T")


class Conversation:
    """Requests to one process, until it stops."""

    def __init__(self, process: Process, limits: Limits, output: Output) -> None:
        self._process = process
        self._limits = limits
        self._output = output
        self._buffer = bytearray()
        self._selector = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self._selector.register(process.replies, selectors.EVENT_READ)
        self._selector.register(process.output, selectors.EVENT_READ)
        self._watch = _Watch(process, limits)
        self._ready = False
        self._received = 0

    def ask(
        self, what: str, content: Any, count: int, read: Callable[[Any], T]
    ) -> tuple[list[T], Stopped | None]:
        """The replies that came, and why no more did if there are fewer than `count`.

        `read` makes a reply of what came; a `wire.WireError` of its says that it is none. Raises
        `Fault` if the process ends before it was ready to read anything.
        """
        nonce = os.urandom(16)
        frame = wire.encode((what, nonce, content))
        left = memoryview(wire.LENGTH.pack(len(frame)) + frame)
        replies: list[T] = []
        self._watch.begin()
        left = self._send(left)
        try:
            while len(replies) < count:
                came, left = self._wait(left)
                data = self._process.replies.read() if came else None
                if data is None:
                    if (reason := self._watch.expired(ready=self._ready)) is not None:
                        self._blame(reason)
                        return replies, reason
                    continue
                self._received += len(data)
                self._buffer += data
                before = len(replies), self._ready
                try:
                    self._take(nonce, count, replies, read)
                except wire.WireError as error:
                    return replies, Stopped(Outcome.FAILED, f"{_MALFORMED} ({error})")
                if self._received > MAX_REPLIES_BYTES:
                    return replies, Stopped(Outcome.FAILED, "your answers are too large")
                if not data and len(replies) < count:
                    return replies, self._hung_up()
                if (len(replies), self._ready) != before:
                    self._watch.restart()
                    self._watch.doze(len(replies), count)
            return replies, None
        finally:
            if left:
                self._selector.unregister(self._process.requests)

    def close(self) -> None:
        """Ends the process. May be called again."""
        self.drain()
        self._selector.close()
        with contextlib.suppress(Fault):
            self._process.end()

    def settle(self) -> None:
        """Forgets how much was received."""
        self._received = 0

    def drain(self) -> None:
        """Takes what was printed meanwhile."""
        self._output.drain(self._process.output)

    def _send(self, left: memoryview) -> memoryview:
        """What is still to be sent; then the selector tells when there is room for it."""
        taken = self._process.requests.write(left)
        left = left[taken:] if taken is not None else left[:0]
        if left:
            self._selector.register(self._process.requests, selectors.EVENT_WRITE)
        return left

    def _wait(self, left: memoryview) -> tuple[bool, memoryview]:
        """Whether replies came, and what is still to be sent."""
        came = False
        for key, _ in self._selector.select(self._watch.patience()):
            channel = key.fileobj
            if channel is self._process.replies:
                came = True
            elif channel is self._process.output:
                if not self._output.drain(self._process.output):
                    self._selector.unregister(self._process.output)
            else:
                self._selector.unregister(self._process.requests)
                left = self._send(left)
        return came, left

    def _take(self, nonce: bytes, count: int, replies: list[T], read: Callable[[Any], T]) -> None:
        buffer, at = self._buffer, 0
        if not self._ready and buffer:
            self._ready, at = True, 1
        # What comes beyond the last reply stays: it cannot bear the next question's nonce.
        while len(replies) < count and len(buffer) - at >= _HEAD.size:
            size, marked, index = _HEAD.unpack_from(buffer, at)
            if not _HEAD.size - 4 < size <= wire.MAX_FRAME:
                raise wire.WireError("the length of no reply")
            if marked != nonce or index != len(replies):
                raise wire.WireError("a reply to another question")
            end = at + 4 + size
            if end > len(buffer):
                break
            content = bytes(buffer[at + _HEAD.size : end])
            replies.append(read(wire.decode(content, unpack=_admit)))
            at = end
        del buffer[:at]

    def _hung_up(self) -> Stopped:
        self._output.drain(self._process.output)
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
    name = _SIGNALS.get(-status, f"signal {-status}")
    if name == "SIGXCPU":
        return Stopped(Outcome.TIMED_OUT, "your code used all its computing time")
    if name == "SIGKILL":
        return Stopped(Outcome.CRASHED, "your code's process was killed, or hung up on the grader")
    return Stopped(Outcome.CRASHED, f"your code's process was killed by {name}")


def _signal_names() -> dict[int, str]:
    import signal

    return {member.value: member.name for member in signal.Signals}


_SIGNALS: Final = _signal_names()


class _Watch:
    """How long the call at hand may still take."""

    def __init__(self, process: Process, limits: Limits) -> None:
        self._process = process
        self._cpu_s = limits.cpu_s
        self._wall_s = 20 * limits.cpu_s + 30
        self._idle_s = max(1.0, limits.cpu_s)
        self.begin()

    def begin(self) -> None:
        """A new request begins."""
        self._asked = time.monotonic()
        self.restart()

    def restart(self) -> None:
        """A new call begins."""
        self._began = self._looked = time.monotonic()
        self._cpu_began = self._cpu_seen = self._process.cpu()
        self._idle = 0.0

    def patience(self) -> float:
        """How long to wait before it is worth looking again."""
        if self._cpu_began is None:
            return _PATIENCE_S
        used = (self._cpu_seen or 0.0) - self._cpu_began
        return min(_PATIENCE_S, max(0.001, self._cpu_s - used))

    def doze(self, done: int, count: int) -> None:
        """Sleeps while a few more replies gather, which saves being woken for every one."""
        pace = (self._began - self._asked) / max(done, 1)
        if pace < _FAST_S and count - done > _FEW:
            time.sleep(min(_DOZE_S, pace * (count - done) / 2))

    def expired(self, *, ready: bool) -> Stopped | None:
        """Why it is too late, if it is; a process that is still starting gets more time."""
        now = time.monotonic()
        if not ready:
            return (
                self._stopped("took more than", _START_S) if now - self._began > _START_S else None
            )
        cpu = self._process.cpu()
        if cpu is None or self._cpu_began is None:
            # Nothing but the clock on the wall: be twice as generous.
            late = now - self._began > 2 * self._cpu_s + 1
            return self._stopped("took more than", 2 * self._cpu_s + 1) if late else None
        if cpu - self._cpu_began > self._cpu_s:
            return self._stopped("computed for more than", self._cpu_s)
        waited = now - self._looked
        if waited >= _PATIENCE_S / 2:
            idle = cpu - (self._cpu_seen or 0.0) < 0.001 and self._process.resting()
            # The judge itself may have been asleep: count no more than it meant to wait.
            self._idle = self._idle + min(waited, 2 * _PATIENCE_S) if idle else 0.0
            self._looked = now
            self._cpu_seen = cpu
        if self._idle > self._idle_s:
            return Stopped(
                Outcome.TIMED_OUT,
                f"your code waited for more than {self._idle_s:g} s without computing anything",
            )
        if now - self._began > self._wall_s:
            return self._stopped("took more than", self._wall_s)
        return None

    def _stopped(self, verb: str, seconds: float) -> Stopped:
        return Stopped(Outcome.TIMED_OUT, f"your code {verb} {seconds:g} s")


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
