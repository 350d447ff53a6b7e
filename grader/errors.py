"""What can go wrong that is not a wrong answer.

GraderError            one clear line for the person at the keyboard
├── UsageError         exit 2: a flag, a name or a path that cannot be used
├── SpecError          exit 2: an exercise that is not well formed
├── SubmissionError    exit 2: a submission that cannot be read
│   └── CostlySubmissionError  that would take too much to be read
└── Fault              exit 3: the grader itself failed; costs a student nothing
    └── IsolationError exit 3: this system cannot hold a hostile submission
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable

from grader.escaping import told

_MOST = 4_000
_MOST_KNOWN = 1_000


class GraderError(Exception):
    """A problem told in one line, with an optional line of advice."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def _render_traceback_(self) -> list[str]:
        """What IPython shows, in place of where in the grader it was raised."""
        lines = filter(None, (f"Error: {self.message}", self.hint))
        return told("\n".join(lines), _MOST, lines=True).split("\n")


class UsageError(GraderError):
    """A flag, a name or a path that cannot be used as given."""


class SpecError(GraderError):
    """An exercise that is not well formed; `problems` holds one `file:line: field: reason` each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class SubmissionError(GraderError):
    """A submission, or one file of it, that cannot be read."""


class CostlySubmissionError(SubmissionError):
    """A submission that would take too much time or memory to be read."""


class Fault(GraderError):
    """The grader failed, not the student."""

    exit_code = 3


class IsolationError(Fault):
    """A layer of isolation is missing and nobody allowed to go on without it."""


def words_of(error: BaseException, most: int = 500) -> str:
    """What an exception is and says, in at most so many characters, even if its text cannot be had:
    it may hold an answer, such as an integer that takes too long to write.
    """
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - whatever it holds has the last word
        text = type(error).__name__
    return text[:most]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean softmax?", or an empty string when nothing is near."""
    near = difflib.get_close_matches(
        word, list(itertools.islice(known, _MOST_KNOWN)), n=3, cutoff=0.6
    )
    return f"did you mean {' or '.join(near)}?" if near else ""
