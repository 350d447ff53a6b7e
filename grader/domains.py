"""What inputs are drawn from: the vocabulary of `given`, and how each kind draws.

A kind draws through a `Source` of two primitives, bounded integers and blocks of bytes, and maps
them so that small numbers and zero bytes give small examples: whatever shrinks those shrinks the
example. An array takes two bytes an entry, a whole multiple (0, 1, -1, 2, …) and a fraction,
so that the simplest entries are whole numbers.

Beside plain examples every domain is drawn in the styles that a mathematician would try first:
all zeros, all ones, ties, the ends of the range, and the smallest sizes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

from grader.families import Function, Named, Rng
from grader.problem import Domain, Value

Array = np.ndarray[Any, Any]

MOST_SIZES: Final = 5000
"""Domains with more combinations of sizes than this draw each size by itself."""


class Source(Protocol):
    """Where draws come from; both shrink towards zero."""

    def integer(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        ...

    def data(self, size: int) -> bytes:
        """That many bytes."""
        ...


class Style(IntEnum):
    """How the entries of an example are chosen; the first is the one to shrink to."""

    PLAIN = 0
    ZEROS = 1
    ONES = 2
    TIES = 3
    EXTREMES = 4
    SMALLEST = 5


class Draw(NamedTuple):
    """What a kind is given to draw with; its `of` and `options` are evaluated."""

    source: Source
    style: Style
    of: Any
    options: Mapping[str, Any]

    @property
    def shape(self) -> tuple[int, ...]:
        of = self.of if isinstance(self.of, (list, tuple)) else [self.of]
        return tuple(int(length) for length in of)

    def between(self, low: float, high: float) -> tuple[float, float]:
        low, high = self.options.get("between", (low, high))
        return low, high


class Kind(NamedTuple):
    """One word of the vocabulary.

    `draw` is None for a kind that only describes answers. `options` are its further keys; those in
    `text` hold text rather than expressions, as does the kind's own value if `literal`. `returns`
    tells whether it may describe a part of an answer.
    """

    draw: Callable[[Draw], Any] | None
    options: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    literal: bool = False
    returns: bool = False

    @property
    def draws(self) -> bool:
        return self.draw is not None


def draw_example(
    domain: Domain, source: Source, names: Mapping[str, Any], functions: Mapping[str, Any]
) -> dict[str, Any]:
    """One example of `domain`: its sizes and values by name.

    `names` are visible to expressions; `functions` is the namespace of the support code.
    """
    style = Style(source.integer(0, len(Style) - 1))
    example: dict[str, Any] = draw_sizes(domain.sizes, source, style)
    for name, value in domain.values.items():
        example[name] = draw_value(value, source, style, {**names, **example}, functions)
    return example


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


def value_of(written: Any) -> Value:
    """The value that the YAML writes so: a mapping with one kind and its options, or a literal."""
    if isinstance(written, Mapping):
        kinds = [key for key in written if key in KINDS]
        if len(kinds) != 1:
            raise ValueError(f"needs exactly one kind of value, found {', '.join(kinds) or 'none'}")
        options = {key: option for key, option in written.items() if key != kinds[0]}
        return Value(kinds[0], written[kinds[0]], options)
    return Value("literal", written)


def evaluate(written: Any, names: Mapping[str, Any]) -> Any:
    """What was written, with every text in it evaluated as an expression of `names`."""
    if isinstance(written, str):
        # The names are the globals: a comprehension inside sees no locals of the expression.
        return eval(compile(written, "<given>", "eval"), dict(names))  # noqa: S307
    if isinstance(written, (list, tuple)):
        return [evaluate(item, names) for item in written]
    if isinstance(written, Mapping):
        return {key: evaluate(item, names) for key, item in written.items()}
    return written


def expressions(value: Value) -> tuple[str, ...]:
    """The texts in `value` that will be evaluated."""
    kind = KINDS[value.kind]
    inside = [] if kind.literal else [value.of]
    inside += [option for name, option in value.options.items() if name not in kind.text]
    nested = value_of(value.options["each"]) if "each" in value.options else None
    return (*_texts(inside), *(expressions(nested) if nested else ()))


def _texts(written: Any) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, (list, tuple)):
        for item in written:
            yield from _texts(item)
    elif isinstance(written, Mapping):
        yield from _texts(list(written.values()))


# Sizes -------------------------------------------------------------------------------------------


def draw_sizes(
    sizes: Mapping[str, tuple[int, int] | str], source: Source, style: Style
) -> dict[str, int]:
    """One size for each name; those with a range differ from each other where they can."""
    ranges = {name: size for name, size in sizes.items() if not isinstance(size, str)}
    if style is Style.SMALLEST:
        chosen = {name: low for name, (low, _) in ranges.items()}
    elif math.prod(high - low + 1 for low, high in ranges.values()) > MOST_SIZES:
        chosen = {name: source.integer(low, high) for name, (low, high) in ranges.items()}
    else:
        choices = size_choices(ranges)
        chosen = choices[source.integer(0, len(choices) - 1)] if len(choices) > 1 else choices[0]
    for name, size in sizes.items():
        if isinstance(size, str):
            chosen[name] = int(evaluate(size, chosen))
    return {name: chosen[name] for name in sizes}


def size_choices(ranges: Mapping[str, tuple[int, int]]) -> list[dict[str, int]]:
    """All choices in which no two sizes are equal (all there are, if none is so), small first."""
    varying = [name for name, (low, high) in ranges.items() if low != high]
    every = itertools.product(*(range(low, high + 1) for low, high in ranges.values()))
    choices = [dict(zip(ranges, tuple_, strict=True)) for tuple_ in every]
    different = [c for c in choices if len({c[name] for name in varying}) == len(varying)]
    return sorted(different or choices, key=lambda choice: sum(choice.values()))


# Numbers -----------------------------------------------------------------------------------------


def _zigzag(byte: Array) -> Array:
    """0, 1, 2, 3, 4, … ↦ 0, 1, -1, 2, -2, …"""
    return np.where(byte % 2 == 1, (byte + 1) // 2, -(byte // 2))


def _fill(draw: Draw, count: int, low: float, high: float) -> Array:
    """`count` floats from low to high in the example's style."""
    if draw.style is Style.ZEROS:
        return np.full(count, min(max(0.0, low), high), dtype=float)
    if draw.style is Style.ONES:
        return np.full(count, min(max(1.0, low), high), dtype=float)
    if draw.style in (Style.TIES, Style.EXTREMES):
        first, second = (low, high) if draw.style is Style.EXTREMES else _two(low, high)
        bits = np.frombuffer(draw.source.data(count), np.uint8) & 1
        return np.where(bits == 1, float(second), float(first))
    block = np.frombuffer(draw.source.data(2 * count), np.uint8).astype(np.int64)
    # 251 rather than 256: fractions that are not dyadic, so that sums are rounded.
    # Fractions stand first: an example without any is smaller than one with small numbers.
    numbers = block[:count] / 251 + _zigzag(block[count:])
    return _folded(numbers, low, high)


