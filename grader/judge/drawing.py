"""Draws examples, and shrinks the ones that fail.

An example is a sequence of choices, integers and blocks of bytes. Drawing takes them from a seeded
generator of our own, so that the examples of a seed are the same whatever version of Hypothesis is
installed, and drawing them does not wait for its import. Shrinking hands the very same choices to
Hypothesis' engine, as if it had drawn them: it replays them from its example database, and makes
them smaller.

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

from grader.domains import STYLED, Style, draw_example, plan
from grader.problem import Domain

Choice = int | bytes
SHRINK_CALLS: Final = 200
"""How often a shrinker may try an example."""


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
        source = _Seeded(Random(f"{key}/{self.domain.name}/{index}"))
        source.forced = [STYLED[index] if index < len(STYLED) else int(Style.PLAIN)]
        if self.domain.forms:
            planned = plan(self.domain)
            source.forced = [*planned[index % len(planned)]][::-1]
        return self._draw(source), tuple(source.choices)

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
            return self._draw(_Drawn(draw, st))

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
            return self._draw(_Drawn(ConjectureData.for_choices(smallest.choices).draw, st))
        return None

    def _draw(self, source: _Seeded | _Drawn) -> dict[str, Any]:
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


class _Seeded:
    """Draws from a generator, now and then from the ends of a range or from few distinct bytes."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.choices: list[Choice] = []
        self.forced: list[int] = []
        self.few = random.random() < 0.2

    def integer(self, low: int, high: int) -> int:
        if low == high:
            return low
        if self.forced:
            chosen = self.forced.pop()
        else:
            chosen = self.random.randint(low, high)
            end = self.random.random()
            chosen = low if end < 0.05 else high if end > 0.95 else chosen
        self.choices.append(chosen)
        return chosen

    def data(self, size: int) -> bytes:
        if not size:
            return b""
        block = self.random.randbytes(size)
        if self.few:
            block = bytes(byte & 3 for byte in block)
        self.choices.append(block)
        return block


class _Drawn:
    """Draws through Hypothesis, one choice for each of ours."""

    def __init__(self, draw: Callable[[Any], Any], st: Any) -> None:
        self.draw = draw
        self.st = st

    def integer(self, low: int, high: int) -> int:
        return low if low == high else int(self.draw(self.st.integers(low, high)))

    def data(self, size: int) -> bytes:
        return b"" if not size else bytes(self.draw(self.st.binary(min_size=size, max_size=size)))
