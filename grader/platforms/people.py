"""Whose a piece of a download is, as the platform and the roster tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from grader.errors import UsageError
from grader.gradebook.roster import Roster, Student
from grader.platforms.layouts import Piece
from grader.platforms.listing import Source, Unreadable


@dataclass(frozen=True, slots=True)
class Handed:
    """What Gradescope tells of a submission beside its files."""

    people: tuple[Student, ...]
    handed_in: datetime | None


def people_of(
    piece: Piece, known: Roster, roster: Sequence[Student], metadata: Mapping[str, Handed]
) -> list[Student]:
    """Those whose a piece is; a group's is everybody's in it."""
    if piece.by == "gradescope":
        submission = metadata.get(piece.who)
        if submission is None or not submission.people:
            return [Student(piece.who)]
        return [
            known.find(one.email) or known.find(one.id) or known.find(one.name) or one
            for one in submission.people
        ]
    if piece.by == "canvas":
        squeezed = piece.shown.casefold()
        members = [
            one for one in roster if _squeezed(one.ids.get("group_name", "")) == squeezed != ""
        ]
        if members:
            return members
    by_kind = [one for one in roster if piece.by and one.ids.get(piece.by) == piece.who]
    if len(by_kind) == 1:
        return by_kind
    found = known.find(piece.who) or known.find(piece.shown)
    if found is None and piece.by == "github":
        found = known.find(piece.shown.rpartition("/")[2])
    if found is not None:
        return [found]
    name = piece.who if piece.shown in ("", piece.who) else f"{piece.shown}_{piece.who}"
    return [Student(piece.who if piece.by == "github" else name, name=piece.shown)]


def blackboard(pieces: Sequence[Piece], known: Roster, source: Source, start: str) -> list[Piece]:
    """The pieces by the user's name, which like that of the work may have underscores in it."""
    users = {(piece.shown, piece.attempt): _user(piece, known, source, start) for piece in pieces}
    named = [(piece, users[piece.shown, piece.attempt]) for piece in pieces]
    return [replace(piece, who=user, shown=user) for piece, user in named]


def _user(piece: Piece, known: Roster, source: Source, start: str) -> str:
    """As the text beside it tells, else the longest that is on the roster, else the last word."""
    words = piece.shown.split("_")
    ends = ["_".join(words[i:]) for i in range(1, len(words))]
    try:
        text = source.read(f"{start}{piece.shown}_attempt_{piece.attempt}.txt")
    except (Unreadable, KeyError):
        text = b""
    told = re.match(
        r"[^\r\n]*\(([^()\r\n]+)\)[ \t]*(?:[\r\n]|$)", text.decode("utf-8-sig", "replace")
    )
    if told and told[1] in ends:
        return told[1]
    return next((one for one in ends if known.find(one) is not None), piece.who)


def _squeezed(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def gradescope(source: Source, start: str) -> dict[str, Handed]:
    """Whose each submission is, from the lines of `submission_metadata.yml` that say so."""
    name = f"{start}submission_metadata.yml"
    if name not in source.entries:
        raise UsageError(f"{source.name} holds no submission_metadata.yml", "export it once more")
    try:
        text = source.read(name).decode("utf-8", "replace")
    except Unreadable as error:
        raise UsageError(f"submission_metadata.yml: {error}") from None
    found: dict[str, Handed] = {}
    for block in re.split(r"(?m)^(?=submission_\w+:)", text):
        head = re.match(r"(submission_\w+):", block)
        if head is None:
            continue
        people = re.search(r"(?m)^  :submitters:\n((?:  ?[- ] .*\n?)+)", block)
        persons = re.split(r"(?m)^  ?- ", people[1])[1:] if people else []
        when = re.search(
            r"(?m)^  :created_at: (\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)\S* ?(\S*)", block
        )
        found[head[1]] = Handed(tuple(map(_submitter, persons)), _utc(when))
    return found


def _submitter(text: str) -> Student:
    known = {
        key: value.strip().strip("'\"")
        for key, value in re.findall(r"(?m)^\s*:(\w+): ?(.*)$", f" {text}")
    }
    name, sid, email = (known.get(key, "") for key in ("name", "sid", "email"))
    return Student(email or sid or name, name, email, {"sid": sid} if sid else {})


def _utc(found: re.Match[str] | None) -> datetime | None:
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1])
        zone = found[2]
        if re.fullmatch(r"[+-]\d\d:?\d\d", zone):
            return datetime.fromisoformat(f"{found[1]}{zone[:3]}:{zone[-2:]}").astimezone(UTC)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC)
