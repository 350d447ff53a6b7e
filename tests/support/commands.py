"""The grader as a user meets it: called in this process, in one of its own, or from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner, Result

from grader.cli import cli

PATH: Final = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""Where a shell finds this Python and its `grader`."""

Done = subprocess.CompletedProcess[str]


def invoke(*words: str, **more: Any) -> Result:
    """What the command does in this process."""
    return CliRunner().invoke(cli, words, **more)


def python(*words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
    """What another process of this Python does, with `env` added to the environment."""
    return _run([sys.executable, *words], cwd, env or {})


def grader(*words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
    """What the command does in a process of its own."""
    return python("-m", "grader", *words, cwd=cwd, env=env)


def shell(line: str, cwd: Path | None = None) -> Done:
    """What a shell makes of a line."""
    return _run(["bash", "-c", line], cwd, {"PATH": PATH})


def _run(command: list[str], cwd: Path | None, env: Mapping[str, str]) -> Done:
    # Whatever hangs is to fail, in the end.
    return subprocess.run(
        command,
        cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
