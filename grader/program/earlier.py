"""The answers of before, whose memory later ones must leave alone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from grader.program.observing import arrays_in, share_memory

LATEST: Final = 32
MOST_BYTES: Final = 1 << 16
"""So many arrays of the latest answers are kept, none of them larger than that."""
MOST_BUFFER: Final = 1 << 23
"""Nor a part of anything larger, but for the latest, which may be a part of so much: a buffer that
all answers are written to.
"""

Array = np.ndarray[Any, Any]


class Earlier:
    """The arrays of a program's latest answers, by what owns their memory.

    As they are kept, no memory is given out twice by chance.
    """

    __slots__ = ("_buffer", "_known")

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, list[Array]]] = {}
        self._buffer: tuple[Any, list[Array]] = (None, [])

    def meets(self, answer: Any) -> bool:
        """Whether an array of this answer shares memory with one of an earlier answer. From now on
        it is an earlier one itself.
        """
        if type(answer) is float:
            return False
        known = self._known
        found, new = False, []
        if type(answer) is np.ndarray and answer.base is None and id(answer) not in known:
            if 0 < answer.nbytes <= MOST_BYTES:  # the usual: one that is new, and owns its memory
                known[id(answer)] = answer, [answer]
        else:
            for array in arrays_in(answer):
                owner = _owner(array)
                size = getattr(owner, "nbytes", 0)
                if not 0 < array.nbytes <= MOST_BYTES or size > MOST_BUFFER:
                    continue
                large, parts = self._buffer
                views = parts if owner is large else known.get(id(owner), (owner, []))[1]
                found = found or any(share_memory(array, other) for other in views)
                new.append((owner, array))
        for owner, array in new:
            if getattr(owner, "nbytes", 0) <= MOST_BYTES:
                _, views = known.setdefault(id(owner), (owner, []))
            else:
                views = self._buffer[1] if owner is self._buffer[0] else []
                self._buffer = owner, views
            views.append(array)
            del views[:-LATEST]
        while len(known) > LATEST:
            del known[next(iter(known))]
        return found


def _owner(array: Array) -> Any:
    """What the array's memory belongs to: itself, or what it is a view of."""
    owner: Any = array
    while (base := getattr(owner, "base", None)) is not None:
        owner = base
    return owner
