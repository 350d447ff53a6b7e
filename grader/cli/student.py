"""The commands of students."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import click

from grader.cli import options
from grader.cli.group import importing


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@options.as_json
@options.bank
def init(directory: Path | None, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Make a workspace with a stub for every problem."""
    from grader.student import commands

    directory = directory or _asked("Name of the folder to make")
    return commands.init(directory, banks, as_json=as_json)


def _asked(question: str) -> Path:
    from grader.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError("which folder?", "grader init exercises makes one of that name")
    from grader.reports.console import speak

    speak()
    return Path(click.prompt(question, default="exercises", err=True))


@click.command("list")
@click.option("--todo", is_flag=True, help="Only what is not solved yet.")
@options.area
@options.as_json
@options.bank
def list_problems(todo: bool, area: str | None, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """List the problems by topic."""
    from grader.student import overview

    return overview.list_problems(banks, overview.Listing(area, todo, as_json))


@click.command()
@options.name
@click.option("--open", "browser", is_flag=True, help="Show the statement in a browser, too.")
@options.as_json
@options.bank
def start(name: str | None, browser: bool, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Write a problem's stub and show its statement."""
    from grader.student import commands

    return commands.start(name, banks, browser=browser, as_json=as_json)


@click.command()
@options.names
@click.option("--file", type=click.Path(path_type=Path), help="The file to check.")
@click.option("--example", metavar="JSON", help="Try this one input only.")
@click.option("--replay", metavar="ID", help="Try the input of that name again, and no other.")
@click.option("--write", is_flag=True, help="Put the failing call into repro.py, to be run.")
@click.option("--verbose", "-v", is_flag=True, help="Show all that failed.")
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
def check(formats: tuple[str, ...], **asked: Any) -> int:
    """Check your solution of a problem, or of several."""
    alone = any(asked[one] for one in ("names", "file", "example", "replay", "write", "source"))
    if (asked["every"] and alone) or (formats and not asked["every"]):
        raise click.UsageError("--all checks all there is, and --format goes with it")
    if asked["example"] and asked["replay"]:
        raise click.UsageError("--example and --replay both name the one input to try")
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        # It warms up while the rest is imported.
        sandbox.start()
        with importing():
            from grader.student.check import Request, check

        return check(Request(**asked), sandbox, formats)


@click.command()
@options.name
@options.bank
def watch(name: str | None, banks: tuple[Path, ...]) -> int:
    """Check a problem whenever you save it, then go on to the next."""
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        sandbox.start()
        from grader.student.watch import watch

        return watch(name, banks, sandbox)


@click.command()
@options.name
@options.as_json
@options.bank
def hint(name: str | None, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Show a problem's next hint."""
    from grader.student import commands

    return commands.hint(name, banks, as_json=as_json)


@click.command()
@options.name
@options.yes
@options.as_json
@options.bank
def reset(name: str | None, yes: bool, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Put a problem's stub back; your work is kept aside."""
    from grader.student import commands

    return commands.reset(name, banks, ask=None if yes else options.ask, as_json=as_json)


@click.command()
@options.name
@options.as_json
@options.bank
def undo(name: str | None, as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Bring back what the last reset of a problem put aside."""
    from grader.student import commands

    return commands.undo(name, banks, as_json=as_json)


@click.command()
@options.as_json
@options.bank
def progress(as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Show what is solved and what comes next."""
    from grader.student import overview

    return overview.progress(banks, as_json=as_json)


@click.command()
@options.name
@click.option("--give-up", is_flag=True, help="Show it although the problem is not solved.")
@options.yes
@options.as_json
@options.bank
def solution(
    name: str | None,
    give_up: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
    banks: tuple[Path, ...],
) -> int:
    """Show a solution for comparison, once the problem is solved."""
    from grader.student import commands

    ask = None if yes else options.ask
    return commands.solution(name, banks, give_up=give_up, ask=ask, as_json=as_json)


@click.command()
@click.argument("names", nargs=-1, metavar="[AREA|PROBLEM]...")
@click.option("--out", type=click.Path(path_type=Path), help="Where to; by default notebooks.")
@options.as_json
@options.bank
def notebook(
    names: tuple[str, ...],
    out: Path | None,
    as_json: bool,  # noqa: FBT001
    banks: tuple[Path, ...],
) -> int:
    """Write a notebook for each topic, to solve its problems in."""
    from grader.notebook.write import write

    return write(names, out, banks, as_json=as_json)


@click.command()
@options.as_json
@options.bank
def doctor(as_json: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Show what the grader runs on, and what to do about it."""
    from grader.student.doctor import doctor

    return doctor(banks, as_json=as_json)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print what makes a shell complete commands and problem names."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    program = click.get_current_context().find_root()
    assert program.command is not None
    click.echo(found(program.command, {}, "grader", "_GRADER_COMPLETE").source())
    return 0


def _also(name: str, command: click.Command) -> click.Command:
    """The command by another name, which people try; help does not list it."""
    other = copy.copy(command)
    other.name, other.hidden = name, True
    return other


COMMANDS = (
    *(init, list_problems, start, check, watch, hint, reset, undo, progress, solution, notebook),
    *(doctor, completion),
    *(_also("test", check), _also("run", check), _also("next", start)),
)
