"""What `grader grade` does: a folder of submissions in, reports and a gradebook out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course.assignment import Task, load_assignment
from grader.course.batch import Arrival, Listener, Teller, grade_all
from grader.course.claim import OTHERS
from grader.course.cluster import judges
from grader.course.collect import refuse_raw
from grader.course.plan import Plan, fresh_seed
from grader.course.results import Results
from grader.course.rubric import Rubric, rubric_of
from grader.course.runfile import holds_results
from grader.course.term import used
from grader.errors import CostlySubmissionError, IsolationError, SubmissionError, UsageError
from grader.escaping import printable
from grader.exercise.bank import Bank, find_bank
from grader.gradebook.brief import Brief, brief
from grader.gradebook.policy import Policy
from grader.model import Isolation, Report
from grader.platforms import collected
from grader.platforms.identity import joined
from grader.reports import RENDERERS, actions, classroom, wording
from grader.reports.console import confirmed, note, progress, put, say
from grader.reports.terminal import Line, Piece
from grader.sandbox import Sandbox
from grader.submission import Submission, read_submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CLASSROOM = "classroom50"
NO_SEED = -1
"""That of a plan which takes the seed of the results that it finds, or a fresh one."""

ROWS = 40
"""How many submissions the summary on the terminal shows."""


def grade(
    submissions: Path,
    out: Path,
    *,
    problems: Sequence[str] = (),
    assignment: Path | None = None,
    jobs: int,
    seed: int | None = None,
    banks: Sequence[Path] = (),
    formats: Sequence[str] = (),
    replaces: bool = False,
    allow_reduced_isolation: bool = False,
    shortcuts: bool = True,
    cluster: str = "",
) -> int:
    """Grades a folder and returns the exit status."""
    refuse_raw(submissions)
    found = submissions_in(submissions, out)
    arrivals = arrivals_of(submissions, found)
    if CLASSROOM in formats and len(found) != 1:
        reason = f"--format {CLASSROOM} takes one submission, and here are {len(found)}"
        raise UsageError(reason, "use junit or markdown for several")
    bank = apart(find_bank(banks), submissions)
    rubric, policy = chosen(bank, found, problems, assignment)
    isolation, missing = Isolation.STRICT, tuple[str, ...]()
    if not cluster:  # whose workers bring their own
        with Sandbox() as sandbox:
            sandbox.start()
            isolation, missing = isolation_of(sandbox, allow_reduced=allow_reduced_isolation)
    with Results(out) as results:
        seeded = NO_SEED if seed is None else seed
        plan = plan_for(
            results,
            Plan(rubric, seeded, isolation, missing, policy, shortcuts=shortcuts),
            submissions=[one.name for one in found],
            replaces=lambda held: replaces or confirmed(f"{held}. Replace it?"),
        )
        left = results.left(one.name for one in found)
        rows: dict[str, Brief] = {}
        told: dict[str, Report] = {}

        def note_down(row: Brief) -> None:
            rows[row.name] = row

        def listen(report: Report) -> None:
            note_down(brief(report))
            _write_formats(formats, report, results)
            if actions.FORMAT in formats:
                told[report.submission] = report

        try:
            graded(
                found,
                plan,
                listen,
                jobs=jobs,
                results=results,
                arrivals=arrivals,
                judges=judges(cluster) if cluster else None,
                unchanged=None if formats else note_down,
            )
        except KeyboardInterrupt:
            note(f"Stopped with {len(rows)} of {len(found)} graded; those are kept in {out}.")
            note("Run the same command again to go on.")
            return 1
        finally:
            for remark in results.remarks:
                note(remark)
    ended = [rows[printable(one.name)] for one in found]
    _summarise(ended, plan, out)
    if moved := results.moved:
        scores = "1 score is another" if moved == 1 else f"{moved} scores are others"
        shown = f"grader gradebook show {printable(str(out))}"
        note(f"{scores} after late days and what was set by hand: {shown}")
    if left:
        note(f"No longer handed in, so not in the gradebook; their reports stay: {joined(left)}.")
    if policy.late is not None:
        _tell_untimed(submissions)
    if actions.FORMAT in formats:
        actions.tell([told[printable(one.name)] for one in found], os.environ, _places(found))
    if any(row.score is None for row in ended):
        return 3
    return 0 if all(row.passed for row in ended) else 1


def graded(
    found: Sequence[Submission],
    plan: Plan,
    listener: Listener = lambda _: None,
    *,
    unchanged: Teller | None = None,
    **how: Any,
) -> None:
    """Does what `grade_all` does, with a bar that shows how far it is."""
    with progress("Grading", len(found)) as advance:

        def listen(report: Report) -> None:
            listener(report)
            advance()

        def tell(row: Brief) -> None:
            if unchanged is not None:
                unchanged(row)
            advance()

        grade_all(found, plan, listen, unchanged=unchanged and tell, **how)


def plan_for(
    results: Results, plan: Plan, *, submissions: Sequence[str], replaces: Callable[[str], bool]
) -> Plan:
    """The plan of a run into these results, whose seed is theirs unless it has one.

    Where another run's results are there, `replaces` says whether they may be moved aside;
    otherwise raises `UsageError`.
    """
    asked = plan.seed
    known = results.seed() if asked == NO_SEED else asked
    plan = replace(plan, seed=fresh_seed() if known is None else known)
    if not (other := results.other(plan.seed, plan.problems, submissions)):
        return plan
    held = f"{printable(str(results.root))} holds a gradebook of {other}"
    if not replaces(held):
        raise UsageError(held, "--replace keeps it in a folder there, and grades anew")
    aside = results.set_aside(same_class=other != OTHERS)
    results.remarks.append(f"what was there before is kept in {printable(str(aside))}")
    return replace(plan, seed=fresh_seed() if asked == NO_SEED else asked)


def _write_formats(formats: Sequence[str], report: Report, results: Results) -> None:
    """Writes a report in these formats; what was not graded has no file."""
    for form in formats if report.score is not None else ():
        if form == CLASSROOM:
            results.write_result(classroom.result(report, classroom.identity(os.environ)))
        elif form != actions.FORMAT:
            results.write_rendered(report, RENDERERS[form])


def _places(submissions: Sequence[Submission]) -> dict[str, str]:
    """Where the files of each submission lie in the checkout of a job."""
    folders = {one.name: one.path if one.path.is_dir() else one.path.parent for one in submissions}
    return {
        printable(name): Path(os.path.relpath(folder)).as_posix()
        for name, folder in folders.items()
    }


def submissions_in(folder: Path, out: Path | None = None) -> list[Submission]:
    """The submissions of a folder, which may hold directories of results, too."""
    if not folder.exists():
        raise UsageError(f"there is no folder {folder}")
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder of submissions")
    if out is not None and out.exists() and out.samefile(folder):
        raise UsageError("--out must be another folder than that of the submissions")
    there = out.stat() if out is not None and out.exists() else None
    place = None if out is None else out.resolve()
    around = () if place is None else {place, *place.parents}
    home = folder.resolve()
    found = []
    for one in read_submissions(folder.absolute()):  # processes that stand elsewhere read them
        if one.path.is_dir() and not one.path.is_symlink():
            if there is not None and os.path.samestat(one.path.stat(), there):
                continue
            if holds_results(one.path):
                continue
            if home / one.path.name in around:
                raise UsageError(f"--out must not lie in a submission, as in {one.name}")
        found.append(one)
    if not found:
        raise UsageError(f"there are no submissions in {folder}")
    return found


def arrivals_of(folder: Path, found: Sequence[Submission]) -> dict[str, Arrival]:
    """Whose the submissions of a folder are and when they came, where that was collected."""
    rows = collected.read(folder)
    known = ((one.name, rows.get(one.path.name)) for one in found)
    return {name: Arrival(row.student, row.handed_in) for name, row in known if row is not None}


def apart(bank: Bank, submissions: Path) -> Bank:
    """The bank, if neither lies in the other: who hands in must not be able to write exercises."""
    halves = [half for root in bank.roots for half in (root.problems, root.solutions) if half]
    for half in filter(Path.is_dir, halves):
        for inner, outer in ((half, submissions), (submissions, half)):
            if inner.resolve().is_relative_to(outer.resolve()):
                names = (printable(str(path)) for path in (inner, outer))
                raise UsageError(
                    f"{' is inside '.join(names)}: submissions could be taken for exercises",
                    "keep the bank and what was handed in in folders apart",
                )
    return bank


def chosen(
    bank: Bank, found: Sequence[Submission], problems: Sequence[str], assignment: Path | None
) -> tuple[Rubric, Policy]:
    """What was asked for is graded. Nobody widens it by handing in something more, so where nothing
    was asked for, `UsageError` names what was found.
    """
    if problems and assignment is not None:
        raise UsageError("give --problems or --assignment, not both")
    if assignment is not None:
        read = load_assignment(assignment)
        policy = replace(read.policy, used=used(read.shared_with))
        return rubric_of(bank, read.problems, read.feedback, read.misnamed), policy
    names = list(dict.fromkeys(name for text in problems for name in text.split(",") if name))
    if not names:
        held = {name for one in found for name in _held(bank, one)}
        names = [name for name in bank.names() if name in held]
        if not names:
            raise UsageError("no submission holds a problem of the bank", "see grader list")
        were = "were" if len(names) > 1 else "was"
        raise UsageError(
            f"what is to be graded? {', '.join(names)} {were} handed in",
            f"add --assignment FILE, or for all of that --problems {','.join(names)}",
        )
    return rubric_of(bank, map(Task, names)), Policy()


def _held(bank: Bank, submission: Submission) -> Iterator[str]:
    """The problems that a submission holds, as far as reading it may go."""
    submission = replace(submission)
    for name in bank.names():
        try:
            submission.source(bank.problem(name))
        except CostlySubmissionError:
            return
        except SubmissionError:
            continue
        yield name


def isolation_of(sandbox: Sandbox, *, allow_reduced: bool) -> tuple[Isolation, tuple[str, ...]]:
    """What holds submissions back here; raises `IsolationError` if that is not enough."""
    isolation, missing = sandbox.isolation, sandbox.missing
    if isolation is not Isolation.STRICT and not allow_reduced:
        raise IsolationError(
            f"this system cannot hold a hostile submission: isolation is {isolation}"
            f" (missing: {'; '.join(missing)})",
            "if you trust all of them, add --allow-reduced-isolation",
        )
    return isolation, missing


def _tell_untimed(submissions: Path) -> None:
    """Says who may be late, and by how much is not known."""
    rows = list(collected.read(submissions).values())
    flagged = sorted({row.student for row in rows if row.flagged})
    untimed = sorted({row.student for row in rows if row.untimed})
    if flagged:
        names = joined(flagged)
        note(f"Late, and nobody says by how much, so that it costs nothing: {names}.")
    if untimed:
        names = joined(untimed)
        note(f"Nobody says when it came, so that nobody of them counts as late: {names}.")
    if flagged or untimed:
        note(f"Write when it came to handed_in of {collected.NAME}, and run the same command.")


def _summarise(rows: Sequence[Brief], plan: Plan, out: Path) -> None:
    width = min(max(len(row.name) for row in rows), 40)
    lines: list[Line] = []
    for row in rows[:ROWS]:
        style = {"passed": "good", "not graded": "bad"}.get(row.verdict, "")
        share = f"{wording.points(row.score) or '–':>6} of {wording.points(row.max_score)}"
        start = Piece(f"  {row.name.ljust(width)}  {share}  ")
        lines.append((start, Piece(row.verdict, style), Piece(row.why, "dim")))
    if len(rows) > ROWS:
        lines.append((Piece(f"  … and {len(rows) - ROWS} more", "dim"),))
    put(lines)
    scores = [row.score for row in rows if row.score is not None]
    names = ", ".join(part.name for part in plan.rubric.parts)
    many = f"{len(rows)} {'submission' if len(rows) == 1 else 'submissions'}"
    say()
    say(f"{many} graded on {names}, seed {plan.seed}, isolation {plan.isolation}.")
    if scores:
        mean = wording.points(sum(scores) / len(scores))
        say(f"Mean score: {mean} of {wording.points(rows[0].max_score)}.")
    if lost := len(rows) - len(scores):
        say(f"{lost} could not be graded, which costs nobody anything: see private/ for the", "bad")
        say("reason, and run the same command again.", "bad")
    say(f"Next: open {out / 'grades.csv'}")
