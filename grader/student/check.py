"""What `grader check` does: the answers of one student, as fast as can be."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import GraderError, SubmissionError, UsageError
from grader.exercise.bank import Bank, find_bank
from grader.grading.answering import Judge
from grader.grading.grading import missing_result
from grader.model import Outcome, ProblemResult, Report
from grader.reports import actions, views, wording
from grader.reports.console import Tell, busy, columns, note, put, say, speak
from grader.reports.terminal import FAILURES_SHOWN, Line, Piece, isolation_lines, result_lines
from grader.student import commands, overview, replays, repro
from grader.student.listing import listing
from grader.student.targets import Target, is_one, targets
from grader.student.workspace import NOTEBOOKS, SUFFIXES, Workspace
from grader.submission import Source, Submission, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.problem import Problem
    from grader.sandbox import Sandbox

SEED: Final = 0
"""A student's own checks draw the same inputs every time."""

NOTHING_FAILS: Final = "✓ nothing fails on this example"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `example` is the JSON of one input to try, and nothing else; `replay` the
    short name of one that failed before. With `source` nothing is tried, and the program shown.
    """

    names: Sequence[str] = ()
    file: Path | None = None
    example: str | None = None
    replay: str | None = None
    write: bool = False
    verbose: bool = False
    as_json: bool = False
    every: bool = False
    seed: int | None = None
    banks: Sequence[Path] = ()
    source: bool = False

    @property
    def shown(self) -> int | None:
        """How many failures are shown; None for all."""
        return None if self.verbose else FAILURES_SHOWN

    @property
    def detailed(self) -> int | None:
        """How many are read at all: programs read every one, and one is to be written down."""
        return None if self.as_json or self.write else self.shown

    @property
    def seeded(self) -> int:
        """The seed that inputs are drawn from."""
        return SEED if self.seed is None else self.seed


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a student works: the bank, the workspace, and who judges."""

    bank: Bank
    workspace: Workspace
    judge: Judge


def check(request: Request, sandbox: Sandbox, formats: Sequence[str] = ()) -> int:
    """Checks what was asked for, says how it came out, and returns the exit status."""
    bank = find_bank(request.banks)
    workspace = Workspace.around(Path.cwd())
    with Judge(sandbox) as judge:
        desk = Desk(bank, workspace, judge)
        if request.every:
            return _many([Target(name) for name in bank.names()], desk, request, formats)
        if not is_one(request.names, bank):
            alone = request.file, request.example, request.replay, request.write, request.source
            if any(alone):
                words = "--file, --example, --replay, --write and --source"
                raise UsageError(f"{words} go with one problem")
            return _many(targets(request.names, bank), desk, request, formats)
        return _one(desk, request)


# One problem --------------------------------------------------------------------------------------


def _one(desk: Desk, request: Request) -> int:
    name = next(iter(request.names), request.file.name if request.file else None)
    if name is None and overview.pending(desk.bank, desk.workspace.progress()) is None:
        return overview.celebrate(desk.bank)
    problem = commands.named(desk.bank, name, desk.workspace)
    source = source_of(problem, desk.workspace, _file(request))
    if request.source:
        put(listing(source, problem, desk.judge.sandbox))
        return 0
    example = request.example
    if request.replay is not None:
        example = replays.found(desk.workspace, request.replay, problem.name)
    with busy(f"checking {problem.name} …") as tell:
        result = judged(
            *(desk, problem, source),
            seed=request.seeded,
            example=example,
            detailed=request.detailed,
            doing=tell,
        )
    if request.as_json:
        put_json([result], request.seeded, desk.judge)
    else:
        whole = example is None
        put([*lines(result, source, desk, whole=whole, most=request.shown), *held(desk)])
        advise(result, problem, desk, whole=whole, more=whole and not request.verbose)
    if request.write:
        text = repro.text_of(problem, repro.failing(result), source)
        path = repro.write(Path.cwd(), text)
        say(f"Written: {commands.relative(path)}. It makes the failing call; run it with Python.")
    return status_of(result)


