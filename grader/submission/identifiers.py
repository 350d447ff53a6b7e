"""Which names a piece of Python uses from outside of itself, told by its look alone.

Nothing is parsed as Python, since hostile text can crash a parser. What a function binds for
itself, attributes, keywords, comments and the insides of strings are no uses, so that an answer
drags along nothing but what it needs.
"""

from __future__ import annotations

import builtins
import keyword
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

_MOST_KEPT: Final = 10_000
"""The longest text that is kept."""
DEEPEST: Final = 30
"""Functions within functions that are looked at by themselves."""

TOKEN = re.compile(
    r"""\#[^\n]*|(?P<triple>\"{3}|'{3})|(?P<short>["'])|(?P<open>[(\[{])|(?P<close>[)\]}])|\n"""
)
_SHORT = {quote: re.compile(rf"(?:[^{quote}\\\n]|\\.)*+{quote}?", re.DOTALL) for quote in "\"'"}
_TRIPLE = {
    quote: re.compile(
        rf"(?:[^{quote[0]}\\]|\\.|{quote[0]}(?!{quote[:2]}))*+(?:{quote})?", re.DOTALL
    )
    for quote in ('"""', "'''")
}
_NAME = r"[^\W\d]\w*+"
_TARGETS = rf"{_NAME}(?:[ \t]*+,[ \t]*+\*?{_NAME})*+"

WORD = re.compile(rf"(?<![\w.]){_NAME}")
_ANY_WORD = re.compile(_NAME)
_PREFIX = re.compile(r"(?<!\w)[rbfuRBFU]{1,2}\Z")
_FORMATTED = re.compile(r"\{([^{}]*+)")
_KEYWORD = re.compile(rf"([(,]\s*+){_NAME}\s*+=(?!=)")
_FUNCTION = re.compile(rf"[ \t]*+(?:async[ \t]++)?def[ \t]++({_NAME})[^(\n]*+\(")
_TOP_FUNCTION = re.compile(r"(?:async[ \t]++)?def\b")
_IMPORT = re.compile(r"^[ \t]*+(?:import|from)[ \t].*", re.MULTILINE)
_GLOBAL = re.compile(rf"^[ \t]++(?:global|nonlocal)[ \t]++({_TARGETS})", re.MULTILINE)
_BOUND = re.compile(
    rf"^[ \t]++[(\[]?({_TARGETS})[)\]]?[ \t]*+(?::[^=\n]++)?(?:[-+*/@%&|^]|//|\*\*|<<|>>)?=(?!=)"
    rf"|\bfor[ \t]++[(\[]?({_TARGETS})[)\]]?[ \t]++in\b"
    rf"|\bas[ \t]++({_NAME})"
    rf"|\b({_NAME})[ \t]*+:="
    rf"|^[ \t]++(?:from[ \t]++[\w.]++[ \t]++)?import[ \t]++([\w, \t]++)$"
    rf"|\blambda\b([^:\n]{{0,200}}+):",
    re.MULTILINE,
)
_KNOWN: Final = frozenset({*keyword.kwlist, *dir(builtins)})


class _Row(NamedTuple):
    text: str
    depth: int


def string_end(text: str, quote: str, at: int) -> int:
    """Where the string that `quote` opened just before `at` ends."""
    found = (_TRIPLE if len(quote) > 1 else _SHORT)[quote].match(text, at)
    return found.end() if found else at


def uses(text: str) -> frozenset[str]:
    """The names that a top-level statement uses and does not bind for itself."""
    return _kept_uses(text) if len(text) <= _MOST_KEPT else _uses(text)


@lru_cache(maxsize=1 << 10)
def _kept_uses(text: str) -> frozenset[str]:
    """Kept for a while: each problem of a notebook asks for the same statements."""
    return _uses(text)


def _uses(text: str) -> frozenset[str]:
    if _IMPORT.match(text):
        return frozenset()
    rows = list(_rows(bare(text)))
    first = next((i for i, row in enumerate(rows) if _TOP_FUNCTION.match(row.text)), 0)
    decorators = _words("\n".join(row.text for row in rows[:first]))
    return frozenset(decorators | _scope(rows, first, len(rows), 0))


