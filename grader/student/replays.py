"""The inputs that failures were found on, by short names: in the workspace, or in the cache."""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from grader.cache import Cache, key
from grader.errors import SubmissionError, UsageError
from grader.student.workspace import STATE
from grader.submission.intake import read_regular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.model import CheckResult, ProblemResult
    from grader.student.workspace import Workspace

FILE: Final = "replays.json"
MOST: Final = 200
"""So many are kept, the latest."""

SHORTEST: Final = 4
_IN_CACHE: Final = 8
_MOST_BYTES: Final = 1 << 24


def kept(workspace: Workspace, result: ProblemResult) -> ProblemResult:
    """The result with short names for its failing inputs, which are kept; as it was where nothing
    can be kept.
    """
    if not any(check.replay for check in result.checks):
        return result
    try:
        keep = _in_workspace if workspace.exists else _in_cache
        names = keep(workspace, result.name, [_text(check) for check in result.checks])
    except UsageError:  # it can still be asked for in full
        return result
    commands = [f"grader check {result.name} --replay {name}" for name in names]
    pairs = zip(result.checks, commands, strict=True)
    checks = (replace(one, replay=command) if one.replay else one for one, command in pairs)
    return replace(result, checks=tuple(checks))


def _text(check: CheckResult) -> str:
    return json.dumps(check.example) if check.replay else ""


def _in_workspace(workspace: Workspace, problem: str, texts: Sequence[str]) -> list[str]:
    """The names by which the workspace keeps these inputs; empty for those that are none."""
    known = _read(workspace)
    names = [_name(problem, text, known) if text else "" for text in texts]
    for name, text in zip(names, texts, strict=True):
        if text:
            known.pop(name, None)
            known[name] = [problem, text]
    latest = dict(list(known.items())[-MOST:])
    workspace.write(workspace.root / STATE / FILE, json.dumps(latest) + "\n")
    return names


def _in_cache(_: Workspace, problem: str, texts: Sequence[str]) -> list[str]:
    """The same where there is no workspace."""
    cache = Cache()
    if cache.root is None:
        raise UsageError("nothing can be kept")
    names = [_whole(problem, text)[:_IN_CACHE] if text else "" for text in texts]
    for name, text in zip(names, texts, strict=True):
        cache.put(_key(problem, name), text.encode())
    return names


def _key(problem: str, name: str) -> str:
    return key("replay", problem, name)


def found(workspace: Workspace, name: str, problem: str) -> str:
    """The input of that name, as JSON; `UsageError` if none for the problem is kept."""
    if (cached := Cache().get(_key(problem, name))) is not None:
        return cached.decode()
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
    whole = _whole(problem, text)
    lengths = range(SHORTEST, len(whole) + 1)
    mine = [problem, text]
    return next(whole[:n] for n in lengths if known.get(whole[:n], mine) == mine)


def _whole(problem: str, text: str) -> str:
    return hashlib.sha256(f"{problem}\0{text}".encode()).hexdigest()


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
