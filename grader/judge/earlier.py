"""Which earlier call spoils a later one, where something is kept between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from grader.judge.checks import answers_differ
from grader.model import Call, Reply, Stopped

if TYPE_CHECKING:
    from grader.judge.examples import Example

T = TypeVar("T")


class Earlier(NamedTuple):
    """What was asked before: an example, the reply to it, and the name of its domain."""

    example: Example
    reply: Reply
    domain: str


@dataclass(frozen=True)
class Spoiling:
    """Looks for calls that spoil another which follows them; `last` gives the reply of a program
    that is asked these and nothing else, to the last of them.
    """

    last: Callable[[Sequence[Call]], Reply]

    def found(
        self, call: Call, asked: Sequence[Call], small: Callable[[Call], Sequence[Call]]
    ) -> tuple[Sequence[Call], Call] | None:
        """Few calls, and this one, which they spoil together; rather some that are `small` beside
        them.
        """
        alone = self.last([call])
        if isinstance(alone, Stopped):
            return None
        short = sorted(asked, key=lambda one: len(one.arguments))[:FEW]
        likely = ([one] for one in (call, *short) if self._spoils([one], call, alone))
        found: Sequence[Call] | None = next(likely, None)
        # What was kept may be that of the very call, or of one that was asked before the culprit.
        others = [one for one in asked if one != call]
        for several in (others, others[::-1]):
            found = found or culprits(several, lambda some: self._spoils(some, call, alone))
        if not found:
            return None
        known = [one for like in (call, found[0]) for one in small(like)]
        for later in small(call):
            spoil = partial(self._spoils, call=later, alone=self.last([later]))
            if fewer := culprits(known, spoil):
                return fewer, later
        return found, call

    def _spoils(self, earlier: Sequence[Call], call: Call, alone: Reply) -> bool:
        return answers_differ(alone, self.last([*earlier, call]))


FEW: Final = 4
"""So many short calls are tried before all."""


def culprits(several: Sequence[T], spoil: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """Few of these, asked in this order, that together do what all of them do: spoil what comes
    after; none if they do not, or if it takes many. They are looked for by halves, the earlier one
    first, and then by leaving out smaller parts.
    """
    parts, left = 2, MOST_TRIED
    found = several if several and spoil(several) else ()
    while len(found) > 1 and parts <= len(found) and left > 0:
        size = -(-len(found) // parts)
        cuts = range(0, len(found), size)
        if parts == 2:
            fewer = [found[at : at + size] for at in cuts]
        else:
            fewer = [[*found[:at], *found[at + size :]] for at in cuts]
        left -= len(fewer)
        best = next(filter(spoil, fewer), None)
        parts = parts if best is not None else 2 * parts
        found = found if best is None else best
    return found if len(found) <= MOST_TOLD else ()


MOST_TOLD: Final = 3
"""So many calls are shown before one that they spoil."""

MOST_TRIED: Final = 80
"""So often fewer are tried."""
