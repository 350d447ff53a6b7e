"""No verdict by luck: what is right has full marks under every seed, what is wrong is caught.

A law that holds of a right answer by luck, such as one that compares two paths of rounding, takes
points from whoever meets an unlucky seed. So the reference and every other solution are judged on
the examples of many seeds. Their author's code is trusted, and runs in this process, which costs a
fraction of a worker; what seems to lose a point is put on trial as a student's program would be.

A mistake that only some seeds show is passed on to the lucky. So each is put before the check that
it names under many seeds; what gives it away should be planted among the examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from grader.audit.dry_run import FEW, FEWEST, DryRun
from grader.audit.in_process import InProcess
from grader.audit.mistakes import caught, escaped
from grader.audit.proofs import shortfall
from grader.grading.grading import try_program
from grader.judge.setting import Exercise, Setting

if TYPE_CHECKING:
    from grader.audit.findings import Item
    from grader.audit.halves import Halves
    from grader.sandbox import Sandbox


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


def lucky_mistakes(
    exercise: Exercise, seeds: Sequence[int], *, sandbox: Sandbox, halves: Halves
) -> Iterator[Item]:
    """Mistakes that the check they name does not catch under each of these seeds. Of a mistake no
    more is asked than it takes to catch it.
    """
    solution = exercise.solution
    assert solution is not None
    escapes: dict[str, list[Setting]] = {}
    few = Setting(exercise, seeds[0], most=FEW)
    with sandbox.worker(solution.reference, few.limits) as worker:
        for seed in seeds:
            few, whole = Setting(exercise, seed, most=FEW), Setting(exercise, seed)
            for mistake in solution.mistakes:
                with DryRun(few, mistake.program, sandbox, lent=worker) as dry:
                    dry.narrowed(FEWEST)
                    if caught(mistake, dry):
                        continue
                    dry.narrowed(None)
                    if caught(mistake, dry):
                        continue
                    dry.move(whole)
                    if not caught(mistake, dry):
                        escapes.setdefault(mistake.name, []).append(whole)
    for mistake in solution.mistakes:
        if mistake.name in escapes:
            yield escaped(mistake, escapes[mistake.name], sandbox, halves)


RIGHT: Final = "right"
MISTAKES: Final = "mistakes"

PARTS: Final[Mapping[str, Callable[..., Iterator[Item]]]] = MappingProxyType(
    {RIGHT: right_answers, MISTAKES: lucky_mistakes}
)
"""What of an audit is cheap enough for hundreds of seeds."""
