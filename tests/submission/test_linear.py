"""Reading what strangers wrote takes time in proportion to its length, whatever it is made of."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable

import pytest

from grader.errors import SubmissionError
from grader.program import transcript
from grader.submission import cells, glance

SHORT, LONG = 10_000, 80_000
GROWTH = LONG / SHORT
SLACK = 3.0
"""Eight times the text takes eight times as long, or thrice that on a machine with its own ideas;
what is quadratic takes sixty-four times as long.
"""
QUICK_S = 0.1
"""Of CPU time: what takes less has not grown."""

STUB = "def f(x):\n    raise NotImplementedError\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "semicolons": lambda n: ";" * n,
    "statements in a line": lambda n: "x=1;" * (n // 4),
    "semicolons in a bracket": lambda n: "x=(" + ";" * n,
    "semicolons after strings": lambda n: "x='''\n''';" * (n // 10),
    "quotes": lambda n: "'" * n,
    "quotes in lines": lambda n: "'\n" * (n // 2),
    "triple quotes": lambda n: "x='''" * (n // 5),
    "both quotes": lambda n: "\"\"\"''" * (n // 5),
    "opening brackets": lambda n: "(" * n,
    "opening brackets in lines": lambda n: "(\n" * (n // 2),
    "closing brackets": lambda n: ")" * n,
    "braces": lambda n: "{" * n,
    "backslashes": lambda n: "\\" * n,
    "backslashes in lines": lambda n: "\\\n" * (n // 2),
    "backslashes in a string": lambda n: "'" + "\\" * n,
    "decorators": lambda n: "@a\n" * (n // 3) + "def f(): pass\n",
    "percent signs": lambda n: "%" * n,
    "magics": lambda n: "%a\n" * (n // 3),
    "commas": lambda n: "," * n,
    "targets": lambda n: "a," * (n // 2) + "a=1",
    "chained targets": lambda n: "a=" * (n // 2),
    "annotations": lambda n: "a:" * (n // 2),
    "dots": lambda n: "a." * (n // 2),
    "subscripts": lambda n: "x[" * (n // 2),
    "subscripts in a block": lambda n: "if a:\n" + " x[" * (n // 3),
    "filled in a block": lambda n: "if a:\n" + " x[1]=2\n" * (n // 8),
    "a long line": lambda n: "x=" + "a" * n,
    "white space": lambda n: "x" + " " * n + "y",
    "an indented line": lambda n: " " * n + "x=1",
    "deeper and deeper": lambda n: "".join(" " * i + "if x:\n" for i in range(int((2 * n) ** 0.5))),
    "functions within": lambda n: "".join(" " * i + "def f(x):\n" for i in range(int((2 * n) ** 0.5))),
    "functions beside": lambda n: "def f():\n" + " def g():\n  x\n" * (n // 14),
    "the deepest function": lambda n: (
        "".join(" " * i + "def f(x):\n" for i in range(29)) + (" " * 30 + "x=1\n") * (n // 34)
    ),
    "format braces": lambda n: "x=f'" + "{" * n + "'",
    "formatted strings": lambda n: "x=" + "f'{a}'+" * (n // 7),
    "loops": lambda n: "for x in y:\n" * (n // 12),
    "loop targets": lambda n: "def f():\n for " + "a," * (n // 2),
    "lambdas": lambda n: "x=" + "lambda " * (n // 7),
    "imports": lambda n: "def f():\n from " + "import " * (n // 7),
    "imported names": lambda n: "import " + "a," * (n // 2),
    "aliases": lambda n: "x=" + "a as " * (n // 5),
    "walruses": lambda n: "x=" + "(a:=" * (n // 4),
    "a signature": lambda n: "def f(" + "a=(," * (n // 4),
    "keywords": lambda n: "x=f(" + "a=1," * (n // 4) + ")",
    "globals": lambda n: "def f():\n global " + "a," * (n // 2),
    "comments": lambda n: "#\n" * (n // 2),
    "marks": lambda n: "\u0301" * n,
    "carriage returns": lambda n: "\r" * n,
    "names that need the next": lambda n: "".join(f"a{i}=a{i + 1}\n" for i in range(n // 20)),
    "one name": lambda n: "a=a\n" * (n // 20),
    "prompts": lambda n: ">>> a\n" * (n // 6),
    "prompts with numbers": lambda n: "In [" + "1" * n,
    "definitions of one name": lambda n: "def f(x): 'a'\n" * (n // 14),
    "question marks": lambda n: "a" * n + "??",
}  # fmt: skip


def notebook(*sources: str) -> bytes:
    made = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return json.dumps({"cells": made, "nbformat": 4}).encode()


def read_notebook(content: bytes) -> None:
    try:
        found = cells.read(content, "n.ipynb")
    except SubmissionError:
        return
    read_file("\n".join(cell.source for cell in found))


def read_file(text: str) -> None:
    glance.defined(text)
    glance.mentioned(text)
    glance.imported(text)
    glance.untouched(text, ["f", "a", "x", "a0"], STUB)
    glance.squeezed(text)


def clean(text: str) -> None:
    """What a worker does with a text that is no Python."""
    transcript.cleaned(text)
    transcript.starts(text)
    transcript.defined(text)


def cpu(read: Callable[[], object]) -> float:
    """Seconds of CPU time."""
    start = time.process_time()
    read()
    return time.process_time() - start


def grows(read: Callable[[int], Callable[[], object]]) -> bool:
    """Whether it takes longer than in proportion, each time that this is tried."""

    def grew() -> bool:
        long = cpu(read(LONG))
        return long > QUICK_S and long > SLACK * GROWTH * cpu(read(SHORT))

    return grew() and grew() and grew()


@pytest.mark.parametrize("kind", TEXTS)
def test_of_a_notebook(kind: str) -> None:
    assert not grows(lambda n: lambda: read_notebook(notebook(TEXTS[kind](n))))


@pytest.mark.parametrize("kind", TEXTS)
def test_of_a_file(kind: str) -> None:
    assert not grows(lambda n: lambda: read_file(TEXTS[kind](n)))


@pytest.mark.parametrize("kind", TEXTS)
def test_of_what_is_no_python(kind: str) -> None:
    assert not grows(lambda n: lambda: clean(TEXTS[kind](n)))


@pytest.mark.parametrize("source", ["", "x=1", "a=a"])
def test_of_many_cells(source: str) -> None:
    assert not grows(lambda n: lambda: read_notebook(notebook(*[source] * (n // 20))))


def test_the_measure_sees_what_is_quadratic() -> None:
    pattern = re.compile(r"a*a*b")  # it is cubic, even
    assert grows(lambda n: lambda: pattern.search("a" * (n // 60)))


def test_cells_are_counted() -> None:
    with pytest.raises(SubmissionError, match=r"n\.ipynb holds more than 20,000 cells"):
        cells.read(notebook(*["x=1"] * 20_001), "n.ipynb")


if __name__ == "__main__":
    for kind, make in TEXTS.items():
        took = cpu(lambda make=make: read_notebook(notebook(make(960_000))))  # type: ignore[misc]
        sys.stdout.write(f"{took:6.2f} s  {kind}\n")
