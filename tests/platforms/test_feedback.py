"""Pages packed for upload are named as the platform named what was handed in."""

from __future__ import annotations

import io
import zipfile

import pytest

from grader.errors import UsageError
from grader.platforms.collected import Row
from grader.platforms.feedback import packed

PAGES = {"jdoe": b"<p>Jane", "ali": b"<p>Ann"}


def names(platform: str, *sources: str) -> dict[str, bytes]:
    rows = {
        who: Row(who, who, source=source)
        for who, source in zip(("jdoe", "ali", "zoe"), sources, strict=False)
    }
    with zipfile.ZipFile(io.BytesIO(packed(rows, PAGES, platform))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_canvas() -> None:
    assert names("canvas", "doejane_123456_7890123_softmax.py; doejane_123456_9_x.py", "liann_LATE_22_7_a.py") == {
        "doejane_123456_7890123_feedback.html": b"<p>Jane",
        "liann_LATE_22_7_feedback.html": b"<p>Ann",
    }  # fmt: skip


def test_moodle() -> None:
    assert names(
        "moodle",
        "Jane Doe_4711_assignsubmission_file_",
        "Ann Li_4712_assignsubmission_onlinetext_onlinetext.html",
        "Zoe_1_assignsubmission_file_x.py",
    ) == {
        "Jane Doe_4711_assignsubmission_file_feedback.html": b"<p>Jane",
        "Ann Li_4712_assignsubmission_file_feedback.html": b"<p>Ann",
    }


def test_another_platform_is_told() -> None:
    with pytest.raises(UsageError, match="jdoe was not collected from Moodle"):
        names("moodle", "doejane_123456_7890123_softmax.py")
    with pytest.raises(UsageError, match="there is no page of anybody"):
        packed({"x": Row("x", "x", source="a_1_2_x.py")}, PAGES, "canvas")
