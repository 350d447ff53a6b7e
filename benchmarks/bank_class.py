"""Grades a class generated from the bank, right answers alone and with three in ten mistaken.

Every student hands in the same ten problems: each answer is one of the right ones of the bank, or
one of its typical mistakes or their rewritings. Prints, for each way of grading, the wall and CPU
seconds, both also for a submission; the ratios are of runs on this machine, one after the other.

    python benchmarks/bank_class.py [students [problem ...]]
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from diagnosis import RIGHT, programs

from grader.exercise.bank import Bank, find_bank
from grader.exercise.excerpt import excerpt

ROOT: Final = Path(__file__).resolve().parents[1]
PROBLEMS: Final = 10
SEED: Final = 7
MISTAKEN: Final = 0.3


class Way(NamedTuple):
    """How many of the answers are mistaken, and how the class is graded."""

    mistaken: float
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.mistaken:.0%} mistaken, {' '.join(self.words)}"


class Took(NamedTuple):
    """Seconds."""

    wall_s: float
    cpu_s: float


WAYS: Final = (
    Way(0.0, ("--jobs", "1")),
    Way(0.0, ("--jobs", "2")),
    Way(MISTAKEN, ("--jobs", "1")),
    Way(MISTAKEN, ("--jobs", "2")),
    Way(MISTAKEN, ("--jobs", "2", "--no-shortcuts")),
)


def hand_in(
    bank: Bank, names: tuple[str, ...], students: int, mistaken: float, folder: Path
) -> None:
    """Writes the submissions of so many students."""
    chance = random.Random(SEED)
    for name in names:
        path = bank.solution_path(name)
        assert path is not None, name
        source = path.read_text(encoding="utf-8")
        rewritten = programs(name)
        right = [
            excerpt(source, bank.problem(name).asks),
            *filter(None, [rewritten.pop(RIGHT, "")]),
        ]
        wrong = list(rewritten.values())
        for student in range(students):
            one = wrong if chance.random() < mistaken else right
            own = folder / f"student{student:04}"
            own.mkdir(parents=True, exist_ok=True)
            (own / f"{name}.py").write_text(chance.choice(one), encoding="utf-8")


def graded(folder: Path, place: Path, names: tuple[str, ...], words: tuple[str, ...]) -> Took:
    """What one run takes, with a cache that knows the exercises."""
    command = [sys.executable, "-m", "grader", "grade", str(folder), "--out", str(place)]
    command += ["--problems", ",".join(names), "--seed", str(SEED), "--bank", str(ROOT), *words]
    began, before = time.monotonic(), os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.parent)
    if done.returncode not in (0, 1):
        raise SystemExit(f"status {done.returncode}\n{done.stdout}{done.stderr}")
    after = os.times()
    cpu_s = after.children_user + after.children_system
    cpu_s -= before.children_user + before.children_system
    return Took(time.monotonic() - began, cpu_s)


def main(arguments: list[str]) -> int:
    """Prints what came of it."""
    students = int(arguments[0]) if arguments else 300
    bank = find_bank([ROOT])
    names = tuple(arguments[1:]) or bank.names()[:: len(bank.names()) // PROBLEMS][:PROBLEMS]
    with tempfile.TemporaryDirectory() as root:
        os.environ["GRADER_CACHE"] = str(Path(root, "cache"))
        for share in dict.fromkeys(way.mistaken for way in WAYS):
            hand_in(bank, names, students, share, Path(root, f"class{share}"))
        first = Path(root, "one")
        hand_in(bank, names, 1, 0.0, first)
        drawn = graded(first, Path(root, "first"), names, ("--jobs", "1"))
        print(f"first drawing of {len(names)} problems: {drawn.wall_s:.1f} s", flush=True)
        for i, way in enumerate(WAYS):
            took = graded(
                Path(root, f"class{way.mistaken}"), Path(root, f"out{i}"), names, way.words
            )
            print(
                f"{way}: {took.wall_s:.1f} s, {took.cpu_s:.1f} s of CPU;"
                f" {1000 * took.cpu_s / students:.0f} ms of CPU a submission",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
