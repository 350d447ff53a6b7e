"""Markdown with formulas as lines for a terminal, wrapped at words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from grader.escaping import printable
from grader.reports.terminal import Line, Piece
from grader.typeset.block import columns, padded, text
from grader.typeset.displays import displayed
from grader.typeset.words import Formula, Word, filled, set_aside, words_of

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDEST: Final = 88
"""Columns beyond which lines are hard to read."""
NARROWEST: Final = 20
INDENT: Final = 4
"""Columns before code and formulas that stand alone."""


def lines_of(source: str, width: int = WIDEST) -> list[Line]:
    """The lines of a Markdown text, none wider than `width` unless code or a matrix is."""
    from markdown_it import MarkdownIt

    marked, formulas = set_aside(source)
    tokens = MarkdownIt("commonmark").enable("table").parse(marked)
    return _Page(formulas, max(NARROWEST, min(width, WIDEST))).lines(tokens)


@dataclass(frozen=True)
class _Page:
    formulas: Sequence[Formula]
    width: int

    def lines(self, tokens: Sequence[Token]) -> list[Line]:
        """All blocks, an empty line between them."""
        found: list[Line] = []
        stream = list(reversed(tokens))
        while stream:
            block = list(self._block(stream.pop(), stream))
            if block:
                found += [()] * bool(found) + block
        return found

    def _block(self, token: Token, stream: list[Token]) -> Iterator[Line]:
        kind = token.type
        if kind in ("paragraph_open", "heading_open"):
            yield from self._paragraph(stream.pop(), "strong" if kind == "heading_open" else "")
            stream.pop()
        elif kind in ("fence", "code_block"):
            for row in token.content.rstrip("\n").split("\n"):
                yield (Piece(" " * INDENT + printable(row), "code"),)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            yield from self._list(token, stream)
        elif kind == "blockquote_open":
            for line in self._inside(stream, "blockquote_close", 2):
                yield (Piece("│ ", "dim"), *line)
        elif kind == "table_open":
            yield from self._table(stream)
        elif kind == "hr":
            yield (Piece("─" * NARROWEST, "dim"),)

    def _paragraph(self, inline: Token, style: str = "") -> Iterator[Line]:
        """Words in lines; a formula that stands alone has empty lines around it."""
        words: list[Word] = []
        begun = False
        for word in (*words_of(inline, self.formulas, self.width, style), None):
            if word is not None and word.alone is None:
                words.append(word)
                continue
            if words:
                yield from [()] * begun
                yield from filled(words, self.width)
                begun, words = True, []
            if word is not None and word.alone is not None:
                yield from [()] * begun
                for row in displayed(word.alone.latex, self.width - INDENT):
                    yield (Piece(" " * INDENT + printable(row)),)
                begun = True

    def _inside(self, stream: list[Token], end: str, indent: int) -> list[Line]:
        """The lines of what stands before its end, set narrower."""
        start, depth = end.replace("close", "open"), 1
        inside: list[Token] = []
        while stream:
            token = stream.pop()
            depth += (token.type == start) - (token.type == end)
            if not depth:
                break
            inside.append(token)
        return replace(self, width=max(NARROWEST, self.width - indent)).lines(inside)

    def _list(self, token: Token, stream: list[Token]) -> Iterator[Line]:
        number = int(token.attrs.get("start", 1))
        while stream.pop().type == "list_item_open":
            mark = f"{number}. " if token.type == "ordered_list_open" else "• "
            number += 1
            for i, line in enumerate(self._inside(stream, "list_item_close", len(mark))):
                yield (Piece(" " * len(mark) if i else mark), *line) if line else ()

    def _table(self, stream: list[Token]) -> Iterator[Line]:
        """Columns side by side, or cell by cell where they are too wide together."""
        rows: list[list[str]] = []
        while (token := stream.pop()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._cell(token))
        widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
        if sum(widths) + 3 * len(widths) <= self.width:
            for i, row in enumerate(rows):
                cells = [padded(cell, wide) for cell, wide in zip(row, widths, strict=True)]
                yield (Piece("  " + "   ".join(cells).rstrip(), "" if i else "strong"),)
            return
        for row in rows[1:]:
            for title, cell in zip(rows[0], row, strict=True):
                words = [Word(text(word)) for word in f"{title}: {cell}".split(" ")]
                yield from filled(words, self.width)

    def _cell(self, inline: Token) -> str:
        words = words_of(inline, self.formulas, self.width)
        rows = [(" " * (not word.glued), word.block.rows[word.block.base]) for word in words]
        return "".join(part for row in rows for part in row).strip()
