"""Mutants: each kind of change, found in the text and shown as a diff."""

from __future__ import annotations

import ast

import pytest
from commands import python

from grader.audit.mutants import Mutant, essence, mutants_of


def mutants(body: str, signature: str = "f(x, y)") -> dict[str, list[str]]:
    """The changed lines of `f`, by the name of the change."""
    source = f"import numpy as np\n\n\ndef {signature}:\n    {body}\n"
    found: dict[str, list[str]] = {}
    for mutant in mutants_of(source, ["f"]):
        added = [row[1:].strip() for row in mutant.diff.split("\n") if row.startswith("+")]
        found.setdefault(mutant.name, []).append("; ".join(added))
    return found


@pytest.mark.parametrize(
    ("body", "name", "changed"),
    [
        ("return x + y", "+ becomes -", "return x - y"),
        ("return x - y", "- becomes +", "return x + y"),
        ("return x * y", "* becomes /", "return x / y"),
        ("return x / y", "/ becomes *", "return x * y"),
        ("return x ** y", "** becomes *", "return x * y"),
        ("return x @ y", "@ becomes *", "return x * y"),
        ("return x // y", "// becomes /", "return x / y"),
        ("return x % y", "% becomes //", "return x // y"),
        ("return x - y", "swaps the sides of -", "return y - x"),
        ("return x + y", "drops what follows +", "return x"),
        ("return x * y", "drops what precedes *", "return y"),
        ("return x.T @ y", "does not transpose", "return x @ y"),
        ("return x @ y", "transposes the left of @", "return x.T @ y"),
        ("return x < y", "< becomes <=", "return x <= y"),
        ("return x == y", "== becomes !=", "return x != y"),
        ("return x and y", "and becomes or", "return x or y"),
        ("return not x", "drops not", "return x"),
        ("return -x", "drops the sign", "return x"),
        ("return x + y", "flips the sign", "return -(x + y)"),
        ("return 3", "3 becomes 4", "return 4"),
        ("return 3", "3 becomes 2", "return 2"),
        ("return 0", "0 becomes 1", "return 1"),
        ("return -1", "-1 becomes 1", "return 1"),
        ("return 0.5", "0.5 becomes 0.0", "return 0.0"),
        ("return True", "True becomes False", "return False"),
        ("return x.sum(axis=0)", "axis becomes -1", "return x.sum(axis=-1)"),
        ("return x.sum(axis=y)", "drops axis", "return x.sum()"),
        ("return x.var(ddof=1)", "drops ddof", "return x.var()"),
        ("return x.sum(0, keepdims=True)", "drops keepdims", "return x.sum(0)"),
        ("return x.sum()", "sum becomes mean", "return x.mean()"),
        ("return np.zeros(x)", "zeros becomes ones", "return np.ones(x)"),
        ("return min(x, y)", "min becomes max", "return max(x, y)"),
        ("return np.sqrt(x)", "drops sqrt", "return x"),
        ("return np.dot(x, y)", "swaps arguments 1 and 2 of dot", "return np.dot(y, x)"),
        (
            "return np.where(x, y, 0)",
            "swaps arguments 2 and 3 of where",
            "return np.where(x, 0, y)",
        ),
        ("return list(range(x))", "ranges - 1", "return list(range(x - 1))"),
        ("return x[:y]", "index upper end + 1", "return x[:y + 1]"),
        ("return x[1:]", "index lower end 1 becomes 2", "return x[2:]"),
        ("return x[0]", "index 0 becomes 1", "return x[1]"),
        ("return x if y else 0", "always the first choice", "return x"),
        ("if x:\n        return y\n    return x", "negates the condition", "if not x:"),
        ("if x:\n        return y\n    return x", "drops the if", "pass"),
        ("x += y\n    return x", "+= becomes -=", "x -= y"),
        ("x += y\n    return x", "drops the update", "pass"),
        ("x.sort()\n    return x", "drops the statement", "pass"),
        ("z = x + y\n    return z * z", "returns early", "return x + y"),
        ("if x:\n        raise ValueError('no')\n    return x", "does not raise", "pass"),
        ("for i in x:\n        y = y + i\n    return y", "runs the loop once", "break"),
        ("for i in x:\n        y = y + i\n    return y", "drops the loop", "pass"),
    ],
)
def test_each_change(body: str, name: str, changed: str) -> None:
    assert changed in mutants(body).get(name, [])


NEGATED = ("swaps the sides of -", "drops the sign", "swaps arguments 1 and 2 of subtract")


@pytest.mark.parametrize(
    "body",
    [
        "return (x - y) ** 2",
        "return np.sum(3 * (x - y) ** 4)",
        "return abs((x - y) / 2)",
        "return np.linalg.norm(-(x - y))",
        "return np.square(np.subtract(x, y))",
        "d = x - y\n    return d.T @ d",
        "d = x - y\n    z = d / 2\n    return np.mean(z ** 2) + abs(z)",
    ],
)
def test_where_no_sign_is_seen_none_is_changed(body: str) -> None:
    assert not set(NEGATED) & mutants(body).keys()


