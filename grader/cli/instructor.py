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
@click.option(
    "--shortcuts/--no-shortcuts",
    default=True,
    help="Judge answers that came before, byte for byte, once; the reports are the same.",
)
def grade(submissions: Path, **asked: Any) -> int:
    """Grade a folder of submissions.

    Run the same command again to go on where it was stopped, or to grade what has changed since.
    """
    from grader.course.grade import grade

    return grade(submissions, **asked)


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Where their results are."
)
@click.option("--problems", multiple=True, metavar="NAME", help="Of this problem; repeatable.")
@click.option("--adopt", default="", metavar="NAME", help="Make a group a mistake of this name.")
@click.option(
    "--group", type=click.IntRange(1), default=1, metavar="N", help="Which one; the largest is 1."
)
@options.yes
@options.bank
def mistakes(submissions: Path, out: Path, **asked: Any) -> int:
    """Show the wrong answers of a graded class that no typical mistake explains.

    Answers that are alike stand together, the most frequent first. --adopt writes one into the
    hidden half of the bank as a typical mistake; what is to be said of it is left to you.
    """
    from grader.course.mistakes import mistakes

    return mistakes(submissions, out, **asked)


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


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Trust it no more.")
@click.option("--list", "listed", is_flag=True, help="Show the banks that are trusted.")
@options.yes
def trust(directory: Path | None, remove: bool, listed: bool, yes: bool) -> int:  # noqa: FBT001
    """Trust a bank where it lies, so that its code may run here.

    A bank that is named with --bank needs no further trust.
    """
    from grader.course import trust

    if listed and directory is None:
        return trust.show()
    if listed or directory is None:
        raise click.UsageError("give the directory of a bank, or --list")
    return (
        trust.take(directory) if remove else trust.give(directory, ask=None if yes else options.ask)
    )


COMMANDS = (grade, mistakes, release, trust)
