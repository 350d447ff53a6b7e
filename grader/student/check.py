"""What `grader check` does: one problem of one student, as fast as can be."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import GraderError, SubmissionError, UsageError
from grader.exercise.bank import Bank, find_bank
from grader.judge.answering import Judge
from grader.judge.grading import missing_result
from grader.model import Outcome, ProblemResult, Report
from grader.reports import actions, views, wording
from grader.reports.console import put, say
from grader.reports.terminal import Line, Piece, isolation_lines, result_lines
from grader.student import commands
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
    """What was asked for. `example` is the JSON of one input to try, and nothing else."""

    name: str | None = None
    file: Path | None = None
    example: str | None = None
    as_json: bool = False
    seed: int | None = None
    banks: Sequence[Path] = ()


def check(request: Request, sandbox: Sandbox) -> int:
    """Checks one problem, says how it came out, and returns the exit status."""
    bank = find_bank(request.banks)
    workspace = Workspace.around(Path.cwd())
    name = request.name or (request.file.name if request.file else None)
    problem = commands.named(bank, name, workspace)
    source = _source(request, problem, workspace)
    whole = request.example is None
    seed = SEED if request.seed is None else request.seed
    with Judge(sandbox) as judge:
        result = judged(judge, bank, problem, source, workspace, seed=seed, example=request.example)
        if request.as_json:
            _put_json(result, seed, judge)
        else:
            put([*lines(result, source, problem, whole=whole), *_held(bank, judge)])
            _advise(result, problem, workspace, bank, whole=whole)
    if result.score is None:
        return 3
    return 0 if result.outcome is Outcome.PASSED else 1


def judged(
    judge: Judge,
    bank: Bank,
    problem: Problem,
    source: Source,
    workspace: Workspace,
    *,
    seed: int = SEED,
    example: str | None = None,
) -> ProblemResult:
    """The result of a student's own check, which counts as progress unless it is on one example."""
    result = judge.check(bank, problem.name, source, seed=seed, example=example)
    if example is None and result.score is not None:
        progress = workspace.progress()
        passed = result.outcome is Outcome.PASSED
        progress = (progress.passed if passed else progress.failed)(problem.name)
        if result.clue is not None and result.clue.change:
            where = source.where if source.cells else "line {}".format
            told = wording.clue(replace(result.clue, change="", edit=""), where)
            progress = progress.clued(problem.name, f"{told}; {result.clue.change}")
        commands.remember(workspace, progress)
    return result


def check_all(request: Request, sandbox: Sandbox, formats: Sequence[str] = ()) -> int:
    """Checks every problem of the workspace that has a file, and returns the exit status."""
    bank = find_bank(request.banks)
    seed = SEED if request.seed is None else request.seed
    with Judge(sandbox) as judge:
        results = list(_each(judge, bank, Workspace.around(Path.cwd()), seed))
        if not results:
            raise UsageError("there is nothing to check here", "grader init makes a workspace")
        scores = [result.score for result in results]
        total = None if None in scores else sum(score for score in scores if score is not None)
        most = sum(result.max_score for result in results)
        report = Report("", seed, judge.isolation, total, most, tuple(results))
        passed = sum(result.outcome is Outcome.PASSED for result in results)
        untouched = sum(result.outcome is Outcome.NOT_ATTEMPTED for result in results)
        say(f"{passed} of {len(results)} problems passed, {untouched} not attempted")
        put(_held(bank, judge))
    if actions.FORMAT in formats:
        actions.tell([report], os.environ, {})
    if total is None:
        return 3
    return 0 if passed == len(results) else 1


def _each(judge: Judge, bank: Bank, workspace: Workspace, seed: int) -> Iterator[ProblemResult]:
    """The results of all that has a file, each shown as soon as it is there."""
    worked_in = Submission("", workspace.root / NOTEBOOKS)
    for name in bank.names():
        problem = bank.problem(name)
        try:
            source = _own(problem, workspace, worked_in)
        except GraderError as error:
            yield missing_result(problem, error.message, Outcome.ERRORED)
            continue
        if source is None:
            continue
        result = judge.check(bank, name, source, seed=seed)
        if result.outcome is not Outcome.NOT_ATTEMPTED:
            put(lines(result, source, problem, whole=True))
        yield result


def _source(request: Request, problem: Problem, workspace: Workspace) -> Source:
    path = request.file
    if path is None and request.name and request.name.endswith(SUFFIXES):
        path = Path(request.name)
    if path is not None:
        return _read(path, problem)
    source = _own(problem, workspace, Submission("", workspace.root / NOTEBOOKS))
    if source is None:
        hint = f"grader start {problem.name} writes a stub to start from"
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


def _put_json(result: ProblemResult, seed: int, judge: Judge) -> None:
    import click

    from grader.reports import record

    report = Report("", seed, judge.isolation, result.score, result.max_score, (result,))
    click.echo(record.render(report), nl=False)


def lines(result: ProblemResult, source: Source, problem: Problem, *, whole: bool) -> list[Line]:
    """What a student reads of a result: of a `whole` check, or of one on a single example."""
    where = source.where if source.cells else None
    unseen = unseen_checks(result, problem) if whole else ()
    shown = result_lines(views.student_result(result), unseen, where)
    if not whole and result.outcome is Outcome.PASSED:
        shown[-1] = (Piece(NOTHING_FAILS, "good"),)
    return shown


def unseen_checks(result: ProblemResult, problem: Problem) -> Sequence[str]:
    """The names of checks that this copy cannot try."""
    tried = {check.name for check in result.checks}
    return [check.name for check in problem.checks if check.name not in tried]


def _held(bank: Bank, judge: Judge) -> list[Line]:
    """What an answer was judged without, and what did not hold it back."""
    told = isolation_lines(judge.isolation, judge.missing)
    if bank.doubt and any(map(bank.solution_path, bank.names())):
        path = bank.roots[0].problems.parent
        words = f"without {path / 'solutions'}: this bank {bank.doubt} (--bank {path})"
        told.append((Piece(words, "dim"),))
    return told


def _advise(
    result: ProblemResult, problem: Problem, workspace: Workspace, bank: Bank, *, whole: bool
) -> None:
    if result.outcome is Outcome.PASSED:
        if whole:
            commands.what_next(bank, workspace.progress())
    elif result.outcome is Outcome.NOT_ATTEMPTED:
        say(f"Write your solution in {result.file}, then check again.", "dim")
    elif result.score is not None and (problem.hints or problem.name in workspace.progress().clues):
        say(f"Stuck? grader hint {problem.name}", "dim")
