"""Landlock: which files a worker may read. It may write none.

A rule covers all that lies below its path and cannot be taken back below it, so what is granted is
named child by child: the standard library's entries without its site-packages, and NumPy.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from grader.sandbox import libraries
from grader.sandbox.syscalls import call

_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_FILES: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP: Final = 3
_SIGNALS_AND_ABSTRACT_SOCKETS: Final = 3
_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_NOT_GRANTED: Final = frozenset({"site-packages", "dist-packages", "test", "idlelib"})


def abi() -> int:
    """The kernel's Landlock version; raises `OSError` where there is none."""
    return call("landlock_create_ruleset", 0, 0, _VERSION)


def build(granted: Iterable[tuple[Path, int]] | None = None) -> int:
    """A ruleset, as a file descriptor that any number of processes may use: by default workers'."""
    version = abi()
    files = max(mask for since, mask in _FILES.items() if since <= version)
    attributes = struct.pack(
        "<QQQ",
        files,
        _TCP if version >= 4 else 0,
        _SIGNALS_AND_ABSTRACT_SOCKETS if version >= 6 else 0,
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = call("landlock_create_ruleset", ctypes.c_char_p(attributes), size, 0)
    try:
        for path, access in _for_workers() if granted is None else granted:
            _grant(ruleset, path, access)
    except BaseException:
        os.close(ruleset)
        raise
    return ruleset


def restrict(ruleset: int) -> None:
    """Puts this thread under the ruleset for good; needs no-new-privs first."""
    call("landlock_restrict_self", ruleset, 0)


def for_judge(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """All that lies below these paths, and whether a worker rests, which /proc tells.

    No directory of /proc can be listed, and what it tells of others' memory and files is closed to
    whoever may not trace them.
    """
    yield Path("/proc"), _READ_FILE
    for path in paths:
        yield path, _READ_FILE | _READ_DIR


def _for_workers() -> Iterator[tuple[Path, int]]:
    for library in libraries.STANDARD:
        yield library, _READ_DIR
        for child in library.iterdir():
            if child.name not in _NOT_GRANTED:
                yield child, _READ_FILE | _READ_DIR
    numpy = libraries.NUMPY
    yield numpy.parent, _READ_DIR
    for part in (numpy, numpy.parent / "numpy.libs"):
        if part.is_dir():
            yield part, _READ_FILE | _READ_DIR


def _grant(ruleset: int, path: Path, access: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            access &= ~_READ_DIR
        rule = struct.pack("<Qi", access, fd)
        call("landlock_add_rule", ruleset, _PATH_BENEATH, ctypes.c_char_p(rule), 0)
    finally:
        os.close(fd)
