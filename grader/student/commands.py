"""What a student's commands do, `check` aside. Each returns the exit status."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import GraderError, UsageError
from grader.exercise.bank import Bank, find_bank
from grader.reports.console import columns, note, put, say
from grader.reports.terminal import Line, Piece
from grader.student.workspace import STATE, SUFFIXES, Progress, Workspace, next_pending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.problem import Problem

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


def pending(bank: Bank, progress: Progress) -> str | None:
    """The next problem to solve."""
    return next_pending(bank.names(), bank.prerequisites(), progress)


def what_next(bank: Bank, progress: Progress) -> None:
    """Says what comes next, unless the bank is too broken to tell."""
    with contextlib.suppress(GraderError):
        found = pending(bank, progress)
        if found is None:
            say("Every problem is solved. Well done!", "good")
        else:
            say(f"Next: {found} (grader start {found})")


def init(directory: Path, banks: Sequence[Path]) -> int:
    """Makes a workspace."""
    bank = find_bank(banks)
    workspace = Workspace(directory.absolute())
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is not a directory")
    made = [workspace.start(bank.problem(name))[1] for name in bank.names()]
    if not (workspace.root / STATE / "progress.json").exists():
        workspace.keep(workspace.progress())
    say(f"{_files(made.count(True))} written to {directory}")
    if kept := made.count(False):
        say(f"{kept} {'file stays as it is' if kept == 1 else 'files stay as they are'}")
    what_next(bank, workspace.progress())
    return 0


def list_problems(banks: Sequence[Path]) -> int:
    """Lists the problems by topic."""
    bank = find_bank(banks)
    solved = Workspace.around(Path.cwd()).progress().solved
    lines: list[Line] = []
    width = max(map(len, bank.names()), default=0)
    for area in bank.topics():
        lines += [(), (Piece(area.title, "strong"),)]
        for topic in area.topics:
            lines.append((Piece(f"  {topic.title}", "dim"),))
            for name in topic.problems:
                problem = bank.problem(name)
                done = name in solved
                lines.append(
                    (
                        Piece("    ✓ " if done else "      ", "good"),
                        Piece(name.ljust(width)),
                        Piece(f"  {'•' * problem.difficulty:<5}  ", "dim"),
                        Piece(problem.title),
                    )
                )
    put(lines[1:])
    say()
    what_next(bank, Workspace.around(Path.cwd()).progress())
    return 0


def start(name: str | None, banks: Sequence[Path], *, browser: bool = False) -> int:
    """Writes a stub and shows the statement, in a browser if asked."""
    from grader.typeset.statement import statement_lines

    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    path, made = workspace.start(problem)
    put([*statement_lines(problem, columns()), ()])
    if browser:
        _open(problem, workspace)
    shown = relative(path)
    say(f"{'Written' if made else 'Yours already, and left as it is'}: {shown}")
    say(f"Check it with: grader check {problem.name}", "dim")
    return 0


def _open(problem: Problem, workspace: Workspace) -> None:
    """Shows the statement as a page; where there is no browser, says where the page is."""
    import webbrowser

    from grader.typeset.page import page_of

    path = workspace.root / STATE / "pages" / f"{problem.name}.html"
    workspace.write(path, page_of(problem))
    if not webbrowser.open(path.as_uri()):
        note(f"No browser could be started; the page is {relative(path)}")


def hint(name: str | None, banks: Sequence[Path]) -> int:
    """Shows the next hint."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    title, text, remark = next_hint(problem, workspace)
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
    if problem.name in progress.clues:
        remember(workspace, progress.clued(problem.name, ""))
        more = f"grader hint {problem.name} has more." if most else ""
        return f"{problem.name}, of your last check", progress.clues[problem.name], more
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
    shown = relative(workspace.place(problem))
    if ask is not None:
        ask(f"Put the stub back into {shown}? Your work is kept aside.")
    backup = workspace.reset(problem)
    remember(workspace, workspace.progress().failed(problem.name))
    say(f"{shown} is the stub again.")
    if backup is not None:
        say(f"Your work is in {relative(backup)}.")
    return 0


def progress(banks: Sequence[Path]) -> int:
    """Shows what is solved, topic by topic."""
    bank = find_bank(banks)
    done = Workspace.around(Path.cwd()).progress()
    names = bank.names()
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


def solution(name: str | None, banks: Sequence[Path], *, give_up: bool, ask: Ask) -> int:
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
    say(f"A solution of {problem.name}, for comparison:", "strong")
    say()
    say(excerpt(decoded(content(path), str(path)), problem.asks).rstrip())
    return 0


def remember(workspace: Workspace, progress: Progress) -> None:
    """Keeps the progress; where nothing can be written, says so and goes on."""
    if progress == workspace.progress():
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
