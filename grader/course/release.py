"""The repository that students are handed: what is in it, and how it is written over an older one.

Everything is written by allow-list: public specs, stubs, statements and notebooks, recorded answers
of public checks, a README and a workflow. Of the hidden half only `recorder` sees anything.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader import atomic
from grader.course import wheel
from grader.course.assignment import load_assignment
from grader.course.recorder import recorded
from grader.errors import SubmissionError, UsageError
from grader.exercise import text
from grader.exercise.bank import find_bank
from grader.grading.grading import quiet
from grader.judge.recording import SUFFIX, written
from grader.judge.setting import Setting, exercise_of
from grader.notebook.write import notebooks
from grader.reports.console import progress, say
from grader.sandbox import Sandbox
from grader.student.check import SEED
from grader.student.workspace import NOTEBOOKS, STATE, Workspace, kept_inside
from grader.submission.intake import read_regular

if TYPE_CHECKING:
    from grader.exercise.bank import Bank
    from grader.problem import Area, Problem

SCHEMA: Final = "grader/release/v1"
TITLE: Final = "Exercises in the mathematics of deep learning"
MANIFEST: Final = f"{STATE}/release.json"
_MOST_MANIFEST: Final = 4 << 20
_OURS: Final = frozenset({"problems", ".github", STATE, "requirements.txt"})
"""What nobody but a release writes: brought up to date even where it was changed."""


@dataclass(frozen=True, slots=True)
class Handout:
    """What to hand out: a title, problems in order, and what to install the grader from; by
    default a wheel that is handed out with them.
    """

    title: str
    problems: Sequence[str]
    requirement: str = ""


def release(
    directory: Path, banks: Sequence[Path], assignment: Path | None, requirement: str
) -> int:
    """Writes a release, says what became of it, and returns the exit status."""
    bank = find_bank(banks)
    handout = Handout(TITLE, bank.names(), requirement)
    if assignment is not None:
        read = load_assignment(assignment)
        handout = Handout(read.title, [task.name for task in read.problems], requirement)
    # What cannot be written to is refused before the work.
    _manifest(directory)
    _try(directory)
    with quiet(), Sandbox() as sandbox:
        files = contents(bank, handout, SEED, sandbox)
    done = write(directory, handout.title, files)
    say(f"{len(handout.problems)} problems released to {directory}")
    for names, words in ((done.updated, "brought up to date"), (done.removed, "removed")):
        if names:
            say(f"{len(names)} files {words}")
    for name in done.kept:
        say(f"kept, since it was changed: {name}")
    say(f"Next: commit {directory} and hand it out")
    return 0


def record(banks: Sequence[Path]) -> int:
    """Writes what copies without the hidden half are given of it beside the public half, to be
    installed with it, and returns the exit status.
    """
    bank = find_bank(banks)
    with quiet(), Sandbox() as sandbox, progress("recording", len(bank.names())) as done:
        for name in bank.names():
            recording = recorded(Setting(exercise_of(bank, name), SEED), sandbox)
            path = bank.path(name).with_suffix(SUFFIX)
            try:
                if recording is not None:
                    atomic.write(path, written(recording), mode=0o644)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise UsageError(f"cannot write {path}: {error.strerror or error}") from None
            done()
    say(f"{len(bank.names())} problems recorded")
    return 0


# What is in it ------------------------------------------------------------------------------------


def contents(bank: Bank, handout: Handout, seed: int, sandbox: Sandbox) -> dict[str, bytes]:
    """The files of a release by their paths, the manifest aside; equal inputs give equal bytes."""
    files: dict[str, bytes] = {}
    for name in handout.problems:
        problem, path = bank.problem(name), bank.path(name)
        files[f"problems/{problem.area}/{name}.yaml"] = text.content(path)
        files[f"{problem.area}/{name}.py"] = problem.stub.encode()
        files[f"{problem.area}/{name}.md"] = _statement(problem).encode()
        recording = recorded(Setting(exercise_of(bank, name), seed), sandbox)
        if recording is not None:
            files[f"problems/{problem.area}/{name}{SUFFIX}"] = written(recording)
    areas = bank.topics_of(handout.problems)
    for name, content in notebooks(areas, bank.problem).items():
        files[f"{NOTEBOOKS}/{name}"] = content
    for area in areas:
        files[f"problems/{area.name}/topic.yaml"] = _topics(area).encode()
    workflow = resources.files("grader.course").joinpath("workflows/public-checks.yml")
    files[".github/workflows/public-checks.yml"] = workflow.read_bytes()
    files[".gitignore"] = _IGNORED.encode()
    requirement = handout.requirement
    if not requirement:
        place = f"{STATE}/{wheel.FILE}"
        files[place], requirement = wheel.wheel(), f"./{place}"
    files["requirements.txt"] = f"{requirement}\n".encode()
    files["README.md"] = _readme(handout.title, areas, bank).encode()
    return files


def _topics(area: Area) -> str:
    lines = [f"title: {json.dumps(area.title, ensure_ascii=False)}", "topics:"]
    for topic in area.topics:
        title = json.dumps(topic.title, ensure_ascii=False)
        lines.append(f"  - {{title: {title}, problems: [{', '.join(topic.problems)}]}}")
    return "\n".join(lines) + "\n"


def _statement(problem: Problem) -> str:
    head = f"# {problem.title}\n\n`{problem.area}/{problem.name}.py`, difficulty"
    return f"{head} {problem.difficulty} of 5\n\n{problem.statement.strip()}\n"


_IGNORED: Final = f"""\
.venv/
__pycache__/
.ipynb_checkpoints/
{STATE}/progress.json
{STATE}/backups/
"""
_README: Final = """\
# {title}

