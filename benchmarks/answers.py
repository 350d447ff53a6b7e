"""Puts any answer on trial: whatever a function returns, its grade is a pass or a failure.

    python benchmarks/answers.py [--trials N] [--seed N] [--whole N] [problem ...]

Every exercise of the bank is judged `--trials` times (by default 2000) on few examples, while
something answers that is no student: a grammar of nasty values, and right answers with one thing in
them changed, on all calls or on some, wrapped and unwrapped as on the wire. Then, `--whole` times
(by default 2) an exercise, a submission is graded from end to end, with its mistakes in a real
sandbox, and written in every format. It ends with status 1 if a score is missing, an exception
comes out, the budget is used up, or a text is long; and says how often checks made no sense of an
answer.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import numpy as np

from grader.exercise.bank import Bank, find_bank
from grader.gradebook import table
from grader.gradebook.policy import Policy
from grader.gradebook.roster import Student
from grader.gradebook.standing import Attempt, standing
from grader.grading.grading import quiet, try_program
from grader.grading.marking import RAISED, grade_submission
from grader.judge.examples import Examples
from grader.judge.setting import Exercise, Setting, exercise_of, program_of
from grader.model import (
    Answer,
    Call,
    Isolation,
    Limits,
    Loaded,
    Outcome,
    ProblemResult,
    Program,
    Raised,
    Reply,
    Report,
    Seen,
    Stopped,
)
from grader.problem import Problem
from grader.reports import RENDERERS
from grader.sandbox import Sandbox
from grader.sandbox.allowance import Allowance
from grader.sandbox.interning import Interned
from grader.sandbox.workers import Hears
from grader.submission import Source
from grader.values import wire

TRIALS: Final = 2_000
EXAMPLES: Final = 2
"""So many examples of each domain are asked in a short trial, and none is made smaller."""
LONGEST: Final = 200_000
"""Characters in any format, for one problem."""
JUDGING_S: Final = 20.0

Dice = random.Random

# Values -------------------------------------------------------------------------------------------

INTEGERS: Final = (
    *(0, 1, -1, 2, 7, 255, 256, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1),
    *(2**64 - 1, 2**64, 10**400, -(10**400), 10**5_000, -(10**5_000)),
)
FLOATS: Final = (
    *(0.0, -0.0, 1.0, -1.5, 0.1, 1e-320, 5e-324, 1e308, -1.7976931348623157e308, 1e-9, 1e16),
    *(math.nan, math.inf, -math.inf),
)
TEXTS: Final = (
    *("", "a", "0", "nan", "y", "\x1b[2J", "\u202eabc", "\ud800", "\udfff\ud800", "\x00", "\u2028"),
    *("=cmd()", "::error::x", "]]>", "<script>", "$x$", "`|*_", "\U0001f600" * 5, "e\u0301" * 300),
    "long " * 20_000,
)
SHAPES: Final = (
    *((), (0,), (1,), (2,), (3,), (0, 3), (3, 0), (1, 1), (2, 3), (3, 2), (4, 4), (1, 3, 1)),
    *((2, 0, 2), (1,) * 32, (50,), (1 << 26, 0), (0, 1 << 26), (70, 70)),
)
HUGE: Final = ((1_000_000,), (1, 500_000), (1_000, 1_000))


def scalar(dice: Dice) -> Any:
    """A number, a text or nothing."""
    kind = dice.randrange(12)
    if kind <= 2:
        return dice.choice(INTEGERS)
    if kind <= 5:
        return dice.choice(FLOATS)
    if kind == 6:
        return complex(dice.choice(FLOATS), dice.choice(FLOATS))
    if kind == 7:
        return dice.choice((True, False, None, None))
    if kind == 8:
        return dice.choice(TEXTS)
    if kind == 9:
        return dice.choice((b"", b"\xff\x00", b"abc" * 2_000))
    if kind == 10:
        return wire.Packed("opaque", dice.choice(("generator", "", "a b", "\u202e" * 200)))
    return array(dice, ())[()]


def array(dice: Dice, shape: tuple[int, ...] | None = None) -> Any:
    """An array of any dtype that crosses the border, of this shape or any."""
    dtype = dice.choice(wire.DTYPES)
    if shape is None:
        shape = dice.choice(HUGE if dice.random() < 0.01 else SHAPES)
    size = math.prod(shape)
    if size > 5_000:
        return np.full(shape, dice.choice((0, 1)), dtype)
    entries = _drawn(dice, np.array(FLOATS), size)
    if dice.random() < 0.3:
        entries[:] = dice.choice(FLOATS)
    with np.errstate(all="ignore"):
        if dtype.kind in "iu":
            info = np.iinfo(dtype)
            found = _drawn(dice, np.array([0, 1, 3, info.max, info.min], dtype), size)
        elif dtype.kind == "c":
            found = (entries + 1j * entries[::-1]).astype(dtype)
        else:
            found = entries.astype(dtype)
    found = found.reshape(shape)
    return np.asfortranarray(found) if len(shape) > 1 and dice.random() < 0.2 else found


def _drawn(dice: Dice, some: Any, size: int) -> Any:
    """So many of these entries, each drawn for itself."""
    which = np.frombuffer(dice.randbytes(size), np.uint8)
    return some[which % len(some)]


def value(dice: Dice, depth: int = 0) -> Any:
    """Any value that crosses the border."""
    kind = dice.randrange(10 if depth < 4 else 5)
    if kind <= 2:
        return scalar(dice)
    if kind <= 4:
        return array(dice)
    if kind == 5 and depth == 0:
        return special(dice)
    items = [value(dice, depth + 1) for _ in range(dice.randrange(5))]
    if kind <= 7:
        return items if dice.random() < 0.6 else tuple(items)
    keys = [dice.choice((scalar, key))(dice) for _ in items]
    if kind == 8:
        return dict(zip(keys, items, strict=True))
    return set(keys) if dice.random() < 0.7 else frozenset(keys)


def key(dice: Dice) -> Any:
    return dice.choice((0, -1, "a", "\u202e", (1, "b"), (), math.nan, frozenset({1}), 10**5_000))


def special(dice: Dice) -> Any:
    """What takes time or room: deep, long, wide, or almost an array. Few are as large as may be."""
    times = 10 if dice.random() < 0.1 else 1
    deep: Any = dice.choice((1.0, [], "x"))
    for _ in range(dice.choice((5, 33, 66, 99))):
        deep = dice.choice(([deep], (deep,)))
    return dice.choice(
        (
            deep,
            [0.0] * (3_000 * times),
            [[1.0, 2.0], [3.0]],
            [[1.0], 2.0],
            [[]],
            [[], []],
            [[1, 2], [3, 2**70]],
            [2**63, -1],
            [True, 1.5],
            ["a" * 50_000] * 3,
            {str(i): i for i in range(500 * times)},
            {"k" * 100_000: [1.0]},
            {(i, i): [i] for i in range(20 * times)},
            set(range(300 * times)),
            [np.zeros(2), np.zeros(3)],
            [np.zeros((2, 2)), np.zeros(2)],
            [np.float32(1.0), 2.0],
            [None] * 40,
            [{}] * 50,
            [(2**61 - 1) * i for i in range(500)],
            wire.Packed("opaque", "x"),
        )
    )


# Right answers with something changed -------------------------------------------------------------


def mutated(right: Any, dice: Dice) -> Any:
    """A right answer with one thing in it changed."""
    if isinstance(right, (list, tuple)) and not isinstance(right, wire.Packed):
        return _mutated_items(right, dice)
    if isinstance(right, dict) and right:
        return _mutated_dict(right, dice)
    if isinstance(right, (set, frozenset)):
        return type(right)([*right, key(dice)])
    if isinstance(right, np.ndarray):
        return _mutated_array(right, dice)
    if isinstance(right, (bool, np.bool_)):
        return dice.choice((not right, int(right), np.bool_(right), np.array(right), scalar(dice)))
    if isinstance(right, (int, float, np.generic)):
        return _mutated_number(right, dice)
    if isinstance(right, str):
        return dice.choice(
            (
                right + "\u202e",
                right.upper(),
                right.encode("utf-8", "replace"),
                [right],
                scalar(dice),
            )
        )
    return value(dice)


def _mutated_items(right: Sequence[Any], dice: Dice) -> Any:
    items: list[Any] = list(right)
    make: Any = type(right)
    kind = dice.randrange(9)
    if kind <= 4 and items:
        at = dice.randrange(len(items))
        items[at] = mutated(items[at], dice) if dice.random() < 0.7 else value(dice)
        return make(items)
    if kind == 5:
        return make(items[:-1])
    if kind == 6:
        return make([*items, *items[:1]] or [value(dice)])
    if kind == 7:
        return make(items[::-1])
    return dice.choice((list(right), tuple(right), dict(enumerate(right)), value(dice)))


def _mutated_dict(right: dict[Any, Any], dice: Dice) -> Any:
    name = dice.choice(list(right))
    rest = {k: v for k, v in right.items() if k != name}
    return dice.choice(
        (
            {**right, name: mutated(right[name], dice)},
            {**right, name: value(dice)},
            rest,
            {**rest, key(dice): right[name]},
            list(right.items()),
        )
    )


def _mutated_number(right: Any, dice: Dice) -> Any:
    plain = right.item() if isinstance(right, np.generic) else right
    with np.errstate(all="ignore"):
        ways = (
            lambda: np.float32(plain),
            lambda: np.float16(plain),
            lambda: np.array(plain),
            lambda: np.array([plain]),
            lambda: [plain],
            lambda: str(plain),
            lambda: complex(plain),
            lambda: -plain,
            lambda: plain * 1e300,
            lambda: plain + 1e-7,
            lambda: int(plain),
            lambda: scalar(dice),
            lambda: dice.choice(FLOATS),
            lambda: dice.choice(INTEGERS),
        )
        try:
            return dice.choice(ways)()
        except (OverflowError, ValueError, TypeError):
            return math.nan


def _mutated_array(right: Any, dice: Dice) -> Any:
    with np.errstate(all="ignore"):
        ways: tuple[Callable[[], Any], ...] = (
            lambda: _spoilt(right, dice),
            lambda: _spoilt(right, dice),
            lambda: _spoilt(right, dice),
            lambda: array(dice, right.shape),
            lambda: right.astype(dice.choice(wire.DTYPES)),
            lambda: np.full(right.shape, dice.choice(FLOATS)),
            lambda: right.T,
            lambda: right[..., None],
            lambda: right[None],
            right.tolist,
            lambda: right[:-1] if right.ndim else right,
            lambda: np.concatenate([right, right]) if right.ndim else right,
            lambda: right.astype(float) * 1e300,
            lambda: right.astype(float) * 1e-300,
            lambda: right.astype(complex) * 1j,
            lambda: right + 1 if right.dtype.kind in "iuf" else right,
            lambda: -right if right.dtype.kind in "if" else right,
            lambda: np.asfortranarray(right[::-1]) if right.ndim else right,
            lambda: _listed(right, dice),
            lambda: np.zeros_like(right),
        )
        return dice.choice(ways)()


def _spoilt(right: Any, dice: Dice) -> Any:
    """One entry is another; integers are extreme ones."""
    if not right.size:
        return right
    spoilt = right.copy()
    extremes: tuple[Any, ...] = (True, False)
    if right.dtype.kind in "iu":
        extremes = (-1, 2**31 - 1, 10**6, 0, int(np.iinfo(right.dtype).max))
    elif right.dtype.kind in "fc":
        extremes = FLOATS
    wanted = dice.choice(extremes)
    if right.dtype.kind == "u":
        wanted = abs(wanted)
    if spoilt.ndim:
        spoilt.reshape(-1)[dice.randrange(right.size)] = wanted
    return spoilt


def _listed(right: Any, dice: Dice) -> Any:
    """A list, one entry of which is anything."""
    entries = right.tolist()
    inner = entries
    while isinstance(inner, list) and inner:
        at = dice.randrange(len(inner))
        if not isinstance(inner[at], list) or dice.random() < 0.2:
            inner[at] = value(dice, 3)
            break
        inner = inner[at]
    return entries


# Who answers --------------------------------------------------------------------------------------

Respond = Callable[[int, Call, Any, Dice], Any]
"""What is answered to the n-th call, whose right answer is known (or None)."""


def _same(dice: Dice) -> Respond:
    always = value(dice)
    return lambda _n, _call, _right, _dice: always


def _any(_: Dice) -> Respond:
    return lambda _n, _call, _right, dice: value(dice)


def _mutant(dice: Dice) -> Respond:
    seed = dice.random()
    return lambda _n, _call, right, _dice: mutated(right, Dice(seed))


def _mutants(_: Dice) -> Respond:
    return lambda _n, _call, right, dice: mutated(right, dice)


def _twice(_: Dice) -> Respond:
    return lambda _n, _call, right, dice: mutated(mutated(right, dice), dice)


def _one_call(dice: Dice) -> Respond:
    bad = dice.randrange(6)
    return lambda n, _call, right, dice: mutated(right, dice) if n == bad else right


def _later(dice: Dice) -> Respond:
    good = dice.randrange(1, 12)
    return lambda n, _call, right, dice: right if n < good else mutated(right, dice)


def _later_any(dice: Dice) -> Respond:
    good = dice.randrange(1, 12)
    return lambda n, _call, right, dice: right if n < good else value(dice)


WAYS: Final = (_same, _any, _mutant, _mutant, _mutants, _twice, _one_call, _later, _later_any)


@dataclass
class Answers:
    """What a program answers that is made up for one trial.

    Calls about the examples are answered rightly if `laws_only`: what is wrong are the answers to
    calls that laws make.
    """

    setting: Setting
    seed: str
    asked: frozenset[Call] = frozenset()
    laws_only: bool = False
    values: int = 0
    _known: dict[Call, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = Dice(self.seed)
        self.respond = self.dice.choice(WAYS)(self.dice)
        self.testimony = self.dice.random() < 0.1
        self.raising = self.dice.random() < 0.05

    def reply(self, number: int, call: Call) -> Reply:
        """The reply to the `number`-th call of a worker."""
        local = self.setting.reference.local
        assert local is not None
        right = self._known.get(call)
        if right is None:
            (right,) = local.answer([call])
            self._known[call] = right
        if self.laws_only and call in self.asked:
            return right
        if self.raising and self.dice.random() < 0.3:
            return self._no_answer()
        known = right.value if isinstance(right, Answer) else None
        try:
            made = self.respond(number, call, known, self.dice)
        except (TypeError, ValueError, OverflowError):  # this cannot be changed so
            made = value(self.dice)
        self.values += 1
        try:
            crossed = wire.decode(wire.encode(made))
        except wire.WireError:
            return Stopped(Outcome.FAILED, "it cannot be sent")
        seen = right.seen if isinstance(right, Answer) else Seen()
        return Answer(crossed, self._testimony() if self.testimony else seen)

    def _testified(self) -> Any:
        try:
            return wire.decode(wire.encode(value(self.dice, 2)))
        except wire.TooMuch:
            return None

    def _no_answer(self) -> Reply:
        names = ("ValueError", "Exception", "BaseException")
        return self.dice.choice(
            (
                Raised("ValueError", names, self.dice.choice(TEXTS)[:2_000], 3),
                Raised("NotImplementedError", ("NotImplementedError", "Exception"), "", 1),
                Raised("MemoryError", ("MemoryError", "Exception"), "", 1),
                Stopped(Outcome.TIMED_OUT, "too long"),
                Stopped(Outcome.OUT_OF_MEMORY, "too much"),
                Stopped(Outcome.CRASHED, "gone"),
            )
        )

    def _testimony(self) -> Seen:
        names = [p.name for p in self.setting.problem.entry.parameters]
        some = tuple(name for name in names if self.dice.random() < 0.2)
        told = {
            name: tuple(self._testified() for _ in range(self.dice.randrange(4))) for name in names
        }
        return Seen(some, some[:1], self.dice.random() < 0.1, told)


class Puppet:
    """A worker that runs no program; stands where `grader.sandbox.Worker` would."""

    loaded = Loaded(1)
    output = ""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked = 0

    def answer(self, calls: Sequence[Call]) -> list[Reply]:
        replies = []
        for call in calls:
            replies.append(self.answers.reply(self.asked, call))
            self.asked += 1
        return replies

    def load(self, program: Program) -> None: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Stage:
    """A sandbox where one program is answered for by `answers`, and all others are real."""

    isolation = Isolation.STRICT
    missing: tuple[str, ...] = ()

    def __init__(self, answers: Answers, program: Program, real: Sandbox | None = None) -> None:
        self.answers, self.program, self.real = answers, program, real

    def worker(
        self,
        program: Program,
        limits: Limits | None = None,
        allowance: Allowance | None = None,
        known: Interned[Reply] | None = None,
        hears: Hears | None = None,
    ) -> Any:
        if replace(program, recorded=self.program.recorded) == self.program:
            return Puppet(self.answers)
        assert self.real is not None, program.name
        return self.real.worker(program, limits, allowance, known, hears)


@dataclass
class HandedIn:
    """A submission that has the same text for every problem."""

    text: str = "x = 1\n"
    name: str = "somebody"
    error: str = ""

    def source(self, problem: Problem, **_: object) -> Source:
        return Source(self.text, f"{problem.name}.py")


# Trials -------------------------------------------------------------------------------------------


@dataclass
class Found:
    """What came of all trials."""

    trials: int = 0
    values: int = 0
    wrong: list[str] = field(default_factory=list)
    senseless: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    longest: int = 0

    def note(self, setting: Setting, answers: Answers, result: ProblemResult, cpu_s: float) -> None:
        self.trials += 1
        self.values += answers.values
        self.outcomes[str(result.outcome)] += 1
        if result.score is None:
            self.wrong.append(f"{answers.seed}: no score: {result.fault}")
        if result.checks and RAISED in result.checks[0].private:
            self.wrong.append(f"{answers.seed}: unjudged: {result.checks[0].private}")
        if cpu_s > JUDGING_S / 2:
            self.wrong.append(f"{answers.seed}: {cpu_s:.1f} s")
        for check in result.checks:
            if "the law raised" in check.private:
                told = check.private.partition("the law raised ")[2][:110]
                self.senseless[f"{setting.problem.name}: {check.name}: {told}"] += 1


def rendered(report: Report) -> Iterator[tuple[str, str]]:
    """The report in every format, for both readers, and the gradebook."""
    for name, renderer in RENDERERS.items():
        yield name, renderer.render(report)
        yield f"{name} (instructor)", renderer.render(report, private=True)
    row = standing(Student(report.submission), [Attempt(report)], (), Policy())
    yield "gradebook", table.render([row], [result.name for result in report.problems])


def short_setting(bank: Bank, name: str) -> Setting:
    """An exercise with few examples, none of which can shrink, and no mistakes."""
    exercise = exercise_of(bank, name)
    assert exercise.solution is not None
    exercise = Exercise(exercise.problem, replace(exercise.solution, mistakes=()))
    setting = Setting(exercise, 0)
    with quiet():
        drawn = Setting(exercise_of(bank, name), 0).examples
    setting.examples = Examples(
        {
            domain: tuple(replace(e, choices=()) for e in some[:EXAMPLES])
            for domain, some in drawn.domains.items()
        },
        drawn.slowest_s,
    )
    return setting


def examples_asked(setting: Setting) -> frozenset[Call]:
    entry = setting.problem.entry.name
    domains = setting.examples.domains.values()
    return frozenset(Call(entry, e.arguments) for some in domains for e in some)


def short_trial(setting: Setting, seed: str, found: Found, *, rendering: bool) -> None:
    """One trial on few examples."""
    program = program_of(setting.problem, "")
    laws_only = Dice(f"{seed}/laws").random() < 0.2
    answers = Answers(setting, seed, examples_asked(setting), laws_only)
    stage: Any = Stage(answers, program)
    before = time.process_time()
    try:
        result = try_program(setting, program, sandbox=stage)
    except Exception:  # noqa: BLE001
        found.trials += 1
        found.wrong.append(f"{seed}: {traceback.format_exc(limit=-6)}")
        return
    found.note(setting, answers, result, time.process_time() - before)
    if rendering:
        report = Report("somebody", 0, Isolation.STRICT, result.score, result.max_score, (result,))
        _render(report, seed, found)


def whole_trial(setting: Setting, seed: str, found: Found, sandbox: Sandbox) -> None:
    """One submission, graded from end to end."""
    handed: Any = HandedIn()
    program = program_of(setting.problem, handed.text)
    laws_only = Dice(f"{seed}/laws").random() < 0.2
    answers = Answers(setting, seed, examples_asked(setting), laws_only)
    stage: Any = Stage(answers, program, sandbox)
    before = time.process_time()
    try:
        report = grade_submission(
            handed,
            [setting.exercise],
            sandbox=stage,
            seed=0,
            settings={setting.problem.name: setting},
        )
    except Exception:  # noqa: BLE001
        found.trials += 1
        found.wrong.append(f"{seed}: {traceback.format_exc(limit=-6)}")
        return
    found.note(setting, answers, report.problems[0], time.process_time() - before)
    _render(report, seed, found)


def _render(report: Report, seed: str, found: Found) -> None:
    try:
        for form, text in rendered(report):
            found.longest = max(found.longest, len(text))
            if len(text) > LONGEST:
                found.wrong.append(f"{seed}: {len(text)} characters of {form}")
    except Exception:  # noqa: BLE001
        found.wrong.append(f"{seed}: {traceback.format_exc(limit=-6)}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Put any answer on trial.")
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--whole", type=int, default=2)
    parser.add_argument("problems", nargs="*")
    chosen = parser.parse_args()
    bank = find_bank()
    found = Found()
    told = 0
    began = time.process_time()
    with Sandbox() as sandbox:
        for name in chosen.problems or bank.names():
            setting = short_setting(bank, name)
            at = time.process_time()
            for number in range(chosen.trials):
                seed = f"{chosen.seed}/{name}/{number}"
                short_trial(setting, seed, found, rendering=number % 5 == 0)
            mid = time.process_time()
            full = Setting(exercise_of(bank, name), 0)
            for number in range(chosen.whole):
                whole_trial(full, f"{chosen.seed}/{name}/whole {number}", found, sandbox)
            print(f"# {name} {mid - at:.1f} s {time.process_time() - mid:.1f} s", flush=True)
            for line in found.wrong[told:]:
                print(line, flush=True)
            told = len(found.wrong)
    for what, count in found.senseless.most_common():
        print(f"{count:6} {what}")
    print(
        f"{found.trials} trials, {found.values} values in {time.process_time() - began:.0f} s of"
        f" CPU; {dict(found.outcomes)}; at most {found.longest} characters;"
        f" {len(found.wrong)} wrong"
    )
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
