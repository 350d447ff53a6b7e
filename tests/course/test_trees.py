"""Whatever a class hands in, nobody stops anybody: three hundred trees by the real command."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmark import benchmark
from small_bank import write_bank

pytestmark = pytest.mark.slow

TREES, TOGETHER = 300, 150


def test_nobody_stops_anybody(tmp_path: Path) -> None:
    assert benchmark("trees").fuzz(tmp_path, TREES, 0, TOGETHER) == ""


def test_the_measure_sees_who_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trees, bank = benchmark("trees"), write_bank(tmp_path / "bank")
    found = trees.read_submissions
    monkeypatch.setattr(trees, "read_submissions", lambda folder: found(folder)[:-1])
    trees.handed_in(tmp_path / "in", 0, 0)
    wrong = trees.wrong_with(tmp_path / "in", tmp_path / "out", bank, 5.0)
    assert wrong == "1 submissions have 2 rows"
