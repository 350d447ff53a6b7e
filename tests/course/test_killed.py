"""Killed at any moment, a grading run leaves no worker, no half of a file, and a run that resumes.

Moments are counted and not timed: the run is started below a tracer that ends it at a chosen event,
a line of the grader's own code. Many are tried by
`PYTHONPATH=tests/support python tests/course/test_killed.py [MOMENTS] [SUBMISSIONS]`.
"""

from __future__ import annotations

import csv
import ctypes
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from files import write_files
from processes import descendants
from small_bank import HALF_RIGHT, RIGHT, WRONG, write_bank

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs /proc"),
]

HONEST: Final = {"right": RIGHT, "half": HALF_RIGHT, "wrong": WRONG, "stub": "x = 1\n"}
LOOPS: Final = "def double(x):\n    while True: pass\n"

HOSTILE: Final = (
    "import os\ndef double(x): os._exit(0)\n",
    "import os, signal\ndef double(x): os.kill(os.getppid(), signal.SIGKILL); return 2 * x\n",
    "def double(x): return bytearray(1 << 34)\n",
    "import os\nwhile os.fork() is None: pass\ndef double(x): return 2 * x\n",
    "import os\ndef double(x):\n    os.write(1, b'x' * (1 << 20)); raise ValueError('x' * 10**6)\n",
    "import sys\ndef double(x):\n    sys.setrecursionlimit(10**9)\n    return double(x)\n",
    "import ctypes\ndef double(x): ctypes.string_at(0)\n",
    "import os\ndef double(x):\n    for fd in range(64):\n        try: os.close(fd)\n        except OSError: pass\n    return 2 * x\n",
    "import os\ndef double(x):\n    for fd in range(64):\n        try: os.write(fd, b'\\0' * 4096)\n        except OSError: pass\n    return 2 * x\n",
    "raise SystemExit(0)\n",
)

RUN: Final = """
import os, signal, sys
moment, number = int(sys.argv.pop(1)), sys.argv.pop(1)
import itertools, threading
count = itertools.count(1)
def at_each_line(frame, event, arg):
    if next(count) == moment:
        if number == "SERVER":
            import gc
            from grader.sandbox.forkserver import ForkServer
            for found in gc.get_objects():
                if type(found) is ForkServer:
                    os.kill(found._server.pid, signal.SIGKILL)
        else:
            os.kill(os.getpid(), getattr(signal, number))
    return at_each_line
def at_each_call(frame, event, arg):
    return at_each_line if KEPT in frame.f_code.co_filename else None
KEPT = os.sep + "grader" + os.sep
from grader import parallel
from grader.cli import cli
from grader.course import grade, results
# All in this process, so that every line of the judge is a moment, too.
parallel.side_by_side = lambda function, items, jobs, final: parallel.in_turn(function, items)
from grader.grading import grading
threading.settrace(at_each_call)
sys.settrace(at_each_call)
try:
    status = cli._status(sys.argv[1:], "grader")
finally:
    sys.settrace(None)
    threading.settrace(None)
    print("LINES", next(count), file=sys.stderr)
sys.exit(status)
"""
"""Runs the command, and does something to it or its fork server at its n-th line."""