def unknown(names: AbstractSet[str]) -> set[str]:
    """Those of the names that Python itself has no meaning for."""
    return set(names - _KNOWN)


def bare(text: str) -> str:
    """The text without comments and strings; of formatted strings what stands in braces."""
    out: list[str] = []
    at = 0
    while token := TOKEN.search(text, at):
        before = text[at : token.start()]
        at = token.end()
        if quote := token["triple"] or token["short"]:
            end = string_end(text, quote, at)
            prefix = found[0] if (found := _PREFIX.search(before[-3:])) else ""
            inside = _FORMATTED.findall(text[at:end]) if "f" in prefix.lower() else ()
            out.append(before.removesuffix(prefix))
            out.append(" ".join(('""', *(i.replace("\n", " ") for i in inside), '""')))
            out.append("\n" * text.count("\n", at, end))
            at = end
        else:
            out.append(before)
            if not token.group().startswith("#"):
                out.append(token.group())
    return "".join((*out, text[at:]))


def _rows(bare: str) -> Iterator[_Row]:
    """The lines, and within how many brackets each starts."""
    depth = 0
    for line in bare.split("\n"):
        yield _Row(line, depth)
        opened = sum(map(line.count, "([{"))
        depth = max(0, depth + opened - sum(map(line.count, ")]}")))


def _scope(rows: Sequence[_Row], start: int, end: int, level: int) -> set[str]:
    """What the rows from `start` on use; a function that begins there keeps its names to itself."""
    own: list[str] = []
    bound: set[str] = set()
    inner: set[str] = set()
    at = start
    while at < end:
        row = rows[at]
        nested = _FUNCTION.match(row.text) if at > start and not row.depth else None
        if nested and level < DEEPEST:
            stop = _end(rows, at, end)
            bound.add(nested[1])
            inner |= _scope(rows, at, stop, level + 1)
            at = stop
        else:
            own.append(row.text)
            at += 1
    text = "\n".join(own)
    head = _FUNCTION.match(text)
    if head is None:
        return (_words(text) | inner) - _targets(text, lambdas_only=True)
    parameters, rest = _signature(text, head.end())
    body = text[rest:]
    bound |= parameters | _targets(body)
    bound -= {name for found in _GLOBAL.findall(body) for name in _ANY_WORD.findall(found)}
    defaults = _words(_KEYWORD.sub(r"\1", f",{text[head.end() : rest]}")) - parameters
    return ((_words(body) | inner) - bound) | defaults


def _end(rows: Sequence[_Row], start: int, end: int) -> int:
    """Where the block that the row `start` begins is over."""
    indent = _indent(rows[start].text)
    for i in range(start + 1, end):
        row = rows[i]
        if not row.depth and row.text.strip() and _indent(row.text) <= indent:
            return i
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _signature(text: str, at: int) -> tuple[set[str], int]:
    """A function's parameters, and where the bracket around them closes."""
    names: set[str] = set()
    depth, expected = 1, True
    for token in re.finditer(rf"{_NAME}|[(\[{{)\]}},]", text[at:]):
        found = token.group()
        if found in "([{":
            depth += 1
        elif found in ")]}":
            depth -= 1
            if not depth:
                return names, at + token.end()
        elif found == ",":
            expected = expected or depth == 1
        elif expected:
            names.add(found)
            expected = False
    return names, len(text)


def _targets(text: str, *, lambdas_only: bool = False) -> set[str]:
    """The names that a function's body binds, or only those of comprehensions and lambdas."""
    names: set[str] = set()
    for assigned, loop, alias, walrus, imported, parameters in _BOUND.findall(text):
        names.update(_ANY_WORD.findall(f"{loop} {parameters}"))
        if not lambdas_only:
            names.update(_ANY_WORD.findall(f"{assigned} {alias} {walrus} {imported}"))
    return names


def _words(text: str) -> set[str]:
    return set(WORD.findall(_KEYWORD.sub(r"\1", _IMPORT.sub("", text))))
