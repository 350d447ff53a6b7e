"""How often a wrong program is told where it is wrong, and how often that is so.

Two kinds of programs whose faulty lines are known. The rewritten mistakes of
`tests/data/rewritten`, each with that mistake taken off the list: what differs from the right
answer beside it is wrong; where something is missing, the lines around the gap are. And right
answers of the bank with one thing changed, as the audit changes them: the changed line is wrong.

Counted are programs that fail a public check, as nothing is told of others. `near` are those that
differ from the right answer in one or two places, of a few tokens each; lines are named of those
that no other mistake explains. A word is anything true
that narrows down what is wrong: a mistake, a kind of difference, a line, that of an exception, or
what is said where no line is found. The status is 1 if fewer are told than should be, or more are
misled than may be.

    python benchmarks/lines.py [--jobs N] [--sample N] [--mutants N] [--show] [problem ...]
"""

from __future__ import annotations

import argparse
import difflib
import io
import random
import statistics
import time
import tokenize
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Final, NamedTuple

from diagnosis import REWRITTEN, RIGHT, programs

from grader.audit.mutants import essence, mutants_of
from grader.exercise.bank import Bank, find_bank
from grader.judge.grading import diagnosed, quiet
from grader.judge.repair import SEARCH_S, clue_of
from grader.judge.setting import Setting, exercise_of, program_of
from grader.judge.trial import Trial
from grader.model import Outcome, Program, Refused
from grader.sandbox import Sandbox

MOST_PLACES: Final = 2
MOST_TOKENS: Final = 8
"""A program is near the right one if it differs in so few places, of so few tokens."""

NAMED: Final = 0.7
WORD: Final = 0.85
WRONG: Final = 0.02
TIME_S: Final = 0.5
"""What is to be reached: lines of those that are near, words, wrong lines, the median time."""


class Wrong(NamedTuple):
    """A wrong program, in which lines it is wrong, and whether it is near a right one."""

    kind: str
    problem: str
    name: str
    program: Program
    lines: frozenset[int]
    near: bool


class Told(NamedTuple):
    """What a wrong program is told, and in which time."""

    kind: str
    problem: str
    name: str
    near: bool
    truth: tuple[int, ...]
    seen: bool
    mistake: str = ""
    symptom: bool = False
    raised: bool = False
    lines: tuple[int, ...] = ()
    look: str = ""
    edit: str = ""
    cpu_s: float = 0.0

    @property
    def right(self) -> bool:
        return bool(set(self.lines) & set(self.truth))

    @property
    def wrong(self) -> bool:
        return bool(self.lines) and not self.right

    @property
    def word(self) -> bool:
        said = self.mistake or self.symptom or self.raised or self.right
        return bool(said or (self.look and not self.wrong))


def rewritten(bank: Bank, name: str) -> Iterator[Wrong]:
    """The rewritten mistakes of a problem that has a right answer beside them."""
    found = programs(name)
    right = found.pop(RIGHT, None)
    if right is None:
        return
    for mistake, source in found.items():
        program = program_of(bank.problem(name), source)
        lines, near = difference(source, right)
        yield Wrong("rewritten", name, mistake, program, frozenset(lines), near)


def difference(source: str, right: str) -> tuple[set[int], bool]:
    """The lines of a program that are not those of the right one, and whether it is near."""
    own, other = source.splitlines(), right.splitlines()
    lines = set[int]()
    for what, start, end, *_ in _hunks([line.strip() for line in own], [o.strip() for o in other]):
        lines |= {start, end + 1} if what == "insert" else set(range(start + 1, end + 1))
    tokens = [_tokens(text) for text in (source, right)]
    places = [max(end - start, stop - begin) for _, start, end, begin, stop in _hunks(*tokens)]
    return lines, len(places) <= MOST_PLACES and max(places, default=0) <= MOST_TOKENS


