"""Laws: claims over an example and the student's function, run many examples at a time."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Final, NamedTuple

import numpy as np

from grader.judge.memo import Memo, Place
from grader.law.calls import (
    NO_RETURN,
    Asked,
    Broken,
    StudentRaised,
    StudentStopped,
    Told,
    Unanswered,
    hear,
    hearing,
)
from grader.law.claims import Intermediate, Origins, explain, holds
from grader.law.closeness import at_least
from grader.law.showing import written
from grader.model import Call, Caller, Outcome, Raised, Reply, Stopped
from grader.values.wire import Pack, encode

Names = Mapping[str, Any]


class Law(NamedTuple):
    """`assess(names)` raises `Broken`, or whatever else goes wrong, where the law does not hold; of
    the names it `reads` these, or all.
    """

    name: str
    assess: Callable[[Names], None]
    reads: frozenset[str] | None = None


class Verdict(NamedTuple):
    """How one example came out; `fault` is the exception of a law that itself went wrong, `told`
    what a broken law was read from.
    """

    outcome: Outcome
    message: str = ""
    line: int = 0
    fault: BaseException | None = None
    told: Told = Told()


HOLDS = Verdict(Outcome.PASSED)


class Step(NamedTuple):
    """What became of a law at once: its verdict, or else the calls whose replies it waits for."""

    verdict: Verdict | None
    calls: Sequence[Call] = ()


NO_SENSE = "the check could not make sense of your answer"


@dataclass(slots=True)
class Ledger:
    """The calls that a law made for one example, in order, with the replies known so far."""

    pack: Pack
    read: Callable[[str, Reply], Any]
    known: list[tuple[Call, Reply]] = field(default_factory=list)
    wanted: list[Call] = field(default_factory=list)
    made: int = 0

    def again(self) -> None:
        """Ready for another run of the law."""
        self.made = 0
        self.wanted = []

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """What the student's function returned; raises `Unanswered` while it is not known."""
        place = self.made
        self.made += 1
        if place < len(self.known):
            asked = Asked(*self.known[place])
            hear(asked)
            try:
                return self.read(function, asked.reply)
            except (StudentRaised, StudentStopped) as error:
                error.call, error.asked = written(function, args, kwargs), asked
                raise
        self.wanted.append(Call(function, encode((args, kwargs), self.pack)))
        raise Unanswered


@dataclass(slots=True)
class Case:
    """One example as a law sees it: its names, the ledger behind the functions among them, the
    least relative tolerance that the precision of the answer allows, and how those of its parts
    are `astray` that are not finite where the right ones are: no law holds of what it reads there.
    Another law may be tried `instead`.
    """

    names: dict[str, Any]
    ledger: Ledger
    rtol: float = 0.0
    astray: Mapping[str, str] = field(default_factory=dict)
    instead: Law | None = None
    place: Place | None = None
    """What stands for it in a `Memo`."""


Known = Memo[Case, Step]
"""What is known of the answers to an exercise."""


@dataclass(frozen=True)
class Overhearing:
    """A `Caller` that remembers what it was asked, and the replies."""

    caller: Caller
    heard: dict[Call, Reply] = field(default_factory=dict)

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        """The replies of the other caller."""
        replies = self.caller.answer(calls)
        self.heard.update(zip(calls, replies, strict=True))
        return replies


def run(
    law: Law, cases: Sequence[Case], caller: Caller, memo: Known | None = None
) -> list[Verdict]:
    """The verdict of each case, up to and including the first that is not passed.

    The calls of all cases are sent together; see `grader.law.calls`. What `memo` knows is not tried
    again.
    """
    for case in cases:
        case.ledger.known = []
    with np.errstate(all="ignore"):
        return _run(law, cases, caller, memo)


def _run(law: Law, cases: Sequence[Case], caller: Caller, memo: Known | None) -> list[Verdict]:
    verdicts: list[Verdict | None] = [None] * len(cases)
    pending = list(range(len(cases)))
    while pending:
        waiting: list[int] = []
        for i in pending:
            verdicts[i] = _step(law, cases[i], memo)
            if verdicts[i] is None:
                waiting.append(i)
                continue
            if verdicts[i] is not HOLDS:
                # Whatever comes later matters no more, but what comes before still does.
                waiting = [j for j in waiting if j < i]
                break
        calls = [call for i in waiting for call in cases[i].ledger.wanted]
        replies = iter(caller.answer(calls) if calls else [])
        for i in waiting:
            ledger = cases[i].ledger
            ledger.known.extend((call, next(replies)) for call in ledger.wanted)
        pending = waiting
    broken = next((i for i, v in enumerate(verdicts) if v is not None and v is not HOLDS), None)
    done = verdicts if broken is None else verdicts[: broken + 1]
    return [verdict for verdict in done if verdict is not None]


def _step(law: Law, case: Case, memo: Known | None) -> Verdict | None:
    """The verdict of one case, or None while its ledger says which replies it waits for."""
    ledger = case.ledger
    ledger.again()
    key = None
    if memo is not None and case.place is not None:
        key = memo.key(law.name, case.place, [reply for _, reply in ledger.known])
        step = memo.step(key) if key is not None else None
        if step is not None:
            ledger.wanted = list(step.calls)
            return step.verdict
    verdict = None
    with contextlib.suppress(Unanswered):
        verdict = _assess(law, case)
    if memo is not None and key is not None and (verdict is None or verdict.fault is None):
        size = sum(len(call.arguments) for call in ledger.wanted)
        memo.keep(key, Step(verdict, tuple(ledger.wanted)), size)
    return verdict


