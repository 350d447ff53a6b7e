"""What people hand in as Python though a notebook or a prompt had its part in it.

Magics, shell commands, questions and prompts are taken out line by line, so that places stay what
they are. Nothing here knows Python's grammar: strings and brackets are followed by their look, in
time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

FOREIGN: Final = frozenset(
    {
        *("bash", "sh", "script", "cmd", "system", "sx", "html", "javascript", "js", "latex"),
        *("markdown", "svg", "perl", "ruby", "R", "sql", "cython", "python", "python2", "python3"),
        *("pypy", "writefile", "file", "timeit", "writetemplate", "bigquery", "script_magic"),
    }
)
"""Cell magics that do not run their body as Python among the notebook's own names."""

BRINGING: Final = frozenset(
    {
        *("run", "load", "loadpy", "pylab", "store", "macro", "rerun", "recall", "edit"),
        *("writefile", "file", "cython", "sql", "R"),
    }
)
"""Magics that may bring what other code needs, whatever names they show."""

_CELL_MAGIC = re.compile(r"[ \t]*+%%(\w++|!)[ \t]*+(.*)")
_MAGIC = re.compile(
    r"(?P<indent>[ \t]*+)(?P<targets>[\w, \t]++=[ \t]*+)?+"
    r"(?:%(?P<magic>[A-Za-z_]\w*+)(?P<rest>.*)|!.*|\?.*|[\w.*]++\?{1,2}[ \t]*+$)"
)
_NAME = re.compile(r"[^\W\d]\w*+")
_DEFINED = re.compile(
    r"^(?:@|(?:(?:async[ \t]++)?def|class)[ \t]++([^\W\d]\w*+)"
    r"|([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)[ \t]*+(?::[^=\n]++)?=(?!=)"
    r"|(?:from[ \t]++[\w.]++[ \t]++)?import[ \t]++([^\n]*+))",
    re.MULTILINE,
)
_PROMPT = re.compile(r"^[ \t]*+(?:>>>(?: |$)|In[ ]?\[\d*+\]:)", re.MULTILINE)
_PROMPTED = re.compile(r"[ \t]*+(?:(?:>>>|\.\.\.)(?: |$)|In[ ]?\[\d*+\]:[ ]?|\.{3,}:[ ]?)")

_TOKEN = re.compile(
    r"""\#.*|(?P<triple>\"{3}|'{3})|(?P<short>["'])|(?P<open>[(\[{])|(?P<close>[)\]}])"""
)
_SIGN = re.compile(r"""[\#"'()\[\]{}]""")
"""What a token begins with: to look for one of a few signs takes no time."""
_SHORT = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*+{quote}?") for quote in "\"'"}
_TRIPLE = {
    quote: re.compile(rf"(?:[^{quote[0]}\\]|\\.?|{quote[0]}(?!{quote[:2]}))*+({quote})?+")
    for quote in ('"""', "'''")
}
_HEAD = re.compile(r"(?:async[ \t]++def|def|class|import|from)\b|@")
_NEXT = re.compile(r";[ \t]*+[^;\s#]")
_GOES_ON = re.compile(r"(?:else|elif|except|finally|case)\b|[)\]}]")


class Omitted(NamedTuple):
    """What was taken out: its line, the names that it seems to bind, what it is, and whether that
    is told in any case.
    """

    line: int
    names: frozenset[str]
    why: str
    told: bool = False


class Cleaned(NamedTuple):
    """Python with as many lines as before, and what is no more in it."""

    text: str
    omitted: tuple[Omitted, ...] = ()


