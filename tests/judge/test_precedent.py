"""A trial that goes as another went comes out as that did, and as it would have come out alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from exercises import SHARE
from places import DATA

from grader.exercise.bank import find_bank
from grader.grading import grading
from grader.grading.grading import Progress, try_program
from grader.judge.precedent import Asked, Begun, Halfway, Precedents, Record
from grader.judge.setting import Setting, exercise_of, program_of
from grader.model import Outcome, ProblemResult
from grader.sandbox import Sandbox
from grader.sandbox.exchange import Block, Question, Tape

BANK = find_bank([DATA / "bank"])
SEED = 3

RIGHT = f"{SHARE}\n\nright, asked = share, 0\n"
"""What comes after it may answer rightly, and count."""

COUNTING = """
def share(w):
    global asked
    asked += 1
    {}
    return right(w)
"""

MANNERS = {
    "right": "",
    "wrong in most": "return right(w) * 2",
    "wrong in the hidden ones": "return right(w) * (1 + (np.max(w) > 500))",
    "in the hidden ones raising": "assert np.max(w) < 500, w",
    "raising": "raise KeyError(asked)",
    "changing its input": "w *= 1.0; w += 1e-3",
    "printing": "print(w)",
    "printing in the hidden ones": "if np.max(w) > 500: print(w)",
    "printing late, and first": "print(w) if asked > 40 else None",
    "remembering": "return right(w) * (1 + (asked > 70))",
    "for words": "return 'all'",
    "ending": "if asked > 3: raise SystemExit",
    "ending its process": "import os; os._exit(0) if asked > 30 else None",
    "forging": "import os; os.write(4, b'x' * 99) if asked > 30 else None",
}


def program(manner: str, mark: str = "") -> str:
    """A source whose answers the mark, a comment or a statement, has no part in."""
    return RIGHT + COUNTING.format(MANNERS[manner] or "pass") + mark


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(exercise_of(BANK, "share"), SEED)


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each trial that was judged."""
    noted: list[str] = []
    run = grading._Stage.run

    def noting(stage: grading._Stage, halfway: Progress) -> None:
        noted.append(stage.trial.program.source)
        run(stage, halfway)

    monkeypatch.setattr(grading._Stage, "run", noting)
    return noted


def told(setting: Setting, source: str, sandbox: Sandbox) -> list[ProblemResult]:
    """What is told halfway, the last time, and the result."""
    halfway: list[ProblemResult] = []
    of = program_of(setting.problem, source)
    result = try_program(setting, of, sandbox=sandbox, progress=halfway.append)
    return [*halfway[-1:], result]


@pytest.mark.parametrize("manner", MANNERS)
def test_all_come_out_as_they_would_alone(manner: str, setting: Setting, sandbox: Sandbox) -> None:
    """After one that is right, and after each other that came before."""
    alone = replace(setting, shortcuts=False)
    told(setting, program("right"), sandbox)
    for mark in ("", "\nmark = 1\n"):
        source = program(manner, mark)
        assert told(setting, source, sandbox) == told(alone, source, sandbox)


def test_answers_that_were_given_before_are_not_judged_again(
    sandbox: Sandbox, stages: list[str]
) -> None:
    own = Setting(exercise_of(BANK, "share"), SEED)
    sources = [program(manner, "\nmark = 1\n" * n) for manner in list(MANNERS)[:4] for n in (0, 1)]
    for source in sources:
        told(own, source, sandbox)
    assert stages == sources[::2]


def test_whoever_prints_the_same_is_told_so(sandbox: Sandbox, stages: list[str]) -> None:
    own = Setting(exercise_of(BANK, "share"), SEED)
    results = [told(own, program("printing", "\nmark = 1\n" * n), sandbox) for n in (0, 1)]
    assert results[0] == results[1]
    assert results[0][-1].output
    assert len(stages) == 1


def test_nothing_printed_over_hidden_examples_is_shown(sandbox: Sandbox) -> None:
    """To one who answers rightly, as another did who printed nothing."""
    own = Setting(exercise_of(BANK, "share"), SEED)
    told(own, program("right"), sandbox)
    for manner in ("printing in the hidden ones", "printing late, and first"):
        result = told(own, program(manner), sandbox)[-1]
        assert all(float(number) < 500 for number in re.findall(r"\d+\.?\d*", result.output))


@pytest.mark.parametrize("manner", ["right", "wrong in most"])
def test_no_seed_and_no_settings_inherit_anything(
    manner: str, setting: Setting, sandbox: Sandbox, stages: list[str]
) -> None:
    source = program(manner)
    told(setting, source, sandbox)
    stages.clear()
    exercise = exercise_of(BANK, "share")
    for other in (
        Setting(exercise, SEED + 1),
        Setting(replace(exercise, problem=replace(exercise.problem, digest="another")), SEED),
        Setting(exercise, SEED, most=3),
        Setting(exercise, SEED, shortcuts=False),
    ):
        told(other, source, sandbox)
    assert stages == [source] * 4


def test_what_is_said_of_a_file_is_of_ones_own(setting: Setting, sandbox: Sandbox) -> None:
    of = program_of(setting.problem, program("wrong in most"))
    results = [
        try_program(setting, of, sandbox=sandbox, file=file) for file in ("one.py", "two.py")
    ]
    assert [result.file for result in results] == ["one.py", "two.py"]


