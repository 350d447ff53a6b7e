"""Reads text files that should be text: UTF-8, of bounded size, printable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 1_000_000

_UNPRINTABLE: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def content(path: Path) -> bytes:
    """What the file at `path` holds, or a byte too many where it is too long."""
    try:
        if path.exists() and not path.is_file():  # of a pipe nobody would see the end
            raise SpecError([f"{path}: is no file"])
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SpecError([f"{path}: cannot be read: {error.strerror or error}"]) from None


def decoded(content: bytes | str, file: str) -> str:
    """The content as text; raises `SpecError` for what no text file holds."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if len(content) > MAX_BYTES:
        raise SpecError([f"{file}:1: the file is longer than {MAX_BYTES} bytes"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError([f"{file}:{line}: the file is not UTF-8 text"]) from None
    if bad := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        code = f"U+{ord(bad.group()):04X}"
        raise SpecError([f"{file}:{line}: the character {code} does not belong in text"])
    return text
