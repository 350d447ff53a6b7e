"""Which typical mistake a submission made: the one whose answers are the submission's own.

Every mistake that an exercise's author wrote down is run in the sandbox on the very examples that
submissions are asked. A submission is diagnosed with a mistake only if, wherever either of them
differs from the reference, the two agree; where several do, the one that explains most wins, and
where none does nothing is claimed. Answers to the examples come first; where they show nothing, as
with a mistake in a second method, the calls that broken laws made are compared in the same way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grader.cache import Cache
from grader.calls import Broken
from grader.closeness import at_least, close, least_rtol
from grader.judge.checks import Evidence
from grader.judge.laws import run
from grader.judge.promises import parts_of
from grader.model import Answer, Call, Caller, Raised, Reply
from grader.replies import replies_from, replies_plain
from grader.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.recording import RecordedMistake
    from grader.judge.setting import Setting
    from grader.problem import Check, Problem
    from grader.sandbox import Sandbox

Replies = Mapping[str, Sequence[Reply]]
"""Replies by domain, one for each example."""

Told = tuple[str, Reply]
"""The name of a function, and what came of a call of it."""

Triple = tuple[Told, Told, Told]
"""What the reference, the submission and the mistake made of the same call."""

AGREEMENT: Final = 0.95
"""The share of telling examples on which a submission and a mistake must agree."""


@dataclass(frozen=True)
class Witness:
    """What is known of a submission: its replies by domain, the checks whose laws it broke, and
    the worker that answers for it.
    """

    evidence: Mapping[str, Evidence]
    broken: Sequence[Check]
    caller: Caller


def diagnose(
    setting: Setting, witness: Witness, sandbox: Sandbox
) -> Mistake | RecordedMistake | None:
    """The mistake that explains a submission's answers, if one does.

    Mistakes that show in no answer to an example are looked for in what the broken laws asked.
    """
    solution = setting.exercise.solution
    if setting.given is not None:
        return None
    given = {name: evidence.replies for name, evidence in witness.evidence.items()}
    if solution is None:
        return _recorded(setting, given)
    found, alike_so_far = None, []
    most = 0
    for mistake in solution.mistakes:
        triples = list(_triples(setting, given, mistake_replies(setting, mistake, sandbox)))
        explained = _explained(setting.problem, triples)
        if explained > most:
            found, most = mistake, explained
        if all(_same(setting.problem, theirs, wrong) for _, theirs, wrong in triples):
            alike_so_far.append(mistake)
    if found is not None or not witness.broken:
        return found
    for mistake in alike_so_far:
        explained = _explained(setting.problem, _asked_by_laws(setting, witness, mistake, sandbox))
        if explained > most:
            found, most = mistake, explained
    return found


def _recorded(setting: Setting, given: Replies) -> RecordedMistake | None:
    """Of the mistakes that were recorded, the one that explains most of these replies."""
    if setting.recording is None:
        return None
    known = {name: given[name] for name in setting.recording.domains if name in given}
    ranked = [
        (_explained(setting.problem, _triples(setting, known, mistake.replies)), mistake)
        for mistake in setting.recording.mistakes
    ]
    most, best = max(ranked, key=lambda pair: pair[0], default=(0, None))
    return best if most else None


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


def _explained(problem: Problem, triples: Iterable[Triple]) -> int:
    """On how many telling replies both agree; 0 unless that is nearly all of them."""
    telling = agreed = 0
    for right, theirs, wrong in triples:
        same = _same(problem, theirs, wrong)
        if not same or not _same(problem, wrong, right):
            telling += 1
            agreed += same
    return agreed if telling and agreed >= AGREEMENT * telling else 0


def _triples(setting: Setting, given: Replies, mistaken: Replies) -> Iterator[Triple]:
    name = setting.problem.entry.name
    for domain, theirs in given.items():
        examples = setting.examples.domains[domain]
        for example, one, other in zip(examples, theirs, mistaken[domain], strict=True):
            if example.right is not None:
                yield (name, example.right), (name, one), (name, other)


def _asked_by_laws(
    setting: Setting, witness: Witness, mistake: Mistake, sandbox: Sandbox
) -> Iterator[Triple]:
    """The replies to the calls that the broken laws make of all three."""
    local = setting.reference.local
    assert local is not None
    names = [name for check in witness.broken for name in setting.checks.over(check)]
    replies = mistake_replies(setting, mistake, sandbox)
    domains = setting.examples.domains
    own = {name: _evidence(setting, name, replies[name]) for name in names}
    right = {name: _evidence(setting, name, [e.right for e in domains[name]]) for name in names}
    with sandbox.worker(mistake.program, setting.limits) as worker:
        for check in witness.broken:
            theirs, wrongs, rights = (
                _overheard(setting, check, evidence, caller)
                for evidence, caller in (
                    (witness.evidence, witness.caller),
                    (own, worker),
                    (right, local),
                )
            )
            for call in theirs.keys() & wrongs.keys() & rights.keys():
                name = call.function
                yield (name, rights[call]), (name, theirs[call]), (name, wrongs[call])


def _evidence(setting: Setting, name: str, replies: Sequence[Reply | None]) -> Evidence:
    known = [reply for reply in replies if reply is not None]
    examples = setting.examples.domains[name]
    return Evidence(setting.domains[name], examples[: len(known)], known, setting.checks.cases)


def _overheard(
    setting: Setting, check: Check, evidence: Mapping[str, Evidence], caller: Caller
) -> Mapping[Call, Reply]:
    """The calls that the law of `check` makes, with the replies to them."""
    listener = _Listener(caller)
    for name in setting.checks.over(check):
        run(setting.checks.law(check), evidence[name].ready, listener)
    return listener.heard


@dataclass(frozen=True)
class _Listener:
    """A `Caller` that remembers."""

    caller: Caller
    heard: dict[Call, Reply] = field(default_factory=dict)

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        replies = self.caller.answer(calls)
        self.heard.update(zip(calls, replies, strict=True))
        return replies


def _same(problem: Problem, one: Told, other: Told) -> bool:
    (name, a), (_, b) = one, other
    return alike(problem, a, b, entry=name == problem.entry.name)


def alike(problem: Problem, a: Reply, b: Reply, *, entry: bool = True) -> bool:
    """Whether two replies, of the entry or of another function, are the same answer, or went wrong
    the same way.
    """
    if isinstance(a, Answer) and isinstance(b, Answer):
        if (a.seen.changed, a.seen.shares) != (b.seen.changed, b.seen.shares):
            return False
        one, other = (_parts(problem, r) if entry else r.value for r in (a, b))
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
