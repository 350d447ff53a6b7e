"""What `grader publish` does: reports become check runs on the commits that were graded."""

from __future__ import annotations

from pathlib import Path

from grader.course.collect import content_of, hub_of, tell_fate
from grader.errors import UsageError
from grader.escaping import printable
from grader.model import Report
from grader.platforms import github
from grader.reports import record, wording
from grader.reports.check_run import check_run
from grader.reports.console import say


def publish(reports: Path, commits: Path) -> int:
    """Publishes reports, tells everybody's fate, and returns the exit status.

    Whose report it is, and where it goes, is what was collected: nothing that a student wrote.
    """
    hub = hub_of("write their checks")
    listed = github.read_commits(content_of(commits), printable(commits.name))
    known = _reports_in(reports)
    failed = 0
    for one in listed:
        name, report = printable(one.folder), known.get(printable(one.folder))
        if report is None:
            reason = "there is no report"
        elif report.score is None:
            reason = "not graded, so nothing is published"
        else:
            reason = hub.publish(one.repository, check_run(report, one.commit))
        if reason or report is None:
            failed += 1
            tell_fate(f"{name}: not published: {reason}", failed=True)
        else:
            points = wording.of_points(report.score, report.max_score)
            tell_fate(f"{name}: {points}, at {one.commit[:10]}", failed=False)
    say(f"{len(listed) - failed} of {len(listed)} published")
    return 1 if failed else 0


def _reports_in(folder: Path) -> dict[str, Report]:
    """The reports of a folder, by whose they are."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {printable(str(folder))}")
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            report = record.read(content_of(path))
        except ValueError:
            continue  # as `run.json` is none
        found[report.submission] = report
    return found
