"""Where a program is wrong: what the edits have in common after which no public check fails.

Nothing hidden is asked, so nothing hidden can be told. Where several unlike edits would do, less is
said; where none does, `grader.tutor.remarks` may know something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.edits.change import Kind
from grader.model import Clue
from grader.tutor.edited import Bench, Places
from grader.tutor.hinting import CHANGE, PLAIN, look
from grader.tutor.remarks import Remarks, endless
from grader.tutor.search import MOST_LINES, Lines, Search

if TYPE_CHECKING:
    from grader.judge.trial import Trial
    from grader.problem import Check

KINDRED: Final = 0.5
"""Where that finds nothing, so large a part of it more is taken for the right programs."""

MOST_KINDS: Final = 3
"""So many kinds of change are told where any would do."""


def clue_of(
    trial: Trial,
    possible: Sequence[Check],
    cpu_s: float,
    spent: Callable[[float], object] = lambda _: None,
) -> Clue | None:
    """Where the trial's program seems to be wrong, if that can be found in so much CPU time;
    `spent` hears how much it took.
    """
    setting = trial.setting
    if setting.given is not None or not trial.failing:
        return None
    bench = Bench(trial, cpu_s)
    more_s = 0.0
    try:
        if trial.asked.exhausted:
            return endless(trial, bench)
        search = Search(trial, possible, bench)
        remarks = Remarks(trial, bench, search.failing, search.traced, KINDRED * cpu_s)
        found = remarks.certain() or _of_edits(search, remarks) or remarks.clue()
        more_s = remarks.spent_s
        return found
    finally:
        bench.worker.close()
        spent(bench.spent_s + more_s)


def _of_edits(search: Search, remarks: Remarks) -> Clue | None:
    """What is told of the edits that do, if any does."""
    found = _copies(search, search.mends())
    if not found or len(found) > MOST_LINES:
        return None
    several = [places for some in found.values() for places in some]
    kinds = [*dict.fromkeys(search.edits[place].kind for places in several for place in places)]
    clue = _told(search, found, kinds)
    unrefused = remarks.unrefused() if kinds == [Kind.REFUSAL] else ""
    return replace(clue, look=unrefused) if unrefused else clue


def _copies(search: Search, found: Mapping[Lines, list[Places]]) -> Mapping[Lines, list[Places]]:
    """The copies among these edits, if there are any: where one would do, so does whatever makes
    one on the way, such as another sign.
    """
    copies: dict[Lines, list[Places]] = {}
    for lines, several in found.items():
        for places in several:
            if all(search.edits[place].kind is Kind.COPY for place in places):
                copies.setdefault(lines, []).append(places)
    return copies or found


def _told(search: Search, found: Mapping[Lines, Sequence[Places]], kinds: Sequence[Kind]) -> Clue:
    """What these edits have in common, as far as they agree."""
    together = tuple(sorted({line for lines in found for line in lines}))
    several = [places for some in found.values() for places in some]
    looks, change = PLAIN, ""
    first = search.bench.written(several[0])
    if len(found) == 1 and len(kinds) <= MOST_KINDS:
        change = ", or ".join(CHANGE[kind] for kind in kinds)
    if len(found) == 1 and len(kinds) == 1:
        abouts = {one.about for places in several for one in search.bench.written(places)}
        looks = look(kinds[0], abouts.pop() if len(abouts) == 1 else "")
    return Clue(
        looks,
        together,
        both=len(found) == 1,
        change=change,
        edit="\n".join(f"{one.before} → {one.after}" for one in first),
        feedback=search.setting.exercise.feedback,
    )
