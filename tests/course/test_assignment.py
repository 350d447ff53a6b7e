"""Assignments are read as strictly as exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.course.assignment import Assignment, load_assignment
from grader.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "week.yaml"
    path.write_text(content)
    return path


def test_problems_have_weights(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "title: First week\nproblems:\n  - matmul\n  - {name: softmax, weight: 2}\n  - name: pca\n",
    )
    assert load_assignment(path) == Assignment(
        "First week", (("matmul", 1), ("softmax", 2), ("pca", 1))
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("title: x\nproblems: []\n", "2: problems: must have at least 1"),
        ("problems: [a]\n", "1: title: is missing"),
        ("title: x\nproblems: [a, b, a]\n", "2: problems[2]: a is listed twice"),
        ("title: x\nproblem: [a]\n", "2: problem: unknown key; did you mean problems?"),
        (
            "title: x\nproblems: [{name: a, weigth: 2}]\n",
            "2: problems[0].weigth: unknown key; did you mean weight?",
        ),
        (
            "title: x\nproblems: [{name: a, weight: 0}]\n",
            "2: problems[0].weight: must be more than 0",
        ),
        (
            "title: x\nproblems: [{name: a, weight: .inf}]\n",
            "2: problems[0].weight: must be a finite number",
        ),
        ("title: x\nproblems: [A-b]\n", "2: problems[0].name: must be a slug"),
        ("[]\n", "1: must be a mapping"),
    ],
)
def test_what_is_wrong_has_a_line(tmp_path: Path, content: str, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(SpecError) as caught:
        load_assignment(path)
    assert any(line.startswith(f"{path}:{told}") for line in caught.value.problems)
