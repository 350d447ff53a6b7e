"""Where no alarm is heard a process can still be ended, if whoever started it can bear that."""

from __future__ import annotations

import sys

import pytest
from commands import python

from grader.judge import timer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own timer")

ONE_INSTRUCTION = """
import sys
from grader.judge.budget import TooCostly, budget, expendable
if sys.argv[1] == "expendable":
    expendable()
collide = [k * (2**61 - 1) for k in range(1, 25_000)]
try:
    with budget(cpu_s=0.1):
        set(collide)
except TooCostly:
    print("heard in the end")
"""

PYTHON = """
from grader.judge.budget import TooCostly, budget, expendable
expendable()
for _ in range(2):
    try:
        with budget(cpu_s=0.1):
            while True:
                pass
    except TooCostly:
        print("heard")
with budget(cpu_s=0.1):
    pass
end = __import__("time").thread_time() + 3
while __import__("time").thread_time() < end:
    pass
print("alive")
"""


def test_one_instruction_is_ended_with_its_process() -> None:
    assert python("-c", ONE_INSTRUCTION, "expendable").returncode == timer.STATUS
    # It takes as long as it likes before the alarm is heard.
    assert python("-c", ONE_INSTRUCTION, "kept").stdout == "heard in the end\n"


def test_a_process_that_hears_the_alarm_lives_on() -> None:
    assert python("-c", PYTHON).stdout == "heard\nheard\nalive\n"
