"""What stands for an asked name that nothing defines: a definition under another name.

It is taken only where there is no doubt: one that is spelled alike, or else the only one that is
called in the same way.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from grader.errors import did_you_mean
from grader.model import Note, Program
from grader.program.parsing import Piece, parsed

MOST_NAMED: Final = 5
"""So many of the names that are defined are told."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Named(NamedTuple):
    """What each asked name is called, and what is to be said of that."""

    asks: Mapping[str, str]
    notes: tuple[Note, ...]


def named(program: Program, pieces: Sequence[Piece], bound: AbstractSet[str]) -> Named:
    """The names to look for, where these are `bound`."""
    asks = dict(program.asks)
    notes: list[Note] = []
    definitions = {
        piece.node.name: piece.node
        for piece in pieces
        if isinstance(piece.node, DEFINITIONS) and not piece.node.name.startswith("_")
    }
    for asked, name in program.asks.items():
        if name in bound or "." in name:
            continue
        free = {other: node for other, node in definitions.items() if other not in asks.values()}
        found = _alike(program, asked, free) or _called_alike(program, asked, free)
        if found is not None:
            asks[asked] = found.name
            notes.append((found.lineno, f"{asked} is not defined; {found.name} is taken for it"))
    return Named(asks, tuple(notes))


def not_defined(name: str, defined: Sequence[str]) -> str:
    """What a student is told whose source lacks `name`."""
    public = list(dict.fromkeys(known for known in defined if not known.startswith("_")))
    meant = did_you_mean(name, public).removeprefix("did you mean ").removesuffix("?")
    told = sorted(public, key=lambda known: known != meant)[:MOST_NAMED]
    more = ", …" if len(public) > len(told) else ""
    return (
        f"{name} is not defined; your code defines {', '.join(told)}{more}"
        if told
        else (f"{name} is not defined")
    )


def _alike(
    program: Program, asked: str, definitions: Mapping[str, Definition]
) -> Definition | None:
    """The one that differs in case or underscores alone, or bears the problem's name."""
    for wanted in (asked, program.name):
        found = [node for name, node in definitions.items() if _spelled(name) == _spelled(wanted)]
        if len(found) == 1:
            return found[0]
    return None


def _called_alike(
    program: Program, asked: str, definitions: Mapping[str, Definition]
) -> Definition | None:
    """The only one with the same parameters, or with as many."""
    wanted = next((node for node in _stub(program.stub) if node.name == asked), None)
    if wanted is None:
        return None
    same_kind = [
        node
        for node in definitions.values()
        if isinstance(node, ast.ClassDef) == isinstance(wanted, ast.ClassDef)
    ]
    names = _parameters(wanted)
    for fits in (
        [node for node in same_kind if _parameters(node) == names],
        [node for node in same_kind if _takes(node, len(names))],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _stub(stub: str) -> Iterator[Definition]:
    try:
        body = parsed(stub).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from (node for node in body if isinstance(node, DEFINITIONS))


def _parameters(node: Definition) -> tuple[str, ...]:
    """What a function, or the making of an object, is given by place."""
    if isinstance(node, ast.ClassDef):
        made = (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
        first = next(made, None)
        return _parameters(first)[1:] if first is not None else ()
    return tuple(argument.arg for argument in (*node.args.posonlyargs, *node.args.args))


def _takes(node: Definition, count: int) -> bool:
    if isinstance(node, ast.ClassDef):
        return len(_parameters(node)) == count
    most = len(_parameters(node))
    return most - len(node.args.defaults) <= count <= most and not any(
        default is None for default in node.args.kw_defaults
    )


def _spelled(name: str) -> str:
    """What is the same for names that differ in case and underscores alone."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum())
