"""An exercise's YAML as a `Problem`, or everything that is wrong with it at once.

`forms` has judged the shape of the file; here its meaning is checked: that the entry, the stub and
the support code agree, that every name in a size, a value or a law resolves, that each check has
somewhere to be tried, and that the points add up.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from grader.domains import long_sizes, plan
from grader.exercise import consistency, forms, scope, strict_yaml, text
from grader.exercise.consistency import Code
from grader.exercise.forms import json_schema
from grader.exercise.given import TAKEN, order_sizes, read_domains, read_sizes, read_value
from grader.exercise.other_forms import check_forms, read_forms
from grader.exercise.place import no_such
from grader.exercise.strict_yaml import Complaints
from grader.model import Limits
from grader.problem import AUTOMATIC, Area, Check, Domain, Entry, Forms, Parameter, Problem, Topic

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from grader.exercise.place import Place

__all__ = ["json_schema", "load_problem", "parse_area", "parse_problem"]

OTHER_FORMS: Final = ", in other forms"
"""What is added to the name of a domain whose inputs are handed in other forms."""

LONG: Final = 128
"""A size that was as long as it may be in one domain is no longer than this in those after it."""

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*")


def load_problem(path: Path) -> Problem:
    """The exercise in the file at `path`; raises `SpecError` with all that is wrong."""
    return parse_problem(text.content(path), path)


def parse_problem(source: bytes | str, path: Path) -> Problem:
    """The exercise in `source`; its name and area are those of `path`: `<area>/<name>.yaml`."""
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    complain = Complaints(strict_yaml.parse(content, str(path)))
    name, area = path.stem, path.parent.name
    for kind, slug in (("name of the file", name), ("directory that holds it", area)):
        if not _SLUG.fullmatch(slug):
            complain((), f"the {kind} must be a slug such as softmax, not {slug!r}")
    form = forms.read(forms.ProblemForm, complain)
    entry = _entry(form, complain)
    code = _code(form, entry, complain)
    sizes = order_sizes(read_sizes(form.sizes, ("sizes",), complain), ("sizes",), complain)
    given = read_domains(form.given, sizes, complain)
    other_forms = read_forms(form.forms, ("forms",), complain)
    returns = {
        part: read_value(raw, ("returns", part), complain, answer=True)
        for part, raw in form.returns.items()
    }
    checks = _checks(form, given, complain)
    _check_needs(form, complain)
    if entry is not None:
        consistency.check_inputs(entry, given, code, complain)
        _check_forms(other_forms, entry, given, checks, complain)
        consistency.check_example(form.example, entry, complain)
        consistency.check_returns(returns, entry, given, checks, complain)
        consistency.check_laws(checks, entry, given, code, complain)
        consistency.check_advice(checks, complain)
    consistency.check_forbidden(form.forbid, form.statement, complain)
    consistency.check_points(checks, complain)
    complain.settle()
    assert entry is not None
    given, checks = _in_other_forms(other_forms, given, checks)
    return Problem(
        name=name,
        area=area,
        title=form.title.strip(),
        difficulty=form.difficulty,
        statement=form.statement,
        hints=tuple(hint.strip() for hint in form.hints),
        stub=form.stub,
        entry=entry,
        asks=code.asks,
        example=form.example,
        given=given,
        returns=returns,
        checks=checks,
        concepts=tuple(form.concepts),
        after=tuple(form.after),
        support=form.support,
        forbid=tuple(form.forbid),
        accepts=tuple(form.accepts),
        sizes=sizes,
        tolerance=form.tolerance,
        limits=Limits(
            cpu_s=form.limits.cpu or Limits().cpu_s,
            memory_mib=form.limits.memory or Limits().memory_mib,
        ),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _entry(form: forms.ProblemForm, complain: Complaints) -> Entry | None:
    try:
        entry = scope.entry(form.entry)
    except ValueError as error:
        complain(("entry",), str(error))
        return None
    for name in (entry.name, *(p.name for p in entry.parameters), *entry.parts):
        if name in TAKEN:
            complain(("entry",), f"{name!r} has a meaning of its own in laws")
    return entry


def _code(form: forms.ProblemForm, entry: Entry | None, complain: Complaints) -> Code:
    trees = {}
    for field, source in (("stub", form.stub), ("support", form.support)):
        try:
            trees[field] = scope.module(source)
        except scope.NotPythonError as error:
            complain((field,), f"does not parse: {error.reason}", error.row)
    asks = tuple(form.asks) or ((entry.name,) if entry else ())
    support = frozenset(scope.functions(trees["support"])) if "support" in trees else frozenset()
    for i, name in enumerate(form.asks):
        if not scope.is_name(name) or name in TAKEN or form.asks.count(name) > 1:
            complain(("asks", i), f"{name!r} cannot be asked for")
    if len(trees) == 2:
        for name in asks:
            if name in support:
                complain(("support",), f"{name} is asked for, so support may not define it")
            elif name not in scope.defined(trees["stub"]):
                complain(("stub",), f"does not define {name}")
        if entry is not None:
            _check_signature(entry, asks, trees, complain)
    return Code(asks, support)


def _check_signature(
    entry: Entry, asks: Collection[str], trees: Mapping[str, ast.Module], complain: Complaints
) -> None:
    field = "stub" if entry.name in asks else "support"
    function = scope.functions(trees[field]).get(entry.name)
    if function is None:
        if field == "support":
            reason = f"{entry.name} is neither asked for nor a function in support"
            complain(("entry",), reason)
        return
    try:
        parameters = scope.signature(function)
    except ValueError as error:
        complain((field,), str(error), function.lineno - 1)
        return
    if repr(parameters) != repr(entry.parameters):
        said, written = _call(entry.name, entry.parameters), _call(entry.name, parameters)
        reason = f"reads {written}, the entry {said}"
        complain((field,), reason, function.lineno - 1)


def _call(name: str, parameters: Iterable[Parameter]) -> str:
    inside = (f"{p.name}={p.default!r}" if p.optional else p.name for p in parameters)
    return f"{name}({', '.join(inside)})"


def _checks(
    form: forms.ProblemForm, given: Iterable[Domain], complain: Complaints
) -> tuple[Check, ...]:
    """The checks with their domains; by default all that are neither aside nor raise, and for
    agreement those aside, too, but for the ones that say why not.
    """
    domains = {domain.name: domain for domain in given}
    names = [check.name for check in form.checks]
    refused = {name for check in form.checks if check.raises is not None for name in check.over}
    ordinary = tuple(n for n, domain in domains.items() if not domain.aside and n not in refused)
    answering = [domain for name, domain in domains.items() if name not in refused]
    compared = tuple(domain.name for domain in answering if not domain.uncompared)
    for i, check in enumerate(form.checks):
        place: Place = ("checks", i)
        if check.name in AUTOMATIC or check.name in names[:i]:
            reason = "is automatic" if check.name in AUTOMATIC else "is the name of another check"
            complain((*place, "name"), f"{check.name!r} {reason}")
        for name in check.over:
            if name not in domains:
                complain((*place, "over"), no_such("domain", name, domains))
            elif name in refused and (check.holds is not None or check.agrees is not None):
                complain((*place, "over"), f"in {name!r} the answer is an exception")
            elif check.agrees is not None and domains[name].uncompared:
                complain((*place, "over"), f"in {name!r} answers are not to be compared")
        if not check.over and check.raises is not None:
            complain(place, "says raises but not over which domains")
        elif not check.over and not ordinary and not check.hidden:
            complain(place, "has no domain to be tried on")
    checks = tuple(
        _check(
            check,
            compared if check.agrees is not None else ordinary,
            complain.document.line(("checks", i)),
        )
        for i, check in enumerate(form.checks)
    )
    if not any(check.hidden for check in checks):
        used = {name for check in checks for name in check.over}
        used |= {str(body.get("like")) for body in form.given.values()}
        for name in domains.keys() - used:
            complain(("given", name), "no check is tried on it")
    return checks


def _in_other_forms(
    other_forms: Forms, given: tuple[Domain, ...], checks: tuple[Check, ...]
) -> tuple[tuple[Domain, ...], tuple[Check, ...]]:
    """Beside each domain on which answers are compared with the reference's, one that hands its
    inputs in other forms, and is compared alone.
    """
    compared = _compared(checks)
    twins: dict[str, Domain] = {}
    longest: set[str] = set()
    for domain in given:
        if domain.name in compared:
            twin = _twin(domain, domain.forms or _shorter(other_forms, longest))
            twins[domain.name] = twin
            longest |= long_sizes(twin).keys()
    plain = (replace(domain, forms=None) for domain in given)
    return (*plain, *twins.values()), tuple(
        replace(check, over=(*check.over, *(twins[name].name for name in check.over)))
        if check.kind == "agrees"
        else check
        for check in checks
    )


def _shorter(forms: Forms, sizes: set[str]) -> Forms:
    """The forms of a domain where others before it had these sizes as long as they may be."""
    some = {name: min(n, LONG) if name in sizes else n for name, n in forms.long.items()}
    return replace(forms, long=some)


def _twin(domain: Domain, other_forms: Forms) -> Domain:
    twin = replace(domain, name=f"{domain.name}{OTHER_FORMS}", aside=True, forms=other_forms)
    return replace(twin, examples=min(domain.examples, len(plan(twin))))


def _compared(checks: Iterable[Check]) -> set[str]:
    """The domains on which answers are compared with the reference's."""
    return {name for check in checks if check.kind == "agrees" for name in check.over}


