"""The report as a check run of GitHub's: a score, a summary, and notes on the student's lines."""

from __future__ import annotations

from typing import Any, Final

from grader.escaping import printable
from grader.model import Report
from grader.reports import github, markdown, views, wording

NAME: Final = "Hidden checks"
MOST: Final = 50
"""GitHub takes no more annotations at once."""

_LONGEST: Final = 2_000
_LONGEST_TITLE: Final = 255
_LONGEST_SUMMARY: Final = 60_000
_LEVELS: Final = {"error": "failure", "warning": "warning"}


def check_run(report: Report, commit: str) -> dict[str, Any]:
    """A graded report, as the student may see it, as a check run on that commit of GitHub's."""
    shown = views.student(report)
    notes = sorted(
        (note for result in shown.problems for note in github.notes_of(result) if note.file),
        key=lambda note: -note.lost,
    )
    return {
        "name": NAME,
        "head_sha": commit,
        "status": "completed",
        "conclusion": "success" if wording.passed(shown) else "neutral",
        "output": {
            "title": wording.of_points(shown.score, shown.max_score),
            "summary": _cut(markdown.render(shown)),
            "annotations": [_annotation(note) for note in notes[:MOST]],
        },
    }


def _annotation(note: github.Note) -> dict[str, Any]:
    line = note.line or 1
    return {
        "path": note.file,
        "start_line": line,
        "end_line": line,
        "annotation_level": _LEVELS[note.level],
        "title": printable(note.title)[:_LONGEST_TITLE],
        "message": printable(note.text[:_LONGEST], lines=True),
    }


def _cut(text: str) -> str:
    """As much of a summary as GitHub takes, whole problems of it."""
    if len(text) <= _LONGEST_SUMMARY:
        return text
    end = text.rfind("\n### ", 0, _LONGEST_SUMMARY)
    return f"{text[: max(end, 0)]}\n\nThe rest is too long to be shown here.\n"
