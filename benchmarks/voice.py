"""What a student reads of every mistake of the bank, measured.

Each is tried as a student's own answer would be: how many lines the first two failures take at 80
columns, and whether the calls that are shown, when they are pasted into a fresh Python, give what
was said that they gave. With `--first` nothing is pasted, and each is also explained, as `grader
check` does: how long it takes until the failure is told, and how many lines the whole screen has.
The status is 1 if a call does not give that, or two failures take more than 40 lines.

    python benchmarks/voice.py [--first] [--every N] [--out FILE] [problem ...]
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
from grader.judge.grading import quiet, tried
from grader.judge.repair import SEARCH_S
from grader.judge.setting import Setting, exercise_of
from grader.judge.trial import Trial
from grader.model import ProblemResult
from grader.reports.terminal import FAILURES_SHOWN, plain, result_lines
from grader.reports.wording import failures
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
    asked = parser.parse_args()
    bank = find_bank()
    rows: list[dict[str, Any]] = []
    with quiet(), Sandbox() as sandbox:
        count = 0
        for name in asked.problems or bank.names():
            exercise = exercise_of(bank, name)
            solution = exercise.solution
            chosen = []
            for mistake in solution.mistakes if solution is not None else ():
                count += 1
                chosen += [mistake] if count % asked.every == 0 else []
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
        result = ProblemResult("x", "X", None, 0.0, 10.0, checks=tuple(checks))
        row = {"problem": exercise.problem.name, "mistake": mistake.name, "lines": _lines(result)}
        yield {**row, "calls": sum(len(one.statements) for one in some), "wrong": wrong}


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
            "lines": _lines(result),
            "screen": len(result_lines(result)),
            "text": plain(result_lines(result)),
        }


def _cpu_s() -> float:
    """The CPU time of this process and, on Linux, of its children and of theirs that ended."""
    ticks = 0
    for file in Path("/proc/self/task").glob("*/children"):
        for child in file.read_text().split():
            fields = Path("/proc", child, "stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _lines(result: ProblemResult) -> int:
    """How many lines the first two failures take."""
    hushed = replace(result, checks=tuple(replace(one, message="") for one in result.checks))
    rest = len(result_lines(hushed, most=FAILURES_SHOWN))
    more = 2 if len(failures(result)) > FAILURES_SHOWN else 0
    return len(result_lines(result, most=FAILURES_SHOWN)) - rest - more


def _summary(rows: Sequence[dict[str, Any]]) -> int:
    shown = sum(row.get("calls", 0) for row in rows)
    wrong = [(row["problem"], row["mistake"], one) for row in rows for one in row.get("wrong", ())]
    print(f"{len(rows)} mistakes")
    if shown:
        print(f"{shown - len(wrong)} of {shown} calls, pasted, give what was said")
    for problem, mistake, one in wrong:
        print(f"  {problem} {mistake}: {one['call'][:200]}\n    {one['gave']}\n    {one['now']}")
    for what in ("lines", "screen", "seconds", "cpu"):
        if all(what in row for row in rows):
            most = max(rows, key=lambda row: float(row[what]))
            middle = statistics.median(row[what] for row in rows)
            print(f"{what}: median {middle:.4g}, worst {most[what]:.4g}"
                  f" ({most['problem']} {most['mistake']})")  # fmt: skip
    return 1 if wrong or any(row["lines"] > MOST_LINES for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
