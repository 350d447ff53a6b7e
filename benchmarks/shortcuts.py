"""Judges every right answer and every typical mistake with shortcuts and without, and compares.

Each exercise of the bank is given its right answers and its mistakes, three times over: as they
are, and twice so that each is a program of its own that answers alike. Results, and what is told
before hidden checks are tried, must be the same to the letter. Prints, for each exercise and in
all, how much of its own CPU time the judge needs at the third time, relative to that of a judge
without shortcuts; exits with 1 if any result differs.

    python benchmarks/shortcuts.py [problem ...]
"""

from __future__ import annotations

import itertools
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from bank_class import own

from grader.exercise.bank import Bank, find_bank
from grader.grading.grading import try_program
from grader.judge.setting import Setting, exercise_of
from grader.model import ProblemResult
from grader.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[1]
SEED: Final = 3
TIMES: Final = 3


class Compared(NamedTuple):
    """How many programs were judged, how many were told otherwise, and the judge's seconds at the
    last time, without shortcuts and with.
    """

    programs: int
    others: int
    plain_s: float
    short_s: float


def compared(bank: Bank, name: str, sandbox: Sandbox) -> Compared:
    """One exercise."""
    exercise = exercise_of(bank, name)
    solution = exercise.solution
    assert solution is not None, name
    programs = [solution.reference, *(one.program for one in solution.solutions)]
    programs += [one.program for one in solution.mistakes]
    told, took = [], []
    for shortcuts in (False, True):
        setting = Setting(exercise, SEED, shortcuts=shortcuts)
        found: list[ProblemResult] = []
        for number in range(TIMES):
            before = time.process_time()
            for program in programs:
                other = replace(program, source=own(program.source, number))
                one = other if number else program
                halfway: list[ProblemResult] = []
                progress = halfway.append
                result = try_program(setting, one, sandbox=sandbox, progress=progress)
                found += [*halfway[-1:], result]
            last_s = time.process_time() - before
        told.append(found)
        took.append(last_s)
    others = sum(one != other for one, other in itertools.zip_longest(*told))
    return Compared(len(programs), others, *took)


def main(names: list[str]) -> int:
    """Prints what came of it."""
    bank = find_bank([ROOT])
    every: list[Compared] = []
    with Sandbox() as sandbox:
        for name in names or bank.names():
            found = compared(bank, name, sandbox)
            every.append(found)
            differ = f", {found.others} DIFFER" if found.others else ""
            share = found.short_s / found.plain_s
            print(f"{name}: {found.programs} programs{differ}, {share:.2f} of the time", flush=True)
    programs, others = sum(one.programs for one in every), sum(one.others for one in every)
    share = sum(one.short_s for one in every) / sum(one.plain_s for one in every)
    print(f"all: {programs} programs, {others} differ, {share:.2f} of the judge's time")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
