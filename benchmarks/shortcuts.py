"""Judges every right answer and every typical mistake with shortcuts and without, and compares.

Each exercise of the bank is given its right answers and its mistakes, three times over: as they
are, and twice so that each is a program of its own that answers alike. Results, and what is told
before hidden checks are tried, must be the same to the letter. Prints, for each exercise and in
all, how much of its own CPU time the judge needs at the third time, relative to that of a judge
without shortcuts; exits with 1 if any result differs.

With `--words` whole submissions are graded instead: every right answer and rewritten mistake, then
each again with other names, comments and lines, as a class hands them in, two in the same lines.
Prints how many of those were not run.

    python benchmarks/shortcuts.py [--words] [problem ...]
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from bank_class import choices, named, own

from grader.exercise.bank import Bank, find_bank
from grader.grading import marking
from grader.grading.grading import try_program
from grader.grading.marking import grade_submission
from grader.judge.setting import Setting, exercise_of
from grader.judge.trial import Trial
from grader.model import ProblemResult
from grader.sandbox import Sandbox
from grader.submission import read_submission

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


def in_other_words(source: str, number: int) -> str:
    """The program with names, a comment and lines of its own."""
    return "\n" * (number % 2) + f"# by {number}\n" + named(source, number)


def graded(bank: Bank, name: str, sandbox: Sandbox, *, shortcuts: bool) -> tuple[list[Any], int]:
    """What is told of submissions of one exercise, and how many programs were judged."""
    some = choices(bank, name, sandbox)
    sources = [*some.right, *some.wrong]
    exercise = exercise_of(bank, name)
    settings = {name: Setting(exercise, SEED, shortcuts=shortcuts)}
    texts = [
        *sources,
        *(in_other_words(source, number) for number in (1, 2, 3) for source in sources),
    ]
    told: list[Any] = []
    with trials() as begun, tempfile.TemporaryDirectory() as root:
        for number, text in enumerate(texts):
            path = Path(root, f"s{number}", f"{name}.py")
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
            submission = read_submission(path.parent)
            given = submission, [exercise]
            how: Any = {"sandbox": sandbox, "seed": SEED, "settings": settings}
            told.append(grade_submission(*given, **how).problems)
    return told, len(begun)


@contextlib.contextmanager
def trials() -> Iterator[list[Trial]]:
    """All that are begun inside."""
    begun: list[Trial] = []

    def trial(*given: Any, **more: Any) -> Trial:
        begun.append(Trial(*given, **more))
        return begun[-1]

    setattr(marking, "Trial", trial)  # noqa: B010 - in place of what is there
    try:
        yield begun
    finally:
        setattr(marking, "Trial", Trial)  # noqa: B010


def worded(bank: Bank, names: Sequence[str]) -> int:
    """Prints how whole submissions came out."""
    others = 0
    with Sandbox() as sandbox:
        for name in names:
            (plain, all_of_them), (short, judged) = (
                graded(bank, name, sandbox, shortcuts=shortcuts) for shortcuts in (False, True)
            )
            differ = sum(one != other for one, other in zip(plain, short, strict=True))
            others += differ
            told = f", {differ} DIFFER" if differ else ""
            print(f"{name}: {all_of_them} programs{told}, {judged} judged", flush=True)
    return 1 if others else 0


def main(names: list[str]) -> int:
    """Prints what came of it."""
    if names[:1] == ["--words"]:
        bank = find_bank([ROOT])
        return worded(bank, names[1:] or bank.names())
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
