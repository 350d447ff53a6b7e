"""Puts lines on standard output: in colour on a terminal, plain elsewhere."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

import click

from grader.escaping import printable
from grader.reports.terminal import Line, Piece, plain, rich_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def put(lines: Sequence[Line]) -> None:
    """Prints the lines. rich is loaded only where there is a terminal to colour."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        click.echo(_disarmed(plain(lines)), nl=False)
        return
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(rich_text(lines), end="")


def say(text: str = "", style: str = "") -> None:
    """Prints text, which may have several lines, in one style."""
    put([(Piece(line, style),) for line in printable(text, lines=True).split("\n")])


def columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def note(text: str) -> None:
    """Says something on standard error, beside the result."""
    click.echo(_disarmed(printable(text, lines=True)), err=True)


def confirmed(question: str) -> bool:
    """Asks, where somebody sits at a terminal; everywhere else nobody has said yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(printable(question), err=True)


@contextlib.contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Something to call for each of `total` things that is done; on a terminal it moves a bar."""
    if not sys.stderr.isatty() or total == 1:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _disarmed(text: str) -> str:
    """In a log of GitHub Actions, no line of ours is a command to its runner."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    text = text.replace("##[", "## [")
    return re.sub(r"(?m)^(\s*):(?=:)", r"\1: ", text)
