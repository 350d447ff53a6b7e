"""The workers of one trial, in the order in which they are begun, and what is asked of them."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from grader.judge.precedent import Begun, Record
from grader.model import Program

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox, Worker
    from grader.sandbox.allowance import Allowance
    from grader.sandbox.exchange import Question


class Workers:
    """All of them run `program`; together they may cost the judge what the allowance says."""

    def __init__(
        self, setting: Setting, program: Program, sandbox: Sandbox, allowance: Allowance
    ) -> None:
        self.record = Record()
        """What was asked so far, in order."""
        self._setting = setting
        self._program = replace(program, recorded=setting.records)
        self._sandbox = sandbox
        self._allowance = allowance
        self._begun: list[Worker] = []
        self._ahead: deque[Worker] = deque()
        """Those among them that were begun in advance."""

    def close(self) -> None:
        """Ends them."""
        for worker in self._begun:
            worker.close()

    def fresh(self) -> Worker:
        """Another worker with the same program and no memory of what this one was asked."""
        number = len(self._begun) - len(self._ahead)
        self.record.add(Begun(number))
        self.begin(number)
        return self._ahead.popleft()

    def begin(self, number: int) -> None:
        """Begins the worker of this number, the next, unless that was done in advance."""
        if number < len(self._begun):
            return
        setting = self._setting
        known = setting.memo.replies if setting.memo is not None else None
        hears = partial(self.record.asked, number) if known is not None else None
        asked = self._program, setting.limits, self._allowance, known, hears
        self._begun.append(self._sandbox.worker(*asked))
        self._ahead.append(self._begun[-1])

    def overhear(self, worker: int, question: Question) -> bytes | None:
        """Asks one of the workers in advance; see `Worker.overhear`."""
        return self._begun[worker].overhear(question)
