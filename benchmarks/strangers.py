"""How often a program is told of a mistake that it does not make.

Programs that are wrong in ways which no author wrote down: right answers of the bank with something
changed around them or inside, and the answers and mistakes of other exercises that take as many
arguments. What is said of each is held against fresh examples: wherever the program, or the one
that it is said to be, differs from the reference there, the two must agree. Where that is not so,
the word counts as false. The status is 1 if more than one wrong program in a thousand is told
something false.

    python benchmarks/strangers.py [--jobs N] [--most N] [problem ...]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from diagnosis import witness_of

from grader.audit.dry_run import DryRun
from grader.audit.mutants import mutants_of
from grader.exercise.bank import Bank, find_bank
from grader.judge.deviation import deviations
from grader.judge.diagnosis import Diagnosis, diagnose
from grader.judge.grading import quiet
from grader.judge.likeness import akin
from grader.judge.members import Query, ask
from grader.judge.setting import Setting, exercise_of
from grader.model import Call, Program
from grader.sandbox import Sandbox

if TYPE_CHECKING:
    from grader.judge.deviation import Deviations, Replies
    from grader.problem import Problem
    from grader.sandbox import Worker

MOST: Final = 12
"""Of each kind so many programs of a problem are tried."""
SEEDS: Final = (101, 102)
"""The fresh examples."""
AGREE: Final = 0.9
"""The share of those where either is wrong on which the program must be as it is told to be."""
ALLOWED: Final = 1e-3


class Stranger(NamedTuple):
    """A program, of which kind it is, and what was done to it."""

    kind: str
    what: str
    program: Program


class Told(NamedTuple):
    """What was said of a stranger: nothing, something true, or something false; `wrong` tells
    whether it lost anything at all.
    """

    problem: str
    kind: str
    what: str
    wrong: bool
    name: str = ""
    why: str = ""
    agreement: float = 1.0

    @property
    def false(self) -> bool:
        return bool(self.name) and self.agreement < AGREE


def strangers(bank: Bank, name: str, most: int) -> Iterator[Stranger]:
    """Programs that are none of the problem's own mistakes, some of each kind."""
    chance = random.Random(name)
    for kind in (_around, _inside, _others):
        found = list(kind(bank, name))
        yield from chance.sample(found, min(most, len(found)))


def _rights(bank: Bank, name: str) -> list[Program]:
    solution = bank.solution(name)
    assert solution is not None
    return [solution.reference, *(other.program for other in solution.solutions)]


AROUND: Final = {
    "{}: arguments in single precision": "np.asarray(x, np.float32).astype(float)",
    "{}: clipped to 10": "np.clip(x, -10, 10)",
    "{}: clipped to 500": "np.clip(x, -500, 500)",
    "{}: clipped to [1e-7, 1 - 1e-7]": "np.clip(x, 1e-7, 1 - 1e-7)",
    "{}: below 1e-8 are 0": "np.where(np.abs(x) < 1e-8, 0.0, x)",
    "{}: rounded to 4 decimals": "np.round(x, 4)",
    "{}: rounded to 8 decimals": "np.round(x, 8)",
    "{}: 1e-6 is added": "x + 1e-6",
    "{}: one part in a million is added": "x * (1 + 1e-6)",
    "{}: negative ones are 0": "np.maximum(x, 0.0)",
    "{}: no sign": "np.abs(x)",
    "{}: no nan": "np.nan_to_num(x)",
    "{}: wrong if of one row": "x if len(np.atleast_1d(x)) > 1 else x * 1.01",
    "{}: wrong if longer than 3": "x if len(np.atleast_1d(x)) <= 3 else x * 1.01",
    "{}: wrong if negative": "x * 1.01 if np.any(x < 0) else x",
}
"""What is done to every float, or array of floats, that goes in or comes out."""

_WRAPPED: Final = """

def _turned(x):
    if isinstance(x, (list, tuple)) and not hasattr(x, "_fields"):
        return type(x)(map(_turned, x))
    floats = isinstance(x, float) or (isinstance(x, np.ndarray) and x.dtype.kind == "f")
    return {} if floats else x

def _asked(*args, **kwargs):
    {}
"""
_SIDES: Final = {
    "arguments": ("return {}(*map(_turned, args), **{{k: _turned(x) for k, x in kwargs.items()}})"),
    "answers": "return _turned({}(*args, **kwargs))",
}


def _around(bank: Bank, name: str) -> Iterator[Stranger]:
    if len(bank.problem(name).asks) > 1:
        return
    for program in _rights(bank, name):
        ((ask, path),) = program.asks.items()
        for side, code in _SIDES.items():
            for what, done in AROUND.items():
                wrapper = _WRAPPED.format(done, code.format(path))
                source = f"{program.source}\nimport numpy as np\n{wrapper}"
                around = replace(program, source=source, asks={ask: "_asked"})
                yield Stranger("around", what.format(side), around)


def _inside(bank: Bank, name: str) -> Iterator[Stranger]:
    for program in _rights(bank, name):
        if all(path == ask for ask, path in program.asks.items()):
            for mutant in mutants_of(program.source, program.asks):
                what = f"line {mutant.line}: {mutant.name}"
                yield Stranger("inside", what, replace(program, source=mutant.source))


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


