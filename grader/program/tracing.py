"""A call with its lines watched: which ran, and where a value first went wrong."""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from grader.edits.change import MOST_NAME
from grader.model import Answer
from grader.program.loading import Functions
from grader.program.performing import perform_encoded

MOST_LINES: Final = 2_000
"""So many different lines are told."""
MOST_STEPS: Final = 100_000
MOST_VALUES: Final = 100_000
"""An array of more is not looked at."""

MOST_ITEMS: Final = 1_000
"""Nor is a list of more."""

Happening = tuple[int, str, str]
"""In which line, what happened first, and to which variable: it became `nan` or `infinite`, or got
the `shape` that the answer has in the end, or as a `whole` array of integers that shape; or several
of its items are `one` list or array.
"""


def traced(functions: Functions, name: str, arguments: bytes) -> tuple[list[int], list[Happening]]:
    """The lines of the program that one call runs, in order, those where the functions that it
    calls begin among them; and what happened in them.
    """
    watch = _Watch(functions.filename)
    before = sys.gettrace()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.settrace(watch.call)
        try:
            reply = perform_encoded(functions, name, arguments, None)
        finally:
            sys.settrace(before)
    happened = watch.happenings
    if isinstance(reply, Answer) and _is_array(reply.value):
        shape, whole = reply.value.shape, reply.value.dtype.kind in "iu"
        if shape in watch.shapes:
            happened.append((watch.shapes[shape][0], "shape", watch.shapes[shape][1]))
        if whole and shape in watch.wholes:
            happened.append((watch.wholes[shape][0], "whole", watch.wholes[shape][1]))
    return list(watch.lines), happened


class _Watch:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[int, None] = {}
        self.happenings: list[Happening] = []
        self._steps = 0
        self._at: dict[types.FrameType, int] = {}
        self._kinds = set[str]()
        self.shapes: dict[tuple[int, ...], tuple[int, str]] = {}
        self.wholes: dict[tuple[int, ...], tuple[int, str]] = {}
        self._given = set[tuple[int, ...]]()
        self._names = set[str]()

    def call(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        del argument
        if event != "call" or frame.f_code.co_filename != self.file:
            return None
        if not self._at:
            # What was given so is nobody's doing.
            self._kinds |= {kind for kind, _ in _bad(frame.f_locals)}
            self._given |= {v.shape for v in frame.f_locals.values() if _is_array(v)}
            self._names |= frame.f_locals.keys()
        self._run(frame.f_code.co_firstlineno)  # of its parameters and their defaults
        return self.line

    def line(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        self._steps += 1
        if self._steps > MOST_STEPS:
            sys.settrace(None)
            return None
        last = self._at.get(frame)
        if last is not None:
            self._look(last, frame.f_locals)
        if event == "return":
            self._at.pop(frame, None)
            if last is not None:
                self._look(last, {"": argument})
            return None
        if event == "line":
            self._at[frame] = frame.f_lineno
            self._run(frame.f_lineno)
        return self.line

    def _run(self, line: int) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.setdefault(line)

    def _look(self, line: int, values: Any) -> None:
        for kind, name in _bad(values):
            if kind not in self._kinds:
                self._kinds.add(kind)
                self.happenings.append((line, kind, name[:MOST_NAME]))
        for name, value in list(values.items()):
            if not name or not _is_array(value):
                continue
            here = line, str(name)[:MOST_NAME]
            if value.shape not in self._given:
                self.shapes.setdefault(value.shape, here)
            if value.dtype.kind in "iu" and name not in self._names:
                self.wholes.setdefault(value.shape, here)


def _bad(values: Any) -> Iterator[tuple[str, str]]:
    for name, value in list(values.items()):
        for kind in _kinds_of(value):
            yield kind, str(name)


def _is_array(value: Any) -> bool:
    return type(value) is np.ndarray


def _kinds_of(value: Any) -> Iterator[str]:
    if type(value) in {float, np.float64}:
        array = np.asarray(value)
    elif _is_array(value) and value.dtype.kind == "f" and value.size <= MOST_VALUES:
        array = value
    elif type(value) in {list, tuple} and len(value) <= MOST_ITEMS:
        items = [id(item) for item in value if type(item) in {list, np.ndarray} and len(item)]
        if len(set(items)) < len(items):
            yield "one"
        return
    else:
        return
    if np.isnan(array).any():
        yield "nan"
    if np.isinf(array).any():
        yield "infinite"
