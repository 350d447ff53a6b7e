"""Downloads of every platform that is known, laid down as one folder for each student."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from files import write_files, write_zip
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.policy import Policy
from grader.gradebook.roster import Student
from grader.platforms import collected as table
from grader.platforms import commits, layouts, listing
from grader.platforms.collect import Collected, collected, lines
from grader.platforms.contents import plain

ROSTER = [
    Student("jdoe", "Jane Doe", "jane@x.org", {"canvas": "123456", "moodle": "4711", "sid": "S1"}),
    Student("ali", "Ann Li", "ali@x.org", {"canvas": "22", "moodle": "4712", "sid": "S2"}),
    Student("gone", "Cleo Gone", "cleo@x.org", {"canvas": "33"}),
]
CODE = "def softmax(x):\n    return x\n"
OTHER = "def softmax(x):\n    return 2 * x\n"


def zipped(members: Mapping[str, str]) -> str:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # with a date of its own, not today's
    return stream.getvalue().decode("latin-1")


def lay(root: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("latin-1"))
    return root


def collect(root: Path, *, roster: list[Student] | None = None, **more: object) -> Collected:
    known = ROSTER if roster is None else roster
    return collected(listing.opened(root), known, **more)  # type: ignore[arg-type]


DOWNLOADS = {
    "canvas": {
        "doejane_123456_7890123_softmax.py": OTHER,
        "doejane_123456_7890124_softmax-1.py": CODE,
        "doejane_LATE_123456_7890125_helper.py": "x = 1\n",
        "liann_22_7890130_softmax.py": CODE,
        "liann_22_7890131_notes.pdf": "%PDF",
    },
    "moodle": {
        "Jane Doe_4711_assignsubmission_file_/softmax.py": CODE,
        "Jane Doe_4711_assignsubmission_file_/helper.py": "x = 1\n",
        "Ann Li_4712_assignsubmission_file_/work.zip": zipped(
            {"work/softmax.py": CODE, "work/__pycache__/x.pyc": "", "work/notes.pdf": "%PDF"}
        ),
    },
    "moodle flat": {
        "Jane Doe_4711_assignsubmission_file_softmax.py": CODE,
        "Jane Doe_4711_assignsubmission_file_helper.py": "x = 1\n",
        "Ann Li_4712_assignsubmission_onlinetext_onlinetext.html": (
            "<html><body><p>def softmax(x):<br>&nbsp;&nbsp;&nbsp; return x</p></body></html>"
        ),
        "Ann Li_4712_assignsubmission_file_notes.pdf": "%PDF",
    },
    "blackboard": {
        "HW1_jdoe_attempt_2026-10-01-12-30-45.txt": "Name: Jane Doe",
        "HW1_jdoe_attempt_2026-10-01-12-30-45_softmax.py": CODE,
        "HW1_jdoe_attempt_2026-10-01-12-30-45_helper.py": "x = 1\n",
        "HW1_ali_attempt_2026-10-02-08-00-00_softmax.py": CODE,
        "HW1_ali_attempt_2026-10-02-08-00-00_notes.pdf": "%PDF",
    },
    "brightspace": {
        "index.html": "<html>",
        "4711-99 - Jane Doe - Oct 1, 2026 1230 PM/softmax.py": CODE,
        "4711-99 - Jane Doe - Oct 1, 2026 1230 PM/helper.py": "x = 1\n",
        "4712-99 - Ann Li - Oct 2, 2026 800 AM/softmax.py": CODE,
        "4712-99 - Ann Li - Oct 2, 2026 800 AM/notes.pdf": "%PDF",
    },
    "gradescope": {
        "assignment_9_export/submission_metadata.yml": (
            "---\nsubmission_1000:\n  :submitters:\n  - :name: Jane Doe\n    :sid: 'S1'\n"
            "    :email: jane@x.org\n  :created_at: 2026-10-01 12:30:45.123456789 Z\n"
            "  :results:\n    :tests: []\n"
            "submission_1001:\n  :submitters:\n  - :name: Ann Li\n    :sid: S2\n"
            "    :email: ali@x.org\n  :created_at: 2026-10-02 10:00:00.0 +0200\n"
        ),
        "assignment_9_export/submission_1000/softmax.py": CODE,
        "assignment_9_export/submission_1000/helper.py": "x = 1\n",
        "assignment_9_export/submission_1001/softmax.py": CODE,
        "assignment_9_export/submission_1001/notes.pdf": "%PDF",
    },
    "nbgrader": {
        "submitted/jdoe/ps1/softmax.py": CODE,
        "submitted/jdoe/ps1/helper.py": "x = 1\n",
        "submitted/jdoe/ps1/timestamp.txt": "2026-10-01 12:30:45.123456 UTC",
        "submitted/ali/ps1/softmax.py": CODE,
        "submitted/ali/ps1/notes.pdf": "%PDF",
        "source/ps1/softmax.py": OTHER,
        "autograded/jdoe/ps1/softmax.py": OTHER,
    },
    "clones": {
        f"week-1-{login}/{name}": content
        for login in ("jdoe", "ali")
        for name, content in {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".github/workflows/x.yml": "",
            "probability/softmax.py": CODE,
            **({"helper.py": "x = 1\n"} if login == "jdoe" else {"notes.pdf": "%PDF"}),
        }.items()
    },
}


@pytest.fixture(params=DOWNLOADS)
def download(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return lay(tmp_path / "in", DOWNLOADS[request.param])


def check(found: Collected) -> None:
    assert set(found.files) - {"ali/online_text.py"} == {
        *("jdoe/helper.py", "jdoe/softmax.py", "jdoe/probability/softmax.py"),
        *("ali/softmax.py", "ali/probability/softmax.py"),
    } & set(found.files)
    assert len(found.files) == 3
    assert {content for name, content in found.files.items() if "helper" not in name} == {
        CODE.encode()
    }
    rows = {row.student: row for row in found.rows}
    assert list(rows) == ["ali", "jdoe", "gone"]
    assert "notes.pdf: no Python file and no notebook" in " ".join(rows["ali"].left_out)
    assert (rows["gone"].folder, rows["gone"].files) == ("", ())
    assert "1 handed in nothing: gone" in "\n".join(lines(found))
    assert not found.unknown
    assert not found.strays


def test_every_download_is_laid_down(download: Path) -> None:
    check(collect(download))


@pytest.mark.parametrize("inside", ["", "Week 1/"])
@pytest.mark.parametrize("form", ["zip", "tar.gz", "7z"])
def test_so_it_is_as_an_archive(tmp_path: Path, form: str, inside: str) -> None:
    members = {
        f"{inside}{name}": text.encode("latin-1") for name, text in DOWNLOADS["moodle"].items()
    }
    path = tmp_path / f"download.{form}"
    if form == "zip":
        write_zip(path, members)
    elif form == "7z":
        py7zr = pytest.importorskip("py7zr")
        with py7zr.SevenZipFile(path, "w") as seven:
            for name, content in members.items():
                seven.writestr(content, name)
    else:
        with tarfile.open(path, "w:gz") as archive:
            for name, content in members.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    check(collect(path))


def test_canvas_tells_what_was_handed_in_again(tmp_path: Path) -> None:
    found = collect(lay(tmp_path, DOWNLOADS["canvas"]))
    row = next(row for row in found.rows if row.student == "jdoe")
    assert row.left_out == ("softmax.py: handed in again as softmax-1.py",)
    assert found.files["jdoe/softmax.py"] == CODE.encode()


def test_names_that_only_look_counted_stay(tmp_path: Path) -> None:
    files = {"a_1_2_part-1.py": "a = 1\n", "a_1_3_part-2.py": "b = 1\n"}
    assert set(collect(lay(tmp_path, files), roster=[]).files) == {"a_1/part-1.py", "a_1/part-2.py"}


def test_a_group_s_work_is_everybody_s(tmp_path: Path) -> None:
    roster = [Student(name, ids={"group_name": "Team 7"}) for name in ("ann", "ben")]
    found = collect(lay(tmp_path, {"team7_55_1_softmax.py": CODE}), roster=roster)
    assert set(found.files) == {"ann/softmax.py", "ben/softmax.py"}


def test_gradescope_s_groups_too(tmp_path: Path) -> None:
    text = (
        "submission_1:\n  :submitters:\n  - :name: Jane Doe\n    :email: jane@x.org\n"
        "  - :name: Ann Li\n    :sid: 'S2'\n  :created_at: 2026-10-01 12:30:45 Z\n"
    )
    files = {"submission_metadata.yml": text, "submission_1/softmax.py": CODE}
    found = collect(lay(tmp_path, files))
    assert set(found.files) == {"jdoe/softmax.py", "ali/softmax.py"}


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("blackboard", datetime(2026, 10, 1, 10, 30, 45, tzinfo=UTC)),
        ("brightspace", datetime(2026, 10, 1, 10, 30, tzinfo=UTC)),
        ("gradescope", datetime(2026, 10, 1, 12, 30, 45, tzinfo=UTC)),
        ("nbgrader", datetime(2026, 10, 1, 12, 30, 45, 123456, tzinfo=UTC)),
    ],
)
def test_when_it_came_and_how_late(tmp_path: Path, name: str, moment: datetime) -> None:
    policy = Policy(datetime(2026, 10, 1, 0, 30, 45), "Europe/Berlin")  # noqa: DTZ001
    found = collect(
        lay(tmp_path, DOWNLOADS[name]),
        policy=policy,
        clock=lambda time: time.replace(tzinfo=UTC) - timedelta(hours=2),
    )
    row = next(row for row in found.rows if row.student == "jdoe")
    assert row.handed_in == moment
    assert row.late == moment - datetime(2026, 9, 30, 22, 30, 45, tzinfo=UTC)


def test_blackboard_has_attempts(tmp_path: Path) -> None:
    files = {
        "HW1_jdoe_attempt_2026-10-01-12-30-45_softmax.py": OTHER,
        "HW1_jdoe_attempt_2026-10-02-12-30-45_softmax.py": CODE,
    }
    found = collect(lay(tmp_path, files))
    assert found.files == {
        "jdoe attempt 1/softmax.py": OTHER.encode(),
        "jdoe/softmax.py": CODE.encode(),
    }
    assert [(row.student, row.attempt) for row in found.rows if row.folder] == [
        ("jdoe", 1),
        ("jdoe", 2),
    ]


def test_a_day_that_is_none_is_no_time(tmp_path: Path) -> None:
    name = "HW1_jdoe_attempt_2026-13-45-12-30-45_softmax.py"
    (row,) = (row for row in collect(lay(tmp_path, {name: CODE})).rows if row.folder)
    assert (row.student, row.handed_in, row.untimed) == ("jdoe", None, True)


@pytest.mark.parametrize(
    ("text", "roster", "user"),
    [
        ("Name: Jörg Müller (j_mueller)\nAssignment: First (week_j_mueller)", [], "j_mueller"),
        ("", ["mueller", "j_mueller"], "j_mueller"),
        ("Name: Ann Li (ann)", ["mueller"], "mueller"),
        ("Name: Jörg Müller", [], "mueller"),
    ],
)
def test_a_user_s_name_on_blackboard_may_have_underscores(
    tmp_path: Path, text: str, roster: list[str], user: str
) -> None:
    start = "First week_j_mueller_attempt_2026-10-05-21-12-33"
    files = {f"{start}_one_hot.py": CODE} | ({f"{start}.txt": text} if text else {})
    found = collect(lay(tmp_path, files), roster=[Student(one) for one in roster])
    assert set(found.files) == {f"{user}/one_hot.py"}
    assert not found.unknown or not roster


def test_a_file_s_name_makes_nobody_another_on_blackboard(tmp_path: Path) -> None:
    name = "HW1_ali_attempt_2026-10-05-12-00-00_x_jdoe_attempt_2026-10-01-99-00-00_softmax.py"
    (row,) = (row for row in collect(lay(tmp_path, {name: CODE})).rows if row.folder)
    assert row.student == "ali"


def stamped(root: Path, stamp: str, **more: object) -> Collected:
    files = {"submitted/ali/ps1/softmax.py": CODE, "submitted/ali/ps1/timestamp.txt": stamp}
    return collect(lay(root, files), roster=[], **more)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        *(("", 23), (" UTC", 23), (" CEST", 21), (" CET", 22), (" Europe/Berlin", 21)),
        *(("+02:00", 21), (" -0130", 24.5), (" EST", 28), (" EDT", 27)),
    ],
)
def test_nbgrader_s_times_are_of_any_zone(tmp_path: Path, zone: str, hour: float) -> None:
    (row,) = stamped(tmp_path, f"2026-10-06 23:00:00.000000{zone}\n").rows
    assert row.handed_in == datetime(2026, 10, 6, tzinfo=UTC) + timedelta(hours=hour)


def test_a_zone_s_name_that_several_have_is_that_of_the_assignment(tmp_path: Path) -> None:
    policy = Policy(datetime(2026, 1, 6), "America/Chicago")  # noqa: DTZ001
    (row,) = stamped(tmp_path, "2026-01-06 12:00:00 CST", policy=policy).rows
    assert row.handed_in == datetime(2026, 1, 6, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        ("2026-01-06 12:00:00 CST", "several zones are called CST"),
        ("2026-01-06 12:00:00 Mars/Base", "no zone is called Mars/Base"),
        ("2026-13-06 12:00:00 UTC", "2026-13-06 12:00:00 UTC is no time"),
        ("yesterday", "yesterday is no time"),
    ],
)
def test_a_time_that_cannot_be_read_is_told(tmp_path: Path, stamp: str, said: str) -> None:
    found = stamped(tmp_path, stamp)
    assert [row.handed_in for row in found.rows] == [None]
    assert f"no time is known of ali: timestamp.txt: {said}" in list(lines(found))


def test_of_an_nbgrader_course_what_was_submitted_is_taken(tmp_path: Path) -> None:
    beside = dict.fromkeys(
        ("nbgrader_config.py", "gradebook.db", "README.md", "release/ps1/softmax.py"), ""
    )
    check(collect(lay(tmp_path, {**DOWNLOADS["nbgrader"], **beside})))


def test_two_files_for_one_name_are_named_or_the_newest_is_taken(tmp_path: Path) -> None:
    files = {
        "Jane Doe_4711_assignsubmission_file_/old/softmax.py": OTHER,
        "Jane Doe_4711_assignsubmission_file_/new/softmax.py": CODE,
    }
    lay(tmp_path, files)
    os.utime(tmp_path / next(iter(files)), (0, 0))
    with pytest.raises(UsageError) as caught:
        collect(tmp_path)
    assert caught.value.message == "jdoe: new/softmax.py and old/softmax.py are not the same"
    assert "--prefer newest" in caught.value.hint
    found = collect(tmp_path, newest=True)
    assert found.files == {"jdoe/new/softmax.py": CODE.encode()}
    assert found.rows[0].left_out == ("old/softmax.py: new/softmax.py is newer",)


def test_who_is_not_on_the_roster_is_collected_and_told(tmp_path: Path) -> None:
    found = collect(lay(tmp_path, {"fox_77_1_softmax.py": CODE}))
    assert set(found.files) == {"fox_77/softmax.py"}
    assert found.unknown == ("fox_77",)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("PK\x03\x04 broken", id="broken"),
        pytest.param(zipped({"../../up.py": "x"}), id="climbs out"),
    ],
)
def test_an_archive_that_cannot_be_read_is_told_and_costs_nobody_else(
    tmp_path: Path, content: str
) -> None:
    files = {
        "Jane Doe_4711_assignsubmission_file_/softmax.py": CODE,
        "Ann Li_4712_assignsubmission_file_/work.zip": content,
    }
    found = collect(lay(tmp_path, files))
    assert set(found.files) == {"jdoe/softmax.py"}
    (row,) = (row for row in found.rows if row.student == "ali")
    assert len(row.left_out) == 1
    assert "handed in no Python file and no notebook: ali" in "\n".join(lines(found))


def test_an_archive_that_is_huge_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_FILE", 1_000)
    path = write_zip(tmp_path / "x.zip", {"a_1_2_softmax.py": "x = 1\n" * 1_000})
    (row,) = collect(path, roster=[]).rows
    assert row.left_out == ("softmax.py: larger than 0 MB",)
    monkeypatch.setattr(listing, "MOST_BYTES", 1_000)
    with pytest.raises(UsageError, match="holds more than"):
        collect(path)


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", {"a_1_2_softmax.py": CODE})
    (root / "a_1_3_secret.py").symlink_to("/etc/passwd")
    found = collect(root, roster=[])
    assert set(found.files) == {"a_1/softmax.py"}
    assert "left out: a_1_3_secret.py (a link or no file)" in list(lines(found))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "the download holds no file"),
        ({"anna/softmax.py": CODE}, "it is no download of a platform that is known"),
        (
            {**DOWNLOADS["canvas"], "README.md": ""},
            "it looks like Canvas, but for README.md",
        ),
        (
            {"submitted/a/ps1/x.py": CODE, "submitted/a/ps2/x.py": CODE},
            "it holds several assignments: ps1, ps2",
        ),
        ({"submission_1/softmax.py": CODE}, "holds no submission_metadata.yml"),
        (
            {"x_1_assignsubmission_file_2_3_a.py": CODE},
            "it may be from Canvas or Moodle",
        ),
    ],
)
def test_what_fits_nothing_is_refused_with_the_reason(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError) as caught:
        collect(lay(tmp_path / "in", files))
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_one_can_say_which(tmp_path: Path) -> None:
    root = lay(tmp_path, {**DOWNLOADS["canvas"], "README.md": ""})
    found = collect(root, asked="canvas")
    assert found.strays == {"README.md": "not named as the others are"}
    other = lay(tmp_path / "b", {"submitted/a/ps1/x.py": CODE, "submitted/a/ps2/x.py": OTHER})
    assert collect(other, only="ps2", roster=[]).files == {"a/x.py": OTHER.encode()}


def test_the_commit_tells_the_time(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git")

    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@x", *words],
            cwd=repository, check=True, capture_output=True,
            env={"GIT_COMMITTER_DATE": "2026-10-01T12:30:45Z", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(tmp_path)},
        )  # fmt: skip

    repository = tmp_path / "in/week-1-jdoe"
    write_files(repository, {"softmax.py": CODE})
    git("init", "-b", "main")
    for number in range(3):
        (repository / "more.py").write_text(f"x = {number}\n")
        git("add", "-A")
        git("commit", "-m", f"number {number}")
    moment = datetime(2026, 10, 1, 12, 30, 45, tzinfo=UTC)
    for step in (("status",), ("gc", "--aggressive"), ("checkout", "--detach", "HEAD~1")):
        git(*step)
        (row,) = collect(tmp_path / "in", roster=[]).rows
        assert (row.student, row.handed_in) == ("week-1-jdoe", moment), step


def test_a_delta_is_applied() -> None:
    base = b"tree a\ncommitter x 17 +0000\n"
    delta = bytes([len(base), 30, 0x91, 0, len(base), 2]) + b"hi"
    assert commits._applied(base, delta) == base + b"hi"


def test_a_damaged_clone_has_no_time(tmp_path: Path) -> None:
    found = collect(lay(tmp_path, DOWNLOADS["clones"]))
    assert [row.handed_in for row in found.rows] == [None, None, None]


def test_code_from_an_editor() -> None:
    page = (
        b"<p>def f(x):</p>\n<pre>    if x &lt; 1:\n        return '<b>'</pre><div>#&nbsp;end</div>"
    )
    assert plain(page) == b"def f(x):\n    if x < 1:\n        return ''\n# end\n"


# What is written -----------------------------------------------------------------------------


def test_the_table_is_read_again(tmp_path: Path) -> None:
    moment = datetime(2026, 10, 1, 12, tzinfo=UTC)
    rows = [
        table.Row("=anna", "=anna", 'Anna, the "first"', 2, moment, timedelta(days=1, minutes=5)),
        table.Row("", "gone", "Cleo"),
    ]
    (tmp_path / "collected.csv").write_bytes(table.rendered(rows))
    (row,) = table.read(tmp_path).values()
    assert (row.folder, row.student, row.attempt, row.handed_in) == ("=anna", "=anna", 2, moment)
    text = (tmp_path / "collected.csv").read_text("utf-8-sig")
    assert "1 d 00:05" in text
    assert "handed in nothing" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who\na\n", "has no column folder"),
        ("folder,student,handed_in\na,a,yesterday\n", "row 2: yesterday is no time"),
        ("folder,student,handed_in\na,a,2026-10-01 12:00\n", "is no time with its offset"),
        ("folder,student\na,a\na,b\n", "row 3: a is there twice"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "collected.csv").write_text(text)
    with pytest.raises(UsageError, match="collected") as caught:
        table.read(tmp_path)
    assert said in caught.value.message


NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=9
)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=6))
def test_whatever_it_holds_is_understood_or_refused_in_a_line(names: list[str]) -> None:
    with contextlib.suppress(UsageError):
        layout, reading, start = layouts.recognised(names)
        told = {piece.source for piece in reading.pieces} | set(reading.own)
        assert {f"{start}{name}" for name in told} == set(names)
        assert layout in layouts.LAYOUTS