@dataclass
class Trial:
    """One problem, its examples and fresh ones."""

    bank: Bank
    name: str
    sandbox: Sandbox
    lent: Worker | None = None
    setting: Setting = field(init=False)
    fresh: list[Setting] = field(init=False)

    def __post_init__(self) -> None:
        exercise = exercise_of(self.bank, self.name)
        self.setting = Setting(exercise, 0)
        self.fresh = [Setting(exercise, seed) for seed in SEEDS]

    def told(self, stranger: Stranger) -> Told:
        """What is said of it, and whether that is so."""
        head = (self.name, stranger.kind, stranger.what)
        with quiet(), self._dry(self.setting, stranger) as run:
            if run.refused:
                return Told(*head, wrong=True)
            witness = witness_of(self.setting, run)
            wrong = not run.passed()
            found = diagnose(self.setting, witness, self.sandbox) if wrong else None
            if found is None:
                return Told(*head, wrong)
            return Told(*head, wrong, found.name, found.why, self._agreement(stranger, found))

    def _dry(self, setting: Setting, stranger: Stranger) -> DryRun:
        return DryRun(setting, stranger.program, self.sandbox, lent=self.lent)

    def _agreement(self, stranger: Stranger, found: Diagnosis) -> float:
        """On which share of fresh examples, where either is wrong, the program is as was told."""
        alike = telling = 0
        for setting in self.fresh:
            own = self._replies(setting, stranger.program)
            said = self._said(setting, found)
            theirs, wrong = (_deviations(setting, one) for one in (own, said))
            for domain, place in theirs.keys() | wrong.keys():
                telling += 1
                right = setting.examples.domains[domain][place].right
                assert right is not None
                both = own[domain][place], said[domain][place]
                alike += akin(setting.problem, right, *both)
        return alike / telling if telling else self._again(stranger, found)

    def _again(self, stranger: Stranger, found: Diagnosis) -> float:
        """On which share of fresh settings the same is said, where examples show nothing."""
        same = 0
        for setting in self.fresh:
            with self._dry(setting, stranger) as run:
                again = diagnose(setting, witness_of(setting, run), self.sandbox)
                same += again is not None and again.name == found.name
        return same / len(self.fresh)

    def _replies(self, setting: Setting, program: Program) -> Replies:
        entry = setting.problem.entry.name
        with self.sandbox.worker(program, setting.limits) as worker:
            return {
                name: worker.answer([Call(entry, example.arguments) for example in some])
                for name, some in setting.examples.domains.items()
            }

    def _said(self, setting: Setting, found: Diagnosis) -> Replies:
        member = found.member
        if member is None:
            solution = setting.exercise.solution
            assert solution is not None
            mistake = next(one for one in solution.mistakes if one.name == found.name)
            return self._replies(setting, mistake.program)
        with self.sandbox.worker(member.family.program, setting.limits) as worker:
            return {
                name: ask(
                    setting.problem,
                    [Query(member.family, member.constant, example) for example in some],
                    worker,
                )
                for name, some in setting.examples.domains.items()
            }


def _deviations(setting: Setting, replies: Any) -> Deviations:
    return deviations(setting.problem, setting.examples.domains, replies)


def told_of(bank: Bank, name: str, sandbox: Sandbox, most: int = MOST) -> Iterator[Told]:
    """What is said of strangers to this problem."""
    first = _rights(bank, name)[0]
    with sandbox.worker(first, bank.problem(name).limits) as worker:
        trial = Trial(bank, name, sandbox, worker)
        for stranger in strangers(bank, name, most):
            yield trial.told(stranger)


def _told(task: tuple[str, int]) -> list[Told]:
    name, most = task
    with Sandbox() as sandbox:
        return list(told_of(find_bank([]), name, sandbox, most))


def main() -> int:
    parser = argparse.ArgumentParser(description="How often a program is told something false.")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--most", type=int, default=MOST, help="programs of each kind and problem")
    parser.add_argument("problems", nargs="*", help="by default all")
    chosen = parser.parse_args()
    if min(chosen.jobs, chosen.most) < 1:
        parser.error("--jobs and --most must be at least 1")
    known = list(find_bank([]).names())
    for name in chosen.problems:
        if name not in known:
            parser.error(f"there is no problem {name}")
    names = chosen.problems or known
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    said: Counter[str] = Counter()
    false: Counter[str] = Counter()
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for found in pool.map(_told, [(name, chosen.most) for name in names]):
            for one in found:
                tried[one.kind] += 1
                wrong[one.kind] += one.wrong
                said[one.kind] += bool(one.name)
                false[one.kind] += one.false
                if one.name:
                    word = "FALSE" if one.false else "true"
                    head = f"{word} ({one.agreement:.2f}) {one.problem}: {one.what}"
                    print(f"{head}: {one.name}: {one.why}", flush=True)
    for kind in tried:
        told = f"{said[kind]} are told something, {false[kind]} something false"
        print(f"{kind}: {tried[kind]} programs, {wrong[kind]} lose points, {told}")
    rate = false.total() / max(1, wrong.total())
    print(
        f"{false.total()} of {wrong.total()} wrong programs are told something false ({rate:.2%})"
    )
    return 0 if rate <= ALLOWED else 1


if __name__ == "__main__":
    raise SystemExit(main())
