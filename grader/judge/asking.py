"""What one program is asked, domain by domain, and what it answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from grader.judge import steadiness
from grader.judge.checks import shown_call
from grader.judge.outcome import explaining
from grader.judge.shown import WIDE, code_of
from grader.model import Call, Outcome, Reply, Stopped

if TYPE_CHECKING:
    from grader.judge.checks import Evidence
    from grader.judge.setting import Setting
    from grader.model import Caller


ENDLESS: Final = 2
"""Where a program never came to an end in so many domains, it is not asked about others."""

Notice = Callable[[str], object]
"""Hears in a sentence of what takes long."""


@dataclass(frozen=True)
class Stands:
    """A `Caller` that gives the same reply to everything."""

    reply: Stopped

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call."""
        return [self.reply] * len(calls)


@dataclass
class Asking:
    """What `worker` answered so far, by the names of domains, in the order in which it was asked.

    `doing` hears of all that is asked, and `notice` of the first call that did not come to an end.
    """

    setting: Setting
    worker: Caller
    doing: Notice
    notice: Notice | None
    evidence: dict[str, Evidence] = field(default_factory=dict)

    def ask(self, names: Iterable[str]) -> list[Evidence]:
        """The replies on these domains, each asked once."""
        setting = self.setting
        for name in names:
            examples = setting.examples.domains.get(name)
            if name not in self.evidence and examples is not None and not self.late:
                domain = setting.domains[name]
                if not domain.hidden:
                    self.doing(f"{len(examples)} examples of “{name}”")
                worker = self.worker if (stop := self.endless) is None else Stands(stop)
                self.evidence[name] = setting.checks.ask(domain, examples, worker)
                self._tell(self.evidence[name])
        return [self.evidence[name] for name in names if name in self.evidence]

    def before(self, domain: str) -> list[Evidence]:
        """What was asked before a domain."""
        names = list(self.evidence)
        return [self.evidence[name] for name in names[: names.index(domain)]]

    @property
    def exhausted(self) -> bool:
        """Whether a call took all of its time or memory: then no more than needed is asked."""
        replies = (reply for one in self.evidence.values() for reply in one.replies)
        return any(map(steadiness.never_answered, replies))

    @property
    def late(self) -> bool:
        """Whether somebody waits, and a call has taken all of its time or memory: what comes first
        is told, and nothing more is asked.
        """
        return self.setting.alone and self.exhausted

    @property
    def endless(self) -> Stopped | None:
        """The reply to every call, where nothing at all came to an end in several domains: it
        stands for those that are left, which would take as long each.
        """
        if len(self.evidence) < ENDLESS:
            return None
        first = [next(iter(one.replies), None) for one in self.evidence.values()]
        stops = [reply for reply in first if isinstance(reply, Stopped)]
        late = all(reply.outcome is Outcome.TIMED_OUT for reply in stops)
        return stops[0] if late and len(stops) == len(first) else None

    def _tell(self, evidence: Evidence) -> None:
        """Says once which call has not come to an end, since all that follows takes as long."""
        if self.notice is None or not any(map(steadiness.never_answered, evidence.replies)):
            return
        notice, self.notice = self.notice, None
        place = next(i for i, r in enumerate(evidence.replies) if steadiness.never_answered(r))
        reply, example = evidence.replies[place], evidence.examples[place]
        assert isinstance(reply, Stopped)
        problem, support = self.setting.problem, self.setting.reference.support
        with explaining():
            text = code_of(Call(problem.entry.name, example.arguments), support)
            text = text if len(text) <= WIDE else shown_call(problem, example, support)
            notice(f"{text}: {reply.message}; looking why …")
