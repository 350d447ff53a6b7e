"""How well typical mistakes are recognised in code that their authors never saw.

`tests/rewritten/<problem>/<mistake>.py` holds each mistake once more, written from its explanation
alone. Every one is graded; counted are those that are diagnosed as themselves, as another mistake,
and as nothing; then, with the mistake itself taken out of the list, those where anything is said,
since a stranger's mistake should be diagnosed as none.

    python benchmarks/diagnosis.py [problem ...]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from grader.auditing.hearing import Hearing
from grader.bank import Bank, find_bank
from grader.grading import quiet
from grader.judge.diagnosis import Witness, diagnose, overheard
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import Outcome
from grader.sandbox import Sandbox

REWRITTEN = Path(__file__).parents[1] / "tests" / "rewritten"


class Told(NamedTuple):
    """What one rewritten mistake was diagnosed as, and as what without itself in the list."""

    problem: str
    mistake: str
    diagnosed: str
    unknown: str
    score: float

    @property
    def kind(self) -> str:
        if not self.diagnosed:
            return "nothing"
        return "itself" if self.diagnosed == self.mistake else "another"


def told_of(bank: Bank, name: str, sandbox: Sandbox, folder: Path = REWRITTEN) -> Iterator[Told]:
    """What is diagnosed for each rewritten mistake of this problem."""
    setting = Setting(exercise_of(bank, name), 0)
    for file in sorted((folder / name).glob("*.py")):
        program = program_of(setting.problem, file.read_text())
        with quiet(), Hearing(setting, program, sandbox) as hearing:
            witness = _witness(setting, hearing)
            found = diagnose(setting, witness, sandbox)
            stranger = diagnose(_without(setting, file.stem), witness, sandbox)
            score = hearing.score()
        diagnosed, unknown = (one.name if one is not None else "" for one in (found, stranger))
        yield Told(name, file.stem, diagnosed, unknown, score)


def _witness(setting: Setting, hearing: Hearing) -> Witness:
    """What a whole trial finds out, but for the search for smaller examples."""
    wrong = (Outcome.FAILED, Outcome.ERRORED)
    checks = setting.problem.checks
    failed = [check for check in checks if hearing.outcome(check.name) in wrong]
    broken = [check for check in failed if check.kind in ("holds", "python")]
    evidence = {one.domain.name: one for check in checks for one in hearing.over(check)}
    asked = {c.name: overheard(setting, c, evidence, hearing.worker) for c in broken}
    return Witness(evidence, broken, asked, hearing.worker, hidden=True)


def _without(setting: Setting, mistake: str) -> Setting:
    """The same setting, with its examples and replies, where this mistake was never thought of."""
    solution = setting.exercise.solution
    assert solution is not None
    others = tuple(one for one in solution.mistakes if one.name != mistake)
    exercise = replace(setting.exercise, solution=replace(solution, mistakes=others))
    return Setting(exercise, setting.seed, None, setting.mistaken, setting.patterns)


def main(names: list[str]) -> None:
    bank = find_bank([])
    kinds: Counter[str] = Counter()
    strangers = 0
    with Sandbox() as sandbox:
        for name in names or sorted(path.name for path in REWRITTEN.iterdir()):
            for one in told_of(bank, name, sandbox):
                kinds[one.kind] += 1
                strangers += bool(one.unknown)
                if one.kind != "itself" or one.unknown:
                    said = f"{one.diagnosed or 'nothing'} ({one.score:g} points)"
                    also = f"; without itself: {one.unknown}" if one.unknown else ""
                    print(f"{one.problem}/{one.mistake}: {said}{also}", flush=True)
    total = kinds.total()
    print(
        f"{total} rewritten mistakes: {kinds['itself']} ({kinds['itself'] / total:.1%}) diagnosed"
    )
    print(f"as themselves, {kinds['another']} as another, {kinds['nothing']} as nothing;")
    print(f"with the mistake itself unknown, something is said of {strangers}")


if __name__ == "__main__":
    main(sys.argv[1:])
