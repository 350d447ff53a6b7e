"""The commands that look into a gradebook, and set scores by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from books import MADE_OF, book_of
from commands import invoke

from grader.cache import secret
from grader.course.results import Results


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What a run leaves: ann has 20 of 30 points, ben what the grader failed to judge."""
    folder = tmp_path / "out"
    folder.mkdir(mode=0o700)
    book_of(folder, {"ann": [10.0, 5.0], "ben": [None, 5.0]}, key=secret()).close()
    with Results(folder) as results:
        results.begin(MADE_OF, ["ann", "ben"])
        results.write_book()
    return folder


def run(*words: str, code: int = 0) -> str:
    done = invoke("gradebook", *words)
    assert done.exit_code == code, done.output
    return done.output


def rows(out: Path) -> dict[str, dict[str, str]]:
    text = (out / "grades.csv").read_text("utf-8-sig")
    return {row["submission"]: row for row in csv.DictReader(io.StringIO(text))}


def test_show(out: Path) -> None:
    text = run("show", str(out))
    assert "20 of 30" in text
    assert "2 students, mean 20" in text
    text = run("show", str(out), "ann")
    assert "ben" not in text
    assert "one                            10 of 10" in text


def test_adjust_is_kept_told_and_taken_back(out: Path) -> None:
    text = run("adjust", str(out), "ann", "1.5", "--why", "explained it", "--who", "Ada")
    assert "ann: 20 → 21.5" in text
    row = rows(out)["ann"]
    assert (row["score"], row["adjustment"], row["one"], row["two"]) == ("21.5", "1.5", "10", "10")
    assert row["notes"] == "adjusted by +1.5: explained it (Ada)"
    assert "adjusted by +1.5: explained it (Ada)" in run("show", str(out), "ann")
    told = run("adjust", str(out), "ben", "--withdraw", "1", code=2)
    assert "adjustment 1 is of ann, not of ben" in told
    told = run("adjust", str(out), "ann", "--withdraw", "1")
    assert told.startswith("1 is withdrawn\nann: 21.5 → 20\n")
    assert rows(out)["ann"]["score"] == "20"
    assert "explained it (Ada) (withdrawn)" in run("history", str(out), "ann")


def test_adjust_may_take_away_and_set(out: Path) -> None:
    assert "ann: 20 → 15" in run("adjust", str(out), "ann", "-5", "--why", "copied")
    told = run("adjust", str(out), "ann", "7", "--set", "--problem", "one", "--why", "x")
    assert "ann: 15 → 12" in told
    assert "ben: no score → 30" in run("adjust", str(out), "ben", "30", "--set", "--why", "by hand")


def test_points_may_have_a_comma_and_be_more_than_can_be_had(out: Path) -> None:
    assert "ann: 20 → 21.5" in run("adjust", str(out), "ann", "1,5", "--why", "x")
    told = run("adjust", str(out), "ann", "+100", "--why", "x")
    assert "that is more than the 30 that can be had" in told
    assert f"grader gradebook adjust {out} --withdraw 2 takes it back" in " ".join(told.split())


def test_the_history_of_a_student_is_in_order_and_tells_what_was_judged(out: Path) -> None:
    run("adjust", str(out), "ann", "-5", "--why", "copied", "--who", "Ada")
    lines = run("history", str(out), "ann").splitlines()
    assert [line.split("  ")[1] for line in lines if line.strip()] == [
        "run 1, seed 5: 20 of 30", "judged one, two", "adjusted by -5: copied (Ada)",
    ]  # fmt: skip


def test_a_word_changes_no_score(out: Path) -> None:
    run("adjust", str(out), "ann", "--why", "see me")
    assert rows(out)["ann"]["score"] == "20"
    assert "see me" in rows(out)["ann"]["notes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nowhere"), "holds no gradebook"),
        (("show", "OUT", "anne"), "there is no student anne"),
        (("adjust", "OUT", "ann", "1"), "needs its reason"),
        (("adjust", "OUT", "ann", "1", "--why", "x", "--problem", "three"), "three is not graded"),
        (("adjust", "OUT", "ann", "-1", "--set", "--why", "x"), "cannot be less than 0"),
        (("adjust", "OUT", "ann", "lots", "--why", "x"), "lots is no number of points"),
        (("adjust", "OUT", "ann", "nan", "--why", "x"), "nan is no number of points"),
        (("adjust", "OUT", "ann", "1e9", "--why", "x"), "1e9 is no number of points"),
        (("adjust", "OUT", "--withdraw", "7"), "there is no adjustment 7"),
        (("import-roster", "OUT", "no.csv"), "cannot read no.csv"),
        (("shwo", "OUT"), "did you mean show?"),
    ],
)
def test_what_is_wrong_is_told(out: Path, words: tuple[str, ...], said: str) -> None:
    text = run(*(str(out) if word == "OUT" else word for word in words), code=2)
    assert said in text
    assert "Traceback" not in text


def test_a_roster_lists_who_handed_in_nothing(out: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,email\nann,Ann Li,a@x.org\ncleo,Cleo,c@x.org\n")
    text = run("import-roster", str(out), str(roster))
    assert "not on the roster, graded nevertheless: ben" in text
    assert "handed in nothing: cleo" in text
    found = rows(out)
    assert found["ann"]["name"] == "Ann Li"
    assert (found["cleo"]["score"], found["cleo"]["outcome"]) == ("", "nothing handed in")
    assert "1 handed in nothing" in run("show", str(out))


def test_history_tells_runs(out: Path) -> None:
    text = run("history", str(out))
    assert "one, two; seed 5, isolation strict" in text
    assert json.loads((out / "run.json").read_text())["seed"] == 5


def test_export(out: Path, tmp_path: Path) -> None:
    roster = tmp_path / "canvas.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,W (1)\n    Points Possible,,,,,30\n"
        '"Li, Ann",7,,ann,A,\n"Fox, Cleo",8,,cleo,A,\n'
    )
    text = run("export", str(out), "--to", "canvas", "--using", str(roster), "-o",
               str(tmp_path / "up.csv"), code=1)  # fmt: skip
    assert "without a score there: cleo" in text
    assert "not in canvas.csv: ben" in text
    assert '"Li, Ann","7","","ann","A","20"' in (tmp_path / "up.csv").read_text()
    assert "cannot write" in run("export", str(out), "-o", str(tmp_path / "no/x.csv"), code=2)
