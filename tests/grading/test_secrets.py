"""What a submission can carry out of hidden inputs: whether each hidden check passed, and no more.

A hidden domain holds a number of 64 bits. The same submissions are graded against one number and
then against another: all that a student may read must stay the same to the letter, whatever the
submissions did with the number, and the number must stand nowhere that a terminal, a gradebook or a
CI log shows.
"""

from __future__ import annotations

import base64
import textwrap
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from commands import grader
from exercises import exercise_of
from files import write_files

from grader.grading.grading import try_program
from grader.judge.setting import Exercise, Setting, program_of
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.problem import AGAIN
from grader.reports import RENDERERS, views
from grader.sandbox import Sandbox

CANARIES: Final = (0xC0FFEE5EC2E7F00D, 0x9E3779B97F4A7C16)
"""They differ in their lowest bit, their remainders and nearly all their digits."""

PROBLEM: Final = """\
title: Scale
difficulty: 1
statement: Multiply a vector by a whole number.
hints: [Multiply., Multiply every entry.]
stub: |
  def scale(x, n):
      raise NotImplementedError
entry: scale(x, n) -> y
sizes: {k: 1..4}
limits: {cpu: 0.1, memory: 200}
given:
  vectors: {x: {reals: [k], between: [1, 9]}, n: {integer: [1, 9]}, examples: 24}
returns: {y: {reals: [k]}}
checks:
  - {name: twice the factor is twice the answer, holds: "close(scale(x, 2 * n), 2 * y)", points: 2}
  - {name: nothing stays nothing, holds: "close(scale(0 * x, n), 0 * x)"}
  - {name: agrees with the reference, agrees: {}, points: 2}
  - {name: stands large factors, hidden: true, points: 3}
  - {name: a sign comes through, hidden: true}
"""

SOLUTION: Final = '''\
from grader.author import close, given, law, mistake

given("vault", x={{"reals": ["k"], "between": [1, 9]}}, n={canary}, examples=4)


def scale(x, n):
    return n * x


@law("stands large factors", over="vault")
def _(x, n, y):
    """Factors may be large."""
    assert close(y, n * x)


@law("a sign comes through", over="vault")
def _(x, n, y, scale):
    """A sign is a factor too."""
    assert close(scale(-x, n), -y)


@mistake(caught_by="twice the factor is twice the answer")
def stops_at_nine(x, n):
    """Factors may be larger than nine."""
    return min(n, 9) * x


@mistake(caught_by="twice the factor is twice the answer")
def gives_up_after_nine(x, n):
    """Nothing comes of large factors."""
    return (n if n <= 9 else 0) * x
'''


# Ways to carry a number out ------------------------------------------------------------------

PRELUDE: Final = """
import os, signal, sys, time
import numpy as np

stash = []
HIDDEN = 1 << 32


"""


def once_seen(what: str, otherwise: str = "return n * x") -> str:
    """Code that does `what` when it is given a hidden factor."""
    lines = [f"    if n > HIDDEN:\n{textwrap.indent(textwrap.dedent(what), ' ' * 8)}"]
    lines.append(textwrap.indent(textwrap.dedent(otherwise), " " * 4))
    return PRELUDE + "def scale(x, n):\n" + "\n".join(lines) + "\n"


AFTER_NINE: Final = """
    if n > HIDDEN:
        stash.append(n)
        return n * x
    if n <= 9 and not stash:
        return n * x
    bit = stash and stash[0] % 2
"""

FINDS: Final = """
    import os, sys
    found = []
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/proc/self", ".", "/proc/1", "~"):
        try:
            for name in os.listdir(os.path.expanduser(folder)):
                if "leak" in name:
                    found.append(name + open(folder + "/" + name).read())
        except OSError:
            pass
    found += [text for text in map(str, os.environ.items()) if "leak" in text]
    found += [name for name in sys.modules if "leak" in name]
    found += [str(getattr(np, "leak", ""))]
"""

