"""The calls that a failure is shown by, as Python that can be pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    inside: Callable[[Call], Sequence[Asked]] = lambda _: (),
    right: Any = None,
) -> Calls:
    """The calls that the verdict on an example was read from: the example's `own` first, where that
    counts, with what each `gave`, in as many digits as tell it from the `right` answer to the
    example. In place of a driver's call stand those of the student's own functions `inside` it,
    where they can be told.
    """
    told = verdict.told
    counts = told.own or not told.asked or any(one.call == own.call for one in told.asked)
    first = [own] if counts else []
    others = [one for one in told.asked if one.call != own.call]
    few = others if len(others) <= MOST_CALLS else others[:1]
    if len(first) + len(few) > 1 and isinstance(own.reply, Answer):
        first = [one._replace(name=", ".join(problem.entry.parts)) for one in first]
    shown, lines = list[Shown](), list[str]()
    behind = [(one, inside(one.call)) for one in (*first, *few)]
    listed = [(each, bool(inner)) for outer, inner in behind for each in inner or (outer,)]
    for one, answers in listed:
        code = code_of(one.call, support)
        call = Shown(
            code if len(code) <= MOST_CODE else "",
            _gave(one.reply, right if one.call == own.call else None),
            one.name,
        )
        shown.append(call)
        lines += _laid_out(one.call, support, call.statement if call.code else "")
        if (gave or answers) and 0 < len(call.gave) <= MOST_GAVE:
            lines.append(f"  → {call.gave}")
    if rest := len(others) - len(few):
        lines.append(f"  … and {rest} more {'call' if rest == 1 else 'calls'}")
    lines += drivers(problem, (one.call.function for one, _ in listed))
    return Calls(tuple(shown), lines)


def lines_of(call: Call, support: Mapping[str, Any]) -> list[str]:
    """The call as Python in lines, with its longest arguments described where it takes many."""
    return _laid_out(call, support, code_of(call, support))


def after_others(
    call: Call, earlier: Sequence[Call], gave: tuple[Reply, Reply], support: Mapping[str, Any]
) -> list[str]:
    """A call that earlier ones spoil, in lines: what it gives alone, and what it gives then."""
    lines, (alone, then) = lines_of(call, support), map(_gave, gave)
    before = [line for one in earlier for line in lines_of(one, support)]
    if alone == then or max(len(alone), len(then)) > MOST_GAVE:
        return [*before, *lines]
    return [*lines, f"  → {alone}, as the first call of all", *before, *lines, f"  → {then}"]


def drivers(problem: Problem, functions: Iterable[str]) -> list[str]:
    """Where to read what those of these functions do that are the exercise's own, in a line."""
    names = " and ".join(sorted({*functions} - {*problem.asks}))
    return [f"  ({names}: see grader start {problem.name})"] if names else []


def made_by(problem: Problem, text: str) -> list[str]:
    """Where to read what a driver does of which a text speaks, or of what it makes, in a line."""
    driver, words = problem.entry.name, {*re.findall(r"\w+", text)}
    parts = " and ".join(part for part in problem.entry.parts if part in words)
    if driver in problem.asks or not (parts or driver in words):
        return []
    if driver in words:
        return drivers(problem, [driver])
    return [f"  ({parts}: what {driver} makes of it, see grader start {problem.name})"]


def _laid_out(call: Call, support: Mapping[str, Any], statement: str) -> list[str]:
    if 0 < len(statement) <= MOST_LINES * WIDE:
        laid = expressions.laid_out(statement, WIDE)
        if len(laid) <= MOST_LINES:
            return laid
    described = expressions.brief(call.function, *arguments_of(call, support))
    return expressions.laid_out(described, WIDE)


def code_of(call: Call, support: Mapping[str, Any]) -> str:
    """The call as Python."""
    return expressions.code(call.function, *arguments_of(call, support))


def _gave(reply: Reply, beside: Any = None) -> str:
    if isinstance(reply, Answer):
        value = reply.value
        return describe(value) if isinstance(value, Packed) else show(value, beside)
    if isinstance(reply, Raised):
        return f"raises {reply.kind}" + (f": {reply.message}" if reply.message else "")
    return reply.message


def where(problem: Problem, names: Mapping[str, Any], text: str) -> str:
    """The values of an example that a text speaks of and that are no arguments, if short."""
    told = {*re.findall(r"[A-Za-z_]\w*", text)} - {one.name for one in problem.entry.parameters}
    told -= {*re.findall(r"([A-Za-z_]\w*) = ", text)}
    shown = {name: show(value) for name, value in names.items() if name in told}
    return ", ".join(f"{n} = {v}" for n, v in shown.items() if len(v) <= MOST_WHERE)
