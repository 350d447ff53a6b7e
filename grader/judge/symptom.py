"""What kind of difference lies between answers and what was expected, where that is certain.

One wrong number can be explained in many ways, so a kind is named only if it describes every wrong
answer to the examples of a check, and these hold enough numbers to rule out chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from grader.law.closeness import close

if TYPE_CHECKING:
    from grader.judge.laws import Case
    from grader.problem import Check, Problem

FEWEST_PAIRS: Final = 3
FEWEST_NUMBERS: Final = 6
"""So many wrong answers, with so many numbers in all, must be of one kind."""

Array = np.ndarray[Any, Any]


class Pair(NamedTuple):
    """An answer beside the right one, of the same shape, and the sizes of the example."""

    given: Array
    right: Array
    sizes: Mapping[str, int]


class Compared(NamedTuple):
    """One part of the answers: the pairs that differ, and those that do not; `whole` says that the
    answers given have an integer dtype where fractions were expected.
    """

    part: str
    wrong: list[Pair]
    fine: list[Pair]
    whole: bool

    def all(self, test: Callable[[Array, Array], object]) -> bool:
        """Whether every wrong pair passes `test`."""
        return all(test(pair.given, pair.right) for pair in self.wrong)

    @property
    def line(self) -> str:
        """What the first axis of the right answers holds."""
        return "row" if all(pair.right.ndim > 1 for pair in self.wrong) else "entry"


def explained(problem: Problem, check: Check, cases: Sequence[Case]) -> str:
    """How the parts that `check` compares differ from the reference's, empty where not certain."""
    for part in check.only or problem.entry.parts:
        compared = _compared(problem, check, part, cases)
        wrong = compared.wrong
        if len(wrong) >= FEWEST_PAIRS and sum(p.right.size for p in wrong) >= FEWEST_NUMBERS:
            return next((text for kind in _KINDS if (text := kind(compared))), "")
    return ""


def _compared(problem: Problem, check: Check, part: str, cases: Sequence[Case]) -> Compared:
    rtol = problem.tolerance if check.rtol is None else check.rtol
    wrong, fine, whole = list[Pair](), list[Pair](), bool(cases)
    for case in cases:
        right = getattr(case.names["right"], part)
        given = case.names[part]
        alike = bool(close(given, right, max(rtol, case.rtol)))
        given, right = np.asarray(given), np.asarray(right)
        if given.shape != right.shape or {given.dtype.kind, right.dtype.kind} - set("biuf"):
            return Compared(part, [], [], whole=False)
        whole = whole and given.dtype.kind in "iu" and right.dtype.kind == "f"
        sizes = {name: case.names[name] for name in problem.sizes if name in case.names}
        pair = Pair(given.astype(float), right.astype(float), sizes)
        (fine if alike else wrong).append(pair)
    return Compared(part, wrong, fine, whole)


_ROUNDING: Final = 1e-6


def _alike(a: Array, b: Array) -> bool:
    return bool(close(a, b, _ROUNDING))


def _not_finite(compared: Compared) -> str:
    overflows = compared.all(lambda given, right: np.any(~np.isfinite(given) & np.isfinite(right)))
    words = "is nan or infinite where a finite number was expected: something overflows"
    return f"{compared.part} {words}" * overflows


def _truncated(compared: Compared) -> str:
    cut = compared.whole and compared.all(lambda g, r: np.array_equal(g, np.trunc(r)))
    return f"the fractions of {compared.part} were cut off: it has an integer dtype" * cut


def _sign(compared: Compared) -> str:
    flipped = compared.all(lambda given, right: _alike(-given, right))
    return f"{compared.part} has the opposite sign everywhere" * flipped


def _transposed(compared: Compared) -> str:
    turned = compared.all(lambda given, right: right.ndim == 2 and _alike(given.T, right))
    return f"{compared.part} is transposed" * turned


