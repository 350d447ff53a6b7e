"""What the examples of an exercise cover, as a map: what each argument was, and which ways through
the reference were taken.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.audit.findings import WARNING, Item
from grader.audit.in_process import InProcess
from grader.audit.wrappers import bare
from grader.model import Answer, Call
from grader.values.expressions import expression
from grader.values.wire import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.audit.proofs import Proofs
    from grader.judge.setting import Setting

_PROBE: Final = """

_taken = {}


def _branch(place, value):
    _taken.setdefault(place, set()).add(bool(value))
    return value


def _told():
    return {place: sorted(values) for place, values in _taken.items()}
"""
_TOLD: Final = encode(((), {}))
_FEW: Final = 12
"""Different values up to so many are shown one by one."""


def missing(proofs: Proofs) -> Iterator[Item]:
    """Ways through the reference that no example takes, choices that are never made, and domains
    on which nobody compares answers with the reference's, nor says why not.
    """
    setting, halves = proofs.first, proofs.halves
    support = setting.reference.support
    for line, text, outcome in _untaken(proofs):
        reason = f"no example has the reference's `{text}` {str(outcome).lower()}"
        yield halves.hidden(line, reason, level=WARNING)
    for name, domain in setting.domains.items():
        for key, value in domain.values.items():
            if value.kind == "choice" and not domain.forms:
                drawn = [e.names(support)[key] for e in setting.examples.domains[name]]
                for one in value.of:
                    if not any(_same(one, other) for other in drawn):
                        where = ("given", name, key) if not domain.hidden else ("given",)
                        reason = f"{key} is never {expression(one)} in {name!r}"
                        yield halves.public(where, reason, level=WARNING)
    checks = setting.problem.checks
    refused = {name for check in checks if check.kind == "raises" for name in check.over}
    compared = {name for check in checks if check.kind == "agrees" for name in check.over}
    left = [
        one.name
        for one in setting.problem.given
        if one.name not in compared | refused and not one.uncompared
    ]
    if left:
        reason = f"answers on {', '.join(map(repr, left))} are not compared with the reference's"
        yield halves.public(("given",), f"{reason}, and nothing says why", level=WARNING)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


# Ways through the reference ----------------------------------------------------------------------


class _Branches(ast.NodeTransformer):
    """Has every condition tell its outcome."""

    def __init__(self) -> None:
        self.conditions: list[tuple[int, str]] = []

    def visit_If(self, node: ast.If) -> ast.AST:
        return self._probed(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self._probed(node)

    def _probed(self, node: ast.If | ast.IfExp) -> ast.AST:
        self.conditions.append((node.lineno, ast.unparse(node.test)))
        place = ast.Constant(len(self.conditions) - 1)
        self.generic_visit(node)
        node.test = ast.Call(ast.Name("_branch", ast.Load()), [place, node.test], [])
        return node


def _untaken(proofs: Proofs) -> Iterator[tuple[int, str, bool]]:
    """Each condition of the reference that is never met, or never missed: line, text, value."""
    setting = proofs.first
    program = bare(proofs.solution.reference)
    branches = _Branches()
    tree = branches.visit(ast.parse(program.source))
    if not branches.conditions:
        return
    source = ast.unparse(ast.fix_missing_locations(tree)) + _PROBE
    caller = InProcess(setting.limits.cpu_s)
    caller.load(replace(program, source=source, asks={**program.asks, "_told": "_told"}))
    entry = setting.problem.entry.name
    for examples in setting.examples.domains.values():
        caller.answer([Call(entry, example.arguments) for example in examples])
    reply = caller.answer([Call("_told", _TOLD)])[0]
    taken = reply.value if isinstance(reply, Answer) else {}
    for place, (line, text) in enumerate(branches.conditions):
        for value in (True, False):
            if value not in taken.get(place, ()):
                yield line, text, value


# Arguments ---------------------------------------------------------------------------------------


def rows(setting: Setting) -> Iterator[str]:
    """What each argument of the entry was over all examples, a row for each."""
    drawn: dict[str, list[Any]] = defaultdict(list)
    for examples in setting.examples.domains.values():
        for example in examples:
            names = example.names(setting.reference.support)
            for parameter in setting.problem.entry.parameters:
                if parameter.name in names:
                    drawn[parameter.name].append(names[parameter.name])
    for name, values in drawn.items():
        yield f"{name}: {_told(values)}"


def _told(values: list[Any]) -> str:
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    numbers = [np.asarray(v) for v in values if type(v) in (int, float) and abs(v) < 2**63]
    if arrays:
        return "; ".join([_shapes(arrays), _entries(arrays), _storage(arrays)])
    if numbers:
        return _entries(numbers)
    if all(isinstance(value, (list, tuple)) for value in values):
        lengths = [len(value) for value in values]
        return f"lists of {min(lengths)} to {max(lengths)} items"
    shown = list(dict.fromkeys(str(value) for value in values if isinstance(value, (str, bool))))
    return ", ".join(shown[:_FEW]) or "other values"


def _shapes(arrays: list[Any]) -> str:
    axes = sorted({a.ndim for a in arrays})
    found = Counter[str]()
    for a in arrays:
        found["empty"] += a.size == 0
        found["of one entry"] += a.size == 1
        if a.ndim > 1:
            m, n = a.shape[-2:]
            found["tall"] += m > n
            found["square"] += m == n
            found["wide"] += m < n
            found["of one row"] += m == 1
            found["of one column"] += n == 1
    longest = max((length for a in arrays for length in a.shape), default=0)
    told = [f"{count} {what}" for what, count in found.items() if count]
    some = " or ".join(map(str, axes))
    return ", ".join([f"{len(arrays)} arrays of {some} axes", *told, f"longest {longest}"])


def _entries(arrays: list[Any]) -> str:
    real = [a[np.isfinite(a)] for a in map(np.ravel, arrays) if a.dtype.kind in "iuf"]
    real = [a.astype(float) for a in real if a.size]
    if not real:
        return "no numbers"
    found = Counter[str]()
    for a in real:
        found["negative"] += bool(np.any(a < 0))
        found["with zeros"] += bool(np.any(a == 0))
        found["with ties"] += a.size > np.unique(a).size
        found["all equal"] += a.size > 1 and np.unique(a).size == 1
        found["all below 1e-6"] += 0 < np.max(np.abs(a)) < 1e-6
        found["above 1e6"] += bool(np.max(np.abs(a)) > 1e6)
    told = [f"{count} {what}" for what, count in found.items() if count]
    least, most = min(a.min() for a in real), max(a.max() for a in real)
    return ", ".join([f"from {least:g} to {most:g}", *told])


def _storage(arrays: list[Any]) -> str:
    kinds = Counter(str(a.dtype) for a in arrays)
    told = [f"{count} {kind}" for kind, count in kinds.items()]
    columns = sum(a.flags.f_contiguous and not a.flags.c_contiguous for a in arrays)
    return ", ".join([*told, *([f"{columns} in Fortran order"] if columns else [])])
