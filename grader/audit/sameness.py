"""Whether a changed program still gives the answer, as closely as agreement asks."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import largest, near
from grader.model import Answer, Raised, Reply
from grader.values.wire import decode

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from grader.problem import Problem

_USUAL: Final = 1e3
"""Arguments up to so large excuse the rounding that agreement grants them."""


def same_reply(
    problem: Problem, one: Reply, other: Reply, arguments: bytes, parts: AbstractSet[str] | None
) -> bool:
    """Whether two replies, or these parts of them, are the same as far as agreement asks it, by the
    largest entry of each part, or of the arguments, where these are of no unusual size.
    """
    if isinstance(one, Answer) and isinstance(other, Answer):
        args, kwargs = decode(arguments)
        rest = [p.default for p in problem.entry.parameters[len(args) :] if p.name not in kwargs]
        size = min(largest([args, kwargs, rest]), _USUAL)
        ours, theirs = (_chosen(problem, reply.value, parts) for reply in (one, other))
        return _same(ours, theirs, problem.closeness, size, problem.leeway)
    if isinstance(one, Raised) and isinstance(other, Raised):
        return one.kind == other.kind
    return type(one) is type(other)


def _chosen(problem: Problem, value: Any, parts: AbstractSet[str] | None) -> Any:
    """These parts of an answer, all without `parts`, and where it is not what was promised."""
    if parts is None:
        return value
    try:
        of_all = zip(problem.entry.parts, parts_of(problem, value), strict=True)
    except Broken:
        return value
    return [part for name, part in of_all if name in parts]


def _same(one: Any, other: Any, rtol: float, size: float, atol: float) -> bool:
    with contextlib.suppress(TypeError, ValueError, ArithmeticError):
        return bool(near(one, other, rtol, size, atol))
    return False
