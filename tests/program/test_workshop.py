"""Edits of a program, asked one after the other."""

from __future__ import annotations

from grader.model import Answer, Program, Raised
from grader.program.loading import Functions, prepare
from grader.program.observing import Randomness
from grader.program.variants import Variants
from grader.program.workshop import Workshop
from grader.values import wire

COUNTS_DOWN = "def f(x):\n    while x > 0:\n        x -= 1\n    return x\n"


def test_an_edit_that_does_not_end_is_not_waited_for_again_and_spoils_no_other() -> None:
    functions = prepare(Program("f", COUNTS_DOWN, {"f": "f"}, "f", ("x",)))
    assert isinstance(functions, Functions)
    made = Variants(functions)
    written = made.written(range(len(made.described())))
    endless = next(i for i, (*_, before, after) in enumerate(written) if after == "x += 1")
    shop = Workshop(functions)

    def answer(places: tuple[int, ...], x: int) -> object:
        reply = shop.answer(places, "f", wire.encode(((x,), {})), Randomness(""))
        if isinstance(reply, Raised):
            return reply.kind
        assert isinstance(reply, Answer)
        return reply.value

    assert answer((endless,), -1) == -1
    assert answer((endless,), 1) == "Late"
    assert answer((endless,), -1) == "Late"
    assert answer((), 1) == 0
    assert answer((endless,), -1) == "Late"
