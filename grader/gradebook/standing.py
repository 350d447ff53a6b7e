"""Where each student of a class stands: what was judged, weighed, late or not, and set by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from grader.escaping import printable
from grader.gradebook.points import HUNDREDTHS, hundredths, weighed, written
from grader.gradebook.policy import Policy, counting, policy_of
from grader.gradebook.roster import Roster, Student
from grader.model import Isolation, Report

if TYPE_CHECKING:
    from datetime import datetime

    from grader.gradebook.database import Gradebook, Graded, Remark, Run
    from grader.model import ProblemResult

_HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """What counts: a problem, and what it is worth in hundredths."""

    name: str
    worth: int
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission of a student's, as it was judged. The report is weighed."""

    report: Report
    handed_in: datetime | None = None
    days_late: int = 0
    days_free: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the gradebook, in hundredths: the points and what was added to them make the score.

    `attempt` is the one that is shown, and that counts unless it is their mean; without any,
    nothing was handed in. What the grader failed to judge has no points, and makes no score.
    """

    student: Student
    parts: tuple[Part, ...]
    attempt: Attempt | None = None
    attempts: int = 0
    points: Mapping[str, int | None] = field(default_factory=dict)
    late: int = 0
    adjustment: int = 0
    score: int | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def max_score(self) -> int:
        """What can be had, bonus problems aside."""
        return sum(part.worth for part in self.parts if not part.bonus)

    @property
    def notes(self) -> Iterator[str]:
        """What there is to say of the score beside what was judged."""
        if self.attempt is None:
            yield "handed in nothing"
        else:
            if days := self.attempt.days_late:
                free = f", {self.attempt.days_free} of them free" if self.attempt.days_free else ""
                yield f"{days} {'day' if days == 1 else 'days'} late{free}"
            if self.attempts > 1:
                yield f"{self.attempts} attempts"
        for remark in self.remarks:
            yield described(remark)


def described(remark: Remark) -> str:
    """A remark in a line."""
    problem = f"{remark.problem} " if remark.problem else ""
    what = {
        "add": f"{problem}adjusted by {'+' if remark.points > 0 else ''}{written(remark.points)}: ",
        "set": f"{problem}set to {written(remark.points)}: ",
        "say": problem and f"{problem.rstrip()}: ",
    }[remark.kind]
    return f"{what}{remark.why} ({remark.who})"


def parts_of(made_of: Mapping[str, Any]) -> tuple[Part, ...]:
    """What a run counts."""
    return tuple(Part(p["name"], p["worth"], p["bonus"]) for p in made_of["problems"])


def report_of(
    submission: str,
    results: Mapping[str, ProblemResult],
    parts: Sequence[Part],
    *,
    seed: int,
    isolation: Isolation,
    missing: tuple[str, ...],
    message: str = "",
) -> Report:
    """The report on a submission: the results of all problems, weighed and added up."""
    found = [weighed(results[part.name], part.worth, bonus=part.bonus) for part in parts]
    known = [hundredths(result.score) for result in found if result.score is not None]
    return Report(
        submission=submission,
        seed=seed,
        isolation=isolation,
        score=sum(known) / HUNDREDTHS if len(known) == len(found) else None,
        max_score=sum(part.worth for part in parts if not part.bonus) / HUNDREDTHS,
        problems=tuple(found),
        missing=missing,
        message=message,
    )


def standings(book: Gradebook, run: Run | None = None) -> list[Standing]:
    """Where everybody stands after a run, the one that counts unless another is given, by id."""
    return list(standing_by_standing(book, run))


def standing_by_standing(book: Gradebook, run: Run | None = None) -> Iterator[Standing]:
    """The same one after the other, with no more in memory than one student's reports."""
    run = run or book.run()
    if run is None:
        return
    students = {one.id: one for one in book.students()}
    roster = Roster(students.values())
    parts, policy = parts_of(run.made_of), policy_of(run.made_of["policy"])
    extensions = {roster_id(roster, name): more for name, more in policy.extensions.items()}
    used = {roster_id(roster, name): days for name, days in policy.used.items()}
    policy = replace(policy, extensions=extensions, used=used)
    handed_in: dict[str, list[Graded]] = {name: [] for name in students}
    graded = book.graded(run)
    for name in run.submissions:
        if (one := graded.get(printable(name))) is not None:
            student = roster.find(one.student) or Student(one.student)
            students.setdefault(student.id, student)
            handed_in.setdefault(student.id, []).append(one)
    remarks = [(roster_id(roster, one.student), one) for one in book.remarks()]
    for name in sorted(students):
        attempts = [
            Attempt(
                *(_report(book, run, one, parts), one.handed_in),
                policy.days_late(name, one.handed_in),
                policy.days_free(name, one.handed_in),
            )
            for one in handed_in[name]
        ]
        of = [remark for student, remark in remarks if student == name]
        yield standing(students[name], attempts, parts, policy, of)


