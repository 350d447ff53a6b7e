"""How far apart the pieces of a formula stand, by their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grader.typeset.block import Block, beside, text

ORDINARY, OPERATOR, LARGE, BINARY, RELATION, OPEN, CLOSE, PUNCTUATION, INNER, SPACE = range(10)
"""What stands beside what decides how far apart: the classes that TeX has."""


@dataclass(frozen=True)
class Atom:
    """A piece of a formula, and its class; `parts` counts what was put side by side in it."""

    block: Block
    kind: int = ORDINARY
    parts: int = 1


def joined(atoms: Sequence[Atom], *, script: bool = False, first: bool = True) -> Block:
    """Side by side, as far apart as their classes ask for."""
    blocks: list[Block] = []
    before: int | None = None if first else ORDINARY
    for i, atom in enumerate(atoms):
        kind = atom.kind
        if kind == SPACE and i + 1 < len(atoms) and atoms[i + 1].kind == CLOSE:
            continue
        unary = kind == BINARY and before in _UNARY_AFTER
        if unary:
            kind = ORDINARY
        if kind == SPACE:
            gap = "" if script or before in (None, SPACE, OPEN) or _spaced(blocks) else " "
            blocks.append(text(gap))
            before = SPACE if gap or before is not None else None
            continue
        gap = "" if script else _gap(before, kind)
        if gap and blocks and not _spaced(blocks):
            blocks.append(text(gap))
        blocks.append(atom.block)
        before = OPEN if unary else kind
    return beside(blocks) if blocks else text("")


def _spaced(blocks: Sequence[Block]) -> bool:
    """Whether the line ends in a space."""
    return bool(blocks) and blocks[-1].height == 1 and blocks[-1].rows[0].endswith(" ")


_UNARY_AFTER: Final = (None, RELATION, BINARY, OPEN, PUNCTUATION, OPERATOR, LARGE)


def _gap(before: int | None, kind: int) -> str:
    if before is None or before == SPACE:
        return ""
    either = {before, kind}
    if either & {RELATION, BINARY}:
        return " "
    if before == PUNCTUATION:
        return " "
    if before == OPEN or kind in (CLOSE, PUNCTUATION):
        return ""
    if before == OPERATOR and kind == OPEN:
        return ""
    return " " if either & {OPERATOR, LARGE, INNER} else ""
