"""Grades one submission: asks, judges, finds counterexamples, and adds up points.

Public checks come first, their counterexamples included; only then are hidden inputs sent, and from
there on nothing that the worker says reaches the student but pass or fail.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from grader import notation
from grader.checks import PASSED, Checks, Evidence, Finding, answers_differ, shown_call
from grader.counterexample import (
    DEPENDS,
    Counterexample,
    Judge,
    instructive,
    judge_of,
    promise,
    purity_of,
    smallest,
)
from grader.errors import Fault, GraderError
from grader.examples import Example, Examples, example_of, load_examples
from grader.laws import HOLDS, Verdict
from grader.model import (
    Call,
    Caller,
    CheckResult,
    Limits,
    Outcome,
    ProblemResult,
    Program,
    Refused,
    Report,
)
from grader.problem import AGAIN, PROMISE, PURITY, PURITY_POINTS, TOTAL_POINTS, Check, Problem
from grader.reference import Reference

if TYPE_CHECKING:
    from grader.sandbox import Sandbox, Worker
    from grader.solution import Solution
    from grader.submission import Submission

CPU_FACTOR = 50
"""A call may take this many times the reference's slowest, if that is more than the limit."""

ASKED_AGAIN = 8
"""How many examples of each domain are asked a second time, last first, in a fresh worker."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What to grade: both halves of an exercise, or the public one where a copy has no other."""

    problem: Problem
    solution: Solution | None = None
    weight: float = 1.0


def program_of(problem: Problem, source: str) -> Program:
    """A submission's source as the program that this exercise asks for."""
    return Program(
        name=problem.name,
        source=source,
        asks={name: name for name in problem.asks},
        entry=problem.entry.name,
        parameters=tuple(p.name for p in problem.entry.parameters),
        support=problem.support,
        forbid=problem.forbid,
        stub=problem.stub,
    )


@dataclass
class Setting:
    """An exercise made ready to grade for one seed; serves any number of submissions."""

    exercise: Exercise
    seed: int
    given: Mapping[str, Any] | None = None

    @property
    def problem(self) -> Problem:
        return self.exercise.problem

    @cached_property
    def reference(self) -> Reference:
        return Reference(self.problem, self.exercise.solution)

    @cached_property
    def checks(self) -> Checks:
        return Checks(self.problem, self.exercise.solution, self.reference)

    @cached_property
    def examples(self) -> Examples:
        if self.given is None:
            return load_examples(self.problem, self.exercise.solution, self.reference, self.seed)
        values = dict(self.given)
        domain = values.pop("in")
        return Examples({domain: (example_of(self.problem, values, self.reference),)})

    @cached_property
    def limits(self) -> Limits:
        limits = self.problem.limits
        return replace(limits, cpu_s=max(limits.cpu_s, CPU_FACTOR * self.examples.slowest_s))

    @cached_property
    def domains(self) -> dict[str, Any]:
        hidden = self.exercise.solution.domains if self.exercise.solution is not None else ()
        return {domain.name: domain for domain in (*self.problem.given, *hidden)}

    def possible(self, check: Check) -> bool:
        """Whether this copy can judge the check: hidden and agreeing ones need the hidden half."""
        if check.kind in ("agrees", "python") and not self.reference.known:
            return False
        return self.given is None or (
            not check.hidden and any(name in self.examples.domains for name in check.over)
        )


