"""Which typical mistake a submission made: the one whose answers are the submission's own.

Every mistake that an exercise's author wrote down is run in the sandbox on the very examples that
submissions are asked. A submission is diagnosed with a mistake only if, wherever either of them
differs from the reference, the two agree; where several do, the one that explains most wins, and
where none does nothing is claimed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from grader.cache import Cache
from grader.calls import Broken
from grader.closeness import at_least, close, least_rtol
from grader.judge.promises import parts_of
from grader.model import Answer, Call, Raised, Reply
from grader.replies import replies_from, replies_plain
from grader.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.setting import Setting
    from grader.problem import Problem
    from grader.sandbox import Sandbox

Replies = Mapping[str, Sequence[Reply]]
"""Replies by domain, one for each example."""

AGREEMENT: Final = 0.95
"""The share of telling examples on which a submission and a mistake must agree."""


def diagnose(setting: Setting, replies: Replies, sandbox: Sandbox) -> Mistake | None:
    """The mistake that explains these replies, if one does."""
    solution = setting.exercise.solution
    if solution is None or setting.given is not None:
        return None
    best, most = None, 0
    for mistake in solution.mistakes:
        explained = _explained(setting, replies, mistake_replies(setting, mistake, sandbox))
        if explained > most:
            best, most = mistake, explained
    return best


def mistake_replies(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Replies:
    """What the mistake answers on all examples of the setting; asked once, then kept."""
    if mistake.name not in setting.mistaken:
        cache = Cache()
        name = setting.key("mistake", mistake.name)
        plain = _kept(cache.get(name))
        if plain is None:
            plain = _ask(setting, mistake, sandbox)
            with contextlib.suppress(WireError):
                cache.put(name, encode(plain))
        setting.mistaken[mistake.name] = {
            domain: replies_from(replies) for domain, replies in plain.items()
        }
    return setting.mistaken[mistake.name]


def _kept(stored: bytes | None) -> dict[str, list[Any]] | None:
    with contextlib.suppress(WireError, TypeError, ValueError):
        return None if stored is None else dict(decode(stored))
    return None


def _ask(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> dict[str, list[Any]]:
    entry = setting.problem.entry.name
    with sandbox.worker(mistake.program, setting.limits) as worker:
        return {
            domain: replies_plain(worker.answer([Call(entry, e.arguments) for e in examples]))
            for domain, examples in setting.examples.domains.items()
        }


def _explained(setting: Setting, given: Replies, mistaken: Replies) -> int:
    """On how many telling examples both agree; 0 unless that is nearly all of them."""
    problem = setting.problem
    telling = agreed = 0
    for right, theirs, wrong in _triples(setting, given, mistaken):
        same = alike(problem, theirs, wrong)
        if same and not alike(problem, wrong, right):
            telling += 1
            agreed += 1
        elif not same:
            telling += 1
    return agreed if telling and agreed >= AGREEMENT * telling else 0


def _triples(
    setting: Setting, given: Replies, mistaken: Replies
) -> Iterator[tuple[Reply, Reply, Reply]]:
    for domain, theirs in given.items():
        examples = setting.examples.domains[domain]
        for example, one, other in zip(examples, theirs, mistaken[domain], strict=True):
            if example.right is not None:
                yield example.right, one, other


def alike(problem: Problem, a: Reply, b: Reply) -> bool:
    """Whether two replies are the same answer, or went wrong the same way."""
    if isinstance(a, Answer) and isinstance(b, Answer):
        if (a.seen.changed, a.seen.shares) != (b.seen.changed, b.seen.shares):
            return False
        one, other = _parts(problem, a), _parts(problem, b)
        with at_least(max(problem.tolerance, least_rtol(one, other))):
            try:
                return bool(close(one, other))
            except (TypeError, ValueError, RecursionError):
                return False
    if isinstance(a, Raised) and isinstance(b, Raised):
        return a.kind == b.kind
    return type(a) is type(b) and not isinstance(a, Answer)


def _parts(problem: Problem, reply: Answer) -> object:
    try:
        return parts_of(problem, reply.value)
    except Broken:
        return reply.value
