"""What the examples of an exercise cover, and what its stub says of its arguments."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.examples import call_arguments
from grader.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.judge.setting import Setting

_ANY_NUMBER: Final = re.compile(
    r"floats? or int|integers? or float|int or float|of any type|any numeric type", re.IGNORECASE
)
_SEVERAL: Final = 3


@dataclass(frozen=True)
class Space:
    """Facts about the arguments and answers of an exercise, each by the word that names it.

    `floats` are among the arguments, `wide` ones that leave [-1, 1]; `answers` hold
    floats that are not whole, and are compared;
    `integers` are said to be as good as floats; there are `arrays`, and `matrices` among them, some
    both tall and wide, so that `square` ones could be; some argument may be `long`, since its
    length is not fixed; `option` is true.
    """

    facts: frozenset[str]

    def has(self, due: str) -> bool:
        """Whether this is a fact."""
        return due in self.facts


def space_of(setting: Setting) -> Space:
    """The space of an exercise, as far as its examples and its stub show it."""
    if any(isinstance(setting.reference.support.get(name), type) for name in setting.problem.asks):
        return Space(frozenset({"option"}))  # what its methods are handed is not seen
    facts = {"option"}
    if _ANY_NUMBER.search(setting.problem.stub):
        facts.add("integers")
    for examples in setting.examples.domains.values():
        shapes: dict[int, set[tuple[int, ...]]] = defaultdict(set)
        for example in examples:
            if not isinstance(example.right, Answer):
                continue
            names = example.names(setting.reference.support)
            args, kwargs = call_arguments(setting.problem, names)
            for place, argument in enumerate((*args, *kwargs.values())):
                facts.update(_of_argument(argument))
                if isinstance(argument, np.ndarray):
                    shapes[place].add(argument.shape)
                elif isinstance(argument, (list, tuple)):
                    shapes[place].add((len(argument),))
            facts.update(_of_answer(example.right.value))
        facts.update(fact for some in shapes.values() for fact in _of_shapes(some))
    if not setting.problem.compared:
        facts.discard("answers")
    return Space(frozenset(facts if "arrays" in facts else facts - {"integers"}))


def _of_answer(answer: Any) -> Iterator[str]:
    for x in _leaves(answer):
        if x.dtype.kind == "f" and np.any(np.rint(x) != x):
            yield "answers"


def _of_argument(argument: Any) -> Iterator[str]:
    for x in _leaves(argument):
        if x.dtype.kind == "f":
            yield "floats"
            if x.size and np.any(np.abs(x[np.isfinite(x)]) > 1 + 1e-9):  # sums of shares are 1
                yield "wide"
    if isinstance(argument, np.ndarray):
        yield "arrays"
        if argument.ndim > 1:
            yield "matrices"


def _of_shapes(shapes: set[tuple[int, ...]]) -> Iterator[str]:
    for axis in range(max(map(len, shapes))):
        if len({shape[axis] for shape in shapes if len(shape) > axis}) >= _SEVERAL:
            yield "long"
    flat = {(np.sign(shape[-1] - shape[-2])) for shape in shapes if len(shape) > 1}
    if {-1, 1} <= flat:
        yield "square"


def _leaves(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, (np.ndarray, np.generic, float, int)):
        try:
            array = np.asarray(value)
        except OverflowError:
            return
        if array.dtype.kind in "biuf":
            yield array
