"""What ends a judge costs the submission that it judged, and nobody else.

A law here keeps its judge in one instruction where an answer says so, or has it killed as the
kernel kills what takes too much memory: as a submission would that knew how.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from commands import grader, invoke
from files import write_files
from small_bank import write_bank

from grader import parallel
from grader.course import retrial
from grader.course.retrial import ATTEMPTS, READY, Work, retried
from grader.judge import timer
from grader.model import CheckResult, Outcome, ProblemResult
from grader.parallel import Failure

pytestmark = pytest.mark.slow

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own timer")

LAW: Final = '''\
@law("keeps the sign")
def _(x, y):
    """A positive factor never turns a sign."""
    if np.all(y == 7777):
        os.kill(os.getpid(), 9)
    if np.all(y == 8888):
        from pathlib import Path
        from grader.judge import budget
        budget._standing[0].end.{timer}  # instead of after 22 s
        set([number * (2**61 - 1) for number in range(1, 10_000)])
        Path({marker!r}).touch()
    assert np.all(np.sign(x) == np.sign(y))
'''
TRIPLE: Final = "def triple(x):\n    return 3 * x\n"
CLASS: Final = {"anna": "2 * x", "ben": "0 * x + 8888", "cleo": "0 * x + 7777", "dora": "2 * x"}
GRADED: Final = {"anna": [10, 10], "ben": [1, 10], "cleo": [1, 10], "dora": [10, 10]}


def write_class(root: Path, end: str) -> tuple[str, ...]:
    """Writes exercises and submissions, and returns the words that have them graded."""
    bank = write_bank(root / "bank")
    solution = bank / "solutions/calculus/double.py"
    before, _, rest = solution.read_text().partition("@law")
    law = LAW.format(timer=end, marker=str(root / "went on"))
    solution.write_text(f"{before}{law}\n\n@mistake{rest.partition('@mistake')[2]}")
    for name, answer in CLASS.items():
        double = f"def double(x):\n    return {answer}\n"
        write_files(root / "class" / name, {"double.py": double, "triple.py": TRIPLE})
    words = ("--problems", "double,triple", "--bank", str(bank), "--seed", "3")
    return "grade", str(root / "class"), "--out", str(root / "out"), *words


def scores(root: Path) -> dict[str, list[float | None]]:
    """What everybody has for each problem."""
    reports = {name: json.loads((root / f"out/{name}.json").read_text()) for name in CLASS}
    return {
        name: [problem["score"] for problem in report["problems"]]
        for name, report in reports.items()
    }


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_whoever_ends_the_judge_is_graded_and_so_is_everybody_else(
    tmp_path: Path, jobs: str
) -> None:
    done = grader(*write_class(tmp_path, "set(0.1)"), "--jobs", jobs)
    assert done.returncode == 1, done.stderr
    assert scores(tmp_path) == GRADED
    assert not (tmp_path / "went on").exists()
    told = (tmp_path / "out/private/cleo.json").read_text()
    assert "its judge died each time" in told
    assert "status -9" in told
    assert "died" not in (tmp_path / "out/cleo.json").read_text()


@linux
def test_without_timer_and_retrial_the_judge_goes_on_and_scores_are_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: Any, work: Work) -> ProblemResult:
        return retrial.ungraded(work.problems[0], "it died")

    monkeypatch.setattr(retrial, "retried", none)
    done = invoke(*write_class(tmp_path, "close()"), "--jobs", "1")
    assert done.exit_code == 3, done.output
    assert (tmp_path / "went on").exists()
    assert scores(tmp_path) == GRADED | {"cleo": [None, 10]}


# Who is to blame ------------------------------------------------------------------------------

KILLED: Final = Failure("the grading process died", -9)


def ending(monkeypatch: pytest.MonkeyPatch, *ends: Any) -> ProblemResult:
    """The result of a problem whose processes end so, one after the other."""
    left = list(ends)

    def judged(_: Any, items: Any, jobs: int, *, final: Any) -> Any:
        assert jobs == 1
        assert -9 in final
        for item in items:
            yield item, left.pop(0)

    monkeypatch.setattr(parallel, "side_by_side", judged)
    submission: Any = None
    result = retried(lambda _: (), Work(submission, ("double",)))
    assert not left
    return result


def halfway() -> ProblemResult:
    checks = (
        CheckResult("a", False, 5, 5, Outcome.PASSED),
        CheckResult("b", True, 5, 0, Outcome.FAILED),
    )
    return ProblemResult("double", "Double", Outcome.FAILED, 5, 10, checks)


def test_where_the_reference_cannot_be_judged_nobody_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is short of memory, for everybody."""
    result = ending(monkeypatch, KILLED)
    assert (result.score, result.fault) == (None, KILLED.reason)
    result = ending(monkeypatch, KILLED._replace(told=(READY,)), KILLED)
    assert result.score is None


def test_what_goes_through_alone_is_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ProblemResult("double", "Double", Outcome.PASSED, 10, 10)
    assert ending(monkeypatch, (right,)) is right
    assert ending(monkeypatch, KILLED._replace(told=(READY,)), (right,)) is right


def test_who_ends_the_judge_where_the_reference_does_not_is_flagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready = KILLED._replace(told=(READY,))
    result = ending(monkeypatch, *[ready] * ATTEMPTS)
    assert (result.score, result.outcome, result.fault) == (0, Outcome.ERRORED, "")
    assert result.checks[0].private


def test_in_hidden_checks_it_is_told_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = KILLED._replace(told=(READY, (halfway(), False)))
    result = ending(monkeypatch, *[ready] * ATTEMPTS)
    first, *others = result.checks
    assert first.private
    kept = halfway()
    assert (result.score, result.outcome, result.message) == (5, Outcome.FAILED, kept.message)
    assert (first.message, tuple(others)) == ("", kept.checks[1:])


def test_the_kernels_timer_decides_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ending(monkeypatch, Failure("it was ended", timer.STATUS, (READY,)))
    assert (result.score, result.outcome) == (0, Outcome.TOO_COSTLY)
