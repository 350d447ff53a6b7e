"""Draws examples, and shrinks the ones that fail.

An example is a sequence of choices, integers and blocks of bytes. Drawing takes them from a seeded
generator of our own, so that the examples of a seed are the same whatever version of Hypothesis is
installed, and drawing them does not wait for its import.

Nearly all that fails does so on small examples of plain numbers, too, so those are tried first, and
one that fails is made simpler choice by choice. Where none does, Hypothesis' engine is handed the
very choices of an example that was drawn, as if it had drawn them itself: it replays them from its
example database, and makes them smaller.

This is the only module that imports Hypothesis. The engine is not public, since the public `find`
cannot be given both a seed and an example to start from; `tests/judge/test_drawing.py` fails loudly
should it change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from grader.domains import STYLED, Source, Style, draw_example, plan, small_sizes
from grader.judge.sources import Choice, Drawn, Seeded, Small, parts, simpler
from grader.problem import Domain

SHRINK_CALLS: Final = 200
"""How often a shrinker may try an example."""

FEWEST_SMALL: Final = 12
EACH_SMALL: Final = 4
"""So many small examples there are at least, and of each size: two of the plainest numbers, one of
several, and one of halves.
"""

SIMPLER_CALLS: Final = 80
"""How often a simpler one is tried."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a domain is drawn: the names its expressions see, and its named functions."""

    domain: Domain
    names: Mapping[str, Any]
    functions: Mapping[str, Any]

    def example(self, key: str, index: int) -> tuple[dict[str, Any], tuple[Choice, ...]]:
        """Example number `index` under `key`, and the choices that made it.

        The first few are in the styles of `STYLED`, the others plain; those in other forms are as
        planned.
        """
        source = Seeded(Random(f"{key}/{self.domain.name}/{index}"))
        source.forced = [STYLED[index] if index < len(STYLED) else int(Style.PLAIN)]
        if self.domain.forms:
            planned = plan(self.domain)
            source.forced = [*planned[index % len(planned)]][::-1]
        return self._draw(source), tuple(source.choices)

    def prefix(self, choices: tuple[Choice, ...]) -> tuple[int, ...]:
        """The choices of an example that tell its style, and its form where it is in another."""
        known = plan(self.domain) if self.domain.forms else ()
        one = next((one for one in known if one == choices[: len(one)]), choices[:1])
        return tuple(int(choice) for choice in one)

    def small(
        self, prefix: tuple[int, ...] = (int(Style.PLAIN),)
    ) -> Iterator[tuple[dict[str, Any], tuple[Choice, ...]]]:
        """The small examples in that style, smallest first, which are the same for every seed, and
        their choices; but for sizes that do not go together.
        """
        sizes = small_sizes(self.domain)
        each = max(EACH_SMALL, FEWEST_SMALL // len(sizes))
        for place, chosen in enumerate(sizes):
            for turn in range(each):
                random = Random(f"{self.domain.name}/{place}/{turn}")
                kind = turn % EACH_SMALL
                source = Small((*prefix, *chosen, int(kind == 3)), random, plainest=kind % 2 == 0)
                if (drawn := self._of(source)) is not None:
                    yield drawn

    def simplified(
        self, choices: tuple[Choice, ...], fails: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        """A small example that fails with simpler numbers, as long as it does; sizes stay."""
        fixed = len(self.prefix(choices)) + sum(map(self.domain.varies, self.domain.sizes))
        drawn = self._of(Small(choices))
        assert drawn is not None
        found, before, left = drawn, None, SIMPLER_CALLS
        while found is not before:
            before = found
            for place, entry in parts(found[1], fixed):
                for wanted in simpler(found[1], place, entry):
                    simple = self._of(Small(wanted))
                    if not left or simple is None or simple[1] == found[1]:
                        continue
                    left -= 1
                    if fails(simple[0]):
                        found = simple
                        break
        return found[0]

    def _of(self, source: Small) -> tuple[dict[str, Any], tuple[Choice, ...]] | None:
        """A small example and its choices; None if they do not go together."""
        try:
            return self._draw(source), (*source.choices, source.halves)
        except Exception:  # noqa: BLE001 - whatever an author's expression raises of such sizes
            return None

    def shrunk(
        self,
        choices: tuple[Choice, ...],
        fails: Callable[[dict[str, Any]], bool],
        calls: int = SHRINK_CALLS,
    ) -> dict[str, Any] | None:
        """The smallest example found, from `choices` on, for which `fails`; None if none did."""
        import hypothesis as hy
        from hypothesis import strategies as st
        from hypothesis.database import InMemoryExampleDatabase, choices_to_bytes
        from hypothesis.errors import Flaky
        from hypothesis.internal.conjecture import providers
        from hypothesis.internal.conjecture.data import ConjectureData
        from hypothesis.internal.conjecture.engine import ConjectureRunner, ExitReason

        found: list[dict[str, Any]] = []
        left = calls

        @st.composite
        def examples(draw: Callable[[Any], Any]) -> dict[str, Any]:
            return self._draw(Drawn(draw, st))

        def attempt(data: ConjectureData) -> None:
            nonlocal left
            example = data.draw(examples())
            if left <= 0:
                runner.exit_with(ExitReason.max_shrinks)
            left -= 1
            if fails(example):
                found.append(example)
                data.mark_interesting("fails")  # type: ignore[arg-type]

        key = b"example"
        database = InMemoryExampleDatabase()
        database.save(key + b".secondary", choices_to_bytes(choices))
        settings = hy.settings(
            database=database,
            phases=(hy.Phase.reuse, hy.Phase.shrink),
            deadline=None,
            max_examples=calls,
            verbosity=hy.Verbosity.quiet,
            suppress_health_check=list(hy.HealthCheck),
        )
        runner = ConjectureRunner(attempt, settings=settings, random=Random(0), database_key=key)
        # Code that answers as it likes: the smallest that failed so far will do.
        with contextlib.suppress(Flaky), _by_itself(providers):
            runner.run()
        # The shrinker keeps an attempt only if it is smaller than all before.
        for smallest in runner.interesting_test_cases.values():
            return self._draw(Drawn(ConjectureData.for_choices(smallest.choices).draw, st))
        return None

    def _draw(self, source: Source) -> dict[str, Any]:
        return draw_example(self.domain, source, self.names, self.functions)


@contextlib.contextmanager
def _by_itself(providers: Any) -> Iterator[None]:
    """The engine takes no constants out of the modules that happen to be loaded, which it would
    keep in the current directory: the smallest example found would hang on both.
    """
    nothing, theirs = providers.Constants(), providers._get_local_constants  # noqa: SLF001
    providers._get_local_constants = lambda: nothing  # noqa: SLF001
    try:
        yield
    finally:
        providers._get_local_constants = theirs  # noqa: SLF001
