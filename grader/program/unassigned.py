"""Why a variable had no value: what the code of its function says of who assigns it."""

from __future__ import annotations

import dis
import re
import types
from collections.abc import Iterator
from typing import Final

ONLY_ELSEWHERE: Final = "it is assigned only in a branch, or a loop, that did not run"
ONLY_BELOW: Final = "it is assigned only further down"
NOT_THE_OUTER: Final = (
    "it is assigned in this function, and so it is not the one outside of it of that name"
)
NOT_YET: Final = "no line that assigns it had run yet"

_NAMED: Final = re.compile(r"variable '(\w{1,200})'")
_STORING: Final = ("STORE_FAST", "STORE_DEREF")


def why(message: str, trace: types.TracebackType | None) -> str:
    """One clause on what such a message, raised there, says; empty where nothing is known."""
    named, frame = _NAMED.search(message), _last(trace)
    if named is None or frame is None:
        return ""
    name, here, code = named[1], frame[1], frame[0].f_code
    if name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        return ""  # which was deleted
    lines = [*_assigning(code, name)]
    if not lines:
        return ""
    if max(lines) < here:
        return ONLY_ELSEWHERE
    if name in frame[0].f_globals:
        return NOT_THE_OUTER
    return ONLY_BELOW if min(lines) >= here else NOT_YET


def _last(trace: types.TracebackType | None) -> tuple[types.FrameType, int] | None:
    """The frame in which it was raised, and its line."""
    found = None
    while trace is not None:
        found, trace = (trace.tb_frame, trace.tb_lineno or 0), trace.tb_next
    return found


def _assigning(code: types.CodeType, name: str) -> Iterator[int]:
    """The lines that assign a variable of this code."""
    line = code.co_firstlineno
    for one in dis.get_instructions(code):
        line = one.positions.lineno or line if one.positions is not None else line
        # From Python 3.13 on, one instruction may store two.
        if one.opname.startswith(_STORING) and name in re.findall(r"\w+", one.argrepr):
            yield line
