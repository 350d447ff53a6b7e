"""The calls that failures are shown by, pasted into a fresh Python: do they give what was said?"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grader.judge.setting import Setting
from grader.judge.trial import Trial
from grader.model import CheckResult, Outcome, Program
from grader.sandbox import Sandbox

ANSWERED = (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True)
class Pasted:
    """One program, and the calls that one of its failures is shown by."""

    problem: str
    mistake: str
    check: str
    source: str
    asks: dict[str, str]
    support: str
    statements: list[str]
    names: list[str]
    gave: list[str]


def failures(setting: Setting, program: Program, sandbox: Sandbox) -> list[CheckResult]:
    """The public checks that a program fails."""
    public = [c for c in setting.problem.checks if not c.hidden and setting.possible(c)]
    with Trial(setting, program, sandbox) as trial:
        setting.prepare()
        trial.public(public)
    return [one for one in trial.results.values() if one.outcome is not Outcome.PASSED]


def pasted(
    setting: Setting, mistake: str, program: Program, found: Sequence[CheckResult]
) -> Iterator[Pasted]:
    """Each failure that shows calls which came to an end, to be pasted."""
    for check in found:
        if check.outcome in ANSWERED and check.calls:
            yield Pasted(
                setting.problem.name, mistake, check.name,
                program.source, dict(program.asks), program.support,
                [one.statement for one in check.calls],
                [one.name for one in check.calls],
                [one.gave for one in check.calls],
            )  # fmt: skip


_FRESH = """
import functools, json, sys, warnings
import numpy as np
from grader.law.showing import show
from grader.program.plainness import plain
from grader.judge.promises import describe
from grader.values.wire import Packed

warnings.simplefilter("ignore")

def tried(asked):
    names = {"__name__": "answer"}
    exec(asked["source"], names)
    def find(path):
        first, *rest = path.split(".")
        return functools.reduce(getattr, rest, names[first])
    own = {name: find(path) for name, path in asked["asks"].items()}
    here = {"__name__": "pasted", "np": np, "functools": functools, **own}
    exec("import numpy\\n" + asked["support"], here)
    for statement, name in zip(asked["statements"], asked["names"]):
        try:
            if name:
                exec(statement, here)
                value = eval(name, here)
            else:
                value = eval(statement, here)
            value = plain(value)
            yield describe(value) if isinstance(value, Packed) else show(value)
        except Exception as error:
            yield f"raises {type(error).__name__}" + (f": {error}" if str(error) else "")

for line in sys.stdin:
    once, again = (list(tried(json.loads(line))) for _ in range(2))
    print(json.dumps([a if a == b else None for a, b in zip(once, again)]), flush=True)
"""


def said(asked: Sequence[Pasted]) -> list[list[str | None]]:
    """What a fresh Python says to these, each in a namespace of its own; None where that is
    something else every time.
    """
    lines = "".join(json.dumps(asdict(one)) + "\n" for one in asked)
    command = [sys.executable, "-W", "ignore", "-c", _FRESH]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(asked), done.stderr[-2_000:]
    return answers


def same(one: str, other: str | None) -> bool:
    """Whether two texts are the same but for rounding, and for where objects lie, or the other is
    left to chance.
    """
    if other is None or one == other:
        return True
    numbers = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
    left, right = (re.sub(r"0x[0-9a-f]+", "", text)[:250] for text in (one, other))
    if numbers.sub("#", left) != numbers.sub("#", right):
        return False
    pairs: Any = zip(numbers.findall(left), numbers.findall(right), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=1e-4, abs_tol=1e-7) for a, b in pairs)
