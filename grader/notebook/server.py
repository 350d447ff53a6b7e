"""Answers `%check` and `%hint`: requests on standard input, and what to show on standard output.

It runs beside the student's kernel and not in it, so that no code of the student's ever meets a
reference, a law or a score. A request, from `grader.notebook.magics`, and its reply are one line of
JSON each.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TextIO

from grader import interpreter
from grader.errors import Fault, GraderError, UsageError
from grader.exercise.bank import find_bank
from grader.grading.answering import Judge
from grader.model import CheckResult, Outcome, ProblemResult
from grader.problem import Problem
from grader.reports import cell, terminal, views
from grader.sandbox import Sandbox
from grader.student import check, commands, replays
from grader.student.workspace import Workspace
from grader.submission import Source, cells, glance, of_cells, renamed
from grader.submission.text import lines_of

_USAGE: Final = "%{} NAME [--replay ID | --example JSON] [--seed N] [--bank DIR]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands behind the magic's name."""

    name: str
    example: str | None = None
    replay: str | None = None
    seed: int = check.SEED
    banks: tuple[Path, ...] = ()


def serve(requests: TextIO, replies: TextIO) -> None:
    """Answers until there are no more requests."""
    with Sandbox() as sandbox, Judge(sandbox) as judge:
        sandbox.start()
        for line in requests:
            replies.write(json.dumps(answer(json.loads(line), judge)) + "\n")
            replies.flush()


def answer(request: Mapping[str, Any], judge: Judge) -> dict[str, Any]:
    """What the notebook shows, by MIME type in `data`, with the `score`; or an `error`."""
    try:
        os.chdir(request["folder"])
        asked = read(request["line"], request["magic"])
        if request["magic"] == "hint":
            return _hint(asked)
        return _check(asked, request, judge)
    except GraderError as error:
        return {"error": error.message, "hint": error.hint, "status": error.exit_code}
    except Exception as error:  # noqa: BLE001 - our own mistake, which no student need read
        reason = f"the grader failed: {type(error).__name__}: {error}"
        return {"error": reason, "hint": "", "status": Fault.exit_code}


def read(line: str, magic: str) -> Asked:
    """The name and the options on the line."""
    usage = _USAGE.format(magic)
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{error} in {line}", usage) from None
    names: list[str] = []
    options: dict[str, list[str]] = {"--example": [], "--replay": [], "--seed": [], "--bank": []}
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=")
        if option in options:
            value = value if equals else next(rest, "")
            if not value:
                raise UsageError(f"{option} lacks its value", usage)
            options[option].append(value)
        elif word.startswith("-"):
            raise UsageError(f"there is no option {word}", usage)
        else:
            names.append(word)
    if len(names) != 1:
        raise UsageError("which problem?" if not names else "one problem at a time", usage)
    seed = options["--seed"][-1] if options["--seed"] else str(check.SEED)
    if not re.fullmatch(r"\d{1,15}", seed, re.ASCII):
        raise UsageError(f"a seed is a whole number, not {seed}", usage)
    example, replay = (
        options[name][-1] if options[name] else None for name in ("--example", "--replay")
    )
    return Asked(names[0], example, replay, int(seed), tuple(map(Path, options["--bank"])))


def _hint(asked: Asked) -> dict[str, Any]:
    workspace = Workspace.around(Path.cwd())
    problem = commands.named(find_bank(asked.banks), asked.name, workspace)
    title, text, remark = commands.next_hint(problem, workspace)
    shown = "\n\n".join(filter(None, (title, text, remark)))
    # Its mathematics is the author's, so a notebook may typeset it.
    return {"data": {"text/plain": shown, "text/markdown": shown}, "score": None}


def _check(asked: Asked, request: Mapping[str, Any], judge: Judge) -> dict[str, Any]:
    bank = find_bank(asked.banks, outermost=request["graded"])
    workspace = Workspace.around(Path.cwd())
    problem = commands.named(bank, asked.name, workspace)
    source = _source(request, problem)
    whole = asked.example is None and asked.replay is None
    desk = check.Desk(bank, workspace, judge)
    example = asked.example
    if asked.replay is not None:
        example = replays.found(workspace, asked.replay, problem.name)
    result = check.judged(*(desk, problem, source), seed=asked.seed, example=example, detailed=None)
    where = source.where
    shown = _as_magic(views.student_result(result))
    unseen = check.unseen_checks(result, problem) if whole else ()
    verdict = check.NOTHING_FAILS if not whole and result.outcome is Outcome.PASSED else ""
    later = check.later(workspace)
    lines = terminal.result_lines(shown, unseen, where, None, later=later)
    if verdict:
        lines[-1] = (terminal.Piece(verdict),)
    lines += terminal.isolation_lines(judge.isolation, judge.missing)
    return {
        "data": {
            "text/plain": terminal.plain(lines),
            "text/html": cell.fragment(shown, unseen, where, verdict, later),
        },
        "score": result.score,
    }


def _source(request: Mapping[str, Any], problem: Problem) -> Source:
    """The code that the kernel ran for this problem; a file's, if the function came from one."""
    if request["file"]:
        file = Path(request["file"]["name"])
        return renamed(Source(lines_of(request["file"]["text"]), file.name), problem)
    code: Sequence[cells.Cell] = [
        cells.Cell(number, text, until=until) for number, text, until in request["cells"]
    ]
    source = of_cells("", cells.bounded(code, "this notebook"), problem)
    if not glance.seems_to_define(source.text, problem.asks):
        asks = " and ".join(problem.asks)
        raise UsageError(f"nothing here defines {asks} yet", "run the cell that does first")
    return source


def _as_magic(result: ProblemResult) -> ProblemResult:
    """The result with what is to be typed in a notebook."""

    def told(check: CheckResult) -> CheckResult:
        return replace(check, replay=re.sub("^grader check", "%check", check.replay))

    return replace(result, checks=tuple(map(told, result.checks)))


def run() -> None:
    """The process beside the kernel: answers until the kernel hangs up."""
    taken, given = interpreter.pipes()
    with os.fdopen(taken) as requests, os.fdopen(given, "w") as replies:
        serve(requests, replies)
