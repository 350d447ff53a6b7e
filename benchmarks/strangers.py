"""How often a program is told of a mistake that it does not make.

Programs that are wrong in ways which no author of the exercise wrote down: right answers with
something changed around them, in their numbers, or at one place inside, and the answers and
mistakes of other exercises that take as many arguments. Every word counts that is said of one: to
its student, to the instructor, and what the symptoms of its answers are. Each is held against fresh
examples. Of a mistake: wherever the program, or the one that it is said to be, differs from the
reference there, the two must agree. Of a symptom: it must be the same there. Where that is not so,
the word is false. The status is 1 if more than one wrong program in a thousand is told something
false.

    python benchmarks/strangers.py [--most N] [--seed N] [--students] [--out FILE] [problem ...]

With a file, what was found is kept there, a line for each program, and problems that have lines in
it are not tried again.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from diagnosis import witness_of
from wrong import Stranger, strangers

from grader.audit.dry_run import DryRun
from grader.audit.mutation_test import few_seconds
from grader.exercise.bank import Bank, find_bank
from grader.grading.grading import quiet
from grader.judge import symptom
from grader.judge.checks import PASSED
from grader.judge.deviation import deviations
from grader.judge.likeness import akin
from grader.judge.setting import Setting, exercise_of
from grader.model import Call, Outcome, Program
from grader.problem import PROMISE, PURITY, WHOLE
from grader.sandbox import Sandbox
from grader.tutor.asker import Asker
from grader.tutor.diagnosis import Diagnosis, diagnose
from grader.tutor.family import Query

if TYPE_CHECKING:
    from grader.judge.deviation import Deviations, Replies

MOST: Final = 4
"""Of each kind so many programs of a problem are tried."""
FRESH: Final = {101: 24, 102: 24}
"""The seeds of the fresh examples, and how many of each domain are drawn."""
AGREE: Final = 0.9
"""The share of those where either is wrong on which the program must be as it is told to be."""
ALLOWED: Final = 1e-3
WHOM: Final = ("student", "instructor")
"""Who is told: by public examples alone, or by all."""


@dataclass(frozen=True)
class Word:
    """What was said to `whom`, by which name, and on which share of fresh examples it is so."""

    whom: str
    name: str
    text: str
    agreement: float

    @property
    def false(self) -> bool:
        return self.agreement < AGREE


@dataclass(frozen=True)
class Told:
    """What was said of a stranger to this problem; `wrong` tells whether it lost anything."""

    problem: str
    kind: str
    what: str
    wrong: bool
    words: tuple[Word, ...] = ()

    @property
    def false(self) -> bool:
        return any(word.false for word in self.words)


# Words --------------------------------------------------------------------------------------------


@dataclass
class Trial:
    """One problem, its examples and fresh ones."""

    bank: Bank
    name: str
    sandbox: Sandbox
    whom: tuple[str, ...] = WHOM
    setting: Setting = field(init=False)
    fresh: list[Setting] = field(init=False)
    known: dict[tuple[int, str], Replies] = field(default_factory=dict)
    """What mistakes answer to fresh examples."""

    def __post_init__(self) -> None:
        exercise = exercise_of(self.bank, self.name)
        self.setting = Setting(exercise, 0)
        self.fresh = [Setting(exercise, seed, most=most) for seed, most in FRESH.items()]

    def told(self, stranger: Stranger) -> Told:
        """What is said of it, and whether that is so."""
        head = (self.name, stranger.kind, stranger.what)
        with quiet():
            found: list[tuple[str, Diagnosis]] = []
            with self._dry(self.setting, stranger) as run:
                if run.refused:
                    return Told(*head, wrong=True)
                if self._passed(self.setting, run, self.whom[-1]):
                    return Told(*head, wrong=False)
                lines = _symptoms(self.setting, run)
                for whom in self.whom:
                    if one := self._diagnosed(self.setting, run, whom):
                        found += [(whom, one)]
            different = {one.name: one for _, one in found}
            shares = {name: self._agreement(stranger, one) for name, one in different.items()}
            words = [Word(whom, one.name, one.why, shares[one.name]) for whom, one in found]
            words += self._lines(stranger, lines)
        return Told(*head, wrong=True, words=tuple(words))

    def _dry(self, setting: Setting, stranger: Stranger) -> DryRun:
        return DryRun(setting, stranger.program, self.sandbox, few_seconds(setting))

    def _passed(self, setting: Setting, run: DryRun, whom: str) -> bool:
        several = [c.name for c in setting.problem.checks if whom == WHOM[-1] or not c.hidden]
        return all(
            run.outcome(name) is Outcome.PASSED for name in (PROMISE, PURITY, WHOLE, *several)
        )

    def _diagnosed(self, setting: Setting, run: DryRun, whom: str) -> Diagnosis | None:
        if self._passed(setting, run, whom):
            return None
        witness = witness_of(setting, run, hidden=whom == WHOM[-1])
        return diagnose(setting, witness, self.sandbox)

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
                again = self._diagnosed(setting, run, self.whom[-1])
                same += again is not None and again.name == found.name
        return same / len(self.fresh)

    def _replies(self, setting: Setting, program: Program) -> Replies:
        entry = setting.problem.entry.name
        with self.sandbox.worker(program, few_seconds(setting)) as worker:
            return {
                name: worker.answer([Call(entry, example.arguments) for example in some])
                for name, some in setting.examples.domains.items()
            }

    def _said(self, setting: Setting, found: Diagnosis) -> Replies:
        member = found.member
        if member is None:
            if (setting.seed, found.name) not in self.known:
                solution = setting.exercise.solution
                assert solution is not None
                mistake = next(one for one in solution.mistakes if one.name == found.name)
                self.known[setting.seed, found.name] = self._replies(setting, mistake.program)
            return self.known[setting.seed, found.name]
        with Asker(setting, self.sandbox) as asker:
            return {
                name: asker.replies(
                    [Query(member.family, member.constant, example) for example in some]
                )
                for name, some in setting.examples.domains.items()
            }

    def _lines(self, stranger: Stranger, lines: Mapping[str, str]) -> Iterator[Word]:
        """Each symptom, and on which share of the fresh settings that show one it is the same."""
        if not lines:
            return
        several = []
        for setting in self.fresh:
            with self._dry(setting, stranger) as run:
                several.append(_symptoms(setting, run, lines))
        for check, line in lines.items():
            wrong = [one[check] for one in several if check in one]
            shown = [*filter(None, wrong)] or wrong
            same = sum(_kind(one) == _kind(line) for one in shown)
            yield Word("anybody", check, line, same / len(shown) if shown else 1.0)


def _symptoms(
    setting: Setting, run: DryRun, asked: Iterable[str] | None = None
) -> Mapping[str, str]:
    """What is said of how answers differ, by public check; of those `asked`, empty lines too."""
    found = {}
    checks = [one for one in setting.problem.checks if one.kind == "agrees" and not one.hidden]
    for check in checks:
        if asked is not None and check.name not in asked:
            continue
        evidence = run.over(check)
        if any(one.promise is not PASSED for one in evidence):
            continue
        if run.outcome(check.name) is Outcome.PASSED:
            continue
        cases = [case for one in evidence for case in one.ready]
        line = symptom.explained(setting.problem, check, cases, getattr(run.worker, "output", ""))
        if line or asked is not None:
            found[check.name] = line
    return found


def _kind(line: str) -> str:
    """A symptom but for how many digits are right."""
    return re.sub(r"about \w+ digits", "about so many digits", line)


def _deviations(setting: Setting, replies: Any) -> Deviations:
    return deviations(setting.problem, setting.examples.domains, replies)


# All of them --------------------------------------------------------------------------------------


def told_of(
    bank: Bank,
    name: str,
    sandbox: Sandbox,
    most: int = MOST,
    seed: int = 0,
    whom: tuple[str, ...] = WHOM,
) -> Iterator[Told]:
    """What is said of strangers to this problem."""
    trial = Trial(bank, name, sandbox, whom)
    for stranger in strangers(bank, name, most, seed):
        yield trial.told(stranger)


@functools.cache
def _bank() -> Bank:
    return find_bank([])  # read once by each process


def _told(name: str, *how: Any) -> list[Told]:
    with Sandbox() as sandbox:
        return list(told_of(_bank(), name, sandbox, *how))


def kept(file: Path) -> list[Told]:
    """What was found before, as it was kept."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = [json.loads(line) for line in lines]
    return [Told(**{**one, "words": tuple(Word(**word) for word in one["words"])}) for one in found]


