"""Behind a driver: what the checks' own code asks of the student's functions, and is answered."""

from __future__ import annotations

import ast
import contextlib
import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.judge.checks import arguments_of
from grader.judge.promises import describe, misshapen, without_return
from grader.law.calls import Asked, Told
from grader.model import Answer, Call, Caller
from grader.values.families import pack
from grader.values.wire import Packed, WireError, encode

if TYPE_CHECKING:
    from types import CodeType

    from grader.problem import Problem

MOST: Final = 2
"""A driver that asks for more is shown itself."""


class _Ended(Exception):
    """The driver asked for what cannot be told, or got no answer."""


def asked_by(
    problem: Problem, call: Call, support: Mapping[str, Any], caller: Caller
) -> tuple[Asked, ...]:
    """The calls of the student's functions that a call of a driver comes to, with the replies;
    none where it is no driver, asks too often, or has to do with what only it can build.
    """
    if call.function in problem.asks or _classes(problem.stub) & set(problem.asks):
        return ()
    found = list[Asked]()

    def ask(name: str, *args: Any, **kwargs: Any) -> Any:
        asked = Call(name, encode((args, kwargs), pack))
        (reply,) = caller.answer([asked])
        found.append(Asked(asked, reply))
        if not isinstance(reply, Answer) or len(found) > MOST:
            raise _Ended
        return reply.value

    own = {name: functools.partial(ask, name) for name in problem.asks}
    namespace: dict[str, Any] = {"np": np, "numpy": np, **own}
    try:
        exec(_code(problem.support), namespace)  # noqa: S102
        args, kwargs = arguments_of(call, support)
        with contextlib.suppress(_Ended):
            namespace[call.function](*args, **kwargs)
    except MemoryError:
        raise
    except WireError:
        return ()
    except Exception:  # noqa: BLE001, S110 - the driver made nothing of an answer, which is told
        pass
    opaque = any(isinstance(getattr(one.reply, "value", None), Packed) for one in found)
    return () if opaque or len(found) > MOST else tuple(found)


def misled(asked: Sequence[Asked], reference: Caller) -> Told | None:
    """What is wrong with the first of these answers that is of another kind or shape than the
    reference's, and what a tutor would add; None if none is.
    """
    for one in asked:
        (right,) = reference.answer([one.call])
        if not (isinstance(one.reply, Answer) and isinstance(right, Answer)):
            continue
        given, wanted = one.reply.value, right.value
        said, due = describe(given), describe(wanted)
        if said != due:
            tip = without_return(one.call.function).tip if given is None else ""
            if isinstance(given, np.ndarray) and isinstance(wanted, np.ndarray):
                tip = misshapen("Your answer", given, wanted.shape).told.tip
            return Told(text=f"{said} was returned, where {due} was expected", tip=tip)
    return None


@functools.lru_cache(maxsize=8)
def _code(support: str) -> CodeType:
    return compile(support, "<support>", "exec")


@functools.lru_cache(maxsize=8)
def _classes(stub: str) -> frozenset[str]:
    return frozenset(node.name for node in ast.parse(stub).body if isinstance(node, ast.ClassDef))
