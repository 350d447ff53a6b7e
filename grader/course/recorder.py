"""What is recorded of an exercise, so that a copy without its hidden half can check and explain.

An example that, with its answer, takes more than `LONGEST` bytes is left out: a few of them would
outweigh all others, and they are tried where the answers are graded.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from grader.errors import UsageError
from grader.judge.deviation import deviations
from grader.judge.motion import Motion
from grader.judge.recording import TELLING, RecordedMistake, Recording, digest
from grader.model import Answer
from grader.tutor.mistaken import mistake_replies
from grader.values.replies import replies_plain
from grader.values.wire import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from grader.exercise.solution import Solution
    from grader.judge.examples import Example
    from grader.judge.recording import Grain
    from grader.judge.setting import Setting
    from grader.model import Reply
    from grader.sandbox import Sandbox

LONGEST: Final = 16 << 10


@dataclass(frozen=True, slots=True)
class _Chosen:
    """By domain, of which places here a copy is told, in the order of its own places: all that it
    has of a domain that is recorded, and which examples tell mistakes apart, by its place.
    """

    recorded: Mapping[str, Sequence[int]]
    telling: Mapping[str, Mapping[int, int]]


def recorded(setting: Setting, sandbox: Sandbox) -> Recording | None:
    """What public checks need of the hidden half: answers, and explanations of public mistakes."""
    problem, solution = setting.problem, setting.exercise.solution
    if solution is None:
        hint = "a release needs the hidden half of the bank; name its directory with --bank"
        raise UsageError(f"there is no solution for {problem.name}", hint)
    chosen = _chosen(setting)
    closeness = _closeness(setting, chosen)
    mistakes = tuple(_mistakes(setting, solution, chosen, sandbox))
    if not chosen.recorded and not closeness and not mistakes:
        return None
    every = setting.examples.domains
    domains = {
        name: tuple(every[name][place] for place in places)
        for name, places in chosen.recorded.items()
    }
    right = {
        name: {
            at: one for at, place in places.items() if (one := every[name][place].right) is not None
        }
        for name, places in chosen.telling.items()
        if name not in domains and mistakes
    }
    small = {
        name: tuple(one for one in some if isinstance(one.right, Answer))
        for name in domains
        if (some := setting.small.of(setting.domains[name]))
    }
    grain = _grain(setting, (*domains.values(), *small.values()))
    told = domains, mistakes, closeness, right, small, grain
    return Recording(problem.digest, setting.seed, *told)


def _chosen(setting: Setting) -> _Chosen:
    """Checks that compare need the answers to all of their domains. Of the other domains that
    public checks are tried on, which a copy draws itself, the first examples tell mistakes apart.
    """
    every, checks = setting.examples.domains, setting.problem.checks
    public = [check for check in checks if not check.hidden]
    comparing = [check for check in public if check.kind == "agrees"]
    recorded = {name: _short(every[name]) for check in comparing for name in check.over}
    others = sorted({name for check in public for name in check.over} - recorded.keys())
    telling = {name: dict(enumerate(places[:TELLING])) for name, places in recorded.items()}
    telling |= {name: {place: place for place in _short(every[name][:TELLING])} for name in others}
    return _Chosen(recorded, telling)


def _short(examples: Sequence[Example]) -> list[int]:
    """The places of those that are not too long; that of the shortest, if all are."""
    sizes = list(map(_size, examples))
    short = [place for place, size in enumerate(sizes) if size <= LONGEST]
    return short or sorted(range(len(sizes)), key=sizes.__getitem__)[:1]


def _size(example: Example) -> int:
    right = [] if example.right is None else [example.right]
    return len(example.values) + len(example.arguments) + len(encode(replies_plain(right)))


def _mistakes(
    setting: Setting, solution: Solution, chosen: _Chosen, sandbox: Sandbox
) -> Iterator[RecordedMistake]:
    """The mistakes that public checks catch, so far as they show in the examples that tell them
    apart; none whose explanation holds a piece of the reference.
    """
    hidden = {check.name for check in setting.problem.checks if check.hidden}
    every = setting.examples.domains
    examples = {
        name: [every[name][place] for place in places.values()]
        for name, places in chosen.telling.items()
    }
    for mistake in solution.mistakes:
        tells = gives_away(mistake.why, solution.reference.source)
        if not mistake.public or mistake.caught_by in hidden or tells:
            continue
        replies = mistake_replies(setting, mistake, sandbox)
        theirs = {
            name: [replies[name][place] for place in places.values()]
            for name, places in chosen.telling.items()
        }
        wrong: dict[str, dict[int, Reply]] = {}
        for (name, number), one in deviations(setting.problem, examples, theirs).items():
            place = list(chosen.telling[name])[number]
            wrong.setdefault(name, {})[place] = one.reply
        if wrong:
            yield RecordedMistake(mistake.why, wrong, mistake.accepts)


def gives_away(why: str, reference: str) -> bool:
    """Whether an explanation shows a piece of code that stands in the reference."""
    known = re.sub(r"\s", "", reference)
    pieces = (re.sub(r"\s", "", piece) for piece in re.findall(r"`([^`]+)`", why))
    return any(len(piece) >= _TELLS and piece in known for piece in pieces)


def _grain(setting: Setting, several: Iterable[Sequence[Example]]) -> Grain:
    """How far answers to these examples may be off that take functions, where that is any."""
    motion = Motion(setting.problem, setting.reference)
    found: dict[bytes, tuple[float, ...]] = {}
    for example in itertools.chain.from_iterable(several):
        if isinstance(example.right, Answer):
            names = example.names(setting.reference.support)
            names["right"] = setting.checks.cases.right(example)
            if any(grain := motion.grain(names)):
                found[digest(example.arguments)] = grain
    return found


_TELLS: Final = 12
"""So many characters of the reference are a piece of the solution; a name is none."""


def _closeness(setting: Setting, chosen: _Chosen) -> dict[str, dict[str, tuple[float, ...]]]:
    """How closely public checks can be asked of answers in single precision, where these hold
    fractions.
    """
    problem, checks = setting.problem, setting.checks
    if not any(
        value.kind in ("reals", "real", "list", "data") for value in problem.returns.values()
    ):
        return {}

    def examples(name: str) -> Sequence[Example]:
        every = setting.examples.domains[name]
        return [every[place] for place in chosen.recorded.get(name, range(len(every)))]

    return {
        check.name: {
            name: checks.single.of(checks.law(check), examples(name)) for name in check.over
        }
        for check in problem.checks
        if check.kind in ("holds", "agrees")
    }
