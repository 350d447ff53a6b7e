"""Judges one answer at a time, where the exercise may run: here, if somebody vouches for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from grader.errors import Fault
from grader.grading.grading import check_source
from grader.judge import recording
from grader.judge.budget import SEARCH_S
from grader.judge.replay import read_example
from grader.judge.setting import exercise_of

if TYPE_CHECKING:
    from pathlib import Path

    from grader.exercise.bank import Bank
    from grader.grading.confined import Confined
    from grader.judge.asking import Notice
    from grader.model import Isolation, ProblemResult
    from grader.sandbox import Sandbox
    from grader.submission import Source


class Judge:
    """Judges answers to the problems of banks. Close it, or use it as a context manager.

    A bank that is vouched for is judged in this process, with workers of `sandbox`; any other in
    a process that is locked down, and by its public half alone.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._confined: tuple[Path, Confined] | None = None
        self._told: tuple[Isolation, tuple[str, ...]] | None = None

    def check(
        self,
        bank: Bank,
        name: str,
        source: Source,
        *,
        seed: int,
        example: str | None = None,
        notice: Notice | None = None,
        detailed: int | None = None,
        doing: Notice | None = None,
    ) -> ProblemResult:
        """The result of this source; with `example`, a replay's JSON, of that one input alone. It
        is the student's: nothing is found out for an instructor. `notice` hears of what takes long,
        `doing` of all that is done; so many failures are `detailed`, or all.
        """
        if bank.doubt:
            return self._asked(bank, name, source, seed, example)
        exercise = exercise_of(bank, name)
        given = None if example is None else read_example(example, exercise.problem)
        self._told = None
        return check_source(
            exercise,
            source,
            sandbox=self.sandbox,
            seed=seed,
            example=given,
            notice=notice,
            doing=doing,
            private=False,
            detailed=detailed,
            search_s=SEARCH_S,
        )

    @property
    def isolation(self) -> Isolation:
        """What held back all that was run for the last answer."""
        return self.sandbox.isolation if self._told is None else self._told[0]

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers that did not."""
        return self.sandbox.missing if self._told is None else self._told[1]

    def close(self) -> None:
        """Ends the process that was locked down, if there is one."""
        if self._confined is not None:
            self._confined[1].close()
            self._confined = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(
        self, bank: Bank, name: str, source: Source, seed: int, example: str | None
    ) -> ProblemResult:
        from grader.grading.confined import Confined, Question

        problem, path = bank.problem(name), bank.path(name)
        place = bank.roots[0].problems.absolute()
        if self._confined is not None and self._confined[0] != place:
            self.close()  # one stranger's exercises shall not judge another's
        if self._confined is None:
            self._confined = place, Confined()
        told = recording.content(path)
        try:
            report = self._confined[1].ask(Question(problem, told, source, seed, example))
        except Fault:
            self.close()
            raise
        self._told = report.isolation, report.missing
        return replace(report.problems[0], file=source.file)
