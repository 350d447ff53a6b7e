"""The commands of students that `grader.cli` has no room for."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli_author import bank_option


@click.command()
@click.argument("names", nargs=-1, metavar="[AREA|PROBLEM]...")
@click.option("--out", type=click.Path(path_type=Path), help="Where to; by default notebooks.")
@bank_option
def notebook(names: tuple[str, ...], out: Path | None, banks: tuple[Path, ...]) -> int:
    """Write a notebook for each topic, to solve its problems in."""
    from grader.notebook.write import write

    return write(names, out, banks)


COMMANDS = (notebook,)
