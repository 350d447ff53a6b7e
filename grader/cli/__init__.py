"""The command line: a module for each kind of reader, and the options that they share."""

from __future__ import annotations

import gc
import os
from typing import NoReturn

import click

from grader.cli import author, instructor, student
from grader.cli.group import Grader
from grader.version import __version__

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Grader, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="grader")
def cli() -> None:
    """Exercises in the mathematics of deep learning, checked against the laws they must obey."""


for _command in (*student.COMMANDS, *instructor.COMMANDS, *author.COMMANDS):
    cli.add_command(_command)


def main() -> NoReturn:
    """Runs the command line, and exits."""
    # Before NumPy is there: in several threads its BLAS ends the process where memory runs short.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli()
    finally:
        gc.freeze()  # all ends now, and need not be looked through for garbage first
    raise AssertionError("click exits by itself")
