"""The same seed draws the same inputs in every process, whatever order its sets have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EACH = 6
"""So many examples of each domain: plain ones and all styles."""

DRAWING = """
import hashlib, sys, warnings
from pathlib import Path
from grader.exercise.bank import find_bank
from grader.judge.examples import call_arguments, drawing_of
from grader.judge.reference import Reference
from grader.values.families import pack
from grader.values.wire import encode

bank = find_bank([Path(sys.argv[1])])
for name in bank.names():
    problem, solution = bank.problem(name), bank.solution(name)
    reference = Reference(problem, solution)
    for domain in (*problem.given, *solution.domains):
        drawing, digest = drawing_of(domain, reference), hashlib.sha256()
        for place in range(min(domain.examples, int(sys.argv[2]))):
            values, choices = drawing.example(f"7/{name}", place)
            digest.update(encode(call_arguments(problem, values), pack))
            digest.update(repr((list(values), choices)).encode())
        print(name, domain.name, digest.hexdigest())
"""


def drawn(hash_seed: str, cache: Path) -> list[str]:
    """A line for each domain of the bank: what it draws first."""
    done = subprocess.run(
        [sys.executable, "-c", DRAWING, str(ROOT), str(EACH)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "GRADER_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_whole_bank_draws_the_same_under_five_hash_seeds(tmp_path: Path) -> None:
    first, *others = (drawn(seed, tmp_path / seed) for seed in ("0", "1", "2", "3", "4"))
    assert len(first) > 700
    for other in others:
        assert other == first, [line for line in other if line not in first]
