"""Which of an exercise's mistakes may explain what one program answered, found by asking little.

A mistake explains answers only if it agrees with most that are wrong. Asked a part of these, most
mistakes disagree so often that the rest cannot make up for it; the others are asked everything, in
order. Where many programs are judged, every mistake is asked everything once, and its replies are
kept: see `grader.tutor.mistaken`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.judge.budget import paused
from grader.judge.deviation import Deviations, Doubt, deviating
from grader.tutor.mistaken import calls_of, complete

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from grader.exercise.solution import Mistake
    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.model import Reply
    from grader.sandbox import Sandbox, Worker

ROUNDS: Final = 5
"""The wrong answers are asked in so many parts, the shortest questions first. Who disagrees on all
of one part has disagreed too often.
"""

CPU_S: Final = 0.5
"""What one call may take; whoever needs more is taken for one that never answers."""


def suspects(
    setting: Setting,
    mistakes: Sequence[Mistake],
    theirs: Deviations,
    sandbox: Sandbox,
    *,
    answered: bool,
) -> list[Mistake]:
    """Those of the mistakes that may explain these deviations."""
    asked = {key: setting.examples.domains[key[0]][key[1]] for key in theirs}
    keys = sorted(asked, key=lambda key: len(asked[key].arguments))
    most = -(-len(keys) // ROUNDS)
    found = []
    for mistake, worker in _workers(setting, mistakes, sandbox):
        doubt = Doubt(setting.problem, theirs, answered, mistake.accepts)
        known: dict[tuple[str, int], Reply] = {}
        with paused():
            for first in range(0, len(keys), most):
                some = keys[first : first + most]
                calls = calls_of(setting, [asked[key] for key in some])
                known |= zip(some, worker.answer(calls), strict=True)
                if any(doubt.hears(key, known[key]) for key in some):
                    break
            else:
                complete(setting, mistake, known, worker)
                found.append(mistake)
    return found


def unseen(
    setting: Setting, mistakes: Sequence[Mistake], domains: Collection[str], sandbox: Sandbox
) -> list[Mistake]:
    """Those of the mistakes that answer all examples of the domains as the reference does."""
    return [
        mistake
        for mistake, worker in _workers(setting, mistakes, sandbox)
        if not any(
            _deviates(setting, examples, worker)
            for name, examples in setting.examples.domains.items()
            if name in domains
        )
    ]


def _workers(
    setting: Setting, mistakes: Sequence[Mistake], sandbox: Sandbox
) -> Iterator[tuple[Mistake, Worker]]:
    """Each mistake with a worker that answers as it does; their author's programs may share one."""
    if not mistakes:
        return
    limits = replace(setting.limits, cpu_s=min(setting.limits.cpu_s, CPU_S))
    with sandbox.worker(mistakes[0].program, limits) as worker:
        for mistake in mistakes:
            worker.load(mistake.program)
            yield mistake, worker


def _deviates(setting: Setting, examples: Sequence[Example], worker: Worker) -> bool:
    """Whether the worker deviates on any of these examples."""
    with paused():
        replies = worker.answer(calls_of(setting, examples))
        return bool(deviating(setting.problem, dict(enumerate(examples)), replies))
