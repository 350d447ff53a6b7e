"""Where untrusted code runs.

A `Sandbox` starts workers; a `Worker` holds one program in a process of its own and answers calls.
On Linux a worker has given up files, network, processes and privileges before it reads a line of
the program; `Sandbox.isolation` tells what this very system was found to hold back, and
`Sandbox.missing` what it was not.
"""

from typing import TYPE_CHECKING, Any

from grader.sandbox.box import Sandbox
from grader.sandbox.layers import LAYERS, level

if TYPE_CHECKING:
    from grader.sandbox.workers import Worker

__all__ = ["LAYERS", "Sandbox", "Worker", "level"]


def __getattr__(name: str) -> Any:
    """`Worker`, on demand: it needs NumPy, which the fork server need not wait for."""
    if name == "Worker":
        from grader.sandbox.workers import Worker

        return Worker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
