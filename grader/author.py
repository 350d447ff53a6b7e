"""What the author of an exercise imports: decorators for the hidden half, and the law library.

The hidden half is an ordinary Python file beside the public YAML. It holds the reference under the
names that the exercise asks for, and marks the rest:

    given("large", z={"reals": ["n", "k"], "between": [700, 1000]})

    @law("stays finite for large logits", over="large")
    def _(p):
        '''exp overflows above 709: subtract each row's maximum first.'''
        assert finite(p)

    @mistake(caught_by="every row sums to one")
    def normalises_the_whole_batch(z):
        '''You normalised over the whole batch; each row is a distribution of its own.'''

    @mistake(caught_by="every row sums to one", free="eps")
    def adds_to_the_divisor(z, *, eps=1e-8):
        '''You added {eps} to the divisor.'''

    @solution
    def row_by_row(z):
        '''A loop over the rows.'''

    equivalent("3f9a01c2", because="max and min of one entry are the same")
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from grader.law.calls import each, raises
from grader.law.closeness import at_most, close, finite, same
from grader.law.mathematics import (
    descending,
    gram,
    normal_quantiles,
    numgrad,
    numhess,
    numjac,
    orthonormal,
)

__all__ = [
    "at_most",
    "close",
    "descending",
    "each",
    "equivalent",
    "finite",
    "given",
    "gram",
    "law",
    "mistake",
    "normal_quantiles",
    "numgrad",
    "numhess",
    "numjac",
    "orthonormal",
    "raises",
    "same",
    "solution",
    "unpromised",
]

LIBRARY: Final[Mapping[str, Any]] = {
    function.__name__: function
    for function in (
        *(close, at_most, same, finite, raises, each, gram, orthonormal, descending),
        *(numgrad, numjac, numhess, normal_quantiles),
    )
}
"""The names that a law in YAML may use beside NumPy's `np`."""

Marked = TypeVar("Marked", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class FoundDomain:
    """A hidden domain: its values as the YAML would write them."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FoundLaw:
    """The law of the hidden check of that name; no `over` means every ordinary public domain."""

    name: str
    over: tuple[str, ...]
    function: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class FoundMistake:
    """A typical wrong answer, the check that must reject it, whether students may see it, the name
    of its free constant if it is a family, and whether its words are of a missing refusal alone.
    """

    name: str
    caught_by: str
    public: bool
    marked: Callable[..., Any]
    free: str = ""
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class FoundSolution:
    """Another right answer."""

    name: str
    marked: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class FoundEquivalent:
    """A mutant of the reference that is right too, and why."""

    mutant: str
    because: str


@dataclass(frozen=True, slots=True)
class FoundUnpromised:
    """A transformation of right answers that need not be told from them, and where it says so."""

    what: str
    says: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that a hidden half marked, in order."""

    domains: list[FoundDomain] = field(default_factory=list)
    laws: list[FoundLaw] = field(default_factory=list)
    mistakes: list[FoundMistake] = field(default_factory=list)
    solutions: list[FoundSolution] = field(default_factory=list)
    equivalents: list[FoundEquivalent] = field(default_factory=list)
    unpromised: list[FoundUnpromised] = field(default_factory=list)


_found: ContextVar[Found | None] = ContextVar("found", default=None)


@contextlib.contextmanager
def collecting() -> Iterator[Found]:
    """Collects what the hidden half that is run inside marks."""
    found = Found()
    token = _found.set(found)
    try:
        yield found
    finally:
        _found.reset(token)


def given(domain: str, /, **values: Any) -> None:
    """A hidden domain, in the words of the YAML: `given("large", like="logits", z={...})`."""
    if (found := _found.get()) is not None:
        found.domains.append(FoundDomain(domain, values))


def equivalent(mutant: str, /, *, because: str) -> None:
    """Accepts a mutant that survived the audit: it answers as the reference does, and why."""
    if (found := _found.get()) is not None:
        found.equivalents.append(FoundEquivalent(mutant, because))


def unpromised(what: str, /, *, says: str) -> None:
    """Accepts a transformation of right answers that survived the audit, by its name or id: the
    statement or the stub `says`, in these very words, what is promised instead.
    """
    if (found := _found.get()) is not None:
        found.unpromised.append(FoundUnpromised(what, says))


def law(name: str, /, over: str | tuple[str, ...] = ()) -> Callable[[Marked], Marked]:
    """Marks the law of the hidden check `name`; it asserts, and its docstring says why."""

    def mark(function: Marked) -> Marked:
        if (found := _found.get()) is not None:
            domains = (over,) if isinstance(over, str) else tuple(over)
            found.laws.append(FoundLaw(name, domains, function))
        return function

    return mark


def mistake(
    *, caught_by: str, public: bool = True, free: str = "", accepts: bool = False
) -> Callable[[Marked], Marked]:
    """Marks a typical wrong answer, or a class that holds one under the asked names.

    Its docstring is what a tutor would say. A release hands that to students, beside what the
    mistake answers, where a public check catches it and it is `public`. With
    `free` it is a family: whatever number stands in the place of this constant, it is the same
    mistake, and `{constant}` in the docstring is the number that was found. The constant is a
    keyword-only parameter of a function, or an attribute of a class; its default is what the checks
    are proved with. An integer stands for integers alone. With `accepts` the docstring says no more
    than that something is taken that should be refused, whatever is answered then.
    """

    def mark(marked: Marked) -> Marked:
        if (found := _found.get()) is not None:
            found.mistakes.append(
                FoundMistake(marked.__name__, caught_by, public, marked, free, accepts)
            )
        return marked

    return mark


def solution(marked: Marked) -> Marked:
    """Marks another right answer; its docstring says how it differs from the reference."""
    if (found := _found.get()) is not None:
        found.solutions.append(FoundSolution(marked.__name__, marked))
    return marked
