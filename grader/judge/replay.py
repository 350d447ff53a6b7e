"""The one input that a replay line asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from grader.errors import UsageError
from grader.judge.reference import Reference
from grader.values import notation

if TYPE_CHECKING:
    from grader.problem import Problem


EARLIER: Final = "from"
"""Under this word, which is no name, stands another input that is tried before."""


def read_example(text: str, problem: Problem) -> Mapping[str, Any]:
    """Its values, and under `in` the domain that it belongs to; `UsageError` if it has none."""
    values = {**notation.loads(text, Reference(problem, None).support)}
    earlier = values.pop(EARLIER, None)
    domains = {domain.name: {*domain.sizes, *domain.values} for domain in problem.given}
    given = values.keys() - {"in"}
    place = values.get("in") or next((n for n, names in domains.items() if names == given), None)
    if not isinstance(place, str) or place not in domains:
        hint = f'give its domain as "in": one of {", ".join(domains)}'
        raise UsageError(f"{problem.name} has no inputs like these", hint)
    if lacking := sorted(domains[place] - given):
        raise UsageError(f"the example lacks {', '.join(lacking)}")
    if strange := sorted(given - domains[place]):
        raise UsageError(f"there is no {', '.join(strange)} in {place}")
    found = {**values, "in": place}
    if earlier is None:
        return found
    if not isinstance(earlier, Mapping) or earlier.keys() != domains[place]:
        raise UsageError(f"what is tried before is no input of {place}")
    return {**found, EARLIER: earlier}
