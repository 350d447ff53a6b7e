"""The programs of families at work: in one worker, one after the other, and asked nothing twice.

What they answer to an example hangs on nothing that a submission does, so it serves all of a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self

from grader.judge.budget import paused
from grader.model import Call, Reply, Stopped
from grader.sandbox.allowance import Allowance
from grader.values.wire import encode

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.model import Program
    from grader.sandbox import Sandbox, Worker
    from grader.tutor.family import Query

CPU_S: Final = 0.5
COMPUTE_S: Final = 10.0
"""What one call, and all calls of families for one submission, may take."""

MOST_KNOWN: Final = 10_000
"""So many replies are kept of an exercise."""


@dataclass
class Asker:
    """Asks the families of an exercise. Its worker starts once there is something to ask; close it,
    or use it as a context manager.
    """

    setting: Setting
    sandbox: Sandbox
    _allowance: Allowance = field(init=False)
    _worker: Worker | None = None
    _program: Program | None = None

    def __post_init__(self) -> None:
        self._allowance = Allowance(compute_s=COMPUTE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.close()

    def replies(self, queries: Sequence[Query]) -> list[Reply]:
        """The replies to these queries, all asked at once; their families share one program."""
        if not queries:
            return []
        entry, program = self.setting.problem.entry.name, queries[0].family.program
        asked = [_calls(entry, query) for query in queries]
        known = self.setting.families if self.setting.shortcuts else {}
        new = dict.fromkeys(calls for calls in asked if (program.source, calls) not in known)
        found = dict(zip(new, self._answers(program, list(new)), strict=True))
        for calls, reply in found.items():
            if len(known) < MOST_KNOWN and not isinstance(reply, Stopped):
                known[program.source, calls] = reply
        replies = (
            found[calls] if calls in found else known[program.source, calls] for calls in asked
        )
        return [
            query.family.turned(reply, query.constant)
            for query, reply in zip(queries, replies, strict=True)
        ]

    def _answers(self, program: Program, several: Sequence[tuple[Call, ...]]) -> list[Reply]:
        """The replies to the last of each of these calls."""
        if not several:
            return []
        with paused():
            replies = iter(
                self._ready(program).answer([call for calls in several for call in calls])
            )
            return [[next(replies) for _ in calls][-1] for calls in several]

    def _ready(self, program: Program) -> Worker:
        """A worker that has loaded this program."""
        if self._worker is None:
            limits = self.setting.limits
            limits = replace(limits, cpu_s=min(limits.cpu_s, CPU_S))
            self._worker = self.sandbox.worker(program, limits, self._allowance)
        elif self._program is not program:
            self._worker.load(program, self._allowance)
        self._program = program
        return self._worker


def _calls(entry: str, query: Query) -> tuple[Call, ...]:
    """What is called: what sets the constant, if something does, and then the entry."""
    family, constant, example = query
    call = Call(entry, family.bent(example.arguments, constant))
    if not family.setter:
        return (call,)
    return Call(family.setter, encode((family.settings(constant), {}))), call
