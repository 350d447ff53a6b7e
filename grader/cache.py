"""Bytes kept between runs, for the user alone; losing them costs nothing but time.

Parsed exercises and drawn examples are kept here, answers of references among them, so the
directory must belong to the user and be closed to everybody else; one that is not is left alone,
and so is a disk that is full or cannot be written: then nothing is kept.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from grader import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES: Final = 256 << 20
PRUNE_TO: Final = 0.75
"""A directory beyond `MOST_BYTES` is cut to this share of it, oldest first."""

_PUTS_BETWEEN_PRUNES: Final = 64
_SECRET_BYTES: Final = 32


def key(*parts: bytes | str) -> str:
    """The name of what follows from `parts`; no two lists of parts share one."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


@functools.cache
def engine() -> str:
    """What this code is, wherever it is installed: other code may read, draw and store things
    differently.

    Its files are read again only where one was written since; Python goes by less for its own.
    """
    root = Path(__file__).parent
    files = sorted(_files(str(root)))
    cache, stamp = Cache(), key("engine", *map(repr, files))
    if (known := cache.get(stamp)) is not None:
        return known.decode("ascii")
    parts: list[bytes | str] = []
    for path in sorted(Path(file.path) for file in files):
        parts += (path.relative_to(root).as_posix(), path.read_bytes())
    found = key(*parts)
    cache.put(stamp, found.encode("ascii"))
    return found


class _Written(NamedTuple):
    """A file as it was written last: no other content has all of this."""

    path: str
    size: int
    modified: int
    changed: int
    place: int


def _files(folder: str) -> Iterator[_Written]:
    """The source files in and below this folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                times = status.st_mtime_ns, status.st_ctime_ns
                yield _Written(entry.path, status.st_size, *times, status.st_ino)
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)


def directory() -> Path:
    """`GRADER_CACHE`, or the platform's directory for caches."""
    if chosen := os.environ.get("GRADER_CACHE"):
        return Path(chosen)
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base, "grader")
    if sys.platform == "darwin":
        return Path("~/Library/Caches/grader").expanduser()
    if sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA")):
        return Path(base, "grader", "cache")
    return Path("~/.cache/grader").expanduser()


class Cache:
    """A directory of immutable entries. It never raises: what cannot be kept is not."""

    def __init__(self, root: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._puts = 0
        with contextlib.suppress(OSError, RuntimeError):
            self.root: Path | None = _private(root or directory())
            return
        self.root = None

    def get(self, name: str) -> bytes | None:
        """What was put under that key, if it is still there."""
        if self.root is None:
            return None
        try:
            data = self._path(name).read_bytes()
            os.utime(self._path(name))
        except OSError:
            return None
        checksum, content = data[:32], data[32:]
        return content if hashlib.sha256(content).digest() == checksum else None

    def put(self, name: str, content: bytes) -> None:
        """Keeps `content` under that key, whole or not at all."""
        if self.root is None:
            return
        with contextlib.suppress(OSError):
            self._write(name, content)
            if self._puts % _PUTS_BETWEEN_PRUNES == 0:
                self.prune()
            self._puts += 1

    def prune(self) -> None:
        """Removes what was used least recently until the rest is small enough."""
        if self.root is None:
            return
        entries = []
        for path in self.root.glob("??/*"):
            with contextlib.suppress(OSError):
                status = path.lstat()
                entries.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        if total <= self.most_bytes:
            return
        for _, size, path in sorted(entries):
            if total <= self.most_bytes * PRUNE_TO:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def _path(self, name: str) -> Path:
        if self.root is None or not name.isalnum():
            raise FileNotFoundError(name)
        return self.root / name[:2] / name

    def _write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        atomic.write(path, hashlib.sha256(content).digest() + content)


def _private(root: Path) -> Path | None:
    """The directory, made if need be; None if it is not the user's alone."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = root.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return None
    foreign = hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022)
    return None if foreign else root


def secret() -> bytes | None:
    """A key of the user's own, made when first asked for and kept beside what is cached.

    None where it cannot be kept from others, or not at all.
    """
    with contextlib.suppress(OSError, RuntimeError):
        root = _private(directory())
        if root is None:
            return None
        path = root / "secret"
        if (known := _secret_in(path)) is not None:
            return known
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        new = root / f"{atomic.NEW}{os.urandom(8).hex()}"
        atomic.write(new, os.urandom(_SECRET_BYTES), durable=True)
        try:
            # Of two processes that make one, the first has made it.
            with contextlib.suppress(FileExistsError):
                os.link(new, path)
        finally:
            new.unlink()
        return _secret_in(path)
    return None


def _secret_in(path: Path) -> bytes | None:
    """The key in that file, unless others might have put it there, or have read it."""
    try:
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
    except OSError:
        return None
    foreign = hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077)
    return content if len(content) == _SECRET_BYTES and not foreign else None
