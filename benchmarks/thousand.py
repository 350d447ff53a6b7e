"""A thousand students and ten made-up problems: how memory grows, and what an unchanged run takes.

Of each ten students three are wrong, in one of a few ways; programs differ in names. Memory is
what all processes hold together that grade (workers aside, which live for one problem), looked at
again and again: most of it until a tenth of the class was graded, and until the end.

    python benchmarks/thousand.py [students]
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from class_of_ten import PROBLEMS, Problem, statement_of

STUDENTS: Final = 1000
_LOOK_S: Final = 0.2
WRONG: Final = ("{} + 1", "2 * ({})", "-({})")


class Grown(NamedTuple):
    """MB until a tenth was graded and until the end; seconds, of the run and of one after it in
    which nothing had changed.
    """

    early_mb: float
    late_mb: float
    took_s: float
    unchanged_s: float


def write_bank(root: Path) -> None:
    """The ten problems, the right answers as their hidden halves."""
    for half in ("problems", "solutions"):
        (root / half / "calculus").mkdir(parents=True)
    for problem in PROBLEMS:
        public, hidden = (
            root / half / "calculus" / f"{problem.name}.{kind}"
            for half, kind in (("problems", "yaml"), ("solutions", "py"))
        )
        public.write_text(statement_of(problem), encoding="utf-8")
        hidden.write_text(problem.source, encoding="utf-8")


def hand_in(folder: Path, students: int) -> None:
    """Writes what each hands in."""
    for number in range(students):
        place = folder / f"s{number:05}"
        place.mkdir(parents=True)
        for at, problem in enumerate(PROBLEMS):
            text = _answer(problem, number + at)
            (place / f"{problem.name}.py").write_text(text, encoding="utf-8")


def _answer(problem: Problem, number: int) -> str:
    before, _, answer = problem.source.rstrip().rpartition("return ")
    if number % 10 < len(WRONG):
        answer = WRONG[number % 10].format(answer)
    return f"{before}answer_{number} = {answer}\n    return answer_{number}\n"


def measured(students: int = STUDENTS) -> Grown:
    """What came of it."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write_bank(root / "bank")
        hand_in(root / "in", students)
        command = [sys.executable, "-m", "grader", "grade", "in", "--out", "out", "--jobs", "2"]
        command += ["--problems", ",".join(one.name for one in PROBLEMS), "--seed", "7"]
        command += ["--bank", "bank"]
        environment = {**os.environ, "GRADER_CACHE": str(root / "cache")}

        def run() -> subprocess.Popen[bytes]:
            return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)

        began = time.monotonic()
        early = late = 0.0
        with run() as running:
            while running.poll() is None:
                late = max(late, _held_mb(running.pid))
                if sum(1 for _ in (root / "out").glob("s*.json")) <= students // 10:
                    early = late
                time.sleep(_LOOK_S)
        took_s = time.monotonic() - began
        assert running.returncode == 1, running.returncode
        began = time.monotonic()
        with run() as running:
            running.wait()
        return Grown(early, late, took_s, time.monotonic() - began)


def _held_mb(pid: int) -> float:
    """What a process and those that judge for it hold."""
    return sum(map(_resident_mb, (pid, *_judges(pid))))


def _judges(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for child in map(int, children):
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"grader.parallel" in words:
                yield child


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    return 0.0


def main(arguments: list[str]) -> int:
    """Prints what came of it."""
    students = int(arguments[0]) if arguments else STUDENTS
    found = measured(students)
    print(
        f"{students} students: {found.early_mb:.0f} MB until a tenth was graded,"
        f" {found.late_mb:.0f} MB until the end ({found.late_mb / found.early_mb - 1:+.0%});"
        f" {found.took_s:.0f} s, and {1e3 * found.unchanged_s / students:.1f} ms a submission again"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
