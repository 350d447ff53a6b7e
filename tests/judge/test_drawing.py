"""Examples by seed, and the shrinker: the loud test of the engine `grader.judge.drawing` borrows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from commands import python

from grader.domains import KINDS
from grader.judge.drawing import SHRINK_CALLS, Drawing
from grader.problem import Domain, Value
from grader.values.families import pack
from grader.values.wire import encode

REALS = Domain("reals", {"n": (1, 4), "k": (2, 5)}, {"z": Value("reals", ["n", "k"])})
RICH = Domain(
    "rich",
    {"n": (2, 4), "m": "n + 1"},
    {
        "A": Value("symmetric", "n"),
        "p": Value("simplex", ["n", "m"]),
        "x": Value("real", [0.5, 9]),
        "i": Value("integer", [3, 3]),
        "j": Value("integer", [-5, 5]),
        "order": Value("permutation", "m"),
        "labels": Value("labels", ["n"], {"classes": "m"}),
        "edges": Value("cyclic", "n", {"repeats": True}),
        "f": Value("polynomial", 3),
        "which": Value("choice", ["a", "b", "c"]),
        "nothing": Value("reals", [0]),
        "layers": Value("list", "n", {"each": {"reals": ["m"]}}),
        "rng": Value("rng", [0, 99]),
    },
)


def drawing(domain: Domain) -> Drawing:
    return Drawing(domain, {"np": np}, {})


def written(example: Mapping[str, Any]) -> bytes:
    return encode(dict(example), pack)


class TestSeeds:
    @pytest.mark.parametrize("domain", [REALS, RICH], ids=lambda d: d.name)
    def test_the_same_seed_draws_the_same_examples(self, domain: Domain) -> None:
        for index in range(12):
            first, again = drawing(domain).example("7", index), drawing(domain).example("7", index)
            assert written(first[0]) == written(again[0])
            assert first[1] == again[1]

    def test_different_seeds_and_places_draw_different_examples(self) -> None:
        drawn = {written(drawing(RICH).example(key, i)[0]) for key in "ab" for i in range(20)}
        assert len(drawn) == 40

    def test_two_domains_of_one_seed_are_not_alike(self) -> None:
        twin = Domain("twin", REALS.sizes, REALS.values)
        one, other = drawing(REALS).example("7", 9), drawing(twin).example("7", 9)
        assert written(one[0]) != written(other[0])

    def test_the_first_examples_are_zeros_ones_ties_extremes_and_the_smallest(self) -> None:
        zeros, ones, ties, extremes, smallest = (
            drawing(REALS).example("s", i)[0] for i in range(5)
        )
        assert not zeros["z"].any()
        assert np.all(ones["z"] == 1)
        assert set(ties["z"].flat) <= {0.0, 1.0}
        assert set(extremes["z"].flat) <= {-10.0, 10.0}
        assert smallest["z"].shape == (1, 2)


class TestReplay:
    @pytest.mark.parametrize("domain", [REALS, RICH], ids=lambda d: d.name)
    def test_the_engine_tries_the_very_example_first(self, domain: Domain) -> None:
        """If this fails, Hypothesis' engine has changed: see the docstring of `grader.judge.drawing`."""
        for index in (2, 5, 6, 7):
            example, choices = drawing(domain).example("7", index)
            tried: list[bytes] = []

            def fails(attempt: dict[str, Any], tried: list[bytes] = tried) -> bool:
                tried.append(written(attempt))
                return True

            assert drawing(domain).shrunk(choices, fails, calls=3) is not None
            assert tried[0] == written(example)

    @pytest.mark.parametrize(
        "value",
        [
            {"reals": [3], "log": True, "between": [0.1, 9]},
            {"reals": [2, 3], "distinct": True},
            {"reals": [2, 3], "constant": "row"},
            {"integers": [4], "between": [0, 10**6]},
            {"booleans": [3]},
            {"boolean": None},
            {"orthogonal": 3},
            {"orthonormal": [3, 2]},
            {"low_rank": [3, 4], "rank": 2},
            {"positive_definite": 3},
            {"dag": 4, "repeats": True},
            {"graph": 4},
            {"expression_graph": 5, "ops": {"add": 2, "exp": 1}},
            {"wave": None},
            {"waves": [3]},
            {"quadratic": [2]},
            {"affine_map": [2, 3]},
            {"array": [[1, 2]]},
            {"is": "np.eye(2)"},
        ],
        ids=lambda v: next(iter(v)),
    )
    def test_holds_for_every_kind(self, value: dict[str, Any]) -> None:
        kind = next(iter(value))
        assert kind in KINDS
        options = {key: option for key, option in value.items() if key != kind}
        domain = Domain("d", {"n": (1, 3)}, {"x": Value(kind, value[kind], options)})
        for index in (3, 7):
            example, choices = drawing(domain).example("7", index)
            tried: list[bytes] = []

            def fails(attempt: dict[str, Any], tried: list[bytes] = tried) -> bool:
                tried.append(written(attempt))
                return False

            assert drawing(domain).shrunk(choices, fails) is None
            assert tried == [written(example)]


