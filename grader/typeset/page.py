"""A statement as a page for a browser: one file, formulas in MathML, and nothing is fetched."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from grader.escaping import printable
from grader.typeset.statement import forbidden, signatures
from grader.typeset.words import PLACE, Formula, formula_at, set_aside

if TYPE_CHECKING:
    from grader.problem import Problem

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif }}
h1 {{ font-size: 1.5rem }}
pre {{ overflow-x: auto; padding: .7rem 1rem; border: 1px solid #8886; border-radius: .4rem }}
code, pre {{ font: .9em ui-monospace, monospace }}
math[display=block] {{ margin: 1rem 0; overflow: auto hidden; padding: .2rem 0 }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid #8886; padding: .2rem .6rem }}
</style>
<main>
<h1>{title}</h1>
{statement}
<pre><code>{signature}</code></pre>
{rest}</main>
</html>
"""


def page_of(problem: Problem) -> str:
    """The page."""
    rest = f"<p>{_text(told)}</p>\n" if (told := forbidden(problem)) else ""
    if problem.support:
        drivers = _text(problem.support.strip(), lines=True)
        rest += f"<p>The checks call your code through:</p>\n<pre><code>{drivers}</code></pre>\n"
    return _PAGE.format(
        title=_text(problem.title),
        statement=html_of(problem.statement),
        signature=_text("\n".join(signatures(problem)), lines=True),
        rest=rest,
    )


def html_of(source: str) -> str:
    """Markdown with formulas as HTML; what it holds of HTML itself is shown as text."""
    from markdown_it import MarkdownIt

    marked, formulas = set_aside(source)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    body = str(markdown.render(marked))
    return PLACE.sub(lambda found: _set(formula_at(found[0], formulas)), body)


def _set(formula: Formula) -> str:
    """The formula, or its source: an exercise that a clone brings may hold anything."""
    try:
        return mathml(formula)
    except Exception:  # noqa: BLE001
        return f"<code>{_text(formula.latex)}</code>"


def mathml(formula: Formula) -> str:
    """The formula in MathML; raises what the converter does where it cannot be set."""
    from latex2mathml.converter import convert

    latex = _TEXT.sub(lambda found: found[0].replace(r"\_", "_"), formula.latex)
    latex = latex.replace(r"\arg\m", r"\operatorname{arg}\,\m")
    found = str(convert(latex, display="block" if formula.alone else "inline"))
    return _NAMED.sub(r'\1<mspace width="0.17em" />', found)


_TEXT: Final = re.compile(r"\\text(?:tt)?\{[^{}]*\}")
"""The converter knows no escapes within text, and no `\\arg`."""


_NAMED: Final = re.compile(
    "".join(f"(?<!<{one}>)" for one in ("msub", "msup", "msubsup", "munder", "mover", "mfrac"))
    + r"(<mi>[a-z]{2,}</mi>)(?=<m(?:i|n|sub|sup|subsup|frac|sqrt)\b)"
)
"""A function's name before what it is applied to, where the converter leaves no room."""


def _text(text: str, *, lines: bool = False) -> str:
    return html.escape(printable(text, lines=lines))