def _two(low: float, high: float) -> tuple[float, float]:
    first = min(max(0.0, low), high)
    second = first + 1.0 if first + 1.0 <= high else (low + high) / 2
    return first, second


def _folded(numbers: Array, low: float, high: float) -> Array:
    """Numbers near zero moved into the range: counted from zero, or from the end nearest to it."""
    span = high - low
    if span <= 0:
        return np.full(len(numbers), float(low))
    unit = 1.0
    if span < 8:
        unit = 10.0 ** math.floor(math.log10(span / 8))
    elif span > 256:
        unit = 10.0 ** math.ceil(math.log10(span / 256))
    values = min(max(0.0, low), high) + unit * numbers
    outside = (values < low) | (values > high)
    return np.where(outside, low + np.mod(values - low, span), values)


def _reals(draw: Draw) -> Array:
    low, high = draw.between(-10.0, 10.0)
    shape = draw.shape
    count = math.prod(shape)
    if draw.options.get("log"):
        values = np.clip(10.0 ** _fill(draw, count, math.log10(low), math.log10(high)), low, high)
    elif draw.options.get("distinct"):
        values = _distinct(draw, count, low, high)
    else:
        values = _fill(draw, count, low, high)
    return _with_constant(draw, values.reshape(shape))


def _distinct(draw: Draw, count: int, low: float, high: float) -> Array:
    """No two entries closer than a fifth of the mean distance."""
    fractions = np.frombuffer(draw.source.data(count), np.uint8) / 251
    if count <= high - low:
        start = min(max(0.0, low), high - count)
        grid = start + np.arange(count) + 0.8 * fractions
    else:
        grid = low + (high - low) * (np.arange(count) + 0.8 * fractions) / max(count, 1)
    return grid[_permutation_of(draw.source, count)]


