"""What an audit finds, as plain frozen data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ERROR: Final = "error"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that falls short: where, and why; `detail` may show it on further lines."""

    file: str
    line: int
    reason: str
    detail: str = ""
    level: str = ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a transformation of a right answer: the one that `name` (and for an edit
    `key`) says, of which kind, on which answer, with what outcome, rejected by which check, and, if
    it is a small defect, at the loss of how many points; if of more than half, it answers as the
    right one does on such a `share` of the examples.
    """

    name: str
    kind: str
    right: str
    key: str = ""
    outcome: str = ""
    by: str = ""
    lost: float | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Audit:
    """What is proved of one exercise, and what falls short.

    `mutants` were made, `killed` of them are rejected and `excused` declared equivalent; `fates`
    are those of transformed right answers, `space` says what each argument was on all examples;
    `double` that the statement asks for double precision; `cpu_s` is what one trial of the
    reference takes, `took_s` what the audit took.
    """

    name: str
    items: tuple[Item, ...] = ()
    mistakes: int = 0
    solutions: int = 0
    mutants: int = 0
    killed: int = 0
    excused: int = 0
    fates: tuple[Fate, ...] = ()
    space: tuple[str, ...] = ()
    double: bool = False
    cpu_s: float = 0.0
    took_s: float = 0.0
    kept: bool = False

    @property
    def errors(self) -> tuple[Item, ...]:
        """What makes the audit fail."""
        return tuple(item for item in self.items if item.level == ERROR)

    @property
    def sound(self) -> bool:
        """Whether nothing falls short, warnings aside."""
        return not self.errors

    @property
    def kill_rate(self) -> float:
        """The share of the mutants that are rejected, those declared equivalent aside."""
        due = self.mutants - self.excused
        return self.killed / due if due else 1.0

    def plus(self, items: Iterable[Item]) -> Audit:
        """The same with more items."""
        return replace(self, items=(*self.items, *items))


def plain(audit: Audit) -> dict[str, Any]:
    """The audit as plain data; `from_plain` is its inverse."""
    return asdict(audit)


def from_plain(data: Mapping[str, Any]) -> Audit:
    """The audit that `plain` made `data` of."""
    items = tuple(Item(**item) for item in data["items"])
    fates = tuple(Fate(**fate) for fate in data["fates"])
    return Audit(**{**data, "items": items, "fates": fates, "space": tuple(data["space"])})


def told(audit: Audit) -> dict[str, Any]:
    """The audit for readers of JSON."""
    return {**asdict(audit), "sound": audit.sound, "kill_rate": round(audit.kill_rate, 4)}
