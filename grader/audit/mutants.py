"""Wrong answers by the dozen: the reference, with one small thing changed.

Only what the asked names reach is changed, and only that makes up a mutant's source: laws,
mistakes and other solutions are left out. A change is made in the text rather than in the syntax
tree, so that a mutant can be shown to people as a diff of what they wrote.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.audit import mutable
from grader.audit.operators import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CONTEXT: Final = 2
_COMPOUND: Final = (
    *(ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp, ast.Lambda, ast.NamedExpr),
    *(ast.Tuple, ast.GeneratorExp, ast.Await, ast.Yield, ast.YieldFrom),
)


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


class _Unit(NamedTuple):
    """A definition: the names that lead to it, where its text is, and how far it is indented."""

    names: tuple[str, ...]
    start: int
    end: int
    indent: int


class _Mutating:
    def __init__(self, source: str, asks: tuple[str, ...], changes: Changes = changes) -> None:
        self.asks = asks
        self.changes = changes
        self.text = source.encode()
        self.tree = ast.parse(source)
        self.starts = [0]
        for line in self.text.split(b"\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.kept = reached(self.tree, asks)
        self.spans = [self.span(node) for node in self.tree.body]
        self.own = frozenset(
            node.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__")
        )

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where the node's text begins and ends, decorators included."""
        decorators = getattr(node, "decorator_list", [])
        line, column = node.lineno, node.col_offset
        if decorators:
            line = min(decorator.lineno for decorator in decorators)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.starts[line - 1] + column,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def assembled(self, place: int, changed: bytes) -> str:
        """The essence, with `changed` for the statement at `place`."""
        parts, at = [], 0
        for i, (start, end) in enumerate(self.spans):
            parts.append(b"\n" * self.text.count(b"\n", at, start))
            own = self.text[start:end] if i in self.kept else b""
            blank = b"\n" * self.text.count(b"\n", start, end)
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
                meaning = self.meaning(unit, text)
                words = ".".join(unit.names)
                key = hashlib.sha256(f"{words}\n{meaning}".encode()).hexdigest()[:8]
                if meaning != self.meaning(unit, self.text[unit.start : unit.end]):
                    start, end = self.spans[place]
                    whole = self.text[start : unit.start] + text + self.text[unit.end : end]
                    source = self.assembled(place, whole)
                    probed = self.text[start : unit.start] + probe + self.text[unit.end : end]
                    mutant = Mutant(
                        *(key, name, line, self.diff(place, whole), source, self.asks),
                        self.assembled(place, probed) if probe else "",
                    )
                    found.setdefault(key, mutant)
        return tuple(found.values())

    def made(
        self, node: ast.stmt, first: Mapping[str, str]
    ) -> Iterator[tuple[_Unit, str, int, bytes, bytes]]:
        units = list(self.units(node, ()))
        for change in self.ordered(node):
            start, end = self.span(change.node)
            unit = min(
                (unit for unit in units if unit.start <= start and end <= unit.end),
                key=lambda unit: unit.end - unit.start,
            )
            edited = self.edited(change, unit)
            yield unit, change.name, change.node.lineno, edited, self.probed(change, unit)
        if isinstance(node, ast.FunctionDef) and node.name in first:
            yield (units[0], *self.constant(node, first[node.name]), b"")

    def units(self, node: ast.stmt, names: tuple[str, ...]) -> Iterator[_Unit]:
        """The definition, and those of functions inside it."""
        start, end = self.span(node)
        names = (*names, getattr(node, "name", ""))
        yield _Unit(names, start, end, node.col_offset)
        for inner in getattr(node, "body", []):
            if isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
                yield from self.units(inner, names)

    def meaning(self, unit: _Unit, text: bytes) -> str:
        """The text of a unit, free of its formatting."""
        head = b"if 1:\n" + b" " * unit.indent if unit.indent else b""
        return ast.unparse(ast.parse(head + text))

    def ordered(self, node: ast.stmt) -> list[Change]:
        return sorted(self.changes(node, self.own), key=lambda change: self.span(change.node))

    def constant(self, node: ast.FunctionDef, answer: str) -> tuple[str, int, bytes]:
        """The function with a body that only returns `answer`."""
        start, _ = self.span(node)
        begin, _ = self.span(node.body[0])
        return (
            "always the first answer",
            node.lineno,
            self.text[start:begin] + (f"return {answer}".encode()),
        )

    def edited(self, change: Change, unit: _Unit) -> bytes:
        """The text of the unit with the change made."""
        begin, stop = self.span(change.node)
        head, tail = self.text[unit.start : begin], self.text[stop : unit.end]
        if isinstance(change.new, str):
            return head + self.statement(change.node, change.new) + tail
        wrapped = self.expression(change.new, wrap=True)
        if isinstance(change.new, ast.Slice):
            return head + wrapped + tail
        sure = head + b"(" + wrapped + b")" + tail
        meaning = self.meaning(unit, sure)
        for inside in (self.expression(change.new, wrap=False), wrapped):
            attempt = head + inside + tail
            with contextlib.suppress(SyntaxError):
                if self.meaning(unit, attempt) == meaning:
                    return attempt
        return sure

    def probed(self, change: Change, unit: _Unit) -> bytes:
        """The text of the unit with a probe in place of the change, if it is a doubtful one."""
        if change.doubtful is None or isinstance(change.new, str):
            return b""
        begin, stop = self.span(change.node)
        sides = [self.text[slice(*self.span(side))] for side in change.doubtful]
        values = [self.text[begin:stop], self.expression(change.new, wrap=True), *sides]
        call = b"_probe(" + b", ".join(b"lambda: (" + value + b")" for value in values) + b")"
        return self.text[unit.start : begin] + call + self.text[stop : unit.end]

    def statement(self, node: ast.expr | ast.stmt, text: str) -> bytes:
        """The text of a new statement, with its slots filled from the old one."""
        begin, stop = self.span(node)
        indent = " " * node.col_offset

        def filled(match: re.Match[str]) -> str:
            if match[0] == mutable.SELF:
                return self.text[begin:stop].decode()
            if match[0] == mutable.INDENT:
                return indent
            line, column, end_line, end_column = map(int, match[1].split(","))
            piece = self.text[
                self.starts[line - 1] + column : self.starts[end_line - 1] + end_column
            ]
            return f"({piece.decode()})" if b"\n" in piece else piece.decode()

        return re.sub("\0([^\0]*)\0", filled, text).encode()

    def expression(self, new: ast.expr, *, wrap: bool) -> bytes:
        """The text of a new expression, whose old parts stand as they were written."""
        pieces: list[str] = []

        def lifted(node: Any) -> Any:
            if isinstance(node, ast.keyword):
                return ast.keyword(node.arg, lifted(node.value))
            if isinstance(node, ast.expr) and hasattr(node, "lineno"):
                begin, stop = self.span(node)
                piece = self.text[begin:stop].decode()
                pieces.append(f"({piece})" if wrap and isinstance(node, _COMPOUND) else piece)
                return ast.Name(f"_{len(pieces) - 1}_piece_", ast.Load())
            made = {
                name: [lifted(item) for item in value]
                if isinstance(value, list)
                else lifted(value)
                if isinstance(value, ast.AST)
                else value
                for name, value in ast.iter_fields(node)
            }
            return type(node)(**made)

        text = ast.unparse(ast.fix_missing_locations(lifted(new)))
        return re.sub(r"_(\d+)_piece_", lambda match: pieces[int(match[1])], text).encode()

    def diff(self, place: int, changed: bytes) -> str:
        """A unified diff, with the line numbers of the file."""
        start, end = self.spans[place]
        rest = self.text[end:].split(b"\n", 1)[0]  # a comment, perhaps
        before, after = (
            (text + rest).decode().split("\n") for text in (self.text[start:end], changed)
        )
        above = self.text.count(b"\n", 0, start)
        lines = list(difflib.unified_diff(before, after, n=_CONTEXT, lineterm=""))[2:]

        def moved(match: re.Match[str]) -> str:
            return match[1] + str(int(match[2]) + above)

        return "\n".join(
            re.sub(r"([-+])(\d+)", moved, line) if line.startswith("@@") else line for line in lines
        )


