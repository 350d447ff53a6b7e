"""Grades as platforms take them in, read back as they would read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from books import MADE_OF, book_of

from grader.errors import UsageError
from grader.gradebook.database import Remark
from grader.gradebook.policy import Late, Policy
from grader.gradebook.roster import Student
from grader.gradebook.standing import Standing, standings
from grader.platforms import exports, sheet
from grader.platforms.exports import FORMATS, Wanted, Written

ROSTER = [
    Student("jdoe", "Jane Doe", "jane@x.org", {"canvas": "123456"}),
    Student("ali", "=Ann Li", "ali@x.org", {"canvas": "22"}),
    Student("gone", "Cleo Gone", "cleo@x.org", {"canvas": "33"}),
]
POLICY = Policy(datetime(2026, 10, 5, 12), "UTC", late=Late(10.0))  # noqa: DTZ001


@pytest.fixture
def rows(tmp_path: Path) -> list[Standing]:
    """Jane has 20 of 30, Ann 15 less a tenth and a half more, Cleo handed in nothing."""
    with book_of(
        tmp_path,
        {"jdoe": [10.0, 5.0], "ali": [5.0, 5.0], "fox": [1.0, 1.0]},
        made_of={**MADE_OF, "policy": POLICY.described()},
        handed_in={"ali": datetime(2026, 10, 5, 13, tzinfo=UTC)},
    ) as book:
        book.enrol(ROSTER)
        book.add(Remark("ali", "add", 50, "neat", "me"))
        return standings(book)


def written(to: str, rows: Sequence[Standing], text: str = "", **more: object) -> Written:
    using = sheet.parsed(text.encode(), "export.csv") if text else None
    return FORMATS[to](rows, Wanted(using, **more))  # type: ignore[arg-type]


def table(done: Written, delimiter: str = ",") -> list[dict[str, str]]:
    text = done.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_csv_and_json_lines_tell_the_same(rows: list[Standing]) -> None:
    one = table(written("csv", rows))
    other = [json.loads(line) for line in written("jsonl", rows).content.splitlines()]
    assert [row["submission"] for row in one] == [row["student"] for row in other]
    for csv_row, row in zip(one, other, strict=True):
        assert (float(csv_row["score"]) if csv_row["score"] else None) == row["score"]
        if row["score"] is not None:
            parts = [*row["problems"].values(), row["late"], row["adjustment"]]
            assert sum(parts) == pytest.approx(row["score"])
    assert {row["student"]: row["score"] for row in other} == {
        "ali": 14, "fox": 3, "gone": None, "jdoe": 20,
    }  # fmt: skip


def test_nbgrader(rows: list[Standing]) -> None:
    found = table(written("nbgrader", rows, title="ps1"))
    assert list(found[0]) == list(exports._NBGRADER)
    row = found[0]
    assert (row["assignment"], row["student_id"], row["last_name"]) == ("ps1", "ali", "Li")
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == ("15.5", "1.5", "14")


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (77),Week 2 (78),Final Score\n"
    "    Points Possible,,,,,30.00,10,(read only)\n"
    '"Doe, Jane",123456,S1,jane@x.org,Maths,,9,1\n'
    '"Li, Ann",22,,ali,Maths,1,9,1\n'
    '"Gone, Cleo",33,,cleo@x.org,Maths,2,9,1\n'
    '"Student, Test",99,,,Maths,,,\n'
)


def test_canvas_takes_ids_the_points_possible_and_one_column(rows: list[Standing]) -> None:
    done = written("canvas", rows, CANVAS, column="week 1")
    found = table(done)
    assert list(found[0]) == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "Week 1 (77)",
    ]
    assert found[0]["Student"] == "    Points Possible"
    assert [row["Week 1 (77)"] for row in found] == ["30.00", "20", "14", "2", ""]
    assert set(done.missing) == {"cleo@x.org", "99"}
    assert done.strangers == ("fox",)


MOODLE = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
    "Bewertung kann geändert werden;Zuletzt geändert (Bewertung);Feedback als Kommentar\n"
    'Teilnehmer/in1;Jane Doe;jane@x.org;Abgegeben;;"30,00";Ja;-;\n'
    'Teilnehmer/in2;Ann Li;ali@x.org;Abgegeben;"1,00";"30,00";Ja;-;gut\n'
)


def test_moodle_s_sheet_keeps_its_language_and_its_commas(rows: list[Standing]) -> None:
    rows[0] = rows[0].__class__(
        **{n: getattr(rows[0], n) for n in rows[0].__slots__} | {"score": 1455}
    )
    done = written("moodle", rows, MOODLE)
    found = table(done, ";")
    assert list(found[0]) == MOODLE.splitlines()[0].split(";")
    assert [row["Bewertung"] for row in found] == ["20", "14,55"]
    assert [row["Bestwertung"] for row in found] == ["30,00", "30,00"]
    assert found[1]["Feedback als Kommentar"] == "gut"


def test_blackboard(rows: list[Standing]) -> None:
    text = (
        '"Last Name"\t"First Name"\t"Username"\t"Availability"\t"HW1 [Total Pts: 30 Score] |55"\n'
        '"Doe"\t"Jane"\t"jdoe"\t"Yes"\t""\n"Li"\t"Ann"\t"ali"\t"Yes"\t"3"\n'
    )
    using = sheet.parsed(text.encode("utf-16"), "export.xls")
    done = FORMATS["blackboard"](rows, Wanted(using))
    again = sheet.parsed(done.content, "export.xls")
    assert again.header == ("Last Name", "First Name", "Username", "HW1 [Total Pts: 30 Score] |55")
    assert [row[-1] for row in again.rows] == ["20", "14"]
    assert (again.encoding, again.delimiter) == ("utf-16", "\t")


def test_brightspace(rows: list[Standing]) -> None:
    text = (
        "OrgDefinedId,Username,Last Name,First Name,HW1 Points Grade <Numeric MaxPoints:30>,"
        "End-of-Line Indicator\n#1,#jdoe,Doe,Jane,,#\n#2,#ali,Li,Ann,3,#\n"
    )
    found = table(written("brightspace", rows, text))
    title = "HW1 Points Grade <Numeric MaxPoints:30>"
    assert list(found[0]) == ["OrgDefinedId", "Username", title, "End-of-Line Indicator"]
    assert [list(row.values()) for row in found] == [
        ["#1", "#jdoe", "20", "#"],
        ["#2", "#ali", "14", "#"],
    ]


def test_other_points_are_refused_or_converted(rows: list[Standing]) -> None:
    text = MOODLE.replace('"30,00"', '"100,00"')
    with pytest.raises(UsageError) as caught:
        written("moodle", rows, text)
    assert caught.value.message == "export.csv is out of 100 points, the gradebook of 30"
    assert "points: 100, or add --scale" in caught.value.hint
    found = table(written("moodle", rows, text, scale=True), ";")
    assert [row["Bewertung"] for row in found] == ["66,67", "46,67"]


@pytest.mark.parametrize(
    ("to", "text", "said"),
    [
        ("canvas", "", "Canvas takes its own export back"),
        ("canvas", MOODLE, "export.csv is no export of Canvas's gradebook, but one of Moodle's"),
        ("moodle", "id,name\na,b\n", "export.csv is no export of Moodle's gradebook"),
        ("canvas", CANVAS, "export.csv: several columns may be meant"),
        ("canvas", CANVAS.replace(" (77)", "").replace(" (78)", ""), "has no column for an"),
        ("canvas", CANVAS.replace("Points Possible", "Points"), "has no row Points Possible"),
        ("moodle", MOODLE.replace('"30,00"', "-"), "has no column with the maximum grade"),
        (
            "brightspace",
            "OrgDefinedId,Username,A Points Grade\n#1,#jdoe,\n",
            "has no End-of-Line Indicator",
        ),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_in_a_line(
    rows: list[Standing], to: str, text: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        written(to, rows, text, **({"column": "Week 1"} if "Points," in text else {}))
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_nothing_that_a_spreadsheet_computes_is_added(rows: list[Standing]) -> None:
    for to in ("csv", "nbgrader"):
        for row in table(written(to, rows)):
            assert not any(text.startswith(("=", "+", "@")) for text in row.values())
