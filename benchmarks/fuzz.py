"""Fuzzes the border: hostile bytes for the decoder, and for whoever hears a worker's replies.

    python benchmarks/fuzz.py [FRAMES] [--seed N]

By default a million frames, each a valid one with a few changes. It ends with status 1 at the first
frame that raises anything but the decoder's own error, or that takes more memory than its size
allows, and says from which seed it comes.
"""

from __future__ import annotations

import argparse
import operator
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from grader.model import Limits, Stopped
from grader.sandbox.allowance import Allowance
from grader.sandbox.conversation import Conversation
from grader.sandbox.process import Output
from grader.sandbox.replies import read_loaded, read_reply
from grader.sandbox.untrusted import HEAD, READY
from grader.values import wire
from grader.values.bounds import ANSWER

FRAMES: Final = 1_000_000
MEMORY: Final = 64 << 20
"""What one frame may take: no frame here is longer than a few kilobytes."""

NASTY: Final = (0, 1, 2, 3, 0x7F, 0x80, 0xFF, *b"atldSZPsbIifcNTF")
LENGTHS: Final = (0, 1, 2, 100, 0xFFFF, 1 << 21, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)

VALUES: Final[tuple[Any, ...]] = (
    None,
    [True, -1, 1 << 200, 2.5, 1j, "é", b"\xff"],
    {"a": [1, (2, {3})], 4: {"b": frozenset({5})}},
    np.arange(12.0).reshape(3, 4).T,
    [np.zeros((0, 3)), np.float32(1), np.array(True), np.arange(5, dtype=np.int8)],
    wire.Packed("opaque", "a generator"),
    [[[[[[[[]]]]]]]],
    {i: i for i in range(70)},
    set(range(70)),
)
SEEN: Final = (("x",), ("x",), True, {"x": (1, 2.0)})
NASTY_VALUES: Final[tuple[Any, ...]] = (
    [None] * 3_000,
    [[]] * 1_000,
    [set(), frozenset(), {}, (), []] * 200,
    [np.zeros(0)] * 300,
    [np.zeros(2_000, np.int8), np.zeros(2_000, bool), np.zeros(500, np.complex64)],
    [10**290, -(10**299), 2**63, -(2**63) - 1] * 20,
    {"k" * 900: [1], b"k" * 900: [2]},
    {i << 34: i for i in range(300)},
    {i / 3 for i in range(300)},
    {(i, (i, "x")): None for i in range(300)},
    {frozenset({i, (i,)}) for i in range(100)},
    [b"x" * 5_000, "é" * 2_000],
)
"""Near what is too much: many of a kind, what becomes larger, keys of every sort."""

RAISED: Final = ("raised", "ValueError", ("ValueError", "Exception"), "no", 3)


def reply_frames() -> Iterator[bytes]:
    """Replies as an honest worker writes them, and one that names an argument for ever."""
    yield b"S" + wire.encode(1) + wire.encode((("x",) * 3_000, ("x",) * 3_000, False, {}))
    for value in (*VALUES, *NASTY_VALUES):
        yield b"A" + wire.encode(value)
        yield b"S" + wire.encode(value) + wire.encode(SEEN)
    yield b"R" + wire.encode(RAISED)
    yield b"R" + wire.encode(("stopped", "out_of_memory", "no"))
    yield b"R" + wire.encode(("loaded", 3, ((1, 2), (4, 4)), ((3, "left out"), (0, "x"))))
    yield b"R" + wire.encode(("refused", "errored", "no", 3))


VALID: Final = tuple(reply_frames())

PARTS: Final = (
    *map(wire.encode, (None, [], set(), {}, 0.0, 1 << 300, "k", np.zeros(0), np.int8(1))),
    b"I" + (126).to_bytes(4, "little") + b"\x7f" * 126,
    b"s" + (10_001).to_bytes(4, "little"),
)


