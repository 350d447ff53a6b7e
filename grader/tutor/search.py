"""The search for edits of a program's own code after which no public check fails.

The counterexample comes first: edits that leave it wrong are of no use. Those that make it right
are tried on the other public examples and in all public checks. Nothing hidden is asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from grader.edits.backwards import REFUSING
from grader.edits.change import Kind
from grader.judge.checks import PASSED, Evidence
from grader.judge.likeness import alike, equal
from grader.law.showing import unheard
from grader.model import Answer, Call, Caller, Outcome, Raised, Reply
from grader.tutor.edited import Bench, Edit, Places, Traced
from grader.tutor.telling import form, share_right

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.setting import Setting
    from grader.judge.trial import Failing, Trial
    from grader.problem import Check

FEW: Final = 6
"""So many examples of each domain come before all the others."""

LIKELY: Final = 1
"""The last rank of edits that are common."""

PROMISING: Final = 2
"""So many edits that bring the answer nearer are tried with a second one."""

MOST_PAIRS: Final = 300

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
"""So many edits of the same lines, each of which something else would be said, are enough."""

Lines = tuple[int, ...]


@dataclass
class Search:
    """The edits of one program on their way through the public checks."""

    trial: Trial
    possible: Sequence[Check]
    bench: Bench
    nearer: list[tuple[float, Places]] = field(default_factory=list)
    wrong: dict[int, set[int]] = field(default_factory=dict)
    """The replies that came several times and are wrong, by the example."""

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
        """The same of a reply; less than nothing where it is no answer, or one of another shape."""
        right = self.failing.example.right
        if isinstance(reply, Raised):
            return -1.0
        if not isinstance(right, Answer) or not isinstance(reply, Answer):
            return 0.0
        same = form(reply.value) == form(right.value)
        return share_right(reply, right) if same else -0.5

    @cached_property
    def edits(self) -> list[Edit]:
        return self.bench.edits(refusing=self._raising)

    @property
    def _raising(self) -> bool:
        """Whether something is not refused that should be."""
        return self.failing.check.kind == "raises"

    def mends(self) -> dict[Lines, list[Places]]:
        """The edits that do, by their lines: the likeliest that were found, none if there is none
        in the time.
        """
        for some in self.candidates():
            if found := self.confirmed(self.righting(some)):
                return found
            if self.bench.over:
                break
        return {}

    # The search ------------------------------------------------------------------------------

    def candidates(self) -> Iterator[list[Places]]:
        """Single edits by their rank; after the likely ones, refusals, where one is missing, those
        of what is written alike, and two at once, one of which brings the answer nearer.
        """
        lines = self.traced.lines
        places = [
            place
            for place, edit in enumerate(self.edits)
            if not lines or any(line in lines for line in range(edit.first, edit.last + 1))
        ]
        refusing = [place for place in places if self.edits[place].rank == REFUSING]
        places = [place for place in places if self.edits[place].rank < REFUSING]
        for rank, group in groupby(places, lambda place: self.edits[place].rank):
            yield [(place,) for place in group]
            if rank == LIKELY:
                if self._raising:
                    yield [(place,) for place in refusing]
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
        pairs = ((*some, place) for place in likely for _, some in best if place not in some)
        return [*itertools.islice(pairs, MOST_PAIRS)]

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
        """Those for which all public checks pass, by their lines; of those of which the same would
        be said, one. What else would do in lines that are known is tried on a few examples: it can
        only mean that less is said.
        """
        found: dict[Lines, list[Places]] = {}
        said = set[tuple[Lines, frozenset[Kind], frozenset[str]]]()
        for places in several:
            written = self.bench.written(places)
            edits = [self.edits[place] for place in places]
            lines = tuple(sorted({edit.line for edit in edits}))
            what = lines, frozenset(e.kind for e in edits), frozenset(one.about for one in written)
            some = found.get(lines, [])
            if what in said or len(some) >= CONFIRMED or not all(one.allowed for one in written):
                continue
            if self.passes(places, FEW) and (some or self.passes(places)):
                found[lines] = [*some, places]
                said.add(what)
            if len(found) > MOST_LINES or self.bench.exhausted:
                break
        return found

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
            if evidence is not None and (self._agrees or self._comparable)
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
        wrong = self.wrong.setdefault(id(example), set())
        # Where a law may ask for more, replies alone do not tell how it comes out.
        alone = self._comparable or self._agrees
        for places, reply in zip(several, replies, strict=True):
            token = self.bench.token(reply) if alone else None
            if token is not None and token in wrong:
                continue
            differs = self.differs(example, reply)
            if not differs and self.rights(places, example, reply):
                found.append(places)
                continue
            if token is not None and (differs or self._agrees):
                wrong.add(token)
            if (
                len(places) == 1
                and example is self.failing.example
                and (share := self._share(reply)) > self.share
            ):
                self.nearer.append((share, places))
        return found

    @cached_property
    def _agrees(self) -> bool:
        return self.failing.check.kind == "agrees"

    @cached_property
    def _comparable(self) -> bool:
        """Whether an answer is wrong if and only if it is another than the reference's."""
        problem = self.setting.problem
        return problem.compared.issuperset(problem.entry.parts)

    def differs(self, example: Example, reply: Reply) -> bool:
        """Whether this is no answer, or is known to be another than the right one, before any law
        is asked.
        """
        right = example.right
        if right is not None and self._comparable:
            return not equal(self.setting.problem, reply, right)
        raised = isinstance(reply, Raised) and not isinstance(right, Raised)
        return raised and self.failing.check.kind != "raises"

    def rights(self, places: Places, example: Example, reply: Reply) -> bool:
        """Whether this reply is right, as far as the failing check can tell."""
        domain = self.setting.domains[self.failing.domain]
        evidence = Evidence(domain, [example], [reply], self.setting.checks.cases)
        with unheard():  # laws fail by the hundred here, and nothing of that is kept
            verdict = self.failing.judge(evidence, self.bench.asking(places)).verdict
        return verdict.outcome is Outcome.PASSED

    def passes(self, places: Places, most: int | None = None) -> bool:
        """Whether all public checks pass, on so many examples of each domain or on all. Where the
        right answers are known, all answers are compared with them, and laws tried on a few.
        """
        checks, caller = self.setting.checks, self.bench.asking(places)
        evidence = self._asked(caller, most)
        sound: dict[str, Evidence] = {}
        for check in self.public:
            several = [evidence[name] for name in check.over]
            if check.kind != "raises":
                new = {name: evidence[name] for name in check.over if name not in sound}
                if any(one.promise is not PASSED or self._another(one) for one in new.values()):
                    return False
                sound |= new
            sure = most is None and all(map(self._known, several))
            if not sure and checks.judge(check, several, caller) is not PASSED:
                return False
        return checks.purity([*sound.values()]) is PASSED

    def _asked(self, caller: Caller, most: int | None) -> dict[str, Evidence]:
        """The replies to so many public examples of each domain, asked all at once."""
        names = dict.fromkeys(name for check in self.public for name in check.over)
        several = {name: self.trial.evidence[name].examples[:most] for name in names}
        entry = self.setting.problem.entry.name
        calls = [Call(entry, one.arguments) for some in several.values() for one in some]
        replies = iter(caller.answer(calls))
        cases = self.setting.checks.cases
        return {
            name: Evidence(
                self.setting.domains[name], some, [*itertools.islice(replies, len(some))], cases
            )
            for name, some in several.items()
        }

    def _another(self, evidence: Evidence) -> bool:
        """Whether an answer is known to be another than the right one."""
        pairs = zip(evidence.examples, evidence.replies, strict=True)
        return any(self.differs(example, reply) for example, reply in pairs)

    def _known(self, evidence: Evidence) -> bool:
        """Whether the right answers are known, and answers are right if they are equal to them."""
        return self._comparable and all(one.right is not None for one in evidence.examples)

    @cached_property
    def public(self) -> list[Check]:
        """The public checks whose examples were asked, the one that tells most first."""
        asked = self.trial.evidence
        public = [c for c in self.possible if not c.hidden and all(n in asked for n in c.over)]
        return sorted(public, key=lambda check: _ORDER.get(check.kind, 1))
