"""What `grader gradescope` does: writes the bundle that Gradescope runs, and is run in it.

setup.sh         installs the grader where the image is built
run_autograder   grades one submission in the container, and always writes results.json
assignment.yaml  what is graded
bank/            its problems, with their hidden halves
wheels/          the grader, and what else is to be installed without a network
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

from grader import atomic
from grader.course import wheel
from grader.course.assignment import load_assignment
from grader.course.grade import grade
from grader.errors import Fault, GraderError, UsageError, words_of
from grader.escaping import printable
from grader.exercise import text
from grader.exercise.bank import TOPICS, Bank, find_bank
from grader.parallel import cores
from grader.reports.console import say

AUTOGRADER: Final = Path("/autograder")
RESULTS: Final = "results.json"
_FORM: Final = "gradescope"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_RUN: Final = frozenset({"run_autograder", "setup.sh"})
REDUCED: Final = "allow-reduced-isolation"
"""A file of the bundle that says that the container's isolation is enough."""


def bundle(
    directory: Path,
    assignment: Path,
    *,
    banks: Sequence[Path] = (),
    wheels: Path | None = None,
    allow_reduced_isolation: bool = False,
) -> int:
    """Writes the bundle into a new directory, and as the archive that is uploaded."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(f"{printable(str(directory))} is not empty", "name a new directory")
    files = contents(find_bank(banks), assignment, wheels)
    if allow_reduced_isolation:
        files[REDUCED] = b""
    packed = directory.with_name(f"{directory.name}.zip")
    try:
        for name, content in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o755 if name in _RUN else 0o644)
        atomic.write(packed, archive(files), mode=0o644)
    except OSError as error:
        where = error.filename or directory
        raise UsageError(f"cannot write {where}: {error.strerror or error}") from None
    say(f"{len(files)} files in {printable(str(directory))}, packed as {printable(str(packed))}")
    say("It holds the hidden halves of its problems: give it to Gradescope, and to nobody else.")
    say(f"Next: upload {printable(str(packed))} under Configure Autograder")
    return 0


def contents(bank: Bank, assignment: Path, wheels: Path | None = None) -> dict[str, bytes]:
    """The files of a bundle by their paths."""
    files = {"assignment.yaml": text.content(assignment)}
    for task in load_assignment(assignment).problems:
        problem, hidden = bank.problem(task.name), bank.solution_path(task.name)
        if hidden is None:
            hint = "name its directory with --bank"
            raise UsageError(f"there is no solution for {task.name}", hint)
        files[f"bank/problems/{problem.area}/{task.name}.yaml"] = text.content(bank.path(task.name))
        topics = bank.path(task.name).with_name(TOPICS)
        if topics.is_file():
            files[f"bank/problems/{problem.area}/{TOPICS}"] = text.content(topics)
        files[f"bank/solutions/{problem.area}/{task.name}.py"] = hidden.read_bytes()
    for name in sorted(_RUN):
        files[name] = resources.files("grader.course").joinpath("workflows", name).read_bytes()
    files[f"wheels/{wheel.FILE}"] = wheel.wheel()
    if wheels is not None:
        found = sorted(wheels.glob("*.whl"))
        if not found:
            raise UsageError(f"{printable(str(wheels))} holds no wheels", "pip download fills it")
        files |= {f"wheels/{one.name}": one.read_bytes() for one in found}
    return files


def archive(files: Mapping[str, bytes]) -> bytes:
    """The bundle as a zip; equal files give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.external_attr = (0o755 if name in _RUN else 0o644) << 16
            packed.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# In the container ---------------------------------------------------------------------------------


def run(root: Path = AUTOGRADER) -> int:
    """Grades what stands in the container, and writes its results whatever happens."""
    results = root / "results"
    results.mkdir(parents=True, exist_ok=True)
    try:
        told = _graded(root)
    except GraderError as error:
        told = failed(error.message)
    except Exception as error:  # noqa: BLE001 - whatever it is, Gradescope waits for results
        told = failed(words_of(error))
    atomic.write(results / RESULTS, told, mode=0o644)
    return 0


def _graded(root: Path) -> bytes:
    source = root / "source"
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "submissions"), Path(place, "out")
        handed_in = folder / "submission"
        # What was handed in is copied as it is: a link of theirs stays one, and is not followed.
        shutil.copytree(root / "submission", handed_in, symlinks=True)
        os.environ["GRADER_CACHE"] = str(Path(place, "cache"))
        grade(
            folder,
            out,
            assignment=source / "assignment.yaml",
            jobs=cores(),
            banks=[source / "bank"],
            formats=[_FORM],
            allow_reduced_isolation=(source / REDUCED).is_file(),
        )
        found = out / "submission.gradescope.json"
        if not found.is_file():
            raise Fault("the grader failed; the submission is not graded")
        return found.read_bytes()


def failed(reason: str) -> bytes:
    """Results that say that nothing was graded; only the instructor reads why."""
    told: dict[str, Any] = {
        "score": 0,
        "output": "Not graded: the autograder failed, not you. Your instructor can run it again.",
        "visibility": "visible",
        "tests": [
            {
                "name": "Autograder",
                "score": 0,
                "max_score": 0,
                "status": "failed",
                "output": printable(reason),
                "output_format": "text",
                "visibility": "hidden",
            }
        ],
        "extra_data": {"graded": False},
    }
    return (json.dumps(told, indent=2) + "\n").encode()
