"""What happens when a law calls the student's function.

A law is plain code over many examples. Asking the worker once per call would cost a round trip
each, so a law runs against the answers that are already known; a call without one raises
`Unanswered` after noting what it needs, and the law is run again once the answers of all examples'
calls have come in one batch. Laws are functions of their inputs and these answers alone, so a
second run makes the same calls in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grader.model import Raised, Stopped


class Unanswered(BaseException):
    """A call whose answer is still to come. Not an `Exception`: no law may swallow it."""


class StudentRaised(Exception):
    """The student's function raised inside a law; `call` is how a person would write the call."""

    def __init__(self, reply: Raised) -> None:
        super().__init__(f"{reply.kind}: {reply.message}" if reply.message else reply.kind)
        self.reply = reply
        self.call = ""


class StudentStopped(Exception):
    """The student's function never answered inside a law, which made this `call`."""

    def __init__(self, reply: Stopped) -> None:
        super().__init__(reply.message)
        self.reply = reply
        self.call = ""


class Broken(AssertionError):
    """A law is broken, for the reason in its text."""


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
