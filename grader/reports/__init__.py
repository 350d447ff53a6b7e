"""Reports as text: every format is one module here and one entry in `RENDERERS`.

A renderer is a module with `render(report, *, private=False) -> str`, a pure function. `private`
is the instructor's view, which holds everything; the student's is the default, and what it leaves
out is decided in one place, `grader.reports.views`. All text in a report may come from a hostile
submission, so a renderer passes it through `grader.escaping.printable` and then through
the escaping of its own format; tests attack every renderer that is registered.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.model import Report


@dataclass(frozen=True, slots=True)
class Renderer:
    """A format: the module that writes it, imported when first used, and its files' suffix."""

    module: str
    suffix: str

    def render(self, report: Report, *, private: bool = False) -> str:
        """The report in this format: the student's view, or the instructor's if `private`."""
        text = importlib.import_module(self.module).render(report, private=private)
        assert isinstance(text, str)
        return text


RENDERERS: Final[Mapping[str, Renderer]] = MappingProxyType(
    {
        "text": Renderer("grader.reports.terminal", ".txt"),
        "json": Renderer("grader.reports.record", ".json"),
        "cell": Renderer("grader.reports.cell", ".cell.html"),
        "markdown": Renderer("grader.reports.markdown", ".md"),
        "github": Renderer("grader.reports.github", ".github.txt"),
        "junit": Renderer("grader.reports.junit", ".xml"),
        "gradescope": Renderer("grader.reports.gradescope", ".gradescope.json"),
        "classroom50": Renderer("grader.reports.classroom", ".classroom50.json"),
    }
)