Each problem has a file to fill in and a statement beside it. Your answers are checked on your own
machine against the laws that they must obey; some further checks, and the longest inputs of these,
are kept for grading.

```sh
python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt
grader list            # the problems, and which are solved
grader start {first}   # its statement
grader check {first}   # the smallest input on which it is wrong, and why
grader hint {first}
grader progress
```

Each topic also has a notebook in `notebooks`, where `%check {first}` does the same below your cell;
solve a problem in its file or in the notebook, whichever you like.

On GitHub every push and pull request runs the same checks.
"""


def _readme(title: str, areas: Sequence[Area], bank: Bank) -> str:
    first = next((name for area in areas for topic in area.topics for name in topic.problems), "")
    lines = [_README.format(title=title, first=first)]
    for area in areas:
        lines.append(f"## {area.title}\n")
        for topic in area.topics:
            lines.append(f"### {topic.title}\n")
            lines += [
                f"- [{bank.problem(name).title}]({area.name}/{name}.md): `{area.name}/{name}.py`"
                for name in topic.problems
            ]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


# Writing it ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a directory, as paths: `kept` were changed by somebody else."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def write(directory: Path, title: str, files: Mapping[str, bytes]) -> Written:
    """Writes a release, over an older one if there is one, and keeps a student's work.

    A file that was changed since is left alone, unless nobody but a release should write it.
    Raises `UsageError` where the directory holds something else, or cannot be written.
    """
    try:
        return _write(directory, title, files)
    except OSError as error:
        where = error.filename or directory
        raise UsageError(f"cannot write {where}: {error.strerror or error}") from None


def _try(directory: Path) -> None:
    """Raises `UsageError` where nothing can be written there, or the directory cannot be made."""
    place = next(one for one in (directory, *directory.absolute().parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise UsageError(f"cannot write {directory}: {error.strerror or error}") from None


def _write(directory: Path, title: str, files: Mapping[str, bytes]) -> Written:
    before = _manifest(directory)
    workspace = Workspace(directory)
    new, updated, removed, kept = list[str](), list[str](), list[str](), list[str]()
    for name, content in sorted(files.items()):
        path = kept_inside(directory, directory / name)
        found = path.read_bytes() if path.is_file() else None
        if found is None:
            new.append(name)
        elif found == content:
            continue
        elif _hash(found) == before.get(name) or name.split("/")[0] in _OURS:
            updated.append(name)
        else:
            kept.append(name)
            continue
        workspace.write_bytes(path, content)
    for name in sorted(before.keys() - files.keys()):
        path = kept_inside(directory, directory / name)
        if path.is_file() and _hash(path.read_bytes()) == before[name]:
            path.unlink()
            removed.append(name)
    hashes = {name: _hash(content) for name, content in sorted(files.items())}
    manifest = {"schema": SCHEMA, "title": title, "files": hashes}
    workspace.write(directory / MANIFEST, json.dumps(manifest, indent=2) + "\n")
    return Written(tuple(new), tuple(updated), tuple(removed), tuple(kept))


def _manifest(directory: Path) -> dict[str, str]:
    """What the last release wrote here, with hashes."""
    if not directory.exists():
        return {}
    if not directory.is_dir():
        raise UsageError(f"{directory} is not a directory")
    if not any(directory.iterdir()):
        return {}
    file = directory / MANIFEST
    try:
        data = json.loads(read_regular(file, _MOST_MANIFEST, file.name))
        if data["schema"] == SCHEMA:
            return {str(name): str(value) for name, value in data["files"].items()}
    except (SubmissionError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    hint = "name an empty directory, or one that was released before"
    raise UsageError(f"{directory} is not empty and holds no release", hint)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
