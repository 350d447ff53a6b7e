"""Whether the parts of an exercise fit together: inputs, answer, laws and points.

Every name in a law or an expression must resolve on every domain that it is tried on, so that an
exercise that loads cannot fail for a slip of its author's pen.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.author import LIBRARY
from grader.exercise import scope
from grader.exercise.given import known_names, unknown_name, value_expressions
from grader.exercise.place import no_such
from grader.problem import PURITY_POINTS, TOTAL_POINTS, Check, Domain, Entry, Problem, Value
from grader.program.ways import to_be_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.exercise.place import Complain, Place


class Code(NamedTuple):
    """What the stub and the support code define."""

    asks: tuple[str, ...]
    support: frozenset[str]


def code_of(problem: Problem) -> Code:
    """What a problem that was loaded defines."""
    return Code(problem.asks, frozenset(scope.functions(scope.module(problem.support))))


def check_inputs(entry: Entry, given: Iterable[Domain], code: Code, complain: Complain) -> None:
    """Every domain draws what the entry needs, under names of its own."""
    taken = {*entry.parts, entry.name, *code.asks, *code.support}
    for domain in given:
        place = ("given", domain.name)
        for parameter in entry.parameters:
            if parameter.name in domain.values or parameter.optional:
                continue
            if parameter.name in domain.sizes:
                reason = f"{parameter.name} is a size; name the size differently, say m, and write"
                complain(place, f"{reason} {parameter.name}: {{is: m}}")
            else:
                complain(place, f"draws no {parameter.name}, which has no default")
        for name in sorted(taken & {*domain.values, *domain.sizes}):
            complain((*place, name), f"{name} is the name of something else")
            taken.remove(name)
        for name, value in domain.values.items():
            if value.kind == "function" and value.of not in code.support:
                reason = no_such("function in support", str(value.of), code.support)
                complain((*place, name), reason)


def check_example(example: Mapping[str, Any], entry: Entry, complain: Complain) -> None:
    """The worked example is a whole call and its whole answer."""
    if not example:
        return
    inputs = {parameter.name: parameter for parameter in entry.parameters}
    for name in example.keys() - inputs.keys() - set(entry.parts):
        complain(("example", name), f"{name} is neither an input nor a part of the answer")
    required = [name for name, parameter in inputs.items() if not parameter.optional]
    for name in (*required, *entry.parts):
        if name not in example:
            complain(("example",), f"gives no {name}")


def check_returns(
    returns: Mapping[str, Value],
    entry: Entry,
    given: Iterable[Domain],
    checks: Iterable[Check],
    complain: Complain,
) -> None:
    """Each part of the answer is described, by names that every answering domain has."""
    for part in returns.keys() - set(entry.parts):
        complain(("returns", part), no_such("part", part, entry.parts))
    for part in entry.parts:
        if part not in returns:
            complain(("returns",), f"says nothing of {part}")
    refused = {name for check in checks if check.kind == "raises" for name in check.over}
    answering = [domain for domain in given if domain.name not in refused]
    visible = visible_everywhere(entry, answering) | {*entry.parts, *scope.BUILTINS, *LIBRARY}
    for part, value in returns.items():
        for expression in value_expressions(value):
            known_names(expression, visible | {"np"}, ("returns", part), complain)


def visible_everywhere(entry: Entry, domains: Iterable[Domain]) -> set[str]:
    """The sizes and inputs that every one of the domains has, and the inputs with a default."""
    drawn = [{*domain.sizes, *domain.values} for domain in domains]
    shared = set.intersection(*drawn) if drawn else set()
    return shared | {parameter.name for parameter in entry.parameters if parameter.optional}


def visible_in_laws(entry: Entry, domains: Iterable[Domain], code: Code) -> set[str]:
    """What a law may see by name, whatever the domain, beside the library and the builtins."""
    own = {entry.name, *entry.parts, *code.asks, *code.support, "answer", "seen", "np"}
    return visible_everywhere(entry, domains) | own


def check_laws(
    checks: Iterable[Check],
    entry: Entry,
    given: Iterable[Domain],
    code: Code,
    complain: Complain,
) -> None:
    """Every law parses, and the names in it resolve wherever it is tried."""
    domains = {domain.name: domain for domain in given}
    for i, check in enumerate(checks):
        place: Place = ("checks", i)
        over = [domains[name] for name in check.over if name in domains]
        if check.kind == "raises":
            errors = scope.EXCEPTIONS | {*code.asks, *code.support}
            if check.law not in errors and check.law not in scope.EXCEPTIONS:
                complain((*place, "raises"), no_such("exception", check.law, errors))
        elif check.kind == "agrees":
            for part in set(check.only) - set(entry.parts):
                complain((*place, "agrees", "only"), no_such("part", part, entry.parts))
        elif check.kind == "holds":
            visible = visible_in_laws(entry, over, code) | {*LIBRARY, *scope.BUILTINS}
            _check_law(check.law, visible, over, (*place, "holds"), complain)


def _check_law(
    law: str, visible: set[str], over: Iterable[Domain], place: Place, complain: Complain
) -> None:
    try:
        tree = scope.module(law)
        uses = scope.uses(law)
    except scope.NotPythonError as error:
        complain(place, f"does not parse: {error.reason}", error.row)
        return
    for statement in tree.body:
        if not isinstance(statement, ast.Expr | ast.Assign):
            complain(place, "holds claims and assignments only", statement.lineno - 1)
    if not any(isinstance(statement, ast.Expr) for statement in tree.body):
        complain(place, "claims nothing")
    for use in uses:
        if use.name in visible:
            continue
        lacking = [d.name for d in over if use.name not in {*d.sizes, *d.values}]
        if len(lacking) < len(list(over)):
            reason = f"name {use.name!r} is not drawn in {', '.join(map(repr, lacking))}"
        else:
            reason = unknown_name(use.name, visible)
        complain(place, reason, use.row)


def by_claim(told: Mapping[str, str]) -> dict[str, str]:
    """What is told of each claim, by its text however it was spaced."""
    found = {}
    for claim, text in told.items():
        try:
            found[ast.unparse(ast.parse(claim, mode="eval"))] = text.strip()
        except (SyntaxError, ValueError):
            found[claim] = text.strip()
    return found


def check_advice(checks: Iterable[Check], complain: Complain) -> None:
    """What is told of single claims is told of claims that the law makes."""
    for i, check in enumerate(checks):
        if not check.of_claims:
            continue
        try:
            body = ast.parse(check.law).body
        except SyntaxError:  # which is complained of elsewhere
            continue
        claims = [ast.unparse(step.value) for step in body if isinstance(step, ast.Expr)]
        for claim in check.of_claims:
            if claim not in claims:
                complain(("checks", i, "why", claim), no_such("claim", claim, claims))


def check_forbidden(forbid: Sequence[str], statement: str, complain: Complain) -> None:
    """The statement says, as code, what is forbidden of that which a student could use."""
    for name in to_be_said(forbid):
        if f"`{name}`" not in statement:
            reason = f"the statement does not say that `{name}` is not allowed"
            complain(("forbid",), reason)


def check_points(checks: Iterable[Check], complain: Complain) -> None:
    """The points of the checks, with the one for purity, make the total."""
    points = sum(check.points for check in checks)
    due = TOTAL_POINTS - PURITY_POINTS
    if abs(points - due) > 1e-9:
        reason = f"points add up to {points:g}; they must make {due}"
        complain(("checks",), f"{reason}, one more is for leaving the inputs alone")
