"""Where things stand in the two files of an exercise."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from grader.audit.findings import ERROR, Item
from grader.exercise import strict_yaml, text

if TYPE_CHECKING:
    from pathlib import Path

    from grader.exercise.place import Place


@dataclass(frozen=True)
class Halves:
    """The two halves of an exercise, as files."""

    problem: Path
    solution: Path

    @cached_property
    def _document(self) -> strict_yaml.Document:
        return strict_yaml.parse(text.content(self.problem), str(self.problem))

    @cached_property
    def _lines(self) -> dict[str, int]:
        tree = ast.parse(text.content(self.solution))
        return {
            node.name: node.lineno
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        }

    def public(self, place: Place, reason: str, row: int | None = None, level: str = ERROR) -> Item:
        """Something about the public half, at `place` of its YAML."""
        return Item(str(self.problem), self._document.line(place, row), reason, level=level)

    def check(self, name: str, reason: str, level: str = ERROR) -> Item:
        """Something about the check of that name."""
        checks = self._document.data["checks"]
        places = (i for i, check in enumerate(checks) if check["name"] == name)
        place = next(((("checks", i)) for i in places), ("checks",))
        return self.public(place, reason, level=level)

    def hidden(self, where: str | int, reason: str, detail: str = "", level: str = ERROR) -> Item:
        """Something about the hidden half, on a line or at what bears a name."""
        line = where if isinstance(where, int) else self._lines.get(where, 1)
        return Item(str(self.solution), line, reason, detail, level)
