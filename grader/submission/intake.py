"""Reads files that strangers hand in: regular ones, of bounded size, from a folder or a zip.

Links, pipes and devices are never opened, nothing is written to disk, and how much is read is
bounded by what is read and not by what a header says. What is never read is not judged: of all
else that lies beside the answers no more than the names is looked at.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
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
"""Python files and notebooks."""
MOST_ENTRIES: Final = 20_000
"""All that a folder or an archive holds."""
MOST_DEPTH: Final = 8
MOST_LEFT: Final = 5
"""So many files that cannot be read are named."""
MOST_ARCHIVES: Final = 20
MOST_ARCHIVE: Final = 50 << 20
MOST_RATIO: Final = 200
MOST_DIRECTORY: Final = 4 << 20
"""Of an archive's table of contents, which is read whole."""

READ: Final = {".py": 1 << 20, ".ipynb": 20 << 20}
"""The files that are looked at, and how large each may be."""

ARCHIVES: Final = frozenset({".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".zipx"})
DOCUMENTS: Final = frozenset(
    {
        *(".doc", ".docx", ".odt", ".rtf", ".txt", ".pdf", ".pages", ".tex", ".html", ".htm"),
        *(".png", ".jpg", ".jpeg", ".heic", ".m", ".mlx", ".r", ".rmd", ".jl", ".java", ".c"),
        *(".cpp", ".js", ".nb", ".pyc", ".xlsx", ".pptx"),
    }
)
"""What is handed in, too, and cannot be graded."""

_NOT_TAKEN: Final = ARCHIVES | DOCUMENTS
_SKIPPED = frozenset({"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv", "env"})
_END = struct.Struct("<4s4H2LH")
_DRIVE = re.compile(r"[A-Za-z]:")
_MOST_NAME = 120
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{i}" for port in ("COM", "LPT") for i in range(10))}
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a submission; `inside` says where in the archive at `path` it lies, if in one.

    Its name has slashes between folders and composed accents, however it was written.
    """

    name: str
    path: str
    inside: int | None = None

    @property
    def stem(self) -> str:
        """Its name without directories and suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """`.py` or `.ipynb`, in lower case."""
        return _suffix(self.name)

    def read(self) -> bytes:
        """What it holds; raises `SubmissionError` in one line."""
        most = READ.get(self.suffix)
        if most is None:
            raise SubmissionError(unreadable(self.name))
        if self.inside is None:
            return read_regular(self.path, most, self.name)
        path = Path(self.path)
        with _opened(path) as archive:
            members = archive.infolist()
            if self.inside >= len(members):
                raise SubmissionError(f"{shown(path.name)} changed while it was read")
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


@functools.lru_cache(maxsize=4096)  # what a class hands in is called alike
def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def read_regular(path: Path | str, most: int, name: str) -> bytes:
    """The content of a regular file of at most `most` bytes; raises `SubmissionError`."""
    descriptor = _regular(path, name)
    try:
        content = content_of(descriptor, most)
    finally:
        os.close(descriptor)
    if content is None:
        raise SubmissionError(f"{shown(name)} is larger than {_size(most)}")
    return content


def content_of(descriptor: int, most: int) -> bytes | None:
    """What an open file holds from here on, `None` if that is more than `most` bytes."""
    pieces = []
    left = most + 1
    at_once = max(os.fstat(descriptor).st_size + 1, _AT_ONCE)
    while left and (piece := os.read(descriptor, min(at_once, left))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces) if left else None


def _size(count: int) -> str:
    return f"{count >> 20} MB" if count >> 20 else f"{count} bytes"


def _regular(path: Path | str, name: str) -> int:
    """A descriptor of a regular file."""
    try:
        if not _NO_LINK and os.path.islink(path):  # noqa: PTH114
            raise OSError
        descriptor = os.open(path, _READING)
    except (OSError, ValueError) as error:
        if os.path.islink(path):  # noqa: PTH114
            reason = f"{shown(name)} is a symbolic link, which is not followed"
            raise SubmissionError(reason) from None
        reason = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(f"{shown(name)} cannot be read: {reason}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SubmissionError(f"{shown(name)} is not a regular file")
    return descriptor


_AT_ONCE: Final = 1 << 14
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_READING: Final = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class Contents:
    """What a submission holds: Python files and notebooks by name, and what is to be said of the
    rest.
    """

    files: list[File] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    archives: int = 0

    def add(self, file: File) -> None:
        """One more to be read."""
        if len(self.files) == MOST_FILES:
            raise SubmissionError(f"holds more than {MOST_FILES} Python files and notebooks")
        self.files.append(file)

    def leave(self, reason: str) -> None:
        """One that is not."""
        if len(self.left) < MOST_LEFT and reason not in self.left:
            self.left.append(reason)


def contents(path: Path) -> Contents:
    """What the submission at `path` holds; raises `SubmissionError`."""
    found = Contents()
    if path.is_dir() and not path.is_symlink():
        _walk(path, found)
    elif path.suffix.lower() == ".zip":
        _look_into(path, "", found)
    else:
        found.add(File(path.name, str(path)))
    found.files.sort(key=lambda file: file.name)
    return found


def unreadable(name: str) -> str:
    """What is told of a file that is neither Python nor a notebook."""
    suffix = PurePosixPath(name).suffix.lower()
    kind = "an archive other than a .zip" if suffix in ARCHIVES else "neither Python nor a notebook"
    return f"{shown(name)} is {kind}: hand in a .py, an .ipynb or a .zip of them"


def _walk(root: Path, found: Contents) -> None:
    pending = [(str(root), "", 0)]
    count = 0
    while pending:
        folder, inside_of, depth = pending.pop()
        try:
            with os.scandir(folder) as scanned:
                entries = list(islice(scanned, MOST_ENTRIES - count + 1))
        except OSError as error:
            name = shown(Path(folder).name)
            raise SubmissionError(f"{name} cannot be read: {error.strerror}") from None
        count += len(entries)
        if count > MOST_ENTRIES:
            raise SubmissionError(f"holds more than {MOST_ENTRIES:,} files")
        for entry in sorted(entries, key=lambda entry: entry.name):
            if _ignored(entry.name):
                continue
            name = composed(inside_of + entry.name)
            suffix = _suffix(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if depth < MOST_DEPTH:
                    pending.append((entry.path, f"{inside_of}{entry.name}/", depth + 1))
                else:
                    found.leave(f"folders more than {MOST_DEPTH} deep are not looked into")
            elif suffix in READ:
                found.add(File(name, entry.path))
            elif suffix == ".zip":
                _look_aside(Path(entry.path), name, found)
            elif suffix in _NOT_TAKEN:
                found.leave(unreadable(name))


def _look_aside(path: Path, name: str, found: Contents) -> None:
    """An archive among other files, which costs these nothing if it cannot be read."""
    found.archives += 1
    if found.archives > MOST_ARCHIVES:
        found.leave(f"of more than {MOST_ARCHIVES} archives the others are not opened")
        return
    try:
        _look_into(path, name, found)
    except SubmissionError as error:
        found.leave(error.message)


def composed(name: str) -> str:
    """A name with accents in one piece with their letters, as most keyboards write them."""
    return unicodedata.normalize("NFC", name)


def _ignored(name: str) -> bool:
    return (name.startswith(".") and name != "..") or name in _SKIPPED


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at `path`, or `SubmissionError` for whatever is wrong with it."""
    name = shown(path.name)
    with os.fdopen(_regular(path, path.name), "rb") as stream:
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


def _look_into(path: Path, inside_of: str, found: Contents) -> None:
    """Adds the files of an archive, below the name that it has itself."""
    with _opened(path) as archive:
        members = archive.infolist()
    if len(members) > MOST_ENTRIES:
        raise SubmissionError(f"{shown(path.name)} holds more than {MOST_ENTRIES:,} files")
    for i, member in enumerate(members):
        # Whoever packs on Windows may write a folder's name as it is written there.
        inside = PurePosixPath(composed(member.filename.replace("\\", "/")))
        link = stat.S_ISLNK(member.external_attr >> 16)
        folder = member.is_dir() or member.filename.endswith("\\")
        if folder or link or any(map(_ignored, inside.parts)):
            continue
        name = f"{inside_of}/{inside.as_posix()}" if inside_of else inside.as_posix()
        suffix = inside.suffix.lower()
        if suffix not in READ:
            if suffix in _NOT_TAKEN or suffix == ".zip":
                within = f"{shown(name)} lies in another archive: hand in what it holds"
                found.leave(within if suffix == ".zip" else unreadable(name))
        elif inside.is_absolute() or ".." in inside.parts or _DRIVE.match(inside.as_posix()):
            found.leave(f"{shown(path.name)} holds the unsafe name {shown(member.filename)}")
        elif len(inside.parts) > MOST_DEPTH + 1:
            found.leave(f"folders more than {MOST_DEPTH} deep are not looked into")
        else:
            found.add(File(name, str(path), i))


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
