"""How often a wrong program is told where it is wrong, and how often that is so.

Two kinds of programs whose faulty lines are known. The rewritten mistakes of
`tests/data/rewritten`, each with that mistake taken off the list: what differs from the right
answer beside it, or from the closest of the bank's, is wrong; where something is missing, the lines
around the gap are. And right answers of the bank with one thing changed, as the audit changes them:
the changed line is wrong.

Counted are programs that fail a public check, as nothing is told of others. `near` are those that
differ from the right answer in one or two places, of a few tokens each; lines are named of those
that no other mistake explains. Where a line is told that does not differ, the edit that was found
there is made, and the program judged whole, hidden checks included: if it is right then, that is
`another` line which mends it, and no wrong one. A word is anything true that narrows down what is
wrong: a mistake, a kind of difference, a line, that of an exception, or what is said where no line
is found. The status is 1 if fewer are told than should be, or more are misled than may be.

A sample is taken at random of each problem, and a larger one holds the smaller. With `--out` what
was found is kept, a line for each program, and what is there is not measured again; so a run that
was stopped, by itself after so many seconds of `--cpu`, goes on.

    python benchmarks/lines.py [--jobs N] [--sample N] [--mutants N] [--seed N] [--near]
        [--show] [--out FILE] [--cpu S] [problem ...]
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import json
import os
import random
import statistics
import time
import tokenize
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from diagnosis import REWRITTEN, RIGHT, programs

from grader.audit.mutants import essence, mutants_of
from grader.edits.backwards import edits
from grader.edits.change import Change
from grader.edits.surroundings import Surroundings
from grader.exercise.bank import Bank, find_bank
from grader.grading.grading import diagnosed, quiet, try_program
from grader.judge.budget import SEARCH_S
from grader.judge.setting import Setting, exercise_of, program_of
from grader.judge.trial import Trial
from grader.model import Clue, Outcome, Program, Refused
from grader.program.variants import texts_of
from grader.sandbox import Sandbox
from grader.tutor.repair import clue_of

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
    another: bool = False

    @property
    def right(self) -> bool:
        return bool(set(self.lines) & set(self.truth))

    @property
    def wrong(self) -> bool:
        return bool(self.lines) and not self.right and not self.another

    @property
    def word(self) -> bool:
        said = self.mistake or self.symptom or self.raised or self.right or self.another
        return bool(said or (self.look and not self.wrong))


def rewritten(bank: Bank, name: str) -> Iterator[Wrong]:
    """The rewritten mistakes of a problem, each held against the right answer that is closest."""
    found = programs(name)
    right = found.pop(RIGHT, None)
    others = (
        [right]
        if right is not None
        else [essence(p.source, p.asks.values()) for p in _right(bank, name)]
    )
    for mistake, source in found.items():
        program = program_of(bank.problem(name), source)
        lines, near = min((difference(source, other) for other in others), key=_size)
        yield Wrong("rewritten", name, mistake, program, frozenset(lines), near)


def _right(bank: Bank, name: str) -> list[Program]:
    """The reference, and the other solutions."""
    solution = bank.solution(name)
    assert solution is not None
    return [solution.reference, *(one.program for one in solution.solutions)]


def _size(found: tuple[set[int], bool]) -> tuple[bool, int]:
    lines, near = found
    return not near, len(lines)


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


def changed(bank: Bank, name: str, most: int, seed: int) -> Iterator[Wrong]:
    """Right answers of a problem with one thing changed, some of them."""
    found = [
        (program, mutant)
        for program in _right(bank, name)
        for mutant in mutants_of(program.source, program.asks.values())
    ]
    random.Random(f"{name} {seed}").shuffle(found)
    for program, mutant in found[:most]:
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
    found = Told(*head, True, "", symptom, raised, clue.lines, clue.look, edit, sum(spent))
    if not found.wrong:
        return found
    mended = (
        try_program(setting, program, sandbox=sandbox) for program in edited(wrong.program, clue)
    )
    return found._replace(another=any(one.outcome is Outcome.PASSED for one in mended))


def edited(program: Program, clue: Clue) -> Iterator[Program]:
    """The program with the edits that a clue tells made, in each place that may be meant."""

    def changes() -> tuple[Surroundings, list[Change]]:
        around = Surroundings(ast.parse(program.source))
        found = edits(around, tuple(program.asks.values()))
        return around, [one.change for one in found if one.change.place in clue.lines]

    texts = [" → ".join(texts_of(change)) for change in changes()[1]]

    def readings(text: str) -> Iterator[tuple[int, ...]]:
        for number, own in enumerate(texts):
            if text == own:
                yield (number,)
            elif text.startswith(f"{own}\n"):
                yield from ((number, *rest) for rest in readings(text[len(own) + 1 :]))

    for numbers in readings(clue.edit):
        around, several = changes()
        for number in numbers:
            change = several[number]
            new = [*change.new] if isinstance(change.new, tuple) else change.new
            around.places[id(change.node)].put(new)
        tree = ast.fix_missing_locations(around.tree)
        yield replace(program, source=ast.unparse(tree), asks=dict(program.asks))


class Task(NamedTuple):
    """Which programs of a problem are measured: how many, and but for those that were."""

    problem: str
    sample: int
    mutants: int
    seed: int
    near: bool
    done: frozenset[tuple[str, str]]


def _of_problem(task: Task) -> tuple[list[Told], float]:
    """What its programs are told, and the CPU time that this took."""
    name = task.problem
    bank = find_bank([])
    found = list(rewritten(bank, name)) if (REWRITTEN / f"{name}.py").exists() else []
    random.Random(f"{name} {task.seed}").shuffle(found)
    found = [one for one in found if one.near or not task.near][: task.sample or None]
    found += changed(bank, name, task.mutants, task.seed) if task.mutants else ()
    found = [one for one in found if (one.kind, one.name) not in task.done]
    if not found:
        return [], 0.0
    before_s = _cpu_s()
    setting = Setting(exercise_of(bank, name), 0)
    with Sandbox() as sandbox:
        several = [told(setting, wrong, sandbox) for wrong in found]
    return several, _cpu_s() - before_s


def _cpu_s() -> float:
    return sum(os.times()[:4])


def _kept(path: Path) -> list[Told]:
    """What was found before; a line that was not finished is none."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.endswith("\n")]
    return [
        Told(**row | {"truth": tuple(row["truth"]), "lines": tuple(row["lines"])}) for row in rows
    ]


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
    parser.add_argument("--seed", type=int, default=0, help="which ones a sample takes")
    parser.add_argument("--near", action="store_true", help="rewritten mistakes that are near only")
    parser.add_argument("--out", type=Path, help="where what was found is kept")
    parser.add_argument("--cpu", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--show", action="store_true", help="show every program")
    parser.add_argument("problems", nargs="*", help="by default all")
    chosen = parser.parse_args()
    if chosen.jobs < 1 or min(chosen.sample, chosen.mutants) < 0:
        parser.error("--jobs must be at least 1, and the others no less than 0")
    known = list(find_bank([]).names())
    for name in chosen.problems:
        if name not in known:
            parser.error(f"there is no problem {name}")
    names = chosen.problems or known
    kept = [one for one in (_kept(chosen.out) if chosen.out else ()) if one.problem in names]
    done: dict[str, set[tuple[str, str]]] = {}
    found: dict[str, list[Told]] = {}
    for one in kept:
        done.setdefault(one.problem, set()).add((one.kind, one.name))
        found.setdefault(one.kind, []).append(one)
    which = (chosen.sample, chosen.mutants, chosen.seed, chosen.near)
    tasks = [Task(name, *which, frozenset(done.get(name, ()))) for name in names]
    random.Random(chosen.seed).shuffle(tasks)
    began, spent_s = time.monotonic(), 0.0
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for several, cpu_s in pool.map(_of_problem, tasks):
            spent_s += cpu_s
            for one in several:
                found.setdefault(one.kind, []).append(one)
                if chosen.show and one.seen:
                    print(_shown(one), flush=True)
            if chosen.out:
                with chosen.out.open("a", encoding="utf-8") as stream:
                    stream.writelines(json.dumps(one._asdict()) + "\n" for one in several)
            if spent_s > chosen.cpu:
                pool.shutdown(wait=False, cancel_futures=True)
                break
    print(f"{'':10} {'all':>5} {'fail':>5} {'near':>5} {'named':>7} {'of all':>7} ", end="")
    print(f"{'a word':>7} {'wrong':>7} {'median':>8}")
    rows = [row(kind, several) for kind, several in found.items()]
    print("\n".join(text for text, _ in rows))
    print(f"in {time.monotonic() - began:.0f} s")
    return 0 if all(fine for _, fine in rows) else 1


def _shown(one: Told) -> str:
    said = one.mistake or f"{','.join(map(str, one.lines))} {one.look} [{one.edit}]"
    mark = "WRONG" if one.wrong else "right" if one.right else "word" if one.word else "-"
    mark = "other" if one.another else mark
    near = "near" if one.near else "far"
    where = ",".join(map(str, one.truth))
    head = f"{one.problem}/{one.name}"
    symptom = " +symptom" * one.symptom + " +raised" * one.raised
    return f"{mark:5} {near:4} {head} ({where}): {said}{symptom} {one.cpu_s:.2f} s"


if __name__ == "__main__":
    raise SystemExit(main())
