"""Exercises made of two texts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from files import write_files

from grader.exercise.hidden import load_solution
from grader.exercise.spec import parse_problem
from grader.judge.setting import Exercise

SHARE: Final = """
import numpy as np

def share(w):
    w = np.asarray(w, dtype=float)
    if np.any(w < 0):
        raise ValueError("negative")
    return w / w.sum()
"""
"""A right answer to `share` of the bank in `tests/data/bank`."""


def exercise_of(folder: Path, name: str, public: str, hidden: str) -> Exercise:
    """An exercise of these halves; the hidden one is written into `folder`, to be imported."""
    problem = parse_problem(public, Path(f"calculus/{name}.yaml"))
    file = write_files(folder, {f"{name}.py": hidden}) / f"{name}.py"
    return Exercise(problem, load_solution(file, problem))
