"""The code of a notebook that defines what an exercise asks for, and what that code needs.

Nothing is run and nothing is parsed as Python here: hostile text can crash a parser. Cells are cut
into top-level statements by strings, brackets and indentation alone, and a statement is kept if it
defines a name that a kept one mentions. So plots, experiments and downloads stay behind.
"""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.errors import SubmissionError
from grader.submission import identifiers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

TAG: Final = "grader:"
"""With a problem's name behind it, the tag of the cell that its answer goes into."""

MOST_DEPTH: Final = 100
MOST_ITEMS: Final = 2_000_000
MOST_SOURCE: Final = 1 << 20
MOST_STATEMENTS: Final = 20_000
"""Of a notebook, where a cell counts as one more. Everything here takes time in proportion to its
text and to them; semicolons alone would be a million statements.
"""

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_MAGIC = re.compile(
    r"^(?P<indent>[ \t]*+)"
    r"(?:%{1,2}[A-Za-z_]|!|\?|[\w.]++\?{1,2}[ \t]*$|[\w, ]++=[ \t]*+(?:!|%[A-Za-z_]))"
)
_PYTHON_CELL_MAGIC = re.compile(r"%%(?:time|timeit|capture|prun|python3?|debug)\b")

_WORD = re.compile(r"[^\W\d]\w*")
_DEFINITION = re.compile(r"(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)")
_ASSIGNMENT = re.compile(
    r"[ \t]*([^\W\d]\w*(?:[ \t]*,[ \t]*[^\W\d]\w*)*+)(?:\.[\w.]+|\[[^\]\n]*\])*+"
    r"[ \t]*(?::[^=\n]++)?(?:[-+*/@%&|^]|//|\*\*|<<|>>)?=(?!=)"
)
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t].*", re.MULTILINE)
_COMPOUND = re.compile(r"@|(?:async|def|class|try|if|with|for|while|match)\b")
_PART = re.compile(f"{identifiers.TOKEN.pattern}|;")
_BLOCK = re.compile(r"(try|if|with|for|while)\b")
_INNER = re.compile(
    r"^[ \t]++([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)[ \t]*+(?::[^=\n]++)?=(?!=)",
    re.MULTILINE,
)
_FILLED = re.compile(
    r"^[ \t]*+(?:([^\W\d]\w*+)\[[^\n]*?\][ \t]*+[-+*/@%&|^]?=(?!=)"
    r"|([^\W\d]\w*+)\.(?:append|extend|update|add|insert|setdefault)\()",
    re.MULTILINE,
)
"""A container that is filled: an item set, or a method called that adds one."""

_DECORATED = re.compile(rf"^{_DEFINITION.pattern}", re.MULTILINE)
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")


class Cell(NamedTuple):
    """A code cell: its number, its source, and the problems that it is tagged with. What stands in
    its lines from `until` on (0: none) is left out.
    """

    number: int
    source: str
    tags: frozenset[str] = frozenset()
    until: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement: where it stands (both from 1), and the names that it binds.

    A `definition` replaces earlier ones; a `passing` statement binds them only on the way, in a
    loop or a branch. `tags` names the problems that its cell belongs to.
    """

    cell: int
    line: int
    text: str
    names: frozenset[str]
    definition: bool = False
    passing: bool = False
    tags: frozenset[str] = frozenset()


def statements(notebook: bytes, name: str) -> tuple[Statement, ...]:
    """The statements of a notebook's code cells that bind names, in order."""
    return statements_of(_code_cells(_json(notebook, name), name), name)


def statements_of(code: Iterable[Cell], name: str) -> tuple[Statement, ...]:
    """The statements of these cells that bind names, in order."""
    found: list[Statement] = []
    size, left = 0, MOST_STATEMENTS
    for cell in code:
        size += len(cell.source)
        if size > MOST_SOURCE:
            raise SubmissionError(f"{name} holds more than 1 MB of code")
        pieces = list(islice(_split(_without_magics(cell.source)), max(left, 0)))
        left -= len(pieces) + 1
        if left < 0:
            raise SubmissionError(f"{name} holds more than {MOST_STATEMENTS:,} statements")
        if cell.until:
            last = max((line for line, _ in pieces if line <= cell.until), default=0)
            pieces = [(line, text) for line, text in pieces if line < last]
        for line, text in pieces:
            if statement := _statement(cell.number, line, text):
                found.append(replace(statement, tags=cell.tags))
    return tuple(found)


def needed(
    found: Iterable[Statement], asks: Collection[str], problem: str = "", stub: str = ""
) -> tuple[Statement, ...]:
    """The statements that define `asks`, and those that they need; of a name's definitions the
    last, but of an asked one's rather one in a cell that bears the problem's tag, and rather any
    than the `stub`.
    """
    found = tuple(found)
    untouched = _definitions(stub)

    def rank(name: str, statement: Statement) -> tuple[bool, bool]:
        if name not in asks:
            return False, False
        return squeezed(statement.text) not in untouched, problem in statement.tags

    last: dict[str, tuple[tuple[bool, bool], Statement]] = {}
    for statement in found:
        for name in statement.names if statement.definition else ():
            # Each text is looked at once, however many definitions a name has.
            ranked = rank(name, statement), statement
            if name not in last or ranked[0] >= last[name][0]:
                last[name] = ranked
    chosen = {id(statement) for _, statement in last.values()}
    candidates = [s for s in found if not s.definition or id(s) in chosen]
    binding: dict[str, list[int]] = {}
    for i, statement in enumerate(candidates):
        for name in statement.names:
            binding.setdefault(name, []).append(i)
    kept: set[int] = set()
    known: set[str] = set()
    words = set(asks)
    while words:
        known |= words
        fresh = {i for word in words for i in _binding(binding.get(word, ()), candidates)} - kept
        kept |= fresh
        words = {word for i in fresh for word in identifiers.uses(candidates[i].text)} - known
        if not words and identifiers.unknown(known) - binding.keys():
            words = {"*"} - known
    return tuple(candidates[i] for i in sorted(kept))


