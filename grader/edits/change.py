"""What an edit is: a node, what stands in its place, and what a person would look at there."""

from __future__ import annotations

import ast
from enum import StrEnum
from typing import Final, NamedTuple

MOST_TEXT: Final = 200
"""Of what stands there, and of what becomes of it, so many characters are told."""

MOST_NAME: Final = 40
"""And so many of a name."""


class Kind(StrEnum):
    """What is edited."""

    OPERATOR = "operator"
    SIGN = "sign"
    SIDES = "sides"
    COMPARISON = "comparison"
    CONDITION = "condition"
    NUMBER = "number"
    INDEX = "index"
    RANGE = "range"
    AXIS = "axis"
    KEYWORD = "keyword"
    TRANSPOSE = "transpose"
    FUNCTION = "function"
    ARGUMENTS = "arguments"
    SURPLUS = "surplus"
    MISSING = "missing"
    TERM = "term"
    NAME = "name"
    EXPRESSION = "expression"
    GROUPING = "grouping"
    SHAPE = "shape"
    STATEMENT = "statement"
    PLACE = "place"
    UPDATE = "update"
    COPY = "copy"
    RETURN = "return"
    REFUSAL = "refusal"


class Replacement(NamedTuple):
    """What an expression becomes; `about` is the name that the edit concerns, if there is one."""

    name: str
    new: ast.expr
    kind: Kind
    about: str = ""


class Change(NamedTuple):
    """What is done, to which node, and what then stands there: an expression, or statements.

    A change may be none at all, as far as values go: `v.T` of a vector, the last axis of a matrix.
    Then `doubtful` holds expressions: empty, or both sides of a comparison, which differs from its
    neighbour only where they are equal. `line` is where to look, if that is not where the node is.
    """

    name: str
    node: ast.expr | ast.stmt
    new: ast.expr | tuple[ast.stmt, ...]
    kind: Kind
    about: str = ""
    doubtful: tuple[ast.expr, ...] | None = None
    line: int = 0

    @property
    def place(self) -> int:
        """The line to look at."""
        return self.line or self.node.lineno
