"""Free days that the assignments of a term share: what others have used is not there any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.course.gradebook import opened
from grader.errors import UsageError
from grader.escaping import printable
from grader.gradebook import database
from grader.gradebook.standing import standings


def used(gradebooks: Sequence[Path]) -> Mapping[str, int]:
    """How many free days each student took for what is kept in these folders."""
    taken: Counter[str] = Counter()
    for place in gradebooks:
        if not (place / database.NAME).is_file():
            raise UsageError(
                f"{printable(str(place))}, with which free days are shared, holds no gradebook",
                "late: shared_with: names folders that grader grade wrote to",
            )
        with opened(place) as book:
            for row in standings(book):
                if row.attempt is not None and row.attempt.days_free:
                    taken[row.student.id] += row.attempt.days_free
    return dict(taken)