def _with_constant(draw: Draw, array: Array) -> Array:
    axis = {"row": 0, "column": 1}.get(draw.options.get("constant", ""))
    if axis is None or not array.size:
        return array
    chosen = draw.source.integer(0, array.shape[axis] - 1)
    lines = array if axis == 0 else array.T
    lines[chosen] = lines[chosen].flat[0]
    return array


def _real(draw: Draw) -> float:
    low, high = draw.of if isinstance(draw.of, list) else (-10.0, 10.0)
    if draw.options.get("log"):
        power = _fill(draw, 1, math.log10(low), math.log10(high))[0]
        return float(min(max(10.0**power, low), high))
    return float(_fill(draw, 1, low, high)[0])


def _integers(draw: Draw) -> Array:
    low, high = (int(end) for end in draw.between(-10, 10))
    count = math.prod(draw.shape)
    if draw.style in (Style.PLAIN, Style.SMALLEST):
        wide = np.uint8 if high - low < 250 else np.dtype("<u4")
        block = np.frombuffer(draw.source.data(count * np.dtype(wide).itemsize), wide)
        values = min(max(0, low), high) + _zigzag(block.astype(np.int64))
        values = np.where(
            (values < low) | (values > high), low + np.mod(values - low, high - low + 1), values
        )
    else:
        values = np.clip(np.rint(_fill(draw, count, low, high)), low, high)
    return values.astype(np.int64).reshape(draw.shape)


def _integer(draw: Draw) -> int:
    low, high = draw.of
    return draw.source.integer(int(low), int(high))


def _labels(draw: Draw) -> Array:
    classes = int(draw.options["classes"])
    block = np.frombuffer(draw.source.data(math.prod(draw.shape)), np.uint8)
    return (block % classes).astype(np.int64).reshape(draw.shape)


def _booleans(draw: Draw) -> Array:
    bits = np.frombuffer(draw.source.data(math.prod(draw.shape)), np.uint8) & 1
    if draw.style in (Style.ZEROS, Style.ONES):
        bits = np.full_like(bits, draw.style is Style.ONES)
    return bits.astype(bool).reshape(draw.shape)


def _boolean(draw: Draw) -> bool:
    return bool(draw.source.integer(0, 1))


def _choice(draw: Draw) -> Any:
    return draw.of[draw.source.integer(0, len(draw.of) - 1)]


def _permutation_of(source: Source, n: int) -> Array:
    keys = np.frombuffer(source.data(2 * n), np.dtype("<u2"))
    return np.argsort(keys, kind="stable")


def _permutation(draw: Draw) -> Array:
    return _permutation_of(draw.source, int(draw.of))


def _simplex(draw: Draw) -> Array:
    """Non-negative, and summing to one along the last axis; `zeros` allows entries of exactly 0."""
    shape = draw.shape
    plain = draw._replace(style=Style.PLAIN if draw.style is Style.ZEROS else draw.style)
    weights = _fill(plain, math.prod(shape), 0.0, 10.0).reshape(shape)
    if not draw.options.get("zeros"):
        weights = weights + 0.1
    weights[..., 0] += ~weights.any(axis=-1)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


# Matrices ----------------------------------------------------------------------------------------


