"""Which typical mistake a submission made: the one whose answers are the submission's own.

Every mistake that an exercise's author wrote down is run in the sandbox on the very examples that
submissions are asked. A submission is diagnosed with a mistake only if, wherever either of them
differs from the reference, the two agree nearly everywhere; where several do, the one that explains
most wins, and where none does nothing is claimed. Answers to the examples come first; where they
show nothing, as with a mistake in a second method, the calls that broken laws made are compared in
the same way; and where right answers are not unique, the pattern of failed laws is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from grader.cache import Cache
from grader.judge.budget import paused
from grader.judge.checks import Evidence
from grader.judge.deviation import Deviation, Deviations, Replies, deviations, explained, most_like
from grader.judge.laws import Overhearing, run
from grader.judge.likeness import alike, entry_by_entry
from grader.judge.pattern import Mark, Pattern, likeness, pattern_of
from grader.model import Answer, Call, Caller, Reply, Stopped
from grader.problem import PROMISE, PURITY
from grader.values.replies import replies_from, replies_plain
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.recording import RecordedMistake
    from grader.judge.setting import Setting
    from grader.problem import Check
    from grader.sandbox import Sandbox


Plain = dict[str, list[Any]]
"""What the cache keeps of a mistake."""

LIKENESS: Final = 0.95
"""The share of their marks that the patterns of a submission and a mistake must have in common."""

LEAD: Final = 0.15
"""By so much the pattern of every other mistake must be less like the submission's."""


@dataclass(frozen=True)
class Witness:
    """What is known of a submission: its replies by domain, the checks whose laws it broke, what
    these laws asked beside, the worker that answers for it, and whether hidden checks count, too.
    """

    evidence: Mapping[str, Evidence]
    broken: Sequence[Check]
    overheard: Mapping[str, Mapping[Call, Reply]]
    caller: Caller
    hidden: bool = False

    @property
    def replies(self) -> Replies:
        """The replies by domain."""
        return {name: one.replies for name, one in self.evidence.items()}


def diagnose(
    setting: Setting, witness: Witness, sandbox: Sandbox
) -> Mistake | RecordedMistake | None:
    """The mistake that explains a submission's answers, if one does."""
    if setting.given is not None:
        return None
    if setting.exercise.solution is None:
        return _recorded(setting, witness.replies)
    return _by_answers(setting, witness, sandbox) or _by_pattern(setting, witness, sandbox)


