"""Grades the same submissions on one worker and on two, each a process of this machine.

    python benchmarks/cluster.py [--submissions 40] [--problem softmax]

Prints the seconds of each: with empty caches and again with what was made ready then, the start of
the workers aside; and the CPU time of all processes for both, which says more where the machine is
not quiet.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def grade(folder: Path, address: str, problem: str, out: Path) -> float:
    """How many seconds the command takes."""
    began = time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "grader", "grade", str(folder), "--out", str(out)),
            *("--problems", problem, "--bank", str(ROOT), "--seed", "5", "--cluster", address),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--problem", default="softmax")
    asked = parser.parse_args()
    answer = ROOT / f"docs/class/right/{asked.problem}.py"
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for i in range(asked.submissions):
            folder = root / "in" / f"s{i:04}"
            folder.mkdir(parents=True)
            text = answer.read_text(encoding="utf-8")
            (folder / answer.name).write_text(f"{text}\n# {i}\n", encoding="utf-8")
        for count in (1, 2):
            before = cpu_s()
            first, again = measured(root, count, asked.problem)
            workers = "worker: " if count == 1 else "workers:"
            cpu = cpu_s() - before
            print(
                f"{count} {workers} {first:.1f} s, again {again:.1f} s, CPU {cpu:.1f} s", flush=True
            )


def cpu_s() -> float:
    """The CPU time of all processes that have ended, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(root: Path, count: int, problem: str) -> tuple[float, float]:
    """The seconds with so many workers, whose caches are empty, and again."""
    file = root / f"scheduler{count}.json"
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(file)]
        place = {"GRADER_CACHE": str(root / f"cache{count}-{len(processes)}")}
        processes.append(
            subprocess.Popen(
                command,
                env={**os.environ, **place},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    try:
        start("scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", "0")
        while not file.exists():
            time.sleep(0.1)
        for _ in range(count):
            start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard")
        address = json.loads(file.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(count, timeout=120)
        first, again = (
            grade(root / "in", address, problem, root / f"{name}{count}")
            for name in ("first", "again")
        )
        return first, again
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
