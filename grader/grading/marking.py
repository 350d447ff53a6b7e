"""Grades a submission: each of its problems is put on trial, one after the other.

Everything is judged in this one thread, as parsing is not safe in several before CPython 3.11.8;
what takes no judge, loading the programs of the problems that come next, goes on meanwhile.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.errors import CostlySubmissionError, Fault, GraderError, words_of
from grader.grading.grading import missing_result, quiet, refused, tried
from grader.grading.kept import Identity, keep, known_of
from grader.judge.credit import misnamed
from grader.judge.setting import Exercise, Setting, program_of
from grader.judge.trial import Trial
from grader.model import CheckResult, Clue, Outcome, ProblemResult, Refused, Report
from grader.problem import TOTAL_POINTS, Problem
from grader.submission import Source

if TYPE_CHECKING:
    from grader.sandbox import Sandbox
    from grader.submission import Submission

ABREAST: Final = 3
"""So many programs of a submission are loaded at once: one is judged while the next get ready."""

Progress = Callable[[ProblemResult, bool], None]

RAISED: Final = "judging it raised"
SEARCH_S: Final = 4.0
"""CPU time in which a wrong program's place is looked for, when a class is graded."""

UNJUDGED: Final = "your answers could not be judged; your instructor sees what went wrong"


def grade_submission(
    submission: Submission,
    exercises: Sequence[Exercise],
    *,
    sandbox: Sandbox,
    seed: int,
    settings: dict[str, Setting] | None = None,
    progress: Progress = lambda _, final: None,  # noqa: ARG005
) -> Report:
    """The report of one submission. A fault in one problem costs that problem's score alone.

    `settings` keeps exercises ready between submissions of the same run. `progress` hears of each
    result twice: as it will be if nothing hidden is passed, and as it is.
    """
    settings = {} if settings is None else settings
    results: list[ProblemResult] = []
    begun: deque[_Begun] = deque()
    ahead = iter(exercises)
    with quiet(), contextlib.ExitStack() as stack:
        while len(results) < len(exercises):
            for exercise in ahead:
                setting = settings.setdefault(exercise.problem.name, Setting(exercise, seed))
                begun.append(_Begun(submission, setting, sandbox))
                stack.callback(begun[-1].close)
                if len(begun) == ABREAST:
                    break
            results.append(begun.popleft().result(lambda result: progress(result, False)))
            progress(results[-1], True)
    scores = [result.score for result in results]
    return Report(
        submission=submission.name,
        seed=seed,
        isolation=sandbox.isolation,
        score=None if None in scores else sum(score or 0.0 for score in scores),
        max_score=sum(result.max_score for result in results),
        problems=tuple(results),
        missing=sandbox.missing,
        message=submission.error,
    )


class _Begun:
    """One problem of a submission, whose program is loading."""

    def __init__(self, submission: Submission, setting: Setting, sandbox: Sandbox) -> None:
        self.setting = setting
        self.sandbox = sandbox
        self.trial: Trial | None = None
        self.early: ProblemResult | None = None
        try:
            naming = setting.exercise.naming
            self.source = submission.source(setting.problem, naming=naming)
        except GraderError as error:
            costly = isinstance(error, CostlySubmissionError)
            outcome = Outcome.TOO_COSTLY if costly else Outcome.NOT_ATTEMPTED
            self.early = missing_result(setting.problem, error.message, outcome)
            return
        self.identity = Identity(setting.problem, self.source)
        if setting.shortcuts and (known := known_of(setting.known, self.identity)) is not None:
            self.early = self._settled(known)
            return
        with contextlib.suppress(Fault):  # which `result` meets again
            self.trial = self._trial()

    def _trial(self) -> Trial:
        source = self.source
        program = program_of(self.setting.problem, source)
        told = self.setting, program, self.sandbox, source.file
        return Trial(*told, where=source.where, notes=source.notes)

    def close(self) -> None:
        """Ends its workers."""
        if self.trial is not None:
            self.trial.close()

    def result(self, progress: Callable[[ProblemResult], None]) -> ProblemResult:
        """The result; what the grader's surroundings spoil is tried once more, and what is known of
        the same program not at all.
        """
        if self.early is not None:
            return self.early
        halfway: list[ProblemResult] = []

        def hear(result: ProblemResult) -> None:
            halfway.append(self._settled(result))
            progress(halfway[-1])

        for last in (False, True):
            halfway.clear()
            try:
                # Its answers may take up much, so nothing keeps it when it is over.
                trial, self.trial = self.trial or self._trial(), None
                with trial:
                    result = tried(trial, hear, SEARCH_S)
                    if self.setting.shortcuts:
                        read = not trial.workers.record.whole
                        keep(self.setting.known, self.identity, result, read=read)
                    return self._settled(result)
            except (Fault, OSError) as error:
                if last:
                    return _fault(self.setting.problem, self.source.file, error)
            except Exception as error:  # noqa: BLE001 - an answer may be anything
                if goes_through(self.setting, self.sandbox):
                    # In hidden checks it is told as any other way to fail them.
                    result = halfway[-1] if halfway else _unjudged(self.setting, self.source)
                    return flagged(result, f"{RAISED} {words_of(error)}")
                return _fault(self.setting.problem, self.source.file, error)
        raise AssertionError("the last try returns")

    def _settled(self, result: ProblemResult) -> ProblemResult:
        """The result as it counts, with its places told."""
        exercise, source = self.setting.exercise, self.source
        line = source.line_of(exercise.problem.entry.name)
        result = _placed(replace(result, line=line), source)
        return misnamed(result, exercise.misnamed) if source.names else result


def goes_through(setting: Setting, sandbox: Sandbox) -> bool:
    """Whether the reference's own answers can be judged; then another program's are to blame."""
    if setting.sound is None:
        setting.sound = False
        solution = setting.exercise.solution
        if solution is not None:
            with (
                contextlib.suppress(Exception),
                Trial(setting, solution.reference, sandbox) as trial,
            ):
                setting.sound = tried(trial).outcome is Outcome.PASSED
    return setting.sound


def _unjudged(setting: Setting, source: Source) -> ProblemResult:
    """The result of a program of whose answers nothing could be made."""
    problem = setting.problem
    possible = [check for check in problem.checks if setting.possible(check)]
    return refused(problem, possible, Refused(Outcome.ERRORED, UNJUDGED), source.file)


def flagged(result: ProblemResult, why: str) -> ProblemResult:
    """The result with a word for the instructor."""
    first, *rest = result.checks
    return replace(result, checks=(replace(first, private=why), *rest))


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

    return replace(result, checks=tuple(map(told, result.checks)), clue=_clue(result.clue, source))


def _clue(clue: Clue | None, source: Source) -> Clue | None:
    if clue is None or not clue.lines:
        return clue
    joined = " and " if clue.both else " or "
    return replace(clue, lines=(), place=joined.join(map(source.where, clue.lines)))


def _fault(problem: Problem, file: str, error: Exception) -> ProblemResult:
    text = error.message if isinstance(error, Fault) else words_of(error)
    return ProblemResult(
        problem.name, problem.title, None, None, TOTAL_POINTS, file=file, fault=text
    )
