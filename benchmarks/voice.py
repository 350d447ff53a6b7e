"""What a student reads of every mistake of the bank, measured.

Each is tried as a student's own answer would be: how long it takes until the first failure is told,
how many lines the first two failures take at 80 columns, and whether the calls that are shown, when
they are pasted into a fresh Python, give what was said that they gave. The status is 1 if a call
does not, or two failures take more than 40 lines.

    python benchmarks/voice.py [--every N] [--out FILE] [problem ...]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from pasting import failures, pasted, said, same

from grader.exercise.bank import find_bank
from grader.judge.grading import quiet
from grader.judge.setting import Setting, exercise_of
from grader.model import ProblemResult
from grader.reports.terminal import FAILURES_SHOWN, result_lines
from grader.sandbox import Sandbox

MOST_LINES = 40


def main() -> int:
    """Prints the table and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems", nargs="*")
    parser.add_argument("--every", type=int, default=1, help="every so manieth mistake only")
    parser.add_argument("--out", type=Path, help="a line of JSON for each mistake")
    asked = parser.parse_args()
    bank = find_bank()
    rows: list[dict[str, Any]] = []
    with quiet(), Sandbox() as sandbox:
        count = 0
        for name in asked.problems or bank.names():
            setting = Setting(exercise_of(bank, name), 0)
            solution = setting.exercise.solution
            for mistake in solution.mistakes if solution is not None else ():
                count += 1
                if count % asked.every:
                    continue
                before = time.perf_counter()
                found = failures(setting, mistake.program, sandbox)
                seconds = time.perf_counter() - before
                calls = list(pasted(setting, mistake.name, mistake.program, found))
                wrong = [
                    {"check": one.check, "call": call, "gave": gave, "now": now}
                    for one, answers in zip(calls, said(calls), strict=True)
                    for call, gave, now in zip(one.statements, one.gave, answers, strict=True)
                    if not same(gave, now)
                ]
                row = {"problem": name, "mistake": mistake.name, "seconds": round(seconds, 2)}
                row |= {"lines": _lines(found), "calls": sum(len(c.statements) for c in calls)}
                rows.append({**row, "failures": len(found), "wrong": wrong})
                if asked.out:
                    with asked.out.open("a") as stream:
                        stream.write(json.dumps(rows[-1]) + "\n")
    return _summary(rows)


def _lines(found: Any) -> int:
    """How many lines the first two failures take."""
    result = ProblemResult("x", "X", None, 0.0, 10.0, checks=tuple(found))
    whole = result_lines(result, most=FAILURES_SHOWN)
    return len(whole) - len(result_lines(replace(result, checks=()))) - len(found) - 1


def _summary(rows: list[dict[str, Any]]) -> int:
    lines = [row["lines"] for row in rows]
    seconds = [row["seconds"] for row in rows]
    shown = sum(row["calls"] for row in rows)
    wrong = [(row["problem"], row["mistake"], one) for row in rows for one in row["wrong"]]
    print(f"{len(rows)} mistakes, {sum(row['calls'] > 0 for row in rows)} with calls shown")
    print(f"{shown - len(wrong)} of {shown} calls, pasted, give what was said")
    for problem, mistake, one in wrong:
        print(f"  {problem} {mistake}: {one['call'][:200]}\n    {one['gave']}\n    {one['now']}")
    worst = max(rows, key=lambda row: int(row["lines"]))
    print(f"lines of two failures: median {statistics.median(lines)}, worst {worst['lines']}"
          f" ({worst['problem']} {worst['mistake']})")  # fmt: skip
    slow = max(rows, key=lambda row: float(row["seconds"]))
    print(f"seconds: median {statistics.median(seconds)}, worst {slow['seconds']}"
          f" ({slow['problem']} {slow['mistake']})")  # fmt: skip
    return 1 if wrong or worst["lines"] > MOST_LINES else 0


if __name__ == "__main__":
    sys.exit(main())
