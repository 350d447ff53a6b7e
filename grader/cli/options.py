"""The options that commands share, and the question that some of them ask."""

from __future__ import annotations

from pathlib import Path

import click

name = click.argument("name", required=False)

bank = click.option(
    *("--bank", "banks"),
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A bank of exercises; may be given several times, later ones over earlier ones.",
)

seed = click.option(
    "--seed", type=click.IntRange(0, 2**53), metavar="N", help="Draw the inputs from this seed."
)

yes = click.option("--yes", "-y", is_flag=True, help="Do not ask.")


def _processes(_: click.Context, __: click.Parameter, number: int | None) -> int:
    from grader.errors import UsageError
    from grader.parallel import cores

    if number is not None and number < 1:
        raise UsageError(f"--jobs must be at least 1, not {number}")
    return number or cores()


jobs = click.option(
    *("--jobs", "-j"),
    type=int,
    metavar="N",
    callback=_processes,
    help="Processes; by default one a core.",
)


def ask(question: str) -> None:
    """Goes on only after a yes."""
    click.confirm(question, abort=True, err=True)
