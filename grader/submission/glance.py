"""What a glance at a text tells: which names it seems to define, and whether they are the stub's.

That is all that choosing between files needs. Nothing is parsed as Python; everything takes time in
proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

_PROMPT: Final = r"^(?:>>> ?|In ?\[\d*+\]: ?)?"
_DEFINED = re.compile(
    _PROMPT + r"(?:(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*+)"
    r"|([^\W\d]\w*+)[ \t]*+(?::[^=\n]++)?=(?!=))",
    re.MULTILINE,
)
_SOMEWHERE = re.compile(
    r"\b(?:def|class)[ \t]++([^\W\d]\w*+)"
    r"|^[ \t]*+([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)[ \t]*+(?::[^=\n]++)?=(?!=)"
    r"|\b(?:for|as)[ \t]++([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)"
    r"|\bimport[ \t]++([^\n]*+)|\b([^\W\d]\w*+)[ \t]*+:=",
    re.MULTILINE,
)
_HEAD = re.compile(
    _PROMPT + r"(?:async[ \t]+)?(def|class)[ \t]+([^\W\d]\w*+)[ \t]*+(\()?", re.MULTILINE
)
_MADE = re.compile(r"^[ \t]+def[ \t]+__init__[ \t]*+\(", re.MULTILINE)
_UNSEEN = re.compile(r"\b(?:globals|locals|vars|exec)[ \t]*+\(|\bimport[ \t]*+\*")
_IMPORTED = re.compile(
    _PROMPT + r"[ \t]*+(?:import|from)[ \t]++([^\n;#]*+)"
    r"|\b(?:import_module|__import__)[ \t]*+\([ \t]*+[\"']([\w.]++)[\"']",
    re.MULTILINE,
)
_WRITTEN = re.compile(r"\s*+%%(?:writefile|file)[ \t]++(?:\./)?+([^\W\d]\w*+\.py)[ \t]*+(?:\n|$)")
_NAME = re.compile(r"[^\W\d]\w*+")
_NEXT = re.compile(r"^[^\s#)\]}]", re.MULTILINE)

MOST_HEAD: Final = 4_000
MOST_HEADS: Final = 200_000
"""So many characters of a list of parameters, and of all of a text, are looked at."""

_TOKEN = re.compile(r"""\#[^\n]*|(?P<triple>\"{3}|'{3})|(?P<short>["'])""")
_SHORT = {quote: re.compile(rf"(?:[^{quote}\\\n]|\\.)*+{quote}?", re.DOTALL) for quote in "\"'"}
_TRIPLE = {
    quote: re.compile(
        rf"(?:[^{quote[0]}\\]|\\.|{quote[0]}(?!{quote[:2]}))*+(?:{quote})?", re.DOTALL
    )
    for quote in ('"""', "'''")
}


class Signature(NamedTuple):
    """How a function, or the making of an object, is called by place, and the line where it is."""

    line: int
    parameters: tuple[str, ...] = ()
    required: int = 0
    is_class: bool = False

    def takes_as(self, other: Signature) -> bool:
        """Whether it may be called with all that the other takes."""
        fits = self.required <= len(other.parameters) <= len(self.parameters)
        return fits and self.is_class == other.is_class


def signatures(text: str) -> dict[str, Signature]:
    """What a text defines at its top level, and how that is called, as far as a glance tells."""
    code = bare(text)
    found: dict[str, Signature] = {}
    line, at, left = 1, 0, MOST_HEADS
    for head in _HEAD.finditer(code):
        line, at = line + code.count("\n", at, head.start()), head.start()
        is_class = head[1] == "class"
        start = head.end() if head[3] else 0
        if is_class:
            end = _NEXT.search(code, head.end())
            made = _MADE.search(code, head.end(), end.start() if end else len(code))
            start = made.end() if made else 0
        parts, looked_at = _parameters(code, start, left) if start else ([], 0)
        left -= looked_at
        if parts is None or (not start and not is_class):
            continue
        parts = parts[1:] if is_class else parts
        names = tuple(name for name, _ in parts)
        required = sum(not has_default for _, has_default in parts)
        found[head[2]] = Signature(line, names, required, is_class)
    return found


def _parameters(code: str, start: int, left: int) -> tuple[list[tuple[str, bool]] | None, int]:
    """The parameters that are given by place, and whether each has a default, nothing where one
    must be given by name; and how many characters were looked at, of those that are left.
    """
    depth, last = 0, start
    parts: list[str] = []
    end = min(len(code), start + min(MOST_HEAD, left))
    for place in range(start, end):
        character = code[place]
        if character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif not depth and character in "),":
            parts.append(code[last:place].strip())
            last = place + 1
            if character == ")":
                break
    else:
        return None, end - start
    parts = [part for part in parts if part and part != "/"]
    stars = [place for place, part in enumerate(parts) if part.startswith("*")]
    first = stars[0] if stars else len(parts)
    if any("=" not in part for part in parts[first:] if not part.startswith("*")):
        return None, last - start
    names = [(_NAME.match(part), "=" in part) for part in parts[:first]]
    return [(name[0], has_default) for name, has_default in names if name], last - start


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
    for names in _SOMEWHERE.findall(text):
        found.update(*map(_NAME.findall, names))
    return frozenset(found - {""})


def seems_to_define(text: str, asks: Collection[str]) -> bool:
    """Whether a text may define one of these names."""
    return not (defined(text) | mentioned(text)).isdisjoint(asks)


def binds_unseen(text: str) -> bool:
    """Whether a text may bind names that it does not show."""
    return _UNSEEN.search(text) is not None


def imported(text: str) -> frozenset[str]:
    """All names on the lines that import something, and those of modules imported by a call."""
    found = (part for parts in _IMPORTED.findall(text) for part in parts)
    return frozenset(name for part in found for name in _NAME.findall(part))


def written(cell: str) -> tuple[str, str] | None:
    """The name and the text of a Python file that a cell does nothing but write."""
    found = _WRITTEN.match(cell)
    return (found[1], cell[found.end() :]) if found else None


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


def bare(text: str) -> str:
    """The text without comments and what strings say; its lines stay where they are."""
    parts = (
        code + (f'""{chr(10) * string.count(chr(10))}' if quote else "")
        for code, quote, string in _cut(text)
    )
    return "".join(parts)


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
