"""From a platform's download to grades that know who was late, by the commands alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from commands import invoke
from files import write_files, write_zip
from small_bank import HALF_RIGHT, RIGHT, write_bank

DOWNLOAD = {
    "HW1_ann_attempt_2026-10-05-12-00-00_double.py": RIGHT,
    "HW1_ben_attempt_2026-10-07-13-00-00_double.py": RIGHT,
    "HW1_ben_attempt_2026-10-06-13-00-00_double.py": HALF_RIGHT,
    "HW1_ben_attempt_2026-10-07-13-00-00.txt": "Name: Ben",
}
WEEK = """\
title: Week
problems: [double]
points: 20
due: 2026-10-05 23:59
timezone: Europe/Berlin
late: {per_day: 10%, cap: 50%}
extensions: {ann: 1 day}
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_bank(tmp_path / "bank")
    write_zip(tmp_path / "download.zip", DOWNLOAD)
    write_files(
        tmp_path,
        {
            "week.yaml": WEEK,
            "roster.csv": "Last Name,First Name,Username\nLi,Ann,ann\nDoe,Ben,ben\nFox,Cleo,cleo\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0) -> str:
    done = invoke(*words)
    assert done.exit_code == code, done.output
    return done.output


def test_from_the_download_to_the_grades(work: Path) -> None:
    text = run(
        "collect",
        "download.zip",
        "--out",
        "in",
        "--roster",
        "roster.csv",
        "--assignment",
        "week.yaml",
    )
    assert "Blackboard: 2 students handed in 3 files" in text
    assert "2 handed in late" in text
    assert "1 handed in nothing: cleo" in text
    done = invoke(
        "grade",
        "in",
        "--out",
        "grades",
        "--assignment",
        "week.yaml",
        "--bank",
        "bank",
        "--jobs",
        "1",
    )
    assert done.exit_code == 1, done.output
    run("gradebook", "import-roster", "grades", "roster.csv")
    table = (work / "grades/grades.csv").read_text("utf-8-sig")
    rows = {row["submission"]: row for row in csv.DictReader(io.StringIO(table))}
    assert [(row["double"], row["late"], row["score"]) for row in rows.values()] == [
        ("20", "0", "20"),
        ("20", "-4", "16"),
        ("", "0", ""),
    ]
    assert rows["ben"]["notes"] == "2 days late; 2 attempts"
    assert rows["cleo"]["outcome"] == "nothing handed in"


def test_a_raw_download_is_not_graded(work: Path) -> None:
    write_files(work / "raw", DOWNLOAD)
    for place in ("raw", "download.zip"):
        done = invoke("grade", place, "--out", "grades", "--problems", "double", "--bank", "bank")
        assert done.exit_code == 2
        assert f"grader collect {place} --out collected" in done.output
    assert not (work / "grades").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no folder and no archive nowhere"),
        (("week.yaml",), "week.yaml is neither a folder nor an archive"),
        (("download.zip", "--roster", "no.csv"), "cannot read no.csv"),
        (("download.zip", "--roster", "week.yaml"), "week.yaml"),
        (("download.zip", "--as", "moodle"), "it is no download of a platform"),
    ],
)
def test_what_is_wrong_is_a_line_and_nothing_is_written(
    work: Path, words: tuple[str, ...], said: str
) -> None:
    before = sorted(path.name for path in work.iterdir())
    text = run("collect", *words, "--out", "in", code=2)
    assert said in text
    assert "Traceback" not in text
    assert sorted(path.name for path in work.iterdir()) == before


def test_what_is_there_is_not_written_over(work: Path) -> None:
    write_files(work / "in", {"mine.txt": "x"})
    assert "in is not empty" in run("collect", "download.zip", "--out", "in", code=2)
    assert [path.name for path in (work / "in").iterdir()] == ["mine.txt"]


def grade(folder: str, out: str, assignment: str) -> str:
    return run("grade", folder, "--out", out, "--assignment", assignment, "--bank", "bank",
               "--jobs", "1", code=1)  # fmt: skip


