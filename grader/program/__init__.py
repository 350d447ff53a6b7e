"""A submission's program as callables: read, refused or loaded, called, and observed.

The worker uses this on untrusted code; the judge uses it in process on an exercise's own reference
and nothing else. Nothing here contains anybody: that is the sandbox's work. What it promises is
that a student's mistake, whatever it is, comes out as plain data.
"""

from grader.program.forbidding import NotAllowed
from grader.program.inspection import inspect_source
from grader.program.loading import Functions, prepare
from grader.program.performing import Local, perform
from grader.program.plainness import plain

__all__ = [
    "Functions",
    "Local",
    "NotAllowed",
    "inspect_source",
    "perform",
    "plain",
    "prepare",
]