def status_of(result: ProblemResult) -> int:
    """The exit status that a result calls for."""
    if result.score is None:
        return 3
    return 0 if result.outcome is Outcome.PASSED else 1


def judged(
    desk: Desk,
    problem: Problem,
    source: Source,
    *,
    seed: int = SEED,
    example: str | None = None,
    detailed: int | None = FAILURES_SHOWN,
    doing: Tell | None = None,
) -> ProblemResult:
    """The result of a student's own check, which counts as progress unless it is on one example;
    `doing` hears how far it is.
    """
    result = desk.judge.check(
        *(desk.bank, problem.name, source),
        seed=seed,
        example=example,
        notice=note,
        detailed=detailed,
        doing=doing,
    )
    if example is None and result.score is not None:
        progress = desk.workspace.progress()
        passed = result.outcome is Outcome.PASSED
        progress = (progress.passed if passed else progress.failed)(problem.name)
        if result.clue is not None and result.clue.change:
            where = source.where if source.cells else "line {}".format
            told = wording.clue(replace(result.clue, change="", edit=""), where)
            between = "" if told.endswith("?") else ";"
            progress = progress.clued(problem.name, f"{told}{between} {result.clue.change}")
        elif begin := wording.beginning(result):
            progress = progress.clued(problem.name, begin)
        commands.remember(desk.workspace, progress)
    return replays.kept(desk.workspace, result)


# Several ------------------------------------------------------------------------------------------


def _many(
    wanted: Sequence[Target], desk: Desk, request: Request, formats: Sequence[str] = ()
) -> int:
    """Checks every one of these that has a file, and returns the exit status."""
    results = []
    detailed = None if formats else request.detailed
    for result, shown in _each(wanted, desk, request, detailed):
        if not request.as_json and result.outcome is not Outcome.NOT_ATTEMPTED:
            put(shown)
        results.append(result)
    if not results:
        raise UsageError("there is nothing to check here", "grader init makes a workspace")
    report = report_of(results, request.seeded, desk.judge)
    passed = sum(result.outcome is Outcome.PASSED for result in results)
    untouched = sum(result.outcome is Outcome.NOT_ATTEMPTED for result in results)
    if request.as_json:
        put_json(results, request.seeded, desk.judge)
    else:
        say(f"{passed} of {len(results)} problems passed, {untouched} not attempted")
        put(held(desk))
    if actions.FORMAT in formats:
        actions.tell([report], os.environ, {})
    if report.score is None:
        return 3
    return 0 if passed == len(results) else 1


def _each(
    wanted: Sequence[Target], desk: Desk, request: Request, detailed: int | None
) -> Iterator[tuple[ProblemResult, list[Line]]]:
    """The results of all that has a file, each as soon as it is there, and how it reads."""
    worked_in = Submission("", desk.workspace.root / NOTEBOOKS)
    for target in wanted:
        problem = desk.bank.problem(target.problem)
        try:
            source = (
                _own(problem, desk.workspace, worked_in)
                if target.file is None
                else _read(target.file, problem)
            )
        except GraderError as error:
            if target.file is None or target.file.suffix != ".ipynb":
                yield missing_result(problem, error.message, Outcome.ERRORED), []
            continue
        if source is None:
            continue
        with busy(f"checking {problem.name} …") as tell:
            what = desk, problem, source
            result = judged(*what, seed=request.seeded, detailed=detailed, doing=tell)
        yield result, lines(result, source, desk, whole=True, most=request.shown)


def report_of(results: Sequence[ProblemResult], seed: int, judge: Judge) -> Report:
    """These results as a report."""
    scores = [result.score for result in results]
    total = None if None in scores else sum(score for score in scores if score is not None)
    most = sum(result.max_score for result in results)
    return Report("", seed, judge.isolation, total, most, tuple(results))


# What is checked ----------------------------------------------------------------------------------


