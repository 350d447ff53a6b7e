"""Notebooks to solve exercises in: one for each topic, equal bytes for equal exercises.

Of each exercise there is the statement, the stub to fill in, and a cell that checks it. The stub's
cell bears a tag, by which `grader.submission.cells` finds a submission's answer again, and
nbgrader's metadata, by which nbgrader collects the same notebook and takes the check's points for
its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.errors import UsageError, did_you_mean
from grader.exercise.bank import find_bank
from grader.problem import TOTAL_POINTS
from grader.reports.console import busy, put_json, say
from grader.student.commands import relative
from grader.student.workspace import NOTEBOOKS, SUFFIXES, Workspace
from grader.submission.cells import TAG

if TYPE_CHECKING:
    from grader.exercise.bank import Bank
    from grader.problem import Area, Problem, Topic

_HEAD: Final = """\
# {title}

Run the next cell first, then fill in each function and run its cell and the check below it.
`%check NAME` shows the smallest input on which an answer is wrong, and why; `%hint NAME` helps.
An answer is taken from the cells that you ran: the function, and what it needs of the others."""


def write(
    names: Sequence[str], out: Path | None, banks: Sequence[Path], *, as_json: bool = False
) -> int:
    """Writes the notebooks of these areas and problems, and returns the exit status."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    folder = workspace.root / NOTEBOOKS if out is None else out
    with busy("writing notebooks …"):
        files = notebooks(bank.topics_of(_wanted(names, bank)), bank.problem)
        states = {folder / name: _state(folder / name, content) for name, content in files.items()}
        for (path, state), content in zip(states.items(), files.values(), strict=True):
            if state == "written":
                workspace.write_bytes(path, content)
    if as_json:
        put_json({relative(path): state for path, state in states.items()})
        return 0
    for path, state in states.items():
        words, style = _WORDS[state]
        say(f"{words}: {relative(path)}", style)
    return 0


_WORDS: Final = {
    "written": ("Written", ""),
    "there": ("There already", "dim"),
    "kept": ("Yours already, and left as it is", ""),
}


def _state(path: Path, content: bytes) -> str:
    """What is to become of a notebook at this place: written, there already, or kept."""
    if not path.exists() and not path.is_symlink():
        return "written"
    return "there" if path.is_file() and path.read_bytes() == content else "kept"


def notebooks(areas: Iterable[Area], problem: Callable[[str], Problem]) -> dict[str, bytes]:
    """The notebooks of these topics by their paths, `<area>/<topic>.ipynb`."""
    files: dict[str, bytes] = {}
    for area in areas:
        for topic in area.topics:
            stem = re.sub(r"\W+", "_", topic.title.lower()).strip("_") or "topic"
            name, number = f"{area.name}/{stem}.ipynb", 2
            while name in files:
                name, number = f"{area.name}/{stem}_{number}.ipynb", number + 1
            files[name] = _notebook(topic, [problem(name) for name in topic.problems])
    return files


def _wanted(names: Sequence[str], bank: Bank) -> list[str]:
    """The problems meant by names of areas and problems; all if there are none."""
    homes = {area.name: [n for t in area.topics for n in t.problems] for area in bank.topics()}
    wanted: list[str] = []
    for name in names:
        plain = Path(name).stem if name.endswith(SUFFIXES) else Path(name).name
        if plain in homes:
            wanted += homes[plain]
        elif plain in bank.names():
            wanted.append(plain)
        else:
            hint = did_you_mean(plain, [*homes, *bank.names()])
            raise UsageError(f"there is no area and no problem {name!r}", hint)
    return wanted if names else list(bank.names())


def _notebook(topic: Topic, problems: Iterable[Problem]) -> bytes:
    import nbformat

    load = {"nbgrader": _nbgrader("load-grader", locked=True)}
    cells = [
        _cell("markdown", "about", _HEAD.format(title=topic.title)),
        _cell("code", "load-grader", "%load_ext grader", load),
    ]
    for problem in problems:
        cells += _cells(problem)
    python = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": python, "language_info": {"name": "python"}}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    notebook = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return f"{text.rstrip()}\n".encode()


def _cells(problem: Problem) -> Iterator[dict[str, Any]]:
    name = problem.name
    head = f"## {problem.title}\n\nDifficulty {problem.difficulty} of 5"
    yield _cell("markdown", f"{name}-statement", f"{head}\n\n{problem.statement.strip()}")
    answer = {"tags": [TAG + name], "nbgrader": _nbgrader(name, solution=True)}
    yield _cell("code", name, problem.stub.strip("\n"), answer)
    check = _nbgrader(f"{name}-check", grade=True, locked=True, points=TOTAL_POINTS)
    yield _cell("code", f"{name}-check", f"%check {name}", {"nbgrader": check})


def _cell(kind: str, identity: str, source: str, metadata: Any = None) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": identity, "metadata": metadata or {}, "source": source}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell


def _nbgrader(grade_id: str, **more: Any) -> dict[str, Any]:
    """A cell's metadata in version 3 of nbgrader's schema."""
    false = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", **false, **more}
