"""Nearly identical code: winnowed fingerprints of code without its names, comments and layout.

Schleimer, Wilkerson and Aiken, Winnowing: local algorithms for document fingerprinting (2003). Any
run of tokens as long as `GRAM + WINDOW - 1` that two texts share is found. What the stub holds, and
what many hand in, does not count. The text is only scanned, in linear time, and never parsed.
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

GRAM: Final = 8
WINDOW: Final = 4
COMMON_SHARE: Final = 0.1
COMMON_LEAST: Final = 5
"""A fingerprint of more people than this share of the class, and than so many, does not count."""

LEAST_SHARED: Final = 6
LEAST_SHARE: Final = 0.6
"""So many fingerprints, and such a share of the shorter text's, two must have in common."""

MOST_TEXT: Final = 200_000
MOST_LINES: Final = 120

_TOKEN: Final = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<long>[rRbBuUfF]{0,2}(?:'''(?:[^'\\]|\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"))"
    r"|(?P<text>[rRbBuUfF]{0,2}(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"))"
    r"|(?P<name>[^\W\d]\w*+)|(?P<number>\d[\w.]*+)|(?P<sign>[^\s\w])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people whose code for a problem is nearly the same, the shared lines marked."""

    one: str
    other: str
    problem: str
    share: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class _Print:
    """A fingerprint, and the lines that it was made of."""

    value: int
    first: int
    last: int


def prints(text: str) -> list[_Print]:
    """The fingerprints of a text, in order."""
    tokens = list(_tokens(text[:MOST_TEXT]))
    grams = [
        _Print(
            zlib.crc32("\0".join(token for token, _ in tokens[i : i + GRAM]).encode()),
            tokens[i][1],
            tokens[i + GRAM - 1][1],
        )
        for i in range(len(tokens) - GRAM + 1)
    ]
    kept: dict[int, _Print] = {}
    for start in range(max(len(grams) - WINDOW + 1, min(len(grams), 1))):
        window = range(start, min(start + WINDOW, len(grams)))
        least = min(window, key=lambda i: (grams[i].value, -i))
        kept[least] = grams[least]
    return list(kept.values())


def _tokens(text: str) -> Iterable[tuple[str, int]]:
    """Tokens with their lines: a name of the author's own is any name, a number any number."""
    line, at, before = 1, 0, ""
    for found in _TOKEN.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        kind, token = found.lastgroup, found[0]
        if kind == "comment" or (kind == "long" and before in ("", ":")):
            continue  # comments, and texts that say what a function does
        if kind == "name" and before != "." and not keyword.iskeyword(token):
            shown = "v"
        elif kind in ("number", "text", "long"):
            shown = "0" if kind == "number" else "s"
        else:
            shown = token
        before = token
        yield shown, line


def pairs(
    problem: str, texts: Mapping[str, str], stub: str = "", *, people: int | None = None
) -> list[Pair]:
    """Those whose texts for a problem are nearly the same, the nearest first."""
    found = {who: prints(text) for who, text in texts.items()}
    holders: defaultdict[int, set[str]] = defaultdict(set)
    for who, marks in found.items():
        for mark in marks:
            holders[mark.value].add(who)
    most = max(COMMON_LEAST, COMMON_SHARE * (people or len(texts)))
    ordinary = {mark.value for mark in prints(stub)}
    ordinary |= {value for value, who in holders.items() if len(who) > most}
    own = {who: {mark.value for mark in marks} - ordinary for who, marks in found.items()}
    shared: Counter[tuple[str, str]] = Counter()
    for value, several in holders.items():
        if value not in ordinary:
            shared.update(combinations(sorted(several), 2))
    result = []
    for (one, other), count in shared.items():
        share = count / min(len(own[one]), len(own[other]))
        if count >= LEAST_SHARED and share >= LEAST_SHARE:
            both = own[one] & own[other]
            marked = [_marked(texts[who], found[who], both) for who in (one, other)]
            result.append(Pair(one, other, problem, share, *marked))
    return sorted(result, key=lambda pair: (-pair.share, pair.one, pair.other))


def _marked(text: str, marks: Sequence[_Print], both: set[int]) -> str:
    """The text with a mark before each line that is shared."""
    lines = {
        line for mark in marks if mark.value in both for line in range(mark.first, mark.last + 1)
    }
    shown = [
        f"{'▌ ' if number in lines else '  '}{line}"
        for number, line in enumerate(text[:MOST_TEXT].split("\n"), 1)
    ]
    return "\n".join(shown[:MOST_LINES])
