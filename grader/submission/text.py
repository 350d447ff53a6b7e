"""Bytes that somebody handed in, as text.

UTF-8 unless the file says otherwise: by a byte order mark, or by a coding line (PEP 263) that names
a code page. Letters of an old code page in comments do no harm, and are read with a warning.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from grader.errors import SubmissionError
from grader.submission import glance

CODINGS: Final = re.compile(
    r"utf-?8|ascii|latin-?1|l1|iso-?8859-?\d{1,2}|iso-ir-\d+|cp\d{3,5}|windows-?\d{3,4}|mac-?\w+"
    r"|koi8-?[rtu]|gbk|gb2312|gb18030|big5(?:-?hkscs)?|shift-?jisx?\d*|s-?jis|euc-?(?:jp|kr|cn)"
)
"""Codings that are tables of characters, and take time in proportion to a text."""

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?$")
_OLD: Final = "cp1252"


class Text(NamedTuple):
    """A text, and what is to be said of how it was read."""

    text: str
    warning: str = ""


def text_of(content: bytes, name: str) -> Text:
    """The text of a Python file; raises `SubmissionError`."""
    marked = _marked(content, name)
    if marked is not None:
        return Text(_checked(marked, name))
    coding = _coding(content)
    if coding:
        try:
            return Text(_checked(content.decode(coding), name))
        except UnicodeDecodeError as error:
            raise SubmissionError(_bad(content, error.start, name, coding)) from None
    try:
        return Text(_checked(content.decode("utf-8"), name))
    except UnicodeDecodeError as error:
        first = error.start
    old = content.decode(_OLD, "replace")
    line, _ = _place(content, first)
    if not _harmless(content):
        raise SubmissionError(_bad(content, first, name, "UTF-8"))
    warning = f"{name} is not UTF-8 text in line {line}; read as {_OLD}, since that is a comment"
    return Text(_checked(old, name), warning)


def lines_of(text: str) -> str:
    """The text with lines that end as ours do."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(content: bytes, name: str) -> str:
    """The text of a notebook, which is UTF-8 unless a byte order mark says otherwise."""
    marked = _marked(content, name)
    if marked is not None:
        return marked
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SubmissionError(_bad(content, error.start, name, "UTF-8")) from None


def _marked(content: bytes, name: str) -> str | None:
    """The text of what begins with a byte order mark."""
    for mark, coding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(coding)
            except UnicodeDecodeError as error:
                place = error.start + len(mark)
                raise SubmissionError(_bad(content, place, name, coding.upper())) from None
    return None


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _coding(content: bytes) -> str:
    """The code page that one of the first two lines names, if it is one."""
    for line in content[:2000].split(b"\n")[:2]:
        if found := _COOKIE.match(line):
            named = found[1].decode("ascii", "replace").lower().replace("_", "-")
            try:
                return codecs.lookup(named).name if CODINGS.fullmatch(named) else ""
            except LookupError:
                return ""
        if not _BLANK.match(line):
            return ""
    return ""


def _harmless(content: bytes) -> bool:
    """Whether all bytes that are not ASCII stand in comments, or in strings of several lines."""
    # Each byte is one character, whichever it is.
    return glance.uncommented(content.decode("latin-1")).isascii()


def _checked(text: str, name: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SubmissionError(f"{name} holds a NUL character in line {line}")
    return lines_of(text)


def _bad(content: bytes, at: int, name: str, coding: str) -> str:
    line, column = _place(content, at)
    return f"{name} is not {coding} text: byte 0x{content[at]:02x} in line {line}, column {column}"


def _place(content: bytes, at: int) -> tuple[int, int]:
    return content.count(b"\n", 0, at) + 1, at - (content.rfind(b"\n", 0, at) + 1) + 1
