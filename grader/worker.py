"""The untrusted side: loads one program, then answers calls until its pipe is closed.

Nothing here protects anybody: submitted code shares this process and may do as it likes with it.
The judge believes none of it more than it would believe a return value.

Frames are a length and so many bytes. The judge sends `("load", nonce, fields of the Program)` and
`("ask", nonce, ([function, ...], [arguments, ...]))`, where a lone function stands for all. Each
reply is the nonce, the call's index, and a value: `("loaded", line)`, `("refused", outcome,
message, line)`, `("answer", value, seen or None)`, `("raised", kind, ancestry, message, line)` or
`("stopped", outcome, message)`. One is written as soon as its call is done, so that the judge knows
which call a worker died of.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
import time
from typing import Any, Final

from grader import wire
from grader.model import NOTHING_SEEN, Answer, Call, Outcome, Program, Raised, Reply
from grader.program.loading import Functions, prepare
from grader.program.observing import Randomness
from grader.program.performing import perform
from grader.program.plainness import opaque, plain

HEAD: Final = struct.Struct("<I16sI")
"""What a reply starts with: its length without these four bytes, the request's nonce, and the
index of the call."""

READY: Final = struct.Struct("<Id")
"""What a worker writes before anything else, when it is locked down and has read nothing yet: its
process id, and how many seconds it computed so far."""

_PIECE: Final = 1 << 18
_ANSWER: Final = wire.encode(("answer", None, None))[:-2]
_NOTHING_SEEN: Final = wire.encode(None)


def ready() -> bytes:
    """The first bytes of a worker."""
    return READY.pack(os.getpid(), time.process_time())


def serve(fd_in: int, fd_out: int) -> None:
    """Answers the judge until it hangs up; `open_streams` comes first."""
    functions: Functions | None = None
    randomness: Randomness | None = None
    while (frame := _receive(fd_in)) is not None:
        what, nonce, content = wire.decode(frame)
        if what == "load":
            program = Program(**content)
            randomness = Randomness(program.source + program.support)
            loaded = prepare(program, guard=True)
            if isinstance(loaded, Functions):
                functions = loaded
                value: tuple[Any, ...] = ("loaded", loaded.loaded.line)
            else:
                value = ("refused", str(loaded.outcome), loaded.message, loaded.line)
            _flush()
            _send(fd_out, nonce, 0, wire.encode(value))
        elif functions is not None and randomness is not None:
            randomness.reset()
            names, arguments = content
            names = names if len(names) > 1 else names * len(arguments)
            for index, call in enumerate(map(Call, names, arguments)):
                _send(fd_out, nonce, index, _encoded(perform(functions, call, randomness)))
            _flush()


def _encoded(reply: Reply) -> bytes:
    try:
        if isinstance(reply, Answer):
            return _encoded_answer(reply)
        if isinstance(reply, Raised):
            texts = reply.kind, reply.ancestry, reply.message
            return wire.encode(("raised", *texts, reply.line))
        return wire.encode(("stopped", str(reply.outcome), reply.message))
    except MemoryError:
        message = "the answer took all memory"
        return wire.encode(("stopped", str(Outcome.OUT_OF_MEMORY), message))


def _encoded_answer(reply: Answer) -> bytes:
    seen, told = reply.seen, _NOTHING_SEEN
    if seen is not NOTHING_SEEN:
        told = wire.encode((seen.changed, seen.shares, seen.random, dict(seen.arguments)))
    try:
        value = wire.encode(reply.value)
    except (wire.WireError, RuntimeError):
        value = wire.encode(_sendable(reply.value))
    return _ANSWER + value + told


def _sendable(value: Any) -> Any:
    value = plain(value)
    try:
        wire.encode(value)
    except (wire.WireError, RuntimeError):
        return opaque("too large")
    return value


def _receive(fd: int) -> bytes | None:
    """The next frame, or None when the judge has hung up."""
    head = _read(fd, wire.LENGTH.size)
    return None if head is None else _read(fd, wire.LENGTH.unpack(head)[0])


def _read(fd: int, size: int) -> bytes | None:
    data = os.read(fd, min(size, _PIECE))
    if len(data) == size:
        return data
    parts, left = [data], size - len(data)
    while data and left:
        data = os.read(fd, min(left, _PIECE))
        parts.append(data)
        left -= len(data)
    return b"".join(parts) if data else None


def _send(fd: int, nonce: bytes, index: int, value: bytes) -> None:
    data = HEAD.pack(HEAD.size - 4 + len(value), nonce, index) + value
    written = os.write(fd, data)
    while written < len(data):
        data = data[written:]
        written = os.write(fd, data)


def open_streams() -> None:
    """Fresh standard streams on files 0, 1 and 2, whatever those are or will be."""
    for fd, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = _stream(fd, mode)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _stream(fd: int, mode: str) -> io.TextIOWrapper:
    raw = open(fd, mode + "b", closefd=False)  # noqa: SIM115 - lives as long as the process
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
