"""Who is alive below a process."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path


def descendants(ancestor: int) -> set[int]:
    """The living processes below one; the dead that nobody has buried yet do not count."""
    parents = {
        int(entry.name): parent
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (parent := _parent(int(entry.name))) is not None
    }
    found: set[int] = set()
    grown = {ancestor}
    while grown:
        grown = {pid for pid, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def gone(pids: Collection[int]) -> bool:
    """Whether they all end within half a minute."""
    deadline = time.monotonic() + 30
    while any(_parent(pid) is not None for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _parent(pid: int) -> int | None:
    """The parent of a process that is alive."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state == "Z" else int(parent)
