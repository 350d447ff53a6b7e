"""What else does the work of what an exercise forbids: operators, methods, other homes.

`forbid` names functions and packages. Each may be had in other ways, which go with it: they stand
in one table, `WAYS`, and the private modules of a package go with anything in it. A dotted path is
a name, `.var` a method of whatever it is called on, `@` an operator.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from typing import Final

_SHORT = {"np": "numpy", "plt": "matplotlib.pyplot", "sp": "scipy", "builtins": ""}

MATRIX: Final = ("numpy.matrix", "numpy.asmatrix", "numpy.bmat", "numpy.matlib")
"""What makes matrices, which multiply and invert by signs of their own."""

_PRODUCT: Final = (
    *("@", ".dot", ".__matmul__", ".__rmatmul__", ".__imatmul__"),
    *("operator.matmul", "operator.imatmul", "operator.__matmul__", "operator.__imatmul__"),
    *(*MATRIX, "numpy.linalg.multi_dot"),
)
_SUMS: Final = ("numpy.correlate", "numpy.convolve", "math.sumprod")

WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "numpy.matmul": _PRODUCT,
    "numpy.dot": (*_PRODUCT, *_SUMS),
    "numpy.linalg.inv": MATRIX,
    "numpy.linalg.pinv": MATRIX,
    "numpy.trapezoid": ("numpy.trapz",),
    "numpy.trapz": ("numpy.trapezoid",),
    # An array's own methods that are called as the function is.
    **{
        f"numpy.{name}": (f".{name}",)
        for name in (
            *("all", "any", "argmax", "argmin", "argpartition", "argsort", "choose", "clip"),
            *("compress", "conj", "conjugate", "cumprod", "cumsum", "diagonal", "max", "mean"),
            *("min", "nonzero", "partition", "prod", "put", "ravel", "repeat", "reshape"),
            *("resize", "round", "searchsorted", "sort", "squeeze", "std", "sum", "swapaxes"),
            *("take", "trace", "transpose", "var"),
        )
    },
}
"""By full name, what is forbidden with it; besides, `numpy.ma` repeats nearly all of NumPy."""

_OLD: Final = ("numpy.core", "numpy.linalg.linalg", "numpy.linalg.lapack_lite")
"""Where NumPy keeps what is private, as older code names it."""


def canonical(name: str) -> str:
    """The full dotted name: `np.linalg.svd` is `numpy.linalg.svd`, `builtins.sum` is `sum`."""
    head, dot, rest = name.partition(".")
    full = _SHORT.get(head, head)
    return full + dot + rest if full else rest


class Forbidden:
    """What an exercise forbids, and what goes with it.

    `names` maps full names to what the student is told is not allowed, and `methods` the names of
    methods; `operators` are signs, and `packages` those whose private modules are closed.
    """

    def __init__(self, forbid: Sequence[str]) -> None:
        self.names = {canonical(name): name for name in forbid}
        self.methods: dict[str, str] = {}
        self.operators: set[str] = set()
        self.packages = {full.partition(".")[0] for full in self.names if "." in full}
        for full in list(self.names):
            package, _, last = full.rpartition(".")
            others = [*WAYS.get(full, ())]
            if package.partition(".")[0] == "numpy":
                others += [f"numpy.ma.{last}", *_OLD]
            for other in others:
                self._add(other)

    def _add(self, other: str) -> None:
        if other.startswith("."):
            self.methods[other[1:]] = f"the method {other}"
            self.names.setdefault(f"numpy.ndarray{other}", f"the method {other}")
        elif "." in other:
            self.names.setdefault(other, _short(other))
        else:
            self.operators.add(other)

    def match(self, path: str) -> str | None:
        """What the student is told of a dotted path that is, or lies in, something forbidden."""
        parts = path.split(".")
        place = next((i for i, part in enumerate(parts) if _private(part)), 0)
        if place and parts[0] in self.packages:
            return _short(".".join(parts[: place + 1]))
        while parts:
            if (told := self.names.get(".".join(parts))) is not None:
                return told
            parts.pop()
        return None


def to_be_said(forbid: Sequence[str]) -> list[str]:
    """What a student could use, and must therefore be told of, as a statement spells it.

    Packages that are not there to be imported need no word.
    """
    forbidden = Forbidden(forbid)
    own = [name for name in forbid if canonical(name).partition(".")[0] in _AT_HAND]
    methods = [f".{name}" for name in forbidden.methods if not name.startswith("_")]
    return [*own, *methods, *sorted(forbidden.operators)]


_AT_HAND: Final = frozenset({"numpy", *sys.stdlib_module_names, *dir(builtins)})


def _private(part: str) -> bool:
    return part.startswith("_") and not part.endswith("__")


def _short(path: str) -> str:
    return "np" + path.removeprefix("numpy") if path.startswith("numpy.") else path
