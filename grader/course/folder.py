"""A directory of the user's own, held open: names are looked up in it, and nowhere else.

No link is followed, neither to the directory nor in it, so whoever plants one gains nothing; and a
directory that somebody else owns, or may write to, is none of the user's own. Where a system cannot
hold directories open, as Windows cannot, names are looked up by their paths.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, Any, Final, Self

from grader import atomic
from grader.submission.intake import content_of

if TYPE_CHECKING:
    from pathlib import Path

HELD: Final = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
"""Whether directories can be held open here."""

MOST_BYTES: Final = 32 << 20
"""How much of a file is read; nothing that is written comes near."""

_OTHERS_WRITE: Final = 0o022
_REGULAR: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class Foreign(OSError):
    """A directory that is not the user's own, and what to do about it."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(errno.EPERM, reason)
        self.hint = hint


class Folder:
    """The directory at `path`, made if need be. Close it.

    Raises `Foreign`, and `OSError` as it comes.
    """

    def __init__(self, path: Path, within: Folder | None = None) -> None:
        self.path = path
        self._fd: int | None = None
        place, options = (path, {}) if within is None else within.at(path.name)
        if within is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(place, 0o700, **options)  # noqa: PTH102
        if path.is_symlink():
            raise Foreign("it is a symbolic link", "name the folder itself")
        if HELD:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
            self._fd = os.open(place, flags, **options)
            try:
                self._own(self._fd)
            except BaseException:
                self.close()
                raise
        elif not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def _own(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid():
            raise Foreign("it belongs to another user", "name a folder that does not exist yet")
        if status.st_mode & _OTHERS_WRITE:
            # An empty one holds nothing of theirs, and once it is closed it stays so.
            if not self.names():
                os.fchmod(descriptor, stat.S_IMODE(status.st_mode) & ~_OTHERS_WRITE)
            if self.names():
                raise Foreign("others may write to it", "chmod go-w, or name a new folder")

    def close(self) -> None:
        """Lets go of it. May be called again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep_from_others(self) -> None:
        """Has nobody else look into it."""
        if self._fd is not None and os.fstat(self._fd).st_mode & 0o077:
            os.fchmod(self._fd, 0o700)

    def names(self) -> list[str]:
        """All names in it, in order."""
        return sorted(os.listdir(self.path if self._fd is None else self._fd))  # noqa: PTH208

    def holds(self, name: str) -> bool:
        """Whether anything is there by that name, be it a link to nowhere."""
        place, options = self.at(name)
        try:
            os.stat(place, follow_symlinks=False, **options)  # noqa: PTH116
        except OSError:
            return False
        return True

    def open(self, name: str, flags: int = 0) -> int:
        """A descriptor of a regular file. Raises `OSError` if it is none."""
        place, options = self.at(name)
        descriptor = os.open(place, _REGULAR | flags, 0o600, **options)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "is not a regular file")
        return descriptor

    def read(self, name: str) -> bytes | None:
        """What a regular file holds, `None` where there is none or it is too large."""
        try:
            descriptor = self.open(name)
        except OSError:
            return None
        try:
            return content_of(descriptor, MOST_BYTES)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def write(self, name: str, content: bytes) -> None:
        """Puts `content` into a file, for good, whole or not at all."""
        atomic.write(self.path / name, content, durable=True, within=self._fd)

    def remove(self, name: str) -> None:
        """Removes a file, or a link."""
        place, options = self.at(name)
        os.unlink(place, **options)

    def move(self, name: str, folder: Folder, new: str = "") -> None:
        """Moves what has that name into a folder, by its name or a new one."""
        (here, _), (there, _) = self.at(name), folder.at(new or name)
        os.rename(here, there, src_dir_fd=self._fd, dst_dir_fd=folder._fd)

    def at(self, name: str) -> tuple[Any, dict[str, Any]]:
        """What the functions of `os` take for that name in it."""
        return (self.path / name, {}) if self._fd is None else (name, {"dir_fd": self._fd})
