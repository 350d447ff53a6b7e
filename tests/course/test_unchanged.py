"""A class that is graded again: whatever changed meanwhile, it comes out as if graded anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from files import write_files, write_zip

from grader.course import bench
from grader.course.batch import Arrival, grade_all
from grader.course.bench import Done
from grader.course.grade import submissions_in
from grader.course.plan import Plan
from grader.course.results import Results
from grader.course.retrial import Work
from grader.course.rubric import Part, Rubric
from grader.gradebook import table, tabled
from grader.gradebook.brief import Brief, brief
from grader.gradebook.database import Remark
from grader.gradebook.policy import Late, Policy
from grader.gradebook.roster import Student
from grader.model import CheckResult, Isolation, Outcome, ProblemResult

PARTS = (Part("double", 1000, "d1", "d2"), Part("triple", 2350, "t1", "t2", bonus=True))
PLAN = Plan(Rubric((), PARTS), 5, Isolation.STRICT)
ONE = "def double(x):\n    return 2 * x\n"
OTHER = "def double(x):\n    return 3 * x\n"
assert len(ONE) == len(OTHER)


class Fake:
    """Judges by all that was handed in; notes what it was asked."""

    asked: ClassVar[list[str]] = []
    fails: ClassVar[set[str]] = set()

    def __init__(self, plan: Plan, *_: object) -> None:
        pass

    def grade(self, work: Work) -> Done:
        one = work.submission
        self.asked.extend(f"{one.name}/{name}" for name in work.problems)
        every = hashlib.sha256()
        for part in replace(one).fingerprint():
            every.update(part.encode() if isinstance(part, str) else part)
        return Done(tuple(self.result(one.name, p, one.error, every) for p in work.problems), {})

    def result(self, who: str, name: str, error: str, every: Any) -> ProblemResult:
        if f"{who}/{name}" in self.fails:
            return ProblemResult(name, name, None, None, 10.0, fault="it was full")
        if error:
            outcome = Outcome.NOT_ATTEMPTED
            return ProblemResult(name, name, outcome, 0.0, 10.0, message=error)
        earned = [every.digest()[i] % 4 for i in range(3)]
        checks = tuple(
            CheckResult(
                f"check {i}", hidden=False, points=3.0, earned=float(got), outcome=came(got)
            )
            for i, got in enumerate(earned)
        )
        right = sum(earned) == 9
        outcome = Outcome.PASSED if right else Outcome.FAILED
        output = every.hexdigest() + '\n  "score": 10,\n      "points": 3,\n      "earned": 3,\n'
        return ProblemResult(
            name, name.title(), outcome, sum(earned), 9.0, checks=checks, output=output
        )


def came(earned: int) -> Outcome:
    return Outcome.PASSED if earned == 3 else Outcome.FAILED


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_this_process: None) -> Path:
    monkeypatch.setattr(bench, "Bench", Fake)
    bench._bench.cache_clear()
    Fake.asked.clear()
    Fake.fails.clear()
    write_files(
        tmp_path / "in",
        {
            "anna/double.py": ONE,
            "anna/triple.py": OTHER,
            "ben.py": ONE,
            "dora/deep/double.py": ONE + "#",
            "dora/notes.txt": "not read",
            "fay/double.py": ONE + "##",
        },
    )
    write_files(tmp_path / "elsewhere", {"one.py": ONE, "other.py": OTHER})
    write_zip(tmp_path / "in/cleo.zip", {"double.py": ONE, "more/triple.py": OTHER})
    write_zip(tmp_path / "in/fay/more.zip", {"triple.py": ONE})
    (tmp_path / "in/emil").mkdir()
    (tmp_path / "in/emil/double.py").symlink_to(tmp_path / "elsewhere/one.py")
    (tmp_path / "in/emil/triple.py").write_text(OTHER)
    (tmp_path / "in/gus").mkdir()
    return tmp_path


class Came(NamedTuple):
    """How a grading came out."""

    rows: dict[str, Brief]
    judged: list[str]
    files: dict[str, bytes]
    moved: int


def state(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    told = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    told.pop("gradebook.db")  # which holds times, and history
    told.pop("grades.edited-1.csv", None)
    run = json.loads(told.pop("run.json"))
    del run["gradebook"], run["mark"]
    return told | {"run": json.dumps(run).encode()}


def graded(work: Path, out: str, *, briefly: bool = True, plan: Plan = PLAN, **how: Any) -> Came:
    rows: dict[str, Brief] = {}

    def note(row: Brief) -> None:
        rows[row.name] = row

    Fake.asked.clear()
    with Results(work / out) as results:
        grade_all(
            submissions_in(work / "in", work / out),
            plan,
            lambda report: note(brief(report)),
            results=results,
            unchanged=note if briefly else None,
            **how,
        )
    return Came(rows, list(Fake.asked), state(work / out), results.moved)


def at_length(work: Path, out: str, monkeypatch: pytest.MonkeyPatch, **how: Any) -> Came:
    """Goes on without any way that is shorter."""
    with monkeypatch.context() as patch:
        patch.setattr(tabled, "known", lambda _: None)
        return graded(work, out, briefly=False, **how)


def keeping_times(path: Path, content: bytes) -> None:
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchanged(one: Path, other: Path) -> None:
    between = one.with_name(".between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def replaced(path: Path, content: str) -> None:
    new = path.with_name(".new")
    new.write_text(content)
    os.utime(new, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    new.replace(path)


def linked(link: Path, target: Path) -> None:
    link.unlink()
    link.symlink_to(target)


def anew(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder)
    write_files(folder, files)


def dated(path: Path, content: str) -> None:
    path.write_text(content)
    os.utime(path, (4e9, 4e9))


def unfolded(path: Path) -> None:
    content = path.read_text()
    path.unlink()
    write_files(path, {"double.py": content})


def moved(path: Path, to: Path) -> None:
    path.rename(to)
    path.symlink_to(to)


HANDED_IN: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "the same size": lambda at: (at / "ben.py").write_text(OTHER),
    "the same size and time": lambda at: keeping_times(at / "anna/double.py", OTHER.encode()),
    "the time alone": lambda at: os.utime(at / "ben.py", (1e9, 1e9)),
    "a time to come": lambda at: dated(at / "ben.py", OTHER),
    "two files exchanged": lambda at: exchanged(at / "anna/double.py", at / "anna/triple.py"),
    "two students exchanged": lambda at: exchanged(at / "anna", at / "dora"),
    "another file in its place": lambda at: replaced(at / "anna/double.py", OTHER),
    "another folder in its place": lambda at: anew(at / "anna", {"double.py": OTHER}),
    "the same folder again": lambda at: anew(at / "anna", {"double.py": ONE, "triple.py": OTHER}),
    "a link to another file": lambda at: linked(
        at / "emil/double.py", at.parent / "elsewhere/other.py"
    ),
    "what a link leads to": lambda at: (at.parent / "elsewhere/one.py").write_text(OTHER),
    "a link in place of a file": lambda at: linked(
        at / "anna/double.py", at.parent / "elsewhere/one.py"
    ),
    "a file in place of a link": lambda at: replaced(at / "emil/double.py", ONE),
    "a zip, in the same size": lambda at: write_zip(
        at / "cleo.zip", {"double.py": OTHER, "more/triple.py": ONE}
    ),
    "a zip, but not what it holds": lambda at: write_zip(
        at / "cleo.zip", {"double.py": ONE, "more/triple.py": OTHER}, compression=0
    ),
    "a zip that breaks": lambda at: keeping_times(at / "cleo.zip", b"PK"),
    "a zip in a folder": lambda at: write_zip(at / "fay/more.zip", {"triple.py": OTHER}),
    "a folder in place of a file": lambda at: unfolded(at / "ben.py"),
    "a file less": lambda at: (at / "anna/triple.py").unlink(),
    "a file more": lambda at: (at / "dora/more.py").write_text(ONE),
    "a file by another name": lambda at: (at / "anna/triple.py").rename(at / "anna/third.py"),
    "what is not read": lambda at: (at / "dora/notes.txt").write_text("another"),
    "what is told of": lambda at: (at / "gus/essay.docx").write_text("an essay"),
    "a student less": lambda at: shutil.rmtree(at / "anna"),
    "a student more": lambda at: write_files(at, {"hana/double.py": ONE}),
    "an answer where there was none": lambda at: (at / "gus/double.py").write_text(ONE),
}


def in_book(*changes: str) -> Callable[[Path], None]:
    def spoil(out: Path) -> None:
        with closing(sqlite3.connect(out / "gradebook.db", isolation_level=None)) as book:
            for change in changes:
                assert book.execute(change).rowcount > 0

    return spoil


LEFT_BEHIND: dict[str, Callable[[Path], object]] = {
    "a report edited": lambda out: keeping_times(
        out / "anna.json", (out / "anna.json").read_bytes().replace(b"double", b"Double")
    ),
    "a private report edited": lambda out: (out / "private/anna.json").write_text("{}"),
    "a report longer": lambda out: (out / "anna.json").write_bytes(
        (out / "anna.json").read_bytes() + b" "
    ),
    "a report deleted": lambda out: (out / "anna.json").unlink(),
    "all reports deleted": lambda out: shutil.rmtree(out / "private"),
    "two reports exchanged": lambda out: exchanged(out / "anna.json", out / "ben.json"),
    "both views exchanged": lambda out: exchanged(out / "anna.json", out / "private/anna.json"),
    "a report moved aside": lambda out: moved(out / "anna.json", out.parent / "kept.json"),
    "the table edited": lambda out: keeping_times(
        out / "grades.csv", (out / "grades.csv").read_bytes().replace(b'"anna"', b'"Anna"')
    ),
    "the table deleted": lambda out: (out / "grades.csv").unlink(),
    "the run's file deleted": lambda out: (out / "run.json").unlink(),
    "a score in the book": in_book(
        """UPDATE result SET body = replace(body, '"score": ', '"score": 1')"""
        " WHERE submission = 'anna'"
    ),
    "points in the book": in_book(
        """UPDATE result SET body = replace(body, '"earned": ', '"earned": 1')"""
        " WHERE submission = 'ben' AND problem = 'double'"
    ),
    "a mark in the book": in_book("UPDATE result SET mark = 'x' WHERE submission = 'cleo'"),
    "results given away": in_book(
        "UPDATE OR REPLACE result SET (body, mark) ="
        " (SELECT body, mark FROM result AS o WHERE o.submission = 'ben' AND o.problem = 'double')"
        " WHERE submission = 'anna' AND problem = 'double'"
    ),
    "a result gone": in_book("DELETE FROM result WHERE submission = 'ben' AND problem = 'triple'"),
    "all results gone": in_book("DELETE FROM result"),
    "what was written forgotten": in_book("UPDATE graded SET files = ''"),
    "a message in the book": in_book("UPDATE graded SET message = 'x' WHERE submission = 'gus'"),
    "how it came out gone": in_book("DELETE FROM graded WHERE submission = 'anna'"),
    "other fingerprints": in_book(
        "UPDATE graded SET results = replace(results, 'double', 'doubled')"
    ),
}


def compared(work: Path, monkeypatch: pytest.MonkeyPatch, **how: Any) -> Came:
    """How it came out: the same if all is looked at, if it is graded anew, and once more."""
    shutil.copytree(work / "out", work / "copy", symlinks=True)
    found = graded(work, "out", **how)
    assert found == at_length(work, "copy", monkeypatch, **how)
    assert found._replace(judged=[]) == graded(work, "anew", **how)._replace(judged=[])
    assert found._replace(judged=[]) == graded(work, "out", **how)
    return found


@pytest.mark.parametrize("change", HANDED_IN)
def test_whatever_is_handed_in_meanwhile(
    work: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before = graded(work, "out")
    HANDED_IN[change](work / "in")
    if change.endswith("less"):
        (work / "out/anna.json").unlink(missing_ok=True)  # which nobody writes again
        (work / "out/private/anna.json").unlink(missing_ok=True)
    found = compared(work, monkeypatch)
    same = ("nothing", "the time alone", "what a link leads to", "what is not read")
    if change in (*same, "a zip, but not what it holds", "the same folder again"):
        assert found == before._replace(judged=[])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
@pytest.mark.parametrize("place", ["anna/double.py", "anna", "dora/deep", "cleo.zip"])
def test_what_may_no_longer_be_read(
    work: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    graded(work, "out")
    (work / "in" / place).chmod(0)
    try:
        assert compared(work, monkeypatch).judged
    finally:
        (work / "in" / place).chmod(0o700)


@pytest.mark.parametrize("change", LEFT_BEHIND)
def test_whatever_becomes_of_the_results(
    work: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before = graded(work, "out")
    LEFT_BEHIND[change](work / "out")
    found = compared(work, monkeypatch)
    assert found._replace(judged=before.judged) == before


def test_what_the_grader_failed_is_judged_again(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Fake.fails.add("ben/triple")
    assert graded(work, "out").rows["ben"].score is None
    Fake.fails.clear()
    assert compared(work, monkeypatch).judged == ["ben/triple"]


def test_another_worth_is_another_score(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graded(work, "out")
    parts = (replace(PARTS[0], worth=777), PARTS[1])
    plan = replace(PLAN, rubric=Rubric((), parts))
    assert compared(work, monkeypatch, plan=plan).judged == []


ARRIVED = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATE = Policy(datetime(2026, 3, 1, 12), "Europe/Berlin", late=Late(10.0))  # noqa: DTZ001 - of clocks


def test_another_time_is_another_score(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = replace(PLAN, policy=LATE)
    found = graded(work, "out", plan=plan, arrivals={"ben": Arrival("ben", ARRIVED)})
    assert found.moved == 1
    assert graded(work, "out", plan=plan, arrivals={"ben": Arrival("ben", ARRIVED)}) == (
        found._replace(judged=[])
    )
    arrivals = {"ben": Arrival("ben", ARRIVED.replace(day=9)), "anna": Arrival("anna", ARRIVED)}
    assert compared(work, monkeypatch, plan=plan, arrivals=arrivals).moved == 2


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the table was made."""
    render = table.render
    times: list[int] = []

    def counting(*what: Any) -> str:
        times.append(1)
        return render(*what)

    monkeypatch.setattr(table, "render", counting)
    return times


