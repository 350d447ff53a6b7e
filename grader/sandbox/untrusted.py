"""The untrusted side: loads one program, then answers calls until its pipe is closed.

Nothing here protects anybody: submitted code shares this process and may do as it likes with it.
The judge believes none of it more than it would believe a return value.

Frames are a length and so many bytes. The judge sends `("load", nonce, fields of the Program)` and
`("ask", nonce, (careful, [function, ...], sizes, arguments, variants))`, where a lone function
stands for all, and the arguments of all calls are one piece that their sizes cut; if there are
`variants`, each call is of the program with these edits made. Whatever else it asks is about the
program itself, and the workshop's to answer.

Replies come in blocks: the request's nonce, the index of the first reply, how many there are, the
length of each, and then each with a letter before it: `A` and the value of an answer, `S` and the
value and what was seen beside it, or `R` and `("loaded", line, kept, notes)`,
`("refused", outcome, message, line, kept, notes)`, `("raised", kind, ancestry, message, line)` or
`("stopped", outcome, message)`.

Each write costs as much as a small call, so replies wait for each other, and a worker that dies
takes some along. Asked with care, it writes each as soon as its call is done, so that the judge
knows which call it died of. A call that takes long is named in any case, by a block without
replies: all that came before it has been told.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import signal
import struct
import sys
import time
import warnings
from typing import Any, Final, Self

from grader.model import NOTHING_SEEN, Answer, Outcome, Program, Raised, Reply
from grader.program.loading import Functions, prepare
from grader.program.observing import Randomness
from grader.program.performing import perform_encoded
from grader.program.plainness import sendable
from grader.values import wire
from grader.values.bounds import ANSWER

HEAD: Final = struct.Struct("<I16sII")
"""What a block starts with: its length without these four bytes, the request's nonce, the index of
its first reply, and how many there are."""

MAX_BLOCK: Final = ANSWER.size + (1 << 16)
"""How long a block may be: one reply, with all that was seen, or several small ones."""

ANSWERED, SEEN, REST = b"ASR"
RETURNED: Final = "your code returned"

READY: Final = struct.Struct("<Id")
"""What a worker writes before anything else, when it is locked down and has read nothing yet: its
process id, and how many seconds it computed so far."""

_PIECE: Final = 1 << 18
_BLOCK_BYTES: Final = 1 << 15
_BLOCK_REPLIES: Final = 128
_LITTLE: Final = 10_000
"""An answer of so few bytes is hardly beyond its bounds."""

_CONTAINERS: Final = frozenset({list, tuple, dict, set, frozenset})
_LONG_S: Final = 0.01
_ANSWER, _SEEN, _REST = b"A", b"S", b"R"


def ready() -> bytes:
    """The first bytes of a worker."""
    return READY.pack(os.getpid(), time.process_time())


def serve(fd_in: int, fd_out: int) -> None:
    """Answers the judge until it hangs up; `open_streams` comes first."""
    # The judge reads this module, too, and has no need of a workshop.
    from grader.program.workshop import Workshop

    warnings.formatwarning = in_short
    functions: Functions | None = None
    randomness: Randomness | None = None
    workshop: Workshop
    while (frame := _receive(fd_in)) is not None:
        what, nonce, content = wire.decode(frame)
        if what == "load":
            program = Program(**content)
            sys.argv[:] = [f"{program.name}.py"]  # as if it were run by itself
            randomness = Randomness(program.source + program.support)
            loaded = prepare(program, guard=True)
            if isinstance(loaded, Functions):
                functions = loaded
                workshop = Workshop(loaded)
                told = loaded.loaded
                value: tuple[Any, ...] = ("loaded", told.line, told.kept, told.notes)
            else:
                refused = str(loaded.outcome), loaded.message, loaded.line
                value = ("refused", *refused, loaded.kept, loaded.notes)
            _flush()
            replies = Replies(fd_out, nonce, 1, careful=True)
            replies.add(_REST + wire.encode(value))
        elif functions is not None and randomness is not None:
            if what != "ask":
                Replies(fd_out, nonce, 1, careful=True).add(workshop.told(what, content))
                continue
            randomness.reset()
            careful, names, sizes, arguments, variants = content
            ends = list(itertools.accumulate(sizes))
            with Replies(fd_out, nonce, len(ends), careful=careful) as replies:
                names = names if len(names) > 1 else names * len(ends)
                start = 0
                for place, (name, end) in enumerate(zip(names, ends, strict=True)):
                    asked = name, arguments[start:end], randomness
                    reply = (
                        workshop.answer(variants[place], *asked)
                        if variants
                        else perform_encoded(functions, *asked)
                    )
                    replies.add(_encoded(reply))
                    start = end
                _flush()  # what was printed is there before the last reply


class Replies:
    """The replies to one request, on their way out.

    While calls are made, an alarm goes off if one takes long, so nothing waits for it in vain.
    """

    def __init__(self, fd: int, nonce: bytes, count: int, *, careful: bool) -> None:
        self._fd = fd
        self._nonce = nonce
        self._count = count
        self._most = 0 if careful or sys.platform == "win32" else _BLOCK_BYTES
        self._waiting: list[bytes] = []
        self._size = 0
        self._told = 0
        self._busy = False
        self._named = False

    def add(self, reply: bytes) -> None:
        """One more, in order."""
        self._busy = True
        try:
            self._add(reply)
        finally:
            self._busy = False

    def _add(self, reply: bytes) -> None:
        size = len(reply)
        if self._size and self._size + size > self._most:
            self._write()
        self._waiting.append(reply)
        self._size += size
        last = self._most and self._told + len(self._waiting) == self._count
        full = self._size >= self._most or len(self._waiting) >= _BLOCK_REPLIES
        if (self._named or full) and not last:
            self._write()
            if self._named:
                self._named = False
                self._set(_LONG_S)

    def __enter__(self) -> Self:
        self._set(_LONG_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._set(0.0)
        self._busy, self._most = True, 0  # an alarm that is on its way changes nothing
        self._write()

    def _set(self, seconds: float) -> None:
        if sys.platform != "win32" and self._most:
            signal.signal(signal.SIGALRM, self._late)
            signal.setitimer(signal.ITIMER_REAL, seconds)

    def _late(self, *_: object) -> None:
        """A call takes long: whatever waits is told, and which call it is. Between two calls it is
        none, whenever the alarm goes off.
        """
        if self._busy:
            self._set(_LONG_S)
        elif not self._named:
            # Wherever the program is just now, it must not notice.
            with contextlib.suppress(RecursionError, MemoryError):
                self._write()
                if self._told < self._count:
                    self._named = True
                    self._write(name=True)

    def _write(self, *, name: bool = False) -> None:
        number = len(self._waiting)
        if not number and not name:
            return  # what says nothing would be taken for a name
        sizes = struct.pack(f"<{number}I", *map(len, self._waiting))
        body = b"".join((sizes, *self._waiting))
        size = HEAD.size - 4 + len(body)
        data = HEAD.pack(size, self._nonce, self._told, number) + body
        while data:
            data = data[os.write(self._fd, data) :]
        self._told += number
        self._size = 0
        self._waiting.clear()


def _encoded(reply: Reply) -> bytes:
    try:
        if isinstance(reply, Answer):
            return _encoded_answer(reply)
        if isinstance(reply, Raised):
            texts = reply.kind, reply.ancestry, reply.message
            return _REST + wire.encode(("raised", *texts, reply.line))
        return _stopped(reply.outcome, reply.message)
    except wire.TooMuch as error:
        return _stopped(Outcome.FAILED, f"{RETURNED} {error}")
    except MemoryError:
        return _stopped(Outcome.OUT_OF_MEMORY, "the answer took all memory")


def _stopped(outcome: Outcome, message: str) -> bytes:
    return _REST + wire.encode(("stopped", str(outcome), message))


def _encoded_answer(reply: Answer) -> bytes:
    try:
        if type(reply.value) in _CONTAINERS and len(reply.value) > ANSWER.values:
            raise wire.TooMuch(f"more than {ANSWER.values:,} values")
        value = wire.encode(reply.value)
    except wire.TooMuch:
        raise
    except (wire.WireError, RuntimeError):
        value = wire.encode(sendable(reply.value))
    seen = reply.seen
    if seen is NOTHING_SEEN:
        told, data = b"", _ANSWER + value
    else:
        beside = seen.changed, seen.shares, seen.random, dict(seen.arguments), seen.again
        told = wire.encode(beside)
        data = b"".join((_SEEN, value, told))
    if len(data) > _LITTLE:
        # The judge counts anew; here it makes that whoever means well is told sooner.
        reader = wire.Reader(value + told, bounds=ANSWER)
        while reader.at < reader.size:
            reader.next()
    return data


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


def in_short(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,  # noqa: ARG001 - the interface
) -> str:
    """A warning as it is printed: with its place if that is in what was handed in."""
    place = "" if os.path.isabs(filename) else f"{filename}:{lineno}: "  # noqa: PTH117
    return f"{place}{category.__name__}: {message}\n"


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