def mistake_replies(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Replies:
    """What the mistake answers on all examples of the setting; all are asked at once, then kept."""
    if mistake.name not in setting.mistaken:
        with paused():
            _prepare(setting, sandbox)
    return setting.mistaken[mistake.name]


def _prepare(setting: Setting, sandbox: Sandbox) -> None:
    names = [one.name for one in _mistakes(setting)]
    stored = [_stored(setting.key("mistake", name)) for name in names]
    plain = [one for one in stored if one is not None]
    if len(plain) < len(names):
        plain = _ask(setting, sandbox)
        for name, replies in zip(names, plain, strict=True):
            _store(setting.key("mistake", name), replies)
    for name, replies in zip(names, plain, strict=True):
        setting.mistaken[name] = {at: replies_from(some) for at, some in replies.items()}


def _stored(name: str) -> Plain | None:
    stored = Cache().get(name)
    if stored is not None:
        with contextlib.suppress(WireError, TypeError, ValueError):
            return dict(decode(stored))
    return None


def _store(name: str, plain: Plain) -> None:
    with contextlib.suppress(WireError):
        Cache().put(name, encode(plain))


def _ask(setting: Setting, sandbox: Sandbox) -> list[Plain]:
    """The replies of every mistake; their author's programs may share a process."""
    entry = setting.problem.entry.name
    first, *_ = _mistakes(setting)
    found: list[Plain] = []
    with sandbox.worker(first.program, setting.limits) as worker:
        for mistake in _mistakes(setting):
            worker.load(mistake.program)
            found.append(
                {
                    domain: replies_plain(worker.answer([Call(entry, e.arguments) for e in some]))
                    for domain, some in setting.examples.domains.items()
                }
            )
    return found


# By answers ---------------------------------------------------------------------------------------


def _recorded(setting: Setting, given: Replies) -> RecordedMistake | None:
    """Of the mistakes that were recorded, the one that explains most of these replies."""
    if setting.recording is None:
        return None
    known = _of(given, setting.recording.domains)
    theirs, answered = _deviations(setting, known), _answered(known)
    wrongs = (
        (mistake, _deviations(setting, _of(mistake.replies, known)))
        for mistake in setting.recording.mistakes
    )
    return most_like(
        (explained(setting.problem, theirs, wrong, answered=answered), mistake)
        for mistake, wrong in wrongs
    )


def _answered(given: Replies) -> bool:
    return any(isinstance(reply, Answer) for replies in given.values() for reply in replies)


def _by_answers(setting: Setting, witness: Witness, sandbox: Sandbox) -> Mistake | None:
    """The mistake that explains most answers to examples; those that show in none are looked for
    in what the broken laws asked.
    """
    theirs = _deviations(setting, witness.replies)
    answered = _answered(witness.replies)
    wrongs = [
        (mistake, _seen(_mistake_deviations(setting, mistake, sandbox), witness.evidence))
        for mistake in _mistakes(setting)
    ]
    found = most_like(
        (explained(setting.problem, theirs, wrong, answered=answered), mistake)
        for mistake, wrong in wrongs
    )
    if found is not None or theirs or not witness.broken:
        return found
    unseen = [mistake for mistake, wrong in wrongs if not wrong]
    return most_like(
        (explained(setting.problem, *_asked_by_laws(setting, witness, mistake, sandbox)), mistake)
        for mistake in unseen
    ) or _by_entries(setting, witness, unseen, sandbox)


def _seen(found: Deviations, domains: Container[str]) -> Deviations:
    return {(domain, place): one for (domain, place), one in found.items() if domain in domains}


def _by_entries(
    setting: Setting, witness: Witness, mistakes: Sequence[Mistake], sandbox: Sandbox
) -> Mistake | None:
    """Of mistakes that only a close look at single entries shows, the one that explains most."""
    names = {name for check in witness.broken for name in setting.checks.over(check)}
    with entry_by_entry():
        theirs = _deviations(setting, _of(witness.replies, names))
        if not theirs:
            return None
        replies = ((one, _of(mistake_replies(setting, one, sandbox), names)) for one in mistakes)
        return most_like(
            (explained(setting.problem, theirs, _deviations(setting, some)), mistake)
            for mistake, some in replies
        )


def _of(replies: Replies, names: Container[str]) -> Replies:
    return {name: some for name, some in replies.items() if name in names}


def _deviations(setting: Setting, given: Replies) -> Deviations:
    return deviations(setting.problem, setting.examples.domains, given)


def _mistakes(setting: Setting) -> Sequence[Mistake]:
    solution = setting.exercise.solution
    return solution.mistakes if solution is not None else ()


def _mistake_deviations(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Deviations:
    if mistake.name not in setting.deviations:
        with paused():
            replies = mistake_replies(setting, mistake, sandbox)
            setting.deviations[mistake.name] = _deviations(setting, replies)
    return setting.deviations[mistake.name]


def _asked_by_laws(
    setting: Setting, witness: Witness, mistake: Mistake, sandbox: Sandbox
) -> tuple[Deviations, Deviations]:
    """How the submission's and the mistake's replies to the calls of the broken laws deviate."""
    local = setting.reference.local
    assert local is not None
    names = [name for check in witness.broken for name in setting.checks.over(check)]
    replies = mistake_replies(setting, mistake, sandbox)
    domains = setting.examples.domains
    own = {name: _evidence(setting, name, replies[name]) for name in names}
    right = {name: _evidence(setting, name, [e.right for e in domains[name]]) for name in names}
    theirs: dict[Any, Deviation] = {}
    wrong: dict[Any, Deviation] = {}
    with sandbox.worker(mistake.program, setting.limits) as worker:
        for check in witness.broken:
            asked = witness.overheard[check.name]
            wrongs = overheard(setting, check, own, worker)
            rights = overheard(setting, check, right, local)
            for call in asked.keys() & wrongs.keys() & rights.keys():
                known, entry = rights[call], call.function == setting.problem.entry.name
                for replied, found in ((asked[call], theirs), (wrongs[call], wrong)):
                    if not alike(setting.problem, replied, known, entry=entry):
                        found[call] = Deviation(replied, known, call.function)
    return theirs, wrong


def _evidence(setting: Setting, name: str, replies: Sequence[Reply | None]) -> Evidence:
    known = [reply for reply in replies if reply is not None]
    examples = setting.examples.domains[name]
    return Evidence(setting.domains[name], examples[: len(known)], known, setting.checks.cases)


def overheard(
    setting: Setting, check: Check, evidence: Mapping[str, Evidence], caller: Caller
) -> Mapping[Call, Reply]:
    """The calls that the law of `check` makes, with the replies to them."""
    listener = Overhearing(caller)
    for name in setting.checks.over(check):
        run(setting.checks.law(check), evidence[name].ready, listener)
    return listener.heard


# By the pattern of failed laws --------------------------------------------------------------------


def _by_pattern(setting: Setting, witness: Witness, sandbox: Sandbox) -> Mistake | None:
    """Where answers are not unique, the mistake that breaks the same laws on the same examples."""
    replies = [reply for some in witness.replies.values() for reply in some]
    if (
        setting.problem.compared.issuperset(setting.problem.entry.parts)
        or not any(isinstance(reply, Answer) for reply in replies)
        or any(isinstance(reply, Stopped) for reply in replies)  # asking again would take long
    ):
        return None
    checks = setting.problem.checks
    tried = [c for c in checks if setting.possible(c) and (witness.hidden or not c.hidden)]
    own = pattern_of(setting.checks, tried, witness.evidence, witness.caller)
    shown = {PROMISE, PURITY, *(check.name for check in tried)}
    ranked: list[tuple[float, Mistake | None]] = [(0.0, None), (0.0, None)]
    for mistake in _mistakes(setting) if own else ():
        marks = _mistake_pattern(setting, mistake, sandbox)
        theirs = {m for m in marks if m.check in shown and m.domain in witness.evidence}
        ranked.append((likeness(own, frozenset(theirs)), mistake))
    ranked.sort(key=lambda pair: pair[0])
    (second, _), (most, best) = ranked[-2:]
    return best if most >= LIKENESS and most - second >= LEAD else None


def _mistake_pattern(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Pattern:
    """The marks of a mistake under all checks; found once, then kept."""
    if mistake.name not in setting.patterns:
        with paused():
            setting.patterns[mistake.name] = _prepared_pattern(setting, mistake, sandbox)
    return setting.patterns[mistake.name]


def _prepared_pattern(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Pattern:
    key = setting.key("pattern", mistake.name)
    plain = _stored(key)
    if plain is None:
        replies = mistake_replies(setting, mistake, sandbox)
        evidence = {name: _evidence(setting, name, some) for name, some in replies.items()}
        with sandbox.worker(mistake.program, setting.limits) as worker:
            marks = pattern_of(setting.checks, setting.problem.checks, evidence, worker)
        plain = {"marks": sorted(tuple(mark) for mark in marks)}
        _store(key, plain)
    return frozenset(Mark(*mark) for mark in plain["marks"])
