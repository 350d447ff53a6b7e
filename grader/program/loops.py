"""Which loop of a program does not come to an end: its passes are counted while one call runs."""

from __future__ import annotations

import ast
import sys
import time
import types
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from grader.program.loading import Functions
from grader.program.performing import perform_encoded

MOST_STEPS: Final = 30_000
"""So many lines are run before a call is given up."""
MOST_S: Final = 0.2
"""Or so much computed, where lines take long."""
FEWEST: Final = 50
"""A loop that went round less often is none that does not end."""


class GivenUp(BaseException):
    """The call ran for long enough."""


@dataclass(frozen=True)
class Loop:
    """A loop's first and last line, the first line of its body (0 where another loop begins there),
    and its keyword.
    """

    first: int
    last: int
    body: int
    word: str


def endless(functions: Functions, tree: ast.Module, name: str, arguments: bytes) -> tuple[int, str]:
    """The line and the keyword of the loop that a call is in when it is given up, or 0."""
    watch = _Watch(functions.filename, _loops(tree))
    before = sys.gettrace()
    sys.settrace(watch.call)
    try:
        perform_encoded(functions, name, arguments, None)
    except GivenUp:
        pass
    finally:
        sys.settrace(before)
    return watch.found


def _loops(tree: ast.Module) -> list[Loop]:
    return [
        Loop(
            node.lineno,
            node.end_lineno or node.lineno,
            0 if isinstance(node.body[0], (ast.While, ast.For)) else node.body[0].lineno,
            "while" if isinstance(node, ast.While) else "for",
        )
        for node in ast.walk(tree)
        if isinstance(node, (ast.While, ast.For))
    ]


@dataclass
class _Watch:
    file: str
    loops: Sequence[Loop]
    found: tuple[int, str] = (0, "")
    _steps: int = 0
    _until_s: float = field(default_factory=lambda: time.process_time() + MOST_S)
    _last: dict[types.FrameType, int] = field(default_factory=dict)
    _passes: dict[tuple[types.FrameType, int, int], int] = field(default_factory=dict)
    _at: dict[int, list[tuple[int, Loop]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, loop in enumerate(self.loops):
            for line in {loop.first, loop.body}:
                self._at.setdefault(line, []).append((place, loop))

    def call(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        del argument
        ours = event == "call" and frame.f_code.co_filename == self.file
        return self.line if ours else None

    def line(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        del argument
        if event == "return":
            self._last.pop(frame, None)
        if event != "line":
            return self.line
        line, last = frame.f_lineno, self._last.get(frame, 0)
        for place, loop in self._at.get(line, ()):
            if not loop.first <= last <= loop.last:
                self._passes[frame, place, loop.first] = self._passes[frame, place, loop.body] = 0
            self._passes[frame, place, line] = self._passes.get((frame, place, line), 0) + 1
        self._last[frame] = line
        self._steps += 1
        if self._steps > MOST_STEPS or (
            self._steps % 64 == 0 and time.process_time() > self._until_s
        ):
            self._give_up()
        return self.line

    def _give_up(self) -> None:
        inside = [
            (self._passes.get((frame, place, mark), 0), -loop.first, loop.word)
            for frame, line in self._last.items()
            for place, loop in enumerate(self.loops)
            if loop.first <= line <= loop.last
            for mark in (loop.first, loop.body)
        ]
        passes, line, word = max(inside, default=(0, 0, ""))
        if passes >= FEWEST:
            self.found = -line, word
        raise GivenUp
