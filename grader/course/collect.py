"""What `grader collect` does: a platform's download in, one folder for each student out."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from grader.course.assignment import load_assignment
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.exercise.bank import find_bank
from grader.gradebook.policy import Policy, instant
from grader.platforms import collected, github, identity, layouts, listing, sheet
from grader.platforms.collect import Clock, late_by, lines
from grader.platforms.collect import collected as collected_from
from grader.platforms.contents import safe
from grader.reports import actions
from grader.reports.console import note, say
from grader.submission.intake import safe_name
from grader.submission.names import distinct

COMMITS: Final = "commits.csv"
"""Which commit of which repository each student's folder was read from."""

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
    table = sheet.read(roster) if roster is not None else None
    students = identity.students(table) if table is not None else []
    policy = load_assignment(assignment).policy if assignment is not None else None
    found = collected_from(
        listing.opened(source),
        students,
        asked=layout or "",
        only=only,
        newest=prefer == "newest",
        policy=policy,
        clock=_clock(policy),
        times=identity.times(table) if table is not None else {},
    )
    written(found.listed, found.files, out)
    for line in lines(found):
        say(line)
    if not students:
        note("Without --roster nobody can be told to have handed in nothing.")
    _next(out, assignment)
    return 0


def _next(out: Path, assignment: Path | None) -> None:
    what = "" if assignment is None else f" --assignment {printable(str(assignment))}"
    say(f"Next: grader grade {printable(str(out))}{what} --out grades")


def from_github(
    students: Path, out: Path, *, assignment: Path | None = None, banks: Sequence[Path] = ()
) -> int:
    """Collects students' repositories, tells everybody's fate, and returns the exit status."""
    _free(out)
    hub = hub_of("read them")
    targets = github.targets(content_of(students), printable(students.name))
    read = load_assignment(assignment) if assignment is not None else None
    asked = {task.name for task in read.problems} if read is not None else set()
    others = set(find_bank(banks).names()) - asked if asked else set[str]()
    found = [hub.fetch(target, github.wanted_files(others)) for target in targets]
    done = [one for one in found if not one.failed]
    policy = read.policy if read is not None else None
    folders = dict(
        zip((one.target for one in done), distinct((t, t) for t in _names(done)), strict=True)
    )
    rows = [_row(one, folders.get(one.target, ""), policy) for one in found]
    files = {
        f"{safe_name(folders[one.target])}/{safe(path)}": content
        for one in done
        for path, content in one.files.items()
    }
    commits = [
        github.Commit(safe_name(folders[one.target]), one.target.repository, one.commit)
        for one in done
    ]
    written(rows, {**files, COMMITS: github.listed(commits)}, out)
    for one, line in zip(found, github.lines(found), strict=True):
        tell_fate(line, failed=bool(one.failed))
    say(f"{len(done)} of {len(found)} collected")
    _next(out, assignment)
    return 0 if len(done) == len(found) else 1


def hub_of(purpose: str) -> github.GitHub:
    """GitHub, with the token that the environment holds."""
    token = os.environ.get("GH_TOKEN") or os.environ.get("GITHUB_TOKEN")
    if not token:
        raise UsageError("there is no token", f"put one that may {purpose} into GH_TOKEN")
    return github.GitHub(token, api=os.environ.get("GITHUB_API_URL") or github.API)


def content_of(file: Path) -> bytes:
    """What a file of the instructor's holds; raises `UsageError`."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {printable(str(file))}: {error.strerror}") from None


def tell_fate(line: str, *, failed: bool) -> None:
    """Says what became of somebody's work; a job on GitHub shows what failed as an error."""
    if failed and os.environ.get("GITHUB_ACTIONS") == "true":
        actions.complain(line)
    else:
        say(line, "bad" if failed else "")


def _names(found: Sequence[github.Fetched]) -> list[str]:
    return [one.target.student for one in found]


def _row(one: github.Fetched, folder: str, policy: Policy | None) -> collected.Row:
    student = one.target.student
    return collected.Row(
        safe_name(folder) if folder else "",
        student,
        handed_in=one.handed_in,
        late=None if policy is None else late_by(policy, student, one.handed_in),
        files=tuple(one.files),
        left_out=(f"not collected: {one.failed}",) if one.failed else (),
        source=f"{one.target.repository}@{one.commit}" if one.commit else one.target.repository,
    )


def _clock(policy: Policy | None) -> Clock:
    """The moment at which the platform's clocks show a time: those of the assignment's zone, or
    of this machine.
    """
    zone = policy.zone if policy is not None else ""
    return lambda time: instant(time, ZoneInfo(zone)) if zone else datetime.astimezone(time)


def _free(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{printable(str(out))} is not empty", "name a folder that is new")


def written(rows: Sequence[collected.Row], files: Mapping[str, bytes], out: Path) -> None:
    """Lays it down, all of it or nothing."""
    shown = printable(str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=out.parent) as place:
            folder = Path(place, "collected")
            folder.mkdir(mode=0o700)
            for row in rows:
                if row.folder:
                    (folder / row.folder).mkdir()
            for name, content in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            (folder / collected.NAME).write_bytes(collected.rendered(rows))
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
