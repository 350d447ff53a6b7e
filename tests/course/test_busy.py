"""Grades hang neither on how many processes share the work nor on how busy the machine is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmark import benchmark
from commands import grader
from places import DOCS

BUSY = 8
SOME = ("right", "typical_mistake")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("busy")]


def told(folder: Path, out: Path, jobs: int) -> dict[str, bytes]:
    """Everything that is told of these submissions."""
    words = ("--problems", "softmax", "--seed", "11", "--jobs", str(jobs))
    done = grader("grade", str(folder), "--out", str(out), *words)
    assert done.returncode == 1, done.stderr
    timed = {"run.json", "gradebook.db"}  # these say when it was
    files = (path for path in out.iterdir() if path.is_file() and path.name not in timed)
    return {path.name: path.read_bytes() for path in files}


def test_a_class_is_graded_alike_by_one_process_and_by_four_on_a_busy_machine(
    tmp_path: Path,
) -> None:
    for name in SOME:
        shutil.copytree(DOCS / "class" / name, tmp_path / "class" / name)
    alone = told(tmp_path / "class", tmp_path / "alone", 1)
    assert len(alone) > len(SOME)
    with benchmark("load").busy(BUSY):
        together = told(tmp_path / "class", tmp_path / "together", 4)
    assert together == alone
