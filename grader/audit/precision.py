"""Whether single precision is enough for an exercise, and whether its statement says so if not.

An answer in double precision that was computed in single is wrong, and one in single precision is
judged as such. So who works in single precision throughout has full marks, unless some right
answer loses points that way. Then the statement must ask for double precision, in these words. It
may where no check is failed, but nothing is left of some answer in single precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.audit import disguise
from grader.audit.dry_run import FEW
from grader.judge.credit import nowhere_far

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.audit.findings import Item
    from grader.audit.proofs import Proofs
    from grader.model import Program
    from grader.problem import Problem

DOUBLE: Final = "double precision"


def asked(problem: Problem) -> bool:
    """Whether the statement or the stub asks for double precision."""
    return DOUBLE in " ".join(f"{problem.statement}\n{problem.stub}".split())


def single(proofs: Proofs) -> Iterator[Item]:
    """Right answers that lose points in single precision though nobody asks for double, or the
    request where none does.
    """
    halves, due = proofs.halves, asked(proofs.first.problem)
    for who, where, program in proofs.rights():
        broken, kept = _tried(proofs, program)
        if due and (broken or not kept):
            return
        if broken:
            reason = (
                f"{who}, all in single precision, fails {broken!r}, and nothing asks for double"
            )
            yield halves.hidden(where, reason)
    if due:
        yield halves.public(("statement",), f"{DOUBLE} is asked for, and single would do")


def _tried(proofs: Proofs, program: Program) -> tuple[str, bool]:
    """The check that the program fails where arguments and answers are in single precision; and
    whether its answers are then still near the right ones.
    """
    setting = proofs.first
    with proofs.trusted(disguise.in_single(program)) as dry:
        dry.narrowed(FEW)
        evidence = map(dry.evidence, setting.domains)
        return dry.broken(), nowhere_far(setting.problem, list(evidence))
