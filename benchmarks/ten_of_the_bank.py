"""A right submission of ten problems of the bank: graded, judged without isolation, and called.

All in CPU seconds, those of the workers and of what forks them included, since a machine that does
something else beside would spoil the others.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from bank_class import ROOT, SEED, own, ten_of

from grader.audit.in_process import InProcess
from grader.exercise.bank import find_bank
from grader.exercise.excerpt import excerpt
from grader.grading.grading import quiet, try_program
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import Call, Outcome, Program, Reply
from grader.program.loading import Functions, prepare
from grader.program.observing import Arguments
from grader.sandbox import Sandbox
from grader.sandbox.workers import Worker

KNOWN = 3
"""So many submissions are graded before: who comes later is one of a class."""


class Isolated(NamedTuple):
    """A sandbox, and the CPU time of all that it runs."""

    sandbox: Sandbox

    def cpu_s(self) -> float:
        """Of this process, the fork server and the workers that are gone."""
        pid = self.sandbox._maker._server.pid  # type: ignore[union-attr] # noqa: SLF001
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks = sum(map(int, fields[11:15]))
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


class Beside:
    """In place of a sandbox: workers in this very process."""

    def worker(self, program: Program, *_: object) -> InProcess:
        """One that has loaded this program."""
        worker = InProcess()
        worker.load(program)
        worker.output = ""  # type: ignore[attr-defined]
        return worker


@contextlib.contextmanager
def submissions() -> Iterator[Callable[[int], None]]:
    """Grades that submission, with a number that makes its programs its own."""
    with Sandbox() as sandbox:
        sandbox.start()
        ready = _ready(shortcuts=True)

        def grade(number: int) -> None:
            for setting, source in ready:
                program = program_of(setting.problem, own(source, number))
                result = try_program(setting, program, sandbox=sandbox)
                assert result.outcome is Outcome.PASSED, result

        grade.isolated = Isolated(sandbox)  # type: ignore[attr-defined]
        yield grade


def _ready(*, shortcuts: bool) -> list[tuple[Setting, str]]:
    bank = find_bank([ROOT])
    found = []
    for name in ten_of(bank):
        path = bank.solution_path(name)
        assert path is not None
        source = excerpt(path.read_text(encoding="utf-8"), bank.problem(name).asks)
        found.append((Setting(exercise_of(bank, name), SEED, shortcuts=shortcuts), source))
    return found


def graded_s(rounds: int = 8) -> float:
    """A submission of a class, after others like it, start and end of its workers included."""
    with submissions() as grade:
        isolated: Isolated = grade.isolated  # type: ignore[attr-defined]
        for number in range(KNOWN):
            grade(number)
        before = isolated.cpu_s()
        for number in range(rounds):
            grade(KNOWN + number)
        time.sleep(1.1)  # the last workers are gone, and counted
        return (isolated.cpu_s() - before) / rounds


def in_process_s(rounds: int = 4) -> float:
    """The same programs, examples and laws, in this process and with no shortcut."""
    beside: Any = Beside()
    ready = _ready(shortcuts=False)
    found = []
    for number in range(rounds):
        before = time.process_time()
        for setting, source in ready:
            program = replace(program_of(setting.problem, own(source, number)), cells=())
            result = try_program(setting, program, sandbox=beside)
            assert result.outcome is Outcome.PASSED, result
        found.append(time.process_time() - before)
    return min(found)


def called_s(rounds: int = 4) -> float:
    """The same calls in a loop, their arguments built before, nothing judged."""
    asked: list[tuple[Functions, list[Call]]] = []
    with Sandbox() as sandbox:
        for setting, source in _ready(shortcuts=False):
            program = program_of(setting.problem, source)
            functions = prepare(program)
            assert isinstance(functions, Functions)
            with _listening() as calls:
                try_program(setting, program, sandbox=sandbox)
            asked.append((functions, calls))
    return min(_called_s(asked) for _ in range(rounds))


@contextlib.contextmanager
def _listening() -> Iterator[list[Call]]:
    heard: list[Call] = []
    answer = Worker.answer

    def listening(worker: Worker, calls: Sequence[Call], *more: Any) -> list[Reply]:
        heard.extend(calls)
        return answer(worker, calls, *more)

    Worker.answer = listening  # type: ignore[assignment,method-assign]
    try:
        yield heard
    finally:
        Worker.answer = answer  # type: ignore[method-assign]


def _called_s(asked: Sequence[tuple[Functions, list[Call]]]) -> float:
    took_s = 0.0
    with quiet():
        for functions, calls in asked:
            program, named = functions.program, functions.named
            ready = []
            for call in calls:
                names = program.parameters if call.function == program.entry else ()
                arguments = Arguments(call.arguments, names, functions.support)
                ready.append((named[call.function], arguments.args, arguments.kwargs))
            before = time.process_time()
            for function, args, kwargs in ready:
                with contextlib.suppress(Exception):
                    function(*args, **kwargs)
            took_s += time.process_time() - before
    return took_s


if __name__ == "__main__":
    ours, beside, bare = graded_s(), in_process_s(), called_s()
    print(f"graded {ours * 1e3:.0f} ms, in process {beside * 1e3:.0f}, called {bare * 1e3:.0f}")
    print(f"{ours / beside:.2f} of in process, {ours / bare:.2f} of the calls")
