"""What `grader collect` does: a platform's download in, one folder for each student out."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from grader.course.assignment import load_assignment
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.gradebook.policy import Policy, instant
from grader.platforms import collected, identity, layouts, listing
from grader.platforms.collect import Clock, Collected, lines
from grader.platforms.collect import collected as collected_from
from grader.reports.console import note, say

_LOOKED_AT: Final = 5_000
_GRADED_AS_THEY_ARE: Final = ("clones",)


def collect(
    source: Path,
    out: Path,
    *,
    roster: Path | None = None,
    assignment: Path | None = None,
    layout: str | None = None,
    only: str = "",
    prefer: str | None = None,
) -> int:
    """Collects a download, says what became of it, and returns the exit status."""
    _free(out)
    students = identity.read_students(roster) if roster is not None else []
    policy = load_assignment(assignment).policy if assignment is not None else None
    found = collected_from(
        listing.opened(source),
        students,
        asked=layout or "",
        only=only,
        newest=prefer == "newest",
        policy=policy,
        clock=_clock(policy),
    )
    written(found, out)
    for line in lines(found):
        say(line)
    if not students:
        note("Without --roster nobody can be told to have handed in nothing.")
    say(f"Next: grader grade {printable(str(out))} --out grades")
    return 0


def _clock(policy: Policy | None) -> Clock:
    """The moment at which the platform's clocks show a time: those of the assignment's zone, or
    of this machine.
    """
    zone = policy.zone if policy is not None else ""
    return lambda time: instant(time, ZoneInfo(zone)) if zone else datetime.astimezone(time)


def _free(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{printable(str(out))} is not empty", "name a folder that is new")


def written(found: Collected, out: Path) -> None:
    """Lays it down, all of it or nothing."""
    shown = printable(str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=out.parent) as place:
            folder = Path(place, "collected")
            folder.mkdir(mode=0o700)
            for row in found.rows:
                if row.folder:
                    (folder / row.folder).mkdir()
            for name, content in found.files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            (folder / collected.NAME).write_bytes(collected.rendered(found.listed))
            if out.exists():
                out.rmdir()
            shutil.move(folder, out)
    except OSError as error:
        raise Fault(f"cannot write {shown}: {error.strerror or error}") from None


def refuse_raw(folder: Path) -> None:
    """Raises `UsageError` where a folder, or an archive, is a platform's download as it came."""
    shown = printable(str(folder))
    hint = f"grader collect {shown} --out collected, and then grade that"
    if folder.is_file() and listing.is_archive(folder.name):
        raise UsageError(f"{shown} is an archive, and not a folder of submissions", hint)
    if not folder.is_dir() or (folder / collected.NAME).is_file():
        return
    try:
        layout, _, _ = layouts.recognised(list(listing.names_in(folder, _LOOKED_AT)))
    except UsageError:
        return
    if layout.name not in _GRADED_AS_THEY_ARE:
        raise UsageError(f"{shown} is a download from {layout.title} as it came", hint)
