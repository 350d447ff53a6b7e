"""What an assignment says of time and attempts: functions of what it says and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
ATTEMPTS: Final = ("last", "best", "mean")


@dataclass(frozen=True, slots=True)
class Late:
    """What each day that has begun costs of the score, and how much all of them at most.

    Shares are percentages. Of the days that somebody is late, `free_days` cost nothing, as far as
    they were not used for other assignments, see `Policy.used`.
    """

    per_day: float
    cap: float = 100.0
    free_days: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """When work is due, and what counts of it.

    `due` is a time of the clocks in `zone`. An extension is a later time or so many days more.
    `used` are the free days that students took for other assignments which share them.
    """

    due: datetime | None = None
    zone: str = ""
    grace: timedelta = timedelta()
    late: Late | None = None
    attempts: str = "last"
    extensions: Mapping[str, datetime | timedelta] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)

    def due_for(self, student: str) -> datetime | None:
        """When the work of that student is due, as its clocks show."""
        more = self.extensions.get(student, timedelta())
        if isinstance(more, datetime):
            return more
        return None if self.due is None else self.due + more

    def days_late(self, student: str, handed_in: datetime | None) -> int:
        """How many days that have begun that is after it was due; an hour late is one.

        A day ends when clocks show the same time again, be it 23 hours later, or 25.
        """
        due = self.due_for(student)
        if due is None or handed_in is None:
            return 0
        zone = ZoneInfo(self.zone)
        if handed_in <= instant(due, zone) + self.grace:
            return 0
        over = handed_in.astimezone(zone).replace(tzinfo=None, fold=0) - due
        return max(-(-over // DAY), 1)

    def days_free(self, student: str, handed_in: datetime | None) -> int:
        """How many of the days that it is late cost nothing."""
        free = self.late.free_days if self.late is not None else 0
        left = max(free - self.used.get(student, 0), 0)
        return min(self.days_late(student, handed_in), left)

    def penalty(self, student: str, handed_in: datetime | None) -> Fraction:
        """Which share of the score that costs."""
        if self.late is None:
            return Fraction(0)
        days = self.days_late(student, handed_in) - self.days_free(student, handed_in)
        share = min(days * Fraction(repr(self.late.per_day)), Fraction(repr(self.late.cap)))
        return share / 100

    def described(self) -> dict[str, Any]:
        """The policy as plain data."""
        late = self.late
        return {
            "due": self.due.isoformat(" ") if self.due else None,
            "zone": self.zone,
            "grace_s": self.grace.total_seconds(),
            "late": None if late is None else [late.per_day, late.cap, late.free_days],
            "attempts": self.attempts,
            "extensions": {
                name: more.isoformat(" ") if isinstance(more, datetime) else more.total_seconds()
                for name, more in sorted(self.extensions.items())
            },
            "free days used elsewhere": dict(sorted(self.used.items())),
        }


def policy_of(data: Mapping[str, Any]) -> Policy:
    """The policy that was described so."""
    return Policy(
        due=datetime.fromisoformat(data["due"]) if data["due"] else None,
        zone=data["zone"],
        grace=timedelta(seconds=data["grace_s"]),
        late=None if data["late"] is None else Late(*data["late"]),
        attempts=data["attempts"],
        extensions={
            name: datetime.fromisoformat(more) if isinstance(more, str) else timedelta(seconds=more)
            for name, more in data["extensions"].items()
        },
        used=data.get("free days used elsewhere", {}),
    )


def instant(due: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which clocks in that zone show that time; the later one, where two do."""
    return due.replace(tzinfo=zone, fold=1).astimezone(UTC)


def counting(attempts: str, totals: Sequence[int | None]) -> Sequence[int]:
    """The places of the attempts that count, given what each came to, in order of time.

    One that was not graded counts for nothing, unless there is no other.
    """
    known = [i for i, total in enumerate(totals) if total is not None]
    if not known:
        return [len(totals) - 1]
    if attempts == "mean":
        return known
    if attempts == "best":
        return [max(known, key=lambda i: (totals[i] or 0, i))]
    return [len(totals) - 1]
