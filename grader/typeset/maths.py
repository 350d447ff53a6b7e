"""Formulas in the characters of a terminal: `∑ⱼ e^(zⱼ)` on a line, or drawn over several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grader.typeset.block import Block, beside, enclosed, fraction, padded, stacked, table, text
from grader.typeset.latex import Environment, Group, Item, Macro, items_of, symbol
from grader.typeset.scripts import LOWERED, RAISED, small_letters
from grader.typeset.spacing import (
    BINARY,
    CLOSE,
    INNER,
    LARGE,
    OPEN,
    OPERATOR,
    ORDINARY,
    PUNCTUATION,
    RELATION,
    SPACE,
    Atom,
    joined,
)


def on_a_line(latex: str) -> Block:
    """The formula as it stands within text: one row, but for matrices."""
    return Setter(tall=False).block(items_of(latex))


_KINDS: Final = {
    **dict.fromkeys("=<>≤≥≈≠∼∝→←⇒⇔↦∈≡≪≫⊂⊆", RELATION),
    **dict.fromkeys("+-±∓·×⊙∪∩∖∧∨", BINARY),
    **dict.fromkeys("([{⌈⌊", OPEN),
    **dict.fromkeys(")]}⌉⌋.", CLOSE),
    **dict.fromkeys(",;:", PUNCTUATION),
    **dict.fromkeys("∑∏∫", LARGE),
}
_NAMES = """
    ln log exp max min arg det cos sin tan tanh lim sup inf argmax argmin
"""
_OPERATORS: Final = frozenset(_NAMES.split())
_UPRIGHT = """
    text mathrm texttt textrm mathbf mathit textbf operatorname
"""
_WORDS: Final = frozenset(_UPRIGHT.split())
_ACCENTS: Final = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
_SPACES: Final = {",": " ", ";": " ", ":": " ", " ": " ", "quad": "  ", "qquad": "    "}
_UNSEEN = """
    ! left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr
    textstyle displaystyle limits nolimits displaylimits
