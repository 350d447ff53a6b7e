"""Files that are there whole or not at all, whatever happens meanwhile, and where they belong."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

NEW: Final = ".new-"
"""What the name of a file that is still being written starts with."""

_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write(
    path: Path,
    content: bytes,
    *,
    mode: int = 0o600,
    durable: bool = False,
    within: int | None = None,
) -> None:
    """Puts `content` into the file at `path`, whose old content is there until all of it is.

    `durable` waits until it would survive a loss of power. `within` is the open directory that
    holds the file, where the last name of `path` is looked up and nothing else of it. Raises
    `OSError`, and leaves nothing.
    """
    new = path.with_name(f"{NEW}{secrets.token_hex(8)}")
    here, there = (new, path) if within is None else (new.name, path.name)
    descriptor = os.open(here, _FLAGS, 0o600, dir_fd=within)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        os.chmod(here, mode, dir_fd=within)
        os.replace(here, there, src_dir_fd=within, dst_dir_fd=within)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(here, dir_fd=within)
        raise
    if durable:
        _sync(path.parent, within)


def leads_out(path: Path, root: Path) -> bool:
    """Whether a link leads the path out of the directory `root`, as one in a clone may."""
    return not path.resolve().is_relative_to(root.resolve())


def _sync(directory: Path, within: int | None) -> None:
    # Not every system can open a directory; there the rename has to do.
    with contextlib.suppress(OSError):
        descriptor = os.open(directory if within is None else ".", os.O_RDONLY, dir_fd=within)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
