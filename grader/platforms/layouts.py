"""How learning platforms name what they hand out: a pure function of the names for each.

A recogniser turns the names of all files of a download into pieces, each of which says whose it
is, and leaves those that it does not understand. It fits where it understands them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from grader.errors import UsageError
from grader.escaping import printable
from grader.platforms import stamps


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a download, and what its name says of it.

    `who` is what the platform calls the person, of the kind `by`; `shown` is what people are called
    there. `handed_in` is a time of the clocks of the platform. `version` counts files of one name
    that were handed in again.
    """

    source: str
    who: str
    file: str
    by: str = ""
    shown: str = ""
    attempt: str = ""
    version: int = 0
    late: bool = False
    handed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a recogniser made of the names: pieces, files of the platform's own, and the rest."""

    pieces: tuple[Piece, ...] = ()
    own: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether all of the names were understood."""
        return bool(self.pieces) and not self.strays


@dataclass(frozen=True, slots=True)
class Layout:
    """How a platform names things; the recogniser says what the names mean."""

    name: str
    title: str
    read: Callable[[Sequence[str]], Reading] = field(repr=False)


def _by(
    pattern: str, made: Callable[[str, re.Match[str]], Piece], own: str = r"(?!)"
) -> Callable[[Sequence[str]], Reading]:
    known, ours = re.compile(pattern, re.DOTALL), re.compile(own)

    def read(names: Sequence[str]) -> Reading:
        pieces, others, strays = list[Piece](), list[str](), list[str]()
        for name in names:
            if found := known.fullmatch(name):
                pieces.append(made(name, found))
            elif ours.fullmatch(name):
                others.append(name)
            else:
                strays.append(name)
        return Reading(tuple(pieces), tuple(others), tuple(strays))

    return read


# Platforms ----------------------------------------------------------------------------------------

_AGAIN: Final = re.compile(r"(.+?)-(\d{1,3})(\.[^.]+)")
"""Canvas counts files of one name that were handed in again: `softmax.py`, `softmax-1.py`."""


def _canvas(name: str, found: re.Match[str]) -> Piece:
    file = found["file"] or "text.html"
    return Piece(name, found["id"], file, "canvas", found["name"], late=bool(found["late"]))


def _moodle(name: str, found: re.Match[str]) -> Piece:
    return Piece(name, found["id"], found["file"] or found["flat"] or "", "moodle", found["name"])


def _blackboard(name: str, found: re.Match[str]) -> Piece:
    when = stamps.shown(found["time"], ["%Y-%m-%d-%H-%M-%S"])
    return Piece(
        name,
        found["user"].rpartition("_")[2],
        found["file"],
        shown=found["user"],
        attempt=found["time"],
        handed_in=when,
    )


_BRIGHTSPACE: Final = (
    *("%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p"),
    *("%d %B, %Y %H%M", "%d %b, %Y %H%M"),
)
"""How it writes times, by language."""


def _brightspace(name: str, found: re.Match[str]) -> Piece:
    when = stamps.shown(found["time"], _BRIGHTSPACE)
    return Piece(
        name,
        found["name"],
        found["file"],
        shown=found["name"],
        attempt=when.isoformat() if when else found["time"],
        handed_in=when,
    )


def _gradescope(name: str, found: re.Match[str]) -> Piece:
    return Piece(name, found["id"], found["file"], "gradescope")


_COURSE: Final = frozenset({"nbgrader_config.py", "gradebook.db"})
"""What lies beside the steps in a course's directory."""
_STEPS: Final = frozenset({"submitted", "autograded", "source", "release", "feedback"})
_STAMP: Final = "timestamp.txt"


def _nbgrader(names: Sequence[str]) -> Reading:
    """`submitted/STUDENT/ASSIGNMENT/…`, or that from its students on; each has a time beside it."""
    every = "\n".join(names)
    if not any(word in every for word in (*_STEPS, _STAMP)):
        return Reading(strays=tuple(names))  # as almost any folder, and soon known
    split = [PurePosixPath(name).parts for name in names]
    top = {parts[0] for parts in split if parts}
    course = {"submitted"} < top and bool(top & (_COURSE | _STEPS - {"submitted"}))
    skip = 1 if course or (top and top <= _STEPS) else 0
    timed = any(parts[-1] == _STAMP and len(parts) == skip + 3 for parts in split)
    if not (skip or timed):
        return Reading(strays=tuple(names))
    pieces, own, strays = list[Piece](), list[str](), list[str]()
    for name, parts in zip(names, split, strict=True):
        rest = parts[skip:]
        if len(rest) < 3 or (skip and parts[0] != "submitted"):
            (own if skip and parts[0] != "submitted" else strays).append(name)
        elif rest[2] == _STAMP:
            own.append(name)
        else:
            pieces.append(Piece(name, rest[0], "/".join(rest[2:]), shown=rest[0], attempt=rest[1]))
    return Reading(tuple(pieces), tuple(own), tuple(strays))


def _clones(names: Sequence[str]) -> Reading:
    """A folder of clones, as `gh classroom clone` and others make it, called `assignment-login`."""
    repositories = {name.split("/")[0] for name in names if name.endswith("/.git/HEAD")}
    repositories &= {name.split("/")[0] for name in names if name.count("/") == 2}
    logins = _without_common_start(sorted(repositories))
    pieces, own, strays = list[Piece](), list[str](), list[str]()
    for name in names:
        top, _, file = name.partition("/")
        if top not in repositories:
            strays.append(name)
        elif file.startswith(".git/"):
            own.append(name)
        else:
            pieces.append(Piece(name, logins[top], file, "github", top))
    return Reading(tuple(pieces), tuple(own), tuple(strays))


