"""The page that a student is handed: the score and how it is made, and what went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from grader.errors import UsageError
from grader.gradebook.points import written
from grader.gradebook.standing import Standing
from grader.model import CheckResult, Outcome, ProblemResult, Shown
from grader.pages import matrices
from grader.pages.setting import filled
from grader.problem import Problem
from grader.reports import views, wording
from grader.typeset.page import html_of

if TYPE_CHECKING:
    from markupsafe import Markup

_TONES: Final = {"✓": "good", "✗": "bad", "–": "dim", "!": "bad", "~": "bad"}
_LONGEST: Final = 1_500


def page(row: Standing, problems: Mapping[str, Problem], title: str) -> str:
    """The page of one student, who is told nothing that hidden checks would tell.

    `problems` are the exercises, as far as they are known: laws, hints and statements are theirs.
    """
    report = None if row.attempt is None else views.student(row.attempt.report)
    results = () if report is None else report.problems
    shown = [_problem(result, problems.get(result.name)) for result in results]
    of = f"of {written(row.max_score)} points"
    return filled(
        "student.html",
        title=title,
        name=row.student.name or row.student.id,
        total="no score yet" if row.score is None else f"{written(row.score)} {of}",
        message=report.message if report else "Nothing was handed in.",
        rows=list(_rows(row, shown)) if report else [],
        notes=list(row.notes) if report else [],
        problems=shown,
    )


def _rows(row: Standing, shown: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    titles = {one["name"]: (one["title"], one["anchor"]) for one in shown}
    for part in row.parts:
        title, anchor = titles[part.name]
        points = written(row.points[part.name]) or "–"
        most = "bonus" if part.bonus else written(part.worth)
        yield {"title": title, "anchor": anchor, "points": points, "most": most}
    for title, value in (("Late", row.late), ("Adjusted by hand", row.adjustment)):
        if value:
            yield {"title": title, "anchor": "", "points": written(value), "most": ""}
    total = written(row.score) or "–"
    yield {"title": "Score", "anchor": "", "points": total, "most": written(row.max_score)}


def _problem(result: ProblemResult, problem: Problem | None) -> dict[str, Any]:
    laws = {} if problem is None else {c.name: c.law for c in problem.checks if not c.hidden}
    mark = wording.mark(result.outcome)
    untried = result.outcome is Outcome.NOT_ATTEMPTED
    passed = result.outcome is Outcome.PASSED
    failures = wording.failures(result)
    told = {line for check in failures for line in check.message.splitlines()}
    repeated = set(result.message.splitlines()) <= told
    return {
        "name": result.name,
        "anchor": f"problem-{result.name}",
        "title": result.title or result.name,
        "mark": mark,
        "tone": _TONES[mark],
        "verdict": wording.verdict(result),
        "file": result.file,
        "fault": result.fault,
        "message": "" if repeated else result.message,
        "diagnosis": result.diagnosis,
        "look": "" if result.clue is None else wording.clue(result.clue, "line {}".format),
        "failures": [_failure(check, laws) for check in failures],
        "checks": [] if untried else [_check(check, laws) for check in result.checks],
        "hints": [] if passed or problem is None else [_set(hint) for hint in problem.hints],
        "statement": None if problem is None else _set(problem.statement),
        "output": result.output,
    }


def _set(source: str) -> Markup | str:
    """An author's Markdown, with formulas in MathML; what cannot be set stays as it is."""
    from markupsafe import Markup

    try:
        return Markup(html_of(source))  # noqa: S704 - escapes all that it is given
    except Exception:  # noqa: BLE001 - whatever the converter raises for what it does not know
        return source


def _check(check: CheckResult, laws: Mapping[str, str]) -> dict[str, Any]:
    mark = wording.sign(check)
    share = f"{wording.points(check.earned)} / {wording.points(check.points)}"
    return {
        "mark": mark,
        "tone": _TONES[mark],
        "word": wording.word(check.outcome),
        "name": check.name,
        "hidden": check.hidden,
        "law": laws.get(check.name, "").strip(),
        "share": share if check.points else "",
    }


def _failure(check: CheckResult, laws: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": check.name,
        "hidden": check.hidden,
        "law": "" if check.hidden else laws.get(check.name, "").strip(),
        "message": check.message,
        "calls": [_call(one) for one in check.calls],
        "example": list(_values(check.example or {})),
        "line": check.line,
        "replay": check.replay,
    }


def _call(shown: Shown) -> str:
    return f"{shown.name} = {shown.code}" if shown.name else shown.code


def _values(example: Mapping[str, Any]) -> Iterator[tuple[str, matrices.Matrix | None, str]]:
    for name, value in example.items():
        if name != "in":
            yield name, matrices.of_values(value), _shown(value)


def _shown(value: Any) -> str:
    from grader.values import expressions, notation

    try:
        return expressions.shown(notation.from_plain(value))[:_LONGEST]
    except UsageError:
        return json.dumps(value)[:_LONGEST]
