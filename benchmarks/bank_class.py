"""Grades a class generated from the bank, right answers alone and with three in ten mistaken.

Every student hands in the same ten problems: each answer is one of the right ones of the bank, or
one of its typical mistakes or their rewritings. They hand in the `same` programs as others do, or
`named` ones, where what is returned has a name that nobody else uses, or their `own`, which have a
statement more that nobody else has, so that no two are the same in any words. Prints, for each way
of grading, the wall and CPU seconds, those of workers included, both also for a submission; the
ratios are of runs on this machine, one after the other.

    python benchmarks/bank_class.py [--students N] [--ways own,same,mistaken,…] [problem ...]
"""

from __future__ import annotations

import argparse
import ast
import ctypes
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from diagnosis import RIGHT, programs

from grader.exercise.bank import Bank, find_bank
from grader.exercise.excerpt import excerpt
from grader.grading.grading import try_program
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import Outcome
from grader.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[1]
PROBLEMS: Final = 10
SEED: Final = 7
MISTAKEN: Final = 0.3
_PR_SET_CHILD_SUBREAPER: Final = 36


class Way(NamedTuple):
    """How many of the answers are mistaken, what becomes of each, how the class is graded."""

    mistaken: float
    programs: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.mistaken:.0%} mistaken, {self.programs}, {' '.join(self.words)}"


class Took(NamedTuple):
    """Seconds."""

    wall_s: float
    cpu_s: float


class Choices(NamedTuple):
    """The sources that students hand in for one problem."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]


_ONE, _TWO = ("--jobs", "1"), ("--jobs", "2")

WAYS: Final = {
    "right": Way(0.0, "own", _ONE),
    "right2": Way(0.0, "own", _TWO),
    "mistaken": Way(MISTAKEN, "own", _ONE),
    "mistaken2": Way(MISTAKEN, "own", _TWO),
    "named2": Way(MISTAKEN, "named", _TWO),
    "same2": Way(MISTAKEN, "same", _TWO),
    "plain2": Way(MISTAKEN, "own", (*_TWO, "--no-shortcuts")),
}


def ten_of(bank: Bank) -> tuple[str, ...]:
    """Ten problems, from everywhere in the bank."""
    return bank.names()[:: len(bank.names()) // PROBLEMS][:PROBLEMS]


def choices(bank: Bank, name: str, sandbox: Sandbox) -> Choices:
    """What may be handed in; of the rewritten right answer only what is right for this seed."""
    path = bank.solution_path(name)
    assert path is not None, name
    setting = Setting(exercise_of(bank, name), SEED)
    rewritten = programs(name)
    right = excerpt(path.read_text(encoding="utf-8"), bank.problem(name).asks)
    also = [one for one in [rewritten.pop(RIGHT, "")] if one and _passes(setting, one, sandbox)]
    return Choices((right, *also), tuple(rewritten.values()))


def _passes(setting: Setting, source: str, sandbox: Sandbox) -> bool:
    program = program_of(setting.problem, source)
    return try_program(setting, program, sandbox=sandbox).outcome is Outcome.PASSED


def own(source: str, number: int) -> str:
    """A program that does the same, and has a name and a statement that no other has."""
    return f"{named(source, number)}\nnumber = {number}\n"


def named(source: str, number: int) -> str:
    """The same program where each value that is returned has a name of its own first."""

    class Naming(ast.NodeTransformer):
        def visit_Return(self, node: ast.Return) -> list[ast.stmt] | ast.Return:
            if node.value is None:
                return node
            name = f"answer_{number}"
            value = ast.Name(name, ast.Load())
            return [ast.Assign([ast.Name(name, ast.Store())], node.value), ast.Return(value)]

    tree = ast.fix_missing_locations(Naming().visit(ast.parse(source)))
    return ast.unparse(tree) + "\n"


def same(source: str, number: int) -> str:  # noqa: ARG001
    """The same program."""
    return source


IN_OTHER_WORDS: Final = {"own": own, "named": named, "same": same}


def hand_in(chosen: dict[str, Choices], students: int, way: Way, folder: Path) -> None:
    """Writes the submissions of so many students."""
    chance = random.Random(SEED)
    for place, (name, some) in enumerate(chosen.items()):
        for student in range(students):
            several = some.wrong if chance.random() < way.mistaken else some.right
            number = student * len(chosen) + place
            source = IN_OTHER_WORDS[way.programs](chance.choice(several), number)
            folder_of = folder / f"student{student:04}"
            folder_of.mkdir(parents=True, exist_ok=True)
            (folder_of / f"{name}.py").write_text(source, encoding="utf-8")


def graded(folder: Path, place: Path, names: Sequence[str], words: Sequence[str]) -> Took:
    """What one run takes, with all processes that it leaves."""
    command = [sys.executable, "-m", "grader", "grade", str(folder), "--out", str(place)]
    command += ["--problems", ",".join(names), "--seed", str(SEED), "--bank", str(ROOT), *words]
    # What outlives its parent becomes our child, and counts.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    began, before = time.monotonic(), os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.parent)
    wall_s = time.monotonic() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"status {done.returncode}\n{done.stdout}{done.stderr}")
    for _ in _orphans():
        pass
    after = os.times()
    cpu_s = after.children_user + after.children_system
    return Took(wall_s, cpu_s - before.children_user - before.children_system)


def _orphans() -> Iterator[int]:
    """Waits for each child that is left."""
    while True:
        try:
            yield os.waitpid(-1, 0)[0]
        except ChildProcessError:
            return


def classes(names: Sequence[str], students: int, ways: Sequence[str]) -> Iterator[tuple[str, Took]]:
    """What the first drawing took, and each of these ways, as they are finished."""
    bank = find_bank([ROOT])
    with tempfile.TemporaryDirectory() as root:
        os.environ["GRADER_CACHE"] = str(Path(root, "cache"))
        with Sandbox() as sandbox:
            began, before = time.monotonic(), time.process_time()
            for name in names:
                Setting(exercise_of(bank, name), SEED).prepare()
            yield "drawing", Took(time.monotonic() - began, time.process_time() - before)
            chosen = {name: choices(bank, name, sandbox) for name in names}
        folders: dict[tuple[float, str], Path] = {}
        for key in ways:
            way = WAYS[key]
            folder = folders.get(way[:2])
            if folder is None:
                folder = folders[way[:2]] = Path(root, f"class{len(folders)}")
                hand_in(chosen, students, way, folder)
            yield key, graded(folder, Path(root, f"out-{key}"), names, way.words)
            if key == "mistaken2":
                yield "unchanged", graded(folder, Path(root, f"out-{key}"), names, way.words)


def main() -> int:
    """Prints what came of it."""
    parser = argparse.ArgumentParser(description="How long grading a class takes.")
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--ways", default=",".join(WAYS), help="which of these, with commas")
    parser.add_argument("problems", nargs="*", help="by default ten of the bank")
    given = parser.parse_args()
    names = tuple(given.problems) or ten_of(find_bank([ROOT]))
    for key, took in classes(names, given.students, given.ways.split(",")):
        what = str(WAYS[key]) if key in WAYS else key
        print(
            f"{what}: {took.wall_s:.1f} s, {took.cpu_s:.1f} s of CPU;"
            f" {1000 * took.cpu_s / given.students:.0f} ms of CPU a submission",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
