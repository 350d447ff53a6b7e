"""What a student's commands do, `check` aside. Each returns the exit status."""

from __future__ import annotations

import contextlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.cache import Cache, key
from grader.errors import GraderError, UsageError, did_you_mean
from grader.exercise import concepts
from grader.exercise.bank import Bank, find_bank
from grader.reports.console import busy, columns, note, put, put_json, say
from grader.reports.terminal import Line, Piece
from grader.student.workspace import STATE, SUFFIXES, Progress, Workspace, next_pending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.problem import Area, Problem

    Ask = Callable[[str], None] | None
    """Asks for a yes, and does not return without one; None asks for nothing."""

BAR: Final = 20


def named(bank: Bank, name: str | None, workspace: Workspace) -> Problem:
    """The problem of that name, which may be written as a path; without one the next to solve."""
    if name is not None:
        return bank.problem(Path(name).stem if name.endswith(SUFFIXES) else Path(name).name)
    found = pending(bank, workspace.progress())
    if found is None:
        raise UsageError("every problem is solved", "name one to go back to it")
    return bank.problem(found)


def pending(bank: Bank, progress: Progress, after: str = "") -> str | None:
    """The next problem to solve, of those after this one first."""
    return next_pending(bank.names(), bank.prerequisites(), progress, after)


# Where one stands ---------------------------------------------------------------------------------


def elsewhere() -> str:
    """What to do outside of a workspace: go to the one that was made last, or make one."""
    found = Cache().get(_LAST)
    path = Path(found.decode(errors="replace")) if found else None
    if path is not None and Workspace(path).exists:
        return f"your workspace is {path}; work there"
    return "grader init NAME makes a workspace"


_LAST: Final = key("workspace")


def what_next(bank: Bank, progress: Progress, after: str = "") -> None:
    """Says what comes next, unless the bank is too broken to tell."""
    with contextlib.suppress(GraderError):
        found = pending(bank, progress, after)
        if found is None:
            celebrate(bank)
        else:
            say(f"Next: {found} (grader start {found})")


def passed(problem: Problem, bank: Bank, workspace: Workspace) -> None:
    """Says what was learned, how far the area has come, and what comes next."""
    say(f"Learned: {', '.join(learned(problem, bank))}")
    progress = workspace.progress()
    area = next(area for area in bank.topics() if area.name == problem.area)
    names = [name for topic in area.topics for name in topic.problems]
    put([_bar(area.title, sum(name in progress.solved for name in names), len(names))])
    what_next(bank, progress, problem.name)


def learned(problem: Problem, bank: Bank) -> list[str]:
    """What the problem teaches, in the words of the concept map if there is one."""
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


# Commands -----------------------------------------------------------------------------------------


def init(directory: Path, banks: Sequence[Path]) -> int:
    """Makes a workspace."""
    bank = find_bank(banks)
    workspace = Workspace(directory.absolute())
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is not a directory")
    with busy("writing stubs …"):
        made = [workspace.start(bank.problem(name))[1] for name in bank.names()]
    if not (workspace.root / STATE / "progress.json").exists():
        workspace.keep(workspace.progress())
    Cache().put(_LAST, str(workspace.root).encode())
    say(f"{_files(made.count(True))} written to {directory}")
    if kept := made.count(False):
        say(f"{kept} {'file stays as it is' if kept == 1 else 'files stay as they are'}")
    what_next(bank, workspace.progress())
    if workspace.root != Path.cwd():
        say(f"Begin with: cd {shlex.quote(str(directory))}", "dim")
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
    solved = Workspace.around(Path.cwd()).progress().solved
    areas = _areas(bank, listing, solved)
    if listing.as_json:
        put_json([_listed(bank, area, name, solved) for area, name in _flat(areas)])
        return 0
    lines: list[Line] = []
    width = max((len(name) for _, name in _flat(areas)), default=0)
    for area in areas:
        lines += [(), (Piece(area.title, "strong"), Piece(f"  {area.name}", "dim"))]
        for topic in area.topics:
            lines.append((Piece(f"  {topic.title}", "dim"),))
            for name in topic.problems:
                problem = bank.problem(name)
                lines.append(
                    (
                        Piece("    ✓ " if name in solved else "      ", "good"),
                        Piece(name.ljust(width)),
                        Piece(f"  {'•' * problem.difficulty:<5}  ", "dim"),
                        Piece(problem.title),
                    )
                )
    put(lines[1:])
    say()
    what_next(bank, Workspace.around(Path.cwd()).progress())
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


def _listed(bank: Bank, area: Area, name: str, solved: frozenset[str]) -> dict[str, Any]:
    problem = bank.problem(name)
    return {
        "name": name,
        "title": problem.title,
        "area": area.name,
        "difficulty": problem.difficulty,
        "solved": name in solved,
    }


