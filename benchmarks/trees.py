"""Fuzzes `grader grade`: whatever a class hands in, nobody stops anybody.

    python benchmarks/trees.py [TREES] [--seed N] [--together N]

By default 10,000 trees of files, in folders of fifty, each folder beside two honest submissions. It
ends with status 1 at the first folder for which the command ends with anything but 0 or 1, an
honest score is not what it is alone, or somebody has no row, or no points and no reason; and says
from which seed it comes.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from grader.cli import cli
from grader.submission import read_submissions

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from handed_in import RIGHT, WRONG, plant
from small_bank import write_bank

HONEST = {"honest-right.py": (RIGHT, 10.0), "honest-wrong.py": (WRONG, None)}


def handed_in(folder: Path, seed: int, count: int) -> list[Path]:
    """Fills a folder; gives what was handed in beside the honest."""
    chance = random.Random(seed)
    folder.mkdir()
    for name, (text, _) in HONEST.items():
        (folder / name).write_text(text)
    return [path for _ in range(count) if (path := plant(chance, folder)) is not None]


def wrong_with(folder: Path, out: Path, bank: Path, alone: float, jobs: int = 1) -> str:
    """Grades a folder with the real command; what is wrong with that, empty if nothing."""
    command = ["grade", str(folder), "--problems", "double", "--out", str(out), "--seed", "3"]
    done = CliRunner().invoke(cli, [*command, "--bank", str(bank), "--jobs", str(jobs)])
    if done.exit_code not in (0, 1):
        return f"the command ended with {done.exit_code}: {_said(done)}"
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read_submissions(folder)
    if len(rows) != len(found):
        return f"{len(found)} submissions have {len(rows)} rows"
    missing = {path.name for path in folder.iterdir() if _counts(path)}
    missing -= {one.path.name for one in found}
    if missing:
        return f"{sorted(missing)} have no row"
    reports = [json.loads(path.read_text()) for path in (out / "private").glob("*.json")]
    if len(reports) != len(found):
        return f"{len(found)} submissions have {len(reports)} reports"
    for report in reports:
        if report["score"] is None:
            return f"{report['submission']!r} has no score: {report['problems'][0]['fault']}"
        if report["score"] < report["max_score"] and not _reason(report):
            return f"{report['submission']!r} lost points without a reason"
    scores = {report["submission"]: report["score"] for report in reports}
    honest = {"honest-right": 10.0, "honest-wrong": alone}
    return "" if honest.items() <= scores.items() else f"honest scores are {scores}"


def _said(done: Result) -> str:
    return f"{done.output[-400:]} {done.exception!r}"


def _counts(path: Path) -> bool:
    return not path.name.startswith(".") and path.name not in ("__MACOSX", "__pycache__")


def _reason(report: dict[str, Any]) -> bool:
    (problem,) = report["problems"]
    texts = [report["message"], problem["message"], *(c["message"] for c in problem["checks"])]
    return any(texts)


def alone(place: Path, bank: Path) -> float:
    """What the honest but wrong submission is worth."""
    handed_in(place / "alone", 0, 0)
    out = place / "alone-out"
    command = ["grade", str(place / "alone"), "--problems", "double", "--out", str(out)]
    done = CliRunner().invoke(cli, [*command, "--seed", "3", "--bank", str(bank), "--jobs", "1"])
    assert done.exit_code == 1, _said(done)
    return float(json.loads((out / "private/honest-wrong.json").read_text())["score"])


def fuzz(place: Path, trees: int, seed: int, together: int, jobs: int = 1) -> str:
    """Grades so many trees; what is wrong with the first folder where anything is."""
    bank = write_bank(place / "bank")
    due = alone(place, bank)
    for number in range(-(-trees // together)):
        folder, out = place / f"in-{number}", place / f"out-{number}"
        handed_in(folder, seed + number, together)
        if wrong := wrong_with(folder, out, bank, due, jobs):
            return f"seed {seed + number}, {together} together: {wrong}"
    return ""


def main(arguments: Sequence[str]) -> int:
    """Says how it went, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("trees", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--together", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        wrong = fuzz(Path(place), asked.trees, asked.seed, asked.together, asked.jobs)
    if wrong:
        print(wrong)
        return 1
    print(f"{asked.trees:,} trees, nobody stopped anybody ({time.perf_counter() - start:.0f} s)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
