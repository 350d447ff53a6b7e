"""One example as a law sees it: inputs, the student's answer in parts, and functions to call."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.author import LIBRARY
from grader.judge.examples import values_of
from grader.judge.laws import Case, Ledger
from grader.judge.memo import Place
from grader.judge.promises import check_shapes, parts_of
from grader.law.calls import Broken, StudentRaised, StudentStopped
from grader.law.closeness import finite, least_rtol
from grader.law.showing import show
from grader.model import Answer, Raised, Reply
from grader.values.families import Function, Rng, pack

if TYPE_CHECKING:
    from grader.judge.examples import Example
    from grader.judge.reference import Reference
    from grader.problem import Problem

_KEPT: Final = 2_000
"""How many examples stay decoded between the submissions of a class."""

_IMMUTABLE: Final = frozenset({bool, int, float, str, type(None), np.ndarray, Function, Rng})
"""Arrays that were decoded are read-only."""


class Cases:
    """Makes the cases of one exercise."""

    def __init__(self, problem: Problem, reference: Reference) -> None:
        self.problem = problem
        self.reference = reference
        parts = problem.entry.parts
        # Parts become attributes: `svd(A).s`. Their names were checked when the spec was read.
        make: Any = namedtuple  # noqa: PYI024 - the names are known only now
        self._parts = make("answer", parts)
        self._names: dict[str, Any] = {"np": np, **LIBRARY, **reference.helpers}
        self._names |= {p.name: p.default for p in problem.entry.parameters if p.optional}
        self._kept = lru_cache(maxsize=_KEPT)(self._immutable)
        self._names["reference"] = lambda *args, **kwargs: self._returned(
            reference(*args, **kwargs)
        )

    def case(self, example: Example, reply: Answer, place: Place | None = None) -> Case:
        """The case of a reply that keeps its promise, at its `place` in a `Memo` if it has one;
        raises `Broken` if it does not keep it.
        """
        values = self._kept(example.values) or example.names(self.reference.support)
        parts = parts_of(self.problem, reply.value)
        names = {**self._names, **values, **dict(zip(self._parts._fields, parts, strict=True))}
        check_shapes(self.problem, names)
        parts = tuple(names[name] for name in self._parts._fields)
        return self._with_functions(names, parts, example, reply, place)

    def _immutable(self, encoded: bytes) -> dict[str, Any] | None:
        """The values of an example, where no law could change them for the next."""
        values = values_of(encoded, self.reference.support)
        return values if all(type(v) in _IMMUTABLE for v in values.values()) else None

    def right(self, example: Example) -> Any:
        """The reference's answer in parts."""
        if not isinstance(example.right, Answer):
            raise LookupError("the reference gives no answer here")
        return self._parts(*parts_of(self.problem, example.right.value))

    def _with_functions(
        self,
        names: dict[str, Any],
        parts: tuple[Any, ...],
        example: Example,
        reply: Answer,
        place: Place | None,
    ) -> Case:
        ledger = Ledger(pack, self.read)
        names |= {f: partial(ledger.call, f) for f in self.reference.student_functions}
        names["answer"] = self._parts(*parts)
        names["seen"] = _Testimony(reply)
        astray = {}
        if isinstance(example.right, Answer):
            names["right"] = self.right(example)
            pairs = zip(self._parts._fields, parts, names["right"], strict=True)
            found = ((name, _astray([(name, one, other)])) for name, one, other in pairs)
            astray = {name: text for name, text in found if text}
        return Case(names, ledger, least_rtol(*parts), astray, place=place)

    def read(self, function: str, reply: Reply) -> Any:
        """What a law gets from a call; raises if the call came to nothing."""
        if isinstance(reply, Raised):
            raise StudentRaised(reply)
        if not isinstance(reply, Answer):
            raise StudentStopped(reply)
        if function != self.problem.entry.name:
            return reply.value
        return self._returned(reply.value)

    def _returned(self, value: Any) -> Any:
        """An answer as the entry returns it, or named when it has several parts."""
        parts = parts_of(self.problem, value)
        return parts[0] if len(parts) == 1 else self._parts(*parts)


def _astray(parts: Iterable[tuple[str, Any, Any]]) -> str:
    """Where a part is nan or infinite though the right one is finite, empty if nowhere."""
    for name, given, right in parts:
        if isinstance(given, (list, tuple)) and isinstance(right, (list, tuple)):
            pairs = enumerate(zip(given, right, strict=False))
            inside = [(f"{name}[{i}]", one, other) for i, (one, other) in pairs]
        elif isinstance(given, dict) and isinstance(right, dict):
            shared = (key for key in right if key in given)
            inside = [(f"{name}[{show(key)}]", given[key], right[key]) for key in shared]
        elif text := _where_astray(given, right):
            return f"{name} has {text}, where a finite number belongs"
        else:
            continue
        if text := _astray(inside):
            return text
    return ""


def _where_astray(given: Any, right: Any) -> str:
    if isinstance(given, int) or getattr(given, "dtype", _FLOAT).kind not in "fc":
        return ""
    if not isinstance(given, (float, np.floating, np.ndarray)) or np.all(np.isfinite(given)):
        return ""
    if not isinstance(right, (int, float, np.number, np.ndarray)):
        return ""
    if getattr(given, "dtype", None) == np.float32:
        with np.errstate(over="ignore"):
            right = np.asarray(right).astype(np.float32)  # where it may be infinite
    if np.shape(given) != np.shape(right):
        right = np.max(np.abs(right), initial=0.0)
    due = np.isfinite(right) & (np.isnan(given) | (np.abs(right) < BOUNDLESS))
    verdict = finite(np.where(due, given, 0))
    return "" if verdict else repr(verdict)


_FLOAT: Final = np.dtype(float)

BOUNDLESS: Final = 1e15
"""A right answer beyond, as the condition of a singular matrix, might as well be infinite."""


class _Testimony:
    """What the worker saw: `seen.changed`, `.shares`, `.random`, `.arguments("f")`."""

    def __init__(self, reply: Answer) -> None:
        self.changed = reply.seen.changed
        self.shares = reply.seen.shares
        self.random = reply.seen.random
        self._arguments: Mapping[str, tuple[Any, ...]] = reply.seen.arguments

    def arguments(self, name: str) -> tuple[Any, ...]:
        """What the function argument `name` was called with."""
        if name not in self._arguments:
            raise Broken(f"{name} was never called")
        return self._arguments[name]
