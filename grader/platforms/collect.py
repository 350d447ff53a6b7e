"""Lays a platform's download out as one folder for each student, and keeps a list of what became
of every file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook.policy import Policy, instant
from grader.gradebook.roster import Roster, Student
from grader.platforms import commits, layouts, stamps
from grader.platforms.collected import Row
from grader.platforms.contents import files, one_each, safe, told
from grader.platforms.identity import joined
from grader.platforms.layouts import Layout, Piece
from grader.platforms.listing import Source, Unreadable
from grader.platforms.people import Handed, blackboard, gradescope, people_of
from grader.submission.intake import safe_name

Clock = Callable[[datetime], datetime]
"""The moment at which the platform's clocks show a time."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was made of a download: rows, the files of each folder, what nobody's is, and the times
    that cannot be read.
    """

    layout: Layout
    rows: tuple[Row, ...]
    files: Mapping[str, bytes]
    strays: Mapping[str, str]
    unknown: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[Row, ...]:
        """The rows, and one for each file that is nobody's."""
        strays = (f"{told(name)}: {why}" for name, why in self.strays.items())
        return (*self.rows, *(Row("", "", left_out=(stray,)) for stray in strays))


def collected(
    source: Source,
    roster: Sequence[Student] = (),
    *,
    asked: str = "",
    only: str = "",
    newest: bool = False,
    policy: Policy | None = None,
    clock: Clock = datetime.astimezone,
    times: Mapping[str, datetime] = MappingProxyType({}),
) -> Collected:
    """What a download holds, for each student; raises `UsageError` in a line.

    `times` are those that the platform's clocks showed, by id, where the download tells none.
    """
    layout, reading, start = layouts.recognised(list(source.entries), asked)
    pieces = list(reading.pieces)
    strays = {f"{start}{name}": "not named as the others are" for name in reading.strays}
    strays |= source.aside
    if layout.name == "canvas":
        pieces, replaced = layouts.newest_versions(pieces)
    else:
        replaced = {}
    if layout.name == "nbgrader":
        pieces = _of_assignment(pieces, only)
    known = Roster(roster)
    if layout.name == "blackboard":
        pieces = blackboard(pieces, known, source, start)
    metadata = gradescope(source, start) if layout.name == "gradescope" else {}
    handed: dict[tuple[str, str], list[Piece]] = {}
    people: dict[str, Student] = {}
    unknown: dict[str, None] = {}
    for piece in pieces:
        for one in people_of(piece, known, roster, metadata):
            if roster and known.find(one.id) is not one:
                unknown[one.id] = None
            people[one.id] = one
            handed.setdefault((one.id, piece.attempt), []).append(piece)
    gone = _by_person(replaced, reading.pieces, handed)
    rows, laid = list[Row](), dict[str, bytes]()
    attempts = Counter(who for who, _ in handed)
    seen: Counter[str] = Counter()
    clashes: list[str] = []
    unread: list[str] = []
    for (who, attempt), group in sorted(handed.items()):
        seen[who] += 1
        last = seen[who] == attempts[who]
        folder = safe_name(who if last else f"{who} attempt {seen[who]}")
        found, left_out = files(group, source, start)
        found, again = one_each(found, newest=newest, clashes=clashes, who=who)
        try:
            when = _handed_in(layout, group, source, start, metadata, clock, policy)
        except UsageError as error:
            when = None
            unread.append(f"{printable(who)}: {error.message}")
        if when is None and layout.name == "moodle" and who in times:
            when = clock(times[who])
        flagged = any(piece.late for piece in group)
        laid |= {f"{folder}/{safe(one.name)}": one.content for one in found}
        rows.append(
            Row(
                folder,
                who,
                people[who].name or group[0].shown,
                seen[who],
                when,
                late_by(policy, who, when),
                flagged,
                when is None and layout.name != "canvas",
                tuple(safe(one.name) for one in found),
                (*left_out, *again, *gone.get((who, attempt), ())),
                "; ".join(dict.fromkeys(piece.source.split("/")[0] for piece in group)),
            )
        )
    if clashes:
        raise UsageError("\n".join(clashes), "add --prefer newest, or take one of them away")
    rows += [Row("", one.id, one.name) for one in roster if one.id not in people]
    return Collected(layout, tuple(rows), laid, strays, tuple(unknown), tuple(unread))