def _factor(compared: Compared) -> str:
    factors = [_ratio(pair) for pair in compared.wrong]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors):
        return ""
    if np.ptp(known) <= _ROUNDING * abs(known[0]):
        return f"{compared.part} is {known[0]:.6g} times what was expected, everywhere"
    for name in compared.wrong[0].sizes:
        lengths = [pair.sizes[name] for pair in compared.wrong]
        for words, factor in _FACTORS.items():
            if np.allclose(known, [factor(length) for length in lengths], rtol=_ROUNDING, atol=0):
                return f"{compared.part} is {words.format(name)} times what was expected"
    return ""


_FACTORS: Final[Mapping[str, Callable[[int], float]]] = {
    "{0}": float,
    "1 / {0}": lambda n: 1 / n if n else np.nan,
    "({0} - 1) / {0}": lambda n: (n - 1) / n if n else np.nan,
    "{0} / ({0} - 1)": lambda n: n / (n - 1) if n != 1 else np.nan,
}


def _ratio(pair: Pair) -> float | None:
    """The one factor between the two, if there is one."""
    given, right = pair.given, pair.right
    if not (np.all(np.isfinite(given)) and np.any(right)):
        return None
    place = np.unravel_index(np.argmax(np.abs(right)), right.shape)
    factor = float(given[place] / right[place])
    fits = np.max(np.abs(given - factor * right)) <= _ROUNDING * np.max(np.abs(given))
    return factor if fits and factor else None


def _offset(compared: Compared) -> str:
    gaps = np.concatenate([np.ravel(pair.given - pair.right) for pair in compared.wrong])
    if not np.all(np.isfinite(gaps)) or np.ptp(gaps) > _ROUNDING * abs(gaps[0]):
        return ""
    way = "too large" if gaps[0] > 0 else "too small"
    return f"{compared.part} is {abs(gaps[0]):.6g} {way}, everywhere"


def _shifted(compared: Compared) -> str:
    if not compared.all(lambda _, right: right.ndim and len(right) > 2):
        return ""
    if compared.all(lambda given, right: _alike(given[1:], right[:-1])):
        return f"{compared.part} is late by one {compared.line}"
    if compared.all(lambda given, right: _alike(given[:-1], right[1:])):
        return f"{compared.part} is early by one {compared.line}"
    return ""


def _reordered(compared: Compared) -> str:
    if not compared.all(_same_numbers):
        return ""
    lines = {"row": "rows", "entry": "entries"}[compared.line]
    if compared.all(lambda given, right: _alike(given[::-1], right)):
        return f"{compared.part} has the right {lines} in the opposite order"
    ordered = compared.all(lambda given, right: close(given, right, _ROUNDING, up_to="order"))
    return f"{compared.part} has the right {lines} in another order" * ordered


def _same_numbers(given: Array, right: Array) -> bool:
    return right.ndim > 0 and _alike(np.sort(given, axis=None), np.sort(right, axis=None))


def _one_line(compared: Compared) -> str:
    if not compared.all(lambda _, right: right.ndim and len(right) > 1):
        return ""
    single = all(pair.right.shape[:1] == (1,) for pair in compared.fine)
    if single and len(compared.fine) >= FEWEST_PAIRS:
        return f"{compared.part} is right only where it has a single {compared.line}"
    for word, place, others in (("first", 0, slice(1, None)), ("last", -1, slice(None, -1))):
        alone = [
            _alike(pair.given[place], pair.right[place])
            and not any(map(_alike, pair.given[others], pair.right[others]))
            for pair in compared.wrong
        ]
        if all(alone):
            return f"only the {word} {compared.line} of {compared.part} is right"
    return ""


_KINDS: Final[tuple[Callable[[Compared], str], ...]] = (
    _not_finite,
    _truncated,
    _sign,
    _transposed,
    _factor,
    _offset,
    _shifted,
    _reordered,
    _one_line,
)