class Class:
    """A folder of submissions, and runs that grade it."""

    def __init__(self, root: Path, submissions: dict[str, str]) -> None:
        self.root = root
        write_bank(root / "bank")
        write_files(root / "in", {f"{name}.py": text for name, text in submissions.items()})
        self.names = set(submissions)
        self.out = root / "out"

    def command(self, *more: str) -> list[str]:
        words = ["grade", "in", "--out", str(self.out), "--bank", "bank", "--problems", "double"]
        return [*words, "--seed", "5", "--jobs", "1", *more]

    def run(self, moment: int = 0, number: str = "SIGKILL", **more: Any) -> Any:
        return subprocess.run(
            [sys.executable, "-c", RUN, str(moment), number, *self.command()],
            cwd=self.root,
            env=os.environ | {"GRADER_CACHE": str(self.root / "cache")},
            capture_output=True,
            text=True,
            check=False,
            **more,
        )

    def lines(self) -> int:
        """How many lines a whole run executes, after one that filled the cache."""
        self.run()
        self.forget()
        told = self.run().stderr
        return int(told.split("LINES")[1])

    def forget(self) -> None:
        if self.out.exists():
            subprocess.run(["rm", "-rf", str(self.out)], check=True)

    def sound(self) -> int:
        """How many reports there are; each is whole, and no row tells of another."""
        kept = list((self.out / "private").glob("*.json")) if self.out.exists() else []
        for path in (*kept, *self.out.glob("*.json")):
            assert json.loads(path.read_text())["schema"].startswith("grader/")
        return len(kept)

    def scores(self) -> dict[str, str]:
        with (self.out / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
            return {row["submission"]: row["score"] for row in csv.DictReader(stream)}


def adopt() -> None:
    """Whoever loses its parent below this process becomes its child, and so is found."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def nobody_left(before: set[int]) -> None:
    deadline = time.monotonic() + 30
    while (left := descendants(os.getpid()) - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, left


ALONE: Final = {"right": "10", "half": "1", "wrong": "5", "stub": "0"}


def kill_at(klass: Class, moments: list[int], numbers: list[str]) -> None:
    """Kills runs that each go on where the one before was killed, then lets one end."""
    before = descendants(os.getpid())
    for moment, number in zip(moments, numbers, strict=True):
        done = klass.run(moment, number)
        nobody_left(before)
        kept = klass.sound()
        assert "Traceback" not in done.stderr, (moment, number, done.stderr)
        if number == "SIGKILL":
            assert done.returncode in (-9, 1), (moment, done.stderr)
        elif number == "SERVER":
            # Whatever could not be graded costs nothing, and is graded again.
            assert done.returncode in (1, 3), (moment, done.returncode, done.stderr)
        assert kept <= len(klass.names)
    done = klass.run()
    assert done.returncode == 1, done.stderr
    nobody_left(before)
    assert klass.sound() == len(klass.names)
    assert not list(klass.out.rglob(".new-*"))
    assert klass.scores() == {name: ALONE[name.partition("_")[0]] for name in klass.names}
    klass.forget()


SIGNALS: Final = ("SIGKILL", "SIGKILL", "SERVER", "SIGTERM", "SIGINT")


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Class:
    adopt()
    return Class(tmp_path_factory.mktemp("killed"), HONEST)


@pytest.fixture(scope="module")
def lines(klass: Class) -> int:
    found = klass.lines()
    assert found > 1_000
    klass.forget()
    return found


@pytest.mark.parametrize("chain", range(4))
def test_however_it_is_killed_it_goes_on(klass: Class, lines: int, chain: int) -> None:
    dice = random.Random(chain)
    moments = [dice.randrange(1, lines) for _ in SIGNALS]
    kill_at(klass, moments, list(SIGNALS))


@pytest.mark.parametrize("most", [0, 600, 1_500])
def test_a_full_disk_leaves_no_half_of_a_file(klass: Class, most: int) -> None:
    """No file may grow beyond so many bytes: what is longer fails halfway, as on a full disk."""
    before = descendants(os.getpid())
    done = klass.run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert done.returncode == 3, done.stderr
    said = [line for line in done.stderr.splitlines() if not line.startswith("LINES")]
    assert said[0].startswith("Error: "), said
    assert most == 0 or "cannot write" in said[0], said
    assert "Traceback" not in done.stderr
    nobody_left(before)
    klass.sound()
    kill_at(klass, [], [])


@pytest.fixture
def full(klass: Class) -> Iterator[Callable[[str], None]]:
    """Makes the disk of the results as large as is said; what was there is gone in the end."""
    klass.out.mkdir()

    def mount(options: str) -> None:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "results", str(klass.out)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")

    yield mount
    subprocess.run(["umount", str(klass.out)], check=False, capture_output=True)
    klass.forget()


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
@pytest.mark.parametrize("pages", [1, 3, 6])
def test_a_disk_that_is_really_full(klass: Class, full: Callable[[str], None], pages: int) -> None:
    full(f"size={pages * os.sysconf('SC_PAGESIZE')}")
    before = descendants(os.getpid())
    done = klass.run()
    assert done.returncode == 3, done.stderr
    assert "cannot write" in done.stderr
    assert "no space left" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    nobody_left(before)
    klass.sound()
    assert not list(klass.out.rglob(".new-*"))
    full("remount,size=10m")
    assert klass.run().returncode == 1
    assert klass.sound() == len(klass.names)
    assert klass.scores() == {name: ALONE[name] for name in klass.names}


def mixed(root: Path, count: int) -> None:
    """Grades so many honest submissions among as many hostile ones."""
    names = list(HONEST)
    honest = {f"{names[i % 4]}_{i:03}": HONEST[names[i % 4]] for i in range(count)}
    hostile = {f"{chr(97 + i % 26)}evil_{i:03}": HOSTILE[i % len(HOSTILE)] for i in range(count)}
    both = Class(root, {**honest, **hostile})
    before = descendants(os.getpid())
    done = both.run()
    assert done.returncode == 1, done.stderr
    nobody_left(before)
    scores = both.scores()
    assert scores.keys() == both.names
    for name in honest:
        assert scores[name] == ALONE[name.partition("_")[0]], name
    assert all(scores[name] for name in hostile), "nobody is spared a score by being hostile"


def test_the_honest_get_what_they_get_alone(tmp_path: Path) -> None:
    adopt()
    mixed(tmp_path / "mixed", 10)


def main(moments: int, submissions: int) -> None:
    """The same, many times."""
    adopt()
    with tempfile.TemporaryDirectory() as folder:
        klass = Class(Path(folder) / "killed", HONEST)
        total = klass.lines()
        klass.forget()
        dice = random.Random(time.time_ns())
        for number in range(0, moments, len(SIGNALS)):
            kill_at(klass, [dice.randrange(1, total) for _ in SIGNALS], list(SIGNALS))
            sys.stdout.write(f"killed {number + len(SIGNALS)} times among {total} lines\n")
        mixed(Path(folder) / "mixed", submissions)
        sys.stdout.write(
            f"{submissions} honest among {submissions} hostile: each what it is alone\n"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ("200", "200")))
