"""The slips that people make in any exercise, around and inside its right programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.tutor.bends import bends
from grader.tutor.slips import slips

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.tutor.family import Family
    from grader.tutor.telling import Telling


def habits(setting: Setting, telling: Sequence[Telling]) -> Iterator[list[Family]]:
    """Families of slips, those of one program together: first around the reference, then inside it
    and inside other right programs. Without the hidden half there are none.
    """
    solution = setting.exercise.solution
    if solution is None or not telling:
        return
    several = (one.example.arguments for one in telling)
    around = list(bends(setting.problem, solution.reference, several))
    programs = (solution.reference, *(other.program for other in solution.solutions))
    yield from filter(None, (around, *map(slips, programs)))
