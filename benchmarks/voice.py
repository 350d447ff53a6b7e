"""What a student reads of every mistake of the bank, measured.

Each is tried as a student's own answer would be: how many lines the screen has at 80 columns, and
whether the calls that are shown, when they are pasted into a fresh Python, give what was said that
they gave. With `--first` nothing is pasted, and each is also explained, as `grader check` does: how
long it takes until the failure is told. The status is 1 if a call does not give that, or a screen
has more than 40 lines. With `--out` the rows are kept, and those that are there are not measured
again; so a run that was stopped, by itself after so many seconds of `--cpu`, goes on.

    python benchmarks/voice.py [--first] [--every N] [--cpu S] [--out FILE] [problem ...]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from pasting import failures as failed
from pasting import pasted, said, same

from grader.exercise.bank import find_bank
from grader.grading.grading import quiet, tried
from grader.judge.budget import SEARCH_S
from grader.judge.setting import Setting, exercise_of
from grader.judge.trial import Trial
from grader.model import Outcome, ProblemResult
from grader.reports import views
from grader.reports.terminal import FAILURES_SHOWN, plain, result_lines
from grader.sandbox import Sandbox

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.setting import Exercise

MOST_LINES = 40


def main() -> int:
    """Prints the table and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems", nargs="*")
    parser.add_argument("--first", action="store_true", help="what the first failure takes")
    parser.add_argument("--every", type=int, default=1, help="every so manieth mistake only")
    parser.add_argument("--out", type=Path, help="a line of JSON for each mistake")
    parser.add_argument("--cpu", type=float, default=float("inf"), help="stop after so long")
    asked = parser.parse_args()
    bank = find_bank()
    kept = asked.out.read_text().splitlines() if asked.out and asked.out.exists() else []
    rows: list[dict[str, Any]] = [json.loads(line) for line in kept]
    done = {(row["problem"], row["mistake"]) for row in rows}
    with quiet(), Sandbox() as sandbox:
        count = 0
        for name in asked.problems or bank.names():
            exercise = exercise_of(bank, name)
            solution = exercise.solution
            chosen = []
            for mistake in solution.mistakes if solution is not None else ():
                count += 1
                wanted = count % asked.every == 0 and (name, mistake.name) not in done
                chosen += [mistake] if wanted else []
            if not chosen or _cpu_s() > asked.cpu:
                continue
            some = list((_first if asked.first else _pasted)(exercise, chosen, sandbox))
            rows += some
            if asked.out:
                with asked.out.open("a") as stream:
                    stream.writelines(json.dumps(row) + "\n" for row in some)
    return _summary(rows)


def _pasted(
    exercise: Exercise, mistakes: Sequence[Mistake], sandbox: Sandbox
) -> Iterator[dict[str, Any]]:
    """What the shown calls of these mistakes give."""
    setting = Setting(exercise, 0)
    found = [failed(setting, mistake.program, sandbox) for mistake in mistakes]
    calls = [
        list(pasted(setting, mistake.name, mistake.program, checks))
        for mistake, checks in zip(mistakes, found, strict=True)
    ]
    answers = iter(said([one for some in calls for one in some]))
    for mistake, checks, some in zip(mistakes, found, calls, strict=True):
        wrong = [
            {"check": one.check, "call": call, "gave": gave, "now": now}
            for one in some
            for call, gave, now in zip(one.statements, one.gave, next(answers), strict=True)
            if not same(gave, now)
        ]
        result = ProblemResult(
            *("x", "X", Outcome.FAILED, 0.0, 10.0),
            checks=tuple(checks),
            diagnosis=mistake.why,
        )
        text = _read(result)
        row = {"problem": exercise.problem.name, "mistake": mistake.name, **text}
        yield {**row, "calls": sum(len(one.statements) for one in some), "wrong": wrong}


def first_failures(every: int) -> Iterator[dict[str, Any]]:
    """The rows of `_first` for every so manieth mistake of the bank."""
    bank, count = find_bank(), 0
    with quiet(), Sandbox() as sandbox:
        for name in bank.names():
            exercise = exercise_of(bank, name)
            mistakes = exercise.solution.mistakes if exercise.solution is not None else ()
            chosen = mistakes[(-count - 1) % every :: every]
            count += len(mistakes)
            if chosen:
                yield from _first(exercise, chosen, sandbox)


def _first(
    exercise: Exercise, mistakes: Sequence[Mistake], sandbox: Sandbox
) -> Iterator[dict[str, Any]]:
    """What each of these mistakes takes, and what is read of it; examples are drawn beforehand."""
    Setting(exercise, 0).prepare()
    for mistake in mistakes:
        before, spent = time.perf_counter(), _cpu_s()
        setting = Setting(exercise, 0, alone=True)
        with Trial(
            setting, mistake.program, sandbox, private=False, detailed=FAILURES_SHOWN
        ) as trial:
            result = tried(trial, None, SEARCH_S)
        yield {
            "problem": setting.problem.name,
            "mistake": mistake.name,
            "seconds": round(time.perf_counter() - before, 2),
            "cpu": round(_cpu_s() - spent, 2),
            **_read(result),
        }


def _cpu_s() -> float:
    """The CPU time of this process and, on Linux, of its children and of theirs that ended."""
    ticks = 0
    for file in Path("/proc/self/task").glob("*/children"):
        for child in file.read_text().split():
            fields = Path("/proc", child, "stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _read(result: ProblemResult) -> dict[str, Any]:
    """The screen that a student reads in a workspace, and how many lines it has."""
    checks = (replace(one, replay=one.replay and "--replay 3f2a") for one in result.checks)
    lines = result_lines(views.student_result(replace(result, checks=tuple(checks))))
    text = plain(lines)
    return {"lines": len(lines), "wide": max(map(len, text.splitlines())), "text": text}


def _summary(rows: Sequence[dict[str, Any]]) -> int:
    shown = sum(row.get("calls", 0) for row in rows)
    wrong = [(row["problem"], row["mistake"], one) for row in rows for one in row.get("wrong", ())]
    print(f"{len(rows)} mistakes")
    if shown:
        print(f"{shown - len(wrong)} of {shown} calls, pasted, give what was said")
    for problem, mistake, one in wrong:
        print(f"  {problem} {mistake}: {one['call'][:200]}\n    {one['gave']}\n    {one['now']}")
    for what in ("lines", "wide", "seconds", "cpu"):
        if all(what in row for row in rows):
            most = max(rows, key=lambda row: float(row[what]))
            middle = statistics.median(row[what] for row in rows)
            print(f"{what}: median {middle:.4g}, worst {most[what]:.4g}"
                  f" ({most['problem']} {most['mistake']})")  # fmt: skip
    return 1 if wrong or any(row["lines"] > MOST_LINES for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