def test_the_line_that_raises_is_ones_own(setting: Setting, sandbox: Sandbox) -> None:
    for before in range(3):
        source = "\n" * before + program("raising")
        result = told(setting, source, sandbox)[-1]
        line = source[: source.index("raise KeyError")].count("\n") + 1
        assert line in {check.line for check in result.checks}


def test_what_was_left_out_is_told_to_whom_it_concerns(setting: Setting, sandbox: Sandbox) -> None:
    told(setting, program("right"), sandbox)
    result = told(setting, program("right", "\n1 / 0\n"), sandbox)[-1]
    alone = told(replace(setting, shortcuts=False), program("right", "\n1 / 0\n"), sandbox)[-1]
    assert result == alone


# The tree ----------------------------------------------------------------------------------------


class Playing:
    """A trial whose workers answer by the content of the question."""

    def __init__(self, **answers: bytes | None) -> None:
        self.answers = answers
        self.done: list[object] = []

    def begin(self, worker: int) -> None:
        self.done.append(worker)

    def overhear(self, worker: int, question: Question) -> bytes | None:
        self.done.append((worker, question.content))
        return self.answers[question.content.decode()]


def asked(content: str, answer: bytes, worker: int = 0) -> Asked:
    return Asked(worker, Question(content.encode(), 1), answer)


def result(name: str) -> ProblemResult:
    return ProblemResult(name, name, Outcome.PASSED, 1.0, 1.0)


def ignore(_: object) -> None:
    pass


def tree(*records: tuple[list[object], str]) -> Precedents:
    found = Precedents()
    for steps, name in records:
        found.keep("key", Record(list(steps)), result(name))  # type: ignore[arg-type]
    return found


def test_an_answer_leads_to_what_comes_after_it() -> None:
    some = tree(
        ([Begun(0), asked("a", b"1"), asked("b", b"1")], "one"),
        ([Begun(0), asked("a", b"2"), Begun(1), asked("c", b"1", 1)], "two"),
    )
    first, second = Playing(a=b"1", b=b"1"), Playing(a=b"2", c=b"1")
    assert some.follow("key", first, ignore) == result("one")
    assert first.done == [0, (0, b"a"), (0, b"b")]
    assert some.follow("key", second, ignore) == result("two")
    assert second.done == [0, (0, b"a"), 1, (1, b"c")]


@pytest.mark.parametrize("answer", [b"3", None])
def test_nothing_is_asked_after_another_answer(answer: bytes | None) -> None:
    some = tree(([asked("a", b"1"), asked("b", b"1")], "one"))
    trial = Playing(a=answer)
    assert some.follow("key", trial, ignore) is None
    assert trial.done == [(0, b"a")]
    assert some.follow("another key", trial, ignore) is None


def test_what_comes_halfway_is_heard_before_what_is_asked_then() -> None:
    some = tree(([asked("a", b"1"), Halfway(result("half")), asked("b", b"1")], "one"))
    trial, heard = Playing(a=b"1", b=b"2"), []
    assert some.follow("key", trial, lambda half: heard.append((half.name, *trial.done))) is None
    assert heard == [("half", (0, b"a"))]


def test_a_trial_that_was_asked_otherwise_changes_nothing() -> None:
    some = tree(([asked("a", b"1"), asked("b", b"1")], "one"), ([asked("c", b"1")], "two"))
    assert some.follow("key", Playing(a=b"1", b=b"1"), ignore) == result("one")


def test_what_hangs_on_more_is_not_kept() -> None:
    record = Record([asked("a", b"1")])
    record.asked(0, Question(b"b", 1), None)
    record.add(asked("c", b"1"))
    some = Precedents()
    some.keep("key", record, result("one"))
    assert some.follow("key", Playing(a=b"1"), ignore) is None


def test_memory_is_bounded() -> None:
    some = Precedents(most_bytes=10_000)
    for number in range(50):
        some.keep("key", Record([asked(f"{number}" * 99, b"1")]), result("one"))
        some.keep(number, Record([asked("a", b"1")]), result("one"))
    assert len(some._roots) < 10


# Digests -----------------------------------------------------------------------------------------


def test_a_digest_is_of_the_replies_and_not_of_their_blocks() -> None:
    def block(*replies: bytes) -> Block:
        sizes = b"".join(len(reply).to_bytes(4, "little") for reply in replies)
        return Block(sizes + b"".join(replies), len(replies))

    one = Tape([block(b"ab", b"c"), block(b"d")]).digest()
    assert one == Tape([block(b"ab"), Block(b"", 0), block(b"c", b"d")]).digest()
    others = [
        Tape([block(b"a", b"bc"), block(b"d")]).digest(),
        Tape([block(b"ab", b"c"), block(b"e")]).digest(),
        Tape([block(b"ab", b"c"), block(b"d")]).digest("printed"),
        Tape([]).digest(),
    ]
    assert len({one, *others}) == 5


def test_what_is_too_large_has_no_digest() -> None:
    tape = Tape()
    for _ in range(5):
        tape.add(Block(bytes(1 << 20), 0))
    assert tape.digest() is None
