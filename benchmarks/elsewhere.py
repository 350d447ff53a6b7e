"""Tries all right answers on another processor than that on which the reference answers.

A release holds answers of the reference, and a class is graded elsewhere than its answers were
checked; each NumPy adds in the order that suits its processor. Here workers compute by the oldest
instructions that NumPy and its BLAS know of, and the judge by those of this machine. Prints each
right answer that fails, and exits with 1 if any does.

    python benchmarks/elsewhere.py [--seeds 3] [--first 0] [problem ...]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unittest import mock

import numpy as np

from grader import interpreter
from grader.exercise.bank import Bank, find_bank
from grader.grading.grading import try_program
from grader.judge.setting import Setting, exercise_of
from grader.model import Outcome
from grader.sandbox import Sandbox

ROOT: Final = Path(__file__).resolve().parents[1]

_FOUND: Final = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", ())

OLDER: Final = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": " ".join(_FOUND),
}
"""What an interpreter is told. Where there is no such choice it computes as ever."""


@contextlib.contextmanager
def elsewhere() -> Iterator[Sandbox]:
    """Workers on an older processor than this one."""
    with mock.patch.dict(interpreter.BARE, OLDER), Sandbox() as sandbox:
        sandbox.start()
        yield sandbox


def failing(bank: Bank, name: str, seed: int, sandbox: Sandbox) -> Iterator[str]:
    """What is said of each right answer of an exercise that fails there."""
    setting = Setting(exercise_of(bank, name), seed)
    solution = setting.exercise.solution
    assert solution is not None, name
    right = {"the reference": solution.reference}
    right |= {one.name: one.program for one in solution.solutions}
    for who, program in right.items():
        result = try_program(setting, program, sandbox=sandbox)
        for check in result.checks:
            if check.outcome is not Outcome.PASSED:
                told = check.private or check.message
                yield f"{name}, seed {seed}: {who} fails “{check.name}”: {told}"


def main(arguments: list[str]) -> int:
    """Tries, and tells."""
    parser = argparse.ArgumentParser(description="Right answers on another processor.")
    parser.add_argument("problem", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    bank = find_bank([ROOT])
    told = 0
    with elsewhere() as sandbox:
        for name in asked.problem or bank.names():
            for seed in range(asked.first, asked.first + asked.seeds):
                for text in failing(bank, name, seed, sandbox):
                    told += 1
                    print(text, flush=True)
    print(f"{told} right answers failed elsewhere")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
