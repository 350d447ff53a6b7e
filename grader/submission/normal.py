"""What programs have in common that differ in layout, comments and names of their own alone.

A text is cut into tokens, never parsed, in time proportional to its length. Where it is not certain
that nothing else hangs on a name, the name stays; where nothing is certain, there is no normal
form.
"""

from __future__ import annotations

import builtins
import collections
import fractions
import hashlib
import importlib
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

import numpy as np

from grader.edits.spelling import spelling

MOST_TEXT: Final = 20_000
"""Longer texts have no normal form."""

_MODULES: Final = tuple(
    importlib.import_module(name)
    for name in """
    bisect collections copy fractions functools heapq itertools math numpy numpy.fft numpy.linalg
    numpy.random operator random statistics
    """.split()  # noqa: SIM905
)
_IMPORTED: Final = frozenset({*(module.__name__ for module in _MODULES), "typing"})
_KINDS: Final = (
    *(list, tuple, dict, set, frozenset, str, bytes, int, float, complex, slice),
    *(collections.deque, collections.Counter, collections.OrderedDict, fractions.Fraction),
    *(np.ndarray, np.generic, np.random.Generator, np.random.RandomState),
)
_UNTOLD: Final = frozenset(
    """
    attrgetter bmat core ctypeslib f2py get_include info lib lookfor memmap methodcaller seterrcall
    show_config show_runtime test testing typing
    """.split()  # noqa: SIM905
)
_TYPES: Final = frozenset(
    """
    Any Callable Dict Iterable Iterator List Mapping Optional Sequence Set Tuple Union
    """.split()  # noqa: SIM905
)
_ATTRIBUTES: Final = _TYPES | frozenset(
    name
    for owner in (*_MODULES, *_KINDS)
    for name in getattr(owner, "__all__", dir(owner))
    if not name.startswith("_") and name not in _UNTOLD
)
"""What is asked of modules and objects, and tells nobody what variables are called, or in which
lines they are."""

_ASKED: Final = re.compile(r"\.\s*([^\W\d]\w*)")
_INNARDS: Final = re.compile(r"(?:ag|co|cr|f|gi|tb)_")

_METHODS: Final = frozenset(
    f"__{name}__"
    for name in """
    abs add bool call contains delitem eq float floordiv ge getitem gt hash iadd imul
    init int invert isub iter itruediv le len lt matmul mod mul ne neg next pos post_init pow radd
    repr reversed rfloordiv rmatmul rmod rmul rpow rsub rtruediv setitem slots str sub truediv
    """.split()  # noqa: SIM905
)
_TELLING: Final = frozenset(
    """
    breakpoint classmethod compile copyright credits delattr dir eval exec exit getattr globals
    hasattr help id input license locals memoryview object open quit setattr type vars
    """.split()  # noqa: SIM905
)
_ALWAYS: Final = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist})
_OUTLINE: Final = {NEWLINE: "\n", INDENT: "\x01", DEDENT: "\x02"}
_LAID_OUT: Final = frozenset("\t\f\v\r\0")
"""Where one of these is, white space may matter."""

_DECIMAL: Final = re.compile(r"(?=[\d.]*[.eE])\d*\.?\d*(?:[eE][+-]?\d+)?")
_MARKED: Final = re.compile(r"[\"'\\\n]")
WORD: Final = re.compile(r"[^\W\d]\w*")
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
    """The digest of a normal form, and of the lines where its tokens stand; the names that it does
    not tell, and how they are spelt, if others may be spelt alike.
    """

    digest: bytes
    layout: bytes
    names: frozenset[str]
    spelling: bytes | None


def normal(text: str, kept: Iterable[str]) -> Normal | None:
    """The normal form of a text in which these names mean something to others, as the functions
    that are asked for do; None if it has none. Functions and their parameters keep their names.
    """
    if len(text) > MOST_TEXT or not _LAID_OUT.isdisjoint(text) or ">>>" in text:
        return None
    try:
        lines = list(_lines(text))
    except (tokenize.TokenError, SyntaxError):
        return None
    if not all(map(_certain, lines)) or not _asks_little(lines):
        return None
    tokens = list(itertools.chain.from_iterable(lines))
    names = [*dict.fromkeys(token.string for token in tokens if token.kind == NAME)]
    free = frozenset(names).difference(_ALWAYS, kept, *_meant(lines))
    numbers: dict[str, int] = {}
    form = hashlib.sha256()
    for kind, string, _ in tokens:
        is_free = kind == NAME and string in free
        told = f"\x03{numbers.setdefault(string, len(numbers))}" if is_free else string
        form.update(told.encode("utf-8", "surrogatepass") + b"\0")
    rows = ",".join(str(token.row) for token in tokens)
    layout = hashlib.sha256(rows.encode()).digest()
    return Normal(form.digest(), layout, free, spelling(names, free))


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
        return not ("except" in names and "as" in names)  # what is caught tells names and lines
    if first == "from":
        return second in _IMPORTED and "*" not in strings and ";" not in strings
    modules = [after for before, after in itertools.pairwise(strings) if before in ("import", ",")]
    return first == "import" and _IMPORTED.issuperset(modules) and ";" not in strings


def _asks_little(lines: Sequence[Line]) -> bool:
    """Whether all that is asked of modules and objects is known, or the program's own."""
    asked: set[str] = set()
    own: set[str] = set()
    for line in lines:
        strings = [token.string for token in line]
        importing, given = "import" in strings, _given(strings)
        triples = zip(["", *strings], strings, [*strings[1:], ""], strict=False)
        for place, (before, name, after) in enumerate(triples):
            if before == "def":
                own.add(name)
            elif WORD.fullmatch(name) and (before == "." or (importing and before != "as")):
                (own if place < given and after in ("=", ",", ":") else asked).add(name)
        texts = [token.string for token in line if token.kind == STRING and "{" in token.string]
        if not all(_plain(word) for text in texts for word in WORD.findall(text)):
            return False
        asked.update(name for text in texts for name in _ASKED.findall(text))
    asked -= _ATTRIBUTES | _IMPORTED | _METHODS | _ALWAYS
    return asked <= own and own.isdisjoint(_UNTOLD) and not any(map(_INNARDS.match, own))


def _given(strings: Sequence[str]) -> int:
    """Where the sign stands that gives something a value, outside of all brackets; 0 if none."""
    depth = 0
    for place, string in enumerate(strings):
        depth += (string in _OPENING) - (string in _CLOSING)
        if string == "=" and not depth:
            return place
    return 0


def _plain(name: str) -> bool:
    """Whether the name neither is another as well, nor leads to what the program is made of."""
    special = name.startswith("__") and name not in _METHODS
    return name.isascii() and not special and name not in _TELLING


def _meant(lines: Sequence[Line]) -> Iterator[set[str]]:
    """The names on which more may hang than which variable is which, line by line."""
    blocks, opens_class = [False], False
    for line in lines:
        strings = [token.string for token in line]
        if line[0].kind == INDENT:
            blocks.append(opens_class)
        elif line[0].kind == DEDENT:
            blocks.pop()
        opens_class = "class" in strings
        if blocks[-1] or opens_class or "import" in strings or "def" in strings:
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
            yield from WORD.findall(string)
        elif before == "." or (depth and after == "="):
            yield string
        before = string
