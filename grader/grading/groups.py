"""Wrong programs that answer alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.grading.grading import quiet
from grader.judge.deviation import NONE, Deviations, Replies, deviations, explained
from grader.judge.setting import program_of
from grader.model import Answer, Call, Refused

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.sandbox import Sandbox
    from grader.submission import Source


@dataclass(frozen=True)
class Group:
    """Programs by their names, the shortest first, which answer as that one does."""

    names: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _Known:
    name: str
    source: str
    wrong: Deviations
    answered: bool


def groups(setting: Setting, sources: Mapping[str, Source], sandbox: Sandbox) -> list[Group]:
    """These programs, by name, put together where they answer alike on all examples of the setting;
    the largest group first. Those that answer rightly, or cannot be run, are in none.
    """
    ordered = sorted(sources.items(), key=lambda pair: (len(pair[1].text), pair[0]))
    found: list[list[_Known]] = []
    with quiet():
        asked: dict[str, tuple[Deviations, bool] | None] = {}
        for name, source in ordered:
            if source.text not in asked:
                asked[source.text] = _asked(setting, source, sandbox)
            known = asked[source.text]
            if known is None or not known[0]:
                continue
            one = _Known(name, source.text, *known)
            same = next((some for some in found if _alike(setting, some[0], one)), None)
            if same is None:
                found.append([one])
            else:
                same.append(one)
    found.sort(key=len, reverse=True)
    return [Group(tuple(one.name for one in some), some[0].source) for some in found]


def _asked(setting: Setting, source: Source, sandbox: Sandbox) -> tuple[Deviations, bool] | None:
    problem, domains = setting.problem, setting.examples.domains
    with sandbox.worker(program_of(problem, source), setting.limits) as worker:
        if isinstance(worker.loaded, Refused):
            return None
        replies: Replies = {
            name: worker.answer([Call(problem.entry.name, e.arguments) for e in some])
            for name, some in domains.items()
        }
    answered = any(isinstance(reply, Answer) for some in replies.values() for reply in some)
    return deviations(problem, domains, replies), answered


def _alike(setting: Setting, first: _Known, other: _Known) -> bool:
    if first.source == other.source:
        return True
    answered = first.answered and other.answered
    likeness = explained(setting.problem, other.wrong, first.wrong, answered=answered)
    return likeness > NONE
