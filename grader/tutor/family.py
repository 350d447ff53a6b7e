"""Families of wrong programs with a free constant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.model import Program, Reply

ROUND: Final = (
    *(1e-300, 1e-200, 1e-100, 1e-50, 1e-30, 1e-20),
    *(float(f"1e{power}") for power in range(-18, 1)),
    *(0.01 * 2, 0.05, 0.2, 0.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0),
    *(1e3, 1e4, 1e5, 1e6, 1e9, 1e12),
)
"""Constants that people write."""

WHOLE: Final = (*range(33), 40, 50, 64, 100, 128, 200, 256, 300, 500, 512, 1000, 1024)


def _same(arguments: bytes, constant: float) -> bytes:  # noqa: ARG001
    return arguments


def _as_is(reply: Reply, constant: float) -> Reply:  # noqa: ARG001
    return reply


@dataclass(frozen=True)
class Family:
    """Wrong programs that differ in one number, tried among `constants`: `program`, made ready by
    the call of `setter` with what `settings` gives, asked with `bent` arguments, whose reply is
    `turned`. `words` say what a submission does that answers as they do; `{0}` is the number.
    """

    name: str
    words: Callable[[str], str]
    program: Program
    constants: Sequence[float] = ()
    setter: str = ""
    settings: Callable[[float], tuple[Any, ...]] = lambda constant: (constant,)
    bent: Callable[[bytes, float], bytes] = _same
    turned: Callable[[Reply, float], Reply] = _as_is

    @classmethod
    def of(cls, name: str, program: Program, setter: str, usual: float) -> Family:
        """The family of a program whose constant `setter` sets, and usually is this."""
        constants = sorted({*(WHOLE if isinstance(usual, int) else ROUND), usual})
        return cls(name, str, program, constants, setter)

    @property
    def whole(self) -> bool:
        """Whether only integers are tried."""
        return all(isinstance(constant, int) for constant in self.constants)


class Query(NamedTuple):
    """What the member of a family with this constant answers to an example."""

    family: Family
    constant: float
    example: Example