def _assess(law: Law, case: Case) -> Verdict:
    """The verdict of one case; `Unanswered` passes through."""
    reads, law = law.reads, case.instead or law
    try:
        if case.rtol:
            with at_least(case.rtol):
                law.assess(case.names)
        else:
            law.assess(case.names)
        for part, text in case.astray.items():
            if reads is None or part in reads or "answer" in reads:
                raise Broken(text)
    except Broken as broken:
        return Verdict(Outcome.FAILED, str(broken), told=broken.told)
    except StudentRaised as error:
        return _asked(error, raised(error.reply))
    except StudentStopped as error:
        return _asked(error, stopped(error.reply))
    except MemoryError:  # the budget's, and no matter of this law
        raise
    except Exception as error:  # noqa: BLE001 - the law went wrong: on a reference's answer a fault
        return Verdict(Outcome.FAILED, NO_SENSE, 0, error)
    return HOLDS


def _asked(error: StudentRaised | StudentStopped, verdict: Verdict) -> Verdict:
    """The verdict on a call of a law's own, which is told with that call."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return verdict
    message = f"the check also asks {error.call}: {verdict.message}"
    asked = () if error.asked is None else (error.asked,)
    told = Told(asked, own=not asked, text=verdict.message, tip=verdict.told.tip)
    return verdict._replace(message=message, told=told)


def raised(reply: Raised) -> Verdict:
    """The verdict on code that raised; NotImplementedError says that it was not written yet."""
    if "NotImplementedError" in reply.ancestry:
        return Verdict(Outcome.NOT_ATTEMPTED, "this part is not written yet", reply.line)
    if "MemoryError" in reply.ancestry:
        return Verdict(Outcome.OUT_OF_MEMORY, "your code ran out of memory", reply.line)
    text = f"your code raised {reply.kind}" + (f": {reply.message}" if reply.message else "")
    tip = next((said for kind, said in _TUTOR.items() if kind in reply.ancestry), "")
    tip = tip or next((said for part, said in _SAYING.items() if part in reply.message), "")
    if "TypeError" in reply.ancestry and not reply.line and "argument" in reply.message:
        tip = _CALLED  # raised by the call itself, before any line of the program
    return Verdict(Outcome.ERRORED, text, reply.line, told=Told(tip=tip))


_NO_FILES: Final = (
    "Answers are checked without files, network and other programs: take all that you need from"
    " the arguments."
)
_TUTOR: Final = {
    "EOFError": "Nobody is there to answer input(): take what you need from the arguments.",
    "BdbQuit": "There is a breakpoint() left in your code, and nobody at the debugger: remove it.",
    "PermissionError": _NO_FILES,
    "FileNotFoundError": _NO_FILES,
    "RecursionError": "A function calls itself, or others do so in a circle, and never comes to an"
    " end; or the input is too deep for recursion: then use a loop.",
    "UFuncTypeError": "An array of integers stays one: -=, += and the like cannot write fractions"
    " into it. Compute a new array, as in x = x - m, which leaves the input alone as well.",
}
"""What a tutor would add, by the exception that was raised."""
_SAYING: Final = {
    "'NoneType'": NO_RETURN,
    "truth value of an array": "An `if`, `and` or `while` asks for one truth, an array has many:"
    " choose between numbers by np.where, or by a mask as in y[x > 0].",
}
"""The same by a part of what it says."""
_CALLED: Final = (
    "Functions are called as the stub defines them: keep its parameters, with their names and in"
    " their order."
)


def stopped(reply: Stopped) -> Verdict:
    """The verdict on a call that never answered."""
    return Verdict(reply.outcome, reply.message)


# Where laws come from ----------------------------------------------------------------------------


def law_of_claims(name: str, source: str) -> Law:
    """A law of the YAML: bare expressions are claims, other statements name intermediates."""
    steps: list[tuple[CodeType, ast.expr | Intermediate]] = []
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Expr):
            value = statement.value
            steps.append((compile(ast.Expression(value), "<law>", "eval"), value))
        else:
            module = ast.Module([statement], type_ignores=[])
            steps.append((compile(module, "<law>", "exec"), Intermediate.of(statement)))

    def assess_claims(names: Names) -> None:
        seen, origins = dict(names), Origins.of(names)
        with hearing() as heard:
            for code, step in steps:
                before = len(heard)
                if isinstance(step, Intermediate):
                    exec(code, seen)  # noqa: S102
                    origins.add(step, heard[before:])
                elif not holds(eval(code, seen)):  # noqa: S307
                    text, told = explain(step, seen, origins)
                    raise Broken(text, told._replace(claim=ast.unparse(step)))

    nodes = ast.walk(ast.parse(source))
    return Law(name, assess_claims, frozenset(n.id for n in nodes if isinstance(n, ast.Name)))


def law_of_function(name: str, function: Callable[..., Any], source: str) -> Law:
    """A law of the hidden half: a function of the names it takes, which asserts.

    `source` is its file's text, whose asserts are explained as claims are.
    """
    wanted = tuple(inspect.signature(function).parameters)
    asserts = _asserts(source)

    def assess_function(names: Names) -> None:
        try:
            function(**{name: names[name] for name in wanted})
        except Broken:
            raise
        except AssertionError as error:
            if error.args:
                raise Broken(str(error)) from None
            trace = error.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            claim = asserts.get(trace.tb_lineno) if trace is not None else None
            file = function.__code__.co_filename
            if trace is None or claim is None or trace.tb_frame.f_code.co_filename != file:
                raise Broken("an assertion of the law fails") from None
            seen = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
            raise Broken(*explain(claim, seen)) from None

    return Law(name, assess_function, frozenset(wanted))


@functools.lru_cache(maxsize=8)
def _asserts(source: str) -> Mapping[int, ast.expr]:
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert))
    return {
        line: node.test
        for node in found
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
