"""A canary: a worker that tries what a hostile submission would, before any is let in."""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from grader.model import Limits
from grader.sandbox import libraries


def escapes(limits: Limits, parent: int) -> dict[str, str]:
    """What this process can do and should not, by the layer that ought to have stopped it."""
    found: dict[str, str] = {}
    for what, (layer, attempt) in _ATTEMPTS.items():
        try:
            attempt(limits, parent)
        except (OSError, MemoryError):
            continue
        found.setdefault(layer, f"a worker can {what}")
    return found


def _read_file(_limits: Limits, _parent: int) -> None:
    Path("/etc/passwd").read_bytes()


def _write_file(_limits: Limits, _parent: int) -> None:
    path = Path(tempfile.gettempdir()) / f"grader-canary-{os.getpid()}"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    path.unlink()


def _change_mode(_limits: Limits, _parent: int) -> None:
    os.fchmod(0, 0o666)


def _signal_parent(_limits: Limits, parent: int) -> None:
    os.kill(parent, 0)


def _connect(_limits: Limits, _parent: int) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def _local_socket(_limits: Limits, _parent: int) -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def _fork(_limits: Limits, _parent: int) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _allocate(limits: Limits, _parent: int) -> None:
    mmap.mmap(-1, (limits.memory_mib + 1) << 20).close()


def _be_root(_limits: Limits, _parent: int) -> None:
    if 0 not in {*os.getresuid(), *os.getresgid(), *os.getgroups()}:
        raise PermissionError(errno.EPERM, "not root")


def _regain(_limits: Limits, _parent: int) -> None:
    os.setuid(0)


def _outlive(_limits: Limits, _parent: int) -> None:
    if os.getsid(0) == os.getpid():
        raise PermissionError(errno.EPERM, "leads a session of its own")


def _hold_files(_limits: Limits, _parent: int) -> None:
    for fd in sorted({*range(5, 256)}.difference(libraries.held())):
        with contextlib.suppress(OSError):
            os.fstat(fd)
            return
    raise FileNotFoundError(errno.ENOENT, "nothing but its own")


def _look_up_process(_limits: Limits, parent: int) -> None:
    Path(f"/proc/{parent}/stat").read_bytes()


_ATTEMPTS: Final[Mapping[str, tuple[str, Callable[[Limits, int], None]]]] = {
    "read files": ("landlock", _read_file),
    "write files": ("landlock", _write_file),
    "look into other processes": ("landlock", _look_up_process),
    "change the mode of files": ("seccomp", _change_mode),
    "signal other processes": ("seccomp", _signal_parent),
    "open network sockets": ("seccomp", _connect),
    "open local sockets": ("seccomp", _local_socket),
    "start processes": ("seccomp", _fork),
    "take more memory than it may": ("limits", _allocate),
    "act as root": ("uid", _be_root),
    "become root again": ("uid", _regain),
    "hold files of others": ("files", _hold_files),
    "share a session with others": ("session", _outlive),
}
