"""The answer to `%check` in a notebook: one problem's result as a fragment of HTML.

Everything that was not written here goes through `_text`, and what a student's code may have said
stands in code elements besides, where a notebook's mathematics is not looked for.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from grader.escaping import printable
from grader.model import Outcome
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.model import CheckResult, ProblemResult, Report

_COLOURS: Final = {"✓": "#1a7f37", "✗": "#cf222e", "–": "#6e7781", "!": "#cf222e", "~": "#9a6700"}
_DIM: Final = "color:#6e7781"
_LONGEST: Final = 20_000


def render(report: Report, *, private: bool = False) -> str:
    """The report as fragments, one a problem."""
    shown = report if private else views.student(report)
    note = _block(report.message) if report.message else ""
    return note + "".join(fragment(result) for result in shown.problems)


def fragment(
    result: ProblemResult,
    unseen: Sequence[str] = (),
    where: Callable[[int], str] | None = None,
    verdict: str = "",
    later: str = wording.LATER,
) -> str:
    """One problem as it stands; a student's view is made by `grader.reports.views`.

    `unseen` names checks that this copy cannot try, of which `later` says what becomes; `where`
    says where a line stands.
    """
    mark = wording.mark(result.outcome)
    verdict = verdict or f"{mark} {wording.verdict(result, unseen)}"
    title = f"<strong>{_text(result.title or result.name)}</strong>"
    head = f'<div>{title} <span style="color:{_COLOURS[mark]}">{_text(verdict)}</span></div>'
    parts = [head, *_parts(result, unseen, where, later)]
    # These classes keep MathJax from typesetting what an answer says.
    return f'<div class="grader mathjax_ignore tex2jax_ignore">{"".join(parts)}</div>\n'


def _parts(
    result: ProblemResult,
    unseen: Sequence[str],
    where: Callable[[int], str] | None,
    later: str,
) -> Iterator[str]:
    telling = wording.telling(result, where or "line {}".format)
    for head, text in telling:
        yield (f"<p>{head}</p>" if head else "") + _block(text)
    failures = wording.failures(result)
    for check in wording.further(failures, telling):
        yield from _failure(check, where)
    told = {line for check in failures for line in check.message.splitlines()}
    if not set(result.message.splitlines()) <= told:
        yield _block(result.message)
    if result.mistake:
        yield _block(f"for the instructor: {result.mistake}")
    if result.fault:
        yield _block(result.fault)
    rows = [*map(_row, result.checks), *(_cells("–", name, "", later) for name in unseen)]
    if rows:
        state = " open" if result.outcome is not Outcome.PASSED else ""
        table = f'<table style="text-align:left">{"".join(rows)}</table>'
        yield f"<details{state}><summary>{len(rows)} checks</summary>{table}</details>"
    if result.output:
        printed = _block(result.output)
        yield f"<details><summary>Your code printed</summary>{printed}</details>"


def _failure(check: CheckResult, where: Callable[[int], str] | None) -> Iterator[str]:
    mark = f'<span style="color:{_COLOURS["✗"]}">✗</span>'
    yield f"<p>{mark} <strong>{_text(check.name)}</strong></p>{_block(check.message)}"
    if check.line:
        place = where(check.line) if where else f"line {check.line}"
        yield f'<div style="{_DIM}">at {_text(place)}</div>'
    if check.private:
        yield _block(f"for the instructor: {check.private}")
    if check.replay:
        yield f'<div style="{_DIM}">try this again: {_code(check.replay)}</div>'


def _row(check: CheckResult) -> str:
    mark = wording.sign(check)
    share = f"{wording.points(check.earned)}/{wording.points(check.points)}" if check.points else ""
    reason = wording.note(check)
    if check.outcome is Outcome.SKIPPED:
        reason = _text(check.message) or reason
    note = " ".join(filter(None, ("hidden" if check.hidden else "", reason)))
    return _cells(mark, check.name, share, note)


def _cells(mark: str, name: str, share: str, note: str) -> str:
    return (
        f'<tr><td style="color:{_COLOURS[mark]}">{mark}</td>'
        f'<td style="text-align:left">{_text(name)}</td><td>{share}</td>'
        f'<td style="{_DIM}">{note}</td></tr>'
    )


def _text(text: str) -> str:
    """One line: nothing in it is markup, acts or hides, or starts mathematics."""
    return html.escape(printable(text[:_LONGEST])).replace("$", "&#36;<wbr>")


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _block(text: str) -> str:
    """Several lines, as they are."""
    shown = printable(text[:_LONGEST], lines=True).expandtabs(4).strip("\n")
    if not shown:
        return ""
    escaped = html.escape(shown).replace("$", "&#36;<wbr>")
    return f'<pre style="white-space:pre-wrap;text-align:left"><code>{escaped}</code></pre>'
