"""The same ten problems as an nbgrader assignment: for each a cell to solve and one of asserts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from class_of_ten import PROBLEMS, Problem
from otter_side import examples_cell

ASSIGNMENT: Final = "ten"
STUDENT: Final = "student"
NOTEBOOK: Final = f"{ASSIGNMENT}.ipynb"


def nbgrader_run(folder: Path) -> Callable[[], None]:
    """`nbgrader autograde` of one submission, which has its assignment generated before."""
    binaries = str(Path(sys.executable).parent)
    command = [f"{binaries}/nbgrader"]
    # It looks for programs that were installed with it.
    environment = {**os.environ, "PATH": os.pathsep.join((binaries, os.environ["PATH"]))}
    for place in (("source", ASSIGNMENT), ("submitted", STUDENT, ASSIGNMENT)):
        directory = folder.joinpath(*place)
        directory.mkdir(parents=True)
        (directory / NOTEBOOK).write_text(json.dumps(_notebook()), encoding="utf-8")
    generate = [*command, "generate_assignment", ASSIGNMENT]
    subprocess.run(generate, cwd=folder, env=environment, check=True, capture_output=True)
    autograde = [*command, "autograde", ASSIGNMENT, "--student", STUDENT, "--force"]

    def run() -> None:
        subprocess.run(autograde, cwd=folder, env=environment, check=True, capture_output=True)
        graded = folder / "autograded" / STUDENT / ASSIGNMENT / NOTEBOOK
        cells = json.loads(graded.read_text(encoding="utf-8"))["cells"]
        counted = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
        assert len(counted) == len(PROBLEMS), graded
        assert all(cell["execution_count"] and not cell["outputs"] for cell in counted), graded

    return run


def _notebook() -> dict[str, Any]:
    """The examples, as drawn for us, then each function and its asserts."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel}
    return {"cells": list(_cells()), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cells() -> Iterator[dict[str, Any]]:
    yield _cell("examples", examples_cell(), {})
    for problem in PROBLEMS:
        solved = {"grade": False, "locked": False, "solution": True}
        yield _cell(problem.name, problem.source, solved)
        tried = {"grade": True, "locked": True, "solution": False, "points": 1}
        yield _cell(f"{problem.name}-tests", _asserts(problem), tried)


def _asserts(problem: Problem) -> str:
    """Each law for each example, as an instructor would write it down."""
    lines = ["for x, y in examples:", f"    a = {problem.name}(x, y)"]
    lines += [f"    assert np.all({claim}), (x, y)" for claim in problem.claims]
    return "\n".join(lines)


def _cell(name: str, source: str, what: dict[str, Any]) -> dict[str, Any]:
    about = {"grade_id": name, "schema_version": 3, "task": False, **what}
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": {"nbgrader": about} if what else {},
        "outputs": [],
        "source": source,
    }
