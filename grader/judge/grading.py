"""Grades submissions: each exercise's program is put on trial, and the points are added up."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from grader.errors import Fault, GraderError
from grader.judge.diagnosis import Witness, diagnose
from grader.judge.laws import Verdict
from grader.judge.setting import Exercise, Setting, program_of
from grader.judge.trial import Trial, automatic, result_of
from grader.model import CheckResult, Outcome, ProblemResult, Program, Refused, Report
from grader.problem import AGAIN, PROMISE, PURITY, PURITY_POINTS, TOTAL_POINTS, Check, Problem

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.recording import RecordedMistake
    from grader.sandbox import Sandbox
    from grader.submission import Source, Submission


ABREAST: Final = 3
"""How many problems of a submission are on trial at once: one is judged while others compute."""


def check_source(
    exercise: Exercise,
    source: str,
    *,
    sandbox: Sandbox,
    seed: int,
    file: str = "",
    example: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] | None = None,
) -> ProblemResult:
    """The result of this source. With `example`, only public checks on that one are tried.

    Raises `Fault` if the grader, or the exercise, fails.
    """
    setting = Setting(exercise, seed, example)
    program = program_of(exercise.problem, source)
    return try_program(setting, program, sandbox=sandbox, file=file, progress=progress)


def try_program(
    setting: Setting,
    program: Program,
    *,
    sandbox: Sandbox,
    file: str = "",
    progress: Callable[[str], None] | None = None,
) -> ProblemResult:
    """The result of this program; `progress` hears of each stage that is over."""
    with quiet(), Trial(setting, program, sandbox, file) as trial:
        return _tried(trial, progress)


def _tried(trial: Trial, progress: Callable[[str], None] | None = None) -> ProblemResult:
    """The result of a trial that has begun."""
    setting, worker = trial.setting, trial.worker
    problem = setting.problem
    possible = [check for check in problem.checks if setting.possible(check)]
    if isinstance(worker.loaded, Refused):
        return _refused(problem, possible, worker.loaded, trial.file, worker.output)
    trial.public([check for check in possible if not check.hidden])
    output = worker.output
    if progress is not None:
        progress("public")
    attempted = trial.results[PROMISE].outcome is not Outcome.NOT_ATTEMPTED
    # Told before the worker sees anything hidden, which it could answer by from then on.
    told = _diagnosed(trial, hidden=False)
    if attempted and setting.given is None and not trial.exhausted:
        trial.hidden([check for check in possible if check.hidden])
    result = _problem_result(problem, possible, trial.results, trial.file, output)
    if result.outcome is Outcome.PASSED:
        return result
    reached = any(check.hidden for check in trial.results.values())
    known = _diagnosed(trial, hidden=True) if reached else told
    return replace(
        result,
        diagnosis=told.why if told is not None else "",
        mistake=known.name if known is not None else "",
    )


def _diagnosed(trial: Trial, *, hidden: bool) -> Mistake | RecordedMistake | None:
    """The mistake that public answers show, or, for the instructor alone, `hidden` ones too."""
    setting, results = trial.setting, trial.results
    if all(result.outcome is Outcome.PASSED for result in results.values()):
        return None
    wrong = {name for name, r in results.items() if r.outcome in (Outcome.FAILED, Outcome.ERRORED)}
    broken = [
        check
        for check in setting.problem.checks
        if check.name in wrong and check.kind in ("holds", "python") and hidden >= check.hidden
    ]
    domains = trial.evidence.keys() if hidden else trial.public_domains
    evidence = {name: one for name, one in trial.evidence.items() if name in domains}
    witness = Witness(evidence, broken, trial.overheard, trial.worker, hidden=hidden)
    return diagnose(setting, witness, trial.sandbox)


def _problem_result(
    problem: Problem,
    possible: Sequence[Check],
    results: Mapping[str, CheckResult],
    file: str,
    output: str,
) -> ProblemResult:
    promised = results[PROMISE]
    unreached = Verdict(
        promised.outcome if promised.outcome is Outcome.NOT_ATTEMPTED else Outcome.SKIPPED
    )
    rows = [promised]
    for check in (*possible, automatic(PURITY, PURITY_POINTS)):
        missing = result_of(check.name, check.points, unreached, hidden=check.hidden)
        rows.append(results.get(check.name, missing))
    if AGAIN in results:
        rows.append(results[AGAIN])
    if all(row.outcome is Outcome.PASSED for row in rows):
        outcome = Outcome.PASSED
    elif promised.outcome is not Outcome.PASSED:
        outcome = promised.outcome
    else:
        outcome = Outcome.FAILED
    return ProblemResult(
        name=problem.name,
        title=problem.title,
        outcome=outcome,
        score=sum(row.earned for row in rows),
        max_score=sum(row.points for row in rows),
        checks=tuple(rows),
        message=promised.message if promised.outcome is Outcome.NOT_ATTEMPTED else "",
        output=output,
        file=file,
    )


def _refused(
    problem: Problem, possible: Sequence[Check], refused: Refused, file: str, output: str
) -> ProblemResult:
    outcome = refused.outcome
    rest = outcome if outcome is Outcome.NOT_ATTEMPTED else Outcome.SKIPPED
    rows = [
        result_of(check.name, check.points, Verdict(rest), hidden=check.hidden)
        for check in (*possible, automatic(PURITY, PURITY_POINTS))
    ]
    return ProblemResult(
        name=problem.name,
        title=problem.title,
        outcome=outcome,
        score=0.0,
        max_score=sum(row.points for row in rows),
        checks=(
            result_of(PROMISE, 0, Verdict(outcome, refused.message, refused.line)),
            *rows,
        ),
        message=refused.message,
        output=output,
        file=file,
    )


def missing_result(problem: Problem, message: str, outcome: Outcome) -> ProblemResult:
    """The result of a problem for which a submission has nothing that could be run."""
    return ProblemResult(problem.name, problem.title, outcome, 0.0, TOTAL_POINTS, message=message)


def grade_submission(
    submission: Submission,
    exercises: Sequence[Exercise],
    *,
    sandbox: Sandbox,
    seed: int,
    settings: dict[str, Setting] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """The report of one submission. A fault in one problem costs that problem's score alone.

    `settings` keeps exercises ready between submissions of the same run.
    """
    settings = {} if settings is None else settings

    def graded(exercise: Exercise) -> ProblemResult:
        name = exercise.problem.name
        result = _graded(submission, settings.setdefault(name, Setting(exercise, seed)), sandbox)
        if progress is not None:
            progress(name)
        return result

    with quiet(), ThreadPoolExecutor(ABREAST) as lanes:
        results = list(lanes.map(graded, exercises))
    weighted = [(e.weight, r) for e, r in zip(exercises, results, strict=True)]
    faulty = any(result.score is None for result in results)
    return Report(
        submission=submission.name,
        seed=seed,
        isolation=sandbox.isolation,
        score=None if faulty else sum(w * (r.score or 0.0) for w, r in weighted),
        max_score=sum(w * r.max_score for w, r in weighted),
        problems=tuple(results),
        missing=sandbox.missing,
        message=submission.error,
    )


def _graded(submission: Submission, setting: Setting, sandbox: Sandbox) -> ProblemResult:
    problem = setting.problem
    try:
        source = submission.source(problem)
    except GraderError as error:
        return missing_result(problem, error.message, Outcome.NOT_ATTEMPTED)
    try:
        program = program_of(problem, source.text)
        with Trial(setting, program, sandbox, source.file) as trial:
            return _placed(_tried(trial), source)
    except Exception as error:  # noqa: BLE001 - whatever fails here must cost the student nothing
        return _fault(problem, source.file, error)


def _placed(result: ProblemResult, source: Source) -> ProblemResult:
    """The result with places in a notebook told as cells, since its lines are none of the file."""
    if not source.cells:
        return result

    def told(check: CheckResult) -> CheckResult:
        if not check.line:
            return check
        place = f"at {source.where(check.line)}"
        if check.hidden:
            return replace(check, line=0, private=f"{check.private}\n{place}".lstrip())
        return replace(check, line=0, message=f"{check.message}\n{place}".lstrip())

    return replace(result, checks=tuple(map(told, result.checks)))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Inside, what NumPy warns of while a law looks at wrong answers is nobody's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _fault(problem: Problem, file: str, error: Exception) -> ProblemResult:
    text = error.message if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
    return ProblemResult(
        problem.name, problem.title, None, None, TOTAL_POINTS, file=file, fault=text
    )
