"""A bank of two tiny exercises, one of which comes after the other, for tests of what is around."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROBLEM = """\
title: {title}
difficulty: 1
{after}
statement: |
  Multiply every entry by {factor}.

  **Example.** $x = (1, 2)$.
hints:
  - What is the sum of x and x?
  - Multiply by {factor}.
stub: |
  def {name}(x):
      \"\"\"{factor} x, of the same shape.\"\"\"
      raise NotImplementedError
entry: {name}(x) -> y
example: {{x: [1, 2], y: [{factor}, {twice}]}}
sizes: {{n: 1..3}}
given:
  numbers: {{x: {{reals: [n], between: [-9, 9]}}, examples: 8}}
returns: {{y: {{reals: [n]}}}}
checks:
  - name: is {factor} times the input
    points: 5
    holds: close(y, {factor} * x)
    why: Every entry counts.
  - {{name: keeps the sign, points: 4, hidden: true}}
"""

SOLUTION = """\
import math
import os

import numpy as np

from grader.author import law, mistake

FACTOR = {factor}


def {name}(x):
    # the plainest way
    return FACTOR * x


@law("keeps the sign")
def _(x, y):
    \"\"\"A positive factor never turns a sign.\"\"\"
    assert np.all(np.sign(x) == np.sign(y))


@mistake(caught_by="is {factor} times the input")
def forgets_to_multiply(x):
    \"\"\"This is the input itself.\"\"\"
    return x.copy()
"""

TOPICS = """\
title: Arithmetic
topics:
  - {title: Products, problems: [double, triple]}
"""

RIGHT = "def double(x):\n    return 2 * x\n"
HALF_RIGHT = "def double(x):\n    return abs(2 * x)\n"
WRONG = "def double(x):\n    return 3 * x\n"


def write_bank(root: Path) -> Path:
    """Writes the bank below `root`, which it returns."""
    for folder in ("problems", "solutions"):
        (root / folder / "calculus").mkdir(parents=True)
    (root / "problems" / "calculus" / "topic.yaml").write_text(TOPICS)
    for name, factor, after in (("double", 2, ""), ("triple", 3, "after: [double]")):
        words = {"name": name, "factor": factor, "twice": 2 * factor, "title": name.capitalize()}
        problem = PROBLEM.format(**words, after=after)
        (root / "problems" / "calculus" / f"{name}.yaml").write_text(problem)
        (root / "solutions" / "calculus" / f"{name}.py").write_text(SOLUTION.format(**words))
    return root
