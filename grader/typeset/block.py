"""Text with more than one row, and a row of it that stands on the line: fractions, matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len


@dataclass(frozen=True)
class Block:
    """Rows of equal width, in columns of a terminal; the one with index `base` is on the line."""

    rows: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """In columns."""
        return columns(self.rows[0])

    @property
    def height(self) -> int:
        """In rows."""
        return len(self.rows)


def columns(row: str) -> int:
    """How wide a row is on a terminal."""
    return cell_len(row)


def text(row: str) -> Block:
    """A single row."""
    return Block((row,))


def padded(row: str, width: int, align: str = "l") -> str:
    """The row filled up with spaces: on the right, the left or (`c`) both."""
    room = width - columns(row)
    left = {"l": 0, "r": room, "c": room // 2}[align]
    return " " * left + row + " " * (room - left)


def beside(blocks: Sequence[Block]) -> Block:
    """Blocks in a row, on one line."""
    above = max((block.base for block in blocks), default=0)
    below = max((block.height - block.base for block in blocks), default=1)
    rows = [""] * (above + below)
    for block in blocks:
        start = above - block.base
        for i in range(len(rows)):
            inside = 0 <= i - start < block.height
            rows[i] += block.rows[i - start] if inside else " " * block.width
    return Block(tuple(rows), above)


def stacked(blocks: Sequence[Block], on_line: int, align: str = "c") -> Block:
    """Blocks one above the other; the line goes through the one with index `on_line`."""
    width = max(block.width for block in blocks)
    rows = tuple(padded(row, width, align) for block in blocks for row in block.rows)
    return Block(rows, sum(block.height for block in blocks[:on_line]) + blocks[on_line].base)


def fraction(above: Block, below: Block) -> Block:
    """One over the other."""
    return stacked([above, text("─" * max(above.width, below.width)), below], 1)


def table(cells: Sequence[Sequence[Block]], aligns: str, gap: str = "  ") -> Block:
    """Cells in columns, the rows of the table centred on the line."""
    columns = [max(row[j].width for row in cells) for j in range(len(cells[0]))]
    lines = []
    for row in cells:
        parts: list[Block] = []
        for j, cell in enumerate(row):
            align = aligns[j] if j < len(aligns) else "c"
            rows = tuple(padded(line, columns[j], align) for line in cell.rows)
            parts += [text(gap)] * bool(j) + [Block(rows, cell.base)]
        lines.append(beside(parts))
    whole = stacked(lines, 0, "l")
    return Block(whole.rows, (whole.height - 1) // 2)


# By delimiter: alone, then the top, the middle, what is repeated and the bottom of a tall one.
_TALL: Final = {
    "(": "⎛⎜⎜⎝",
    ")": "⎞⎟⎟⎠",
    "[": "⎡⎢⎢⎣",
    "]": "⎤⎥⎥⎦",
    "{": "⎧⎨⎪⎩",
    "}": "⎫⎬⎪⎭",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
    "|": "││││",
    "‖": "‖‖‖‖",
}


def delimiter(mark: str, height: int, base: int) -> Block:
    """A bracket as tall as what it holds; a mark that does not grow stays on the line."""
    if not mark or height == 1:
        return text(mark)
    if mark not in _TALL:
        rows = tuple(mark if i == base else " " for i in range(height))
        return Block(rows, base)
    top, middle, more, bottom = tuple(_TALL[mark])
    between = [more] * (height - 2)
    if mark in "{}" and height > 2:
        between[(height - 3) // 2] = middle
    return Block((top, *between, bottom), base)


def enclosed(left: str, inside: Block, right: str) -> Block:
    """Between brackets that are as tall."""
    height, base = inside.height, inside.base
    return beside([delimiter(left, height, base), inside, delimiter(right, height, base)])
