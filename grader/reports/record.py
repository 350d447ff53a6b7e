"""The report as JSON, `grader/report/v1`, for programs; `report-v1.schema.json` describes it.

Text is escaped as in every other format, so a program may print what it reads. An example is in
the notation of `grader.values.notation`, and exact. The JSON itself is ASCII.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from grader.escaping import printable
from grader.model import (
    CheckResult,
    Clue,
    Feedback,
    Isolation,
    Outcome,
    ProblemResult,
    Report,
    Shown,
)
from grader.reports import views

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA: Final = "grader/report/v1"

T = TypeVar("T")


class Scored(NamedTuple):
    """How a problem came out, and nothing else of its result: of each check its points, and how
    many were earned.
    """

    outcome: Outcome | None
    score: float | None
    max_score: float
    checks: tuple[tuple[float, float], ...]


def render(report: Report, *, private: bool = False) -> str:
    """The report as JSON text."""
    data = instructor(report) if private else student(report)
    problems = [_laid_out(json.dumps(one, allow_nan=False)) for one in data.pop("problems")]
    if not problems:
        return dumps({**data, "problems": []})
    head = dumps(data).removesuffix("\n}\n")
    told = ",\n".join(problems).replace("\n", "\n    ")
    return f'{head},\n  "problems": [\n    {told}\n  ]\n}}\n'


def render_problem(result: ProblemResult) -> str:
    """One problem of a report as JSON text, which `read_problem` reads."""
    return _laid_out(json.dumps(problem(result), allow_nan=False)) + "\n"


@functools.lru_cache(maxsize=128)  # of a class most results are the same; some are long
def _laid_out(compact: str) -> str:
    return dumps(json.loads(compact)).rstrip()


def dumps(data: Any) -> str:
    """Strict JSON in ASCII, without control characters other than newlines."""
    text = json.dumps(data, indent=2, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def student(report: Report) -> dict[str, Any]:
    """The report as plain data, without what a student may not see; `seed` is null."""
    return instructor(views.student(report))


def instructor(report: Report) -> dict[str, Any]:
    """The whole report as plain data."""
    return {
        "schema": SCHEMA,
        "submission": printable(report.submission),
        "seed": None if report.seed == views.WITHHELD else report.seed,
        "isolation": str(report.isolation),
        "missing": [printable(layer) for layer in report.missing],
        "score": _number(report.score),
        "max_score": _number(report.max_score),
        "message": _text(report.message),
        "problems": [problem(result) for result in report.problems],
    }


def problem(result: ProblemResult) -> dict[str, Any]:
    """One problem of a report, as plain data."""
    return {
        "name": printable(result.name),
        "title": printable(result.title),
        "outcome": None if result.outcome is None else str(result.outcome),
        "score": _number(result.score),
        "max_score": _number(result.max_score),
        "message": _text(result.message),
        "diagnosis": _text(result.diagnosis),
        "mistake": printable(result.mistake),
        "output": _text(result.output),
        "file": printable(result.file),
        "line": result.line,
        "fault": _text(result.fault),
        "clue": None if result.clue is None else _clue(result.clue),
        "checks": [_check(check) for check in result.checks],
    }


def _clue(clue: Clue) -> dict[str, Any]:
    return {
        "look": printable(clue.look),
        "lines": list(clue.lines),
        "both": clue.both,
        "place": printable(clue.place),
        "change": printable(clue.change),
        "edit": _text(clue.edit),
        "feedback": str(clue.feedback),
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "name": printable(check.name),
        "hidden": check.hidden,
        "points": _number(check.points),
        "earned": _number(check.earned),
        "outcome": str(check.outcome),
        "message": _text(check.message),
        "kind": printable(check.kind),
        "calls": [_shown(shown) for shown in check.calls],
        "example": None if check.example is None else dict(check.example),
        "replay": printable(check.replay),
        "private": _text(check.private),
        "line": check.line,
    }


def _shown(shown: Shown) -> dict[str, str]:
    return {
        "code": _text(shown.code),
        "gave": printable(shown.gave),
        "name": printable(shown.name),
    }


def _text(text: str) -> str:
    return printable(text, lines=True)


def _number(value: float | None) -> float | int | None:
    if value is None:
        return None
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded


# Reading -----------------------------------------------------------------------------------------


def read(data: str | bytes | Mapping[str, Any]) -> Report:
    """The report that `render` or `instructor` wrote; `ValueError` if it is none."""
    try:
        found = json.loads(data) if isinstance(data, (str, bytes)) else data
        if found["schema"] != SCHEMA:
            raise ValueError(f"its schema is {found['schema']!r}")
        return _report(found)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a report of the form {SCHEMA}: {error}") from None


@functools.lru_cache(maxsize=128)  # of a class most results are the same; some are long
def read_problem(data: str) -> ProblemResult:
    """The result that was written as JSON text; `ValueError` if it is none."""
    try:
        return _read_problem(json.loads(data))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a result: {error}") from None


def read_scored(data: str) -> Scored:
    """What `render_problem` wrote, but no more of it than that; `ValueError` if it is none.

    It is found by how it is laid out: no text in it begins a line, and how far a line is set in
    tells what it belongs to. Parsed, a result takes ten times as long.
    """
    if (found := _OF_RESULT.search(data)) is None:
        raise ValueError("not a result")
    outcome, score, most = found.groups()
    return Scored(
        None if outcome == "null" else Outcome(outcome.strip('"')),
        None if score == "null" else float(score),
        float(most),
        tuple((float(points), float(earned)) for points, earned in _OF_CHECK.findall(data)),
    )


_OF_RESULT: Final = re.compile(r'\n  "outcome": (.+),\n  "score": (.+),\n  "max_score": (.+),\n')
_OF_CHECK: Final = re.compile(r'\n      "points": (.+),\n      "earned": (.+),\n')


def settled(result: ProblemResult) -> ProblemResult:
    """The result as it is read again once it was written."""
    return read_problem(render_problem(result))


def _report(data: Mapping[str, Any]) -> Report:
    return Report(
        submission=_is(str, data["submission"]),
        seed=views.WITHHELD if data["seed"] is None else _is(int, data["seed"]),
        isolation=Isolation(data["isolation"]),
        score=_score(data["score"]),
        max_score=_points(data["max_score"]),
        problems=tuple(_read_problem(problem) for problem in _is(list, data["problems"])),
        missing=tuple(_is(str, layer) for layer in _is(list, data["missing"])),
        message=_is(str, data["message"]),
    )


def _read_problem(data: Mapping[str, Any]) -> ProblemResult:
    texts = ("name", "title", "message", "diagnosis", "mistake", "output", "file", "fault")
    return ProblemResult(
        **{name: _is(str, data[name]) for name in texts},
        outcome=None if data["outcome"] is None else Outcome(data["outcome"]),
        score=_score(data["score"]),
        max_score=_points(data["max_score"]),
        checks=tuple(_read_check(check) for check in _is(list, data["checks"])),
        clue=_read_clue(data["clue"]) if data.get("clue") is not None else None,
        line=_is(int, data.get("line", 0)),
    )


def _read_clue(data: Mapping[str, Any]) -> Clue:
    return Clue(
        **{name: _is(str, data[name]) for name in ("look", "place", "change", "edit")},
        lines=tuple(_is(int, line) for line in _is(list, data["lines"])),
        both=_is(bool, data["both"]),
        feedback=Feedback(data["feedback"]),
    )


def _read_check(data: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        name=_is(str, data["name"]),
        message=_is(str, data["message"]),
        kind=_is(str, data.get("kind", "")),
        calls=tuple(_read_shown(shown) for shown in _is(list, data.get("calls", []))),
        replay=_is(str, data["replay"]),
        private=_is(str, data["private"]),
        hidden=_is(bool, data["hidden"]),
        points=_points(data["points"]),
        earned=_points(data["earned"]),
        outcome=Outcome(data["outcome"]),
        example=None if data["example"] is None else _is(dict, data["example"]),
        line=_is(int, data["line"]),
    )


def _read_shown(data: Mapping[str, Any]) -> Shown:
    return Shown(*(_is(str, data[name]) for name in ("code", "gave", "name")))


def _is(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{str(value)[:40]!r} where {kind.__name__} was expected")
    return value


def _points(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise TypeError(f"{str(value)[:40]!r} where points were expected")
    return float(value)


def _score(value: Any) -> float | None:
    return None if value is None else _points(value)
