"""Grades one class with 1, 2 and 4 processes, idle and beside eight busy ones, and compares every
byte of what is told.

Twelve submissions, by default to five problems: right answers in several ways, typical mistakes,
and programs that loop, are slow, raise, leave, print, or do not compile. Every run is a command of
its own, with a cache, a working directory and a seed of hashes of its own. Prints what each took
and whether it tells the same as the first; exits with 1 unless all do.

    python benchmarks/alike.py [problem ...]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from diagnosis import RIGHT, programs
from load import busy

from grader.exercise.bank import Bank, find_bank
from grader.exercise.excerpt import excerpt

ROOT: Final = Path(__file__).resolve().parents[1]
PROBLEMS: Final = ("softmax", "lp_norm", "matrix_inverse", "logistic_regression", "momentum_step")
MISTAKES: Final = 4
SEED: Final = 7
BUSY: Final = 8

ODD: Final[Mapping[str, str]] = {
    "endless_loop": "def {name}(*args, **kwargs):\n    while True:\n        pass\n",
    # Most of what one call may take, once in the life of a process.
    "slow_at_first": "{right}\n\n"
    "import time\n\nquick, calls = {name}, []\n\n\n"
    "def {name}(*args, **kwargs):\n"
    "    while not calls and time.process_time() < 1.5:\n        pass\n"
    "    calls.append(1)\n    return quick(*args, **kwargs)\n",
    "raises_sometimes": "{right}\n\n"
    "quick = {name}\n\n\ndef {name}(*args, **kwargs):\n"
    "    if len(str(args)) % 7 == 3:\n        raise KeyError(len(str(args)))\n"
    "    return quick(*args, **kwargs)\n",
    "leaves": "import os\n\n\ndef {name}(*args, **kwargs):\n    os._exit(0)\n",
    "prints": "{right}\n\nquick = {name}\n\n\ndef {name}(*args, **kwargs):\n"
    "    print('here', args)\n    return quick(*args, **kwargs)\n",
    "does_not_compile": "def {name}(:\n",
}


class Way(NamedTuple):
    """How a class is graded."""

    jobs: int
    busy: bool

    def __str__(self) -> str:
        return f"{self.jobs} jobs, {'beside 8 busy processes' if self.busy else 'idle'}"


WAYS: Final = tuple(Way(jobs, busy) for busy in (False, True) for jobs in (1, 2, 4))


def hand_in(bank: Bank, folder: Path, problems: tuple[str, ...]) -> None:
    """Writes the submissions of the class."""
    for name in problems:
        path = bank.solution_path(name)
        assert path is not None, name
        right = excerpt(path.read_text(encoding="utf-8"), bank.problem(name).asks)
        rewritten = programs(name)
        written = {"as_the_reference": right, "as_another": rewritten.pop(RIGHT, right)}
        written |= {
            f"mistake_{i}": text for i, text in enumerate(rewritten.values()) if i < MISTAKES
        }
        entry = bank.problem(name).entry.name
        written |= {who: text.format(name=entry, right=right) for who, text in ODD.items()}
        for who, text in written.items():
            (folder / who).mkdir(exist_ok=True)
            (folder / who / f"{name}.py").write_text(text, encoding="utf-8")


def told(folder: Path, place: Path, way: Way, problems: tuple[str, ...]) -> dict[str, str]:
    """All that a run tells of these submissions, by file."""
    place.mkdir()
    words = ["--problems", ",".join(problems), "--seed", str(SEED), "--jobs", str(way.jobs)]
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(folder), "--out", "out", *words,
         "--bank", str(ROOT)],
        cwd=place, env={**os.environ, "GRADER_CACHE": str(place / "cache")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 1:  # some have not passed
        raise SystemExit(f"{way}: status {done.returncode}\n{done.stdout}{done.stderr}")
    out = place / "out"
    files = [*out.glob("*.json"), *out.glob("*.csv"), *out.glob("private/*.json")]
    return {path.relative_to(out).as_posix(): _words(path) for path in files}


def _words(path: Path) -> str:
    """What a file says, but for the mark of the key, which lies in the cache."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        return text
    data = json.loads(text)
    data.pop("mark", None)
    return json.dumps(data)


def main(arguments: list[str]) -> int:
    """Prints what came of it."""
    problems = tuple(arguments) or PROBLEMS
    first: dict[str, str] = {}
    sound = True
    with tempfile.TemporaryDirectory() as root:
        handed_in = Path(root, "class")
        handed_in.mkdir()
        hand_in(find_bank([ROOT]), handed_in, problems)
        for i, way in enumerate(WAYS):
            began = time.monotonic()
            with busy(BUSY if way.busy else 0):
                found = told(handed_in, Path(root, f"run{i}"), way, problems)
            first = first or found
            other = sorted(name for name in first | found if first.get(name) != found.get(name))
            sound = sound and not other
            verdict = f"differ: {', '.join(other)}" if other else "the same"
            took = time.monotonic() - began
            print(f"{way}: {len(found)} files, {verdict} ({took:.0f} s)", flush=True)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
