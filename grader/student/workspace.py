"""A student's files and progress.

    <area>/<problem>.py     the stubs, which are the student's from then on
    notebooks/<area>/       notebooks, in which problems may be solved as well
    .grader/progress.json   what is solved and which hints were shown; delete it to start afresh
    .grader/replays.json    the inputs of recent failures, by the names that `--replay` takes
    .grader/backups/        what `grader reset` replaced, and `grader undo` brings back

Nothing here overwrites or removes a student's work.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader import atomic
from grader.errors import SubmissionError, UsageError
from grader.escaping import told
from grader.model import MOST_NAME
from grader.submission.intake import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.problem import Problem

SCHEMA: Final = "grader/progress/v1"
STATE: Final = ".grader"
SUFFIXES: Final = (".py", ".ipynb")
NOTEBOOKS: Final = "notebooks"
_MOST_PROGRESS: Final = 1 << 20
_MOST_WORK: Final = 20 << 20


@dataclass(frozen=True, slots=True)
class Progress:
    """What a student has done: problems solved, the `latest` of them, hints seen, solutions looked
    at before; and, of problems whose last check found where they are wrong, what more can be said
    of that.
    """

    solved: frozenset[str] = frozenset()
    hints: Mapping[str, int] = field(default_factory=dict)
    given_up: frozenset[str] = frozenset()
    clues: Mapping[str, str] = field(default_factory=dict)
    latest: str = ""

    def passed(self, name: str) -> Progress:
        """With this problem solved."""
        return replace(self, solved=self.solved | {name}, latest=name).clued(name, "")

    def failed(self, name: str) -> Progress:
        """With this problem to be solved, again perhaps."""
        return replace(self, solved=self.solved - {name}).clued(name, "")

    def clued(self, name: str, clue: str) -> Progress:
        """With something more to be said of this problem, if anybody asks; nothing where empty."""
        others = {other: text for other, text in self.clues.items() if other != name}
        return replace(self, clues={**others, name: clue} if clue else others)

    def hinted(self, name: str) -> Progress:
        """With one more hint seen."""
        return replace(self, hints={**self.hints, name: self.hints.get(name, 0) + 1})

    def gave_up(self, name: str) -> Progress:
        """With the solution seen before the problem was solved."""
        return replace(self, given_up=self.given_up | {name})


def next_pending(
    names: Sequence[str],
    prerequisites: Mapping[str, Iterable[str]],
    progress: Progress,
    after: str = "",
) -> str | None:
    """The first problem to solve, of those `after` one and then of those before it: one whose
    prerequisites are solved, if there is one.
    """
    start = names.index(after) + 1 if after and after in names else 0
    order = (*names[start:], *names[:start])
    pending = [name for name in order if name not in progress.solved]
    ready = (n for n in pending if progress.solved.issuperset(prerequisites.get(n, ())))
    return next(ready, pending[0] if pending else None)


class Workspace:
    """The directory in which a student works."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, start: Path) -> Workspace:
        """The workspace that holds `start`, or one to be made there."""
        start = start.absolute()
        for folder in (start, *start.parents):
            if (folder / STATE).is_dir():
                return cls(folder)
        return cls(start)

    @property
    def exists(self) -> bool:
        """Whether it is one, or would be one only if something were written."""
        return (self.root / STATE).is_dir()

    @property
    def handed_out(self) -> bool:
        """Whether it came from a course, where the rest of the checks is run."""
        return (self.root / STATE / "release.json").is_file()

    # Progress --------------------------------------------------------------------------------

    def progress(self) -> Progress:
        """What was kept; a file that cannot be read, or was edited badly, counts for nothing. In
        somebody else's clone it may be a pipe, or lead to what never ends.
        """
        path = self.root / STATE / "progress.json"
        try:
            data = json.loads(read_regular(path, _MOST_PROGRESS, path.name))
        except (SubmissionError, ValueError, RecursionError):
            return Progress()
        if not isinstance(data, dict):
            return Progress()
        hints = data.get("hints")
        counts = hints.items() if isinstance(hints, dict) else ()
        return Progress(
            frozenset(_names(data.get("solved"))),
            {name: count for name, count in counts if type(count) is int and count > 0},
            frozenset(_names(data.get("given_up"))),
            _texts(data.get("clues")),
            latest if isinstance(latest := data.get("latest"), str) else "",
        )

    def keep(self, progress: Progress) -> None:
        """Keeps the progress; raises `UsageError` where nothing can be written."""
        data = {
            "schema": SCHEMA,
            "solved": sorted(progress.solved),
            "latest": progress.latest,
            "hints": dict(sorted(progress.hints.items())),
            "given_up": sorted(progress.given_up),
            "clues": dict(sorted(progress.clues.items())),
        }
        self.write(self.root / STATE / "progress.json", json.dumps(data, indent=2) + "\n")

    # Files -----------------------------------------------------------------------------------

    def place(self, problem: Problem) -> Path:
        """Where the problem's stub goes."""
        return self.root / problem.area / f"{problem.name}.py"

    def find(self, problem: Problem, here: Path) -> Path | None:
        """The student's file: in the workspace or in `here`, the one edited last of several."""
        folders = dict.fromkeys((self.root / problem.area, here.absolute(), self.root))
        candidates = [folder / f"{problem.name}{end}" for folder in folders for end in SUFFIXES]
        found = [path for path in candidates if path.is_file()]
        return max(found, key=lambda path: path.stat().st_mtime_ns, default=None)

    def start(self, problem: Problem) -> tuple[Path, bool]:
        """The problem's file, and whether it was made now; one that is there stays as it is."""
        path = self.place(problem)
        if path.exists() or path.is_symlink():
            return path, False
        self.write(path, problem.stub)
        return path, True

    def reset(self, problem: Problem) -> Path | None:
        """Puts the stub back, and returns where the work is kept that it replaced, if any."""
        path = self.place(problem)
        backup = None
        content = problem.stub.encode()
        if path.exists() or path.is_symlink():
            try:
                content = read_regular(path, _MOST_WORK, path.name)
            except SubmissionError as error:
                raise UsageError(error.message, "remove it, or move it away") from None
        if content != problem.stub.encode():
            backup = self._backup(problem.name, content)
        self.write(path, problem.stub)
        return backup

    def undo(self, problem: Problem) -> Path | None:
        """Brings back what the last reset replaced, and returns where what stood there meanwhile is
        kept, if it was not the stub; `UsageError` if no reset replaced anything.
        """
        path = self.place(problem)
        folder = kept_inside(self.root, self.root / STATE / "backups")
        backups = {int(p.stem.rpartition("-")[2]): p for p in _backups(folder, problem.name)}
        if not backups:
            raise UsageError(f"nothing of {problem.name} was put aside")
        last = backups[max(backups)]
        try:
            content = last.read_bytes()
            now = path.read_bytes() if path.is_file() else problem.stub.encode()
            aside = self._backup(problem.name, now) if now != problem.stub.encode() else None
            self.write_bytes(path, content)
            if aside is None:
                last.unlink()
        except OSError as error:
            raise _cannot("read", last, error) from None
        return aside

    def _backup(self, name: str, content: bytes) -> Path:
        folder = self.root / STATE / "backups"
        kept_inside(self.root, folder)
        number = 1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while True:
                path = folder / f"{name}-{number}.py"
                with contextlib.suppress(FileExistsError), path.open("xb") as stream:
                    stream.write(content)
                    return path
                number += 1
        except OSError as error:
            raise _cannot("write", folder, error) from None

    def write(self, path: Path, text: str) -> None:
        """Writes a text file whole or not at all; raises `UsageError`."""
        self.write_bytes(path, text.encode())

    def write_bytes(self, path: Path, content: bytes) -> None:
        """Writes a file whole or not at all; raises `UsageError`."""
        if path.absolute().is_relative_to(self.root.absolute()):
            kept_inside(self.root, path.parent)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write(path, content, mode=0o666 & ~_umask())
        except OSError as error:
            raise _cannot("write", path, error) from None


def kept_inside(root: Path, path: Path) -> Path:
    """The path, if no link leads it out of `root`; links may come with a stranger's clone."""
    if atomic.leads_out(path, root):
        raise UsageError(f"{path} leads out of {root}", "remove the link")
    return path


def _backups(folder: Path, name: str) -> list[Path]:
    return [path for path in folder.glob(f"{name}-*.py") if path.stem[len(name) + 1 :].isdigit()]


def _names(data: Any) -> list[str]:
    return [name for name in data if isinstance(name, str)] if isinstance(data, list) else []


def _texts(data: Any) -> dict[str, str]:
    """What was kept, cut; in somebody else's clone anything may stand there."""
    several = data.items() if isinstance(data, dict) else ()
    return {name: told(text, MOST_NAME) for name, text in several if isinstance(text, str)}


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _cannot(verb: str, path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot {verb} {path}: {error.strerror or error}")
