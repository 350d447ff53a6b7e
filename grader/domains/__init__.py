"""What inputs are drawn from: the vocabulary of `given`, and how each kind draws.

A kind draws through a `Source` of two primitives, bounded integers and blocks of bytes, and maps
them so that small numbers and zero bytes give small examples: whatever shrinks those shrinks the
example. An array takes two bytes an entry, a whole multiple (0, 1, -1, 2, …) and a fraction,
so that the simplest entries are whole numbers.

Beside plain examples every domain is drawn in the styles that a mathematician would try first:
all zeros, all ones, ties, the ends of the range, the smallest sizes, and sizes that are equal. A
domain in other forms hands plain numbers otherwise: as integers, long, in other units; see `plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.domains.kinds import KINDS, Kind, evaluate, expressions, value_of
from grader.domains.other_forms import form_of, long_sizes, plan
from grader.domains.sizes import draw_sizes, size_choices, small_sizes
from grader.domains.source import STYLED, Draw, Source, Style
from grader.problem import Domain, Value
from grader.values.families import Named

__all__ = [
    "KINDS",
    "STYLED",
    "Draw",
    "Kind",
    "Source",
    "Style",
    "draw_example",
    "draw_sizes",
    "draw_value",
    "evaluate",
    "expressions",
    "long_sizes",
    "plan",
    "size_choices",
    "small_sizes",
    "value_of",
]


def draw_example(
    domain: Domain, source: Source, names: Mapping[str, Any], functions: Mapping[str, Any]
) -> dict[str, Any]:
    """One example of `domain`: its sizes and values by name.

    `names` are visible to expressions; `functions` is the namespace of the support code.
    """
    style = Style(source.integer(0, len(Style) - 1))
    form = form_of(domain, source, style)
    example: dict[str, Any] = draw_sizes(domain.sizes, source, style, form.long)
    for name, value in domain.values.items():
        seen = {**names, **example}
        drawn = draw_value(value, source, form.drawn_in(name), seen, functions)
        example[name] = form.handed(name, drawn)
    return form.narrowed(example)  # last: what was computed from them needs room


def draw_value(
    value: Value,
    source: Source,
    style: Style,
    names: Mapping[str, Any],
    functions: Mapping[str, Any],
) -> Any:
    """One value; expressions in it see `names`."""
    kind = KINDS[value.kind]
    if kind.draw is None:
        raise ValueError(f"{value.kind} describes answers, it cannot be drawn")
    of = value.of if kind.literal else evaluate(value.of, names)
    options = {
        name: option if name in kind.text else evaluate(option, names)
        for name, option in value.options.items()
    }
    if value.kind == "list":
        each = value_of(options["each"])
        return [draw_value(each, source, style, names, functions) for _ in range(int(of))]
    if value.kind == "function":
        return Named(of, options.get("with", {}), functions[of])
    drawn = kind.draw(Draw(source, style, of, options))
    if "dtype" in options:
        drawn = np.asarray(drawn, dtype=options["dtype"])
    if options.get("order") == "F":
        drawn = np.asfortranarray(drawn)
    return drawn