def reached(tree: ast.Module, asks: Sequence[str]) -> frozenset[int]:
    """The places of the top-level statements that the asked names need."""
    binds: dict[str, set[int]] = {}
    for place, node in enumerate(tree.body):
        if _is_marked(node) and getattr(node, "name", "") not in asks:
            continue
        for name in _bound(node):
            binds.setdefault(name, set()).add(place)
    wanted, kept = set(asks), set[int]()
    while wanted:
        name = wanted.pop()
        for place in binds.get(name, set()) - kept:
            kept.add(place)
            wanted |= {node.id for node in ast.walk(tree.body[place]) if isinstance(node, ast.Name)}
    return frozenset(kept)


def _is_marked(node: ast.stmt) -> bool:
    """Whether it is a law, a mistake or another solution."""
    names = {
        ast.unparse(d.func if isinstance(d, ast.Call) else d).rpartition(".")[2]
        for d in getattr(node, "decorator_list", ())
    }
    return bool(names & {"law", "mistake", "solution"})


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {
        inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
    } | {
        # `table["a"] = 1` and `table.append(1)` complete what was bound before.
        inner.value.id
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Subscript, ast.Attribute))
        and isinstance(inner.value, ast.Name)
        and (isinstance(node, ast.Expr) or not isinstance(inner.ctx, ast.Load))
    }
