"""Grades one submission of ten of the bank's problems again and again, and compares the reports.

The garbage collector is made eager, so that whatever hangs on when it runs has many chances to go
wrong. One answer of the ten is wrong, so that the judge looks for a small example as well, and what
does that hangs on the collector. Prints how many gradings there were, how many ended with a fault,
and how many reports are not the first; exits with 1 unless both are 0. Ctrl-C ends it early.

    python benchmarks/repeat.py [count [problem ...]]
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from grader.exercise.bank import Bank, find_bank
from grader.exercise.excerpt import excerpt
from grader.grading.marking import grade_submission
from grader.judge.setting import Setting, exercise_of
from grader.reports import record
from grader.sandbox import Sandbox
from grader.submission import read_submission

sys.path.insert(0, str(Path(__file__).parent))
from diagnosis import RIGHT, programs

ROOT: Final = Path(__file__).resolve().parents[1]
PROBLEMS: Final = 10
SEED: Final = 5
EAGER: Final = (50, 2, 2)
ANEW: Final = 10
"""Exercises are made ready anew for every so many gradings; between, they stay, as in a class."""


class Repeated(NamedTuple):
    """How many gradings there were, ended with a fault, and told something else than the first."""

    gradings: int
    faults: int
    others: int


def repeated(count: int, names: tuple[str, ...] = ()) -> Repeated:
    """Grades answers to these problems so many times; without names, to ten of the bank."""
    bank = find_bank([ROOT])
    names = names or bank.names()[:: len(bank.names()) // PROBLEMS][:PROBLEMS]
    exercises = [exercise_of(bank, name) for name in names]
    told: Counter[str] = Counter()
    settings: dict[str, Setting] = {}
    before = gc.get_threshold()
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        hand_in(bank, names, Path(folder))
        try:
            for i in range(count):
                submission = read_submission(Path(folder))
                settings = {} if i % ANEW == 0 else settings
                for setting in settings.values():
                    setting.known.clear()  # each is judged
                report = grade_submission(
                    submission, exercises, sandbox=sandbox, seed=SEED, settings=settings
                )
                told[record.dumps(record.instructor(report))] += 1
                if i == 0:  # what lives for the whole run need not be walked by every collection
                    gc.freeze()
                    gc.set_threshold(*EAGER)
        except KeyboardInterrupt:
            count = told.total()
        finally:
            gc.set_threshold(*before)
            gc.unfreeze()
    return Repeated(
        gradings=count,
        faults=sum(n for text, n in told.items() if '"score": null' in text),
        others=count - next(iter(told.values()), 0),
    )


def hand_in(bank: Bank, names: tuple[str, ...], folder: Path) -> None:
    """Writes answers to these problems as a student would hand them in, the first a wrong one."""
    for i, name in enumerate(names):
        path = bank.solution_path(name)
        assert path is not None, name
        source = excerpt(path.read_text(encoding="utf-8"), bank.problem(name).asks)
        if i == 0:
            known = programs(name)
            source = next((known[one] for one in known if one != RIGHT), source)
        (folder / f"{name}.py").write_text(source, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Prints what came of it."""
    found = repeated(int(arguments[0]) if arguments else 200, tuple(arguments[1:]))
    print(f"{found.gradings} gradings: {found.faults} with a fault, {found.others} that differ")
    return 0 if found.faults == found.others == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
