"""Submissions are hostile: whatever they are, they are read safely or refused in one line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import time
import urllib.parse
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from files import write_zip
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError, UsageError
from grader.exercise.spec import parse_problem
from grader.submission import (
    Source,
    cells,
    intake,
    read_answer,
    read_submission,
    read_submissions,
    submission,
)
from grader.submission.intake import safe_name, shown
from grader.submission.source import Place

if TYPE_CHECKING:
    from grader.problem import Problem

QUICK = settings(deadline=None, max_examples=60)
CODE = "import numpy as np\n\n\ndef softmax(z):\n    return z\n"


def problem(name: str = "softmax", asks: str = "softmax") -> Problem:
    names = asks.split()
    content = (
        f"title: T\ndifficulty: 1\nstatement: S.\nhints: [One., Two.]\nasks: [{', '.join(names)}]\n"
        f"stub: |\n"
        + "".join(f"  def {ask}(z): ...\n" for ask in names)
        + f"entry: {names[0]}(z) -> p\n"
        "given: {all: {z: {reals: [3]}}}\nreturns: {p: {reals: [3]}}\n"
        "checks:\n  - {name: right, agrees: {}, points: 9}\n"
    )
    return parse_problem(content, Path(f"problems/area/{name}.yaml"))


SOFTMAX = problem()


def found(path: Path, wanted: Problem = SOFTMAX) -> Source:
    submission = read_submission(path)
    assert submission.error == ""
    return submission.source(wanted)


def refused(path: Path, wanted: Problem = SOFTMAX) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_submission(path).source(wanted)
    assert "\n" not in caught.value.message
    return caught.value.message


def notebook(path: Path, *sources: str | list[str], **more: Any) -> Path:
    code: list[Any] = [
        {"cell_type": "code", "source": s, "metadata": {}, "outputs": []} for s in sources
    ]
    text = {"cell_type": "markdown", "source": "def softmax(z): prose", "metadata": {}}
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [text, *code], **more}))
    return path


# A folder of submissions -------------------------------------------------------------------------


def test_every_entry_is_a_submission(tmp_path: Path) -> None:
    (tmp_path / "dora").mkdir()
    (tmp_path / "dora" / "softmax.py").write_text(CODE)
    (tmp_path / "anna.py").write_text(CODE)
    notebook(tmp_path / "ben.ipynb", CODE)
    write_zip(tmp_path / "cleo.zip", {"softmax.py": CODE})
    for ignored in (".hidden.py", "README.md", "grades.csv"):
        (tmp_path / ignored).write_text("")
    (tmp_path / "__pycache__").mkdir()
    submissions = read_submissions(tmp_path)
    assert [submission.name for submission in submissions] == ["anna", "ben", "cleo", "dora"]
    assert all("def softmax" in submission.source(SOFTMAX).text for submission in submissions)


def test_entries_of_one_stem_keep_their_suffix(tmp_path: Path) -> None:
    (tmp_path / "anna.py").write_text(CODE)
    notebook(tmp_path / "anna.ipynb", CODE)
    (tmp_path / "ben.py").write_text(CODE)
    names = [submission.name for submission in read_submissions(tmp_path)]
    assert names == ["anna.ipynb", "anna.py", "ben"]


def test_one_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "fine.py").write_text(CODE)
    (tmp_path / "broken.zip").write_bytes(b"PK, but no archive")
    (tmp_path / "other.tar.gz").write_bytes(b"")
    (tmp_path / "essay.docx").write_bytes(b"PK")
    (tmp_path / "link.py").symlink_to(tmp_path / "fine.py")
    os.mkfifo(tmp_path / "pipe.py")
    errors = {submission.name: submission.error for submission in read_submissions(tmp_path)}
    assert errors == {
        "empty": "empty holds no Python file and no notebook",
        "fine": "",
        "broken": "broken.zip is not a sound zip archive: File is not a zip file",
        "other.tar.gz": "other.tar.gz is an archive other than a .zip: hand in a .py, an .ipynb or a"
        " .zip of them",
        "essay.docx": "essay.docx is neither Python nor a notebook: hand in a .py, an .ipynb or a"
        " .zip of them",
        "link": "link.py is a symbolic link, which is not followed",
        "pipe": "pipe.py is not a regular file",
    }


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        read_submissions(tmp_path / "gone")


# Which file is meant -----------------------------------------------------------------------------


def test_a_file_that_bears_the_name_comes_first(tmp_path: Path) -> None:
    (tmp_path / "week1").mkdir()
    (tmp_path / "week1" / "softmax.py").write_text(CODE)
    (tmp_path / "all.py").write_text(CODE + "# another")
    source = found(tmp_path)
    assert (source.file, source.text) == ("week1/softmax.py", CODE)
    assert source.where(4) == "week1/softmax.py:4"


@pytest.mark.parametrize(
    "line",
    [
        "def softmax(z): ...",
        "async def softmax(z): ...",
        "class softmax:",
        "softmax = lambda z: z",
        "softmax: object = len",
        "x = 1\nsoftmax=f",
    ],
)
def test_else_one_that_defines_it(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.py").write_text(line)
    (tmp_path / "b.py").write_text("softmax == 3\n  softmax = 3\n# def softmax\nprint(softmax)\n")
    assert found(tmp_path).file == "a.py"


def test_one_of_several_asked_names_is_enough(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("class Model: ...")
    assert found(tmp_path, problem("lsa", "fit Model")).file == "a.py"


def test_two_that_could_be_meant_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE)
    notebook(tmp_path / "b.ipynb", CODE + "# another")
    assert refused(tmp_path) == "both a.py and b.ipynb could be for softmax: keep one"


def test_copies_of_one_file_are_one(tmp_path: Path) -> None:
    for folder in ("a", "backup"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "softmax.py").write_text(CODE)
    assert found(tmp_path).file == "a/softmax.py"
    (tmp_path / "backup" / "softmax.py").write_text(CODE + "\n")
    assert "both a/softmax.py and backup/softmax.py" in refused(tmp_path)


def test_an_archive_may_hold_a_name_twice(tmp_path: Path) -> None:
    path = tmp_path / "anna.zip"
    for second in (CODE, CODE + "# another"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("softmax.py", CODE)
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("softmax.py", second)
        if second == CODE:
            assert found(path).text == CODE
        else:
            assert refused(path) == "softmax.py is there twice, and not the same"


def test_nothing_found_says_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("x = 1")
    assert refused(tmp_path) == "nothing found for softmax"
    (tmp_path / "work.ipynb").write_text("{")
    assert refused(tmp_path) == (
        "nothing found for softmax (work.ipynb is not a notebook: its brackets do not match)"
    )


@pytest.mark.parametrize("folder", [".git", "__pycache__", ".ipynb_checkpoints", "venv"])
def test_some_folders_are_not_looked_into(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "softmax.py").write_text(CODE)
    assert "holds no Python file" in refused(tmp_path)


def test_configuration_and_exercises_in_a_submission_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "softmax.py").write_text(CODE)
    for name in ("softmax.yaml", "pyproject.toml", "conftest.txt", "setup.cfg"):
        os.mkfifo(tmp_path / name)  # reading one would wait for ever
    assert found(tmp_path).text == CODE


def test_hostile_source_is_not_parsed_here(tmp_path: Path) -> None:
    content = "def softmax(z): return " + "(" * 500_000
    (tmp_path / "a.py").write_text(content)
    assert found(tmp_path).text == content


# Reading safely ----------------------------------------------------------------------------------


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text(CODE)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "softmax.py").symlink_to(tmp_path / "secret.py")
    assert refused(tmp_path / "work") == "softmax.py is a symbolic link, which is not followed"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "softmax.py").write_text(CODE)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "inner").symlink_to(tmp_path / "outside")
    assert "holds no Python file" in refused(tmp_path / "more")


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "softmax.py")
    assert refused(tmp_path) == "softmax.py is not a regular file"


def test_files_that_are_too_large_are_refused(tmp_path: Path) -> None:
    (tmp_path / "softmax.py").write_bytes(b"#" * ((1 << 20) + 1))
    assert refused(tmp_path) == "softmax.py is larger than 1 MB"
    with (tmp_path / "softmax.py").open("wb") as sparse:
        sparse.truncate(1 << 40)
    assert refused(tmp_path) == "softmax.py is larger than 1 MB"


LATIN = "# r\u00e9sum\u00e9\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + CODE.encode(),
        ("\ufeff" + CODE).encode("utf-16-le"),
        ("\ufeff" + CODE).encode("utf-16-be"),
        CODE.replace("\n", "\r\n").encode(),
        CODE.replace("\n", "\r").encode(),
    ],
)
def test_texts_of_many_kinds_are_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "softmax.py").write_bytes(content)
    assert found(tmp_path) == Source(CODE, "softmax.py")


@pytest.mark.parametrize(
    ("coding", "named"),
    [
        ("latin-1", "latin-1"),
        ("cp1252", "windows-1252"),
        ("gb18030", "gb18030"),
        ("utf-8", "UTF-8"),
    ],
)
def test_a_coding_line_counts(tmp_path: Path, coding: str, named: str) -> None:
    text = f"#!/usr/bin/python\n# -*- coding: {named} -*-\nNAME = 'r\u00e9sum\u00e9'\n{CODE}"
    (tmp_path / "softmax.py").write_bytes(text.encode(coding))
    assert found(tmp_path) == Source(text, "softmax.py")


@pytest.mark.parametrize("named", ["klingon", "zip", "idna", "punycode", "unicode_escape", "utf-7"])
def test_another_coding_line_does_not(tmp_path: Path, named: str) -> None:
    text = f"# coding: {named}\n{CODE}"
    (tmp_path / "softmax.py").write_text(text)
    assert found(tmp_path).text == text


@pytest.mark.parametrize("text", [LATIN + CODE, CODE + f'\n"""\n{LATIN}"""', CODE + f"  {LATIN}"])
def test_letters_of_an_old_code_page_in_comments_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "softmax.py").write_bytes(text.encode("cp1252"))
    source = found(tmp_path)
    assert source.text == text
    line = text.split("\n").index(next(t for t in text.split("\n") if not t.isascii())) + 1
    assert source.notes == (
        f"softmax.py is not UTF-8 text in line {line}; read as cp1252, since that is a comment",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x = 1\ndef softmax(z): '\xff'", "byte 0xff in line 2, column 18"),
        (b"# coding: ascii\nx = '\xe9'", "byte 0xe9 in line 2, column 6"),
        (b"\xef\xbb\xbfx = '\xff'", "byte 0xff in line 1, column 9"),
        (b"def softmax(z): 1\0", "softmax.py holds a NUL character in line 1"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "softmax.py").write_bytes(content)
    assert reason in refused(tmp_path)


def test_a_notebook_may_be_utf_16(tmp_path: Path) -> None:
    path = notebook(tmp_path / "a.ipynb", CODE)
    path.write_bytes(("\ufeff" + path.read_text()).encode("utf-16-le"))
    assert found(path).text == CODE


def test_what_is_never_read_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "deep" / "/".join("abcdefghij")
    deep.mkdir(parents=True)
    (deep / "softmax.py").write_text(CODE)
    assert refused(tmp_path / "deep") == (
        "deep holds no Python file and no notebook (folders more than 8 deep are not looked into)"
    )
    for name in ("many/data", "many/.venv/lib", "many/venv/lib"):
        (tmp_path / name).mkdir(parents=True)
        for i in range(1001):
            (tmp_path / name / f"{i}.{'py' if 'venv' in name else 'csv'}").touch()
    (tmp_path / "many" / "softmax.py").write_text(CODE)
    assert found(tmp_path / "many").text == CODE
    monkeypatch.setattr(intake, "MOST_FILES", 3)
    for i in range(3):
        (tmp_path / "many" / f"{i}.py").touch()
    assert refused(tmp_path / "many") == "holds more than 3 Python files and notebooks"
    monkeypatch.setattr(intake, "MOST_FILES", 1000)
    monkeypatch.setattr(intake, "MOST_ENTRIES", 100)
    assert refused(tmp_path / "many") == "holds more than 100 files"


@pytest.mark.parametrize(
    "name", ["essay.docx", "softmax.txt", "hw.7z", "hw.tar.gz", "a.pdf", "a.rar"]
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "anna" / "week 1").mkdir(parents=True)
    (tmp_path / "anna" / "week 1" / name).write_bytes(b"x")
    assert f"(week 1/{name} is " in refused(tmp_path / "anna")
    (tmp_path / "anna" / "softmax.py").write_text(CODE)
    assert found(tmp_path / "anna").text == CODE
    assert f"b/{name} is " in refused(write_zip(tmp_path / "a.zip", {f"b/{name}": "x"}))
    (tmp_path / name).write_bytes(b"x")
    assert [one.error.startswith(f"{name} is ") for one in read_submissions(tmp_path)].count(
        True
    ) == 1


def test_an_archive_in_a_folder_is_opened(tmp_path: Path) -> None:
    write_zip(tmp_path / "hw.zip", {"week/softmax.py": CODE})
    (tmp_path / "broken.zip").write_bytes(b"PK")
    source = found(tmp_path)
    assert (source.text, source.file) == (CODE, "hw.zip/week/softmax.py")
    write_zip(tmp_path / "out.zip", {"hw.zip": "x"})
    assert "hw.zip lies in another archive" in refused(tmp_path / "out.zip")


@pytest.mark.parametrize(
    "name", ["Softmax.py", "soft_max.py", "softmax (1).py", "softmax-2.py", "softmax copy.py"]
)
def test_a_file_may_be_named_nearly_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("def mine(z): return z")
    (tmp_path / "other.py").write_text("def relu(z): return z")
    assert found(tmp_path).file == name


@pytest.mark.parametrize("name", ["Softmax", "soft_max", "SOFTMAX"])
def test_a_function_may_be_named_nearly_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "hw.py").write_text(f"def {name}(z): return z")
    assert found(tmp_path).file == "hw.py"


def test_a_name_that_is_near_is_told(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_text("def sofmax(z): return z\ndef relu(z): return z")
    assert refused(tmp_path) == "nothing found for softmax (hw.py defines sofmax, not softmax)"
    assert read_answer(tmp_path / "hw.py", SOFTMAX).file == "hw.py"


def test_names_in_two_forms_are_one(tmp_path: Path) -> None:
    composed, split = "m\u00fcller", "mu\u0308ller"
    for name in (composed, split):
        (tmp_path / "in" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name / "softmax.py").write_text(CODE)
        assert found(tmp_path / "in").file == f"{composed}/softmax.py"
        path = write_zip(tmp_path / "a.zip", {f"{name}/softmax.py": CODE})
        assert found(path).file == f"{composed}/softmax.py"


def test_a_name_may_fill_what_a_file_system_has(tmp_path: Path) -> None:
    name = "x" * 252 + ".py"
    (tmp_path / name).write_text(CODE)
    assert found(tmp_path).file == name
    assert [one.name for one in read_submissions(tmp_path)]


# Archives ----------------------------------------------------------------------------------------


def test_an_archive_is_a_folder(tmp_path: Path) -> None:
    members = {"work/softmax.py": CODE, "__MACOSX/work/softmax.py": "junk", "work/a.txt": "x"}
    assert found(write_zip(tmp_path / "a.zip", members)).file == "work/softmax.py"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize(
    "name",
    ["../softmax.py", "/etc/softmax.py", "a/../../softmax.py", "..\\softmax.py", "C:softmax.py"],
)
def test_names_that_climb_out_are_left(tmp_path: Path, name: str) -> None:
    assert "a.zip holds the unsafe name " in refused(write_zip(tmp_path / "a.zip", {name: CODE}))
    members = {name: CODE, "b\\softmax.py": CODE, "notes 10:30.txt": ""}
    assert found(write_zip(tmp_path / "a.zip", members)).file == "b/softmax.py"


def test_links_in_an_archive_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        link = zipfile.ZipInfo("softmax.py")
        link.external_attr = 0o120777 << 16
        out.writestr(link, "/etc/passwd")
    assert "holds no Python file" in refused(tmp_path / "a.zip")


def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = write_zip(tmp_path / "a.zip", {"softmax.py": "#" * 1_000_000})
    assert refused(bomb) == "softmax.py is compressed more than 200 times"
    bomb = write_zip(tmp_path / "b.zip", {"softmax.py": "#" * 2_000_000})
    assert refused(bomb) == "softmax.py is larger than 1 MB"
    members = {"softmax.py": CODE, "data.txt": " " * 5_000_000}
    assert found(write_zip(tmp_path / "c.zip", members)).text == CODE


def test_an_archive_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"softmax.py": "#" * 3_000_000})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 1000)
    path.write_bytes(content)
    told = refused(path)
    assert told.startswith(("a.zip is not a sound zip archive", "softmax.py is "))


def test_an_archive_of_too_many_files_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = {f".venv/{i}.py": "" for i in range(1200)} | {"softmax.py": CODE}
    path = write_zip(tmp_path / "a.zip", members)
    assert found(path).text == CODE
    monkeypatch.setattr(intake, "MOST_ENTRIES", 1000)
    assert refused(path) == "a.zip holds more than 1,000 files"
    monkeypatch.setattr(intake, "MOST_DIRECTORY", 50_000)
    monkeypatch.setattr(zipfile.ZipFile, "__init__", None)
    assert refused(path) == "a.zip holds too many files"


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"softmax.py": CODE})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    path.write_bytes(content)
    assert refused(path) == "softmax.py is encrypted"


def test_uncommon_compression_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"softmax.py": CODE}, zipfile.ZIP_LZMA)
    assert refused(path) == "softmax.py is compressed in an uncommon way; use plain zip"


def test_a_damaged_member_is_one_line(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"softmax.py": CODE}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"return z", b"return q"))
    assert refused(path).startswith("a.zip is not a sound zip archive: Bad CRC-32")


@QUICK
@given(st.data())
def test_a_mangled_archive_is_read_or_refused(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("softmax.py", CODE)
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = Path(os.environ.get("TMPDIR", "/tmp"), f"mangled-{os.getpid()}.zip")
    path.write_bytes(content)
    try:
        submission = read_submission(path)
        if not submission.error:
            submission.source(SOFTMAX)
    except SubmissionError:
        pass
    finally:
        path.unlink()


# Notebooks ---------------------------------------------------------------------------------------


def test_a_notebook_is_its_code_cells(tmp_path: Path) -> None:
    cells: list[Any] = [
        "%matplotlib inline\nk = 1",
        ["def softmax(z):\r\n", "    return z + k"],
        "",
        "x = 1",
    ]
    source = found(notebook(tmp_path / "work.ipynb", *cells))
    assert source.text == "%matplotlib inline\nk = 1\ndef softmax(z):\n    return z + k\n\nx = 1"
    assert source.where(2) == "work.ipynb, code cell 1, line 2"
    assert source.where(3) == "work.ipynb, code cell 2, line 1"
    assert source.where(4) == "work.ipynb, code cell 2, line 2"
    assert source.where(6) == "work.ipynb, code cell 4, line 1"


@pytest.mark.parametrize(
    "source",
    [
        "def softmax(z): return z",
        ">>> def softmax(z): return z",
        "In [3]: def softmax(z): return z",
        "try:\n    def softmax(z): return z\nexcept ValueError: pass",
        "a, softmax = 1, len",
        "from utils import helper as softmax",
        "get_ipython().run_cell_magic('time', '', 'def softmax(z): return z')",
    ],
)
def test_a_glance_finds_what_may_define_it(tmp_path: Path, source: str) -> None:
    assert found(notebook(tmp_path / "a.ipynb", "x = 1", source)).cells[1].start == 2
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.py").write_text(source)
    (tmp_path / "b" / "d.py").write_text("x = softmaxes")
    assert found(tmp_path / "b").file == "c.py"


@pytest.mark.parametrize(
    ("source", "untouched"),
    [
        ("def softmax(z): ...", True),
        ("x = 1\n\ndef softmax( z ):  # soon\n    ...\nprint(softmax)", True),
        ("def softmax(z): ...\ndef softmax(z): return z", False),
        ("def softmax(z): return z", False),
        ("softmax = len", False),
    ],
)
def test_a_glance_knows_the_stub(tmp_path: Path, source: str, untouched: bool) -> None:
    assert found(notebook(tmp_path / "a.ipynb", source)).untouched is untouched
    (tmp_path / "softmax.py").write_text(source)
    assert found(tmp_path / "softmax.py").untouched is untouched


def test_cells_know_what_they_are_meant_for(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": CODE, "metadata": {"tags": ["grader:softmax", "x"]}}
    other = {"cell_type": "code", "source": "x = 1", "metadata": {"tags": ["grader:other"]}}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [other, cell]}))
    assert [cell.wanted for cell in found(tmp_path / "a.ipynb").cells] == [False, True]


def test_notebooks_of_format_3_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    cell = {
        "cell_type": "code",
        "input": ["def softmax(z):\n", "    return z"],
        "language": "python",
    }
    path.write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}))
    assert found(path).text == "def softmax(z):\n    return z"


# Modules beside the answer -----------------------------------------------------------------------


def test_modules_that_are_imported_come_along(tmp_path: Path) -> None:
    files = {
        "hw/softmax.py": "from utils import shift\nfrom .pkg import a\n" + CODE,
        "hw/utils.py": "import deeper\ndef shift(z): return z",
        "hw/deeper.py": "x = 1",
        "hw/pkg/__init__.py": "",
        "hw/pkg/a.py": "y = 1",
        "hw/never.py": "z = 1",
    }
    source = found(write_zip(tmp_path / "a.zip", files))
    assert source.folder == "hw"
    assert set(source.modules) == set(files) - {"hw/softmax.py", "hw/never.py"}


def test_what_a_cell_writes_can_be_imported(tmp_path: Path) -> None:
    written = "%%writefile helper.py\nimport deeper\ndef shift(z): return z"
    answer = f"from helper import shift\n{CODE}"
    folder = tmp_path / "anna" / "hw"
    folder.mkdir(parents=True)
    notebook(folder / "softmax.ipynb", written, answer)
    (folder / "deeper.py").write_text("x = 1")
    source = found(tmp_path / "anna")
    helper = "import deeper\ndef shift(z): return z"
    assert source.modules == {"hw/helper.py": helper, "hw/deeper.py": "x = 1"}
    assert source.folder == "hw"
    assert source.text == f"\n\n\n{answer}"  # lines stay where they are
    assert source.place(5) == (2, 2)


@pytest.mark.parametrize(
    "line",
    [
        "utils = importlib.import_module('utils')",
        'utils = importlib.import_module( "utils" )',
        "utils = __import__('utils')",
    ],
)
def test_modules_that_a_call_imports_come_along(tmp_path: Path, line: str) -> None:
    (tmp_path / "softmax.py").write_text(f"import importlib\n{line}\n{CODE}")
    (tmp_path / "utils.py").write_text("x = 1")
    assert set(found(tmp_path).modules) == {"utils.py"}


def test_modules_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(9):
        (tmp_path / f"m{i}.py").write_text("x = 1\n")
    names = ", ".join(f"m{i}" for i in range(9))
    (tmp_path / "softmax.py").write_text(f"import {names}\n{CODE}")
    assert len(found(tmp_path).modules) == 9
    monkeypatch.setattr(submission, "MOST_MODULES", 4)
    assert len(found(tmp_path).modules) == 4
    monkeypatch.setattr(submission, "MOST_MODULE_TEXT", 13)
    assert len(found(tmp_path).modules) == 2


def test_a_single_submission_brings_nothing_from_beside_it(tmp_path: Path) -> None:
    (tmp_path / "anna.py").write_text("from ben import answer\n" + CODE)
    (tmp_path / "ben.py").write_text("def answer(): ...")
    assert found(tmp_path / "anna.py").modules == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "a.ipynb is not a notebook: Expecting value: line 1 column 1 (char 0)"),
        (b"x = [1, 2]", "a.ipynb is not a notebook: if it is Python, call it a.py"),
        (b"[" * 100_000, "a.ipynb is not a notebook: its brackets do not match"),
        (b"[" * 100_000 + b"]" * 100_000, "a.ipynb is not a notebook: its brackets do not match"),
        (b'{"cells": "' + b"[" * 9 + b'"}', "a.ipynb is not a notebook: it has no cells"),
        (b"[]", "a.ipynb is not a notebook"),
        (b'{"cells": [1, {"cell_type": "code", "source": [3]}]}', "nothing found for softmax"),
        (b"[" + b"1," * 3_000_000 + b"1]", "a.ipynb holds too many items for a notebook"),
        (b'{"x": "\xff"}', "a.ipynb is not UTF-8 text: byte 0xff in line 1, column 8"),
        (b'{"' + b'\\"' * 5_000_000, "a.ipynb is not a notebook: its brackets do not match"),
        (b'{"x": 1' + b"0" * 5000 + b"}", "a.ipynb is not a notebook: Exceeds the limit"),
    ],
)
def test_what_is_no_notebook_is_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    told = refused(tmp_path / "a.ipynb")
    assert told.removeprefix("nothing found for softmax (").startswith(reason)


@pytest.mark.parametrize(
    "source",
    [
        "a=1\n" * 100_000,
        '"' * 900_000,
        "'''" * 300_000,
        "(" * 900_000,
        "\\\n" * 450_000,
        "@" * 900_000,
        "a," * 450_000,
        "a." * 450_000,
        "a[" * 450_000,
        "a:" * 450_000,
        " " * 900_000,
        "\n" * 900_000,
        "a=" * 450_000,
        "import a," * 100_000,
        "\n".join(f"a{i} = a{i + 1}" for i in range(40_000)),
        "?" * 900_000,
        "%" * 900_000,
        "a ," * 300_000,
        "x: " + "a" * 900_000,
        "def " * 200_000,
        "a[]" * 300_000,
    ],
    ids=lambda source: repr(source[:6]),
)
def test_a_hostile_notebook_takes_no_time(tmp_path: Path, source: str) -> None:
    start = time.perf_counter()
    source = source[: len(source) // 5]
    notebook(tmp_path / "a.ipynb", source, "softmax = a0\na0 = 1")
    with contextlib.suppress(SubmissionError):
        found(tmp_path / "a.ipynb")
    assert time.perf_counter() - start < 5


@QUICK
@given(
    st.binary(max_size=200) | st.text(alphabet='{}[]",:cells\\01ab ', max_size=80).map(str.encode)
)
def test_any_bytes_are_cells_or_refused(content: bytes) -> None:
    told = ""
    try:
        cells.read(content, "a.ipynb")
    except SubmissionError as error:
        told = error.message
    assert "\n" not in told


# Names -------------------------------------------------------------------------------------------

HOSTILE = [
    "a\nb",
    "\x1b[31m",
    "../x",
    "a/b",
    ".",
    "..",
    "",
    "CON",
    "con.txt",
    "a.",
    " a",
    "-rf",
    "\u202e",
    "%",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_a_harmless_file_name(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('/\\\n\x1b:*?"<>|\0')
    assert safe[0] not in ".- "
    assert safe[-1] not in ". "
    assert safe.upper().partition(".")[0] not in ("CON", "")
    assert safe.isprintable()


def test_ordinary_names_stay_as_they_are() -> None:
    for name in ("anna", "Anna B. Smith", "müller_42", "a+b@c.edu", "学生"):
        assert safe_name(name) == name


@QUICK
@given(st.text(max_size=60), st.text(max_size=60))
def test_different_names_stay_different(one: str, other: str) -> None:
    assert (safe_name(one) == safe_name(other)) == (one == other)


@QUICK
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8))
def test_a_short_name_can_be_read_back(name: str) -> None:
    assert urllib.parse.unquote(safe_name(name)) == name


@QUICK
@given(st.text(max_size=400))
def test_a_name_fits_any_file_system(name: str) -> None:
    assert len(safe_name(name).encode()) <= 120


def test_long_names_stay_different() -> None:
    assert safe_name("x" * 300) != safe_name("x" * 301)


def test_names_in_messages_are_printable() -> None:
    assert shown("a\nb\x1b[0m\u202eé") == "a\\nb\\x1b[0m\\u202eé"


def test_a_hostile_file_name_is_shown_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb\x1b.py").write_text(CODE)
    (tmp_path / "c.py").write_text(CODE + "#")
    assert refused(tmp_path) == "both a\\nb\\x1b.py and c.py could be for softmax: keep one"


def test_a_file_that_shrinks_away_is_one_line(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"softmax.py": CODE})
    (file,) = intake.contents(path).files
    write_zip(path, {})
    with pytest.raises(SubmissionError, match="changed while it was read"):
        file.read()
    path.write_bytes(zlib.compress(b"x"))
    with pytest.raises(SubmissionError, match="not a sound zip archive"):
        file.read()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def double(x):\n    return x\n", 1),
        ("import numpy as np\n\n\ndef double(x):\n    return x\n", 4),
        ("def double(x): ...\n\ndef double(x):\n    return x\n", 3),  # the last one counts
        ("class A:\n    def double(x): ...\n", 0),
        ("double = lambda x: x", 1),
        ("", 0),
    ],
)
def test_the_line_of_a_function(text: str, line: int) -> None:
    assert Source(text).line_of("double") == line
    assert Source(text, "a.ipynb", (Place(1, 1),)).line_of("double") == 0
