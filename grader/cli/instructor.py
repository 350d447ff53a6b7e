"""The commands of instructors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli import options
from grader.cli.group import Grader


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "--github",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read repositories on GitHub: lines of student,owner/repository.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A folder to make.")
@click.option(
    "--roster", type=click.Path(path_type=Path), help="Who takes part: your platform's export."
)
@click.option("--assignment", type=click.Path(path_type=Path), help="When it is due.")
@click.option(
    *("--as", "layout"),
    type=click.Choice(
        ["canvas", "moodle", "blackboard", "brightspace", "gradescope", "nbgrader", "clones"]
    ),
    help="Take it for this platform's, and leave out what is named otherwise.",
)
@click.option("--only", default="", metavar="NAME", help="Of several assignments, this one.")
@click.option(
    "--prefer",
    type=click.Choice(["newest"]),
    help="Of two files of one name, take the newest.",
)
@options.bank
def collect(source: Path | None, github: Path | None, banks: tuple[Path, ...], **asked: Any) -> int:
    """Turn a platform's download into a folder of submissions.

    SOURCE is a folder, or an archive as it was downloaded.
    """
    from grader.course.collect import collect, from_github

    if (source is None) == (github is None):
        raise click.UsageError("name a download, or repositories with --github")
    if github is not None:
        return from_github(github, asked["out"], assignment=asked["assignment"], banks=banks)
    assert source is not None
    return collect(source, **asked)


@click.command()
@click.argument("reports", type=click.Path(path_type=Path))
@click.option(
    "--commits",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The commits.csv of grader collect --github.",
)
def publish(reports: Path, commits: Path) -> int:
    """Publish reports as check runs on students' commits on GitHub.

    REPORTS is the folder that grader grade wrote. Students read what theirs says, and no more.
    """
    from grader.course.publish import publish

    return publish(reports, commits)


@click.command()
@options.submissions
@options.out
@options.problems
@options.assignment
@options.jobs
@click.option(
    *("--format", "formats"),
    multiple=True,
    type=click.Choice(["github", "junit", "markdown", "gradescope", "classroom50"]),
    help="Tell GitHub Actions, or write each report in this format too; repeatable.",
)
@click.option(
    *("--replace", "replaces"),
    is_flag=True,
    help="Where --out holds another run's gradebook, keep that aside and grade anew.",
)
@options.seed
@options.bank
@options.reduced
@click.option(
    "--shortcuts/--no-shortcuts",
    default=True,
    help="Judge programs and answers that came before once; the reports are the same.",
)
@click.option(
    "--cluster", default="", metavar="ADDRESS", help="Judge on the workers of a Dask scheduler."
)
def grade(submissions: Path, **asked: Any) -> int:
    """Grade a folder of submissions.

    Run the same command again to go on where it was stopped, or to grade what has changed since.
    """
    from grader.course.grade import grade

    return grade(submissions, **asked)


@click.command()
@options.submissions
@options.out
@options.problems
@options.assignment
@options.jobs
@options.bank
@options.yes
@options.reduced
def regrade(submissions: Path, yes: bool, **asked: Any) -> int:  # noqa: FBT001
    """Judge what has changed, show old and new scores, and ask.

    After an exercise, the assignment or the grader has changed; adjustments by hand stay.
    """
    from grader.course.regrade import regrade
    from grader.reports.console import confirmed

    return regrade(submissions, confirmed=(lambda _: True) if yes else confirmed, **asked)


@click.command()
@options.submissions
@options.out
@options.problems
@click.option("--adopt", default="", metavar="NAME", help="Make a group a mistake of this name.")
@click.option(
    "--group", type=click.IntRange(1), default=1, metavar="N", help="Which one; the largest is 1."
)
@options.yes
@options.bank
def mistakes(submissions: Path, out: Path, **asked: Any) -> int:
    """Show a class's wrong answers that no typical mistake explains.

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
    help="What pip installs the grader from, such as a URL; by default a wheel, handed out too.",
)
@options.bank
def release(
    directory: Path, assignment: Path | None, requirement: str | None, banks: tuple[Path, ...]
) -> int:
    """Write the repository that students are handed.

    Run the same command again to bring a released one up to date; a student's work is kept.
    """
    from grader.course.release import release

    return release(directory, banks, assignment, requirement or "")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--assignment", required=True, type=click.Path(path_type=Path), help="What is graded."
)
@click.option(
    "--wheels", type=click.Path(path_type=Path), help="Wheels to be installed without a network."
)
@options.bank
@click.option(
    "--allow-reduced-isolation",
    is_flag=True,
    help="Grade even where the container cannot hold a hostile submission.",
)
def gradescope(directory: Path, assignment: Path, **asked: Any) -> int:
    """Write the autograder that Gradescope runs."""
    from grader.course.gradescope import bundle

    return bundle(directory, assignment, **asked)


