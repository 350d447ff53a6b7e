"""What is said of a name that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.errors import did_you_mean

MOST_NAMED: Final = 5
"""So many of the names that are defined are told."""


def not_defined(name: str, defined: Sequence[str]) -> str:
    """What a student is told whose source lacks `name`."""
    if name in defined:  # and deleted again
        return f"{name} is not defined in the end, though your code defines it"
    public = list(dict.fromkeys(known for known in defined if not known.startswith("_")))
    meant = did_you_mean(name, public).removeprefix("did you mean ").removesuffix("?")
    told = sorted(public, key=lambda known: known != meant)[:MOST_NAMED]
    more = ", …" if len(public) > len(told) else ""
    return (
        f"{name} is not defined; your code defines {', '.join(told)}{more}"
        if told
        else (f"{name} is not defined")
    )
