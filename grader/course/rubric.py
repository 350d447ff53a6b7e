"""What a class is graded on: problems and what they are worth, from which bank, in which state.

It is small plain data, so that every grading process can be told, and loads the exercises itself:
a hidden half is code, which is not sent between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.errors import Fault, UsageError
from grader.exercise.bank import Bank, Root
from grader.gradebook.points import HUNDREDTHS
from grader.judge.setting import Exercise, exercise_of
from grader.model import FOR_NOTHING, Feedback, Misnamed
from grader.problem import TOTAL_POINTS
from grader.submission import among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.course.assignment import Task


@dataclass(frozen=True, slots=True)
class Part:
    """One problem of a rubric, worth so many hundredths, and how much is told of what is wrong with
    an answer. The digests are those of its two halves.
    """

    name: str
    worth: int
    problem: str
    solution: str
    bonus: bool = False
    feedback: Feedback = Feedback.LINE
    misnamed: Misnamed = FOR_NOTHING


@dataclass(frozen=True, slots=True)
class Rubric:
    """Problems in order, and where they are."""

    roots: tuple[Root, ...]
    parts: tuple[Part, ...]

    def exercises(self) -> list[Exercise]:
        """The exercises; raises `Fault` if they are no longer what they were."""
        bank = Bank(self.roots)
        found = [exercise_of(bank, part.name, feedback=part.feedback) for part in self.parts]
        for part, exercise in zip(self.parts, found, strict=True):
            if _digests(exercise) != (part.problem, part.solution):
                raise Fault(f"{part.name} was changed while grading went on", "start again")
        asks = {exercise.problem.name: exercise.problem.asks for exercise in found}
        return [
            replace(
                exercise,
                naming=among(part.name, asks, taken=part.misnamed.taken),
                misnamed=_of_ten(part),
            )
            for part, exercise in zip(self.parts, found, strict=True)
        ]


def rubric_of(
    bank: Bank,
    tasks: Iterable[Task],
    feedback: Feedback = Feedback.LINE,
    misnamed: Misnamed = FOR_NOTHING,
) -> Rubric:
    """The rubric of these problems, all of which can be graded from this bank."""
    parts = []
    for task in tasks:
        exercise = exercise_of(bank, task.name, feedback=feedback)
        if exercise.solution is None:
            hint = "grading needs the hidden half of the bank; name its directory with --bank"
            raise UsageError(f"there is no solution for {task.name}", hint)
        what = task.name, task.worth, *_digests(exercise)
        parts.append(Part(*what, task.bonus, feedback, misnamed))
    if not parts:
        raise UsageError("there is no problem to grade")
    return Rubric(tuple(root.absolute() for root in bank.roots), tuple(parts))


def _of_ten(part: Part) -> Misnamed:
    """What another name costs, where the problem is worth ten points."""
    points = part.misnamed.points * TOTAL_POINTS * HUNDREDTHS / part.worth
    return replace(part.misnamed, points=points)


def _digests(exercise: Exercise) -> tuple[str, str]:
    solution = exercise.solution.digest if exercise.solution is not None else ""
    return exercise.problem.digest, solution
