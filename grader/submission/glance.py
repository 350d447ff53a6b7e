"""What a glance at a text tells: which names it seems to define, and whether they are the stub's.

That is all that choosing between files needs. Nothing is parsed as Python; everything takes time in
proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

_PROMPT: Final = r"^(?:>>> ?|In ?\[\d*+\]: ?)?"
_DEFINED = re.compile(
    _PROMPT + r"(?:(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*+)"
    r"|([^\W\d]\w*+)[ \t]*+(?::[^=\n]++)?=(?!=))",
    re.MULTILINE,
)
_SOMEWHERE = re.compile(
    r"\b(?:def|class)[ \t]++([^\W\d]\w*+)"
    r"|^[ \t]*+([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)[ \t]*+(?::[^=\n]++)?=(?!=)"
    r"|\bimport[ \t]++([^\n]*+)",
    re.MULTILINE,
)
_IMPORTED = re.compile(_PROMPT + r"[ \t]*+(?:import|from)[ \t]++([^\n;#]*+)", re.MULTILINE)
_NAME = re.compile(r"[^\W\d]\w*+")
_NEXT = re.compile(r"^[^\s#)\]}]", re.MULTILINE)

_TOKEN = re.compile(r"""\#[^\n]*|(?P<triple>\"{3}|'{3})|(?P<short>["'])""")
_SHORT = {quote: re.compile(rf"(?:[^{quote}\\\n]|\\.)*+{quote}?", re.DOTALL) for quote in "\"'"}
_TRIPLE = {
    quote: re.compile(
        rf"(?:[^{quote[0]}\\]|\\.|{quote[0]}(?!{quote[:2]}))*+(?:{quote})?", re.DOTALL
    )
    for quote in ('"""', "'''")
}


def defined(text: str) -> frozenset[str]:
    """The names that a text defines at its top level."""
    return frozenset(found[1] or found[2] for found in _DEFINED.finditer(text))


def line_of(text: str, name: str) -> int:
    """The line of the last definition of that name at the top level; 0 if there is none."""
    last = 0
    for found in _DEFINED.finditer(text):
        if (found[1] or found[2]) == name:
            last = found.start() + 1
    return text.count("\n", 0, last) + 1 if last else 0


def mentioned(text: str) -> frozenset[str]:
    """The names that it may define in other ways: within a block, by several targets, imported."""
    found: set[str] = set()
    for one, some, imported in _SOMEWHERE.findall(text):
        found |= {one, *_NAME.findall(some), *_NAME.findall(imported)}
    return frozenset(found - {""})


def seems_to_define(text: str, asks: Collection[str]) -> bool:
    """Whether a text may define one of these names."""
    return not (defined(text) | mentioned(text)).isdisjoint(asks)


def imported(text: str) -> frozenset[str]:
    """All names on the lines that import something."""
    return frozenset(name for line in _IMPORTED.findall(text) for name in _NAME.findall(line))


def untouched(text: str, asks: Collection[str], stub: str) -> bool:
    """Whether all that a text defines of these names is as it stands in the stub."""
    own = list(_definitions(text, asks))
    given = set(_definitions(stub, asks))
    return bool(own) and all(one in given for one in own)


def spelled(name: str) -> str:
    """What is the same for names that differ in case, underscores and the like alone."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum())


def _definitions(text: str, names: Collection[str]) -> Iterator[str]:
    """The definitions of these names, without white space, comments and what strings say."""
    for found in _DEFINED.finditer(text):
        if (found[1] or found[2]) in names:
            end = _NEXT.search(text, found.end())
            yield squeezed(text[found.start() : end.start() if end else len(text)])


def uncommented(text: str) -> str:
    """The text without comments, and without what strings of several lines say."""
    return "".join(code + ("" if len(quote) > 1 else string) for code, quote, string in _cut(text))


def squeezed(text: str) -> str:
    """The text without white space, comments and what strings say."""
    parts = (code + ('""' if quote else "") for code, quote, _ in _cut(text))
    return "".join("".join(parts).split())


def _cut(text: str) -> Iterator[tuple[str, str, str]]:
    """The text in pieces, without comments: code, and the string behind it with its quote, both
    empty where a comment follows or the end.
    """
    at = 0
    while token := _TOKEN.search(text, at):
        code, at = text[at : token.start()], token.end()
        quote, start = token["triple"] or token["short"] or "", at
        if quote:
            string = (_TRIPLE if len(quote) > 1 else _SHORT)[quote].match(text, at)
            at = string.end() if string else at
        yield code, quote, text[start:at]
    yield text[at:], "", ""
