"""What a student handed in: a folder, a Python file, a notebook or a zip, and the code in it.

All of it is hostile: names, sizes and contents. Nothing is run, parsed as Python or unpacked to
disk here, and a submission that cannot be read says so in one line while the others go on.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from grader.errors import CostlySubmissionError, SubmissionError, UsageError
from grader.escaping import printable
from grader.submission import cells, intake
from grader.submission.intake import File, safe_name, shown
from grader.submission.names import distinct
from grader.submission.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from grader.problem import Problem
    from grader.submission.cells import Statement

__all__ = ["Source", "Submission", "read_submission", "read_submissions", "safe_name", "shown"]

_KINDS: Final = (".py", ".ipynb", ".zip")
_OTHER_ARCHIVES: Final = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_DEFINED = re.compile(
    r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*+)"
    r"|([^\W\d]\w*+)[ \t]*+(?::[^=\n]++)?=(?!=))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The code to grade, and the file that it comes from, relative to the submission.

    `cells` says, for code taken from a notebook, at which line of `text` a piece starts, and the
    code cell and the line in it where that piece stands; lines and cells count from 1. `untouched`
    says that it is still the stub, so far as a glance tells.
    """

    text: str
    file: str
    cells: tuple[tuple[int, int, int], ...] = ()
    untouched: bool = False

    def where(self, line: int) -> str:
        """`softmax.py:12`, or `homework.ipynb, code cell 3, line 2`."""
        file = shown(self.file)
        if not self.cells:
            return f"{file}:{line}"
        cell, line = self.place(line)
        return f"{file}, code cell {cell}, line {line}"

    def place(self, line: int) -> tuple[int, int]:
        """The code cell, and the line in it, where a line of code from a notebook stands."""
        pieces = (piece for piece in self.cells if piece[0] <= line)
        start, cell, first = max(pieces, default=self.cells[0])
        return cell, max(line - start, 0) + first


@dataclass(frozen=True)
class Submission:
    """One student's work; `error` says in one line why it cannot be read, if so."""

    name: str
    path: Path
    error: str = ""

    def source(self, problem: Problem) -> Source:
        """The code for `problem`; raises `SubmissionError` if there is none, or no single one.

        A file that bears the problem's name comes first, then any that defines an asked name; but
        one that holds an answer comes before those that hold the stub.
        """
        if self.error:
            raise SubmissionError(self.error)
        with self._reading:
            return self._found(problem)

    def contents(self) -> Iterator[bytes | str]:
        """Names and contents of all its files, or why there are none: what its results hang on."""
        try:
            with self._reading:
                for file in self.files:
                    yield file.name
                    try:
                        yield self._reading.read(file)
                    except CostlySubmissionError:
                        raise
                    except SubmissionError as error:
                        yield error.message
        except SubmissionError as error:
            yield error.message

    def _found(self, problem: Problem) -> Source:
        named = [file for file in self.files if file.stem == problem.name and file.suffix == ".py"]
        stub = None
        for files in (named, self.files):
            asked = set(problem.asks)
            sources = [
                self._source(file, problem)
                for file in files
                if files is named or self._defined(file) & asked
            ]
            answers = [source for source in sources if not source.untouched]
            if answers:
                return _only(answers, problem.name)
            stub = stub or next(iter(sources), None)
        if stub is not None:
            return stub
        unread = "; ".join(dict.fromkeys(self._unread.values()))
        reason = f"nothing found for {problem.name}"
        raise SubmissionError(f"{reason} ({unread})" if unread else reason)

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The Python files and notebooks in it; raises `SubmissionError`."""
        return intake.files(self.path)

    @cached_property
    def _reading(self) -> Reading:
        return Reading()

    @cached_property
    def _cells(self) -> dict[File, tuple[Statement, ...]]:
        return {}

    @cached_property
    def _looks(self) -> dict[File, str]:
        return {}

    @cached_property
    def _names(self) -> dict[File, frozenset[str]]:
        return {}

    @cached_property
    def _unread(self) -> dict[File, str]:
        return {}

    def _source(self, file: File, problem: Problem) -> Source:
        if file.suffix == ".ipynb":
            return of_cells(file.name, self._statements(file), problem)
        text = self._text(file)
        if file not in self._looks:
            self._looks[file] = _look(text)
        return Source(text, file.name, untouched=self._looks[file] == _look(problem.stub))

    def _text(self, file: File) -> str:
        """A Python file's text."""
        try:
            text = self._reading.read(file).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SubmissionError(f"{shown(file.name)} is not UTF-8 text") from None
        if "\0" in text:
            raise SubmissionError(f"{shown(file.name)} holds a NUL character")
        return text

    def _statements(self, notebook: File) -> tuple[Statement, ...]:
        if notebook not in self._cells:
            found = cells.statements(self._reading.read(notebook), shown(notebook.name))
            self._reading.keep((), found)
            self._cells[notebook] = found
        return self._cells[notebook]

    def _defined(self, file: File) -> frozenset[str]:
        """The names that a file defines at its top level, as far as a glance tells."""
        if file not in self._names:
            names: set[str] = set()
            try:
                if file.suffix == ".ipynb":
                    names.update(*(statement.names for statement in self._statements(file)))
                else:
                    text = self._text(file)
                    names.update(found[1] or found[2] for found in _DEFINED.finditer(text))
                    self._reading.keep(names)
            except CostlySubmissionError:
                raise
            except SubmissionError as error:
                self._unread[file] = error.message
            self._names[file] = frozenset(names)
        return self._names[file]


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
    if path.suffix.lower() in _OTHER_ARCHIVES and not path.is_dir():
        reason = f"{shown(path.name)} is not a folder, a .py, a .ipynb or a .zip"
    else:
        try:
            if not submission.files:
                reason = f"{shown(path.name)} holds no Python file and no notebook"
            elif not path.is_dir() or path.is_symlink():
                submission.files[0].read()
        except SubmissionError as error:
            reason = error.message
    return Submission(submission.name, path, reason) if reason else submission


def _is_submission(path: Path) -> bool:
    if path.name.startswith(".") or path.name in ("__pycache__", "__MACOSX"):
        return False
    return path.suffix.lower() in (*_KINDS, *_OTHER_ARCHIVES) or (
        path.is_dir() and not path.is_symlink()
    )


def _stem(path: Path) -> str:
    return path.stem if path.suffix.lower() in _KINDS else path.name


def _only(sources: Sequence[Source], problem: str) -> Source:
    """The one source; copies of it do no harm, but different ones do."""
    first = sources[0]
    for other in sources[1:]:
        if other.text != first.text:
            if other.file == first.file:  # as an archive may hold
                raise SubmissionError(f"{shown(first.file)} is there twice, and not the same")
            names = f"{shown(first.file)} and {shown(other.file)}"
            raise SubmissionError(f"both {names} could be for {problem}: keep one")
    return first


def _look(text: str) -> str:
    """Something short that is the same for texts that look the same."""
    return hashlib.sha256(cells.squeezed(text).encode("utf-8", "surrogatepass")).hexdigest()


def of_cells(file: str, found: Iterable[Statement], problem: Problem) -> Source:
    """What a notebook's statements hold for `problem`, as one file."""
    places = []
    lines: list[str] = []
    kept = cells.needed(found, problem.asks, problem.name, problem.stub)
    for statement in kept:
        places.append((len(lines) + 1, statement.cell, statement.line))
        lines += [*statement.text.split("\n"), ""]
    untouched = cells.untouched(kept, problem.stub)
    return Source("\n".join(lines), file, tuple(places), untouched)
