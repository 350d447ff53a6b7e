"""Replies as plain data, to be kept between runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.model import Answer, Outcome, Raised, Reply, Seen, Stopped


def replies_plain(replies: Iterable[Reply]) -> list[Any]:
    """The replies as values that `wire.encode` takes."""
    return [_plain(reply) for reply in replies]


def replies_from(plain: Iterable[Any]) -> list[Reply]:
    """The replies that `replies_plain` wrote."""
    return [_reply(*data) for data in plain]


def _plain(reply: Reply) -> tuple[Any, ...]:
    if isinstance(reply, Answer):
        seen = reply.seen
        beside = seen.changed, seen.shares, seen.random, dict(seen.arguments), seen.again
        return ("answer", reply.value, *beside)
    if isinstance(reply, Raised):
        return ("raised", reply.kind, reply.ancestry, reply.message, reply.line)
    return ("stopped", str(reply.outcome), reply.message)


def _reply(form: str, *data: Any) -> Reply:
    if form == "answer":
        value, *beside = data
        return Answer(value, Seen(*beside))
    if form == "raised":
        return Raised(*data)
    outcome, message = data
    return Stopped(Outcome(outcome), message)
