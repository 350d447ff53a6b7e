"""Many submissions: what is finished stays finished, and nothing is graded twice for nothing."""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from files import write_files

from grader import parallel
from grader.course import bench
from grader.course.batch import grade_all
from grader.course.bench import Done
from grader.course.plan import Plan, fingerprints
from grader.course.results import Results
from grader.course.retrial import Work
from grader.course.rubric import Part, Rubric
from grader.errors import Fault, UsageError
from grader.escaping import printable
from grader.judge import timer
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.parallel import Failure
from grader.reports import record
from grader.submission import Submission, read_submissions

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = Plan(Rubric((), (Part("double", 1000, "d1", "d2"),)), 5, Isolation.STRICT)


class FakeBench:
    """Grades by the length of the file; notes what it was asked."""

    asked: ClassVar[list[str]] = []
    raises: ClassVar[dict[str, BaseException]] = {}

    def __init__(self, plan: Plan, *_: object) -> None:
        pass

    def grade(self, work: Work) -> Done:
        submission = work.submission
        self.asked.append(submission.name)
        if submission.name in self.raises:
            raise self.raises[submission.name]
        score = float(submission.path.stat().st_size)
        results = (
            ProblemResult(name, name.title(), Outcome.PASSED, score, 10.0) for name in work.problems
        )
        return Done(tuple(results), {})

    def close(self) -> None:
        pass


def here(function: Any, items: Any, jobs: int, **_: Any) -> Any:
    """What is done side by side elsewhere."""
    return parallel.in_turn(function, items)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setattr(bench, "Bench", FakeBench)
    monkeypatch.setattr(parallel, "side_by_side", here)
    bench._bench.cache_clear()
    FakeBench.asked.clear()
    FakeBench.raises.clear()
    yield FakeBench.asked
    FakeBench.raises.clear()


@pytest.fixture
def submissions(tmp_path: Path) -> list[Submission]:
    files = {"anna.py": "x", "ben.py": "xx", "cleo.py": "xxx"}
    return read_submissions(write_files(tmp_path / "in", files))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def run(submissions: list[Submission], out: Path, plan: Plan = PLAN, **more: Any) -> list[Report]:
    """The reports, in the order of the submissions."""
    listener = more.pop("listener", lambda _: None)
    reports: dict[str, Report] = {}

    def listen(report: Report) -> None:
        reports[report.submission] = report
        listener(report)

    with Results(out) as results:
        grade_all(submissions, plan, listen, results=results, **more)
    return [reports[printable(one.name)] for one in submissions]


def rows(out: Path) -> list[str]:
    return [
        line.split(",")[0].strip('"')
        for line in (out / "grades.csv").read_text("utf-8-sig").splitlines()
    ]


def test_everything_is_written(submissions: list[Submission], out: Path) -> None:
    heard: list[str] = []
    reports = run(submissions, out, listener=lambda report: heard.append(report.submission))
    assert heard == [report.submission for report in reports] == ["anna", "ben", "cleo"]
    for report in reports:
        name = f"{report.submission}.json"
        assert (out / name).read_text() == record.render(report)
        private = json.loads((out / "private" / name).read_text())
        assert record.read(private) == report
    assert rows(out) == ["submission", "anna", "ben", "cleo"]
    described = json.loads((out / "run.json").read_text())
    assert described["seed"] == 5
    assert described["problems"][0]["problem"] == "d1"


def test_only_the_user_may_read_it(submissions: list[Submission], out: Path) -> None:
    run(submissions, out)
    assert (out / "private").stat().st_mode & 0o077 == 0
    for path in out.rglob("*.*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_without_a_directory_nothing_is_written(submissions: list[Submission]) -> None:
    reports: list[Report] = []
    grade_all(submissions, PLAN, reports.append)
    assert [report.score for report in reports] == [1.0, 2.0, 3.0]


def test_what_is_finished_is_not_graded_again(
    submissions: list[Submission], out: Path, asked: list[str]
) -> None:
    first = run(submissions, out)
    asked.clear()
    heard: list[str] = []
    assert run(submissions, out, listener=lambda r: heard.append(r.submission)) == first
    assert asked == []
    assert heard == ["anna", "ben", "cleo"]


def test_what_changed_is_graded_again(
    submissions: list[Submission], out: Path, asked: list[str]
) -> None:
    run(submissions, out)
    asked.clear()
    submissions[1].path.write_text("longer")
    again = run(read_submissions(submissions[0].path.parent), out)
    assert asked == ["ben"]
    assert [report.score for report in again] == [1.0, 6.0, 3.0]


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, seed=6),
        replace(PLAN, isolation=Isolation.REDUCED),
        replace(PLAN, rubric=Rubric((), (Part("double", 1000, "new", "d2"),))),
        replace(PLAN, rubric=Rubric((), (Part("double", 1000, "d1", "new"),))),
    ],
    ids=["seed", "isolation", "problem", "solution"],
)
def test_another_plan_grades_everything_again(
    submissions: list[Submission], out: Path, asked: list[str], plan: Plan
) -> None:
    run(submissions, out)
    asked.clear()
    run(submissions, out, plan)
    assert asked == ["anna", "ben", "cleo"]


