"""The budget: what judging one program may cost, whoever tries to catch the alarm."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from grader.judge.budget import TooCostly, budget, paused, share

linux = pytest.mark.skipif(sys.platform != "linux", reason="address space is counted on Linux")


def compute(seconds: float) -> None:
    """Keeps a processor busy for so much CPU time."""
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass


def test_what_never_ends_is_interrupted() -> None:
    with pytest.raises(TooCostly), budget(cpu_s=0.2):
        compute(60)


def test_waiting_costs_nothing() -> None:
    with budget(cpu_s=0.05):
        time.sleep(0.3)


def test_what_other_threads_compute_costs_nothing() -> None:
    done = threading.Event()

    def busy() -> None:
        while not done.is_set():
            sum(range(1000))

    other = threading.Thread(target=busy)
    other.start()
    try:
        with budget(cpu_s=0.1):
            time.sleep(0.5)
    finally:
        done.set()
        other.join()


def test_an_except_clause_does_not_catch_it() -> None:
    def stubborn() -> None:
        while True:
            with contextlib.suppress(Exception):
                compute(60)

    with pytest.raises(TooCostly), budget(cpu_s=0.2):
        stubborn()


def test_what_swallows_it_is_interrupted_again() -> None:
    swallowed = 0

    def greedy() -> None:
        nonlocal swallowed
        while swallowed < 3:
            try:
                compute(60)
            except TooCostly:
                swallowed += 1
        compute(60)

    with pytest.raises(TooCostly), budget(cpu_s=0.2):
        greedy()
    assert swallowed == 3


def test_preparations_are_not_counted() -> None:
    with budget(cpu_s=0.3):
        with paused(), paused():
            compute(0.6)
        compute(0.05)


def test_after_preparations_the_rest_is_counted() -> None:
    def work() -> None:
        with paused():
            compute(0.6)
        compute(60)

    with pytest.raises(TooCostly), budget(cpu_s=0.3):
        work()


def test_a_share_ends_before_the_whole() -> None:
    with budget(cpu_s=60):
        with pytest.raises(TooCostly), share(0.2):
            compute(60)
        with share(0.2), paused():
            compute(0.4)
        compute(0.1)


def test_a_share_is_part_of_the_whole() -> None:
    with pytest.raises(TooCostly), budget(cpu_s=0.2), share(60):
        compute(60)


def test_afterwards_everything_is_as_before() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TooCostly), budget(cpu_s=0.1):
        compute(60)
    with budget(cpu_s=0.1):
        pass
    compute(0.3)
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@linux
def test_memory_is_bounded_and_given_back() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with budget(memory_bytes=64 << 20), pytest.raises(MemoryError):
        np.ones(200 << 20, np.uint8)
    with budget(memory_bytes=64 << 20), paused():
        assert np.ones(200 << 20, np.uint8).any()
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_outside_of_the_main_thread_nothing_is_promised_and_nothing_breaks() -> None:
    done: list[bool] = []

    def work() -> None:
        with budget(cpu_s=0.01), share(), paused():
            compute(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


PAUSES = """
import numpy as np

from grader.judge.budget import budget, paused

with budget(memory_bytes=96 << 20):
    held = np.ones(64 << 20, np.uint8)
    with paused():
        pass
    try:
        np.ones(64 << 20, np.uint8)
    except MemoryError:
        print("no second")
    with paused():
        needed = np.ones(64 << 20, np.uint8)
    few = np.ones(16 << 20, np.uint8)
print(held.all() and needed.all() and few.all())
"""


@linux
def test_pauses_give_no_memory_anew() -> None:
    """In a process of its own: what tests before it left and is given back meanwhile is room."""
    command = [sys.executable, "-c", PAUSES]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["no second", "True"]


def test_an_alarm_on_its_way_does_nothing_once_it_is_over() -> None:
    with contextlib.suppress(TooCostly), budget(cpu_s=0.05):
        late = signal.getsignal(signal.SIGPROF)
        compute(60)
    assert callable(late)
    late(signal.SIGPROF, None)
