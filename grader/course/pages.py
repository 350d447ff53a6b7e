"""What `grader gradebook report` does: a page for each student, and one of the class."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader import atomic
from grader.course.grade import submissions_in
from grader.course.gradebook import opened, rows_of, write
from grader.errors import Fault, GraderError, SubmissionError, UsageError
from grader.escaping import printable
from grader.exercise.bank import Bank, find_bank
from grader.gradebook.database import Run
from grader.gradebook.similarity import Pair, pairs
from grader.gradebook.standing import Standing
from grader.pages import klass, student
from grader.platforms import collected as table
from grader.platforms.feedback import packed
from grader.problem import Problem
from grader.reports.console import note, say
from grader.submission import among
from grader.submission.intake import safe_name

FOLDER = "pages"
CLASS = "class.html"


def report(
    out: Path, *, title: str = "", submissions: Path | None = None, banks: Sequence[Path] = ()
) -> int:
    """Writes the pages and says where they are."""
    with opened(out) as book:
        rows, run = rows_of(book), book.run()
        assert run is not None
    problems = _problems(run, banks)
    name = title or printable(out.resolve().name)
    folder = out / FOLDER
    files = {row.student.id: f"{safe_name(row.student.id)}.html" for row in rows}
    with _writing(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        for row in rows:
            if row.attempt is not None:
                page = student.page(row, problems, name)
                atomic.write(folder / files[row.student.id], page.encode())
    near = None if submissions is None else nearly_the_same(submissions, out, rows, problems)
    links = {
        row.student.id: f"../{FOLDER}/{files[row.student.id]}"
        for row in rows
        if row.attempt is not None
    }
    page = klass.page(rows, run, name, links=links, pairs=near)
    with _writing(out):
        (out / "private").mkdir(mode=0o700, exist_ok=True)
        atomic.write(out / "private" / CLASS, page.encode())
    say(f"{len(links)} pages for students in {printable(str(folder))}")
    if near:
        say(f"{len(near)} pairs handed in nearly the same code: have a look, it is no verdict")
    if not problems:
        note("Without the bank there are no laws and no hints on them; name it with --bank.")
    say(f"Next: open {printable(str(out / 'private' / CLASS))}")
    return 0


def feedback(out: Path, file: Path, *, to: str, collected: Path) -> int:
    """Packs the pages of the students as a platform takes them for upload."""
    rows = table.read(collected)
    if not rows:
        raise UsageError(f"{printable(str(collected))} was not collected", "see grader collect")
    with opened(out) as book:
        known = [row for row in rows_of(book) if row.attempt is not None]
    pages: dict[str, bytes] = {}
    for row in known:
        path = out / FOLDER / f"{safe_name(row.student.id)}.html"
        if path.is_file():
            pages[row.student.id] = path.read_bytes()
    write(file, packed(rows, pages, to))
    say(f"{len(pages)} pages packed for {to.title()}: {printable(str(file))}")
    return 0


@contextlib.contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise Fault(f"cannot write to {printable(str(place))}: {reason}") from None


def _problems(run: Run, banks: Sequence[Path]) -> dict[str, Problem]:
    """The public halves of what was graded, as far as they can be had."""
    found: dict[str, Problem] = {}
    roots = [Path(root) for root in run.made_of["banks"]]
    try:
        bank: Bank = find_bank(list(banks) or [root for root in roots if root.is_dir()])
    except GraderError:
        return found
    for problem in run.made_of["problems"]:
        with contextlib.suppress(GraderError):
            found[problem["name"]] = bank.problem(problem["name"])
    return found


def nearly_the_same(
    folder: Path, out: Path, rows: Sequence[Standing], problems: dict[str, Problem]
) -> list[Pair]:
    """The pairs of a folder of submissions, of each student the attempt that counts."""
    submissions = {printable(one.name): one for one in submissions_in(folder, out)}
    counting = {
        row.attempt.report.submission: row.student.id for row in rows if row.attempt is not None
    }
    found: list[Pair] = []
    asks = {name: problem.asks for name, problem in problems.items()}
    for name, problem in problems.items():
        texts = {}
        naming = among(name, asks)
        for submission, who in counting.items():
            one = submissions.get(submission)
            if one is None:
                continue
            with contextlib.suppress(SubmissionError):
                source = one.source(problem, naming=naming)
                if not source.untouched:
                    texts[who] = source.text
        found += pairs(name, texts, problem.stub, people=len(counting))
    return found
