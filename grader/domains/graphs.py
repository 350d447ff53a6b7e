"""Kinds of graphs: lists of edges, or of the nodes of an expression."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from grader.domains.numbers import fill, permutation_of
from grader.domains.source import Draw, Source


def _edges(source: Source, n: int) -> list[tuple[int, int]]:
    """Pairs i < j, each with the odds of a bit."""
    pairs = list(itertools.combinations(range(n), 2))
    bits = source.data(len(pairs))
    return [pair for pair, byte in zip(pairs, bits, strict=True) if byte & 1]


def _relabelled(draw: Draw, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    names = permutation_of(draw.source, int(draw.of))
    edges = [(int(names[i]), int(names[j])) for i, j in edges]
    order = permutation_of(draw.source, len(edges))
    edges = [edges[k] for k in order]
    if draw.options.get("repeats") and edges:
        edges.append(edges[draw.source.integer(0, len(edges) - 1)])
    return edges


def dag(draw: Draw) -> list[tuple[int, int]]:
    """Edges (i, j) of a graph on range(n) without a cycle; `repeats` adds one of them again."""
    return _relabelled(draw, _edges(draw.source, int(draw.of)))


def cyclic(draw: Draw) -> list[tuple[int, int]]:
    """Edges of a directed graph on range(n) with a cycle, possibly of one node."""
    n = int(draw.of)
    length = draw.source.integer(1, n)
    cycle = [(i, (i + 1) % length) for i in range(length)]
    return _relabelled(draw, cycle + _edges(draw.source, n))


def graph(draw: Draw) -> list[tuple[int, int]]:
    """Edges i < j of an undirected graph on range(n)."""
    return _edges(draw.source, int(draw.of))


def expression_graph(draw: Draw) -> list[tuple[Any, ...]]:
    """`length` nodes in an order that can be evaluated: ("leaf", x), or (op, i, …) of nodes before.

    `ops` maps each operation to its number of operands. The last node is the root.
    """
    ops = sorted(draw.options["ops"].items())
    low, high = draw.between(-2.0, 2.0)
    leaves = draw.source.integer(1, 2)
    values = fill(draw, leaves, low, high)
    nodes: list[tuple[Any, ...]] = [("leaf", float(x)) for x in values]
    while len(nodes) < int(draw.of):
        op, arity = ops[draw.source.integer(0, len(ops) - 1)]
        nodes.append((op, *(draw.source.integer(0, len(nodes) - 1) for _ in range(arity))))
    return nodes
