"""Where in a file something stands, and how to say so."""

from __future__ import annotations

import json
import re
from typing import Final, Protocol

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


class Complain(Protocol):
    """Takes note of what is wrong at a place; `row` counts lines within a block of text."""

    def __call__(self, place: Place, reason: str, row: int | None = None, /) -> None:
        """Takes note."""
