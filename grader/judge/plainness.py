"""How plain an example is: what a person has to read of its call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.judge.checks import Checks, arguments_of
from grader.values import expressions

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.problem import Domain

PLAIN_NUMBERS: Final = 12
"""An example with more is not plain."""

MOST_READ: Final = 10_000
"""Bytes of arguments; whatever takes more is not plain either."""


def is_plain(checks: Checks, example: Example) -> bool:
    """Whether it has few numbers, of few digits."""
    count, characters = plainness(checks, example)
    return count <= PLAIN_NUMBERS and characters <= 3 * count + 6


def plainness(checks: Checks, example: Example) -> tuple[int, int]:
    """What grows with the size of an example's arguments, and with the digits of its numbers."""
    if (size := len(example.arguments)) > MOST_READ:
        return size, size
    args, kwargs = arguments_of(example, checks.reference.support)
    text = expressions.code(checks.problem.entry.name, args, kwargs)
    numbers = re.findall(r"\d[\d.e]*", text)
    return len(numbers), sum(map(len, numbers))


def draws(domain: Domain) -> bool:
    """Whether the examples of a domain hold a generator, where those of another may have none."""
    return any(value.kind == "rng" for value in domain.values.values())
