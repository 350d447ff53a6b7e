"""Reports for a terminal: lines of styled pieces, which become plain text or rich's."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.escaping import printable
from grader.model import CheckResult, Isolation, Outcome, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

FAILURES_SHOWN: Final = 2
OUTPUT_LINES: Final = 10
WIDTH: Final = 80
MOST_LINES: Final = 16
"""Of one failure's message, unless all is asked for."""
_NARROWEST: Final = 20
_CALL: Final = re.compile(r"([\w, ]+ = )?[\w.]+\(")
"""How a line that is a call begins."""


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
    *,
    width: int = WIDTH,
    later: str = wording.LATER,
) -> list[Line]:
    """One problem, with at most so many failures in detail, for a screen of that width.

    `unseen` names checks that this copy cannot try, of which `later` says what becomes; `where`
    says where a line stands, if that is not in the file itself.
    """
    of_file = f" of {result.file}" if result.file else ""
    where = where or (lambda line: f"line {line}{of_file}")
    mark = wording.mark(result.outcome)
    title = Piece(printable(result.title or result.name), "strong")
    lines: list[Line] = [(title, Piece(f"  {printable(result.file)}", "dim")), ()]
    telling = wording.telling(result, where)
    for head, text in telling:
        lines += [(Piece(f"  {head}", "strong"),)] if head else []
        lines += [*wrapped(text, 4 if head else 2, width), ()]
    lines += _check_lines(result.checks, unseen, later, width)
    if result.checks or unseen:
        lines.append(())
    shown = wording.failures(result)
    for check in (_without(one, [text for _, text in telling]) for one in shown[:most]):
        lines += [*_failure_lines(check, where, width, whole=most is None), ()]
    if rest := len(shown) - len(shown[:most]):
        lines += [(Piece(f"  … and {rest} more not passed", "dim"),), ()]
    told = {line for check in shown for line in check.message.splitlines()}
    if not set(result.message.splitlines()) <= told:
        lines += [*wrapped(result.message, 2, width), ()]
    if result.mistake:
        lines += [(Piece(f"  for the instructor: {printable(result.mistake)}", "dim"),), ()]
    if result.fault:
        lines += [*wrapped(result.fault, 2, width, "bad"), ()]
    if result.output:
        lines += [*_output_lines(result.output), ()]
    style = _MARK_STYLES[mark]
    verdict = wording.verdict(result, unseen)
    lines.append((Piece(f"{mark} ", style), Piece(verdict, style)))
    return lines


def _without(check: CheckResult, said: Sequence[str]) -> CheckResult:
    """The check without what was said already."""
    lines = [line for line in check.message.split("\n") if line not in said]
    return replace(check, message="\n".join(lines))


def isolation_lines(isolation: Isolation, missing: Sequence[str] = ()) -> list[Line]:
    """A dim line where submissions are held back by less than everything."""
    if isolation is Isolation.STRICT:
        return []
    layers = f" (missing: {'; '.join(map(printable, missing))})" if missing else ""
    return [(Piece(f"isolation: {isolation}{layers}", "dim"),)]


def _check_lines(
    checks: Sequence[CheckResult], unseen: Sequence[str], later: str, width: int
) -> Iterator[Line]:
    rows = [_Row.of(check) for check in checks]
    rows += [_Row("–", printable(name), note=later) for name in unseen]
    wide = max((len(row.share) for row in rows), default=0)
    noted = max((len(row.note) for row in rows), default=0)
    room = max(width - len("  ✓   ") - wide - (2 + noted if noted else 0), _NARROWEST)
    column = max(min(max((len(row.name) for row in rows), default=0), room), 1)
    for row in rows:
        first, *rest = textwrap.wrap(row.name, column) or [""]
        style = "dim" if row.mark == "–" else ""
        yield (
            Piece(f"  {row.mark} ", _MARK_STYLES[row.mark]),
            Piece(first.ljust(column), style),
            Piece(f"  {row.share:>{wide}}"),
            Piece(f"  {row.note}", "dim"),
        )
        for more in rest:
            yield (Piece(f"    {more}", style),)


class _Row(NamedTuple):
    """A check in the table of all."""

    mark: str
    name: str
    share: str = ""
    note: str = ""

    @classmethod
    def of(cls, check: CheckResult) -> _Row:
        told = check.outcome in (Outcome.PASSED, Outcome.FAILED)
        notes = ("hidden" if check.hidden else "", "" if told else wording.word(check.outcome))
        share = f"{wording.points(check.earned)}/{wording.points(check.points)}"
        return cls(
            wording.mark(check.outcome),
            printable(check.name),
            share if check.points else "",
            "  ".join(filter(None, notes)),
        )


def _failure_lines(check: CheckResult, where: Where, width: int, *, whole: bool) -> Iterator[Line]:
    first, *rest = textwrap.wrap(printable(check.name), max(width - 4, _NARROWEST)) or [""]
    yield (Piece("  ✗ ", "bad"), Piece(first, "strong"))
    for more in rest:
        yield (Piece(f"    {more}", "strong"),)
    lines = list(wrapped(check.message, 4, width))
    if not whole and len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], (Piece("    …", "dim"),)]
    yield from lines
    if check.line:
        yield (Piece(f"    at {printable(where(check.line))}", "dim"),)
    if check.private:
        yield (Piece("    for the instructor:", "dim"),)
        yield from wrapped(check.private, 6, width)
    if check.replay:
        yield (Piece("    try this again: ", "dim"), Piece(printable(check.replay)))


def _output_lines(output: str) -> Iterator[Line]:
    yield (Piece("  Your code printed:", "dim"),)
    lines = output.splitlines()
    yield from _indented("\n".join(lines[:OUTPUT_LINES]), 4, "dim")
    if len(lines) > OUTPUT_LINES:
        yield (Piece(f"    … and {len(lines) - OUTPUT_LINES} more lines", "dim"),)


def wrapped(text: str, columns: int, width: int = WIDTH, style: str = "") -> Iterator[Line]:
    """Text at that column, broken between words."""
    for row in _rows(text):
        further = "    " if _CALL.match(row) else ""
        for line in broken(row, max(width - columns, _NARROWEST), further):
            yield (Piece(" " * columns + line, style),)


def broken(row: str, room: int, further: str = "") -> list[str]:
    """The lines of one that is too long for the room, broken between words: those after the first
    begin where it begins, or `further` on; one that begins with a space further by itself.
    """
    if len(row) <= room:
        return [row]
    text = row.lstrip(" ")
    before = " " * (len(row) - len(text))
    return textwrap.wrap(
        text,
        room,
        initial_indent=before,
        subsequent_indent=before + (further or "  " * bool(before)),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(text: str, columns: int, style: str = "") -> Iterator[Line]:
    for row in _rows(text):
        yield (Piece(" " * columns + row, style),)


def _rows(text: str) -> list[str]:
    plain = printable(text, lines=True).strip("\n")
    return [row.expandtabs(4) for row in plain.split("\n")] if plain else []
