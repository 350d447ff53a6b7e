"""The command line: options and help here, the work in `grader.student.commands` and `grader.course.grade`.

Only click and the standard library are imported until a command needs more.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from grader import __version__, cli_author, cli_instructor, cli_student
from grader.cli_author import bank_option as _bank
from grader.errors import Fault, GraderError

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_name = click.argument("name", required=False)
_seed = click.option(
    "--seed", type=click.IntRange(0, 2**53), metavar="N", help="Draw the inputs from this seed."
)
_yes = click.option("--yes", "-y", is_flag=True, help="Do not ask.")


class Grader(click.Group):
    """A group whose errors are one line, and whose exit status says what kind they are.

    0 all passed, 1 work remains, 2 wrong usage, 3 a fault of the grader.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            from grader.errors import did_you_mean

            near = did_you_mean(args[0], self.commands)
            raise click.UsageError(
                f"there is no command {args[0]!r}" + (f"; {near}" if near else ""), ctx
            )
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command; unless `standalone_mode` is false, it exits with its status."""
        prog_name = prog_name or "grader"
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that lacks ✓ gets an escape, not a crash.
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.exit(self._status(args, prog_name, **extra))

    def _status(self, args: Sequence[str] | None, prog_name: str, **extra: Any) -> int:
        try:
            status = super().main(args, prog_name, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except click.Abort:
            click.echo("Stopped.", err=True)
            return 1
        except BrokenPipeError:
            # Whoever read this has had enough; nothing more can be said.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except GraderError as error:
            complain(error)
            return error.exit_code
        except Exception as error:  # noqa: BLE001 - our own mistake, which no student need read
            complain(_saved(error))
            return Fault.exit_code
        return status if isinstance(status, int) else 0


def complain(error: GraderError) -> None:
    """Says in a line, and perhaps another of advice, what went wrong."""
    from grader.reports.escaping import printable

    click.secho("Error: ", nl=False, err=True, fg="red")
    click.echo(printable(error.message, lines=True), err=True)
    if error.hint:
        click.echo(f"       {printable(error.hint, lines=True)}", err=True)


def _saved(error: Exception) -> Fault:
    """The fault that `error` is; where it happened is kept in a file."""
    import tempfile
    import traceback

    text = "".join(traceback.format_exception(error))
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    for folder in (_log_folder(), None):
        with contextlib.suppress(OSError):
            if folder is not None:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, path = tempfile.mkstemp(".txt", "grader-", folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)
            return Fault(f"the grader failed: {reason}", f"the details are in {path}")
    return Fault(f"the grader failed: {reason}")


def _log_folder() -> Path | None:
    from grader import cache

    try:
        return cache.directory() / "faults"
    except RuntimeError:
        return None


def ask(question: str) -> None:
    """Goes on only after a yes."""
    click.confirm(question, abort=True, err=True)


@click.group(cls=Grader, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="grader")
def cli() -> None:
    """Exercises in the mathematics of deep learning, checked against the laws they must obey."""


@cli.command()
@click.argument("directory", default=Path(), required=False, type=click.Path(path_type=Path))
@_bank
def init(directory: Path, banks: tuple[Path, ...]) -> int:
    """Make a workspace with a stub for every problem."""
    from grader.student import commands

    return commands.init(directory, banks)


@cli.command("list")
@_bank
def list_problems(banks: tuple[Path, ...]) -> int:
    """List the problems by topic."""
    from grader.student import commands

    return commands.list_problems(banks)


@cli.command()
@_name
@_bank
def start(name: str | None, banks: tuple[Path, ...]) -> int:
    """Write a problem's stub and show its statement."""
    from grader.student import commands

    return commands.start(name, banks)


@cli.command()
@_name
@click.option("--file", type=click.Path(path_type=Path), help="The file to check.")
@click.option("--example", metavar="JSON", help="Try this one input only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--all", "every", is_flag=True, help="Check every problem that has a file here.")
@click.option(
    *("--format", "formats"),
    multiple=True,
    type=click.Choice(["github"]),
    help="With --all: tell GitHub Actions too.",
)
@_seed
@_bank
def check(every: bool, formats: tuple[str, ...], **options: Any) -> int:  # noqa: FBT001
    """Check your solution of a problem."""
    alone = options["name"] or options["file"] or options["example"] or options["as_json"]
    if (every and alone) or (formats and not every):
        raise click.UsageError(
            "--all goes with --format, --seed and --bank alone, and they with it"
        )
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        # It warms up while the rest is imported.
        sandbox.start()
        from grader.student.check import Request, check, check_all

        request = Request(**options)
        return check_all(request, sandbox, formats) if every else check(request, sandbox)


@cli.command()
@_name
@_bank
def hint(name: str | None, banks: tuple[Path, ...]) -> int:
    """Show a problem's next hint."""
    from grader.student import commands

    return commands.hint(name, banks)


@cli.command()
@_name
@_yes
@_bank
def reset(name: str | None, yes: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Put a problem's stub back; your work is kept aside."""
    from grader.student import commands

    return commands.reset(name, banks, ask=None if yes else ask)


@cli.command()
@_bank
def progress(banks: tuple[Path, ...]) -> int:
    """Show what is solved and what comes next."""
    from grader.student import commands

    return commands.progress(banks)


@cli.command()
@_name
@click.option("--give-up", is_flag=True, help="Show it although the problem is not solved.")
@_yes
@_bank
def solution(name: str | None, give_up: bool, yes: bool, banks: tuple[Path, ...]) -> int:  # noqa: FBT001
    """Show a solution for comparison, once the problem is solved."""
    from grader.student import commands

    return commands.solution(name, banks, give_up=give_up, ask=None if yes else ask)


@cli.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--problems", multiple=True, metavar="NAME", help="Grade this problem; repeatable.")
@click.option("--assignment", type=click.Path(path_type=Path), help="Problems and their weights.")
@click.option("--jobs", "-j", type=int, metavar="N", help="Processes; by default one a core.")
@click.option(
    *("--format", "formats"),
    multiple=True,
    type=click.Choice(["github", "junit", "markdown", "classroom50"]),
    help="Tell GitHub Actions, or write each report in this format too; repeatable.",
)
@_seed
@_bank
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


for _command in (*cli_student.COMMANDS, *cli_instructor.COMMANDS, *cli_author.COMMANDS):
    cli.add_command(_command)


def main() -> NoReturn:
    """Runs the command line, and exits."""
    cli()
    raise AssertionError("click exits by itself")
