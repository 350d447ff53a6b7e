"""Reads the hidden half of an exercise, an ordinary Python file that its author trusts us to run.

Running it marks laws, mistakes and other solutions; what is wrong with it is told by line.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
import traceback
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader import author
from grader.errors import SpecError
from grader.exercise import consistency, handing, scope, text
from grader.exercise.given import read_domains
from grader.exercise.place import Place, field_name, hinted, no_such
from grader.exercise.solution import (
    SETTER,
    Alternative,
    Constant,
    Equivalent,
    HiddenLaw,
    Mistake,
    Solution,
    Unpromised,
)
from grader.model import Program
from grader.problem import AUTOMATIC, Domain, Problem, asks_for_calls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load_solution(path: Path, problem: Problem) -> Solution:
    """The hidden half of `problem` in the file at `path`; `SpecError` says all that is wrong."""
    content = text.content(path)
    source = text.decoded(content, str(path))
    loading = _Loading(path, source, problem)
    found = loading.run()
    domains = loading.domains(found)
    laws = loading.laws(found, domains)
    mistakes = loading.mistakes(found)
    solutions = loading.solutions(found)
    equivalents = loading.equivalents(found)
    unpromised = loading.unpromised(found)
    loading.settle()
    return Solution(
        source=source,
        reference=loading.program({name: name for name in problem.asks}),
        domains=domains,
        laws=laws,
        mistakes=mistakes,
        solutions=solutions,
        digest=hashlib.sha256(content).hexdigest(),
        equivalents=equivalents,
        unpromised=unpromised,
    )


class _Loading:
    """One file on its way to a `Solution`, and what is wrong with it, by line."""

    def __init__(self, path: Path, source: str, problem: Problem) -> None:
        self.path = path
        self.source = source
        self.problem = problem
        self.complaints: list[tuple[int, str]] = []
        try:
            self.tree = scope.module(source)
        except scope.NotPythonError as error:
            self.complain(error.row + 1, f"does not parse: {error.reason}")
            raise self.error() from None
        self.definitions = [
            (node.name, node.lineno)
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        self.lines = dict(self.definitions)

    def complain(self, line: int, reason: str) -> None:
        told = (line, f"{self.path}:{line}: {reason}")
        if told not in self.complaints:
            self.complaints.append(told)

    def error(self) -> SpecError:
        return SpecError(told for _, told in sorted(self.complaints, key=lambda told: told[0]))

    def settle(self) -> None:
        if self.complaints:
            raise self.error()

    def run(self) -> author.Found:
        """What the file marks. Assertions are kept even where Python runs with -O."""
        module = ModuleType(f"solutions.{self.problem.area}.{self.problem.name}")
        module.__file__ = str(self.path)
        sys.modules[module.__name__] = module  # where dataclasses look their own module up
        try:
            code = compile(self.source, str(self.path), "exec", dont_inherit=True, optimize=0)
            with author.collecting() as found:
                exec(code, module.__dict__)  # noqa: S102
        except SyntaxError as error:
            self.complain(error.lineno or 1, f"does not parse: {error.msg}")
            raise self.error() from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an author's file raises
            frames = traceback.extract_tb(error.__traceback__)
            line = max((f.lineno or 1 for f in frames if f.filename == str(self.path)), default=1)
            self.complain(line, f"raises {type(error).__name__} when it is loaded: {error}")
            raise self.error() from None
        finally:
            del sys.modules[module.__name__]
        for name in self.problem.asks:
            if not callable(vars(module).get(name)):
                self.complain(1, f"defines no {name}, which the exercise asks for")
        return found

    def domains(self, found: author.Found) -> tuple[Domain, ...]:
        """The hidden domains, held against the entry and the promised answer."""
        problem = self.problem
        data: dict[str, Mapping[str, Any]] = {}
        for given in found.domains:
            if given.name in data or given.name in {domain.name for domain in problem.given}:
                reason = f"the domain {given.name!r} is given twice"
                self.complain(self._given_line(given.name), reason)
            data[given.name] = given.values

        def complain(place: Place, reason: str, _row: int | None = None) -> None:
            self.complain(self._given_line(str(place[1])), f"{field_name(place)}: {reason}")

        domains = read_domains(data, problem.sizes, complain, known=problem.given, hidden=True)
        for domain in domains:
            if domain.forms is not None:
                complain(("given", domain.name, "forms"), "a hidden domain has no other forms")
        code = consistency.code_of(problem)
        consistency.check_inputs(problem.entry, domains, code, complain)
        for domain in domains:
            consistency.check_returns(
                problem.returns,
                problem.entry,
                [domain],
                (),
                lambda place, reason, _=None, at=("given", domain.name): complain(
                    at, f"{field_name(place)}: {reason}"
                ),
            )
        used = {name for law in found.laws for name in law.over}
        used |= {str(given.values.get("like")) for given in found.domains}
        for name in data.keys() - used:
            self.complain(self._given_line(name), f"no law is tried on the domain {name!r}")
        return domains

    def _given_line(self, domain: str) -> int:
        return self._line_of("given", domain)

    def _line_of(self, function: str, argument: str) -> int:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                called = ast.unparse(node.func).rpartition(".")[2]
                named = isinstance(first, ast.Constant) and first.value == argument
                if called == function and named:
                    return node.lineno
        return 1

    def laws(self, found: author.Found, hidden: tuple[Domain, ...]) -> dict[str, HiddenLaw]:
        """The laws of the hidden checks, each with what it may take."""
        domains = {domain.name: domain for domain in (*self.problem.given, *hidden)}
        checks = {check.name: check for check in self.problem.checks}
        due = [check.name for check in self.problem.checks if check.kind == "python"]
        laws: dict[str, HiddenLaw] = {}
        for law in found.laws:
            line = law.function.__code__.co_firstlineno
            if law.name not in due:
                known = law.name in checks
                reason = f"the check {law.name!r} is not hidden: it has its law already"
                self.complain(line, reason if known else no_such("hidden check", law.name, due))
                continue
            if law.name in laws:
                self.complain(line, f"the check {law.name!r} has two laws")
            over = law.over or checks[law.name].over
            for name in over:
                if name not in domains:
                    self.complain(line, no_such("domain", name, domains))
            if not over:
                self.complain(line, f"the law of {law.name!r} names no domain to be tried on")
            why = self.words(law.function, line, f"the law of {law.name!r}")
            self._check_parameters(law, [domains[name] for name in over if name in domains], line)
            self._check_calls(law, line)
            laws[law.name] = HiddenLaw(law.function, over, why)
        for name in due:
            if name not in laws:
                self.complain(1, f"the hidden check {name!r} has no law")
        return laws

    def _check_parameters(self, law: author.FoundLaw, over: list[Domain], line: int) -> None:
        code = consistency.code_of(self.problem)
        visible = consistency.visible_in_laws(self.problem.entry, over, code)
        visible |= {"reference", "right"}
        for name in inspect.signature(law.function).parameters:
            if name not in visible:
                reason = f"the law of {law.name!r} takes {name!r}, which is not known"
                self.complain(line, hinted(reason, name, visible))

    def _check_calls(self, law: author.FoundLaw, line: int) -> None:
        asks = frozenset(self.problem.asks)
        asked = handing.reaching(scope.module(self.problem.support), asks)
        own = handing.reaching(self.tree, asks)
        marked = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        for node in marked:
            if line in (decorator.lineno for decorator in node.decorator_list):
                for at, function, name in handing.handed(node, asked, own):
                    reason = f"the law of {law.name!r} hands {name!r}, the reference's answer"
                    self.complain(at, f"{reason}, to {function}, which is the student's code")

    def mistakes(self, found: author.Found) -> tuple[Mistake, ...]:
        checks = [*(check.name for check in self.problem.checks), *AUTOMATIC]
        mistakes = []
        for mistake in found.mistakes:
            why, program = self.stand_in(mistake.name, mistake.marked)
            if mistake.caught_by not in checks:
                line = self.lines.get(mistake.name, 1)
                reason = no_such("check", mistake.caught_by, checks)
                self.complain(line, f"{mistake.name}: {reason}")
            free = self.constant(mistake, program)
            rest = why, mistake.public, program, free, mistake.accepts
            mistakes.append(Mistake(mistake.name, mistake.caught_by, *rest))
        self._check_names([*(m.name for m in found.mistakes), *(s.name for s in found.solutions)])
        return tuple(mistakes)

    def constant(self, mistake: author.FoundMistake, program: Program) -> Constant | None:
        """The free constant of a family, and the program in which it can be set."""
        name, marked, free = mistake.name, mistake.marked, mistake.free
        if not free:
            return None
        if isinstance(marked, type):
            usual = vars(marked).get(free)
            place = f"{name}.{free}"
        else:
            usual = (getattr(marked, "__kwdefaults__", None) or {}).get(free)
            place = f"{name}.__kwdefaults__[{free!r}]"
        if not isinstance(usual, (int, float)) or isinstance(usual, bool):
            reason = f"{name}: {free!r} is no keyword-only parameter, or attribute, with a number"
            self.complain(self.lines.get(name, 1), reason)
            return None
        setter = f"\n\ndef {SETTER}(value):\n    {place} = value\n"
        asks = {**program.asks, SETTER: SETTER}
        return Constant(free, usual, replace(program, source=self.source + setter, asks=asks))

    def solutions(self, found: author.Found) -> tuple[Alternative, ...]:
        return tuple(Alternative(s.name, *self.stand_in(s.name, s.marked)) for s in found.solutions)

    def equivalents(self, found: author.Found) -> tuple[Equivalent, ...]:
        """The mutants that are declared to be right, each once and with a reason."""
        known: dict[str, Equivalent] = {}
        for one in found.equivalents:
            line = self._line_of("equivalent", one.mutant)
            if one.mutant in known:
                self.complain(line, f"the mutant {one.mutant!r} is declared twice")
            if not one.because.strip():
                self.complain(line, f"does not say why the mutant {one.mutant!r} is equivalent")
            known[one.mutant] = Equivalent(one.mutant, one.because, line)
        return tuple(known.values())

    def unpromised(self, found: author.Found) -> tuple[Unpromised, ...]:
        """What need not be told from a right answer, each once and in the statement's words."""
        known: dict[str, Unpromised] = {}
        for one in found.unpromised:
            line = self._line_of("unpromised", one.what)
            if one.what in known:
                self.complain(line, f"{one.what!r} is said twice not to be promised")
            if not one.says.strip():
                self.complain(line, f"does not say which words leave {one.what!r} open")
            known[one.what] = Unpromised(one.what, one.says, line)
        return tuple(known.values())

    def _check_names(self, names: list[str]) -> None:
        defined = [name for name, _ in self.definitions]
        for name in dict.fromkeys(names):
            line = self.lines.get(name, 1)
            if name in self.problem.asks:
                self.complain(line, f"{name} is the reference; call its stand-in something else")
            elif defined.count(name) > 1:
                self.complain(line, f"{name} is defined twice")
            elif name not in defined:
                self.complain(line, f"{name} is not defined at the top level of the file")

    def stand_in(self, name: str, marked: Any) -> tuple[str, Program]:
        """What a marked function or class says of itself, and the program with it in place."""
        asks = self.problem.asks
        line = self.lines.get(name, 1)
        why = self.words(marked, line, name)
        if isinstance(marked, type):
            held = {ask: f"{name}.{ask}" if hasattr(marked, ask) else ask for ask in asks}
            if all(not hasattr(marked, ask) for ask in asks):
                self.complain(line, f"{name} holds no {' or '.join(asks)}")
        else:
            held = dict.fromkeys(asks, name)
            if len(asks) > 1:
                reason = f"{name} must be a class that holds {' or '.join(asks)}"
                self.complain(line, f"{reason}: the exercise asks for more than one name")
        return why, self.program(held)

    def words(self, marked: Any, line: int, name: str) -> str:
        """The docstring of what was marked, each paragraph in a line, which readers break."""
        paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(marked.__doc__ or "").strip())
        words = "\n\n".join(" ".join(one.split()) for one in paragraphs)
        if not words:
            self.complain(line, f"{name} has no docstring to tell a student why")
        return words

    def program(self, asks: Mapping[str, str]) -> Program:
        problem = self.problem
        return Program(
            name=problem.name,
            source=self.source,
            asks=dict(asks),
            entry=problem.entry.name,
            parameters=tuple(parameter.name for parameter in problem.entry.parameters),
            support=problem.support,
            recorded=problem.records or asks_for_calls(self.source),
        )
