"""The judge of an exercise that nobody vouches for: a process that is held as a worker is.

An exercise is code, which runs where it is judged. Here that is a process that may read what Python
and this package are made of, talk with its fork server, and compute. It is handed the public half
as data, and what it says is believed no more than a worker: a line of JSON, read as a report. Its
time is counted by its parent, since what runs there may heed no signal.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader import interpreter
from grader.errors import Fault, GraderError, SpecError, SubmissionError, UsageError
from grader.grading.grading import check_source
from grader.judge import recording
from grader.judge.budget import SEARCH_S
from grader.judge.replay import read_example
from grader.judge.setting import Exercise
from grader.model import ProblemResult, Report
from grader.reports import record
from grader.sandbox import Sandbox, level
from grader.submission import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.problem import Problem

MEMORY_MIB: Final = 4096
CPU_S: Final = 60.0
WALL_S: Final = 600.0
"""What one answer may take it: judging has its budget of 20 s, and examples are drawn beside. The
clock is for what only waits.
"""
_LOOK_S: Final = 0.1
_MOST: Final = 4 << 20
_MOST_TEXT: Final = 2000
_ERRORS: Final = {one.__name__: one for one in (UsageError, SubmissionError, Fault)}
_LIBRARIES: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
)


@dataclass(frozen=True, slots=True)
class Question:
    """All that a judge is told: the public half, what was recorded beside it, and the answer."""

    problem: Problem
    recording: tuple[bytes, str] | None
    source: Source
    seed: int
    example: str | None


class Confined:
    """Such a judge, which keeps for any number of questions on one bank. Close it."""

    def __init__(self) -> None:
        self._process = interpreter.start(
            __name__,
            # Nobody is to foresee how texts hash that a submission sends it.
            environment=interpreter.BARE | {"PYTHONHASHSEED": "random"},
            stderr=interpreter.DEVNULL,
        )

    def ask(self, question: Question) -> Report:
        """The report on one answer to one problem. Raises what the judge raised, or a `Fault`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = b""
        with self._limited() as expired, contextlib.suppress(OSError):
            self._process.stdin.write(pickle.dumps(question))
            self._process.stdin.flush()
            line = self._process.stdout.readline(_MOST)
        try:
            said = json.loads(line)
            if "error" in said:
                texts = (str(said[name])[:_MOST_TEXT] for name in ("message", "hint"))
                raise _ERRORS.get(said["error"], Fault)(*texts)
            report = record.read(said)
            (result,) = report.problems
        except (ValueError, TypeError, KeyError, RecursionError):
            name = question.problem.name
            how = "took too long and was stopped" if expired.is_set() else "ended"
            raise Fault(f"the judge of {name} {how} before it had a verdict") from None
        named = replace(result, name=question.problem.name, title=question.problem.title)
        return replace(report, problems=(named,))

    @contextlib.contextmanager
    def _limited(self) -> Iterator[threading.Event]:
        """Inside, it is killed when its time is over; that sets the event."""
        process = self._process
        began, cpu_began = time.monotonic(), _cpu_of(process.pid)
        done, expired = threading.Event(), threading.Event()

        def watch() -> None:
            while not done.wait(_LOOK_S):
                computed = _cpu_of(process.pid) - cpu_began
                if computed > CPU_S or time.monotonic() - began > WALL_S:
                    expired.set()
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield expired
        finally:
            done.set()
            watcher.join()

    def close(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()
        with self._process:
            pass


def _cpu_of(pid: int) -> float:
    """CPU seconds of that process, or nothing where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    from grader.sandbox.forked import cpu_of

    return cpu_of(pid) or 0.0


def run() -> None:
    """What the process does: locks itself down, and answers until its parent hangs up."""
    parent = os.getppid()
    taken, given = interpreter.pipes()
    if sys.platform == "linux":
        from grader.sandbox import lockdown

        lockdown.bound(MEMORY_MIB)
    with Sandbox() as sandbox, os.fdopen(taken, "rb") as questions, os.fdopen(given, "wb") as says:
        missing = list(sandbox.missing)
        if sys.platform == "linux":
            paths = [*interpreter.shelf(), *map(Path, _LIBRARIES)]
            failed = lockdown.confine(paths, parent)
            missing += [f"{name}: {why}" for name, why in failed.items()]
        with contextlib.suppress(EOFError):
            while True:
                said = _said(pickle.load(questions), sandbox, missing)  # noqa: S301 - our parent's
                says.write(json.dumps(said).encode() + b"\n")
                says.flush()


def _said(question: Question, sandbox: Sandbox, missing: list[str]) -> dict[str, Any]:
    try:
        result = _judged(question, sandbox)
    except GraderError as error:
        kind = UsageError if isinstance(error, SpecError) else type(error)
        return {"error": kind.__name__, "message": error.message, "hint": error.hint}
    except Exception as error:  # noqa: BLE001 - the exercise may raise whatever it likes
        return {"error": "Fault", "message": f"{type(error).__name__}: {error}", "hint": ""}
    return record.instructor(
        Report(
            submission="",
            seed=question.seed,
            isolation=level({layer.partition(":")[0] for layer in missing}),
            score=result.score,
            max_score=result.max_score,
            problems=(result,),
            missing=tuple(dict.fromkeys(missing)),
        )
    )


def _judged(question: Question, sandbox: Sandbox) -> ProblemResult:
    problem, told = question.problem, question.recording
    recorded = None if told is None else recording.parsed(*told)
    example = None if question.example is None else read_example(question.example, problem)
    return check_source(
        Exercise(problem, recording=recorded),
        question.source,
        sandbox=sandbox,
        seed=question.seed,
        example=example,
        search_s=SEARCH_S,
    )
