"""Text and formulas as words, and words as lines: what a paragraph is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.escaping import printable
from grader.reports.terminal import Line, Piece
from grader.typeset.block import Block, columns, text
from grader.typeset.maths import on_a_line

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE: Final = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
FORMULA: Final = re.compile(
    r"(?<!\\)\$\$(?P<alone>.+?)\$\$|(?<!\\)\$(?P<inside>(?:\\.|[^$\\])+?)\$", re.DOTALL
)
_ANY: Final = re.compile(rf"(?P<code>{CODE.pattern})|{FORMULA.pattern}", re.DOTALL)
PLACE: Final = re.compile("([\ue000-\uf8ff])")
"""Where a formula stood: Markdown is to see nothing of what is in it."""


class Formula(NamedTuple):
    """Its LaTeX, and whether it stands alone."""

    latex: str
    alone: bool


class Word(NamedTuple):
    """What is not divided between lines; `glued` to the word before, or a formula `alone`."""

    block: Block
    style: str = ""
    glued: bool = False
    alone: Formula | None = None


def set_aside(source: str) -> tuple[str, list[Formula]]:
    """The text with one character for each formula, and the formulas; code is left alone."""
    formulas: list[Formula] = []
    source = printable(source, lines=True)  # which spells out characters of private use

    def place(found: re.Match[str]) -> str:
        if found["code"] is not None or len(formulas) == _MOST:
            return found[0]
        alone = found["alone"]
        formulas.append(Formula(alone or found["inside"], alone is not None))
        return chr(_FIRST + len(formulas) - 1)

    return _ANY.sub(place, source), formulas


_FIRST: Final = 0xE000
_MOST: Final = 0xF8FF - _FIRST


def formula_at(place: str, formulas: Sequence[Formula]) -> Formula:
    """The formula that the character stands for."""
    return formulas[ord(place) - _FIRST]


def words_of(inline: Token, formulas: Sequence[Formula], width: int, style: str = "") -> list[Word]:
    """The words of a paragraph, none of them empty."""
    return [word for word in _words(inline, formulas, width, style) if word.block.width]


def _words(inline: Token, formulas: Sequence[Formula], width: int, style: str) -> Iterator[Word]:
    styles, glued = [style], False
    for token in inline.children or ():
        kind = token.type
        if kind in _OPENING:
            styles.append(_OPENING[kind] or styles[-1])
        elif kind in _CLOSING:
            styles.pop()
        elif kind in ("softbreak", "hardbreak"):
            glued = False
        elif kind == "code_inline":
            for part in token.content.split(" "):
                yield Word(text(printable(part)), "code", glued)
                glued = False
            glued = True
        elif kind in ("text", "image", "html_inline"):
            content = f"[picture: {token.content}]" if kind == "image" else token.content
            for i, part in enumerate(re.split(r"[ \n]+", content)):
                yield from _set(part, formulas, width, styles[-1], glued=glued and not i)
                glued = bool(part)


_OPENING: Final = {"strong_open": "strong", "em_open": "slanted", "link_open": ""}
_CLOSING: Final = frozenset({"strong_close", "em_close", "link_close"})


HELD: Final = 16
"""A formula of no more columns is not broken between lines."""


def _set(
    part: str, formulas: Sequence[Formula], width: int, style: str, *, glued: bool
) -> Iterator[Word]:
    """A word, and the formulas in it: long ones in several words where they have spaces."""
    for piece in filter(None, PLACE.split(part)):
        if not PLACE.fullmatch(piece):
            yield Word(text(printable(piece)), style, glued)
            glued = True
            continue
        formula = formula_at(piece, formulas)
        if formula.alone:
            yield Word(text(piece), alone=formula)
            glued = False
            continue
        block = on_a_line(formula.latex)
        if block.width <= (width if block.height > 1 else min(width, HELD)):
            yield Word(block, style, glued)
        else:
            for i, word in enumerate(block.rows[block.base].split(" ")):
                yield Word(text(printable(word)), style, glued and not i)
        glued = True


def filled(words: Sequence[Word], width: int) -> Iterator[Line]:
    """The words in lines of at most `width` columns; a line is as tall as its tallest word."""
    row: list[Word] = []
    used = 0
    for clump in _clumps(words):
        if row and used + 1 + sum(word.block.width for word in clump) > width:
            yield from _rows(row)
            row, used = [], 0
        if row:
            row.append(Word(text(" ")))
            used += 1
        for piece in (piece for word in clump for piece in _cut(word, width)):
            if row and used + piece.block.width > width:
                yield from _rows(row)
                row, used = [], 0
            row.append(piece)
            used += piece.block.width
    if row:
        yield from _rows(row)


def _clumps(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that hang together."""
    clump: list[Word] = []
    for word in words:
        if clump and not word.glued:
            yield clump
            clump = []
        clump.append(word)
    if clump:
        yield clump


def _cut(word: Word, width: int) -> Iterator[Word]:
    """The word in pieces that fit."""
    if word.block.height > 1 or word.block.width <= width:
        yield word
        return
    piece = ""
    for letter in word.block.rows[0]:
        if piece and columns(piece + letter) > width:
            yield Word(text(piece), word.style)
            piece = ""
        piece += letter
    yield Word(text(piece), word.style)


def _rows(words: Sequence[Word]) -> Iterator[Line]:
    above = max(word.block.base for word in words)
    below = max(word.block.height - word.block.base for word in words)
    for i in range(above + below):
        line: list[Piece] = []
        for word in words:
            at = i - above + word.block.base
            inside = 0 <= at < word.block.height
            row = word.block.rows[at] if inside else " " * word.block.width
            if line and line[-1].style == word.style:
                line[-1] = Piece(line[-1].text + row, word.style)
            else:
                line.append(Piece(row, word.style))
        yield tuple(line)
