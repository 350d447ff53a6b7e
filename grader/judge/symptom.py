"""What kind of difference lies between answers and what was expected, where that is certain.

One wrong number can be explained in many ways, so a kind is named only if it describes every wrong
answer to the examples of a check, and these hold enough numbers to rule out chance. Answers that
are right to some digits are of no other kind.
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

FEWEST_DIGITS: Final = 4
"""Answers that are right to so many digits are right but for something small."""

SHARE: Final = 1e-3
"""What a kind leaves unexplained may be so large a part of what is wrong."""

SAME: Final = 1e-6
"""So much one factor, or one offset, may differ between answers, relative to itself."""

Array = np.ndarray[Any, Any]


class Pair(NamedTuple):
    """An answer beside the right one, of the same shape, the sizes of the example, and the relative
    tolerance that is granted.
    """

    given: Array
    right: Array
    sizes: Mapping[str, int]
    rtol: float

    def would_be(self, one: Array, other: Array) -> bool:
        """Whether one is the other, and hardly anything of what is wrong is left over."""
        if one.shape != other.shape or not close(one, other, self.rtol):
            return False
        with np.errstate(all="ignore"):
            left, gap = np.abs(one - other), np.abs(self.given - self.right)
        return bool(_largest(left) <= SHARE * _largest(gap) and _largest(gap))

    def moved(self, here: slice, there: slice) -> bool:
        """Whether what is wrong `here` is what belongs `there`."""
        part = self._replace(given=self.given[here], right=self.right[here])
        return part.would_be(part.given, self.right[there])


class Compared(NamedTuple):
    """One part of the answers: the pairs that differ, and those that do not; `whole` says that the
    answers given have an integer dtype where fractions were expected, `printed` what the program
    printed, NumPy's warnings among it.
    """

    part: str
    wrong: list[Pair]
    fine: list[Pair]
    whole: bool
    printed: str = ""

    def all(self, test: Callable[[Array, Array], object]) -> bool:
        """Whether every wrong pair passes `test`."""
        return all(test(pair.given, pair.right) for pair in self.wrong)

    def would_be(self, turn: Callable[[Array], Array]) -> bool:
        """Whether every wrong answer, turned so, would be right."""
        return all(pair.would_be(turn(pair.given), pair.right) for pair in self.wrong)

    def where(self, turn: Callable[[Array], Array], everywhere: str = "") -> str:
        """Where an answer is turned so: `everywhere`, unless some that are right would be others if
        they were.
        """
        with np.errstate(all="ignore"):
            several = [(turn(pair.right), pair) for pair in self.fine]
        stay = (new.shape == p.right.shape and close(new, p.right, p.rtol) for new, p in several)
        return everywhere if all(stay) else " where it is wrong"

    @property
    def line(self) -> str:
        """What the first axis of the right answers holds."""
        return "row" if all(pair.right.ndim > 1 for pair in self.wrong) else "entry"


def explained(problem: Problem, check: Check, cases: Sequence[Case], printed: str = "") -> str:
    """How the parts that `check` compares differ from the reference's, empty where not certain.

    `printed` is what the program printed.
    """
    for part in check.only or problem.entry.parts:
        compared = _compared(problem, check, part, cases)._replace(printed=printed)
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
        granted = max(rtol, case.rtol)
        alike = bool(close(given, right, granted))
        given, right = np.asarray(given), np.asarray(right)
        if given.shape != right.shape or {given.dtype.kind, right.dtype.kind} - set("biuf"):
            return Compared(part, [], [], whole=False)
        whole = whole and given.dtype.kind in "iu" and right.dtype.kind == "f"
        sizes = {name: case.names[name] for name in problem.sizes if name in case.names}
        pair = Pair(given.astype(float), right.astype(float), sizes, granted)
        (fine if alike else wrong).append(pair)
    return Compared(part, wrong, fine, whole)


def _largest(gap: Array) -> float:
    return float(np.max(gap, where=np.isfinite(gap), initial=0.0))


def _not_finite(compared: Compared) -> str:
    if not compared.all(lambda given, right: np.any(~np.isfinite(given) & np.isfinite(right))):
        return ""
    bad = [p.given[~np.isfinite(p.given) & np.isfinite(p.right)] for p in compared.wrong]
    nans = [np.any(np.isnan(numbers)) for numbers in bad]
    word = "nan" if all(map(np.all, map(np.isnan, bad))) else "nan or infinite"
    word = word if any(nans) else "infinite"
    causes = [said for sign, said in _CAUSES.items() if sign in compared.printed]
    if not causes and any(nans):
        causes += [said for sign, said in _UNDEFINED.items() if sign in compared.printed]
    why = f": {' and '.join(dict.fromkeys(causes))}" if causes else ""
    return f"{compared.part} is {word} where a finite number was expected{why}"


_CAUSES: Final = {
    "overflow encountered": "something overflows",
    "divide by zero encountered in log": "a logarithm of 0 is taken",
    "divide by zero encountered in divide": "something is divided by 0",
    "divide by zero encountered in scalar divide": "something is divided by 0",
    "invalid value encountered in log": "a logarithm of a negative number is taken",
    "invalid value encountered in sqrt": "a root of a negative number is taken",
}
"""What NumPy warned of, and what that means."""
_UNDEFINED: Final = {
    "invalid value encountered in divide": "0 is divided by 0",
    "invalid value encountered in scalar divide": "0 is divided by 0",
    "invalid value encountered in true_divide": "0 is divided by 0",
    "invalid value encountered in subtract": "infinity is taken from infinity",
    "invalid value encountered in scalar subtract": "infinity is taken from infinity",
    "invalid value encountered in add": "infinity is taken from infinity",
    "invalid value encountered in scalar add": "infinity is taken from infinity",
    "invalid value encountered in multiply": "0 is multiplied by infinity",
    "invalid value encountered in scalar multiply": "0 is multiplied by infinity",
    "invalid value encountered in power": "a negative number is raised to a fraction",
    "invalid value encountered in scalar power": "a negative number is raised to a fraction",
}
"""The same of what has no value at all."""


def _digits(compared: Compared) -> str:
    """Answers that are right but for their last digits."""
    digits = [_right_digits(pair) for pair in compared.wrong]
    least = min(digits)
    if least < FEWEST_DIGITS:
        return ""
    common = float(np.median([d for d in digits if np.isfinite(d)] or [least]))
    about = _COUNTS[min(max(round(common), FEWEST_DIGITS), len(_COUNTS) - 1)]
    return (
        f"{compared.part} is right to about {about} digits: is something added, clipped or rounded?"
    )


def _right_digits(pair: Pair) -> float:
    """To how many digits the largest numbers are right; decimals where all are expected to be 0."""
    if not np.array_equal(np.isfinite(pair.given), np.isfinite(pair.right)):
        return 0.0
    with np.errstate(all="ignore"):
        gap = _largest(np.abs(pair.given - pair.right))
    size = _largest(np.abs(pair.right)) or 1.0
    return float(-np.log10(gap / size)) if gap else np.inf


_COUNTS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
)


def _truncated(compared: Compared) -> str:
    cut = compared.whole and compared.all(lambda g, r: np.array_equal(g, np.trunc(r)))
    return f"the fractions of {compared.part} were cut off: it has an integer dtype" * cut


def _sign(compared: Compared) -> str:
    if not compared.would_be(np.negative):
        return ""
    return f"{compared.part} has the opposite sign{compared.where(np.negative, ' everywhere')}"


def _transposed(compared: Compared) -> str:
    tables = compared.all(lambda _, right: right.ndim == 2)
    if not (tables and compared.would_be(np.transpose)):
        return ""
    return f"{compared.part} is transposed{compared.where(np.transpose)}"


def _factor(compared: Compared) -> str:
    factors = [_ratio(pair) for pair in compared.wrong]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors):
        return ""
    if np.ptp(known) <= SAME * abs(known[0]):
        shown = f"{known[0]:.6g}"
        where = compared.where(lambda right: known[0] * right, ", everywhere")
        words = f"{compared.part} is {shown} times what was expected{where}"
        return words * (shown.strip("-") != "1")  # right but for something else
    for name in compared.wrong[0].sizes:
        lengths = [pair.sizes[name] for pair in compared.wrong]
        for words, factor in _FACTORS.items():
            if np.allclose(known, [factor(length) for length in lengths], rtol=SAME, atol=0):
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
    return factor if factor and pair.would_be(given, factor * right) else None


def _offset(compared: Compared) -> str:
    gaps = np.concatenate([np.ravel(pair.given - pair.right) for pair in compared.wrong])
    if not np.all(np.isfinite(gaps)) or np.ptp(gaps) > SAME * abs(gaps[0]):
        return ""
    way = "too large" if gaps[0] > 0 else "too small"
    where = compared.where(lambda right: right + gaps[0], ", everywhere")
    return f"{compared.part} is {abs(gaps[0]):.6g} {way}{where}"


def _shifted(compared: Compared) -> str:
    if not compared.all(lambda _, right: right.ndim and len(right) > 2):
        return ""
    for way, here, there in (("late", _AFTER, _BEFORE), ("early", _BEFORE, _AFTER)):
        if all(pair.moved(here, there) for pair in compared.wrong):
            where = compared.where(_rolled)
            return f"{compared.part} is {way} by one {compared.line}{where}"
    return ""


def _rolled(right: Array) -> Array:
    return np.roll(right, 1, axis=0) if right.ndim else right


_AFTER: Final = slice(1, None)
_BEFORE: Final = slice(None, -1)


def _reordered(compared: Compared) -> str:
    if not compared.all(lambda _, right: right.ndim > 0) or not all(
        pair.would_be(np.sort(pair.given, axis=None), np.sort(pair.right, axis=None))
        for pair in compared.wrong
    ):
        return ""
    lines = {"row": "rows", "entry": "entries"}[compared.line]
    where = compared.where(_rolled)
    if compared.would_be(lambda given: given[::-1]):
        return f"{compared.part} has the right {lines} in the opposite order{where}"
    ordered = all(close(p.given, p.right, p.rtol, up_to="order") for p in compared.wrong)
    return f"{compared.part} has the right {lines} in another order{where}" * ordered


def _one_line(compared: Compared) -> str:
    if not compared.all(lambda _, right: right.ndim and len(right) > 1):
        return ""
    single = all(pair.right.shape[:1] == (1,) for pair in compared.fine)
    if single and len(compared.fine) >= FEWEST_PAIRS:
        return f"{compared.part} is right only where it has a single {compared.line}"
    several = any(pair.right.ndim and len(pair.right) > 1 for pair in compared.fine)
    where = " where it is wrong" * several
    for word, place, others in (("first", 0, _AFTER), ("last", -1, _BEFORE)):
        alone = [
            close(pair.given[place], pair.right[place], pair.rtol)
            and not any(
                close(given, right, pair.rtol)
                for given, right in zip(pair.given[others], pair.right[others], strict=True)
            )
            for pair in compared.wrong
        ]
        if all(alone):
            return f"only the {word} {compared.line} of {compared.part} is right{where}"
    return ""


_KINDS: Final[tuple[Callable[[Compared], str], ...]] = (
    _not_finite,
    _digits,
    _truncated,
    _sign,
    _transposed,
    _factor,
    _offset,
    _shifted,
    _reordered,
    _one_line,
)
