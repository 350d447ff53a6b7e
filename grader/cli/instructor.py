"""The commands of instructors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli import options


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--problems", multiple=True, metavar="NAME", help="Grade this problem; repeatable.")
@click.option("--assignment", type=click.Path(path_type=Path), help="Problems and their weights.")
@options.jobs
@click.option(
    *("--format", "formats"),
    multiple=True,
    type=click.Choice(["github", "junit", "markdown", "classroom50"]),
    help="Tell GitHub Actions, or write each report in this format too; repeatable.",
)
@click.option(
    *("--replace", "replaces"),
    is_flag=True,
    help="Where --out holds another run's gradebook, keep that aside and grade anew.",
)
@options.seed
@options.bank
@click.option(
    "--allow-reduced-isolation",
    is_flag=True,
    help="Grade even where this system cannot hold a hostile submission.",
)
def grade(submissions: Path, **options: Any) -> int:
    """Grade a folder of submissions.

    Run the same command again to go on where it was stopped, or to grade what has changed since.
    """
    from grader.course.grade import grade

    return grade(submissions, **options)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--assignment", type=click.Path(path_type=Path), help="Release its problems only.")
@click.option(
    "--requirement",
    metavar="SPEC",
    help="What pip installs the grader from, such as a URL; by default this version.",
)
@options.bank
def release(
    directory: Path, assignment: Path | None, requirement: str | None, banks: tuple[Path, ...]
) -> int:
    """Write the repository that students are handed.

    Run the same command again to bring a released one up to date; a student's work is kept.
    """
    from grader.course.release import REQUIREMENT, release

    return release(directory, banks, assignment, requirement or REQUIREMENT)


COMMANDS = (grade, release)
