"""The tests themselves: those that share what takes long to set up share a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GROUPED = """
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("one")


@pytest.mark.parametrize("number", range(6))
def test_it(number):
    Path(__file__).with_name(f"{os.getpid()}.{number}").touch()
"""


def test_tests_of_one_group_share_a_process(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist=loadgroup", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    processes = [path.stem for path in tmp_path.glob("*.[0-9]")]
    assert len(processes) == 6
    assert len({*processes}) == 1
