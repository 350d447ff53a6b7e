"""The commands of students."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli import options


@click.command()
@click.argument("directory", default=Path(), required=False, type=click.Path(path_type=Path))
@options.bank
def init(directory: Path, banks: tuple[Path, ...]) -> int:
    """Make a workspace with a stub for every problem."""
    from grader.student import commands

    return commands.init(directory, banks)


@click.command("list")
@options.bank
def list_problems(banks: tuple[Path, ...]) -> int:
    """List the problems by topic."""
    from grader.student import commands

    return commands.list_problems(banks)


@click.command()
@options.name
@click.option("--open", "browser", is_flag=True, help="Show the statement in a browser, too.")
@options.bank
def start(name: str | None, browser: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Write a problem's stub and show its statement."""
    from grader.student import commands

    return commands.start(name, banks, browser=browser)


@click.command()
@options.name
@click.option("--file", type=click.Path(path_type=Path), help="The file to check.")
@click.option("--example", metavar="JSON", help="Try this one input only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--source", is_flag=True, help="Show the program that is judged, and check nothing.")
@click.option("--all", "every", is_flag=True, help="Check every problem that has a file here.")
@click.option(
    *("--format", "formats"),
    multiple=True,
    type=click.Choice(["github"]),
    help="With --all: tell GitHub Actions too.",
)
@options.seed
@options.bank
def check(every: bool, formats: tuple[str, ...], **asked: Any) -> int:  # noqa: FBT001
    """Check your solution of a problem."""
    alone = any(asked[option] for option in ("name", "file", "example", "as_json", "source"))
    if (every and alone) or (formats and not every):
        raise click.UsageError(
            "--all goes with --format, --seed and --bank alone, and they with it"
        )
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        # It warms up while the rest is imported.
        sandbox.start()
        from grader.student.check import Request, check, check_all

        request = Request(**asked)
        return check_all(request, sandbox, formats) if every else check(request, sandbox)


@click.command()
@options.name
@options.bank
def hint(name: str | None, banks: tuple[Path, ...]) -> int:
    """Show a problem's next hint."""
    from grader.student import commands

    return commands.hint(name, banks)


@click.command()
@options.name
@options.yes
@options.bank
def reset(name: str | None, yes: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Put a problem's stub back; your work is kept aside."""
    from grader.student import commands

    return commands.reset(name, banks, ask=None if yes else options.ask)


@click.command()
@options.bank
def progress(banks: tuple[Path, ...]) -> int:
    """Show what is solved and what comes next."""
    from grader.student import commands

    return commands.progress(banks)


@click.command()
@options.name
@click.option("--give-up", is_flag=True, help="Show it although the problem is not solved.")
@options.yes
@options.bank
def solution(name: str | None, give_up: bool, yes: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Show a solution for comparison, once the problem is solved."""
    from grader.student import commands

    return commands.solution(name, banks, give_up=give_up, ask=None if yes else options.ask)


@click.command()
@click.argument("names", nargs=-1, metavar="[AREA|PROBLEM]...")
@click.option("--out", type=click.Path(path_type=Path), help="Where to; by default notebooks.")
@options.bank
def notebook(names: tuple[str, ...], out: Path | None, banks: tuple[Path, ...]) -> int:
    """Write a notebook for each topic, to solve its problems in."""
    from grader.notebook.write import write

    return write(names, out, banks)


COMMANDS = (init, list_problems, start, check, hint, reset, progress, solution, notebook)
