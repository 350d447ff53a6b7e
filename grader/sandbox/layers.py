"""The names of what holds a worker back, and what each level of isolation stands on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from grader.model import Isolation

LAYERS: Final = (
    "files",
    "session",
    "limits",
    "uid",
    "privileges",
    "parent",
    "undumpable",
    "landlock",
    "seccomp",
)
"""In the order in which they are put in place."""


def level(missing: Collection[str]) -> Isolation:
    """What a system without these layers can promise."""
    if not missing:
        return Isolation.STRICT
    if {"landlock", "seccomp"} <= set(missing):
        return Isolation.PROCESS_ONLY
    return Isolation.REDUCED