@click.command()
@options.bank
def record(banks: tuple[Path, ...]) -> int:
    """Record what copies without the hidden half are given of it."""
    from grader.course.release import record

    return record(banks)


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


@click.group(cls=Grader, no_args_is_help=True)
def gradebook() -> None:
    """Look into a gradebook, and set scores by hand."""


_out = click.argument("out", type=click.Path(path_type=Path))


@gradebook.command()
@_out
@click.argument("student", required=False, default="")
def show(out: Path, student: str) -> int:
    """Show where everybody stands, or one student with all that made the score."""
    from grader.course import gradebook

    return gradebook.show(out, student)


@gradebook.command(context_settings={"ignore_unknown_options": True})
@_out
@click.argument("student", required=False, default="")
@click.argument("points", required=False, type=options.Points())
@click.option("--why", default="", metavar="TEXT", help="The reason, which the student reads, too.")
@click.option("--who", default="", metavar="NAME", help="Who says so; by default you.")
@click.option("--problem", default="", metavar="NAME", help="Adjust this problem alone.")
@click.option("--set", "sets", is_flag=True, help="Set the score, rather than add to it.")
@click.option("--withdraw", type=int, metavar="N", help="Take that adjustment back.")
def adjust(out: Path, student: str, withdraw: int | None, **asked: Any) -> int:
    """Add points to a student's score, or set it; without points, say a word about it.

    It stays through every regrade, with who said it and why.
    """
    from grader.course import gradebook

    if withdraw is not None:
        return gradebook.withdraw(out, withdraw, student)
    if not student:
        raise click.UsageError("whose score is it?")
    return gradebook.adjust(out, student, **asked)


@gradebook.command()
@_out
@click.option(
    "--to",
    type=click.Choice(
        ["csv", "jsonl", "nbgrader", "canvas", "moodle", "blackboard", "brightspace"]
    ),
    default="csv",
    help="Whose format.",
)
@click.option(
    "--using", type=click.Path(path_type=Path), help="The platform's own export, to be filled in."
)
@click.option("--column", default="", metavar="NAME", help="Which column of it.")
@click.option("--title", default="", metavar="TEXT", help="What the assignment is called.")
@click.option("--scale", is_flag=True, help="Where it is out of other points, convert to them.")
@click.option("-o", "file", required=True, type=click.Path(path_type=Path), help="Where to.")
def export(out: Path, **asked: Any) -> int:
    """Write the grades as your platform takes them in."""
    from grader.course import gradebook

    return gradebook.export(out, **asked)


@gradebook.command()
@_out
@click.option("--title", default="", metavar="TEXT", help="What the assignment is called.")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    help="Look for nearly the same code among these, too.",
)
@options.bank
def report(out: Path, **asked: Any) -> int:
    """Write a page for each student, and one of the class, to be read in a browser."""
    from grader.course.pages import report

    return report(out, **asked)


@gradebook.command()
@_out
@click.option("--to", type=click.Choice(["canvas", "moodle"]), required=True, help="For whom.")
@click.option(
    "--collected",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder that was collected from there.",
)
@click.option("-o", "file", required=True, type=click.Path(path_type=Path), help="Where to.")
def feedback(out: Path, **asked: Any) -> int:
    """Pack the students' pages as your platform takes them for upload."""
    from grader.course.pages import feedback

    return feedback(out, **asked)


@gradebook.command("import-roster")
@_out
@click.argument("file", type=click.Path(path_type=Path))
def import_roster(out: Path, file: Path) -> int:
    """Take who takes part from a platform's export, or a table with id, name and email."""
    from grader.course import gradebook

    return gradebook.import_roster(out, file)


@gradebook.command()
@_out
@click.argument("student", required=False, default="")
def history(out: Path, student: str) -> int:
    """Tell every run, or all that ever happened to one student's score."""
    from grader.course import gradebook

    return gradebook.history(out, student)


COMMANDS = (
    *(collect, grade, regrade, mistakes, gradebook, publish),
    *(release, record, gradescope, trust),
)