@pytest.mark.parametrize(
    "body",
    [
        "return (x - y) ** 3",
        "return (x - y + 1) ** 2",
        "return (x - y) ** x",
        "return abs(max(x - y, 0))",
        "d = x - y\n    return d * d + d",
        "d = x - y\n    d = d + 1\n    return d * d",
        "d = x - y\n    return [d ** 2, d]",
        "return (x - y) * (y - x)",
    ],
)
def test_where_the_sign_is_seen_it_is_changed(body: str) -> None:
    assert set(NEGATED) & mutants(body).keys()


def test_what_is_around_keeps_its_form() -> None:
    found = mutants("return (x  +  y) * 2  # twice")
    assert "return (x - y) * 2  # twice" in found["+ becomes -"]
    assert "return x * 2  # twice" in [
        row.replace("(x)", "x") for row in found["drops what follows +"]
    ]


def test_precedence_is_kept() -> None:
    assert mutants("return x / y ** 2")["** becomes *"] == ["return x / (y * 2)"]
    assert "return (2 + x) - y" not in mutants("return y - (x + 2)")["swaps the sides of -"]


def test_words_are_left_alone() -> None:
    source = '''
"""A module of 1 + 1 words."""
from grader.author import law, mistake

SIDES = 4


def helper(x):
    """Adds 1 + 1."""
    return x


def f(x):
    """Multiplies by 2."""
    if x is None:
        raise ValueError(f"not {x + 1}")
    return helper(x)


@law("holds", over="numbers")
def _(y):
    """Always + 1."""
    assert y + 1


@mistake(caught_by="holds")
def wrong(x):
    """Off by 1."""
    return f(x) + 1


def unused(x):
    return SIDES + x
'''
    lines = {mutant.line for mutant in mutants_of(source, ["f"])}
    assert lines <= {10, 15, 16, 17}
    for mutant in mutants_of(source, ["f"]):
        assert "wrong" not in mutant.source
        assert "unused" not in mutant.source
        assert 'raise ValueError(f"not {x + 1}")' in mutant.source or "raise" not in mutant.source
    kept = essence(source, ["f"])
    assert "assert y" not in kept
    assert kept.split("\n")[14] == "    if x is None:" == source.split("\n")[14]


def test_constants_and_defaults_that_are_used_change() -> None:
    source = "STEP = 3\n\n\ndef f(x, scale=2):\n    return scale * x + STEP\n"
    diffs = [mutant.diff for mutant in mutants_of(source, ["f"])]
    assert any("+STEP = 4" in diff for diff in diffs)
    assert any("+def f(x, scale=3):" in diff for diff in diffs)


def test_methods_change_and_ids_do_not_depend_on_form() -> None:
    compact = "class A:\n    def f(self, x): return x+1\n"
    airy = "# A comment.\n\n\nclass A:\n\n    def f(self, x):\n        # Another.\n"
    airy += "        return x + 1\n"
    ids = {mutant.id for mutant in mutants_of(compact, ["A"])}
    assert ids == {mutant.id for mutant in mutants_of(airy, ["A"])}
    assert len(ids) >= 5


def test_the_first_answer_for_ever() -> None:
    source = "import numpy as np\n\n\ndef f(x):\n    y = x + 1\n    return y\n"
    (mutant,) = (
        one
        for one in mutants_of(source, ["f"], {"f": "np.array([1.0])"})
        if one.name == "always the first answer"
    )
    assert "return np.array([1.0])" in mutant.source
    assert "x + 1" not in mutant.source


def test_every_mutant_parses_differs_and_is_there_once() -> None:
    source = (
        "import numpy as np\n\n\ndef f(X, y, n=10):\n    total = 0\n    for i in range(1, n):\n"
        "        if X[i, 0] > y[i] and i % 2 == 0:\n            total += X[i:].sum(axis=0) @ y\n"
        "        else:\n            continue\n    return total / n, -total\n"
    )
    found = mutants_of(source, ["f"])
    assert len(found) > 40
    dumps = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert len(set(dumps)) == len(dumps)
    assert ast.dump(ast.parse(source)) not in dumps
    assert [mutant.line for mutant in found] == sorted(mutant.line for mutant in found)
    for mutant in found:
        assert mutant.diff.startswith("@@ -")
        if mutant.probe:
            ast.parse(mutant.probe)


def test_the_same_in_every_process() -> None:
    code = (
        "from grader.audit.mutants import mutants_of;"
        "print([m.id for m in mutants_of('def f(x, y):\\n    return x @ y + 1 < x\\n', ['f'])])"
    )
    prints = {python("-c", code, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}
    (ids,) = prints
    assert ids.startswith("[")


def test_a_mutant_is_a_value() -> None:
    (first, *_) = mutants_of("def f(x):\n    return x + 1\n", ["f"])
    assert isinstance(first, Mutant)
    assert first.asks == ("f",)
