"""The group that all commands belong to: its errors are one line, its exit status says their kind.

Only click and the standard library are imported until a command needs more.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from grader.errors import Fault, GraderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ERROR: Final = "Error: "


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
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by whoever started us
                setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        for stream in (sys.stdout, sys.stderr):
            # A terminal that lacks ✓ gets an escape, not a crash.
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.exit(self._status(args, prog_name, **extra))

    def _status(self, args: Sequence[str] | None, prog_name: str, **extra: Any) -> int:
        try:
            with _waiting():
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


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Inside, much is imported, and as all of it stays nothing is looked through for garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _waiting() -> contextlib.AbstractContextManager[None]:
    """At a terminal, a sign of life until something is said; a shell that completes a word shows
    none.
    """
    if not sys.stderr.isatty() or any(name.endswith("_COMPLETE") for name in os.environ):
        return contextlib.nullcontext()
    from grader.reports.console import silence

    return silence("working …")


def complain(error: GraderError) -> None:
    """Says in a line, and perhaps another of advice, what went wrong."""
    from grader.escaping import printable

    click.secho(_ERROR, nl=False, err=True, fg="red")
    for text in (error.message, *filter(None, [error.hint])):
        before = "" if text is error.message else " " * len(_ERROR)
        click.echo(before + _laid_out(printable(text, lines=True)), err=True)


def _laid_out(text: str) -> str:
    """The text as it stands after the word, broken between words at a terminal."""
    if not sys.stderr.isatty():
        return text
    from grader.reports.console import columns
    from grader.reports.terminal import broken

    room = columns() - len(_ERROR)
    rows = [line for row in text.split("\n") for line in broken(row, room)]
    return ("\n" + " " * len(_ERROR)).join(rows)


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
