"""Where submitted code runs: a sandbox makes workers, a worker answers calls."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from types import TracebackType
from typing import Any, Final, Self

from grader import wire
from grader.errors import Fault
from grader.model import (
    NOTHING_SEEN,
    Answer,
    Call,
    Limits,
    Loaded,
    Outcome,
    Program,
    Raised,
    Refused,
    Reply,
    Seen,
    Stopped,
)
from grader.sandbox.channels import Output
from grader.sandbox.conversation import Conversation, chunks
from grader.sandbox.process import Process

_CHUNK_BYTES: Final = 256 << 10
_OVERHEAD_BYTES: Final = 256
_LIVES: Final = 3
_FIELDS: Final = tuple(field.name for field in fields(Program))


class Worker:
    """A program in a process of its own. Implements `grader.model.Caller`.

    Not for two threads at once. Close it, or use it as a context manager.
    """

    def __init__(
        self, program: Program, limits: Limits, start: Callable[[Limits], Process]
    ) -> None:
        self._start = start
        self._limits = limits
        self._program = {name: getattr(program, name) for name in _FIELDS}
        self._program |= {"asks": dict(program.asks)}
        self._names = frozenset(program.parameters)
        self._output = Output(limits.output_bytes)
        self._conversation: Conversation | None = None
        self._closed = False
        self.loaded: Loaded | Refused = self._load()

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order.

        A call that the process does not survive is `Stopped`; a fresh process goes on with the
        next, at most three times, and then the rest are `Stopped` too. Raises `Fault` if the
        grader itself fails, or the worker is closed.
        """
        if self._closed:
            raise Fault("the worker is closed")
        if self._conversation is not None:
            self._conversation.settle()
        replies: list[Reply] = []
        lives = _LIVES
        while len(replies) < len(calls):
            if self._conversation is None:
                reason = self._revive()
                if reason is not None:
                    break
            reason = self._answer_some(calls, replies)
            if reason is None:
                continue
            replies.append(reason)
            self._end()
            lives -= 1
            if lives < 0:
                break
        if len(replies) < len(calls) and reason is not None:
            rest = Stopped(reason.outcome, f"not tried any more: {reason.message}")
            replies += [rest] * (len(calls) - len(replies))
        return replies

    @property
    def output(self) -> str:
        """What the program printed so far, to standard output and error, cut at the limit."""
        if self._conversation is not None:
            self._conversation.drain()
        return self._output.text

    def close(self) -> None:
        """Ends the process. May be called again."""
        self._closed = True
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    def _load(self) -> Loaded | Refused:
        self._conversation = Conversation(self._start(self._limits), self._limits, self._output)
        with self._ending_on_fault():
            got, reason = self._conversation.ask("load", self._program, 1, _read_loaded)
        loaded = got[0] if got else Refused(*_outcome(reason))
        if isinstance(loaded, Refused):
            self._end()
        return loaded

    def _revive(self) -> Stopped | None:
        """Why there is no process to ask, if there is none."""
        if isinstance(self.loaded, Refused):
            return Stopped(self.loaded.outcome, self.loaded.message)
        again = self._load()
        return Stopped(again.outcome, again.message) if isinstance(again, Refused) else None

    def _answer_some(self, calls: Sequence[Call], replies: list[Reply]) -> Stopped | None:
        assert self._conversation is not None
        start = len(replies)
        sizes = [len(call.arguments) + _OVERHEAD_BYTES for call in calls[start:]]
        for chunk in chunks(sizes, _CHUNK_BYTES):
            some = calls[start + chunk.start : start + chunk.stop]
            names = [call.function for call in some]
            if names.count(names[0]) == len(names):
                del names[1:]
            content = names, [call.arguments for call in some]
            with self._ending_on_fault():
                got, reason = self._conversation.ask("ask", content, len(some), self._read_reply)
            replies += got
            if reason is not None:
                return reason
        return None

    @contextlib.contextmanager
    def _ending_on_fault(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            # Whatever was being said is lost: nothing more can come of this process.
            self._end()
            raise

    def _end(self) -> None:
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None

    def _read_reply(self, value: Any) -> Reply:
        if type(value) is tuple and len(value) == 3 and value[0] == "answer":
            return Answer(value[1], NOTHING_SEEN if value[2] is None else self._read_seen(value[2]))
        match value:
            case ("raised", str(kind), tuple(ancestry), str(message), int(line)):
                names = tuple(_text(name) for name in ancestry[:40])
                return Raised(_text(kind), names, _text(message), _line(line))
            case ("stopped", "out_of_memory", str(message)):
                return Stopped(Outcome.OUT_OF_MEMORY, _text(message))
        raise wire.WireError("no reply to a call")

    def _read_seen(self, value: Any) -> Seen:
        match value:
            case (tuple(changed), tuple(shares), bool(random), dict(arguments)):
                if all(
                    type(name) is str and name in self._names
                    for name in (*changed, *shares, *arguments)
                ) and all(type(some) is tuple for some in arguments.values()):
                    return Seen(changed, shares, random, arguments)
        raise wire.WireError("no observations")


def _read_loaded(value: Any) -> Loaded | Refused:
    match value:
        case ("loaded", int(line)):
            return Loaded(_line(line))
        case ("refused", str(outcome), str(message), int(line)) if outcome in _REFUSALS:
            return Refused(Outcome(outcome), _text(message), _line(line))
    raise wire.WireError("no reply to a program")


_REFUSALS: Final = frozenset({"errored", "failed", "not_attempted", "out_of_memory"})


def _outcome(reason: Stopped | None) -> tuple[Outcome, str]:
    if reason is None:
        return Outcome.FAILED, "no reply"
    return reason.outcome, f"while it was loaded, {reason.message}"


def _text(text: Any) -> str:
    if type(text) is not str:
        raise wire.WireError("no text")
    return text[:2_000].encode("utf-8", "replace").decode()


def _line(line: int) -> int:
    return line if 0 <= line < 1 << 31 else 0
