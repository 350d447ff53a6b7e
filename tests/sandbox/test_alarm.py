"""Replies on their way out, whenever the alarm goes off that says that a call takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from grader.sandbox.untrusted import HEAD, Replies

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no alarms")

NONCE = bytes(range(16))
CALLS = 4


@contextmanager
def going_off(replies: Replies, at: int) -> Iterator[list[int]]:
    """The alarm goes off at that step of what `replies` do; how many steps there were."""
    steps = [0]

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != Replies.__init__.__code__.co_filename:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            steps[0] += 1
            if steps[0] == at:
                sys.settrace(None)
                replies._late()
                sys.settrace(trace)
        return trace

    sys.settrace(trace)
    try:
        yield steps
    finally:
        sys.settrace(None)


def heard(data: bytes) -> list[tuple[int, int]]:
    """Of each block the index of its first reply, and how many there are."""
    found = []
    while data:
        size, nonce, index, number = HEAD.unpack_from(data)
        assert nonce == NONCE
        found.append((index, number))
        data = data[4 + size :]
    return found


def said(at: int, long: frozenset[int]) -> tuple[list[tuple[int, int]], int]:
    """What is said of some calls, of which these take long, and how many steps that took."""
    ours, theirs = os.pipe()
    try:
        replies = Replies(theirs, NONCE, CALLS, careful=False)
        with replies, going_off(replies, at) as steps:
            for call in range(CALLS):
                if call in long:
                    trace = sys.gettrace()
                    sys.settrace(None)
                    replies._late()
                    sys.settrace(trace)
                replies.add(b"R%d" % call)
        return heard(os.read(ours, 1 << 16)), steps[0]
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("long", [(), (1,), (1, 2), (0, 3)])
def test_no_call_is_named_twice_whenever_the_alarm_goes_off(
    long: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Replies, "_set", lambda *_: None)  # here it goes off when it is told to
    at, steps = 0, 1
    while at <= steps:
        blocks, steps = said(at, frozenset(long))
        due = 0
        for place, (index, number) in enumerate(blocks):
            assert index == due, (at, blocks)
            due += number
            if number == 0:
                assert place + 1 < len(blocks), (at, blocks)
                assert blocks[place + 1][1], (at, blocks)
        assert due == CALLS
        assert {index for index, number in blocks if not number} >= set(long)
        at += 1
