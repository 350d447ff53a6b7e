"""`grader watch`: checks on every save, and goes on to the next problem when one is solved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import GraderError, UsageError
from grader.exercise.bank import find_bank
from grader.grading.answering import Judge
from grader.model import Outcome
from grader.reports.console import busy, columns, put, say
from grader.student import check, commands, overview
from grader.student.check import Desk
from grader.student.keyboard import keyboard
from grader.student.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.problem import Problem
    from grader.sandbox import Sandbox

PAUSE: Final = 0.2
"""Seconds between two looks at the file, while no key is pressed."""

KEYS: Final = "h hint · n next · l list · r check again · o open · q quit"

Stamp = tuple[int, int, int] | None
"""What changes whenever a file is written, or another takes its place."""


def watch(name: str | None, banks: Sequence[Path], sandbox: Sandbox) -> int:
    """Watches a problem, by default the next to solve, and those after it; the exit status is 0
    once all are solved.
    """
    bank = find_bank(banks)
    workspace = Workspace.around(Path.cwd())
    if not workspace.exists:
        raise UsageError("this is no workspace", commands.elsewhere())
    if name is None and overview.pending(bank, workspace.progress()) is None:
        return overview.celebrate(bank)
    with Judge(sandbox) as judge, keyboard() as keys:
        watcher = Watcher(Desk(bank, workspace, judge), commands.named(bank, name, workspace))
        watcher.begin()
        while not watcher.done:
            watcher.press(keys.key(PAUSE))
            watcher.look()
    left = overview.pending(bank, workspace.progress())
    return 0 if left is None else 1


@dataclass
class Watcher:
    """One problem at a time, and what its file looked like when it was last checked."""

    desk: Desk
    problem: Problem
    seen: Stamp = None
    done: bool = False

    def begin(self) -> None:
        """Shows the problem, and how its file stands."""
        from grader.typeset.statement import statement_lines

        path, made = self.desk.workspace.start(self.problem)
        put([*statement_lines(self.problem, columns()), ()])
        if made or commands.untouched(path, self.problem):
            self.seen = self._stamp()
            self._prompt()
        else:
            self.run()

    def look(self) -> None:
        """Checks the file if it was saved since."""
        stamp = self._stamp()
        if stamp is not None and stamp != self.seen and not self.done:
            say()
            self.run()

    def press(self, key: str) -> None:
        """Does what a key stands for."""
        if key == "q":
            self.done = True
        elif key == "h":
            commands.hint(self.problem.name, self._banks)
        elif key == "n":
            self._go_on()
        elif key == "l":
            overview.list_problems(self._banks, overview.Listing(self.problem.area))
        elif key == "r":
            self.run()
        elif key == "o":
            commands.open_page(self.problem, self.desk.workspace)
        if key and key in "hlo":
            self._prompt()

    def run(self) -> None:
        """Checks the file, and goes on if that solves the problem."""
        self.seen = self._stamp()
        desk, problem = self.desk, self.problem
        try:
            source = check.source_of(problem, desk.workspace)
            with busy(f"checking {problem.name} …") as tell:
                result = check.judged(desk, problem, source, doing=tell)
        except GraderError as error:
            say(f"{error.message}\n{error.hint}".rstrip(), "bad")
            self._prompt()
            return
        put([*check.lines(result, source, desk, whole=True), *check.held(desk)])
        check.advise(result, problem, desk)
        if result.outcome is Outcome.PASSED:
            say()
            self._go_on(told=True)
        else:
            self._prompt()

    def _go_on(self, *, told: bool = False) -> None:
        """To the next problem; where there is none, that is the end."""
        desk = self.desk
        found = overview.pending(desk.bank, desk.workspace.progress(), self.problem.name)
        if found is None:
            self.done = True
            if not told:
                overview.celebrate(desk.bank)
        elif found == self.problem.name:
            say("This is the only one left.")
            self._prompt()
        else:
            self.problem = desk.bank.problem(found)
            self.begin()

    def _prompt(self) -> None:
        place = commands.relative(self.desk.workspace.place(self.problem))
        say(f"Watching {place}: save it to check it.\n{KEYS}", "dim")

    @property
    def _banks(self) -> Sequence[Path]:
        return [root.problems.parent for root in self.desk.bank.roots]

    def _stamp(self) -> Stamp:
        try:
            status = self.desk.workspace.place(self.problem).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
