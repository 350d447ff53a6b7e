"""Work side by side: a process that dies costs its own piece, and none outlives who asked."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from processes import gone

from grader import parallel
from grader.parallel import Failure

WHO = "__import__('os').getpid()"
"""What the processes are told to do, by `eval`: a function that each of them has."""


def test_side_by_side(tmp_path: Path) -> None:
    once = f"__import__('pathlib').Path({str(tmp_path / 'once')!r})"
    dies = "__import__('os').kill(__import__('os').getpid(), 9)"
    dies_once = f"'alive' if {once}.exists() else ({once}.touch(), __import__('os')._exit(3))"
    items = ["'a'", "{}['sorry']", dies, "'b'", "'c'", "'d'", dies_once]
    found = dict(parallel.side_by_side(eval, items, 2))
    assert found == {
        **{f"'{letter}'": letter for letter in "abcd"},
        "{}['sorry']": Failure("KeyError: 'sorry'"),
        dies: Failure("the grading process died (status -9)", -9),
        dies_once: "alive",
    }


def test_whoever_stops_listening_ends_the_processes() -> None:
    with closing(parallel.side_by_side(eval, [WHO] * 3, 2)) as running:
        _, child = next(running)
        assert isinstance(child, int)
        assert child != os.getpid()
        os.kill(child, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_is_printed_in_a_process_is_no_result() -> None:
    (item,) = parallel.side_by_side(eval, ["print('x' * 100) or 3"], 2)
    assert item[1] == 3


PARENT = """
import sys, time
sys.path[:0] = {path!r}
from grader import parallel

if __name__ == "__main__":
    running = parallel.side_by_side(eval, [{who!r}] * 2, 2)
    print(next(running)[1], next(running)[1], flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_processes_go_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(path=sys.path, who=WHO))
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        assert children
        parent.kill()
        parent.wait()
    assert gone(children)


def test_what_a_process_told_outlives_it() -> None:
    tells = "__import__('grader.parallel').parallel.tell"
    dies = f"({tells}('half'), {tells}('more'), __import__('os')._exit(7))"
    found = dict(parallel.side_by_side(eval, [dies, f"{tells}('x') or 1"], 1, final={7}))
    assert found[dies] == Failure("the grading process died (status 7)", 7, ("half", "more"))
    assert found[f"{tells}('x') or 1"] == 1
    assert parallel.tell("nobody hears this") is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(("final", "tries"), [({7}, 1), (set(), 2)])
def test_what_is_final_is_not_tried_again(tmp_path: Path, final: set[int], tries: int) -> None:
    counts = f"__import__('os').mkdir({str(tmp_path)!r} + f'/{{__import__(\"os\").getpid()}}')"
    list(parallel.side_by_side(eval, [f"({counts}, __import__('os')._exit(7))"], 1, final=final))
    assert len(list(tmp_path.iterdir())) == tries


def test_in_a_process_garbage_is_collected() -> None:
    assert dict(parallel.side_by_side(eval, ["__import__('gc').isenabled()"], 1)) == {
        "__import__('gc').isenabled()": True
    }
