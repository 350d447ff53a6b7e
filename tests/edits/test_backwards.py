"""Edits read backwards: each way of being wrong has its way back."""

from __future__ import annotations

import ast

import pytest

from grader.edits.backwards import MOST, edits
from grader.edits.change import Kind
from grader.edits.surroundings import Surroundings
from grader.model import Program
from grader.program.loading import Functions, prepare
from grader.program.variants import Variants

HEAD = "import numpy as np\n\n\n"


def variants(source: str, *, forbid: tuple[str, ...] = ()) -> Variants:
    program = Program("f", source, {"f": "f"}, "f", ("x", "y"), forbid=forbid)
    functions = prepare(program)
    assert isinstance(functions, Functions)
    return Variants(functions)


def ways(body: str, signature: str = "x, y") -> set[str]:
    """What the edits make of the expressions and statements of a function."""
    made = variants(f"{HEAD}def f({signature}):\n    {body}\n")
    return {after for *_, after in made.written(range(len(made.described())))}


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("return x - y", "x + y"),
        ("return x < y", "x <= y"),
        ("return x.sum()", "x.sum(axis=0)"),
        ("return x.sum(axis=0)", "x.sum(axis=0, keepdims=True)"),
        ("return np.sum(x, 0)", "np.sum(x, 1)"),
        ("return x.var()", "x.var(ddof=1)"),
        ("return x @ y", "x.T @ y"),
        ("return np.mean(x)", "np.sum(x)"),
        ("return x - y", "-(x - y)"),
        ("return x", "np.sqrt(x)"),
        ("return x", "x * y"),
        ("return x", "x.copy()"),
        ("return x - 1", "2"),
        ("return x * x", "y"),
        ("return x", "y"),
        ("return divmod(x, y)", "divmod(y, x)"),
        ("return [v for v in x if v not in y]", "[v for v in y if v not in x]"),
        ("x += y\n    return x", "x = x + y"),
        ("z = x + y", "z = x + y; return z"),
        ("return x + y\n    return z", "z = x + y"),
        ("for i in range(x):\n        y = i\n    return y", "range(1, x)"),
    ],
)
def test_there_is_a_way_back(body: str, way: str) -> None:
    assert way in ways(body)


def test_a_parameter_that_nobody_reads_comes_first() -> None:
    made = variants(f"{HEAD}def f(x, y):\n    z = 3\n    return x + z\n")
    texts = [after for *_, after in made.written(range(len(made.described())))]
    assert texts.index("z * y") < texts.index("z * x")


def test_edits_are_bounded_however_long_the_program() -> None:
    source = "def f(x, y):\n" + "    x = x + y * x - y / x\n" * 400 + "    return x\n"
    assert len(edits(Surroundings(ast.parse(source)), ["f"])) <= MOST


def test_what_the_asked_function_does_not_reach_is_left_alone() -> None:
    made = variants("def other(x):\n    return x + 1\n\n\ndef f(x, y):\n    return x\n")
    assert set(made.described()[:, 0].tolist()) == {5, 6} - {5}


def test_a_variant_does_what_its_text_says_and_leaves_nothing_behind() -> None:
    made = variants("def f(x, y):\n    return x - y\n")
    texts = [after for *_, after in made.written(range(len(made.described())))]
    plus = texts.index("x + y")
    for places, answer in (((plus,), 5), ((), 1), ((plus,), 5)):
        functions = made.functions(places)
        assert isinstance(functions, Functions)
        assert functions.named["f"](3, 2) == answer


def test_two_edits_at_once() -> None:
    made = variants("def f(x, y):\n    a = x - 1\n    b = y - 1\n    return a, b\n")
    written = made.written(range(len(made.described())))
    ones = [i for i, (_, _, before, after) in enumerate(written) if (before, after) == ("1", "2")]
    functions = made.functions((ones[0], ones[1]))
    assert isinstance(functions, Functions)
    assert functions.named["f"](5, 7) == (3, 5)


def test_statements_written_alike_have_twins() -> None:
    made = variants("def f(x, y):\n    a = x - 1\n    b = y - 1\n    return a * b\n")
    table = made.described()
    twins = [row for row in table.tolist() if row[5]]
    assert {row[0] for row in twins} == {2, 3}
    assert all(row[5] == 0 for row in table.tolist() if row[0] == 4)


def test_what_is_forbidden_is_known_as_such() -> None:
    made = variants("def f(x, y):\n    return x * y\n", forbid=("np.matmul",))
    allowed = {after: ok for ok, _, _, after in made.written(range(len(made.described())))}
    assert not allowed["x @ y"]
    assert allowed["x + y"]


def test_every_kind_that_is_thought_of_has_its_words() -> None:
    from grader.judge.hinting import CHANGE, LOOK, look

    assert set(LOOK) == set(CHANGE) == set(Kind)
    for kind in Kind:
        for about in ("sum", "", "no name\x1b[31m", "@"):
            text = look(kind, about)
            assert "{" not in text
            assert "\x1b" not in text
            assert "  " not in text
            assert text == text.strip()


def test_exchanged_indices_are_no_arguments() -> None:
    tree = ast.parse("def f(x, y):\n    return x[:, y]\n")
    changes = [edit.change for edit in edits(Surroundings(tree), ["f"])]
    assert {one.kind for one in changes if one.name == "swaps two parts"} == {Kind.INDEX}
