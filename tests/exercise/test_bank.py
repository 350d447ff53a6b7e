"""The bank finds exercises by name, reads only what is asked for, and remembers what it read."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import write_files

from grader.cache import Cache
from grader.errors import SpecError, UsageError
from grader.exercise import bank as bank_module
from grader.exercise import concepts, spec, strict_yaml
from grader.exercise.bank import Bank, Root, find_bank

PROBLEM = """\
title: {title}
difficulty: 2
after: {after}
statement: Something.
hints: [One., Two.]
stub: "def f(x): ..."
entry: f(x) -> y
given: {{all: {{x: {{real: [0, 1]}}}}}}
returns: {{y: {{real: null}}}}
checks:
  - {{name: right, agrees: {{}}, points: 9}}
"""
SOLUTION = "def f(x):\n    return x\n"


def add(
    root: Path,
    area: str,
    name: str,
    *,
    after: str = "[]",
    title: str = "A title",
    hidden: bool = True,
) -> Path:
    files = {f"problems/{area}/{name}.yaml": PROBLEM.format(title=title, after=after)}
    if hidden:
        files[f"solutions/{area}/{name}.py"] = SOLUTION
    return write_files(root, files) / "problems" / area / f"{name}.yaml"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    add(tmp_path, "probability", "softmax", after="[matmul, logsumexp]")
    add(tmp_path, "probability", "entropy", hidden=False)
    add(tmp_path, "calculus", "sigmoid")
    add(tmp_path, "linear_algebra", "matmul")
    add(tmp_path, "biology", "cells")
    (tmp_path / "problems" / "probability" / "topic.yaml").write_text(
        "title: Chance\ntopics:\n"
        "  - {title: Outputs, problems: [softmax, perplexity]}\n"
        "  - {title: Information, problems: [entropy]}\n"
    )
    return tmp_path


def test_problems_come_in_the_order_of_areas_and_topics(root: Path) -> None:
    assert find_bank([root]).names() == ("matmul", "sigmoid", "softmax", "entropy", "cells")


def test_topics_have_the_problems_that_there_are(root: Path) -> None:
    add(root, "probability", "bayes")
    areas = {area.name: area for area in find_bank([root]).topics()}
    assert list(areas) == ["linear_algebra", "calculus", "probability", "biology"]
    chance = areas["probability"]
    assert chance.title == "Chance"
    assert [(topic.title, topic.problems) for topic in chance.topics] == [
        ("Outputs", ("softmax",)),
        ("Information", ("entropy",)),
        ("More", ("bayes",)),
    ]
    assert areas["linear_algebra"].title == "Linear algebra"


def test_both_halves_are_found(root: Path) -> None:
    bank = find_bank([root])
    assert bank.problem("softmax").area == "probability"
    assert bank.path("softmax") == root / "problems" / "probability" / "softmax.yaml"
    solution = bank.solution("softmax")
    assert solution is not None
    assert solution.source == SOLUTION
    assert bank.solution("entropy") is None


def test_an_unknown_name_gets_a_hint(root: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no problem 'sofmax'") as caught:
        find_bank([root]).problem("sofmax")
    assert caught.value.hint == "did you mean softmax?"


@pytest.mark.parametrize("name", ["", ".", "..", "../softmax", "probability/softmax", "topic"])
def test_a_name_is_no_path(root: Path, name: str) -> None:
    with pytest.raises(UsageError):
        find_bank([root]).problem(name)


def test_loading_one_problem_reads_no_other(root: Path) -> None:
    (root / "problems" / "calculus" / "sigmoid.yaml").write_text("nonsense: [")
    bank = find_bank([root])
    assert bank.problem("softmax").title == "A title"
    with pytest.raises(SpecError, match=r"sigmoid\.yaml"):
        bank.problem("sigmoid")


def test_a_later_bank_is_laid_over(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    overlay = tmp_path_factory.mktemp("overlay")
    add(overlay, "probability", "softmax", title="Mine")
    add(overlay, "optimization", "descent", title="New")
    bank = find_bank([root, overlay])
    assert bank.names() == ("matmul", "sigmoid", "softmax", "entropy", "descent", "cells")
    assert bank.problem("softmax").title == "Mine"
    assert bank.solution_path("softmax") == overlay / "solutions/probability/softmax.py"
    assert bank.problem("matmul").title == "A title"


def test_hidden_halves_may_lie_in_a_bank_of_their_own(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    private = tmp_path_factory.mktemp("private")
    (root / "solutions").rename(private / "solutions")
    assert find_bank([root]).solution("softmax") is None
    assert find_bank([root, private]).solution("softmax") is not None


def test_an_overlay_does_not_borrow_the_hidden_half_of_what_it_replaces(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    overlay = tmp_path_factory.mktemp("overlay")
    add(overlay, "probability", "softmax", hidden=False)
    assert find_bank([root, overlay]).solution("softmax") is None


def test_one_name_in_two_areas_is_refused(root: Path) -> None:
    add(root, "calculus", "softmax")
    with pytest.raises(SpecError, match=r"probability/softmax\.yaml:1: .*calculus/softmax\.yaml"):
        find_bank([root]).names()


def test_the_nearest_bank_upwards_is_meant(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = root / "a" / "problems" / "drafts"
    inner.mkdir(parents=True)  # holds no exercise
    monkeypatch.chdir(inner)
    assert "softmax" in find_bank().names()
    monkeypatch.chdir(root)
    assert find_bank().path("softmax") == Path("problems/probability/softmax.yaml")


def test_else_the_installed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bank_module, "installed", lambda: None)
    with pytest.raises(UsageError, match="no problems directory here or above"):
        find_bank()
    add(tmp_path / "package", "calculus", "sigmoid")
    there = Root(tmp_path / "package" / "problems")
    monkeypatch.setattr(bank_module, "installed", lambda: there)
    bank = find_bank()
    assert bank.names() == ("sigmoid",)
    assert bank.solution("sigmoid") is None


def test_a_checkout_that_is_installed_to_be_edited_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bank = find_bank()
    bank.vouch()
    assert bank.solution("softmax") is not None


def test_a_bank_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a bank"):
        find_bank([tmp_path])


def test_prerequisites_and_what_they_lack(root: Path) -> None:
    bank = find_bank([root])
    assert bank.prerequisites()["softmax"] == ("matmul",)
    here = root / "problems" / "probability"
    assert bank.dangling() == (
        f"{here / 'softmax.yaml'}:3: after: there is no problem 'logsumexp' in the bank",
        f"{here / 'topic.yaml'}: there is no problem 'perplexity' in the bank",
        f"{root / 'problems/linear_algebra/matmul.yaml'}: no topic lists it",
        f"{root / 'problems/calculus/sigmoid.yaml'}: no topic lists it",
        f"{root / 'problems/biology/cells.yaml'}: no topic lists it",
    )


def test_a_cycle_of_prerequisites_is_refused(root: Path) -> None:
    add(root, "calculus", "sigmoid", after="[softmax]")
    add(root, "probability", "softmax", after="[sigmoid]")
    with pytest.raises(SpecError) as caught:
        find_bank([root]).prerequisites()
    (told,) = caught.value.problems
    assert ".yaml:3: after: cycle " in told
    assert told.endswith(("softmax -> sigmoid -> softmax", "sigmoid -> softmax -> sigmoid"))


def test_a_bad_topic_file_is_told(root: Path) -> None:
    (root / "problems" / "calculus" / "topic.yaml").write_text("title: x\n")
    with pytest.raises(SpecError, match=r"calculus/topic.yaml:1: topics: is missing"):
        find_bank([root]).names()


def test_what_was_read_before_is_not_parsed_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find_bank([root])
    parsed = first.problem("softmax")
    areas = first.topics()

    def never(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(spec, "parse_problem", never)
    monkeypatch.setattr(spec, "parse_area", never)
    again = find_bank([root])
    assert again.problem("softmax") == parsed
    assert again.topics() == areas
    add(root, "probability", "softmax", title="Changed")
    with pytest.raises(AssertionError, match="parsed again"):
        find_bank([root]).problem("softmax")


def test_garbage_in_the_cache_does_no_harm(root: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    roots = find_bank([root]).roots
    Bank(roots, cache).problem("softmax")
    for path in (tmp_path / "kept").glob("*/*"):
        cache.put(path.name, b"garbage")
    assert Bank(roots, cache).problem("softmax").name == "softmax"


def test_the_order_of_a_known_bank_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = find_bank([root]).prerequisites()

    def never(*_: object) -> None:
        raise AssertionError("a problem was read")

    monkeypatch.setattr(Bank, "problem", never)
    assert find_bank([root]).prerequisites() == known
    add(root, "probability", "softmax", after="[]")
    with pytest.raises(AssertionError, match="a problem was read"):
        find_bank([root]).prerequisites()


def test_concepts_are_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "concepts.yaml"
    path.write_text("calculus:\n  doubling: Doubling\n")
    first = concepts.load_concepts(path)
    assert first == {"calculus": {"doubling": "Doubling"}}
    with monkeypatch.context() as patch:
        patch.setattr(strict_yaml, "parse", None)
        assert concepts.load_concepts(path) == first
    path.write_text("calculus:\n  doubling: Twice\n")
    assert concepts.load_concepts(path) == {"calculus": {"doubling": "Twice"}}
