"""YAML without its traps: plain data, and the line on which each part of it stands.

A document is built from the parser's events rather than from its nodes, so that every error is
found at once, nothing recurses, and scalars mean what they show:

- only `true` and `false` are booleans, so `on`, `yes` and `n` stay text, and dates too;
- `1e-6` is a number;
- text that only some YAML readers take for a number (`012`, `1:30`, `1_000`, `0x1F`) is refused;
- keys are text and appear once; anchors, aliases and tags are not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from grader.errors import SpecError

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 300

Place = tuple[str | int, ...]
"""Where a value stands in a document: `("checks", 2, "over")`."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DOUBTFUL = re.compile(
    r"[-+]?(0[0-9_]+(\.[0-9_]*)?|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|0x[0-9a-fA-F_]+"
    r"|0[bo][0-7_]+|[0-9]+(_[0-9]+)+(\.[0-9_]*)?)"
)
_CONSTANTS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BARE = re.compile(r"[\w-]+")


def field_name(place: Place) -> str:
    """`checks[2].over`, with keys that are not plain words quoted."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _BARE.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(step, ensure_ascii=not step.isprintable())}]"
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, with the lines of its keys and items.

    `blocks` holds the first line of each literal block (`|`), whose rows are lines of the file.
    """

    file: str
    data: Any
    lines: Mapping[Place, int] = field(default_factory=dict)
    blocks: Mapping[Place, int] = field(default_factory=dict)

    def line(self, place: Place, row: int = 0) -> int:
        """The line of the value at `place`, or of what holds it; in a literal block, of its row."""
        if place in self.blocks:
            return self.blocks[place] + row
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, place: Place, reason: str, row: int = 0) -> str:
        """`file:line: field: reason`."""
        return _error(self.file, self.line(place, row), place, reason)


class Complain(Protocol):
    """Takes note of what is wrong at a place; `row` counts lines within a block of text."""

    def __call__(self, place: Place, reason: str, row: int = 0) -> None:
        """Takes note."""


class Complaints:
    """What is wrong with a document, to be told in the order of its lines."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[tuple[int, str]] = []

    def __call__(self, place: Place, reason: str, row: int = 0) -> None:
        line = self.document.line(place, row)
        told = (line, self.document.error(place, reason, row))
        if told not in self.found:
            self.found.append(told)

    def error(self) -> SpecError:
        """All of it."""
        return SpecError(told for _, told in sorted(self.found, key=lambda found: found[0]))

    def settle(self) -> None:
        """Raises `SpecError` if there was anything to complain of."""
        if self.found:
            raise self.error()


def _error(file: str, line: int, place: Place, reason: str) -> str:
    return ": ".join(filter(None, (f"{file}:{line}", field_name(place), reason)))


def content(path: Path) -> bytes:
    """What the file at `path` holds, or a byte too many where it is too long."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SpecError([f"{path}: cannot be read: {error.strerror or error}"]) from None


def parse(content: bytes | str, file: str) -> Document:
    """The single document in `content`; raises `SpecError` with everything that is wrong in it."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text(content, file), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        if reason == "mapping values are not allowed in this context":
            reason = "a second colon on one line: quote text that holds a colon and a space"
        builder.errors.append(f"{file}:{mark.line + 1 if mark else 1}: not YAML: {reason}")
    except yaml.YAMLError as error:
        builder.errors.append(f"{file}:1: not YAML: {' '.join(str(error).split())}")
    except _TooMuch:
        pass
    if not builder.errors and builder.documents != 1:
        builder.errors.append(f"{file}:1: the file is empty")
    if builder.errors:
        raise SpecError(builder.errors)
    return Document(file, builder.root, builder.lines, builder.blocks)


def text(content: bytes | str, file: str) -> str:
    """The content as text; raises `SpecError` for what no text file holds."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if len(content) > MAX_BYTES:
        raise SpecError([f"{file}:1: the file is longer than {MAX_BYTES} bytes"])
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError([f"{file}:{line}: the file is not UTF-8 text"]) from None
    if bad := _UNPRINTABLE.search(decoded):
        line = decoded.count("\n", 0, bad.start()) + 1
        code = f"U+{ord(bad.group()):04X}"
        raise SpecError([f"{file}:{line}: the character {code} does not belong in text"])
    return decoded


