"""Where in a file something stands, and how to say so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final, Protocol

from grader.errors import did_you_mean

Place = tuple[str | int, ...]
"""Where a value stands in a document: `("checks", 2, "over")`."""

_BARE: Final = re.compile(r"[\w-]+")


def field_name(place: Place) -> str:
    """`checks[2].over`, with keys that are not plain words quoted."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _BARE.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(step, ensure_ascii=not step.isprintable())}]"
    return text


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """`there is no domain 'largee'; did you mean large?`"""
    return hinted(f"there is no {kind} {name!r}", name, known)


def hinted(reason: str, word: str, known: Iterable[str]) -> str:
    """The reason, and what `word` might have been."""
    return "; ".join(filter(None, (reason, did_you_mean(word, known))))


class Complain(Protocol):
    """Takes note of what is wrong at a place; `row` counts lines within a block of text."""

    def __call__(self, place: Place, reason: str, row: int | None = None, /) -> None:
        """Takes note."""
