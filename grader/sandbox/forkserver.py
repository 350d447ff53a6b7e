"""The judge's side of the fork server: starting it, and asking it for workers."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import threading
from typing import Any, Final

from grader import interpreter
from grader.errors import Fault
from grader.model import Limits
from grader.sandbox import syscalls
from grader.sandbox.forked import Forked
from grader.sandbox.process import Lost, Output, Process

_MESSAGE: Final = 1 << 16
_START_S: Final = 60.0
_END_S: Final = 5.0
_OPEN_FILES: Final = 256
"""How many files it takes: those of a worker are moved beyond the first hundred on their way."""


class ForkServer:
    """A running fork server. Starting it returns at once, and so does asking it for workers.

    Workers go by numbers that the judge gives them. Asking for one, or for one's end, is a message
    without an answer, so the judge goes on while the server works. Raises `Lost` when the server
    is gone, and `Fault` where too few files may be open. May be used by several threads.
    """

    def __init__(self, without: frozenset[str]) -> None:
        _open_files()
        with contextlib.suppress(OSError):
            # Nobody of this uid may look into the judge's memory, not even through /proc.
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
        self._owner = os.getpid()
        self._numbers = itertools.count()
        self._lock = threading.RLock()
        self._missing: dict[str, str] | None = None
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._connection.settimeout(_START_S)
        self._errors = open(os.memfd_create("errors"), "w+b")  # noqa: SIM115, PTH123 - closed below
        with theirs:
            self._server = interpreter.start(
                "grader.sandbox.server",
                str(theirs.fileno()),
                " ".join(sorted(without)),
                environment=interpreter.BARE,
                stdin=interpreter.DEVNULL,
                stdout=interpreter.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
            )

    @property
    def missing(self) -> dict[str, str]:
        """The layers that do not hold here, and why; found by the server's self-test."""
        with self._lock:
            return self._ready()

    def start(self, limits: Limits, output: Output) -> Process:
        """A fresh worker that locks itself down."""
        number = next(self._numbers)
        ours, theirs = _pipes()
        content = (number, limits.cpu_s, limits.memory_mib, limits.output_bytes)
        try:
            self._send("fork", content, theirs)
        except BaseException:
            for fd in ours:
                os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        return Forked(ours, output, lambda wait: self._end(number, wait=wait))

    def close(self) -> None:
        """Ends the server and all its workers."""
        if os.getpid() == self._owner:
            self._hang_up()
        self._connection.close()
        try:
            self._server.wait(timeout=_END_S)
        except interpreter.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._errors.close()

    def _hang_up(self) -> None:
        """Has the server end, and waits for that as long as it takes and no longer."""
        try:
            self._connection.settimeout(_END_S)
            self._connection.shutdown(socket.SHUT_WR)
            while self._connection.recv(_MESSAGE):
                pass
        except TimeoutError:
            self._server.kill()
        except OSError:
            return  # it is gone already

    def _end(self, number: int, *, wait: bool) -> int:
        if os.getpid() != self._owner:
            # A fork of the judge has no say over the judge's own workers.
            return 0
        if not wait:
            # Whoever cannot be reached has taken its workers along.
            with contextlib.suppress(Lost):
                self._send("kill", number)
            return 0
        with self._lock:
            self._ready()
            self._send("end", number)
            return int(self._receive()[1])

    def _send(self, what: str, content: Any, fds: tuple[int, ...] = ()) -> None:
        from grader.values import wire

        try:
            socket.send_fds(self._connection, [wire.encode((what, content))], fds)
        except OSError as error:
            raise self._fault(str(error)) from None

    def _ready(self) -> dict[str, str]:
        if self._missing is None:
            _, self._missing = self._receive()
        assert self._missing is not None
        return self._missing

    def _receive(self) -> Any:
        try:
            data = self._connection.recv(_MESSAGE)
        except OSError as error:
            raise self._fault(str(error)) from None
        if not data:
            raise self._fault("it ended")
        from grader.values import wire

        return wire.decode(data)

    def _fault(self, reason: str) -> Lost:
        lines: list[str] = []
        with contextlib.suppress(ValueError):  # closed with the server
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return Lost(f"the fork server failed: {lines[-1] if lines else reason}")


def _open_files() -> None:
    """Sees to it that enough files may be open."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few, most = (
        limit if limit != resource.RLIM_INFINITY else _OPEN_FILES for limit in (soft, hard)
    )
    if most < _OPEN_FILES:
        reason = f"only {most} files may be open at once here, and {_OPEN_FILES} are needed"
        raise Fault(reason, f"raise the limit, as with ulimit -n {_OPEN_FILES}")
    if few < _OPEN_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, hard))


def _pipes() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Three fresh pipes: the judge's ends, then the worker's, as requests, replies, output."""
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()
    output_out, output_in = os.pipe()
    return (requests_in, replies_out, output_out), (requests_out, replies_in, output_in)
