"""What examples are drawn from: a generator, few small numbers, or the engine that shrinks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final

Choice = int | bytes

MOST_ENTRIES: Final = 40
"""A block of more bytes is made simpler as a whole only."""


def parts(choices: Sequence[Choice], start: int) -> Iterator[tuple[int, int | None]]:
    """What can be made simpler of choices from `start` on: each as a whole, then the bytes of a
    block one by one.
    """
    for place, choice in enumerate(choices[start:], start):
        yield place, None
        if isinstance(choice, bytes) and len(choice) <= MOST_ENTRIES:
            yield from ((place, entry) for entry in range(len(choice)))


def simpler(
    choices: tuple[Choice, ...], place: int, entry: int | None
) -> Iterator[tuple[Choice, ...]]:
    """The choices with that part simpler, simplest first."""
    before, after = choices[:place], choices[place + 1 :]
    choice = choices[place] if place < len(choices) else 0
    if isinstance(choice, int):
        yield from ((*before, one, *after) for one in (0, 1) if one < abs(choice))
    elif entry is None:
        most = max(choice, default=0)
        yield from ((*before, bytes([one]) * len(choice), *after) for one in (0, 1) if one < most)
    elif entry < len(choice):
        byte = choice[entry]
        # Numbers of one sign are written as bytes that are all even or all odd.
        for lower in dict.fromkeys((*range(min(byte, 2)), *range(2 - byte % 2, byte, 2))):
            yield (*before, choice[:entry] + bytes([lower]) + choice[entry + 1 :], *after)


class Small:
    """Draws small examples: takes the `first` choices as they are, and then small numbers of a
    generator, or the simplest where there is none. The last of these choices, which is none of an
    example's own, says whether numbers come in `halves`.
    """

    def __init__(
        self, first: Sequence[Choice], random: Random | None = None, *, plainest: bool = True
    ) -> None:
        self.choices: list[Choice] = []
        *own, halves = first
        self.halves = int(halves == 1)
        self.small = 0.5 if self.halves else 1.0
        self._first = own[::-1]
        self._random = random
        self._plainest = plainest

    def integer(self, low: int, high: int) -> int:
        if low == high:
            return low
        chosen = middle = min(max(0, low), high)
        if self._first and isinstance(self._first[-1], int):
            chosen = min(max(int(self._first.pop()), low), high)
        elif self._random is not None and self._plainest:
            chosen = self._random.randint(max(low, middle - 2), min(high, middle + 2))
        elif self._random is not None:
            chosen = self._random.randint(low, high)
        self.choices.append(chosen)
        return chosen

    def data(self, size: int) -> bytes:
        if not size:
            return b""
        block = b""
        if self._first and isinstance(self._first[-1], bytes):
            block = bytes(self._first.pop())[:size]
        elif self._random is not None:
            block = self._bytes(self._random, size)
        self.choices.append(block.ljust(size, b"\0"))
        return block.ljust(size, b"\0")

    def _bytes(self, random: Random, size: int) -> bytes:
        """Zeros, ones and minus ones; or up to 3 and -3, of which few are all different."""
        if self._plainest:
            return bytes(random.randrange(3) for _ in range(size))
        turns = (random.sample(range(1, 7), 6) for _ in range(0, size, 6))
        return bytes(byte for turn in turns for byte in turn)[:size]


class Seeded:
    """Draws from a generator, now and then from the ends of a range or from few distinct bytes."""

    small = 0.0

    def __init__(self, random: Random) -> None:
        self.random = random
        self.choices: list[Choice] = []
        self.forced: list[int] = []
        self.few = random.random() < 0.2

    def integer(self, low: int, high: int) -> int:
        if low == high:
            return low
        if self.forced:
            chosen = self.forced.pop()
        else:
            chosen = self.random.randint(low, high)
            end = self.random.random()
            chosen = low if end < 0.05 else high if end > 0.95 else chosen
        self.choices.append(chosen)
        return chosen

    def data(self, size: int) -> bytes:
        if not size:
            return b""
        block = self.random.randbytes(size)
        if self.few:
            block = bytes(byte & 3 for byte in block)
        self.choices.append(block)
        return block


class Drawn:
    """Draws through Hypothesis, one choice for each of ours."""

    small = 0.0

    def __init__(self, draw: Callable[[Any], Any], st: Any) -> None:
        self.draw = draw
        self.st = st

    def integer(self, low: int, high: int) -> int:
        return low if low == high else int(self.draw(self.st.integers(low, high)))

    def data(self, size: int) -> bytes:
        return b"" if not size else bytes(self.draw(self.st.binary(min_size=size, max_size=size)))
