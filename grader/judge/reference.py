"""The judge's own side of an exercise: its support code, and the reference if there is one."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import Fault
from grader.model import Answer, Call, Reply
from grader.program import Local
from grader.values.families import pack
from grader.values.wire import encode

if TYPE_CHECKING:
    from grader.exercise.solution import Solution
    from grader.problem import Problem


class Reference:
    """Answers as the author would. Without a hidden half `known` is false, and it cannot answer."""

    def __init__(self, problem: Problem, solution: Solution | None) -> None:
        self.problem = problem
        self.local = Local(solution.reference) if solution is not None else None

    @property
    def known(self) -> bool:
        """Whether this copy has the hidden half."""
        return self.local is not None

    @cached_property
    def support(self) -> Mapping[str, Any]:
        """The namespace of the support code, with the reference under the asked names."""
        if self.local is not None:
            return self.local.functions.support
        namespace: dict[str, Any] = {"np": np, "numpy": np}
        exec(compile(self.problem.support, "<support>", "exec"), namespace)  # noqa: S102
        return namespace

    @cached_property
    def helpers(self) -> dict[str, Callable[..., Any]]:
        """Support functions that do not need the student's code: the judge runs them."""
        return {
            name: function
            for name, function in self._functions().items()
            if name not in self.student_functions
        }

    @cached_property
    def student_functions(self) -> frozenset[str]:
        """What a law calls in the worker: the asked names, and support code that uses any."""
        asked = set(self.problem.asks)
        functions = self._functions()
        while True:
            more = {
                name
                for name, function in functions.items()
                if name not in asked and asked & set(_names(function.__code__))
            }
            if not more:
                return frozenset(asked | {self.problem.entry.name})
            asked |= more

    def _functions(self) -> dict[str, types.FunctionType]:
        file = self.support
        return {
            name: value
            for name, value in file.items()
            if isinstance(value, types.FunctionType) and value.__globals__ is file
        }

    def answer(self, arguments: bytes) -> Reply:
        """The reference's reply to a call of the entry."""
        if self.local is None:
            raise Fault(f"{self.problem.name}: this copy has no reference")
        (reply,) = self.local.answer([Call(self.problem.entry.name, arguments)])
        return reply

    def given(self, arguments: bytes, change: Callable[[Any], Any]) -> Any:
        """What the reference returns for these arguments, each function among them changed; raises
        what it raises.
        """
        assert self.local is not None
        return self.local.given(Call(self.problem.entry.name, arguments), change)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the reference returns; raises what it raises, as a `RuntimeError`."""
        reply = self.answer(encode((args, kwargs), pack))
        if not isinstance(reply, Answer):
            raise RuntimeError(f"the reference did not answer: {reply.message}")
        return reply.value


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
