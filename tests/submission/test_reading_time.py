"""Whoever hands in decides what is read, and not how long that takes."""

from __future__ import annotations

from typing import Any

import pytest

from grader.submission import cells, identifiers


def test_a_long_definition_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that bears the tag stays the last, however many come after it."""
    looked: list[int] = []
    squeezed = cells.squeezed

    def watched(text: str) -> str:
        looked.append(len(text))
        return squeezed(text)

    monkeypatch.setattr(cells, "squeezed", watched)
    long = "def softmax(x):\n" + "    x\n" * 500
    code = [
        cells.Cell(1, long, frozenset({"softmax"})),
        cells.Cell(2, "def softmax(x): 0\n" * 50),
    ]
    kept = cells.needed(cells.statements_of(code, "x"), ["softmax"], "softmax")
    assert [statement.cell for statement in kept] == [1]
    assert sum(size > 100 for size in looked) == 1


@pytest.mark.parametrize("line", ["import", "from . import", "from a.b import"])
def test_what_an_import_binds_is_found(line: str) -> None:
    text = f"def f():\n    {line} one, two\n    return one + two + three"
    assert identifiers.unknown(set(identifiers.uses(text))) == {"three"}


def test_a_line_of_imports_is_gone_through_once() -> None:
    """The one place for a list of names is behind a module, so nothing is tried at each word."""
    pattern: Any = identifiers._BOUND
    assert "[^\\n]*?" not in pattern.pattern
