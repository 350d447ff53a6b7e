"""Whether answers hang on the arguments alone: a sample of the calls is asked once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeGuard

from grader.judge.checks import NEVER_ANSWERED, Checks, Evidence, answers_differ
from grader.judge.counterexample import NEAR_LIMIT
from grader.judge.earlier import Spoiling
from grader.judge.laws import Verdict
from grader.judge.shown import after_others
from grader.model import Call, Caller, Outcome, Reply, Stopped

if TYPE_CHECKING:
    from grader.judge.small import SmallExamples
    from grader.problem import Check, Domain

ASKED_AGAIN: Final = 8
"""How many examples of each domain, and how many of the calls that each law made beside, are asked
a second time, last first, in a fresh worker.
"""
MOST_SMALL: Final = 12
"""So many small examples are tried in place of one whose answer hangs on another."""

UNSTEADY: Final = (
    "asked again in another order, your function gave another answer; answers may depend on the"
    " arguments alone"
)


class Asked(NamedTuple):
    """A call that was answered, and the checks that were judged on the answer."""

    call: Call
    reply: Reply
    checks: Sequence[Check]


def sample(
    checks: Checks,
    evidence: Sequence[Evidence],
    overheard: Mapping[str, Mapping[Call, Reply]],
    judged: Sequence[Check],
) -> list[Asked]:
    """Some of the calls that were answered, last first.

    What laws asked beside comes before the examples that they asked it about, so whoever plays back
    what was said before has nothing to play.
    """
    entry = checks.problem.entry.name
    found: list[Asked] = []
    for one in evidence:
        about = [check for check in judged if one.domain.name in checks.over(check)]
        calls = [Call(entry, example.arguments) for example in one.examples]
        told = list(zip(calls, one.replies, strict=True))
        found += [Asked(call, reply, about) for call, reply in _some(told)]
    for check in judged:
        heard = list(overheard.get(check.name, {}).items())
        found += [Asked(call, reply, [check]) for call, reply in _some(heard)]
    return [asked for asked in found if not isinstance(asked.reply, Stopped)][::-1]


def differing(
    asked: Sequence[Asked], other: Caller, alone: Callable[[Call], Reply]
) -> Iterator[tuple[Asked, Verdict]]:
    """What the other worker answers otherwise, and how that comes out.

    A limit that is reached in some workers only says nothing of what answers hang on: the call is
    asked once more, `alone`.
    """
    replies = other.answer([one.call for one in asked]) if asked else []
    for one, reply in zip(asked, replies, strict=True):
        if not never_answered(reply):
            if answers_differ(one.reply, reply):
                yield one, Verdict(Outcome.FAILED, UNSTEADY)
        elif never_answered(again := alone(one.call)):
            yield one, Verdict(again.outcome, f"{again.message}\n{NEAR_LIMIT}")


def spoiled(
    call: Call,
    evidence: Iterable[Evidence],
    small: SmallExamples,
    last: Callable[[Sequence[Call]], Reply],
) -> list[str]:
    """A call whose answer hangs on few earlier ones, with these and both answers, in lines; rather
    a small one. Nothing where there is none; `last` is as of `Spoiling`.
    """
    entry, support = small.problem.entry.name, small.reference.support
    asked: dict[Call, Domain] = {}
    for one in evidence:
        for example in one.examples:
            asked.setdefault(Call(entry, example.arguments), one.domain)

    def likes(known: Call) -> list[Call]:
        several = small.of(asked[known]) if known in asked else ()
        return [Call(entry, example.arguments) for example in several[:MOST_SMALL]]

    found = Spoiling(last).found(call, list(asked), likes)
    if found is None:
        return []
    earlier, later = found
    return after_others(later, earlier, (last([later]), last([*earlier, later])), support)


def never_answered(reply: Reply) -> TypeGuard[Stopped]:
    """Whether the call took all of its time or memory."""
    return isinstance(reply, Stopped) and reply.outcome in NEVER_ANSWERED


def _some(asked: list[tuple[Call, Reply]]) -> list[tuple[Call, Reply]]:
    return asked[:: max(1, len(asked) // ASKED_AGAIN)]
