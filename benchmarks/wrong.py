"""Wrong programs of which the authors of an exercise never thought."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from grader.audit.mutants import mutants_of
from grader.audit.wrappers import GENERAL, bare, of_options, wrapped
from grader.edits.changes import changes
from grader.edits.numerics import numeric_changes

if TYPE_CHECKING:
    from grader.exercise.bank import Bank
    from grader.model import Program
    from grader.problem import Problem


@dataclass(frozen=True)
class Stranger:
    """A program, of which kind it is, and what was done to it."""

    kind: str
    what: str
    program: Program


def strangers(bank: Bank, name: str, most: int, seed: int = 0) -> Iterator[Stranger]:
    """Programs that are none of the problem's own mistakes, some of each kind."""
    chance = random.Random(f"{name} {seed}")
    for kind in (_around, _numerics, _inside, _others):
        found = list(kind(bank, name))
        yield from chance.sample(found, min(most, len(found)))


def _rights(bank: Bank, name: str) -> list[Program]:
    solution = bank.solution(name)
    assert solution is not None
    return [solution.reference, *(other.program for other in solution.solutions)]


def _around(bank: Bank, name: str) -> Iterator[Stranger]:
    defaults = {p.name: p.default for p in bank.problem(name).entry.parameters if p.optional}
    for program in map(bare, _rights(bank, name)):
        for wrapper in (*GENERAL, *of_options(defaults)):
            yield Stranger("around", wrapper.name, wrapped(program, wrapper))


def _numerics(bank: Bank, name: str) -> Iterator[Stranger]:
    yield from _edited(bank, name, "numerics", numeric_changes)


def _inside(bank: Bank, name: str) -> Iterator[Stranger]:
    yield from _edited(bank, name, "inside", changes)


def _edited(bank: Bank, name: str, kind: str, made: Any) -> Iterator[Stranger]:
    for program in _rights(bank, name):
        if all(path == ask for ask, path in program.asks.items()):
            for mutant in mutants_of(program.source, program.asks, changes=made):
                what = f"line {mutant.line}: {mutant.name}"
                yield Stranger(kind, what, replace(program, source=mutant.source))


def _others(bank: Bank, name: str) -> Iterator[Stranger]:
    problem = bank.problem(name)
    if len(problem.asks) > 1:
        return
    for other in bank.names():
        theirs = bank.problem(other)
        if other == name or len(theirs.asks) > 1 or not _fits(problem, theirs):
            continue
        solution = bank.solution(other)
        assert solution is not None
        programs = {m.name: m.program for m in solution.mistakes} | {"": solution.reference}
        for what, program in programs.items():
            (path,) = program.asks.values()
            alias = replace(
                program,
                name=problem.name,
                asks={problem.asks[0]: path},
                entry=problem.entry.name,
                parameters=tuple(p.name for p in problem.entry.parameters),
                support=problem.support,
            )
            yield Stranger("others", f"{other} {what}".strip(), alias)


def _fits(problem: Problem, other: Problem) -> bool:
    """Whether the one may be called as the other, with something like the same arguments."""
    own, theirs = ([p.optional for p in one.entry.parameters] for one in (problem, other))
    kinds = [{one.kind for d in p.given for one in d.values.values()} for p in (problem, other)]
    return own.count(False) == theirs.count(False) and bool(kinds[0] & kinds[1])