def large(example: Mapping[str, Any]) -> bool:
    return bool(np.any(example["z"] > 7))


def starts(fails: Any, domain: Domain = REALS, count: int = 30) -> list[tuple[Any, ...]]:
    """The choices of the plain examples that fail."""
    drawn = [drawing(domain).example("s", index) for index in range(5, count)]
    return [choices for example, choices in drawn if fails(example)]


class TestShrinking:
    def test_reaches_the_smallest_sizes_and_small_whole_numbers(self) -> None:
        found = [drawing(REALS).shrunk(choices, large)["z"].tolist() for choices in starts(large)]  # type: ignore[index]
        assert len(found) > 3
        # Each is a local minimum: from some, 9 cannot be left in one step that still fails.
        assert all(z in ([[0, 8]], [[0, 9]], [[0, 10]]) for z in found), found
        assert [[0, 8]] in found

    def test_finds_what_matters_and_drops_the_rest(self) -> None:
        def fails(example: Mapping[str, Any]) -> bool:
            return bool(example["j"] > 1 and example["which"] == "c")

        choices = starts(fails, RICH)[0]
        found = drawing(RICH).shrunk(choices, fails)
        assert found is not None
        assert (found["n"], found["j"], found["which"]) == (2, 2, "c")
        assert not found["A"].any()
        assert found["order"].tolist() == [0, 1, 2]

    def test_is_the_same_each_time(self) -> None:
        for choices in starts(large)[:2]:
            runs = []
            for _ in range(2):
                tried: list[bytes] = []

                def fails(example: dict[str, Any], tried: list[bytes] = tried) -> bool:
                    tried.append(written(example))
                    return large(example)

                found = drawing(REALS).shrunk(choices, fails)
                assert found is not None
                runs.append((tried, written(found)))
            assert runs[0] == runs[1]

    @pytest.mark.parametrize("calls", [1, 2, 10, SHRINK_CALLS])
    def test_keeps_to_its_budget(self, calls: int) -> None:
        made = 0

        def ragged(example: Mapping[str, Any]) -> bool:
            nonlocal made
            made += 1
            return bool(np.sum(example["z"]) > 1.234)

        for choices in starts(lambda e: np.sum(e["z"]) > 1.234)[:3]:
            made = 0
            found = drawing(REALS).shrunk(choices, ragged, calls=calls)
            assert 0 < made <= calls
            assert found is not None
            assert np.sum(found["z"]) > 1.234

    def test_the_answer_is_always_one_that_failed(self) -> None:
        failed = set()

        def fails(example: dict[str, Any]) -> bool:
            if large(example):
                failed.add(written(example))
                return True
            return False

        for choices in starts(large)[:4]:
            found = drawing(REALS).shrunk(choices, fails)
            assert found is not None
            assert written(found) in failed

    def test_answers_none_if_nothing_fails_on_replay(self) -> None:
        _, choices = drawing(REALS).example("s", 7)
        assert drawing(REALS).shrunk(choices, lambda _: False) is None

    def test_survives_a_predicate_that_changes_its_mind(self) -> None:
        for period in (2, 3, 7):
            calls = 0

            def fails(example: dict[str, Any], period: int = period) -> bool:
                nonlocal calls
                calls += 1
                return calls % period == 1

            _, choices = drawing(REALS).example("s", 7)
            assert drawing(REALS).shrunk(choices, fails) is not None

    def test_bears_choices_that_are_not_its_own(self) -> None:
        assert drawing(REALS).shrunk((), lambda _: False) is None
        drawing(REALS).shrunk((0, 1, b"abc"), lambda _: False)

    def test_what_the_predicate_raises_comes_through(self) -> None:
        _, choices = drawing(REALS).example("s", 7)

        def fails(_: dict[str, Any]) -> bool:
            raise LookupError("mine")

        with pytest.raises(LookupError, match="mine"):
            drawing(REALS).shrunk(choices, fails)

    def test_leaves_a_style_for_plain_numbers(self) -> None:
        _, choices = drawing(REALS).example("s", 3)  # extremes
        found = drawing(REALS).shrunk(choices, large)
        assert found is not None
        assert found["z"].shape == (1, 2)
        assert found["z"].max() > 7


