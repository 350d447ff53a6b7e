"""What another run would change: each student's score before and after, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.gradebook.points import written
from grader.gradebook.standing import Standing


@dataclass(frozen=True, slots=True)
class Change:
    """A student's score before and after, and the reasons, one a line."""

    student: str
    before: int | None
    after: int | None
    why: tuple[str, ...]


def reasons(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """In what two runs were made of different things."""
    return [*_problems(before, after).values(), *_others(before, after)]


def _problems(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """What became of each problem that is another."""
    old = {one["name"]: one for one in before["problems"]}
    new = {one["name"]: one for one in after["problems"]}
    found = {name: f"{name} is not graded any more" for name in old.keys() - new.keys()}
    for name, problem in new.items():
        was = old.get(name)
        if was is None:
            found[name] = f"{name} is graded now"
        elif (was["problem"], was["solution"]) != (problem["problem"], problem["solution"]):
            found[name] = f"{name}: the exercise was changed"
        elif (was["worth"], was["bonus"]) != (problem["worth"], problem["bonus"]):
            found[name] = (
                f"{name} is worth {written(problem['worth'])}, not {written(was['worth'])}"
            )
    return found


def _others(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["policy"] != after["policy"]:
        keys = [key for key in after["policy"] if before["policy"].get(key) != after["policy"][key]]
        yield f"the assignment has another {', '.join(keys)}"
    if before["seed"] != after["seed"]:
        yield f"the seed is {after['seed']}, not {before['seed']}"
    if before["isolation"] != after["isolation"]:
        yield f"isolation is {after['isolation']}, not {before['isolation']}"
    if before["versions"] != after["versions"]:
        keys = [k for k, v in after["versions"].items() if before["versions"].get(k) != v]
        yield f"another version of {', '.join(keys)}"


def changes(
    before: Sequence[Standing],
    after: Sequence[Standing],
    made_before: Mapping[str, Any],
    made_after: Mapping[str, Any],
) -> list[Change]:
    """The students whose scores would be others, those who would lose most first."""
    old = {row.student.id: row for row in before}
    new = {row.student.id: row for row in after}
    problems = _problems(made_before, made_after)
    general = tuple(_others(made_before, made_after))
    found = []
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        scores = (was.score if was else None, now.score if now else None)
        if scores[0] != scores[1]:
            found.append(Change(name, *scores, tuple(_why(was, now, problems, general))))
    return sorted(found, key=lambda one: ((one.after or 0) - (one.before or 0), one.student))


def _why(
    was: Standing | None,
    now: Standing | None,
    problems: Mapping[str, str],
    general: Sequence[str],
) -> Iterator[str]:
    if was is None or was.attempt is None:
        yield "handed in since"
        return
    if now is None or now.attempt is None:
        yield "not among the submissions any more"
        return
    unexplained = False
    for name in {**was.points, **now.points}:
        old, new = was.points.get(name), now.points.get(name)
        if old != new:
            shown = f"{name} {written(old) or '–'} → {written(new) or '–'}"
            reason = problems.get(name, "")
            unexplained = unexplained or not reason
            yield f"{shown} ({reason.partition(': ')[2] or reason})" if reason else shown
    if was.late != now.late:
        yield f"late {written(was.late)} → {written(now.late)}"
    if was.adjustment != now.adjustment:
        yield f"adjustment {written(was.adjustment)} → {written(now.adjustment)}"
    if unexplained:
        yield "; ".join(general) or "handed in anew"