def measured(
    names: Iterable[str], heard: Callable[[list[Told]], None], jobs: int, *how: Any
) -> None:
    """Tries all of these problems, as `told_of` is told how; `heard` hears of each once done."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_told, name, *how) for name in names]):
            heard(done.result())


def summary(found: Iterable[Told]) -> tuple[list[str], float]:
    """The counts in words, and which share of wrong programs is told something false."""
    tried, wrong, said, false = (Counter[str]() for _ in range(4))
    for one in found:
        tried[one.kind] += 1
        wrong[one.kind] += one.wrong
        said[one.kind] += bool(one.words)
        false[one.kind] += one.false
    lines = [
        f"{kind}: {tried[kind]} programs, {wrong[kind]} lose points, {said[kind]} are told"
        f" something, {false[kind]} something false"
        for kind in tried
    ]
    rate = false.total() / max(1, wrong.total())
    return [
        *lines,
        f"{false.total()} of {wrong.total()} wrong programs are told something false ({rate:.2%})",
    ], rate


def main() -> int:
    parser = argparse.ArgumentParser(description="How often a program is told something false.")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--most", type=int, default=MOST, help="programs of each kind and problem")
    parser.add_argument("--seed", type=int, default=0, help="which programs are chosen")
    parser.add_argument("--students", action="store_true", help="only what students are told")
    parser.add_argument("--out", type=Path, help="a file to keep what is found, and go on from")
    parser.add_argument("problems", nargs="*", help="by default all")
    chosen = parser.parse_args()
    if min(chosen.jobs, chosen.most) < 1:
        parser.error("--jobs and --most must be at least 1")
    known = list(find_bank([]).names())
    for name in chosen.problems:
        if name not in known:
            parser.error(f"there is no problem {name}")
    found = kept(chosen.out) if chosen.out else []
    before = {one.problem for one in found}
    names = [name for name in chosen.problems or known if name not in before]
    random.Random(chosen.seed).shuffle(names)  # so that a part of them tells of all

    def heard(several: list[Told]) -> None:
        found.extend(several)
        if chosen.out:
            with chosen.out.open("a", encoding="utf-8") as file:
                file.writelines(f"{json.dumps(asdict(one))}\n" for one in several)
        for one in several:
            for word in one.words:
                so = "FALSE" if word.false else "true"
                head = f"{so} ({word.agreement:.2f}) {one.problem}: {one.kind}: {one.what}"
                print(f"{head}: to {word.whom}: {word.name}: {word.text}", flush=True)

    whom = WHOM[:1] if chosen.students else WHOM
    measured(names, heard, chosen.jobs, chosen.most, chosen.seed, whom)
    lines, rate = summary(found)
    print(*lines, sep="\n")
    return 0 if rate <= ALLOWED else 1


if __name__ == "__main__":
    raise SystemExit(main())
