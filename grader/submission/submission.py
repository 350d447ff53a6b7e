"""What a student handed in, a folder, a Python file, a notebook or a zip, and which code counts.

All of it is hostile: names, sizes and contents. Nothing is run, parsed as Python or unpacked to
disk here, and a submission that cannot be read says so in one line while the others go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from grader.errors import CostlySubmissionError, SubmissionError
from grader.submission import cells, glance, intake
from grader.submission.cells import Cell
from grader.submission.intake import Contents, File, shown
from grader.submission.naming import Naming, stand_ins
from grader.submission.reading import Reading
from grader.submission.source import Source, of_cells, only_of, renamed, untouched
from grader.submission.text import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.problem import Problem

_VERSION = re.compile(r"[ _-]*(?:\(\d+\)|[-_ ]\d+|copy(?: \d+)?)$", re.IGNORECASE)
"""What downloading and copying append to a name."""
MOST_COMPARED: Final = 200
"""So many names of a file are compared with an asked one."""
_NEAR: Final = 0.8
MOST_MODULES: Final = 50
MOST_MODULE_TEXT: Final = 1 << 20
"""Of the other files that an answer imports."""


@dataclass(frozen=True)
class Submission:
    """One student's work; `error` says in one line why it cannot be read, if so."""

    name: str
    path: Path
    error: str = ""

    def source(
        self, problem: Problem, *, meant: bool = False, naming: Naming | None = None
    ) -> Source:
        """The code for `problem`; raises `SubmissionError` if there is none, or no single one.

        A file that bears the problem's name comes first, then any that defines an asked name; but
        one that holds an answer comes before those that hold the stub. `naming` says whether a file
        is found by a function that stands there under another name. If all of the submission is
        `meant` for the problem, its only file is taken whatever it defines.
        """
        if self.error:
            raise SubmissionError(self.error)
        with self._reading:
            found = self._found(problem, meant=meant, naming=naming)
            meant = meant or self._bears(found.file, problem)
            return renamed(found, problem, naming, meant=meant)

    def fingerprint(self) -> Iterator[bytes | str]:
        """Names and contents of all its files, or why there are none: what its results hang on."""
        try:
            with self._reading:
                yield from self.contents.left
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

    def _found(self, problem: Problem, *, meant: bool, naming: Naming | None) -> Source:
        stub = None
        for files in self._candidates(problem, naming):
            sources = [self._source(file, problem) for file in files]
            answers = [source for source in sources if not source.untouched]
            if answers:
                return self.completed(only_of(answers, problem.name))
            stub = stub or next(iter(sources), None)
        if stub is not None:
            return self.completed(stub)
        if meant and len(self.files) == 1 and not self._unread:
            return self._source(self.files[0], problem)
        told = dict.fromkeys((*self._unread.values(), *self.contents.left, *self._near(problem)))
        unread = "; ".join(told)
        reason = f"nothing found for {problem.name}"
        raise SubmissionError(f"{reason} ({unread})" if unread else reason)

    def _near(self, problem: Problem) -> Iterator[str]:
        """Names like the asked ones that files define."""
        for file in self.files:
            names = sorted(self._names(file)[0])[:MOST_COMPARED]
            for ask in problem.asks:
                if near := get_close_matches(ask, names, 1, _NEAR):
                    yield f"{shown(file.name)} defines {shown(near[0])}, not {ask}"

    @staticmethod
    def _bears(file: str, problem: Problem) -> bool:
        """Whether a file is called as the problem is, but for what copying appends."""
        stem = _VERSION.sub("", PurePosixPath(file).stem)
        return glance.spelled(stem) == glance.spelled(problem.name)

    def _candidates(self, problem: Problem, naming: Naming | None) -> Iterator[list[File]]:
        """The files that could hold an answer: by their name, or by what they define; those that
        only may be it where there are no others.
        """
        files = self.files
        named = [file for file in files if file.stem == problem.name and file.suffix == ".py"]
        yield named
        sure = [file for file in files if not self._names(file)[0].isdisjoint(problem.asks)]
        yield sure
        if named or sure:
            return
        yield [file for file in files if not self._names(file)[1].isdisjoint(problem.asks)]
        yield [file for file in files if self._bears(file.name, problem)]
        names = {glance.spelled(problem.name), *map(glance.spelled, problem.asks)}
        yield [
            file
            for file in files
            if not names.isdisjoint(map(glance.spelled, self._names(file)[0]))
        ]
        if naming is not None and naming.taken:
            yield [file for file in files if self._stands_in(file, problem, naming)]

    def _stands_in(self, file: File, problem: Problem, naming: Naming) -> bool:
        """Whether a file defines an asked function under another name."""
        if file in self._unread:
            return False
        text = self._source(file, problem).text
        return bool(stand_ins(problem, text, naming, meant=not naming.elsewhere))

    @cached_property
    def contents(self) -> Contents:
        """What it holds; raises `SubmissionError`."""
        return intake.contents(self.path)

    @property
    def files(self) -> Sequence[File]:
        """The Python files and notebooks in it; raises `SubmissionError`."""
        return self.contents.files

    @cached_property
    def _reading(self) -> Reading:
        return Reading()

    @cached_property
    def _cells(self) -> dict[File, tuple[Cell, ...]]:
        return {}

    @cached_property
    def _known(self) -> dict[File, tuple[frozenset[str], frozenset[str]]]:
        return {}

    @cached_property
    def _unread(self) -> dict[File, str]:
        return {}

    def _source(self, file: File, problem: Problem) -> Source:
        if file.suffix == ".ipynb":
            return of_cells(file.name, self._code(file), problem)
        text, warning = self._read(file)
        notes = (warning,) if warning else ()
        return Source(text, file.name, untouched=untouched(text, problem), notes=notes)

    def _read(self, file: File) -> Text:
        """A Python file's text."""
        return text_of(self._reading.read(file), shown(file.name))

    def _code(self, notebook: File) -> tuple[Cell, ...]:
        if notebook not in self._cells:
            found = cells.read(self._reading.read(notebook), shown(notebook.name))
            self._reading.keep((), (cell.source for cell in found))
            self._cells[notebook] = found
        return self._cells[notebook]

    def _names(self, file: File) -> tuple[frozenset[str], frozenset[str]]:
        """The names that a file defines, and those that it may, as far as a glance tells."""
        if file not in self._known:
            names = frozenset[str](), frozenset[str]()
            try:
                if file.suffix == ".ipynb":
                    text = "\n".join(cell.source for cell in self._code(file))
                else:
                    text = self._read(file).text
                names = glance.defined(text), glance.mentioned(text)
                self._reading.keep(names[0] | names[1])
            except CostlySubmissionError:
                raise
            except SubmissionError as error:
                self._unread[file] = error.message
            self._known[file] = names
        return self._known[file]

    def completed(self, source: Source) -> Source:
        """The source with the files of the submission that it may import, and those that these do,
        as far as their names tell.
        """
        others = [f for f in self.files if f.suffix == ".py" and f.name != source.file]
        if not others:
            return source
        modules = dict(source.modules)
        texts = (source.text, *modules.values())
        names = {name for text in texts for name in glance.imported(text)}
        size, grown = 0, True
        while grown:
            grown = False
            for file in others:
                path = PurePosixPath(file.name)
                stem = path.parent.name if path.stem == "__init__" else path.stem
                if stem not in names or file.name in modules:
                    continue
                try:
                    text = self._read(file).text
                except CostlySubmissionError:
                    raise
                except SubmissionError:
                    continue
                size += len(text)
                if size > MOST_MODULE_TEXT or len(modules) >= MOST_MODULES:
                    grown = False
                    break
                modules[file.name] = text
                names |= glance.imported(text)
                grown = True
        folder = source.file.rpartition("/")[0] if modules else ""
        return replace(source, modules=modules, folder=folder)
