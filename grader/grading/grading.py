"""Grades one program: it is put on trial, within a budget, and its points are added up."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from grader.judge.asking import Notice
from grader.judge.budget import TooCostly, budget
from grader.judge.credit import (
    CREDIT,
    HARDLY,
    SPARED,
    credited,
    docked,
    hardly_right,
    mostly_right,
    spared,
)
from grader.judge.laws import Verdict
from grader.judge.outcome import automatic, explaining, needing, result_of
from grader.judge.precedent import Halfway
from grader.judge.setting import Exercise, Setting, program_of
from grader.judge.trial import LATE, Trial
from grader.law.calls import NO_RETURN
from grader.model import CheckResult, Clue, Loaded, Outcome, ProblemResult, Program, Refused
from grader.problem import (
    AGAIN,
    PROMISE,
    PURITY,
    PURITY_POINTS,
    RIGHT,
    TOTAL_POINTS,
    WHOLE,
    Check,
    Problem,
)
from grader.submission import Source

if TYPE_CHECKING:
    from grader.sandbox import Sandbox
    from grader.tutor.diagnosis import Diagnosis


Progress = Callable[[ProblemResult], None]
"""Hears, before anything hidden is tried, of the result as it will be if none of that is passed."""

WHOLE_POINTS: Final = 1
"""What whole floats cost where integers are asked."""

NOT_RUN: Final = "not tried, since your code cannot be run"

TOO_COSTLY: Final = "judging your answers would take too much time or memory; return plain values"


def check_source(
    exercise: Exercise,
    source: Source | str,
    *,
    sandbox: Sandbox,
    seed: int,
    file: str = "",
    example: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
    doing: Notice | None = None,
    private: bool = True,
    detailed: int | None = None,
    search_s: float = 0.0,
) -> ProblemResult:
    """The result of this source. With `example`, only public checks on that one are tried. `notice`
    hears of what takes long meanwhile, and `doing` of all that is done; what is not `private` says
    nothing for the instructor alone, and of so many failures as are `detailed` the smallest example
    is looked for, or of all.

    Raises `Fault` if the grader, or the exercise, fails.
    """
    setting = Setting(exercise, seed, example, alone=not private)
    source = Source(source, file) if isinstance(source, str) else source
    program = program_of(exercise.problem, source)
    with (
        quiet(),  # also while it begins, which may draw the examples
        Trial(
            setting,
            program,
            sandbox,
            source.file,
            where=source.where,
            notes=source.notes,
            notice=notice,
            doing=doing or (lambda _: None),
            private=private,
            detailed=detailed,
        ) as trial,
    ):
        result = tried(trial, progress, search_s)
    return replace(result, line=source.line_of(exercise.problem.entry.name))


def try_program(
    setting: Setting,
    program: Program,
    *,
    sandbox: Sandbox,
    file: str = "",
    progress: Progress | None = None,
) -> ProblemResult:
    """The result of this program."""
    with quiet(), Trial(setting, program, sandbox, file) as trial:
        return tried(trial, progress)


def tried(trial: Trial, progress: Progress | None = None, search_s: float = 0.0) -> ProblemResult:
    """The result of a trial that has begun, within the budget for one; `search_s` of CPU time may
    be taken to find out where a wrong program is wrong.
    """
    setting, worker = trial.setting, trial.worker
    problem = setting.problem
    possible = [check for check in problem.checks if setting.possible(check)]
    notes = (*trial.notes, *noted(worker.loaded, trial.where))
    if isinstance(worker.loaded, Refused):
        printed = located(worker.output, trial)
        result = refused(problem, possible, worker.loaded, trial.file, printed)
        return replace(result, message="\n".join((result.message, *notes)))
    setting.prepare()
    stage = _Stage(trial, possible, notes, search_s)

    def own(result: ProblemResult) -> ProblemResult:
        """With the file and the places of whoever handed in the program, be it known or not."""
        return replace(result, file=trial.file, output=located(result.output, trial))

    def halfway(result: ProblemResult) -> None:
        if progress is not None:
            progress(own(result))

    key = notes, search_s > 0, trial.private, trial.detailed
    known = setting.memo is not None and trial.notice is None
    if known and (found := setting.precedents.follow(key, trial.workers, halfway)) is not None:
        return own(found)
    try:
        with budget():
            stage.run(halfway)
    except (TooCostly, MemoryError):
        stage.unreached = Verdict(Outcome.TOO_COSTLY, TOO_COSTLY)
    result = stage.result()
    if known and not {check.outcome for check in result.checks} & LIMITS:
        setting.precedents.keep(key, trial.workers.record, result)
    return own(result)


LIMITS: Final = frozenset(
    {Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.CRASHED, Outcome.TOO_COSTLY}
)
"""What hangs on the machine too, and is found out anew for each."""


def noted(loaded: Loaded | Refused, where: Callable[[int], str]) -> tuple[str, ...]:
    """What was said when a program was loaded, with the places."""
    return tuple(f"{where(line)}: {text}" if line else text for line, text in loaded.notes)


def located(printed: str, trial: Trial) -> str:
    """What was printed, warnings and tracebacks among it, with places as the author knows them."""
    name = re.escape(trial.program.name)
    places = rf'^(?:( *+)File "{name}\.py", line (\d{{1,7}})|{name}\.py:(\d{{1,7}}))\b'

    def told(found: re.Match[str]) -> str:
        return f"{found[1] or ''}{trial.where(int(found[2] or found[3]))}"

    return re.sub(places, told, printed, flags=re.MULTILINE)


@dataclass
class _Stage:
    """How far a trial has come: what was noted when the program was loaded, what was printed until
    then, which mistake public answers tell, and which one all answers, and what was sought in vain;
    whether hardly any public answer is right; and how checks come out that were not reached.
    """

    trial: Trial
    possible: Sequence[Check]
    notes: tuple[str, ...] = ()
    search_s: float = 0.0
    output: str = ""
    told: Diagnosis | None = None
    known: Diagnosis | None = None
    hardly: bool = False
    mostly: bool = False
    unreached: Verdict | None = None
    clue: Clue | None = None
    vain: set[str] = field(default_factory=set)

    def run(self, halfway: Progress) -> None:
        """Public checks and their diagnosis first, before the worker sees anything hidden, which it
        could answer by from then on.
        """
        trial = self.trial
        trial.public([check for check in self.possible if not check.hidden])
        self.output = trial.worker.output if trial.printed is None else trial.printed
        with explaining():
            self.told = self.known = diagnosed(trial, hidden=False, vain=self.vain)
        known = self.told is not None or trial.results[PROMISE].kind not in ("", NO_RETURN)
        if self.search_s and trial.failing and not known:
            from grader.tutor.repair import clue_of  # who is right needs no tutor

            trial.workers.record.spoil()  # it is read
            trial.doing("looking where it is wrong")
            with explaining():
                self.clue = clue_of(trial, self.possible, self.search_s)
        self._weigh()
        attempted = trial.results[PROMISE].outcome is not Outcome.NOT_ATTEMPTED
        if attempted and trial.setting.given is None and not trial.asked.exhausted:
            hidden = [check for check in self.possible if check.hidden]
            trial.unfinished(hidden)
            result = self.result()
            trial.workers.record.add(Halfway(result))
            halfway(result)
            trial.hidden(hidden)
        if trial.private and any(check.hidden for check in trial.results.values()):
            with explaining():
                self.known = diagnosed(trial, hidden=True, vain=self.vain)

    def result(self) -> ProblemResult:
        """The result as it stands."""
        trial = self.trial
        problem = trial.setting.problem
        result = _problem_result(problem, self.possible, trial.results, trial.file, self)
        if result.outcome is Outcome.PASSED:
            return result
        return replace(
            result,
            diagnosis=self.told.why if self.told is not None else "",
            mistake=self.known.name if self.known is not None else "",
            clue=self.clue,
        )

    def _weigh(self) -> None:
        """Finds out how often public answers are right."""
        trial, setting = self.trial, self.trial.setting
        if setting.given is not None or trial.asked.late:
            return
        public = [one for name, one in trial.evidence.items() if name in trial.public_domains]
        agreeing = [one.name for one in setting.problem.checks if one.kind == "agrees"]
        agrees = bool(agreeing) and all(map(trial.passed, agreeing))
        self.hardly = not agrees and hardly_right(setting.problem, public)
        steady = AGAIN not in trial.results
        self.mostly = steady and (agrees or mostly_right(setting.problem, public))


def diagnosed(trial: Trial, *, hidden: bool, vain: set[str] | None = None) -> Diagnosis | None:
    """The mistake that public answers show, or, for the instructor alone, `hidden` ones too. What
    is looked for in vain is noted, and then not looked for again.
    """
    setting, results = trial.setting, trial.results
    if all(result.outcome is Outcome.PASSED for result in results.values()):
        return None
    from grader.tutor.diagnosis import Witness, diagnose

    wrong = {name for name, r in results.items() if r.outcome in (Outcome.FAILED, Outcome.ERRORED)}
    broken = [
        check
        for check in setting.problem.checks
        if check.name in wrong and check.kind in ("holds", "python") and hidden >= check.hidden
    ]
    domains = trial.evidence.keys() if hidden else trial.public_domains
    evidence = {name: one for name, one in trial.evidence.items() if name in domains}
    vain = set() if vain is None else vain
    witness = Witness(evidence, broken, trial.overheard, trial.worker, hidden, vain)
    return diagnose(setting, witness, trial.sandbox)


def _problem_result(
    problem: Problem,
    possible: Sequence[Check],
    results: Mapping[str, CheckResult],
    file: str,
    stage: _Stage,
) -> ProblemResult:
    promised = results.get(PROMISE)
    if promised is None:
        promised = result_of(PROMISE, 0, stage.unreached or Verdict(Outcome.SKIPPED))
    skipped = LATE if stage.trial.asked.late else Verdict(Outcome.SKIPPED, needing([PROMISE]))
    unwritten = promised.outcome is Outcome.NOT_ATTEMPTED
    unreached = stage.unreached or (Verdict(promised.outcome) if unwritten else skipped)
    rows = [promised]
    for check in (*possible, automatic(PURITY, PURITY_POINTS)):
        # Of a hidden check nothing but pass or fail is told, whatever kept it from being reached.
        verdict = unreached if not check.hidden else unreached._replace(message="")
        missing = result_of(check.name, check.points, verdict, hidden=check.hidden)
        rows.append(results.get(check.name, missing))
    if AGAIN in results:
        rows.append(results[AGAIN])
    if stage.hardly and sum(row.earned for row in rows) > CREDIT:
        rows = [*credited(rows), result_of(RIGHT, 0, Verdict(Outcome.FAILED, HARDLY))]
    if stage.trial.whole:
        verdict = Verdict(Outcome.FAILED, f"{stage.trial.whole}; that costs a point")
        rows = [*docked(rows, WHOLE_POINTS), result_of(WHOLE, 0, verdict)]
    notes = stage.notes
    if stage.mostly and 2 * sum(row.earned for row in rows) < sum(row.points for row in rows):
        rows, notes = spared(rows), (*notes, SPARED)
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
        message="\n".join(
            (*[promised.message] * (promised.outcome is Outcome.NOT_ATTEMPTED), *notes)
        ),
        output=stage.output,
        file=file,
    )


def refused(
    problem: Problem, possible: Sequence[Check], refusal: Refused, file: str, output: str = ""
) -> ProblemResult:
    """The result of a program that could not be run, or judged, at all."""
    outcome = refusal.outcome
    unwritten = outcome is Outcome.NOT_ATTEMPTED
    rest = Verdict(outcome) if unwritten else Verdict(Outcome.SKIPPED, NOT_RUN)
    rows = [
        result_of(
            *(check.name, check.points, rest._replace(message="") if check.hidden else rest),
            hidden=check.hidden,
        )
        for check in (*possible, automatic(PURITY, PURITY_POINTS))
    ]
    return ProblemResult(
        name=problem.name,
        title=problem.title,
        outcome=outcome,
        score=0.0,
        max_score=sum(row.points for row in rows),
        checks=(
            result_of(PROMISE, 0, Verdict(outcome, refusal.message, refusal.line)),
            *rows,
        ),
        message=refusal.message,
        output=output,
        file=file,
    )


def missing_result(problem: Problem, message: str, outcome: Outcome) -> ProblemResult:
    """The result of a problem for which a submission has nothing that could be run."""
    return ProblemResult(problem.name, problem.title, outcome, 0.0, TOTAL_POINTS, message=message)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Inside, what NumPy warns of while a law looks at wrong answers is nobody's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
