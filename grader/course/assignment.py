"""A titled selection of problems, what each is worth, and what counts of what is handed in.

title: First week
problems: [matmul, affine_layer, {name: softmax, weight: 2}]
due: 2026-10-05 23:59
timezone: Europe/Berlin
late: {per_day: 10%, cap: 50%}
feedback: line
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.exercise import forms, strict_yaml, text
from grader.exercise.strict_yaml import Complaints
from grader.gradebook.points import hundredths, shares
from grader.gradebook.policy import Late, Policy
from grader.model import FOR_NOTHING, Feedback, Misnamed
from grader.problem import TOTAL_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.exercise.forms import AssignmentForm, WeightedForm
    from grader.exercise.place import Place


@dataclass(frozen=True, slots=True)
class Task:
    """A problem of an assignment, and what it is worth, in hundredths of a point.

    What a bonus problem earns is not among the points to be had.
    """

    name: str
    worth: int = TOTAL_POINTS * 100
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a class is asked to do: problems in order, what counts of them, and how much students
    are told of where their programs are wrong, and what it costs that a function has another name.
    """

    title: str
    problems: tuple[Task, ...]
    policy: Policy = field(default_factory=Policy)
    feedback: Feedback = Feedback.LINE
    shared_with: tuple[Path, ...] = ()
    """The gradebooks of other assignments, with which free days are shared."""
    misnamed: Misnamed = FOR_NOTHING


def load_assignment(path: Path) -> Assignment:
    """The assignment in the file at `path`; raises `SpecError` with all that is wrong.

    title: First week
    problems: [matmul, affine_layer, {name: softmax, weight: 2}]
    """
    complain = Complaints(strict_yaml.parse(text.content(path), str(path)))
    form = forms.read(forms.AssignmentForm, complain)
    tasks = _tasks(form, complain)
    policy = _policy(form, complain)
    misnamed = _misnamed(form.misnamed, complain)
    complain.settle()
    shared = form.late.shared_with if form.late is not None else []
    places = tuple(path.parent / name for name in shared)
    return Assignment(form.title, tasks, policy, Feedback(form.feedback), places, misnamed)


_COST: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?(%|points?)")


def _misnamed(text: str, complain: Complaints) -> Misnamed:
    """What another name costs."""
    if text in ("note", "missing"):
        return Misnamed(taken=text == "note")
    found = _COST.fullmatch(text)
    cost = float(found[1]) if found else 0.0
    if found is None or not cost or (found[2] == "%" and cost > 100):
        complain(("misnamed",), "must be note, missing, a percentage such as 10%, or 1 point")
        return FOR_NOTHING
    if found[2] == "%":
        return Misnamed(percent=cost, cost=f"{cost:g}% of its points")
    return Misnamed(points=cost, cost=f"{cost:g} {'point' if cost == 1 else 'points'}")


def _tasks(form: AssignmentForm, complain: Complaints) -> tuple[Task, ...]:
    names = [problem.name for problem in form.problems]
    for i, problem in enumerate(form.problems):
        place = ("problems", i)
        if problem.name in names[:i]:
            complain(place, f"{problem.name} is listed twice")
        if problem.points is not None and problem.weight is not None:
            complain(place, "give weight or points, not both")
        elif problem.points is not None and form.points is not None:
            complain((*place, "points"), "the assignment has points: give the problem a weight")
    if all(problem.bonus for problem in form.problems):
        complain(("problems",), "all of them are bonus problems")
    worths = _worths(form.problems, form.points)
    for i, worth in enumerate(worths):
        if not worth:
            complain(("problems", i), "worth less than a hundredth of a point")
    return tuple(
        Task(problem.name, worth, problem.bonus)
        for problem, worth in zip(form.problems, worths, strict=True)
    )


def _worths(problems: Sequence[WeightedForm], total: float | None) -> list[int]:
    """What each is worth: by its weight a multiple of ten points, or a share of the total."""
    weights = [1.0 if problem.weight is None else problem.weight for problem in problems]
    if total is None:
        worths = [weight * TOTAL_POINTS for weight in weights]
        return [
            hundredths(worth if one.points is None else one.points)
            for one, worth in zip(problems, worths, strict=True)
        ]
    counting = tuple(w for one, w in zip(problems, weights, strict=True) if not one.bonus)
    dealt = iter(shares(hundredths(total), counting))
    one_point = total / sum(counting) if counting else 0.0
    return [
        hundredths(weight * one_point) if one.bonus else next(dealt)
        for one, weight in zip(problems, weights, strict=True)
    ]


# When it is due ---------------------------------------------------------------------------------

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)")
_SPAN: Final = re.compile(r"(\d{1,4}) ?(min|minutes?|h|hours?|d|days?|weeks?)")
_UNITS: Final = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def _policy(form: AssignmentForm, complain: Complaints) -> Policy:
    zone = _zone(form.timezone, complain)
    due = None
    if form.due is None:
        for name in ("timezone", "grace", "late"):
            if getattr(form, name) is not None:
                complain((name,), "means nothing without due")
        if form.extensions:
            complain(("extensions",), "mean nothing without due")
    else:
        if form.timezone is None:
            complain(("due",), "in which timezone? add one, such as timezone: Europe/Berlin")
        due = _moment(form.due, zone, ("due",), complain)
    extensions: dict[str, datetime | timedelta] = {}
    for name, more in form.extensions.items():
        place = ("extensions", name)
        if (span := _span(more)) is not None:
            extensions[name] = span
        elif (moment := _moment(more, zone, place, complain)) is not None:
            extensions[name] = moment
            if due is not None and moment < due:
                complain(place, f"{more} is before it is due")
    late = form.late
    return Policy(
        due=due,
        zone=form.timezone or "",
        grace=_grace(form.grace, complain),
        late=None if late is None else Late(late.per_day, late.cap, late.free_days),
        attempts=form.attempts,
        extensions=extensions,
    )


def _zone(name: str | None, complain: Complaints) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        complain(("timezone",), f"there is no time zone {name}: write it as Europe/Berlin or UTC")
    return None


def _moment(
    text: str, zone: ZoneInfo | None, place: Place, complain: Complaints
) -> datetime | None:
    """The time of clocks that is meant, if clocks ever show it."""
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        moment = datetime.fromisoformat(f"{found[1]} {found[2]}")
    except ValueError:
        more = " or how much later, such as 3 days" if place[0] == "extensions" else ""
        complain(place, f"must be a date and a time, such as 2026-10-05 23:59{more}")
        return None
    if zone is not None:
        there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        if there.replace(tzinfo=None) != moment:
            complain(place, f"clocks in {zone.key} never show {text}, as they are put forward then")
    return moment


def _span(text: str) -> timedelta | None:
    found = _SPAN.fullmatch(text)
    return None if found is None else int(found[1]) * _UNITS[found[2][0]]


def _grace(text: str | None, complain: Complaints) -> timedelta:
    span = timedelta() if text is None else _span(text)
    if span is None:
        complain(("grace",), "must be a span of time, such as 15 min or 2 hours")
    return span or timedelta()
