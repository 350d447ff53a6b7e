"""YAML without its traps: plain data, and the line on which each part of it stands.

A document is built from the parser's events rather than from its nodes, so that every error is
found at once, nothing recurses, and scalars mean what they show:

- only `true` and `false` are booleans, so `on`, `yes` and `n` stay text, and dates too;
- `1e-6` is a number;
- text that only some YAML readers take for a number (`012`, `1:30`, `1_000`, `0x1F`) is refused;
- keys are text and appear once; anchors, aliases and tags are not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from grader.errors import SpecError
from grader.exercise.place import Place, field_name
from grader.exercise.text import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 300

_TOO_DEEP: Final = f"nested more than {MAX_DEPTH} deep"
_PLAINER: Final = {
    "mapping values are not allowed in this context": (
        "a second colon on one line: quote text that holds a colon and a space"
    )
}
"""What the parser says, in words for authors."""

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
_MOST_COMPLAINTS: Final = 200
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, with the lines of its keys and items.

    `blocks` holds the first line of each literal block (`|`), whose rows are lines of the file.
    """

    file: str
    data: Any
    lines: Mapping[Place, int] = field(default_factory=dict)
    blocks: Mapping[Place, int] = field(default_factory=dict)

    def line(self, place: Place, row: int | None = None) -> int:
        """The line of the value at `place`, or of what holds it; in a literal block, of its row."""
        if row is not None and place in self.blocks:
            return self.blocks[place] + row
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, place: Place, reason: str, row: int | None = None) -> str:
        """`file:line: field: reason`."""
        return _error(self.file, self.line(place, row), place, reason)


class Complaints:
    """What is wrong with a document, to be told in the order of its lines."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[tuple[int, str], None] = {}

    def __call__(self, place: Place, reason: str, row: int | None = None) -> None:
        line = self.document.line(place, row)
        told = (line, self.document.error(place, reason, row))
        self.found[told] = None
        if len(self.found) >= _MOST_COMPLAINTS:
            self.settle()

    def error(self) -> SpecError:
        """All of it."""
        return SpecError(told for _, told in sorted(self.found, key=lambda found: found[0]))

    def settle(self) -> None:
        """Raises `SpecError` if there was anything to complain of."""
        if self.found:
            raise self.error()


def _error(file: str, line: int, place: Place, reason: str) -> str:
    return ": ".join(filter(None, (f"{file}:{line}", field_name(place), reason)))


def parse(content: bytes | str, file: str) -> Document:
    """The single document in `content`; raises `SpecError` with everything that is wrong in it."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(decoded(content, file), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        reason = f"not YAML: {_PLAINER.get(reason, reason)}"
        if "nesting depth" in reason:  # libyaml reads ahead, and may reach a limit of its own first
            reason = _TOO_DEEP
        builder.errors.append(f"{file}:{mark.line + 1 if mark else 1}: {reason}")
    except yaml.YAMLError as error:
        builder.errors.append(f"{file}:1: not YAML: {' '.join(str(error).split())}")
    except _TooMuchError:
        pass
    if not builder.errors and builder.documents != 1:
        builder.errors.append(f"{file}:1: the file is empty")
    if builder.errors:
        raise SpecError(builder.errors)
    return Document(file, builder.root, builder.lines, builder.blocks)


class _TooMuchError(Exception):
    """Reading on would make no sense."""


class _Level:
    """A mapping or a list that is being filled; `seen` maps its keys to their lines."""

    __slots__ = ("key", "mapping", "place", "seen", "value")

    def __init__(self, place: Place, *, mapping: bool) -> None:
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
                raise _TooMuchError
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(line, self.place(), f"the alias *{event.anchor}: write the value out")
            self.put(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self.mark(event, line)
            self.scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.mark(event, line)
            self.open(line, mapping=isinstance(event, yaml.MappingStartEvent))
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

    def open(self, line: int, *, mapping: bool) -> None:
        place = self.place()
        if len(self.levels) >= MAX_DEPTH:
            self.refuse(line, (), _TOO_DEEP)
            raise _TooMuchError
        level = _Level(place, mapping=mapping)
        if self.levels and self.levels[-1].mapping and self.levels[-1].key is None:
            self.refuse(line, place, "a key must be text")
            raise _TooMuchError
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
