"""A new exercise with every section in place, ready to be filled in.

Both halves load as they are; what is still to be written, the audit tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.atomic import leads_out
from grader.errors import UsageError
from grader.exercise.bank import AREAS

if TYPE_CHECKING:
    from pathlib import Path

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*")

_PROBLEM: Final = """\
title: {title}
difficulty: 1                         # 1 first steps … 5 capstone
concepts: []                          # ids of problems/concepts.yaml
after: []                             # exercises to do before this one
statement: |
  TODO: the idea in two or three sentences, and the formula with every convention fixed.

  $$y_i = 2 x_i$$

  **Example.** $x = (1, 2)$ gives $y = (2, 4)$.

  **In a network** TODO: where it appears.
hints:                                # from a nudge to nearly there, never the code
  - "TODO: restate the idea."
  - "TODO: the shape, or the identity, to use."
stub: |
  import numpy as np


  def {name}(x):
      \"\"\"TODO: what it returns, and errors raised. x: shape (n,); y: shape (n,).\"\"\"
      raise NotImplementedError
entry: {name}(x) -> y                 # names the inputs and the answer, or its parts
example: {{x: [1, 2], y: [2, 4]}}
forbid: []                            # names that a solution may not use
forms: {{long: {{n: 128}}, units: [{{x: 1e-9}}, {{x: 1e6}}]}}  # beyond what the domains draw
sizes: {{n: 1..6}}
given:                                # domains; names beyond the arguments are extras for laws
  vectors: {{x: {{reals: [n]}}, c: {{real: [-3, 3]}}}}
returns: {{y: {{reals: [n]}}}}        # kind and shape, judged first
checks:                               # their points make 9; one more is for leaving inputs alone
  - name: "TODO: a property in plain words"
    points: 4
    holds: close({name}(c * x) + x, c * y + y / 2)
    why: "TODO: what a student who fails this is told."
  - {{name: "TODO: a hidden property", points: 3, hidden: true}}
  - {{name: agrees with the reference, points: 2, agrees: {{}}}}
"""
_SOLUTION: Final = '''\
import numpy as np

from grader.author import close, law, mistake, solution


def {name}(x):
    return 2 * np.asarray(x, dtype=float)


@law("TODO: a hidden property", over="vectors")
def _(x, y):
    """TODO: what a student who fails this is told."""
    assert close(y - x, x)


@solution
def another_way(x):
    """TODO: how this right answer differs from the reference."""
    return np.add(x, x, dtype=float)


@mistake(caught_by="agrees with the reference")
def forgets_the_factor(x):
    """TODO: what a tutor would say of this typical mistake."""
    return 1.0 * x
'''


def new_exercise(bank: Path, name: str) -> tuple[Path, Path]:
    """Writes both halves of `<area>/<problem>`, and returns their paths; nothing is overwritten."""
    area, slash, problem = name.partition("/")
    if not slash or not all(_SLUG.fullmatch(part) for part in (area, problem)):
        raise UsageError(f"{name!r} is not <area>/<problem>", "such as probability/softmax")
    if area not in AREAS:
        raise UsageError(f"there is no area {area!r}", f"there are {', '.join(AREAS)}")
    public = bank / "problems" / area / f"{problem}.yaml"
    hidden = bank / "solutions" / area / f"{problem}.py"
    taken = [path for path in (public, hidden) if path.exists() or path.is_symlink()]
    taken += [path for path in (bank / "problems").glob(f"*/{problem}.yaml") if path != public]
    if taken:
        raise UsageError(f"{taken[0]} is there already")
    title = problem.replace("_", " ").capitalize()
    for path in (public, hidden):
        if leads_out(path, bank):
            raise UsageError(f"{path} leads out of {bank}", "remove the link")
    for path, text in ((public, _PROBLEM), (hidden, _SOLUTION)):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text.format(name=problem, title=title))
    return public, hidden