def _by_person(
    replaced: Mapping[str, str],
    pieces: Iterable[Piece],
    handed: Mapping[tuple[str, str], Sequence[Piece]],
) -> dict[tuple[str, str], list[str]]:
    """What was handed in again, for those who did."""
    owners = {piece.who: key for key, group in handed.items() for piece in group}
    found: dict[tuple[str, str], list[str]] = {}
    for piece in pieces:
        if piece.source in replaced and piece.who in owners:
            told = f"{printable(piece.file)}: {replaced[piece.source]}"
            found.setdefault(owners[piece.who], []).append(told)
    return found


def _of_assignment(pieces: Sequence[Piece], only: str) -> list[Piece]:
    """Of a tree of several assignments the one that is asked for."""
    names = sorted({piece.attempt for piece in pieces})
    if only and only not in names:
        raise UsageError(f"there is no assignment {only}", f"there is {', '.join(names)}")
    if len(names) > 1 and not only:
        raise UsageError(
            f"it holds several assignments: {', '.join(map(printable, names))}",
            "name one with --only",
        )
    return [replace(piece, attempt="") for piece in pieces if piece.attempt == (only or names[0])]


# When it came -------------------------------------------------------------------------------------


def _handed_in(
    layout: Layout,
    group: Sequence[Piece],
    source: Source,
    start: str,
    metadata: Mapping[str, Handed],
    clock: Clock,
    policy: Policy | None,
) -> datetime | None:
    """When an attempt was handed in, where the platform tells; `UsageError` if in no form."""
    first = group[0]
    if layout.name == "gradescope":
        known = metadata.get(first.who)
        return known.handed_in if known else None
    if layout.name == "clones":
        return _commit_time(source, f"{start}{first.source.split('/')[0]}/.git/")
    if layout.name == "nbgrader":
        top = first.source.rsplit("/", first.file.count("/") + 1)[0]
        return _stamp(source, f"{start}{top}/timestamp.txt", policy.zone if policy else "")
    return None if first.handed_in is None else clock(first.handed_in)


def _commit_time(source: Source, git: str) -> datetime | None:
    names = {name.removeprefix(git): None for name in source.entries if name.startswith(git)}
    try:
        return commits.committed(names, lambda name: source.read(f"{git}{name}"))[1]
    except (Unreadable, KeyError):
        return None


def _stamp(source: Source, name: str, zone: str) -> datetime | None:
    """The time that nbgrader writes beside what was handed in."""
    if name not in source.entries:
        return None
    try:
        return stamps.moment(source.read(name).decode("utf-8", "replace"), zone)
    except Unreadable as error:
        raise UsageError(f"timestamp.txt: {error}") from None
    except UsageError as error:
        raise UsageError(f"timestamp.txt: {error.message}") from None


def late_by(policy: Policy | None, who: str, when: datetime | None) -> timedelta | None:
    """How much later than its time, and the grace, something came; None where it did not."""
    if policy is None or when is None or (due := policy.due_for(who)) is None:
        return None
    over = when - instant(due, ZoneInfo(policy.zone))
    return over if over > policy.grace else None


def lines(found: Collected) -> Iterator[str]:
    """What became of a download, in lines."""
    handed = {row.student for row in found.rows if row.folder}
    yield f"{found.layout.title}: {len(handed)} students handed in {len(found.files)} files"
    late = sum(1 for row in found.rows if row.late)
    absent = [row.student for row in found.rows if not row.folder]
    out = sum(len(row.left_out) for row in found.rows)
    if late:
        yield f"{late} handed in late"
    if flagged := [row.student for row in found.rows if row.flagged]:
        yield f"late, and nobody says by how much: {joined(flagged)} (write it to handed_in)"
    yield from (f"no time is known of {line}" for line in found.unread)
    if untimed := [row.student for row in found.rows if row.untimed]:
        yield (
            f"nobody says when it came, so that nobody of them counts as late: {joined(untimed)} "
            "(write it to handed_in)"
        )
    if absent:
        yield f"{len(absent)} handed in nothing: {joined(absent)}"
    if found.unknown:
        yield f"not on the roster, collected nevertheless: {joined(found.unknown)}"
    empty = [row.student for row in found.rows if row.folder and not row.files]
    if empty:
        yield f"handed in no Python file and no notebook: {joined(empty)}"
    if out:
        yield f"{out} files were left out; collected.csv says which and why"
    for name, why in list(found.strays.items())[:20]:
        yield f"left out: {told(name)} ({why})"
    if len(found.strays) > 20:
        yield f"left out: {len(found.strays) - 20} more"
