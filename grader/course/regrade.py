"""What `grader regrade` does: judges what has changed, shows old and new scores, and asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course.grade import (
    apart,
    arrivals_of,
    chosen,
    graded,
    isolation_of,
    submissions_in,
)
from grader.course.gradebook import opened
from grader.course.plan import Plan
from grader.course.results import Results
from grader.errors import UsageError
from grader.escaping import printable
from grader.exercise.bank import find_bank
from grader.gradebook.changes import Change, changes, reasons
from grader.gradebook.points import written
from grader.gradebook.standing import standings
from grader.reports.console import note, put, say
from grader.reports.terminal import Line, Piece
from grader.sandbox import Sandbox

if TYPE_CHECKING:
    from grader.model import Report


def regrade(
    submissions: Path,
    out: Path,
    *,
    problems: Sequence[str] = (),
    assignment: Path | None = None,
    jobs: int,
    banks: Sequence[Path] = (),
    allow_reduced_isolation: bool = False,
    confirmed: Callable[[str], bool],
) -> int:
    """Judges what has changed, tells what that would change, and does it after a yes."""
    opened(out).close()  # or an empty folder would be made one of results
    found = submissions_in(submissions, out)
    arrivals = arrivals_of(submissions, found)
    rubric, policy = chosen(apart(find_bank(banks), submissions), found, problems, assignment)
    with Sandbox() as sandbox:
        sandbox.start()
        isolation, missing = isolation_of(sandbox, allow_reduced=allow_reduced_isolation)
    with Results(out) as results:
        before = results.book.run()
        if before is None:
            raise UsageError("nothing was graded yet", "grader grade SUBMISSIONS --out FOLDER")
        plan = Plan(rubric, before.made_of["seed"], isolation, missing, policy)
        reports: list[Report] = []
        how: dict[str, Any] = {"results": results, "arrivals": arrivals, "applied": False}
        graded(found, plan, reports.append, jobs=jobs, **how)
        after = results.run
        different = reasons(before.made_of, after.made_of)
        old, new = standings(results.book, before), standings(results.book, after)
        changed = changes(old, new, before.made_of, after.made_of)
        _tell(changed, different, len(new))
        if not changed and not different:
            return 0
        many = f"{len(changed)} {'score' if len(changed) == 1 else 'scores'}"
        if not confirmed(f"Change {many}?"):
            note("Nothing was changed; the history keeps what was tried. --yes changes it.")
            return 1
        results.apply()
        for report in reports:
            results.write_report(report)
        results.write_book()
        for remark in results.remarks:
            note(remark)
        say(f"{many} changed; grader gradebook history {printable(str(out))} tells what was before")
    return 3 if any(report.score is None for report in reports) else 0


def _tell(changed: Sequence[Change], different: Sequence[str], count: int) -> None:
    for reason in different:
        say(reason)
    lines: list[Line] = []
    for one in changed:
        before, after = (written(score) or "no score" for score in (one.before, one.after))
        less = (one.after or 0) < (one.before or 0)
        lines.append(
            (
                Piece(f"  {printable(one.student):<24} "),
                Piece(f"{before} → {after}", "bad" if less else "good"),
                Piece(f"  {printable('; '.join(one.why))}", "dim"),
            )
        )
    put(lines)
    same = count - len(changed)
    say(f"{len(changed)} of {count} scores change" if changed else f"No score of {count} changes")
    if changed and same:
        say(f"{same} stay as they are")
