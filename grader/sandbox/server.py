"""The fork server: a fresh, small process that forks workers and never runs a submission itself.

It is executed anew with an empty environment, so there is nothing of the judge in its memory; it
imports all that a worker may use, and then forks whenever the judge asks. The judge's pipes pass
through as file descriptors: the server never reads a submission.

Each message of its socket is one value. It sends `("ready", {layer: why it is missing})` first.
`("fork", (number, *limits))` with the descriptors requests, replies and output starts a worker,
which tells its process id itself; `("kill", number)` ends one. Neither is answered, so neither
side waits for the other. `("end", number)` kills a worker if it still lives, and is answered by
`("ended", status)`, negative for a signal. A worker stays a zombie until then, so its pid means
nobody else. When the judge's end closes, all workers are killed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np

from grader import interpreter
from grader.model import Call, Limits, Program
from grader.program import guarding
from grader.program.loading import Functions, prepare
from grader.program.observing import Randomness
from grader.program.performing import perform
from grader.sandbox import libraries, lockdown, selftest, syscalls, untrusted
from grader.sandbox.layers import LAYERS
from grader.values import wire

MESSAGE: Final = 1 << 16
MOST_WORKERS: Final = 64
"""At once. A judge needs some ten; one that runs a stranger's exercise may ask for more."""

_SOON_S, _LATER_S = 0.005, 1.0

_IMPORTED: Final = tuple(
    """
    abc argparse array ast base64 bisect cmath collections collections.abc contextlib contextvars
    copy csv dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq
    inspect io itertools json keyword linecache locale logging math numbers operator pathlib pickle
    pprint queue random re reprlib secrets signal sqlite3 ssl statistics string struct sys textwrap
    threading
    time timeit tokenize traceback tracemalloc types typing unicodedata uuid warnings weakref zlib
    encodings.ascii encodings.latin_1 encodings.utf_16
    numpy numpy.fft numpy.linalg numpy.ma numpy.polynomial numpy.random
    numpy.rec
    grader.author grader.program grader.program.workshop
""".split()  # noqa: SIM905
)
"""What workers may import: after the lockdown they may no longer be able to read it."""


def main(control: int, without: str) -> NoReturn:
    """Serves until the socket `control` is closed by the judge. `without`: layers to leave out."""
    judge = os.getppid()
    layers = frozenset(LAYERS) - frozenset(without.split())
    interpreter.first_to_go(1000)  # workers most of all, so that none ends its judge
    if "undumpable" in layers:
        with contextlib.suppress(OSError):
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # nothing that is made here ends before the server does
    for name in _IMPORTED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _warm()
    interpreter.forget_kernels()
    untrusted.open_streams()
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise SystemExit(f"the fork server has {threads} threads: forking it would not be safe")
    with socket.socket(fileno=control) as connection:
        server = Server(connection, judge)
        missing = server.found(layers)
        gc.freeze()
        gc.enable()
        connection.send(wire.encode(("ready", missing)))
        server.serve()
    os._exit(0)


def _warm() -> None:
    """Touches what is set up at its first use."""
    tiny = Program("warm", "def warm(x):\n    return x", {"warm": "warm"}, "warm", ("x",))
    functions = prepare(tiny)
    if isinstance(functions, Functions):
        perform(functions, Call("warm", wire.encode(((np.zeros(1),), {}))), Randomness("random"))
    for package in ("numpy", "math"):
        guarding.surveyed().bound(package, None)
    matrix = np.eye(3)
    np.linalg.svd(matrix @ matrix)
    np.linalg.solve(matrix, matrix)
    np.random.default_rng(0).normal(size=3)
    np.fft.fft(matrix)
    str(matrix)


