"""What a class is graded on: problems and their weights, from which bank, in which state.

It is small plain data, so that every grading process can be told, and loads the exercises itself:
a hidden half is code, which is not sent between processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import Fault, UsageError
from grader.exercise.bank import Bank, Root
from grader.judge.setting import Exercise, exercise_of
from grader.model import Feedback

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Part:
    """One problem of a rubric, and how much is told of what is wrong with an answer. The digests
    are those of its two halves.
    """

    name: str
    weight: float
    problem: str
    solution: str
    feedback: Feedback = Feedback.LINE


@dataclass(frozen=True, slots=True)
class Rubric:
    """Problems in order, and where they are."""

    roots: tuple[Root, ...]
    parts: tuple[Part, ...]

    def exercises(self) -> list[Exercise]:
        """The exercises; raises `Fault` if they are no longer what they were."""
        bank = Bank(self.roots)
        found = [exercise_of(bank, p.name, p.weight, p.feedback) for p in self.parts]
        for part, exercise in zip(self.parts, found, strict=True):
            if _part(exercise) != part:
                raise Fault(f"{part.name} was changed while grading went on", "start again")
        return found


def rubric_of(
    bank: Bank, problems: Iterable[tuple[str, float]], feedback: Feedback = Feedback.LINE
) -> Rubric:
    """The rubric of these problems and weights, all of which can be graded from this bank."""
    exercises = [exercise_of(bank, name, weight, feedback) for name, weight in problems]
    if not exercises:
        raise UsageError("there is no problem to grade")
    for exercise in exercises:
        if exercise.solution is None:
            name = exercise.problem.name
            hint = "grading needs the hidden half of the bank; name its directory with --bank"
            raise UsageError(f"there is no solution for {name}", hint)
    roots = tuple(root.absolute() for root in bank.roots)
    return Rubric(roots, tuple(map(_part, exercises)))


def _part(exercise: Exercise) -> Part:
    solution = exercise.solution.digest if exercise.solution is not None else ""
    problem = exercise.problem
    return Part(problem.name, exercise.weight, problem.digest, solution, exercise.feedback)
