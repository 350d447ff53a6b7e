"""Which banks were trusted: those whose code their user lets run here.

An exercise is code. Its laws and support code, and its hidden half, run in the judge itself, which
may do whatever its user may. So a bank that merely lies where somebody stands is not believed.
Trust is given to a path and to what would run there; when either changes, it has to be given anew.
It is kept where no bank can write: among the user's own settings, readable by nobody else.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from pathlib import Path
from typing import Final

from grader import atomic
from grader.errors import SpecError, UsageError
from grader.exercise import text

SCHEMA: Final = "grader/trust/v1"
_RUNS: Final = ("problems/*/*.yaml", "solutions/*/*.py")


def file() -> Path:
    """Where trust is kept."""
    if (base := os.environ.get("XDG_CONFIG_HOME")) and Path(base).is_absolute():
        return Path(base, "grader", "trusted.json")
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/grader/trusted.json").expanduser()
    if sys.platform == "win32" and (base := os.environ.get("APPDATA")):
        return Path(base, "grader", "trusted.json")
    return Path("~/.config/grader/trusted.json").expanduser()


def runs(bank: Path) -> list[Path]:
    """The files of a bank whose content would run, in order."""
    return [path for pattern in _RUNS for path in sorted(bank.glob(pattern)) if path.is_file()]


def digest(bank: Path) -> str:
    """Of what would run."""
    whole = hashlib.sha256()
    for path in runs(bank):
        content = text.content(path)  # of what is longer nothing would run
        name = path.relative_to(bank).as_posix().encode("utf-8", "surrogateescape")
        whole.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return whole.hexdigest()


def known() -> dict[str, str]:
    """The trusted banks, path and digest. What others could have written counts for nothing."""
    try:
        path = file()
        status = path.lstat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            return {}
        data = json.loads(path.read_bytes()) if stat.S_ISREG(status.st_mode) else {}
        banks = data.get("banks", {}) if data.get("schema") == SCHEMA else {}
        return {str(place): str(value) for place, value in banks.items()}
    except (OSError, RuntimeError, ValueError, AttributeError, RecursionError):
        return {}


def standing(bank: Path) -> str:
    """Why this bank is not trusted, as a clause; nothing if it is."""
    given = known().get(str(bank.resolve()))
    if given is None:
        return "was found, not named"
    try:
        return "" if digest(bank) == given else "has changed since it was trusted"
    except SpecError:
        return "cannot be read"


def give(bank: Path) -> None:
    """Trusts a bank as it is now. Raises `UsageError` where that cannot be kept."""
    _keep(known() | {str(bank.resolve()): digest(bank)})


def take(bank: Path) -> bool:
    """Trusts it no more; whether it was."""
    banks = known()
    had = banks.pop(str(bank.resolve()), None) is not None
    if had:
        _keep(banks)
    return had


def _keep(banks: dict[str, str]) -> None:
    try:
        path = file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = json.dumps({"schema": SCHEMA, "banks": dict(sorted(banks.items()))}, indent=2)
        atomic.write(path, kept.encode() + b"\n", durable=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"trust cannot be kept: {error}") from None
