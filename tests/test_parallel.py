"""Work side by side: a process that dies costs its own piece, and none outlives who asked."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import lane_work
import pytest
from processes import gone

from grader import parallel
from grader.parallel import Failure


def test_side_by_side(tmp_path: Path) -> None:
    once = str(tmp_path / "once")
    items = [(what, "sorry") for what in ("a", "raise", "die", "b", "c", "d")]
    found = dict(parallel.side_by_side(lane_work.work, [*items, ("die once", once)], 2))
    assert found.pop(("die once", once)) == "die once"
    assert found.pop(("raise", "sorry")) == Failure("LookupError: sorry")
    assert found.pop(("die", "sorry")) == Failure("the grading process died (status -9)")
    assert list(found.values()) == [what for what, _ in found]
    assert multiprocessing.active_children() == []


def test_whoever_stops_listening_ends_the_processes() -> None:
    with closing(
        parallel.side_by_side(lane_work.work, [("a", ""), ("b", ""), ("c", "")], 2)
    ) as running:
        next(running)
        assert multiprocessing.active_children()
    assert multiprocessing.active_children() == []


PARENT = """
import sys, time
sys.path[:0] = {path!r}
import lane_work
from grader import parallel

if __name__ == "__main__":
    running = parallel.side_by_side(lane_work.whoami, range(2), 2)
    print(next(running)[1], next(running)[1], flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_processes_go_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(path=sys.path))
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        assert children
        parent.kill()
        parent.wait()
    assert gone(children)
