"""What submissions are called: printable, short, and no two alike, whatever was handed in.

Alike are names that a row of a gradebook, or any file system, could take for one another: by case,
by the form of an accent, by spaces, by how a sign is written out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError
from grader.escaping import cut, printable
from grader.submission.intake import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NAME: Final = 120
"""How many characters a name has at most."""

_HEAD: Final = 60
_DIGITS: Final = 32


def distinct(entries: Iterable[tuple[str, str]]) -> list[str]:
    """A name for each entry of a folder, given what it would be called, and its file's name.

    Where two would be alike both bear their files' names, and where those are alike too, a digest
    of them besides. Raises `UsageError` if even that tells them apart no more.
    """
    candidates = [_candidates(name, file) for name, file in entries]
    tries = [0] * len(candidates)
    while True:
        names = [given[i] for given, i in zip(candidates, tries, strict=True)]
        clashing = alike(names)
        pending = [i for i in clashing if tries[i] < len(candidates[i]) - 1]
        if not pending:
            break
        for i in pending:
            tries[i] += 1
    if clashing:
        files = " and ".join(names[i] for i in clashing[:2])
        raise UsageError(f"{files} cannot be told apart", "rename one of them")
    return names


def alike(names: Sequence[str]) -> list[int]:
    """The places of the names that could be taken for another of them."""
    looks = [{_folded(name), _folded(safe_name(name))} for name in names]
    counts = Counter(look for one in looks for look in one)
    return [i for i, one in enumerate(looks) if any(counts[look] > 1 for look in one)]


def _candidates(name: str, file: str) -> list[str]:
    digest = hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    last = f"{cut(printable(file), _HEAD)}~{digest}"
    found = [printable(text) for text in (name, file)]
    return [*(text for text in found if len(text) <= MOST_NAME), last]


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", printable(name)).casefold()
    # A gradebook puts an apostrophe before what a spreadsheet would compute.
    return "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'")
