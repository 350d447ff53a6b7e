"""One conversation with one process: requests out, replies in, and how long to wait.

Whoever answers may be hostile. Replies are taken in order, each with the request's own nonce; the
first that is not exactly what is due ends the conversation.
"""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from grader.errors import Fault
from grader.model import Limits, Outcome, Stopped
from grader.sandbox.allowance import Allowance
from grader.sandbox.exchange import Block, Heard, Tape
from grader.sandbox.interning import Counted, Interned
from grader.sandbox.process import Output, Process
from grader.sandbox.untrusted import HEAD, MAX_BLOCK, READY, RETURNED
from grader.sandbox.watch import Watch
from grader.values import wire
from grader.values.bounds import ANSWER, BATCH, Bounds

T = TypeVar("T")


class Conversation:
    """Requests to one process, until it stops."""

    def __init__(
        self, process: Process, limits: Limits, output: Output, allowance: Allowance
    ) -> None:
        self._process = process
        self._output = output
        self._buffer = bytearray()
        self._allowance = allowance
        self._watch = Watch(process, limits, allowance)
        self._nonce = b""
        self._ready = False
        self._heard = 0
        self._left = BATCH
        self._named = False
        self.certain = False
        """Whether the call that was not answered is surely the one that the process stopped at."""

    def say(self, what: str, content: Any) -> None:
        """Sends a request, and does not wait."""
        self.say_encoded(what, wire.encode(content))

    def say_encoded(self, what: str, content: bytes) -> None:
        """As `say`, with content that is encoded already."""
        self._nonce = os.urandom(16)
        opening = _THREE + wire.encode(what) + wire.encode(self._nonce)
        self._named = False
        self._watch.restart()
        size = len(opening) + len(content)
        self._process.send(b"".join((wire.LENGTH.pack(size), opening, content)))

    def hear(
        self,
        count: int,
        read: Callable[[wire.Reader], T],
        known: Interned[T] | None = None,
        tape: Tape | None = None,
    ) -> tuple[list[T], Stopped | None]:
        """The replies to the last request, and why no more came if there are fewer than `count`.

        `read` makes a reply of what came; a `wire.WireError` of its says that it is none. What was
        read before is taken from what is `known`; what came goes on `tape`. Raises `Fault` if the
        process ends before it was ready to read anything.
        """
        replies: list[T] = []

        def take(block: Block) -> None:
            replies.extend(self._block(block, read, known))
            if tape is not None:
                tape.add(block)

        reason = self._hear(count, take)
        self.certain = self.certain or self._named or len(replies) == count - 1
        return replies, reason

    def hear_unread(self, count: int) -> Heard:
        """As `hear`, but nothing is read of what came: that is for `read`."""
        blocks: list[Block] = []
        reason = self._hear(count, blocks.append)
        return Heard(blocks, reason, self.certain or self._named)

    def read(
        self,
        heard: Heard,
        count: int,
        read: Callable[[wire.Reader], T],
        known: Interned[T] | None = None,
    ) -> tuple[list[T], Stopped | None]:
        """What `hear` would have made of it."""
        replies: list[T] = []
        self.certain = heard.certain
        for block in heard.blocks:
            try:
                replies += self._block(block, read, known)
            except wire.WireError as error:
                return replies, self._malformed(error)
            if len(replies) < count and (reason := self._allowance.exhausted) is not None:
                return replies, reason
        self.certain = self.certain or len(replies) == count - 1
        return replies, heard.reason

    def _hear(self, count: int, take: Callable[[Block], object]) -> Stopped | None:
        self.certain = False
        self._heard = 0
        self._watch.look_up()
        while self._heard < count:
            before = self._heard
            data = self._watch.receive()
            if data is not None:
                self._allowance.receive(len(data))
                self._buffer += data
                try:
                    self._take(count, take)
                except wire.WireError as error:
                    return self._malformed(error)
                if not data and self._heard < count:
                    return self._hung_up()
            if before == self._heard:
                if (reason := self._watch.expired()) is not None:
                    self._blame(reason)
                    return reason
            elif self._heard < count:
                if (reason := self._allowance.exhausted) is not None:
                    return reason
                self._watch.restart()
        return None

    def _malformed(self, error: wire.WireError) -> Stopped:
        self.certain = True  # in any case it was not an accident
        much = isinstance(error, wire.TooMuch)
        text = f"{RETURNED} {error}" if much else f"{_MALFORMED} ({error})"
        return Stopped(Outcome.FAILED, text)

    def hear_one(self, read: Callable[[wire.Reader], T]) -> T | Stopped:
        """The only reply, unless it cost too much: when the judge looked makes no difference."""
        replies, reason = self.hear(1, read)
        reason = reason or self._watch.overspent()
        return reason if reason is not None else replies[0]

    def close(self) -> None:
        """Has the process ended, without waiting for it. May be called again."""
        self._watch.settle()
        self._process.listen()
        self._process.close()

    def settle(self) -> None:
        """What was heard so far is somebody else's to keep: more may be heard."""
        self._left = BATCH

    def listen(self) -> None:
        """Hears what was printed meanwhile."""
        self._process.listen()

    def _take(self, count: int, take: Callable[[Block], object]) -> None:
        buffer, at = self._buffer, 0
        if not self._ready and len(buffer) >= READY.size:
            pid, cpu_s = READY.unpack_from(buffer)
            self._process.meet(pid)
            self._watch.start(cpu_s)
            self._ready, at = True, READY.size
        # What comes beyond the last reply stays: it cannot bear the next question's nonce.
        while self._ready and self._heard < count and len(buffer) - at >= HEAD.size:
            size, marked, index, number = HEAD.unpack_from(buffer, at)
            if not HEAD.size - 4 <= size <= MAX_BLOCK:
                raise wire.WireError("the length of no block of replies")
            if marked != self._nonce or index != self._heard or number > count - index:
                raise wire.WireError("a reply to another question")
            if not number and self._named:
                raise wire.WireError("a call that is named again and again")
            end = at + 4 + size
            if end > len(buffer):
                break
            take(Block(bytes(memoryview(buffer)[at + HEAD.size : end]), number))
            self._heard += number
            self._named = number == 0
            at = end
        del buffer[:at]

    def _block(
        self, block: Block, read: Callable[[wire.Reader], T], known: Interned[T] | None
    ) -> list[T]:
        content, number = block
        try:
            sizes = struct.unpack_from(f"<{number}I", content)
        except struct.error:
            raise wire.WireError("the data end too early") from None
        if 4 * number + sum(sizes) != len(content):
            raise wire.WireError("a block with more or less than its replies")
        replies: list[T] = []
        start = 4 * number
        for size in sizes:
            replies.append(self._reply(content[start : start + size], read, known))
            start += size
        return replies

    def _reply(
        self, content: bytes, read: Callable[[wire.Reader], T], known: Interned[T] | None
    ) -> T:
        """One reply, which counts for what it takes, whether it is read or known."""
        found = known.get(content) if known is not None else None
        if found is not None:
            self._count(found.spent)
            return found.reply
        reader = wire.Reader(content, _admit, bounds=ANSWER)
        try:
            reply = read(reader)
        finally:
            values, size, arrays = reader.spent
            spent = Bounds(values + 1, max(size, reader.at), arrays)
            self._count(spent)
        if reader.at != reader.size:
            raise wire.WireError("a reply with something behind it")
        if known is not None:
            known.put(content, Counted(reply, spent))
        return reply

    def _count(self, spent: Bounds) -> None:
        self._allowance.build(spent)
        self._left = Bounds(*(a - b for a, b in zip(self._left, spent, strict=True)))
        if min(self._left) < 0:
            raise wire.TooMuch(_TOGETHER)

    def _hung_up(self) -> Stopped:
        reason = died(self._process.end())
        self._blame(reason)
        return reason

    def _blame(self, reason: Stopped) -> None:
        """Nobody but the grader is to blame for a process that never was ready."""
        if not self._ready:
            text = self._output.text.strip() or reason.message
            raise Fault(f"a worker could not be started: {text}")


_THREE: Final = b"t" + wire.LENGTH.pack(3)
"""How a request begins: it has three parts."""

_TOGETHER: Final = f"more than {BATCH.values:,} values or {BATCH.size >> 20} MB, calls together"
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
