r"""LaTeX as a stream of items, however its arguments were written: `\frac12` as `\frac{1}{2}`."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
)


@dataclass(frozen=True)
class Macro:
    """A command; its arguments are the items that follow."""

    name: str


@dataclass(frozen=True)
class Group:
    """What stands in braces."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Environment:
    r"""`\begin{name} … \end{name}`: rows of cells, and how the columns are aligned."""

    name: str
    columns: str
    rows: tuple[tuple[tuple[Item, ...], ...], ...]


Item = str | Macro | Group | Environment
"""One character, or one of the others."""


MOST_CHARACTERS: Final = 4_000


def items_of(latex: str) -> tuple[Item, ...]:
    """The formula's items; where it is too long, or nested too deeply, its first characters."""
    if len(latex) > MOST_CHARACTERS:
        return (*latex[:MOST_CHARACTERS], "…")
    try:
        nodes, *_ = LatexWalker(latex, tolerant_parsing=True).get_latex_nodes()
        return tuple(_items(nodes))
    except RecursionError:
        return tuple(latex)


def _items(nodes: Sequence[Any]) -> Iterator[Item]:
    for node in nodes:
        if isinstance(node, LatexCharsNode):
            yield from node.chars
        elif isinstance(node, LatexSpecialsNode):
            yield from node.specials_chars
        elif isinstance(node, LatexGroupNode):
            yield Group(tuple(_items(node.nodelist)))
        elif isinstance(node, LatexEnvironmentNode):
            yield _environment(node)
        elif isinstance(node, LatexMacroNode):
            yield Macro(node.macroname)
            if node.macroname not in _BARE:
                for argument in _arguments(node):
                    inside = (
                        argument.nodelist if isinstance(argument, LatexGroupNode) else [argument]
                    )
                    yield Group(tuple(_items(inside)))


_BARE: Final = frozenset({"\\", "left", "right"})
"""Commands whose arguments say nothing here."""


def _arguments(node: Any) -> list[Any]:
    arguments = node.nodeargd.argnlist if node.nodeargd is not None else None
    return [argument for argument in arguments or () if argument is not None]


def _environment(node: Any) -> Environment:
    columns = _text(list(_items(_arguments(node))))
    items = list(_items(node.nodelist))
    rows: list[list[list[Item]]] = [[[]]]
    for item in items:
        if item == Macro("\\"):
            rows.append([[]])
        elif item == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(item)
    if rows[-1] == [[]] or all(cell == [" "] for cell in rows[-1]):
        rows.pop()
    most = max(map(len, rows), default=0)
    whole = tuple(tuple(map(tuple, [*row, *[[]] * (most - len(row))])) for row in rows)
    return Environment(node.environmentname, columns, whole)


def _text(items: Sequence[Item]) -> str:
    return "".join(
        item if isinstance(item, str) else _text(item.items) if isinstance(item, Group) else ""
        for item in items
    )


@functools.cache
def symbol(name: str) -> str:
    """The character of a command that is one: `∇` for `nabla`; the name itself otherwise."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    spec = _database().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and text and "%" not in text else name


@functools.cache
def _database() -> Any:
    return get_default_latex_context_db()


_SYMBOLS: Final = {
    "|": "‖",
    "%": "%",
    "top": "ᵀ",
    "ne": "≠",
    "land": "∧",
    "lor": "∨",
    "colon": ":",
}
"""What the library does not know, or sets otherwise than mathematics means it here."""