def _hunks(one: list[str], other: list[str]) -> list[tuple[str, int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


def _tokens(source: str) -> list[str]:
    read = io.StringIO(source).readline
    skipped = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
    return [t.string for t in tokenize.generate_tokens(read) if t.type not in skipped]


def changed(bank: Bank, name: str, most: int) -> Iterator[Wrong]:
    """Right answers of a problem with one thing changed, some of them."""
    solution = bank.solution(name)
    assert solution is not None
    found = [
        (program, mutant)
        for program in (solution.reference, *(one.program for one in solution.solutions))
        for mutant in mutants_of(program.source, program.asks.values())
    ]
    chance = random.Random(name)
    for program, mutant in chance.sample(found, min(most, len(found))):
        wrong = replace(program, source=mutant.source, asks=dict(program.asks))
        label = f"{mutant.id} {mutant.name}"
        lines, _ = difference(mutant.source, essence(program.source, program.asks.values()))
        yield Wrong("mutants", name, label, wrong, frozenset({mutant.line, *lines}), near=True)


def told(setting: Setting, wrong: Wrong, sandbox: Sandbox) -> Told:
    """What this program is told."""
    solution = setting.exercise.solution
    assert solution is not None
    others = tuple(one for one in solution.mistakes if one.name != wrong.name)
    exercise = replace(setting.exercise, solution=replace(solution, mistakes=others))
    alone = Setting(
        exercise, setting.seed, None, setting.mistaken, setting.deviations, setting.patterns
    )
    head = (wrong.kind, wrong.problem, wrong.name, wrong.near, tuple(sorted(wrong.lines)))
    with quiet(), Trial(alone, wrong.program, sandbox) as trial:
        if isinstance(trial.worker.loaded, Refused):
            return Told(*head, seen=False)
        possible = [check for check in alone.problem.checks if alone.possible(check)]
        trial.public([check for check in possible if not check.hidden])
        failed = [r for r in trial.results.values() if r.outcome is not Outcome.PASSED]
        if not failed:
            return Told(*head, seen=False)
        known = diagnosed(trial, hidden=False)
        symptom = any(result.kind for result in trial.results.values())
        raised = any(r.outcome is Outcome.ERRORED and r.line for r in trial.results.values())
        if known is not None:
            return Told(*head, True, known.name, symptom, raised)
        spent: list[float] = []
        clue = clue_of(trial, possible, SEARCH_S, spent.append)
    if clue is None:
        return Told(*head, True, "", symptom, raised, cpu_s=sum(spent))
    edit = clue.edit.replace("\n", " & ")
    if not edit:  # what happens in a line, which need not be a wrong one
        return Told(*head, True, "", symptom, raised, (), clue.look, "", sum(spent))
    return Told(*head, True, "", symptom, raised, clue.lines, clue.look, edit, sum(spent))


def _of_problem(task: tuple[str, int, int]) -> list[Told]:
    name, sample, most = task
    bank = find_bank([])
    found = list(rewritten(bank, name)) if (REWRITTEN / f"{name}.py").exists() else []
    if sample:
        found = random.Random(name).sample(found, min(sample, len(found)))
    found += changed(bank, name, most) if most else ()
    setting = Setting(exercise_of(bank, name), 0)
    with Sandbox() as sandbox:
        return [told(setting, wrong, sandbox) for wrong in found]


def row(kind: str, several: list[Told]) -> tuple[str, bool]:
    """A line of the table, and whether all that was to be reached is."""
    seen = [one for one in several if one.seen]
    near = [one for one in seen if one.near and not one.mistake]
    searched = [one.cpu_s for one in seen if one.cpu_s]
    named = _share(sum(one.right for one in near), len(near))
    word = _share(sum(one.word for one in seen), len(seen))
    wrong = _share(sum(one.wrong for one in seen), len(seen))
    median = statistics.median(searched or [0.0])
    text = (
        f"{kind:10} {len(several):5} {len(seen):5} {len(near):5} {named:7.1%} "
        f"{_share(sum(one.right for one in seen), len(seen)):7.1%} {word:7.1%} {wrong:7.1%} "
        f"{median:6.2f} s"
    )
    return text, named >= NAMED and word >= WORD and wrong <= WRONG and median <= TIME_S


def _share(some: int, all_: int) -> float:
    return some / all_ if all_ else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description="How often the right line is named.")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--sample", type=int, default=0, help="mistakes of a problem; 0: all")
    parser.add_argument("--mutants", type=int, default=10, help="changed answers of a problem")
    parser.add_argument("--show", action="store_true", help="show every program")
    parser.add_argument("problems", nargs="*", help="by default all")
    chosen = parser.parse_args()
    if chosen.jobs < 1 or min(chosen.sample, chosen.mutants) < 0:
        parser.error("--jobs must be at least 1, and the others no less than 0")
    known = list(find_bank([]).names())
    for name in chosen.problems:
        if name not in known:
            parser.error(f"there is no problem {name}")
    tasks = [(name, chosen.sample, chosen.mutants) for name in chosen.problems or known]
    found: dict[str, list[Told]] = {}
    began = time.monotonic()
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for several in pool.map(_of_problem, tasks):
            for one in several:
                found.setdefault(one.kind, []).append(one)
                if chosen.show and one.seen:
                    print(_shown(one), flush=True)
    print(f"{'':10} {'all':>5} {'fail':>5} {'near':>5} {'named':>7} {'of all':>7} ", end="")
    print(f"{'a word':>7} {'wrong':>7} {'median':>8}")
    rows = [row(kind, several) for kind, several in found.items()]
    print("\n".join(text for text, _ in rows))
    print(f"in {time.monotonic() - began:.0f} s")
    return 0 if all(fine for _, fine in rows) else 1


def _shown(one: Told) -> str:
    said = one.mistake or f"{','.join(map(str, one.lines))} {one.look} [{one.edit}]"
    mark = "WRONG" if one.wrong else "right" if one.right else "word" if one.word else "-"
    near = "near" if one.near else "far"
    where = ",".join(map(str, one.truth))
    head = f"{one.problem}/{one.name}"
    symptom = " +symptom" * one.symptom + " +raised" * one.raised
    return f"{mark:5} {near:4} {head} ({where}): {said}{symptom} {one.cpu_s:.2f} s"


if __name__ == "__main__":
    raise SystemExit(main())
