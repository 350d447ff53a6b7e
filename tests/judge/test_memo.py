"""What was judged before is not judged again, and nobody can tell from the verdict."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from exercises import SHARE
from places import DATA, ROOT

from grader.exercise.bank import find_bank
from grader.grading.grading import try_program
from grader.judge import laws
from grader.judge.laws import HOLDS, Case, Known, Law, Ledger, Verdict, run
from grader.judge.memo import Place
from grader.judge.setting import Exercise, Setting, exercise_of, program_of
from grader.law.calls import Broken
from grader.model import Answer, Call, Outcome, ProblemResult, Program, Reply
from grader.sandbox import Sandbox
from grader.sandbox.allowance import Allowance
from grader.sandbox.interning import Counted, Interned
from grader.values.bounds import Bounds
from grader.values.wire import decode

BANK = find_bank([DATA / "bank"])
SMALL = Bounds(1, 8, 0)
THRICE = 3
"""At the first sight of a reply it is read, at the second it is kept, at the third it is known."""


def results(
    exercise: Exercise, programs: dict[str, Program], sandbox: Sandbox, *, shortcuts: bool
) -> list[ProblemResult]:
    setting = Setting(exercise, 3, shortcuts=shortcuts)
    return [
        try_program(setting, replace(one, source=f"{one.source}\nmark = {mark}\n"), sandbox=sandbox)
        for mark in range(THRICE)  # no two of the same text
        for one in programs.values()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["softmax", "lp_norm", "dual_numbers", "minibatch_iterator"])
def test_programs_are_told_the_same_with_shortcuts_and_without(name: str, sandbox: Sandbox) -> None:
    exercise = exercise_of(find_bank([ROOT]), name)
    solution = exercise.solution
    assert solution is not None
    programs = {one.name: one.program for one in solution.mistakes[:3]}
    programs["the reference"] = solution.reference
    plain = results(exercise, programs, sandbox, shortcuts=False)
    assert results(exercise, programs, sandbox, shortcuts=True) == plain
    assert plain[len(programs) - 1].outcome is Outcome.PASSED


def test_what_is_known_is_not_tried_again(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Setting(exercise_of(BANK, "share"), 3)
    program = program_of(setting.problem, SHARE)
    tried: list[str] = []
    assess = laws._assess

    def counting(law: Law, case: Case) -> Verdict:
        tried.append(law.name)
        return assess(law, case)

    monkeypatch.setattr(laws, "_assess", counting)
    counts = []
    for _ in range(THRICE + 1):
        before = len(tried)
        assert try_program(setting, program, sandbox=sandbox).outcome is Outcome.PASSED
        counts.append(len(tried) - before)
    assert counts[0] > 0
    assert counts[-1] == 0


def test_who_answers_like_another_has_only_the_verdicts_on_these_answers(sandbox: Sandbox) -> None:
    """A program that is right on the examples, and wrong where laws ask for more."""
    setting = Setting(exercise_of(BANK, "share"), 3)
    plain = replace(setting, shortcuts=False)
    right = program_of(setting.problem, SHARE)
    for _ in range(THRICE):
        assert try_program(setting, right, sandbox=sandbox).outcome is Outcome.PASSED
    examples = [example for some in setting.examples.domains.values() for example in some]
    known = [decode(example.arguments)[0][0].tolist() for example in examples]
    source = (
        f"{SHARE}\nright, known = share, {known!r}\n\n\ndef share(w):\n"
        "    return right(w) * (1 if list(w) in known else 2)\n"
    )
    program = program_of(setting.problem, source)
    told = try_program(setting, program, sandbox=sandbox)
    assert told.outcome is Outcome.FAILED
    assert told == try_program(plain, program, sandbox=sandbox)


# What is kept ------------------------------------------------------------------------------------


def test_a_reply_has_a_number_from_its_second_sight_on() -> None:
    interned: Interned[Reply] = Interned()
    first, second = Answer(1.0), Answer(1.0)
    interned.put(b"one", Counted(first, SMALL))
    assert interned.get(b"one") is None
    assert interned.token(first) is None
    interned.put(b"one", Counted(second, SMALL))
    found = interned.get(b"one")
    assert found is not None
    assert found.reply is second
    assert interned.token(second) is not None
    assert interned.token(first) is None


def test_no_number_is_given_twice_even_when_memory_is_used_again() -> None:
    interned: Interned[Reply] = Interned(most_bytes=2_000)
    seen: set[int] = set()
    for number in range(500):
        reply = Answer(float(number))
        for _ in range(2):
            interned.put(b"%d" % number, Counted(reply, SMALL))
        token = interned.token(reply)
        assert token is not None
        assert token not in seen
        seen.add(token)
        del reply


def test_what_is_too_large_is_not_kept() -> None:
    interned: Interned[Reply] = Interned(most_bytes=2_000)
    reply = Answer(1.0)
    for _ in range(3):
        interned.put(b"large", Counted(reply, SMALL._replace(size=5_000)))
    assert interned.get(b"large") is None
    assert interned.token(reply) is None


def law_that_asks() -> tuple[Law, list[int]]:
    """Holds where f(1) is the answer; counts how often it was tried."""
    tried: list[int] = []

    def assess(names: laws.Names) -> None:
        tried.append(1)
        if names["f"](1.0) is not names["y"]:
            raise Broken("another")

    return Law("asks", assess), tried


def asked(known: Known, replies: tuple[Reply, Reply]) -> tuple[list[Verdict], int]:
    """The verdict on the first reply where the law is told the second; how often it was tried."""
    law, tried = law_that_asks()

    class Replying:
        def answer(self, calls: object) -> list[Reply]:
            assert calls
            return [replies[1]]

    def made(place: Place | None) -> Case:
        ledger = Ledger(lambda value: value, lambda _, told: told)
        names = {"y": replies[0], "f": lambda x: ledger.call("f", x)}
        return Case(names, ledger, place=place)

    case = known.case(EXAMPLE, replies[0], made)
    return run(law, [case], Replying(), known), len(tried)


EXAMPLE = object()


def kept(known: Known, value: float) -> Answer:
    """An answer that is kept."""
    content = struct.pack("<d", value)
    for _ in range(2):
        known.replies.put(content, Counted(Answer(value), SMALL))
    found = known.replies.get(content)
    assert found is not None
    assert isinstance(found.reply, Answer)
    return found.reply


def test_a_law_is_known_by_all_that_it_was_told() -> None:
    known = Known([EXAMPLE])
    one, two = kept(known, 1.0), kept(known, 2.0)
    assert asked(known, (one, one)) == ([HOLDS], 2)
    assert asked(known, (one, one)) == ([HOLDS], 0)
    ((verdict,), tried) = asked(known, (one, two))
    assert (verdict.outcome, tried) == (Outcome.FAILED, 1)
    ((verdict,), tried) = asked(known, (two, one))
    assert (verdict.outcome, tried) == (Outcome.FAILED, 2)
    assert asked(known, (one, one)) == ([HOLDS], 0)


@pytest.mark.parametrize("place", [0, 1])
def test_a_reply_that_is_not_kept_is_judged_each_time(place: int) -> None:
    known = Known([EXAMPLE])
    one = kept(known, 1.0)
    replies = (Answer(1.0), one) if place == 0 else (one, Answer(1.0))
    assert asked(known, replies)[1] > 0
    assert asked(known, replies)[1] > 0


def test_what_is_forgotten_is_judged_again() -> None:
    known = Known([EXAMPLE])
    one = kept(known, 1.0)
    asked(known, (one, one))
    known.replies.forget()
    assert asked(known, (one, one))[1] > 0
    again = kept(known, 1.0)
    assert asked(known, (again, again)) == ([HOLDS], 2)


def test_a_law_that_goes_wrong_is_tried_each_time() -> None:
    known = Known([EXAMPLE])
    one = kept(known, 1.0)
    calls: list[int] = []

    def assess(_: object) -> None:
        calls.append(1)
        raise ZeroDivisionError

    def made(place: Place | None) -> Case:
        return Case({}, Ledger(lambda value: value, lambda _, reply: reply), place=place)

    for _ in range(2):
        run(Law("wrong", assess), [known.case(EXAMPLE, one, made)], NOBODY, known)
    assert len(calls) == 2


class _Nobody:
    def answer(self, calls: object) -> list[Reply]:
        raise AssertionError(calls)


NOBODY = _Nobody()


class Counting(Allowance):
    """Remembers what was counted."""

    def __init__(self) -> None:
        super().__init__()
        self.built: list[Bounds] = []

    def build(self, spent: Bounds) -> None:
        self.built.append(spent)
        super().build(spent)


def test_known_replies_count_as_if_they_were_read(sandbox: Sandbox) -> None:
    setting = Setting(exercise_of(BANK, "share"), 3)
    assert setting.memo is not None
    program = program_of(setting.problem, SHARE)
    examples = next(iter(setting.examples.domains.values()))
    built = []
    for _ in range(THRICE):
        allowance = Counting()
        with sandbox.worker(program, setting.limits, allowance, setting.memo.replies) as worker:
            worker.answer([Call("share", example.arguments) for example in examples])
        built.append(allowance.built)
    assert built[0] == built[1] == built[2]
    assert len(built[0]) > len(examples)
