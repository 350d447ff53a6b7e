"""A right program whose answers come in another form, which asks nothing that is known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from grader.audit.in_process import InProcess
from grader.model import Answer, Loaded, Refused
from grader.values.wire import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

    from grader.audit.turned import Known
    from grader.model import Call, Program, Reply


class Handed:
    """A right program whose answers are of one kind. The answers of these functions are known, and
    made so on their way out; for anything else the program is run that answers so by itself.
    """

    def __init__(
        self,
        right: Known,
        program: Program,
        names: Collection[str],
        handing: Callable[[Any], Any],
    ) -> None:
        self._right, self._program, self._names, self._handing = right, program, names, handing

    @property
    def loaded(self) -> Loaded | Refused:
        """What became of the right program."""
        return self._right.loaded

    def load(self, program: Program) -> None:
        """It is loaded already."""

    def close(self) -> None:
        """There is nothing to end."""

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return [self._one(call) for call in calls]

    def _one(self, call: Call) -> Reply:
        if call.function not in self._names:
            return self._whole.answer([call])[0]
        (reply,) = self._right.answer([call])
        if not isinstance(reply, Answer):
            return reply
        return Answer(decode(encode(self._handing(reply.value))), reply.seen)

    @cached_property
    def _whole(self) -> InProcess:
        caller = InProcess(self._right.cpu_s)
        caller.load(self._program)
        return caller
