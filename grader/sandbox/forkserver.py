"""The judge's side of the fork server: starting it, and asking it for workers."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

from grader import wire
from grader.errors import Fault
from grader.model import Limits
from grader.sandbox import syscalls
from grader.sandbox.channels import Channel
from grader.sandbox.process import Forked, Process, pipes

_MESSAGE: Final = 1 << 16
_START_S: Final = 60.0

_BOOTSTRAP: Final = """
import sys
sys.path[:0] = [sys.argv[1]]
sys.path.append(sys.argv[2])
from grader.sandbox import {module}
sys.path.remove(sys.argv[1])
{module}.run()
"""


def command(module: str, *arguments: str) -> list[str]:
    """How a fresh interpreter runs `module.run()` of this very package, and finds this NumPy."""
    package = Path(__file__).resolve().parent.parent.parent
    found = importlib.util.find_spec("numpy")
    numpy = Path(found.origin).parent.parent if found and found.origin else package
    code = _BOOTSTRAP.format(module=module)
    return [sys.executable, "-s", "-P", "-c", code, str(package), str(numpy), *arguments]


ENVIRONMENT: Final = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}


class ForkServer:
    """A running fork server. Starting it returns at once; the first use waits until it is warm.

    Raises `Fault` when the server fails. May be used by several threads.
    """

    def __init__(self, without: frozenset[str]) -> None:
        with contextlib.suppress(OSError):
            # Nobody of this uid may look into the judge's memory, not even through /proc.
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
        self._lock = threading.Lock()
        self._missing: dict[str, str] | None = None
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
        with theirs:
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter
                command("server", str(theirs.fileno()), " ".join(sorted(without))),
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=[theirs.fileno()],
                cwd="/",
                start_new_session=True,
            )

    @property
    def missing(self) -> dict[str, str]:
        """The layers that do not hold here, and why; found by the server's self-test."""
        with self._lock:
            return self._ready()

    def start(self, limits: Limits) -> Process:
        """A fresh worker, locked down."""
        ours, theirs = pipes()
        channels = Channel(ours[0]), Channel(ours[1]), Channel(ours[2])
        content = (limits.cpu_s, limits.memory_mib, limits.output_bytes)
        try:
            pid = self._request("fork", content, theirs)
        except BaseException:
            for channel in channels:
                channel.close()
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        return Forked(pid, channels, lambda pid: self._request("end", pid))

    def close(self) -> None:
        """Ends the server and all its workers."""
        self._connection.close()
        try:
            self._server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._errors.close()

    def _request(self, what: str, content: Any, fds: tuple[int, ...] = ()) -> int:
        with self._lock:
            self._ready()
            try:
                message = wire.encode((what, content))
                socket.send_fds(self._connection, [message], fds)
                return int(self._receive()[1])
            except OSError as error:
                raise self._fault(str(error)) from None

    def _ready(self) -> dict[str, str]:
        if self._missing is None:
            try:
                self._connection.settimeout(_START_S)
                _, self._missing = self._receive()
            except OSError as error:
                raise self._fault(str(error)) from None
        assert self._missing is not None
        return self._missing

    def _receive(self) -> Any:
        data = self._connection.recv(_MESSAGE)
        if not data:
            raise self._fault("it ended")
        return wire.decode(data)

    def _fault(self, reason: str) -> Fault:
        lines: list[str] = []
        with contextlib.suppress(ValueError):  # closed with the server
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return Fault(f"the fork server failed: {lines[-1] if lines else reason}")