LEAKS: Final = {
    # What is printed, at once or when the process goes.
    "prints": once_seen("print(n)"),
    "prints_errors": once_seen("print(n, hex(n), file=sys.stderr, flush=True)"),
    "writes_to_1": once_seen("os.write(1, str(n).encode())"),
    "prints_a_flood": once_seen("print(f'{n}\\n' * 10_000)"),
    "prints_at_the_end": once_seen("import atexit; atexit.register(print, n); sys.exit(0)"),
    "prints_when_collected": once_seen(
        "class Late:\n    def __del__(self): print(n)\nstash.append(Late())\nreturn Late()"
    ),
    "prints_each_time_after": once_seen("stash.append(n)", "print(stash); return n * x"),
    "warns": once_seen("import warnings; warnings.warn(str(n))"),
    "prints_when_it_is_loaded_again": once_seen("os._exit(1)").replace(
        "stash =", "print(1); stash ="
    ),
    # What is raised.
    "raises": once_seen("raise ValueError(n)"),
    "raises_a_kind": once_seen("raise type('E' + str(n), (ValueError,), {})('no')"),
    "raises_with_a_note": once_seen("e = ValueError(); e.add_note(str(n)); raise e"),
    "raises_from_it": once_seen("raise ValueError() from KeyError(n)"),
    "raises_not_written_yet": once_seen("raise NotImplementedError(n)"),
    "raises_on_a_line": once_seen("exec('\\n' * (n % 1000) + 'raise ValueError')"),
    "lies_when_shown": once_seen(
        "class E(Exception):\n    def __str__(self): return str(n)\n    __repr__ = __str__\nraise E"
    ),
    # What is answered.
    "answers_text": once_seen("return str(n)"),
    "answers_a_length": once_seen("return [0.0] * (n % 997)"),
    "answers_a_shape": once_seen("return np.zeros((n % 97, n % 89))"),
    "answers_with_keys": once_seen("return {str(n): n}"),
    "answers_a_stranger": once_seen("return type('leak' + str(n), (), {})()"),
    "answers_wrongly": once_seen("return n + x"),
    # What is seen beside the answer.
    "changes_its_input": once_seen("x[0] = n; return n * x"),
    "shares_memory": once_seen("return x"),
    "draws": once_seen("np.random.seed(n % 2**32); return n * x"),
    # How it ends, and how long it takes.
    "exits_with_a_status": once_seen("os._exit(n % 256)"),
    "dies_of_a_signal": once_seen("os.kill(os.getpid(), 1 + n % 15)"),
    "waits": once_seen("time.sleep(n % 5 / 100)"),
    "waits_by_a_bit": once_seen("time.sleep(n % 2 / 4)\nreturn n * x"),
    "computes": once_seen("sum(range(n % 7 * 100_000))"),
    # What is remembered until something public is asked again.
    "is_diagnosed_by_it": PRELUDE
    + "def scale(x, n):"
    + AFTER_NINE
    + "    return (9 if bit else 0) * x\n",
    "is_shrunk_by_it": PRELUDE
    + "def scale(x, n):"
    + AFTER_NINE
    + "    return x * n + (len(x) > (3 if bit else 1))\n",
    "changes_its_mind": once_seen(
        "stash.append(n)", "return n * x + (stash[0] % 2 if stash else 0)"
    ),
    "raises_ever_after": once_seen(
        "stash.append(n)", "if stash: raise ValueError(stash)\nreturn n * x"
    ),
    "writes_to_the_judge": once_seen(
        "import struct\nfor fd in range(3, 64):\n    try: os.write(fd, struct.pack('<I16sII', 16, b'', 0, 0) + str(n).encode())\n    except OSError: pass"
    ),
    # What is left for the next one.
    "writes_files": once_seen(
        """
        for folder in ("/tmp", "/dev/shm", "/var/tmp", ".", "/run", os.path.expanduser("~")):
            try: open(folder + "/leak", "w").write(str(n))
            except OSError: pass
        """
    ),
    "names_its_thread": once_seen(
        "try: open('/proc/self/comm', 'w').write(f'leak{n % 10**9}')\nexcept OSError: pass"
    ),
    "patches_numpy": once_seen(
        "np.leak = n; os.environ['leak'] = str(n); sys.modules['leak' + str(n)] = np"
    ),
    "zz_reads_what_was_left": PRELUDE
    + textwrap.dedent(FINDS)
    + "print(found)\ndef scale(x, n):\n    print(found)\n    return n * x\n",
}


KINDS: Final = {
    "wrong": "return n + x",
    "text": "return 'no'",
    "nothing": "return None",
    "raised": "raise ValueError",
    "unwritten": "raise NotImplementedError",
    "exit": "sys.exit(0)",
    "died": "os._exit(0)",
    "killed": "os.kill(os.getpid(), signal.SIGSEGV)",
    "memory": "raise MemoryError",
    "allocated": "np.ones(1 << 40)",
    "loop": "while True: pass",
    "deep": "return scale(x, n)",
    "unsteady": "return n * x * (1 + time.monotonic_ns() % 3)",
}
"""Ways to fail on hidden inputs."""


def traces(canary: int) -> list[str]:
    """How a number would look, by and large, in any text."""
    whole = canary.to_bytes(8, "big")
    forms = [str(canary), f"{canary:x}", f"{canary:o}", f"{canary:b}", str(canary)[::-1]]
    forms += [base64.b64encode(b).decode().rstrip("=") for b in (whole, whole[::-1])]
    forms += [f"{float(canary):.6e}"[:8], base64.b64encode(str(canary).encode()).decode()[:12]]
    # A part of it is enough.
    return [*forms, str(canary)[:7], str(canary)[-7:], f"{canary:x}"[:6], f"{canary:x}"[-6:]]