"""
_NOTHING: Final = frozenset(_UNSEEN.split())
_FRACTIONS: Final = {
    "1/2": "½",
    "1/3": "⅓",
    "2/3": "⅔",
    "1/4": "¼",
    "3/4": "¾",
    "1/5": "⅕",
    "1/8": "⅛",
}
_DOUBLE: Final = dict(zip("CNPQRZE", "ℂℕℙℚℝℤ𝔼", strict=True))
_BRACKETS: Final = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "cases": ("{", ""),
}


@dataclass
class Setter:
    """Sets items; `tall` draws fractions and limits over several rows, else only matrices are."""

    tall: bool

    def block(self, items: Sequence[Item], *, script: bool = False) -> Block:
        """The items side by side."""
        return joined(self.atoms(items), script=script)

    def atoms(self, items: Sequence[Item]) -> list[Atom]:
        """One atom for each thing that stands alone, its scripts included."""
        stream = [item for item in items if item != " " or not isinstance(item, str)]
        stream.reverse()
        found: list[Atom] = []
        opened: list[int] = []
        while stream:
            atom = self._scripted(self._atom(stream), stream)
            if atom.kind == OPEN:
                opened.append(len(found))
            elif atom.kind == CLOSE and opened:
                start = opened.pop()
                if any(one.block.height > 1 for one in found[start + 1 :]):
                    found[start:] = [self._grown(found[start], found[start + 1 :], atom)]
                    continue
            if atom.block.width or atom.kind == SPACE:
                found.append(atom)
        return found

    def _grown(self, left: Atom, inside: Sequence[Atom], right: Atom) -> Atom:
        """What stands in brackets, with brackets as tall; scripts of the closing one follow."""
        mark, rest = right.block.rows[right.block.base][:1], right.block
        body = enclosed(left.block.rows[left.block.base], joined(inside), mark)
        extra = [row[1:] for row in rest.rows]
        if not any(map(str.strip, extra)):
            return Atom(body, INNER)
        script = Block(tuple(extra), rest.base)
        if rest.height == 1:  # small characters go to the corner
            lowered = extra[0][0] in LOWERED.values()
            corner = [""] * body.height
            corner[-1 if lowered else 0] = extra[0]
            script = Block(tuple(padded(row, len(extra[0])) for row in corner), body.base)
        return Atom(beside([body, script]), INNER)

    def _argument(self, stream: list[Item]) -> tuple[Item, ...]:
        while stream and stream[-1] == " ":
            stream.pop()
        if not stream:
            return ()
        item = stream.pop()
        if isinstance(item, Group):
            return item.items
        if isinstance(item, Macro) and item.name in {*_WORDS, *_ACCENTS, "mathbb", "sqrt", "frac"}:
            return (item, Group(self._argument(stream)))
        return (item,)

    def _atom(self, stream: list[Item]) -> Atom:
        item = stream.pop()
        if isinstance(item, Group):
            return _as_one(self.atoms(item.items))
        if isinstance(item, Environment):
            return Atom(self._environment(item), INNER)
        if isinstance(item, Macro):
            return self._macro(item.name, stream)
        if item == " " or item in "_^":  # a script without a base stands on nothing
            return Atom(text(""))
        if item == "'":
            return Atom(text("′"))
        if item.isdigit():  # a number is one thing
            number = item
            while stream and isinstance(stream[-1], str) and re.fullmatch(r"[\d.]", stream[-1]):
                if stream[-1] == "." and not (
                    len(stream) > 1 and isinstance(stream[-2], str) and stream[-2].isdigit()
                ):
                    break
                number += str(stream.pop())
            return Atom(text(number))
        return Atom(text(item), _KINDS.get(item, ORDINARY))

    def _macro(self, name: str, stream: list[Item]) -> Atom:
        if name in _NOTHING:
            return self._unbracketed(name, stream)
        if name in _SPACES:
            return Atom(text(_SPACES[name]), SPACE if len(_SPACES[name]) == 1 else ORDINARY)
        if name in _WORDS:
            word = _plain(self._argument(stream))
            return Atom(text(word), OPERATOR if name == "operatorname" else ORDINARY)
        if name == "mathbb":
            word = _plain(self._argument(stream))
            return Atom(text("".join(_DOUBLE.get(letter, letter) for letter in word)))
        if name in ("frac", "tfrac", "dfrac"):
            return self._fraction(name, stream)
        if name == "sqrt":
            return self._root(stream)
        if name in _ACCENTS:
            return self._accented(name, stream)
        if name in ("underbrace", "overbrace"):
            return self._braced(stream)
        if name in _OPERATORS:
            return Atom(text(name), OPERATOR)
        mark = symbol(name)
        kind = {"lVert": OPEN, "rVert": CLOSE, "mid": RELATION}.get(name)
        return Atom(text(mark), _KINDS.get(mark, ORDINARY) if kind is None else kind)

    def _unbracketed(self, name: str, stream: list[Item]) -> Atom:
        """Brackets grow by themselves; one that is to be seen nowhere is left out."""
        if name in ("left", "right"):
            while stream and stream[-1] == " ":
                stream.pop()
            if stream and stream[-1] == ".":
                stream.pop()
        return Atom(text(""))

    def _fraction(self, name: str, stream: list[Item]) -> Atom:
        above, below = (self.atoms(self._argument(stream)) for _ in range(2))
        if self.tall and name != "tfrac":
            return Atom(fraction(joined(above), joined(below)), INNER)
        over, under = _compound(above, loose=True), _compound(below)
        plain = f"{over.rows[over.base]}/{under.rows[under.base]}"
        if plain in _FRACTIONS:
            return Atom(text(_FRACTIONS[plain]))
        return Atom(beside([over, text("/"), under]), INNER, 2)

    def _root(self, stream: list[Item]) -> Atom:
        atoms = self.atoms(self._argument(stream))
        inside = joined(atoms)
        if inside.height == 1 and len(atoms) == 1:
            return Atom(beside([text("√"), inside]))
        return Atom(beside([text("√"), enclosed("(", inside, ")")]))

    def _accented(self, name: str, stream: list[Item]) -> Atom:
        inside = self.block(self._argument(stream))
        row = inside.rows[inside.base]
        if inside.height == 1 and len(row) == 1:
            return Atom(text(row + _ACCENTS[name]))
        return Atom(beside([text(f"{name}("), inside, text(")")]))

    def _braced(self, stream: list[Item]) -> Atom:
        inside = self.block(self._argument(stream))
        label: Sequence[Item] = ()
        if stream and stream[-1] == "_":
            stream.pop()
            label = self._argument(stream)
        words = self.block(label)
        if not self.tall:
            return Atom(beside([enclosed("(", inside, ")"), text(" ("), words, text(")")]), INNER)
        brace = text("╰" + "─" * max(0, inside.width - 2) + "╯")
        return Atom(stacked([inside, brace, words], 0), INNER)

    def _environment(self, item: Environment) -> Block:
        left, right = _BRACKETS.get(item.name, ("", ""))
        columns = item.columns or ("ll" if item.name == "cases" else "")
        cells = [[self.block(cell) for cell in row] for row in item.rows]
        if "|" in columns:
            at = columns.index("|")
            columns = columns.replace("|", "c")
            cells = [[*row[:at], text("│"), *row[at:]] for row in cells]
        return enclosed(left, table(cells, columns or "r" * len(cells[0])), right)

    # Scripts ------------------------------------------------------------------------------------

    def _scripted(self, base: Atom, stream: list[Item]) -> Atom:
        """The atom with the sub- and superscripts that follow it."""
        primes, below, above = "", list[Item](), list[Item]()
        while stream and stream[-1] in ("_", "^", "'", "!"):
            mark = stream[-1]
            if mark == "!":
                break
            stream.pop()
            if mark == "'":
                primes += "′"
            elif mark == "_":
                below += self._argument(stream)
            else:
                above += self._argument(stream)
        if not (primes or below or above):
            return base
        blocks = [base.block, *([text(primes)] if primes else [])]
        if base.kind in (OPERATOR, LARGE) and self.tall and not self._small(below, above):
            return Atom(self._limits(base.block, below, above), LARGE)
        if below:
            blocks.append(self._script(below, LOWERED, "_"))
        if above:
            blocks.append(self._script(above, RAISED, "^"))
        return Atom(beside(blocks), base.kind)

    def _small(self, *scripts: Sequence[Item]) -> bool:
        """Whether both scripts can be written in small characters."""
        tables = (LOWERED, RAISED)
        blocks = (Setter(tall=False).block(items, script=True) for items in scripts)
        return all(
            not block.width or (block.height == 1 and small_letters(block.rows[0], small))
            for block, small in zip(blocks, tables, strict=True)
        )

    def _limits(self, sign: Block, below: Sequence[Item], above: Sequence[Item]) -> Block:
        rows = [Setter(tall=False).block(items, script=False) for items in (above, below)]
        blocks = [*rows[:1] * bool(above), sign, *rows[1:] * bool(below)]
        return stacked(blocks, bool(above))

    def _script(self, items: Sequence[Item], small: dict[str, str], mark: str) -> Block:
        block = Setter(tall=False).block(items, script=True)
        if block.height == 1:
            row = block.rows[0]
            if letters := small_letters(row, small):
                return text(letters)
            if re.fullmatch(r"[A-Za-z0-9]+|\*|∞", row) and (mark == "_" or len(row) == 1):
                return text(mark + row)
        if self.tall:
            spaced = Setter(tall=False).block(items)
            rows = (*spaced.rows, " " * spaced.width)
            return Block(rows, len(rows) - 1) if mark == "^" else Block(tuple(reversed(rows)))
        return beside([text(f"{mark}("), block, text(")")])


def _as_one(atoms: Sequence[Atom]) -> Atom:
    if len(atoms) == 1:
        return atoms[0]
    return Atom(joined(atoms), ORDINARY, len(atoms))


def _compound(atoms: Sequence[Atom], *, loose: bool = False) -> Block:
    """A side of a fraction on a line: in brackets if it would be misread."""
    block = joined(atoms)
    kinds = {atom.kind for atom in atoms[1:]}
    parts = sum(atom.parts for atom in atoms)
    if parts <= 1 or (loose and not kinds & {BINARY, RELATION, OPERATOR}):
        return block
    return enclosed("(", block, ")")


def _plain(items: Sequence[Item]) -> str:
    """The letters of a text."""
    return "".join(
        item
        if isinstance(item, str)
        else _plain(item.items)
        if isinstance(item, Group)
        else _SPACES.get(item.name, symbol(item.name))
        if isinstance(item, Macro) and item.name not in _WORDS
        else ""
        for item in items
    )
