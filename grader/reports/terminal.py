"""Reports for a terminal: lines of styled pieces, which become plain text or rich's."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.escaping import printable
from grader.model import CheckResult, Isolation, ProblemResult, Report
from grader.reports import views, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

FAILURES_SHOWN: Final = 2
WIDTH: Final = 80
SCREEN: Final = 36
"""So many lines a result takes at most at that width, unless all is asked for: some more are said
around it.
"""

_NARROWEST: Final = 20
_CALL: Final = re.compile(r"([\w, ]+ = )?[\w.]+\(")
"""How a line that is a call begins."""
SENTENCE: Final = 2
"""So many lines of the sentence stay that says what is wrong."""

_TABLE: Final = re.compile(r"  (?![→(…\s]|where )")
"""How a line begins in which what was received stands beside what was expected."""


class Room(NamedTuple):
    """How many failures are shown, lines of the message of each, and lines of what was printed."""

    failures: int | None
    lines: int | None = None
    printed: int = 10


_ROOMS: Final = (
    *(Room(2, 24), Room(2, 20), Room(2, 16), Room(2, 12, 6), Room(2, 10, 4), Room(2, 8, 2)),
    *(Room(1, 10, 2), Room(1, 5, 1), Room(1, 3, 1), Room(1, 3, 0)),
)
"""The first with which a result fits on a screen is taken."""


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
_MARK_STYLES: Final = {"✓": "good", "✗": "bad", "–": "dim", "!": "bad", "~": "bad"}


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
    """One problem, with at most so many failures in detail, for a screen of that width; of all of
    them, where there is no `most`, with all that is known of each.

    `unseen` names checks that this copy cannot try, of which `later` says what becomes; `where`
    says where a line stands, if that is not in the file itself.
    """
    of_file = f" of {result.file}" if result.file else ""
    where = where or (lambda line: f"line {line}{of_file}")
    if most is None:
        return _result_lines(result, unseen, where, Room(None), width, later)
    screen = SCREEN * WIDTH // min(width, WIDTH)
    rooms = [room._replace(failures=min(room.failures or most, most)) for room in _ROOMS]
    tries = (_result_lines(result, unseen, where, room, width, later) for room in rooms)
    return next((lines for lines in tries if len(lines) <= screen), None) or _result_lines(
        result, unseen, where, rooms[-1], width, later
    )


def _result_lines(
    result: ProblemResult,
    unseen: Sequence[str],
    where: Where,
    room: Room,
    width: int,
    later: str,
) -> list[Line]:
    mark = wording.mark(result.outcome)
    lines = [*_title_lines(printable(result.title or result.name), printable(result.file), width)]
    telling = wording.telling(result, where)
    for head, text in telling:
        lines += [(Piece(f"  {head}", "strong"),)] if head else []
        lines += [*wrapped(text, 4 if head else 2, width), ()]
    table = list(_check_lines(result.checks, unseen, later, width))
    for why in wording.untried(result.checks):
        table += wrapped(f"– {why}", 2, width, "dim", "  ")
    every = wording.failures(result)
    shown = every if room.failures is None else wording.distinct(every)[: room.failures]
    failed = list[Line]()
    for check in wording.further(shown, telling):
        failed += [*_failure_lines(check, where, width, room.lines), ()]
    if rest := len(every) - len(shown):
        failed += [(Piece(f"  … and {rest} more not passed", "dim"),), ()]
    for part in (failed, [*table, ()]) if wording.stopped(result) else ([*table, ()], failed):
        lines += part if table else []
    told = {line for check in every for line in check.message.splitlines()}
    if not set(result.message.splitlines()) <= told:
        lines += [*wrapped(result.message, 2, width), ()]
    if result.mistake:
        lines += [(Piece(f"  for the instructor: {printable(result.mistake)}", "dim"),), ()]
    if result.fault:
        lines += [*wrapped(result.fault, 2, width, "bad"), ()]
    if result.output:
        lines += [*_output_lines(result.output, width, room.printed), ()]
    style = _MARK_STYLES[mark]
    verdict = wording.verdict(result, unseen)
    lines.append((Piece(f"{mark} ", style), Piece(verdict, style)))
    return lines


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
        notes = ("hidden" if check.hidden else "", wording.note(check))
        share = f"{wording.points(check.earned)}/{wording.points(check.points)}"
        return cls(
            wording.sign(check),
            printable(check.name),
            share if check.points else "",
            "  ".join(filter(None, notes)),
        )


def _failure_lines(
    check: CheckResult, where: Where, width: int, most: int | None
) -> Iterator[Line]:
    first, *rest = textwrap.wrap(printable(check.name), max(width - 4, _NARROWEST)) or [""]
    yield (Piece("  ✗ ", "bad"), Piece(first, "strong"))
    for more in rest:
        yield (Piece(f"    {more}", "strong"),)
    yield from _shortened(check.message, width, most)
    if check.line:
        yield (Piece(f"    at {printable(where(check.line))}", "dim"),)
    if check.private:
        yield (Piece("    for the instructor:", "dim"),)
        yield from wrapped(check.private, 6, width)
    if check.replay:
        yield (Piece("    try this again: ", "dim"), Piece(printable(check.replay)))


def _title_lines(title: str, file: str, width: int) -> Iterator[Line]:
    """The title, and the file beside it, or below where there is no room."""
    if len(title) + len(file) + 2 <= width:
        yield (Piece(title, "strong"), Piece(f"  {file}", "dim"))
    else:
        yield from ((Piece(row, "strong"),) for row in broken(title, width))
        yield from ((Piece(row, "dim"),) for row in broken(file, width))
    yield ()


def _shortened(message: str, width: int, most: int | None) -> Iterator[Line]:
    """The message in about so many lines: the calls, what they gave and what was expected stay, and
    of the rest the end.
    """
    rows = _rows(message)
    count, told = _essential(rows)
    head, rest = (list(wrapped("\n".join(some), 4, width)) for some in (rows[:count], rows[count:]))
    if not told:  # the sentence that follows tells it
        long = SENTENCE if most is None or most > 2 * SENTENCE else 1
        head, rest = head + rest[:long], rest[long:]
    yield from head
    room = len(rest) if most is None else most - len(head)
    if len(rest) > room:
        yield (Piece("    …", "dim"),)
        rest = rest[-max(room - 1, 1) :]
    yield from rest


def _essential(rows: Sequence[str]) -> tuple[int, bool]:
    """How many of the first rows of a message are calls, and what is laid out after them, and
    whether that shows what was received beside what was expected.
    """
    prose = (i for i, row in enumerate(rows) if not (row.startswith(" ") or _CALL.match(row)))
    count = next(prose, len(rows))
    return count, any(map(_TABLE.match, rows[:count]))


def _output_lines(output: str, width: int, most: int) -> Iterator[Line]:
    yield (Piece("  Your code printed:", "dim"),)
    rows = [part for row in _rows(output) for part in textwrap.wrap(row, width - 4) or [""]]
    for row in rows[:most]:
        yield (Piece(f"    {row}", "dim"),)
    if rest := len(rows) - len(rows[:most]):
        yield (Piece(f"    … and {rest} more {'line' if rest == 1 else 'lines'}", "dim"),)


def wrapped(
    text: str, columns: int, width: int = WIDTH, style: str = "", beyond: str = ""
) -> Iterator[Line]:
    """Text at that column, broken between words; what is broken goes on so far `beyond`."""
    for row in _rows(text):
        further = "    " if _CALL.match(row) else beyond
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
