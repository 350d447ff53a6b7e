"""One program on trial: asked, judged, and shown the smallest example on which it fails.

Public checks come first, their counterexamples included; only then are hidden inputs sent, and from
there on nothing that the worker says reaches the student but pass or fail.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from grader.errors import Fault, words_of
from grader.judge import steadiness, symptom
from grader.judge.asking import Asking, Notice
from grader.judge.budget import TooCostly, paused
from grader.judge.checks import PASSED, Evidence, Finding, shown_call
from grader.judge.counterexample import (
    Counterexample,
    Judge,
    Search,
    instructive,
    judge_of,
    of,
    promise,
    purity_of,
)
from grader.judge.laws import HOLDS, NO_SENSE, Overhearing, Verdict
from grader.judge.outcome import Failure, automatic, explaining, needing, result_of
from grader.judge.shown import drivers, lines_of
from grader.judge.workers import Workers
from grader.model import Call, CheckResult, Outcome, Program, Reply
from grader.problem import AGAIN, PROMISE, PURITY, PURITY_POINTS, Check
from grader.sandbox.allowance import Allowance

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox, Worker


LATE: Final = Verdict(Outcome.SKIPPED, "not tried, since a call took all of its time or memory")
UNFINISHED: Final = Verdict(Outcome.TOO_COSTLY, "not judged, or not asked again, in time")


class Failing(NamedTuple):
    """A public check that failed: how it is judged, on which domain, and its counterexample."""

    check: Check
    judge: Judge
    domain: str
    example: Example


@dataclass
class Trial:
    """One submission's program under way through the checks of one exercise.

    Its worker starts with it, and loads the program meanwhile. Close it, or use it as a context
    manager.
    """

    setting: Setting
    program: Program
    sandbox: Sandbox
    file: str = ""
    where: Callable[[int], str] = "line {}".format
    """Where a line of the program stands, as its author knows it."""
    notes: tuple[str, ...] = ()
    """What is to be known of how it was read."""
    allowance: Allowance = field(default_factory=Allowance)
    """What all of its workers may cost the judge together."""
    workers: Workers = field(init=False)
    worker: Worker = field(init=False)
    asked: Asking = field(init=False)
    overheard: dict[str, Mapping[Call, Reply]] = field(default_factory=dict)
    results: dict[str, CheckResult] = field(default_factory=dict)
    failing: list[Failing] = field(default_factory=list)
    whole: str = ""
    """What is told of public answers that are floats where integers are asked, if any are."""
    printed: str | None = None
    """What was printed during the first failing call, once there is one."""
    notice: Notice | None = None
    doing: Notice = lambda _: None
    """Hears of all that is done, as soon as it begins."""
    private: bool = True
    """Whether anything is wanted that is for the instructor alone."""
    detailed: int | None = None
    """So many failures are read in detail; None for all."""

    def __post_init__(self) -> None:
        self.workers = Workers(self.setting, self.program, self.sandbox, self.allowance)
        self.worker = self.workers.fresh()
        self.asked = Asking(self.setting, self.worker, self.doing, self.notice)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers."""
        self.workers.close()

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """What was answered, by the names of domains."""
        return self.asked.evidence

    @property
    def public_domains(self) -> frozenset[str]:
        """The domains that public checks were tried on."""
        checks = (check for check in self.setting.problem.checks if not check.hidden)
        return frozenset(name for check in checks for name in check.over)

    # Public checks ---------------------------------------------------------------------------

    def public(self, checks: Sequence[Check]) -> None:
        """Judges these checks, their counterexamples included, and the automatic ones.

        One passes only if it was judged and asked again; what keeps it from that fails it.
        """
        try:
            self._public(checks)
        except (TooCostly, MemoryError):
            for name, result in self.results.items():
                if self.passed(name):
                    self.results[name] = result_of(name, result.points, UNFINISHED)
            raise

    def _public(self, checks: Sequence[Check]) -> None:
        _ = self.other  # loads the program while this one is judged
        raising = {name for check in checks if check.kind == "raises" for name in check.over}
        ordinary = [n for check in checks if check.kind != "raises" for n in check.over]
        asked = self.asked.ask(dict.fromkeys(n for n in ordinary if n not in raising))
        if asked and not any(evidence.attempted for evidence in asked):
            unwritten = Verdict(Outcome.NOT_ATTEMPTED, "not attempted yet: still to be written")
            self.results[PROMISE] = result_of(PROMISE, 0, unwritten)
            return
        broken = next((e.promise for e in asked if e.promise is not PASSED), PASSED)
        self.conclude(automatic(PROMISE, 0), broken, asked, promise)
        for check in checks:
            self.check(check)
        sound = [evidence for evidence in asked if evidence.promise is PASSED]
        if sound:
            finding = self.setting.checks.purity(sound)
            judge = purity_of(self.setting.checks)
            self.whole = self.setting.checks.whole(sound)
            self.conclude(automatic(PURITY, PURITY_POINTS), finding, sound, judge)
        if not self.asked.exhausted or any(self.passed(check.name) for check in checks):
            self.again(asked, checks)

    def check(self, check: Check) -> None:
        """Judges one public check, unless another must come first."""
        unmet = [name for name in check.needs if not self.passed(name)]
        evidence = self.asked.ask(check.over)
        if check.kind == "raises":
            # Code that always raises has not understood when to.
            first = self.results.get(PROMISE)
            others = (e for n, e in self.evidence.items() if n not in check.over)
            answers = any(one.promise is PASSED for one in others)
            if first is not None and first.outcome is not Outcome.PASSED and not answers:
                unmet.append(PROMISE)
        elif any(one.promise is not PASSED for one in evidence):
            unmet.append(PROMISE)
        unasked = [name for name in check.over if name not in self.evidence]
        if self.asked.late and (
            unmet or any(name in self.setting.examples.domains for name in unasked)
        ):
            self.results[check.name] = result_of(check.name, check.points, LATE)
            return
        if unmet:
            results = [self.results[name] for name in unmet if name in self.results]
            tried = [one.name for one in results if one.outcome is not Outcome.SKIPPED]
            # What was not tried itself says why.
            why = needing(tried or unmet) if tried or not results else results[0].message
            skipped = Verdict(Outcome.SKIPPED, why)
            self.results[check.name] = result_of(check.name, check.points, skipped)
            return
        finding = self.judged(check, evidence)
        self.conclude(check, finding, evidence, judge_of(self.setting.checks, check))

    def judged(self, check: Check, evidence: Sequence[Evidence]) -> Finding:
        """How a check came out; what its law asked beside is remembered."""
        if not check.hidden:
            self.doing(f"“{check.name}”")
        listener = Overhearing(self.worker)
        try:
            finding = self.setting.checks.judge(check, evidence, listener)
        except (Fault, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - `blame` tells whose fault it is
            finding = Finding(
                Verdict(Outcome.FAILED, NO_SENSE, 0, error), evidence[0].domain.name, 0
            )
        self.overheard[check.name] = listener.heard
        return finding

    def conclude(
        self, check: Check, finding: Finding, evidence: Sequence[Evidence], judge: Judge
    ) -> None:
        """Records how a public check came out, with the smallest example if it did not pass."""
        if finding is PASSED:
            self.results[check.name] = result_of(check.name, check.points, HOLDS)
            return
        self.doing(f"a small example that fails “{check.name}”")
        self.blame(check, finding, evidence)
        about = of(evidence, finding)
        place = finding.place
        example, reply = about.examples[place], about.replies[place]
        found = Counterexample(example, finding.verdict, True, reply, finding.domain)
        kind = finding.verdict.told.tip
        with contextlib.ExitStack() as latest:

            def fresh() -> Worker:
                latest.close()
                return latest.enter_context(self.workers.fresh())

            if self._read(check):
                with explaining():
                    recorded = check.kind == "agrees" and not self.setting.reference.known
                    what = self.setting.checks, self.setting.small, judge, evidence, finding
                    before = self.asked.before(finding.domain)
                    how = self.worker, fresh, recorded, self.asked.late, before
                    found = Search(*what, *how).smallest()
        if check.kind == "agrees":
            with explaining():
                cases = [case for one in evidence for case in one.ready]
                printed = found.printed or self.worker.output
                kind = symptom.explained(self.setting.problem, check, cases, printed) or kind
        self.failing.append(Failing(check, judge, found.domain, found.example))
        failure = Failure(self.setting, self.worker, check, found)
        self.results[check.name] = failure.result(kind)
        if self.printed is None:
            self.printed = found.printed

    def _read(self, check: Check) -> bool:
        """Whether anybody reads on which example the check fails: those who look for the line read
        that of answers that should agree.
        """
        few = self.detailed is None or len(self.failing) < self.detailed
        return few or check.kind == "agrees"

    def blame(self, check: Check, finding: Finding, evidence: Sequence[Evidence]) -> None:
        """A law that goes wrong on the reference's own answer is the grader's fault."""
        if finding.verdict.fault is None:
            return
        setting = self.setting
        local = setting.reference.local
        if local is not None:
            domain = setting.domains[finding.domain]
            example = instructive(evidence, finding)
            with paused():  # or what the answers take up could make the reference's fail
                own = setting.checks.ask(domain, [example], local)
                verdict = setting.checks.judge(check, [own], local).verdict
            if verdict.fault is not None:
                raise Fault(f"{setting.problem.name}: {check.name}: {words_of(verdict.fault)}")

    # Hidden checks ---------------------------------------------------------------------------

    def hidden(self, checks: Sequence[Check]) -> None:
        """Judges hidden checks: to the student pass or fail, to the instructor the reason.

        One passes only if it was judged and asked again; what keeps it from that fails it.
        """
        try:
            self._hidden(checks)
        except BaseException:
            self.unfinished(checks)
            raise

    def unfinished(self, checks: Sequence[Check]) -> None:
        """Hidden checks, as they come out if they are not tried to their end."""
        for check in checks:
            self.results[check.name] = self.sealed(check, UNFINISHED)

    def _hidden(self, checks: Sequence[Check]) -> None:
        asked: dict[str, Evidence] = {}
        for check in checks:
            evidence = self.asked.ask(self.setting.checks.over(check))
            asked |= {one.domain.name: one for one in evidence}
            unmet = [name for name in check.needs if not self.passed(name)]
            if unmet:
                verdict = Verdict(Outcome.SKIPPED, f"needs: {', '.join(unmet)}")
                self.results[check.name] = self.sealed(check, verdict)
                continue
            finding = self.judged(check, evidence)
            reason = ""
            if finding is not PASSED:
                self.blame(check, finding, evidence)
                reason = f"{self.shown(instructive(evidence, finding))}: {finding.verdict.message}"
                if finding.verdict.fault is not None:
                    reason += f"\nthe law raised {words_of(finding.verdict.fault)}"
            self.results[check.name] = self.sealed(check, finding.verdict, reason)
        self.again(list(asked.values()), checks)

    def sealed(self, check: Check, verdict: Verdict, reason: str = "") -> CheckResult:
        """A hidden check as a result: the student reads its author's fixed advice, the instructor
        the reason. There is no advice where a public check failed, as anybody can see: that comes
        first, and may be all that is wrong.
        """
        solution = self.setting.exercise.solution
        first = all(
            one.outcome is Outcome.PASSED
            for one in self.results.values()
            if not one.hidden and one.name != PURITY
        )
        failed = verdict.outcome is not Outcome.PASSED
        why = solution.laws[check.name].why if solution is not None and failed and first else ""
        result = result_of(check.name, check.points, verdict, hidden=True)
        return replace(result, message=why, private=reason or verdict.message, line=0)

    # Asking again ----------------------------------------------------------------------------

    @cached_property
    def other(self) -> Worker:
        """The worker that is asked again, and has been asked nothing else."""
        return self.workers.fresh()

    def again(self, evidence: Sequence[Evidence], checks: Sequence[Check]) -> None:
        """Asks the other worker a sample once more; answers that differ fail."""
        asked = steadiness.sample(self.setting.checks, evidence, self.overheard, checks)
        differing = list(steadiness.differing(asked, self.other, self.alone)) if asked else []
        usual = {e.arguments for one in evidence if one.domain.forms is None for e in one.examples}

        def strangeness(found: tuple[steadiness.Asked, Verdict]) -> tuple[bool, int]:
            arguments = found[0].call.arguments
            return arguments not in usual, len(arguments)

        for one, verdict in sorted(differing, key=strangeness):
            self.unsteady(one.call, one.checks, verdict)

    def alone(self, call: Call) -> Reply:
        """The reply of a worker that is asked nothing else."""
        return self.last([call])

    def last(self, calls: Sequence[Call]) -> Reply:
        """The reply to the last of these, of a worker that is asked nothing else."""
        with self.workers.fresh() as worker:
            return worker.answer(calls)[-1]

    def unsteady(self, call: Call, checks: Sequence[Check], verdict: Verdict) -> None:
        """Takes back what was passed on answers that differ, or do not come, when asked again.

        That a hidden check was passed at first is told to nobody but the instructor.
        """
        first = AGAIN not in self.results and not any(check.hidden for check in checks)
        shown = verdict.message
        with explaining():
            shown = "\n".join((*self._told_of(call, search=first), verdict.message))
        for check in checks:
            if not self.passed(check.name):
                continue
            if check.hidden:
                self.results[check.name] = self.sealed(check, verdict, shown)
            else:
                self.results[check.name] = result_of(check.name, check.points, verdict)
        if first:
            result = result_of(AGAIN, 0, verdict)
            self.results[AGAIN] = replace(result, message=shown)

    def _told_of(self, call: Call, *, search: bool) -> Sequence[str]:
        """The call as Python in lines; after a `search` with another, of which it hangs, if one is
        found.
        """
        setting = self.setting
        told = lines_of(call, setting.reference.support)
        if search:
            told = (
                steadiness.spoiled(call, self.evidence.values(), setting.small, self.last) or told
            )
        return [*told, *drivers(setting.problem, [call.function])]

    def shown(self, example: Example) -> str:
        """The call of the entry on this example."""
        return shown_call(self.setting.problem, example, self.setting.reference.support)

    def passed(self, name: str) -> bool:
        result = self.results.get(name)
        return result is not None and result.outcome is Outcome.PASSED