def _orthogonal_of(source: Source, n: int) -> Array:
    """A product of reflections, the identity when all bytes are zero."""
    Q = np.eye(n)
    vectors = _zigzag(np.frombuffer(source.data(n * n), np.uint8).astype(np.int64) % 7)
    for v in vectors.reshape(n, n).astype(float):
        if squared := v @ v:
            Q -= np.outer(2.0 / squared * v, v @ Q)
    return Q


def _orthogonal(draw: Draw) -> Array:
    return _orthogonal_of(draw.source, int(draw.of))


def _orthonormal(draw: Draw) -> Array:
    m, n = draw.shape
    return _orthogonal_of(draw.source, m)[:, :n].copy()


def _low_rank(draw: Draw) -> Array:
    m, n = draw.shape
    rank = int(draw.options["rank"])
    low, high = draw.between(-3.0, 3.0)
    factors = _fill(draw, (m + n) * rank, low, high)
    return np.asarray(factors[: m * rank].reshape(m, rank) @ factors[m * rank :].reshape(rank, n))


def _symmetric(draw: Draw) -> Array:
    n = int(draw.of)
    low, high = draw.between(-10.0, 10.0)
    upper = _fill(draw, n * n, low, high).reshape(n, n)
    return np.triu(upper) + np.triu(upper, 1).T


def _positive_definite(draw: Draw) -> Array:
    """An orthogonal change of basis of a diagonal with entries in `between`."""
    n = int(draw.of)
    low, high = draw.between(0.5, 5.0)
    Q = _orthogonal_of(draw.source, n)
    A = (Q * _fill(draw, n, low, high)) @ Q.T
    return np.asarray((A + A.T) / 2)


# Graphs ------------------------------------------------------------------------------------------


def _edges(source: Source, n: int) -> list[tuple[int, int]]:
    """Pairs i < j, each with the odds of a bit."""
    pairs = list(itertools.combinations(range(n), 2))
    bits = source.data(len(pairs))
    return [pair for pair, byte in zip(pairs, bits, strict=True) if byte & 1]


