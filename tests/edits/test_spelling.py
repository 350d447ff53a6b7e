"""Where programs differ in names alone, which edits are thought of hangs on how these are spelt."""

from __future__ import annotations

import ast
import builtins
import keyword
import random
import re
from typing import TYPE_CHECKING

import pytest
from benchmark import benchmark
from places import ROOT

from grader.edits.change import MOST_NAME
from grader.edits.spelling import ENDING, SAID, spelling
from grader.exercise.bank import find_bank
from grader.exercise.excerpt import excerpt
from grader.judge.setting import program_of
from grader.program import variants
from grader.program.loading import Functions, prepare
from grader.submission.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.problem import Problem
    from grader.submission.normal import Normal

BANK = find_bank([ROOT])
WORDS = ("kiwi", "plum", "fig", "lime", "pear", "date", "sloe", "bael", "yuzu", "akee", "acai")
FEW, SOME = 3, 5
ENDS = ("", "", "_q", "_r2", "7", "_")


def spelt(*names: str, free: str = "") -> bytes | None:
    return spelling(names, (free or " ".join(names)).split())


@pytest.mark.parametrize(
    ("some", "others"),
    [
        (("u", "v"), ("v", "u")),
        (("X", "X_val", "t", "t_val"), ("Q", "Q_new", "u", "u_new")),
        (("x1", "x2", "y1", "y2"), ("p_a", "p_b", "q_a", "q_b")),
        (("answer_17",), ("answer_18",)),
    ],
)
def test_names_that_are_related_alike_are_spelt_alike(
    some: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert spelt(*some) == spelt(*others)


@pytest.mark.parametrize(
    ("some", "others"),
    [
        (("X", "X_val", "t", "t_val"), ("Q", "Q_new", "u", "v_new")),
        (("x1", "x2"), ("x1", "z2")),
        (("x1", "y1"), ("x1", "y2")),
        (("u",), ("exp",)),
        (("u",), ("np",)),
        (("u",), ("_u",)),
    ],
)
def test_others_are_not(some: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert spelt(*some) != spelt(*others)


def test_names_of_others_are_what_they_are() -> None:
    assert spelt("x", "u", free="u") == spelt("x", "v", free="v")
    assert spelt("x", "u", free="u") != spelt("z", "u", free="u")
    assert spelt("x", "x_val", free="x_val") != spelt("x", "u_val", free="u_val")


def test_names_that_may_be_cut_and_too_many_are_like_no_others() -> None:
    assert spelt("u" * (MOST_NAME - 1)) is not None
    assert spelt("u" * MOST_NAME) is None
    assert spelling([f"u{i}" for i in range(1000)], {"v"}) is None


# The edits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BANK.names()[::12])
def test_programs_that_are_spelt_alike_have_the_same_edits(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right answers, and mistakes as others wrote them, each in names that were drawn."""
    monkeypatch.setattr(variants, "MOST_TEXT", 100_000)  # how long a text is hangs on names
    problem, path = BANK.problem(name), BANK.solution_path(name)
    assert path is not None
    programs = {"right": excerpt(path.read_text(encoding="utf-8"), problem.asks)}
    programs |= benchmark("diagnosis").programs(name)
    alike = 0
    for number, source in enumerate([*programs.values()][:FEW]):
        found = twins(problem, source, random.Random(f"{name}/{number}"))
        alike += len(found)
        for one, other in found:
            assert one == other
    assert alike > FEW / 2


def twins(
    problem: Problem, source: str, chance: random.Random
) -> list[tuple[list[str], list[str]]]:
    """The edits of a program beside those of the same in other names, which are then given back;
    none if they are not spelt alike.
    """
    before = known(problem, source)
    if before is None:
        return []
    renamed = dict(drawn(sorted(before.names - SAID), source, chance))
    other = re.sub(r"\b[^\W\d]\w*\b", lambda word: renamed.get(word[0], word[0]), source)
    after = known(problem, other)
    assert after is not None
    if (before.digest, before.layout) != (after.digest, after.layout):
        return []
    if before.spelling != after.spelling:
        return []
    back = {value: key for key, value in renamed.items()}
    return [(told(problem, source, {}), told(problem, other, back))]


def drawn(names: list[str], source: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """A new name for each, which has most ends in common with those that the old one had."""
    words = [f"{one}{two}" for one in WORDS for two in WORDS if f"{one}{two}" not in source]
    chance.shuffle(words)
    stems: dict[str, str] = {}
    ends: dict[str, str] = {"": ""}
    for name in names:
        end = (ENDING.search(name) or [""])[0]
        stem = stems.setdefault(name.removesuffix(end), words[len(stems)])
        kept = end if chance.random() < 0.9 else chance.choice(ENDS)
        yield name, stem + ends.setdefault(end, kept)


def known(problem: Problem, source: str) -> Normal | None:
    return normal(source, (*problem.asks, *(one.name for one in problem.entry.parameters)))


def told(problem: Problem, source: str, back: Mapping[str, str]) -> list[str]:
    """The edits of a program, some in words with these names in place of others."""
    functions = prepare(program_of(problem, source))
    assert isinstance(functions, Functions)
    made = variants.Variants(functions)
    rows = made.described().tolist()
    lines = [*map(repr, rows), *map(repr, made.written(range(0, len(rows), SOME)))]
    return [re.sub(r"[^\W\d]\w*", lambda word: back.get(word[0], word[0]), line) for line in lines]


def test_what_edits_may_write_is_known() -> None:
    """All words in their texts, but those of sentences."""
    rooms = [*(ROOT / "grader/edits").glob("*.py")]
    rooms += [ROOT / f"grader/program/{name}.py" for name in ("variants", "tracing", "traits")]
    found: set[str] = set()
    for path in rooms:
        if path.stem != "spelling":
            found |= set(words(ast.parse(path.read_text(encoding="utf-8"))))
    assert {"one", "np", "exp"} <= found
    assert found <= SAID | {*dir(builtins), *keyword.kwlist}


def words(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in alone:
            continue
        text = node.value
        if text.isidentifier() and not text.startswith("_"):
            yield text
        elif "{0}" in text:  # what an edit is made of
            yield from re.findall(r"[^\W\d]\w*", text)