def mutated(dice: random.Random) -> bytes:
    """A valid reply with a few changes."""
    frame = bytearray(dice.choice(VALID))
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(frame) + 1)
        kind = dice.randrange(9)
        if kind == 8:
            # Many of what may stand in a container, and how many there are.
            part, count = dice.choice(PARTS), dice.choice((1, 2, 255, 257, 10_001))
            count = min(count, (1 << 17) // len(part))
            tag = dice.choice(b"ltdSZ")
            frame[at:] = bytes([tag]) + count.to_bytes(4, "little") + part * count
        elif kind == 0 and at < len(frame):
            frame[at] = dice.choice(NASTY)
        elif kind == 1 and at < len(frame):
            frame[at] ^= 1 << dice.randrange(8)
        elif kind == 2:
            frame[at : at + 4] = dice.choice(LENGTHS).to_bytes(4, "little")
        elif kind == 3:
            frame[at : at + 8] = dice.getrandbits(64).to_bytes(8, "little")
        elif kind == 4:
            del frame[at : at + dice.randrange(1, 9)]
        elif kind == 5:
            frame[at:at] = dice.choice(VALID)
        elif kind == 6:
            frame[at:at] = frame[max(0, at - dice.randrange(20)) : at] * dice.randrange(1, 40)
        else:
            frame[at:at] = bytes([dice.choice(NASTY)]) * dice.randrange(1, 150)
    return bytes(frame)


class Said:
    """A process that has said all that it ever will."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def send(self, data: bytes) -> None: ...

    def receive(self, patience_s: float) -> bytes | None:  # noqa: ARG002
        data, self.data = self.data, b""
        return data

    def listen(self) -> None: ...

    def meet(self, pid: int) -> None: ...

    def cpu(self) -> float | None:
        return None

    def delayed(self) -> float | None:
        return None

    def resting(self) -> bool:
        return False

    def close(self) -> None: ...

    def end(self) -> int:
        return 0


class Fuzzer:
    """Tries one frame after another. Raises whatever should not be raised."""

    def __init__(self) -> None:
        self.read_reply = partial(read_reply, names=("x",))
        self.replies = 0
        """How many frames were replies after all; if none are, nothing is tried."""

    def try_one(self, dice: random.Random) -> int:
        """One hostile frame through the decoder, a reader of replies or a whole conversation; how
        long it was.
        """
        frame = mutated(dice)
        way = dice.randrange(4)
        if way == 0:
            self._expect(lambda: wire.decode(frame[1:], writable=bool(frame[:1] < b"M")))
        elif way == 1:
            reader = wire.Reader(frame, bounds=ANSWER)
            self._expect(lambda: self.read_reply(reader))
            assert max(map(operator.sub, reader.spent, ANSWER)) <= MEMORY
        elif way == 2:
            self._expect(lambda: read_loaded(wire.Reader(frame)))
        else:
            self._converse(frame, dice)
        return len(frame)

    def _expect(self, read: Callable[[], Any]) -> None:
        try:
            read()
        except wire.WireError:
            return
        self.replies += 1

    def _converse(self, frame: bytes, dice: random.Random) -> None:
        process = Said(b"")
        conversation = Conversation(process, Limits(), Output(100), Allowance())
        conversation.say("ask", (True, ["f"], [0], b""))
        nonce = conversation._nonce  # noqa: SLF001
        size, index, count = HEAD.size - 4 + len(frame), 0, 1
        match dice.randrange(8):
            case 0:
                size = dice.choice(LENGTHS)
            case 1:
                index, count = dice.choice(LENGTHS), dice.choice(LENGTHS)
            case 2:
                nonce = dice.randbytes(16)
            case 3:
                count = dice.randrange(4)
        said = READY.pack(1, 0.0) + HEAD.pack(size, nonce, index, count) + frame
        process.data = said
        replies, reason = conversation.hear(1, self.read_reply)
        assert len(replies) <= 1
        assert (reason is None) == (len(replies) == 1)
        assert reason is None or isinstance(reason, Stopped)
        self.replies += len(replies)


def fuzz(frames: int, seed: int, *, every: int = 50) -> int:
    """How many of so many hostile frames were replies; one in `every` has its memory measured."""
    fuzzer = Fuzzer()
    for number in range(frames):
        dice = random.Random(f"{seed}/{number}")
        measured = number % every == 0
        if measured:
            tracemalloc.start()
        try:
            size = fuzzer.try_one(dice)
            peak = tracemalloc.get_traced_memory()[1] if measured else 0
        except BaseException as error:
            error.add_note(f"frame {number} of seed {seed}")
            raise
        finally:
            tracemalloc.stop()
        assert peak < (1 << 20) + 100 * size, f"{peak} bytes for frame {number} of seed {seed}"
    return fuzzer.replies


def limited(extra: int = MEMORY) -> None:
    """Forbids this process to take much more memory than it has."""
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + extra, now + extra))


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the border.")
    parser.add_argument("frames", nargs="?", type=int, default=FRAMES)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if sys.platform == "linux":
        limited()
    began = time.monotonic()
    replies = fuzz(chosen.frames, chosen.seed)
    seconds = time.monotonic() - began
    print(f"{chosen.frames} frames in {seconds:.0f} s, {replies} of them replies after all")
    return 0 if replies else 1


if __name__ == "__main__":
    sys.exit(main())
