"""A right program with a wrapper around it, which is asked no more than the wrapper changes.

Around a function a wrapper is run here, on arguments and answers that are known: the answer stays
the very same where nothing is met, and the program is asked anew only where its arguments are
changed. Around a driver or a class, or where a generator goes on by itself, the whole is asked.
"""

from __future__ import annotations

import functools
import inspect
import operator
import types
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grader.audit.in_process import InProcess
from grader.audit.wrappers import PRELUDE, TOLD, wrapped
from grader.model import NOTHING_SEEN, Answer, Call, Loaded, Raised, Refused
from grader.values.families import pack, restore
from grader.values.wire import Reader, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.audit.wrappers import Wrapper
    from grader.model import Program, Reply

    Arguments = tuple[Sequence[Any], Mapping[str, Any]]

_NOTHING: Final = encode(((), {}))
_PRELUDE: Final = compile(PRELUDE, "<wrappers>", "exec")


class Known:
    """A right program in this process, with what it was asked so far."""

    def __init__(self, program: Program, cpu_s: float) -> None:
        self.program = program
        self.cpu_s = cpu_s
        self._caller = InProcess(cpu_s)
        self._caller.load(program)
        self._arguments: dict[Call, Arguments] = {}

    @property
    def loaded(self) -> Loaded | Refused:
        """What became of the program."""
        return self._caller.loaded

    def load(self, program: Program) -> None:
        """It is loaded already."""

    def close(self) -> None:
        """There is nothing to end."""

    @property
    def slowest_s(self) -> float:
        """The CPU seconds of the slowest call so far."""
        return self._caller.slowest_s

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return self._caller.answer(calls)

    def arguments(self, call: Call) -> Arguments:
        """The arguments of a call, as the program is handed them; functions are described."""
        if call not in self._arguments:
            unpack = functools.partial(restore, namespace=self._caller.functions.support)
            self._arguments[call] = Reader(call.arguments, unpack, writable=True).next()
        return self._arguments[call]

    @cached_property
    def plain(self) -> Mapping[str, inspect.Signature]:
        """The asked functions that a wrapper can be run around from here."""
        return {
            name: inspect.signature(function)
            for name, function in self._caller.functions.named.items()
            if name in self.program.asks
            and isinstance(function, types.FunctionType)
            and not inspect.isgeneratorfunction(function)
        }


class Turned:
    """The program with one wrapper around all that is asked of it."""

    def __init__(self, right: Known, wrapper: Wrapper) -> None:
        self.loaded: Loaded | Refused = Loaded()
        self.program = wrapped(right.program, wrapper)
        self._right = right
        self._space: dict[str, Any] = {}
        exec(_PRELUDE, self._space)  # noqa: S102 - our own
        exec(wrapper.code, self._space)  # noqa: S102
        self._turn: Callable[..., Any] = self._space["_turn"]

    @cached_property
    def _whole(self) -> InProcess:
        caller = InProcess(self._right.cpu_s)
        caller.load(self.program)
        return caller

    @property
    def met(self) -> int:
        """How often anything was changed so far."""
        met: int = self._space["_met"][0]
        if "_whole" in vars(self):
            reply = self._whole.ask(Call(TOLD, _NOTHING))
            met += reply.value if isinstance(reply, Answer) else 0
        return met

    def load(self, program: Program) -> None:
        """It is loaded already."""

    def close(self) -> None:
        """There is nothing to end."""

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return [self._one(call) for call in calls]

    def _one(self, call: Call) -> Reply:
        signature = self._right.plain.get(call.function)
        if signature is None:
            return self._whole.answer([call])[0]
        asked = _Asked(self._right, call, signature)
        try:
            value = self._turn(asked, *self._right.arguments(call))
            if isinstance(asked.reply, Answer) and value is asked.reply.value:
                return asked.reply
            seen = asked.reply.seen if isinstance(asked.reply, Answer) else NOTHING_SEEN
            return Answer(decode(encode(value)), seen)
        except (_Error, _Stopped) as error:
            return error.reply
        except Exception:  # noqa: BLE001 - what a wrapper does not understand
            return self._whole.answer([call])[0]


class _Asked:
    """The right function, for one call."""

    def __init__(self, right: Known, call: Call, signature: inspect.Signature) -> None:
        self.reply: Reply | None = None
        self.__signature__ = signature
        self._right, self._call = right, call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = self._call
        if not _same((args, kwargs), self._right.arguments(call)):
            call = Call(call.function, encode((args, kwargs), pack))
        (self.reply,) = self._right.answer([call])
        if isinstance(self.reply, Answer):
            return self.reply.value
        raise (_Error if isinstance(self.reply, Raised) else _Stopped)(self.reply)


def _same(one: Arguments, other: Arguments) -> bool:
    """Whether these are the very same arguments, given in the same way."""
    if len(one[0]) != len(other[0]) or one[1].keys() != other[1].keys():
        return False
    named = (one[1][name] is value for name, value in other[1].items())
    return all(map(operator.is_, one[0], other[0])) and all(named)


class _Error(Exception):
    def __init__(self, reply: Reply) -> None:
        self.reply = reply


class _Stopped(BaseException):
    """As what ends a call, it is caught by nothing in a wrapper."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