def test_another_version_grades_everything_again(
    submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints(submissions[:1], PLAN)
    monkeypatch.setattr("grader.course.plan.engine", lambda: "another")
    assert fingerprints(submissions[:1], PLAN) != before


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"score": 10}'])
def test_a_spoilt_result_is_graded_again(
    submissions: list[Submission], out: Path, asked: list[str], content: str
) -> None:
    first = run(submissions, out)
    asked.clear()
    with closing(sqlite3.connect(out / "gradebook.db", isolation_level=None)) as book:
        book.execute("UPDATE result SET body = ? WHERE submission = 'ben'", [content])
    assert run(submissions, out) == first
    assert asked == ["ben"]


def test_a_report_that_stands_is_not_worked_out_again(
    submissions: list[Submission], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(submissions, out)
    rendered: list[str] = []
    render = record.render

    def listening(report: Report, **how: bool) -> str:
        rendered.append(report.submission)
        return render(report, **how)

    monkeypatch.setattr(record, "render", listening)
    assert run(submissions, out) == first
    assert rendered == []
    submissions[1].path.write_text("xxxx")
    run(read_submissions(submissions[1].path.parent), out)
    assert rendered == ["ben", "ben"]


@pytest.mark.parametrize("content", [b"{", None])
@pytest.mark.parametrize("name", ["ben.json", "private/ben.json"])
def test_a_spoilt_view_is_mended(
    submissions: list[Submission], out: Path, asked: list[str], name: str, content: bytes | None
) -> None:
    run(submissions, out)
    view = out / name
    before = view.read_bytes()
    asked.clear()
    if content is None:
        view.unlink()
    else:
        view.write_bytes(content)
    run(submissions, out)
    assert asked == []
    assert view.read_bytes() == before


def test_a_fault_costs_one_submission_and_is_tried_again(
    submissions: list[Submission], out: Path, asked: list[str]
) -> None:
    FakeBench.raises["ben"] = ZeroDivisionError("in a law")
    reports = run(submissions, out)
    assert [report.score for report in reports] == [1.0, None, 3.0]
    assert "ZeroDivisionError: in a law" in reports[1].problems[0].fault
    assert "ZeroDivisionError" not in (out / "ben.json").read_text()
    FakeBench.raises.clear()
    asked.clear()
    assert [report.score for report in run(submissions, out)] == [1.0, 2.0, 3.0]
    assert asked == ["ben"]


def test_an_interruption_loses_nothing_finished(
    submissions: list[Submission], out: Path, asked: list[str]
) -> None:
    FakeBench.raises["cleo"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run(submissions, out)
    assert rows(out) == ["submission", "anna", "ben"]
    FakeBench.raises.clear()
    asked.clear()
    run(submissions, out)
    assert asked == ["cleo"]
    assert rows(out) == ["submission", "anna", "ben", "cleo"]


def test_a_disk_that_fills_up_is_one_line(
    submissions: list[Submission], out: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    """The second report's student half does not fit any more."""
    real, files = os.fsync, [0]

    def full(descriptor: int) -> None:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            files[0] += 1
        if files[0] >= 5:  # run.json, two files of anna's, one of ben's
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match="No space left on device") as caught:
        run(submissions, out)
    assert "\n" not in str(caught.value)
    assert "run the same command again" in caught.value.hint
    assert not list(out.rglob(".new-*"))
    monkeypatch.undo()
    monkeypatch.setattr(bench, "Bench", FakeBench)
    monkeypatch.setattr(parallel, "side_by_side", here)
    asked.clear()
    run(submissions, out)
    assert asked == ["cleo"]  # what was judged of ben's is in the gradebook


@pytest.mark.parametrize("inside", ["", "below"])
def test_a_directory_that_cannot_be_is_a_usage_error(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write to"):
        Results(tmp_path / "file" / inside)


def test_two_runs_do_not_share_a_directory(out: Path) -> None:
    with Results(out), pytest.raises(UsageError, match="another grading run"):
        Results(out)
    Results(out).close()


def test_what_was_left_half_written_is_removed(out: Path) -> None:
    Results(out).close()
    left = [out / ".new-1", out / "private" / ".new-2"]
    for path in left:
        path.write_text("half")
    Results(out).close()
    assert not any(path.exists() for path in left)


def test_the_seed_is_found_again(submissions: list[Submission], out: Path) -> None:
    with Results(out) as results:
        assert results.seed() is None
        grade_all(submissions, PLAN, list[Report]().append, results=results)
        assert results.seed() == 5
        (out / "run.json").write_text("{")
        assert results.seed() == 5


@pytest.mark.parametrize("name", ["run", "private", "Run", "../up", "a/b", "CON", "\ud800", "=x"])
def test_no_name_leaves_the_directory(out: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.py").write_text("x")
    submission = Submission(name, tmp_path / "a.py")
    before = set(tmp_path.iterdir())
    (report,) = run([submission], out)
    assert set(tmp_path.iterdir()) - before == {out}
    assert json.loads((out / "run.json").read_text())["schema"] == "grader/run/v1"
    assert len(list(out.glob("*.json"))) == 2
    (again,) = run([submission], out)
    assert again.score == report.score
    assert FakeBench.asked == [name]


def test_results_of_others_stay(submissions: list[Submission], out: Path) -> None:
    run(submissions, out)
    run(submissions[:1], out)
    assert (out / "cleo.json").exists()
    assert rows(out) == ["submission", "anna"]


# A process that dies ---------------------------------------------------------------------------

THREE = Plan(
    Rubric((), tuple(Part(name, 1000, "d1", "d2") for name in ("one", "two", "three"))),
    5,
    Isolation.STRICT,
)


def result(name: str, score: float) -> ProblemResult:
    return ProblemResult(name, name, Outcome.FAILED, score, 10.0)


def dying(monkeypatch: pytest.MonkeyPatch, failure: Failure) -> list[tuple[str, ...]]:
    """Has the process of ben's second problem end so; returns what was begun, in order."""
    begun: list[tuple[str, ...]] = []

    def judged(_: Any, items: Any, jobs: int, **__: Any) -> Any:
        for work in items:
            begun.append((work.submission.name, *work.problems))
            if work.submission.name == "ben" and "two" in work.problems:
                yield work, failure
            else:
                yield work, Done(tuple(result(name, 9.0) for name in work.problems), {})

    monkeypatch.setattr(parallel, "side_by_side", judged)
    return begun


@pytest.mark.parametrize(
    ("told", "score", "outcome"),
    [
        ([(result("one", 4.0), True)], 0.0, Outcome.TOO_COSTLY),
        ([(result("one", 4.0), True), (result("two", 3.0), False)], 3.0, Outcome.FAILED),
    ],
    ids=["in public", "in hidden checks"],
)
def test_a_judge_that_had_to_be_ended_ends_one_problem(
    submissions: list[Submission],
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: list[Any],
    score: float,
    outcome: Outcome,
) -> None:
    """What hidden checks did is told like any other way to fail them: what is public stays."""
    failure = Failure("died", timer.STATUS, tuple(told))
    begun = dying(monkeypatch, failure)
    anna, ben, cleo = run(submissions, out, THREE)
    assert begun[-1] == ("ben", "three")
    assert anna.score == cleo.score == 27.0
    assert [one.score for one in ben.problems] == [4.0, score, 9.0]
    assert ben.problems[1].outcome is outcome
    assert not any(one.fault for one in ben.problems)


def test_a_judge_that_somebody_killed_costs_nobody_anything(
    submissions: list[Submission], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, Failure("it died", -9, ((result("one", 4.0), True),)))
    anna, ben, cleo = run(submissions, out, THREE)
    assert anna.score == cleo.score == 27.0
    assert [one.score for one in ben.problems] == [4.0, None, 9.0]
    assert ben.problems[1].fault == "it died"


# Stopped -------------------------------------------------------------------------------------


STOPPED = """
import sys, time
from pathlib import Path
sys.path[:0] = {path!r}
import test_batch
from grader import parallel
from grader.course import bench

class Bench(test_batch.FakeBench):
    def grade(self, work):
        if work.submission.name == "cleo":
            print("there", flush=True)
            time.sleep(60)
        return super().grade(work)

bench.Bench = Bench
parallel.side_by_side = test_batch.here
submissions = test_batch.read_submissions(Path({folder!r}))
test_batch.run(submissions, Path({out!r}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_however_it_is_stopped_nothing_finished_is_lost(
    submissions: list[Submission], out: Path, number: str, asked: list[str]
) -> None:
    text = STOPPED.format(path=sys.path, folder=str(submissions[0].path.parent), out=str(out))
    running = subprocess.Popen(
        [sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "there\n"
        running.send_signal(getattr(signal, number))
        running.communicate(timeout=30)
    assert running.returncode != 0
    if number != "SIGKILL":
        assert rows(out) == ["submission", "anna", "ben"]
    run(submissions, out)
    assert asked == ["cleo"]
