"""What the table of a class was written from: while none of that changes, it is not made again.

Of a table no more is kept than its digest, among what the grader keeps for the user alone.
"""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from grader.cache import Cache, engine, key
from grader.escaping import printable
from grader.gradebook.policy import instant, policy_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.gradebook.database import Gradebook, Run


class Tabled(NamedTuple):
    """A table that was written: its digest, and how many scores are not what was judged."""

    digest: str
    moved: int


def stamp(book: Gradebook, run: Run, marks: Mapping[str, Sequence[str]]) -> str:
    """The digest of all on which the table of a run hangs.

    `marks` are those of its results, by submission, where all of these were found to be as they
    were kept; there is no stamp where they lack one.
    """
    names = book.names(run).intersection(map(printable, run.submissions))
    if not names <= marks.keys():
        return ""
    rows = (repr(row) for row in book.rows(run))
    results = (repr((name, marks[name])) for name in sorted(names))
    return key("table", engine(), platform.python_version(), *rows, *results, *_clocks(book, run))


def _clocks(book: Gradebook, run: Run) -> Iterator[str]:
    """When it was due and came in, where it matters what clocks show: a country may change them."""
    policy = policy_of(run.made_of["policy"])
    came = (one.handed_in for one in (book.history(run) if policy.zone else ()))
    times = [time for time in came if time is not None]
    if not times:
        return
    zone = ZoneInfo(policy.zone)
    for student in ("", *sorted(policy.extensions)):
        if (due := policy.due_for(student)) is not None:
            yield instant(due, zone).isoformat()
    for time in times:
        yield time.astimezone(zone).isoformat()


def known(stamp: str) -> Tabled | None:
    """The table that was written from this, if one was."""
    content = Cache().get(stamp) if stamp else None
    try:
        return None if content is None else Tabled(*json.loads(content))
    except (ValueError, TypeError):
        return None


def keep(stamp: str, tabled: Tabled) -> None:
    """Has it known which table was written from this."""
    if stamp:
        Cache().put(stamp, json.dumps(tabled).encode())
