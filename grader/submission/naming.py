"""What stands for an asked name that nothing defines: a definition under another name.

It is taken only where there is no doubt: one that is spelled alike, or else the only one that is
called in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from grader.submission import glance
from grader.submission.glance import Signature, spelled

if TYPE_CHECKING:
    from grader.problem import Problem


@dataclass(frozen=True, slots=True)
class Naming:
    """Whether other names are `taken`, and the names that belong `elsewhere`, to other problems."""

    taken: bool = True
    elsewhere: frozenset[str] = frozenset()


class Taken(NamedTuple):
    """A definition that stands for an asked name, and its line."""

    asked: str
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.asked} is not defined; {self.name} is taken for it"


def among(problem: str, asks: Mapping[str, Iterable[str]], *, taken: bool = True) -> Naming:
    """How a problem's names are found where these problems ask for these names."""
    others = {name for other, names in asks.items() if other != problem for name in (other, *names)}
    return Naming(taken, frozenset(others - {problem, *asks.get(problem, ())}))


def stand_ins(
    problem: Problem, text: str, naming: Naming, *, meant: bool = False
) -> tuple[Taken, ...]:
    """What stands for names that `problem` asks for and the text does not define. Unless all of it
    is `meant` for the problem, only what has the asked name in its own.
    """
    if not naming.taken or glance.defined(text).issuperset(problem.asks):
        return ()
    code = glance.bare(text)
    bound = glance.defined(code) | glance.mentioned(code)
    missing = [name for name in problem.asks if "." not in name and name not in bound]
    if not missing or glance.binds_unseen(code):
        return ()
    wanted = glance.signatures(problem.stub)
    free = {
        name: one
        for name, one in glance.signatures(code).items()
        if not name.startswith("_") and name not in problem.asks
    }
    found: list[Taken] = []
    for asked in missing:
        names = spelled(asked), spelled(problem.name)
        own = {n: one for n, one in free.items() if not _elsewhere(n, names, naming.elsewhere)}
        tiers = _tiers(names, own, wanted.get(asked), meant=meant)
        best = next((tier for tier in tiers if tier), [])
        if len(best) == 1:
            found.append(Taken(asked, best[0], free.pop(best[0]).line))
    return tuple(found)


def _tiers(
    names: tuple[str, ...], own: Mapping[str, Signature], wanted: Signature | None, *, meant: bool
) -> Iterator[list[str]]:
    """The definitions that could stand for a name, surest ones first."""
    yield from ([name for name in own if spelled(name) == one] for one in names)
    if wanted is None:
        return
    fits = [name for name, one in own.items() if one.takes_as(wanted)]
    same = [name for name in fits if own[name].parameters == wanted.parameters]
    near = [name for name in fits if any(one in spelled(name) for one in names)]
    yield from ([name for name in near if name in same], near)
    if meant:
        yield from (same, fits)


def _elsewhere(name: str, names: tuple[str, ...], elsewhere: AbstractSet[str]) -> bool:
    """Whether a name has another problem's in it, rather than one of these."""
    text = spelled(name)
    ours = max((len(one) for one in names if one in text), default=0)
    return any(len(one) > ours and one in text for one in map(spelled, elsewhere))
