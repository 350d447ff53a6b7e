"""Reports for a terminal: lines of styled pieces, which become plain text or rich's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.escaping import printable
from grader.model import CheckResult, Isolation, Outcome, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.text import Text

FAILURES_SHOWN: Final = 2
OUTPUT_LINES: Final = 10
_WIDEST_NAME: Final = 60
_WIDEST_ROW: Final = 88


class Piece(NamedTuple):
    """Text in one style: good, bad, dim, strong, slanted, code or none."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
Where = Callable[[int], str]

_RICH: Final = {
    "good": "green",
    "bad": "red",
    "dim": "dim",
    "strong": "bold",
    "slanted": "italic",
    "code": "cyan",
    "": "",
}
_MARK_STYLES: Final = {"✓": "good", "✗": "bad", "–": "dim", "!": "bad"}


def render(report: Report, *, private: bool = False) -> str:
    """The report as plain text."""
    most = None if private else FAILURES_SHOWN
    return plain(report_lines(report if private else views.student(report), most))


def plain(lines: Sequence[Line]) -> str:
    """The lines without their styles."""
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)


def rich_text(lines: Sequence[Line]) -> Text:
    """The lines for rich, which takes nothing in them as markup."""
    from rich.text import Text

    text = Text(no_wrap=False)
    for line in lines:
        for piece in line:
            text.append(piece.text, _RICH[piece.style])
        text.append("\n")
    return text


def report_lines(report: Report, most: int | None = FAILURES_SHOWN) -> list[Line]:
    """A whole report, as it stands."""
    score = wording.of_points(report.score, report.max_score)
    lines: list[Line] = [(Piece(printable(report.submission), "strong"), Piece(f"  {score}"))]
    lines += _indented(report.message, 2)
    lines += isolation_lines(report.isolation, report.missing)
    for result in report.problems:
        lines += [(), *result_lines(result, most=most)]
    return lines


def result_lines(
    result: ProblemResult,
    unseen: Sequence[str] = (),
    where: Where | None = None,
    most: int | None = FAILURES_SHOWN,
) -> list[Line]:
    """One problem, with at most so many failures in detail.

    `unseen` names checks that this copy cannot try; `where` says where a line stands, if that is
    not in the file itself.
    """
    of_file = f" of {result.file}" if result.file else ""
    where = where or (lambda line: f"line {line}{of_file}")
    mark = wording.mark(result.outcome)
    title = Piece(printable(result.title or result.name), "strong")
    lines: list[Line] = [(title, Piece(f"  {printable(result.file)}", "dim")), ()]
    lines += _check_lines(result.checks, unseen)
    if result.checks or unseen:
        lines.append(())
    shown = wording.failures(result)
    for check in shown[:most]:
        lines += [*_failure_lines(check, where), ()]
    if rest := len(shown) - len(shown[:most]):
        lines += [(Piece(f"  … and {rest} more not passed", "dim"),), ()]
    told = {line for check in shown for line in check.message.splitlines()}
    if not set(result.message.splitlines()) <= told:
        lines += [*_indented(result.message, 2), ()]
    if result.diagnosis:
        lines.append((Piece("  This looks like a typical mistake:", "strong"),))
        lines += [*_indented(result.diagnosis, 4), ()]
    if result.clue is not None:
        lines.append((Piece("  Where to look:", "strong"),))
        lines += [*_indented(wording.clue(result.clue, where), 4), ()]
    if result.mistake:
        lines += [(Piece(f"  for the instructor: {printable(result.mistake)}", "dim"),), ()]
    if result.fault:
        lines += [*_indented(result.fault, 2, "bad"), ()]
    if result.output:
        lines += [*_output_lines(result.output), ()]
    style = _MARK_STYLES[mark]
    lines.append((Piece(f"{mark} ", style), Piece(wording.verdict(result, unseen), style)))
    return lines


def isolation_lines(isolation: Isolation, missing: Sequence[str] = ()) -> list[Line]:
    """A dim line where submissions are held back by less than everything."""
    if isolation is Isolation.STRICT:
        return []
    layers = f" (missing: {'; '.join(map(printable, missing))})" if missing else ""
    return [(Piece(f"isolation: {isolation}{layers}", "dim"),)]


def _check_lines(checks: Sequence[CheckResult], unseen: Sequence[str]) -> Iterator[Line]:
    rows = [(c.outcome, printable(c.name), c.hidden, c.earned, c.points) for c in checks]
    names = [name for _, name, *_ in rows] + [printable(name) for name in unseen]
    width = min(max(map(len, names), default=0), _WIDEST_NAME)
    shares = [f"{wording.points(e)}/{wording.points(m)}" if m else "" for *_, e, m in rows]
    wide = max(map(len, shares), default=0)
    for (outcome, name, hidden, *_), share in zip(rows, shares, strict=True):
        mark = wording.mark(outcome)
        kind = "hidden" if hidden else ""
        reason = "" if outcome in (Outcome.PASSED, Outcome.FAILED) else wording.word(outcome)
        note = "  ".join(text for text in (kind, reason) if text)
        yield (
            Piece(f"  {mark} ", _MARK_STYLES[mark]),
            Piece(name.ljust(width), "dim" if mark == "–" else ""),
            Piece(f"  {share:>{wide}}"),
            Piece(f"  {note}", "dim"),
        )
    for name in unseen:
        padded = f"{printable(name).ljust(width)}  {'':>{wide}}"
        yield (Piece(f"  – {padded}  tried when it is graded", "dim"),)


def _failure_lines(check: CheckResult, where: Where) -> Iterator[Line]:
    yield (Piece("  ✗ ", "bad"), Piece(printable(check.name), "strong"))
    yield from _indented(check.message, 4)
    if check.example:
        yield from _example_lines(check.example)
    if check.line:
        yield (Piece(f"    at {printable(where(check.line))}", "dim"),)
    if check.private:
        yield (Piece("    for the instructor:", "dim"),)
        yield from _indented(check.private, 6)
    if check.replay:
        yield (Piece("    try this again: ", "dim"), Piece(printable(check.replay)))


def _example_lines(example: Mapping[str, Any]) -> Iterator[Line]:
    for row in example_rows(example):
        yield (Piece(f"    {row}"),)


def example_rows(example: Mapping[str, Any]) -> Iterator[str]:
    """The values, short ones side by side."""
    row = ""
    for name, value in example.items():
        if name == "in":
            continue
        text = f"{printable(name)} = {printable(_shown(value))}"
        if row and len(row) + len(text) > _WIDEST_ROW:
            yield row
            row = ""
        row = f"{row}, {text}" if row else text
    if row:
        yield row


def _shown(value: Any) -> str:
    from grader.errors import UsageError
    from grader.values import expressions, notation

    try:
        return expressions.shown(notation.from_plain(value))
    except UsageError:
        return json.dumps(value)


def _output_lines(output: str) -> Iterator[Line]:
    yield (Piece("  Your code printed:", "dim"),)
    lines = output.splitlines()
    yield from _indented("\n".join(lines[:OUTPUT_LINES]), 4, "dim")
    if len(lines) > OUTPUT_LINES:
        yield (Piece(f"    … and {len(lines) - OUTPUT_LINES} more lines", "dim"),)


def _indented(text: str, columns: int, style: str = "") -> Iterator[Line]:
    for line in printable(text, lines=True).strip("\n").split("\n") if text else ():
        yield (Piece(" " * columns + line.expandtabs(4), style),)
