"""The one gate through which text of unknown origin reaches a reader: cut, and harmless."""

from __future__ import annotations

import functools
import os
import re
import sys
import unicodedata
from typing import Final

_HARMFUL: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, format characters (bidi and zero-width ones among them), surrogates, code points
without a meaning of their own, and separators that start a new line."""

_INVISIBLE: Final = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
"""Letters and marks that look like nothing."""

_MOST_MARKS: Final = 4
"""How many combining marks one letter may carry before the rest are spelt out."""


def printable(text: str, *, lines: bool = False) -> str:
    r"""`text` with everything that could act on a terminal, or hide from a reader, spelt out.

    An escape becomes `\x1b`, a right-to-left override `\u202e`. With `lines`, tabs and newlines
    stay as they are. Applying it twice changes nothing more.
    """
    plain = text.replace("\n", "").replace("\t", "") if lines else text
    if plain.isascii() and plain.isprintable():
        return text
    if lines:
        text = text.replace("\r\n", "\n")
    kept = "\n\t" if lines else ""
    out: list[str] = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category[0] == "M" else 0
        harmful = category in _HARMFUL or letter in _INVISIBLE or marks > _MOST_MARKS
        out.append(escaped(letter) if harmful and letter not in kept else letter)
    return "".join(out)


def cut(text: str, most: int) -> str:
    """`text` in at most `most` characters, with a mark where it goes on."""
    return text if len(text) <= most else text[: most - 1] + "…"


def told(text: str, most: int, *, lines: bool = False) -> str:
    """Text of a stranger as a report may hold it: printable, and of at most `most` characters.

    Applying it twice changes nothing more.
    """
    return cut(printable(text[: most + 1], lines=lines), most)


def unplaced(text: str) -> str:
    """`text` with paths told from where Python, its libraries or this package lie."""
    roots, pattern = _roots()
    if not any(root in text for root in roots):
        return text
    return pattern.sub(lambda found: "" if found[1] else "…", text)


@functools.lru_cache(maxsize=1)
def _roots() -> tuple[list[str], re.Pattern[str]]:
    """Where they lie, inner places first, and what finds them."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    libraries = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    library = os.path.dirname(os.__file__)  # noqa: PTH120
    places = {package, library, *libraries, sys.prefix, sys.base_prefix, sys.exec_prefix}
    places |= {os.path.realpath(place) for place in places}
    roots = sorted((place for place in places if len(place) > _SHORTEST), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, roots))
    return roots, re.compile(rf"(?<![\w.-])(?:{alternatives})(?:([\\/])|(?![\w.-]))")


_SHORTEST: Final = len("/usr")
"""What is no longer says nothing of a machine."""


def escaped(letter: str) -> str:
    r"""One character spelt out as Python would: `\x1b`, `\u202e`, `\U000e0041`."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(letter)
    if named is not None:
        return named
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
