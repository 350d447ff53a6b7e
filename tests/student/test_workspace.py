"""A student's files and progress: nothing is ever lost, whatever state it is found in."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from small_bank import write_bank

from grader.errors import UsageError
from grader.exercise.bank import find_bank
from grader.student import workspace as workspace_module
from grader.student.workspace import Progress, Workspace, next_pending

if TYPE_CHECKING:
    from pathlib import Path

    from grader.problem import Problem


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return find_bank([write_bank(tmp_path / "bank")]).problem("double")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "work")


def test_progress_is_kept(workspace: Workspace) -> None:
    progress = Progress().passed("double").hinted("triple").hinted("triple").gave_up("triple")
    workspace.keep(progress)
    assert workspace.progress() == progress
    assert workspace.progress().failed("double").solved == frozenset()


def test_without_a_file_there_is_no_progress(workspace: Workspace) -> None:
    assert workspace.progress() == Progress()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"solved": 3, "hints": [], "given_up": {"a": 1}}',
        b'{"solved": [["double"]], "hints": {"double": "x", "triple": -1}}',
    ],
    ids=lambda content: content[:20],
)
def test_a_spoilt_file_counts_for_nothing(workspace: Workspace, content: bytes) -> None:
    workspace.keep(Progress())
    (workspace.root / ".grader" / "progress.json").write_bytes(content)
    assert workspace.progress() == Progress()
    workspace.keep(workspace.progress().passed("double"))
    assert workspace.progress().solved == {"double"}


def test_what_is_readable_of_a_spoilt_file_counts(workspace: Workspace) -> None:
    workspace.keep(Progress())
    path = workspace.root / ".grader" / "progress.json"
    path.write_text(json.dumps({"solved": ["double", 3], "hints": None}))
    assert workspace.progress() == Progress(frozenset({"double"}))


def test_a_stub_is_written_once(workspace: Workspace, problem: Problem) -> None:
    path, made = workspace.start(problem)
    assert (path, made) == (workspace.root / "calculus" / "double.py", True)
    assert path.read_text() == problem.stub
    path.write_text("my work")
    assert workspace.start(problem) == (path, False)
    assert path.read_text() == "my work"


def test_a_stub_follows_no_link(workspace: Workspace, problem: Problem, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.py"
    workspace.place(problem).parent.mkdir(parents=True)
    workspace.place(problem).symlink_to(target)
    assert workspace.start(problem)[1] is False
    assert not target.exists()


def test_reset_keeps_what_it_replaces(workspace: Workspace, problem: Problem) -> None:
    path, _ = workspace.start(problem)
    kept = []
    for text in ("first", "second"):
        path.write_text(text)
        backup = workspace.reset(problem)
        assert backup is not None
        kept.append(backup.read_text())
        assert path.read_text() == problem.stub
    assert kept == ["first", "second"]


def test_reset_of_a_stub_keeps_nothing(workspace: Workspace, problem: Problem) -> None:
    workspace.start(problem)
    assert workspace.reset(problem) is None


def test_reset_of_nothing_writes_the_stub(workspace: Workspace, problem: Problem) -> None:
    assert workspace.reset(problem) is None
    assert workspace.place(problem).read_text() == problem.stub


def test_the_file_edited_last_is_meant(
    workspace: Workspace, problem: Problem, tmp_path: Path
) -> None:
    assert workspace.find(problem, tmp_path) is None
    stub, _ = workspace.start(problem)
    assert workspace.find(problem, tmp_path) == stub
    notebook = tmp_path / "double.ipynb"
    notebook.write_text("{}")
    os.utime(stub, ns=(0, 0))
    assert workspace.find(problem, tmp_path) == notebook
    os.utime(notebook, ns=(0, 0))
    os.utime(stub, ns=(10, 10))
    assert workspace.find(problem, tmp_path) == stub


def test_a_workspace_is_found_from_below(workspace: Workspace, tmp_path: Path) -> None:
    workspace.keep(Progress())
    below = workspace.root / "calculus" / "deep"
    below.mkdir(parents=True)
    assert Workspace.around(below).root == workspace.root
    assert Workspace.around(tmp_path).root == tmp_path


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, problem: Problem) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        Workspace(tmp_path / "file").start(problem)
    with pytest.raises(UsageError, match="cannot write"):
        Workspace(tmp_path / "file").keep(Progress())


@pytest.mark.parametrize(
    ("solved", "expected"),
    [([], "a"), (["a"], "b"), (["a", "b"], "c"), (["b"], "a"), (["a", "b", "c"], None)],
)
def test_the_next_problem(solved: list[str], expected: str | None) -> None:
    after = {"b": ("a",), "c": ("b",)}
    assert next_pending("abc", after, Progress(frozenset(solved))) == expected


def test_prerequisites_come_before_order() -> None:
    assert next_pending("cba", {"c": ("a",), "b": ("a",)}, Progress()) == "a"


def test_a_circle_does_not_block() -> None:
    assert next_pending("ab", {"a": ("b",), "b": ("a",)}, Progress()) == "a"


@pytest.mark.parametrize("link", [".grader", "calculus"])
def test_a_link_leads_no_writing_out_of_a_workspace(
    tmp_path: Path, workspace: Workspace, problem: Problem, link: str
) -> None:
    """It may have come with a stranger's clone, and point wherever they like."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "progress.json").write_text("mine")
    (outside / "double.py").write_text("mine")
    workspace.root.mkdir()
    (workspace.root / link).symlink_to(outside)
    with pytest.raises(UsageError, match="leads out of"):
        workspace.keep(Progress()) if link == ".grader" else workspace.reset(problem)
    assert sorted(path.name for path in outside.iterdir()) == ["double.py", "progress.json"]
    assert {path.read_text() for path in outside.iterdir()} == {"mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices")
@pytest.mark.parametrize("kind", ["pipe", "endless", "large"])
def test_progress_that_never_ends_counts_for_nothing(workspace: Workspace, kind: str) -> None:
    """In a stranger's clone it may be anything."""
    workspace.keep(Progress(frozenset({"softmax"})))
    path = workspace.root / ".grader/progress.json"
    assert workspace.progress().solved
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    else:
        path.write_text(f'{{"solved": ["softmax"]{" " * (1 << 20)}}}')
    assert workspace.progress() == Progress()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_what_is_reset_is_a_file_of_the_workspace(
    workspace: Workspace, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a stranger's clone it may be a pipe, which never ends, or lead to what is kept apart."""
    place = workspace.place(problem)
    place.parent.mkdir(parents=True)
    os.mkfifo(place)
    with pytest.raises(UsageError, match="not a regular file"):
        workspace.reset(problem)
    place.unlink()
    (tmp_path / "key").write_text("secret")
    place.symlink_to(tmp_path / "key")
    with pytest.raises(UsageError, match="symbolic link"):
        workspace.reset(problem)
    assert not list(workspace.root.rglob("double-1.py"))
    monkeypatch.setattr(workspace_module, "read_regular", lambda path, *_: path.read_bytes())
    workspace.reset(problem)
    assert [path.read_text() for path in workspace.root.rglob("double-1.py")] == ["secret"]
