"""What a job of GitHub Actions is told: annotations, its summary, and its outputs.

The runner names files to append to in its environment. Everything written is the student's view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from grader.errors import UsageError
from grader.model import Report
from grader.reports import github, markdown, wording

FORMAT = "github"


def tell(
    reports: Sequence[Report], environment: Mapping[str, str], places: Mapping[str, str]
) -> None:
    """Tells the job about these reports; `places` has each submission's folder in the checkout."""
    placed = [(report, places.get(report.submission, "")) for report in reports]
    click.echo(github.commands(placed), nl=False)
    _append(environment, "GITHUB_STEP_SUMMARY", markdown.summary(reports))
    scores = [report.score for report in reports if report.score is not None]
    outputs = {
        "graded": str(len(scores)),
        "submissions": str(len(reports)),
        "score": wording.points(sum(scores)),
        "max-score": wording.points(sum(report.max_score for report in reports)),
        "passed": str(all(map(wording.passed, reports))).lower(),
    }
    _append(environment, "GITHUB_OUTPUT", "".join(f"{k}={v}\n" for k, v in outputs.items()))


def complain(text: str) -> None:
    """Has the job's log show an error."""
    click.echo(f"::error::{github.data(text)}")


def _append(environment: Mapping[str, str], variable: str, text: str) -> None:
    name = environment.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {variable}: {error.strerror}") from None
