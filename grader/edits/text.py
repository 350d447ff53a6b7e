"""A program's text with an edit made, its other parts as they were written."""

from __future__ import annotations

import ast
import contextlib
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.edits.change import Change

_COMPOUND: Final = (
    *(ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp, ast.Lambda, ast.NamedExpr),
    *(ast.Tuple, ast.GeneratorExp, ast.Await, ast.Yield, ast.YieldFrom),
)


class Unit(NamedTuple):
    """A definition: the names that lead to it, where its text is, and how far it is indented."""

    names: tuple[str, ...]
    start: int
    end: int
    indent: int


class Text:
    """The text of a program, as bytes, beside its syntax."""

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self.tree = ast.parse(source)
        self._starts = [0]
        for line in self.data.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where the node's text begins and ends, decorators included."""
        decorators = getattr(node, "decorator_list", [])
        line, column = node.lineno, node.col_offset
        if decorators:
            line = min(decorator.lineno for decorator in decorators)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[line - 1] + column,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def of(self, node: ast.expr | ast.stmt) -> bytes:
        """The node's text."""
        return self.data[slice(*self.span(node))]

    def units(self, node: ast.stmt, names: tuple[str, ...] = ()) -> Iterator[Unit]:
        """The definition, and those of functions inside it."""
        start, end = self.span(node)
        names = (*names, getattr(node, "name", ""))
        yield Unit(names, start, end, node.col_offset)
        for inner in getattr(node, "body", []):
            if isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
                yield from self.units(inner, names)

    def edited(self, change: Change, unit: Unit) -> bytes:
        """The text of the unit with the change made."""
        begin, stop = self.span(change.node)
        head, tail = self.data[unit.start : begin], self.data[stop : unit.end]
        if isinstance(change.new, tuple):
            indent = b"\n" + b" " * change.node.col_offset
            return head + indent.join(map(self._statement, change.new)) + tail
        wrapped = self.written(change.new, wrap=True)
        if isinstance(change.new, ast.Slice):
            return head + wrapped + tail
        sure = head + b"(" + wrapped + b")" + tail
        wanted = meaning(unit, sure)
        for inside in (self.written(change.new, wrap=False), wrapped):
            attempt = head + inside + tail
            with contextlib.suppress(SyntaxError):
                if meaning(unit, attempt) == wanted:
                    return attempt
        return sure

    def _statement(self, node: ast.stmt) -> bytes:
        return self.of(node) if hasattr(node, "lineno") else self.written(node, wrap=False)

    def written(self, new: ast.expr | ast.stmt, *, wrap: bool) -> bytes:
        """The text of something new, whose old parts stand as they were written: each in brackets
        where it is to `wrap` them, or they take several lines.
        """
        pieces: list[str] = []

        def lifted(node: Any) -> Any:
            if isinstance(node, ast.keyword):
                return ast.keyword(node.arg, lifted(node.value))
            if isinstance(node, ast.expr) and hasattr(node, "lineno"):
                piece = self.of(node).decode()
                lines = isinstance(new, ast.stmt) and "\n" in piece
                inside = lines or (wrap and isinstance(node, _COMPOUND))
                pieces.append(f"({piece})" if inside else piece)
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


def meaning(unit: Unit, text: bytes) -> str:
    """The text of a unit, free of its formatting."""
    head = b"if 1:\n" + b" " * unit.indent if unit.indent else b""
    return ast.unparse(ast.parse(head + text))
