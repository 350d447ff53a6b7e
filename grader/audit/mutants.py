"""Wrong answers by the dozen: the reference, with one small thing changed.

Only what the asked names reach is changed, and only that makes up a mutant's source: laws,
mistakes and other solutions are left out. A change is made in the text rather than in the syntax
tree, so that a mutant can be shown to people as a diff of what they wrote.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from grader.edits.change import Change
from grader.edits.changes import changes
from grader.edits.reach import reached
from grader.edits.text import Text, Unit, meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CONTEXT: Final = 2

Changes = Callable[[ast.stmt, frozenset[str]], Iterator[Change]]
"""The changes of a top-level definition, in a program with functions of these names."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong program. `id` follows from the code it changes, whatever its formatting; `name` and
    `line` say what was changed where; `diff` shows it; `source` is a program like a student's.

    Where the change may be none at all, `probe` is the right program, which calls `_probe` where
    the change is, with functions that give the old value, the new one, and perhaps the two sides of
    a comparison.
    """

    id: str
    name: str
    line: int
    diff: str
    source: str
    asks: tuple[str, ...]
    probe: str = ""


def mutants_of(
    source: str,
    asks: Iterable[str],
    first: Mapping[str, str] | None = None,
    changes: Changes = changes,
) -> tuple[Mutant, ...]:
    """The mutants of the program `source`, in the order of its lines: one for each of `changes`.

    `first` maps asked functions to an expression of their answer to some call: a mutant for each
    gives that answer always.
    """
    return _Mutating(source, tuple(asks), changes).mutants(first or {})


def essence(source: str, asks: Iterable[str]) -> str:
    """The program without what the asked names do not reach; what stays keeps its line."""
    mutating = _Mutating(source, tuple(asks))
    return mutating.assembled(-1, b"")


class _Mutating:
    def __init__(self, source: str, asks: tuple[str, ...], changes: Changes = changes) -> None:
        self.asks = asks
        self.changes = changes
        self.text = Text(source)
        self.data = self.text.data
        self.tree = self.text.tree
        self.kept = reached(self.tree, asks)
        self.spans = [self.text.span(node) for node in self.tree.body]
        self.own = frozenset(
            node.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__")
        )

    def assembled(self, place: int, changed: bytes) -> str:
        """The essence, with `changed` for the statement at `place`."""
        parts, at = [], 0
        for i, (start, end) in enumerate(self.spans):
            parts.append(b"\n" * self.data.count(b"\n", at, start))
            own = self.data[start:end] if i in self.kept else b""
            blank = b"\n" * self.data.count(b"\n", start, end)
            parts.append(changed if i == place else own or blank)
            at = end
        return b"".join(parts).decode() + "\n"

    def mutants(self, first: Mapping[str, str]) -> tuple[Mutant, ...]:
        found: dict[str, Mutant] = {}
        for place in sorted(self.kept):
            node = self.tree.body[place]
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
                continue
            for unit, name, line, text, probe in self.made(node, first):
                means = meaning(unit, text)
                words = ".".join(unit.names)
                key = hashlib.sha256(f"{words}\n{means}".encode()).hexdigest()[:8]
                if means != meaning(unit, self.data[unit.start : unit.end]):
                    start, end = self.spans[place]
                    whole = self.data[start : unit.start] + text + self.data[unit.end : end]
                    source = self.assembled(place, whole)
                    probed = self.data[start : unit.start] + probe + self.data[unit.end : end]
                    mutant = Mutant(
                        *(key, name, line, self.diff(place, whole), source, self.asks),
                        self.assembled(place, probed) if probe else "",
                    )
                    found.setdefault(key, mutant)
        return tuple(found.values())

    def made(
        self, node: ast.stmt, first: Mapping[str, str]
    ) -> Iterator[tuple[Unit, str, int, bytes, bytes]]:
        units = list(self.text.units(node))
        for change in self.ordered(node):
            start, end = self.text.span(change.node)
            unit = min(
                (unit for unit in units if unit.start <= start and end <= unit.end),
                key=lambda unit: unit.end - unit.start,
            )
            edited = self.text.edited(change, unit)
            yield unit, change.name, change.node.lineno, edited, self.probed(change, unit)
        if isinstance(node, ast.FunctionDef) and node.name in first:
            yield (units[0], *self.constant(node, first[node.name]), b"")

    def ordered(self, node: ast.stmt) -> list[Change]:
        return sorted(self.changes(node, self.own), key=lambda change: self.text.span(change.node))

    def constant(self, node: ast.FunctionDef, answer: str) -> tuple[str, int, bytes]:
        """The function with a body that only returns `answer`."""
        start, _ = self.text.span(node)
        begin, _ = self.text.span(node.body[0])
        return (
            "always the first answer",
            node.lineno,
            self.data[start:begin] + (f"return {answer}".encode()),
        )

    def probed(self, change: Change, unit: Unit) -> bytes:
        """The text of the unit with a probe in place of the change, if it is a doubtful one."""
        if change.doubtful is None or isinstance(change.new, tuple):
            return b""
        begin, stop = self.text.span(change.node)
        sides = [self.data[slice(*self.text.span(side))] for side in change.doubtful]
        values = [self.data[begin:stop], self.text.written(change.new, wrap=True), *sides]
        call = b"_probe(" + b", ".join(b"lambda: (" + value + b")" for value in values) + b")"
        return self.data[unit.start : begin] + call + self.data[stop : unit.end]

    def diff(self, place: int, changed: bytes) -> str:
        """A unified diff, with the line numbers of the file."""
        start, end = self.spans[place]
        rest = self.data[end:].split(b"\n", 1)[0]  # a comment, perhaps
        before, after = (
            (text + rest).decode().split("\n") for text in (self.data[start:end], changed)
        )
        above = self.data.count(b"\n", 0, start)
        lines = list(difflib.unified_diff(before, after, n=_CONTEXT, lineterm=""))[2:]

        def moved(match: re.Match[str]) -> str:
            return match[1] + str(int(match[2]) + above)

        return "\n".join(
            re.sub(r"([-+])(\d+)", moved, line) if line.startswith("@@") else line for line in lines
        )
