"""A titled selection of problems, each with its weight.

title: First week
problems: [matmul, affine_layer, {name: softmax, weight: 2}]
feedback: line
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.exercise import forms, strict_yaml, text
from grader.exercise.strict_yaml import Complaints
from grader.model import Feedback

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a class is asked to do: problems in order, with what each weighs, and how much students
    are told of where their programs are wrong.
    """

    title: str
    problems: tuple[tuple[str, float], ...]
    feedback: Feedback = Feedback.LINE


def load_assignment(path: Path) -> Assignment:
    """The assignment in the file at `path`; raises `SpecError` with all that is wrong.

    title: First week
    problems: [matmul, affine_layer, {name: softmax, weight: 2}]
    """
    complain = Complaints(strict_yaml.parse(text.content(path), str(path)))
    form = forms.read(forms.AssignmentForm, complain)
    names = [problem.name for problem in form.problems]
    for i, name in enumerate(names):
        if name in names[:i]:
            complain(("problems", i), f"{name} is listed twice")
    complain.settle()
    problems = tuple((p.name, p.weight) for p in form.problems)
    return Assignment(form.title, problems, Feedback(form.feedback))
