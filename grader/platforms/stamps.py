"""Times as platforms write them: in one of several forms, or with what clocks called their zone, as
`2026-10-06 23:00:00 CEST` of nbgrader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from grader.errors import UsageError
from grader.escaping import printable

_STAMP: Final = re.compile(
    r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?([+-]\d\d:?\d\d|[A-Za-z][\w/+-]*)?"
)
_UNIVERSAL: Final = ("", "UTC", "GMT", "Z")


def shown(text: str, forms: Iterable[str]) -> datetime | None:
    """The time that clocks showed, in the first of the forms of `strptime` that fits; None if none
    does.
    """
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is that of the clocks
        except ValueError:
            continue
    return None


def moment(text: str, here: str = "") -> datetime:
    """The moment that a text means, in UTC where it names no zone; raises `UsageError`.

    What clocks of several zones call alike, as `CST`, is that of the zone `here`.
    """
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{printable(text.strip()[:60])} is no time")
    zone = found[2] or ""
    try:
        time = datetime.fromisoformat(found[1])
        if zone in _UNIVERSAL:
            return time.replace(tzinfo=UTC)
        if zone[0] in "+-":
            return datetime.fromisoformat(f"{found[1]}{zone}")
        offsets = set(_offsets(time, zone, [here] if here else []))
        offsets = offsets or set(_offsets(time, zone, _zones()))
    except ValueError:
        raise UsageError(f"{printable(found[0])} is no time") from None
    if len(offsets) == 1:
        return time.replace(tzinfo=timezone(offsets.pop()))
    if offsets:
        raise UsageError(f"several zones are called {printable(zone)}")
    if zone in _zones():
        return time.replace(tzinfo=ZoneInfo(zone))
    raise UsageError(f"no zone is called {printable(zone)}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _offsets(time: datetime, called: str, zones: Iterable[str]) -> Iterator[timedelta]:
    """How far from UTC clocks are that show that time and call it so."""
    for zone in zones:
        for fold in (0, 1):
            there = time.replace(tzinfo=ZoneInfo(zone), fold=fold)
            if there.tzname() == called and (offset := there.utcoffset()) is not None:
                yield offset