@dataclass
class _Run:
    """One submission's program under way through the checks of one exercise."""

    setting: Setting
    program: Program
    sandbox: Sandbox
    worker: Worker
    evidence: dict[str, Evidence] = field(default_factory=dict)
    results: dict[str, CheckResult] = field(default_factory=dict)

    def ask(self, names: Iterable[str]) -> list[Evidence]:
        """The replies on these domains, each asked once."""
        setting = self.setting
        for name in names:
            examples = setting.examples.domains.get(name)
            if name not in self.evidence and examples is not None:
                domain = setting.domains[name]
                self.evidence[name] = setting.checks.ask(domain, examples, self.worker)
        return [self.evidence[name] for name in names if name in self.evidence]

    def fresh(self) -> Worker:
        """Another worker with the same program and no memory of what this one was asked."""
        return self.sandbox.worker(self.program, self.setting.limits)

    # Public checks ---------------------------------------------------------------------------

    def public(self, checks: Sequence[Check]) -> None:
        """Judges these checks, their counterexamples included, and the automatic ones."""
        raising = {name for check in checks if check.kind == "raises" for name in check.over}
        ordinary = [n for check in checks if check.kind != "raises" for n in check.over]
        asked = self.ask(dict.fromkeys(n for n in ordinary if n not in raising))
        if asked and not any(evidence.attempted for evidence in asked):
            unwritten = Verdict(Outcome.NOT_ATTEMPTED, "not attempted yet: still to be written")
            self.results[PROMISE] = _result(PROMISE, 0, unwritten)
            return
        broken = next((e.promise for e in asked if e.promise is not PASSED), PASSED)
        self.conclude(_automatic(PROMISE, 0), broken, asked, promise)
        for check in checks:
            self.check(check)
        sound = [evidence for evidence in asked if evidence.promise is PASSED]
        if sound:
            finding = self.setting.checks.purity(sound)
            judge = purity_of(self.setting.checks)
            self.conclude(_automatic(PURITY, PURITY_POINTS), finding, sound, judge)
        self.again(asked, checks)

    def check(self, check: Check) -> None:
        """Judges one public check, unless another must come first."""
        unmet = [name for name in check.needs if not self.passed(name)]
        evidence = self.ask(check.over)
        if check.kind == "raises":
            # Code that always raises has not understood when to.
            first = self.results.get(PROMISE)
            answers = any(e.promise is PASSED for n, e in self.evidence.items() if n not in check.over)
            if first is not None and first.outcome is not Outcome.PASSED and not answers:
                unmet.append(PROMISE)
        elif any(one.promise is not PASSED for one in evidence):
            unmet.append(PROMISE)
        if unmet:
            skipped = Verdict(Outcome.SKIPPED, f"not tried, since it needs: {', '.join(unmet)}")
            self.results[check.name] = _result(check.name, check.points, skipped)
            return
        finding = self.setting.checks.judge(check, evidence, self.worker)
        self.conclude(check, finding, evidence, judge_of(self.setting.checks, check))

    def conclude(
        self, check: Check, finding: Finding, evidence: Sequence[Evidence], judge: Judge
    ) -> None:
        """Records how a public check came out, with the smallest example if it did not pass."""
        if finding is PASSED:
            self.results[check.name] = _result(check.name, check.points, HOLDS)
            return
        self.blame(check, finding, evidence)
        start = instructive(evidence, finding)
        domain = self.setting.domains[finding.domain]
        workers: list[Worker] = []

        def fresh() -> Caller:
            workers.append(self.fresh())
            return workers[-1]

        try:
            found = smallest(
                self.setting.checks, judge, domain, start, finding.verdict, self.worker, fresh
            )
        finally:
            for worker in workers:
                worker.close()
        self.results[check.name] = self.failure(check, found, finding.domain)

    def blame(self, check: Check, finding: Finding, evidence: Sequence[Evidence]) -> None:
        """A law that goes wrong on the reference's own answer is the grader's fault."""
        if finding.verdict.fault is None:
            return
        setting = self.setting
        local = setting.reference.local
        if local is not None:
            domain = setting.domains[finding.domain]
            example = instructive(evidence, finding)
            own = setting.checks.ask(domain, [example], local)
            verdict = setting.checks.judge(check, [own], local).verdict
            if verdict.fault is not None:
                raise Fault(f"{setting.problem.name}: {check.name}: {verdict.fault!r}")

    def failure(self, check: Check, found: Counterexample, domain: str) -> CheckResult:
        """A public failure as a result: message, example and how to see it again."""
        problem, verdict = self.setting.problem, found.verdict
        names = found.example.names(self.setting.reference.support)
        plain = {"in": domain, **{n: notation.to_plain(value) for n, value in names.items()}}
        lines = [f"{shown_call(problem, found.example)}: {verdict.message}"]
        if not found.alone:
            lines.append(DEPENDS)
        if check.why:
            lines.append(check.why.strip())
        flag = f"the law raised {verdict.fault!r}" if verdict.fault is not None else ""
        return replace(
            _result(check.name, check.points, verdict),
            message="\n".join(lines),
            example=plain,
            replay=f"grader check {problem.name} --example {shlex.quote(json.dumps(plain))}",
            private=flag,
        )

    # Hidden checks ---------------------------------------------------------------------------

    def hidden(self, checks: Sequence[Check]) -> None:
        """Judges hidden checks: to the student pass or fail, to the instructor the reason."""
        setting = self.setting
        asked: dict[str, Evidence] = {}
        for check in checks:
            over = setting.checks.over(check)
            evidence = self.ask(over)
            asked |= {one.domain.name: one for one in evidence}
            unmet = [name for name in check.needs if not self.passed(name)]
            verdict, private = Verdict(Outcome.SKIPPED, f"needs: {', '.join(unmet)}"), ""
            if not unmet:
                finding = setting.checks.judge(check, evidence, self.worker)
                verdict = finding.verdict
                if finding is not PASSED:
                    self.blame(check, finding, evidence)
                    example = instructive(evidence, finding)
                    private = f"{shown_call(setting.problem, example)}: {verdict.message}"
                    if verdict.fault is not None:
                        private += f"\nthe law raised {verdict.fault!r}"
            result = _result(check.name, check.points, verdict, hidden=True)
            law = setting.exercise.solution.laws[check.name] if setting.exercise.solution else None
            message = law.why if law is not None and verdict is not HOLDS and not unmet else ""
            self.results[check.name] = replace(result, message=message, private=private, line=0)
        self.again(list(asked.values()), checks)

    # Asking again ----------------------------------------------------------------------------

    def again(self, evidence: Sequence[Evidence], checks: Sequence[Check]) -> None:
        """Asks a sample once more, last first, in a fresh worker; answers that differ fail."""
        sample = [
            (one, index)
            for one in evidence
            for index in reversed(range(0, len(one.examples), max(1, len(one.examples) // ASKED_AGAIN)))
        ][::-1]
        if not sample:
            return
        entry = self.setting.problem.entry.name
        calls = [Call(entry, one.examples[index].arguments) for one, index in sample]
        with self.fresh() as worker:
            replies = worker.answer(calls)
        for (one, index), reply in zip(sample, replies, strict=True):
            if answers_differ(one.replies[index], reply):
                self.unsteady(one, index, checks)
                return

    def unsteady(self, evidence: Evidence, index: int, checks: Sequence[Check]) -> None:
        """Takes back what was passed on answers that differ when asked again."""
        text = (
            "asked again in another order, your function gave another answer; answers may depend"
            " on the arguments alone"
        )
        hidden = evidence.domain.hidden or any(check.hidden for check in checks)
        for check in checks:
            result = self.results[check.name]
            over = self.setting.checks.over(check)
            if result.outcome is Outcome.PASSED and evidence.domain.name in over:
                self.results[check.name] = replace(
                    result,
                    outcome=Outcome.FAILED,
                    earned=0.0,
                    message="" if hidden else text,
                    private=text if hidden else "",
                )
        shown = f"{shown_call(self.setting.problem, evidence.examples[index])}: {text}"
        self.results[AGAIN] = replace(
            _result(AGAIN, 0, Verdict(Outcome.FAILED), hidden=hidden),
            message="" if hidden else shown,
            private=shown if hidden else "",
        )

    def passed(self, name: str) -> bool:
        result = self.results.get(name)
        return result is not None and result.outcome is Outcome.PASSED


def _automatic(name: str, points: float) -> Check:
    return Check(name, "holds", points, ())


def _result(name: str, points: float, verdict: Verdict, *, hidden: bool = False) -> CheckResult:
    earned = float(points) if verdict.outcome is Outcome.PASSED else 0.0
    return CheckResult(
        name, hidden, float(points), earned, verdict.outcome, verdict.message, line=verdict.line
    )


# Whole problems and submissions ------------------------------------------------------------------


def check_source(
    exercise: Exercise,
    source: str,
    *,
    sandbox: Sandbox,
    seed: int,
    file: str = "",
    example: Mapping[str, Any] | None = None,
    setting: Setting | None = None,
    progress: Callable[[str], None] | None = None,
) -> ProblemResult:
    """The result of this source. With `example`, only public checks on that one are tried.

    Raises `Fault` if the grader, or the exercise, fails.
    """
    setting = setting or Setting(exercise, seed, example)
    problem = setting.problem
    possible = [check for check in problem.checks if setting.possible(check)]
    program = program_of(problem, source)
    with sandbox.worker(program, setting.limits) as worker:
        if isinstance(worker.loaded, Refused):
            return _refused(problem, possible, worker.loaded, file, worker.output)
        run = _Run(setting, program, sandbox, worker)
        run.public([check for check in possible if not check.hidden])
        output = worker.output
        if progress is not None:
            progress("public")
        unwritten = run.results[PROMISE].outcome is Outcome.NOT_ATTEMPTED
        if not unwritten and example is None:
            run.hidden([check for check in possible if check.hidden])
    return _problem_result(problem, possible, run.results, file, output)


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
    for check in (*possible, _automatic(PURITY, PURITY_POINTS)):
        missing = _result(check.name, check.points, unreached, hidden=check.hidden)
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
        _result(check.name, check.points, Verdict(rest), hidden=check.hidden)
        for check in (*possible, _automatic(PURITY, PURITY_POINTS))
    ]
    return ProblemResult(
        name=problem.name,
        title=problem.title,
        outcome=outcome,
        score=0.0,
        max_score=sum(row.points for row in rows),
        checks=(
            _result(PROMISE, 0, Verdict(outcome, refused.message, refused.line)),
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
    results = []
    for exercise in exercises:
        name = exercise.problem.name
        setting = settings.setdefault(name, Setting(exercise, seed))
        results.append(_graded(submission, exercise, setting, sandbox, seed))
        if progress is not None:
            progress(name)
    pairs = list(zip(results, exercises, strict=True))
    faulty = any(result.score is None for result in results)
    scale = [exercise.weight for _, exercise in pairs]
    return Report(
        submission=submission.name,
        seed=seed,
        isolation=sandbox.isolation,
        score=None if faulty else sum(w * (r.score or 0.0) for w, r in zip(scale, results, strict=True)),
        max_score=sum(w * r.max_score for w, r in zip(scale, results, strict=True)),
        problems=tuple(results),
        missing=sandbox.missing,
        message=submission.error,
    )


def _graded(
    submission: Submission, exercise: Exercise, setting: Setting, sandbox: Sandbox, seed: int
) -> ProblemResult:
    problem = exercise.problem
    try:
        source = submission.source(problem)
    except GraderError as error:
        return missing_result(problem, error.message, Outcome.NOT_ATTEMPTED)
    try:
        return check_source(
            exercise, source.text, sandbox=sandbox, seed=seed, file=source.file, setting=setting
        )
    except Fault as fault:
        text = fault.message
    except Exception as error:  # noqa: BLE001 - whatever fails here must cost the student nothing
        text = f"{type(error).__name__}: {error}"
    return ProblemResult(
        problem.name, problem.title, None, None, TOTAL_POINTS, file=source.file, fault=text
    )
