"""What a download holds: the files of a folder or an archive, by name, read within bounds.

Nothing is written, no link is followed, and no name leads out. What is left aside has its reason.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from grader.errors import UsageError
from grader.escaping import printable

MOST_FILES: Final = 200_000
MOST_FILE: Final = 50 << 20
MOST_BYTES: Final = 4 << 30
"""Of a whole class, unpacked."""

ARCHIVES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".7z")
_LITTER: Final = frozenset({"__MACOSX", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini"})


class Unreadable(Exception):
    """Why a file, or an archive, cannot be read, in a few words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, how large it says it is, and when it was last written, if that is known."""

    name: str
    size: int
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A download: its files by name, and those that are left aside, with the reason."""

    name: str
    entries: Mapping[str, Entry]
    aside: Mapping[str, str] = field(default_factory=dict)
    _read: Callable[[str], bytes] = field(default=lambda _: b"", repr=False)

    def read(self, name: str) -> bytes:
        """What a file holds; raises `Unreadable`."""
        if self.entries[name].size > MOST_FILE:
            raise Unreadable(f"larger than {MOST_FILE >> 20} MB")
        try:
            content = self._read(name)
        except Unreadable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the reader of a format raises
            raise Unreadable(f"cannot be read ({_reason(error)})") from None
        if len(content) > MOST_FILE:
            raise Unreadable(f"larger than {MOST_FILE >> 20} MB")
        return content


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive that can be looked into."""
    return name.lower().endswith(ARCHIVES)


def opened(path: Path) -> Source:
    """The download at that path, which holds it open no longer than it is read."""
    shown = printable(str(path))
    if path.is_dir():
        return _checked(_folder(path), shown)
    if not path.is_file():
        raise UsageError(f"there is no folder and no archive {shown}")
    if not is_archive(path.name):
        known = ", ".join(ARCHIVES)
        raise UsageError(f"{shown} is neither a folder nor an archive", f"archives are {known}")
    try:
        return _checked(archive(path, path.name), shown)
    except Unreadable as error:
        raise UsageError(f"{shown}: {error}") from None


def unpacked(content: bytes, name: str) -> Source:
    """The archive in these bytes; raises `Unreadable`."""
    return _within(archive(io.BytesIO(content), name))


def _checked(source: Source, shown: str) -> Source:
    try:
        return _within(source)
    except Unreadable as error:
        raise UsageError(f"{shown}: {error}") from None


def _within(source: Source) -> Source:
    if len(source.entries) > MOST_FILES:
        raise Unreadable(f"holds more than {MOST_FILES} files")
    if sum(entry.size for entry in source.entries.values()) > MOST_BYTES:
        raise Unreadable(f"holds more than {MOST_BYTES >> 30} GB")
    return source


# Folders ------------------------------------------------------------------------------------------


def _folder(root: Path) -> Source:
    entries: dict[str, Entry] = {}
    aside: dict[str, str] = {}
    for place, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _LITTER)
        if len(entries) > MOST_FILES:
            break
        for name in sorted((*files, *(f for f in folders if Path(place, f).is_symlink()))):
            path = Path(place, name)
            inside = path.relative_to(root).as_posix()
            if name in _LITTER:
                continue
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                aside[inside] = "a link or no file"
                continue
            entries[inside] = Entry(
                inside, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)
            )

    def read(name: str) -> bytes:
        descriptor = os.open(root / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read(MOST_FILE + 1)

    return Source(root.name, entries, aside, read)


# Archives -----------------------------------------------------------------------------------------


def archive(file: Path | IO[bytes], name: str) -> Source:
    """The files of an archive; raises `Unreadable`."""
    lower = name.lower()
    opener = _zip if lower.endswith(".zip") else _seven if lower.endswith(".7z") else _tar
    try:
        return opener(file, name)
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the reader of a format raises
        raise Unreadable(f"is no sound archive ({_reason(error)})") from None


def _zip(file: Path | IO[bytes], name: str) -> Source:
    with zipfile.ZipFile(file) as found:
        members = [one for one in found.infolist() if not one.is_dir()]
    links = {one.filename for one in members if stat.S_ISLNK(one.external_attr >> 16)}
    times = [(one.filename, one.file_size, _zip_time(one)) for one in members]
    listed = _Listed(times, links)

    def read(inside: str) -> bytes:
        with zipfile.ZipFile(file) as found, found.open(listed.raw[inside]) as stream:
            return stream.read(MOST_FILE + 1)

    return Source(name, listed.entries, listed.aside, read)


def _zip_time(member: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*member.date_time).astimezone()
    except (ValueError, OverflowError):
        return None


def _tar(file: Path | IO[bytes], name: str) -> Source:
    with _opened_tar(file) as found:
        members = [one for one in found if not one.isdir()]
    links = {one.name for one in members if not one.isfile()}
    listed = _Listed(
        [(one.name, one.size, datetime.fromtimestamp(one.mtime, UTC)) for one in members], links
    )

    def read(inside: str) -> bytes:
        with _opened_tar(file) as found:
            stream = found.extractfile(listed.raw[inside])
            assert stream is not None
            return stream.read(MOST_FILE + 1)

    return Source(name, listed.entries, listed.aside, read)


def _opened_tar(file: Path | IO[bytes]) -> tarfile.TarFile:
    if isinstance(file, Path):
        return tarfile.open(file)
    file.seek(0)
    return tarfile.open(fileobj=file)


def _seven(file: Path | IO[bytes], name: str) -> Source:
    try:
        import py7zr
        from py7zr.io import BytesIOFactory
    except ImportError:
        raise Unreadable("needs py7zr: pip install lawgrader[archives]") from None

    with py7zr.SevenZipFile(file) as found:
        if found.needs_password():
            raise Unreadable("is locked by a password")
        members = [one for one in found.list() if not one.is_directory]
    links = {one.filename for one in members if one.is_symlink}
    listed = _Listed([(one.filename, one.uncompressed, one.creationtime) for one in members], links)
    # What is packed as one stream is unpacked once.
    kept: dict[str, bytes] = {}

    def read(inside: str) -> bytes:
        if not kept:
            wanted = [listed.raw[one.name] for one in listed.entries.values() if one.size]
            wanted = [raw for raw in wanted if listed.entries[_inside(raw)].size <= MOST_FILE]
            factory = BytesIOFactory(MOST_FILE)
            if not isinstance(file, Path):
                file.seek(0)
            with py7zr.SevenZipFile(file) as found:
                found.extract(targets=wanted, factory=factory)
            for raw, product in factory.products.items():
                product.seek(0)
                kept[_inside(raw)] = product.read()
        return kept.get(inside, b"")

    return Source(name, listed.entries, listed.aside, read)


class _Listed:
    """The members of an archive whose names lead nowhere else; `raw` has the names they bear."""

    def __init__(
        self, members: Sequence[tuple[str, int, datetime | None]], links: set[str]
    ) -> None:
        self.entries: dict[str, Entry] = {}
        self.aside: dict[str, str] = {}
        self.raw: dict[str, Any] = {}
        for name, size, written in members:
            inside = _inside(name)
            parts = PurePosixPath(inside).parts
            if _LITTER.intersection(parts):
                continue
            if name in links:
                self.aside[inside] = "a link or no file"
            elif inside.startswith("/") or ".." in parts or not parts or "\0" in inside:
                self.aside[inside] = "its name leads out of the archive"
            else:
                self.raw[inside] = name
                self.entries[inside] = Entry(inside, size, written)


def _inside(name: str) -> str:
    """A member's name: some programs write backslashes for slashes."""
    return name.replace("\\", "/").removeprefix("./")


def _reason(error: Exception) -> str:
    return printable(str(error) or type(error).__name__)[:100]


def names_in(root: Path, most: int) -> Iterator[str]:
    """The first names of files in a folder, without their sizes."""
    count = 0
    for place, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _LITTER)
        here = Path(place).relative_to(root)
        start = f"{here.as_posix()}/" if here.parts else ""
        for name in sorted(files):
            if name not in _LITTER:
                yield start + name
                count += 1
        if count > most:
            return
