"""What programs have in common that differ in layout, comments and names of their own alone.

A text is cut into tokens, never parsed, in time proportional to its length. Where it is not certain
that nothing else hangs on a name, the name stays; where nothing is certain, there is no normal
form.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import itertools
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator
from token import (
    COMMENT,
    DEDENT,
    ENDMARKER,
    ERRORTOKEN,
    INDENT,
    NAME,
    NEWLINE,
    NL,
    NUMBER,
    OP,
    STRING,
)
from typing import Final, NamedTuple

MOST_TEXT: Final = 20_000
"""Longer texts have no normal form."""

_IMPORTED: Final = frozenset(
    {
        *("bisect", "collections", "copy", "fractions", "functools", "heapq", "itertools"),
        *("math", "numpy", "operator", "random", "statistics", "typing"),
    }
)
"""From these, nothing tells a function what its variables are called."""

_TELLING: Final = frozenset(
    {
        *("breakpoint", "compile", "dir", "eval", "exec", "globals", "help", "input", "locals"),
        *("open", "vars"),
    }
)
_ALWAYS: Final = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "exit", "quit"})
_OUTLINE: Final = {NEWLINE: "\n", INDENT: "\x01", DEDENT: "\x02"}
_LAID_OUT: Final = frozenset("\t\f\v\r\0")
"""Where one of these is, white space may matter."""

_DECIMAL: Final = re.compile(r"(?=[\d.]*[.eE])\d*\.?\d*(?:[eE][+-]?\d+)?")
_MARKED: Final = re.compile(r"[\"'\\\n]")
_WORD: Final = re.compile(r"[^\W\d]\w*")
_SIGNS: Final = frozenset({"(", "[", "{", "@", "-", "+", "~", "*", "..."})
"""What a statement may begin with that no notebook makes anything else of."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_NOTHING: Final = (OP, "")

Token = tuple[int, str]
Line = list[Token]


class Normal(NamedTuple):
    """The digest of a normal form, and the names that it does not tell."""

    digest: bytes
    names: frozenset[str]


def normal(text: str, kept: Iterable[str]) -> Normal | None:
    """The normal form of a text in which these names mean something to others, as the functions
    that are asked for do, whose parameters are kept as well; None if it has none.
    """
    if len(text) > MOST_TEXT or not _LAID_OUT.isdisjoint(text) or ">>>" in text:
        return None
    try:
        lines = list(_lines(text))
    except (tokenize.TokenError, SyntaxError):
        return None
    if not all(map(_certain, lines)):
        return None
    names = {string for line in lines for kind, string in line if kind == NAME}
    free: frozenset[str] = frozenset()
    if "class" not in names:
        asked = frozenset(kept)
        free = frozenset(names.difference(_ALWAYS, asked, *(_meant(line, asked) for line in lines)))
    numbers: dict[str, int] = {}
    form = hashlib.sha256()
    for kind, string in itertools.chain.from_iterable(lines):
        is_free = kind == NAME and string in free
        told = f"\x03{numbers.setdefault(string, len(numbers))}" if is_free else string
        form.update(told.encode("utf-8", "surrogatepass") + b"\0")
    return Normal(form.digest(), free)


def words(text: str) -> frozenset[str]:
    """The names that a text says, whatever it is."""
    return frozenset(_WORD.findall(text))


def _lines(text: str) -> Iterator[Line]:
    """The tokens of each line that counts, as Python sees lines: without comments, and none that is
    a text and nothing else.
    """
    line: Line = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = token.type
        if kind in _OUTLINE:
            if not all(kind == STRING and _says_nothing(string) for kind, string in line):
                yield [*line, (NEWLINE, "\n")]
            if kind != NEWLINE:
                yield [(kind, _OUTLINE[kind])]
            line = []
        elif kind not in (COMMENT, NL, ENDMARKER):
            line.append((kind, _literal(kind, token.string)))


def _literal(kind: int, string: str) -> str:
    """A number or a text as it is written usually."""
    if kind == NUMBER and _DECIMAL.fullmatch(string):
        return repr(float(string))
    quote, content = string[0], string[1:-1]
    if kind == STRING and quote == "'" and quote == string[-1] and not _MARKED.search(content):
        return f'"{content}"'
    return string


def _says_nothing(string: str) -> bool:
    """Whether a text that stands alone does nothing."""
    return "f" not in string[: string.find(string[-1])].lower()


def _certain(line: Line) -> bool:
    """Whether it is known what the line does, as far as names go, and that it is Python."""
    kinds, strings = {kind for kind, _ in line}, [string for _, string in line]
    names = [string for kind, string in line if kind == NAME]
    first, second, *_ = *strings, ""
    if first == "if" and second == "__name__":
        names.remove(second)
    if ERRORTOKEN in kinds or not all(map(_plain, names)):
        return False
    if (line[0][0] == OP and first not in _SIGNS) or (first in ("In", "Out") and second == "["):
        return False
    if "import" not in names:
        return True
    if first == "from":
        return second in _IMPORTED and "*" not in strings and ";" not in strings
    modules = [after for before, after in itertools.pairwise(strings) if before in ("import", ",")]
    return first == "import" and _IMPORTED.issuperset(modules) and ";" not in strings


def _plain(name: str) -> bool:
    """Whether the name neither is another as well, nor leads to what the program is made of."""
    return name.isascii() and not name.startswith("__") and name not in _TELLING


def _meant(line: Line, asked: frozenset[str]) -> frozenset[str]:
    """The names in this line on which more may hang than which variable is which."""
    if ("import" in (strings := [string for _, string in line])) or not asked.isdisjoint(
        after for before, after in itertools.pairwise(strings) if before == "def"
    ):
        return frozenset(strings)
    found: set[str] = set()
    depth = 0
    for (_, before), (kind, string), (_, after) in zip(
        [_NOTHING, *line], line, [*line[1:], _NOTHING], strict=False
    ):
        if kind == OP:
            depth += (string in _OPENING) - (string in _CLOSING)
        elif kind == STRING:
            found |= words(string)
        elif before == "." or (depth and after == "="):
            found.add(string)
    return frozenset(found)