class Server:
    """The workers of one judge."""

    def __init__(self, connection: socket.socket, judge: int) -> None:
        self.connection = connection
        self.judge = judge
        self.workers: dict[int, int] = {}
        self.dying: set[int] = set()
        self.null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        self.materials = lockdown.prepare()
        self.layers = frozenset(LAYERS)

    def found(self, layers: frozenset[str]) -> dict[str, str]:
        """What a canary lacks of the layers, all libraries in its reach; `SystemExit` if they
        cannot be.
        """
        missing, closed = self.test(layers)
        if closed:
            libraries.hold(closed)
            missing, closed = self.test(layers)
        if closed:
            raise SystemExit(
                f"workers cannot read {closed[0]}: let everybody read and enter it and all"
                " directories above, or use an interpreter that lies elsewhere"
            )
        return missing

    def test(self, layers: frozenset[str]) -> tuple[dict[str, str], tuple[str, ...]]:
        """Lets a canary try to get out, and to read the libraries; demands from then on those
        layers that held.
        """
        self.layers = layers
        missing = dict.fromkeys((name for name in LAYERS if name not in layers), "switched off")
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            _canary(lockdown.Pipes(self.null, self.null, theirs, self.null), self, layers)
        os.close(theirs)
        with os.fdopen(ours, "rb") as report:
            text = report.read()
        _, status = os.waitpid(child, 0)
        closed: tuple[str, ...] = ()
        try:
            found, closed = wire.decode(text)
        except wire.WireError:
            reason = f"the self-test of a worker ended with status {status}"
            raise SystemExit(reason) from None
        missing = {**found, **missing}
        self.layers = layers - missing.keys()
        return missing, closed

    def serve(self) -> None:
        """Obeys until the judge is gone, then takes the workers along."""
        try:
            while (message := self.next_message()) is not None:
                (what, content), fds = message
                if what == "fork":
                    self.fork(content, fds)
                elif what == "kill":
                    self.kill(content)
                else:
                    self.connection.send(wire.encode(("ended", self.end(content))))
        except OSError:
            pass
        finally:
            for number in list(self.workers):
                self.kill(number)
            for child in self.dying:
                os.waitpid(child, 0)

    def next_message(self) -> tuple[Any, list[int]] | None:
        # The parent is looked at too: a fork of the judge may hold its end of the socket open.
        while not select.select([self.connection], [], [], _SOON_S if self.dying else _LATER_S)[0]:
            self.reap()
            if os.getppid() != self.judge:
                return None
        self.reap()
        data, fds, _, _ = socket.recv_fds(self.connection, MESSAGE, 3, socket.MSG_CMSG_CLOEXEC)
        return (wire.decode(data), fds) if data else None

    def fork(self, content: Any, fds: list[int]) -> None:
        number, *limits = content
        requests, replies, output = fds
        try:
            if len(self.workers) >= MOST_WORKERS:
                raise OSError(f"more than {MOST_WORKERS} workers at once")
            child = os.fork()
            if child == 0:
                pipes = lockdown.Pipes(self.null, requests, replies, output)
                _work(pipes, self, Limits(*limits))
            self.workers[number] = child
        except OSError as error:
            # The judge hears of it as it would of a worker that ended at once.
            os.write(output, str(error).encode())
        finally:
            for fd in fds:
                os.close(fd)

    def kill(self, number: int) -> None:
        """Ends a worker; it is reaped when it is gone."""
        child = self.workers.pop(number, None)
        if child is not None:
            os.kill(child, signal.SIGKILL)
            self.dying.add(child)

    def reap(self) -> None:
        for child in list(self.dying):
            if os.waitpid(child, os.WNOHANG)[0]:
                self.dying.discard(child)

    def end(self, number: int) -> int:
        """The worker's exit status, or its signal, negative; killed first if it still runs."""
        child = self.workers.pop(number, None)
        if child is None:
            return 0
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)


def _work(pipes: lockdown.Pipes, server: Server, limits: Limits) -> NoReturn:
    try:
        failed = lockdown.lock_down(pipes, server.materials, limits, server.layers)
        if failed:
            os.write(2, "; ".join(f"{name}: {why}" for name, why in failed.items()).encode())
            os._exit(1)
        os.write(lockdown.REPLIES, untrusted.ready())
        untrusted.serve(lockdown.REQUESTS, lockdown.REPLIES)
    except BaseException:  # noqa: BLE001
        # Whatever submitted code did to this loop; the judge sees the pipe close.
        os._exit(1)
    os._exit(0)


def _canary(pipes: lockdown.Pipes, server: Server, layers: frozenset[str]) -> NoReturn:
    try:
        limits = Limits()
        missing = lockdown.lock_down(pipes, server.materials, limits, layers)
        escaped = selftest.escapes(limits, server.materials.server)
        os.write(lockdown.REPLIES, wire.encode(({**escaped, **missing}, libraries.unreachable())))
    except BaseException:  # noqa: BLE001 - the server hears nothing, and says so
        os._exit(1)
    os._exit(0)


def run() -> NoReturn:
    """Started with CONTROL and WITHOUT as arguments."""
    main(int(sys.argv[1]), sys.argv[2])
