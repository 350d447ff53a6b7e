"""The inputs that failures were found on, kept in the workspace by a short name."""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from grader.errors import SubmissionError, UsageError
from grader.student.workspace import STATE
from grader.submission.intake import read_regular

if TYPE_CHECKING:
    from grader.model import CheckResult, ProblemResult
    from grader.student.workspace import Workspace

FILE: Final = "replays.json"
MOST: Final = 200
"""So many are kept, the latest."""

SHORTEST: Final = 4
_MOST_BYTES: Final = 1 << 24


def kept(workspace: Workspace, result: ProblemResult) -> ProblemResult:
    """The result with short names for its failing inputs, which the workspace keeps; as it was
    where there is none.
    """
    if not workspace.exists or not any(check.replay for check in result.checks):
        return result
    known = _read(workspace)

    def named(check: CheckResult) -> CheckResult:
        if not check.replay:
            return check
        text = json.dumps(check.example)
        name = _name(result.name, text, known)
        known.pop(name, None)
        known[name] = [result.name, text]
        return replace(check, replay=f"grader check {result.name} --replay {name}")

    checks = tuple(map(named, result.checks))
    latest = dict(list(known.items())[-MOST:])
    try:
        workspace.write(workspace.root / STATE / FILE, json.dumps(latest) + "\n")
    except UsageError:  # it can still be asked for in full
        return result
    return replace(result, checks=checks)


def found(workspace: Workspace, name: str, problem: str) -> str:
    """The input of that name, as JSON; `UsageError` if the workspace has none for the problem."""
    belongs, text = _read(workspace).get(name, ("", ""))
    if belongs == problem:
        return text
    if belongs:
        other = f"grader check {shlex.quote(belongs)} --replay {name}"
        raise UsageError(f"{name} is an input of {belongs}, not of {problem}", other)
    hint = f"grader check {problem} names the inputs on which it fails"
    raise UsageError(f"there is no input {name} here", hint)


def _name(problem: str, text: str, known: dict[str, list[str]]) -> str:
    """A short name that no other input has."""
    whole = hashlib.sha256(f"{problem}\0{text}".encode()).hexdigest()
    lengths = range(SHORTEST, len(whole) + 1)
    mine = [problem, text]
    return next(whole[:n] for n in lengths if known.get(whole[:n], mine) == mine)


def _read(workspace: Workspace) -> dict[str, list[str]]:
    """What is kept; a file that cannot be read, or was edited badly, counts for nothing."""
    path = workspace.root / STATE / FILE
    try:
        data: Any = json.loads(read_regular(path, _MOST_BYTES, str(path)))
    except (SubmissionError, ValueError, RecursionError):
        return {}
    good = data.items() if isinstance(data, dict) else ()
    return {str(name): pair for name, pair in good if _is_pair(pair)}


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
