"""What drawing the examples of a problem for the first time takes, the right answers included.

    python benchmarks/drawing.py [--seed N] [problem ...]

Every problem is drawn with an empty cache, in CPU seconds, since a machine that does something else
beside would spoil the others.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.exercise.bank import find_bank
from grader.grading.grading import quiet
from grader.judge.setting import Setting, exercise_of

ROOT = Path(__file__).resolve().parents[1]


def drawn_s(names: Sequence[str], seed: int) -> Iterator[tuple[str, float]]:
    """The CPU seconds that each of these problems takes, or each of the bank."""
    bank = find_bank([ROOT])
    with tempfile.TemporaryDirectory() as cache, quiet():
        os.environ["GRADER_CACHE"] = cache
        for name in names or bank.names():
            exercise = exercise_of(bank, name)
            before = time.process_time()
            Setting(exercise, seed).prepare()
            yield name, time.process_time() - before


def main() -> int:
    """Prints the median, and the five that take longest."""
    parser = argparse.ArgumentParser(description="How long drawing takes.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("problems", nargs="*", help="by default all of the bank")
    given = parser.parse_args()
    found = sorted(drawn_s(given.problems, given.seed), key=lambda pair: -pair[1])
    print(f"median {statistics.median(took for _, took in found):.2f} s")
    for name, took in found[:5]:
        print(f"{took:6.2f} s  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
