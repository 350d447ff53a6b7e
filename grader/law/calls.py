"""What happens when a law calls the student's function.

A law is plain code over many examples. Asking the worker once per call would cost a round trip
each, so a law runs against the answers that are already known; a call without one raises
`Unanswered` after noting what it needs, and the law is run again once the answers of all examples'
calls have come in one batch. Laws are functions of their inputs and these answers alone, so a
second run makes the same calls in the same order.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

from grader.model import Call, Raised, Reply, Stopped


class Asked(NamedTuple):
    """A call that a law made, the reply to it, and the name that the law has for the answer."""

    call: Call
    reply: Reply
    name: str = ""


class Sides(NamedTuple):
    """Two values that should have agreed, and what each is called."""

    left: str
    given: Any
    right: str
    wanted: Any


class Told(NamedTuple):
    """What a broken law was read from: the calls that it `asked`, whether the answer to the example
    itself (`own`) counts among it, the two sides that differ, in `text` what went wrong where that
    is less than the law's whole message, in `tip` the sentence that a tutor would add, and the
    `claim` that is false, of a law that makes several.
    """

    asked: tuple[Asked, ...] = ()
    own: bool = True
    sides: Sides | None = None
    text: str = ""
    tip: str = ""
    claim: str = ""


NO_RETURN: Final = (
    "None is what a function, or a method, gives that ends without a `return`, and what one gives"
    " that changes its object in place, such as sort()."
)
"""A tip on something that is None."""

_heard: ContextVar[list[Asked] | None] = ContextVar("heard", default=None)


@contextlib.contextmanager
def hearing() -> Iterator[list[Asked]]:
    """The calls of the student's functions that are answered inside, in order."""
    heard: list[Asked] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def hear(asked: Asked) -> None:
    """Tells whoever listens of an answered call."""
    heard = _heard.get()
    if heard is not None:
        heard.append(asked)


class Unanswered(BaseException):
    """A call whose answer is still to come. Not an `Exception`: no law may swallow it."""


class StudentRaised(Exception):
    """The student's function raised inside a law; `call` is how a person would write the call, and
    `asked` the call itself.
    """

    def __init__(self, reply: Raised) -> None:
        super().__init__(f"{reply.kind}: {reply.message}" if reply.message else reply.kind)
        self.reply = reply
        self.call = ""
        self.asked: Asked | None = None


class StudentStopped(Exception):
    """The student's function never answered inside a law, which made this `call`."""

    def __init__(self, reply: Stopped) -> None:
        super().__init__(reply.message)
        self.reply = reply
        self.call = ""
        self.asked: Asked | None = None


class Broken(AssertionError):
    """A law is broken, for the reason in its text; `told` says what that was read from."""

    def __init__(self, text: str, told: Told | None = None) -> None:
        super().__init__(text)
        self.told = told or Told()


def each(function: Callable[[Any], Any], points: Iterable[Any]) -> list[Any]:
    """`[function(p) for p in points]`, all of whose calls are sent in one batch."""
    results, unanswered = [], None
    for point in points:
        try:
            results.append(function(point))
        except Unanswered as missing:
            unanswered = missing
    if unanswered is not None:
        raise unanswered
    return results


def raises(kind: str, function: Callable[[], Any]) -> bool:
    """Whether `function()` raises an exception that is, or descends from, one named `kind`."""
    try:
        function()
    except StudentRaised as error:
        return kind in error.reply.ancestry
    except (StudentStopped, Broken):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a reference may raise
        return kind in {ancestor.__name__ for ancestor in type(error).__mro__}
    return False