def start(
    name: str | None, banks: Sequence[Path], *, browser: bool = False, as_json: bool = False
) -> int:
    """Writes a stub and shows the statement, in a browser if asked."""
    from grader.typeset.statement import signatures, statement_lines

    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    path, made = workspace.start(problem) if workspace.exists else (None, False)
    if as_json:
        told = {"name": problem.name, "title": problem.title, "statement": problem.statement}
        more = {"asks": list(signatures(problem)), "forbid": list(problem.forbid)}
        put_json({**told, **more, "file": None if path is None else relative(path)})
        return 0
    put([*statement_lines(problem, columns()), ()])
    if browser:
        open_page(problem, workspace)
    if path is None:
        say(f"No stub is written, since this is no workspace: {elsewhere()}.")
        return 0
    shown = relative(path)
    untouched = path.read_bytes() == problem.stub.encode() if path.is_file() else False
    there = "The stub is there" if untouched else "Yours already, and left as it is"
    say(f"{'Written' if made else there}: {shown}")
    say(f"Check it with: grader check {problem.name}", "dim")
    return 0


def open_page(problem: Problem, workspace: Workspace) -> None:
    """Shows the statement as a page; where there is no browser, says where the page is."""
    import tempfile
    import webbrowser

    from grader.typeset.page import page_of

    folder = workspace.root / STATE if workspace.exists else Path(tempfile.mkdtemp("-grader"))
    path = folder / "pages" / f"{problem.name}.html"
    workspace.write(path, page_of(problem))
    if not webbrowser.open(path.as_uri()):
        note(f"No browser could be started; the page is {relative(path)}")


def hint(name: str | None, banks: Sequence[Path], *, as_json: bool = False) -> int:
    """Shows the next hint."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    title, text, remark = next_hint(problem, workspace)
    if as_json:
        put_json({"name": problem.name, "title": title, "hint": text, "remark": remark})
        return 0
    say(title, "strong" if text else "")
    if text:
        from grader.typeset.markdown import lines_of

        put(lines_of(text, columns()))
    if remark:
        say(remark, "dim")
    return 0


def next_hint(problem: Problem, workspace: Workspace) -> tuple[str, str, str]:
    """Which hint comes next, what it says, and a remark on it; it is then known to be seen."""
    progress = workspace.progress()
    most = len(problem.hints)
    if not most:
        return f"{problem.name} has no hints.", "", ""
    seen = progress.hints.get(problem.name, 0)
    number = min(seen, most - 1)
    if seen < most:
        remember(workspace, progress.hinted(problem.name))
    remark = "That was the last one." if seen >= most else ""
    return f"{problem.name}, hint {number + 1} of {most}", problem.hints[number], remark


def reset(name: str | None, banks: Sequence[Path], *, ask: Ask) -> int:
    """Puts a stub back."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    _in_workspace(workspace)
    shown = relative(workspace.place(problem))
    if ask is not None:
        ask(f"Put the stub back into {shown}? Your work is kept aside.")
    backup = workspace.reset(problem)
    remember(workspace, workspace.progress().failed(problem.name))
    say(f"{shown} is the stub again.")
    if backup is not None:
        say(f"Your work is in {relative(backup)}; grader undo {problem.name} brings it back.")
    return 0


def undo(name: str | None, banks: Sequence[Path]) -> int:
    """Brings back what the last reset put aside."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    _in_workspace(workspace)
    aside = workspace.undo(problem)
    say(f"{relative(workspace.place(problem))} is as it was before the reset.")
    if aside is not None:
        say(f"What stood there meanwhile is in {relative(aside)}.")
    return 0


def _in_workspace(workspace: Workspace) -> None:
    if not workspace.exists:
        raise UsageError("this is no workspace", elsewhere())


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


def solution(
    name: str | None, banks: Sequence[Path], *, give_up: bool, ask: Ask, as_json: bool = False
) -> int:
    """Shows the reference."""
    from grader.exercise.excerpt import excerpt
    from grader.exercise.text import content, decoded

    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    progress = workspace.progress()
    path = bank.solution_path(problem.name)
    if path is None:
        raise UsageError(f"this copy has no solution of {problem.name}")
    if problem.name not in progress.solved:
        if not give_up:
            raise UsageError(
                f"{problem.name} is not solved yet",
                f"grader hint {problem.name} helps; --give-up shows the solution all the same",
            )
        if ask is not None:
            ask(f"Give up on {problem.name}, and see how it is done?")
        remember(workspace, progress.gave_up(problem.name))
    code = excerpt(decoded(content(path), str(path)), problem.asks).rstrip()
    if as_json:
        put_json({"name": problem.name, "solution": code})
        return 0
    say(f"A solution of {problem.name}, for comparison:", "strong")
    say()
    say(code)
    return 0


def remember(workspace: Workspace, progress: Progress) -> None:
    """Keeps the progress; where nothing can be written, says so and goes on, and outside of a
    workspace nothing is.
    """
    if progress == workspace.progress():
        return
    if not workspace.exists:
        note(f"Progress is not kept, since this is no workspace: {elsewhere()}.")
        return
    try:
        workspace.keep(progress)
    except UsageError as error:
        note(f"Progress is not kept: {error.message}")


def _files(count: int) -> str:
    return f"{count} {'stub' if count == 1 else 'stubs'}"


def relative(path: Path) -> str:
    """The path as seen from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
