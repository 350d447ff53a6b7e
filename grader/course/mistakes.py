"""What `grader mistakes` does: the wrong answers of a graded class that no author thought of, those
that are alike together, and one of them as a mistake of the bank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader import atomic
from grader.course.adopting import adopted
from grader.course.grade import apart, submissions_in
from grader.course.gradebook import opened
from grader.course.results import Results
from grader.errors import SubmissionError, UsageError
from grader.escaping import printable
from grader.exercise.bank import Bank, find_bank
from grader.exercise.text import content, decoded
from grader.grading.groups import Group, groups
from grader.judge.setting import Setting, exercise_of
from grader.model import Outcome, ProblemResult
from grader.problem import AUTOMATIC
from grader.reports import wording
from grader.reports.console import confirmed, put, say
from grader.reports.terminal import Line, Piece
from grader.sandbox import Sandbox
from grader.submission import among

if TYPE_CHECKING:
    from grader.gradebook.database import Gradebook
    from grader.problem import Problem
    from grader.submission import Naming, Source, Submission

NAMES: Final = 8
LINES: Final = 30
"""So many names, and lines of code, are shown of a group."""

Kept = Mapping[str, Mapping[str, ProblemResult]]

_NEVER: Final = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, None})


@dataclass(frozen=True)
class Found:
    """The groups of one problem, and the results of their members."""

    problem: Problem
    groups: Sequence[Group]
    results: Mapping[str, ProblemResult]


def mistakes(
    submissions: Path,
    out: Path,
    *,
    problems: Sequence[str] = (),
    banks: Sequence[Path] = (),
    adopt: str = "",
    group: int = 1,
    yes: bool = False,
) -> int:
    """Shows the groups of a graded class, or adopts one, and returns the exit status."""
    opened(out).close()  # or an empty folder would be made one of results
    handed_in = submissions_in(submissions, out)
    bank = apart(find_bank(banks), submissions)
    with Results(out) as results:
        if results.earlier is None:
            raise UsageError(f"{printable(str(out))} holds no results", "grade the class first")
        run, reports = results.earlier, _kept(results.book)
    unknown = [name for name in problems if name not in run.problems]
    if unknown:
        raise UsageError(f"{', '.join(unknown)} was not graded there")
    names = [name for name in bank.names() if name in (problems or run.problems)]
    if adopt and len(names) != 1:
        raise UsageError("which problem is the mistake one of?", "add --problems NAME")
    asks = {name: bank.problem(name).asks for name in bank.names() if name in run.problems}
    with Sandbox() as sandbox:
        every = [
            _found(bank, name, among(name, asks), run.seed, handed_in, reports, sandbox)
            for name in names
        ]
    if adopt:
        return _adopt(bank, every[0], adopt, group, yes=yes)
    put([line for found in every for line in _lines(found)])
    if not any(found.groups for found in every):
        say("No wrong answers that are not explained.")
    return 0


def _kept(book: Gradebook) -> Kept:
    """The results of the run that counts, by submission and problem."""
    run = book.run()
    return {
        printable(name): {
            problem: book.result(name, problem, fingerprint)
            for problem, fingerprint in graded.results.items()
        }
        for name, graded in (book.graded(run) if run is not None else {}).items()
    }


def _found(
    bank: Bank,
    name: str,
    naming: Naming,
    seed: int,
    handed_in: Sequence[Submission],
    reports: Kept,
    sandbox: Sandbox,
) -> Found:
    problem = bank.problem(name)
    results = {
        submission: result
        for submission, several in reports.items()
        if (result := several.get(name)) is not None
        and not result.mistake
        and result.outcome not in _NEVER
    }
    sources: dict[str, Source] = {}
    for submission in handed_in:
        if printable(submission.name) in results:
            try:
                sources[printable(submission.name)] = submission.source(problem, naming=naming)
            except SubmissionError:
                continue
    found = groups(Setting(exercise_of(bank, name), seed), sources, sandbox) if sources else []
    return Found(problem, found, results)


# Shown --------------------------------------------------------------------------------------------


def _lines(found: Found) -> Iterator[Line]:
    for number, group in enumerate(found.groups, 1):
        many = len(group.names)
        who = ", ".join(group.names[:NAMES]) + (" …" if many > NAMES else "")
        said = "student" if many == 1 else "students"
        head = f"{found.problem.name}, group {number}: {many} {said}"
        yield (Piece(head, "strong"), Piece(f"  {who}", "dim"))
        result = found.results[group.names[0]]
        if failed := wording.failures(result):
            first = failed[0]
            yield (Piece(f"  {printable(first.name)}"),)
            for line in printable(first.message or first.private, lines=True).split("\n")[:2]:
                yield (Piece(f"    {line}"),)
        if result.clue is not None:
            for line in wording.clue(result.clue, "line {}".format).split("\n"):
                yield (Piece(f"  {printable(line)}"),)
        code = printable(group.source, lines=True).strip("\n").split("\n")
        yield from ((Piece(f"    {line}", "code"),) for line in code[:LINES])
        if len(code) > LINES:
            yield (Piece(f"    … and {len(code) - LINES} more lines", "dim"),)
        yield ()


# Adopted ------------------------------------------------------------------------------------------


def _adopt(bank: Bank, found: Found, name: str, number: int, *, yes: bool) -> int:
    if not 1 <= number <= len(found.groups):
        raise UsageError(f"{found.problem.name} has {len(found.groups)} groups, not {number}")
    group = found.groups[number - 1]
    path = bank.solution_path(found.problem.name)
    if path is None:
        raise UsageError(f"this copy has no hidden half of {found.problem.name}")
    law = _failed(found.results[group.names[0]], found.problem)
    before = decoded(content(path), str(path))
    after, code = adopted(before, group.source, found.problem, name, law)
    say(code)
    if not yes and not confirmed(f"Write this into {path}? It runs as your own code from then on."):
        return 1
    atomic.write(path, after.encode())
    say(f"Written to {path}. Say there what goes wrong, then: grader audit {found.problem.name}")
    return 0


def _failed(result: ProblemResult, problem: Problem) -> str:
    """The first check that was tried and failed, of those that a mistake may be caught by."""
    known = {*AUTOMATIC, *(check.name for check in problem.checks)}
    tried = (c.name for c in result.checks if c.outcome not in _NEVER | {Outcome.SKIPPED})
    return next((name for name in tried if name in known), "")
