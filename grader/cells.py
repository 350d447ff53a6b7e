"""The code of a notebook that defines what an exercise asks for, and what that code needs.

Nothing is run and nothing is parsed as Python here: hostile text can crash a parser. Cells are cut
into top-level statements by strings, brackets and indentation alone, and a statement is kept if it
defines a name that a kept one mentions. So plots, experiments and downloads stay behind.
"""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from grader.errors import SubmissionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MOST_DEPTH: Final = 100
MOST_ITEMS: Final = 2_000_000
MOST_SOURCE: Final = 1 << 20

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_MAGIC = re.compile(
    r"^(?P<indent>[ \t]*+)"
    r"(?:%{1,2}[A-Za-z_]|!|\?|[\w.]++\?{1,2}[ \t]*$|[\w, ]++=[ \t]*+(?:!|%[A-Za-z_]))"
)
_PYTHON_CELL_MAGIC = re.compile(r"%%(?:time|timeit|capture|prun|python3?|debug)\b")
_TOKEN = re.compile(
    r"""\#[^\n]*|(?P<triple>\"{3}|'{3})|(?P<short>["'])|(?P<open>[(\[{])|(?P<close>[)\]}])|\n"""
)
_SHORT = {quote: re.compile(rf"(?:[^{quote}\\\n]|\\.)*+{quote}?", re.DOTALL) for quote in "\"'"}
_TRIPLE = {
    quote: re.compile(
        rf"(?:[^{quote[0]}\\]|\\.|{quote[0]}(?!{quote[:2]}))*+(?:{quote})?", re.DOTALL
    )
    for quote in ('"""', "'''")
}

_WORD = re.compile(r"[^\W\d]\w*")
_DEFINITION = re.compile(r"(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)")
_ASSIGNMENT = re.compile(
    r"[ \t]*([^\W\d]\w*(?:[ \t]*,[ \t]*[^\W\d]\w*)*+)(?:\.[\w.]+|\[[^\]\n]*\])*+"
    r"[ \t]*(?::[^=\n]++)?(?:[-+*/@%&|^]|//|\*\*|<<|>>)?=(?!=)"
)
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t].*", re.MULTILINE)
_DECORATED = re.compile(rf"^{_DEFINITION.pattern}", re.MULTILINE)
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement: where it stands (both from 1), and the names that it binds."""

    cell: int
    line: int
    text: str
    names: frozenset[str]
    definition: bool = False


def statements(notebook: bytes, name: str) -> tuple[Statement, ...]:
    """The statements of a notebook's code cells that bind names, in order."""
    found: list[Statement] = []
    size = 0
    for number, source in enumerate(_code_cells(_json(notebook, name), name), 1):
        size += len(source)
        if size > MOST_SOURCE:
            raise SubmissionError(f"{name} holds more than 1 MB of code")
        for line, text in _split(_without_magics(source)):
            if statement := _statement(number, line, text):
                found.append(statement)
    return tuple(found)


def needed(found: Iterable[Statement], asks: Collection[str]) -> tuple[Statement, ...]:
    """The statements that define `asks`, and those that they need; of a name's definitions the
    last.
    """
    last = {name: s for s in found if s.definition for name in s.names}
    binding: dict[str, list[int]] = {}
    candidates = [s for s in found if not s.definition or any(last[n] is s for n in s.names)]
    for i, statement in enumerate(candidates):
        for name in statement.names:
            binding.setdefault(name, []).append(i)
    kept: set[int] = set()
    known: set[str] = set()
    words = {*asks, "*"}
    while words:
        known |= words
        fresh = {i for word in words for i in binding.get(word, ())} - kept
        kept |= fresh
        words = {word for i in fresh for word in _WORD.findall(candidates[i].text)} - known
    return tuple(candidates[i] for i in sorted(kept))


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


def _code_cells(data: Any, name: str) -> Iterator[str]:
    """The sources of the code cells, of notebook formats 3 and 4."""
    if not isinstance(data, dict):
        raise SubmissionError(f"{name} is not a notebook")
    sheets = data.get("worksheets")
    sheets = sheets if isinstance(sheets, list) and "cells" not in data else [data]
    cells = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    if not cells or not all(isinstance(group, list) for group in cells):
        raise SubmissionError(f"{name} is not a notebook: it has no cells")
    for cell in (cell for group in cells for cell in group or ()):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        yield source if isinstance(source, str) else ""


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
        yield start + 1, "\n".join(lines[start:end]).rstrip()


def _rows(source: str) -> Iterator[tuple[int, bool]]:
    """The rows that do not start within a string, and whether they start within brackets."""
    row = depth = at = 0
    yield row, False
    while token := _TOKEN.search(source, at):
        at = token.end()
        if quote := token["triple"] or token["short"]:
            closing = (_TRIPLE if token["triple"] else _SHORT)[quote].match(source, at)
            if closing:
                at = closing.end()
                row += closing.group().count("\n")
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
    if (
        text.startswith(("try", "if ", "if(", "with "))
        and "__name__" not in text.split("\n", maxsplit=1)[0]
    ):
        names = {name for found in _IMPORT.findall(text) for name in _imported(found)}
        return Statement(cell, line, text, frozenset(names)) if names else None
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
