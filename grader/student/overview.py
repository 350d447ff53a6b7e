"""What is solved, what was learned, and what comes next."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.errors import GraderError, UsageError, did_you_mean
from grader.exercise.bank import Bank, find_bank
from grader.reports.console import columns, put, put_json, say
from grader.reports.terminal import Line, Piece, broken
from grader.student.workspace import Progress, Workspace, next_pending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.exercise.bank import Heading
    from grader.problem import Area, Problem

BAR: Final = 20
_NARROWEST: Final = 20
_BESIDE: Final = len("    ✓   •••••  ")
"""What stands beside a name and a title in the list."""


def pending(bank: Bank, progress: Progress, after: str = "") -> str | None:
    """The next problem to solve, of those after this one first, or after the latest solved."""
    return next_pending(bank.names(), bank.prerequisites(), progress, after or progress.latest)


def what_next(bank: Bank, progress: Progress) -> None:
    """Says what comes next, unless the bank is too broken to tell."""
    with contextlib.suppress(GraderError):
        found = pending(bank, progress)
        if found is None:
            celebrate(bank)
        else:
            say(f"Next: {found} (grader start {found})")


def passed(problem: Problem, bank: Bank, workspace: Workspace) -> None:
    """Says what was learned, how far the area has come, and what comes next."""
    told = f"Learned: {', '.join(learned(problem, bank))}"
    put([(Piece(row),) for row in broken(told, columns())])
    progress = workspace.progress()
    area = next(area for area in bank.topics() if area.name == problem.area)
    names = [name for topic in area.topics for name in topic.problems]
    put([_bar(area.title, sum(name in progress.solved for name in names), len(names))])
    what_next(bank, replace(progress, latest=problem.name))


def learned(problem: Problem, bank: Bank) -> list[str]:
    """What the problem teaches, in the words of the concept map if there is one."""
    from grader.exercise import concepts

    titles = concepts.known(bank) or {}
    ids = problem.concepts or (problem.name,)
    return [titles.get(one, re.sub("[-_]", " ", one)) for one in ids]


def celebrate(bank: Bank) -> int:
    """Says that all is done."""
    count = len(bank.names())
    say()
    say("    ★  ✦  ★  ✦  ★", "good")
    say(f"    Every problem is solved, all {count} of them. Well done!", "good")
    say("    ★  ✦  ★  ✦  ★", "good")
    say("Name one to go back to it; grader solution NAME shows how its author did it.", "dim")
    return 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Which problems to list: of an area, if one is named, and with `todo` those to be solved."""

    area: str | None = None
    todo: bool = False
    as_json: bool = False


def list_problems(banks: Sequence[Path], listing: Listing = Listing()) -> int:
    """Lists the problems by topic."""
    bank = find_bank(banks)
    kept = Workspace.around(Path.cwd()).progress()
    solved = kept.solved
    areas, headings = _areas(bank, listing, solved), bank.headings()
    if listing.as_json:
        put_json([_listed(headings[name], area, name, solved) for area, name in _flat(areas)])
        return 0
    lines: list[Line] = []
    width = max((len(name) for _, name in _flat(areas)), default=0)
    for area in areas:
        lines += [(), (Piece(area.title, "strong"), Piece(f"  {area.name}", "dim"))]
        for topic in area.topics:
            lines.append((Piece(f"  {topic.title}", "dim"),))
            for name in topic.problems:
                problem = headings[name]
                room = max(columns() - width - _BESIDE, _NARROWEST)
                first, *rest = broken(problem.title, room)
                lines.append(
                    (
                        Piece("    ✓ " if name in solved else "      ", "good"),
                        Piece(name.ljust(width)),
                        Piece(f"  {'•' * problem.difficulty:<5}  ", "dim"),
                        Piece(first),
                    )
                )
                lines += [(Piece(" " * (width + _BESIDE) + more),) for more in rest]
    put(lines[1:])
    say()
    what_next(bank, kept)
    return 0


def _areas(bank: Bank, listing: Listing, solved: frozenset[str]) -> tuple[Area, ...]:
    known = [area.name for area in bank.topics()]
    if listing.area is not None and listing.area not in known:
        near = did_you_mean(listing.area, known)
        raise UsageError(f"there is no area {listing.area!r}", near or f"one of {', '.join(known)}")
    wanted = [name for name in bank.names() if not (listing.todo and name in solved)]
    areas = bank.topics_of(wanted)
    return tuple(area for area in areas if listing.area in (None, area.name))


def _flat(areas: Sequence[Area]) -> list[tuple[Area, str]]:
    return [(area, name) for area in areas for topic in area.topics for name in topic.problems]


def _listed(heading: Heading, area: Area, name: str, solved: frozenset[str]) -> dict[str, Any]:
    return {
        "name": name,
        "title": heading.title,
        "area": area.name,
        "difficulty": heading.difficulty,
        "solved": name in solved,
    }


def progress(banks: Sequence[Path], *, as_json: bool = False) -> int:
    """Shows what is solved, topic by topic."""
    bank = find_bank(banks)
    done = Workspace.around(Path.cwd()).progress()
    names = bank.names()
    if as_json:
        put_json(
            {
                "solved": [name for name in names if name in done.solved],
                "problems": len(names),
                "hints": {name: done.hints[name] for name in names if name in done.hints},
                "next": pending(bank, done),
            }
        )
        return 0 if done.solved.issuperset(names) else 1
    titles = [topic.title for area in bank.topics() for topic in area.topics]
    width = max(map(len, titles), default=0)
    lines: list[Line] = []
    for area in bank.topics():
        lines.append((Piece(area.title, "strong"),))
        for topic in area.topics:
            solved = sum(name in done.solved for name in topic.problems)
            lines.append(_bar(topic.title.ljust(width), solved, len(topic.problems)))
    solved = sum(name in done.solved for name in names)
    lines += [(), _bar("All together".ljust(width), solved, len(names)), ()]
    put(lines)
    what_next(bank, done)
    return 0 if solved == len(names) else 1


def _bar(title: str, solved: int, most: int) -> Line:
    full = BAR * solved // most if most else 0
    style = "good" if solved == most else ""
    return (
        Piece(f"  {title}  "),
        Piece("█" * full, "good"),
        Piece("░" * (BAR - full), "dim"),
        Piece(f"  {solved}/{most}", style),
    )
