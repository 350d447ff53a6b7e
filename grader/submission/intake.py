"""Reads files that strangers hand in: regular ones, of bounded size, from a folder or a zip.

Links, pipes and devices are never opened, nothing is written to disk, and how much is read is
bounded by what is read and not by what a header says.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final

from grader.errors import SubmissionError
from grader.escaping import told

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SHOWN: Final = 200
"""How many characters of a file's name are told."""

MOST_FILES: Final = 1000
MOST_DEPTH: Final = 8
MOST_ARCHIVE: Final = 50 << 20
MOST_UNPACKED: Final = 200 << 20
MOST_RATIO: Final = 200
MOST_DIRECTORY: Final = 1 << 20
"""Of an archive's table of contents, which is read whole."""

READ: Final = {".py": 1 << 20, ".ipynb": 20 << 20}
"""The files that are looked at, and how large each may be."""

_SKIPPED = frozenset({"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv", "env"})
_END = struct.Struct("<4s4H2LH")
_MOST_NAME = 120
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{i}" for port in ("COM", "LPT") for i in range(10))}
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a submission; `inside` says where in the archive at `path` it lies, if in one."""

    name: str
    path: Path
    inside: int | None = None

    @property
    def stem(self) -> str:
        """Its name without directories and suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """`.py` or `.ipynb`, in lower case."""
        return PurePosixPath(self.name).suffix.lower()

    def read(self) -> bytes:
        """What it holds; raises `SubmissionError` in one line."""
        most = READ[self.suffix]
        if self.inside is None:
            return read_regular(self.path, most, self.name)
        with _opened(self.path) as archive:
            members = archive.infolist()
            if self.inside >= len(members):
                raise SubmissionError(f"{shown(self.path.name)} changed while it was read")
            return _unpacked(archive, members[self.inside], most)


def shown(name: str) -> str:
    """A hostile name as one printable line."""
    return told(name, MOST_SHOWN)


def safe_name(text: str) -> str:
    """A file name for reports on `text`: different for different texts, harmless everywhere.

    Letters, digits and a few signs stay and the rest becomes `%XX`, so the text can be read back,
    unless it is so long that its end is replaced by a digest.
    """
    last = len(text) - 1
    name = "".join(
        c if c.isalnum() or c in "_@+" or (c in "-. " and 0 < i < last) else _percent(c)
        for i, c in enumerate(text)
    )
    if name.partition(".")[0].upper() in _RESERVED:
        name = _percent(name[0]) + name[1:]
    if len(name.encode()) > _MOST_NAME:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = name.encode()[: _MOST_NAME - 17].decode("utf-8", "ignore") + "~" + digest
    return name or "%"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def read_regular(path: Path, most: int, name: str) -> bytes:
    """The content of a regular file of at most `most` bytes; raises `SubmissionError`."""
    with _regular(path, name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise SubmissionError(f"{shown(name)} is larger than {_size(most)}")
    return content


def _size(count: int) -> str:
    return f"{count >> 20} MB" if count >> 20 else f"{count} bytes"


@contextmanager
def _regular(path: Path, name: str) -> Iterator[BinaryIO]:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise SubmissionError(f"{shown(name)} is a symbolic link, which is not followed")
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(f"{shown(name)} cannot be read: {reason}") from None
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SubmissionError(f"{shown(name)} is not a regular file")
        yield stream


def files(path: Path) -> tuple[File, ...]:
    """The Python files and notebooks of the submission at `path`, by name."""
    if path.is_dir() and not path.is_symlink():
        found = list(_walked(path))
    elif path.suffix.lower() == ".zip":
        with _opened(path) as archive:
            found = list(_members(path, archive))
    else:
        found = [File(path.name, path)]
    return tuple(sorted(found, key=lambda file: file.name))


def _walked(root: Path) -> Iterator[File]:
    pending = [(root, 0)]
    count = 0
    while pending:
        folder, depth = pending.pop()
        try:
            with os.scandir(folder) as scanned:
                entries = list(islice(scanned, MOST_FILES - count + 1))
        except OSError as error:
            name = shown(folder.name)
            raise SubmissionError(f"{name} cannot be read: {error.strerror}") from None
        count += len(entries)
        if count > MOST_FILES:
            raise SubmissionError(f"holds more than {MOST_FILES} files")
        for entry in entries:
            path = Path(entry.path)
            if _ignored(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth >= MOST_DEPTH:
                    raise SubmissionError(f"holds folders more than {MOST_DEPTH} deep")
                pending.append((path, depth + 1))
            elif path.suffix.lower() in READ:
                yield File(path.relative_to(root).as_posix(), path)


def _ignored(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at `path`, or `SubmissionError` for whatever is wrong with it."""
    name = shown(path.name)
    with _regular(path, path.name) as stream:
        if os.fstat(stream.fileno()).st_size > MOST_ARCHIVE:
            raise SubmissionError(f"{name} is larger than {_size(MOST_ARCHIVE)}")
        _check_directory(stream, name)
        try:
            with zipfile.ZipFile(stream) as archive:
                yield archive
        except _BROKEN as error:
            raise SubmissionError(f"{name} is not a sound zip archive: {error}") from None


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, OverflowError, RuntimeError),
    *(struct.error, UnicodeError, ValueError, MemoryError),
)


def _check_directory(stream: BinaryIO, name: str) -> None:
    """Refuses an archive whose table of contents is too large to be read."""
    length = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, length - (1 << 16) - _END.size))
    tail = stream.read()
    stream.seek(0)
    ends = [tail.rfind(b"PK\x05\x06"), len(tail) - _END.size]
    for at in ends:
        if at < 0 or len(tail) - at < _END.size or tail[at : at + 4] != b"PK\x05\x06":
            continue
        size = _END.unpack_from(tail, at)[5]
        if size > MOST_DIRECTORY or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
            raise SubmissionError(f"{name} holds too many files")


def _members(path: Path, archive: zipfile.ZipFile) -> Iterator[File]:
    name = shown(path.name)
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise SubmissionError(f"{name} holds more than {MOST_FILES} files")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise SubmissionError(f"{name} unpacks to more than {_size(MOST_UNPACKED)}")
    for i, member in enumerate(members):
        inside = PurePosixPath(member.filename)
        unsafe = "\\" in member.filename or ":" in member.filename
        if unsafe or inside.is_absolute() or ".." in inside.parts:
            raise SubmissionError(f"{name} holds the unsafe name {shown(member.filename)}")
        link = stat.S_ISLNK(member.external_attr >> 16)
        if member.is_dir() or link or any(map(_ignored, inside.parts)):
            continue
        if len(inside.parts) > MOST_DEPTH + 1:
            raise SubmissionError(f"{name} holds folders more than {MOST_DEPTH} deep")
        if inside.suffix.lower() in READ:
            yield File(inside.as_posix(), path, i)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    name = shown(member.filename)
    if member.flag_bits & 1:
        raise SubmissionError(f"{name} is encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SubmissionError(f"{name} is compressed in an uncommon way; use plain zip")
    if member.file_size > most:
        raise SubmissionError(f"{name} is larger than {_size(most)}")
    if member.file_size > MOST_RATIO * max(member.compress_size, 1 << 10):
        raise SubmissionError(f"{name} is compressed more than {MOST_RATIO} times")
    with archive.open(member) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise SubmissionError(f"{name} is larger than {_size(most)}")
    return content
