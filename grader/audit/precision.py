"""Whether the reference takes arrays of single precision, and how far that leads it astray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.audit import disguise
from grader.audit.dry_run import ordinary
from grader.audit.findings import WARNING, Item
from grader.judge.checks import shown_call
from grader.judge.examples import Example, example_of
from grader.judge.laws import HOLDS, run
from grader.law.closeness import at_least
from grader.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.audit.proofs import Proofs
    from grader.judge.setting import Setting

RTOL: Final = 1e-3
"""A thousandth of the largest entry: some ten thousand roundings in single precision."""

MOST: Final = 30
"""So many examples of each domain are tried."""


def single(proofs: Proofs) -> Iterator[Item]:
    """A warning if the reference fails on float32 arrays where it agrees on float64 ones."""
    setting = proofs.first
    agreement = [check for check in setting.problem.checks if check.kind == "agrees"]
    if not agreement or setting.problem.tolerance < 1e-9:
        return
    program = disguise.rewriting(setting, disguise.FLOAT32)
    for name in set(agreement[0].over) & set(ordinary(setting)):
        examples = list(_rounded(setting, name))
        if not examples:
            continue
        with proofs.dry_run(program, examples={name: examples}) as dry:
            evidence = dry.evidence(name)
            with at_least(RTOL):
                verdicts = run(setting.checks.law(agreement[0]), evidence.ready, dry.worker)
            count = len(verdicts) - (bool(verdicts) and verdicts[-1] is not HOLDS)
            if count < len(examples):
                shown = shown_call(setting.problem, examples[count], setting.reference.support)
                reason = f"the reference goes astray on float32 arrays ({name}): {shown}"
                yield proofs.halves.hidden(setting.problem.asks[0], reason, level=WARNING)
                return


def _rounded(setting: Setting, name: str) -> Iterator[Example]:
    """Examples whose numbers single precision holds, where some array has such numbers."""
    for example in setting.examples.domains[name][:MOST]:
        values = example.names(setting.reference.support)
        rounded = {key: _single(value) for key, value in values.items()}
        if isinstance(example.right, Answer) and _some(values) and None not in _kept(rounded):
            made = example_of(setting.problem, rounded, setting.reference)
            if isinstance(made.right, Answer):
                yield made


def _some(values: Mapping[str, Any]) -> bool:
    return any(isinstance(v, np.ndarray) and v.dtype == np.float64 for v in values.values())


def _kept(rounded: Mapping[str, Any]) -> list[None]:
    return [None for value in rounded.values() if value is _LOST]


_LOST: Final = object()


def _single(value: Any) -> Any:
    if not (isinstance(value, np.ndarray) and value.dtype == np.float64):
        return value
    with np.errstate(all="ignore"):
        rounded = value.astype(np.float32).astype(np.float64)
    same = np.allclose(rounded, value, rtol=1e-6, atol=0, equal_nan=True)
    return rounded if same else _LOST
