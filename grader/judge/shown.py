"""The calls that a failure is shown by, as Python that can be pasted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.judge.checks import arguments_of
from grader.judge.promises import describe
from grader.law.calls import Asked
from grader.law.showing import show
from grader.model import MOST_CODE, Answer, Call, Raised, Reply, Shown
from grader.values import expressions
from grader.values.wire import Packed

if TYPE_CHECKING:
    from grader.judge.laws import Verdict
    from grader.problem import Problem

MOST_CALLS: Final = 2
"""So many calls are shown beside that of the example."""

MOST_LINES: Final = 6
"""A call that takes more is shown with its longest arguments described."""

WIDE: Final = 72
MOST_GAVE: Final = 2 * WIDE
MOST_WHERE: Final = 60


class Calls(NamedTuple):
    """The calls that a failure is about, and how they are read: laid out, in lines."""

    shown: tuple[Shown, ...]
    lines: list[str]


def calls_of(
    problem: Problem,
    support: Mapping[str, Any],
    own: Asked,
    verdict: Verdict,
    *,
    gave: bool,
) -> Calls:
    """The calls that the verdict on an example was read from: the example's `own` first, where that
    counts, with what each `gave`.
    """
    told = verdict.told
    counts = told.own or not told.asked or any(one.call == own.call for one in told.asked)
    first = [own] if counts else []
    others = [one for one in told.asked if one.call != own.call]
    few = others if len(others) <= MOST_CALLS else others[:1]
    if len(first) + len(few) > 1 and isinstance(own.reply, Answer):
        first = [one._replace(name=", ".join(problem.entry.parts)) for one in first]
    shown, lines = list[Shown](), list[str]()
    for one in (*first, *few):
        args, kwargs = arguments_of(one.call, support)
        written = one.call.function, args, kwargs
        code = expressions.code(*written)
        call = Shown(code if len(code) <= MOST_CODE else "", _gave(one.reply), one.name)
        laid = expressions.laid_out(call.statement, WIDE) if call.code else []
        if not 0 < len(laid) <= MOST_LINES or len(call.code) > MOST_LINES * WIDE:
            laid = expressions.laid_out(expressions.brief(*written), WIDE)
        shown.append(call)
        lines += laid
        if gave and 0 < len(call.gave) <= MOST_GAVE:
            lines.append(f"  → {call.gave}")
    if rest := len(others) - len(few):
        lines.append(f"  … and {rest} more {'call' if rest == 1 else 'calls'}")
    return Calls(tuple(shown), lines)


def code_of(call: Call, support: Mapping[str, Any]) -> str:
    """The call as Python."""
    return expressions.code(call.function, *arguments_of(call, support))


def _gave(reply: Reply) -> str:
    if isinstance(reply, Answer):
        value = reply.value
        return describe(value) if isinstance(value, Packed) else show(value)
    if isinstance(reply, Raised):
        return f"raises {reply.kind}" + (f": {reply.message}" if reply.message else "")
    return reply.message


def where(problem: Problem, names: Mapping[str, Any], text: str) -> str:
    """The values of an example that a text speaks of and that are no arguments, if short."""
    told = {*re.findall(r"[A-Za-z_]\w*", text)} - {one.name for one in problem.entry.parameters}
    told -= {*re.findall(r"([A-Za-z_]\w*) = ", text)}
    shown = {name: show(value) for name, value in names.items() if name in told}
    return ", ".join(f"{n} = {v}" for n, v in shown.items() if len(v) <= MOST_WHERE)
