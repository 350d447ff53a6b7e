"""The judge's ends of a worker's pipes; never blocking."""

from __future__ import annotations

import contextlib
import os
from typing import Final

_MOST: Final = 1 << 16


class Channel:
    """One end of a pipe. Reading or writing never waits."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)

    def fileno(self) -> int:
        return self._fd

    def read(self) -> bytes | None:
        """What has come, `None` if nothing has, and no bytes once the other end is closed."""
        try:
            return os.read(self._fd, _MOST)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def write(self, data: memoryview) -> int | None:
        """How much was taken, 0 if there is no room now, `None` once nobody reads any more."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            return None

    def close(self) -> None:
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
        self._fd = -1


class Output:
    """What a worker printed: the first bytes are kept, the rest is thrown away."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._bytes = bytearray()
        self._lost = False

    def drain(self, channel: Channel, most: int = 64) -> bool:
        """Takes what has come, in at most so many reads; false once the other end is closed."""
        for _ in range(most):
            data = channel.read()
            if not data:
                return data is None
            room = self._keep - len(self._bytes)
            self._bytes += data[:room]
            self._lost = self._lost or len(data) > room
        return True

    @property
    def text(self) -> str:
        kept = self._bytes.decode("utf-8", "replace")
        return f"{kept}\n[the rest of the output was cut]\n" if self._lost else kept
