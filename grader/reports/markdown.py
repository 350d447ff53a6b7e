"""The report as Markdown, for the summary of a GitHub job and for whoever reads Markdown.

Every letter that Markdown could take for a sign is spelt out, in code elements too: Markdown is
looked for in those, if not in whole blocks. Text that a student may have written stands in code
elements besides, where GitHub does not look for mentions.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from grader.escaping import told
from grader.model import Outcome, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.model import CheckResult

MOST_BYTES: Final = 900_000
"""GitHub takes no more than a mebibyte for a step."""

_LONGEST: Final = 4_000
_SIGN: Final = re.compile(
    r"[^\w\s.,;?%/=()'^·…]|(?<![^\W_])_|_(?![^\W_])|\.(?=\S)",
)
"""All but what is a sign nowhere: an underscore between letters is none, a dot there may be."""

_MARKS: Final = {"✓": "✅", "✗": "❌", "–": "➖", "!": "⚠️", "~": "🔸"}


def render(report: Report, *, private: bool = False) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(report if private else views.student(report))) + "\n"


def summary(reports: Sequence[Report], *, private: bool = False) -> str:
    """Several reports, those with the fewest points first, as far as there is room."""
    parts: list[str] = []
    size = 0
    ranked = sorted(reports, key=lambda report: (report.score or 0.0, report.submission))
    for number, report in enumerate(ranked):
        text = render(report, private=private)
        size += len(text.encode())
        if size > MOST_BYTES:
            parts.append(f"… and {len(ranked) - number} more submissions\n")
            break
        parts.append(text)
    return "\n".join(parts)


def _lines(report: Report) -> Iterator[str]:
    name = f"{_code(report.submission)}: " if report.submission else ""
    yield f"## {name}{wording.of_points(report.score, report.max_score)}"
    yield ""
    if report.message:
        yield from _block(report.message)
    for result in report.problems:
        yield from _problem(result)
    if report.missing:
        yield f"Isolation: {report.isolation}. Missing: {_text('; '.join(report.missing))}"


def _problem(result: ProblemResult) -> Iterator[str]:
    mark = _MARKS[wording.mark(result.outcome)]
    yield f"### {mark} {_text(result.title)}: {wording.verdict(result)}"
    yield ""
    if result.fault:
        yield from _block(result.fault)
    if result.message:
        yield from _block(result.message)
    if result.diagnosis:
        yield f"> {_text(result.diagnosis)}"
        yield ""
    if result.clue is not None:
        yield "Where to look:"
        yield ""
        yield from _block(wording.clue(result.clue, lambda line: f"line {line}"))
    if result.checks and result.outcome is not Outcome.NOT_ATTEMPTED:
        yield "| | check | points |"
        yield "|---|---|---|"
        for check in result.checks:
            earned = f"{wording.points(check.earned)} / {wording.points(check.points)}"
            hidden = " (hidden)" if check.hidden else ""
            yield f"| {_MARKS[wording.sign(check)]} | {_text(check.name)}{hidden} | {earned} |"
        yield ""
    for check in wording.failures(result):
        yield from _failure(check)
    if result.mistake:
        yield f"Mistake: {_code(result.mistake)}"
        yield ""


def _failure(check: CheckResult) -> Iterator[str]:
    yield f"**{_text(check.name)}**"
    yield ""
    yield from _block("\n".join(filter(None, (check.message, check.private, check.replay))))


def _text(text: str) -> str:
    """One line of plain text: every letter that Markdown could take for a sign is spelt out."""
    shown = told(text.replace("\n", " "), _LONGEST)
    return _SIGN.sub(lambda found: f"&#{ord(found[0])};", shown)


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _block(text: str) -> Iterator[str]:
    shown = told(text, _LONGEST, lines=True).expandtabs(4)
    # An empty line would end the element for Markdown, and a bar could begin a table.
    lines = [html.escape(line).replace("|", "&#124;") or " " for line in shown.split("\n")]
    yield "<pre>" + "\n".join(lines) + "</pre>"
    yield ""
