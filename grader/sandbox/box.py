"""The sandbox: starts what starts workers, and says how much they are held back."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final, Self

from grader.errors import Fault
from grader.model import Isolation, Limits, Program
from grader.sandbox import layers
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.portable import PlainProcesses
from grader.sandbox.process import Lost, Maker, Output, Process

if TYPE_CHECKING:
    from grader.sandbox.allowance import Allowance
    from grader.sandbox.interning import Interned
    from grader.sandbox.workers import Hears, Worker


MOST_STARTS: Final = 20
"""How often what starts workers is started again where it ended, before that is no accident."""


class Sandbox:
    """Makes workers. Close it, or use it as a context manager; its workers end with it.

    `without` switches layers off, for tests that show that each is needed. `portable` asks for
    plain processes even where there is better; other systems than Linux always get those.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        without: frozenset[str] = frozenset(),
        portable: bool = False,
    ) -> None:
        unknown = without - set(layers.LAYERS)
        if unknown:
            raise ValueError(f"no such layers: {', '.join(sorted(unknown))}")
        self.limits = limits or Limits()
        self._without = without
        self._portable = portable or sys.platform != "linux"
        self._maker: Maker | None = None
        self._owner = 0
        self._lock = threading.RLock()
        self._starts = 0
        self._known: dict[str, str] | None = None
        self._closed = False
        self._finalizer: weakref.finalize[[], Sandbox] | None = None

    def start(self) -> None:
        """Starts the fork server and returns at once, so that it warms up meanwhile.

        Not needed, but it saves waiting. Does nothing if it runs already; raises `Fault` if the
        sandbox is closed.
        """
        with self._lock:
            if self._closed:
                raise Fault("the sandbox is closed")
            if self._maker is None or self._owner != os.getpid():
                # In a fork of the judge the old server is somebody else's.
                self._put()

    def _put(self) -> Maker:
        if self._finalizer is not None:
            self._finalizer.detach()
        self._maker = PlainProcesses() if self._portable else ForkServer(self._without)
        self._owner = os.getpid()
        self._finalizer = weakref.finalize(self, self._maker.close)
        return self._maker

    def _renew(self, lost: Lost, maker: Maker) -> None:
        """Another maker in place of one that is gone, which holds its workers back no less."""
        with self._lock:
            if self._closed or self._maker is not maker:
                return
            self._starts += 1
            if self._starts > MOST_STARTS:
                raise lost
            maker.close()
            lacks = self._put().missing
            if self._known is not None and (less := sorted(lacks.keys() - self._known.keys())):
                raise Fault(f"the fork server was started again, and lacks: {', '.join(less)}")

    @property
    def isolation(self) -> Isolation:
        """What a worker is held back by, as the self-test on this system found."""
        return layers.level(self._found())

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the layers that do not hold here, each with the reason."""
        return tuple(f"{name}: {reason}" for name, reason in self._found().items())

    def worker(
        self,
        program: Program,
        limits: Limits | None = None,
        allowance: Allowance | None = None,
        known: Interned[Any] | None = None,
        hears: Hears | None = None,
    ) -> Worker:
        """A worker that begins to load `program`, while whoever asked for it goes on.

        The workers of one trial share an `allowance`; without any this one has its own. All that
        answer for one exercise may share what is `known`; whoever `hears` is told of all that is
        asked. Raises `Fault` if the grader itself fails, here or where the worker is first used.
        """
        # NumPy comes with it, and would keep the fork server from starting first.
        from grader.sandbox.workers import Worker

        limits = limits or self.limits
        return Worker(program, limits, self._start_process, allowance, known, hears)

    def close(self) -> None:
        """Ends all workers, and what made them. May be called again; a closed sandbox stays so."""
        self._closed = True
        if self._finalizer is not None and self._owner == os.getpid():
            self._finalizer()
        self._maker = self._finalizer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _found(self) -> dict[str, str]:
        if self._known is None:
            maker = self._made()
            try:
                self._known = maker.missing
            except Lost as lost:
                self._renew(lost, maker)
                self._known = self._made().missing
        return self._known

    def _start_process(self, limits: Limits, output: Output) -> Process:
        maker = self._made()
        try:
            return maker.start(limits, output)
        except Lost as lost:
            self._renew(lost, maker)
            return self._made().start(limits, output)

    def _made(self) -> Maker:
        self.start()
        assert self._maker is not None
        return self._maker
