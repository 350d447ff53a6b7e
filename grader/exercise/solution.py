"""The hidden half of an exercise: its reference, hidden laws, typical mistakes, other solutions.

The reference and the mistakes are called as programs of their own: the whole source, with each
asked name mapped to the one that stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from grader.law.showing import number
from grader.model import Program
from grader.problem import Domain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class HiddenLaw:
    """The law of a hidden check: a function that takes what it needs by name, and asserts."""

    function: Callable[..., Any]
    over: tuple[str, ...]
    why: str


SETTER: Final = "_set_constant"
"""What sets the free constant of a family's program."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The free constant of a family of mistakes: its name, the number that its author wrote, and
    the program of the family, in which `SETTER` sets it.
    """

    name: str
    usual: float
    program: Program


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical wrong answer, what a tutor would say of it, and the check that must reject it; of a
    family, the member that its author wrote. If it `accepts`, no more is said than that it answers
    where it should refuse.
    """

    name: str
    caught_by: str
    words: str
    public: bool
    program: Program
    free: Constant | None = None
    accepts: bool = False

    @property
    def why(self) -> str:
        """What a tutor would say."""
        return self.words if self.free is None else self.told(number(self.free.usual))

    def told(self, constant: str) -> str:
        """What a tutor would say of the member with this constant."""
        return self.words if self.free is None else filled(self.words, self.free.name, constant)


def filled(words: str, name: str, constant: str) -> str:
    """Words with a constant in its place."""
    return words.replace(f"{{{name}}}", constant)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another right answer, and how it differs from the reference."""

    name: str
    why: str
    program: Program


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant of the reference that its author says is right too, and on which line."""

    mutant: str
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class Unpromised:
    """A transformation of right answers that survives, the words that promise no more, and on which
    line of the hidden half this is said.
    """

    what: str
    says: str
    line: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The hidden half of an exercise. `laws` are by check; `digest` is the SHA-256 of the file."""

    source: str
    reference: Program
    domains: tuple[Domain, ...]
    laws: Mapping[str, HiddenLaw]
    mistakes: tuple[Mistake, ...]
    solutions: tuple[Alternative, ...]
    digest: str
    equivalents: tuple[Equivalent, ...] = ()
    unpromised: tuple[Unpromised, ...] = ()
