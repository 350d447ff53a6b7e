"""How many of the typical mistakes a handout names, and how much room that takes.

For every exercise its recording is made as a release makes it, written and read again. Then each
mistake answers the public examples, as a student's copy asks them, and is diagnosed by the
recording alone. Counted are those that are told as themselves, as another mistake, and as nothing,
apart from those that only a hidden check catches, and those whose words hold a piece of the
reference, which are kept back.

    python benchmarks/handout.py [--out FILE] [problem ...]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course.recorder import gives_away, recorded
from grader.exercise.bank import find_bank
from grader.grading.grading import quiet
from grader.judge.recording import parsed, written
from grader.judge.setting import Exercise, Setting, exercise_of
from grader.sandbox import Sandbox
from grader.student.check import SEED
from grader.tutor.diagnosis import told_by_recording
from grader.tutor.mistaken import mistake_replies

if TYPE_CHECKING:
    from collections.abc import Collection

    from grader.judge.deviation import Replies
    from grader.model import Reply


def main() -> int:
    """Prints the counts; the exit status is always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems", nargs="*")
    parser.add_argument("--out", type=Path, help="a line of JSON for each exercise")
    asked = parser.parse_args()
    bank = find_bank()
    total: Counter[str] = Counter()
    with quiet(), Sandbox() as sandbox:
        for name in asked.problems or bank.names():
            counts = measured(Setting(exercise_of(bank, name), SEED), sandbox)
            total.update(counts)
            if asked.out:
                with asked.out.open("a") as stream:
                    stream.write(json.dumps({"problem": name, **counts}) + "\n")
    for what, count in sorted(total.items()):
        print(f"{what:>16}  {count}")
    return 0


def measured(setting: Setting, sandbox: Sandbox) -> dict[str, int]:
    """The counts of one exercise."""
    solution = setting.exercise.solution
    assert solution is not None
    recording = recorded(setting, sandbox)
    counts: Counter[str] = Counter(mistakes=len(solution.mistakes))
    if recording is None:
        return dict(counts)
    content = written(recording)
    counts["bytes"] = len(content)
    handout = Setting(Exercise(setting.problem, recording=parsed(content, "")), SEED)
    public = {name for check in setting.problem.checks if not check.hidden for name in check.over}
    hidden = {check.name for check in setting.problem.checks if check.hidden}
    for mistake in solution.mistakes:
        replies = mistake_replies(setting, mistake, sandbox)
        found = told_by_recording(handout, _asked(replies, public, setting, handout))
        if found is not None:
            counts["itself" if found.why == mistake.why else "another"] += 1
        elif mistake.caught_by in hidden:
            counts["hidden"] += 1
        elif gives_away(mistake.why, solution.reference.source):
            counts["kept back"] += 1
        else:
            counts["nothing"] += 1
    return dict(counts)


def _asked(
    replies: Replies, public: Collection[str], setting: Setting, handout: Setting
) -> dict[str, list[Reply]]:
    """Of these replies those to what a copy asks, which lacks the longest examples."""
    found = {}
    for name in public:
        known = {(one.values, one.arguments) for one in handout.examples.domains[name]}
        every = zip(replies[name], setting.examples.domains[name], strict=True)
        found[name] = [reply for reply, one in every if (one.values, one.arguments) in known]
    return found


if __name__ == "__main__":
    sys.exit(main())
