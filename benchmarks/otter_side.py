"""The same ten problems for both graders: an otter-grader assignment, and a submission of ours."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from class_of_ten import EXAMPLES, PROBLEMS, Problem, statement_of

if TYPE_CHECKING:
    from grader.judge.setting import Exercise, Setting

SEED = 0


def _exercises() -> list[Exercise]:
    from grader.exercise.spec import parse_problem
    from grader.judge.setting import Exercise

    return [
        Exercise(parse_problem(statement_of(problem), Path("ten", f"{problem.name}.yaml")))
        for problem in PROBLEMS
    ]


@contextlib.contextmanager
def our_run() -> Iterator[Callable[[], None]]:
    """Grades a submission of ten files, with examples drawn before; each time other programs, as in
    a class, since one that is known is not judged again.
    """
    import tempfile

    from bank_class import own

    from grader.grading.marking import grade_submission
    from grader.sandbox import Sandbox
    from grader.submission import read_submission

    exercises = _exercises()
    settings: dict[str, Setting] = {}
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        number = itertools.count()

        def run() -> None:
            for problem in PROBLEMS:
                source = own(problem.source, next(number))
                Path(folder, f"{problem.name}.py").write_text(source, encoding="utf-8")
            submission = read_submission(Path(folder))
            report = grade_submission(
                submission, exercises, sandbox=sandbox, seed=SEED, settings=settings
            )
            assert report.score == report.max_score, report

        yield run


def otter_run(folder: Path) -> Callable[[], None]:
    """`otter run` on a notebook with the same functions, cases and examples."""
    binaries = Path(sys.executable).parent
    (folder / "tests").mkdir()
    for problem in PROBLEMS:
        test = "OK_FORMAT = True\ntest = " + repr(_otter_test(problem))
        (folder / "tests" / f"{problem.name}.py").write_text(test, encoding="utf-8")
    (folder / "submission.ipynb").write_text(json.dumps(_notebook()), encoding="utf-8")
    generate = ["generate", "-t", "tests", "--no-environment", "-o", "autograder.zip"]
    subprocess.run([binaries / "otter", *generate], cwd=folder, check=True, capture_output=True)
    command = [str(binaries / "otter"), "run", "submission.ipynb", "-a", "autograder.zip"]

    def run() -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        scores = [test["score"] for test in results["tests"] if "score" in test]
        assert sum(scores) == len(PROBLEMS), results

    return run


def _otter_test(problem: Problem) -> dict[str, object]:
    """A case for each law and example, so that a failure names its input, as ours do."""
    cases = []
    for claim in problem.claims:
        for i in range(EXAMPLES):
            code = f">>> x, y = examples[{i}]\n>>> a = {problem.name}(x, y)\n"
            code += f">>> bool(np.all({claim}))\nTrue"
            cases.append({"code": code, "hidden": False, "locked": False})
    suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return {"name": problem.name, "points": 1, "suites": [suite]}


def _notebook() -> dict[str, object]:
    """The examples, as drawn for us, and the ten functions."""
    sources = [f"import otter\n{examples_cell()}", *(problem.source for problem in PROBLEMS)]
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for i, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def examples_cell() -> str:
    """The examples of all ten problems, as Python."""
    from grader.judge.setting import Setting

    (exercise, *_) = _exercises()
    setting = Setting(exercise, SEED)
    drawn = [e.names({}) for e in setting.examples.domains["arrays"]]
    assert len(drawn) == EXAMPLES
    pairs = [(names["x"].tolist(), names["y"].tolist()) for names in drawn]
    return f"import numpy as np\nexamples = [(np.array(x), np.array(y)) for x, y in {pairs!r}]\n"
