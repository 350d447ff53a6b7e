"""How the names of a program are spelt, as far as its edits hang on that.

What is thought of follows from which name is which; but for names that are the same up to their
ends, as those of a training set and a validation set are, and names that edits write themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Sequence
from typing import Final

import numpy as np

from grader.edits.change import MOST_NAME

ENDING: Final = re.compile(r"(?:_[A-Za-z0-9]+|\d+)$")
"""What relatives among names differ in."""

MOST: Final = 100_000
"""Of so many pairs of a name and an ending it is known whether the other name is there, too."""

SAID: Final = frozenset(
    """
    Generator PCG64 RandomState SeedSequence T a agrees annotation answers arguments axis b
    backwards body call cls col_offset comparison condition ctx ddof decorator_list default_rng
    edits eig eigh end_col_offset end_lineno endless exchanged expression extend f fill forwards
    func function g generators grouping ignore index infinite iu keepdims keyword law left line
    lineno lower math missing mistake moved msg name never norm np numpy one operator orelse pop
    raises refusal remove returns reverse right self sides solution solve some statement surplus
    swallows term this traced traits transposes type_params update upper whole written
    """.split()  # noqa: SIM905
) | frozenset(dir(np))
"""What may stand in an edit, or mean something to those who think of it."""


def spelling(names: Sequence[str], free: Container[str]) -> bytes | None:
    """The same for programs whose `free` names may be exchanged for each other's, and no edit is
    another for it; `names` are all of one, in the order in which they first stand there. None if a
    name may be cut where an edit is told, or there are too many.
    """
    endings = {name: found[0] for name in names if (found := ENDING.search(name))}
    ends = [*dict.fromkeys(["", *endings.values()])]
    mine = [name for name in names if name in free]
    if len(names) * len(ends) > MOST or any(len(name) >= MOST_NAME for name in mine):
        return None
    place = {name: number for number, name in enumerate(names)}
    told = hashlib.sha256()
    for name in names:
        stem = name.removesuffix(endings.get(name, ""))
        relatives = [place.get(stem + end, -1) for end in ends]
        said = name if name not in free or name in SAID or name.startswith("_") else ""
        told.update(repr((said, ends.index(endings.get(name, "")), relatives)).encode())
    return told.digest()
