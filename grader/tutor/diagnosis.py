"""Which mistake a submission made: the one whose answers are the submission's own.

Every mistake that an exercise's author wrote down is run in the sandbox on the very examples that
submissions are asked. A submission is diagnosed with a mistake only if, wherever either of them
differs from the reference, the two agree nearly everywhere; where several do, the one that explains
most wins, and where none does nothing is claimed. Answers to the examples come first, those of a
family of mistakes with the constant that fits best; where they show nothing, as with a mistake in a
second method, the calls that broken laws made are compared in the same way; where right answers are
not unique, the pattern of failed laws is, with the numbers that the laws found. What no author
thought of may still be a slip that people make in any exercise.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from grader.exercise.solution import SETTER
from grader.judge.checks import Evidence
from grader.judge.deviation import (
    AGREEMENT,
    Deviation,
    Deviations,
    Likeness,
    Replies,
    deviations,
    explained,
    most_like,
    various,
)
from grader.judge.laws import Overhearing, run
from grader.judge.likeness import alike, entry_by_entry
from grader.judge.pattern import likeness, pattern_of
from grader.model import Answer, Call, Caller, Reply, Stopped
from grader.problem import PROMISE, PURITY
from grader.tutor.family import Family
from grader.tutor.fitting import Fitting
from grader.tutor.habits import habits
from grader.tutor.members import Member
from grader.tutor.mistaken import (
    evidence_of,
    mistake_deviations,
    mistake_pattern,
    mistake_replies,
    mistakes,
)
from grader.tutor.suspects import suspects, unseen

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.recording import RecordedMistake
    from grader.judge.setting import Setting
    from grader.problem import Check
    from grader.sandbox import Sandbox


LIKENESS: Final = 0.95
"""The share of their marks that the patterns of a submission and a mistake must have in common."""

LEAD: Final = 0.15
"""By so much the pattern of every other mistake must be less like the submission's."""

HABITS: Final = "habits"
"""What may have been looked for in vain."""

FEWEST: Final = 3
"""A slip that nobody named for this exercise must explain so many wrong answers."""


PERHAPS: Final = (
    "Your answers break the same laws, and by as much, as those of this mistake. Is it yours? {}"
)


@dataclass(frozen=True)
class Diagnosis:
    """The name of a mistake, what is said of it, and where it is a family which member it is."""

    name: str
    why: str
    member: Member | None = None


@dataclass(frozen=True)
class Witness:
    """What is known of a submission: its replies by domain, the checks whose laws it broke, what
    these laws asked beside, the worker that answers for it, whether hidden checks count, too, and
    what was looked for in vain.
    """

    evidence: Mapping[str, Evidence]
    broken: Sequence[Check]
    overheard: Mapping[str, Mapping[Call, Reply]]
    caller: Caller
    hidden: bool = False
    vain: set[str] = field(default_factory=set)

    @property
    def replies(self) -> Replies:
        """The replies by domain."""
        return {name: one.replies for name, one in self.evidence.items()}


def diagnose(setting: Setting, witness: Witness, sandbox: Sandbox) -> Diagnosis | None:
    """The mistake that explains a submission's answers, if one does."""
    if setting.given is not None:
        return None
    if setting.exercise.solution is None:
        return _named(told_by_recording(setting, witness.replies))
    theirs = _deviations(setting, witness.replies)
    fitting = Fitting(setting, witness.evidence.keys(), theirs, sandbox)
    found, throughout = _by_answers(setting, witness, fitting)
    if found is not None:
        # A slip that explains all of the answers says more than a mistake that explains most.
        return found if throughout else _by_habit(setting, witness, fitting) or found
    return _asked(_by_pattern(setting, witness, sandbox)) or _by_habit(setting, witness, fitting)


def _named(mistake: Mistake | RecordedMistake | None) -> Diagnosis | None:
    return None if mistake is None else Diagnosis(mistake.name, mistake.why)


def _asked(mistake: Mistake | None) -> Diagnosis | None:
    return None if mistake is None else Diagnosis(mistake.name, PERHAPS.format(mistake.why))


# By answers ---------------------------------------------------------------------------------------


def told_by_recording(setting: Setting, given: Replies) -> RecordedMistake | None:
    """Of the mistakes that were recorded, the one that explains most of these replies."""
    if setting.recording is None:
        return None
    problem, right = setting.problem, setting.recording.telling()
    known = {
        name: {place: reply for place, reply in enumerate(some) if place in right[name]}
        for name, some in given.items()
        if name in right
    }
    theirs = {
        (name, place): Deviation(reply, right[name][place], problem.entry.name)
        for name, some in known.items()
        for place, reply in some.items()
        if not alike(problem, reply, right[name][place])
    }
    answered = _answered({name: list(some.values()) for name, some in known.items()})

    def wrong(mistake: RecordedMistake) -> Deviations:
        return {
            (name, place): Deviation(reply, right[name][place], problem.entry.name)
            for name, some in mistake.wrong.items()
            for place, reply in some.items()
            if name in known and place in known[name]
        }

    return most_like(
        (
            explained(problem, theirs, wrong(one), answered=answered, accepts=one.accepts),
            one,
        )
        for one in setting.recording.mistakes
    )


