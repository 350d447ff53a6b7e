"""What was judged before need not be judged again: most students of a class give the same answers.

How a law comes out on an example is a function of that example and of what the student's code
answered, to the entry's call and to those that the law makes, and of nothing else. So it is kept by
these for as long as an exercise stays ready. Answers count as the same where they came as the same
bytes (`grader.sandbox.interning`); nothing is compared by value, and nothing says whose they were.

Kept are the case that laws are tried on, and, after each batch of replies, what a law asks next, or
how it came out. A law that itself went wrong is tried every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from grader.sandbox.interning import Interned

if TYPE_CHECKING:
    from grader.model import Reply

MOST_BYTES: Final = 24 << 20
"""All that is kept of one exercise may take about so much memory."""

_CASE: Final = 6_000
_STEP: Final = 400
"""About how many bytes each takes, the calls of a step aside."""

Place = tuple[int, int]
"""The number of an example, and that of a reply."""

Key = tuple[object, ...]

C = TypeVar("C")
S = TypeVar("S")


class Memo(Generic[C, S]):
    """What is known of the answers to the examples of one exercise: cases, and steps of laws.

    Anything is told only where all that it hangs on has a number: an example of this exercise, and
    replies that are kept.
    """

    def __init__(self, examples: Iterable[object] = ()) -> None:
        self.replies: Interned[Reply] = Interned()
        self._examples = {id(example): (number, example) for number, example in enumerate(examples)}
        self._cases: dict[Place, C] = {}
        self._steps: dict[Key, S] = {}
        self._size = 0

    def case(self, example: object, reply: Reply, make: Callable[[Place | None], C]) -> C:
        """The case of this example and reply; it is made for its place if it is not known."""
        numbered, token = self._examples.get(id(example)), self.replies.token(reply)
        if numbered is None or token is None:
            return make(None)
        place = numbered[0], token
        if place not in self._cases:
            case = make(place)
            self._make_room(_CASE)
            self._cases[place] = case
        return self._cases[place]

    def key(self, law: str, place: Place, replies: Sequence[Reply]) -> Key | None:
        """What the step of a law hangs on that was told these replies; None if one is not kept."""
        tokens = [self.replies.token(reply) for reply in replies]
        return None if None in tokens else (law, place, *tokens)

    def step(self, key: Key) -> S | None:
        """The step, if it is known."""
        return self._steps.get(key)

    def keep(self, key: Key, step: S, size: int) -> None:
        """Keeps a step, which holds calls of so many bytes."""
        self._make_room(_STEP + size)
        self._steps[key] = step

    def _make_room(self, size: int) -> None:
        if self._size + size > MOST_BYTES:
            self._cases.clear()
            self._steps.clear()
            self._size = 0
        self._size += size
