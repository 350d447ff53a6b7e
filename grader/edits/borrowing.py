"""What the program has elsewhere: a function that it never uses, the relatives of its variables,
the attribute of the same name.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from typing import Final

from grader.edits.change import Change, Kind
from grader.edits.spelling import ENDING
from grader.edits.surroundings import Surroundings

Ranked = tuple[int, Change]
"""A change, and its rank: the lower, the likelier."""

MOST_UNUSED: Final = 6
"""So many functions that nothing uses are thought of."""

MOST_NAMES: Final = 6
"""So many names, and ends of names, are thought of in one place."""

_WIDE: Final = (ast.Call, ast.BinOp, ast.Compare, ast.Subscript, ast.ListComp, ast.GeneratorExp)


def borrowed(around: Surroundings, node: ast.expr) -> Iterator[Ranked]:
    """What may have been meant, of what the program has."""
    known = around.names(node)
    if isinstance(node, ast.Attribute) and node.attr in known:
        new: ast.expr = ast.Name(node.attr, ast.Load())
        yield 1, Change("the variable", node, new, Kind.NAME, node.attr)
    if isinstance(node, ast.Name):
        for owner in around.owners(node.id):
            if owner == "self" or owner in known:
                new = ast.Attribute(ast.Name(owner, ast.Load()), node.id, ast.Load())
                yield 1, Change("the attribute", node, new, Kind.NAME, node.id)
    if isinstance(node, _WIDE):
        for new in _relatives(node, known):
            yield 1, Change("the other variables", node, new, Kind.NAME)
    for call in calls(around, node):
        yield 1, Change("a function that is not used", node, call, Kind.EXPRESSION)
        if isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Call)):
            for one in (call, ast.UnaryOp(ast.Not(), call)):
                for op in (ast.And(), ast.Or()):
                    either = ast.BoolOp(op, [node, one])
                    yield 1, Change("one condition more", node, either, Kind.CONDITION)


def calls(around: Surroundings, node: ast.AST) -> Iterator[ast.expr]:
    """Functions that nothing uses, called with what their parameters are called, or with what
    stands there.
    """
    known = around.names(node)
    there = dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name))
    names = [name for name in there if name in known][:MOST_NAMES]
    function = around.functions.get(id(node))
    for name in around.unused[:MOST_UNUSED]:
        own = around.own[name]
        if function is None or function.name == name:
            continue
        needed = [*own.parameters[: own.needed]]
        several = [needed] if needed and known.keys() >= {*needed} else []
        if own.needed <= 1:
            several += [[one] for one in names if [one] != needed]
        elif names != needed and own.takes(len(names)):
            several.append(names)
        for given in several:
            args: list[ast.expr] = [ast.Name(one, ast.Load()) for one in given]
            yield ast.Call(ast.Name(name, ast.Load()), args, [])


def _relatives(node: ast.expr, known: dict[str, bool]) -> Iterator[ast.expr]:
    """Several variables at once, each in favour of the one that is called so too but for its end:
    `X_val` and `y_val` for `X` and `y`.
    """
    there = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & known.keys()
    if len(there) < 2:
        return
    ends = dict.fromkeys(["", *(found[0] for name in known if (found := ENDING.search(name)))])
    for end in itertools.islice(ends, MOST_NAMES):
        others = {name: ENDING.sub("", name) + end for name in there}
        others = {a: b for a, b in others.items() if a != b and b in known}
        if len(others) > 1:
            new = copy.deepcopy(node)
            for inner in ast.walk(new):
                if isinstance(inner, ast.Name):
                    inner.id = others.get(inner.id, inner.id)
            yield new