def roster_id(roster: Roster, student: str) -> str:
    """The id that a student has by now: a roster may have come after the remark."""
    found = roster.find(student)
    return found.id if found is not None else student


def _report(book: Gradebook, run: Run, graded: Graded, parts: Sequence[Part]) -> Report:
    results = {
        name: book.result(graded.submission, name, fingerprint)
        for name, fingerprint in graded.results.items()
    }
    return report_of(
        graded.submission,
        results,
        parts,
        seed=run.made_of["seed"],
        isolation=Isolation(run.made_of["isolation"]),
        missing=tuple(run.made_of["missing"]),
        message=graded.message,
    )


def standing(
    student: Student,
    attempts: Sequence[Attempt],
    parts: Sequence[Part],
    policy: Policy,
    remarks: Sequence[Remark] = (),
) -> Standing:
    """Where a student stands who handed in these attempts, of whom these remarks were made."""
    empty = Standing(student, tuple(parts), remarks=tuple(remarks))
    if not attempts:
        return _adjusted(replace(empty, points=dict.fromkeys(p.name for p in parts)), remarks)
    ordered = sorted(attempts, key=lambda one: (_time(one), one.report.submission))
    earned = [_earned(attempt) for attempt in ordered]
    late = [
        0 if e is None else -_rounded(policy.penalty(student.id, attempt.handed_in) * sum(e))
        for attempt, e in zip(ordered, earned, strict=True)
    ]
    totals = [None if e is None else sum(e) + less for e, less in zip(earned, late, strict=True)]
    count = counting(policy.attempts, totals)
    shown = ordered[count[-1]]
    points = {}
    for i, part in enumerate(parts):
        known = [found for place in count if (found := _points(ordered[place])[i]) is not None]
        complete = len(known) == len(count)
        points[part.name] = _rounded(Fraction(sum(known), len(count))) if complete else None
    return _adjusted(
        replace(
            empty,
            attempt=shown,
            attempts=len(ordered),
            points=points,
            late=_rounded(Fraction(sum(late[place] for place in count), len(count))),
        ),
        remarks,
    )


def _adjusted(found: Standing, remarks: Iterable[Remark]) -> Standing:
    """The standing with what was added by hand; the last word on a number counts.

    Whoever handed in nothing has no score until then, and nobody has less than none.
    """
    remarks = [remark for remark in remarks if remark.kind != "say"]
    known = {name: points for name, points in found.points.items() if points is not None}
    judged = found.attempt is None or known.keys() == found.points.keys()
    earned = sum(known.values()) + found.late
    moved = dict.fromkeys(found.points, 0)
    plus, total = 0, None
    for remark in remarks:
        on_problem = remark.problem in moved
        if remark.kind == "add" and on_problem:
            moved[remark.problem] += remark.points
        elif remark.kind == "add":
            plus += remark.points
        elif on_problem:
            moved[remark.problem] = remark.points - known.get(remark.problem, 0)
            judged = judged or known.keys() | {remark.problem} == found.points.keys()
        else:
            total = remark.points
    if total is None and (not judged or (found.attempt is None and not remarks)):
        return found
    score = max(earned + sum(moved.values()) + plus if total is None else total, 0)
    return replace(found, score=score, adjustment=score - earned)


def _time(attempt: Attempt) -> float:
    return attempt.handed_in.timestamp() if attempt.handed_in else 0.0


def _points(attempt: Attempt) -> list[int | None]:
    return [None if one.score is None else hundredths(one.score) for one in attempt.report.problems]


def _earned(attempt: Attempt) -> list[int] | None:
    found = [points for points in _points(attempt) if points is not None]
    return found if len(found) == len(attempt.report.problems) else None


def _rounded(value: Fraction) -> int:
    return int(value + _HALF) if value >= 0 else -int(-value + _HALF)
