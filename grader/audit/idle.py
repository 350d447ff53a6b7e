"""Which checks reject anything at all: one that rejects no wrong program is idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.audit.dry_run import DryRun
    from grader.audit.findings import Item
    from grader.audit.halves import Halves
    from grader.problem import Problem


class Idle:
    """The checks that have rejected nothing so far.

    Agreement with the reference rejects everything and is left aside, so that every other check
    has to reject something by itself.
    """

    def __init__(self, problem: Problem) -> None:
        self.checks = {check.name: check for check in problem.checks if check.kind != "agrees"}

    def meet(self, dry: DryRun, *names: str) -> None:
        """Tries the checks of these names, all without any, on a wrong program."""
        for name in names or tuple(self.checks):
            if name in self.checks and dry.convicts(self.checks[name]):
                del self.checks[name]

    def items(self, halves: Halves) -> Iterator[Item]:
        """The checks that are left."""
        for name in self.checks:
            reason = f"the check {name!r} is idle: it rejects no mistake and no mutant"
            yield halves.check(name, reason)
