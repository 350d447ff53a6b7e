"""Calls, performed in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.errors import Fault
from grader.model import Answer, Call, Program, Raised, Refused, Reply, Stopped
from grader.program.loading import Functions, prepare
from grader.program.observing import Arguments, Randomness
from grader.program.plainness import plain, raised
from grader.program.unpacking import Unpacking
from grader.values import wire


def perform(functions: Functions, call: Call, randomness: Randomness | None = None) -> Reply:
    """Answers one call; whatever it raises, short of losing the process, becomes a reply.

    The answer's value is what the function returned, not yet made plain. Arguments are built
    afresh, so the function may write to them.
    """
    return perform_encoded(functions, call.function, call.arguments, randomness)


def perform_encoded(
    functions: Functions, name: str, encoded: bytes, randomness: Randomness | None
) -> Reply:
    """As `perform`, with the parts of a call that never was one."""
    program = functions.program
    names = program.parameters if name == program.entry else ()
    function = functions.named.get(name)
    if function is None:
        text = f"{name} is not defined"
        return Raised("NameError", ("NameError", "Exception", "BaseException"), text)
    try:
        recorded = program.recorded
        arguments = Arguments(encoded, names, functions.support, recorded=recorded)
        value = function(*arguments.args, **arguments.kwargs)
        touched = randomness is not None and randomness.touched()
        again = bool(names) and name in program.asks and functions.earlier.meets(value)
        return Answer(value, arguments.seen(value, touched=touched, again=again))
    except BaseException as error:  # noqa: BLE001 - SystemExit too is a reply
        return _reply(error, functions)


def _reply(error: BaseException, functions: Functions) -> Raised | Stopped:
    try:
        return raised(error, functions.filename)
    except BaseException:  # noqa: BLE001
        # The exception's own methods fought back.
        return Raised("Exception", ("Exception", "BaseException"), "(an unreadable exception)")


class Local:
    """A `Caller` in this process, for trusted programs: an exercise's own reference.

    Raises `Fault` if the program cannot be loaded.
    """

    def __init__(self, program: Program) -> None:
        functions = prepare(program)
        if isinstance(functions, Refused):
            raise Fault(f"{program.name}: {functions.message}")
        self.functions = functions

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order; values are plain data."""
        return [self._one(call) for call in calls]

    def given(self, call: Call, change: Callable[[Any], Any]) -> Any:
        """What is returned, as plain data, where each function among the arguments is changed;
        raises what is raised.
        """
        built = Unpacking(call.arguments, self.functions.support)
        functions = {id(value) for value, packed in built.described if packed.kind == "function"}

        def changed(value: Any) -> Any:
            return change(value) if id(value) in functions else value

        args = map(changed, built.args)
        kwargs = {name: changed(value) for name, value in built.kwargs.items()}
        value = self.functions.named[call.function](*args, **kwargs)
        return wire.decode(wire.encode(plain(value)))

    def _one(self, call: Call) -> Reply:
        reply = perform(self.functions, call)
        if not isinstance(reply, Answer):
            return reply
        try:
            return Answer(wire.decode(wire.encode(plain(reply.value))), reply.seen)
        except wire.WireError as error:
            raise Fault(f"{self.functions.program.name}: {error}") from None