class _TooMuch(Exception):
    """Reading on would make no sense."""


class _Level:
    """A mapping or a list that is being filled; `seen` maps its keys to their lines."""

    __slots__ = ("key", "mapping", "place", "seen", "value")

    def __init__(self, place: Place, mapping: bool) -> None:
        self.place = place
        self.mapping = mapping
        self.value: Any = {} if mapping else []
        self.key: str | None = None
        self.seen: dict[str, int] = {}


class _Builder:
    """Turns events into data, and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.documents = 0
        self.lines: dict[Place, int] = {}
        self.blocks: dict[Place, int] = {}
        self.errors: list[str] = []
        self.levels: list[_Level] = []

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(line, (), "a second document; one file holds one")
                raise _TooMuch
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(line, self.place(), f"the alias *{event.anchor}: write the value out")
            self.put(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self.mark(event, line)
            self.scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.mark(event, line)
            self.open(isinstance(event, yaml.MappingStartEvent), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            level = self.levels.pop()
            if not self.levels:
                self.root = level.value

    def refuse(self, line: int, place: Place, reason: str) -> None:
        self.errors.append(_error(self.file, line, place, reason))

    def mark(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.refuse(line, self.place(), f"the anchor &{event.anchor}: write the value out")
        if event.tag is not None:
            self.refuse(line, self.place(), f"the tag {event.tag}: tags are not used here")

    def place(self) -> Place:
        """Where the next value goes."""
        if not self.levels:
            return ()
        level = self.levels[-1]
        if level.mapping:
            return level.place if level.key is None else (*level.place, level.key)
        return (*level.place, len(level.value))

    def open(self, mapping: bool, line: int) -> None:
        place = self.place()
        if len(self.levels) >= MAX_DEPTH:
            self.refuse(line, (), f"nested more than {MAX_DEPTH} deep")
            raise _TooMuch
        level = _Level(place, mapping)
        if self.levels and self.levels[-1].mapping and self.levels[-1].key is None:
            self.refuse(line, place, "a key must be text")
            raise _TooMuch
        self.put(level.value, line)
        self.levels.append(level)

    def put(self, value: Any, line: int) -> None:
        place = self.place()
        if not self.levels:
            self.root = value
            self.lines[()] = line
            return
        level = self.levels[-1]
        if not level.mapping:
            self.lines[place] = line
            level.value.append(value)
        elif level.key is None:
            level.key = str(value)
        else:
            level.value[level.key] = value
            level.key = None

    def scalar(self, event: Any, line: int) -> None:
        level = self.levels[-1] if self.levels else None
        value = event.value
        if event.implicit[0]:
            try:
                value = plain_scalar(value)
            except ValueError as error:
                self.refuse(line, self.place(), str(error))
        if level is not None and level.mapping and level.key is None:
            self.key(level, value, event.value, line)
            return
        if event.style == "|":
            self.blocks[self.place()] = line + 1
        self.put(value, line)

    def key(self, level: _Level, key: Any, shown: str, line: int) -> None:
        if not isinstance(key, str):
            self.refuse(line, level.place, f"the key {shown or 'null'} is not text: quote it")
        elif key in level.seen:
            place = (*level.place, key)
            self.refuse(line, place, f"given twice, first on line {level.seen[key]}")
        else:
            level.seen[key] = line
        level.key = shown
        self.lines[(*level.place, shown)] = line


def plain_scalar(text: str) -> Any:
    """What an unquoted scalar means; raises `ValueError` where readers of YAML disagree."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise ValueError(f"{text} is too large for a number")
        return value
    if _DOUBTFUL.fullmatch(text):
        raise ValueError(f"{text} is a number to some readers and text to others: quote it")
    return text
