"""Right answers made wrong in the ways of people, before the checks: which are rejected, and which
nobody notices.

Every right answer is tried: with each of the `wrappers` around it, and with each of the edits of
`numerics` inside. One that no check rejects is a survivor, unless it changes no answer at all, or
its author says in the words of the statement that so much is not promised.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from grader.audit.dry_run import FEW, FEWEST, DryRun, Lent
from grader.audit.findings import WARNING, Fate, Item
from grader.audit.in_process import InProcess
from grader.audit.mutants import mutants_of
from grader.audit.mutation_test import DIFFERS, REACHED, few_seconds
from grader.audit.sameness import same_reply
from grader.audit.space import Space, space_of
from grader.audit.turned import Known, Turned
from grader.audit.wrappers import GENERAL, bare, of_options
from grader.edits.numerics import FUDGED, numeric_changes
from grader.exercise import scope
from grader.grading.grading import try_program
from grader.judge.checks import shown_call
from grader.judge.credit import MOSTLY
from grader.law.showing import show
from grader.model import Answer, Outcome, Program, Raised, Reply
from grader.problem import PROMISE, TOTAL_POINTS

if TYPE_CHECKING:
    from grader.audit.mutants import Mutant
    from grader.audit.proofs import Proofs
    from grader.audit.wrappers import Wrapper
    from grader.judge.examples import Example

OUTWARD: Final = "outward"
"""This part of an audit."""

ONE_IN: Final = 5
"""At most one transformation in so many may be said not to be promised (one in any case)."""

SMALL: Final = frozenset(
    {
        *("arguments in single precision", "answers in single precision"),
        *("answers rounded to 8 decimals", "answers below 1e-8 are 0", "answers below 1e-12 are 0"),
        *("arguments below 1e-8 are 0", "arguments below 1e-12 are 0"),
        *("integers as int32", "wrong if narrow integers", "wrong if integers", "wrong if empty"),
        *("wrong if one row", "wrong if one column", "wrong if of one entry", "wrong if all equal"),
        *("wrong if all zero", "wrong if in Fortran order", "wrong if not contiguous"),
        *("wrong if read-only", "wrong if longer than 100", "yields the same array again"),
        *(f"adds 1e-{n} {where}" for n in ("08", "12") for where in FUDGED),
    }
)
"""Transformations that may be right but for one small promise."""

HALF: Final = TOTAL_POINTS / 2
"""What is right on most of the examples should not lose more than so many points."""

REJECTED: Final = "rejected"
SAME: Final = "changes nothing"
SURVIVES: Final = "survives"
UNMET: Final = "no example meets it"
UNPROMISED: Final = "is not promised"

FUDGE: Final = "a constant added"
INSIDE: Final = "other numerics inside"

_REFERENCE: Final = "the reference"


@dataclass(frozen=True, slots=True)
class _Right:
    """A right answer: how it is called, where it stands, and the program."""

    who: str
    where: str
    program: Program


@dataclass
class Outward:
    """The transformations of one exercise on their way."""

    proofs: Proofs
    fates: list[Fate] = field(default_factory=list)
    details: dict[tuple[str, str], str] = field(default_factory=dict)

    def run(self, heard: Callable[[], None] = lambda: None) -> None:
        """Tries every transformation on every right answer.

        What is rejected around one, or met by no example, is not tried around the others, whose
        examples are the same.
        """
        setting, solution = self.proofs.first, self.proofs.solution
        space = space_of(setting)
        reference = _Right(_REFERENCE, setting.problem.asks[0], solution.reference)
        others = [
            _Right(f"the solution {one.name}", one.name, one.program) for one in solution.solutions
        ]
        wrappers = [*GENERAL, *of_options(_defaults(setting.problem.stub))]
        for one in (reference, *others):
            right = replace(one, program=bare(one.program))
            known = Known(right.program, setting.limits.cpu_s)
            own = self._replies(right.program, known)
            caller = InProcess(few_seconds(setting, known.slowest_s).cpu_s)
            telling = []
            for wrapper in wrappers:
                fate = self._wrapped(right, Turned(known, wrapper), wrapper, own, space)
                self.fates += [fate] if fate else []
                telling += [wrapper] if fate and self._tells(fate) else []
                heard()
            wrappers = telling
            for mutant in self._edits(right):
                fate = self._edited(right, mutant, own, caller)
                self.fates += [fate] if fate else []
                heard()

    def _tells(self, fate: Fate) -> bool:
        """Whether it may end otherwise around another right answer: it was met, and not seen."""
        return fate.outcome != REJECTED and self.details.get((fate.name, fate.right)) != UNMET

    def _replies(self, program: Program, caller: Lent) -> dict[str, Sequence[Reply]]:
        with self._dry(program, caller) as dry:
            return {name: dry.evidence(name).replies for name in self.proofs.first.domains}

    def _dry(self, program: Program, caller: Lent) -> DryRun:
        return DryRun(self.proofs.first, program, self.proofs.sandbox, lent=caller)

    # Wrappers --------------------------------------------------------------------------------

    def _wrapped(
        self,
        right: _Right,
        turned: Turned,
        wrapper: Wrapper,
        own: dict[str, Sequence[Reply]],
        space: Space,
    ) -> Fate | None:
        fate = Fate(wrapper.name, wrapper.kind, right.who)
        with self._dry(turned.program, turned) as dry:
            told, by = self._tried(dry, own)
            if by:
                return self._rejected(fate, by, dry, own)
            if not told and turned.met:
                return replace(fate, outcome=SAME)
            if not told and not space.has(wrapper.due):
                return None
            if not told:  # a law may ask what no example does
                dry.narrowed(FEW)
                if by := dry.fails():
                    return self._rejected(fate, by, dry, own)
        return self._survivor(fate, turned.program, told or UNMET)

    def _tried(self, dry: DryRun, own: dict[str, Sequence[Reply]]) -> tuple[str, str]:
        """The smallest example seen that shows a difference, and the check that rejects it: few
        examples first, then all. Without a difference, no check is tried.
        """
        told = ""
        for most in (FEWEST, FEW, None):
            dry.narrowed(most)
            told = self._difference(own, {name: dry.evidence(name).replies for name in own})
            if dry.refused or (told and (by := dry.fails())):
                return told, PROMISE if dry.refused else by
        return told, ""

    def _difference(
        self,
        own: dict[str, Sequence[Reply]],
        replies: dict[str, Sequence[Reply]],
        *,
        free: bool = True,
    ) -> str:
        """The smallest example where the answers differ, and by what; empty if there is none."""
        found = list(self._different(own, replies, free=free))
        if not found:
            return ""
        setting = self.proofs.first
        example, one, other, name = min(found, key=lambda at: len(at[0].arguments))
        call = shown_call(setting.problem, example, setting.reference.support)
        return f"{call} ({name}) is {_shown(other)}, not {_shown(one)}"

    def _different(
        self,
        own: dict[str, Sequence[Reply]],
        replies: dict[str, Sequence[Reply]],
        *,
        free: bool,
    ) -> Iterator[tuple[Example, Reply, Reply, str]]:
        """The examples where the answers differ, with both and the domain. Unless what is `free`
        counts, only that is looked at which is compared with the reference's.
        """
        setting = self.proofs.first
        parts = None if free else setting.problem.compared
        agreeing = [check for check in setting.problem.checks if check.kind == "agrees"]
        places = own.keys() if free else {name for check in agreeing for name in check.over}
        for name in filter(places.__contains__, own):
            examples = setting.examples.domains[name]
            for example, one, other in zip(examples, own[name], replies[name], strict=False):
                if one is not other and not same_reply(
                    setting.problem, one, other, example.arguments, parts
                ):
                    yield example, one, other, name

    # Edits -----------------------------------------------------------------------------------

    def _edits(self, right: _Right) -> Iterator[Mutant]:
        asked = {path.partition(".")[0] for path in right.program.asks.values()}
        yield from mutants_of(right.program.source, sorted(asked), changes=numeric_changes)

    def _edited(
        self, right: _Right, mutant: Mutant, own: dict[str, Sequence[Reply]], caller: InProcess
    ) -> Fate | None:
        kind = FUDGE if mutant.name.startswith("adds") else INSIDE
        fate = Fate(mutant.name, kind, right.who, mutant.id)
        program = replace(right.program, source=mutant.source)
        with self._dry(program, caller) as dry:
            told, by = self._tried(dry, own)
            if by:
                return self._rejected(fate, by, dry, own)
            replies = {name: dry.evidence(name).replies for name in own}
        # What no example shows inside another solution is its own affair, and so is what it shows
        # only where right answers may differ.
        own_affair = right.who != _REFERENCE or mutant.name.startswith("clips")
        shown = told and (right.who == _REFERENCE or self._difference(own, replies, free=False))
        if (own_affair and not shown) or self._idle(right, mutant, caller):
            return replace(fate, outcome=SAME)
        detail = f"{told or 'no example shows it'}\n{mutant.diff}"
        return self._survivor(fate, program, detail)

    def _idle(self, right: _Right, mutant: Mutant, caller: InProcess) -> bool:
        """Whether the edit is reached and changes no value anywhere."""
        reached = self._speaks_up(right, mutant.probe + REACHED, caller)
        return reached and not self._speaks_up(right, mutant.probe + DIFFERS, caller)

    def _speaks_up(self, right: _Right, source: str, caller: InProcess) -> bool:
        with self._dry(replace(right.program, source=source), caller) as dry:
            return dry.speaks_up()

    # Fates -----------------------------------------------------------------------------------

    def _rejected(self, fate: Fate, by: str, dry: DryRun, own: dict[str, Sequence[Reply]]) -> Fate:
        lost, share = None, 0.0
        if fate.name in SMALL and not dry.refused:
            dry.narrowed(FEW)
            lost = TOTAL_POINTS - dry.score()
            if lost > HALF:  # the first examples are the odd ones
                dry.narrowed(None)
                lost = TOTAL_POINTS - dry.score()
                replies = {name: dry.evidence(name).replies for name in own}
                wrong = sum(1 for _ in self._different(own, replies, free=True))
                share = 1 - wrong / sum(map(len, replies.values()))
        return replace(fate, outcome=REJECTED, by=by, lost=lost, share=share)

    def _survivor(self, fate: Fate, program: Program, told: str) -> Fate:
        if told is not UNMET:  # the last word is that of a trial
            result = try_program(self.proofs.first, program, sandbox=self.proofs.sandbox)
            if result.outcome is not Outcome.PASSED:
                lost = TOTAL_POINTS - (result.score or 0.0)
                return replace(fate, outcome=REJECTED, by="a whole trial", lost=lost)
        self.details[fate.key or fate.name, fate.right] = told
        unpromised = {one.what for one in self.proofs.solution.unpromised}
        outcome = UNPROMISED if {fate.key, fate.name} & unpromised else SURVIVES
        return replace(fate, outcome=outcome)

    def items(self) -> Iterator[Item]:
        """The survivors, the false and stale excuses, and what costs more than it should."""
        halves = self.proofs.halves
        places = {f"the solution {one.name}": one.name for one in self.proofs.solution.solutions}
        first = self.proofs.first.problem.asks[0]
        for fate in self.fates:
            if fate.outcome == SURVIVES:
                who = f" ({fate.key})" if fate.key else ""
                reason = f"{fate.right} with {fate.name!r}{who} has full marks"
                told = self.details[fate.key or fate.name, fate.right]
                where = places.get(fate.right, first)
                yield halves.hidden(where, reason, told)
        yield from self._excuses()
        dear = [f for f in self.fates if (f.lost or 0.0) > HALF and f.share >= MOSTLY]
        if dear:
            told = ", ".join(dict.fromkeys(f"{fate.name!r} {fate.lost:g}" for fate in dear))
            reason = f"what is mostly right loses more than half of the points: {told}"
            yield halves.public(("checks",), reason, level=WARNING)

    def _excuses(self) -> Iterator[Item]:
        halves, problem = self.proofs.halves, self.proofs.first.problem
        said = _plain(f"{problem.statement}\n{problem.stub}")
        declared = self.proofs.solution.unpromised
        used = {name for f in self.fates if f.outcome == UNPROMISED for name in (f.name, f.key)}
        known = {name for f in self.fates for name in (f.name, f.key)}
        for one in declared:
            if one.what not in used:
                what = "is rejected or changes nothing" if one.what in known else "does not exist"
                yield halves.hidden(one.line, f"unpromised({one.what!r}) is stale: it {what}")
            elif _plain(one.says) not in said:
                reason = f"neither the statement nor the stub says {one.says!r}"
                yield halves.hidden(one.line, f"unpromised({one.what!r}): {reason}")
        most = max(1, len({f.name for f in self.fates}) // ONE_IN)
        if len(declared) > most:
            reason = f"{len(declared)} transformations are said not to be promised; at most {most}"
            yield halves.hidden(declared[0].line, f"{reason} may be")


def _defaults(stub: str) -> dict[str, object]:
    """The optional parameters of what the stub defines, with their defaults."""
    found: dict[str, object] = {}
    for node in ast.walk(scope.module(stub)):
        if isinstance(node, ast.FunctionDef):
            for parameter in scope.signature(node):
                if parameter.optional:
                    found.setdefault(parameter.name, parameter.default)
    return found


def _plain(text: str) -> str:
    """The text without what a line break or an indentation adds."""
    return " ".join(text.split())


def _shown(reply: Reply) -> str:
    if isinstance(reply, Answer):
        return show(reply.value)
    return f"a {reply.kind}" if isinstance(reply, Raised) else "no answer"
