"""Files that are there whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

NEW: Final = ".new-"
"""What the name of a file that is still being written starts with."""


def write(path: Path, content: bytes, *, mode: int = 0o600, durable: bool = False) -> None:
    """Puts `content` into the file at `path`, whose old content is there until all of it is.

    `durable` waits until it would survive a loss of power. Raises `OSError`, and leaves nothing.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=NEW)
    new = path.parent / name
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        new.chmod(mode)
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    if durable:
        _sync(path.parent)


def _sync(directory: Path) -> None:
    # Not every system can open a directory; there the rename has to do.
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
