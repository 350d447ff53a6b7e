"""Puts lines on standard output: in colour on a terminal, plain elsewhere."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from grader.escaping import printable
from grader.reports.terminal import Line, Piece, broken, plain, rich_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def put(lines: Sequence[Line]) -> None:
    """Prints the lines. rich is loaded only where there is a terminal to colour."""
    speak()
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        click.echo(_disarmed(plain(lines)), nl=False)
        return
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(rich_text(lines), end="")


def say(text: str = "", style: str = "") -> None:
    """Prints text, which may have several lines, in one style; on a terminal between its words."""
    rows = printable(text, lines=True).split("\n")
    if sys.stdout.isatty():
        rows = [line for row in rows for line in broken(row, columns())]
    put([(Piece(row, style),) for row in rows])


def put_json(data: Any) -> None:
    """Prints data for programs: strict JSON, in ASCII."""
    speak()
    click.echo(json.dumps(data, indent=2, allow_nan=False))


def columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def note(text: str) -> None:
    """Says something on standard error, beside the result."""
    speak()
    rows, over = printable(text, lines=True).split("\n"), ""
    if sys.stderr.isatty():
        over = _CLEAR  # whatever turns there
    rows = [line for row in rows for line in broken(row, columns())]
    click.echo(over + _disarmed("\n".join(rows)), err=True)


def confirmed(question: str) -> bool:
    """Asks, where somebody sits at a terminal; everywhere else nobody has said yes."""
    speak()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(printable(question), err=True)


Tell = Callable[[str], object]
"""Hears in few words what is done just now."""


@contextlib.contextmanager
def busy(words: str) -> Iterator[Tell]:
    """On a terminal, says so with something that turns if what is done inside takes a while, and if
    it takes long what was told last.
    """
    speak()
    latest: deque[str] = deque(maxlen=1)
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield latest.append
        return
    done = threading.Event()
    turner = threading.Thread(target=_turn, args=(printable(words), latest, done), daemon=True)
    turner.start()
    try:
        yield latest.append
    finally:
        done.set()
        turner.join()


@contextlib.contextmanager
def silence(words: str) -> Iterator[None]:
    """Inside, these words are on a terminal until anything else is said, if that takes a while."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(busy(words))
        _silent.append(stack)
        try:
            yield
        finally:
            _silent.clear()


_silent: list[contextlib.ExitStack] = []


def speak() -> None:
    """Ends a silence, since something is about to be said."""
    while _silent:
        _silent.pop().close()


def _turn(words: str, latest: deque[str], done: threading.Event) -> None:
    if done.wait(PATIENCE):
        return
    began = time.monotonic()
    for mark in itertools.cycle("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"):
        more = [f" {printable(text)}" for text in latest if time.monotonic() - began >= LONG]
        text = "".join((mark, " ", words, *more))
        sys.stderr.write(f"\r{text[: columns() - 1]}\x1b[K")
        sys.stderr.flush()
        if done.wait(0.1):
            break
    sys.stderr.write(_CLEAR)
    sys.stderr.flush()


_CLEAR: Final = "\r\x1b[2K"
PATIENCE: Final = 0.3
"""Seconds after which something is said."""
LONG: Final = 3.0
"""Seconds after which it is said what is done."""


@contextlib.contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Something to call for each of `total` things that is done; on a terminal it moves a bar."""
    speak()
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
