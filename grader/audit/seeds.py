"""Right answers have full marks under every seed, not only under those that their author tried.

A law that holds of a right answer by luck, such as one that compares two paths of rounding, takes
points from whoever meets an unlucky seed. So the reference and every other solution are judged on
the examples of many seeds. Their author's code is trusted, and runs in this process, which costs a
fraction of a worker; what seems to lose a point is put on trial as a student's program would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.audit.dry_run import FEW, DryRun
from grader.audit.proofs import shortfall
from grader.judge.grading import try_program
from grader.judge.setting import Exercise, Setting
from grader.model import Call, Loaded, Program, Reply
from grader.program import Local

if TYPE_CHECKING:
    from grader.audit.findings import Item
    from grader.audit.halves import Halves
    from grader.sandbox import Sandbox


class InProcess:
    """The author's code as a worker has it, without a process of its own."""

    loaded = Loaded()

    def load(self, program: Program) -> None:
        """Forgets what was loaded before."""
        self._local = Local(program)

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in order."""
        return self._local.answer(calls)

    def close(self) -> None:
        """There is nothing to end."""


def right_answers(
    exercise: Exercise,
    seeds: Sequence[int],
    *,
    sandbox: Sandbox,
    halves: Halves,
    most: int = FEW,
) -> Iterator[Item]:
    """What right answers lack under these seeds, on the first `most` examples of each domain, where
    the styles that a mathematician would try first are.
    """
    solution = exercise.solution
    assert solution is not None
    name = exercise.problem.asks[0]
    rights = [("the reference", name, solution.reference)]
    rights += [(f"the solution {one.name}", one.name, one.program) for one in solution.solutions]
    for seed in seeds:
        setting = Setting(exercise, seed, most=most)
        for who, where, program in rights:
            with DryRun(setting, program, sandbox, lent=InProcess()) as dry:
                passed = dry.passed()
            if not passed:
                result = try_program(setting, program, sandbox=sandbox)
                yield from shortfall(halves, result, who, where, seed)
