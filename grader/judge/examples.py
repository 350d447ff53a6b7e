"""The examples of an exercise: drawn once for a seed, with the reference's answers.

Every submission of a class is asked the same examples, so they are drawn, answered by the
reference and stored once, keyed by all that they depend on. What is stored is private to the
user: it holds the answers.
"""

from __future__ import annotations

import contextlib
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.author import LIBRARY
from grader.cache import Cache, engine, key
from grader.errors import Fault
from grader.judge.drawing import Drawing
from grader.judge.sources import Choice
from grader.model import Answer, Reply
from grader.values.families import pack, restore
from grader.values.replies import replies_from, replies_plain
from grader.values.wire import WireError, decode, encode

if TYPE_CHECKING:
    from grader.exercise.solution import Solution
    from grader.judge.reference import Reference
    from grader.problem import Domain, Problem


@dataclass(frozen=True, slots=True)
class Example:
    """One example: the encoded values by name, the choices that drew it (none if it was given),
    the encoded arguments of the entry's call, and the reference's reply if there is a reference.
    """

    values: bytes
    choices: tuple[Choice, ...]
    arguments: bytes
    right: Reply | None

    def names(self, support: Mapping[str, Any]) -> dict[str, Any]:
        """The values by name, as a law sees them."""
        return values_of(self.values, support)


def values_of(encoded: bytes, support: Mapping[str, Any]) -> dict[str, Any]:
    """An example's values by name, from their bytes."""
    return dict(decode(encoded, unpack=lambda packed: restore(packed, support)))


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples by domain, and the reference's slowest answer in CPU seconds."""

    domains: Mapping[str, tuple[Example, ...]]
    slowest_s: float = 0.0


def load_examples(
    problem: Problem, solution: Solution | None, reference: Reference, seed: int
) -> Examples:
    """The examples of `problem` for `seed`, from the cache if they are there."""
    cache = Cache()
    name = key_of(problem, solution, seed, "examples")
    stored = cache.get(name)
    if stored is not None:
        with contextlib.suppress(WireError, TypeError, ValueError):
            return _restored(stored)
    examples = fresh_examples(problem, solution, reference, seed)
    with contextlib.suppress(WireError):  # too many to keep: they will be drawn again
        cache.put(name, _stored(examples))
    return examples


def fresh_examples(
    problem: Problem,
    solution: Solution | None,
    reference: Reference,
    seed: int,
    most: int | None = None,
) -> Examples:
    """The examples of `problem` for `seed`, the first `most` of each domain or all, drawn anew."""
    hidden = solution.domains if solution is not None else ()
    domains = (*problem.given, *hidden)
    if most is not None:
        domains = tuple(replace(one, examples=min(one.examples, most)) for one in domains)
    return draw_all(problem, domains, reference, seed)


def key_of(problem: Problem, solution: Solution | None, seed: int, *what: str) -> str:
    """The name in the cache of something that follows from this exercise and seed."""
    digests = (problem.digest, solution.digest if solution is not None else "")
    versions = (engine(), np.__version__, platform.python_version())
    return key(*what, *versions, problem.name, *digests, str(seed))


def draw_all(
    problem: Problem, domains: tuple[Domain, ...], reference: Reference, seed: int
) -> Examples:
    """Fresh examples of these domains; a reference that does not answer is a `Fault`."""
    raising = {name for check in problem.checks if check.kind == "raises" for name in check.over}
    slowest = 0.0
    drawn: dict[str, tuple[Example, ...]] = {}
    for domain in domains:
        drawing = drawing_of(domain, reference)
        found = []
        for index in range(domain.examples):
            values, choices = drawing.example(f"{seed}/{problem.name}", index)
            before = time.process_time()
            found.append(example_of(problem, values, reference, choices))
            slowest = max(slowest, time.process_time() - before)
        if reference.known and domain.name not in raising and not domain.hidden:
            _require_answers(problem, domain, found)
        drawn[domain.name] = tuple(found)
    return Examples(drawn, slowest)


def _require_answers(problem: Problem, domain: Domain, examples: list[Example]) -> None:
    for example in examples:
        if not isinstance(example.right, Answer):
            told = getattr(example.right, "message", "")
            raise Fault(f"{problem.name}: the reference does not answer on {domain.name}: {told}")


def drawing_of(domain: Domain, reference: Reference) -> Drawing:
    """How this exercise draws `domain`."""
    return Drawing(domain, {**LIBRARY, **reference.helpers, "np": np}, reference.support)


def example_of(
    problem: Problem,
    values: Mapping[str, Any],
    reference: Reference,
    choices: tuple[Choice, ...] = (),
) -> Example:
    """The example with these values."""
    arguments = encode(call_arguments(problem, values), pack)
    right = reference.answer(arguments) if reference.known else None
    return Example(encode(dict(values), pack), choices, arguments, right)


def call_arguments(
    problem: Problem, values: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The entry's arguments: in place up to the first that is left to its default, then by name."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    skipped = False
    for parameter in problem.entry.parameters:
        if parameter.name not in values:
            skipped = True
        elif skipped:
            kwargs[parameter.name] = values[parameter.name]
        else:
            args.append(values[parameter.name])
    return tuple(args), kwargs


def domains_plain(domains: Mapping[str, tuple[Example, ...]]) -> dict[str, Any]:
    """Examples by domain as values that `wire.encode` takes."""
    return {
        name: [
            (e.values, e.choices, e.arguments, replies_plain([] if e.right is None else [e.right]))
            for e in found
        ]
        for name, found in domains.items()
    }


def domains_from(plain: Mapping[str, Any]) -> dict[str, tuple[Example, ...]]:
    """The examples that `domains_plain` wrote."""
    return {
        name: tuple(
            Example(values, choices, arguments, next(iter(replies_from(right)), None))
            for values, choices, arguments, right in found
        )
        for name, found in plain.items()
    }


def _stored(examples: Examples) -> bytes:
    return encode((domains_plain(examples.domains), examples.slowest_s))


def _restored(stored: bytes) -> Examples:
    domains, slowest = decode(stored)
    return Examples(domains_from(domains), slowest)
