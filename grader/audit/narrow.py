"""Whether right answers take narrow integers for what they are: whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.audit.findings import Item
from grader.audit.in_process import InProcess
from grader.judge.examples import call_arguments
from grader.judge.likeness import alike
from grader.model import Answer, Call, Reply
from grader.values.expressions import code
from grader.values.families import pack
from grader.values.wire import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.audit.proofs import Proofs
    from grader.judge.setting import Setting

_END: Final = 120
"""Numbers are made as large as that: two of them no longer fit together into eight bits."""


def integers(proofs: Proofs) -> Iterator[Item]:
    """Right answers to arrays of int8 and of uint8 that are not those to the same numbers in
    float64.
    """
    setting = proofs.first
    calls = list(_calls(setting))
    for who, where, program in proofs.rights() if calls else ():
        caller = InProcess(setting.limits.cpu_s)
        caller.load(program)
        for wide, narrow in calls:
            right, given = (_answer(caller, setting, arguments) for arguments in (wide, narrow))
            if isinstance(right, Answer) and not alike(setting.problem, right, given):
                shown = code(setting.problem.entry.name, *narrow)
                yield proofs.halves.hidden(where, f"{who} goes astray on narrow integers: {shown}")
                break


Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def _answer(caller: InProcess, setting: Setting, arguments: Arguments) -> Reply:
    return caller.answer([Call(setting.problem.entry.name, encode(arguments, pack))])[0]


def _calls(setting: Setting) -> Iterator[tuple[Arguments, Arguments]]:
    """Arguments with whole numbers of float64, and the same with narrow integers."""
    for name, domain in setting.domains.items():
        if not (domain.forms and domain.forms.integers):
            continue
        drawn = [e.names(setting.reference.support) for e in setting.examples.domains[name]]
        # What is never more than 1, as the entries of an adjacency matrix, must stay so.
        free = {
            key
            for values in drawn
            for key in domain.forms.integers.keys() & values.keys()
            if isinstance(values[key], np.ndarray) and np.any(np.abs(values[key]) > 1)
        }
        for values in drawn:
            for kind in (np.int8, np.uint8):
                narrow = {
                    key: _narrow(value, kind) if key in free else value
                    for key, value in values.items()
                }
                changed = [key for key in values if narrow[key] is not values[key]]
                if changed:
                    wide = narrow | {key: narrow[key].astype(float) for key in changed}
                    yield (
                        call_arguments(setting.problem, wide),
                        call_arguments(setting.problem, narrow),
                    )


def _narrow(value: Any, kind: Any) -> Any:
    """An array of integers with the same signs, as large as the kind can hold."""
    if not (isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.any()):
        return value
    if kind is np.uint8 and value.min() < 0:
        return value
    wide = value.astype(np.int64)
    factor = max(1, _END // int(np.max(np.abs(wide))))
    fits = np.max(np.abs(wide)) * factor <= np.iinfo(kind).max
    return (wide * factor).astype(kind) if fits else value
