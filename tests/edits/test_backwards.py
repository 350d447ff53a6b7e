"""Edits read backwards: each way of being wrong has its way back."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from grader.edits.backwards import FEW, MOST, REFUSING, edits
from grader.edits.change import Kind
from grader.edits.surroundings import Surroundings
from grader.model import Program, Refused
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
        ("return x // y", "x % y"),
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
        ("return 1\n    if x:\n        z = 2\n    return z", "z = 1"),
        ("if y is None:\n        return 1\n    return x", "y = 1"),
        ("return sum(x)", "sum(x) / len(x)"),
        ("return np.clip(x, 0, y)", "x"),
        ("return float(np.sum(x))", "x"),
        ("return x <= 1", "x == 0"),
        ("return x[0] > y", "x[0] > y * np.max(x)"),
        ("return [v for v in x if 1]", "v"),
        ("if x:\n        y = 0\n    else:\n        x = 1\n    return y", "x = 1; y = 0"),
        ("return set(x) - set(y)", "set(x) - set(y) | x"),
        ("return x", "if x < 0:\n    raise ValueError(); return x"),
        ("if x < 1:\n        raise ValueError\n    return x", "x < 1 or x % 2"),
        ("try:\n        x()\n    except KeyError:\n        return None", "raise"),
        ("if x:\n        return 0\n    return 1", "raise ValueError()"),
        ("return x / y - 1", "x / (y - 1)"),
        ("return x - (y - 1)", "x - y - 1"),
        ("return np.sqrt(x) / y", "np.sqrt(x / y)"),
        ("return np.sqrt(x / y)", "np.sqrt(x) / y"),
        ("return np.log(x.mean())", "np.log(x).mean()"),
        ("return x.mean() ** 2", "(x ** 2).mean()"),
        ("return np.sum(x ** y)", "np.sum(x ** y) ** (1 / y)"),
        ("x[0], x[1] = x[1], x[0]\n    return x", "x[0].copy()"),
        ("return x[:y]", "x[-y:]"),
        ("return x[y]", "x[y - 1]"),
        ("return x / x.size", "x.shape[0]"),
        ("return x - y", "y[:, None]"),
        ("return x[:, None] - y", "x"),
        ("return self.x", "x"),
        ("y.x = 1\n    return x", "y.x"),
        ("for i in range(x):\n        y = i\n    return y", "range(1, x)"),
    ],
)
def test_there_is_a_way_back(body: str, way: str) -> None:
    assert way in ways(body)


def test_a_parameter_that_nobody_reads_comes_first() -> None:
    made = variants(f"{HEAD}def f(x, y):\n    z = 3\n    return x + z\n")
    texts = [after for *_, after in made.written(range(len(made.described())))]
    assert texts.index("z * y") < texts.index("z * x")


def test_a_parameter_goes_where_its_name_stands_and_a_default_may_be_none() -> None:
    assert "x.sum(axis=axis)" in ways("return x.sum(axis=0)", "x, axis")
    assert "y if y is not None else x" in ways("return x", "x, y=None")


def test_the_function_that_is_asked_for_comes_before_those_that_help_it() -> None:
    made = variants("def g(x):\n    return x + 1\n\n\ndef f(x, y):\n    return g(x) + y\n")
    texts = [after for *_, after in made.written(range(len(made.described())))]
    assert texts.index("g(x) - y") < texts.index("x - 1")


def test_what_there_is_little_of_comes_before_what_there_is_much_of() -> None:
    tree = ast.parse(f"def f(x, y):\n    return x - (y - 1) + {'x * y + ' * FEW} x\n")
    several = edits(Surroundings(tree), ["f"])
    often = Counter(edit.change.name for edit in several)
    there = [often[edit.change.name] > FEW for edit in several if edit.rank == 1]
    assert {*there} == {False, True}
    assert there == sorted(there)


def test_a_factor_of_two_is_thought_of_early_but_once_in_a_product() -> None:
    tree = ast.parse("def f(x, y):\n    return 1 + x / y\n")
    ranks = {
        ast.unparse(one.change.new): one.rank
        for one in edits(Surroundings(tree), ["f"])
        if isinstance(one.change.new, ast.expr)
    }
    assert ranks["x / y / 2"] < ranks["x / 2"]


def test_a_statement_may_belong_further_up_or_down() -> None:
    body = "a = x\n    b = a\n    a = y\n    return a * b"
    moved = {text for text in ways(body) if text.startswith("def f")}
    assert "def f(x, y):\n    b = a\n    a = y\n    a = x\n    return a * b" in moved
    assert "def f(x, y):\n    a = y\n    a = x\n    b = a\n    return a * b" in moved


def test_a_function_that_nothing_uses_may_be_meant_with_what_its_parameters_are_called() -> None:
    source = (
        "def size(y, x):\n    return x\n\n\ndef fine(x):\n    return x\n\n\n"
        "def f(x, y):\n    return x > 1\n"
    )
    functions = prepare(Program("f", source, {"f": "f"}, "f", ("x", "y"), cells=((1, False, 0),)))
    assert isinstance(functions, Functions)
    made = Variants(functions)
    texts = {after for *_, after in made.written(range(len(made.described())))}
    assert {"size(y, x)", "x > 1 and fine(x)", "x > 1 and (not fine(x))"} <= texts


def test_relatives_are_exchanged_together() -> None:
    assert "g(x_val, y_val)" in ways("return g(x, y)", "g, x, y, x_val, y_val")
    assert "g(x1, y1)" in ways("return g(x2, y2)", "g, x1, y1, x2, y2")


def test_a_parameter_that_is_only_refused_counts_as_never_read() -> None:
    for guard in ("if y < 0:\n        raise ValueError", "check(y)"):
        tree = ast.parse(f"def f(x, y):\n    {guard}\n    return x\n")
        edit = next(one for one in edits(Surroundings(tree), ["f"]) if one.change.kind == Kind.TERM)
        assert isinstance(edit.change.new, ast.BinOp)
        assert ast.unparse(edit.change.new.right) == "y"


def test_a_function_that_does_nothing_may_have_to_refuse() -> None:
    source = "def check(x):\n    pass\n\n\ndef f(x, y):\n    check(x)\n    return y\n"
    refusing = [
        one for one in edits(Surroundings(ast.parse(source)), ["f"]) if one.rank == REFUSING
    ]
    assert {one.change.place for one in refusing} == {2, 6}


def test_functions_that_were_written_and_are_not_used_may_be_meant() -> None:
    source = (
        "def g(x):\n    return x + 1\n\n\ndef h(x):\n    return x\n\n\ndef f(x):\n    return h(x)\n"
    )
    functions = prepare(Program("f", source, {"f": "f"}, "f", ("x",), cells=((1, False, 0),)))
    assert isinstance(functions, Functions)
    made = Variants(functions)
    texts = [after for *_, after in made.written(range(len(made.described())))]
    used = made.functions((texts.index("g(x)"),))
    assert isinstance(used, Functions)
    assert used.named["f"](1) == 2


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


MADE_TOGETHER = (
    "class Halved:\n    by = 2\n\n    def of(self, x):\n        return x / self.by\n\n\n"
    "def g(x, n=3):\n    return [x[i] * n for i in range(n) if i < 2]\n\n\n"
    "def f(x, y):\n    a, b = x[:2], lambda n: n - y\n    total = 0\n    for v in g(x):\n"
    "        total += v if v > 1 else -v\n    assert total < len(x[1:]) * 9\n"
    "    return Halved().of(total) + b(a[0]), f'{total + 1}'\n"
)


def test_edits_that_are_compiled_together_do_what_each_does_alone() -> None:
    together, alone = variants(MADE_TOGETHER), variants(MADE_TOGETHER)
    edits_of = range(len(together.described()))
    alone.described()
    for place in edits_of:
        several: list[str] = []  # without addresses, as no two functions have the same
        for places, made in (((place,), together), ((place, place), alone)):
            functions = made.functions(places)
            try:
                assert isinstance(functions, Functions)
                answer = repr(functions.named["f"]([1, 2, 4], 3))
                several.append(re.sub("0x[0-9a-f]+", "", answer))
            except Exception as error:
                several.append(repr(error))
        assert several[0] == several[1], together.written([place])


@pytest.mark.parametrize(
    "body", ["if (n := x) > 1:\n        return n\n    return y", "yield x\n    yield x + y"]
)
def test_where_what_is_written_counts_edits_are_compiled_alone(body: str) -> None:
    made = variants(f"{HEAD}def f(x, y):\n    {body}\n")
    for place in range(len(made.described())):
        assert isinstance(made.functions((place,)), (Functions, Refused))


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
    from grader.tutor.hinting import CHANGE, LOOK, look

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
