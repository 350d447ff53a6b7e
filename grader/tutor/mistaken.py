"""What the typical mistakes of an exercise answer: asked once in the sandbox, then kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from grader.cache import Cache
from grader.judge.budget import paused
from grader.judge.checks import Evidence
from grader.judge.deviation import Deviations, Replies, deviations
from grader.judge.pattern import Mark, Pattern, pattern_of
from grader.model import Call, Reply, Stopped
from grader.values.replies import replies_from, replies_plain
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Mistake
    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox, Worker

Plain = dict[str, list[Any]]
"""What the cache keeps of a mistake."""


def mistakes(setting: Setting) -> Sequence[Mistake]:
    """The mistakes that the author of the exercise wrote down."""
    solution = setting.exercise.solution
    return solution.mistakes if solution is not None else ()


def mistake_replies(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Replies:
    """What the mistake answers on all examples of the setting, or on those it takes."""
    if mistake.name not in setting.mistaken:
        with paused():
            if setting.alone:
                (plain,) = _ask(setting, [mistake], sandbox)
                _keep(setting, mistake, plain)
            else:
                _prepare(setting, sandbox)
    return setting.mistaken[mistake.name]


def complete(
    setting: Setting, mistake: Mistake, known: dict[tuple[str, int], Reply], worker: Worker
) -> None:
    """Keeps what the mistake answers to all that mistakes are asked, of which some is `known` by
    domain and place; the worker, which answers as it does, is asked the others.
    """
    asked = {
        (name, place): one
        for name, some in _asked(setting).items()
        for place, one in enumerate(some)
    }
    left = {key: one for key, one in asked.items() if key not in known}
    replies = known | dict(zip(left, worker.answer(calls_of(setting, left.values())), strict=True))
    if any(isinstance(reply, Stopped) for reply in replies.values()):
        return  # it may take more, and is asked again
    by_domain: dict[str, list[Reply]] = {}
    for key in asked:
        by_domain.setdefault(key[0], []).append(replies[key])
    setting.mistaken[mistake.name] = by_domain


def mistake_deviations(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Deviations:
    """Where these are not the reference's."""
    if mistake.name not in setting.deviations:
        with paused():
            replies = mistake_replies(setting, mistake, sandbox)
            setting.deviations[mistake.name] = deviations(
                setting.problem, setting.examples.domains, replies
            )
    return setting.deviations[mistake.name]


def mistake_pattern(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Pattern:
    """The marks of a mistake under all checks; found once, then kept."""
    if mistake.name not in setting.patterns:
        with paused():
            setting.patterns[mistake.name] = _pattern(setting, mistake, sandbox)
    return setting.patterns[mistake.name]


def evidence_of(setting: Setting, name: str, replies: Sequence[Reply | None]) -> Evidence:
    """These replies, as far as there are any, to the examples of the domain of this name."""
    known = [reply for reply in replies if reply is not None]
    examples = setting.examples.domains[name]
    return Evidence(setting.domains[name], examples[: len(known)], known, setting.checks.cases)


def _prepare(setting: Setting, sandbox: Sandbox) -> None:
    several = mistakes(setting)
    stored = [_stored(setting.key("mistake", one.name)) for one in several]
    plain = [one for one in stored if one is not None]
    if len(plain) < len(several):
        plain = _ask(setting, several, sandbox)
        for one, replies in zip(several, plain, strict=True):
            _store(setting.key("mistake", one.name), replies)
    for one, replies in zip(several, plain, strict=True):
        _keep(setting, one, replies)


def _keep(setting: Setting, mistake: Mistake, plain: Plain) -> None:
    setting.mistaken[mistake.name] = {at: replies_from(some) for at, some in plain.items()}


def _stored(name: str) -> Plain | None:
    stored = Cache().get(name)
    if stored is not None:
        with contextlib.suppress(WireError, TypeError, ValueError):
            return dict(decode(stored))
    return None


def _store(name: str, plain: Plain) -> None:
    with contextlib.suppress(WireError):
        Cache().put(name, encode(plain))


def _ask(setting: Setting, several: Sequence[Mistake], sandbox: Sandbox) -> list[Plain]:
    """The replies of these mistakes; their author's programs may share a process."""
    asked = {domain: calls_of(setting, some) for domain, some in _asked(setting).items()}
    found: list[Plain] = []
    with sandbox.worker(several[0].program, setting.limits) as worker:
        for mistake in several:
            worker.load(mistake.program)
            found.append(
                {domain: replies_plain(worker.answer(calls)) for domain, calls in asked.items()}
            )
    return found


def _asked(setting: Setting) -> dict[str, Sequence[Example]]:
    """The examples that mistakes are asked: no hidden ones where a single program is judged."""
    hidden = {name for name, one in setting.domains.items() if one.hidden and setting.alone}
    domains = setting.examples.domains
    return {name: some for name, some in domains.items() if name not in hidden}


def calls_of(setting: Setting, examples: Iterable[Example]) -> list[Call]:
    """The calls of the entry on these examples."""
    entry = setting.problem.entry.name
    return [Call(entry, example.arguments) for example in examples]


def _pattern(setting: Setting, mistake: Mistake, sandbox: Sandbox) -> Pattern:
    which = "public pattern" if setting.alone else "pattern"
    key = setting.key(which, mistake.name)
    plain = _stored(key)
    if plain is None:
        replies = mistake_replies(setting, mistake, sandbox)
        evidence = {name: evidence_of(setting, name, some) for name, some in replies.items()}
        with sandbox.worker(mistake.program, setting.limits) as worker:
            marks = pattern_of(setting.checks, setting.problem.checks, evidence, worker)
        plain = {"marks": sorted(tuple(mark) for mark in marks)}
        _store(key, plain)
    return frozenset(Mark(*mark) for mark in plain["marks"])
