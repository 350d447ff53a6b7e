"""The page of a class: first of all what wants a human eye, then all that its results tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from grader.escaping import cut
from grader.gradebook import table
from grader.gradebook.database import Run
from grader.gradebook.points import written
from grader.gradebook.similarity import Pair
from grader.gradebook.standing import Standing
from grader.model import Isolation, Outcome
from grader.pages import statistics
from grader.pages.setting import filled

_BARS: Final = 10
_HIGH: Final = 90
_WHO: Final = 30
_NOTES: Final = 160
_ODD: Final = {
    Outcome.TOO_COSTLY: "too costly to judge",
    Outcome.CRASHED: "crashed",
    Outcome.OUT_OF_MEMORY: "ran out of memory",
}


def page(
    rows: Sequence[Standing],
    run: Run,
    title: str,
    *,
    links: Mapping[str, str] | None = None,
    pairs: Sequence[Pair] | None = None,
) -> str:
    """The page; `links` lead to the students' own, `pairs` are nearly the same code."""
    names = [part.name for part in rows[0].parts] if rows else []
    known = [row.score for row in rows if row.score is not None]
    bars = _bars(known, rows[0].max_score if rows else 0)
    return filled(
        "class.html",
        "sort.js",
        title=title,
        about=f"{len(rows)} students; graded {run.began[:16].replace('T', ' ')} UTC",
        eye=list(_eye(rows, pairs or ())),
        summary=_summary(known, rows),
        bars=bars,
        bars_said="; ".join(f"{bar['title']}: {bar['count']}" for bar in bars),
        names=names,
        rows=[_row(row, links or {}) for row in rows],
        checks=[_check(one) for one in statistics.checks(rows)],
        mistakes=[
            {"count": len(who), "problem": problem, "mistake": told, "who": _people(who)}
            for problem, told, who in statistics.mistakes(rows)
        ],
        groups=[
            {
                "count": len(group.who),
                "problem": group.problem,
                "what": cut(group.what, _NOTES),
                "message": group.message,
                "who": _people(group.who),
            }
            for group in statistics.alike(rows)
        ],
        pairs=None if pairs is None else [_pair(one) for one in pairs],
        late=_late(rows),
        missing=_missing(rows),
        made=list(_made(run)),
    )


def _eye(rows: Sequence[Standing], pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """Whom somebody should look at, and why."""
    for row in rows:
        if row.attempt is None:
            continue
        report, who = row.attempt.report, row.student.id
        if report.message:
            yield who, f"could not be read: {report.message}"
        if report.isolation is not Isolation.STRICT:
            yield who, f"graded with {report.isolation} isolation"
        for result in report.problems:
            if result.score is None:
                yield who, f"{result.name} could not be graded: {result.fault}"
            elif result.outcome in _ODD:
                yield who, f"{result.name}: {_ODD[result.outcome]}"
            flagged = [check.name for check in result.checks if check.private and not check.hidden]
            if flagged:
                yield who, f"{result.name}: judging it was unusual ({', '.join(flagged)})"
            hidden = [c for c in result.checks if c.hidden and c.outcome is not Outcome.PASSED]
            public = [c for c in result.checks if not c.hidden]
            passed = bool(public) and all(c.outcome is Outcome.PASSED for c in public)
            if hidden and passed:
                yield who, f"{result.name}: passes all that is public, and not {hidden[0].name}"
    for pair in pairs:
        yield f"{pair.one} and {pair.other}", f"{pair.problem}: nearly the same code"


def _summary(known: Sequence[int], rows: Sequence[Standing]) -> str:
    if not known:
        return "Nobody has a score."
    ordered = sorted(known)
    middle = ordered[len(ordered) // 2]
    if len(ordered) % 2 == 0:
        middle = (middle + ordered[len(ordered) // 2 - 1]) // 2
    mean = round(sum(known) / len(known))
    return (
        f"Mean {written(mean)}, median {written(middle)}, from {written(ordered[0])} to"
        f" {written(ordered[-1])}, of {written(rows[0].max_score)}; {len(known)} scores."
    )


def _bars(known: Sequence[int], most: int) -> list[dict[str, Any]]:
    if not known or not most:
        return []
    counts = [0] * _BARS
    for score in known:
        counts[min(score * _BARS // most, _BARS - 1)] += 1
    top = max(counts)
    return [
        {
            "title": f"{i * 100 // _BARS}–{(i + 1) * 100 // _BARS}%",
            "count": count,
            "height": round(_HIGH * count / top),
        }
        for i, count in enumerate(counts)
    ]


def _row(row: Standing, links: Mapping[str, str]) -> dict[str, Any]:
    cells = []
    for part in row.parts:
        points = row.points[part.name]
        step = "none" if points is None else f"s{min(4 * points // max(part.worth, 1), 4)}"
        cells.append({"points": written(points) or "–", "tone": step})
    name = row.student.id
    return {
        "name": f"{name} ({row.student.name})" if row.student.name else name,
        "link": links.get(name, ""),
        "score": written(row.score),
        "cells": cells,
        "late": written(row.late) if row.late else "",
        "adjustment": written(row.adjustment) if row.adjustment else "",
        "notes": cut(table.notes(row), _NOTES),
    }


def _check(one: statistics.Check) -> dict[str, Any]:
    value = one.discrimination
    return {
        "problem": one.problem,
        "name": one.name,
        "hidden": one.hidden,
        "rate": f"{100 * one.passed / one.tried:.0f}",
        "tried": one.tried,
        "discrimination": "" if value is None else f"{value:.2f}",
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "one": pair.one,
        "other": pair.other,
        "problem": pair.problem,
        "share": f"{100 * pair.share:.0f}",
        "left": pair.left,
        "right": pair.right,
    }


def _people(who: Sequence[str]) -> str:
    more = f" and {len(who) - _WHO} more" if len(who) > _WHO else ""
    return ", ".join(who[:_WHO]) + more


def _late(rows: Sequence[Standing]) -> str:
    found = [
        f"{row.student.id} ({row.attempt.days_late} d)"
        for row in rows
        if row.attempt is not None and row.attempt.days_late
    ]
    return f"Late: {_people(found)}." if found else "Nobody was late."


def _missing(rows: Sequence[Standing]) -> str:
    found = [row.student.id for row in rows if row.attempt is None]
    return f"Handed in nothing: {_people(found)}." if found else "Nobody on the roster is missing."


def _made(run: Run) -> Iterator[str]:
    made = run.made_of
    yield f"Seed {made['seed']}, isolation {made['isolation']}"
    if made["missing"]:
        yield f"Missing layers: {'; '.join(made['missing'])}"
    yield ", ".join(f"{name} {version[:12]}" for name, version in sorted(made["versions"].items()))
    yield f"Begun {run.began}, counting since {run.applied or 'never'}"