def _answered(given: Replies) -> bool:
    return any(isinstance(reply, Answer) for replies in given.values() for reply in replies)


def _by_answers(
    setting: Setting, witness: Witness, fitting: Fitting
) -> tuple[Diagnosis | None, bool]:
    """The mistake that explains most answers to examples, and whether it explains all; those that
    show in none are looked for in what the broken laws asked.
    """
    theirs, sandbox = fitting.theirs, fitting.sandbox
    answered, several = _answered(witness.replies), mistakes(setting)
    if setting.alone:
        several = suspects(setting, several, theirs, sandbox, answered=answered) if theirs else ()
    wrongs: list[tuple[Mistake, Deviations]] = []
    ranked: list[tuple[Likeness, Diagnosis | None]] = []
    for mistake in several:
        wrong = _seen(mistake_deviations(setting, mistake, sandbox), witness.evidence)
        wrongs.append((mistake, wrong))
        like = explained(setting.problem, theirs, wrong, answered=answered, accepts=mistake.accepts)
        ranked.append((like, _named(mistake)))
        if theirs and like == (len(theirs), len(theirs)):
            break  # no other explains more
    if theirs and not any(likeness[0] == len(theirs) for likeness, _ in ranked):
        ranked += _members(setting, fitting)
    found = most_like(ranked)
    if found is not None or theirs or not witness.broken:
        return found, any(likeness[0] == len(theirs) for likeness, _ in ranked)
    hardly = (
        unseen(setting, mistakes(setting), witness.evidence, sandbox)
        if setting.alone
        else [mistake for mistake, wrong in wrongs if not wrong]
    )
    heard = most_like(
        (explained(setting.problem, *_asked_by_laws(setting, witness, mistake, sandbox)), mistake)
        for mistake in hardly
    )
    return _named(heard or _by_entries(setting, witness, hardly, sandbox)), True


# Families -----------------------------------------------------------------------------------------


def _members(setting: Setting, fitting: Fitting) -> list[tuple[Likeness, Diagnosis]]:
    """Of each family of mistakes the member that fits best, if one does at all."""
    families = {
        mistake.name: (Family.of(mistake.name, mistake.free.program, SETTER, mistake.free.usual),)
        for mistake in mistakes(setting)
        if mistake.free is not None
    }
    told = {mistake.name: mistake.told for mistake in mistakes(setting)}
    return [
        (like, Diagnosis(member.family.name, told[member.family.name](member.shown), member))
        for like, member in fitting.members(list(families.values()), AGREEMENT)
    ]


def _by_habit(setting: Setting, witness: Witness, fitting: Fitting) -> Diagnosis | None:
    """The slip that explains all of the answers, of those that people make in any exercise."""
    telling = fitting.telling
    if HABITS in witness.vain or len(telling) < FEWEST:
        return None
    if not various(chain.from_iterable(witness.replies.values())):
        return None
    found = fitting.members(list(habits(setting, telling)), 1.0)
    best = most_like((like, member) for like, member in found if member.written)
    if best is None:
        witness.vain.add(HABITS)  # nor will any explain more answers
        return None
    return Diagnosis(best.family.name, best.family.words(best.shown), best)


# By what laws asked -------------------------------------------------------------------------------


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


def _asked_by_laws(
    setting: Setting, witness: Witness, mistake: Mistake, sandbox: Sandbox
) -> tuple[Deviations, Deviations]:
    """How the submission's and the mistake's replies to the calls of the broken laws deviate."""
    local = setting.reference.local
    assert local is not None
    names = [name for check in witness.broken for name in setting.checks.over(check)]
    replies = mistake_replies(setting, mistake, sandbox)
    domains = setting.examples.domains
    own = {name: evidence_of(setting, name, replies[name]) for name in names}
    right = {name: evidence_of(setting, name, [e.right for e in domains[name]]) for name in names}
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
    for mistake in mistakes(setting) if own else ():
        marks = mistake_pattern(setting, mistake, sandbox)
        theirs = {m for m in marks if m.check in shown and m.domain in witness.evidence}
        ranked.append((likeness(own, frozenset(theirs)), mistake))
    ranked.sort(key=lambda pair: pair[0])
    (second, _), (most, best) = ranked[-2:]
    return best if most >= LIKENESS and most - second >= LEAD else None
