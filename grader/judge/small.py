"""The small examples of an exercise, which counterexamples are looked for among first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.domains import Style
from grader.judge.budget import paused
from grader.judge.examples import Example, drawing_of, example_of

if TYPE_CHECKING:
    from grader.judge.reference import Reference
    from grader.problem import Domain, Problem


@dataclass(frozen=True)
class SmallExamples:
    """Those of every domain, smallest first; of some they were `recorded`, with the answers."""

    problem: Problem
    reference: Reference
    recorded: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    _known: dict[tuple[str, tuple[int, ...]], Sequence[Example]] = field(default_factory=dict)

    def of(self, domain: Domain, start: Example | None = None) -> Sequence[Example]:
        """Those of a domain: plain ones, and of one in other forms those in the form of `start`."""
        style: tuple[int, ...] = (int(Style.PLAIN),)
        if domain.forms is not None:
            if start is None or not start.choices:
                return ()
            style = drawing_of(domain, self.reference).prefix(start.choices)
        key = domain.name, style
        if key not in self._known:
            with paused():  # they are the same for every program
                self._known[key] = self.recorded.get(domain.name) or self._drawn(domain, style)
        return self._known[key]

    def _drawn(self, domain: Domain, style: tuple[int, ...]) -> Sequence[Example]:
        drawing = drawing_of(domain, self.reference)
        drawn = (
            example_of(self.problem, values, self.reference, choices)
            for values, choices in drawing.small(style)
        )
        return list({one.arguments: one for one in drawn}.values())

    def simplest(
        self, domain: Domain, example: Example, fails: Callable[[Example], bool]
    ) -> Example:
        """A small example that fails with simpler numbers, as long as it does."""
        drawing = drawing_of(domain, self.reference)
        values = drawing.simplified(
            example.choices, lambda values: fails(example_of(self.problem, values, self.reference))
        )
        return example_of(self.problem, values, self.reference)
