"""Names of submissions: whatever was handed in, each has one row and one report of its own."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader import parallel
from grader.course import batch, bench
from grader.course.batch import grade_all
from grader.course.bench import Done
from grader.course.plan import Plan
from grader.course.results import Results
from grader.course.retrial import Work
from grader.course.rubric import Part, Rubric
from grader.errors import Fault
from grader.escaping import printable
from grader.model import Isolation, Outcome, ProblemResult, Report
from grader.submission import Submission, entries, read_submissions
from grader.submission.names import MOST_NAME, alike, distinct

PLAN = Plan(Rubric((), (Part("double", 9900, "d1", "d2"),)), 5, Isolation.STRICT)

STEMS = (
    *("bob", "Bob", "BOB", "bob ", " bob", "bob.", "bob.py", "bob.zip", "bob~", "bob%20", "bo b"),
    *("b\u00f6b", "bo\u0308b", "b\uff4fb", "\u212aob", "kob", "bob\u200b", "bob\x1b", "bob\\x1b"),
    *("=bob", "'=bob", "''=bob", "CON", "con", "con.x", "NUL", "run", "Run", "grades", "private"),
    *(
        "x" * 240,
        "x" * 241,
        "\u5b66" * 80,
        "\u5b66" * 79 + "\u751f",
        "\u3164" * 9,
        "-",
        "%",
        "&#46;",
    ),
    *("stra\u00dfe", "strasse", "\u0130", "i\u0307", "before-2026-01-01", "![x](http:x)"),
)
KINDS = (".py", ".PY", ".zip", ".ipynb", "")


def possible(name: str) -> bool:
    size = len(name.encode())
    return 0 < size <= 255 and not name.startswith(".") and not set(name) & {"/", "\0"}


TEXTS = st.one_of(
    st.sampled_from(STEMS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
NAMES = st.builds("{}{}".format, TEXTS, st.sampled_from(KINDS)).filter(possible)
SETS = st.lists(NAMES, min_size=1, max_size=8, unique=True)


class Bench:
    """Gives as many points as the first file has bytes."""

    def __init__(self, plan: Plan, *_: object) -> None:
        pass

    def grade(self, work: Work) -> Done:
        score = float(len(work.submission.files[0].read()))
        result = ProblemResult("double", "Double", Outcome.PASSED, score, 99.0)
        return Done((result,), {})

    def close(self) -> None:
        pass


def hand_in(folder: Path, names: list[str]) -> dict[str, float]:
    """Writes one submission for each name; how many points each is worth."""
    worth = {}
    for number, name in enumerate(names, 1):
        path = folder / name
        if path.exists():  # a file system that takes two of them for one
            continue
        text = "#" * number
        if name.lower().endswith(".zip"):
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("double.py", text)
        elif name.lower().endswith((".py", ".ipynb")):
            path.write_text(text)
        else:
            path.mkdir()
            (path / "double.py").write_text(text)
        worth[name] = float(number)
    return worth


def graded(names: list[str], patch: pytest.MonkeyPatch) -> None:
    """Asserts that everybody has a row and a report, with the points that they earned."""
    patch.setattr(bench, "Bench", Bench)
    patch.setattr(
        parallel,
        "side_by_side",
        lambda function, items, *_, **__: parallel.in_turn(function, items),
    )
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "in"), Path(place, "out")
        folder.mkdir()
        worth = hand_in(folder, names)
        found = [
            one for one in read_submissions(folder) if one.path.name in worth and not one.error
        ]
        assert len(found) == len(worth)
        for _ in range(2):  # graded, and taken up again
            reports: list[Report] = []
            with Results(out) as results:
                grade_all(found, PLAN, reports.append, results=results)
            told = {report.submission: report.score for report in reports}
            assert told == {one.name: worth[one.path.name] for one in found}
        rows = list(csv.DictReader(io.StringIO((out / "grades.csv").read_text("utf-8-sig"))))
        assert sorted(float(row["score"]) for row in rows) == sorted(worth.values())
        labels = {seen(row["submission"]) for row in rows}
        assert len(labels) == len(worth)
        files = [path for path in (out / "private").iterdir() if path.suffix == ".json"]
        points = [json.loads(path.read_text("utf-8"))["score"] for path in files]
        assert sorted(points) == sorted(worth.values())
        for path in files:
            assert (out / path.name).is_file()
            assert len(path.name.encode()) < 200
        assert len({seen(path.name) for path in files}) == len(worth)


def seen(name: str) -> str:
    """How a file system that minds neither case nor the form of accents sees a name."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(folded.split())


@example(["bob.py", "bob.zip", "bob.py.zip"])
@example(["bob", "bob ", "bob.py"])
@example(["run", "RUN.py", "run~"])
@example(["README.py"])
@given(SETS)
@settings(deadline=None, max_examples=40)
def test_everybody_has_one_row_and_one_report(names: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        graded(names, patch)


@pytest.mark.parametrize(
    "names", [["bob.py", "bob.zip", "bob.py.zip"], ["bob", "bob .py"]], ids=str
)
def test_without_it_somebody_takes_another_s_place(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack, with names that are made unique once and not looked at again."""

    def once(entries: Any) -> list[str]:
        found = list(entries)
        stems = [stem for stem, _ in found]
        return [name if stems.count(stem) > 1 else stem.strip() for stem, name in found]

    monkeypatch.setattr(entries, "distinct", once)
    with pytest.raises(Fault, match="two submissions are called bob"):
        graded(names, monkeypatch)
    monkeypatch.setattr(batch, "alike", lambda _: [])
    with pytest.raises((AssertionError, KeyError)):
        graded(names, monkeypatch)


@given(st.lists(NAMES, unique=True, max_size=12))
@settings(deadline=None)
def test_names_are_printable_short_and_not_alike(files: list[str]) -> None:
    names = distinct((Path(file).stem, file) for file in files)
    assert len(names) == len(files)
    assert alike(names) == []
    for name in names:
        assert name == printable(name)
        assert len(name) <= MOST_NAME


def test_an_ordinary_name_stays_as_it_is() -> None:
    files = [("anna", "anna.py"), ("ben", "ben"), ("a-b", "a-b.zip"), ("a_b", "a_b.zip")]
    assert distinct(files) == ["anna", "ben", "a-b", "a_b"]


def test_a_name_does_not_depend_on_the_order() -> None:
    files = [("bob", "bob.py"), ("bob ", "bob .py"), ("Bob", "Bob"), ("bob.py", "bob.py.zip")]
    once = dict(zip(files, distinct(files), strict=True))
    again = dict(zip(files[::-1], distinct(files[::-1]), strict=True))
    assert once == again


def test_two_of_one_name_are_never_graded_together(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    one = Submission("anna", tmp_path / "a.py")
    with pytest.raises(Fault, match="two submissions are called anna"):
        grade_all([one, Submission("Anna ", tmp_path / "a.py")], PLAN, list[Report]().append)
