"""The code to grade for one problem, and where each of its lines stands in what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from grader.errors import SubmissionError
from grader.submission import glance
from grader.submission.cells import Cell
from grader.submission.intake import shown
from grader.submission.naming import Naming, stand_ins

if TYPE_CHECKING:
    from grader.problem import Problem


class Place(NamedTuple):
    """A code cell in a source: the line at which it starts, its number, whether it is meant for the
    problem, and the line at which it stopped with an error when it was run (0: it did not).
    """

    start: int
    number: int
    wanted: bool = False
    until: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The code to grade, and the file that it comes from, relative to the submission.

    `cells` says, for code taken from a notebook, where each of its cells stands in `text`; lines
    and cells count from 1. `untouched` says that it is still the stub, so far as a glance tells.
    `modules` are the other files that it may import, by their paths, and `folder` is where it lies
    among them. `names` are what it calls asked functions that it gives other names, and `notes` say
    what is to be known of how it was read.
    """

    text: str
    file: str = ""
    cells: tuple[Place, ...] = ()
    untouched: bool = False
    modules: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def where(self, line: int) -> str:
        """`softmax.py:12`, or `homework.ipynb, code cell 3, line 2`; of what a kernel ran
        `cell [3], line 2`, by the number that the notebook shows beside it.
        """
        file = shown(self.file)
        if not self.cells:
            return f"{file}:{line}" if file else f"line {line}"
        cell, line = self.place(line)
        return f"{file}, code cell {cell}, line {line}" if file else f"cell [{cell}], line {line}"

    def line_of(self, name: str) -> int:
        """The line of the file at which that name is defined; 0 if that is none of the file's."""
        name = self.names.get(name, name)
        return 0 if self.cells else glance.line_of(self.text, name)

    def place(self, line: int) -> tuple[int, int]:
        """The code cell, and the line in it, where a line of code from a notebook stands."""
        before = (cell for cell in self.cells if cell.start <= line)
        cell = max(before, default=self.cells[0])
        return cell.number, max(line - cell.start, 0) + 1


def renamed(
    source: Source, problem: Problem, naming: Naming | None = None, *, meant: bool = True
) -> Source:
    """The source with what stands for names that it lacks; `meant` for the problem is a file that
    is called as it is, and all where nothing else is asked.
    """
    naming = naming or Naming()
    meant = meant or not naming.elsewhere
    if not (found := stand_ins(problem, source.text, naming, meant=meant)):
        return source
    notes = (f"{source.where(one.line)}: {one}" for one in found)
    names = {one.asked: one.name for one in found}
    return replace(source, names=names, notes=(*source.notes, *notes))


def only_of(sources: Sequence[Source], problem: str) -> Source:
    """The one source; copies of it do no harm, but different ones do."""
    first = sources[0]
    for other in sources[1:]:
        if other.text != first.text:
            if other.file == first.file:  # as an archive may hold
                raise SubmissionError(f"{shown(first.file)} is there twice, and not the same")
            names = f"{shown(first.file)} and {shown(other.file)}"
            raise SubmissionError(f"both {names} could be for {problem}: keep one")
    return first


def of_cells(file: str, found: Iterable[Cell], problem: Problem) -> Source:
    """The code of these cells as one text, for `problem`, and the files that cells write."""
    places: list[Place] = []
    texts: list[str] = []
    folder = file.rpartition("/")[0]
    modules: dict[str, str] = {}
    line = 1
    for cell in found:
        until = line + cell.until - 1 if cell.until else 0
        places.append(Place(line, cell.number, problem.name in cell.tags, until))
        lines = cell.source.count("\n")
        if file_written := glance.written(cell.source):
            name, text = file_written
            modules[f"{folder}/{name}".lstrip("/")] = text
            texts.append("\n" * lines)
        else:
            texts.append(cell.source)
        line += lines + 1
    text = "\n".join(texts)
    folder = folder if modules else ""
    return Source(text, file, tuple(places), untouched(text, problem), modules, folder)


def untouched(text: str, problem: Problem) -> bool:
    """Whether it is the stub still, so far as a glance tells."""
    return glance.untouched(text, problem.asks, problem.stub)
