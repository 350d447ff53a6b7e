"""A bank of two tiny exercises, one of which comes after the other, for tests of what is around."""

from __future__ import annotations

import shutil
from pathlib import Path

from places import DATA

RIGHT = "def double(x):\n    return 2 * x\n"
HALF_RIGHT = "def double(x):\n    return abs(2 * x)\n"
WRONG = "def double(x):\n    return 3 * x\n"


def write_bank(root: Path) -> Path:
    """Writes the bank below `root`, which it returns."""
    shutil.copytree(DATA / "small_bank", root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return root
