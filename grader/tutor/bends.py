"""What goes wrong in any exercise before a right program starts, or after it has answered.

Inputs are cast, cut off or ignored; answers are rounded, clipped, or made harmless. Each of these
is a family around the reference, whatever the exercise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.model import Answer, Reply
from grader.tutor.family import ROUND, WHOLE, Family
from grader.values.wire import decode, encode

if TYPE_CHECKING:
    from grader.model import Program
    from grader.problem import Problem

Array = np.ndarray[Any, Any]


class Bend(NamedTuple):
    """What is done to numbers, with which constants, and what a submission does that does that:
    `{0}` is the constant, `{1}` the name of what it is done to.
    """

    name: str
    words: str
    done: Callable[[Array, float], Array]
    constants: Sequence[float] = ()


_SMALL: Final = tuple(constant for constant in ROUND if constant < 0.5)
_ALL_SIZES: Final = tuple(constant for constant in ROUND if constant > 1e-18)

EITHER: Final = (
    Bend("clips", "{1} is clipped to ±{0}", lambda x, c: np.clip(x, -c, c), _ALL_SIZES),
    Bend(
        "clips to a share",
        "{1} is clipped to stay {0} away from 0 and from 1",
        lambda x, c: np.clip(x, c, 1 - c),
        _SMALL,
    ),
    Bend("floors", "{1} is never taken for less than {0}", np.maximum, ROUND),
    Bend("drops signs", "{1} loses its signs", lambda x, _: np.abs(x)),
    Bend("cuts at 0", "what is negative in {1} is replaced by 0", lambda x, _: np.maximum(x, 0)),
    Bend(
        "nan_to_num",
        "nan and inf in {1} are replaced by numbers",
        lambda x, _: np.nan_to_num(x),
    ),
)
INPUTS: Final = (
    Bend("adds", "{0} is added to {1}", lambda x, c: x + c, ROUND),
    Bend(
        "float32",
        "{1} passes through single precision (float32)",
        lambda x, _: x.astype(np.float32).astype(float),
    ),
    Bend("truncates", "the fractions of {1} are cut off", lambda x, _: np.trunc(x)),
    Bend("takes 0", "{1} is taken for 0", lambda x, _: np.zeros_like(x)),
    Bend("takes 1", "{1} is taken for 1", lambda x, _: np.ones_like(x)),
)
ANSWERS: Final = (
    Bend(
        "rounds",
        "{1} is rounded to {0} decimals",
        lambda x, c: np.round(x, int(c)),
        WHOLE[:16],
    ),
    Bend(
        "flushes",
        "what is smaller than {0} in {1} is replaced by 0",
        lambda x, c: np.where(np.abs(x) < c, 0, x),
        _SMALL,
    ),
)
IGNORED: Final = "{1} is always taken for {0}"
SENTENCE: Final = "Your answers are what comes out if {0}."


def bends(problem: Problem, program: Program, several: Iterable[bytes]) -> Iterator[Family]:
    """All families around this right program; `several` are the arguments of examples."""
    given: dict[str, Any] = {}
    for arguments in several:
        args, kwargs = _plain(arguments)
        given = {**dict(zip(program.parameters, args, strict=False)), **kwargs, **given}
        if len(given) == len(program.parameters):
            break
    for name, value in given.items():
        yield from _of_input(problem, program, name, value)
    for place, name in enumerate(problem.entry.parts):
        for bend in (*ANSWERS, *EITHER):
            yield Family(
                f"{bend.name}: {name}",
                _sentence(bend.words, name),
                program,
                bend.constants,
                turned=_turning(bend, place, len(problem.entry.parts)),
            )


def _of_input(problem: Problem, program: Program, name: str, value: Any) -> Iterator[Family]:
    parameter = next((p for p in problem.entry.parameters if p.name == name), None)
    scalar = isinstance(value, (int, float)) and not isinstance(value, bool)
    if scalar:
        whole = isinstance(value, int)
        usual = parameter.default if parameter is not None and parameter.optional else None
        extra = (usual,) if isinstance(usual, (int, float)) and not isinstance(usual, bool) else ()
        constants = sorted({*(WHOLE if whole else (0.0, *ROUND)), *extra})
        yield Family(
            f"ignores: {name}",
            _sentence(IGNORED, name),
            program,
            tuple(constants),
            bent=_bending(program, name, lambda _, c: c, always=True),
        )
    elif parameter is not None and parameter.optional:
        yield Family(
            f"ignores: {name}",
            _sentence("{1} is always left to its default", name),
            program,
            bent=_bending(program, name, _always(parameter.default)),
        )
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind in "fiu"):
        for bend in (*INPUTS, *EITHER):
            yield Family(
                f"{bend.name}: {name}",
                _sentence(bend.words, name),
                program,
                bend.constants,
                bent=_bending(program, name, _on_numbers(bend.done)),
            )


def _always(value: Any) -> Callable[[Any, float], Any]:
    return lambda *_: value


def _sentence(words: str, name: str) -> Callable[[str], str]:
    return lambda shown: SENTENCE.format(words.format(shown, f"`{name}`"))


def _on_numbers(done: Callable[[Array, float], Array]) -> Callable[[Any, float], Any]:
    def change(value: Any, constant: float) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
            with np.errstate(all="ignore"):
                return np.asarray(done(value, constant))
        if isinstance(value, float):
            with np.errstate(all="ignore"):
                return float(done(np.asarray(value), constant))
        return value

    return change


def _plain(arguments: bytes) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The arguments, with what crosses the border by description as such a description."""
    args, kwargs = decode(arguments)
    return tuple(args), dict(kwargs)


def _bending(
    program: Program, name: str, change: Callable[[Any, float], Any], *, always: bool = False
) -> Callable[[bytes, float], bytes]:
    place = program.parameters.index(name)

    def bent(arguments: bytes, constant: float) -> bytes:
        args, kwargs = _plain(arguments)
        if place < len(args):
            args = (*args[:place], change(args[place], constant), *args[place + 1 :])
        elif name in kwargs or always:  # also where it is left to its default
            kwargs = {**kwargs, name: change(kwargs.get(name), constant)}
        return encode((args, kwargs))

    return bent


def _turning(bend: Bend, place: int, parts: int) -> Callable[[Reply, float], Reply]:
    def turned(reply: Reply, constant: float) -> Reply:
        if not isinstance(reply, Answer):
            return reply
        if parts == 1:
            value = _bent_part(bend, reply.value, constant)
            return reply if value is reply.value else replace(reply, value=value)
        if not isinstance(reply.value, (list, tuple)) or len(reply.value) != parts:
            return reply
        values = list(reply.value)
        values[place] = _bent_part(bend, values[place], constant)
        if values[place] is reply.value[place]:
            return reply
        return replace(reply, value=tuple(values))

    return turned


def _bent_part(bend: Bend, value: Any, constant: float) -> Any:
    number = isinstance(value, (int, float, np.generic)) and not isinstance(value, bool)
    if not number and not (isinstance(value, np.ndarray) and value.dtype.kind in "fiu"):
        return value
    with np.errstate(all="ignore"):
        found = bend.done(np.asarray(value), constant)
    if np.array_equal(found, value):
        return value
    return found if isinstance(value, np.ndarray) else found.item()