def _file(request: Request) -> Path | None:
    if request.file is not None:
        return request.file
    named = next(iter(request.names), "")
    return Path(named) if named.endswith(SUFFIXES) else None


def source_of(problem: Problem, workspace: Workspace, file: Path | None = None) -> Source:
    """The answer in a file, or the student's own; `UsageError` if there is none."""
    if file is not None:
        return _read(file, problem)
    source = _own(problem, workspace, Submission("", workspace.root / NOTEBOOKS))
    if source is None:
        hint = f"grader start {problem.name} writes a stub to start from"
        hint = hint if workspace.exists else commands.elsewhere()
        raise UsageError(f"there is no {problem.name}.py here", hint)
    return source


def _own(problem: Problem, workspace: Workspace, worked_in: Submission) -> Source | None:
    """What the student has for a problem: its file, or a notebook where that is still the stub."""
    path = workspace.find(problem, Path.cwd())
    source = _read(path, problem) if path is not None else None
    if (source is None or source.untouched) and worked_in.path.is_dir():
        with contextlib.suppress(SubmissionError):
            found = worked_in.source(problem)
            if source is None or not found.untouched:
                file = commands.relative(worked_in.path / found.file)
                return replace(found, file=file)
    return source


def _read(path: Path, problem: Problem) -> Source:
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    # A link is the student's own affair here, so it is followed.
    found = read_answer(path.resolve(), problem)
    return replace(found, file=commands.relative(path))


# What is said -------------------------------------------------------------------------------------


def put_json(results: Sequence[ProblemResult], seed: int, judge: Judge) -> None:
    """Prints results as a report in JSON."""
    import click

    from grader.reports import record

    speak()
    click.echo(record.render(report_of(results, seed, judge)), nl=False)


def lines(
    result: ProblemResult,
    source: Source,
    desk: Desk,
    *,
    whole: bool,
    most: int | None = FAILURES_SHOWN,
) -> list[Line]:
    """What a student reads of a result: of a `whole` check, or of one on a single example."""
    where = source.where if source.cells else None
    unseen = unseen_checks(result, desk.bank.problem(result.name)) if whole else ()
    shown = result_lines(
        views.student_result(result),
        unseen,
        where,
        most,
        width=columns(),
        later=later(desk.workspace),
    )
    if not whole and result.outcome is Outcome.PASSED:
        shown[-1] = (Piece(NOTHING_FAILS, "good"),)
    return shown


def unseen_checks(result: ProblemResult, problem: Problem) -> Sequence[str]:
    """The names of checks that this copy cannot try."""
    tried = {check.name for check in result.checks}
    return [check.name for check in problem.checks if check.name not in tried]


def later(workspace: Workspace) -> str:
    """What becomes of checks that this copy cannot try: only what was handed out is graded."""
    return wording.LATER if workspace.handed_out else wording.NEVER


def held(desk: Desk) -> list[Line]:
    """What an answer was judged without, and what did not hold it back."""
    bank, judge = desk.bank, desk.judge
    told = isolation_lines(judge.isolation, judge.missing)
    if bank.doubt and any(map(bank.solution_path, bank.names())):
        path = bank.roots[0].problems.parent
        words = f"without {path / 'solutions'}: this bank {bank.doubt} (--bank {path})"
        told.append((Piece(words, "dim"),))
    return told


def advise(
    result: ProblemResult, problem: Problem, desk: Desk, *, whole: bool = True, more: bool = True
) -> None:
    """Says what to do next, also where `more` can be seen of what failed."""
    if result.outcome is Outcome.PASSED:
        if whole:
            overview.passed(problem, desk.bank, desk.workspace)
    elif result.outcome is Outcome.NOT_ATTEMPTED:
        say(f"Write your solution in {result.file}, then check again.", "dim")
    elif result.score is not None:
        if more and len(wording.failures(result)) > FAILURES_SHOWN:
            say("All that failed: --verbose", "dim")
        if problem.hints or problem.name in desk.workspace.progress().clues:
            say(f"Stuck? grader hint {problem.name}", "dim")
