"""The answers of before, whose memory later ones must leave alone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from grader.program.observing import arrays_in, share_memory

LATEST: Final = 32
MOST_BYTES: Final = 1 << 16
"""So many arrays of the latest answers are kept, none of them larger than that."""

Array = np.ndarray[Any, Any]


class Earlier:
    """The arrays of a program's latest answers, by what owns their memory.

    As they are kept, no memory is given out twice by chance.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, list[Array]]] = {}

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
                if 0 < array.nbytes <= MOST_BYTES >= getattr(owner, "nbytes", 0):
                    _, views = known.get(id(owner), (owner, []))
                    found = found or any(share_memory(array, other) for other in views)
                    new.append((owner, array))
        for owner, array in new:
            _, views = known.setdefault(id(owner), (owner, []))
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
