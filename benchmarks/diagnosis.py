"""How well typical mistakes are recognised in code that their authors never saw.

`tests/data/rewritten/<problem>.py` holds each mistake of the problem once more, written from its
explanation alone, and a right answer: one cell each, a program together with what stands before the
first cell, or after the last line that is a bare `# %%`. Every one is graded; counted are those
that are diagnosed as themselves, as another mistake, and as nothing; then, with the mistake itself
taken out of the list, those where anything is said, since a stranger's mistake should be diagnosed
as none, just as a right answer. The status is 1 if too few are recognised, or a right answer is
wronged.

    python benchmarks/diagnosis.py [--jobs N] [problem ...]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

from grader.audit.dry_run import DryRun
from grader.exercise.bank import Bank, find_bank
from grader.grading.grading import quiet
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import Outcome
from grader.sandbox import Sandbox
from grader.tutor.diagnosis import Witness, diagnose, overheard

REWRITTEN: Final = Path(__file__).parents[1] / "tests" / "data" / "rewritten"
RIGHT: Final = "right"
"""The cell that holds a right answer."""
FULL: Final = 10 - 1e-9
LEAST: Final = 0.95
"""The share of mistakes that must be recognised."""


class Told(NamedTuple):
    """What one rewritten mistake was diagnosed as, and as what without itself in the list."""

    problem: str
    mistake: str
    diagnosed: str
    unknown: str
    score: float

    @property
    def kind(self) -> str:
        if self.mistake == RIGHT:
            return "wronged" if self.diagnosed or self.score < FULL else RIGHT
        if not self.diagnosed:
            return "nothing"
        return "itself" if self.diagnosed == self.mistake else "another"


def programs(problem: str, folder: Path = REWRITTEN) -> dict[str, str]:
    """The sources of a problem's rewritten mistakes, by name."""
    text = (folder / f"{problem}.py").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for part in re.split(r"^# %%\n", text, flags=re.MULTILINE):
        head, *cells = re.split(r"^# %% (\w+)\n", part, flags=re.MULTILINE)
        bodies = zip(cells[::2], cells[1::2], strict=True)
        found |= {name: f"{head}{body}" for name, body in bodies}
    return found


def told_of(bank: Bank, name: str, sandbox: Sandbox, folder: Path = REWRITTEN) -> Iterator[Told]:
    """What is diagnosed for each rewritten mistake of this problem."""
    setting = Setting(exercise_of(bank, name), 0)
    for mistake, source in programs(name, folder).items():
        program = program_of(setting.problem, source)
        with quiet(), DryRun(setting, program, sandbox) as run:
            witness = witness_of(setting, run)
            found = diagnose(setting, witness, sandbox)
            stranger = diagnose(_without(setting, mistake), witness, sandbox)
            score = run.score()
        diagnosed, unknown = (one.name if one is not None else "" for one in (found, stranger))
        yield Told(name, mistake, diagnosed, unknown, score)


def witness_of(setting: Setting, run: DryRun, *, hidden: bool = True) -> Witness:
    """What a whole trial finds out, or its public part, but for the search for smaller examples."""
    wrong = (Outcome.FAILED, Outcome.ERRORED)
    checks = [check for check in setting.problem.checks if hidden or not check.hidden]
    failed = [check for check in checks if run.outcome(check.name) in wrong]
    broken = [check for check in failed if check.kind in ("holds", "python")]
    evidence = {one.domain.name: one for check in checks for one in run.over(check)}
    asked = {c.name: overheard(setting, c, evidence, run.worker) for c in broken}
    return Witness(evidence, broken, asked, run.worker, hidden=hidden)


def _without(setting: Setting, mistake: str) -> Setting:
    """The same setting, with its examples and replies, where this mistake was never thought of."""
    solution = setting.exercise.solution
    assert solution is not None
    others = tuple(one for one in solution.mistakes if one.name != mistake)
    exercise = replace(setting.exercise, solution=replace(solution, mistakes=others))
    return Setting(
        exercise, setting.seed, None, setting.mistaken, setting.deviations, setting.patterns
    )


def _told(name: str) -> list[Told]:
    with Sandbox() as sandbox:
        return list(told_of(find_bank([]), name, sandbox))


def _shown(one: Told) -> str:
    said = f"{one.diagnosed or 'nothing'} ({one.score:g} points)"
    also = f"; without itself: {one.unknown}" if one.unknown and one.mistake != RIGHT else ""
    return f"{one.problem}/{one.mistake}: {said}{also}"


def main() -> int:
    parser = argparse.ArgumentParser(description="How many rewritten mistakes are recognised.")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("problems", nargs="*", help="by default all")
    chosen = parser.parse_args()
    known = sorted(path.stem for path in REWRITTEN.glob("*.py"))
    if chosen.jobs < 1:
        parser.error(f"--jobs must be at least 1, not {chosen.jobs}")
    for name in chosen.problems:
        if name not in known:
            parser.error(f"there are no rewritten mistakes of {name}")
    names = chosen.problems or known
    kinds: Counter[str] = Counter()
    strangers = 0
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for told in pool.map(_told, names):
            for one in told:
                kinds[one.kind] += 1
                strangers += bool(one.unknown) and one.mistake != RIGHT
                if one.kind not in ("itself", RIGHT) or one.unknown:
                    print(_shown(one), flush=True)
    total = kinds["itself"] + kinds["another"] + kinds["nothing"]
    share = kinds["itself"] / total
    print(f"{total} rewritten mistakes: {kinds['itself']} ({share:.1%}) diagnosed as themselves,")
    print(f"{kinds['another']} as another, {kinds['nothing']} as nothing;")
    print(f"with the mistake itself unknown, something is said of {strangers};")
    print(f"{kinds[RIGHT] + kinds['wronged']} right answers, {kinds['wronged']} wronged")
    return 0 if share >= LEAST and not kinds["wronged"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
