"""Where a program is wrong: the small edits of its own code after which no public check fails.

The counterexample comes first: edits that leave it wrong are of no use. Those that make it right
are tried on the other public examples and in all public checks. Nothing hidden is asked, so nothing
hidden can be told. Where several unlike edits would do, less is said; where none does, the line in
which a value first goes wrong may be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from grader.judge.checks import PASSED, Evidence
from grader.judge.deviation import finite
from grader.judge.edited import Bench, Edit, Places, Traced, Written
from grader.judge.hinting import CHANGE, PLAIN, happened, look
from grader.judge.telling import share_right
from grader.model import Answer, Call, Clue, Outcome, Raised, Reply

if TYPE_CHECKING:
    from grader.judge.setting import Setting
    from grader.judge.trial import Failing, Trial
    from grader.problem import Check

SEARCH_S: Final = 1.0
"""CPU time, the worker's and the judge's, that the search may take while a student waits."""

FEW: Final = 6
"""So many examples of each domain come before all the others."""

LIKELY: Final = 1
"""The last rank of edits that are common."""

PROMISING: Final = 4
"""So many edits that bring the answer nearer are tried with a second one."""

BATCH: Final = 128
MOST_FOUND: Final = 12
"""When so many edits do, no more are looked for."""

_ORDER: Final = {"agrees": 0, "raises": 2}

MOST_LINES: Final = 2
"""More places than these are none."""


def clue_of(
    trial: Trial,
    possible: Sequence[Check],
    cpu_s: float,
    spent: Callable[[float], object] = lambda _: None,
) -> Clue | None:
    """Where the trial's program seems to be wrong, if that can be found in so much CPU time;
    `spent` hears how much it took.
    """
    setting = trial.setting
    if setting.given is not None or trial.exhausted or not trial.failing:
        return None
    bench = Bench(trial, cpu_s)
    try:
        return Search(trial, possible, bench).clue()
    finally:
        bench.worker.close()
        spent(bench.spent_s)


@dataclass
class Search:
    """The edits of one program on their way through the public checks."""

    trial: Trial
    possible: Sequence[Check]
    bench: Bench
    nearer: list[tuple[float, Places]] = field(default_factory=list)
    written: dict[Places, list[Written]] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        return self.trial.setting

    @cached_property
    def failing(self) -> Failing:
        """The check whose counterexample comes first: that which tells most for the least."""
        return min(self.trial.failing, key=lambda one: _ORDER.get(one.check.kind, 1))

    @cached_property
    def call(self) -> Call:
        return Call(self.setting.problem.entry.name, self.failing.example.arguments)

    @cached_property
    def traced(self) -> Traced:
        return self.bench.traced(self.call)

    @cached_property
    def share(self) -> float:
        """Which share of the numbers of the answer is right without an edit."""
        return self._share(self.own)

    @cached_property
    def own(self) -> Reply:
        """The program's reply to the counterexample."""
        return self.bench.replies(self.call, [()])[0]

    def _share(self, reply: Reply) -> float:
        right = self.failing.example.right
        return share_right(reply, right) if right is not None else 0.0

    @cached_property
    def edits(self) -> list[Edit]:
        return self.bench.edits()

    def clue(self) -> Clue | None:
        """What is known in the end."""
        for found in self.stages():
            if allowed := self._allowed(found):
                return self.told(allowed) or self.first_wrong()
        return self.first_wrong()

    def _allowed(self, found: Sequence[Places]) -> list[Places]:
        """Those that the exercise does not forbid; what they are is then known as text."""
        self.written |= dict(zip(found, map(self.bench.written, found), strict=True))
        return [places for places in found if all(one.allowed for one in self.written[places])]

    # The search ------------------------------------------------------------------------------

    def stages(self) -> Iterator[list[Places]]:
        """The edits that do, the likeliest first; the search ends where time does."""
        for some in self.candidates():
            found = self.doing(some)
            if found is None:
                return
            yield found

    def candidates(self) -> Iterator[list[Places]]:
        """Single edits by their rank; after the likely ones, those of statements written alike, and
        at last two, one of which brings the answer nearer.
        """
        lines = self.traced.lines
        places = [
            place
            for place, edit in enumerate(self.edits)
            if not lines or any(line in lines for line in range(edit.first, edit.last + 1))
        ]
        for rank, group in groupby(places, lambda place: self.edits[place].rank):
            yield [(place,) for place in group]
            if rank == LIKELY:
                yield self._twins(places)
        yield self._pairs(places)

    def _twins(self, places: Sequence[int]) -> list[Places]:
        alike: dict[int, list[int]] = {}
        for place in places:
            if number := self.edits[place].twins:
                alike.setdefault(number, []).append(place)
        return [tuple(some) for some in alike.values() if len(some) > 1]

    def _pairs(self, places: Sequence[int]) -> list[Places]:
        best = sorted(self.nearer, key=lambda pair: -pair[0])[:PROMISING]
        likely = [place for place in places if self.edits[place].rank <= LIKELY]
        return [(*some, place) for _, some in best for place in likely if place not in some]

    def doing(self, several: Sequence[Places]) -> list[Places] | None:
        """Those after which no public check fails; None if there was no time to know."""
        found: list[Places] = []
        for start in range(0, len(several), BATCH):
            if self.bench.over:
                return None
            batch = several[start : start + BATCH]
            replies = self.bench.replies(self.call, batch)
            for places, reply in zip(batch, replies, strict=True):
                if self.rights(places, reply):
                    found += [places] if self.passes(places) else []
                elif len(places) == 1 and (share := self._share(reply)) > self.share:
                    self.nearer.append((share, places))
            if len(found) >= MOST_FOUND:
                break
        return found

    def rights(self, places: Places, reply: Reply) -> bool:
        """Whether the counterexample is none any more."""
        if isinstance(reply, Raised) and self.failing.check.kind != "raises":
            return False
        domain = self.setting.domains[self.failing.domain]
        evidence = Evidence(domain, [self.failing.example], [reply], self.setting.checks.cases)
        verdict = self.failing.judge(evidence, self.bench.asking(places)).verdict
        return verdict.outcome is Outcome.PASSED

    def passes(self, places: Places) -> bool:
        """Whether all public checks pass: on a few examples first, then on all."""
        return self._passes(places, FEW) and self._passes(places, None)

    def _passes(self, places: Places, most: int | None) -> bool:
        checks, caller = self.setting.checks, self.bench.asking(places)
        public = [check for check in self.possible if not check.hidden]
        raising = {name for check in public if check.kind == "raises" for name in check.over}
        evidence: dict[str, Evidence] = {}
        for name in dict.fromkeys(name for check in public for name in check.over):
            if name not in self.trial.evidence:
                continue
            examples = self.trial.evidence[name].examples[:most]
            evidence[name] = checks.ask(self.setting.domains[name], examples, caller)
            if name not in raising and evidence[name].promise is not PASSED:
                return False
        ordinary = [one for name, one in evidence.items() if name not in raising]
        return checks.purity(ordinary) is PASSED and all(
            checks.judge(check, [evidence[name] for name in check.over], caller) is PASSED
            for check in public
            if all(name in evidence for name in check.over)
        )

    # The first wrong value -------------------------------------------------------------------

    def first_wrong(self) -> Clue | None:
        """The line in which a value first goes wrong in a way that the answer shows."""
        right = self.failing.example.right
        for line, what, name in self.traced.happenings:
            if line and self._shows(what, self.own, right):
                text = happened(what, name)
                return Clue(text, (line,), feedback=self.setting.exercise.feedback)
        return None

    def _shows(self, what: str, reply: Reply, right: Reply | None) -> bool:
        if not isinstance(reply, Answer) or (right is not None and not isinstance(right, Answer)):
            return False
        if what == "shape":
            return right is not None and np.shape(reply.value) != np.shape(right.value)
        return not finite(reply) and (right is None or finite(right))

    # What is said ----------------------------------------------------------------------------

    def told(self, found: Sequence[Places]) -> Clue | None:
        """What these edits have in common, as far as they agree."""
        lines = {tuple(sorted({self.edits[p].line for p in places})) for places in found}
        together = sorted({line for some in lines for line in some})
        if len(lines) > MOST_LINES:
            return None
        written = [self.written[places] for places in found]
        kinds = {self.edits[place].kind for places in found for place in places}
        looks, change = PLAIN, ""
        if len(lines) == 1 and len(kinds) == 1:
            (kind,) = kinds
            abouts = {one.about for several in written for one in several}
            looks, change = look(kind, abouts.pop() if len(abouts) == 1 else ""), CHANGE[kind]
        return Clue(
            looks,
            tuple(together),
            change=change,
            edit="\n".join(f"{one.before} → {one.after}" for one in written[0]),
            feedback=self.setting.exercise.feedback,
        )
