"""What a student's commands do, `check` aside. Each returns the exit status."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.cache import Cache, key
from grader.errors import UsageError
from grader.escaping import printable
from grader.exercise.bank import Bank, find_bank
from grader.reports.console import busy, columns, note, put, put_json, say
from grader.reports.terminal import Piece
from grader.student import overview
from grader.student.workspace import STATE, SUFFIXES, Progress, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.problem import Problem

    Ask = Callable[[str], None] | None
    """Asks for a yes, and does not return without one; None asks for nothing."""


def named(bank: Bank, name: str | None, workspace: Workspace) -> Problem:
    """The problem of that name, which may be written as a path; without one the next to solve."""
    if name is not None:
        return bank.problem(Path(name).stem if name.endswith(SUFFIXES) else Path(name).name)
    found = overview.pending(bank, workspace.progress())
    if found is None:
        raise UsageError("every problem is solved", "name one to go back to it")
    return bank.problem(found)


# Where one stands ---------------------------------------------------------------------------------


def elsewhere() -> str:
    """What to do outside of a workspace: go to the one that was made last, or make one. Where a
    home is shared, another's is not named.
    """
    found = Cache().get(_LAST)
    path = Path(found.decode(errors="replace")) if found else None
    if path is not None and Workspace(path).exists and _own(path):
        return f"your workspace is {path}; work there"
    return "grader init NAME makes a workspace"


def _own(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


_LAST: Final = key("workspace", str(getattr(os, "getuid", int)()))


# Commands -----------------------------------------------------------------------------------------


def init(directory: Path, banks: Sequence[Path], *, as_json: bool = False) -> int:
    """Makes a workspace."""
    bank = find_bank(banks)
    workspace = Workspace(directory.absolute())
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is not a directory")
    with busy("writing stubs …"):
        made = [workspace.start(bank.problem(name)) for name in bank.names()]
    if not (workspace.root / STATE / "progress.json").exists():
        workspace.keep(workspace.progress())
    Cache().put(_LAST, str(workspace.root).encode())
    written = [str(path) for path, new in made if new]
    if as_json:
        others = [str(path) for path, new in made if not new]
        put_json({"workspace": str(workspace.root), "written": written, "kept": others})
        return 0
    say(f"{_files(len(written))} written to {directory}")
    if kept := len(made) - len(written):
        say(f"{kept} {'file stays as it is' if kept == 1 else 'files stay as they are'}")
    overview.what_next(bank, workspace.progress())
    if workspace.root != Path.cwd():
        say(f"Begin with: cd {shlex.quote(str(directory))}", "dim")
    return 0


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
    there = "The stub is there" if untouched(path, problem) else "Yours already, and left as it is"
    say(f"{'Written' if made else there}: {shown}")
    say(f"Check it with: grader check {problem.name}", "dim")
    return 0


def untouched(path: Path, problem: Problem) -> bool:
    """Whether a file is the problem's stub still."""
    return path.is_file() and path.read_bytes() == problem.stub.encode()


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


def reset(name: str | None, banks: Sequence[Path], *, ask: Ask, as_json: bool = False) -> int:
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
    if as_json:
        put_json({"name": problem.name, "file": shown, "backup": _told(backup)})
        return 0
    say(f"{shown} is the stub again.")
    if backup is not None:
        say(f"Your work is in {relative(backup)}; grader undo {problem.name} brings it back.")
    return 0


def undo(name: str | None, banks: Sequence[Path], *, as_json: bool = False) -> int:
    """Brings back what the last reset put aside."""
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    problem = named(bank, name, workspace)
    _in_workspace(workspace)
    aside = workspace.undo(problem)
    shown = relative(workspace.place(problem))
    if as_json:
        put_json({"name": problem.name, "file": shown, "backup": _told(aside)})
        return 0
    say(f"{shown} is as it was before the reset.")
    if aside is not None:
        say(f"What stood there meanwhile is in {relative(aside)}.")
    return 0


def _told(path: Path | None) -> str | None:
    return None if path is None else relative(path)


def _in_workspace(workspace: Workspace) -> None:
    if not workspace.exists:
        raise UsageError("this is no workspace", elsewhere())


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
    put([(Piece(line),) for line in printable(code, lines=True).split("\n")])
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