class Run(NamedTuple):
    """What a run of `grader grade` left: for students by submission, and for the instructor."""

    status: int
    student: dict[str, dict[str, str]]
    said: str
    summary: str
    gradebook: str


def grade(root: Path, canary: int, submissions: dict[str, str]) -> Run:
    bank = {
        "problems/calculus/topic.yaml": "title: T\ntopics:\n  - {title: P, problems: [scale]}\n",
        "problems/calculus/scale.yaml": PROBLEM,
        "solutions/calculus/scale.py": SOLUTION.format(canary=canary),
    }
    write_files(root / "bank", bank)
    write_files(root / "in", {f"{name}.py": source for name, source in submissions.items()})
    done = grader(
        *("grade", "in", "--out", "out", "--bank", "bank", "--problems", "scale"),
        *("--seed", "7", "--jobs", "2"),
        *(f"--format={name}" for name in ("github", "junit", "markdown")),
        cwd=root, env={"GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_ACTIONS": "true"},
    )  # fmt: skip
    out = root / "out"
    student: dict[str, dict[str, str]] = {name: {} for name in submissions}
    for path in out.iterdir():
        name, _, suffix = path.name.partition(".")
        if path.is_file() and name in student:
            student[name][suffix] = path.read_text()
    return Run(
        done.returncode,
        student,
        done.stdout + done.stderr,
        (root / "summary.md").read_text(),
        (out / "grades.csv").read_text("utf-8-sig"),
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """The same submissions, graded against one number and then another."""
    root = tmp_path_factory.mktemp("runs")
    pairs = list(enumerate(CANARIES))
    return [_prepared(root / str(i), canary) for i, canary in pairs]


def _prepared(root: Path, canary: int) -> Run:
    root.mkdir()
    failing = {f"kind_{name}": once_seen(what) for name, what in KINDS.items()}
    return grade(root, canary, {**LEAKS, **failing})


@pytest.mark.parametrize("name", LEAKS)
def test_a_student_reads_the_same_whatever_was_hidden(runs: list[Run], name: str) -> None:
    one, other = (run.student[name] for run in runs)
    assert one.keys() == other.keys() >= {"json", "md", "xml"}
    assert one == other
    for canary in CANARIES:
        for text in one.values():
            assert not [trace for trace in traces(canary) if trace in text]


def test_the_leaks_are_given_something_to_leak(runs: list[Run], tmp_path_factory: Any) -> None:
    """The instructor's reports show that the number was there to be carried out."""
    root = tmp_path_factory.getbasetemp()
    private = "".join(p.read_text() for p in root.glob("runs*/0/out/private/*.json"))
    assert str(CANARIES[0]) in private


def test_neither_terminal_nor_gradebook_nor_log_shows_it(runs: list[Run]) -> None:
    for run, canary in zip(runs, CANARIES, strict=True):
        assert run.status == 1, run.said
        for text in (run.said, run.summary, run.gradebook):
            assert text
            assert not [trace for trace in traces(canary) if trace in text]
    assert runs[0].summary == runs[1].summary


def test_however_a_hidden_check_fails_it_reads_the_same(runs: list[Run]) -> None:
    """Thirteen kinds of failure would be more than three bits a check."""
    seen = set()
    for kind in KINDS:
        found = runs[0].student[f"kind_{kind}"]
        seen.add(tuple(found[s].replace(f"kind_{kind}", "") for s in sorted(found)))
    assert len(seen) == 1


# The same through every renderer, in this process ------------------------------------------------


def exercise(root: Path, canary: int) -> Exercise:
    return exercise_of(root, "scale", PROBLEM, SOLUTION.format(canary=canary))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> list[Setting]:
    root = tmp_path_factory.mktemp("banks")
    return [Setting(exercise(root / str(c), c), 7) for c in CANARIES]


def tried(setting: Setting, source: str, sandbox: Sandbox) -> ProblemResult:
    program = program_of(setting.problem, textwrap.dedent(source))
    return try_program(setting, program, sandbox=sandbox, file="scale.py")


EVERYWHERE: Final = ("prints", "raises", "answers_text", "is_diagnosed_by_it", "is_shrunk_by_it")


@pytest.mark.parametrize("form", RENDERERS)
def test_no_renderer_tells_a_student_more(
    settings: list[Setting], sandbox: Sandbox, form: str
) -> None:
    for name in EVERYWHERE:
        texts = set()
        for setting in settings:
            result = tried(setting, LEAKS[name], sandbox)
            score, most = result.score, result.max_score
            report = Report("anna", 7, Isolation.STRICT, score, most, (result,))
            texts.add(RENDERERS[form].render(report))
        assert len(texts) == 1, name


def test_one_check_is_one_bit(settings: list[Setting], sandbox: Sandbox) -> None:
    """A submission that chooses freely says two bits by two hidden checks, and then no more."""
    sources = [
        once_seen(f"{first}\nreturn {sign} * n * x if x[0] < 0 else n * x + {wrong}")
        for first in ("pass", "print(n)", "time.sleep(0.01)")
        for sign in ("1", "2")
        for wrong in ("0", "1", "x", "x * time.monotonic_ns()", "[1]")
    ]
    told = {repr(views.student_result(tried(settings[0], source, sandbox))) for source in sources}
    assert 2 <= len(told) <= 4


# What depends on more than the arguments ---------------------------------------------------------


CHEATS: Final = {
    # The law asks again for what it was told already; another answer is given to its second call.
    "counts_its_calls": """
        calls = 0
        def scale(x, n):
            global calls
            calls += 1
            return n * x if calls <= 24 else x * min(n, 9)
    """,
    "plays_back_what_it_said": """
        said = []
        def scale(x, n):
            if len(said) >= 24:
                said.append(2 * said[len(said) % 24])
            else:
                said.append(x + n)
            return said[-1].copy()
    """,
    "plays_back_by_the_arguments": """
        said = {}
        def scale(x, n):
            half = said.get((x.tobytes(), n // 2)) if n % 2 == 0 else None
            answer = said.setdefault((x.tobytes(), n), 2 * half if half is not None else x + n)
            return answer.copy()
    """,
    "plays_back_what_it_stores_on_numpy": """
        import numpy as np
        np.said = {}
        def scale(x, n):
            key = x.tobytes()
            if key in np.said and np.said[key][0] != n:
                return np.said[key][1] * (n / np.said[key][0])
            np.said[key] = n, x + n
            return x + n
    """,
    "looks_at_the_clock": """
        import time
        def scale(x, n):
            return n * x + (time.perf_counter_ns() % 1000) * x
    """,
    "looks_at_its_process": """
        import os
        def scale(x, n):
            return n * x * (1 + os.getpid() % 1009)
    """,
    "looks_at_addresses": """
        def scale(x, n):
            return n * x * (1 + id(x) % 10007 + id(object()) % 10009)
    """,
    "looks_at_its_hash_seed": """
        class Key: pass
        keys = [Key() for _ in range(3)]
        def scale(x, n):
            keys.append(Key())
            return n * x * (1 + hash(keys[-1]) % 10007)
    """,
    "stashes_hidden_inputs": """
        stash = []
        def scale(x, n):
            if n > 1 << 32:
                stash.append(n)
            return n * x * (1 + len(stash))
    """,
}


@pytest.mark.parametrize("name", CHEATS)
def test_what_depends_on_more_than_the_arguments_gains_nothing(
    settings: list[Setting], sandbox: Sandbox, name: str
) -> None:
    result = tried(settings[0], CHEATS[name], sandbox)
    outcomes = {check.name: check.outcome for check in result.checks}
    passed = {name for name, outcome in outcomes.items() if outcome is Outcome.PASSED}
    assert result.outcome is not Outcome.PASSED
    law = "twice the factor is twice the answer"
    if name == "stashes_hidden_inputs":
        # Nothing public is asked after anything hidden, so the rest is right.
        assert {law, "agrees with the reference"} <= passed
        assert not {"stands large factors", "a sign comes through"} & passed
    else:
        assert law not in passed, outcomes


def test_a_cheat_is_asked_again_though_it_stops_somewhere(
    settings: list[Setting], sandbox: Sandbox
) -> None:
    source = """
    calls = 0
    def scale(x, n):
        global calls
        calls += 1
        while not x.any() and calls > 20: pass
        return n * x * (1 + calls % 2)
    """
    result = tried(settings[0], source, sandbox)
    assert result.score is not None
    assert result.score <= 2, result


def test_what_is_asked_again_was_asked_by_laws_too(
    settings: list[Setting], sandbox: Sandbox
) -> None:
    """A right solution stays right, and a cheat is told."""
    right = tried(settings[0], "def scale(x, n): return n * x", sandbox)
    assert (right.outcome, right.score) == (Outcome.PASSED, 10)
    cheat = tried(settings[0], CHEATS["plays_back_what_it_said"], sandbox)
    (again,) = (check for check in cheat.checks if check.name == AGAIN)
    assert "asked again in another order" in again.message