def test_the_table_is_made_again_where_something_in_it_changes(
    work: Path, rendered: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(PLAN, policy=LATE)
    how: dict[str, Any] = {"plan": plan, "arrivals": {"ben": Arrival("ben", ARRIVED)}}

    def again() -> int:
        rendered.clear()
        found, count = graded(work, "out", **how), len(rendered)
        shutil.rmtree(work / "copy", ignore_errors=True)
        shutil.copytree(work / "out", work / "copy")
        assert found._replace(judged=[]) == at_length(work, "copy", monkeypatch, **how)
        return count

    assert again() == 1
    assert again() == 0
    with Results(work / "out") as results:
        results.book.enrol([Student("anna", "Anna A."), Student("zoe", "Zoë")])
    assert again() == 1
    with Results(work / "out") as results:
        results.book.add(Remark("anna", "add", 50, "nice", "me"))
    assert again() == 1
    assert again() == 0
    with Results(work / "out") as results:
        results.book.withdraw(1)
    assert again() == 1
    with monkeypatch.context() as patch:
        patch.setattr(tabled, "engine", lambda: "another")
        assert again() == 1
    assert again() == 0
    with monkeypatch.context() as patch:  # a country has other clocks from now on
        patch.setattr(tabled, "ZoneInfo", lambda _: UTC)
        assert again() == 1
    (work / "out/grades.csv").write_text("mine")
    assert again() == 1
    assert again() == 0


def test_a_table_that_was_kept_wrongly_is_made_again(work: Path, rendered: list[int]) -> None:
    before = graded(work, "out")
    for path in (Path(os.environ["GRADER_CACHE"])).glob("??/*"):
        path.write_bytes(b"spoilt")
    rendered.clear()
    assert graded(work, "out") == before._replace(judged=[])
    assert rendered == [1]


def test_a_trial_of_a_run_has_no_part_in_the_table(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is another run than the one whose results were looked at."""
    before = graded(work, "out")
    in_book("UPDATE result SET body = replace(body, '\"score\": ', '\"score\": 1')")(work / "out")
    plan = replace(PLAN, rubric=Rubric((), (replace(PARTS[0], worth=500),)))
    shutil.copytree(work / "out", work / "copy")
    found = graded(work, "out", plan=plan, applied=False)
    assert found.files == at_length(work, "copy", monkeypatch, plan=plan, applied=False).files
    assert found.files != before.files


def test_no_report_is_put_together_but_where_a_line_tells_why(work: Path) -> None:
    graded(work, "out")
    told: list[str] = []
    with Results(work / "out") as results:
        found = submissions_in(work / "in", work / "out")
        lines: list[Brief] = []
        how: dict[str, Any] = {"results": results, "unchanged": lines.append}
        grade_all(found, PLAN, lambda report: told.append(report.submission), **how)
    assert told == ["gus"]
    assert [line.name for line in lines] == ["anna", "ben", "cleo", "dora", "emil", "fay"]
