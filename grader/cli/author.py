"""The commands of authors."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import options


@click.command()
@click.argument("name", metavar="AREA/PROBLEM")
@options.bank
def new(name: str, banks: tuple[Path, ...]) -> int:
    """Write a new exercise with every section in place."""
    from grader.audit import commands

    return commands.new(name, banks)


@click.command()
@click.argument("problems", nargs=-1)
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1, 1000), metavar="N",
              help="Try everything under so many seeds.")  # fmt: skip
@click.option(
    "--right",
    "parts",
    flag_value="right",
    multiple=True,
    help="Only try that right answers pass, whatever the seed.",
)
@click.option(
    "--mistakes",
    "parts",
    flag_value="mistakes",
    multiple=True,
    help="Only try that the check that a mistake names catches it, whatever the seed.",
)
@click.option(
    "--outward",
    "parts",
    flag_value="outward",
    multiple=True,
    help="Only try right answers made wrong in the ways of people.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the audits as JSON.")
@options.jobs
@click.option("--no-cache", is_flag=True, help="Prove again what was proved before.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--index", is_flag=True, help="Only write the index of the bank, problems/README.md.")
@options.bank
def audit(
    problems: tuple[str, ...],
    seeds: int,
    parts: tuple[str, ...],
    as_json: bool,  # noqa: FBT001
    jobs: int,
    no_cache: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    index: bool,  # noqa: FBT001
    banks: tuple[Path, ...],
) -> int:
    """Prove that exercises are sound: right answers pass, wrong ones fail."""
    from grader.audit import commands

    if index:
        return commands.write_index(banks)
    return commands.audit(
        problems,
        seeds=seeds,
        jobs=jobs,
        banks=banks,
        as_json=as_json,
        cached=not no_cache,
        strict=strict,
        parts=parts,
    )


COMMANDS = (new, audit)
