"""A failing call as a file to run: the answer, the checks' own code, and the call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.model import CheckResult, ProblemResult
    from grader.problem import Problem
    from grader.submission import Source

NAME: Final = "repro.py"

_FILE: Final = '''\
"""{title}: {check}

Run it with: python {name}
"""

# Your answer, as it was checked ------------------------------------------------------------------

{source}

# How the checks call it --------------------------------------------------------------------------

{support}

# The call that failed ----------------------------------------------------------------------------

{calls}
'''


def failing(result: ProblemResult) -> CheckResult:
    """The first check that failed on a call that can be written down."""
    for check in result.checks:
        if check.calls and all(shown.code for shown in check.calls):
            return check
    raise UsageError(f"no failing call of {result.name} can be written down")


def text_of(problem: Problem, check: CheckResult, source: Source) -> str:
    """The file."""
    lines = []
    for shown in check.calls:
        if shown.name:
            lines += [shown.statement, f"print({shown.name!r}, '=', ({shown.name}))"]
        else:
            lines.append(f"print({shown.code})")
        lines.append(f"# it gave {' '.join(shown.gave.split())}")
    support, calls = problem.support.strip("\n"), "\n".join(lines)
    parts = _imports(f"{support}\n{calls}"), support
    return _FILE.format(
        title=problem.title.replace('"', "'"),
        check=check.name.replace('"', "'"),
        name=NAME,
        source="\n\n\n".join(filter(None, (source.text.strip("\n"), _renamed(source)))),
        support="\n\n".join(filter(None, parts)) or "# directly",
        calls=calls,
    )


def _renamed(source: Source) -> str:
    """The asked names, for functions that have others."""
    return "\n".join(f"{asked} = {own}" for asked, own in source.names.items())


def _imports(code: str) -> str:
    """What code that is not the student's takes for granted, as far as it uses it."""
    return "\n".join(line for name, line in _TAKEN.items() if re.search(rf"\b{name}\.", code))


_TAKEN: Final = {
    "functools": "import functools",
    "numpy": "import numpy",
    "np": "import numpy as np",
}


def write(folder: Path, text: str) -> Path:
    """Puts it down, over an older one; a file of the student's own by that name is left alone."""
    path = folder / NAME
    try:
        if path.exists() and "# The call that failed ---" not in path.read_text("utf-8", "replace"):
            raise UsageError(f"{path} is a file of your own", "move it, and try again")
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from None
    return path