def scores(out: str) -> dict[str, tuple[str, str]]:
    text = Path(out, "grades.csv").read_text("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return {row["submission"]: (row["score"], row["notes"]) for row in rows}


def test_free_days_are_shared_by_the_assignments_of_a_term(work: Path) -> None:
    first = WEEK.replace("50%}", "50%, free_days: 3}")
    second = WEEK.replace("50%}", "50%, free_days: 3, shared_with: [../first]}")
    write_files(work, {"one/week.yaml": first, "two/week.yaml": second})
    run("collect", "download.zip", "--out", "in", "--assignment", "week.yaml")
    grade("in", "first", "one/week.yaml")
    assert scores("first")["ben"] == ("20", "2 days late, 2 of them free; 2 attempts")
    told = grade("in", "second", "two/week.yaml")
    assert scores("second")["ben"] == ("18", "2 days late, 1 of them free; 2 attempts")
    assert "1 score is another after late days" in " ".join(told.split())
    assert scores("second")["ann"] == ("20", "")
    (work / "first").rename(work / "elsewhere")
    told = run("grade", "in", "--out", "second", "--assignment", "two/week.yaml", "--bank", "bank",
               code=2)  # fmt: skip
    assert "first, with which free days are shared, holds no gradebook" in " ".join(told.split())


def test_two_files_that_could_be_meant_are_named(work: Path) -> None:
    write_zip(
        work / "two.zip",
        {f"HW1_ann_attempt_2026-10-05-12-00-00_{name}.py": text
         for name, text in (("mine", RIGHT), ("other", HALF_RIGHT))},
    )  # fmt: skip
    assert "--assignment week.yaml --out grades" in run(
        "collect", "two.zip", "--out", "in", "--assignment", "week.yaml"
    )
    told = grade("in", "grades", "week.yaml")
    assert "both mine.py and other.py could be for double: keep one" in " ".join(told.split())
    assert "both mine.py and other.py could be for double" in scores("grades")["ann"][1]


def test_late_work_of_which_nobody_says_how_late_is_told(work: Path) -> None:
    write_zip(work / "canvas.zip", {"liann_LATE_1_2_double.py": RIGHT})
    run("collect", "canvas.zip", "--out", "in", "--assignment", "week.yaml")
    told = run("grade", "in", "--out", "grades", "--assignment", "week.yaml", "--bank", "bank",
               "--jobs", "1")  # fmt: skip
    assert "Late, and nobody says by how much, so that it costs nothing: liann_1." in told
    rows = (work / "in/collected.csv").read_text("utf-8-sig")
    (work / "in/collected.csv").write_text(
        rows.replace('"1","","late"', '"1","2026-10-06 12:00:00+02:00","late"'), "utf-8-sig"
    )
    told = run("grade", "in", "--out", "grades", "--assignment", "week.yaml", "--bank", "bank",
               "--jobs", "1")  # fmt: skip
    assert "nobody says by how much" not in told
    assert scores("grades")["liann_1"] == ("18", "1 day late")


SHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade)
Participant 1,Ann Li,ann@x.org,Submitted for grading,,20.00,Yes,%s,-
Participant 2,Ben Doe,ben@x.org,Submitted for grading,,20.00,Yes,-,-
"""


def test_moodle_s_worksheet_tells_the_time_and_what_it_does_not_is_said(work: Path) -> None:
    names = ("Ann Li_1", "Ben Doe_2")
    write_zip(
        work / "moodle.zip", {f"{name}_assignsubmission_file_/double.py": RIGHT for name in names}
    )
    write_files(work, {"sheet.csv": SHEET % '"Tuesday, 6 October 2026, 11:30 PM"'})
    told = run("collect", "moodle.zip", "--out", "in", "--roster", "sheet.csv", "--assignment",
               "week.yaml")  # fmt: skip
    said = " ".join(told.split())
    assert "1 handed in late" in said
    assert "so that nobody of them counts as late: ben@x.org (write it to handed_in)" in said
    told = run("grade", "in", "--out", "grades", "--assignment", "week.yaml", "--bank", "bank",
               "--jobs", "1")  # fmt: skip
    assert "so that nobody of them counts as late: ben@x.org. Write" in " ".join(told.split())
    assert scores("grades") == {"ann@x.org": ("18", "1 day late"), "ben@x.org": ("20", "")}
