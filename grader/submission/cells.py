"""The code cells of a notebook, as they stand there.

Nothing is run and nothing is parsed as Python here: hostile text can crash a parser. Which of their
code counts is settled where it runs, in a worker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from grader.errors import SubmissionError
from grader.submission.text import decoded, lines_of

TAG: Final = "grader:"
"""With a problem's name behind it, the tag of the cell that its answer goes into."""

MOST_DEPTH: Final = 100
MOST_ITEMS: Final = 2_000_000
MOST_SOURCE: Final = 1 << 20
MOST_CELLS: Final = 20_000

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class Cell(NamedTuple):
    """A code cell: its number, its source, and the problems that it is tagged with. `until` is the
    line at which it stopped with an error when it was run (0: it did not).
    """

    number: int
    source: str
    tags: frozenset[str] = frozenset()
    until: int = 0


def read(notebook: bytes, name: str) -> tuple[Cell, ...]:
    """The code cells of a notebook, in order; raises `SubmissionError`."""
    return bounded(_code_cells(_json(notebook, name), name), name)


def bounded(cells: Iterable[Cell], name: str) -> tuple[Cell, ...]:
    """These cells with lines that end alike, or `SubmissionError` if they hold too much."""
    found: list[Cell] = []
    size = 0
    for cell in cells:
        size += len(cell.source)
        if size > MOST_SOURCE:
            raise SubmissionError(f"{name} holds more than 1 MB of code")
        if len(found) == MOST_CELLS:
            raise SubmissionError(f"{name} holds more than {MOST_CELLS:,} cells")
        found.append(cell._replace(source=lines_of(cell.source)))
    return tuple(found)


def _json(notebook: bytes, name: str) -> Any:
    """The notebook's data, if it is JSON that a parser can bear."""
    if not notebook.isascii():
        notebook = decoded(notebook, name).encode("utf-8", "surrogatepass")
    if notebook.strip() and not notebook.lstrip().startswith((b"{", b"[")):
        python = f"{name.removesuffix('.ipynb')}.py"
        raise SubmissionError(f"{name} is not a notebook: if it is Python, call it {python}")
    bare = _STRING.sub(b"", notebook)
    brackets = bare.translate(None, _NOT_BRACKETS)
    if len(brackets) + bare.count(b",") > MOST_ITEMS:
        raise SubmissionError(f"{name} holds too many items for a notebook")
    for _ in range(MOST_DEPTH):
        if not brackets:
            break
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if brackets:
        raise SubmissionError(f"{name} is not a notebook: its brackets do not match")
    try:
        return json.loads(notebook)
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise SubmissionError(f"{name} is not a notebook: {reason}") from None


def _code_cells(data: Any, name: str) -> Iterator[Cell]:
    """The code cells, of notebook formats 3 and 4."""
    if not isinstance(data, dict):
        raise SubmissionError(f"{name} is not a notebook")
    sheets = data.get("worksheets")
    sheets = sheets if isinstance(sheets, list) and "cells" not in data else [data]
    cells = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    if not cells or not all(isinstance(group, list) for group in cells):
        raise SubmissionError(f"{name} is not a notebook: it has no cells")
    number = 0
    for cell in (cell for group in cells for cell in group or ()):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        number += 1
        yield Cell(number, source if isinstance(source, str) else "", _tags(cell.get("metadata")))


def _tags(metadata: Any) -> frozenset[str]:
    """The problems that a cell is tagged with."""
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    found = (tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    return frozenset(tag.removeprefix(TAG) for tag in found if tag.startswith(TAG))
