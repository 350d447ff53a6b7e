"""`grader doctor`: what the grader runs on, what holds answers back, and what to do about it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from grader.errors import GraderError
from grader.exercise.bank import find_bank
from grader.model import Isolation
from grader.reports.console import busy, put, put_json, say
from grader.reports.terminal import Line, Piece, wrapped
from grader.sandbox import Sandbox
from grader.student import commands
from grader.student.workspace import Workspace
from grader.version import __version__

_LEVELS: Final = {
    Isolation.STRICT: "everything that answers could reach is held back",
    Isolation.REDUCED: "some layers are missing here",
    Isolation.PROCESS_ONLY: "answers run in a process of their own, and nothing else holds them",
}


def doctor(banks: Sequence[Path], *, as_json: bool = False) -> int:
    """Says how things stand; the exit status is 1 where something should be done."""
    with Sandbox() as sandbox, busy("trying what holds answers back …"):
        isolation, missing = sandbox.isolation, sandbox.missing
    found = {
        "grader": __version__,
        "python": f"{platform.python_version()} ({sys.executable})",
        "numpy": _version("numpy"),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "landlock": _landlock(),
        "isolation": str(isolation),
        "missing": list(missing),
        **_places(banks),
    }
    advice = list(_advice(found, isolation))
    if as_json:
        put_json({**found, "advice": advice})
    else:
        _say(found, isolation, advice)
    return 1 if advice else 0


def _say(found: dict[str, Any], isolation: Isolation, advice: Sequence[str]) -> None:
    width = max(map(len, found))
    lines: list[Line] = []
    for name, value in found.items():
        shown = "; ".join(value) if isinstance(value, list) else str(value)
        first, *rest = wrapped(shown or "nothing", 0, 80 - width - 4)
        lines.append((Piece(f"  {name.ljust(width)}  ", "dim"), *first))
        lines += [(Piece(" " * (width + 4)), *line) for line in rest]
    put(lines)
    say()
    say(f"Isolation is {isolation}: {_LEVELS[isolation]}.")
    for text in advice:
        say(f"! {text}", "bad")
    if not advice:
        say("✓ nothing to do", "good")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _landlock() -> str:
    """What the kernel has of it."""
    if sys.platform != "linux":
        return "only on Linux"
    from grader.sandbox import landlock

    try:
        return f"version {landlock.abi()}"
    except OSError as error:
        return f"none ({error.strerror})"


def _places(banks: Sequence[Path]) -> dict[str, str]:
    """Where the bank and the workspace are."""
    workspace = Workspace.around(Path.cwd())
    place = str(workspace.root) if workspace.exists else f"none here; {commands.elsewhere()}"
    try:
        bank = find_bank(banks)
        held = sum(bank.solution_path(name) is not None for name in bank.names())
        roots = ", ".join(str(root.problems) for root in bank.roots)
        problems = f"{len(bank.names())} problems, {held} with their hidden half, in {roots}"
    except GraderError as error:
        problems = error.message
    return {"bank": problems, "workspace": place}


def _advice(found: dict[str, Any], isolation: Isolation) -> list[str]:
    advice = []
    if isolation is not Isolation.STRICT:
        if sys.platform != "linux":
            advice.append("Strict isolation needs Linux; here, run only answers that you trust.")
        elif str(found["landlock"]).startswith("none"):
            advice.append("Strict isolation needs Linux 5.13 or later, with Landlock enabled.")
        else:
            advice.append("Run only answers that you trust; the missing layers are named above.")
    return advice