def untouched(kept: Iterable[Statement], stub: str) -> bool:
    """Whether all that these statements define is as it stands in the stub."""
    definitions = _definitions(stub)
    own = [squeezed(s.text) for s in kept if s.definition or not _IMPORT.match(s.text)]
    return bool(own) and all(text in definitions for text in own)


def squeezed(text: str) -> str:
    """The text without white space, comments and what strings say."""
    return "".join(identifiers.bare(text).split())


def _definitions(source: str) -> frozenset[str]:
    pieces = (_statement(0, line, text) for line, text in _split(source))
    return frozenset(squeezed(piece.text) for piece in pieces if piece)


def _binding(places: Sequence[int], candidates: Sequence[Statement]) -> Iterator[int]:
    """Of the statements that bind a name those that count."""
    firmly = [i for i in places if not candidates[i].passing]
    yield from firmly or places


def _json(notebook: bytes, name: str) -> Any:
    """The notebook's data, if it is JSON that a parser can bear."""
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
        return json.loads(notebook.decode("utf-8-sig"))
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


def _without_magics(source: str) -> str:
    """The Python in a cell, line by line; nothing of a cell in another language."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not _PYTHON_CELL_MAGIC.match(first):
        return ""
    return "\n".join(
        f"{magic['indent']}pass" if (magic := _MAGIC.match(line)) else line for line in lines
    )


def _split(source: str) -> Iterator[tuple[int, str]]:
    """The top-level statements of a cell with their lines."""
    lines = source.split("\n")
    starts: list[int] = []
    decorating = False
    for row, inside in _rows(source):
        line = lines[row]
        if row and lines[row - 1].endswith("\\"):
            continue
        if inside and not _DEFINITION.match(line):  # an unclosed bracket ends at a definition
            continue
        if not line or line[0] in " \t#" or _GOES_ON.match(line):
            continue
        if not decorating:
            starts.append(row)
        decorating = line.startswith("@")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        text = "\n".join(lines[start:end]).rstrip()
        if ";" not in text or _COMPOUND.match(text):
            yield start + 1, text
            continue
        row, before = start + 1, 0
        for at, part in _parts(text):
            row += text.count("\n", before, at)
            before = at
            if part:
                yield row, part


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The simple statements between semicolons, and where each starts."""
    start = at = 0
    while token := _PART.search(text, at):
        at = token.end()
        if quote := token["triple"] or token["short"]:
            at = identifiers.string_end(text, quote, at)
        elif token.group() == ";":
            yield start, text[start : at - 1].strip()
            start = at
    yield start, text[start:].strip()


def _rows(source: str) -> Iterator[tuple[int, bool]]:
    """The rows that do not start within a string, and whether they start within brackets."""
    row = depth = at = 0
    yield row, False
    while token := identifiers.TOKEN.search(source, at):
        at = token.end()
        if quote := token["triple"] or token["short"]:
            end = identifiers.string_end(source, quote, at)
            row += source.count("\n", at, end)
            at = end
        elif token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(0, depth - 1)
        elif token.group() == "\n":
            row += 1
            yield row, depth > 0


def _statement(cell: int, line: int, text: str) -> Statement | None:
    """What the statement binds, or None where that is nothing that code could need."""
    head = text
    if text.startswith("@") and (defined := _DECORATED.search(text)):
        head = text[defined.start() :]
    if definition := _DEFINITION.match(head):
        return Statement(cell, line, text, frozenset({definition[1]}), definition=True)
    if _IMPORT.match(text):
        return Statement(cell, line, text, frozenset(_imported(text)))
    if block := _BLOCK.match(text):
        if block[1] == "if" and "__name__" in text.split("\n", maxsplit=1)[0]:
            return None
        names = {name for found in _IMPORT.findall(text) for name in _imported(found)}
        names |= {name for found in _FILLED.finditer(text) for name in (found[1], found[2]) if name}
        if names:
            return Statement(cell, line, text, frozenset(names))
        names = {name for found in _INNER.findall(text) for name in _WORD.findall(found)}
        names -= set(keyword.kwlist)
        return Statement(cell, line, text, frozenset(names), passing=True) if names else None
    if filled := _FILLED.match(text):
        return Statement(cell, line, text, frozenset(filter(None, filled.groups())))
    names = set()
    at = 0
    while assigned := _ASSIGNMENT.match(text, at):
        names.update(_WORD.findall(assigned[1]))
        at = assigned.end()
    names -= set(keyword.kwlist)
    return Statement(cell, line, text, frozenset(names)) if names else None


def _imported(text: str) -> Iterator[str]:
    """The names that `import …` or `from … import …` binds; `*` for all that there are."""
    module, _, items = text.partition("import")
    for item in re.sub(r"#[^\n]*|[()\\\n]", " ", items).split(","):
        words = item.split()
        if words:
            yield words[-1] if module.strip() else words[-1].partition(".")[0]
