"""Graded exercises in the mathematics of deep learning, and the grader for them.

    grader.check("softmax", my_softmax)         one problem, as `grader check` does
    grader.grade("submissions", out="results")  many submissions, as `grader grade` does

Names are imported when first used, so that a worker, which starts here too, loads none of it.
"""

import sys

if sys.argv[:1] == ["-m"] and not {"grader", "-mgrader"}.isdisjoint(sys.orig_argv):
    # `python -m grader` begins with the current directory on its path.
    from grader import here

    here.forget()

import importlib
from typing import TYPE_CHECKING, Any

from grader.version import __version__

if TYPE_CHECKING:
    from grader.api import check, grade
    from grader.errors import Fault, GraderError, SpecError, SubmissionError, UsageError
    from grader.model import CheckResult, Isolation, Outcome, ProblemResult, Report

_HOMES = {
    "grader.api": ("check", "grade"),
    "grader.errors": ("Fault", "GraderError", "SpecError", "SubmissionError", "UsageError"),
    "grader.notebook.magics": ("load_ipython_extension", "unload_ipython_extension"),
    "grader.model": ("CheckResult", "Isolation", "Outcome", "ProblemResult", "Report"),
}

__all__ = [
    "CheckResult",
    "Fault",
    "GraderError",
    "Isolation",
    "Outcome",
    "ProblemResult",
    "Report",
    "SpecError",
    "SubmissionError",
    "UsageError",
    "__version__",
    "check",
    "grade",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(importlib.import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
