"""Ten small exercises with five laws each, the same for every grader that is measured.

Each is a function, a domain of two arrays (x of shape (n, k) and y of shape (k,)) and five laws,
one line of Python over `f`, `x`, `y` and the answer `a`, with `close(…)` as the only helper.
"""

from __future__ import annotations

from typing import Final, NamedTuple

EXAMPLES: Final = 100


class Problem(NamedTuple):
    """A function by name, the source of a right solution, and its laws."""

    name: str
    source: str
    laws: tuple[str, ...]

    @property
    def claims(self) -> list[str]:
        """The laws as NumPy says them, of the function by its name."""
        named = (law.replace("f(", f"{self.name}(") for law in self.laws)
        return [law.replace("close(", "np.allclose(") for law in named]


def _problem(name: str, body: str, *laws: str) -> Problem:
    return Problem(name, f"import numpy as np\n\n\ndef {name}(x, y):\n    {body}\n", laws)


PROBLEMS: Final = (
    _problem(
        "softmax",
        "e = np.exp(x - x.max(axis=-1, keepdims=True))\n"
        "    return e / e.sum(axis=-1, keepdims=True)",
        "close(a.sum(axis=-1), 1)",
        "np.all(a >= 0)",
        "close(f(x + 3, y), a)",
        "close(f(x[::-1], y), a[::-1])",
        "close(a, np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True))",
    ),
    _problem(
        "sigmoid",
        "return 1 / (1 + np.exp(-x))",
        "close(a + f(-x, y), 1)",
        "np.all(a > 0)",
        "np.all(a < 1)",
        "close(f(0 * x, y), 0.5)",
        "close(a, np.exp(x) / (1 + np.exp(x)))",
    ),
    _problem(
        "relu",
        "return np.maximum(x, 0)",
        "np.all(a >= 0)",
        "close(a - f(-x, y), x)",
        "close(f(2 * x, y), 2 * a)",
        "close(f(a, y), a)",
        "close(a, x * (x > 0))",
    ),
    _problem(
        "matvec",
        "return x @ y",
        "close(f(2 * x, y), 2 * a)",
        "close(f(x, 2 * y), 2 * a)",
        "close(f(x, y + 1), a + x.sum(axis=-1))",
        "close(f(x[::-1], y), a[::-1])",
        "close(a, (x * y).sum(axis=-1))",
    ),
    _problem(
        "affine",
        "return x * y + y",
        "close(f(0 * x, y), 0 * x + y)",
        "close(f(x, 0 * y), 0 * x)",
        "close(f(x, 2 * y), 2 * a)",
        "close(f(x + 1, y), a + y)",
        "close(a, (x + 1) * y)",
    ),
    _problem(
        "row_norms",
        "return np.sqrt((x * x).sum(axis=-1))",
        "np.all(a >= 0)",
        "close(f(-x, y), a)",
        "close(f(3 * x, y), 3 * a)",
        "close(f(x[:, ::-1], y), a)",
        "close(a, np.linalg.norm(x, axis=-1))",
    ),
    _problem(
        "centre",
        "return x - x.mean(axis=0)",
        "close(a.sum(axis=0), 0 * y)",
        "close(f(x + y, y), a)",
        "close(f(a, y), a)",
        "close(f(2 * x, y), 2 * a)",
        "close(a, x - x.sum(axis=0) / len(x))",
    ),
    _problem(
        "mse",
        "return float(np.mean((x - y) ** 2))",
        "a >= 0",
        "close(f(x + 1, y + 1), a)",
        "close(f(2 * x, 2 * y), 4 * a)",
        "close(f(0 * x + y, y), 0)",
        "close(a, ((x - y) ** 2).sum() / x.size)",
    ),
    _problem(
        "logsumexp",
        "m = x.max(axis=-1)\n    return m + np.log(np.exp(x - m[:, None]).sum(axis=-1))",
        "np.all(a >= x.max(axis=-1))",
        "close(f(x + 5, y), a + 5)",
        "close(f(x[:, ::-1], y), a)",
        "np.all(a <= x.max(axis=-1) + np.log(x.shape[1]) + 1e-9)",
        "close(a, np.log(np.exp(x).sum(axis=-1)))",
    ),
    _problem(
        "outer",
        "return x[:, :, None] * y",
        "close(f(2 * x, y), 2 * a)",
        "close(f(x, 2 * y), 2 * a)",
        "close(a.sum(axis=-1), x * y.sum())",
        "close(f(x, 0 * y), 0 * a)",
        "close(a, np.einsum('nk,j->nkj', x, y))",
    ),
)


def statement_of(problem: Problem) -> str:
    """The exercise in our own format."""
    points = (2, 2, 2, 2, 1)
    checks = "\n".join(
        f"  - {{name: law {i}, points: {p}, holds: {law.replace('f(', problem.name + '(')!r}}}"
        for i, (law, p) in enumerate(zip(problem.laws, points, strict=True))
    )
    return f"""\
title: {problem.name}
difficulty: 1
statement: One of ten small functions.
hints: [Think., Think again.]
stub: |
  def {problem.name}(x, y):
      raise NotImplementedError
entry: {problem.name}(x, y) -> a
example: {{x: [[0.0]], y: [0.0], a: 0}}
sizes: {{n: 1..6, k: 2..5}}
given:
  arrays: {{x: {{reals: [n, k], between: [-5, 5]}}, y: {{reals: [k], between: [-5, 5]}}}}
returns: {{a: {{data: true}}}}
checks:
{checks}
"""
