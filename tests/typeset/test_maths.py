"""Formulas in the characters of a terminal."""

from __future__ import annotations

import pytest
from pylatexenc.latexwalker import LatexWalker

from grader.typeset.block import columns
from grader.typeset.displays import displayed
from grader.typeset.latex import MOST_CHARACTERS
from grader.typeset.maths import on_a_line


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"\sum_j e^{z_j}", "∑ⱼ e^(zⱼ)"),
        (r"x^\top A\, x", "xᵀA x"),
        (r"\tfrac12 x", "½x"),
        (r"\frac{a + b}{2\sigma^2}", "(a + b)/(2σ²)"),
        (r"\frac1n", "1/n"),
        (r"-\ln 10", "-ln 10"),
        (r"3 \cdot (-\frac12, \frac12)", "3 · (-½, ½)"),
        (
            r"\max(\mathrm{lr} \cdot \mathrm{factor}, \; \mathrm{min\_lr})",
            "max(lr · factor, min_lr)",
        ),
        (r"\lVert x_i - c_j \rVert^2", "‖xᵢ - cⱼ‖²"),
        (r"\hat m_t = \bar x", "m̂ₜ = x̄"),
        (r"f'(x_{i-1})", "f′(xᵢ₋₁)"),
        (r"\{x: 3,\; y: 9\}", "{x: 3, y: 9}"),
        (r"i \ne j, \quad a \le b", "i ≠ j,   a ≤ b"),
        (r"\sqrt{x + 1} - \sqrt n", "√(x + 1) - √n"),
        (r"2 \cdot 10^{-16}", "2 · 10⁻¹⁶"),
        (r"\mathbb R^n", "ℝⁿ"),
        (r"P(c \mid x) \propto P(c)", "P(c | x) ∝ P(c)"),
        (r"\theta_{cj}^{x_j}", "θ_cj^(xⱼ)"),
        ("0.5, .5", "0.5, .5"),
        ("", ""),
    ],
)
def test_on_a_line(latex: str, row: str) -> None:
    assert on_a_line(latex).rows == (row,)


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        (r"\frac{a}{b + 1}", ["  a", "─────", "b + 1"]),
        (r"A = \begin{pmatrix}1&-2\\30&4\end{pmatrix}", ["A = ⎛ 1  -2⎞", "    ⎝30   4⎠"]),
        (
            r"E_{ij} = \begin{cases} 1 & \text{if } j = y_i \\ 0 & \text{otherwise} \end{cases}",
            ["Eᵢⱼ = ⎧1  if j = yᵢ", "      ⎩0  otherwise"],
        ),
        (
            r"\exp\Bigl(-\frac{(x - \mu)^2}{2 \sigma^2}\Bigr)",
            ["    ⎛ (x - μ)²⎞", "exp ⎜-────────⎟", "    ⎝   2σ²   ⎠"],
        ),
        (r"\sum_{i \in B} x_i", ["  ∑   xᵢ", "i ∈ B"]),
        (r"e^{z_{ij}}", [" zᵢⱼ", "e"]),
        (r"\left(\frac{a}{b}\right)^2", ["⎛a⎞²", "⎜─⎟", "⎝b⎠"]),
        (r"\underbrace{a + b}_{\text{kl}}", ["a + b", "╰───╯", " kl"]),
    ],
)
def test_drawn(latex: str, drawn: list[str]) -> None:
    assert displayed(latex, 60) == drawn


def test_formulas_beside_each_other_are_divided_where_they_do_not_fit() -> None:
    latex = r"m' = \beta m + g, \qquad w' = w - \eta m'"
    assert displayed(latex, 60) == ["m′ = βm + g,    w′ = w - ηm′"]
    assert displayed(latex, 20) == ["m′ = βm + g,", "w′ = w - ηm′"]


def test_a_long_formula_is_divided_at_its_relations() -> None:
    latex = "abcdefghij = klmnopqrst = uvwxyzabcd"
    assert displayed(latex, 26) == ["abcdefghij = klmnopqrst", "  = uvwxyzabcd"]


@pytest.mark.parametrize("width", [20, 31, 60])
def test_no_row_is_wider_than_asked(width: int) -> None:
    for latex in (" + ".join(["x_i"] * 40), r"\frac{" + "a + " * 30 + "b}{2}", r"f(a, b, " * 20):
        assert all(columns(row) <= width for row in displayed(latex, width))


@pytest.mark.parametrize(
    "latex", ["x^", "x_", r"\frac", r"\frac{a", "}{", r"\left(", r"\begin{pmatrix}1", "&", r"\\"]
)
def test_what_is_no_formula_is_shown_somehow(latex: str) -> None:
    on_a_line(latex)
    displayed(latex, 40)


@pytest.mark.parametrize(
    "latex",
    ["{" * 2_000 + "}" * 2_000, r"\frac{1}{" * 300 + "1" + "}" * 300, r"\frac{1}{2}" * 50_000],
    ids=["braces", "fractions", "long"],
)
def test_a_formula_without_end_is_shown_in_part(latex: str) -> None:
    """A clone may bring it: its statement is set where somebody stands."""
    shown = "".join(on_a_line(latex).rows)
    assert 0 < len(shown) <= MOST_CHARACTERS + 1
    if len(latex) <= MOST_CHARACTERS:
        with pytest.raises(RecursionError):
            LatexWalker(latex, tolerant_parsing=True).get_latex_nodes()
