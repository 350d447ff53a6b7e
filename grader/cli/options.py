"""The options that commands share, and the question that some of them ask."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import click

from grader.escaping import printable


class Points(click.ParamType[float]):
    """A number of points, with a point or a comma before its hundredths."""

    name = "points"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if not re.fullmatch(r"[+-]?\d{1,6}([.,]\d+)?", str(value)):
            self.fail(f"{printable(str(value))} is no number of points", param, ctx)
        return float(str(value).replace(",", "."))


def _known(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """The problems whose names begin so; for a shell that completes what is typed."""
    from grader.exercise.bank import find_bank

    with contextlib.suppress(Exception):  # nothing that goes wrong here is worth a word
        return [name for name in find_bank().names() if name.startswith(begun)]
    return []


def _areas(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    from grader.exercise.bank import find_bank

    with contextlib.suppress(Exception):
        return [area.name for area in find_bank().topics() if area.name.startswith(begun)]
    return []


def _known_or_area(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return [*_known(context, parameter, begun), *_areas(context, parameter, begun)]


name = click.argument("name", required=False, shell_complete=_known)

names = click.argument(
    "names", nargs=-1, metavar="[PROBLEM|AREA|FILE|FOLDER]...", shell_complete=_known_or_area
)

area = click.option(
    "--area", metavar="AREA", shell_complete=_areas, help="Problems of this area only."
)

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")

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

submissions = click.argument("submissions", type=click.Path(path_type=Path))

out = click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Where results go."
)

problems = click.option(
    "--problems", multiple=True, metavar="NAME", help="Of this problem; repeatable."
)

assignment = click.option(
    "--assignment", type=click.Path(path_type=Path), help="Problems, their weights, what is due."
)

reduced = click.option(
    "--allow-reduced-isolation",
    is_flag=True,
    help="Grade even where this system cannot hold a hostile submission.",
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
    from grader.reports.console import speak

    speak()
    click.confirm(question, abort=True, err=True)