def _check_forms(
    other_forms: Forms,
    entry: Entry,
    given: tuple[Domain, ...],
    checks: tuple[Check, ...],
    complain: Complaints,
) -> None:
    compared = _compared(checks)
    domains = [domain for domain in given if domain.name in compared]
    check_forms(other_forms, entry, domains, ("forms",), complain)
    for domain in given:
        if domain.forms is not None:
            place = ("given", domain.name, "forms")
            if domain.name not in compared:
                complain(place, "answers on this domain are not compared, so it has no others")
            else:
                check_forms(domain.forms, entry, [domain], place, complain)


def _check_needs(form: forms.ProblemForm, complain: Complaints) -> None:
    places = {check.name: i for i, check in enumerate(form.checks)}
    for i, check in enumerate(form.checks):
        for name in check.needs:
            place = places.get(name)
            if place is None:
                complain(("checks", i, "needs"), no_such("check", name, places))
            elif place >= i:
                complain(("checks", i, "needs"), f"{name!r} is not tried before this check")
            elif form.checks[place].hidden and not check.hidden:
                reason = f"{name!r} is hidden, and hidden checks are tried after public ones"
                complain(("checks", i, "needs"), reason)


def _check(form: forms.CheckForm, ordinary: tuple[str, ...], line: int) -> Check:
    check = Check(
        name=form.name,
        kind="python",
        points=form.points,
        over=tuple(form.over) or ordinary,
        needs=tuple(form.needs),
        why=form.why.strip() if isinstance(form.why, str) else "",
        hidden=form.hidden,
        line=line,
    )
    if form.holds is not None:
        told = {} if isinstance(form.why, str) else form.why
        return replace(check, kind="holds", law=form.holds, of_claims=consistency.by_claim(told))
    if form.raises is not None:
        return replace(check, kind="raises", law=form.raises)
    if form.agrees is not None:
        agrees = form.agrees
        only = tuple(agrees.only)
        return replace(check, kind="agrees", rtol=agrees.rtol, atol=agrees.atol or 0.0, only=only)
    return check


def parse_area(content: bytes | str, path: Path) -> Area:
    """The `topic.yaml` of an area: its title, and its topics with their problems in order."""
    complain = Complaints(strict_yaml.parse(content, str(path)))
    form = forms.read(forms.AreaForm, complain)
    seen: set[str] = set()
    for i, topic in enumerate(form.topics):
        for j, name in enumerate(topic.problems):
            if name in seen:
                complain(("topics", i, "problems", j), f"{name} is listed twice")
            seen.add(name)
    complain.settle()
    topics = tuple(Topic(topic.title, tuple(topic.problems)) for topic in form.topics)
    return Area(path.parent.name, form.title, topics)
