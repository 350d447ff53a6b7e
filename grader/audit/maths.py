"""Whether the maths in a text can be set: delimiters and braces in pairs, and known commands.

The converter that makes pages of statements has the last word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.typeset.page import mathml
from grader.typeset.words import CODE, FORMULA, Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMAND: Final = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT: Final = re.compile(r"\\(begin|end)\s*\{([A-Za-z*]+)\}")

_WORDS: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi
    pi rho varrho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi
    Sigma Upsilon Phi Psi Omega ell nabla partial infty emptyset varnothing hbar Re Im aleph
    frac dfrac tfrac sqrt binom sum prod int oint iint lim limsup liminf sup inf max min arg
    argmax argmin log ln exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan det dim
    ker rank tr trace Pr gcd deg hom operatorname mathrm mathbf mathbb mathcal mathsf mathtt
    mathit mathfrak boldsymbol bm text textbf textit textrm texttt left right big Big bigg Bigg
    bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle hat widehat bar overline underline tilde
    widetilde vec dot ddot overbrace underbrace overset underset stackrel substack not prime top
    bot intercal dagger ast star cdot cdots ldots dots vdots ddots times div pm mp circ bullet
    oplus otimes odot ominus wedge vee cap cup setminus le leq leqslant ge geq geqslant ne neq
    lt gt approx sim simeq cong equiv propto ll gg subset supset subseteq supseteq in notin ni
    forall exists neg lnot land lor to mapsto gets rightarrow leftarrow leftrightarrow
    Rightarrow Leftarrow Leftrightarrow longrightarrow longleftarrow longmapsto Longrightarrow
    implies iff uparrow downarrow updownarrow nearrow searrow hookrightarrow xrightarrow mid
    nmid parallel perp angle triangle langle rangle lvert rvert lVert rVert vert Vert lfloor
    rfloor lceil rceil lbrace rbrace lbrack rbrack colon quad qquad hspace phantom limits
    nolimits displaystyle textstyle scriptstyle begin end hline pmod bmod mod because therefore
    square boxed cancel color tag label nonumber models vdash mathop mathbin mathrel mathring
    smallsetminus coloneqq
"""
COMMANDS: Final = frozenset(_WORDS.split()) | frozenset("\\,;:! {}|_%#&$>-")


class Fault(NamedTuple):
    """What cannot be set, and in which row of the text, counted from 0."""

    row: int
    reason: str


def faults(text: str) -> Iterator[Fault]:
    """What is wrong with the maths of a Markdown text; code in it is left alone."""
    blank = CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for found in FORMULA.finditer(blank):
        row = blank.count("\n", 0, found.start())
        alone = found["alone"]
        for reason in _wrong(alone or found["inside"], display=alone is not None):
            yield Fault(row, f"maths {_short(found[0])}: {reason}")
    rest = FORMULA.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), blank)
    for row, line in enumerate(rest.split("\n")):
        if re.search(r"(?<!\\)\$", line):
            yield Fault(row, "a $ without its partner")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _wrong(maths: str, *, display: bool) -> Iterator[str]:
    structure = [*_unpaired(maths), *_environments(maths)]
    if not display and "\n\n" in maths:
        structure.append("goes on over an empty line")
    unknown = [name for name in _COMMAND.findall(maths) if name not in COMMANDS]
    structure += [f"\\{name} is not a known command" for name in dict.fromkeys(unknown)]
    yield from structure or _refused(maths, display=display)


def _unpaired(maths: str) -> Iterator[str]:
    depth = 0
    for mark in re.finditer(r"\\.|[{}]", maths, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth < 0:
            break
    if depth:
        yield "braces do not pair"
    if len(re.findall(r"\\left(?![a-z])", maths)) != len(re.findall(r"\\right(?![a-z])", maths)):
        yield r"\left and \right do not pair"


def _environments(maths: str) -> Iterator[str]:
    stack: list[str] = []
    for begin, name in _ENVIRONMENT.findall(maths):
        if begin == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            yield f"\\end{{{name}}} has no \\begin"
    for name in stack:
        yield f"\\begin{{{name}}} has no \\end"


def _refused(maths: str, *, display: bool) -> Iterator[str]:
    """What the real converter says."""
    try:
        mathml(Formula(maths, display))
    except Exception as error:  # noqa: BLE001 - it has many error types of its own
        yield str(error) or type(error).__name__