def cleaned(source: str) -> Cleaned:
    """A cell, or a file, without what is no Python in it."""
    lines = source.split("\n")
    first = next((row for row, line in enumerate(lines) if line.strip()), 0)
    omitted: list[Omitted] = []
    if magic := _CELL_MAGIC.match(lines[first]):
        if magic[1] in FOREIGN or magic[1] == "!":
            why = f"a cell that begins with {shortened(lines[first])} is left out"
            told = magic[1] in BRINGING
            whole = Omitted(first + 1, defined(source), why, told)
            return Cleaned("\n" * (len(lines) - 1), (whole,))
        lines[first] = ""
    if prompted(source):
        lines = _unprompted(lines)
    for row, line, free in _rows(lines):
        if free and (magic := _MAGIC.match(line)):
            lines[row] = f"{magic['indent']}pass"
            if magic["magic"] == "time" and magic["rest"].strip() and not magic["targets"]:
                lines[row] = magic["indent"] + magic["rest"].strip()
            elif magic["targets"] or magic["magic"] in BRINGING:
                names = frozenset(_NAME.findall(magic["targets"] or ""))
                why = f"{shortened(line)} is left out"
                omitted.append(Omitted(row + 1, names, why, magic["magic"] in BRINGING))
    return Cleaned("\n".join(lines), tuple(omitted))


def prompted(text: str) -> bool:
    """Whether some line begins with a prompt; in a string, as in a docstring, it is text."""
    if not _PROMPT.search(text):
        return False
    return any(free and _PROMPT.match(line) for _, line, free in _rows(text.split("\n")))


def shortened(line: str) -> str:
    """A line as it is named."""
    text = line.strip()
    return text if len(text) <= MOST_NAMED else text[: MOST_NAMED - 1] + "…"


MOST_NAMED: Final = 60


def defined(text: str) -> frozenset[str]:
    """The names that a text seems to bind at its top level."""
    names: set[str] = set()
    for one, some, imported in _DEFINED.findall(text):
        names |= {one, *_NAME.findall(some), *_NAME.findall(imported)}
    return frozenset(names - {"", "as"})


def starts(text: str) -> list[int]:
    """The rows, from 0, at which a statement at the top level begins, as far as a look tells.

    What is not closed ends at a definition.
    """
    found: list[int] = []
    decorating = False
    lines = text.split("\n")
    for row, line, free in _rows(lines, recover=True):
        if free and line and line[0] not in " \t#\f\r" and not _GOES_ON.match(line):
            if not decorating:
                found.append(row)
            decorating = line.startswith("@")
    return found


def statements(text: str) -> int:
    """How many statements a text holds at its top level, as far as a look tells, and at most."""
    rows = _rows(text.split("\n"))
    return len(starts(text)) + sum(_parts(line) for _, line, free in rows if free)


def _parts(line: str) -> int:
    """How many statements follow others in a line."""
    return len(_NEXT.findall(line)) if line.strip("; \t") else 0


def _unprompted(lines: Sequence[str]) -> list[str]:
    """The lines without prompts, and without the output below them."""
    out: list[str] = []
    output = False
    for line in lines:
        if prompt := _PROMPTED.match(line):
            out.append(line[prompt.end() :])
            output = True
        elif output and line.strip():
            out.append("")
        else:
            out.append(line)
            output = False
    return out


def _rows(lines: Sequence[str], *, recover: bool = False) -> Iterator[tuple[int, str, bool]]:
    """Each line, and whether it begins outside of strings, brackets and what a backslash joins.

    With `recover`, what is not closed ends at a definition that stands at the margin.
    """
    quote, depth, joined = "", 0, False
    for row, line in enumerate(lines):
        if recover and (quote or depth) and not joined and depth and _HEAD.match(line):
            depth = 0 if not quote else depth
        free = not quote and not depth and not joined
        yield row, line, free
        if free and _MAGIC.match(line):
            continue
        quote, depth = _scanned(line, quote, depth)
        joined = not quote and line.endswith("\\")


def _scanned(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Which string, and how many brackets, are open at the end of a line."""
    at = 0
    if quote:
        inside = _TRIPLE[quote].match(line)
        if inside is None or not inside[1]:
            return quote, depth
        at = inside.end()
    while sign := _SIGN.search(line, at):
        token = _TOKEN.match(line, sign.start())
        assert token is not None
        at = token.end()
        if token["triple"]:
            inside = _TRIPLE[token["triple"]].match(line, at)
            if inside is None or not inside[1]:
                return token["triple"], depth
            at = inside.end()
        elif token["short"]:
            string = _SHORT[token["short"]].match(line, at)
            at = string.end() if string else at
        elif token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(0, depth - 1)
    return "", depth
