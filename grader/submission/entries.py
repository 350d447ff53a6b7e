"""Files and folders as what somebody handed in: which are, and what each is called."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import SubmissionError, UsageError
from grader.escaping import printable
from grader.submission import glance, intake
from grader.submission.intake import shown
from grader.submission.names import distinct
from grader.submission.source import Source
from grader.submission.submission import Submission

if TYPE_CHECKING:
    from grader.problem import Problem

_KINDS: Final = (*intake.READ, ".zip")
_ASIDE: Final = frozenset(
    {".csv", ".json", ".yaml", ".yml", ".md", ".toml", ".cfg", ".ini", ".lock", ".log", ".sh"}
)
_AROUND = re.compile(r"(?:readme|licen[cs]e|copying|makefile|dockerfile)\b", re.IGNORECASE)
"""What an instructor keeps beside what was handed in."""


def read_submissions(folder: Path) -> list[Submission]:
    """Every entry of a folder as a submission, by name; hidden and unrelated files are left out.

    No two names are alike, see `grader.submission.names`.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{shown(str(folder))}: {error.strerror}") from None
    chosen = [entry for entry in entries if _is_submission(entry)]
    names = distinct((_stem(entry), entry.name) for entry in chosen)
    submissions = map(read_submission, chosen, names)
    return sorted(submissions, key=lambda submission: submission.name)


def read_submission(path: Path, name: str = "") -> Submission:
    """One submission; what is wrong with it is in its `error`."""
    submission = Submission(name or printable(_stem(path)), path)
    reason = ""
    try:
        if not submission.files:
            left = "; ".join(submission.contents.left)
            reason = f"{shown(path.name)} holds no Python file and no notebook"
            reason += f" ({left})" if left else ""
        elif path.suffix.lower() != ".zip" and (not path.is_dir() or path.is_symlink()):
            submission.files[0].read()
    except SubmissionError as error:
        reason = error.message
    return Submission(submission.name, path, reason) if reason else submission


def read_answer(path: Path, problem: Problem) -> Source:
    """The code for `problem` in a file of the user's own, with what it imports from beside it."""
    found = read_submission(path).source(problem, meant=True)
    if path.suffix.lower() not in intake.READ or not glance.imported(found.text):
        return found
    try:
        return Submission("", path.parent).completed(replace(found, file=path.name))
    except SubmissionError:
        return found  # too much lies beside it


def _is_submission(path: Path) -> bool:
    if path.name.startswith(".") or path.name in ("__pycache__", "__MACOSX"):
        return False
    if path.is_dir() and not path.is_symlink():
        return True
    kind = path.suffix.lower()
    return kind in _KINDS or (kind not in _ASIDE and not _AROUND.match(path.name))


def _stem(path: Path) -> str:
    return path.stem if path.suffix.lower() in _KINDS else path.name
