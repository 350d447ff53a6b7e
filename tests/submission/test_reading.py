"""One submission may cost only so much to be read, however it is cut into files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from files import write_files
from notebooks import notebook_of
from small_bank import RIGHT, write_bank

from grader.errors import CostlySubmissionError, SubmissionError
from grader.exercise.bank import find_bank
from grader.grading.marking import grade_submission
from grader.judge.setting import exercise_of
from grader.model import Outcome
from grader.problem import Problem
from grader.sandbox import Sandbox
from grader.submission import intake, read_submission, reading


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return find_bank([write_bank(tmp_path_factory.mktemp("bank"))]).problem("double")


def many(root: Path, count: int, size: int, name: str = "n{}.py") -> Path:
    """So many files of so many bytes, none of which answers anything."""
    return write_files(root, {name.format(i): "#" * size for i in range(count)})


def test_the_bytes_of_all_files_count(tmp_path: Path, problem: Problem, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    with pytest.raises(SubmissionError, match="nothing found for double"):
        read_submission(many(tmp_path / "few", 9, 1_000)).source(problem)
    with pytest.raises(CostlySubmissionError, match="hold more than"):
        read_submission(many(tmp_path / "many", 11, 1_000)).source(problem)


def test_a_file_is_counted_once_for_all_problems(
    tmp_path: Path, problem: Problem, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000)
    submission = read_submission(write_files(tmp_path, {"double.py": RIGHT + "#" * 500}))
    for _ in range(5):
        assert submission.source(problem).text.startswith(RIGHT)


def test_the_time_of_all_files_and_problems_counts(
    tmp_path: Path, problem: Problem, monkeypatch: Any
) -> None:
    ticks = iter(range(1_000_000))
    clock = SimpleNamespace(thread_time=lambda: next(ticks) / 10)
    monkeypatch.setattr(reading, "time", clock)
    few = read_submission(write_files(tmp_path, {"double.py": RIGHT}))

    def for_problems(count: int) -> None:
        for _ in range(count):
            few.source(problem)

    for_problems(5)
    with pytest.raises(CostlySubmissionError, match="too long to read"):
        for_problems(200)
    with pytest.raises(CostlySubmissionError, match="too long to read"):
        read_submission(many(tmp_path / "many", 300, 1)).source(problem)


@pytest.mark.parametrize(
    "content",
    [
        {"n{}.py": "\n".join(f"a{i} = 0" for i in range(2_000))},
        {"n{}.ipynb": notebook_of(*["a = 0"] * 2_000)},
        {"n{}.ipynb": notebook_of(",".join(f"a{i}" for i in range(2_000)) + " = 0")},
        {"n{}.ipynb": notebook_of("a = '" + "x" * 50_000 + "'")},
    ],
    ids=["names", "cells", "names of a statement", "texts"],
)
def test_what_is_kept_of_all_files_counts(
    tmp_path: Path, problem: Problem, monkeypatch: Any, content: dict[str, str]
) -> None:
    monkeypatch.setattr(reading, "MOST_KEPT", 1_000_000)
    ((name, text),) = content.items()
    for count in (1, 9):
        files = {name.format(i): text for i in range(count)}
        with pytest.raises(SubmissionError) as caught:
            read_submission(write_files(tmp_path / str(count), files)).source(problem)
        assert isinstance(caught.value, CostlySubmissionError) == (count == 9)


def test_a_folder_is_not_scanned_to_its_end(tmp_path: Path, monkeypatch: Any) -> None:
    scanned = []

    class Endless:
        def __enter__(self) -> Iterator[Any]:
            return self.entries()

        def __exit__(self, *_: object) -> None: ...

        def entries(self) -> Iterator[Any]:
            while True:
                scanned.append(1)
                yield SimpleNamespace(
                    name="a.txt", path=str(tmp_path / "a.txt"), is_dir=lambda **_: False
                )

    monkeypatch.setattr(os, "scandir", lambda _: Endless())
    with pytest.raises(SubmissionError, match="more than 20,000 files"):
        intake.contents(tmp_path)
    assert len(scanned) == intake.MOST_ENTRIES + 1


def test_files_of_all_folders_count(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        many(tmp_path / folder, 501, 1, "n{}.py")
    with pytest.raises(SubmissionError, match="more than 1000 Python files"):
        intake.contents(tmp_path)


def test_it_is_an_outcome_of_its_own(tmp_path: Path, monkeypatch: Any, sandbox: Sandbox) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    bank = find_bank([write_bank(tmp_path / "bank")])
    costly = read_submission(many(tmp_path / "costly", 11, 1_000))
    report = grade_submission(costly, [exercise_of(bank, "double")], sandbox=sandbox, seed=0)
    (result,) = report.problems
    assert (result.outcome, result.score) == (Outcome.TOO_COSTLY, 0)
    assert "hold more than" in result.message
    assert not result.fault


def test_what_is_told_of_a_submission_that_costs_too_much_to_be_read(
    tmp_path: Path, monkeypatch: Any
) -> None:
    """It is what a report hangs on, and is the same again."""
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    costly = many(tmp_path / "costly", 11, 1_000)
    told = [list(read_submission(costly).fingerprint()) for _ in range(2)]
    assert told[0] == told[1]
    assert "hold more than" in str(told[0][-1])


def test_time_between_problems_is_not_counted(tmp_path: Path, problem: Problem) -> None:
    submission = read_submission(write_files(tmp_path, {"double.py": RIGHT}))
    submission.source(problem)
    before = submission._reading._cpu_s()
    ends = time.thread_time() + 0.05
    while time.thread_time() < ends:
        pass
    assert submission._reading._cpu_s() == before
