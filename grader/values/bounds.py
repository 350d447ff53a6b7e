"""How much a stranger's data may hold: checked before it is built, and the same on both sides.

The largest right answer of the bank, over all its solutions and two seeds, holds what stands behind
each limit; the limit is at least four times as much, and what lies beyond is no answer.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Bounds(NamedTuple):
    """Values, containers and what they hold counted alike; bytes as they will be in memory, where
    an array's entries count as the float64 or complex128 that they may become; arrays, each of
    which costs as much to compare as a hundred numbers.
    """

    values: int
    size: int
    arrays: int


ANSWER: Final = Bounds(
    values=400_000,  # 100,022: two lists of labels
    size=16 << 20,  # 3.6 MB, the same lists; 0.8 MB of arrays
    arrays=10_000,  # 1,501: a path of points
)
"""What one reply may hold, with what was seen beside it."""

BATCH: Final = Bounds(
    values=1_000_000,  # 100,028
    size=64 << 20,  # 3.6 MB
    arrays=100_000,  # 12,792, what was seen of function arguments
)
"""What the replies that are awaited together may hold, which are kept until they are judged."""

TRIAL: Final = Bounds(
    values=20_000_000,  # about 200,000; more where a wrong answer is made smaller
    size=1 << 30,  # about 5 MB
    arrays=2_000_000,  # about 40,000
)
"""What all replies of one program to one exercise may hold; here the size is that of what came."""

INTEGER_BYTES: Final = 125
"""A longer integer has more than 300 digits: Python would not print the longest, and a float could
not hold it. The longest of a right answer has 6."""

TEXT_BYTES: Final = 10_000
"""Of one text of an answer; 10 in right ones."""

KEY_BYTES: Final = 1_000
"""Of one key of a dict or element of a set, written out; no right answer has any."""

KEYS: Final = 256
"""Keys whose hashes anybody can foresee, such as numbers, may be chosen to meet in one place of the
table; of so many that costs nothing. A larger dict or set of them is only told of, never built."""

LONG_INTEGERS: Final = 256
"""Integers of more than 64 bits: as many as one likes share a hash, and laws make sets of what was
answered. Of shorter ones at most sixteen do. No right answer has any."""
