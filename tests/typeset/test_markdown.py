"""Statements for a terminal: every one of the bank, at every width."""

from __future__ import annotations

import re

import pytest

from grader.exercise.bank import Bank, find_bank
from grader.reports.terminal import Line, plain
from grader.typeset.block import columns
from grader.typeset.markdown import lines_of
from grader.typeset.statement import forbidden, statement_lines

TEXT = """# Head

Some *words* and **more**, `a ** b` and $x^2$.

- a list of words that goes on over the line
- other

| a | $x_i$ |
|---|---|
| 1 | two |

1. one
2. two

> quoted

```python
x = 1
```

So $A = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$ is short of
$$\\frac{a}{b}$$
by far.
"""

SHOWN = """Head

Some words and more, a ** b
and x².

• a list of words that goes
  on over the line
• other

  a   xᵢ
  1   two

1. one
2. two

│ quoted

    x = 1

So A = ⎛1  2⎞ is short of
       ⎝3  4⎠

    a
    ─
    b

by far.
"""


def test_markdown_is_laid_out() -> None:
    assert plain(lines_of(TEXT, 28)) == SHOWN


def test_styles_are_kept() -> None:
    (line,) = lines_of("*a* **b** `c` d")
    assert [(piece.text, piece.style) for piece in line if piece.text.strip()] == [
        ("a", "slanted"),
        ("b", "strong"),
        ("c", "code"),
        (" d", ""),
    ]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return find_bank(())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_statement_can_be_read(bank: Bank, width: int) -> None:
    for name in bank.names():
        problem = bank.problem(name)
        for line in statement_lines(problem, width):
            code = any(piece.style == "code" for piece in line)
            text = "".join(piece.text for piece in line)
            prose = "".join(piece.text for piece in line if piece.style != "code")
            assert not re.search(r"[\\$]|\*\*|[\uE000-\uF8FF]", prose), (name, text)
            assert columns(text) <= width or (code and text.startswith("    ")), (name, text)


def test_what_acts_on_a_terminal_is_spelt_out() -> None:
    shown = plain(lines_of("a \x1b[31m &#27;[0m \u202e $\x1b$ `\x1b` \ue000"))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\ue000" in shown


def test_a_word_that_is_too_long_is_cut() -> None:
    assert plain(lines_of("x" * 45, 20)) == "x" * 20 + "\n" + "x" * 20 + "\n" + "x" * 5 + "\n"


def test_what_is_not_allowed_is_told_once() -> None:
    bank = find_bank()
    for name in bank.names():
        problem = bank.problem(name)
        told = forbidden(problem)
        for one in problem.forbid:
            assert (f"`{one}`" in problem.statement) != bool(
                re.search(rf"[ ,]{re.escape(one)}[,.]", told)
            )


def test_a_short_formula_stays_on_one_line() -> None:
    words = "word " * 6
    lines = [text for line in lines_of(f"{words}$a = b + c$ {words}", 36) for text in [shown(line)]]
    assert any("a = b + c" in line for line in lines)
    long = "$" + " + ".join("abcdefghijkl") + "$"
    assert len(lines_of(f"{words}{long}", 36)) > 1


def shown(line: Line) -> str:
    return "".join(piece.text for piece in line)


def test_long_code_of_the_checks_is_abridged_but_for_the_driver(bank: Bank) -> None:
    problem = bank.problem("dual_numbers")
    text = "\n".join(map(shown, statement_lines(problem, 80)))
    assert "STEPS = { … }" in text
    assert "duals.append(STEPS[name](*(duals[i] for i in inputs)))" in text  # of the driver, once
    assert text.count("duals.append(STEPS[name]") == 1
    assert "The derivatives of all entries when the leaves are made of a value alone." in text
    assert "grader start dual_numbers --open" in text
    short = "\n".join(map(shown, statement_lines(bank.problem("eigenvalues_2x2"), 80)))
    assert "--open" not in short
    assert "return values.real[order], values.imag[order]" in short
