"""Python's own library and NumPy's, in reach of workers that may not enter the way to them.

An interpreter may lie below a directory that is closed to everybody else, such as the home of root;
a worker that gave up root finds nothing on such a path. It is handed the libraries' directories
themselves, opened beforehand as places only, and imports through those. What it may read in them is
Landlock's to say, as ever.
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

PLACES: Final = range(200, 208)
"""Descriptors under which the directories are held, in the server and its workers alike."""


STANDARD: Final = frozenset(
    path for kind in ("stdlib", "platstdlib") if (path := Path(sysconfig.get_path(kind))).is_dir()
)
"""The directories of the standard library."""

NUMPY: Final = Path(np.__file__).resolve().parent
"""NumPy's own directory."""


def unreachable() -> tuple[str, ...]:
    """Of the directories that hold the libraries those that this process cannot read from."""
    return tuple(_unreachable())


def _unreachable() -> Iterator[str]:
    samples = dict.fromkeys(STANDARD, "os.py") | {NUMPY.parent: "numpy/version.py"}
    for directory, sample in samples.items():
        path = Path(_moved(str(directory)) or directory, sample)
        try:
            path.open("rb").close()
        except FileNotFoundError:
            continue  # of a split library, the half without this file
        except OSError:
            yield str(directory)


_held: Final[dict[str, str]] = {}
"""Directories, and the paths under which they are found without a way to them."""


def hold(directories: Iterable[str]) -> None:
    """Opens these directories for good, and has all imports look for them there."""
    for place, directory in zip(PLACES, directories, strict=False):
        opened = os.open(directory, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        os.dup2(opened, place, inheritable=False)
        os.close(opened)
        _held[directory] = f"/proc/self/fd/{place}"
    sys.path[:] = [_moved(entry) or entry for entry in sys.path]
    for module in list(sys.modules.values()):
        path = getattr(module, "__path__", None)
        if isinstance(path, list):
            path[:] = [_moved(entry) or entry for entry in path]
    sys.path_importer_cache.clear()


def held() -> tuple[int, ...]:
    """The descriptors that workers keep."""
    return tuple(PLACES[: len(_held)])


def _moved(path: str) -> str | None:
    for directory, place in _held.items():
        with contextlib.suppress(ValueError):
            return str(place / Path(path).relative_to(directory))
    return None
