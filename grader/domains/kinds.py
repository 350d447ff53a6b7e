"""The vocabulary of `given` and `returns`: what each kind of value is called, takes and draws."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import Any, Final, NamedTuple

import numpy as np

from grader.domains import functions, graphs, matrices, numbers
from grader.domains.source import Array, Draw
from grader.errors import Fault
from grader.problem import Value


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
    """What was written, with every text in it evaluated as an expression of `names`.

    Raises `Fault` where one cannot be.
    """
    if isinstance(written, str):
        try:
            # The names are the globals: a comprehension inside sees no locals of the expression.
            return eval(_compiled(written), dict(names))  # noqa: S307
        except Exception as error:  # noqa: BLE001 - whatever an author's expression raises
            reason = f"{type(error).__name__}: {error}"
            raise Fault(f"the expression {written!r} cannot be computed: {reason}") from None
    if isinstance(written, (list, tuple)):
        return [evaluate(item, names) for item in written]
    if isinstance(written, Mapping):
        return {key: evaluate(item, names) for key, item in written.items()}
    return written


@functools.lru_cache(maxsize=1024)
def _compiled(text: str) -> CodeType:
    return compile(text, "<given>", "eval")


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


def literal(draw: Draw) -> Any:
    return draw.of


def array(draw: Draw) -> Array:
    return np.array(draw.of)


def _kind(draw: Callable[[Draw], Any] | None, *options: str, **more: Any) -> Kind:
    text = frozenset({"dtype", "order", "constant", *more.pop("text", ())})
    return Kind(draw, frozenset({*options}), text, **more)


_LAYOUT = ("dtype", "order")

KINDS: Final[Mapping[str, Kind]] = {
    # Numbers and arrays of them.
    "reals": _kind(numbers.reals, "between", "constant", "log", "distinct", *_LAYOUT, returns=True),
    "real": _kind(numbers.real, "log", returns=True),
    "integers": _kind(numbers.integers, "between", *_LAYOUT, returns=True),
    "integer": _kind(numbers.integer, returns=True),
    "labels": _kind(numbers.labels, "classes", "dtype"),
    "booleans": _kind(numbers.booleans, returns=True),
    "boolean": _kind(numbers.boolean, returns=True),
    "permutation": _kind(numbers.permutation),
    "simplex": _kind(numbers.simplex, "zeros"),
    "array": _kind(array, *_LAYOUT, literal=True),
    # Matrices.
    "orthogonal": _kind(matrices.orthogonal),
    "orthonormal": _kind(matrices.orthonormal),
    "low_rank": _kind(matrices.low_rank, "rank", "between", "order"),
    "symmetric": _kind(matrices.symmetric, "between", "order"),
    "positive_definite": _kind(matrices.positive_definite, "between", "order"),
    # Graphs: lists of edges, or of nodes.
    "dag": _kind(graphs.dag, "repeats"),
    "cyclic": _kind(graphs.cyclic, "repeats"),
    "graph": _kind(graphs.graph),
    "expression_graph": _kind(graphs.expression_graph, "ops", "between", text=("ops",)),
    # Functions and generators.
    "polynomial": _kind(functions.polynomial, "between"),
    "wave": _kind(functions.wave),
    "waves": _kind(functions.waves),
    "quadratic": _kind(functions.quadratic),
    "affine_map": _kind(functions.affine_map),
    "function": _kind(lambda draw: draw.of, "with", literal=True),
    "rng": _kind(functions.rng),
    # Anything else.
    "choice": _kind(numbers.choice, literal=True),
    "list": _kind(lambda draw: draw.of, "each", text=("each",), returns=True),
    "is": _kind(literal, *_LAYOUT),
    "literal": _kind(literal, literal=True),
    "text": _kind(None, returns=True, literal=True),
    "data": _kind(None, returns=True, literal=True),
}
