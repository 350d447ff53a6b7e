"""Who takes part, read from what platforms export, whatever their dialect."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook.roster import Roster, Student
from grader.platforms import identity, sheet

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (77)\n"
    "    Points Possible,,,,,10.00\n"
    '"Doe, Jane",123456,S1,jdoe,Maths,\n'
    '"Li, Ann",22,S2,ali@example.org,Maths,5\n'
    '"Student, Test",99,,,Maths,\n'
)
MOODLE_DE = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,"
    '"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)"\n'
    'Teilnehmer/in4711,Jörg Maß,joerg@example.org,Zur Bewertung,,"10,00",Ja,-\n'
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Week 1 [Total Pts: 10] |5"\n'
    '"Doe"\t"Jane"\t"jdoe"\t"0042"\t""\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Week 1 Points Grade,End-of-Line Indicator\n"
    "#0042,#jdoe,Doe,Jane,,#\n"
)
CANVAS_TWICE = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Week (1)\n    Points Possible,,,,,10\n"
    '"Doe, Jane",101,S1,jdoe,A,\n"Doe, J",101,S2,jd,A,\n'
)


def students(text: str, encoding: str = "utf-8") -> list[Student]:
    return identity.students(sheet.parsed(text.encode(encoding), "export.csv"))


def test_canvas_has_rows_that_are_nobody_s() -> None:
    found = students(CANVAS)
    assert [one.id for one in found] == ["jdoe", "ali@example.org", "99"]
    assert found[0].name == "Jane Doe"
    assert found[0].ids["canvas"] == "123456"
    assert found[1].email == "ali@example.org"


def test_moodle_in_whichever_language() -> None:
    (one,) = students(MOODLE_DE, "utf-8-sig")
    assert (one.id, one.name, one.ids["moodle"]) == ("joerg@example.org", "Jörg Maß", "4711")


def test_blackboard_in_its_own_encoding() -> None:
    (one,) = students(BLACKBOARD, "utf-16")
    assert one == Student("jdoe", "Jane Doe", "", {"number": "0042"})


def test_brightspace() -> None:
    assert students(BRIGHTSPACE) == [Student("jdoe", "Jane Doe", "", {"number": "0042"})]


def test_a_plain_table() -> None:
    found = students("name;id;email\r\nDoe, Jane;j1;j@x.org\r\n\r\n'=1+1;k2;\r\n")
    assert [(one.id, one.name, one.email) for one in found] == [
        ("j1", "Doe, Jane", "j@x.org"),
        ("k2", "'=1+1", ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "export.csv is empty"),
        ("id,name\n", "names nobody"),
        ("colour,size\nred,3\n", "no column that says who is who, only colour, size"),
        ("id,name\na,Ann\n A,Ben\n", "Ann and Ben have the same id A"),
        ("id,name\n,Ann\n", "Ann has no id"),
        (CANVAS_TWICE, "Jane Doe and J Doe have the same number 101"),
        ("id,id\na,b\n", "two columns are called id"),
        ("id,name\na,b,c\n", "row 2 has more columns than the header"),
        ('id,name\n"a,b\n', "is no CSV file"),
        ("id,name\na,b\0\n", "is no CSV file"),
    ],
)
def test_what_is_wrong_is_one_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        students(text)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_other_encodings_are_told() -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        students("id,name\na,J\xf6rg\n", "latin-1")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        identity.read_students(tmp_path / "no.csv")


def test_a_sheet_is_written_as_it_came() -> None:
    for text, encoding in ((CANVAS, "utf-8"), (MOODLE_DE, "utf-8-sig"), (BLACKBOARD, "utf-16")):
        found = sheet.parsed(text.encode(encoding), "export.csv")
        assert sheet.parsed(found.encoded(), "export.csv") == found


def test_who_is_meant() -> None:
    roster = Roster(
        [
            Student("a1", "Ann Li", "ali@x.org"),
            Student("b2", "Ben Li", "ali@y.org"),
            Student("ali", "Cleo", ""),
        ]
    )
    for text, expected in (("A1", "a1"), ("ann  li", "a1"), ("ali@Y.org", "b2"), ("ali", "ali")):
        assert roster.one(text).id == expected
    with pytest.raises(UsageError, match="there is no student Ann Lee"):
        roster.one("Ann Lee")
    twins = Roster([Student("a", "Ann"), Student("b", "Ann")])
    assert twins.find("Ann") is None
    with pytest.raises(UsageError, match="Ann may be any of a, b"):
        twins.one("Ann")