def _without_common_start(names: Sequence[str]) -> dict[str, str]:
    """What follows the assignment's name in the names of its repositories."""
    if len(names) < 2:
        return {name: name for name in names}
    least, most = min(names), max(names)
    length = next((i for i, c in enumerate(least) if most[i : i + 1] != c), len(least))
    start = least[:length].rfind("-") + 1
    return {name: name[start:] for name in names}


LAYOUTS: Final = (
    Layout(
        "canvas",
        "Canvas",
        _by(
            r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<id>\d+)_"
            r"(?:(?:\d+|question_\d+_\d+)_(?P<file>[^/]+)|text\.html)",
            _canvas,
        ),
    ),
    Layout(
        "moodle",
        "Moodle",
        _by(
            r"(?P<name>[^/]*)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)"
            r"_?(?P<flat>[^/]*)(?:/(?P<file>.+))?",
            _moodle,
        ),
    ),
    Layout(
        "blackboard",
        "Blackboard",
        _by(
            r"(?P<user>[^/]+?_[^/_]+)_attempt_"
            r"(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)_(?P<file>[^/]+)",
            _blackboard,
            own=r"[^/]+_attempt_\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.txt",
        ),
    ),
    Layout(
        "brightspace",
        "Brightspace",
        _by(
            r"(?P<id>\d+-\d+) - (?P<name>[^/]+?) - (?P<time>[^/]*\d{4}[^/]*)/(?P<file>.+)",
            _brightspace,
            own=r"index\.html",
        ),
    ),
    Layout(
        "gradescope",
        "Gradescope",
        _by(
            r"(?P<id>submission_\w+)/(?P<file>.+)",
            _gradescope,
            own=r"submission_metadata\.yml",
        ),
    ),
    Layout("nbgrader", "nbgrader", _nbgrader),
    Layout("clones", "a folder of clones", _clones),
)
"""All that are known, each by what `--as` calls it."""


def unwrapped(names: Iterable[str]) -> tuple[str, list[str]]:
    """Names without the one folder that all of them lie in, as archives often have; and it."""
    names = list(names)
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1 and all("/" in name for name in names):
        (top,) = tops
        return f"{top}/", [name.partition("/")[2] for name in names]
    return "", names


def recognised(names: Sequence[str], asked: str = "") -> tuple[Layout, Reading, str]:
    """The layout that these names have, what they mean, and the folder that all of them lie in.

    Raises `UsageError` with the reason where none fits, or two do.
    """
    if not names:
        raise UsageError("the download holds no file")
    chosen = [one for one in LAYOUTS if one.name == asked] or list(LAYOUTS)
    tried: list[tuple[Layout, Reading, str]] = []
    for start, inside in {"": list(names), **dict([unwrapped(names)])}.items():
        tried += [(one, one.read(inside), start) for one in chosen]
    fitting = [one for one in tried if one[1].fits]
    if asked and not fitting:
        fitting = sorted(
            (one for one in tried if one[1].pieces), key=lambda one: len(one[1].strays)
        )[:1]
    if len({layout.name for layout, _, _ in fitting}) > 1:
        titles = " or ".join(dict.fromkeys(layout.title for layout, _, _ in fitting))
        flags = " or ".join(dict.fromkeys(f"--as {layout.name}" for layout, _, _ in fitting))
        raise UsageError(f"it may be from {titles}", f"say which: {flags}")
    if not fitting:
        raise _unknown(names, tried)
    return fitting[0]


def _unknown(names: Sequence[str], tried: Sequence[tuple[Layout, Reading, str]]) -> UsageError:
    layout, reading, _ = max(tried, key=lambda one: len(one[1].pieces))
    shown = ", ".join(printable(name) for name in (reading.strays or names)[:3])
    if not reading.pieces:
        titles = ", ".join(one.title for one in LAYOUTS)
        return UsageError(
            f"it is no download of a platform that is known ({titles}): it holds {shown}",
            "a folder that has one folder for each student is what grader grade takes",
        )
    more = f" and {len(reading.strays) - 3} more" if len(reading.strays) > 3 else ""
    return UsageError(
        f"it looks like {layout.title}, but for {shown}{more}",
        f"move these away, or add --as {layout.name}, and they are left out and told",
    )


def newest_versions(pieces: Sequence[Piece]) -> tuple[list[Piece], dict[str, str]]:
    """Of files that Canvas counts as handed in again the last, by its first name; the others, with
    what replaced them. Names that only look counted stay: `part-1.py` without a `part.py`.
    """
    groups: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        again = _AGAIN.fullmatch(piece.file)
        base = again[1] + again[3] if again else piece.file
        groups.setdefault((piece.who, base), []).append(piece)
    kept, replaced = list[Piece](), dict[str, str]()
    for (_, base), group in groups.items():
        counted = [one for one in group if one.file != base]
        if not counted or (len(group) > 1 and len(counted) == len(group)):
            kept += group
            continue
        last = max(counted, key=lambda one: int((_AGAIN.fullmatch(one.file) or ["", "", "0"])[2]))
        kept.append(
            Piece(last.source, last.who, base, last.by, last.shown, version=1, late=last.late)
        )
        for one in group:
            if one is not last:
                replaced[one.source] = f"handed in again as {last.file}"
    return kept, replaced