SHRUNK = """
import sys
from grader.judge.drawing import Drawing
from grader.problem import Domain, Value
values = {"x": Value("integers", ["n"], {"between": [0, 2**40]})}
drawing = Drawing(Domain("d", {"n": (1, 9)}, values), {}, {})
for index in range(9, 12):
    names, choices = drawing.example("k", index)
    odd = int(names["x"].sum()) % 11
    print(drawing.shrunk(choices, lambda names: int(names["x"].sum()) % 11 == odd))
engine = sys.modules["hypothesis.internal.conjecture.providers"]
print(len(engine._local_constants), "constants")
"""


def test_shrinking_hangs_on_no_module_that_is_loaded_and_no_directory(tmp_path: Path) -> None:
    done = python("-c", SHRUNK, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "0 constants"
    assert not (tmp_path / ".hypothesis").exists()


class TestSmall:
    def test_the_smallest_sizes_come_first_and_may_be_equal(self) -> None:
        square = Domain("square", {"n": (1, 4), "k": (1, 5)}, {"z": Value("reals", ["n", "k"])})
        shapes = [values["z"].shape for values, _ in drawing(square).small()]
        sizes = list(dict.fromkeys(shapes))
        assert sizes[:3] == [(1, 1), (1, 2), (2, 1)]
        assert (2, 2) in sizes
        assert max(map(sum, sizes)) == 6

    def test_a_size_that_nothing_has_stays_as_small_as_can_be(self) -> None:
        one = Domain("one", {"n": (1, 4), "k": (1, 5)}, {"z": Value("reals", ["n"])})
        assert {values["k"] for values, _ in drawing(one).small()} == {1}

    @pytest.mark.parametrize("domain", [REALS, RICH], ids=lambda d: d.name)
    def test_they_are_the_same_each_time_and_made_by_their_choices(self, domain: Domain) -> None:
        first, again = ([*drawing(domain).small()] for _ in range(2))
        assert len(first) >= 12
        assert [written(values) for values, _ in first] == [written(values) for values, _ in again]
        for values, choices in first:
            same = drawing(domain).simplified(choices, lambda _: False)
            assert written(same) == written(values)

    @pytest.mark.parametrize(
        ("value", "digits"),
        [
            ({"reals": [3]}, 1),
            ({"reals": [3], "between": [0.2, 5]}, 1),
            ({"reals": [3], "between": [0.2, 1.4]}, 2),
            ({"reals": [3], "distinct": True, "between": [1, 9]}, 0),
        ],
    )
    def test_numbers_have_few_digits(self, value: dict[str, Any], digits: int) -> None:
        kind, options = "reals", {key: one for key, one in value.items() if key != "reals"}
        domain = Domain("d", {}, {"x": Value(kind, value[kind], options)})
        low, high = options.get("between", (-10, 10))
        for values, _ in drawing(domain).small():
            ends = (x for x in values["x"] if x not in (low, high))
            assert all(x == round(x, digits) for x in ends), values
            assert np.all((low <= values["x"]) & (values["x"] <= high))

    def test_some_numbers_are_halves_and_become_whole_where_it_does_not_matter(self) -> None:
        every = [*drawing(REALS).small()]
        halves = [choices for values, choices in every if np.any(values["z"] % 1)]
        assert 0 < len(halves) <= len(every) / 4
        for choices in halves:
            plain = drawing(REALS).simplified(choices, lambda _: True)
            assert not plain["z"].any()
            cut = drawing(REALS).simplified(choices, lambda values: bool(np.any(values["z"] % 1)))
            assert sorted(set(np.abs(cut["z"]).flat)) in ([0.0, 0.5], [0.5])

    def test_on_a_logarithmic_scale_they_are_1_2_5_and_10(self) -> None:
        options = {"log": True, "between": [0.1, 300]}
        domain = Domain("d", {}, {"x": Value("reals", [3], options)})
        seen = {float(x) for values, _ in drawing(domain).small() for x in values["x"]}
        assert seen <= {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 300.0}
        assert len(seen) > 3

    def test_sizes_that_do_not_go_together_are_left_out(self) -> None:
        value = Value("is", "np.ones(n) / [1 if n != k else undefined]")
        domain = Domain("apart", {"n": (1, 3), "k": (1, 3)}, {"x": value})
        sizes = [(values["n"], values["k"]) for values, _ in drawing(domain).small()]
        assert (1, 2) in sizes
        assert all(n != k for n, k in sizes)

    def test_one_that_fails_is_made_simpler_and_keeps_its_sizes(self) -> None:
        def fails(example: Mapping[str, Any]) -> bool:
            return bool(example["z"].flat[-1] > 1)

        values, choices = next(one for one in drawing(REALS).small() if fails(one[0]))
        simple = drawing(REALS).simplified(choices, fails)
        assert simple["z"].shape == values["z"].shape
        assert simple["z"].ravel().tolist() == [0.0] * (values["z"].size - 1) + [2.0]
