"""Arrays in the sentences of a report, found and set as matrices with the wrong entries marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 144
"""So many entries of a matrix are set; a larger one stays text."""

MOST_LINES: Final = 12
"""Over so many lines a call is told."""

_ENTRY: Final = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?j?|inf|nan|True|False)|…|\.\.\.")
_AT: Final = re.compile(r"\(at \[(\d{1,4})(?:, (\d{1,4}))?\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A number as it was written, and whether it is a wrong one."""

    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of entries; a vector has one."""

    rows: tuple[tuple[Entry, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows, and how many columns."""
        return len(self.rows), len(self.rows[0])


Part = str | Matrix


def parts(sentence: str) -> list[Part]:
    """The sentence with its matrices; of two of one shape the entries that differ are marked.

    The first is what was answered and the second what was expected, as reports say it.
    """
    found = list(_found(sentence))
    matrices = [part for part in found if isinstance(part, Matrix)]
    if len(matrices) < 2 or matrices[-2].shape != matrices[-1].shape:
        return found
    answered, expected = matrices[-2:]
    at = _AT.search(sentence)
    place = None if at is None else (int(at[1]), int(at[2] or 0))
    if place is not None and at is not None and at[2] is None:
        place = (0, int(at[1]))
    marked = _marked(answered, expected, place)
    return [marked if part is answered else part for part in found]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two values that should have agreed, side by side, each after what it is called."""

    left: str
    given: Matrix
    right: str
    wanted: Matrix


@dataclass(frozen=True, slots=True)
class Laid:
    """Lines that were laid out, and stay as they are."""

    text: str


_HEADS: Final = re.compile(r" +(\S.*?)(?: \(\* \w+\))? {3,}(\S.*)")


@dataclass(frozen=True, slots=True)
class Code:
    """A call that was made."""

    text: str


Block = str | Beside | Laid | Code


def blocks(message: str, calls: Sequence[str] = ()) -> list[Block]:
    """A report's message in pieces: the calls that it tells of, however their lines are broken,
    sentences, and what is laid out in several lines, each of which begins with a space.
    """
    lines = [line for line in message.split("\n") if line.strip()]
    known = {"".join(call.split()): call for call in calls}
    found: list[Block] = []
    at = 0
    while at < len(lines):
        end, call = _call(lines, at, known)
        if call:
            found.append(Code(call))
        else:
            while end < len(lines) and lines[end][0] == " " and not _call(lines, end, known)[1]:
                end += 1
            found += _told(lines[at:end])
        at = end
    return found


def _call(lines: Sequence[str], at: int, known: Mapping[str, str]) -> tuple[int, str]:
    """Where the call ends that is told from that line on, and which it is; or the next line."""
    told = ""
    for end, line in enumerate(lines[at : at + MOST_LINES], at + 1):
        told += "".join(line.split())
        if told in known:
            return end, known[told]
    return at + 1, ""


def _told(lines: Sequence[str]) -> Iterator[Block]:
    """A sentence, if it is one, and what is laid out below it."""
    if lines[0][0] != " ":
        yield lines[0]
        lines = lines[1:]
    where = [line for line in lines[-1:] if line.lstrip().startswith("where ")]
    lines = lines[: len(lines) - len(where)]
    if lines and (head := _HEADS.match(lines[0])) is not None and len(lines) > 1:
        yield _beside(lines[1:], head) or Laid("\n".join(lines))
    elif len(lines) > 1:
        yield Laid("\n".join(lines))
    else:
        yield from lines
    yield from where


def _beside(lines: Sequence[str], head: re.Match[str]) -> Beside | None:
    """The two matrices of these lines, the second of which begins below its name."""
    middle = head.start(2)
    halves = ([line[:middle].split() for line in lines], [line[middle:].split() for line in lines])
    for half in halves:
        entries = [entry.rstrip("*") for row in half for entry in row]
        regular = len({len(row) for row in half}) == 1 and entries
        if not regular or not all(_ENTRY.fullmatch(entry) for entry in entries):
            return None
    given, wanted = (
        Matrix(tuple(tuple(Entry(e.rstrip("*"), e.endswith("*")) for e in row) for row in half))
        for half in halves
    )
    return Beside(head[1], given, head[2], wanted) if given.shape == wanted.shape else None


def _marked(answered: Matrix, expected: Matrix, place: tuple[int, int] | None) -> Matrix:
    return Matrix(
        tuple(
            tuple(
                Entry(entry.text, entry.text != other.text or (i, j) == place)
                for j, (entry, other) in enumerate(zip(row, against, strict=True))
            )
            for i, (row, against) in enumerate(zip(answered.rows, expected.rows, strict=True))
        )
    )


def _found(sentence: str) -> Iterator[Part]:
    """Text and matrices in turn. What stands in a call, or says where, as in `(at [0, 1]`, or
    `has nan at [0, 1]`, stays text.
    """
    kept, at, depth = 0, 0, 0
    while at < len(sentence):
        sign = sentence[at]
        depth += (sign == "(") - (sign == ")")
        if sign == "[" and depth <= 0 and not sentence.endswith(" at ", 0, at):
            matrix, end = _matrix(sentence, at)
            if matrix is not None:
                yield from filter(None, [sentence[kept:at]])
                yield matrix
                kept = end
            at = end
            continue
        at += 1
    yield from filter(None, [sentence[kept:]])


def _matrix(sentence: str, start: int) -> tuple[Matrix | None, int]:
    """The matrix or the vector that begins there, and where it ends."""
    depth, end = 0, start
    while end < len(sentence):
        depth += (sentence[end] == "[") - (sentence[end] == "]")
        end += 1
        if not depth:
            break
    text = sentence[start:end]
    inner = text[1:-1].strip()
    if depth or not inner:
        return None, end
    if inner.startswith("["):
        rows = re.split(r"\]\s*,\s*\[", inner.removeprefix("[").removesuffix("]"))
    else:
        rows = [inner]
    table = [[entry.strip() for entry in row.split(",")] for row in rows]
    entries = [entry for row in table for entry in row]
    regular = len({len(row) for row in table}) == 1 and len(entries) <= MOST
    if not regular or not all(_ENTRY.fullmatch(entry) for entry in entries):
        return None, end
    return Matrix(tuple(tuple(map(Entry, row)) for row in table)), end


def of_values(value: object) -> Matrix | None:
    """A list of numbers, or of rows of them, as a matrix."""
    if not isinstance(value, list) or not value:
        return None
    table: Sequence[Sequence[object]] = value if isinstance(value[0], list) else [value]
    if not all(isinstance(row, list) and len(row) == len(table[0]) for row in table):
        return None
    entries = [entry for row in table for entry in row]
    if not entries or len(entries) > MOST:
        return None
    if not all(type(entry) in (int, float, bool) for entry in entries):
        return None
    return Matrix(tuple(tuple(Entry(_short(entry)) for entry in row) for row in table))


def _short(entry: object) -> str:
    return f"{entry:.6g}" if isinstance(entry, float) else str(entry)
