"""Whether what is graded of a notebook answers as the notebook does.

    python benchmarks/kernels.py [NOTEBOOKS] [--seed N]

By default 20,000 notebooks, drawn at random and run as a kernel runs them, cell by cell. Each is
then graded as it is and saved as a script; it ends with status 1 where the function answers
otherwise and nothing is said of what was left out.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/program"))

from programs import drawn
from test_kernel import NOTHING, graded, in_kernel
from test_slicing import of_cells


def outcome(seed: int) -> str:
    """How one notebook comes out."""
    cells = drawn(random.Random(seed))
    value = in_kernel(cells)
    if value is NOTHING:
        return "no answer in the kernel either"
    for made in (of_cells(*cells), of_cells("\n".join(cells))):
        own, told = graded(made)
        if own != value:
            return "said what was left out" if told.notes else "ASTRAY"
    return "the same"


def main(arguments: Sequence[str]) -> int:
    """Says how it went, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("notebooks", nargs="?", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    start, counts, astray = time.perf_counter(), Counter[str](), []
    for seed in range(asked.seed, asked.seed + asked.notebooks):
        with contextlib.redirect_stdout(io.StringIO()):
            found = outcome(seed)
        counts[found] += 1
        if found == "ASTRAY":
            astray.append(seed)
    for found, count in counts.most_common():
        print(f"{count:8,}  {found}")
    print(f"{time.perf_counter() - start:.0f} s; astray: {astray[:20] or 'none'}")
    return 1 if astray else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