def _relabelled(draw: Draw, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    names = _permutation_of(draw.source, int(draw.of))
    edges = [(int(names[i]), int(names[j])) for i, j in edges]
    order = _permutation_of(draw.source, len(edges))
    edges = [edges[k] for k in order]
    if draw.options.get("repeats") and edges:
        edges.append(edges[draw.source.integer(0, len(edges) - 1)])
    return edges


def _dag(draw: Draw) -> list[tuple[int, int]]:
    """Edges (i, j) of a graph on range(n) without a cycle; `repeats` adds one of them again."""
    return _relabelled(draw, _edges(draw.source, int(draw.of)))


def _cyclic(draw: Draw) -> list[tuple[int, int]]:
    """Edges of a directed graph on range(n) with a cycle, possibly of one node."""
    n = int(draw.of)
    length = draw.source.integer(1, n)
    cycle = [(i, (i + 1) % length) for i in range(length)]
    return _relabelled(draw, cycle + _edges(draw.source, n))


def _graph(draw: Draw) -> list[tuple[int, int]]:
    """Edges i < j of an undirected graph on range(n)."""
    return _edges(draw.source, int(draw.of))


def _expression_graph(draw: Draw) -> list[tuple[Any, ...]]:
    """`length` nodes in an order that can be evaluated: ("leaf", x), or (op, i, …) of nodes before.

    `ops` maps each operation to its number of operands. The last node is the root.
    """
    ops = sorted(draw.options["ops"].items())
    low, high = draw.between(-2.0, 2.0)
    leaves = draw.source.integer(1, 2)
    values = _fill(draw, leaves, low, high)
    nodes: list[tuple[Any, ...]] = [("leaf", float(x)) for x in values]
    while len(nodes) < int(draw.of):
        op, arity = ops[draw.source.integer(0, len(ops) - 1)]
        nodes.append((op, *(draw.source.integer(0, len(nodes) - 1) for _ in range(arity))))
    return nodes


# Functions ---------------------------------------------------------------------------------------


def _polynomial(draw: Draw) -> Function:
    low, high = draw.between(-3.0, 3.0)
    return Function("polynomial", {"coefficients": _fill(draw, int(draw.of) + 1, low, high)})


def _wave_parameters(draw: Draw, n: int) -> tuple[Array, Array, Array]:
    amplitude, frequency, phase = _fill(draw, 3 * n, -2.0, 2.0).reshape(3, n)
    return amplitude + 1.0, np.abs(frequency) + 0.5, phase


def _wave(draw: Draw) -> Function:
    amplitude, frequency, phase = (float(part[0]) for part in _wave_parameters(draw, 1))
    return Function("wave", {"amplitude": amplitude, "frequency": frequency, "phase": phase})


def _waves(draw: Draw) -> Function:
    amplitude, frequency, phase = _wave_parameters(draw, math.prod(draw.shape))
    return Function("waves", {"amplitude": amplitude, "frequency": frequency, "phase": phase})


def _quadratic(draw: Draw) -> Function:
    n = math.prod(draw.shape)
    numbers = _fill(draw, n * n + n + 1, -3.0, 3.0)
    A, b, c = numbers[: n * n].reshape(n, n), numbers[n * n : -1], float(numbers[-1])
    return Function("quadratic", {"A": A, "b": b, "c": c})


def _affine_map(draw: Draw) -> Function:
    inputs, outputs = draw.shape
    numbers = _fill(draw, (inputs + 1) * outputs, -3.0, 3.0)
    W, b = numbers[: inputs * outputs].reshape(inputs, outputs), numbers[inputs * outputs :]
    return Function("affine_map", {"W": W, "b": b})


def _rng(draw: Draw) -> Rng:
    low, high = draw.of
    return Rng(draw.source.integer(int(low), int(high)))


def _literal(draw: Draw) -> Any:
    return draw.of


def _array(draw: Draw) -> Array:
    return np.array(draw.of)


def _kind(draw: Callable[[Draw], Any] | None, *options: str, **more: Any) -> Kind:
    text = frozenset({"dtype", "order", "constant", *more.pop("text", ())})
    return Kind(draw, frozenset({*options}), text, **more)


_LAYOUT = ("dtype", "order")

KINDS: Final[Mapping[str, Kind]] = {
    # Numbers and arrays of them.
    "reals": _kind(_reals, "between", "constant", "log", "distinct", *_LAYOUT, returns=True),
    "real": _kind(_real, "log", returns=True),
    "integers": _kind(_integers, "between", *_LAYOUT, returns=True),
    "integer": _kind(_integer, returns=True),
    "labels": _kind(_labels, "classes", "dtype"),
    "booleans": _kind(_booleans, returns=True),
    "boolean": _kind(_boolean, returns=True),
    "permutation": _kind(_permutation),
    "simplex": _kind(_simplex, "zeros"),
    "array": _kind(_array, *_LAYOUT, literal=True),
    # Matrices.
    "orthogonal": _kind(_orthogonal),
    "orthonormal": _kind(_orthonormal),
    "low_rank": _kind(_low_rank, "rank", "between", "order"),
    "symmetric": _kind(_symmetric, "between", "order"),
    "positive_definite": _kind(_positive_definite, "between", "order"),
    # Graphs: lists of edges, or of nodes.
    "dag": _kind(_dag, "repeats"),
    "cyclic": _kind(_cyclic, "repeats"),
    "graph": _kind(_graph),
    "expression_graph": _kind(_expression_graph, "ops", "between", text=("ops",)),
    # Functions and generators.
    "polynomial": _kind(_polynomial, "between"),
    "wave": _kind(_wave),
    "waves": _kind(_waves),
    "quadratic": _kind(_quadratic),
    "affine_map": _kind(_affine_map),
    "function": _kind(lambda draw: draw.of, "with", literal=True),
    "rng": _kind(_rng),
    # Anything else.
    "choice": _kind(_choice, literal=True),
    "list": _kind(lambda draw: draw.of, "each", text=("each",), returns=True),
    "is": _kind(_literal, *_LAYOUT),
    "literal": _kind(_literal, literal=True),
    "text": _kind(None, returns=True, literal=True),
    "data": _kind(None, returns=True, literal=True),
}
