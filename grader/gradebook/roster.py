"""Who takes part in a class, and what platforms know them by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import UsageError, did_you_mean
from grader.escaping import printable


@dataclass(frozen=True, slots=True)
class Student:
    """One of them. `ids` has what a column of a platform's export says of them, by its name."""

    id: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_as(self) -> frozenset[str]:
        """All that may be written to mean this student, folded."""
        mailbox = self.email.partition("@")[0]
        said = (self.id, self.name, self.email, mailbox, *self.ids.values())
        return frozenset(folded(text) for text in said if text.strip())


def folded(text: str) -> str:
    """A name or an id, where capitals, accents' forms and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def distinct(students: Iterable[Student], source: str) -> list[Student]:
    """The students, all of whom must have an id of their own; `UsageError` names who has not."""
    found: dict[str, Student] = {}
    for one in students:
        if not one.id.strip():
            who = printable(one.name or one.email or "somebody")
            raise UsageError(f"{source}: {who} has no id", "give everybody one")
        other = found.setdefault(folded(one.id), one)
        if other is not one:
            names = " and ".join(printable(each.name or each.id) for each in (other, one))
            raise UsageError(f"{source}: {names} have the same id {printable(one.id)}")
    return list(found.values())


class Roster:
    """The students of a class, to be found by whatever says who is meant."""

    def __init__(self, students: Iterable[Student]) -> None:
        self.students = list(students)
        self._ids = {folded(one.id): one for one in self.students}
        self._known: dict[str, list[Student]] = {}
        for one in self.students:
            for text in one.known_as:
                self._known.setdefault(text, []).append(one)

    def find(self, text: str) -> Student | None:
        """The one student that is meant: by the id before all else; nobody, where it may be two."""
        sought = folded(text)
        if sought in self._ids:
            return self._ids[sought]
        found = self._known.get(sought, [])
        return found[0] if len(found) == 1 else None

    def one(self, text: str) -> Student:
        """The one student that is meant; raises `UsageError` if nobody is, or several may be."""
        if (found := self.find(text)) is not None:
            return found
        several = self._known.get(folded(text), [])
        if several:
            names = ", ".join(printable(one.id) for one in several)
            raise UsageError(f"{printable(text)} may be any of {names}", "give the id")
        names_known: Sequence[str] = [one.id for one in self.students]
        raise UsageError(f"there is no student {printable(text)}", did_you_mean(text, names_known))
