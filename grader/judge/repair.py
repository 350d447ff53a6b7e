"""Where a program is wrong: the small edits of its own code after which no public check fails.

The counterexample comes first: edits that leave it wrong are of no use. Those that make it right
are tried on the other public examples and in all public checks. Nothing hidden is asked, so nothing
hidden can be told. Where several unlike edits would do, less is said; where none does,
`grader.judge.remarks` may know something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from grader.judge.checks import PASSED, Evidence
from grader.judge.edited import Bench, Edit, Places, Traced
from grader.judge.hinting import CHANGE, PLAIN, look
from grader.judge.likeness import alike
from grader.judge.remarks import Remarks, endless
from grader.judge.telling import share_right
from grader.law.showing import unheard
from grader.model import Call, Clue, Outcome, Raised, Reply

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.judge.trial import Failing, Trial
    from grader.problem import Check

SEARCH_S: Final = 1.0
"""About so much CPU time, the worker's and the judge's, is searched while a student waits."""

KINDRED: Final = 0.7
"""Where that finds nothing, so large a part of it more is taken for the right programs."""

FEW: Final = 6
"""So many examples of each domain come before all the others."""

LIKELY: Final = 1
"""The last rank of edits that are common."""

PROMISING: Final = 4
"""So many edits that bring the answer nearer are tried with a second one."""

PROBES: Final = 2
"""So many wrong answers besides the counterexample come before all checks."""

BATCH: Final = 64
MOST_TWINS: Final = 4
MOST_FOUND: Final = 24
"""When so many edits do, no more are looked for."""

_ORDER: Final = {"agrees": 0, "raises": 2}

MOST_LINES: Final = 2
"""More places than these are none."""

CONFIRMED: Final = 4
"""So many edits of the same lines are enough to know whether they are alike."""

Lines = tuple[int, ...]


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
    if setting.given is not None or not trial.failing:
        return None
    bench = Bench(trial, cpu_s)
    more_s = 0.0
    try:
        if trial.exhausted:
            return endless(trial, bench)
        search = Search(trial, possible, bench)
        remarks = Remarks(trial, bench, search.failing, search.traced, KINDRED * cpu_s)
        found = remarks.cut_off() or search.clue() or remarks.clue()
        more_s = remarks.spent_s
        return found
    finally:
        bench.worker.close()
        spent(bench.spent_s + more_s)


@dataclass
class Search:
    """The edits of one program on their way through the public checks."""

    trial: Trial
    possible: Sequence[Check]
    bench: Bench
    nearer: list[tuple[float, Places]] = field(default_factory=list)

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
        for some in self.candidates():
            if found := self.confirmed(self.righting(some)):
                return self.told(found)
            if self.bench.over:
                break
        return None

    # The search ------------------------------------------------------------------------------

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
        return [tuple(some) for some in alike.values() if 1 < len(some) <= MOST_TWINS]

    def _pairs(self, places: Sequence[int]) -> list[Places]:
        best = sorted(self.nearer, key=lambda pair: -pair[0])[:PROMISING]
        likely = [place for place in places if self.edits[place].rank <= LIKELY]
        return [(*some, place) for _, some in best for place in likely if place not in some]

    def righting(self, several: Sequence[Places]) -> list[Places]:
        """Those after which the probes are answered rightly, as far as there is time."""
        found: list[Places] = []
        for start in range(0, len(several), BATCH):
            if self.bench.over or len(found) >= MOST_FOUND:
                break
            left: Sequence[Places] = several[start : start + BATCH]
            for probe in self.probes:
                left = self.righted(left, probe)
            found += left
        return found

    def confirmed(self, several: Sequence[Places]) -> dict[Lines, list[Places]]:
        """Those for which all public checks pass, a few at most of the same lines, by these."""
        found: dict[Lines, list[Places]] = {}
        for places in several:
            lines = tuple(sorted({self.edits[place].line for place in places}))
            some = found.get(lines, [])
            if len(some) < CONFIRMED and self.allowed(places) and self.passes(places):
                found[lines] = [*some, places]
            if len(found) > MOST_LINES or self.bench.exhausted:
                break
        return found

    def allowed(self, places: Places) -> bool:
        """Whether the exercise forbids nothing in these edits."""
        return all(one.allowed for one in self.bench.written(places))

    @cached_property
    def probes(self) -> list[Example]:
        """The counterexample, and a few more examples that were answered wrongly."""
        evidence = self.trial.evidence.get(self.failing.domain)
        wrong = (
            [
                example
                for example, reply in zip(evidence.examples, evidence.replies, strict=True)
                if example.right is not None
                and not alike(self.setting.problem, reply, example.right)
            ]
            if evidence is not None and self.failing.check.kind == "agrees"
            else []
        )
        return [self.failing.example, *wrong[-PROBES:]]

    def righted(self, several: Sequence[Places], example: Example) -> list[Places]:
        """Those that have the example answered rightly."""
        if not several:
            return []
        call = Call(self.setting.problem.entry.name, example.arguments)
        replies = self.bench.replies(call, several)
        found: list[Places] = []
        for places, reply in zip(several, replies, strict=True):
            if self.rights(places, example, reply):
                found.append(places)
            elif (
                len(places) == 1
                and example is self.failing.example
                and (share := self._share(reply)) > self.share
            ):
                self.nearer.append((share, places))
        return found

    def rights(self, places: Places, example: Example, reply: Reply) -> bool:
        """Whether this reply is right, as far as the failing check can tell."""
        if isinstance(reply, Raised) and self.failing.check.kind != "raises":
            return False
        domain = self.setting.domains[self.failing.domain]
        evidence = Evidence(domain, [example], [reply], self.setting.checks.cases)
        with unheard():  # laws fail by the hundred here, and nothing of that is kept
            verdict = self.failing.judge(evidence, self.bench.asking(places)).verdict
        return verdict.outcome is Outcome.PASSED

    def passes(self, places: Places) -> bool:
        """Whether all public checks pass: on a few examples first, then on all."""
        return self._passes(places, FEW) and self._passes(places, None)

    def _passes(self, places: Places, most: int | None) -> bool:
        checks, caller = self.setting.checks, self.bench.asking(places)
        evidence: dict[str, Evidence] = {}
        sound: list[Evidence] = []
        for check in self.public:
            for name in check.over:
                if name not in evidence:
                    examples = self.trial.evidence[name].examples[:most]
                    evidence[name] = checks.ask(self.setting.domains[name], examples, caller)
                    if check.kind != "raises":
                        if evidence[name].promise is not PASSED:
                            return False
                        sound.append(evidence[name])
            if checks.judge(check, [evidence[name] for name in check.over], caller) is not PASSED:
                return False
        return checks.purity(sound) is PASSED

    @cached_property
    def public(self) -> list[Check]:
        """The public checks whose examples were asked, the one that tells most first."""
        asked = self.trial.evidence
        public = [c for c in self.possible if not c.hidden and all(n in asked for n in c.over)]
        return sorted(public, key=lambda check: _ORDER.get(check.kind, 1))

    # What is said ----------------------------------------------------------------------------

    def told(self, found: Mapping[Lines, Sequence[Places]]) -> Clue | None:
        """What these edits have in common, as far as they agree."""
        if len(found) > MOST_LINES:
            return None
        together = tuple(sorted({line for lines in found for line in lines}))
        several = [places for some in found.values() for places in some]
        kinds = {self.edits[place].kind for places in several for place in places}
        looks, change = PLAIN, ""
        first = self.bench.written(several[0])
        if len(found) == 1 and len(kinds) == 1:
            (kind,) = kinds
            abouts = {one.about for places in several for one in self.bench.written(places)}
            looks, change = look(kind, abouts.pop() if len(abouts) == 1 else ""), CHANGE[kind]
        return Clue(
            looks,
            together,
            both=len(found) == 1,
            change=change,
            edit="\n".join(f"{one.before} → {one.after}" for one in first),
            feedback=self.setting.exercise.feedback,
        )
