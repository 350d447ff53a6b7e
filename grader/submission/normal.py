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
from collections.abc import Iterable, Iterator, Sequence
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
_METHODS: Final = frozenset(
    f"__{name}__"
    for name in """
    abs add bool call contains delitem enter eq exit float floordiv ge getitem gt hash iadd imul
    init int invert isub iter itruediv le len lt matmul mod mul ne neg next pos post_init pow radd
    repr reversed rfloordiv rmatmul rmod rmul rpow rsub rtruediv setitem slots str sub truediv
    """.split()  # noqa: SIM905
)
_ALWAYS: Final = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "exit", "quit"})
_OUTLINE: Final = {NEWLINE: "\n", INDENT: "\x01", DEDENT: "\x02"}
_LAID_OUT: Final = frozenset("\t\f\v\r\0")
"""Where one of these is, white space may matter."""

_DECIMAL: Final = re.compile(r"(?=[\d.]*[.eE])\d*\.?\d*(?:[eE][+-]?\d+)?")
_MARKED: Final = re.compile(r"[\"'\\\n]")
_WORD: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = re.compile(r"['‘]([^\W\d]\w*)['’]|([^\W\d]\w*)(?=\(|\.<locals>)")
_SIGNS: Final = frozenset({"(", "[", "{", "@", "-", "+", "~", "*", "..."})
"""What a statement may begin with that no notebook makes anything else of."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Token(NamedTuple):
    """A token, and the line of the text where it begins."""

    kind: int
    string: str
    row: int = 0


Line = list[Token]
_NOTHING: Final = Token(OP, "")


class Normal(NamedTuple):
    """The digest of a normal form, and of the lines where its tokens stand; and the names that it
    does not tell.
    """

    digest: bytes
    layout: bytes
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
    tokens = list(itertools.chain.from_iterable(lines))
    names = {token.string for token in tokens if token.kind == NAME}
    free = frozenset(names.difference(_ALWAYS, kept, *_meant(lines, frozenset(kept))))
    numbers: dict[str, int] = {}
    form = hashlib.sha256()
    for kind, string, _ in tokens:
        is_free = kind == NAME and string in free
        told = f"\x03{numbers.setdefault(string, len(numbers))}" if is_free else string
        form.update(told.encode("utf-8", "surrogatepass") + b"\0")
    rows = ",".join(str(token.row) for token in tokens)
    return Normal(form.digest(), hashlib.sha256(rows.encode()).digest(), free)


def quoted(text: str) -> frozenset[str]:
    """The names that a text may have from Python itself, which quotes them or calls them, as in
    "name 'a' is not defined" and "a() takes 1 positional argument".
    """
    return frozenset(name for names in _QUOTED.findall(text) for name in names if name)


def _lines(text: str) -> Iterator[Line]:
    """The tokens of each line that counts, as Python sees lines: without comments, and none that is
    a text and nothing else.
    """
    line: Line = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = token.type
        if kind in _OUTLINE:
            if not all(kind == STRING and _says_nothing(string) for kind, string, _ in line):
                yield [*line, Token(NEWLINE, "\n")]
            if kind != NEWLINE:
                yield [Token(kind, _OUTLINE[kind])]
            line = []
        elif kind == ERRORTOKEN:
            raise tokenize.TokenError  # or what follows is looked through again and again
        elif kind not in (COMMENT, NL, ENDMARKER):
            line.append(Token(kind, _literal(kind, token.string), token.start[0]))


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
    strings = [token.string for token in line]
    names = [token.string for token in line if token.kind == NAME]
    first, second, *_ = *strings, ""
    if first == "if" and second == "__name__":
        names.remove(second)
    if not all(map(_plain, names)):
        return False
    is_odd = line[0].kind == OP and first not in _SIGNS
    if is_odd or (first in ("In", "Out") and second == "["):
        return False
    if "import" not in names:
        return True
    if first == "from":
        return second in _IMPORTED and "*" not in strings and ";" not in strings
    modules = [after for before, after in itertools.pairwise(strings) if before in ("import", ",")]
    return first == "import" and _IMPORTED.issuperset(modules) and ";" not in strings


def _plain(name: str) -> bool:
    """Whether the name neither is another as well, nor leads to what the program is made of."""
    special = name.startswith("__") and name not in _METHODS
    return name.isascii() and not special and name not in _TELLING


def _meant(lines: Sequence[Line], asked: frozenset[str]) -> Iterator[set[str]]:
    """The names on which more may hang than which variable is which, line by line."""
    blocks, opens_class = [False], False
    for line in lines:
        strings = [token.string for token in line]
        if line[0].kind == INDENT:
            blocks.append(opens_class)
        elif line[0].kind == DEDENT:
            blocks.pop()
        opens_class = "class" in strings
        defined = {after for before, after in itertools.pairwise(strings) if before == "def"}
        if blocks[-1] or opens_class or "import" in strings or not asked.isdisjoint(defined):
            yield set(strings)
        else:
            yield set(_meant_by(line))


def _meant_by(line: Line) -> Iterator[str]:
    """Attributes, keywords, and all that a text says, which may be the name of anything."""
    depth, before = 0, ""
    for (kind, string, _), (_, after, _) in itertools.pairwise((*line, _NOTHING)):
        if kind == OP:
            depth += (string in _OPENING) - (string in _CLOSING)
        elif kind == STRING:
            yield from _WORD.findall(string)
        elif before == "." or (depth and after == "="):
            yield string
        before = string
