"""The worked example of the statement, held against the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.errors import Fault
from grader.judge.examples import call_arguments
from grader.judge.promises import parts_of
from grader.law.calls import Broken
from grader.law.closeness import close
from grader.model import Answer
from grader.values.families import pack
from grader.values.wire import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.audit.findings import Item
    from grader.audit.halves import Halves
    from grader.judge.setting import Setting
    from grader.problem import Problem

RTOL: Final = 1e-6
"""The example is written by hand, to the digits that fit."""

_AS_WRITTEN: Final = frozenset(
    {"list", "dag", "cyclic", "graph", "expression_graph", "literal", "choice", "integer", "real"}
)
_FREEDOMS: Final = ("", "sign", "column signs", "order", "scale", "basis")


def example(setting: Setting, halves: Halves) -> Iterator[Item]:
    """What is wrong with the worked example, if there is one."""
    problem = setting.problem
    if not problem.example:
        return
    values = {
        parameter.name: _input(problem, parameter.name)
        for parameter in problem.entry.parameters
        if parameter.name in problem.example
    }
    try:
        reply = setting.reference.answer(encode(call_arguments(problem, values), pack))
        if not isinstance(reply, Answer):
            yield halves.public(("example",), f"the reference does not answer it: {reply.message}")
            return
        right = parts_of(problem, reply.value)
        written = [problem.example[name] for name in problem.entry.parts]
        claimed = parts_of(problem, written[0] if len(written) == 1 else tuple(written))
    except (Broken, Fault) as error:
        yield halves.public(("example",), f"the worked example cannot be tried: {error}")
        return
    strict = _strict(problem)
    for name, given, expected in zip(problem.entry.parts, claimed, right, strict=True):
        verdicts = [_close(given, expected, freedom) for freedom in _FREEDOMS]
        if not (verdicts[0] or (name not in strict and (any(verdicts[1:]) or _free(problem)))):
            reason = f"the worked example differs from the reference: {name}: {verdicts[0]!r}"
            yield halves.public(("example", name), reason)


def _strict(problem: Problem) -> set[str]:
    """The parts whose very values some check compares with the reference's."""
    parts: set[str] = set()
    for check in problem.checks:
        if check.kind == "agrees":
            parts |= set(check.only or problem.entry.parts)
    return parts


def _free(problem: Problem) -> bool:
    """Whether answers may be of quite another value, such as any order of a graph."""
    numbers = {"reals", "real", "integers", "integer", "booleans", "boolean"}
    kinds = {promise.kind for promise in problem.returns.values()}
    return not any(check.kind == "agrees" for check in problem.checks) and not kinds <= numbers


def _close(given: Any, expected: Any, freedom: str) -> Any:
    try:
        return close(given, expected, RTOL, up_to=freedom)
    except (TypeError, ValueError, IndexError, np.linalg.LinAlgError):
        return False


def _input(problem: Problem, name: str) -> Any:
    """An input as the domains would draw it: a list of numbers means an array."""
    written = problem.example[name]
    kinds = {d.values[name].kind for d in problem.given if name in d.values}
    if not isinstance(written, list) or kinds & _AS_WRITTEN:
        return _tuples(written) if kinds & {"dag", "cyclic", "graph"} else written
    try:
        array = np.array(written)
    except ValueError:  # rows that differ in length: a list of arrays
        return [np.array(item, dtype=float) for item in written]
    if array.dtype.kind not in "biuf":
        return written
    whole = kinds & {"integers", "labels", "permutation"} or array.dtype.kind not in "iu"
    return array if whole else array.astype(float)


def _tuples(edges: Any) -> Any:
    return [tuple(edge) for edge in edges]
