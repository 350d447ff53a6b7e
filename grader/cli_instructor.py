"""The commands of instructors beside `grader grade`."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli_author import bank_option


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--assignment", type=click.Path(path_type=Path), help="Release its problems only.")
@click.option(
    "--requirement",
    metavar="SPEC",
    help="What pip installs the grader from, such as a URL; by default this version.",
)
@bank_option
def release(
    directory: Path, assignment: Path | None, requirement: str | None, banks: tuple[Path, ...]
) -> int:
    """Write the repository that students are handed.

    Run the same command again to bring a released one up to date; a student's work is kept.
    """
    from grader.course.release import REQUIREMENT, release

    return release(directory, banks, assignment, requirement or REQUIREMENT)


COMMANDS = (release,)
