"""A right program with one small thing changed that answers as a wrong one does, on every example.

The search for a line changes the submission until it is right. Where that leads nowhere, the same
edits are made of the exercise's right programs until one of them is wrong in the same way. What was
changed then is the kind of slip, wherever it is made in the submission's own code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from grader.edits.change import Kind
from grader.judge.deviation import Deviations, deviating, deviations, explained, various
from grader.judge.likeness import identical
from grader.model import Answer, Call
from grader.tutor.edited import Bench, Places
from grader.tutor.telling import Telling, by_weight

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.trial import Trial

FEWEST: Final = 3
"""So many wrong answers must be explained."""

LIKELY: Final = 1
"""The last rank of edits that are made."""

PROGRAMS: Final = 3
"""So many right programs are edited."""

PROBES: Final = 3
BATCH: Final = 64
MOST_FOUND: Final = 6
MOST_KINDS: Final = 2

SLIP: Final = {
    Kind.OPERATOR: "one operator is another",
    Kind.SIGN: "one sign is the other one",
    Kind.SIDES: "two sides have changed places",
    Kind.COMPARISON: "one comparison is another, as < for <=",
    Kind.CONDITION: "one condition is another",
    Kind.NUMBER: "one number is another",
    Kind.INDEX: "one index is another",
    Kind.RANGE: "one loop runs over something else",
    Kind.AXIS: "something goes along another axis",
    Kind.KEYWORD: "one keyword argument is another, or is left out",
    Kind.TRANSPOSE: "one transpose is too many, or too few",
    Kind.FUNCTION: "one function is another",
    Kind.ARGUMENTS: "two arguments have changed places, or one is another",
    Kind.SURPLUS: "something is left out",
    Kind.MISSING: "one function too many is applied",
    Kind.TERM: "there is a term or a factor too many",
    Kind.NAME: "one variable stands for another",
    Kind.EXPRESSION: "something is computed from something else",
    Kind.STATEMENT: "one step is left out",
    Kind.PLACE: "two steps have changed places",
    Kind.UPDATE: "something is updated in another way",
    Kind.COPY: "something is changed in place",
    Kind.RETURN: "something else is returned, or too early",
    Kind.REFUSAL: "something else is refused",
}
"""What was done to the right program."""

ONE: Final = "one small thing is otherwise"
_WORDS: Final = re.compile(r"[A-Za-z_]\w*")


def kindred(trial: Trial, cpu_s: float) -> tuple[str, float]:
    """What distinguishes the program on trial from a right one, by its answers, empty if that is
    not known; and how much time it took to find out.
    """
    solution = trial.setting.exercise.solution
    if solution is None or not trial.setting.reference.known:
        return "", 0.0
    right = (solution.reference, *(other.program for other in solution.solutions))
    examples = {name: one.examples for name, one in trial.evidence.items()}
    replies = {name: one.replies for name, one in trial.evidence.items()}
    search = _Kindred(trial, deviations(trial.setting.problem, examples, replies))
    if not search.telling:
        return "", 0.0
    spent_s = 0.0
    for program in right[:PROGRAMS]:
        bench = Bench(trial, cpu_s - spent_s, program)
        try:
            text = search.told(bench)
        finally:
            bench.worker.close()
            spent_s += bench.spent_s
        if text or spent_s > cpu_s:
            return text, spent_s
    return "", spent_s


@dataclass
class _Kindred:
    trial: Trial
    theirs: Deviations

    @property
    def telling(self) -> list[Telling]:
        """The answers that are to be explained, most wrong first; none if they are too few, or all
        the same.
        """
        evidence = self.trial.evidence
        found = [
            Telling(evidence[name].examples[place], one.reply)
            for (name, place), one in self.theirs.items()
            if isinstance(one.right, Answer) and isinstance(one.reply, Answer)
        ]
        replies = (reply for one in evidence.values() for reply in one.replies)
        if len(found) < FEWEST or not various(replies):
            return []
        return by_weight(found)[:PROBES]

    def told(self, bench: Bench) -> str:
        """What the edits of this right program have in common that make it answer so."""
        edits = bench.edits(refusing=False)
        several: Sequence[Places] = [
            (place,) for place, edit in enumerate(edits) if edit.rank <= LIKELY
        ]
        found: list[Places] = []
        for start in range(0, len(several), BATCH):
            left: Sequence[Places] = several[start : start + BATCH]
            for probe in self.telling:
                left = self._answering(bench, left, probe)
            found += [places for places in left if self._throughout(bench, places)]
            if bench.over or len(found) >= MOST_FOUND:
                break
        if not found:
            return ""
        kinds = dict.fromkeys(edits[place].kind for places in found for place in places)
        slip = " or ".join(SLIP[kind] for kind in kinds) if len(kinds) <= MOST_KINDS else ONE
        about = self._about(bench, found)
        return f"your answers are those of a right program in which {slip}{about}"

    def _about(self, bench: Bench, found: Iterable[Places]) -> str:
        """The parameters that all of these edits concern."""
        parameters = {one.name for one in self.trial.setting.problem.entry.parameters}
        concerned = [
            set(_WORDS.findall(one.before)) ^ set(_WORDS.findall(one.after))
            for places in found
            for one in bench.written(places)
        ]
        names = sorted(parameters.intersection(*concerned)) if concerned else []
        return f", which has to do with {' and '.join(names)}" if names else ""

    def _answering(
        self, bench: Bench, several: Sequence[Places], probe: Telling
    ) -> Sequence[Places]:
        if not several or probe.example.right is None:
            return ()
        problem, right = self.trial.setting.problem, probe.example.right
        call = Call(problem.entry.name, probe.example.arguments)
        replies = bench.replies(call, several)
        return [
            places
            for places, reply in zip(several, replies, strict=True)
            if isinstance(reply, Answer) and identical(problem, right, probe.reply, reply)
        ]

    def _throughout(self, bench: Bench, places: Places) -> bool:
        """Whether it deviates as the submission does, on all public examples."""
        problem = self.trial.setting.problem
        examples: dict[tuple[str, int], Example] = {
            (name, place): example
            for name, one in self.trial.evidence.items()
            for place, example in enumerate(one.examples)
            if example.right is not None
        }
        calls = [Call(problem.entry.name, one.arguments) for one in examples.values()]
        replies = bench.asking(places).answer(calls)
        wrong = deviating(problem, examples, replies)
        _, same = explained(problem, self.theirs, wrong, agreement=1.0)
        return same == len(self.theirs)
