"""Formulas that stand alone: drawn over several rows, and divided where a line is too short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.typeset.block import Block, beside, text
from grader.typeset.latex import Item, Macro, items_of
from grader.typeset.maths import Setter
from grader.typeset.spacing import BINARY, RELATION, Atom, joined


def displayed(latex: str, width: int) -> list[str]:
    """The rows of a formula that stands alone, at most `width` columns wide."""
    items = items_of(latex)
    rows: list[str] = []
    line = text("")
    for part in _parts(items):
        for block in _fitting(part, width):
            wider = beside([line, text("    "), block]) if line.width else block
            if wider.width <= width:
                line = wider
            else:
                rows += [*line.rows] if line.width else []
                line = block
    return [row.rstrip() for row in (*rows, *line.rows)]


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The formulas that wide spaces divide."""
    part: list[Item] = []
    for item in items:
        if item in (Macro("quad"), Macro("qquad")):
            if part:
                yield part
            part = []
        elif part or item != " ":
            part.append(item)
    if part:
        yield part


def _fitting(items: Sequence[Item], width: int) -> Iterator[Block]:
    """One formula in as few pieces as fit: whole, divided at its relations, or on plain lines."""
    for setter in (Setter(tall=True), Setter(tall=False)):
        atoms = setter.atoms(items)
        whole = joined(atoms)
        if whole.width <= width:
            yield whole
            return
        for kinds in ((RELATION,), (RELATION, BINARY)):
            pieces = list(_divided(atoms, kinds))
            blocks = [joined(piece, first=i == 0) for i, piece in enumerate(pieces)]
            if all(block.width + 2 <= width for block in blocks):
                yield from _filled(blocks, width)
                return
    row = ""
    for word in whole.rows[whole.base].split(" "):
        if row and len(row) + 1 + len(word) > width:
            yield text(row)
            row = ""
        row = f"{row} {word}" if row else word
    yield text(row)


def _divided(atoms: Sequence[Atom], kinds: Sequence[int]) -> Iterator[list[Atom]]:
    piece: list[Atom] = []
    for atom in atoms:
        if atom.kind in kinds and piece:
            yield piece
            piece = []
        piece.append(atom)
    yield piece


def _filled(blocks: Sequence[Block], width: int) -> Iterator[Block]:
    line: Block | None = None
    for block in blocks:
        if line is None:
            line = block
        elif line.width + 1 + block.width <= width:
            line = beside([line, text(" "), block])
        else:
            yield line
            line = beside([text("  "), block])
    if line is not None:
        yield line
