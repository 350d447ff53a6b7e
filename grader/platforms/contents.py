"""The code in what somebody handed in: out of archives and editors, one file of each name."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from grader.escaping import printable
from grader.platforms import layouts, listing
from grader.platforms.layouts import Piece
from grader.platforms.listing import Source, Unreadable
from grader.submission.intake import READ, safe_name


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be laid down: where it came from, by which name it goes, what it holds."""

    source: str
    name: str
    content: bytes
    when: float


def files(group: Sequence[Piece], source: Source, start: str) -> tuple[list[File], list[str]]:
    """The code that is in these pieces, and what is left out with the reason for it."""
    found: list[File] = []
    left_out: list[str] = []
    for piece in group:
        name = f"{start}{piece.source}"
        try:
            content = source.read(name)
            written = source.entries[name].written
            when = written.timestamp() if written else 0.0
            if listing.is_archive(piece.file):
                inside = listing.unpacked(content, piece.file)
                left_out += [f"{told(n)}: {why}" for n, why in inside.aside.items()]
                _, names = layouts.unwrapped(inside.entries)
                for raw, short in zip(inside.entries, names, strict=True):
                    if _is_code(raw):
                        found.append(File(f"{piece.file}/{raw}", short, inside.read(raw), when))
                    elif not _is_quiet(raw):
                        left_out.append(f"{told(raw)}: no Python file and no notebook")
            elif _is_text(piece.file):
                found.append(File(piece.file, "online_text.py", plain(content), when))
            elif _is_code(piece.file):
                found.append(File(piece.file, piece.file, content, when))
            elif not _is_quiet(piece.file):
                left_out.append(f"{told(piece.file)}: no Python file and no notebook")
        except Unreadable as error:
            left_out.append(f"{told(piece.file)}: {error}")
    return found, left_out


def told(name: str) -> str:
    return printable(name)[:120]


def _is_code(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in READ and not _is_quiet(name)


def _is_quiet(name: str) -> bool:
    """Whether a file is nobody's work: what tools put beside it."""
    hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
    return hidden or "__pycache__" in name or name.endswith(".pyc")


_TEXTS: Final = ("onlinetext.html", "text.html")


def _is_text(name: str) -> bool:
    return PurePosixPath(name).name in _TEXTS


def plain(content: bytes) -> bytes:
    """Code that was typed into a platform's editor, out of its HTML."""
    text = content.decode("utf-8-sig", "replace")
    text = re.sub(r"(?is)<(head|style|script)\b.*?</\1>", "", text)
    text = re.sub(r"(?i)<br\s*/?>\n?|</(p|div|li|pre|h\d)>\n?", "\n", text)
    text = html.unescape(re.sub(r"<[A-Za-z!/][^<>]*>", "", text)).replace("\xa0", " ")
    return (text.strip("\n") + "\n").encode()


def one_each(
    files: Sequence[File], *, newest: bool, clashes: list[str], who: str
) -> tuple[list[File], list[str]]:
    """One file of each name, and those that gave way to it; `clashes` gets what is not decided."""
    groups: dict[str, list[File]] = {}
    for one in files:
        groups.setdefault(PurePosixPath(one.name).name.casefold(), []).append(one)
    found, left_out = list[File](), list[str]()
    for group in groups.values():
        contents = {one.content for one in group}
        if len(contents) == 1:
            found.append(group[0])
        elif newest:
            last = max(group, key=lambda one: one.when)
            found.append(last)
            left_out += [
                f"{told(one.source)}: {told(last.source)} is newer"
                for one in group
                if one is not last
            ]
        elif len({one.name for one in group}) == len(group) and _modules(group):
            found += group
        else:
            names = " and ".join(told(one.source) for one in group)
            clashes.append(f"{printable(who)}: {names} are not the same")
    return found, left_out


def _modules(group: Sequence[File]) -> bool:
    """Whether files of one name belong to packages, where every one is called so."""
    return PurePosixPath(group[0].name).name in ("__init__.py", "conftest.py", "setup.py")


def safe(name: str) -> str:
    return "/".join(safe_name(part) for part in PurePosixPath(name).parts)
